//! Assess: takes what an edition may see, gives the ledger (promises, feedback, decisions with their state)
//! and, where the edition shows scores, each stakeholder's health with its history. Pure; the method is
//! docs/health-spec.md.

pub mod attention;
pub mod band;
pub mod calendar;
pub mod calibration;
mod cap;
pub mod changes;
pub mod declassified;
pub mod direction;
mod evidence;
pub mod figure;
mod health;
mod help;
mod history;
mod ledger;
pub mod movement;
pub mod portfolio;
mod promise;
pub mod score;
mod sensitivity;
pub mod survival;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Signal;
use crate::register::{Band, Decision, Feedback, Id, Labelled, Override, Register, Stakeholder};
use crate::source::Place;

/// What became of a promise as of the date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// Open, due on or after the date, or without a due date.
    Open,
    /// Open past its due date.
    Overdue,
    /// Done, on time or late or without a due date.
    Done,
    /// Called off.
    Cancelled,
}

/// A promise, folded from its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Commitment {
    /// `^id`, where it has one.
    pub id: Option<Id>,
    /// Who promised.
    pub from: Id,
    /// To whom.
    pub to: Id,
    /// What: the first text stands.
    pub text: String,
    /// When it was made.
    pub made: Date,
    /// Due date in force for lateness.
    pub due: Option<Date>,
    /// Renegotiations as (on, new due), by date; those on or after the due day included.
    pub renegotiated: Vec<(Date, Date)>,
    /// Due dates over time: (known from, due), for lateness; the last is `due`.
    pub dues: Vec<(Date, Date)>,
    /// Done on; `None` where open, or closed in the note that made it without a date.
    pub done: Option<Date>,
    /// Closed without a date in the note that made it: no evidence.
    pub closed_undated: bool,
    /// Cancelled on.
    pub cancelled: Option<Date>,
    /// State as of the date.
    pub fate: Fate,
    /// The line that made it.
    pub place: Place,
    /// The line that gives its state.
    pub last_place: Place,
}

/// A piece of feedback with its loop.
#[derive(Clone, Debug, PartialEq)]
pub struct Loop {
    /// The feedback, told lines folded in.
    pub feedback: Feedback,
    /// Last day to tell the outcome in time; `None` for praise.
    pub due: Option<Date>,
    /// The line that told, where one did.
    pub told_place: Option<Place>,
}

/// One (signal, date, value) with its line.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// Signal.
    pub signal: Signal,
    /// Date of the item.
    pub date: Date,
    /// Value in [0, 1].
    pub value: f64,
    /// Points added to the baseline; all of them, the baseline and the caps sum to the score.
    pub points: f64,
    /// The line it came from.
    pub place: Place,
    /// In words, e.g. "Feed cost forecast: 35 days overdue".
    pub text: String,
    /// Where in the text its subject stands: "Feed cost forecast"; empty where it has none.
    pub subject: Range<usize>,
    /// Whether it is still open: a promise not kept yet, feedback not answered.
    pub is_open: bool,
}

impl Contribution {
    /// What it is about: the words of the promise, of the feedback, of the decision.
    pub fn subject(&self) -> &str {
        &self.text[self.subject.clone()]
    }

    /// What is said of it: "35 days overdue".
    pub fn state(&self) -> &str {
        if self.subject.start == 0 && !self.subject.is_empty() {
            self.text[self.subject.end..].trim_start_matches([':', ' '])
        } else {
            self.text[..self.subject.start].trim_end_matches([':', ' '])
        }
    }
}

/// A cap that applies; only the binding one has points.
#[derive(Clone, Debug, PartialEq)]
pub struct Cap {
    /// `open-concern`, `overdue-to-key-player` or `resistant-key-player`.
    pub rule: &'static str,
    /// At most this score.
    pub limit: f64,
    /// Points taken, at most 0.
    pub points: f64,
    /// The line that brings it.
    pub place: Place,
    /// In words.
    pub text: String,
}

/// Direction over four weeks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trend {
    /// Five points or more up.
    Up,
    /// Five points or more down.
    Down,
    /// Under five points.
    Steady,
}

/// Mendelow's quadrant; high is 4 or more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Quadrant {
    /// Power and interest high.
    ManageClosely,
    /// Power high.
    KeepSatisfied,
    /// Interest high.
    KeepInformed,
    /// Neither.
    Monitor,
}

/// The score on one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Week {
    /// An ISO Monday, or the as-of date.
    pub date: Date,
    /// Capped score in [0, 100]; `None` without any item.
    pub score: Option<f64>,
    /// Confidence in [0, 1].
    pub confidence: f64,
    /// Computed band.
    pub band: Band,
    /// At risk on evidence too thin by now.
    pub stale: bool,
}

/// A weight whose change alone would change the band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Borderline {
    /// Which signal's.
    pub signal: Signal,
    /// Factor on its weight: 0.5 or 1.5.
    pub factor: f64,
    /// The band it would give.
    pub band: Band,
}

/// Something we could do today, and the score after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Help {
    /// What, in words.
    pub what: String,
    /// Points it would add today.
    pub points: f64,
    /// The score after it.
    pub score: f64,
}

/// What a talk today would make of a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Talked {
    /// Capped score in [0, 100].
    pub score: f64,
    /// Confidence in [0, 1].
    pub confidence: f64,
    /// The computed band.
    pub band: Band,
}

