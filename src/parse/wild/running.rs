//! Running documents in other styles: takes a file, decides how it is cut, gives a note for each meeting. People whom the
//! front matter or the text before the first meeting lists were at each meeting that lists nobody itself.

use std::ops::Range;

use super::super::split::{self, Heading, Plan};
use super::attendance::{self, Attendance, Entry};
use super::words::{self, Standing};
use super::{Document, Listed, People, dates, nobody};
use crate::config::{NotesSource, Split};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::parse::{Handle, ParsedNote, Spanned, body};
use crate::register::NoteType;

/// How a file is cut; `None` where it is one meeting.
pub(super) fn plan(document: &Document<'_>) -> Option<Plan> {
    let text = &*document.stripped.text;
    let settings = document.settings;
    match settings.split {
        Split::None => None,
        Split::MeetingHeadings => {
            let headings = split::headings(text);
            split::by_meetings(text, &headings, |at| has_people(text, at, &headings, settings))
        }
        Split::DateHeadings => {
            let plan = split::by_dates(text, &split::headings(text), dates::reading(document), true)?;
            let dated = plan.parts.iter().filter(|part| part.date.is_some()).count();
            // Among running documents a file for one day is what its name says.
            (dated > 1 || dates::own(document).is_none()).then_some(plan)
        }
        Split::Auto if dates::own(document).is_some() => None,
        Split::Auto => {
            let plan = split::by_dates(text, &split::headings(text), dates::reading(document), false)?;
            let lists_people = |range: &Range<usize>| !read(text, range, settings).entries.is_empty();
            let is_of_meetings =
                !document.listed()[0].is_empty() || plan.segments.iter().any(|segment| lists_people(&segment.range));
            is_of_meetings.then_some(plan)
        }
    }
}

/// The attendance of a stretch, its places in the whole text.
fn read(text: &str, range: &Range<usize>, settings: &NotesSource) -> Attendance {
    let mut found = attendance::read(&text[range.clone()], settings);
    let shift = |inner: &mut Range<usize>| *inner = inner.start + range.start..inner.end + range.start;
    found.entries.iter_mut().for_each(|entry| shift(&mut entry.range));
    found.ranges.iter_mut().for_each(shift);
    found
}

/// Whether people are listed right under a heading, or under one below it that says so.
fn has_people(text: &str, heading: usize, headings: &[Heading], settings: &NotesSource) -> bool {
    let Some(n) = headings.iter().position(|h| h.range.start == heading) else { return false };
    let is_attendance = |h: &Heading| words::standing(&h.words, settings).is_some();
    if is_attendance(&headings[n]) {
        return false;
    }
    let end_of = |n: usize| headings.get(n + 1).map_or(text.len(), |next| next.range.start);
    let below = headings[n + 1..].iter().enumerate().take_while(|(_, h)| h.level > headings[n].level);
    let listed = below.filter(|(_, h)| is_attendance(h)).map(|(more, _)| n + 1 + more);
    // Only of the heading itself, not of one between them.
    let listed =
        listed.take_while(|m| headings[n + 1..*m].iter().all(|h| h.level >= headings[*m].level || is_attendance(h)));
    let mut stretches = listed.map(|m| headings[m].range.start..end_of(m));
    let own = headings[n].range.end..end_of(n);
    let lists =
        |range: Range<usize>| read(text, &range, settings).entries.iter().any(|e| e.standing == Standing::Present);
    lists(own) || stretches.any(lists)
}

