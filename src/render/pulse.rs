//! Pulse results over time: each question asked of a group on one scale. Who may see a result is decided by its
//! label; one of fewer than five answers is never wider than the pm.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::site::Site;
use super::templates::TemplateError;
use super::words;
use crate::chart::{PulsePoint, pulse};
use crate::register::{Id, Pulse};

/// The most questions, and the most results of one in the table.
const QUESTIONS: usize = 24;
const RESULTS: usize = 12;

/// Every question with its results.
#[derive(Serialize)]
pub(super) struct Pulses {
    finding: String,
    questions: Vec<Question>,
    beyond: usize,
}

#[derive(Serialize)]
struct Question {
    text: String,
    group: String,
    svg: String,
    results: Vec<Answer>,
}

#[derive(Serialize)]
struct Answer {
    on: words::Day,
    mean: String,
    n: u32,
}

#[derive(Serialize)]
struct Page {
    pulses: Pulses,
}

/// Whether an edition without a portfolio has results to show.
pub(super) fn alone(site: &Site<'_>) -> bool {
    !site.register.pulses.is_empty() && !super::portfolio::has(site)
}

/// The page of such an edition.
pub(super) fn page(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    let pulses = pulses(site).expect("the page is made only where there are results");
    site.page("pulse.html", "Pulse", "pulse", "", &Page { pulses })
}

/// The results, those asked last first; `None` without any.
pub(super) fn pulses(site: &Site<'_>) -> Option<Pulses> {
    let as_of = site.assessed.as_of;
    let mut asked: BTreeMap<(&str, Option<&Id>), Vec<&Pulse>> = BTreeMap::new();
    for result in &site.register.pulses {
        asked.entry((&result.question, result.group.as_ref())).or_default().push(result);
    }
    let first = site.register.pulses.iter().map(|p| p.date).min()?;
    let last = site.register.pulses.iter().map(|p| p.date).max()?;
    let mut all: Vec<_> = asked.into_iter().collect();
    for (_, results) in &mut all {
        results.sort_by_key(|p| p.date);
    }
    all.sort_by_key(|(_, results)| std::cmp::Reverse((results.len().min(2), results.last().map(|p| p.date))));
    let beyond = all.len().saturating_sub(QUESTIONS);
    all.truncate(QUESTIONS);
    let finding = all.first().map_or_else(String::new, |(key, results)| finding(site, *key, results));
    let questions = all.iter().map(|(key, results)| question(site, *key, results, (first, last), as_of)).collect();
    Some(Pulses { finding, questions, beyond })
}

fn group_name<'a>(site: &Site<'a>, group: Option<&Id>) -> Option<&'a str> {
    group.and_then(|id| site.register.groups.get(id)).map(|group| group.name.as_str())
}

fn question(
    site: &Site<'_>,
    (text, group): (&str, Option<&Id>),
    results: &[&Pulse],
    range: (Date, Date),
    as_of: Date,
) -> Question {
    let points: Vec<PulsePoint> = results.iter().map(|p| PulsePoint { date: p.date, mean: p.mean.0 }).collect();
    let said: Vec<String> =
        results.iter().map(|p| format!("{:.1} on {} from {}", p.mean.0, words::short(p.date, as_of), p.n)).collect();
    let skip = results.len().saturating_sub(RESULTS);
    let label = format!("{text}: {}", said[skip..].join(", "));
    let answer = |p: &&Pulse| Answer { on: words::Day::short(p.date, as_of), mean: format!("{:.1}", p.mean.0), n: p.n };
    Question {
        text: text.to_owned(),
        group: group_name(site, group).unwrap_or_default().to_owned(),
        svg: pulse(&points, range, &label).svg,
        results: results.iter().skip(skip).map(answer).collect(),
    }
}

/// What the question asked last says, true for one result and more.
fn finding(site: &Site<'_>, (text, group): (&str, Option<&Id>), results: &[&Pulse]) -> String {
    let Some(last) = results.last() else { return String::new() };
    let of = group_name(site, group).map(|name| format!(", {name}")).unwrap_or_default();
    let now = format!("{:.1}", last.mean.0);
    let Some(before) = results.len().checked_sub(2).map(|at| results[at]) else {
        return format!("“{text}”{of}: {now} of 5, asked once");
    };
    let was = format!("{:.1}", before.mean.0);
    let on = words::spoken(before.date, site.assessed.as_of);
    let way = match last.mean.0.total_cmp(&before.mean.0) {
        _ if was == now => return format!("“{text}”{of}: {now} of 5, as on {on}"),
        std::cmp::Ordering::Greater => "up",
        _ => "down",
    };
    format!("“{text}”{of}: {now} of 5, {way} from {was} on {on}")
}
