//! The words that wild notes are read by: headings of attendance sections, what ends them, what is no name.
//! General English only: nothing here knows any set of notes.

use super::super::names;
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
const TOPICS: &[&str] = &[
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
/// Words of groups and parts: a line that holds one names no single person.
const GROUPS: &[&str] = &[
    "all",
    "anyone",
    "board",
    "committee",
    "committees",
    "community",
    "council",
    "councils",
    "directors",
    "everybody",
    "everyone",
    "foundation",
    "group",
    "groups",
    "guests",
    "maintainers",
    "meeting",
    "member",
    "members",
    "observers",
    "others",
    "organisation",
    "organisations",
    "organization",
    "organizations",
    "participants",
    "attendees",
    "people",
    "project",
    "projects",
    "quorum",
    "representative",
    "representatives",
    "staff",
    "team",
    "teams",
    "total",
    "voting",
    "working",
    "attendance",
    "present",
    "absent",
    "regrets",
    "apologies",
    "agenda",
    "notes",
    "minutes",
];
/// Kinds of people who are listed after the others.
const MORE_PEOPLE: &[&str] =
    &["guests", "members", "observers", "online", "others", "remote", "remotely", "staff", "visitors"];
/// What is done with attendance at the start of a meeting.
const ROLL_CALL: &[&str] = &["call", "check", "log", "note", "record", "recording", "take", "taking"];
/// What stands where a name would.
const NOBODY: &[&str] = &[
    "",
    "-",
    "n/a",
    "na",
    "nil",
    "no one",
    "nobody",
    "none",
    "name",
    "names",
    "tba",
    "tbc",
    "tbd",
    "todo",
    "unknown",
    "vacant",
    "various",
    "see above",
    "same",
    "etc",
    "et al",
    "anonymous",
    "open",
    "initials",
    "you",
    "me",
    "and",
    "yes",
    "no",
];
/// Remarks beside a name.
const REMARKS: &[&str] = &[
    "late",
    "remote",
    "remotely",
    "online",
    "virtual",
    "virtually",
    "partial",
    "partially",
    "left",
    "joined",
    "chair",
    "chairperson",
    "host",
    "facilitator",
    "scribe",
    "notetaker",
    "observer",
    "guest",
    "phone",
    "walking",
    "voting",
    "regrets",
    "absent",
    "excused",
];
/// Parts that people have in a meeting.
const ROLES: &[&str] = &[
    "chair",
    "chairs",
    "chairperson",
    "co-chair",
    "co",
    "facilitator",
    "facilitators",
    "host",
    "hosts",
    "moderator",
    "minute",
    "minutes",
    "note",
    "notes",
    "notetaker",
    "notetakers",
    "presenter",
    "presenters",
    "scribe",
    "scribes",
    "secretary",
    "speaker",
    "taker",
    "takers",
    "timekeeper",
    "lead",
    "leader",
];
/// What stands before a name.
const TITLES: &[&str] = &[
    "cllr",
    "councillor",
    "alderman",
    "dr",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "prof",
    "professor",
    "rev",
    "sir",
    "dame",
];
/// What the name of a firm ends in.
const FIRMS: &[&str] =
    &["ag", "bv", "co", "corp", "corporation", "gmbh", "inc", "llc", "llp", "ltd", "limited", "oy", "plc", "sarl"];
/// Small words of names.
const PARTICLES: &[&str] = &[
    "de", "da", "di", "do", "dos", "das", "du", "del", "della", "der", "den", "van", "von", "vom", "zu", "zur", "la",
    "le", "el", "al", "bin", "bint", "ibn", "ben", "af", "av", "ter", "ten", "y", "e", "i", "st", "dal", "van't",
];

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
    words(text).iter().any(|word| GROUPS.contains(&word.as_str()) || word == "remote" || word == "person")
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

/// Whether a word names a group.
pub(super) fn is_group(word: &str) -> bool {
    GROUPS.contains(&word)
}

/// Whether a whole text stands for nobody.
pub(super) fn is_nobody(key: &str) -> bool {
    NOBODY.contains(&key) || REMARKS.contains(&key)
}

/// Whether a word beside a name is a remark.
pub(super) fn is_remark(word: &str) -> bool {
    REMARKS.contains(&word)
}

/// Whether a phrase is about attendance only where it is plainly a heading or a label: people also ask `who's here?`.
pub(super) fn is_loose(text: &str) -> bool {
    let words = words(text);
    let phrase = words.join(" ");
    phrase.starts_with("who")
        || ["people", "in the room", "on the call", "out of office", "on leave"].contains(&&*phrase)
}

/// Whether a label names a part that somebody has in the meeting: `Chair`, `Note taker`.
pub(super) fn is_role(label: &str) -> bool {
    let words = words(label);
    !words.is_empty() && words.iter().all(|word| ROLES.contains(&word.as_str()))
}

/// Whether a word is a title before a name.
pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

/// Whether a name is that of a firm or a function, and nobody's.
pub(super) fn is_firm(key: &str) -> bool {
    let words: Vec<&str> = key.split(' ').collect();
    (words.len() > 1 && words.last().is_some_and(|last| FIRMS.contains(last)))
        || words.iter().all(|word| FUNCTIONS.contains(word))
}

/// Whether a word belongs to names though it is lower case.
pub(super) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// Functions of an organisation, which headings of meetings name where one might expect people.
const FUNCTIONS: &[&str] = &[
    "accounting",
    "admin",
    "analytics",
    "backend",
    "ceo",
    "cfo",
    "coo",
    "cpo",
    "cto",
    "customer",
    "customers",
    "data",
    "design",
    "dev",
    "development",
    "devops",
    "engineering",
    "finance",
    "frontend",
    "hr",
    "infra",
    "infrastructure",
    "it",
    "legal",
    "management",
    "marketing",
    "operations",
    "ops",
    "partners",
    "platform",
    "pm",
    "pmo",
    "procurement",
    "product",
    "qa",
    "research",
    "sales",
    "security",
    "support",
    "vendor",
    "vendors",
    "leadership",
    "exec",
    "execs",
];
/// What meetings are about or called.
const SUBJECTS: &[&str] = &[
    "budget",
    "break",
    "call",
    "catchup",
    "check-in",
    "daily",
    "demo",
    "email",
    "feedback",
    "focus",
    "hiring",
    "interview",
    "interviews",
    "kickoff",
    "launch",
    "lunch",
    "metrics",
    "offsite",
    "okr",
    "okrs",
    "onboarding",
    "planning",
    "pricing",
    "q1",
    "q2",
    "q3",
    "q4",
    "release",
    "retro",
    "retrospective",
    "roadmap",
    "scope",
    "scrum",
    "sprint",
    "standup",
    "strategy",
    "sync",
    "tasks",
    "test",
    "testing",
    "timeline",
    "training",
    "triage",
    "walk",
    "weekly",
    "work",
    "workshop",
];

/// Whether a word names a function rather than somebody.
pub(in crate::parse) fn is_function(word: &str) -> bool {
    FUNCTIONS.contains(&names::key(word).as_str())
}

/// Whether a word says what a meeting is about or what it is called.
pub(in crate::parse) fn is_subject(word: &str) -> bool {
    let key = names::key(word);
    SUBJECTS.contains(&key.as_str()) || TOPICS.contains(&key.as_str()) || GROUPS.contains(&key.as_str())
}
