//! How notes are to be read where a setting says it: takes the files with the settings that nobody chose yet, gives
//! how running documents are cut and how many notes have a date that can be read in two ways. A cut is chosen only
//! where it is unmistakable; what a numeric date means never is.

use jiff::civil::Date;

use crate::config::{DateOrder, NotesSource, Split};
use crate::diagnostic::Diagnostics;
use crate::parse::{ParsedNote, wild};
use crate::source::{FileId, SourceFile};

/// Files of notes, each with what the settings as they are make of it.
pub type Files<'a> = [(FileId, &'a SourceFile, Vec<ParsedNote>)];

/// The fewest meetings of a running document.
const MEETINGS: usize = 2;

/// Dates that can be read in two ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TwoWays {
    /// How many notes have one and no other date.
    pub notes: usize,
    /// The first of them, the day first and the month first.
    pub example: Option<(Date, Date)>,
}

/// How many files the settings cut into several meetings.
pub fn running(files: &Files<'_>) -> usize {
    files.iter().filter(|(_, _, notes)| notes.len() > 1).count()
}

/// The cut that the settings miss: files that have a day of their own, or list nobody, and hold several meetings under
/// dated headings all the same. `None` where any file would be cut that may be one meeting.
pub fn split(files: &Files<'_>, settings: &NotesSource) -> Option<Split> {
    if settings.split != Split::Auto {
        return None;
    }
    let asked = NotesSource { split: Split::DateHeadings, ..settings.clone() };
    let mut changed = false;
    for (id, file, now) in files.iter().filter(|(_, _, notes)| notes.len() == 1) {
        let then = read(*id, file, &asked);
        if then.len() == 1 {
            continue;
        }
        let is_running = then.len() >= MEETINGS
            && then.iter().all(|note| note.date.is_some())
            && (now[0].date.is_none() || then.iter().all(lists_its_own));
        if !is_running {
            return None;
        }
        changed = true;
    }
    changed.then_some(Split::DateHeadings)
}

/// Whether somebody present is listed in the meeting itself, not above the first of its file.
fn lists_its_own(note: &ParsedNote) -> bool {
    let own = note.place.start..note.place.end;
    note.attendees.iter().flatten().any(|handle| own.contains(&handle.place.start))
}

/// What is undated for no other reason than that nobody said which comes first, the day or the month.
pub fn two_ways(files: &Files<'_>, settings: &NotesSource) -> TwoWays {
    let mut found = TwoWays::default();
    if settings.dates.is_some() {
        return found;
    }
    let with = |order| NotesSource { dates: Some(order), ..settings.clone() };
    let (day, month) = (with(DateOrder::DayFirst), with(DateOrder::MonthFirst));
    for (id, file, now) in files.iter().filter(|(_, _, notes)| notes.iter().any(|note| note.date.is_none())) {
        let dates = |settings| -> Vec<Date> { read(*id, file, settings).iter().filter_map(|note| note.date).collect() };
        let known = now.iter().filter(|note| note.date.is_some()).count();
        let (by_day, by_month) = (dates(&day), dates(&month));
        found.notes += by_day.len().max(by_month.len()).saturating_sub(known);
        let differ = by_day.iter().zip(&by_month).find(|(day, month)| day != month);
        found.example = found.example.or(differ.map(|(day, month)| (*day, *month)));
    }
    found
}

fn read(id: FileId, file: &SourceFile, settings: &NotesSource) -> Vec<ParsedNote> {
    wild::parse(id, file, settings, &mut Diagnostics::default())
}
