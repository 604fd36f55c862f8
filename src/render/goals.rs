//! Goals: each company goal with the goals that serve it, each of those with its metric over time, its milestones and
//! its decisions; then what bears on no goal. Leaves the arithmetic to `assess`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::chain::{Chain, READINGS, Tree, chain};
use super::direction::{Claimed, Stamp, claimed, owner, page_links, page_path};
use super::figures::Figure;
use super::site::{Link, Site};
use super::templates::TemplateError;
use super::words;
use crate::assess::direction::{self, Course, Progress, Stand};
use crate::assess::figure::{figure, with_unit};
use crate::chart::{self, GoalInput};
use crate::register::{Goal, Id, Metric, Status};

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
    /// That the target was made easier since the update before the newest.
    eased: Option<String>,
    facts: Vec<(&'static str, String)>,
    figure: Option<Figure>,
    chain: Chain,
}

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
        1 => lone(site).to_owned(),
        _ if progresses(site).next().is_none() => {
            format!("None of {} goals has anything to measure by", words::number(all))
        }
        _ if good == 0 && behind + bad == 0 => {
            format!("None of {} goals can be held against a path yet", words::number(all))
        }
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

/// What there is to say of one goal alone that isn't on its path.
fn lone(site: &Site<'_>) -> &'static str {
    let Some((goal, progress)) = progresses(site).next() else { return "The one goal has nothing to measure by" };
    match progress.stand {
        Stand::Unmeasured if goal.readings.is_empty() => "The one goal has no reading yet",
        Stand::Unmeasured => "The one goal has nothing to measure its readings by",
        Stand::NoTarget => "The one goal has no target set",
        Stand::Undated => "The one goal is under way, and has no day to reach its target by",
        _ => "The one goal is not on the path to its target",
    }
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
pub(super) fn differs(goal: &Goal, p: &Progress) -> Option<String> {
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
        eased: eased(site, goal),
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

/// What is said beside the reading of a goal whose target was eased lately.
fn eased(site: &Site<'_>, goal: &Goal) -> Option<String> {
    let as_of = site.assessed.as_of;
    let before = site.register.updates.iter().rev().nth(1).map(|update| update.date);
    let (on, was, now) = direction::eased(goal, before.unwrap_or_else(|| words::after(as_of, -28)))?;
    let unit = goal.metric.as_ref().and_then(|m| m.value.unit.as_deref());
    let (on, was, now) = (words::spoken(on, as_of), figure(was), with_unit(now, unit));
    Some(format!("Target eased on {on}, from {was} to {now}: that is no progress, and changes nothing above."))
}

/// How a goal stands, as a status.
pub(crate) fn stand(p: &Progress) -> Stamp {
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
