//! The words that wild notes are read by: headings of attendance sections, what ends them, what is no name.
//! General English only: nothing here knows any set of notes.

use super::super::names;
use super::naming::is_group;
use crate::config::NotesSource;

/// What a heading or label says of the people under it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Standing {
    /// They were there.
    Present,
    /// They excused themselves.
    Excused,
    /// They were not there.
    Absent,
    /// Says nothing about this meeting.
    Other,
}

const PRESENT: &[&str] =
    &["present", "attendee", "attendees", "attendance", "attending", "attended", "participant", "participants"];
const EXCUSED: &[&str] = &["regrets", "regret", "apologies", "excused"];
const ABSENT: &[&str] = &["absent", "absentees", "absences", "absence", "missing", "unavailable"];
/// Phrases whose words alone would say something else.
const PHRASES: &[(&str, Standing)] = &[
    ("in attendance", Standing::Present),
    ("roll call", Standing::Present),
    ("people", Standing::Present),
    ("who", Standing::Present),
    ("who's here", Standing::Present),
    ("who is here", Standing::Present),
    ("who came", Standing::Present),
    ("in the room", Standing::Present),
    ("on the call", Standing::Present),
    ("who's out", Standing::Excused),
    ("out of office", Standing::Excused),
    ("on leave", Standing::Excused),
    ("who attended", Standing::Present),
    ("who was there", Standing::Present),
    ("not present", Standing::Absent),
    ("not attending", Standing::Absent),
    ("not in attendance", Standing::Absent),
    ("did not attend", Standing::Absent),
    ("non attendees", Standing::Absent),
    ("unable to attend", Standing::Excused),
    ("cannot attend", Standing::Excused),
    ("could not attend", Standing::Excused),
    ("apologies for absence", Standing::Excused),
    ("excused absences", Standing::Excused),
];
/// With one of these a heading is about another meeting, or about attendance as such.
const DENIED: &[&str] = &[
    "absentia",
    "last",
    "previous",
    "prior",
    "next",
    "upcoming",
    "future",
    "past",
    "invited",
    "invitees",
    "expected",
    "policy",
    "requirements",
    "requirement",
    "tracking",
    "record",
    "template",
    "statistics",
    "rate",
    "required",
];
/// With one of these what a heading or label says is about another meeting, also in brackets.
const ELSEWHERE: &[&str] =
    &["absentia", "last", "previous", "prior", "next", "upcoming", "future", "past", "invited", "invitees", "expected"];
/// Words that may stand beside one of the above.
const BESIDE: &[&str] = &[
    "a",
    "and",
    "at",
    "in",
    "of",
    "on",
    "the",
    "this",
    "meeting",
    "call",
    "list",
    "today",
    "people",
    "person",
    "members",
    "remote",
    "remotely",
    "online",
    "virtual",
    "virtually",
    "here",
    "roll",
    "sheet",
    "taken",
    "names",
];
/// Headings below an attendance section that are about something else.
pub(super) const TOPICS: &[&str] = &[
    "introduction",
    "introductions",
    "intros",
    "announcement",
    "announcements",
    "agenda",
    "note",
    "notes",
    "minutes",
    "item",
    "items",
    "action",
    "actions",
    "topic",
    "topics",
    "discussion",
    "discussions",
    "link",
    "links",
    "decision",
    "decisions",
    "summary",
    "update",
    "updates",
    "issue",
    "issues",
    "welcome",
    "recording",
    "business",
    "report",
    "reports",
    "review",
    "status",
    "question",
    "questions",
    "next",
    "goals",
    "roles",
    "resources",
    "references",
    "quorum",
    "location",
    "venue",
    "room",
    "time",
    "timezone",
    "duration",
    "date",
    "type",
    "category",
    "purpose",
    "subject",
    "zoom",
    "url",
];
/// Kinds of people who are listed after the others.
const MORE_PEOPLE: &[&str] =
    &["guests", "members", "observers", "online", "others", "remote", "remotely", "staff", "visitors"];
/// What is done with attendance at the start of a meeting.
const ROLL_CALL: &[&str] = &["call", "check", "log", "note", "record", "recording", "take", "taking"];

