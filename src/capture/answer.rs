//! `close` for what isn't a promise in a note: takes a record, feedback, an ask or a decision that is open, sets its fields.

use std::ops::Range;

use jiff::civil::Date;

use super::close::Closing;
use super::day_note::{self, Expects, Line, Wanted};
use super::draft::Draft;
use super::ledger::Entry;
use super::people::{People, Person};
use super::toml_text::{self, Which, quoted};
use super::{Refusal, Taken, log, raw};
use crate::parse::front_matter::{self, Form};
use crate::register::{DecisionStatus, NoteType, Outcome};
use crate::source::{Origin, Role};

/// Sets a field of a record in commitments.toml.
pub(super) fn record(
    draft: &mut Draft<'_>,
    path: &str,
    line: u32,
    entry: &Entry,
    key: &str,
    on: Date,
) -> Result<(), Refusal> {
    let was = draft.raw(path)?.to_owned();
    let start = raw::line(&was, line).map_or(0, |range| range.start);
    let at = was[start..].find("text").map_or(start, |i| start + i + 4);
    let at = at + was[at..].find(['"', '\'']).unwrap_or(0);
    let which = entry.id.as_ref().map_or(Which::TextAt(at), |id| Which::Id(id.as_str()));
    set(draft, path, &was, 0..was.len(), "commitment", which, &[(key, on.to_string())])
}

fn set(
    draft: &mut Draft<'_>,
    path: &str,
    was: &str,
    inner: Range<usize>,
    list: &str,
    which: Which<'_>,
    fields: &[(&str, String)],
) -> Result<(), Refusal> {
    // A byte order mark is no TOML.
    let inner = if inner.start == 0 && was.starts_with('\u{feff}') { 3..inner.end } else { inner };
    let text = toml_text::set(was, inner, list, which, fields).ok_or_else(|| {
        Refusal::Unclear(format!(
            "its table was not found in `{path}`; write `{} = {}` there",
            fields[0].0, fields[0].1
        ))
    })?;
    draft.set(path, text)
}

/// Feedback: its record gets outcome and day; said in a note, it is answered by a `(told)` line in the note of the day.
pub(super) fn feedback(draft: &mut Draft<'_>, entry: &Entry, closing: &Closing) -> Result<Vec<Taken>, Refusal> {
    let words = || format!("`--outcome {}`", Outcome::WORDS.join("|"));
    if closing.cancel && closing.outcome.is_some() {
        return Err(Refusal::Unclear("`--cancel` of feedback is `--outcome declined`: say one of the two".to_owned()));
    }
    let outcome = match (&closing.outcome, closing.cancel) {
        (None, true) => Outcome::Declined,
        (None, false) => {
            let message = format!("say what became of it: {}, and `--told \"what they were told\"`", words());
            return Err(Refusal::Unclear(message));
        }
        (Some(word), _) => {
            Outcome::parse(word).ok_or_else(|| Refusal::Unclear(format!("`{word}` is no outcome: {}", words())))?
        }
    };
    let text = closing.told.as_deref().map(str::trim).unwrap_or_default();
    if outcome == Outcome::Declined && text.is_empty() {
        return Err(Refusal::Unclear("declined without a reason: add `--told \"because ...\"`".to_owned()));
    }
    let Some(from) = entry.from.clone() else { return Err(Refusal::Unclear("nobody said it".to_owned())) };
    let role = draft.file(&entry.path).map_or(Role::Note, |file| file.role);
    if role == Role::List {
        let was = draft.raw(&entry.path)?.to_owned();
        let mut fields = vec![("outcome", quoted(outcome.as_str()))];
        if !text.is_empty() {
            fields.insert(0, (if outcome == Outcome::Declined { "reason" } else { "response" }, quoted(text)));
        }
        fields.push(("told", closing.on.to_string()));
        let id = entry.id.as_ref().map_or("", |id| id.as_str());
        set(draft, &entry.path, &was, 0..was.len(), "feedback", Which::Id(id), &fields)?;
        let how = format!("{}; {}, told {} in {}", entry.text, outcome.as_str(), closing.on, entry.path);
        return Ok(vec![Taken::new("feedback", how)]);
    }
    if text.is_empty() {
        return Err(Refusal::Unclear("say what they were told: `--told \"...\"`".to_owned()));
    }
    if draft.file(&entry.path).is_some_and(|file| file.origin == Origin::Private) {
        let message = format!("{}:{} is in the private overlay: tell of it there", entry.path, entry.line);
        return Err(Refusal::Unclear(message));
    }
    let mut taken = Vec::new();
    let id = if let Some(id) = &entry.id {
        id.clone()
    } else {
        let is_wild = draft.file(&entry.path).is_some_and(|file| matches!(file.origin, Origin::Source(_)));
        if is_wild {
            let message = format!("{}:{} has no id, and notes from elsewhere stay as they are", entry.path, entry.line);
            return Err(Refusal::Unclear(message));
        }
        let id = log::id_of("f", &entry.text, &mut log::ids(draft));
        let was = draft.raw(&entry.path)?.to_owned();
        if let Some(range) = raw::line(&was, entry.line) {
            let end = range.start + was[range.clone()].trim_end().len();
            draft.set(&entry.path, format!("{} ^{id}{}", &was[..end], &was[end..]))?;
        }
        draft.link();
        taken.push(Taken::new("feedback", format!("{}:{} gets the id ^{id}", entry.path, entry.line)));
        id
    };
    let people = People::new(draft.now());
    let both: Vec<Person> = people.team().into_iter().take(1).chain(std::iter::once(people.person(&from))).collect();
    let wanted = Wanted { date: closing.on, people: &both, kind: None, two_way: None, title: None };
    let mut spot = day_note::place(draft, &wanted)?;
    spot.header = spot.header.map(|_| day_note::front_matter(&Wanted { kind: Some(NoteType::Message), ..wanted }));
    let line = format!("- (told) @{from}: {text}  [feedback:: {id}]  [outcome:: {}]", outcome.as_str());
    day_note::append(draft, &spot, &[Line { text: line, expects: Expects::Other }])?;
    let how = format!("{}; {}, told {} in {}", entry.text, outcome.as_str(), closing.on, spot.path);
    taken.push(Taken::new("feedback", how));
    Ok(taken)
}

