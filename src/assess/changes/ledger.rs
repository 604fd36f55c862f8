//! What changed about decisions, promises and asks.

use super::super::calendar::day;
use super::super::words::days;
use super::super::{Commitment, Fate};
use super::{Change, Period, Subject, Turn, ordinal, spoken};
use crate::register::{Decision, DecisionStatus, Field, Register};

/// Decisions taken, proposed, deprecated.
pub(super) fn decisions(register: &Register, all: &[Decision], period: Period) -> Vec<Change> {
    let near = period.until;
    let of = |(index, decision): (usize, &Decision)| {
        let change = |on, what, cause: &Field<String>, effect, turn, weight, place| Change {
            subject: Subject::Decision(index),
            title: decision.title.clone(),
            on,
            what,
            cause: cause.as_ref().map(|c| c.value.clone()),
            effect,
            turn,
            weight,
            place,
        };
        let outcome = || decision.outcome.as_ref().map(|o| o.value.clone());
        if let Some(on) = decision.deprecated_on.as_ref().filter(|d| period.has(d.value)) {
            return Some(change(on.value, "no longer holds".to_owned(), &None, None, Turn::Neutral, 25, on.place));
        }
        if let Some(decided) = decision.decided.as_ref().filter(|d| period.has(d.value)) {
            let by = decision.approver.as_ref().and_then(|id| register.name(&id.value));
            let by = by.map_or_else(String::new, |name| format!(" by {name}"));
            let word = match decision.status {
                DecisionStatus::Rejected => "turned down",
                _ => "decided",
            };
            let what = format!("{word}{by} on {}", spoken(decided.value, near));
            return Some(change(decided.value, what, &decision.rationale, outcome(), Turn::Neutral, 52, decided.place));
        }
        let proposed = decision.proposed.as_ref().filter(|d| period.has(d.value))?;
        if decision.status != DecisionStatus::Proposed {
            return None;
        }
        let what = match &decision.needed_by {
            Some(by) => format!("to be decided by {}", spoken(by.value, near)),
            None => "to be decided".to_owned(),
        };
        Some(change(proposed.value, what, &None, None, Turn::Neutral, 28, proposed.place))
    };
    all.iter().enumerate().filter_map(of).collect()
}

/// Promises of ours kept, missed, moved or called off.
pub(super) fn promises(register: &Register, all: &[Commitment], period: Period) -> Vec<Change> {
    let near = period.until;
    let of = |(index, promise): (usize, &Commitment)| {
        if !register.is_ours(&promise.from) {
            return None;
        }
        let to = register.name(&promise.to).unwrap_or(promise.to.as_str());
        let (on, what, turn, weight) = match promise.fate {
            Fate::Done => {
                let done = promise.done.filter(|d| period.has(*d))?;
                let late = promise.due.map_or(0, |due| day(done) - day(due));
                let how = if late > 0 { format!("{} late", days(late)) } else { "on time".to_owned() };
                let turn = if late > 0 { Turn::Neutral } else { Turn::Better };
                (done, format!("promise to {to} kept {how}"), turn, 18)
            }
            Fate::Cancelled => {
                let on = promise.cancelled.filter(|d| period.has(*d))?;
                (on, format!("promise to {to} called off"), Turn::Worse, 30)
            }
            Fate::Overdue => {
                let due = promise.due?;
                let on = due.tomorrow().ok().filter(|on| period.has(*on))?;
                let what =
                    format!("promised to {to} for {}, {} late by now", spoken(due, near), days(day(near) - day(due)));
                (on, what, Turn::Worse, 46)
            }
            Fate::Open => {
                let (on, due) = promise.renegotiated.iter().rev().find(|(on, _)| period.has(*on)).copied()?;
                let times = promise.renegotiated.len();
                let what = format!("promise to {to} moved to {}, for the {} time", spoken(due, near), ordinal(times));
                (on, what, Turn::Worse, 32)
            }
        };
        Some(Change {
            subject: Subject::Promise(index),
            title: promise.text.clone(),
            on,
            what,
            cause: None,
            effect: None,
            turn,
            weight,
            place: promise.last_place,
        })
    };
    all.iter().enumerate().filter_map(of).collect()
}

/// Asks answered or withdrawn.
pub(super) fn asks(register: &Register, period: Period) -> Vec<Change> {
    let near = period.until;
    let asks = register.updates.iter().flat_map(|update| &update.asks);
    let of = |ask: &crate::register::Labelled<crate::register::Ask>| {
        let (value, place) = (&ask.value, ask.place);
        let answered = value.answered.filter(|d| period.has(*d));
        let (on, what) = match (answered, value.withdrawn.filter(|d| period.has(*d))) {
            (Some(on), _) => (on, format!("answered on {}", spoken(on, near))),
            (None, Some(on)) => (on, format!("withdrawn on {}", spoken(on, near))),
            (None, None) => return None,
        };
        Some(Change {
            subject: Subject::Ask(value.id.clone()),
            title: value.what.clone(),
            on,
            what,
            cause: None,
            effect: value.outcome.clone().filter(|_| answered.is_some()),
            turn: Turn::Neutral,
            weight: 42,
            place,
        })
    };
    asks.filter_map(of).collect()
}
