//! What changed about milestones, goals and risks.

use jiff::civil::Date;

use super::super::calendar::day;
use super::super::direction as stand;
use super::super::figure::with_unit;
use super::super::words::days;
use super::{Change, Period, Subject, Turn, ordinal, spoken};
use crate::register::{Direction, Goal, Milestone, Register, Risk, Status};

/// A milestone done, moved, or past its day.
pub(super) fn milestone(register: &Register, milestone: &Milestone, period: Period) -> Option<Change> {
    let near = period.until;
    let change = |on, what, cause, turn, weight, place| Change {
        subject: Subject::Milestone(milestone.id.clone()),
        title: milestone.title.clone(),
        on,
        what,
        cause,
        effect: goal_at_stake(register, milestone, near).filter(|_| turn == Turn::Worse),
        turn,
        weight,
        place,
    };
    if let Some(done) = milestone.done.as_ref().filter(|d| period.has(d.value)) {
        let late = stand::late(milestone);
        let state = match late {
            ..0 => format!("done on {}, {} early", spoken(done.value, near), days(-late)),
            0 => format!("done on {}, as first promised", spoken(done.value, near)),
            _ => format!("done on {}, {} after its first date", spoken(done.value, near), days(late)),
        };
        let turn = if late > 0 { Turn::Neutral } else { Turn::Better };
        return Some(change(done.value, state, None, turn, 60, done.place));
    }
    if milestone.done.is_some() {
        return None;
    }
    let steps = stand::steps(milestone);
    let mut moved =
        milestone.forecasts.iter().zip(steps.iter().skip(1)).filter(|(f, s)| period.has(f.value.on) && s.moved != 0);
    let before = steps
        .iter()
        .rev()
        .find(|s| s.on.is_none_or(|on| on <= period.since))
        .map_or(milestone.baseline_date, |s| s.date);
    if let Some((last, step)) = moved.next_back() {
        let by = day(step.date) - day(before);
        let slips = stand::slips(milestone);
        let (from, to) = (spoken(before, near), spoken(step.date, near));
        return Some(match by {
            1.. => {
                let what = format!("moved from {from} to {to}, its {} slip", ordinal(slips));
                let weight = 65 + u32::try_from(by.min(120) / 6).unwrap_or_default();
                change(last.value.on, what, step.reason.clone(), Turn::Worse, weight, last.place)
            }
            0 => {
                let what = format!("moved away and back to {to}");
                change(last.value.on, what, step.reason.clone(), Turn::Neutral, 15, last.place)
            }
            _ => {
                let what = format!("brought forward from {from} to {to}");
                change(last.value.on, what, step.reason.clone(), Turn::Better, 50, last.place)
            }
        });
    }
    let forecast = stand::forecast(milestone);
    let passed = forecast.tomorrow().ok().filter(|on| period.has(*on));
    passed.map(|on| {
        let late = day(near) - day(forecast);
        let what = format!("was due {} and isn't done, {} late by now", spoken(forecast, near), days(late));
        let place = milestone.forecasts.last().map_or(milestone.place, |f| f.place);
        change(on, what, None, Turn::Worse, 70 + u32::try_from(late.min(60) / 4).unwrap_or_default(), place)
    })
}

/// What a milestone's date means for its goal.
fn goal_at_stake(register: &Register, milestone: &Milestone, near: Date) -> Option<String> {
    let goal = register.goals.get(&milestone.goal.as_ref()?.value)?;
    let due = goal.metric.as_ref().and_then(|m| m.value.due);
    let forecast = stand::forecast(milestone);
    Some(match due {
        Some(due) if forecast > due => {
            format!("that is {} after the date of its goal, “{}”", days(day(forecast) - day(due)), goal.title)
        }
        Some(due) if forecast == due => format!("that is the very date of its goal, “{}”", goal.title),
        Some(due) if due >= near => {
            format!("that is {} before the date of its goal, “{}”", days(day(due) - day(forecast)), goal.title)
        }
        _ => format!("it serves “{}”", goal.title),
    })
}