/// The meetings of a document.
pub(super) fn meetings(document: &Document<'_>, plan: &Plan, diagnostics: &mut Diagnostics) -> Vec<ParsedNote> {
    let (stripped, settings) = (document.stripped, document.settings);
    let text = &*stripped.text;
    let by_dates = plan.parts.iter().any(|part| part.date.is_some());
    let whole = if by_dates { None } else { dates::date(document, diagnostics) };
    let dates: Vec<_> = plan.parts.iter().map(|part| if by_dates { part.date } else { whole }).collect();
    let found: Vec<Attendance> = (0..plan.parts.len()).map(|n| of_part(plan, n, text, settings)).collect();
    let outside: Vec<Attendance> = plan.outside().map(|range| read(text, range, settings)).collect();
    let mut ranges: Vec<Range<usize>> = found.iter().chain(&outside).flat_map(|found| found.ranges.clone()).collect();
    ranges.sort_by_key(|range| range.start);
    let is_rest = |n: usize| plan.parts[n].heading.is_none();
    let kind = |n: usize| if is_rest(n) { NoteType::Async } else { document.kind() };
    let stretches = plan.stretches(stripped, |n| (dates[n], kind(n)));
    let setup = body::Setup {
        label: document.label(),
        kind: document.kind(),
        date: whole,
        wild: true,
        attendance: &ranges,
        stretches: &stretches,
    };
    let mut reading = body::read(stripped, 0..text.len(), &setup, diagnostics);
    let title = document.title().or(reading.title.take()).unwrap_or_default();
    let said = split::distribute(plan, reading, document.label(), &dates, stripped, diagnostics);
    let common = common(document, &outside);
    let nobody_listed: Listed = Default::default();
    let mut notes = Vec::new();
    for (n, (said, found)) in said.into_iter().zip(&found).enumerate() {
        let part = &plan.parts[n];
        let place = plan.place(n, stripped);
        let at_heading = part.heading.as_ref().map_or(place, |heading| stripped.place(heading.range.clone()));
        if by_dates && part.date.is_none() {
            let (message, hint) = split::without_date(part);
            diagnostics.push(Diagnostic::new(Code::NoteWithoutDate, at_heading, message).hint(hint));
        }
        let of_heading = part.heading.as_ref().filter(|_| !by_dates).map(|heading| split::people(&heading.words));
        let of_heading: Vec<Handle> =
            of_heading.into_iter().flatten().map(|value| Spanned { value, place: at_heading }).collect();
        let lists_own = found.entries.iter().any(|entry| entry.standing == Standing::Present) || !of_heading.is_empty();
        let takes_common = !lists_own && !is_rest(n) && dates[n].is_some();
        let listed = if takes_common { &common } else { &nobody_listed };
        let people = People::of(found, listed, &of_heading, stripped, &said.passages, diagnostics);
        if people.present.is_none() && !is_rest(n) && dates[n].is_some() {
            nobody(found, at_heading, diagnostics);
        }
        let title = if part.title.is_empty() { title.clone() } else { part.title.clone() };
        let note = document.note(place, dates[n], title, people);
        notes.push(ParsedNote {
            label: said.label,
            kind: kind(n),
            passages: said.passages,
            items: said.items,
            tasks: said.tasks,
            ..note
        });
    }
    notes
}

/// The attendance of a part; of the rest of a daily note none, for that is no meeting.
fn of_part(plan: &Plan, part: usize, text: &str, settings: &NotesSource) -> Attendance {
    let mut all = Attendance::default();
    if plan.parts[part].heading.is_none() {
        return all;
    }
    for range in plan.of(part) {
        let found = read(text, range, settings);
        all.entries.extend(found.entries);
        all.ranges.extend(found.ranges);
        all.unread += found.unread;
        for (all, found) in all.speaks_of.iter_mut().zip(found.speaks_of) {
            *all |= found;
        }
    }
    all
}

/// People who hold for every meeting that lists none.
fn common(document: &Document<'_>, outside: &[Attendance]) -> Listed {
    let mut common = document.listed();
    let entries: Vec<&Entry> = outside.iter().flat_map(|found| &found.entries).collect();
    for (list, standing) in common.iter_mut().zip([Standing::Present, Standing::Excused, Standing::Absent]) {
        let of = entries.iter().filter(|entry| entry.standing == standing);
        list.extend(of.map(|e| Spanned { value: e.name.clone(), place: document.stripped.place(e.range.clone()) }));
    }
    common
}
