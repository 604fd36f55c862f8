//! Milestones: the next ones, every one that slipped, those done; each date said with the day it was said; who is
//! affected and was told; and how far our dates have been off. Leaves the arithmetic to `assess`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::direction::{Claimed, Stamp, claimed, owner, page_links, page_path, standing};
use super::figures::Figure;
use super::record::{self, Record};
use super::site::{Link, Site};
use super::templates::TemplateError;
use super::words;
use crate::assess::calibration::{self, Calibration};
use crate::assess::direction::{self, Stage};
use crate::chart::{self, SlipGroup, SlipInput, SlipRow};
use crate::register::{Id, Milestone, Register};

/// What a page's milestones may weigh, in bytes as estimated; the first page has our record too.
const WEIGHT: [usize; 2] = [52_000, 78_000];
/// How many open ones are "next".
const NEXT: usize = 3;
/// People named as affected; more are counted.
const NAMED: usize = 12;
/// Forecasts of a milestone listed one by one, the newest; more are counted.
const STEPS: usize = 20;

#[derive(Serialize)]
struct Page {
    finding: String,
    summary: Vec<String>,
    slips: Figure,
    groups: Vec<Group>,
    record: Option<Record>,
    pages: Vec<Link>,
}

#[derive(Serialize)]
struct Group {
    title: &'static str,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    title: String,
    standing: Stamp,
    claimed: Option<Claimed>,
    owner: Option<Link>,
    goal: Option<Link>,
    steps: Vec<Said>,
    earlier: usize,
    told: Vec<Told>,
    more_told: usize,
}

/// A date said, or the day it was done.
#[derive(Serialize)]
struct Said {
    what: &'static str,
    on: Option<words::Day>,
    date: words::Day,
    moved: String,
    whole: String,
    reason: Option<String>,
}

#[derive(Serialize)]
struct Told {
    who: Link,
    /// The day, or that nobody did.
    text: String,
    class: &'static str,
    mark: &'static str,
}

/// Every milestone in the order of the pages, with its heading.
fn ordered(register: &Register, as_of: Date) -> Vec<(&'static str, &Milestone)> {
    let (mut open, mut done): (Vec<&Milestone>, Vec<&Milestone>) =
        register.milestones.values().partition(|m| direction::stage(m, as_of) != Stage::Done);
    open.sort_by_key(|m| (direction::forecast(m), &m.id));
    done.sort_by_key(|m| (m.done.as_ref().map(|d| std::cmp::Reverse(d.value)), &m.id));
    let later = open.split_off(NEXT.min(open.len()));
    let (slipped, unmoved): (Vec<&Milestone>, Vec<&Milestone>) =
        later.into_iter().partition(|m| direction::slips(m) > 0);
    under("Next", open)
        .chain(under("Slipped", slipped))
        .chain(under("Later", unmoved))
        .chain(under("Done", done))
        .collect()
}

fn under<'s>(title: &'static str, list: Vec<&'s Milestone>) -> impl Iterator<Item = (&'static str, &'s Milestone)> {
    list.into_iter().map(move |m| (title, m))
}

