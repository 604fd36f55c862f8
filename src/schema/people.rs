//! Keys of what is kept of people: stakeholders, groups, feedback, commitments, pulse results.

use super::{EXTRA, Field, Kind, NO_LIMIT, Shape, VISIBILITY};
use crate::register::{self as words, Band, Detail, Engagement, FeedbackKind, Outcome, Severity};

/// `stakeholders/ID.toml`.
pub(super) const STAKEHOLDER: Kind = Kind {
    name: "stakeholder",
    place: "stakeholders/ID.toml",
    about: "One stakeholder. The file's name, without `.toml`, is the id.",
    is_list: false,
    fields: &[
        Field::required("name", Shape::Text, "Name, as pages show it.", "\"Ada Moss\""),
        Field::required("kind", Shape::Word(words::Kind::WORDS), "What they are to us.", "\"executive\""),
        Field::new("title", Shape::Text, "What they do.", "\"Chief financial officer\""),
        Field::new("organisation", Shape::Text, "Where they do it.", "\"Example Ports\""),
        Field::new(
            "group",
            Shape::Id,
            "The group in groups.toml whose plan they go by where theirs is silent.",
            "\"finance\"",
        ),
        Field::new("email", Shape::Text, "Address, where editions and updates are sent.", "\"ada@ports.example\""),
        Field::new(
            "aliases",
            Shape::Texts,
            "Other names, handles and addresses that notes use.",
            "[\"adam\", \"Ada M\"]",
        ),
        Field::new("formerly", Shape::Ids, "Earlier ids: old notes go on to mean this person.", "[\"amoss\"]"),
        Field::new("relationship_owner", Shape::Id, "Who of the team looks after the relationship.", "\"me\""),
        Field::new("since", Shape::Date, "Since when they are a stakeholder.", "2025-02-01"),
        Field::new("left_on", Shape::Date, "When they left: freezes the score, ends attention.", "2026-09-30"),
        Field::new(
            "retention_until",
            Shape::Date,
            "Until when the record may be kept; a warning afterwards.",
            "2028-02-01",
        ),
        Field::new(
            "audience",
            Shape::Audience,
            "What mail to them may hold; by default what mail to their group may, else what everyone may see.",
            "\"leadership\"",
        ),
        Field::new("priorities", Shape::Texts, "What matters to them.", "[\"No surprises in the quarter\"]"),
        Field::new("concerns", Shape::Texts, "What worries them.", "[\"Feed costs\"]"),
        Field::new("expectations", Shape::Tables(&EXPECTATION), "What they expect, and what answers it.", ""),
        Field::new("preferences", Shape::Table(&PREFERENCES), "How they like to be told.", ""),
        Field::new("positions", Shape::Tables(&POSITION), "Where they stand on a topic, dated.", ""),
        Field::new("plan", Shape::Table(&PLAN), "How we mean to work with them.", ""),
        Field::new(
            "assessment",
            Shape::Tables(&ASSESSMENT),
            "What we think of their stake; append-only, one a date.",
            "",
        ),
        Field::new("override", Shape::Tables(&OVERRIDE), "A band set by hand for a while, with a reason.", ""),
        Field::new("pause", Shape::Tables(&PAUSE), "Days that don't age the cadence: leave, a freeze.", ""),
        Field::new("planned", Shape::Tables(&PLANNED), "Touchpoints to come.", ""),
        VISIBILITY,
        EXTRA,
    ],
    rule: None,
};

const EXPECTATION: [Field; 4] = [
    Field::required("what", Shape::Text, "What they expect.", "\"A cost model before the board\""),
    Field::new("on", Shape::Date, "When they said so.", "2026-09-01"),
    Field::new("commitment", Shape::Id, "The commitment that answers it.", "\"c-041\""),
    Field::new("milestone", Shape::Id, "The milestone that answers it.", "\"pilot\""),
];

const PREFERENCES: [Field; 3] = [
    Field::new("channel", Shape::Text, "How they like to be reached.", "\"email\""),
    Field::new("format", Shape::Text, "What they like to get.", "\"one page, figures first\""),
    Field::new("detail", Shape::Word(Detail::WORDS), "How much they want.", "\"one-page\""),
];

