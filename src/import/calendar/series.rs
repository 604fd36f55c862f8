//! Series: takes the events of a file, gives each meeting of a span of days: rules followed, exceptions in their place,
//! days in the time zone of the workspace.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::super::Report;
use super::super::zone::Zone;
use super::event::{Event, File, When};
use super::{Instance, stamp};

/// Meetings of one file.
const MAX_INSTANCES: usize = 100_000;
/// Steps that all rules together are followed for.
const MAX_WORK: usize = 2_000_000;

/// Times of one file.
struct Clock<'a> {
    file: &'a File,
    home: &'a TimeZone,
    named: BTreeMap<String, Option<Zone>>,
}

impl Clock<'_> {
    fn zone(&mut self, name: &str) -> Option<&Zone> {
        if self.file.zones.contains_key(name) {
            return self.file.zones.get(name);
        }
        self.named.entry(name.to_owned()).or_insert_with(|| Zone::named(name)).as_ref()
    }

    /// The moment of a time; without a zone, or with an unknown one, in the workspace's.
    fn moment(&mut self, when: &When, report: &mut Report) -> Option<Timestamp> {
        if when.is_utc {
            return TimeZone::UTC.to_timestamp(when.at).ok();
        }
        let home = Zone::Named(self.home.clone());
        let Some(name) = when.zone.clone().filter(|_| when.has_time) else { return home.moment(when.at) };
        if let Some(zone) = self.zone(&name) {
            return zone.moment(when.at);
        }
        report.guess(format!("the unknown time zone `{}` as the workspace's", super::super::text::line(&name)));
        home.moment(when.at)
    }

    /// The day of a time where the workspace is; one without a time of day is that day everywhere.
    fn day(&self, when: &When, at: Timestamp) -> Date {
        if when.has_time { at.to_zoned(self.home.clone()).date() } else { when.at.date() }
    }
}

/// How an instance is known within its series: by its moment, or its day where it has no time.
fn name(when: &When, at: Timestamp) -> String {
    if when.has_time { stamp(at) } else { when.at.date().strftime("%Y%m%d").to_string() }
}

/// Every meeting from one day to another, by day.
pub(super) fn instances<'a>(
    file: &'a File,
    home: &TimeZone,
    (from, to): (Date, Date),
    report: &mut Report,
) -> Vec<Instance<'a>> {
    let mut clock = Clock { file, home, named: BTreeMap::new() };
    let mut by_uid: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in &file.events {
        by_uid.entry(&event.uid).or_default().push(event);
    }
    let mut found: Vec<Instance<'a>> = Vec::new();
    let mut work = 0;
    for events in by_uid.values() {
        if found.len() > MAX_INSTANCES || work > MAX_WORK {
            report.fault(0, "too many meetings; the rest of the series was not followed: narrow --from and --to");
            break;
        }
        series(&mut clock, events, (from, to), &mut found, &mut work, report);
    }
    found.retain(|instance| (from..=to).contains(&instance.date));
    found.sort_by(|a, b| (a.date, &a.key).cmp(&(b.date, &b.key)));
    found
}

