//! Milestones that slipped or were done, risks that grew or closed, goals that were read anew.

use super::{Item, Kind, Side, paired};
use crate::assess::changes::Turn;
use crate::assess::direction::{self as stand, Stage};
use crate::assess::figure::with_unit;
use crate::register::{Direction, Goal, Id, Milestone, Risk, Status};
use crate::render::words;
use crate::source::Place;

/// What is on one side only.
fn gone(kind: Kind, id: &Id, title: &str, side: &Side<'_>, place: Place) -> Item {
    let what = "no longer on record".to_owned();
    let (id, title) = (Some(id.clone()), title.to_owned());
    Item { kind, id, title, event: "gone", what, turn: Turn::Neutral, source: side.source(place) }
}

pub(super) fn milestones(then: &Side<'_>, now: &Side<'_>) -> Vec<Item> {
    let (was, is) = (&then.register.milestones, &now.register.milestones);
    let mut found = Vec::new();
    for pair in paired(was.iter().map(|(id, m)| (id.clone(), m)), is.iter().map(|(id, m)| (id.clone(), m))) {
        let (was, is) = match pair {
            (Some(was), None) => {
                found.push(gone(Kind::Milestone, &was.id, &was.title, then, was.place));
                continue;
            }
            (was, Some(is)) => (was, is),
            (None, None) => continue,
        };
        let Some((event, what, turn, place)) = milestone(was, is, then, now) else { continue };
        let (id, title, source) = (Some(is.id.clone()), is.title.clone(), now.source(place));
        found.push(Item { kind: Kind::Milestone, id, title, event, what, turn, source });
    }
    found
}

fn milestone(
    was: Option<&Milestone>,
    is: &Milestone,
    then: &Side<'_>,
    now: &Side<'_>,
) -> Option<(&'static str, String, Turn, Place)> {
    let forecast = stand::forecast(is);
    let last = is.forecasts.last().map_or(is.place, |f| f.place);
    let done = is.done.as_ref().map(|done| (done.value, done.place));
    let Some(was) = was else {
        return Some(match done {
            Some((day, place)) => ("new", format!("new, done on {day}"), Turn::Better, place),
            None => ("new", format!("new, for {forecast}"), Turn::Neutral, is.place),
        });
    };
    if was.done.is_none()
        && let Some((day, place)) = done
    {
        let (what, turn) = match stand::late(is) {
            late @ 1.. => (format!("done on {day}, {} after its first date", words::days(late)), Turn::Neutral),
            _ => (format!("done on {day}"), Turn::Better),
        };
        return Some(("done", what, turn, place));
    }
    if was.done.is_some() && done.is_none() {
        return Some(("open", "no longer done".to_owned(), Turn::Worse, is.place));
    }
    if was.baseline_date != is.baseline_date {
        let what = format!("its first date is written over: {}, was {}", is.baseline_date, was.baseline_date);
        return Some(("baseline", what, Turn::Worse, is.place));
    }
    let before = stand::forecast(was);
    let by = words::days_between(before, forecast);
    let reason = is.forecasts.last().and_then(|f| f.value.reason.as_ref());
    let reason = reason.map_or_else(String::new, |reason| format!(": {reason}"));
    match by {
        1.. => {
            let what = format!("slipped from {before} to {forecast}, {}{reason}", words::days(by));
            return Some(("slipped", what, Turn::Worse, last));
        }
        ..0 => {
            let what = format!("brought forward from {before} to {forecast}, {}{reason}", words::days(-by));
            return Some(("forward", what, Turn::Better, last));
        }
        0 => {}
    }
    let passed = stand::stage(was, then.as_of()) == Stage::Open && stand::stage(is, now.as_of()) == Stage::Overdue;
    passed.then(|| ("overdue", format!("was due {forecast} and isn't done"), Turn::Worse, last))
}

pub(super) fn risks(then: &Side<'_>, now: &Side<'_>) -> Vec<Item> {
    let (was, is) = (&then.register.risks, &now.register.risks);
    let mut found = Vec::new();
    for pair in paired(was.iter().map(|(id, r)| (id.clone(), r)), is.iter().map(|(id, r)| (id.clone(), r))) {
        let (was, is) = match pair {
            (Some(was), None) => {
                found.push(gone(Kind::Risk, &was.id, &was.event, then, was.place));
                continue;
            }
            (was, Some(is)) => (was, is),
            (None, None) => continue,
        };
        let Some((event, what, turn, place)) = risk(was, is) else { continue };
        let (id, title, source) = (Some(is.id.clone()), is.event.clone(), now.source(place));
        found.push(Item { kind: Kind::Risk, id, title, event, what, turn, source });
    }
    found
}