const POSITION: [Field; 6] = [
    Field::required("topic", Shape::Text, "On what.", "\"Opening in March\""),
    Field::required("stance", Shape::Integer(-2, 2), "From -2, strongly against, to 2, strongly for.", "-1"),
    Field::required("on", Shape::Date, "When it became known.", "2026-09-14"),
    Field::new("goal", Shape::Id, "The goal it is about.", "\"calls\""),
    Field::new("decision", Shape::Id, "The decision it is about.", "\"d-007\""),
    Field::new("note", Shape::Text, "In words.", "\"Not before the audit\""),
];

const PLAN: [Field; 9] = [
    Field::new("objective", Shape::Text, "What the relationship is to reach.", "\"Approves the March budget\""),
    Field::new("strategy", Shape::Text, "How.", "\"Figures first, early\""),
    Field::new("meeting_format", Shape::Text, "How we meet.", "\"One-to-one, 30 minutes\""),
    Field::new("reporting_style", Shape::Text, "How we report.", "\"One page\""),
    Field::new("cadence_days", Shape::Integer(1, 3650), "Days between touchpoints, as agreed.", "14"),
    Field::new("max_gap_days", Shape::Integer(1, 3650), "The longest acceptable gap in days; above the cadence.", "28"),
    Field::new("key_messages", Shape::Texts, "What they should hear.", "[\"Costs are known to the month\"]"),
    Field::new("feedback_sla_days", Shape::Integer(0, 365), "Working days to tell the outcome of their feedback.", "5"),
    Field::new("minutes", Shape::Integer(1, 1440), "What a touchpoint takes, in minutes.", "30"),
];

const ASSESSMENT: [Field; 10] = [
    Field::required("date", Shape::Date, "When; one assessment a date.", "2026-02-02"),
    Field::required("by", Shape::Id, "By whom.", "\"me\""),
    Field::required("power", Shape::Integer(1, 5), "Power over the outcome, from 1 to 5.", "5"),
    Field::required("interest", Shape::Integer(1, 5), "Interest in it, from 1 to 5.", "4"),
    Field::required("current", Shape::Word(Engagement::WORDS), "How engaged they are.", "\"neutral\""),
    Field::required("desired", Shape::Word(Engagement::WORDS), "How engaged they should be.", "\"supportive\""),
    Field::new("legitimacy", Shape::Integer(1, 5), "How rightful their claim is, from 1 to 5.", "4"),
    Field::new("urgency", Shape::Integer(1, 5), "How urgent it is, from 1 to 5.", "3"),
    Field::new("rationale", Shape::Text, "Why we think so.", "\"Holds the budget\""),
    Field::new("review_by", Shape::Date, "When to look again; a warning afterwards.", "2026-12-01"),
];

const OVERRIDE: [Field; 5] = [
    Field::required("band", Shape::Word(Band::WORDS), "The band shown instead of the computed one.", "\"watch\""),
    Field::required("reason", Shape::Text, "Why.", "\"New budget owner from October\""),
    Field::required("by", Shape::Id, "By whom.", "\"me\""),
    Field::required("on", Shape::Date, "From when.", "2026-10-05"),
    Field::required("until", Shape::Date, "Until when, at most 60 days later.", "2026-11-30"),
];

pub(super) const PAUSE: [Field; 3] = [
    Field::required("from", Shape::Date, "The first day.", "2026-04-01"),
    Field::required("to", Shape::Date, "The last day.", "2026-04-10"),
    Field::new("reason", Shape::Text, "Why.", "\"Leave\""),
];

const PLANNED: [Field; 3] = [
    Field::required("on", Shape::Date, "When it was planned.", "2026-10-20"),
    Field::required("date", Shape::Date, "When it is to be.", "2026-11-10"),
    Field::new("with", Shape::Ids, "Who else will be there.", "[\"me\"]"),
];