/// The agreed rhythm and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rhythm {
    /// Agreed days between two-way touchpoints.
    pub cadence_days: u32,
    /// Longest acceptable gap.
    pub max_gap_days: u32,
    /// Days since the last two-way touchpoint, pauses not counted.
    pub age: Option<u32>,
    /// The last two-way touchpoint.
    pub last: Option<Date>,
}

/// One stakeholder's health on the as-of date (or the day they left).
#[derive(Clone, Debug, PartialEq)]
pub struct Health {
    /// Who.
    pub id: Id,
    /// Capped score in [0, 100]; `None` only where no item exists.
    pub score: Option<f64>,
    /// Confidence in [0, 1].
    pub confidence: f64,
    /// The band shown: an override's, else the computed one.
    pub band: Band,
    /// The computed band.
    pub computed_band: Band,
    /// At risk on evidence too thin by now.
    pub stale: bool,
    /// The override in force.
    pub overridden: Option<Labelled<Override>>,
    /// Since when the computed band holds.
    pub since: Option<Date>,
    /// 100 * prior.
    pub baseline: f64,
    /// Item by item, in the order of the signals, newest first.
    pub contributions: Vec<Contribution>,
    /// Caps that apply.
    pub caps: Vec<Cap>,
    /// Direction against 28 days before; `None` without a score then.
    pub trend: Option<Trend>,
    /// Points against 28 days before.
    pub change: Option<f64>,
    /// Where halving or raising one weight changes the band.
    pub borderline: Vec<Borderline>,
    /// What would help, most first.
    pub what_would_help: Vec<Help>,
    /// After a talk today; `None` after leaving, or where talks aren't measured.
    pub talked: Option<Talked>,
    /// (power, interest) of the last assessment.
    pub power_interest: Option<(u8, u8)>,
    /// Quadrant; unassessed people have none.
    pub quadrant: Option<Quadrant>,
    /// Attention in [0, 1]; `None` after leaving.
    pub attention: Option<f64>,
    /// Whether the first touchpoint is due (not enough data).
    pub first_touchpoint_due: bool,
    /// Rhythm.
    pub rhythm: Rhythm,
    /// Every ISO Monday from the first evidence, then the as-of date.
    pub history: Vec<Week>,
}

/// Touchpoints and promises of one stakeholder, as indexes into the register and the ledger.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dealings {
    /// Notes they were present at or were party to (index into `Register::notes`), by date. Ours-only notes are not here.
    pub touchpoints: Vec<usize>,
    /// Promises from or to them, in the ledger.
    pub commitments: Vec<usize>,
    /// Their feedback, in the ledger.
    pub loops: Vec<usize>,
    /// Decisions that name them, in the ledger.
    pub decisions: Vec<usize>,
}

/// Every promise, piece of feedback and decision with its state on the date; scoreless.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// Promises, by made, place.
    pub commitments: Vec<Commitment>,
    /// Feedback, by date, place.
    pub loops: Vec<Loop>,
    /// Decisions, consulted lines folded in, by date, place.
    pub decisions: Vec<Decision>,
    /// By stakeholder; every stakeholder of the register has an entry.
    pub dealings: BTreeMap<Id, Dealings>,
}

/// What an edition says about everyone.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessed {
    /// The date everything is as of.
    pub as_of: Date,
    /// The ledger.
    pub ledger: Ledger,
    /// By stakeholder; empty where the edition shows no scores.
    pub health: BTreeMap<Id, Health>,
    /// Every stakeholder: attention order where there are scores (those who left last), else by name.
    pub order: Vec<Id>,
    /// What is declassified, by the day of an update; empty unless the edition says so.
    pub declassified: BTreeMap<Date, declassified::Declassified>,
}

/// Promises folded from lines as of a date, their places as in the lines: what the commands that write need of the ledger.
pub(crate) fn commitments(lines: &[crate::register::PromiseLine], as_of: Date) -> Vec<Commitment> {
    promise::fold(lines, as_of).into_iter().map(|folded| folded.commitment).collect()
}

/// Takes what an edition may see; gives the ledger, and scores where `scores` is set.
pub fn assess(register: &Register, health: &crate::config::HealthConfig, as_of: Date, scores: bool) -> Assessed {
    let (books, found) =
        rayon::join(|| ledger::books(register, health, as_of), || scores.then(|| evidence::found(register, as_of)));
    let health = found.map(|found| everyone(register, &books, found, health, as_of)).unwrap_or_default();
    let order = attention::order(register, &health);
    Assessed { as_of, ledger: books.ledger, health, order, declassified: BTreeMap::new() }
}

/// Each stakeholder's health; nobody's depends on another's, so that they are worked out side by side.
fn everyone(
    register: &Register,
    books: &ledger::Books,
    found: BTreeMap<&Id, evidence::Found<'_>>,
    config: &crate::config::HealthConfig,
    as_of: Date,
) -> BTreeMap<Id, Health> {
    let gathered = evidence::Gathered { register, books, found };
    let stakeholders: Vec<(&Id, &Stakeholder)> = register.stakeholders.iter().collect();
    let each = |(id, who): &(&Id, &Stakeholder)| {
        ((*id).clone(), health::health(register, books, &gathered, config, who, as_of))
    };
    let all: Vec<(Id, Health)> = stakeholders.par_iter().map(each).collect();
    all.into_iter().collect()
}