/// Words of a heading or label, compared without case, accents, emphasis and punctuation; what stands in brackets is
/// left out.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut depth = 0_u32;
    let plain: String = text
        .chars()
        .filter_map(|c| match c {
            '(' | '[' | '{' | '<' => {
                depth += 1;
                Some(' ')
            }
            ')' | ']' | '}' | '>' => {
                depth = depth.saturating_sub(1);
                None
            }
            _ if depth > 0 => None,
            c if c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}') => Some(c),
            _ => Some(' '),
        })
        .collect();
    names::key(&plain).split_whitespace().map(str::to_owned).collect()
}

/// What a heading or label says of the people under it; `None` where it is not about attendance.
pub(super) fn standing(text: &str, settings: &NotesSource) -> Option<Standing> {
    let words = words(text);
    let phrase = words.join(" ");
    let is_own = |own: &[String]| own.iter().any(|own| self::words(own).join(" ") == phrase);
    if is_own(&settings.absence_headings) {
        return Some(Standing::Absent);
    }
    if is_own(&settings.attendee_headings) {
        return Some(Standing::Present);
    }
    if words.is_empty() || words.len() > 6 {
        return None;
    }
    let is_about = |list: &[&str]| {
        let is_one = |word: &String| list.contains(&word.as_str());
        let (first, last) = (&words[0], &words[words.len() - 1]);
        is_one(last) || (is_one(first) && words[1..].iter().all(|word| is_one(word) || BESIDE.contains(&word.as_str())))
    };
    // `Missing attendees`
    let begins = |list: &[&str]| {
        let rest = |word: &String| PRESENT.contains(&word.as_str()) || BESIDE.contains(&word.as_str());
        list.contains(&words[0].as_str()) && words[1..].iter().all(rest)
    };
    let found = if let Some((_, standing)) = PHRASES.iter().find(|(known, _)| *known == phrase) {
        Some(*standing)
    } else if words.iter().any(|word| word == "not" || word == "no") {
        None
    } else if is_about(EXCUSED) || begins(EXCUSED) {
        Some(Standing::Excused)
    } else if is_about(ABSENT) || begins(ABSENT) {
        Some(Standing::Absent)
    } else if is_about(PRESENT) || words.join(" ").starts_with("in attendance") {
        Some(Standing::Present)
    } else if words.iter().any(|w| w == "absentia") {
        Some(Standing::Other)
    } else {
        None
    };
    let is_denied = words.iter().any(|word| DENIED.contains(&word.as_str())) || is_elsewhere(text);
    found.map(|found| if is_denied { Standing::Other } else { found })
}

/// Whether a heading or label speaks of another meeting or of who isn't there, with what stands in brackets.
pub(super) fn is_elsewhere(text: &str) -> bool {
    let opened = text.replace(['(', ')', '[', ']', '{', '}'], " ");
    words(&opened).iter().any(|word| ELSEWHERE.contains(&word.as_str()))
}

/// Whether a heading is about something else than people.
pub(super) fn is_topic(text: &str) -> bool {
    words(text).iter().any(|word| TOPICS.contains(&word.as_str()))
}

/// Whether a heading or label names a kind of people.
pub(super) fn is_kind_of_people(text: &str) -> bool {
    if is_topic(text) {
        return false;
    }
    words(text).iter().any(|word| is_group(word) || word == "remote" || word == "person")
}

/// Whether a label names more people beside those listed: `Observers`, `Foundation staff`.
pub(super) fn is_more_people(text: &str) -> bool {
    let words = words(text);
    words.len() <= 3 && words.last().is_some_and(|last| MORE_PEOPLE.contains(&last.as_str()))
}

/// Whether an item asks for who is there to be written down: `Record attendance in minutes`.
pub(super) fn is_roll_call(text: &str) -> bool {
    let words = words(text);
    let has = |word: &str| words.iter().any(|one| one == word);
    words.len() <= 5
        && words.first().is_some_and(|first| ROLL_CALL.contains(&first.as_str()))
        && (has("attendance") || has("attendees") || has("roll"))
}

/// Whether a phrase is about attendance only where it is plainly a heading or a label: people also ask `who's here?`.
pub(super) fn is_loose(text: &str) -> bool {
    let words = words(text);
    let phrase = words.join(" ");
    phrase.starts_with("who")
        || ["people", "in the room", "on the call", "out of office", "on leave"].contains(&&*phrase)
}