/// The milestones of each page.
fn parts<'a, 's>(all: &'a [(&'static str, &'s Milestone)]) -> Vec<&'a [(&'static str, &'s Milestone)]> {
    let mut parts = Vec::new();
    let (mut from, mut weight) = (0, 0);
    for (i, (_, m)) in all.iter().enumerate() {
        let own = 2_100 + 1_200 * m.forecasts.len().min(STEPS) + 120 * m.affects.len().min(NAMED);
        if weight + own > WEIGHT[parts.len().min(1)] && i > from {
            parts.push(&all[from..i]);
            (from, weight) = (i, 0);
        }
        weight += own;
    }
    parts.push(&all[from..]);
    parts
}

/// Where each milestone is, below the site's root.
pub(super) fn anchors(register: &Register, as_of: Date) -> BTreeMap<Id, String> {
    let all = ordered(register, as_of);
    let parts = parts(&all).into_iter().enumerate();
    parts
        .flat_map(|(n, part)| {
            part.iter().map(move |(_, m)| (m.id.clone(), format!("{}#m-{}", page_path("milestones", n), m.id)))
        })
        .collect()
}

/// Whether an edition has anything to show here.
pub(super) fn has(site: &Site<'_>) -> bool {
    !site.register.milestones.is_empty()
}

/// Every page of the list, with its path.
pub(super) fn pages(site: &Site<'_>) -> Result<Vec<(String, Vec<u8>)>, TemplateError> {
    if !has(site) {
        return Ok(Vec::new());
    }
    let all = ordered(site.register, site.assessed.as_of);
    let parts = parts(&all);
    let record = calibration::calibration(site.register.milestones.values(), site.assessed.as_of);
    (0..parts.len())
        .map(|number| {
            let is_first = number == 0;
            let page = Page {
                finding: finding(site, &all),
                summary: if is_first { summary(site, &all, &record) } else { Vec::new() },
                slips: chart::slips(&slip_input(site, parts[number], &record), "slips").into(),
                groups: groups(site, parts[number]),
                record: (is_first && record::has(&record)).then(|| record::part(site, &all, &record)),
                pages: page_links("milestones", parts.len(), number),
            };
            let title = if is_first { "Milestones".to_owned() } else { format!("Milestones, page {}", number + 1) };
            Ok((page_path("milestones", number), site.page("milestones.html", &title, "milestones", "", &page)?))
        })
        .collect()
}

fn finding(site: &Site<'_>, all: &[(&str, &Milestone)]) -> String {
    let as_of = site.assessed.as_of;
    let open: Vec<&Milestone> =
        all.iter().map(|(_, m)| *m).filter(|m| direction::stage(m, as_of) != Stage::Done).collect();
    let done = all.len() - open.len();
    let slipped = open.iter().filter(|m| direction::slips(m) > 0).count();
    let overdue = open.iter().filter(|m| direction::stage(m, as_of) == Stage::Overdue).count();
    let mut said = match (open.len(), slipped) {
        (0, _) => format!("{} done, none open", words::sentence(&words::counted(done, "milestone", "milestones"))),
        (1, 0) => "The one open milestone keeps its first date".to_owned(),
        (1, _) => "The one open milestone has slipped".to_owned(),
        (n, 0) => format!("None of {} open milestones has slipped", words::number(n)),
        (n, s) if n == s => format!("All {} open milestones have slipped", words::number(n)),
        (n, s) => format!(
            "{} of {} open milestones {} slipped",
            words::sentence(&words::number(s)),
            words::number(n),
            if s == 1 { "has" } else { "have" }
        ),
    };
    if overdue > 0 {
        said += &format!("; {} overdue", words::counted(overdue, "is", "are"));
    }
    said
}

fn summary(site: &Site<'_>, all: &[(&str, &Milestone)], record: &Calibration) -> Vec<String> {
    let as_of = site.assessed.as_of;
    let mut said = Vec::new();
    if let Some((_, next)) = all.first().filter(|(_, m)| direction::stage(m, as_of) == Stage::Open) {
        said.push(format!("Next: {}, {}.", next.title, words::spoken(direction::forecast(next), as_of)));
    }
    if let Some(band) = record.band {
        said.push(format!(
            "By our record a date comes in {}{}.",
            chart::off_range(band.low, band.high),
            band.median.map(|m| format!(", {} in the middle", chart::off(m))).unwrap_or_default()
        ));
    }
    said
}

/// A milestone as the chart of slips draws it.
pub(super) fn slip_row(m: &Milestone, record: &Calibration, as_of: Date) -> SlipRow {
    SlipRow {
        title: m.title.clone(),
        baseline: m.baseline_date,
        forecasts: m.forecasts.iter().map(|f| (f.value.on, f.value.date)).collect(),
        done: m.done.as_ref().map(|d| d.value),
        likely: record.likely(m, as_of).map(|l| (l.from, l.to.filter(|_| !l.is_untested))),
    }
}

fn slip_input(site: &Site<'_>, part: &[(&'static str, &Milestone)], record: &Calibration) -> SlipInput {
    let as_of = site.assessed.as_of;
    let mut groups: Vec<SlipGroup> = Vec::new();
    for (title, m) in part {
        let row = slip_row(m, record, as_of);
        match groups.last_mut().filter(|g| g.title == *title) {
            Some(group) => group.rows.push(row),
            None => groups.push(SlipGroup { title: (*title).to_owned(), rows: vec![row] }),
        }
    }
    SlipInput { as_of, groups }
}