/// A goal's new reading, new target or new claim.
pub(super) fn goal(goal: &Goal, period: Period) -> Vec<Change> {
    let near = period.until;
    let change = |on, what, effect, turn, weight, place| Change {
        subject: Subject::Goal(goal.id.clone()),
        title: goal.title.clone(),
        on,
        what,
        cause: None,
        effect,
        turn,
        weight,
        place,
    };
    let mut found = Vec::new();
    let Some(metric) = &goal.metric else { return found };
    let (name, unit) = (&metric.value.name, metric.value.unit.as_deref());
    let targets = &metric.value.targets;
    if let Some((on, new)) = targets.last().filter(|(on, _)| period.has(*on))
        && let Some((_, old)) = targets.iter().rev().find(|(on, _)| *on <= period.since)
        && (new.0 - old.0).abs() > f64::EPSILON
    {
        let harder = (new.0 > old.0) == (metric.value.direction == Direction::Up);
        let what = format!("target changed from {} to {}", with_unit(old.0, unit), with_unit(new.0, unit));
        let effect =
            (!harder).then(|| "an easier target is no progress: it is measured against the harder one".to_owned());
        let turn = if harder { Turn::Neutral } else { Turn::Worse };
        found.push(change(*on, what, effect, turn, 55, metric.place));
    }
    let new = goal.readings.iter().rev().find(|r| period.has(r.value.date));
    let old = goal.readings.iter().rev().find(|r| r.value.date <= period.since);
    if let Some(new) = new {
        let value = new.value.value.0;
        let before =
            old.map(|r| (r.value.value.0, "was")).or_else(|| metric.value.baseline.map(|b| (b.0, "it began at")));
        let (what, turn) = match before {
            Some((was, _)) if (value - was).abs() <= f64::EPSILON => {
                (format!("{name} {}, unchanged", with_unit(value, unit)), Turn::Neutral)
            }
            Some((was, word)) => {
                let better = (value > was) == (metric.value.direction == Direction::Up);
                let what = format!("{name} {}, {word} {}", with_unit(value, unit), with_unit(was, unit));
                (what, if better { Turn::Better } else { Turn::Worse })
            }
            None => (format!("{name} {}, the first reading", with_unit(value, unit)), Turn::Neutral),
        };
        let effect = stand::progress(goal, near).and_then(|p| standing(&p, metric.value.due, unit, near));
        let weight = match turn {
            Turn::Worse => 62,
            Turn::Better => 48,
            Turn::Neutral => 20,
        };
        found.push(change(new.value.date, what, effect, turn, weight, new.place));
    }
    if let Some((on, what, place, turn)) = claim(goal, period) {
        found.push(change(on, what, None, turn, 40, place));
    }
    found
}

/// A claimed status that is another one than before.
fn claim(goal: &Goal, period: Period) -> Option<(Date, String, crate::source::Place, Turn)> {
    let new = goal.status_reported.iter().rev().find(|s| period.has(s.value.0))?;
    let old = goal.status_reported.iter().rev().find(|s| s.value.0 <= period.since)?;
    let rank = |status: Status| match status {
        Status::Red => 0,
        Status::Amber => 1,
        Status::Green => 2,
    };
    let turn = match rank(new.value.1).cmp(&rank(old.value.1)) {
        std::cmp::Ordering::Less => Turn::Worse,
        std::cmp::Ordering::Greater => Turn::Better,
        std::cmp::Ordering::Equal => return None,
    };
    Some((new.value.0, format!("claimed {}, was {}", new.value.1.as_str(), old.value.1.as_str()), new.place, turn))
}

/// Where the last reading leaves a goal against its target.
fn standing(progress: &stand::Progress, due: Option<Date>, unit: Option<&str>, near: Date) -> Option<String> {
    let (_, value) = progress.latest?;
    let hardest = progress.hardest?;
    let by = due.map_or_else(String::new, |due| format!(" due {}", spoken(due, near)));
    let away = with_unit((hardest - value).abs(), unit);
    Some(match progress.stand {
        stand::Stand::Met => format!("the target of {} is reached", with_unit(hardest, unit)),
        stand::Stand::MetEased => "only the eased target is reached".to_owned(),
        stand::Stand::Missed => {
            format!("{away} short of the target of {}, whose day has passed", with_unit(hardest, unit))
        }
        _ => format!("{away} from the target of {}{by}", with_unit(hardest, unit)),
    })
}

/// A risk opened, closed, or read anew.
pub(super) fn risk(risk: &Risk, period: Period) -> Option<Change> {
    let change = |on, what, cause, effect, turn, weight, place| Change {
        subject: Subject::Risk(risk.id.clone()),
        title: risk.event.clone(),
        on,
        what,
        cause,
        effect,
        turn,
        weight,
        place,
    };
    let effect = || risk.effect.as_ref().map(|e| e.value.clone());
    let path = || risk.path_to_green.as_ref().map(|p| format!("what would make it green: {}", p.value));
    if let Some(closed) = risk.closed.as_ref().filter(|c| period.has(c.value)) {
        return Some(change(closed.value, "risk closed".to_owned(), None, None, Turn::Better, 45, closed.place));
    }
    let score = |(_, p, i): (Date, u8, u8)| u32::from(p) * u32::from(i);
    let new = risk.readings.iter().rev().find(|r| period.has(r.value.0));
    if period.has(risk.opened) {
        let size = new.map_or(0, |r| score(r.value));
        let what = new.map_or_else(
            || "new risk".to_owned(),
            |r| format!("new risk, probability {} of 5, impact {} of 5", r.value.1, r.value.2),
        );
        let cause = risk.cause.as_ref().map(|c| c.value.clone());
        return Some(change(risk.opened, what, cause, effect(), Turn::Worse, 35 + size, risk.place));
    }
    let old = risk.readings.iter().rev().find(|r| r.value.0 <= period.since)?;
    let new = new?;
    let (was, is) = (score(old.value), score(new.value));
    let ((_, p, i), (_, q, j)) = (new.value, old.value);
    let what = format!("probability {p} and impact {i}, were {q} and {j}");
    match is.cmp(&was) {
        std::cmp::Ordering::Greater => {
            let cause = risk.cause.as_ref().map(|c| c.value.clone());
            Some(change(new.value.0, format!("risk grew: {what}"), cause, effect(), Turn::Worse, 40 + is, new.place))
        }
        std::cmp::Ordering::Less => {
            Some(change(new.value.0, format!("risk eased: {what}"), None, path(), Turn::Better, 30, new.place))
        }
        std::cmp::Ordering::Equal => None,
    }
}
