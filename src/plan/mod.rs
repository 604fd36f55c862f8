//! Plan: what is worth doing with the time there is. Takes what the pm edition shows, gives our promises that are due, talks
//! that are agreed, then talks in the order of attention with what each would change, packed into the hours and laid on
//! working days. Pure; leaves words on the terminal and on the page to those.

pub mod ics;
mod rank;

use jiff::civil::{Date, Weekday};
use serde::Serialize;

use crate::assess::Assessed;
use crate::register::{Band, Id, Register};
use crate::source::Place;

/// Minutes of a promise: what it takes is on no record.
pub const PROMISE_MINUTES: u32 = 30;
/// Minutes of a talk whose plan says nothing.
pub const TALK_MINUTES: u32 = 30;
/// Days from the first one on in which a promise that falls due, or a talk that is agreed, is planned for.
pub const HORIZON: i32 = 14;
/// Minutes of such work laid on one day; there is other work, too.
pub const A_DAY: u32 = 120;
/// Days looked ahead for a working day.
const AHEAD: usize = 1_000;

/// What to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// The date all this is as of.
    pub as_of: Date,
    /// Its first day.
    pub from: Date,
    /// The last day whose promises and agreed talks count.
    pub until: Date,
    /// Minutes there are.
    pub minutes: u32,
    /// Minutes taken.
    pub used: u32,
    /// What fits, in order.
    pub items: Vec<Item>,
    /// What doesn't.
    pub left: Vec<Item>,
    /// How many people need no talk now.
    pub resting: usize,
    /// How many are on leave on the first day.
    pub paused: usize,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A promise of ours.
    Promise,
    /// A talk that is planned on a day already.
    Agreed,
    /// A talk that is worth it.
    Talk,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// With whom.
    pub who: Vec<String>,
    /// Their names.
    pub names: Vec<String>,
    /// What was promised; empty for a talk.
    pub what: String,
    /// Minutes it takes.
    pub minutes: u32,
    /// Minutes up to its end.
    pub sum: u32,
    /// The day it is laid on, where it fits.
    pub day: Option<Date>,
    /// The day it is due.
    pub due: Option<Date>,
    /// Days past that; negative where it is to come.
    pub late: Option<i64>,
    /// What `close` takes, for a promise; what `prep` takes, for a talk.
    pub reference: String,
    /// Attention, for a talk.
    pub attention: Option<f64>,
    /// Now, and after it is done today.
    pub change: Option<Change>,
    /// Why, each with its line.
    pub why: Vec<Why>,
}

/// What doing it today would change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The score now; `None` below the confidence at which one is shown.
    pub score: Option<f64>,
    /// And after; likewise.
    pub after: Option<f64>,
    /// Points it adds.
    pub points: f64,
    /// The computed band now.
    #[serde(serialize_with = "band")]
    pub band: Band,
    /// And after; for a promise it isn't worked out.
    #[serde(serialize_with = "maybe_band")]
    pub band_after: Option<Band>,
    /// Days since the last talk now; 0 after a talk.
    pub age: Option<u32>,
    /// Agreed days between talks.
    pub cadence_days: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's way")]
fn band<S: serde::Serializer>(band: &Band, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(band.as_str())
}

#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde's way")]
fn maybe_band<S: serde::Serializer>(band: &Option<Band>, to: S) -> Result<S::Ok, S::Error> {
    match band {
        Some(band) => to.serialize_some(band.as_str()),
        None => to.serialize_none(),
    }
}

/// A reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Why {
    /// In words.
    pub text: String,
    /// `FILE:LINE`.
    pub at: Option<String>,
    /// The same, for a link.
    #[serde(skip)]
    pub place: Option<Place>,
    /// Whether it may leave the desk: nothing of a score or an assessment is in it.
    #[serde(skip)]
    pub plain: bool,
}

/// What is worth doing from a day on, in `minutes`, with everything else known as of the register's date. `enough` is the
/// confidence from which a score is shown.
pub fn plan(register: &Register, assessed: &Assessed, enough: f64, from: Date, minutes: u32) -> Plan {
    let until = from.checked_add(jiff::Span::new().days(HORIZON - 1)).unwrap_or(Date::MAX);
    let ranked = rank::rank(register, assessed, enough, from, until);
    let mut plan = Plan {
        as_of: assessed.as_of,
        from,
        until,
        minutes,
        used: 0,
        items: Vec::new(),
        left: Vec::new(),
        resting: ranked.resting,
        paused: ranked.paused,
    };
    let mut days = WorkingDays::new(register, from);
    for mut item in ranked.items {
        // Something later in the order may still fit where this doesn't.
        if plan.used.saturating_add(item.minutes) > minutes {
            plan.left.push(item);
            continue;
        }
        plan.used += item.minutes;
        item.sum = plan.used;
        item.day = if item.kind == Kind::Agreed { item.due } else { days.take(item.minutes) };
        plan.items.push(item);
    }
    plan
}

/// Days that something can be laid on: Monday to Friday, outside of pauses for everyone.
struct WorkingDays<'a> {
    register: &'a Register,
    day: Option<Date>,
    taken: u32,
}

impl<'a> WorkingDays<'a> {
    fn new(register: &'a Register, from: Date) -> Self {
        let mut days = Self { register, day: None, taken: 0 };
        days.day = days.first(from);
        days
    }

    /// The first working day from `from` on.
    fn first(&self, from: Date) -> Option<Date> {
        let is_free = |day: &Date| {
            !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
                && !self.register.pauses.iter().any(|p| p.from <= *day && *day <= p.to)
        };
        from.series(jiff::Span::new().days(1)).take(AHEAD).find(is_free)
    }

    fn take(&mut self, minutes: u32) -> Option<Date> {
        if self.taken > 0 && self.taken + minutes > A_DAY {
            self.day = self.day.and_then(|day| self.first(day.tomorrow().ok()?));
            self.taken = 0;
        }
        self.taken += minutes;
        self.day
    }
}

/// A name, or the id where there is none.
fn name(register: &Register, id: &Id) -> String {
    register.name(id).unwrap_or(id.as_str()).to_owned()
}
