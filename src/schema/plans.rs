//! Keys of what is meant to be reached: goals, milestones, decisions, risks.

use super::{EXTRA, Field, Kind, Shape, VISIBILITY};
use crate::register::{DecisionStatus, Direction, Response, Status};

const INFINITE: f64 = f64::INFINITY;

const STATUS_REPORTED: [Field; 2] = [
    Field::required("on", Shape::Date, "When it was claimed.", "2026-09-01"),
    Field::required("status", Shape::Word(Status::WORDS), "The status claimed.", "\"amber\""),
];

const TARGET: [Field; 2] = [
    Field::required("on", Shape::Date, "When it was set.", "2026-01-15"),
    Field::required("target", Shape::Number(-INFINITE, INFINITE), "The value aimed at.", "80"),
];

const METRIC: [Field; 6] = [
    Field::required("name", Shape::Text, "What is measured.", "\"Calls planned\""),
    Field::new("unit", Shape::Text, "In what.", "\"%\""),
    Field::new("baseline", Shape::Number(-INFINITE, INFINITE), "Where it began.", "40"),
    Field::new("direction", Shape::Word(Direction::WORDS), "Which way is better; up by default.", "\"up\""),
    Field::new("due", Shape::Date, "When the target is to be reached.", "2027-03-01"),
    Field::new("targets", Shape::Tables(&TARGET), "Targets with the day each was set: the old ones stay.", ""),
];

const VALUE: [Field; 3] = [
    Field::required("date", Shape::Date, "When it was read.", "2026-10-01"),
    Field::required("value", Shape::Number(-INFINITE, INFINITE), "The value.", "55"),
    Field::new("source", Shape::Text, "Where it is from.", "\"Berth log\""),
];

/// `goals.toml`.
pub(super) const GOAL: Kind = Kind {
    name: "goal",
    place: "goals.toml",
    about: "What is to be reached, measured, and tied to a goal of the company.",
    is_list: true,
    fields: &[
        Field::required("id", Shape::Id, "Its id.", "\"calls\""),
        Field::required("title", Shape::Text, "In a line.", "\"Every call planned a day ahead\""),
        Field::required("owner", Shape::Id, "Who answers for it.", "\"me\""),
        Field::new(
            "strategic_goal",
            Shape::Text,
            "The company's goal that it serves.",
            "\"The most punctual port of the coast\"",
        ),
        Field::new("status_reported", Shape::Tables(&STATUS_REPORTED), "What was claimed of it, dated.", ""),
        Field::new("metric", Shape::Table(&METRIC), "The one figure that tells.", ""),
        Field::new("readings", Shape::Tables(&VALUE), "What the figure was.", ""),
        VISIBILITY,
        EXTRA,
    ],
    rule: None,
};

const FORECAST: [Field; 3] = [
    Field::required("on", Shape::Date, "When it was given.", "2026-08-10"),
    Field::required("date", Shape::Date, "The date expected then.", "2026-12-01"),
    Field::new("reason", Shape::Text, "Why it moved.", "\"Sensors late\""),
];

const AFFECTED: [Field; 2] = [
    Field::required("who", Shape::Id, "Whom it will affect.", "\"ada\""),
    Field::new("told", Shape::Date, "When they were told.", "2026-08-12"),
];

/// `milestones.toml`.
pub(super) const MILESTONE: Kind = Kind {
    name: "milestone",
    place: "milestones.toml",
    about: "Dates on the way to a goal. The baseline is never overwritten: a slip is a new forecast.",
    is_list: true,
    fields: &[
        Field::required("id", Shape::Id, "Its id.", "\"pilot\""),
        Field::required("title", Shape::Text, "In a line.", "\"Pilot at the north quay\""),
        Field::required("owner", Shape::Id, "Who answers for it.", "\"kit\""),
        Field::required("baseline_date", Shape::Date, "The date first promised; never changed.", "2026-09-01"),
        Field::new("goal", Shape::Id, "The goal it serves.", "\"calls\""),
        Field::new("forecasts", Shape::Tables(&FORECAST), "Later dates, each with the day it was given.", ""),
        Field::new("done", Shape::Date, "When it was reached.", "2026-12-03"),
        Field::new("status_reported", Shape::Tables(&STATUS_REPORTED), "What was claimed of it, dated.", ""),
        Field::new("affects", Shape::Tables(&AFFECTED), "Whom it affects, and who was told.", ""),
        VISIBILITY,
        EXTRA,
    ],
    rule: None,
};

