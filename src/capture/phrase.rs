//! The grammar of `log`: takes one part of what was typed (between semicolons), gives what it says. Words at its start
//! decide, and nothing else: no mood is read from prose, no date from the middle of a sentence. What isn't recognised is
//! prose, with the reason where there is one.

use jiff::ToSpan;
use jiff::civil::Date;

use super::people::Person;
use crate::parse::trailing_due;
use crate::register::{FeedbackKind, Id, NoteType, Outcome, Severity};

/// What a part says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// We spoke; the rest of the part, where it says more than that.
    Touch { kind: NoteType, two_way: Option<bool>, more: bool },
    /// Somebody promised something.
    Promise { from: Who, text: String, due: Option<Date> },
    /// They told us something; of several people, who.
    Feedback { from: Option<Id>, kind: FeedbackKind, severity: Severity, text: String },
    /// A mark, with the words behind it.
    Sentiment { of: Option<Id>, value: i8, text: String },
    /// Something was decided.
    Decision { text: String, approver: Option<Id> },
    /// They were heard on a decision.
    Consulted { decision: String },
    /// They were told what became of feedback.
    Told { feedback: String, outcome: Outcome, text: String },
    /// Our inline syntax, as typed.
    Typed,
    /// Anything else, and why it isn't more.
    Prose(Option<String>),
}

/// Whose promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// Ours: `@me`.
    Me,
    /// The other side's; who of several isn't said.
    Them,
    /// This person's.
    Named(Id),
}

/// What a word for a touchpoint needs behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Nothing: the act is towards them.
    Any,
    /// Nothing more, or one of [`BEHIND`], or a name: `met the deadline` is no meeting.
    Verb,
    /// Nothing more, or one of the first [`NOUN`] of [`BEHIND`]: `call her back` is a plan, not a call.
    Noun,
}

/// Words for a touchpoint.
const TOUCHES: [(&str, NoteType, Needs); 23] = [
    ("one-to-one", NoteType::OneToOne, Needs::Noun),
    ("1:1", NoteType::OneToOne, Needs::Noun),
    ("met", NoteType::Meeting, Needs::Verb),
    ("saw", NoteType::Meeting, Needs::Verb),
    ("caught up", NoteType::Meeting, Needs::Verb),
    ("talked", NoteType::Meeting, Needs::Verb),
    ("spoke", NoteType::Meeting, Needs::Verb),
    ("meeting", NoteType::Meeting, Needs::Noun),
    ("lunch", NoteType::Meeting, Needs::Noun),
    ("coffee", NoteType::Meeting, Needs::Noun),
    ("called", NoteType::Call, Needs::Verb),
    ("phoned", NoteType::Call, Needs::Verb),
    ("rang", NoteType::Call, Needs::Verb),
    ("call", NoteType::Call, Needs::Noun),
    ("workshop", NoteType::Workshop, Needs::Noun),
    ("interviewed", NoteType::Interview, Needs::Verb),
    ("interview", NoteType::Interview, Needs::Noun),
    ("emailed", NoteType::Email, Needs::Any),
    ("mailed", NoteType::Email, Needs::Any),
    ("email", NoteType::Email, Needs::Noun),
    ("messaged", NoteType::Message, Needs::Any),
    ("texted", NoteType::Message, Needs::Any),
    ("message", NoteType::Message, Needs::Noun),
];
/// Words that go behind a touchpoint.
const BEHIND: [&str; 18] = [
    "with", "about", "over", "re", "both", "at", "in", "on", "her", "him", "them", "and", "today", "before", "after",
    "briefly", "again", "to",
];
/// Words for those whom somebody met with, where no name says.
const WHOM: [&str; 11] = ["her", "him", "them", "both", "the", "their", "his", "our", "all", "everyone", "everybody"];
/// How many of them go behind a noun.
const NOUN: usize = 5;
/// Words for a promise, after whoever makes it.
const PROMISES: [&str; 5] = ["promised", "owes", "owe", "will", "'ll"];
/// Words behind `will` that tell what is to come and promise nothing.
const FUTURE: [&str; 10] = ["be", "have", "not", "need", "want", "like", "probably", "maybe", "see", "never"];
/// What may stand between the promise and its words.
const TO_WHOM: [&str; 6] = ["her", "him", "them", "us", "me", "you"];

/// Reads a part. `people` are those of the note, `team` ours; `noted` is the day it is of.
pub(super) fn read(part: &str, people: &[Person], team: &[Person], noted: Date) -> Part {
    if part.starts_with(['[', '(']) && part.contains('@') {
        return Part::Typed;
    }
    let all = || people.iter().chain(team);
    if let Some((id, mark)) = all().find_map(|p| after_name(part, p).map(|rest| (&p.id, rest)))
        && let Some((value, text)) = mark_of(mark)
    {
        return Part::Sentiment { of: Some(id.clone()), value, text };
    }
    if let Some((value, text)) = mark_of(part) {
        return Part::Sentiment { of: None, value, text };
    }
    if let Some(part) = touch(part, people) {
        return part;
    }
    if let Some(promise) = promise(part, people, team, noted) {
        return promise;
    }
    said(part, people, team).unwrap_or(Part::Prose(None))
}

