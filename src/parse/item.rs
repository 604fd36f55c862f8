//! Lines with a meaning: takes the first paragraph of a list item, gives what it says and its label. The forms are
//! a box (`[ ] @a -> @b: text`) and an opening word (`(feedback) @who: text`); all else is prose. A line that can't
//! be counted says why. Leaves who the people are to `validate`.

use std::ops::Range;

use super::body::Reader;
use super::fields::{hint_among, is_id, meant};
use super::line_fields::{self, Fields, Line, handle_end, has_mention};
use super::value::shown;
use super::{Handle, Item, ItemKind, Spanned, near, promise, said};
use crate::diagnostic::{Code, Diagnostic, edit_distance};
use crate::register::{Audience, Id};
use crate::source::Place;

/// The opening words.
pub(super) const KINDS: [&str; 5] = ["feedback", "told", "sentiment", "consulted", "decision"];

/// Fields that mean something on some line.
const KEYS: [&str; 11] = [
    "due",
    "done",
    "created",
    "cancelled",
    "kind",
    "severity",
    "feedback",
    "outcome",
    "decision",
    "approver",
    "driver",
];

/// What was read of an item.
pub(super) struct Read {
    /// Its label, which covers what is nested in it.
    pub label: Audience,
    /// For a box with text: whether it is closed.
    pub task: Option<bool>,
    /// The line, where it has a meaning.
    pub item: Option<Item>,
    /// What isn't shown: labels.
    pub cuts: Vec<Range<usize>>,
}

/// A line on its way to an item.
pub(super) struct Draft<'r, 'a, 'b> {
    pub reader: &'r mut Reader<'a, 'b>,
    /// Its fields; `rest` is the text behind the box or the opening word.
    pub fields: Fields,
    /// The place of the whole line.
    pub place: Place,
    /// What keeps it from being counted.
    pub problems: Vec<Diagnostic>,
}

/// Reads the paragraph at `content`, in something labelled `held`.
pub(super) fn read(reader: &mut Reader<'_, '_>, content: Range<usize>, held: Audience) -> Read {
    let text = &reader.text[content.clone()];
    let plain = Read { label: held, task: None, item: None, cuts: Vec::new() };
    let mark = mark(text);
    let is_attendance = mark.is_some() && in_attendance(reader, content.start);
    if mark.is_none() && !near::may_be(text) && !text.contains("::") {
        return plain;
    }
    let tick = near::tick(text).filter(|_| mark == Some(Mark::Open) && !reader.setup.wild);
    let line = Line::new(reader.text, content.clone(), reader.code_in(&content));
    let mut fields = line_fields::read(&line, &KEYS);
    let (mut label, mut cuts) = (held, Vec::new());
    visibility(reader, &mut fields, held, &mut label, &mut cuts);

    if let Some(mark) = mark {
        // The box is the first thing left.
        let rest = fields.rest.mask.find(']').map_or(fields.rest.mask.len(), |i| i + 1);
        let rest = rest + (fields.rest.mask[rest..].len() - fields.rest.mask[rest..].trim_start().len());
        fields.rest = fields.rest.tail(rest);
        let has_text = !is_blank(&fields.rest.text);
        if is_attendance || !(has_text || fields.id.is_some() || !fields.fields.is_empty()) {
            return Read { label, cuts, ..plain };
        }
        if opening_word(&fields.rest.mask).is_some_and(|word| is_near(word, "sentiment")) {
            label = Audience::Pm;
        }
        let task = has_text.then_some(mark != Mark::Open);
        let place = reader.place(content);
        if let Some(tick) = tick.filter(|_| has_text) {
            let message = format!("`[{tick}]` is an open box");
            let hint = "`[x]` is done, `[-]` is cancelled";
            reader.diagnostics.push(Diagnostic::new(Code::DoubtfulBox, place, message).hint(hint));
        }
        let mut draft = Draft { reader, fields, place, problems: Vec::new() };
        let kind = promise::read(&mut draft, mark);
        return Read { label, task, item: kind.map(|kind| draft.finish(label, kind)), cuts };
    }
    if let Some(near) = near::line(&fields.rest.mask).filter(|_| !reader.setup.wild) {
        return near_miss(reader, near, &fields.rest, content, label, cuts);
    }
    let Some(word) = opening_word(&fields.rest.mask) else { return Read { label, cuts, ..plain } };
    let Some(word) = KINDS.into_iter().find(|known| *known == word) else {
        doubtful_kind(reader, word, &fields.rest);
        // What was meant for sentiment stays where sentiment stays.
        let label = if is_near(word, "sentiment") { Audience::Pm } else { label };
        return Read { label, cuts, ..plain };
    };
    if reader.setup.wild && word != "decision" && !has_mention(&fields.rest.mask) {
        return Read { label, cuts, ..plain };
    }
    if word == "sentiment" {
        label = Audience::Pm;
    }
    let after = fields.rest.tail(word.len() + 2);
    let skip = after.mask.len() - after.mask.trim_start().len();
    fields.rest = after.tail(skip);
    let place = reader.place(content);
    let mut draft = Draft { reader, fields, place, problems: Vec::new() };
    let kind = said::read(&mut draft, word);
    Read { label, task: None, item: Some(draft.finish(label, kind)), cuts }
}

