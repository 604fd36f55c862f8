//! Promises made, kept, missed, moved; feedback given and answered; decisions; asks.

use super::{Item, Kind, Side, Source, paired};
use crate::assess::changes::Turn;
use crate::assess::{Commitment, Fate, Loop};
use crate::register::{Ask, Decision, Labelled, Register};
use crate::render::words;

/// The words of what changed: for programs, for people, and which way.
type Said = (&'static str, String, Turn);

/// Whether a record is on the later side only: then it is named where it begins, else where it was last said what became of it.
#[derive(Clone, Copy)]
struct IsNew(bool);

/// What each side says of a record, and where; `None` where nothing is another.
fn item<'a, T>(
    kind: Kind,
    (then, now): (&Side<'_>, &Side<'_>),
    pair: (Option<&'a T>, Option<&'a T>),
    said: impl Fn(Option<&'a T>, &'a T) -> Option<Said>,
    named: impl Fn(&'a T) -> (Option<crate::register::Id>, String),
    place: impl Fn(&'a T, IsNew) -> crate::source::Place,
) -> Option<Item> {
    let is_new = IsNew(pair.0.is_none());
    let ((event, what, turn), record, source): (Said, &T, Source) = match pair {
        (Some(was), None) => {
            (("gone", "no longer on record".to_owned(), Turn::Neutral), was, then.source(place(was, is_new)))
        }
        (was, Some(is)) => (said(was, is)?, is, now.source(place(is, is_new))),
        (None, None) => return None,
    };
    let (id, title) = named(record);
    Some(Item { kind, id, title, event, what, turn, source })
}

pub(super) fn promises(then: &Side<'_>, now: &Side<'_>) -> Vec<Item> {
    fn all<'a>(side: &'a Side<'_>) -> impl Iterator<Item = ((String, String, String), &'a Commitment)> {
        side.assessed.ledger.commitments.iter().map(|c| {
            let key = match &c.id {
                Some(id) => (id.to_string(), String::new(), String::new()),
                None => (c.from.to_string(), c.to.to_string(), c.text.clone()),
            };
            (key, c)
        })
    }
    let said = |was: Option<&Commitment>, is: &Commitment| promise(&now.register, was, is);
    let named = |c: &Commitment| (c.id.clone(), c.text.clone());
    let pairs = paired(all(then), all(now)).into_iter();
    pairs
        .filter_map(|pair| {
            item(Kind::Promise, (then, now), pair, said, named, |c, new| if new.0 { c.place } else { c.last_place })
        })
        .collect()
}

fn promise(register: &Register, was: Option<&Commitment>, is: &Commitment) -> Option<Said> {
    let name = |id| register.name(id).unwrap_or(id.as_str()).to_owned();
    let who = format!("{} to {}", name(&is.from), name(&is.to));
    let due = |due: Option<jiff::civil::Date>| due.map_or_else(|| "no date".to_owned(), |due| due.to_string());
    let late = match (is.done, is.due) {
        (Some(done), Some(due)) => words::days_between(due, done),
        _ => 0,
    };
    let fate = match is.fate {
        Fate::Done if late > 0 => ("kept", format!("kept {} late", words::days(late)), Turn::Neutral),
        Fate::Done => ("kept", "kept".to_owned(), Turn::Better),
        Fate::Overdue => ("missed", format!("missed: it was due {}", due(is.due)), Turn::Worse),
        Fate::Cancelled => ("called-off", "called off".to_owned(), Turn::Worse),
        Fate::Open => ("open", "open again".to_owned(), Turn::Neutral),
    };
    let (event, what, turn) = match was {
        None if is.fate == Fate::Open => (
            "new",
            format!("new, {}", if is.due.is_some() { format!("due {}", due(is.due)) } else { due(None) }),
            Turn::Neutral,
        ),
        None => ("new", format!("new, and {}", fate.1), fate.2),
        Some(was) => {
            let moved = (was.due != is.due).then(|| format!("moved from {} to {}", due(was.due), due(is.due)));
            match (was.fate == is.fate, moved) {
                (true, None) => return None,
                (true, Some(moved)) => {
                    let later = matches!((was.due, is.due), (Some(was), Some(is)) if is > was);
                    ("moved", moved, if later { Turn::Worse } else { Turn::Neutral })
                }
                (false, None) => fate,
                // Agreed on another date: that it is open again is what that means.
                (false, Some(moved)) if is.fate == Fate::Open => ("moved", moved, Turn::Worse),
                (false, Some(moved)) => (fate.0, format!("{moved}, then {}", fate.1), fate.2),
            }
        }
    };
    Some((event, format!("{who}: {what}"), turn))
}

pub(super) fn feedback(then: &Side<'_>, now: &Side<'_>) -> Vec<Item> {
    fn all<'a>(side: &'a Side<'_>) -> impl Iterator<Item = ((String, String), &'a Loop)> {
        side.assessed.ledger.loops.iter().map(|l| {
            let key = match &l.feedback.id {
                Some(id) => (id.to_string(), String::new()),
                None => (l.feedback.from.to_string(), l.feedback.text.clone()),
            };
            (key, l)
        })
    }
    let said = |was: Option<&Loop>, is: &Loop| -> Option<Said> {
        let from = now.register.name(&is.feedback.from).unwrap_or(is.feedback.from.as_str());
        let told = |l: &Loop| l.feedback.told.as_ref().map(|told| told.value);
        let outcome = |l: &Loop| l.feedback.outcome.as_ref().map(|outcome| outcome.value);
        let as_outcome = outcome(is).map_or_else(String::new, |outcome| format!(", {}", outcome.as_str()));
        let is_late = |side: &Side<'_>, l: &Loop| told(l).is_none() && l.due.is_some_and(|due| due < side.as_of());
        let (event, what, turn) = match was {
            None => {
                let state = told(is).map_or_else(String::new, |day| format!(", told on {day}{as_outcome}"));
                ("new", format!("new {} on {}{state}", is.feedback.kind.as_str(), is.feedback.date), Turn::Neutral)
            }
            Some(was) => match (told(was), told(is)) {
                (None, Some(day)) => ("told", format!("told on {day} what became of it{as_outcome}"), Turn::Better),
                (Some(_), None) => ("untold", "no longer said to be told".to_owned(), Turn::Worse),
                _ if outcome(was) != outcome(is) => {
                    let was = outcome(was).map_or("nothing", crate::register::Outcome::as_str);
                    let is = outcome(is).map_or("nothing", crate::register::Outcome::as_str);
                    ("outcome", format!("outcome {is}, was {was}"), Turn::Neutral)
                }
                _ if !is_late(then, was) && is_late(now, is) => {
                    let due = is.due.map_or_else(String::new, |due| format!(", due {due}"));
                    ("unanswered", format!("not told what became of it{due}"), Turn::Worse)
                }
                _ => return None,
            },
        };
        Some((event, format!("{from}: {what}"), turn))
    };
    let named = |l: &Loop| (l.feedback.id.clone(), l.feedback.text.clone());
    let place = |l: &Loop, new: IsNew| l.told_place.filter(|_| !new.0).unwrap_or(l.feedback.place);
    let pairs = paired(all(then), all(now)).into_iter();
    pairs.filter_map(|pair| item(Kind::Feedback, (then, now), pair, said, named, place)).collect()
}

