//! Why a score moved, on the page of one stakeholder: from the day of the last update to now, by what was written down,
//! by waiting, by another target, by other settings. Leaves the arithmetic to `assess`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::site::{Link, Site, rounded};
use super::words;
use crate::assess::Health;
use crate::assess::movement::{Movement, Part, Side, movements};
use crate::config::Page;
use crate::register::{Id, Register};
use crate::restrict;

const ROOT: &str = "../";
/// Days that are looked back where no update is.
const WITHOUT_UPDATE: i32 = -28;
/// The most lines of one part.
const SHOWN: usize = 5;
/// Less than this shows as nothing.
const VISIBLE: f64 = 0.05;

/// Why each score moved; nothing where none is shown.
pub(super) fn of_all(site: &Site<'_>) -> BTreeMap<Id, Movement> {
    let Site { register, assessed, config, edition, .. } = *site;
    if !site.scores || !edition.holds(Page::Stakeholders) {
        return BTreeMap::new();
    }
    let (day, _) = since(register, assessed.as_of);
    let known = restrict::facts(register, day);
    let then = Side { register: &known, config: &config.health, on: day };
    let now = Side { register, config: &config.health, on: assessed.as_of };
    movements(then, now, &assessed.health)
}

/// The day of the last update before this one, and whether there was one.
fn since(register: &Register, as_of: Date) -> (Date, bool) {
    let last = register.updates.iter().rev().map(|update| update.date).find(|date| *date < as_of);
    (last.unwrap_or_else(|| words::after(as_of, WITHOUT_UPDATE)), last.is_some())
}

/// A movement on a page.
#[derive(Serialize)]
pub(super) struct Moved {
    since: words::Day,
    /// What was on that day.
    why: &'static str,
    then: String,
    now: String,
    parts: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    title: &'static str,
    note: &'static str,
    points: String,
    lines: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    text: String,
    points: String,
    deadline: bool,
    source: Option<Link>,
}

/// Why a score moved; `None` where there was no number then or is none now, or nothing moved.
pub(super) fn part(site: &Site<'_>, health: &Health, movement: &Movement) -> Option<Moved> {
    if !site.has_number(health) {
        return None;
    }
    let (then, now) = (movement.then?, movement.now?);
    if rounded(movement.then_confidence) < site.config.health.enough {
        return None;
    }
    let part = |part: &Part, title, note, rest, is_new| {
        let (lines, points) = (rows(site, part, rest, is_new), words::points(part.points));
        is_visible(part).then_some(Shown { title, note, points, lines })
    };
    let beside = "the lines above, which weigh otherwise beside these";
    let older = "as if nothing had been written down since";
    let wanted = "another engagement is wanted: no progress of anyone\u{2019}s";
    let parts = [
        part(&movement.evidence, "New evidence", "lines dated since", beside, true),
        part(&movement.time, "Time passing", older, "the other lines, older", false),
        part(&movement.target, "Target changed", wanted, "other lines", false),
        part(&movement.settings, "Settings changed", "pauses", "other lines", false),
    ];
    let parts: Vec<Shown> = parts.into_iter().flatten().collect();
    let (since, is_update) = since(site.register, site.assessed.as_of);
    (!parts.is_empty()).then(|| Moved {
        since: words::Day::short(since, site.assessed.as_of),
        why: if is_update { "the day of the last update" } else { "four weeks ago" },
        then: words::tenths(then),
        now: words::tenths(now),
        parts,
    })
}

fn is_visible(part: &Part) -> bool {
    part.points.abs() >= VISIBLE || part.lines.iter().any(|line| line.points.abs() >= VISIBLE)
}

/// The lines of a part; `is_new` where they are of the register that is shown.
fn rows(site: &Site<'_>, part: &Part, rest: &str, is_new: bool) -> Vec<Row> {
    let mut lines: Vec<Row> = Vec::new();
    let mut other = part.rest;
    let mut beyond = 0;
    for line in &part.lines {
        if lines.len() < SHOWN && line.points.abs() >= VISIBLE {
            lines.push(Row {
                text: words::sentence(&line.text),
                points: words::points(line.points),
                deadline: line.deadline,
                // What was on record then is told of above; its places are those of another register.
                source: if is_new && !line.gone { site.source(line.place, ROOT) } else { None },
            });
        } else {
            other += line.points;
            beyond += usize::from(line.points.abs() >= VISIBLE);
        }
    }
    if other.abs() >= VISIBLE && !(lines.is_empty() && beyond == 0) {
        let text = match beyond {
            0 => words::sentence(rest),
            n => format!("{}, and {rest}", words::sentence(&words::count(n, "more line", "more lines"))),
        };
        lines.push(Row { text, points: words::points(other), deadline: false, source: None });
    }
    lines
}