const CONSULTED: [Field; 2] = [
    Field::required("who", Shape::Id, "Who was asked.", "\"ada\""),
    Field::required("on", Shape::Date, "When.", "2026-09-14"),
];

/// `decisions.toml`.
pub(super) const DECISION: Kind = Kind {
    name: "decision",
    place: "decisions.toml",
    about: "What was or is to be decided, who took part, and who was asked before.",
    is_list: true,
    fields: &[
        Field::required("id", Shape::Id, "Its id.", "\"d-007\""),
        Field::required("title", Shape::Text, "In a line.", "\"Keep the beta closed until March\""),
        Field::required("status", Shape::Word(DecisionStatus::WORDS), "Where it stands.", "\"accepted\""),
        Field::new("proposed", Shape::Date, "When it was proposed.", "2026-09-01"),
        Field::new("needed_by", Shape::Date, "When it is needed.", "2026-10-15"),
        Field::new("decided", Shape::Date, "When it was taken.", "2026-10-01"),
        Field::new("deprecated_on", Shape::Date, "When it ceased to hold.", "2026-10-20"),
        Field::new("driver", Shape::Id, "Who moves it on.", "\"me\""),
        Field::new("approver", Shape::IdOrIds(1), "The one who decides; required once decided.", "\"ada\""),
        Field::new("contributors", Shape::Ids, "Who contributes.", "[\"bo\"]"),
        Field::new("informed", Shape::Ids, "Who is told.", "[\"kit\"]"),
        Field::new(
            "consulted",
            Shape::Tables(&CONSULTED),
            "Who was asked before; an empty list says that nobody was.",
            "",
        ),
        Field::new("options", Shape::Texts, "What there was to choose from.", "[\"Open in January\", \"Keep closed\"]"),
        Field::new("recommendation", Shape::Text, "What was recommended.", "\"Keep closed\""),
        Field::new("outcome", Shape::Text, "What was decided.", "\"Closed until March\""),
        Field::new("rationale", Shape::Text, "Why.", "\"The audit ends in February\""),
        Field::new("supersedes", Shape::Id, "The decision that this one replaces.", "\"d-003\""),
        Field::new("goal", Shape::Id, "The goal it serves.", "\"calls\""),
        Field::new("revisit_on", Shape::Date, "When to look at it again.", "2027-02-01"),
        VISIBILITY,
        EXTRA,
    ],
    rule: Some(
        r#"{ "if": { "properties": { "status": { "const": "proposed" } } },
             "then": { "not": { "required": ["decided"] } }, "else": { "required": ["approver"] } }"#,
    ),
};

const READING: [Field; 3] = [
    Field::required("on", Shape::Date, "When it was judged.", "2026-06-01"),
    Field::required("probability", Shape::Integer(1, 5), "How likely, from 1 to 5.", "3"),
    Field::required("impact", Shape::Integer(1, 5), "How bad, from 1 to 5.", "4"),
];

/// `risks.toml`.
pub(super) const RISK: Kind = Kind {
    name: "risk",
    place: "risks.toml",
    about: "What could go wrong, and what is done about it.",
    is_list: true,
    fields: &[
        Field::required("id", Shape::Id, "Its id.", "\"sensors\""),
        Field::required("event", Shape::Text, "What could happen.", "\"Sensors arrive late\""),
        Field::required("owner", Shape::Id, "Who watches it.", "\"kit\""),
        Field::required("opened", Shape::Date, "Since when it is known.", "2026-06-01"),
        Field::new("cause", Shape::Text, "Why it could happen.", "\"One supplier\""),
        Field::new("effect", Shape::Text, "What it would do.", "\"The pilot slips a month\""),
        Field::new(
            "category",
            Shape::Text,
            "conflicting-interests, expectations, resistance, resources, or your own.",
            "\"resources\"",
        ),
        Field::new("readings", Shape::Tables(&READING), "How likely and how bad, dated.", ""),
        Field::new("response", Shape::Word(Response::WORDS), "What is done about it.", "\"mitigate\""),
        Field::new("path_to_green", Shape::Text, "How it is to go away.", "\"A second supplier by November\""),
        Field::new("review_by", Shape::Date, "When to look again; a warning afterwards.", "2026-12-01"),
        Field::new("closed", Shape::Date, "When it was over.", "2026-11-01"),
        VISIBILITY,
        EXTRA,
    ],
    rule: None,
};