/// Whether nothing is said: no text, or the dots that keep its place.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '.' | '\u{2026}'))
}

/// A line that was meant for us: not counted where it would have been, else only said.
fn near_miss(
    reader: &mut Reader<'_, '_>,
    near: near::Near,
    rest: &Line,
    content: Range<usize>,
    label: Audience,
    cuts: Vec<Range<usize>>,
) -> Read {
    let place = reader.place(content);
    let code = if near.is_lost { Code::DoubtfulLine } else { Code::DoubtfulBox };
    reader.diagnostics.push(Diagnostic::new(code, place, near.message.clone()).hint(near.hint));
    // What was meant for sentiment stays where sentiment stays.
    let is_sentiment = near::capitalised(&rest.mask).is_some_and(|word| word.eq_ignore_ascii_case("sentiment"));
    let label = if is_sentiment { Audience::Pm } else { label };
    let kind = ItemKind::Uncounted { message: near.message };
    Read { label, task: None, item: near.is_lost.then_some(Item { label, place, id: None, kind }), cuts }
}

/// What stands in a box.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    /// Anything but the following.
    Open,
    /// `x`, `X`.
    Done,
    /// `-`.
    Cancelled,
}

/// The box a line opens with: one character in brackets, then white space or nothing.
pub(super) fn mark(text: &str) -> Option<Mark> {
    let mut chars = text.strip_prefix('[')?.chars();
    let inside = chars.next()?;
    let is_box =
        chars.next() == Some(']') && chars.next().is_none_or(char::is_whitespace) && !matches!(inside, '[' | ']' | '^');
    is_box.then_some(match inside {
        'x' | 'X' => Mark::Done,
        '-' => Mark::Cancelled,
        _ => Mark::Open,
    })
}

