//! The week: what to close, whom to talk to, who drifts.

use jiff::civil::Date;
use serde::Serialize;

use super::{Entry, days_between, name, names, written};
use crate::View;
use crate::assess::{Health, Trend};
use crate::capture::ledger::{self, Kind};
use crate::register::{Band, Id};

/// Days that count as this week.
const AHEAD: i64 = 7;

/// What a week asks of us.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Week {
    /// Its first day.
    pub as_of: Date,
    /// Its last day.
    pub until: Date,
    /// Our promises that are late or due.
    pub ours: Vec<Entry>,
    /// Theirs that are late or due: to ask after.
    pub theirs: Vec<Entry>,
    /// Feedback whose outcome is to be told.
    pub to_tell: Vec<Entry>,
    /// Asks and decisions that are needed by the end of it.
    pub needed: Vec<Entry>,
    /// Whom to talk to, the longest over first.
    pub to_talk: Vec<Talk>,
    /// Who drifts, in the order of attention.
    pub drifting: Vec<Drift>,
}

/// A talk that is due, or planned.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Talk {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Days past the agreed gap (negative: to come); `None` where no talk is on file.
    pub over: Option<i64>,
    /// Whether the longest acceptable gap has passed.
    pub past_longest: bool,
    /// The next one planned.
    pub planned: Option<Date>,
}

/// Someone whose relationship weakens.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drift {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Band shown.
    pub band: &'static str,
    /// Points against four weeks before; `None` without a score then.
    pub change: Option<f64>,
    /// The heaviest reason, in words.
    pub why: Option<String>,
    /// Its line.
    pub at: Option<String>,
    /// What would help most.
    pub help: Option<String>,
}

/// What the week from the view's date on asks of us, from what is or was open.
pub fn week(view: &View, entries: &[ledger::Entry]) -> Week {
    let (register, as_of) = (&view.register, view.assessed.as_of);
    let until = as_of.checked_add(jiff::Span::new().days(AHEAD - 1)).unwrap_or(Date::MAX);
    let here = |id: &Id| {
        let left = register.stakeholders.get(id).and_then(|s| s.left_on.as_ref());
        left.is_none_or(|l| l.value > as_of)
    };
    // With whom it is; nobody who has left is asked anything, nor told.
    let with = |e: &ledger::Entry| -> Option<String> {
        let whom: Vec<&Id> = match e.kind {
            Kind::Ours => e.to.iter().filter(|id| here(id)).collect(),
            Kind::Theirs if !e.to.iter().any(|id| register.is_ours(id)) => return None,
            Kind::Theirs | Kind::Feedback => e.from.iter().filter(|id| here(id)).collect(),
            Kind::Ask => return Some(names(register, &e.from)),
            Kind::Decision => return Some(names(register, if e.to.is_empty() { e.from.as_slice() } else { &e.to })),
        };
        (!whom.is_empty()).then(|| names(register, whom))
    };
    let due = |kinds: &[Kind]| -> Vec<Entry> {
        let open = entries.iter().filter(|e| kinds.contains(&e.kind) && e.closed.is_none());
        let due = open.filter(|e| e.due.is_some_and(|due| due <= until));
        due.filter_map(|e| Some(Entry::new(e, with(e)?, as_of))).collect()
    };
    let healths = || view.assessed.order.iter().filter_map(|id| view.assessed.health.get(id)).filter(|h| here(&h.id));
    let mut to_talk: Vec<Talk> = healths().filter_map(|h| talk(view, h, until)).collect();
    to_talk.sort_by_key(|t| (t.over.is_none(), t.over.map(|over| -over)));
    Week {
        as_of,
        until,
        ours: due(&[Kind::Ours]),
        theirs: due(&[Kind::Theirs]),
        to_tell: due(&[Kind::Feedback]),
        needed: due(&[Kind::Ask, Kind::Decision]),
        to_talk,
        drifting: healths().filter_map(|h| drift(view, h)).collect(),
    }
}

/// A talk that is due by the end of the week, or planned within it.
fn talk(view: &View, health: &Health, until: Date) -> Option<Talk> {
    let as_of = view.assessed.as_of;
    let who = view.register.stakeholders.get(&health.id)?;
    let rhythm = health.rhythm;
    let planned = who.planned.iter().map(|p| p.value.date).filter(|date| *date >= as_of).min();
    let over = rhythm.age.map(|age| i64::from(age) - i64::from(rhythm.cadence_days));
    let ahead = days_between(as_of, until);
    let is_due = over.is_none_or(|over| over + ahead >= 0) || planned.is_some_and(|date| date <= until);
    is_due.then(|| Talk {
        id: health.id.to_string(),
        name: who.name.clone(),
        over,
        past_longest: rhythm.age.is_some_and(|age| age > rhythm.max_gap_days),
        planned,
    })
}

/// At risk, or five points and more down.
fn drift(view: &View, health: &Health) -> Option<Drift> {
    let falls = health.trend == Some(Trend::Down);
    if !(falls || health.band == Band::AtRisk) {
        return None;
    }
    let worst = health.contributions.iter().filter(|c| c.points < 0.0).min_by(|a, b| a.points.total_cmp(&b.points));
    Some(Drift {
        id: health.id.to_string(),
        name: name(&view.register, &health.id),
        band: health.band.as_str(),
        change: health.change,
        why: worst.map(|c| c.text.clone()),
        at: worst.map(|c| written(view, c.place)),
        help: health.what_would_help.first().map(|h| h.what.clone()),
    })
}
