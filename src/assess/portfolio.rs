//! The portfolio: takes everyone's weekly bands, gives how many were in each on every Monday, and who moved. Never a
//! mean. A band set by hand counts from its first day to its last; who left counts until the day before they did; who
//! was on the register before any evidence counts as not enough data.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

use super::{Assessed, Week};
use crate::register::{Band, Id, Register, Stakeholder};

/// How many were in each band on one day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tally {
    /// An ISO Monday, or the as-of date.
    pub date: Date,
    /// Healthy, watch, at risk, not enough data.
    pub counts: [usize; 4],
}

impl Tally {
    /// How many were in a band.
    pub fn of(&self, band: Band) -> usize {
        self.counts[band as usize]
    }
    /// How many there were.
    pub fn all(&self) -> usize {
        self.counts.iter().sum()
    }
}

/// Somebody's change of band between one Monday and the next.
#[derive(Clone, PartialEq, Debug)]
pub struct Turn {
    /// Who.
    pub id: Id,
    /// The Monday before it, on which the old band still held.
    pub after: Date,
    /// The first Monday it held, or the day it was set by hand, they came or left.
    pub on: Date,
    /// The band before; `None` for somebody new.
    pub from: Option<Band>,
    /// The band after; `None` for somebody who left.
    pub to: Option<Band>,
    /// Why the band after was set by hand, where it was.
    pub by_hand: Option<String>,
}

/// The Mondays of the last `weeks` weeks, rising, and the as-of date.
pub fn days(as_of: Date, weeks: u32) -> Vec<Date> {
    let back = i64::from(as_of.weekday().to_monday_zero_offset());
    let monday = as_of.saturating_sub(jiff::Span::new().days(back));
    let mut all: Vec<Date> = (0..=i64::from(weeks.min(1_000)))
        .rev()
        .map(|week| monday.saturating_sub(jiff::Span::new().days(week * 7)))
        .filter(|day| day.weekday() == Weekday::Monday)
        .collect();
    all.dedup();
    if all.last() != Some(&as_of) {
        all.push(as_of);
    }
    all
}

/// Since when somebody is on record: as their record says, else since their first assessment.
fn came(who: &Stakeholder) -> Option<Date> {
    let assessed = || who.assessments.first().map(|assessment| assessment.value.date);
    who.since.as_ref().map(|since| since.value).or_else(assessed)
}

/// The band somebody is counted in on a day, and why where that was set by hand; `None` before they came and once
/// they left.
fn band<'a>(who: &'a Stakeholder, history: &[Week], day: Date) -> Option<(Band, Option<&'a str>)> {
    if who.left_on.as_ref().is_some_and(|left| left.value <= day) {
        return None;
    }
    let known = history.partition_point(|week| week.date <= day).checked_sub(1).map(|at| history[at].band);
    let listed = came(who).is_some_and(|since| since <= day);
    let computed = known.or(listed.then_some(Band::NotEnoughData))?;
    let set = who.overrides.iter().map(|entry| &entry.value).filter(|entry| entry.on <= day && day <= entry.until);
    let set = set.max_by_key(|entry| entry.on);
    Some(set.map_or((computed, None), |entry| (entry.band, Some(entry.reason.as_str()))))
}

/// Everyone by band on each of the days.
pub fn tallies(register: &Register, assessed: &Assessed, days: &[Date]) -> Vec<Tally> {
    let mut all = tallies_by(register, assessed, days, &|_| ());
    all.remove(&()).unwrap_or_else(|| empty(days))
}

/// The same for each part that `part` puts people into.
pub fn tallies_by<'r, K: Ord>(
    register: &'r Register,
    assessed: &Assessed,
    days: &[Date],
    part: &dyn Fn(&'r Stakeholder) -> K,
) -> BTreeMap<K, Vec<Tally>> {
    let mut all = BTreeMap::new();
    for (id, health) in &assessed.health {
        let Some(who) = register.stakeholders.get(id) else { continue };
        for tally in all.entry(part(who)).or_insert_with(|| empty(days)) {
            if let Some((band, _)) = band(who, &health.history, tally.date) {
                tally.counts[band as usize] += 1;
            }
        }
    }
    all
}

fn empty(days: &[Date]) -> Vec<Tally> {
    days.iter().map(|date| Tally { date: *date, counts: [0; 4] }).collect()
}

/// Every change of band after a day, newest first; those of a day in the order of attention. Who comes without a date
/// is counted from their first evidence, and called new nowhere.
pub fn turns(register: &Register, assessed: &Assessed, since: Date) -> Vec<Turn> {
    let as_of = assessed.as_of;
    let weeks = (as_of - since).get_days() / 7 + 2;
    let days = days(as_of, u32::try_from(weeks).unwrap_or(0));
    let mut all = Vec::new();
    for id in &assessed.order {
        let (Some(who), Some(health)) = (register.stakeholders.get(id), assessed.health.get(id)) else { continue };
        let mut before = days.first().map(|day| (*day, band(who, &health.history, *day)));
        for day in days.iter().skip(1) {
            let now = band(who, &health.history, *day);
            let Some((after, was)) = before.replace((*day, now)) else { continue };
            let (from, to) = (was.map(|b| b.0), now.map(|b| b.0));
            if from == to {
                continue;
            }
            let by_hand = now.and_then(|b| b.1);
            let dated = match (from, to) {
                (None, _) => came(who),
                (_, None) => who.left_on.as_ref().map(|field| field.value),
                _ => by_hand.and_then(|_| who.overrides.iter().map(|entry| entry.value.on).rfind(|on| on <= day)),
            };
            let on = dated.filter(|on| *on > after && on <= day).unwrap_or(*day);
            // Nobody is called new without a date that says so.
            let arrived = from.is_none() && dated.is_none_or(|came| came <= after);
            if on > since && !arrived {
                let by_hand = by_hand.map(str::to_owned);
                all.push(Turn { id: id.clone(), after, on, from, to, by_hand });
            }
        }
    }
    all.sort_by_key(|turn| std::cmp::Reverse(turn.on));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_mondays_and_the_last_day() {
        let sunday = days(date(2026, 11, 1), 2);
        assert_eq!(sunday, [date(2026, 10, 12), date(2026, 10, 19), date(2026, 10, 26), date(2026, 11, 1)]);
        let monday = days(date(2026, 11, 2), 1);
        assert_eq!(monday, [date(2026, 10, 26), date(2026, 11, 2)]);
    }
}