fn risk(was: Option<&Risk>, is: &Risk) -> Option<(&'static str, String, Turn, Place)> {
    let read = |risk: &Risk| risk.readings.last().map(|r| (r.value.1, r.value.2));
    let size = |(p, i): (u8, u8)| u32::from(p) * u32::from(i);
    let place = is.readings.last().map_or(is.place, |r| r.place);
    let at = |(p, i): (u8, u8)| format!("probability {p} and impact {i}");
    let Some(was) = was else {
        let how = read(is).map_or_else(String::new, |now| format!(", {}", at(now)));
        let (what, turn) = match &is.closed {
            Some(closed) => (format!("new, closed on {}", closed.value), Turn::Neutral),
            None => (format!("new{how}"), Turn::Worse),
        };
        return Some(("new", what, turn, is.place));
    };
    match (&was.closed, &is.closed) {
        (None, Some(closed)) => {
            return Some(("closed", format!("closed on {}", closed.value), Turn::Better, closed.place));
        }
        (Some(_), None) => return Some(("open", "open again".to_owned(), Turn::Worse, is.place)),
        _ => {}
    }
    let (old, new) = (read(was), read(is)?);
    if old == Some(new) {
        return None;
    }
    let before = old.map_or_else(String::new, |(p, i)| format!(", were {p} and {i}"));
    let (event, word, turn) = match size(new).cmp(&old.map_or(0, size)) {
        std::cmp::Ordering::Greater => ("grew", "grew", Turn::Worse),
        std::cmp::Ordering::Less => ("eased", "eased", Turn::Better),
        std::cmp::Ordering::Equal => ("changed", "read otherwise", Turn::Neutral),
    };
    Some((event, format!("{word}: {}{before}", at(new)), turn, place))
}

pub(super) fn goals(then: &Side<'_>, now: &Side<'_>) -> Vec<Item> {
    let (was, is) = (&then.register.goals, &now.register.goals);
    let mut found = Vec::new();
    for pair in paired(was.iter().map(|(id, g)| (id.clone(), g)), is.iter().map(|(id, g)| (id.clone(), g))) {
        let (was, is) = match pair {
            (Some(was), None) => {
                found.push(gone(Kind::Goal, &was.id, &was.title, then, was.place));
                continue;
            }
            (was, Some(is)) => (was, is),
            (None, None) => continue,
        };
        let said = match was {
            None => vec![("new", "new".to_owned(), Turn::Neutral, is.place)],
            Some(was) => goal(was, is),
        };
        found.extend(said.into_iter().map(|(event, what, turn, place)| {
            let (id, title, source) = (Some(is.id.clone()), is.title.clone(), now.source(place));
            Item { kind: Kind::Goal, id, title, event, what, turn, source }
        }));
    }
    found
}

/// The last reading, the target in force, the last claim.
fn goal(was: &Goal, is: &Goal) -> Vec<(&'static str, String, Turn, Place)> {
    let mut said = Vec::new();
    let unit = is.metric.as_ref().and_then(|m| m.value.unit.as_deref());
    let is_up = is.metric.as_ref().is_none_or(|m| m.value.direction == Direction::Up);
    let way = |was: f64, is: f64| match was.total_cmp(&is) {
        std::cmp::Ordering::Equal => Turn::Neutral,
        order if (order == std::cmp::Ordering::Less) == is_up => Turn::Better,
        _ => Turn::Worse,
    };
    let target = |goal: &Goal| goal.metric.as_ref().and_then(|m| m.value.targets.last().map(|(_, t)| t.0));
    if let (Some(old), Some(new)) = (target(was), target(is))
        && old.total_cmp(&new).is_ne()
    {
        let what = format!("target {}, was {}", with_unit(new, unit), with_unit(old, unit));
        // An easier target is no progress.
        let turn = if way(old, new) == Turn::Worse { Turn::Worse } else { Turn::Neutral };
        said.push(("target", what, turn, is.metric.as_ref().map_or(is.place, |m| m.place)));
    }
    let read = |goal: &Goal| goal.readings.last().map(|r| (r.value.date, r.value.value.0));
    if let Some(last) = is.readings.last()
        && read(was) != read(is)
    {
        let (new, name) = (last.value.value.0, is.metric.as_ref().map_or("reading", |m| m.value.name.as_str()));
        let (before, turn) = match read(was) {
            Some((_, old)) if old.total_cmp(&new).is_eq() => (", unchanged".to_owned(), Turn::Neutral),
            Some((_, old)) => (format!(", was {}", with_unit(old, unit)), way(old, new)),
            None => (", the first reading".to_owned(), Turn::Neutral),
        };
        said.push(("reading", format!("{name} {}{before}", with_unit(new, unit)), turn, last.place));
    }
    let claimed = |goal: &Goal| goal.status_reported.last().map(|s| s.value.1);
    if let (Some(last), old) = (is.status_reported.last(), claimed(was))
        && old != Some(last.value.1)
    {
        let rank = |status: Status| match status {
            Status::Red => 0,
            Status::Amber => 1,
            Status::Green => 2,
        };
        let turn = match old.map_or(std::cmp::Ordering::Equal, |old| rank(last.value.1).cmp(&rank(old))) {
            std::cmp::Ordering::Less => Turn::Worse,
            std::cmp::Ordering::Greater => Turn::Better,
            std::cmp::Ordering::Equal => Turn::Neutral,
        };
        let before = old.map_or_else(String::new, |old| format!(", was {}", old.as_str()));
        said.push(("claim", format!("claimed {}{before}", last.value.1.as_str()), turn, last.place));
    }
    said
}