/// The lower-case word in parentheses that a line opens with.
fn opening_word(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('(')?;
    let end = inside
        .bytes()
        .take(40)
        .position(|b| !(b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_')))?;
    let word = &inside[..end];
    (inside[end..].starts_with(')') && word.starts_with(|c: char| c.is_ascii_lowercase())).then_some(word)
}

fn is_near(word: &str, known: &str) -> bool {
    edit_distance(word, known) <= 2
}

/// An opening word that is none: an error where it looks like one, else prose.
fn doubtful_kind(reader: &mut Reader<'_, '_>, word: &str, rest: &Line) {
    let near = KINDS.into_iter().filter(|known| is_near(word, known)).min_by_key(|known| edit_distance(word, known));
    let is_followed = rest.mask[word.len() + 2..].starts_with(" @");
    if near.is_none() && !is_followed {
        return;
    }
    let hint = near.map_or_else(
        || "one of `(feedback)`, `(told)`, `(sentiment)`, `(consulted)`, `(decision)`; prose doesn't open with a word in parentheses and `@`".to_owned(),
        |near| format!("did you mean `({near})`? prose opens otherwise, with a capital or another word in the parentheses, say"),
    );
    let message = format!("unknown kind of line `({word})`");
    let span = rest.span(0..word.len() + 2);
    reader.error(|place| Diagnostic::new(Code::UnknownItemKind, place, message).hint(hint), span);
}

/// Takes the `visibility` fields out of `fields`; two of them, or a key that is nearly one, are doubtful.
fn visibility(
    reader: &mut Reader<'_, '_>,
    fields: &mut Fields,
    held: Audience,
    label: &mut Audience,
    cuts: &mut Vec<Range<usize>>,
) {
    fields.fields.retain(|field| {
        if field.key == "visibility" {
            *label = (*label).min(reader.narrow(&field.value, field.value_span.clone(), held));
            let before = &reader.text[..field.span.start];
            let spaces = before.len() - before.trim_end_matches([' ', '\t']).len();
            let is_first = before[..before.len() - spaces].ends_with(['\n', '\r', '-', '*', '+', '.', ')']);
            cuts.push(field.span.start - if is_first { 0 } else { spaces }..field.span.end);
            reader.handled(field.span.clone());
            return false;
        }
        if !KEYS.contains(&field.key.as_str()) && is_near(&field.key, "visibility") {
            *label = Audience::Pm;
            let message = format!("`{}` is no field", field.key);
            let hint = "did you mean `visibility`?";
            reader.error(
                |place| Diagnostic::new(Code::DoubtfulVisibility, place, message).hint(hint),
                field.span.clone(),
            );
            return false;
        }
        true
    });
    if cuts.len() > 1 {
        let again = cuts[1].clone();
        let problem = |place| {
            Diagnostic::new(Code::DoubtfulVisibility, place, "a second `visibility` on one line")
                .hint("keep one: it covers the line and what is nested in it")
        };
        reader.error(problem, again);
    }
}

fn in_attendance(reader: &Reader<'_, '_>, at: usize) -> bool {
    let at = reader.offset(at);
    let i = reader.setup.attendance.partition_point(|range| range.end <= at);
    reader.setup.attendance.get(i).is_some_and(|range| range.start <= at)
}

impl Draft<'_, '_, '_> {
    /// Something that keeps the line from being counted, at a range of the body.
    pub(super) fn problem(
        &mut self,
        code: Code,
        span: Option<Range<usize>>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let place = span.map_or(self.place, |span| self.reader.place(span));
        self.problems.push(Diagnostic::new(code, place, message).hint(hint));
    }

    /// Whether a field is written.
    pub(super) fn has(&self, key: &str) -> bool {
        self.fields.fields.iter().any(|field| field.key == key)
    }

    /// Takes the value of a field that may be written once.
    pub(super) fn take(&mut self, key: &str) -> Option<Spanned<String>> {
        self.take_with_span(key).map(|(value, _)| value)
    }

    /// The same, with its range of the body.
    pub(super) fn take_with_span(&mut self, key: &str) -> Option<(Spanned<String>, Range<usize>)> {
        let mut found: Option<(String, Range<usize>)> = None;
        let mut again = None;
        self.fields.fields.retain(|field| {
            if field.key != key {
                return true;
            }
            match &found {
                None => found = Some((field.value.clone(), field.value_span.clone())),
                Some((value, _)) if *value == field.value => {}
                Some(_) => again = Some(field.span.clone()),
            }
            false
        });
        if again.is_some() {
            self.problem(
                Code::InvalidLineField,
                again,
                format!("`{key}` is written twice, with different values"),
                "keep one of them",
            );
        }
        found.map(|(value, span)| (Spanned { value, place: self.reader.place(span.clone()) }, span))
    }

    /// Takes a field that is one of `words`.
    pub(super) fn take_word<T>(&mut self, key: &str, words: &[&str], parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let (written, span) = self.take_with_span(key)?;
        let parsed = parse(&written.value);
        if parsed.is_none() {
            let hint = hint_among(&written.value, words.iter().copied());
            self.problem(
                Code::InvalidLineField,
                Some(span),
                format!("`{}` is not a word for `{key}`", shown(&written.value)),
                hint,
            );
        }
        parsed
    }

    /// Takes a field that is an id.
    pub(super) fn take_id(&mut self, key: &str) -> Option<Spanned<Id>> {
        let (written, span) = self.take_with_span(key)?;
        let id = written.value.strip_prefix('^').unwrap_or(&written.value);
        if !is_id(id) {
            self.problem(Code::InvalidLineField, Some(span), format!("`{}` is not an id", shown(id)), ID_HINT);
            return None;
        }
        Some(Spanned { value: Id::new(id), place: written.place })
    }

    /// The handle at byte `at` of the rest, with its end.
    pub(super) fn handle(&self, at: usize) -> Option<(Handle, usize)> {
        let rest = &self.fields.rest;
        let end = handle_end(&rest.mask, at)?;
        let place = self.reader.place(rest.span(at..end));
        Some((Spanned { value: rest.text[at + 1..end].to_owned(), place }, end))
    }

    /// Handles from byte `at` on, with commas between, and the end of the last.
    pub(super) fn handles(&self, at: usize) -> (Vec<Handle>, usize) {
        let (mut handles, mut end, mut next) = (Vec::new(), at, at);
        while let Some((handle, after)) = self.handle(next) {
            handles.push(handle);
            end = after;
            let comma = skip_spaces(&self.fields.rest.mask, end);
            if !self.fields.rest.mask[comma..].starts_with(',') {
                break;
            }
            next = skip_spaces(&self.fields.rest.mask, comma + 1);
        }
        (handles, end)
    }

    /// What stands behind byte `at` of the rest, after a colon if there is one.
    pub(super) fn text_after(&self, at: usize) -> String {
        let mask = &self.fields.rest.mask;
        let at = skip_spaces(mask, at);
        let at = if mask[at..].starts_with(':') { at + 1 } else { at };
        self.fields.rest.text[at..].trim().to_owned()
    }

    /// The item, or what kept it from being counted.
    fn finish(mut self, label: Audience, kind: ItemKind) -> Item {
        for field in std::mem::take(&mut self.fields.fields) {
            if let Some(near) = meant(&field.key, KEYS).filter(|near| *near != field.key) {
                let message = format!("`{}` is no field", field.key);
                self.problem(Code::InvalidLineField, Some(field.span), message, format!("did you mean `{near}`?"));
            }
        }
        if !self.reader.setup.wild
            && let Some((at, hint)) = near::field(&self.fields.rest.mask)
        {
            let span = self.fields.rest.span(at.clone());
            let message = format!("`{}` is no field", shown(&self.fields.rest.text[at]));
            self.problem(Code::InvalidLineField, Some(span), message, hint);
        }
        let id = self.fields.id.take().and_then(|(id, span)| {
            if !is_id(&id) {
                self.problem(Code::InvalidLineField, Some(span), format!("`^{}` is not an id", shown(&id)), ID_HINT);
                return None;
            }
            Some(Spanned { value: Id::new(&id), place: self.reader.place(span) })
        });
        let kind = match self.problems.first() {
            Some(problem) => ItemKind::Uncounted { message: problem.message.clone() },
            None => kind,
        };
        for problem in self.problems {
            self.reader.diagnostics.push(problem);
        }
        Item { label, place: self.place, id, kind }
    }
}

const ID_HINT: &str = "ids are lower-case letters, digits and `-`, and begin with a letter or digit";

/// The first byte from `at` on that is no space.
pub(super) fn skip_spaces(text: &str, at: usize) -> usize {
    at + (text[at..].len() - text[at..].trim_start().len())
}
