//! Our record with dates: how far off they have been, and what that makes of today's forecasts. Leaves the arithmetic to
//! `assess::calibration`.

use serde::Serialize;

use super::figures::Figure;
use super::site::{Link, Site};
use super::words;
use crate::assess::calibration::{Calibration, ENOUGH};
use crate::assess::direction::{self, Stage};
use crate::chart::{self, DatesOffInput, Off};
use crate::register::{Id, Milestone};

/// Forecasts listed with what our record makes of them, the next ones.
const LISTED: usize = 15;
/// Dates in the chart of our record, the latest.
const DATES: usize = 48;

/// How far off our dates have been, and what that makes of today's.
#[derive(Serialize)]
pub(super) struct Record {
    figure: Figure,
    said: Vec<String>,
    rows: Vec<Forecast>,
}

#[derive(Serialize)]
struct Forecast {
    title: Link,
    date: words::Day,
    likely: String,
    note: String,
}

/// Whether any date has come out yet.
pub(super) fn has(record: &Calibration) -> bool {
    record.done > 0
}

/// What our dates have been worth.
pub(super) fn part(site: &Site<'_>, all: &[(&str, &Milestone)], record: &Calibration) -> Record {
    let as_of = site.assessed.as_of;
    let title = |id: &Id| site.register.milestones.get(id).map_or_else(String::new, |m| m.title.clone());
    // Of a date that hasn't come nothing is known yet.
    let claims: Vec<_> = record.claims.iter().filter(|c| c.is_done || c.error > 0).collect();
    let dates = claims[claims.len().saturating_sub(DATES)..]
        .iter()
        .map(|c| Off {
            title: title(&c.milestone),
            said: words::short(c.date, as_of).replace('\u{a0}', " "),
            ahead: c.on.map(|_| c.ahead),
            error: c.error,
            is_done: c.is_done,
        })
        .collect();
    let band = record.band.map(|b| (b.low, b.median, b.high, b.level));
    let mut said = vec![format!(
        "{} done, {} said for {}.",
        words::count(record.done, "milestone", "milestones"),
        words::count(record.claims.iter().filter(|c| c.is_done).count(), "date", "dates"),
        if record.done == 1 { "it" } else { "them" }
    )];
    if record.overdue > 0 {
        said.push(format!(
            "{} not done though a date has passed: counted as later than today, for leaving {} out would flatter us.",
            words::sentence(&words::counted(record.overdue, "is", "are")),
            if record.overdue == 1 { "it" } else { "them" }
        ));
    }
    match record.band {
        Some(band) => {
            said.push(format!(
                "So many support a range that holds {:.0}\u{a0}% of new dates, if they are like those before: {}.",
                band.level * 100.0,
                chart::off_range(band.low, band.high)
            ));
            said.push(format!(
                "Tried on ourselves, each milestone left out in turn: it would have held {} of {} dates.",
                record.held.0, record.held.1
            ));
        }
        None => said.push(format!("A range takes at least {} milestones done.", words::number(ENOUGH))),
    }
    let open = all.iter().map(|(_, m)| *m).filter(|m| direction::stage(m, as_of) != Stage::Done);
    let rows =
        if record.band.is_some() { open.take(LISTED).map(|m| forecast(site, m, record)).collect() } else { Vec::new() };
    Record {
        figure: chart::dates_off(
            &DatesOffInput { dates, band, done: record.done, beyond: claims.len().saturating_sub(DATES) },
            "off",
        )
        .into(),
        said,
        rows,
    }
}

fn forecast(site: &Site<'_>, m: &Milestone, record: &Calibration) -> Forecast {
    let as_of = site.assessed.as_of;
    let likely = record.likely(m, as_of);
    let day = |date| words::short(date, as_of);
    let (text, note) = match likely {
        None => ("later than our record reaches".to_owned(), String::new()),
        Some(l) => {
            let note = if l.is_untested {
                format!("said further ahead than any date we have tested ({})", words::days(record.longest))
            } else {
                String::new()
            };
            match l.to {
                Some(to) if l.is_untested => (format!("{} to {} or later", day(l.from), day(to)), note),
                Some(to) => (format!("{} to {}", day(l.from), day(to)), note),
                None => (format!("{} or later", day(l.from)), note),
            }
        }
    };
    Forecast {
        title: Link { text: m.title.clone(), href: site.milestone_at.get(&m.id).cloned() },
        date: words::Day::short(direction::forecast(m), as_of),
        likely: text,
        note,
    }
}