/// `+1`, `-2: words`; a plain `0` is one only alone.
fn mark_of(text: &str) -> Option<(i8, String)> {
    let mut chars = text.chars();
    let sign = chars.next()?;
    if text == "0" {
        return Some((0, String::new()));
    }
    let value = chars.next()?.to_digit(10).filter(|value| *value <= 2)? as i8;
    let value = match sign {
        '+' => value,
        '-' | '\u{2212}' => -value,
        _ => return None,
    };
    let rest = chars.as_str();
    let is_end = rest.is_empty() || rest.starts_with([' ', ':', ',']);
    is_end.then(|| (value, rest.trim_start_matches([':', ',', ' ']).trim().to_owned()))
}

fn touch(part: &str, people: &[Person]) -> Option<Part> {
    let text = ["we", "i", "had a", "had"].iter().find_map(|word| strip(part, word)).unwrap_or(part);
    for (word, kind, needs) in TOUCHES {
        let Some(rest) = strip(text, word) else { continue };
        let plain = rest.trim_start_matches([',', ':', '-', ' ']);
        let behind = if needs == Needs::Noun { &BEHIND[..NOUN] } else { &BEHIND[..] };
        // `met with great resistance` is no meeting.
        let is_with = strip(rest, "with").is_none_or(|whom| {
            whom.is_empty()
                || whom.starts_with(char::is_uppercase)
                || WHOM.iter().any(|word| strip(whom, word).is_some())
                || people.iter().any(|person| after_name(whom, person).is_some())
        });
        let goes_with = needs == Needs::Any
            || rest.is_empty()
            || rest.starts_with([',', ':'])
            || behind.iter().any(|behind| strip(rest, behind).is_some())
            || (needs == Needs::Verb && people.iter().any(|person| after_name(rest, person).is_some()));
        if !goes_with || (needs == Needs::Verb && !is_with) {
            let start: Vec<&str> = part.split_whitespace().take(2).collect();
            let why =
                format!("`{} ...` is not taken for a touchpoint: `{word} with` and a name would be", start.join(" "));
            return Some(Part::Prose(Some(why)));
        }
        let lower = rest.to_lowercase();
        let answers = ["both ways", "answered", "replied", "wrote back"];
        let both = !kind.is_two_way() && answers.iter().any(|answer| lower.contains(answer));
        let more = !plain.is_empty() && plain.to_lowercase() != "both ways";
        return Some(Part::Touch { kind, two_way: both.then_some(true), more });
    }
    None
}

fn promise(part: &str, people: &[Person], team: &[Person], noted: Date) -> Option<Part> {
    let verb = |text: &str| PROMISES.iter().find_map(|verb| strip(text, verb).map(str::to_owned));
    let subject = |words: &[&str]| words.iter().find_map(|word| strip_glued(part, word)).and_then(verb);
    let to_us = |rest: &str| ["us", "me"].iter().any(|word| strip(rest, word).is_some());
    let (from, rest) = if let Some(rest) = subject(&["i", "we"]) {
        (Who::Me, rest)
    } else if let Some(rest) = subject(&["she", "he", "they"]) {
        (Who::Them, rest)
    } else if let Some(rest) = strip(part, "promised") {
        (if to_us(rest) { Who::Them } else { Who::Me }, rest.to_owned())
    } else {
        people.iter().chain(team).find_map(|p| Some((Who::Named(p.id.clone()), verb(after_name_glued(part, p)?)?)))?
    };
    let mut text = rest.trim_start_matches([':', ' ']);
    let is_will = !PROMISES[..3].iter().any(|verb| part.to_lowercase().contains(verb));
    if is_will && FUTURE.iter().any(|word| strip(text, word).is_some()) {
        return Some(Part::Prose(Some("what will be is no promise; say `promised`".to_owned())));
    }
    let recipient = TO_WHOM.iter().find_map(|word| strip(text, word));
    let recipient = recipient.or_else(|| people.iter().chain(team).find_map(|p| after_name(text, p)));
    text = recipient.filter(|rest| !rest.is_empty()).unwrap_or(text);
    text = strip(text, "to").filter(|rest| !rest.is_empty()).unwrap_or(text);
    let (text, due) = due(text, noted);
    if ["nothing", "none"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Some(Part::Prose(Some("nothing is promised".to_owned())));
    }
    if text.is_empty() {
        return Some(Part::Prose(Some("a promise of what?".to_owned())));
    }
    Some(Part::Promise { from, text, due })
}

