//! Goals: each company goal with the goals that serve it, each of those with its metric over time, its milestones and
//! its decisions; then what bears on no goal. Leaves the arithmetic to `assess`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::direction::{Claimed, Stamp, claimed, owner, page_links, page_path, standing};
use super::figures::Figure;
use super::site::{Link, Site};
use super::templates::TemplateError;
use super::{decisions, words};
use crate::assess::direction::{self, Course, Progress, Stand};
use crate::chart::{self, GoalInput, figure, with_unit};
use crate::register::{Decision, DecisionStatus, Goal, Id, Metric, Milestone, Status};

/// What a page's goals may weigh, in bytes as estimated.
const WEIGHT: usize = 70_000;
/// Milestones, and decisions, listed under one heading.
const LISTED: usize = 40;
/// The furthest from the as-of date that a chart reaches, in days.
const REACH: i64 = 3 * 366;

#[derive(Serialize)]
struct Page {
    finding: String,
    summary: Vec<String>,
    blocks: Vec<Block>,
    loose: Option<Chain>,
    pages: Vec<Link>,
}

/// A company goal.
#[derive(Serialize)]
struct Block {
    title: String,
    goals: Vec<Part>,
}

#[derive(Serialize)]
struct Part {
    id: String,
    title: String,
    owner: Option<Link>,
    claimed: Option<Claimed>,
    stand: Option<Stamp>,
    differs: Option<String>,
    facts: Vec<(&'static str, String)>,
    figure: Option<Figure>,
    chain: Chain,
}

/// Milestones and decisions.
#[derive(Serialize)]
struct Chain {
    milestones: Vec<Row>,
    more_milestones: usize,
    decisions: Vec<Row>,
    more_decisions: usize,
}

#[derive(Serialize)]
struct Row {
    title: Link,
    dates: String,
    stand: Stamp,
}

/// What serves what.
struct Tree<'s> {
    /// Company goals in the order shown, each with its goals; the last may have none.
    blocks: Vec<(Option<&'s str>, Vec<&'s Goal>)>,
    milestones: BTreeMap<Option<&'s Id>, Vec<&'s Milestone>>,
    decisions: BTreeMap<Option<&'s Id>, Vec<&'s Decision>>,
}

fn due(goal: &Goal) -> Date {
    goal.metric.as_ref().and_then(|m| m.value.due).unwrap_or(Date::MAX)
}

impl<'s> Tree<'s> {
    fn new(site: &Site<'s>) -> Self {
        let register = site.register;
        let mut by_company: BTreeMap<Option<&str>, Vec<&Goal>> = BTreeMap::new();
        for goal in register.goals.values() {
            by_company.entry(goal.strategic_goal.as_ref().map(|s| s.value.as_str())).or_default().push(goal);
        }
        let mut blocks: Vec<_> = by_company.into_iter().collect();
        for (_, goals) in &mut blocks {
            goals.sort_by_key(|g| (due(g), &g.id));
        }
        blocks.sort_by_key(|(company, goals)| (company.is_none(), goals.first().map(|g| due(g)), *company));
        let mut milestones: BTreeMap<Option<&Id>, Vec<&Milestone>> = BTreeMap::new();
        for m in register.milestones.values() {
            milestones.entry(m.goal.as_ref().map(|g| &g.value)).or_default().push(m);
        }
        for list in milestones.values_mut() {
            list.sort_by_key(|m| (m.done.is_some(), direction::forecast(m), &m.id));
        }
        let mut decisions: BTreeMap<Option<&Id>, Vec<&Decision>> = BTreeMap::new();
        for d in site.assessed.ledger.decisions.iter().rev() {
            // A line of a note without a record bears on what the note is about.
            let note = if d.goal.is_none() { site.note_at(d.place) } else { None };
            let about = note.map(|i| register.notes[i].goals.as_slice()).unwrap_or_default();
            let goals: Vec<&Id> = d.goal.iter().map(|g| &g.value).chain(about).collect();
            if goals.is_empty() {
                decisions.entry(None).or_default().push(d);
            }
            for goal in goals {
                decisions.entry(Some(goal)).or_default().push(d);
            }
        }
        Self { blocks, milestones, decisions }
    }

