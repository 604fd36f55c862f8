//! The cut through each kind of record: what is labelled out of sight or dated later goes, state follows.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::register::{
    Ask, ConsultedLine, Decision, DecisionStatus, Feedback, Forecast, Goal, Group, Id, Labelled, Metric, Milestone,
    Note, Pulse, Reading, Risk, SentimentMark, Task, ToldLine, Uncounted, Update,
};

use super::{Cut, Depth, fill_decision, fill_feedback, known_on};

impl Cut<'_> {
    pub(super) fn groups(&self) -> BTreeMap<Id, Group> {
        self.register
            .groups
            .values()
            .filter(|g| self.shows(g.label))
            .map(|g| {
                let audience = if self.shows(crate::register::Audience::Pm) {
                    g.audience
                } else {
                    crate::register::Audience::Everyone
                };
                (g.id.clone(), Group { place: self.place(g.place), plan: self.plan(&g.plan), audience, ..g.clone() })
            })
            .collect()
    }

    pub(super) fn goals(&self) -> BTreeMap<Id, Goal> {
        self.register
            .goals
            .values()
            .filter(|g| self.shows(g.label))
            .map(|g| {
                let metric = g.metric.as_ref().filter(|m| self.shows(m.label)).map(|m| {
                    let targets = m.value.targets.iter().filter(|(on, _)| self.is_past(*on)).copied().collect();
                    self.labelled(m, Metric { targets, ..m.value.clone() })
                });
                let goal = Goal {
                    id: g.id.clone(),
                    label: g.label,
                    place: self.place(g.place),
                    title: g.title.clone(),
                    owner: g.owner.clone().filter(|id| self.knows(id)),
                    strategic_goal: self.field(&g.strategic_goal),
                    status_reported: self.list_if(&g.status_reported, |(on, _)| self.is_past(*on)),
                    metric,
                    readings: self.list_if(&g.readings, |r: &Reading| self.is_past(r.date)),
                };
                (g.id.clone(), goal)
            })
            .collect()
    }

    pub(super) fn milestones(&self) -> BTreeMap<Id, Milestone> {
        self.register
            .milestones
            .values()
            .filter(|m| self.shows(m.label))
            .map(|m| {
                let milestone = Milestone {
                    id: m.id.clone(),
                    label: m.label,
                    place: self.place(m.place),
                    title: m.title.clone(),
                    owner: m.owner.clone().filter(|id| self.knows(id)),
                    baseline_date: m.baseline_date,
                    goal: self.field_if(&m.goal, |id| self.goal_ref(Some(id)).is_some()),
                    forecasts: self.list_if(&m.forecasts, |f: &Forecast| self.is_past(f.on)),
                    done: self.past(&m.done),
                    status_reported: self.list_if(&m.status_reported, |(on, _)| self.is_past(*on)),
                    affects: self.list_map(&m.affects, |(who, told)| {
                        self.knows(who).then(|| (who.clone(), told.filter(|day| self.is_past(*day))))
                    }),
                };
                (m.id.clone(), milestone)
            })
            .collect()
    }

    /// Decisions in sight, the lines and the record of one id folded into one.
    pub(super) fn decisions(&self) -> Vec<Decision> {
        let in_sight: Vec<&Decision> = self.register.decisions.iter().filter(|d| self.shows(d.label)).collect();
        let mut successors: BTreeMap<&Id, bool> = BTreeMap::new();
        for decision in &in_sight {
            if let Some(old) = &decision.supersedes
                && self.shows(old.label)
            {
                let decided = decision.decided.as_ref().is_some_and(|d| self.shows(d.label) && self.is_past(d.value));
                *successors.entry(&old.value).or_default() |= decided;
            }
        }
        let mut kept: Vec<Decision> = Vec::new();
        let mut by_id: BTreeMap<Id, usize> = BTreeMap::new();
        for decision in in_sight.iter().filter(|d| known_on(d).is_none_or(|day| self.is_past(day))) {
            let successor = decision.id.as_ref().and_then(|id| successors.get(id)).copied();
            let cut = self.decision(decision, successor);
            if let Some(&at) = cut.id.as_ref().and_then(|id| by_id.get(id)) {
                fill_decision(&mut kept[at], cut);
                continue;
            }
            if let Some(id) = &cut.id {
                by_id.insert(id.clone(), kept.len());
            }
            kept.push(cut);
        }
        kept
    }

    /// One decision. `successor`: whether one in sight that supersedes it is decided by the as-of date; `None`: there is none.
    fn decision(&self, d: &Decision, successor: Option<bool>) -> Decision {
        let decided = self.past(&d.decided);
        let is_later = d.decided.as_ref().is_some_and(|f| self.shows(f.label)) && decided.is_none();
        let deprecated_on = self.past(&d.deprecated_on);
        let deprecated_later = d.deprecated_on.as_ref().is_some_and(|f| self.shows(f.label)) && deprecated_on.is_none();
        let status = match d.status {
            _ if is_later => DecisionStatus::Proposed,
            DecisionStatus::Accepted | DecisionStatus::Superseded if successor == Some(true) => {
                DecisionStatus::Superseded
            }
            DecisionStatus::Superseded if successor == Some(false) => DecisionStatus::Accepted,
            DecisionStatus::Deprecated if deprecated_later => DecisionStatus::Accepted,
            status => status,
        };
        Decision {
            id: d.id.clone(),
            label: d.label,
            place: self.place(d.place),
            title: d.title.clone(),
            status,
            proposed: self.field(&d.proposed),
            needed_by: self.field(&d.needed_by),
            driver: self.person(&d.driver),
            approver: self.person(&d.approver),
            contributors: self.list_if(&d.contributors, |id| self.knows(id)),
            informed: self.list_if(&d.informed, |id| self.knows(id)),
            consulted: self.consulted(d.consulted.as_deref()),
            options: self.list(&d.options),
            recommendation: self.field(&d.recommendation),
            outcome: if is_later { None } else { self.field(&d.outcome) },
            rationale: if is_later { None } else { self.field(&d.rationale) },
            supersedes: self.field_if(&d.supersedes, |id| self.decision_ref(Some(id)).is_some()),
            goal: self.field_if(&d.goal, |id| self.goal_ref(Some(id)).is_some()),
            revisit_on: self.field(&d.revisit_on),
            decided,
            deprecated_on,
        }
    }

    /// Who was asked. Where the edition may see none of those named, it can't tell that nobody was.
    fn consulted(&self, list: Option<&[Labelled<(Id, Date)>]>) -> Option<Vec<Labelled<(Id, Date)>>> {
        let list = list?;
        let in_sight = self.list_if(list, |(id, _)| self.knows(id));
        let is_hidden = in_sight.is_empty() && !list.is_empty();
        (!is_hidden).then(|| in_sight.into_iter().filter(|entry| self.is_past(entry.value.1)).collect())
    }

    pub(super) fn risks(&self) -> BTreeMap<Id, Risk> {
        self.register
            .risks
            .values()
            .filter(|r| self.shows(r.label) && self.is_past(r.opened))
            .map(|r| {
                let risk = Risk {
                    id: r.id.clone(),
                    label: r.label,
                    place: self.place(r.place),
                    event: r.event.clone(),
                    owner: r.owner.clone().filter(|id| self.knows(id)),
                    opened: r.opened,
                    cause: self.field(&r.cause),
                    effect: self.field(&r.effect),
                    category: self.field(&r.category),
                    readings: self.list_if(&r.readings, |(on, _, _)| self.is_past(*on)),
                    response: self.field(&r.response),
                    path_to_green: self.field(&r.path_to_green),
                    review_by: self.field(&r.review_by),
                    closed: self.past(&r.closed),
                };
                (r.id.clone(), risk)
            })
            .collect()
    }

    pub(super) fn pulses(&self) -> Vec<Pulse> {
        self.register
            .pulses
            .iter()
            .filter(|p| self.shows(p.label) && self.is_past(p.date))
            .map(|p| Pulse {
                place: self.place(p.place),
                group: p.group.clone().filter(|id| self.register.groups.get(id).is_some_and(|g| self.shows(g.label))),
                ..p.clone()
            })
            .collect()
    }

    /// Feedback in sight; a second line or record of one id only fills what the first doesn't say.
    pub(super) fn feedback(&self) -> Vec<Feedback> {
        let mut kept: Vec<Feedback> = Vec::new();
        let mut by_id: BTreeMap<Id, usize> = BTreeMap::new();
        for f in
            self.register.feedback.iter().filter(|f| self.shows(f.label) && self.is_past(f.date) && self.knows(&f.from))
        {
            let told = self.past(&f.told);
            let answered = self.past(&f.answered);
            let is_dated = f.told.is_some() || f.answered.is_some();
            let is_known = told.is_some() || answered.is_some() || !is_dated;
            let cut = Feedback {
                place: self.place(f.place),
                response: if is_known { self.field(&f.response) } else { None },
                outcome: if is_known { self.field(&f.outcome) } else { None },
                reason: if is_known { self.field(&f.reason) } else { None },
                decision: self.field_if(&f.decision, |id| self.decision_ref(Some(id)).is_some()),
                told,
                answered,
                ..f.clone()
            };
            if let Some(&at) = cut.id.as_ref().and_then(|id| by_id.get(id)) {
                fill_feedback(&mut kept[at], cut);
                continue;
            }
            if let Some(id) = &cut.id {
                by_id.insert(id.clone(), kept.len());
            }
            kept.push(cut);
        }
        kept
    }

    pub(super) fn told_lines(&self) -> Vec<ToldLine> {
        self.register
            .told_lines
            .iter()
            .filter(|l| self.shows(l.label) && self.is_past(l.date) && self.knows(&l.who))
            .map(|l| ToldLine { place: self.place(l.place), ..l.clone() })
            .collect()
    }

    pub(super) fn sentiment(&self) -> Vec<SentimentMark> {
        self.register
            .sentiment
            .iter()
            .filter(|l| self.shows(l.label) && self.is_past(l.date) && self.knows(&l.who))
            .map(|l| SentimentMark { place: self.place(l.place), ..l.clone() })
            .collect()
    }

    pub(super) fn consulted_lines(&self) -> Vec<ConsultedLine> {
        self.register
            .consulted_lines
            .iter()
            .filter(|l| self.shows(l.label) && self.is_past(l.date) && self.knows(&l.who))
            .map(|l| ConsultedLine { place: self.place(l.place), ..l.clone() })
            .collect()
    }

    pub(super) fn notes(&self) -> Vec<Note> {
        let in_sight = self.register.notes.par_iter();
        let in_sight = in_sight.filter(|n| self.shows(n.label) && n.date.is_none_or(|day| self.is_past(day)));
        if self.depth == Depth::Files {
            // Everything of a note lies in its file.
            in_sight.for_each(|n| _ = self.place(n.place));
            return Vec::new();
        }
        in_sight
            .map(|n| Note {
                label: n.label,
                place: self.place(n.place),
                date: n.date,
                title: n.title.clone(),
                kind: n.kind,
                two_way: n.two_way,
                attendees: self.attendees(&n.attendees),
                regrets: self.attendees(&n.regrets),
                absent: self.attendees(&n.absent),
                // Only a score takes it, and who was absent may be hidden.
                records_absence: n.records_absence && self.has_lines(),
                goals: n.goals.iter().filter(|id| self.goal_ref(Some(id)).is_some()).cloned().collect(),
                tags: n.tags.clone(),
                passages: self.passages(&n.passages),
                tasks: n.tasks.iter().filter(|t| self.shows(t.label)).map(|t| self.task(*t)).collect(),
                wild: n.wild,
            })
            .collect()
    }

    /// A box closed later is still open.
    fn task(&self, task: Task) -> Task {
        let line = if self.has_lines() { task.line } else { 0 };
        let is_later = task.closed.is_some_and(|day| !self.is_past(day));
        let is_done = task.is_done && !is_later;
        Task { line, is_done, closed: task.closed.filter(|_| is_done), ..task }
    }

    pub(super) fn updates(&self) -> Vec<Update> {
        self.register
            .updates
            .iter()
            .filter(|u| self.shows(u.label) && self.is_past(u.date))
            .map(|u| Update {
                label: u.label,
                place: self.place(u.place),
                date: u.date,
                headline: u.headline.clone(),
                period: self.field(&u.period),
                next: self.field(&u.next),
                status_reported: self.field(&u.status_reported),
                asks: u.asks.iter().filter(|a| self.shows(a.label)).map(|a| self.ask(a)).collect(),
                passages: self.passages(&u.passages),
            })
            .collect()
    }

    fn ask(&self, ask: &Labelled<Ask>) -> Labelled<Ask> {
        let answered = ask.value.answered.filter(|day| self.is_past(*day));
        let is_later = ask.value.answered.is_some() && answered.is_none();
        let value = Ask {
            from: ask.value.from.clone().filter(|id| self.knows(id)),
            answered,
            outcome: ask.value.outcome.clone().filter(|_| !is_later),
            withdrawn: ask.value.withdrawn.filter(|day| self.is_past(*day)),
            ..ask.value.clone()
        };
        self.labelled(ask, value)
    }

    pub(super) fn uncounted(&self) -> Vec<Uncounted> {
        self.register
            .uncounted
            .iter()
            .filter(|u| self.shows(u.label) && u.date.is_none_or(|day| self.is_past(day)))
            .map(|u| Uncounted { place: self.place(u.place), ..u.clone() })
            .collect()
    }
}