pub(super) fn decisions(then: &Side<'_>, now: &Side<'_>) -> Vec<Item> {
    fn all<'a>(side: &'a Side<'_>) -> impl Iterator<Item = (String, &'a Decision)> {
        let key = |d: &Decision| d.id.as_ref().map_or_else(|| d.title.clone(), ToString::to_string);
        side.assessed.ledger.decisions.iter().map(move |d| (key(d), d))
    }
    let said = |was: Option<&Decision>, is: &Decision| -> Option<Said> {
        let on = is.decided.as_ref().map_or_else(String::new, |day| format!(" on {}", day.value));
        let ended = |d: &Decision, side: &Side<'_>| {
            d.deprecated_on.as_ref().map(|day| day.value).filter(|day| *day <= side.as_of())
        };
        Some(match was {
            None => ("new", format!("new, {}{on}", is.status.as_str()), Turn::Neutral),
            Some(was) if was.status != is.status => {
                let what = format!("{}{on}, was {}", is.status.as_str(), was.status.as_str());
                (is.status.as_str(), what, Turn::Neutral)
            }
            Some(was) if ended(was, then) != ended(is, now) => {
                let what =
                    ended(is, now).map_or("holds again".to_owned(), |day| format!("no longer holds since {day}"));
                ("deprecated", what, Turn::Neutral)
            }
            Some(was) => {
                let by = |d: &Decision| d.needed_by.as_ref().map(|by| by.value);
                let text = |d| by(d).map_or_else(|| "no date".to_owned(), |by| by.to_string());
                if by(was) == by(is) {
                    return None;
                }
                ("moved", format!("needed by {}, was {}", text(is), text(was)), Turn::Neutral)
            }
        })
    };
    let named = |d: &Decision| (d.id.clone(), d.title.clone());
    let place = |d: &Decision, _: IsNew| d.decided.as_ref().map_or(d.place, |decided| decided.place);
    let pairs = paired(all(then), all(now)).into_iter();
    pairs.filter_map(|pair| item(Kind::Decision, (then, now), pair, said, named, place)).collect()
}

pub(super) fn asks(then: &Side<'_>, now: &Side<'_>) -> Vec<Item> {
    fn all<'a>(side: &'a Side<'_>) -> impl Iterator<Item = (&'a str, &'a Labelled<Ask>)> {
        side.register.updates.iter().flat_map(|update| &update.asks).map(|ask| (ask.value.id.as_str(), ask))
    }
    let said = |was: Option<&Labelled<Ask>>, is: &Labelled<Ask>| -> Option<Said> {
        let is = &is.value;
        let outcome = is.outcome.as_ref().map_or_else(String::new, |outcome| format!(": {outcome}"));
        let state = |ask: &Ask| (ask.answered, ask.withdrawn);
        let now_is = match state(is) {
            (Some(day), _) => ("answered", format!("answered on {day}{outcome}"), Turn::Better),
            (None, Some(day)) => ("withdrawn", format!("withdrawn on {day}"), Turn::Neutral),
            (None, None) => ("open", "open again".to_owned(), Turn::Neutral),
        };
        match was.map(|was| &was.value) {
            None if now_is.0 == "open" => Some(("new", format!("new, needed by {}", is.needed_by), Turn::Neutral)),
            None => Some(("new", format!("new, {}", now_is.1), now_is.2)),
            Some(was) if state(was) != state(is) => Some(now_is),
            Some(was) if was.needed_by != is.needed_by => {
                let what = format!("needed by {}, was {}", is.needed_by, was.needed_by);
                Some(("moved", what, Turn::Neutral))
            }
            Some(_) => None,
        }
    };
    let named = |ask: &Labelled<Ask>| (Some(ask.value.id.clone()), ask.value.what.clone());
    let pairs = paired(all(then), all(now)).into_iter();
    pairs.filter_map(|pair| item(Kind::Ask, (then, now), pair, said, named, |ask, _| ask.place)).collect()
}