    /// Goals by page, each with its company goal.
    fn pages(&self) -> Vec<Vec<(Option<&'s str>, &'s Goal)>> {
        let mut pages = vec![Vec::new()];
        let mut weight = 0;
        let under = |of: usize| of.min(LISTED) * 330;
        for (company, goals) in &self.blocks {
            for goal in goals {
                let readings = goal.readings.len().min(READINGS) * 190;
                let own = 5_200
                    + readings
                    + under(self.milestones.get(&Some(&goal.id)).map_or(0, Vec::len))
                    + under(self.decisions.get(&Some(&goal.id)).map_or(0, Vec::len));
                if weight + own > WEIGHT && weight > 0 {
                    pages.push(Vec::new());
                    weight = 0;
                }
                weight += own;
                pages.last_mut().expect("there is a first page").push((*company, *goal));
            }
        }
        pages
    }
}

/// Readings of a goal drawn, the newest.
const READINGS: usize = 60;

/// Where each goal is, below the site's root.
pub(super) fn anchors(site: &Site<'_>) -> BTreeMap<Id, String> {
    let pages = Tree::new(site).pages().into_iter().enumerate();
    pages
        .flat_map(|(n, page)| {
            page.into_iter().map(move |(_, goal)| (goal.id.clone(), format!("{}#g-{}", page_path("goals", n), goal.id)))
        })
        .collect()
}

/// Whether an edition has anything to show here.
pub(super) fn has(site: &Site<'_>) -> bool {
    !site.register.goals.is_empty()
}

/// Every page of the list, with its path.
pub(super) fn pages(site: &Site<'_>) -> Result<Vec<(String, Vec<u8>)>, TemplateError> {
    if !has(site) {
        return Ok(Vec::new());
    }
    let tree = Tree::new(site);
    let all = tree.pages();
    let span = span(site);
    (0..all.len())
        .map(|number| {
            let is_first = number == 0;
            let mut blocks: Vec<Block> = Vec::new();
            let mut before = None;
            for (company, goal) in &all[number] {
                let part = part(site, &tree, goal, span);
                match blocks.last_mut().filter(|_| before == Some(*company)) {
                    Some(block) => block.goals.push(part),
                    None => blocks.push(Block {
                        title: company.map_or_else(|| "No company goal".to_owned(), str::to_owned),
                        goals: vec![part],
                    }),
                }
                before = Some(*company);
            }
            let loose = chain(site, &tree, None);
            let has_loose = number + 1 == all.len() && !(loose.milestones.is_empty() && loose.decisions.is_empty());
            let page = Page {
                finding: finding(site),
                summary: if is_first { summary(site) } else { Vec::new() },
                blocks,
                loose: has_loose.then_some(loose),
                pages: page_links("goals", all.len(), number),
            };
            let title = if is_first { "Goals".to_owned() } else { format!("Goals, page {}", number + 1) };
            Ok((page_path("goals", number), site.page("goals.html", &title, "goals", "", &page)?))
        })
        .collect()
}

/// How each goal with a metric stands.
fn progresses<'s>(site: &Site<'s>) -> impl Iterator<Item = (&'s Goal, Progress)> {
    let as_of = site.assessed.as_of;
    site.register.goals.values().filter_map(move |g| Some((g, direction::progress(g, as_of)?)))
}

fn finding(site: &Site<'_>) -> String {
    let all = site.register.goals.len();
    let count = |stands: &[Stand]| progresses(site).filter(|(_, p)| stands.contains(&p.stand)).count();
    let good = count(&[Stand::Met, Stand::OnPath]);
    let behind = count(&[Stand::Behind, Stand::MetEased]);
    let bad = count(&[Stand::Backwards, Stand::Missed]);
    if all == 0 {
        return "No goal is on file".to_owned();
    }
    let mut said = match all {
        1 if good == 1 => "The one goal is on the path to its target, or there".to_owned(),
        1 => "The one goal is not on the path to its target".to_owned(),
        _ if good == 0 => format!("None of {} goals is on the path to its target", words::number(all)),
        _ => format!(
            "{} of {} goals {} on the path to the target, or there",
            words::sentence(&words::number(good)),
            words::number(all),
            if good == 1 { "is" } else { "are" }
        ),
    };
    if behind > 0 && all > 1 {
        said += &format!("; {} behind", words::counted(behind, "is", "are"));
    }
    if bad > 0 {
        said += &format!("; {} missed, or further off than at the start", words::counted(bad, "is", "are"));
    }
    said
}

