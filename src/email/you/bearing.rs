//! What of ours bears on what is theirs: goals, milestones and decisions that they own, drive, approve or contribute to,
//! or that their positions and expectations point at. By what the records say, never by likeness of words.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::super::mark::Mark;
use super::super::part::{Part, Row, sentence};
use super::Reader;
use crate::assess::direction::{self, Stage};
use crate::assess::figure::with_unit;
use crate::register::{Decision, DecisionStatus, Expectation, Goal, Id, Milestone, Position, Stakeholder};
use crate::render::{state, words};

/// Why each thing is listed, by its id.
type Reasons<'a> = BTreeMap<&'a Id, Vec<String>>;

/// Letters of their words in a reason.
const QUOTED: usize = 90;

impl Reader<'_> {
    pub(super) fn bearing(&self) -> Option<Part> {
        let me = self.register.stakeholders.get(self.who);
        let positions = || me.into_iter().flat_map(|s: &Stakeholder| &s.positions).map(|p| &p.value);
        let expectations = || me.into_iter().flat_map(|s: &Stakeholder| &s.expectations).map(|e| &e.value);
        let mut dated: Vec<(Date, Row)> = Vec::new();

        let goals = reasons(positions().filter_map(|p| Some((p.goal.as_ref()?, raised(p)))));
        let mut targets = Vec::new();
        for goal in self.register.goals.values() {
            let own = (goal.owner.as_ref() == Some(self.who)).then(|| "You own it".to_owned());
            if let Some(why) = why(own, goals.get(&goal.id)) {
                targets.push(self.goal(goal, why));
            }
        }
        let milestones = reasons(expectations().filter_map(|e| Some((e.milestone.as_ref()?, expected(e)))));
        for milestone in self.register.milestones.values() {
            let own = (milestone.owner.as_ref() == Some(self.who)).then(|| "You own it".to_owned());
            let affects = milestone.affects.iter().any(|a| a.value.0 == *self.who);
            let own = own.or_else(|| affects.then(|| "It affects you".to_owned()));
            let is_news = milestone.done.as_ref().is_none_or(|done| done.value > self.since);
            if let Some(why) = why(own, milestones.get(&milestone.id)).filter(|_| is_news) {
                dated.push((direction::forecast(milestone), self.milestone(milestone, &why)));
            }
        }
        let decisions = reasons(positions().filter_map(|p| Some((p.decision.as_ref()?, raised(p)))));
        for decision in &self.assessed.ledger.decisions {
            let on = decision.decided.as_ref().or(decision.deprecated_on.as_ref()).map(|on| on.value);
            let is_open = decision.status == DecisionStatus::Proposed;
            let pointed = decision.id.as_ref().and_then(|id| decisions.get(id));
            if let Some(why) = why(self.part_in(decision), pointed)
                && (is_open || on.is_some_and(|on| on > self.since))
            {
                let day = decision.needed_by.as_ref().map(|by| by.value).filter(|_| is_open).or(on);
                dated.push((day.unwrap_or(Date::MAX), self.decision(decision, &why)));
            }
        }
        for expectation in expectations() {
            dated.extend(self.answered_by_promise(expectation));
        }
        dated.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| x.title.cmp(&y.title)));
        targets.sort_by(|a, b| a.title.cmp(&b.title));

        let n = dated.len() + targets.len();
        let said = sentence(&[words::counted(n, "thing on record bears on it", "things on record bear on it")]);
        // With the next day, then goals: those run all year.
        let mut part =
            self.part("What matters to you", said, dated.into_iter().map(|(_, row)| row).chain(targets).collect())?;
        let named: Vec<String> = me.into_iter().flat_map(|s| &s.priorities).map(|p| p.value.clone()).collect();
        part.quote = (!named.is_empty()).then(|| format!("You named as priorities: {}.", named.join("; ")));
        Some(part)
    }

    /// Their part in a decision: "You approve it".
    fn part_in(&self, d: &Decision) -> Option<String> {
        let is_me = |field: &crate::register::Field<Id>| field.as_ref().is_some_and(|who| who.value == *self.who);
        let parts: Vec<String> = [
            (is_me(&d.approver), "approve it"),
            (is_me(&d.driver), "drive it"),
            (d.contributors.iter().any(|who| who.value == *self.who), "contribute to it"),
        ]
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, word)| word.to_owned())
        .collect();
        (!parts.is_empty()).then(|| format!("You {}", words::join(&parts)))
    }

    fn goal(&self, goal: &Goal, why: String) -> Row {
        let progress = direction::progress(goal, self.as_of);
        let metric = goal.metric.as_ref().map(|m| &m.value);
        let unit = metric.and_then(|m| m.unit.as_deref());
        let now = progress.as_ref().and_then(|p| p.latest).map(|(_, value)| format!("now {}", with_unit(value, unit)));
        let target = progress.as_ref().and_then(|p| p.target).map(|(_, value)| {
            let due = metric.and_then(|m| m.due).map_or_else(String::new, |due| format!(" by {}", self.short(due)));
            format!("target {}{due}", with_unit(value, unit))
        });
        let note: Vec<String> =
            [Some(why), metric.map(|m| m.name.clone()), now, target].into_iter().flatten().collect();
        let mark = progress.as_ref().map(state::stand).map(|stamp| Mark::of(stamp.class, stamp.text));
        let brief = format!("First of them: {}.", goal.title);
        Row { title: goal.title.clone(), note: note.join("; "), mark, brief, ..Row::default() }
    }

    fn milestone(&self, m: &Milestone, why: &str) -> Row {
        let stamp = state::standing(m, self.as_of);
        let end = m.done.as_ref().map_or_else(|| direction::forecast(m), |done| done.value);
        let first = self.short(m.baseline_date);
        let days = if end == m.baseline_date { first } else { format!("{first} \u{2192} {}", self.short(end)) };
        let done = direction::stage(m, self.as_of) == Stage::Done;
        let brief = if done { "Done" } else { "Next" };
        let brief = format!("{brief}, {}: {}.", self.spoken(end), m.title);
        let mark = Some(Mark::of(stamp.class, stamp.text));
        Row { title: m.title.clone(), note: format!("{why}; {days}"), mark, brief, ..Row::default() }
    }

    fn decision(&self, d: &Decision, why: &str) -> Row {
        let decided = d.decided.as_ref().map(|on| on.value);
        let needed = d.needed_by.as_ref().map(|by| by.value);
        let (mark, day) = match d.status {
            DecisionStatus::Proposed => match needed {
                Some(by) if by < self.as_of => {
                    let past = words::days(words::days_between(by, self.as_of));
                    (Mark::risk(format!("{past} past")), format!("needed by {}", self.short(by)))
                }
                Some(by) => (Mark::wait("To be decided"), format!("needed by {}", self.short(by))),
                None => (Mark::wait("To be decided"), String::new()),
            },
            status => {
                let day = decided.map_or_else(String::new, |on| format!("decided {}", self.short(on)));
                (Mark::none(words::sentence(status.as_str())), day)
            }
        };
        let outcome = d.outcome.as_ref().map(|o| o.value.clone()).unwrap_or_default();
        let note: Vec<&str> = [why, &day, &outcome].into_iter().filter(|text| !text.is_empty()).collect();
        let brief = match (d.status, needed) {
            (DecisionStatus::Proposed, Some(by)) => format!("To be decided by {}: {}.", self.spoken(by), d.title),
            (DecisionStatus::Proposed, None) => format!("To be decided: {}.", d.title),
            _ => format!("Decided: {}.", d.title),
        };
        Row { title: d.title.clone(), note: note.join("; "), mark: Some(mark), brief, ..Row::default() }
    }

    /// What they expect and a promise answers, unless that was closed a while ago.
    fn answered_by_promise(&self, e: &Expectation) -> Option<(Date, Row)> {
        let id = e.commitment.as_ref()?;
        let c = self.assessed.ledger.commitments.iter().find(|c| c.id.as_ref() == Some(id))?;
        let closed = c.done.or(c.cancelled);
        let stamp = state::fate(c, self.as_of);
        let row = Row {
            title: words::sentence(&e.what),
            note: format!("You expect it; promised: {}", c.text),
            mark: Some(Mark::of(stamp.class, stamp.text)),
            brief: format!("You expect: {}.", e.what),
            ..Row::default()
        };
        closed.is_none_or(|on| on > self.since).then(|| (c.due.unwrap_or(Date::MAX), row))
    }
}

fn reasons<'a>(all: impl Iterator<Item = (&'a Id, String)>) -> Reasons<'a> {
    let mut reasons = Reasons::new();
    for (id, why) in all {
        let list = reasons.entry(id).or_default();
        if !list.contains(&why) {
            list.push(why);
        }
    }
    reasons
}

/// Their part, and what points at it; `None` where neither does.
fn why(own: Option<String>, pointed: Option<&Vec<String>>) -> Option<String> {
    let all: Vec<String> = own.into_iter().chain(pointed.into_iter().flatten().cloned()).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

fn raised(position: &Position) -> String {
    format!("You spoke of \u{201c}{}\u{201d}", short(&position.topic))
}

fn expected(expectation: &Expectation) -> String {
    format!("You expect: {}", short(&expectation.what))
}

fn short(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((at, _)) => format!("{}\u{2026}", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
