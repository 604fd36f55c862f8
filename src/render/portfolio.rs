//! The portfolio: who moved between bands, since the newest update before all else, and how many were in each band
//! over a year. Never a mean over people.

use jiff::civil::Date;
use serde::Serialize;

use super::figures::Figure;
use super::moves::{self, Moves};
use super::pulse::{self, Pulses};
use super::site::Site;
use super::templates::TemplateError;
use super::words;
use crate::assess::portfolio::{Tally, days, tallies, tallies_by};
use crate::chart::{BandDay, BandsInput, bands, bands_cell, bands_most, word};
use crate::register::Band;

/// Weeks shown.
const WEEKS: u32 = 52;
/// Weeks that the summary and the groups look back.
const BACK: i64 = 12;
/// The most groups with a drawing.
const GROUPS: usize = 12;

#[derive(Serialize)]
struct Page {
    finding: String,
    summary: String,
    moves: Moves,
    weeks: Figure,
    groups: Vec<Group>,
    groups_more: usize,
    head: Vec<String>,
    pulses: Option<Pulses>,
}

#[derive(Serialize)]
struct Group {
    name: String,
    svg: String,
    /// For each band, how many now and twelve weeks ago.
    counts: Vec<(usize, usize)>,
}

/// The bands in the order they are told.
const TOLD: [Band; 4] = [Band::AtRisk, Band::Watch, Band::Healthy, Band::NotEnoughData];

/// Whether there is anybody with a score to count.
pub(super) fn has(site: &Site<'_>) -> bool {
    !site.assessed.health.is_empty()
}

/// The page.
pub(super) fn page(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    let (register, assessed) = (site.register, site.assessed);
    let days = days(assessed.as_of, WEEKS);
    let all = tallies(register, assessed, &days);
    let moves = moves::moves(site);
    let update = register.updates.last().map(|update| update.date);
    let finding = moves::finding(site, &moves);
    let input = BandsInput {
        days: all.iter().map(drawn).collect(),
        marked: update.map(|date| (date, format!("update of {}", words::short(date, assessed.as_of)))),
        finding: over_the_year(&all),
    };
    let (groups, groups_more) = groups(site, &days);
    let page = Page {
        summary: now_and_before(&all),
        weeks: bands(&input, "weeks").into(),
        head: TOLD.map(|band| word(band).to_owned()).to_vec(),
        pulses: pulse::pulses(site),
        finding,
        moves,
        groups,
        groups_more,
    };
    site.page("portfolio.html", "Portfolio", "portfolio", "", &page)
}

fn drawn(tally: &Tally) -> BandDay {
    BandDay { date: tally.date, counts: tally.counts }
}

/// "four at risk, five on watch, 13 healthy and three with too little data".
fn told(tally: &Tally) -> String {
    let of = |band| (tally.of(band), band);
    let parts: Vec<String> = TOLD
        .map(of)
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, band)| {
            let what = match band {
                Band::AtRisk => "at risk",
                Band::Watch => "on watch",
                Band::Healthy => "healthy",
                Band::NotEnoughData => "with too little data",
            };
            format!("{} {what}", words::number(n))
        })
        .collect();
    if parts.is_empty() { "nobody".to_owned() } else { words::join(&parts) }
}

/// The day twelve weeks before the last, where anybody was on record then.
fn before(all: &[Tally]) -> Option<&Tally> {
    let last = all.last()?;
    let back = last.date.saturating_sub(jiff::Span::new().weeks(BACK));
    all[..all.partition_point(|tally| tally.date <= back)].last().filter(|tally| tally.all() > 0)
}

fn now_and_before(all: &[Tally]) -> String {
    let Some(now) = all.last() else { return String::new() };
    let text = format!("Now: {}.", told(now));
    match before(all) {
        Some(then) => format!("{text} Twelve weeks ago: {}.", told(then)),
        None => text,
    }
}