/// `groups.toml`.
pub(super) const GROUP: Kind = Kind {
    name: "group",
    place: "groups.toml",
    about: "Groups of stakeholders, and the plans that their members go by where their own is silent.",
    is_list: true,
    fields: &[
        Field::required("id", Shape::Id, "Its id.", "\"finance\""),
        Field::required("name", Shape::Text, "Its name.", "\"Finance\""),
        Field::new("plan", Shape::Table(&PLAN), "Defaults for its members' plans.", ""),
        Field::new("audience", Shape::Audience, "What mail to its members may hold.", "\"leadership\""),
        VISIBILITY,
        EXTRA,
    ],
    rule: None,
};

/// `feedback.toml`.
pub(super) const FEEDBACK: Kind = Kind {
    name: "feedback",
    place: "feedback.toml",
    about: "What stakeholders told us, and what became of it.",
    is_list: true,
    fields: &[
        Field::required("id", Shape::Id, "Its id.", "\"f-010\""),
        Field::required("from", Shape::Id, "Who said it.", "\"ada\""),
        Field::required("date", Shape::Date, "When.", "2026-09-14"),
        Field::required("text", Shape::Text, "What.", "\"I learn of overruns from the invoices\""),
        Field::new(
            "kind",
            Shape::Word(FeedbackKind::WORDS),
            "What kind; a request by default. Praise opens no loop.",
            "\"concern\"",
        ),
        Field::new("severity", Shape::Word(Severity::WORDS), "How grave; medium by default.", "\"medium\""),
        Field::new("response", Shape::Text, "What we answered.", "\"A monthly variance note\""),
        Field::new("outcome", Shape::Word(Outcome::WORDS), "What became of it.", "\"accepted\""),
        Field::new("reason", Shape::Text, "Why, above all where it was declined.", "\"It doubles the cost\""),
        Field::new("told", Shape::Date, "When they were told the outcome.", "2026-09-18"),
        Field::new("answered", Shape::Date, "When they were first answered.", "2026-09-15"),
        Field::new("decision", Shape::Id, "The decision it changed.", "\"d-007\""),
        VISIBILITY,
        EXTRA,
    ],
    rule: None,
};

const RENEGOTIATED: [Field; 2] = [
    Field::required("on", Shape::Date, "When another date was agreed.", "2026-10-01"),
    Field::required("due", Shape::Date, "The new one.", "2026-10-20"),
];

/// `commitments.toml`.
pub(super) const COMMITMENT: Kind = Kind {
    name: "commitment",
    place: "commitments.toml",
    about: "Promises in both directions; most are written in notes instead.",
    is_list: true,
    fields: &[
        Field::new("id", Shape::Id, "Its id.", "\"c-040\""),
        Field::required("from", Shape::Id, "Who promised.", "\"me\""),
        Field::required("to", Shape::IdOrIds(usize::MAX), "Whom: an id, or several.", "\"ada\""),
        Field::required("text", Shape::Text, "What.", "\"Variance by quay\""),
        Field::required("made", Shape::Date, "When.", "2026-09-14"),
        Field::new("due", Shape::Date, "By when; never moved, see `renegotiated`.", "2026-10-10"),
        Field::new("renegotiated", Shape::Tables(&RENEGOTIATED), "Later dates that were agreed on.", ""),
        Field::new("done", Shape::Date, "When it was kept.", "2026-10-19"),
        Field::new("cancelled", Shape::Date, "When both let go of it; not together with `done`.", "2026-10-05"),
        VISIBILITY,
        EXTRA,
    ],
    rule: Some(r#"{ "not": { "required": ["done", "cancelled"] } }"#),
};

/// `pulse.toml`.
pub(super) const PULSE: Kind = Kind {
    name: "pulse",
    place: "pulse.toml",
    about: "Results of short surveys. Shown wider than to the pm only from five answers.",
    is_list: true,
    fields: &[
        Field::required("date", Shape::Date, "When.", "2026-10-01"),
        Field::required("question", Shape::Text, "What was asked.", "\"Do you know what happens next?\""),
        Field::required("n", Shape::Integer(0, NO_LIMIT), "How many answered.", "12"),
        Field::required("mean", Shape::Number(1.0, 5.0), "The mean, from 1 to 5.", "3.8"),
        Field::new("group", Shape::Id, "The group that was asked.", "\"finance\""),
        VISIBILITY,
        EXTRA,
    ],
    rule: None,
};
