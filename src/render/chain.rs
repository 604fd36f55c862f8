//! The chain from company goal to goal to milestone and decision: which serves which, and on which page a goal is.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::direction::{Stamp, standing};
use super::site::{Link, Site};
use super::{decisions, words};
use crate::assess::direction;
use crate::register::{Decision, DecisionStatus, Goal, Id, Milestone};

/// What a page's goals may weigh, in bytes as estimated.
const WEIGHT: usize = 70_000;
/// Milestones, and decisions, listed under one heading.
const LISTED: usize = 40;
/// Readings of a goal drawn, the newest.
pub(super) const READINGS: usize = 60;

/// Milestones and decisions.
#[derive(Serialize)]
pub(super) struct Chain {
    pub(super) milestones: Vec<Row>,
    more_milestones: usize,
    pub(super) decisions: Vec<Row>,
    more_decisions: usize,
}

/// A milestone or a decision in a few words.
#[derive(Serialize)]
pub(super) struct Row {
    title: Link,
    dates: String,
    stand: Stamp,
}

/// What serves what.
pub(super) struct Tree<'s> {
    /// Company goals in the order shown, each with its goals; the last may have none.
    blocks: Vec<(Option<&'s str>, Vec<&'s Goal>)>,
    milestones: BTreeMap<Option<&'s Id>, Vec<&'s Milestone>>,
    decisions: BTreeMap<Option<&'s Id>, Vec<&'s Decision>>,
}

fn due(goal: &Goal) -> Date {
    goal.metric.as_ref().and_then(|m| m.value.due).unwrap_or(Date::MAX)
}

impl<'s> Tree<'s> {
    /// Of what an edition may see.
    pub(super) fn new(site: &Site<'s>) -> Self {
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
    pub(super) fn pages(&self) -> Vec<Vec<(Option<&'s str>, &'s Goal)>> {
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

/// What bears on a goal, or on none.
pub(super) fn chain(site: &Site<'_>, tree: &Tree<'_>, goal: Option<&Id>) -> Chain {
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
            stand: standing(m, site.assessed.as_of),
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
