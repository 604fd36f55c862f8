//! Notes as they are in the wild: takes one file of a `[[notes.source]]`, gives its note with date and attendance by
//! rules that know no set of notes. Nothing in such a note is an error: what can't be read is counted and reported.
//! Leaves passages, items and tasks to `body`, how running
//! documents are cut to `split`, and who the people are to `validate`.

mod attendance;
pub(super) mod date;
mod dates;
mod front;
mod line;
mod naming;
mod person;
mod running;
mod table;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;

use self::attendance::{Attendance, Entry};
use self::person::{Form, person};
use self::words::Standing;
use super::comment::{self, Stripped};
use super::{Handle, ParsedNote, Spanned, body, names, split};
use crate::config::NotesSource;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{Audience, NoteType, Passage};
use crate::source::{FileId, Lines, Origin, Place, SourceFile};

/// Reads one file: a meeting, or those of a running document.
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
    let document = Document { file, source, settings, front, stripped: &stripped, lines: &lines };
    match running::plan(&document) {
        Some(plan) => running::meetings(&document, &plan, diagnostics),
        None => vec![document.meeting(diagnostics)],
    }
}

/// One file and what it is read with.
struct Document<'a> {
    file: FileId,
    source: &'a SourceFile,
    settings: &'a NotesSource,
    front: front::Front<'a>,
    stripped: &'a Stripped<'a>,
    lines: &'a Lines,
}

impl Document<'_> {
    /// The file as one meeting.
    fn meeting(&self, diagnostics: &mut Diagnostics) -> ParsedNote {
        let stripped = self.stripped;
        let date = dates::date(self, diagnostics);
        let found = attendance::read(&stripped.text, self.settings);
        let setup = body::Setup {
            label: self.label(),
            kind: self.kind(),
            date,
            wild: true,
            attendance: &found.ranges,
            stretches: &[],
        };
        let mut reading = body::read(stripped, 0..stripped.text.len(), &setup, diagnostics);
        if date.is_none() {
            reading.items.iter_mut().for_each(|item| split::undated(item, false, diagnostics));
        }
        let people = People::of(&found, &self.listed(), &[], stripped, &reading.passages, diagnostics);
        if people.present.is_none() {
            nobody(&found, self.first(), diagnostics);
        }
        let title = self.title().or(reading.title).unwrap_or_default();
        let place = Place { end: self.source.text.len() as u32, ..self.first() };
        let whole = self.note(place, date, title, people);
        ParsedNote { passages: reading.passages, items: reading.items, tasks: reading.tasks, ..whole }
    }

    /// The first line.
    fn first(&self) -> Place {
        Place { file: self.file, line: 1, start: 0, end: 0 }
    }

    fn label(&self) -> Audience {
        if self.source.origin == Origin::Private {
            return Audience::Pm;
        }
        let written = self.front.value("visibility");
        written.map_or(Audience::Team, |word| Audience::parse(word).unwrap_or(Audience::Pm))
    }

    fn kind(&self) -> NoteType {
        self.front.value("type").and_then(NoteType::parse).unwrap_or(NoteType::Meeting)
    }

    /// The title in the front matter, where that isn't a date.
    fn title(&self) -> Option<String> {
        self.front.value("title").filter(|title| date::find(title).is_none()).map(str::to_owned)
    }

    /// A note without its body.
    fn note(&self, place: Place, date: Option<Date>, title: String, people: People) -> ParsedNote {
        ParsedNote {
            place,
            label: self.label(),
            date,
            title,
            kind: self.kind(),
            two_way: None,
            attendees: people.present,
            regrets: people.excused,
            absent: people.absent,
            goals: Vec::new(),
            tags: self.front.list("tags").into_iter().map(|(tag, _)| tag.to_owned()).collect(),
            passages: Vec::new(),
            items: Vec::new(),
            tasks: Vec::new(),
            wild: true,
        }
    }

    /// People whom the front matter lists, present, excused and absent.
    fn listed(&self) -> Listed {
        let list = |keys: [&str; 2]| -> Vec<Handle> {
            let entries = keys.iter().flat_map(|key| self.front.list(key));
            entries
                .filter_map(|(raw, range)| {
                    Some(Spanned { value: person(raw, Form::Entry)?, place: self.lines.place(range) })
                })
                .collect()
        };
        [list(["attendees", "participants"]), list(["regrets", "apologies"]), list(["absent", "absences"])]
    }
}

/// People present, excused, absent.
type Listed = [Vec<Handle>; 3];