fn series<'a>(
    clock: &mut Clock<'_>,
    events: &[&'a Event],
    (from, to): (Date, Date),
    found: &mut Vec<Instance<'a>>,
    work: &mut usize,
    report: &mut Report,
) {
    // The newest version of the series, and of each exception.
    let newest = |a: &&&Event, b: &&&Event| (a.sequence, a.row).cmp(&(b.sequence, b.row));
    let master = events.iter().filter(|e| e.instance.is_none()).max_by(newest).copied();
    let mut exceptions: BTreeMap<String, (&'a Event, Date)> = BTreeMap::new();
    let mut future: BTreeMap<Timestamp, (&'a Event, Timestamp)> = BTreeMap::new();
    for event in events.iter().filter(|e| e.instance.is_some()) {
        let Some(instance) = &event.instance else { continue };
        let (Some(of), Some(start)) = (clock.moment(instance, report), clock.moment(&event.start, report)) else {
            continue;
        };
        let entry = exceptions.entry(name(instance, of)).or_insert((event, clock.day(instance, of)));
        if (event.sequence, event.row) > (entry.0.sequence, entry.0.row) {
            entry.0 = event;
        }
        if event.and_future {
            future.insert(of, (event, start));
        }
    }
    let mut push = |key: String, date: Date, event: &'a Event, is_off: bool| {
        let is_off = is_off || event.is_off || master.is_some_and(|m| m.is_off);
        found.push(Instance { key, date, event, is_off });
    };
    let mut used: BTreeSet<String> = BTreeSet::new();
    let mut keys: BTreeSet<String> = BTreeSet::new();
    // By its day, so that a series moved by an hour is the same one.
    let mut key = |uid: &str, day: Date| {
        let numbered = (2..1000).map(|n| format!("{uid}/{day}-{n}"));
        let key = std::iter::once(format!("{uid}/{day}")).chain(numbered).find(|key| !keys.contains(key));
        let key = key.unwrap_or_default();
        keys.insert(key.clone());
        key
    };
    if let Some(master) = master {
        let is_series = master.rule.is_some() || !master.also.is_empty();
        let mut starts: Vec<When> = Vec::new();
        match &master.rule {
            Some(rule) => {
                let mut rule = rule.clone();
                // An end in UTC counts where the series is.
                if let Some((until, true)) = rule.until
                    && !master.start.is_utc
                    && let Some(shift) = clock
                        .moment(&master.start, report)
                        .and_then(|at| TimeZone::UTC.to_zoned(master.start.at).ok().map(|z| (at, z.timestamp())))
                {
                    // The offset may differ by an hour at the end: the day is given an hour's grace.
                    let offset = shift.1.as_second() - shift.0.as_second();
                    let until = until.checked_add((offset + 3600).seconds()).unwrap_or(until);
                    rule.until = Some((until, false));
                }
                let last = to.saturating_add(2.days());
                let (all, is_cut) = rule.instances(master.start.at, last);
                *work += all.len() + 100;
                if is_cut {
                    report.fault(master.row, "the series is too long; its end was not followed");
                }
                let earliest = from.saturating_sub(2.days());
                let is_wanted = |at: &jiff::civil::DateTime| at.date() >= earliest;
                starts.extend(all.into_iter().filter(is_wanted).map(|at| When { at, ..master.start.clone() }));
            }
            None => starts.push(master.start.clone()),
        }
        starts.extend(master.also.iter().cloned());
        let mut days_off: BTreeSet<Date> = BTreeSet::new();
        let mut off: BTreeSet<Timestamp> = BTreeSet::new();
        for except in &master.except {
            if except.has_time {
                off.extend(clock.moment(except, report));
            } else {
                days_off.insert(except.at.date());
            }
        }
        for start in starts {
            let Some(at) = clock.moment(&start, report) else { continue };
            let name = name(&start, at);
            if !used.insert(name.clone()) {
                continue;
            }
            let key = if is_series { key(&master.uid, clock.day(&start, at)) } else { master.uid.clone() };
            let is_off = off.contains(&at) || days_off.contains(&start.at.date());
            if let Some((exception, _)) = exceptions.remove(&name) {
                if let Some(moved) = clock.moment(&exception.start, report) {
                    push(key, clock.day(&exception.start, moved), exception, false);
                }
                continue;
            }
            if let Some((_, (event, moved))) = future.range(..=at).next_back()
                && let Some((of, _)) = future.range(..=at).next_back()
            {
                let shift = moved.duration_since(*of);
                if let Ok(there) = at.checked_add(shift) {
                    push(key, clock.day(&event.start, there), event, is_off);
                }
                continue;
            }
            push(key, clock.day(&start, at), master, is_off);
        }
    }
    // Exceptions whose series is not in the file, or begins before the days asked for.
    for (event, of) in exceptions.into_values() {
        if let Some(at) = clock.moment(&event.start, report) {
            push(key(&event.uid, of), clock.day(&event.start, at), event, false);
        }
    }
}