/// A trailing `by ...`, as in a one-to-one; `by today` and `by tomorrow` besides.
fn due(text: &str, noted: Date) -> (String, Option<Date>) {
    for (words, days) in [(" by today", 0), (" by tomorrow", 1)] {
        let end = text.trim_end_matches(['.', '!']);
        if end.len() > words.len() && end.is_char_boundary(end.len() - words.len()) {
            let (rest, last) = end.split_at(end.len() - words.len());
            if last.eq_ignore_ascii_case(words) {
                let date = noted.checked_add(i64::from(days).days()).ok();
                return (rest.trim_end_matches([',', ' ']).to_owned(), date);
            }
        }
    }
    trailing_due(text, noted).map_or_else(|| (text.trim().to_owned(), None), |(text, due)| (text, Some(due)))
}

/// Feedback, decisions, consultations, answers.
fn said(part: &str, people: &[Person], team: &[Person]) -> Option<Part> {
    if let Some(rest) = strip(part, "told") {
        let (id, rest) = rest.split_once(' ')?;
        let word = Outcome::WORDS.iter().find(|word| strip(rest, word).is_some())?;
        let text = strip(rest, word)?.trim_start_matches([':', ' ']).to_owned();
        let outcome = Outcome::parse(word)?;
        return is_id(id).then(|| Part::Told { feedback: id.to_owned(), outcome, text });
    }
    if let Some(rest) = ["consulted on", "consulted about", "asked about"].iter().find_map(|w| strip(part, w)) {
        return is_id(rest).then(|| Part::Consulted { decision: rest.to_owned() });
    }
    if let Some(rest) = ["decided", "decision", "we decided"].iter().find_map(|w| strip(part, w)) {
        let text = rest.trim_start_matches([':', ' ']);
        let text = ["to", "that"].iter().find_map(|w| strip(text, w)).unwrap_or(text);
        let lower = text.to_ascii_lowercase();
        let end = lower.rfind("approved by ").map(|at| (at, &text[at + "approved by ".len()..]));
        let by = end.and_then(|(at, name)| {
            let name = name.trim_end_matches([')', '.']);
            let who = people.iter().chain(team).find(|p| after_name(name, p) == Some(""))?;
            Some((at, who.id.clone()))
        });
        let (text, approver) = match by {
            Some((at, id)) => (text[..at].trim_end_matches(['(', ',', ' ']), Some(id)),
            None => (text, None),
        };
        return (!text.is_empty()).then(|| Part::Decision { text: text.to_owned(), approver });
    }
    for word in ["feedback"].iter().chain(FeedbackKind::WORDS) {
        let Some(rest) = strip(part, word) else { continue };
        let (head, text) = rest.split_once(':')?;
        let (mut severity, mut from) = (Severity::Medium, None);
        let head = head.trim();
        for word in head.split([' ', '(', ')', ',']).filter(|word| !word.is_empty() && *word != "from") {
            if let Some(found) = Severity::parse(&word.to_lowercase()) {
                severity = found;
            } else {
                from = Some(people.iter().find(|p| after_name(word, p) == Some(""))?.id.clone());
            }
        }
        let kind = FeedbackKind::parse(word).unwrap_or(FeedbackKind::Request);
        let text = text.trim().to_owned();
        return (!text.is_empty()).then_some(Part::Feedback { from, kind, severity, text });
    }
    None
}

fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// What stands behind a word at the start of a text, where it is a whole word there; without case, any apostrophe.
pub(super) fn strip<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let rest = prefix(text, word)?;
    let is_whole = !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '\'' | '\u{2019}'));
    is_whole.then(|| rest.trim_start())
}

/// The same; `'ll` may be glued to the word.
fn strip_glued<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let rest = prefix(text, word)?;
    let is_whole = rest.starts_with([' ', '\'', '\u{2019}', '\t']);
    is_whole.then(|| rest.trim_start())
}

fn prefix<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    let fold = |c: char| if c == '\u{2019}' { '\'' } else { c };
    for expected in word.chars() {
        let found = rest.next()?;
        if !fold(found).to_lowercase().eq(fold(expected).to_lowercase()) {
            return None;
        }
    }
    Some(rest.as_str())
}

/// What stands behind somebody's name at the start of a text.
fn after_name<'t>(text: &'t str, person: &Person) -> Option<&'t str> {
    let text = text.strip_prefix('@').unwrap_or(text);
    person.spellings.iter().find_map(|spelling| strip(text, spelling.trim_start_matches('@')))
}

fn after_name_glued<'t>(text: &'t str, person: &Person) -> Option<&'t str> {
    let text = text.strip_prefix('@').unwrap_or(text);
    person.spellings.iter().find_map(|spelling| strip_glued(text, spelling.trim_start_matches('@')))
}