/// Says that a meeting names nobody who was there.
fn nobody(found: &Attendance, place: Place, diagnostics: &mut Diagnostics) {
    let message = match found.unread {
        0 => "nothing says who was there".to_owned(),
        1 => "nobody can be read from its attendance section (1 line)".to_owned(),
        n => format!("nobody can be read from its attendance section ({n} lines)"),
    };
    let hint = "list people under a heading such as `Attendees`, or name yours in `attendee_headings`";
    diagnostics.push(Diagnostic::new(Code::NoteWithoutAttendees, place, message).hint(hint));
}

/// The name in a piece of a heading; `None` where it is none. Names are capitalised there, or handles.
pub(super) fn named(text: &str) -> Option<String> {
    let is_likely = |name: &String| name.starts_with(|c: char| c.is_uppercase() || c == '@');
    person(text, Form::Entry).filter(is_likely)
}

pub(super) use naming::{is_function, is_subject};

struct People {
    present: Option<Vec<Handle>>,
    excused: Option<Vec<Handle>>,
    absent: Option<Vec<Handle>>,
}

impl People {
    /// Everyone once, in the order written; who is present is nothing else besides, for whoever may see it.
    fn of(
        found: &Attendance,
        listed: &Listed,
        of_heading: &[Handle],
        stripped: &Stripped<'_>,
        passages: &[Passage],
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let in_body = |standing: Standing| {
            let of = found.entries.iter().filter(move |entry| entry.standing == standing);
            of.map(|Entry { name, range, .. }: &Entry| Spanned {
                value: name.clone(),
                place: stripped.place(Range::clone(range)),
            })
        };
        let all = |n: usize, standing| -> Vec<Handle> { listed[n].iter().cloned().chain(in_body(standing)).collect() };
        let mut seen = Seen { passages, widest: BTreeMap::new() };
        let mut present = all(0, Standing::Present);
        present.extend(of_heading.iter().cloned());
        seen.once(&mut present);
        let mut warn = |list: &mut Vec<Handle>, words: &str| {
            list.retain(|handle| {
                let is_present = keys(handle).iter().any(|key| seen.knows(key, handle));
                if is_present {
                    let message = format!("`{}` is listed as present and as {words}", handle.value);
                    diagnostics.push(
                        Diagnostic::new(Code::PresentAndAbsent, handle.place, message).hint("counted as present"),
                    );
                }
                !is_present
            });
        };
        let mut excused = all(1, Standing::Excused);
        let mut absent = all(2, Standing::Absent);
        warn(&mut excused, "excused");
        warn(&mut absent, "absent");
        seen.once(&mut excused);
        seen.once(&mut absent);
        let [_, speaks_of_excused, speaks_of_absent] = found.speaks_of;
        let some = |list: Vec<Handle>, speaks: bool| (speaks || !list.is_empty()).then_some(list);
        Self {
            present: some(present, false),
            excused: some(excused, speaks_of_excused),
            absent: some(absent, speaks_of_absent),
        }
    }
}

/// Whom a meeting named so far, and for whom at the widest: a line that few may see takes nobody off one that more may.
struct Seen<'a> {
    passages: &'a [Passage],
    widest: BTreeMap<String, Audience>,
}

impl Seen<'_> {
    fn label(&self, handle: &Handle) -> Audience {
        Passage::label_at(self.passages, handle.place.line)
    }

    /// Whether a key stands on a line that all may see who may see this one.
    fn knows(&self, key: &str, handle: &Handle) -> bool {
        self.widest.get(key).is_some_and(|label| *label >= self.label(handle))
    }

    /// Leaves out who was named before, by handle or name, for as many.
    fn once(&mut self, list: &mut Vec<Handle>) {
        let mut order: Vec<usize> = (0..list.len()).collect();
        order.sort_by_key(|n| std::cmp::Reverse(self.label(&list[*n])));
        let mut is_new = vec![false; list.len()];
        for n in order {
            let (keys, label) = (keys(&list[n]), self.label(&list[n]));
            is_new[n] = keys.iter().all(|key| !self.knows(key, &list[n]));
            for key in keys {
                let widest = self.widest.entry(key).or_insert(label);
                *widest = label.max(*widest);
            }
        }
        let mut is_new = is_new.into_iter();
        list.retain(|_| is_new.next().unwrap_or(true));
    }
}

fn keys(handle: &Handle) -> Vec<String> {
    names::keys_of_attendee(&handle.value)
}
