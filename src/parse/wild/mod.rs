//! Notes as they are in the wild: takes one file of a `[[notes.source]]`, gives its note with date and attendance by
//! rules that know no set of notes. Nothing in such a note is an error: what can't be read is counted and reported.
//! Leaves passages, items and tasks to `body`, and who the people are to `validate`.

mod attendance;
mod date;
mod front;
mod line;
mod person;
mod table;
mod words;

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Date;

use self::attendance::{Attendance, Entry};
use self::line::{Kind, Line};
use self::person::{Form, person};
use self::words::Standing;
use super::comment::{self, Stripped};
use super::{Handle, ParsedNote, Spanned, body, names};
use crate::config::NotesSource;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{Audience, NoteType};
use crate::source::{FileId, Lines, Origin, Place, SourceFile};

/// A `Date:` line counts among so many first lines.
const DATE_LINES: usize = 40;

/// Reads one file.
pub fn parse(
    file: FileId,
    source: &SourceFile,
    settings: &NotesSource,
    diagnostics: &mut Diagnostics,
) -> Vec<ParsedNote> {
    let text = &*source.text;
    let lines = Lines::new(file, text);
    let front = front::split(text);
    let stripped = comment::strip(&text[front.body..], front.body, &lines, true, diagnostics);
    let first = Place { file, line: 1, start: 0, end: 0 };

    let date = date(source, settings, &front, &stripped, first, diagnostics);
    let found = attendance::read(&stripped.text, settings);
    let label = match source.origin {
        Origin::Private => Audience::Pm,
        _ => front.value("visibility").map_or(Audience::Team, |word| Audience::parse(word).unwrap_or(Audience::Pm)),
    };
    let kind = front.value("type").and_then(NoteType::parse).unwrap_or(NoteType::Meeting);
    let setup = body::Setup { label, kind, date, wild: true, attendance: &found.ranges };
    let reading = body::read(&stripped, 0..stripped.text.len(), &setup, diagnostics);

    let people = People::of(&found, &front, &stripped, &lines, diagnostics);
    if people.present.is_none() {
        let message = match found.unread {
            0 => "nothing says who was there".to_owned(),
            1 => "nobody can be read from its attendance section (1 line)".to_owned(),
            n => format!("nobody can be read from its attendance section ({n} lines)"),
        };
        let hint = "list people under a heading such as `Attendees`, or name yours in `attendee_headings`";
        diagnostics.push(Diagnostic::new(Code::NoteWithoutAttendees, first, message).hint(hint));
    }
    let title = front.value("title").filter(|title| date::find(title).is_none());
    vec![ParsedNote {
        place: Place { end: text.len() as u32, ..first },
        label,
        date,
        title: title.map(str::to_owned).or(reading.title).unwrap_or_default(),
        kind,
        two_way: None,
        attendees: people.present,
        regrets: people.excused,
        absent: people.absent,
        goals: Vec::new(),
        tags: front.list("tags").into_iter().map(|(tag, _)| tag.to_owned()).collect(),
        passages: reading.passages,
        items: reading.items,
        tasks: reading.tasks,
        wild: true,
    }]
}

/// The date, in this precedence: front matter, file name, folders from the nearest, a `Date:` line, a heading. Never
/// from prose.
fn date(
    source: &SourceFile,
    settings: &NotesSource,
    front: &front::Front<'_>,
    stripped: &Stripped<'_>,
    first: Place,
    diagnostics: &mut Diagnostics,
) -> Option<Date> {
    let below =
        source.path.strip_prefix(settings.path.trim_start_matches("./").trim_end_matches('/')).unwrap_or(&source.path);
    let mut parts = below.rsplit('/');
    let name = parts.next().unwrap_or_default();
    let front_date =
        ["date", "meeting_date", "day"].iter().find_map(|key| front.value(key)).or_else(|| front.value("title"));
    let mut candidates: Vec<(&str, Date, Place)> = Vec::new();
    let mut add = |what, date: Option<Date>, place| candidates.extend(date.map(|date| (what, date, place)));
    add("front matter", front_date.and_then(date::find), first);
    add("file name", date::in_path(name), first);
    add("folder", parts.find_map(date::in_path), first);
    let lines = line::lines(&stripped.text);
    let place = |line: &Line<'_>| stripped.place(line.range());
    let dated = lines.iter().take(DATE_LINES).find_map(|line| date_line(line).map(|date| (date, place(line))));
    add("`Date:` line", dated.map(|d| d.0), dated.map_or(first, |d| d.1));
    let heading = lines
        .iter()
        .filter(|line| matches!(line.kind, Kind::Heading(_)))
        .enumerate()
        .take_while(|(n, line)| *n == 0 || line.kind == Kind::Heading(1))
        .find_map(|(_, line)| heading_date(line).map(|date| (date, place(line))));
    add("heading", heading.map(|d| d.0), heading.map_or(first, |d| d.1));

    let Some((what, date, _)) = candidates.first().copied() else {
        let hint = "put it in the file's name (`2026-01-31.md`), or in a line `Date: 2026-01-31`";
        diagnostics.push(Diagnostic::new(Code::NoteWithoutDate, first, "nothing gives the note's date").hint(hint));
        return None;
    };
    if let Some((other, wrong, place)) = candidates.iter().find(|(_, other, _)| *other != date) {
        let message = format!("the {other} says {wrong}, the {what} {date}");
        diagnostics.push(Diagnostic::new(Code::DateDisagrees, *place, message).hint(format!("the {what} is taken")));
    }
    Some(date)
}

