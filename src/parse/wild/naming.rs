//! Words beside and instead of names: titles, roles, remarks, firms, functions and what stands for nobody. Takes words
//! as `words` gives them; leaves what a name is to `person`.

use super::super::names;
use super::words::{TOPICS, words};

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
