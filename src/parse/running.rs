//! A running document of ours: takes its front matter and how its text is cut, gives a note for each meeting. What the
//! front matter says holds for each, but for what a meeting says in lines right under its heading: `Attendees: ..`,
//! `Regrets: ..`, `Absent: ..`, `Type: ..`.

use std::ops::Range;

use super::body::{self, Setup};
use super::comment::Stripped;
use super::fields::hint_among;
use super::split::{self, Heading, Plan};
use super::value::shown;
use super::{Handle, Item, ItemKind, ParsedNote, Spanned};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::NoteType;

/// What a meeting says about itself.
#[derive(Default)]
struct Own {
    attendees: Option<Vec<Handle>>,
    regrets: Option<Vec<Handle>>,
    absent: Option<Vec<Handle>>,
    kind: Option<NoteType>,
}

/// The meetings of a document; `whole` is a note with what its front matter says.
pub(super) fn meetings(
    whole: &ParsedNote,
    plan: &Plan,
    stripped: &Stripped<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<ParsedNote> {
    let own: Vec<Own> = (0..plan.parts.len()).map(|n| own(plan, n, stripped, diagnostics)).collect();
    let is_rest = |n: usize| plan.parts[n].heading.is_none();
    let dates: Vec<_> = plan.parts.iter().map(|part| part.date.or(whole.date)).collect();
    let kind = |n: usize| if is_rest(n) { NoteType::Async } else { own[n].kind.unwrap_or(whole.kind) };
    let stretches = plan.stretches(stripped, |n| (dates[n], kind(n)));
    let setup = Setup {
        label: whole.label,
        kind: whole.kind,
        date: whole.date,
        wild: false,
        attendance: &[],
        stretches: &stretches,
    };
    let mut reading = body::read(stripped, 0..stripped.text.len(), &setup, diagnostics);
    let title = if whole.title.is_empty() { reading.title.take().unwrap_or_default() } else { whole.title.clone() };
    let said = split::distribute(plan, reading, whole.label, &dates, stripped, diagnostics);
    let mut notes = Vec::new();
    for (n, (mut said, own)) in said.into_iter().zip(own).enumerate() {
        let part = &plan.parts[n];
        let place = plan.place(n, stripped);
        let is_dated = dates[n].is_some();
        if let Some(heading) = part.heading.as_ref().filter(|_| !is_dated) {
            let (message, hint) = split::without_date(part);
            let place = stripped.place(heading.range.start..heading.range.start + heading.words.len().min(1));
            // Only text is nobody's loss; a meeting or a promise would be.
            let is_counted = part.doubt.is_some() || own.attendees.is_some() || !said.items.is_empty();
            let code = if is_counted { Code::HeadingWithoutDate } else { Code::NoteWithoutDate };
            diagnostics.push(Diagnostic::new(code, place, message.clone()).hint(hint));
            if is_counted {
                let kind = ItemKind::Uncounted { message };
                said.items.insert(0, Item { label: said.label, place, id: None, kind });
            }
        }
        let has_own = own.attendees.is_some();
        let held = |list: &Option<Vec<Handle>>| if has_own || is_rest(n) { None } else { list.clone() };
        let attendees = own.attendees.or_else(|| held(&whole.attendees));
        if attendees.is_none() && is_dated && !is_rest(n) && kind_needs(own.kind.unwrap_or(whole.kind)) {
            let hint = "add a line `Attendees: ...` under its heading, or `attendees = [\"...\"]` to the front matter";
            diagnostics.push(
                Diagnostic::new(Code::MissingAttendees, place, "this meeting doesn't say who was there").hint(hint),
            );
        }
        let title = if part.title.is_empty() { title.clone() } else { part.title.clone() };
        notes.push(ParsedNote {
            place,
            label: said.label,
            date: dates[n],
            title,
            kind: if is_rest(n) { NoteType::Async } else { own.kind.unwrap_or(whole.kind) },
            attendees,
            regrets: own.regrets.or_else(|| held(&whole.regrets)),
            absent: own.absent.or_else(|| held(&whole.absent)),
            passages: said.passages,
            items: said.items,
            tasks: said.tasks,
            ..whole.clone()
        });
    }
    notes
}

fn kind_needs(kind: NoteType) -> bool {
    kind.is_two_way()
}

/// Whether the lines under a heading say who was there.
pub(super) fn has_people(text: &str, heading: usize, headings: &[Heading]) -> bool {
    let from = headings.iter().find(|h| h.range.start == heading).map_or(heading, |h| h.range.end);
    label_lines(text, from..text.len()).any(|(key, _)| key == "attendees")
}

/// What a part says of itself, in its lines or its heading.
fn own(plan: &Plan, part: usize, stripped: &Stripped<'_>, diagnostics: &mut Diagnostics) -> Own {
    let mut own = Own::default();
    let Some(heading) = &plan.parts[part].heading else { return own };
    let end = plan.of(part).next().map_or(heading.range.end, |range| range.end);
    for (key, value) in label_lines(&stripped.text, heading.range.end..end) {
        let people = || Some(people(&stripped.text, value.clone(), stripped));
        match key {
            "attendees" => own.attendees = people(),
            "regrets" => own.regrets = people(),
            "absent" => own.absent = people(),
            _ => {
                let word = stripped.text[value.clone()].trim();
                own.kind = NoteType::parse(word);
                if own.kind.is_none() {
                    let message = format!("`{}` is not a word for `type`", shown(word));
                    let hint = hint_among(word, NoteType::WORDS.iter().copied());
                    diagnostics.push(Diagnostic::new(Code::UnknownWord, stripped.place(value), message).hint(hint));
                }
            }
        }
    }
    // A heading with a date names what it is about; one that opens a meeting of the day names who was there.
    if own.attendees.is_none() && plan.parts[part].date.is_none() {
        let place = stripped.place(heading.range.start..heading.range.start + 1);
        let place = crate::source::Place { end: place.start + heading.range.len() as u32, ..place };
        let named = split::people(&heading.words).into_iter();
        let named: Vec<Handle> =
            named.map(|name| Spanned { value: name.trim_start_matches('@').to_owned(), place }).collect();
        own.attendees = Some(named).filter(|named| !named.is_empty());
    }
    own
}

/// The lines `KEY: value` right under a heading, with the range of each value.
fn label_lines(text: &str, range: Range<usize>) -> impl Iterator<Item = (&'static str, Range<usize>)> {
    let mut at = range.start;
    text[range]
        .split_inclusive('\n')
        .map_while(move |line| {
            let start = at;
            at += line.len();
            if line.trim().is_empty() {
                return Some(None);
            }
            let (label, value) = line.split_once(':')?;
            let bare = label.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '-'));
            let key =
                ["attendees", "regrets", "absent", "type"].into_iter().find(|key| bare.eq_ignore_ascii_case(key))?;
            let lead =
                value.len() - value.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_')).len();
            let from = start + label.len() + 1 + lead;
            let to = start + line.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_')).len();
            Some(Some((key, from.min(to.max(from))..to.max(from))))
        })
        .flatten()
}

/// People between commas; `none` and `-` are nobody.
fn people(text: &str, range: Range<usize>, stripped: &Stripped<'_>) -> Vec<Handle> {
    let mut at = range.start;
    let mut found = Vec::new();
    for part in text[range].split([',', ';']) {
        let lead = part.len() - part.trim_start().len();
        let name = part.trim();
        let start = at + lead;
        at += part.len() + 1;
        let value = name.trim_matches(|c| matches!(c, '[' | ']' | '@' | '*' | '_' | ' '));
        if !value.is_empty() && !value.eq_ignore_ascii_case("none") && value != "-" {
            let place = stripped.place(start..start + name.len());
            found.push(Spanned { value: value.to_owned(), place });
        }
    }
    found
}