/// The date of `Date: ...`, `Meeting date: ...`, `When: ...`.
fn date_line(line: &Line<'_>) -> Option<Date> {
    if !matches!(line.kind, Kind::Text | Kind::Item) {
        return None;
    }
    let (label, value) = line.content.split_once(':')?;
    let label = words::words(label).join(" ");
    let is_date = ["date", "meeting date", "date of meeting", "date and time", "when"].contains(&label.as_str());
    is_date.then(|| date::find(value)).flatten()
}

fn heading_date(line: &Line<'_>) -> Option<Date> {
    let is_other =
        words::words(line.content).iter().any(|word| ["next", "last", "previous", "upcoming"].contains(&word.as_str()));
    if is_other { None } else { date::find(line.content) }
}

struct People {
    present: Option<Vec<Handle>>,
    excused: Option<Vec<Handle>>,
    absent: Option<Vec<Handle>>,
}

impl People {
    /// Everyone once, in the order written; who is present is nothing else besides.
    fn of(
        found: &Attendance,
        front: &front::Front<'_>,
        stripped: &Stripped<'_>,
        lines: &Lines,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let at_front = |key: &str| -> Vec<Handle> {
            let listed = front.list(key).into_iter();
            listed
                .filter_map(|(raw, range)| {
                    Some(Spanned { value: person(raw, Form::Entry)?, place: lines.place(range) })
                })
                .collect()
        };
        let in_body = |standing: Standing| {
            let of = found.entries.iter().filter(move |entry| entry.standing == standing);
            of.map(|Entry { name, range, .. }: &Entry| Spanned {
                value: name.clone(),
                place: stripped.place(Range::clone(range)),
            })
        };
        let all = |keys: [&str; 2], standing| -> Vec<Handle> {
            keys.iter().flat_map(|key| at_front(key)).chain(in_body(standing)).collect()
        };
        let mut seen = BTreeSet::new();
        let mut present = all(["attendees", "participants"], Standing::Present);
        once(&mut present, &mut seen);
        let names = seen.clone();
        let mut warn = |list: &mut Vec<Handle>, words: &str| {
            list.retain(|handle| {
                let is_present = keys(handle).iter().any(|key| names.contains(key));
                if is_present {
                    let message = format!("`{}` is listed as present and as {words}", handle.value);
                    diagnostics.push(
                        Diagnostic::new(Code::PresentAndAbsent, handle.place, message).hint("counted as present"),
                    );
                }
                !is_present
            });
        };
        let mut excused = all(["regrets", "apologies"], Standing::Excused);
        let mut absent = all(["absent", "absences"], Standing::Absent);
        warn(&mut excused, "excused");
        warn(&mut absent, "absent");
        once(&mut excused, &mut seen);
        once(&mut absent, &mut seen);
        let [_, speaks_of_excused, speaks_of_absent] = found.speaks_of;
        let some = |list: Vec<Handle>, speaks: bool| (speaks || !list.is_empty()).then_some(list);
        Self {
            present: some(present, false),
            excused: some(excused, speaks_of_excused),
            absent: some(absent, speaks_of_absent),
        }
    }
}

/// Leaves out whom `seen` knows, by handle or name.
fn once(list: &mut Vec<Handle>, seen: &mut BTreeSet<String>) {
    list.retain(|handle| {
        let keys = keys(handle);
        let is_new = keys.iter().all(|key| !seen.contains(key));
        seen.extend(keys);
        is_new
    });
}

fn keys(handle: &Handle) -> Vec<String> {
    names::keys_of_attendee(&handle.value)
}