/// What the year says of those at risk, true for none, one and many.
fn over_the_year(all: &[Tally]) -> String {
    let seen: Vec<&Tally> = all.iter().filter(|tally| tally.all() > 0).collect();
    let Some(now) = seen.last() else { return "Nobody is on record yet".to_owned() };
    let at_risk = |tally: &&&Tally| (tally.of(Band::AtRisk), tally.date);
    let n = now.of(Band::AtRisk);
    let most = seen.iter().max_by_key(at_risk).map_or(n, |tally| tally.of(Band::AtRisk));
    let are = if n == 1 { "is" } else { "are" };
    let text = match (n, most) {
        (0, 0) => format!("Nobody has been at risk in {}", words::count(seen.len(), "week", "weeks")),
        (n, most) if n == most => {
            let first = seen.iter().rposition(|tally| tally.of(Band::AtRisk) < n).map_or(0, |at| at + 1);
            let earlier = seen[..first].iter().any(|tally| tally.of(Band::AtRisk) >= n);
            let since = words::spoken(seen[first].date, now.date);
            let peak = if earlier { "as many as at any time" } else { "more than at any time before" };
            if first + 1 == seen.len() {
                format!("{} {are} at risk now, {peak} in the year", words::number(n))
            } else if first == 0 {
                format!("{} {are} at risk, as in every week on record", words::number(n))
            } else {
                format!("{} {are} at risk since {since}, {peak} in the year", words::number(n))
            }
        }
        (n, most) => {
            let when = seen.iter().rev().find(|tally| tally.of(Band::AtRisk) == most).map(|tally| tally.date);
            let when = when.map(|date| words::spoken(date, now.date)).unwrap_or_default();
            let nobody = if n == 0 { "Nobody".to_owned() } else { words::number(n) };
            let are = if n == 0 { "is" } else { are };
            format!("{nobody} {are} at risk now, down from {} on {when}", words::number(most))
        }
    };
    words::sentence(&text)
}

/// Each group's weeks on one scale, those with the most at risk first.
fn groups(site: &Site<'_>, days: &[Date]) -> (Vec<Group>, usize) {
    let (register, assessed) = (site.register, site.assessed);
    let by = tallies_by(register, assessed, days, &|who| who.group.as_ref().map(|group| &group.value));
    if by.keys().all(Option::is_none) {
        return (Vec::new(), 0);
    }
    let mut all: Vec<(String, Vec<Tally>)> = by
        .into_iter()
        .map(|(key, list)| {
            let name = key.and_then(|id| register.groups.get(id)).map_or("No group", |group| group.name.as_str());
            (name.to_owned(), list)
        })
        .filter(|(_, list)| list.iter().any(|tally| tally.all() > 0))
        .collect();
    let rank = |list: &[Tally]| list.last().map(|now| (now.of(Band::AtRisk), now.of(Band::Watch), now.all()));
    all.sort_by(|a, b| rank(&b.1).cmp(&rank(&a.1)).then_with(|| a.0.cmp(&b.0)));
    let more = all.len().saturating_sub(GROUPS);
    all.truncate(GROUPS);
    let lists: Vec<Vec<BandDay>> = all.iter().map(|(_, list)| list.iter().map(drawn).collect()).collect();
    let most = bands_most(lists.iter().map(Vec::as_slice));
    // One span of time too: from the first day that anybody of any group was on record.
    let first = (0..days.len()).find(|at| lists.iter().any(|list| list[*at].counts.iter().any(|n| *n > 0)));
    let range = (days[first.unwrap_or(0)], assessed.as_of);
    let one = |((name, list), drawn): ((String, Vec<Tally>), &Vec<BandDay>)| {
        let now = list.last().copied();
        let then = before(&list).copied();
        let of = |tally: Option<Tally>, band| tally.map_or(0, |tally| tally.of(band));
        let counts = TOLD.map(|band| (of(now, band), of(then, band))).to_vec();
        let label = format!("{name}: {} now", now.as_ref().map(told).unwrap_or_default());
        Group { svg: bands_cell(drawn, most, range, &label).svg, name, counts }
    };
    (all.into_iter().zip(&lists).map(one).collect(), more)
}
