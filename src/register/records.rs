//! Records of the list files: goals, milestones, decisions, risks, pulse results.

use jiff::civil::Date;

use super::{Audience, DecisionStatus, Direction, Field, Id, Labelled, Real, Response, Status};
use crate::source::Place;

/// A measured quantity of a goal.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Metric {
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: Option<String>,
    /// Starting value.
    pub baseline: Option<Real>,
    /// Wanted direction.
    pub direction: Direction,
    /// When the target is due.
    pub due: Option<Date>,
    /// Targets as set, by date.
    pub targets: Vec<(Date, Real)>,
}

/// A reading of a metric.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Reading {
    /// When.
    pub date: Date,
    /// The value.
    pub value: Real,
    /// Where it is from.
    pub source: Option<String>,
}

/// A goal.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Goal {
    /// Id.
    pub id: Id,
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// Title.
    pub title: String,
    /// Owner, where this edition may name them.
    pub owner: Option<Id>,
    /// The company goal it serves.
    pub strategic_goal: Field<String>,
    /// Claimed status, by date.
    pub status_reported: Vec<Labelled<(Date, Status)>>,
    /// Metric.
    pub metric: Field<Metric>,
    /// Readings, by date.
    pub readings: Vec<Labelled<Reading>>,
}

/// A forecast of a milestone's day.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Forecast {
    /// Made on.
    pub on: Date,
    /// The day forecast.
    pub date: Date,
    /// Why.
    pub reason: Option<String>,
}

/// A milestone; its baseline is never overwritten.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Milestone {
    /// Id.
    pub id: Id,
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// Title.
    pub title: String,
    /// Owner, where this edition may name them.
    pub owner: Option<Id>,
    /// The day first promised.
    pub baseline_date: Date,
    /// The goal it serves.
    pub goal: Field<Id>,
    /// Forecasts, by the day made.
    pub forecasts: Vec<Labelled<Forecast>>,
    /// Done on.
    pub done: Field<Date>,
    /// Claimed status, by date.
    pub status_reported: Vec<Labelled<(Date, Status)>>,
    /// Who is affected and when they were told.
    pub affects: Vec<Labelled<(Id, Option<Date>)>>,
}

/// A decision, from its record or from a note's `(decision)` line, or both.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Decision {
    /// Id, where it has one.
    pub id: Option<Id>,
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// Title.
    pub title: String,
    /// Status.
    pub status: DecisionStatus,
    /// Proposed on.
    pub proposed: Field<Date>,
    /// Needed by.
    pub needed_by: Field<Date>,
    /// Decided on.
    pub decided: Field<Date>,
    /// Driver.
    pub driver: Field<Id>,
    /// Approver.
    pub approver: Field<Id>,
    /// Contributors.
    pub contributors: Vec<Labelled<Id>>,
    /// Informed.
    pub informed: Vec<Labelled<Id>>,
    /// Consulted and when; `None` where nothing says who was (an empty list says nobody).
    pub consulted: Option<Vec<Labelled<(Id, Date)>>>,
    /// Options.
    pub options: Vec<Labelled<String>>,
    /// Recommended.
    pub recommendation: Field<String>,
    /// Outcome.
    pub outcome: Field<String>,
    /// Why.
    pub rationale: Field<String>,
    /// The decision it replaces.
    pub supersedes: Field<Id>,
    /// The goal it bears on.
    pub goal: Field<Id>,
    /// When to look again.
    pub revisit_on: Field<Date>,
    /// Deprecated on.
    pub deprecated_on: Field<Date>,
}

/// A risk.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Risk {
    /// Id.
    pub id: Id,
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// What may happen.
    pub event: String,
    /// Owner, where this edition may name them.
    pub owner: Option<Id>,
    /// Opened on.
    pub opened: Date,
    /// Cause.
    pub cause: Field<String>,
    /// Effect.
    pub effect: Field<String>,
    /// Category.
    pub category: Field<String>,
    /// (on, probability 1-5, impact 1-5), by date.
    pub readings: Vec<Labelled<(Date, u8, u8)>>,
    /// Response.
    pub response: Field<Response>,
    /// What would make it green.
    pub path_to_green: Field<String>,
    /// Look again by.
    pub review_by: Field<Date>,
    /// Closed on.
    pub closed: Field<Date>,
}

/// A pulse result.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Pulse {
    /// Label (pm where n < 5).
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// When.
    pub date: Date,
    /// What was asked.
    pub question: String,
    /// Answers.
    pub n: u32,
    /// Mean, 1-5.
    pub mean: Real,
    /// Group asked.
    pub group: Option<Id>,
}