fn summary(site: &Site<'_>) -> Vec<String> {
    let eased: Vec<String> = progresses(site)
        .filter(|(_, p)| p.eased > 0)
        .map(|(g, p)| {
            let metric = g.metric.as_ref().map(|m| &m.value);
            let first = p.hardest.map(figure).unwrap_or_default();
            let unit = metric.and_then(|m| m.unit.as_deref());
            let now = p.target.map(|t| with_unit(t.1, unit)).unwrap_or_default();
            format!("{}, from {first} to {now}", g.title)
        })
        .take(3)
        .collect();
    let mut said = Vec::new();
    if !eased.is_empty() {
        said.push(format!("Targets eased: {}. Progress is measured against the hardest one set.", words::join(&eased)));
    }
    let differing: Vec<String> =
        progresses(site).filter(|(g, p)| differs(g, p).is_some()).map(|(g, _)| g.title.clone()).take(3).collect();
    if !differing.is_empty() {
        said.push(format!("Claimed and computed differ: {}.", words::join(&differing)));
    }
    said
}

/// What was claimed against what the readings say, where the two differ.
fn differs(goal: &Goal, p: &Progress) -> Option<String> {
    let claimed = goal.status_reported.last()?.value.1;
    let off = match (claimed, p.stand) {
        (Status::Green, Stand::Behind) => "behind the straight path",
        (Status::Green | Status::Amber, Stand::Backwards) => "further from the target than at the start",
        (Status::Green | Status::Amber, Stand::Missed) => "past its day without the target",
        (Status::Red, Stand::OnPath) => "on the straight path",
        (Status::Red | Status::Amber, Stand::Met) => "at its target",
        _ => return None,
    };
    Some(format!("Claimed {}, and by its readings {off}.", claimed.as_str()))
}

/// The days that all charts of the pages span.
fn span(site: &Site<'_>) -> (Date, Date) {
    let as_of = site.assessed.as_of;
    let (mut from, mut to) = (as_of, as_of);
    for goal in site.register.goals.values() {
        let Some(metric) = &goal.metric else { continue };
        let set = metric.value.targets.iter().map(|t| t.0).chain(metric.value.due);
        for day in set.chain(goal.readings.iter().map(|r| r.value.date)) {
            (from, to) = (from.min(day), to.max(day));
        }
    }
    let reach = jiff::Span::new().days(REACH);
    let margin = jiff::Span::new().days(10);
    let from = from.max(as_of.saturating_sub(reach)).saturating_sub(margin);
    (from, to.min(as_of.saturating_add(reach)).saturating_add(margin))
}

fn part(site: &Site<'_>, tree: &Tree<'_>, goal: &Goal, span: (Date, Date)) -> Part {
    let progress = direction::progress(goal, site.assessed.as_of);
    let metric = goal.metric.as_ref().map(|m| &m.value);
    Part {
        id: goal.id.to_string(),
        title: goal.title.clone(),
        owner: owner(site, goal.owner.as_ref(), ""),
        claimed: claimed(site, &goal.status_reported),
        stand: progress.as_ref().map(stand),
        differs: progress.as_ref().and_then(|p| differs(goal, p)),
        facts: metric.zip(progress.as_ref()).map(|(m, p)| facts(site, goal, m, p)).unwrap_or_default(),
        figure: metric.zip(progress).map(|(m, p)| {
            let readings: Vec<_> = goal.readings.iter().map(|r| (r.value.date, r.value.value.0)).collect();
            let input = GoalInput {
                as_of: site.assessed.as_of,
                name: m.name.clone(),
                unit: m.unit.clone(),
                baseline: m.baseline.map(|b| b.0),
                due: m.due,
                targets: m.targets.iter().map(|(on, t)| (*on, t.0)).collect(),
                readings: readings[readings.len().saturating_sub(READINGS)..].to_vec(),
                progress: p,
                span,
            };
            chart::goal(&input, &format!("c-{}", goal.id)).into()
        }),
        chain: chain(site, tree, Some(&goal.id)),
    }
}

