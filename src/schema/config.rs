//! Keys of `rapporteur.toml`. `parse::config::TEMPLATE` has them with their defaults.

use super::people::PAUSE;
use super::{EXTRA, Field, Kind, Shape};
use crate::config::{DateOrder, Declassify, Page, Split, Theme};
use crate::gate::Gate;

/// `rapporteur.toml`.
pub(super) const CONFIG: Kind = Kind {
    name: "config",
    place: "rapporteur.toml",
    about: "The configuration of a workspace; every option has a default.",
    is_list: false,
    fields: &[
        Field::new("product", Shape::Text, "The product, as titles name it.", "\"Harbour desk\""),
        Field::new("organisation", Shape::Text, "Who publishes the report.", "\"Example Ports\""),
        Field::new("as_of", Shape::Date, "Pins the date that everything is computed for.", "2026-11-01"),
        Field::new(
            "time_zone",
            Shape::Text,
            "The IANA time zone that \"today\" is taken in; else UTC.",
            "\"Europe/Oslo\"",
        ),
        Field::new("team", Shape::Tables(&MEMBER), "Our people; the first is @me.", ""),
        Field::new("pause", Shape::Tables(&PAUSE), "Days that age no cadence, for everyone.", ""),
        Field::new("health", Shape::Table(&HEALTH), "The score's parameters.", ""),
        Field::new("editions", Shape::Named(&EDITION), "Editions by name, each with its audience and folder.", ""),
        Field::new("notes", Shape::Table(&NOTES), "Where notes in other styles come from.", ""),
        Field::new("email", Shape::Table(&EMAIL), "The update by mail.", ""),
        Field::new("check", Shape::Table(&CHECK), "`rapporteur check` as a gate.", ""),
        Field::new("private", Shape::Table(&PRIVATE), "A directory merged in for the pm alone.", ""),
        EXTRA,
    ],
    rule: None,
};

const MEMBER: [Field; 5] = [
    Field::required("id", Shape::Id, "Their id.", "\"me\""),
    Field::required("name", Shape::Text, "Their name.", "\"Robin Berg\""),
    Field::new("aliases", Shape::Texts, "Other names, handles and addresses that notes use.", "[\"rberg\"]"),
    Field::new("email", Shape::Text, "Their address.", "\"robin@ports.example\""),
    Field::new("audience", Shape::Audience, "What mail to them may hold.", "\"team\""),
];

const HEALTH: [Field; 20] = [
    Field::new(
        "profile",
        Shape::Word(&["conduct", "full"]),
        "\"conduct\" measures what we did; \"full\" also what describes the other person.",
        "\"full\"",
    ),
    Field::new(
        "signals",
        Shape::Signals,
        "The signals taken, instead of a profile's.",
        "[\"cadence\", \"reliability\"]",
    ),
    Field::new(
        "purpose",
        Shape::Text,
        "Why signals about the other person are measured; required with any of them.",
        "\"To see early where our conduct strains a relationship.\"",
    ),
    Field::new("weights", Shape::BySignal(true, 0.01, 1000.0), "W, the weight of each signal.", "{ cadence = 20 }"),
    Field::new(
        "half_lives",
        Shape::BySignal(false, 0.1, 3650.0),
        "h, the half-life of each signal's evidence in days.",
        "{ sentiment = 60 }",
    ),
    Field::new(
        "kappas",
        Shape::BySignal(true, 0.0, 1000.0),
        "kappa, how much few items of a signal count for less.",
        "{ feedback = 1 }",
    ),
    Field::new("prior", Shape::Number(0.0, 1.0), "p0, the neutral start; default 0.5.", "0.5"),
    Field::new("prior_mass", Shape::Number(0.01, 100_000.0), "k, its mass; default 20.", "20"),
    Field::new("healthy_from", Shape::Number(0.0, 100.0), "Enters healthy at; default 70.", "70"),
    Field::new("healthy_until", Shape::Number(0.0, 100.0), "Leaves healthy below; default 65.", "65"),
    Field::new("at_risk_below", Shape::Number(0.0, 100.0), "Enters at-risk below; default 45.", "45"),
    Field::new("at_risk_until", Shape::Number(0.0, 100.0), "Leaves at-risk at; default 50.", "50"),
    Field::new(
        "enough",
        Shape::Number(0.0, 1.0),
        "Confidence under which there is not enough data; default 0.40.",
        "0.40",
    ),
    Field::new("high_confidence", Shape::Number(0.0, 1.0), "Confidence from which it is high; default 0.60.", "0.60"),
    Field::new("cap_limit", Shape::Number(0.0, 100.0), "What a cap limits the score to; default 64.", "64"),
    Field::new(
        "cap_overdue_days",
        Shape::Integer(0, 3650),
        "Days overdue past which a promise to a key player caps; default 30.",
        "30",
    ),
    Field::new(
        "cadence_days",
        Shape::Integer(1, 3650),
        "Days between touchpoints where no plan says; default 30.",
        "30",
    ),
    Field::new(
        "feedback_sla_days",
        Shape::Integer(0, 3650),
        "Working days to tell an outcome where no plan says; default 5.",
        "5",
    ),
    Field::new(
        "renegotiation_factor",
        Shape::Number(0.0, 1.0),
        "The factor for each renegotiation of a promise; default 0.8.",
        "0.8",
    ),
    Field::new(
        "lateness_days",
        Shape::Number(0.1, 3650.0),
        "Days late after which a kept promise is worth half; default 7.",
        "7",
    ),
];