fn groups(site: &Site<'_>, part: &[(&'static str, &Milestone)]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (title, m) in part {
        let row = row(site, m);
        match groups.last_mut().filter(|g| g.title == *title) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group { title, rows: vec![row] }),
        }
    }
    groups
}

fn row(site: &Site<'_>, m: &Milestone) -> Row {
    let as_of = site.assessed.as_of;
    let all = direction::steps(m);
    let earlier = all.len().saturating_sub(STEPS + 1);
    let mut steps: Vec<Said> = all
        .into_iter()
        .enumerate()
        .filter(|(i, _)| *i == 0 || *i > earlier)
        .map(|(i, s)| Said {
            what: if i == 0 { "Baseline" } else { "Forecast" },
            on: s.on.map(|on| words::Day::short(on, as_of)),
            date: words::Day::short(s.date, as_of),
            moved: if i == 0 { String::new() } else { signed_days(s.moved) },
            whole: if i == 0 { String::new() } else { signed_days(s.whole) },
            reason: s.reason,
        })
        .collect();
    if let Some(done) = m.done.as_ref().map(|d| d.value) {
        steps.push(Said {
            what: "Done",
            on: None,
            date: words::Day::short(done, as_of),
            moved: signed_days(words::days_between(direction::forecast(m), done)),
            whole: signed_days(direction::late(m)),
            reason: None,
        });
    }
    Row {
        id: m.id.to_string(),
        title: m.title.clone(),
        standing: standing(m, site.assessed.as_of),
        claimed: claimed(site, &m.status_reported),
        owner: owner(site, m.owner.as_ref(), ""),
        goal: m.goal.as_ref().and_then(|g| {
            let goal = site.register.goals.get(&g.value)?;
            Some(Link { text: goal.title.clone(), href: site.goal_at.get(&goal.id).cloned() })
        }),
        steps,
        earlier,
        told: told(site, m),
        more_told: m.affects.len().saturating_sub(NAMED),
    }
}

/// Who is affected, and when they were told; that somebody wasn't is said only where it would be in sight.
fn told(site: &Site<'_>, m: &Milestone) -> Vec<Told> {
    let as_of = site.assessed.as_of;
    let moved = m.forecasts.last().map(|f| f.value.on).filter(|_| m.done.is_none());
    let mut list: Vec<_> = m.affects.iter().map(|a| &a.value).collect();
    list.sort_by_key(|(_, told)| told.is_some());
    list.into_iter()
        .take(NAMED)
        .filter_map(|(who, told)| {
            let who = site.person(who, "")?;
            let (text, class, mark) = match (told, moved) {
                (Some(told), Some(moved)) if *told < moved => {
                    let before = format!(
                        "told {}, before it last moved ({})",
                        words::short(*told, as_of),
                        words::short(moved, as_of)
                    );
                    (before, "watch", "m-watch")
                }
                (Some(told), _) => (format!("told {}", words::short(*told, as_of)), "", ""),
                (None, _) if site.claims_absence => ("not told".to_owned(), "risk", "m-risk"),
                (None, _) => (String::new(), "", ""),
            };
            Some(Told { who, text, class, mark })
        })
        .collect()
}

/// "+12 days", "−3 days", "0 days".
fn signed_days(n: i64) -> String {
    match n {
        0 => "0\u{a0}days".to_owned(),
        1.. => format!("+{}", words::days(n)),
        _ => format!("\u{2212}{}", words::days(-n)),
    }
}
