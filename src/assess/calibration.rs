//! Calibration: takes milestones, gives how far our dates have been off and what that makes of today's forecasts.
//! The milestones done are the reference class for those that aren't; docs/calibration.md has the method and its
//! limits. Pure; leaves words to the pages.
//!
//! Sources: D. Kahneman and A. Tversky, "Intuitive prediction: Biases and corrective procedures", TIMS Studies in
//! Management Science 12 (1979), 313-327; B. Flyvbjerg, "From Nobel Prize to Project Management: Getting Risks
//! Right", Project Management Journal 37 (2006), 5-15. The level that few observations support: S. S. Wilks,
//! "Determination of Sample Sizes for Setting Tolerance Limits", Annals of Mathematical Statistics 12 (1941), 91-96.

use jiff::civil::Date;

use super::calendar::{Day, date, day};
use super::direction::{self, Stage};
use super::survival::{Seen, Survival};
use crate::register::{Id, Milestone};

/// Fewer milestones done than this are too few to say.
pub const ENOUGH: usize = 5;
/// The part of new dates the band is to hold, once there are enough milestones for it.
pub const LEVEL: f64 = 0.8;
/// The reference class: the newest this many done.
pub const NEWEST: usize = 100;

/// A date once said for a milestone, against the day it was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Which milestone.
    pub milestone: Id,
    /// The day it was made; `None` for a baseline, whose day is not on file.
    pub on: Option<Date>,
    /// The day said.
    pub date: Date,
    /// How many days ahead it was made; for a baseline at least this many, as far as other dates show.
    pub ahead: i64,
    /// Days late (negative: early). Of a milestone not done: at least this many more than none.
    pub error: i64,
    /// Whether the milestone is done; else the error is still growing.
    pub is_done: bool,
}

/// How far off a date of ours is likely to be, in days late.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Lower end.
    pub low: i64,
    /// Half were at most this late; `None` where too many aren't done to say.
    pub median: Option<i64>,
    /// Upper end; `None` where a milestone not done is later than any done one was.
    pub high: Option<i64>,
    /// The part of new dates it holds, at least, if they are like those before.
    pub level: f64,
}

/// A forecast with our record applied to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likely {
    /// From.
    pub from: Date,
    /// To; `None` where the record gives no end.
    pub to: Option<Date>,
    /// Whether it was made further ahead than any date that was tested, so that `to` is no end either.
    pub is_untested: bool,
}

/// Our record with dates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    /// Every date said for a milestone of the reference class or for one not done, by date said and milestone.
    pub claims: Vec<Claim>,
    /// Milestones done.
    pub done: usize,
    /// Milestones not done, for which a date has passed.
    pub overdue: usize,
    /// The band; `None` with fewer than [`ENOUGH`] milestones done.
    pub band: Option<Band>,
    /// Of the claims of milestones done: how many the band of the others holds, and how many there are.
    pub held: (usize, usize),
    /// The furthest ahead that a date of a milestone done was made, in days.
    pub longest: i64,
}

/// Our record as of a date.
pub fn calibration<'a>(milestones: impl Iterator<Item = &'a Milestone>, as_of: Date) -> Calibration {
    let (mut done, open): (Vec<&Milestone>, Vec<&Milestone>) = milestones.partition(|m| m.done.is_some());
    done.sort_by_key(|m| (m.done.as_ref().map(|d| std::cmp::Reverse(d.value)), &m.id));
    done.truncate(NEWEST);
    let mut seen: Vec<(usize, Seen)> = Vec::new();
    let mut claims = Vec::new();
    let mut overdue = 0;
    for (index, milestone) in done.iter().chain(&open).enumerate() {
        let own = claims_of(milestone, as_of);
        let weight = 1.0 / own.len() as f64;
        overdue += usize::from(own.iter().any(|c| !c.is_done && c.error > 0));
        seen.extend(own.iter().map(|c| (index, Seen { time: c.error, is_over: c.is_done, weight })));
        claims.extend(own);
    }
    seen.sort_by(|(a, x), (b, y)| (x.time, !x.is_over, a).cmp(&(y.time, !y.is_over, b)));
    let without = |left_out: Option<usize>| {
        let rest = seen.iter().filter(move |(index, _)| Some(*index) != left_out).map(|(_, s)| *s);
        band(&Survival::of_sorted(rest), done.len() - usize::from(left_out.is_some()))
    };
    let band = if done.len() >= ENOUGH { without(None) } else { None };
    let mut held = (0, 0);
    if band.is_some() {
        for index in 0..done.len() {
            let others = without(Some(index));
            let own: Vec<i64> = seen.iter().filter(|(i, _)| *i == index).map(|(_, s)| s.time).collect();
            held.1 += own.len();
            held.0 += own.iter().filter(|error| others.is_some_and(|band| band.holds(**error))).count();
        }
    }
    let longest = claims.iter().filter(|c| c.is_done).map(|c| c.ahead).max().unwrap_or(0);
    claims.sort_by(|a, b| (a.date, &a.milestone, a.on).cmp(&(b.date, &b.milestone, b.on)));
    Calibration { claims, done: done.len(), overdue, band, held, longest }
}

/// Every date said for one milestone; at least its baseline.
fn claims_of(milestone: &Milestone, as_of: Date) -> Vec<Claim> {
    let end = day(milestone.done.as_ref().map_or(as_of, |d| d.value));
    let first = milestone.forecasts.first().map(|f| f.value.on);
    let told = milestone.affects.iter().filter_map(|a| a.value.1).min();
    let claimed = milestone.status_reported.first().map(|s| s.value.0);
    let known = [first, told, claimed].into_iter().flatten().map(day).min().map_or(end, |known| known.min(end));
    let claim = |step: direction::Step| Claim {
        milestone: milestone.id.clone(),
        on: step.on,
        date: step.date,
        ahead: (day(step.date) - step.on.map_or(known, day)).max(0),
        error: end - day(step.date),
        is_done: milestone.done.is_some(),
    };
    direction::steps(milestone).into_iter().map(claim).collect()
}

/// The band of a record of `done` milestones, each weighing one; `None` without a record.
///
/// The ends are order statistics: of n milestones the range holds a next one of the same kind in (n - 1) of n + 1
/// cases. From nine on that is more than [`LEVEL`], and both ends move inwards.
fn band(survival: &Survival, done: usize) -> Option<Band> {
    let n = done as f64;
    let miss = (1.0 - LEVEL).max(2.0 / (n + 1.0));
    let outside = ((n + 1.0) * miss / 2.0 - 1.0).max(0.0) / n.max(1.0);
    Some(Band {
        low: survival.time_over(outside)?,
        median: survival.median(),
        high: survival.time_until(outside),
        level: (1.0 - miss).max(0.0),
    })
}

impl Band {
    /// Whether an error lies in the band.
    pub fn holds(&self, error: i64) -> bool {
        self.low <= error && self.high.is_none_or(|high| error <= high)
    }
}

impl Calibration {
    /// Our record applied to a milestone not done; `None` without a band, or where its date is further past than the
    /// band reaches.
    pub fn likely(&self, milestone: &Milestone, as_of: Date) -> Option<Likely> {
        let band = self.band?;
        if direction::stage(milestone, as_of) == Stage::Done {
            return None;
        }
        let said: Day = day(direction::forecast(milestone));
        let today = day(as_of);
        let to = band.high.map(|high| said + high);
        if to.is_some_and(|to| to < today) {
            return None;
        }
        let made = claims_of(milestone, as_of).last().map_or(0, |c| c.ahead);
        Some(Likely { from: date((said + band.low).max(today)), to: to.map(date), is_untested: made > self.longest })
    }
}