const EDITION: [Field; 9] = [
    Field::new("audience", Shape::Audience, "Whom it is for; required but in `leadership` and `pm`.", "\"leadership\""),
    Field::new("scores", Shape::Boolean, "Whether it shows scores of persons; only for the audience pm.", "false"),
    Field::new("out", Shape::Text, "Its folder, relative to the current directory.", "\"site\""),
    Field::new("title", Shape::Text, "Its title; else the product.", "\"Stakeholder report\""),
    Field::new(
        "purpose",
        Shape::Text,
        "What its readers are to do with it, in one sentence; shown on every page.",
        "\"What needs a decision, and what became of the last ones.\"",
    ),
    Field::new(
        "pages",
        Shape::Words(Page::WORDS),
        "The pages it holds, the front page's first; default all.",
        "[\"update\", \"goals\"]",
    ),
    Field::new("theme", Shape::Word(Theme::WORDS), "The colour it is told by; default ink.", "\"plum\""),
    Field::new(
        "declassify",
        Shape::Words(Declassify::WORDS),
        "What it may say of the whole register on an update's day.",
        "[\"coverage\"]",
    ),
    Field::new("csv", Shape::Boolean, "Whether its tables lie beside their pages as CSV.", "true"),
];

const NOTES: [Field; 1] = [Field::new("source", Shape::Tables(&SOURCE), "Folders of notes, read as they are.", "")];

const SOURCE: [Field; 8] = [
    Field::required("path", Shape::Text, "The folder, relative to the workspace; it may leave it.", "\"../minutes\""),
    Field::new("style", Shape::Word(&["wild"]), "How they are read.", "\"wild\""),
    Field::new("include", Shape::Texts, "Glob patterns of files read.", "[\"**/*.md\"]"),
    Field::new(
        "exclude",
        Shape::Texts,
        "Glob patterns of files left out; empty leaves nothing out.",
        "[\"**/README*\"]",
    ),
    Field::new("split", Shape::Word(Split::WORDS), "Whether one file holds many meetings.", "\"auto\""),
    Field::new(
        "dates",
        Shape::Word(DateOrder::WORDS),
        "What 01/05/2026 means; without it such a date is not read.",
        "\"day-first\"",
    ),
    Field::new(
        "attendee_headings",
        Shape::Texts,
        "Headings of attendee sections, instead of the usual ones.",
        "[\"Present\"]",
    ),
    Field::new(
        "absence_headings",
        Shape::Texts,
        "Headings of absence sections, instead of the usual ones.",
        "[\"Regrets\"]",
    ),
];

const PRIVATE: [Field; 1] =
    [Field::required("path", Shape::Text, "The directory, outside the repository.", "\"../private\"")];

const EMAIL: [Field; 9] = [
    Field::new("edition", Shape::Id, "The edition whose update goes out; default leadership.", "\"pm\""),
    Field::new(
        "from",
        Shape::Text,
        "The sender; else the first of our people with an address.",
        "\"Robin Berg <robin@ports.example>\"",
    ),
    Field::new("reply_to", Shape::Text, "Where answers go; else the sender.", "\"desk@ports.example\""),
    Field::new(
        "to",
        Shape::Text,
        "To whom the mail of the whole edition is addressed; without it that mail is never sent.",
        "\"Leadership <leadership@ports.example>\"",
    ),
    Field::new(
        "recipients",
        Shape::Ids,
        "Stakeholders, groups and people of ours who get a mail of their own.",
        "[\"ada\", \"board\"]",
    ),
    Field::new(
        "site",
        Shape::Text,
        "Where the edition is published, for links from the mail; no links without it.",
        "\"https://reports.ports.example/leadership/\"",
    ),
    Field::new(
        "unsubscribe",
        Shape::Text,
        "Where one gets off the list: an https or mailto address.",
        "\"mailto:desk@ports.example?subject=stop\"",
    ),
    Field::new("one_click", Shape::Boolean, "Whether a POST to that https address does it at once.", "false"),
    Field::new("unsent", Shape::Boolean, "Whether drafts open ready to be sent (X-Unsent).", "true"),
];

const CHECK: [Field; 3] = [
    Field::new("fail_on", Shape::Words(Gate::WORDS), "What fails besides errors; default nothing.", "[\"overdue\"]"),
    Field::new(
        "audience",
        Shape::Audience,
        "Who reads what goes to other programs and to the log of a CI run; default team.",
        "\"team\"",
    ),
    Field::new(
        "baseline",
        Shape::Text,
        "The file of findings that are known and don't fail, relative to the workspace.",
        "\"baseline.json\"",
    ),
];