/// An ask: `answered` or `withdrawn` in the front matter of its update.
pub(super) fn ask(draft: &mut Draft<'_>, entry: &Entry, closing: &Closing) -> Result<Vec<Taken>, Refusal> {
    if closing.outcome.is_some() {
        return Err(Refusal::Unclear(
            "an ask has an answer and no outcome: `--told \"...\"`, or `--cancel`".to_owned(),
        ));
    }
    if !closing.cancel && closing.told.as_deref().is_none_or(|told| told.trim().is_empty()) {
        return Err(Refusal::Unclear("say the answer: `--told \"...\"`; one that is withdrawn: `--cancel`".to_owned()));
    }
    let was = draft.raw(&entry.path)?.to_owned();
    let key = if closing.cancel { "withdrawn" } else { "answered" };
    let id = entry.id.as_ref().map_or("", |id| id.as_str());
    let Some(text) = settled(&was, id, key, closing.on, closing.told.as_deref()) else {
        return Err(Refusal::Unclear(format!(
            "its table was not found in `{}`; write `{key} = {}` there",
            entry.path, closing.on
        )));
    };
    draft.set(&entry.path, text)?;
    Ok(vec![Taken::new("ask", format!("{}; {key} {} in {}", entry.text, closing.on, entry.path))])
}

/// The text of an update with an ask settled in its front matter, every other byte as it was: `key` is its day's; `None`
/// where the ask isn't found there.
pub(crate) fn settled(was: &str, id: &str, key: &str, on: Date, outcome: Option<&str>) -> Option<String> {
    let mark = usize::from(was.starts_with('\u{feff}')) * 3;
    let (form, inner) = front_matter::split(&was[mark..]).inner?;
    let inner = inner.start + mark..inner.end + mark;
    if form == Form::Toml {
        let mut fields = vec![(key, on.to_string())];
        fields.extend(outcome.map(|text| ("outcome", quoted(text))));
        return toml_text::set(was, inner, "asks", Which::Id(id), &fields);
    }
    let lines = raw::lines(was);
    let is_id = |line: &str| {
        let key = line.trim_start_matches([' ', '-']);
        let value = key.strip_prefix("id:").map(|value| value.trim().trim_matches(['"', '\'']));
        value == Some(id)
    };
    let at = lines.iter().position(|line| line.start < inner.end && is_id(&was[line.clone()]))?;
    let line = &was[lines[at].clone()];
    let indent = " ".repeat(line.find("id:").unwrap_or(0));
    let mut added = vec![format!("{indent}{key}: {on}")];
    added.extend(outcome.map(|text| format!("{indent}outcome: {}", in_yaml(text))));
    Some(raw::insert(was, at as u32 + 2, &added))
}

/// A text as a double-quoted scalar.
fn in_yaml(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out + "\""
}

/// A decision on record: its status and its day.
pub(super) fn decision(draft: &mut Draft<'_>, entry: &Entry, closing: &Closing) -> Result<Vec<Taken>, Refusal> {
    let status = match (closing.outcome.as_deref(), closing.cancel) {
        (None, true) | (Some("rejected"), _) => DecisionStatus::Rejected,
        (Some("accepted"), false) => DecisionStatus::Accepted,
        _ => return Err(Refusal::Unclear("say how it was decided: `--outcome accepted` or `rejected`".to_owned())),
    };
    let was = draft.raw(&entry.path)?.to_owned();
    let mut fields = vec![("status", quoted(status.as_str())), ("decided", closing.on.to_string())];
    if let Some(text) = &closing.told {
        fields.push(("outcome", quoted(text)));
    }
    let id = entry.id.as_ref().map_or("", |id| id.as_str());
    set(draft, &entry.path, &was, 0..was.len(), "decision", Which::Id(id), &fields)?;
    let how = format!("{}; {} on {} in {}", entry.text, status.as_str(), closing.on, entry.path);
    Ok(vec![Taken::new("decision", how)])
}
