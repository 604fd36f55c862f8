//! Lines with a meaning, and the records of the same kinds: promises, feedback, sentiment, consultations, and what
//! could not be counted.

use jiff::civil::Date;

use super::{Audience, FeedbackKind, Field, Id, Outcome, Severity};
use crate::source::Place;

/// State of a promise as one line gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BoxState {
    /// `[ ]`.
    Open,
    /// `[x]`, with its date where written.
    Done(Option<Date>),
    /// `[-]`, with its date where written.
    Cancelled(Option<Date>),
}

/// One line (or commitments.toml entry) that speaks of a promise. Folded into commitments after restriction.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct PromiseLine {
    /// Label of this line.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// Date of the line: its note, section or update; a record's `made`.
    pub date: Date,
    /// `^id`.
    pub id: Option<Id>,
    /// Who promised.
    pub from: Id,
    /// To whom (one line per recipient).
    pub to: Id,
    /// What.
    pub text: String,
    /// `[created:: ]` or a record's `made`.
    pub created: Option<Date>,
    /// Due.
    pub due: Option<Date>,
    /// State.
    pub state: BoxState,
    /// From commitments.toml: it stands, notes may only add.
    pub is_record: bool,
    /// A record's renegotiations (on, due).
    pub renegotiated: Vec<(Date, Date)>,
}

/// One piece of feedback, from feedback.toml or a `(feedback)` line.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Feedback {
    /// Id, where it has one.
    pub id: Option<Id>,
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// From whom.
    pub from: Id,
    /// When.
    pub date: Date,
    /// What.
    pub text: String,
    /// Kind.
    pub kind: FeedbackKind,
    /// Severity.
    pub severity: Severity,
    /// What we did.
    pub response: Field<String>,
    /// What became of it.
    pub outcome: Field<Outcome>,
    /// Why (declined).
    pub reason: Field<String>,
    /// Told on.
    pub told: Field<Date>,
    /// Answered on (response known, not yet told).
    pub answered: Field<Date>,
    /// The decision it changed.
    pub decision: Field<Id>,
}

/// A `(told)` line.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct ToldLine {
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// When: its note's date.
    pub date: Date,
    /// Who was told.
    pub who: Id,
    /// Which feedback.
    pub feedback: Id,
    /// What became of it.
    pub outcome: Outcome,
    /// The response, or for declined the reason.
    pub text: String,
}

/// A `(sentiment)` line.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct SentimentMark {
    /// Label: pm.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// When.
    pub date: Date,
    /// Whose.
    pub who: Id,
    /// -2 to 2.
    pub value: i8,
    /// In their words.
    pub text: String,
}

/// A `(consulted)` line.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct ConsultedLine {
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// When.
    pub date: Date,
    /// Who was asked.
    pub who: Id,
    /// About which decision.
    pub decision: Id,
}

/// A line of a note that could not be counted.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Uncounted {
    /// Label of the line.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// Date of its note.
    pub date: Option<Date>,
    /// Why.
    pub message: String,
}