fn stand(p: &Progress) -> Stamp {
    let (class, mark, text) = match p.stand {
        Stand::Met => ("ok", "m-ok", "Target reached"),
        Stand::OnPath => ("ok", "m-ok", "On the path"),
        Stand::MetEased => ("watch", "m-watch", "Eased target reached"),
        Stand::Behind => ("watch", "m-watch", "Behind the path"),
        Stand::Backwards => ("risk", "m-risk", "Further off than at the start"),
        Stand::Missed => ("risk", "m-risk", "Due day missed"),
        Stand::Unmeasured => ("none", "m-none", "Nothing to measure by"),
        Stand::NoTarget => ("none", "m-none", "No target set"),
        Stand::Undated => ("none", "m-none", "Under way, no day set"),
    };
    Stamp::new(class, mark, text)
}

fn facts(site: &Site<'_>, goal: &Goal, metric: &Metric, p: &Progress) -> Vec<(&'static str, String)> {
    let as_of = site.assessed.as_of;
    let unit = metric.unit.as_deref();
    let mut facts = Vec::new();
    if let Some(baseline) = metric.baseline {
        facts.push(("Baseline", with_unit(baseline.0, unit)));
    }
    if let Some((on, value)) = p.latest {
        let source = goal.readings.last().and_then(|r| r.value.source.as_ref());
        let source = source.map(|s| format!("; {s}")).unwrap_or_default();
        facts.push(("Latest", format!("{}, {}{source}", with_unit(value, unit), words::short(on, as_of))));
    }
    if let Some((on, target)) = p.target {
        let since =
            if metric.targets.len() > 1 { format!(", since {}", words::short(on, as_of)) } else { String::new() };
        let before: Vec<String> = metric.targets.iter().rev().skip(1).rev().map(|(_, t)| figure(t.0)).collect();
        let before = if before.is_empty() { String::new() } else { format!("; before {}", before.join(", then ")) };
        facts.push(("Target", format!("{}{since}{before}", with_unit(target, unit))));
    }
    if let Some(due) = metric.due {
        facts.push(("Due", words::short(due, as_of)));
    }
    if let Some(course) = p.course {
        let text = match course {
            Course::Better => "towards the target",
            Course::Same => "no change",
            Course::Worse => "away from the target",
        };
        facts.push(("Last step", text.to_owned()));
    }
    facts
}

fn chain(site: &Site<'_>, tree: &Tree<'_>, goal: Option<&Id>) -> Chain {
    let as_of = site.assessed.as_of;
    let milestones = tree.milestones.get(&goal).map(Vec::as_slice).unwrap_or_default();
    let decisions = tree.decisions.get(&goal).map(Vec::as_slice).unwrap_or_default();
    let day = |date| words::short(date, as_of);
    let milestone = |m: &&Milestone| {
        let end = m.done.as_ref().map_or_else(|| direction::forecast(m), |d| d.value);
        let dates =
            if end == m.baseline_date { day(end) } else { format!("{} \u{2192} {}", day(m.baseline_date), day(end)) };
        Row {
            title: Link { text: m.title.clone(), href: site.milestone_at.get(&m.id).cloned() },
            dates,
            stand: standing(site, m),
        }
    };
    let decision = |d: &&Decision| {
        let on = d.decided.as_ref().or(d.proposed.as_ref()).map(|f| f.value);
        let (class, mark, word) = match d.status {
            DecisionStatus::Proposed => match d.needed_by.as_ref().map(|f| f.value) {
                Some(by) if by < as_of => ("risk", "m-risk", format!("Open, needed by {}", day(by))),
                Some(by) => ("", "m-wait", format!("Open, needed by {}", day(by))),
                None => ("", "m-wait", "Open".to_owned()),
            },
            DecisionStatus::Accepted => ("ok", "m-ok", "Accepted".to_owned()),
            DecisionStatus::Rejected => ("", "m-bar", "Rejected".to_owned()),
            DecisionStatus::Deprecated => ("", "m-bar", "Deprecated".to_owned()),
            DecisionStatus::Superseded => ("", "m-bar", "Superseded".to_owned()),
        };
        Row {
            title: Link { text: d.title.clone(), href: d.id.as_ref().and_then(|id| decisions::href(site, id)) },
            dates: on.map(day).unwrap_or_default(),
            stand: Stamp::new(class, mark, word),
        }
    };
    Chain {
        milestones: milestones.iter().take(LISTED).map(milestone).collect(),
        more_milestones: milestones.len().saturating_sub(LISTED),
        decisions: decisions.iter().take(LISTED).map(decision).collect(),
        more_decisions: decisions.len().saturating_sub(LISTED),
    }
}
