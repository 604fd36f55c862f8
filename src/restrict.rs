//! Restrict: takes the register, an audience and the as-of date; gives a register that holds nothing else than
//! what that audience may see and what was known by that day. Comes before every count, so that none can leak.
//! File numbers, line numbers and references are given anew from what remains.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::register::{
    Attendee, Audience, BoxState, Decision, DecisionStatus, Feedback, Field, Id, Labelled, Passage, Plan, Preferences,
    PromiseLine, Register, Stakeholder, TeamMember,
};
use crate::source::{FileId, Place};

mod meetings;
mod passages;
mod records;

/// What `audience` may see of `register`, as it was known on `as_of`.
pub fn restrict(register: &Register, audience: Audience, as_of: Date) -> Register {
    let mut cut = Cut::new(register, audience, as_of);
    // The first time tells which files remain, for which no text is needed; their order is then that of their paths
    // again.
    drop(cut.register());
    cut.rank_files();
    cut.depth = Depth::Texts;
    let mut seen = cut.register();
    seen.files = cut.into_files();
    seen
}

/// The facts that a register of the pm's held on an earlier day, to reckon with: without the notes' texts, and with the
/// register's own files.
pub(crate) fn facts(register: &Register, on: Date) -> Register {
    let mut cut = Cut::new(register, Audience::Pm, on);
    (0..).zip(&mut cut.files).for_each(|(number, file)| *file = AtomicU32::new(number));
    cut.depth = Depth::Facts;
    let mut known = cut.register();
    known.files.clone_from(&register.files);
    known
}

/// How much is taken over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// What tells which files remain.
    Files,
    /// Everything but the notes' texts.
    Facts,
    /// Everything.
    Texts,
}

/// No number of a file.
const UNSEEN: u32 = u32::MAX;

/// The knife: what is visible, by whom and on which day.
struct Cut<'a> {
    register: &'a Register,
    audience: Audience,
    as_of: Date,
    people: BTreeSet<&'a Id>,
    decisions: BTreeSet<&'a Id>,
    commitments: BTreeSet<&'a Id>,
    /// The number of each of the whole register's files in the cut one; [`UNSEEN`] where nothing of it is in sight.
    files: Vec<AtomicU32>,
    meetings: meetings::Meetings,
    depth: Depth,
}

impl<'a> Cut<'a> {
    fn new(register: &'a Register, audience: Audience, as_of: Date) -> Self {
        let shows = |label: Audience| label.is_visible_to(audience);
        let people: BTreeSet<&Id> = register
            .team
            .iter()
            .map(|m| &m.id)
            .chain(register.stakeholders.values().filter(|s| shows(s.label)).map(|s| &s.id))
            .collect();
        let decisions = register
            .decisions
            .iter()
            .filter(|d| shows(d.label) && known_on(d).is_none_or(|day| day <= as_of))
            .filter_map(|d| d.id.as_ref())
            .collect();
        let mut commitments: Vec<&Id> = register
            .promise_lines
            .par_iter()
            .filter(|l| shows(l.label) && l.date <= as_of && people.contains(&l.from) && people.contains(&l.to))
            .filter_map(|l| l.id.as_ref())
            .collect();
        commitments.par_sort_unstable();
        Self {
            register,
            audience,
            as_of,
            people,
            decisions,
            commitments: commitments.into_iter().collect(),
            files: register.files.iter().map(|_| AtomicU32::new(UNSEEN)).collect(),
            meetings: meetings::Meetings::new(register, |n| shows(n.label) && n.date.is_none_or(|day| day <= as_of)),
            depth: Depth::Files,
        }
    }

    /// Everything in sight, but for the file table.
    fn register(&self) -> Register {
        let all = self.register;
        let stakeholders = all.stakeholders.values().filter(|s| self.shows(s.label));
        let (notes, (promise_lines, stakeholders)) = rayon::join(
            || self.notes(),
            || {
                let stakeholders = || stakeholders.map(|s| (s.id.clone(), self.stakeholder(s))).collect();
                rayon::join(|| self.promise_lines(), stakeholders)
            },
        );
        Register {
            team: all.team.iter().map(|member| self.member(member)).collect(),
            // FORMAT's table doesn't name pauses: they are for pm.
            pauses: all.pauses.iter().filter(|p| self.has_lines() && self.is_past(p.from)).cloned().collect(),
            stakeholders,
            groups: self.groups(),
            goals: self.goals(),
            milestones: self.milestones(),
            decisions: self.decisions(),
            risks: self.risks(),
            pulses: self.pulses(),
            promise_lines,
            feedback: self.feedback(),
            told_lines: self.told_lines(),
            sentiment: self.sentiment(),
            consulted_lines: self.consulted_lines(),
            notes,
            updates: self.updates(),
            uncounted: self.uncounted(),
            files: Vec::new(),
        }
    }

    /// Numbers the files met so far in the order of the whole register's.
    fn rank_files(&mut self) {
        let met = self.files.iter_mut().map(AtomicU32::get_mut).filter(|file| **file != UNSEEN);
        met.zip(0..).for_each(|(file, rank)| *file = rank);
    }

    fn shows(&self, label: Audience) -> bool {
        label.is_visible_to(self.audience)
    }

    fn knows(&self, id: &Id) -> bool {
        self.people.contains(id)
    }

    fn is_past(&self, date: Date) -> bool {
        date <= self.as_of
    }

    /// The place in the restricted file table: a line, and that in the pm edition only.
    fn place(&self, place: Place) -> Place {
        let number = &self.files[place.file.0 as usize];
        // While files are looked for, any number shows that this one was met.
        let known = number.load(Ordering::Relaxed);
        if known == UNSEEN {
            number.store(0, Ordering::Relaxed);
        }
        let file = FileId(if known == UNSEEN { 0 } else { known });
        // Which meeting of its file: what holds a place must be known where lines aren't printed, too.
        let start = self.meetings.rank(place);
        Place { file, line: if self.has_lines() { place.line } else { 0 }, start, end: start }
    }

    /// Whether lines are printed: in the pm edition, which sees whole files. In a wider one, whether a file is wholly
    /// visible would itself tell that something in it is hidden.
    fn has_lines(&self) -> bool {
        self.audience == Audience::Pm
    }

    fn into_files(self) -> Vec<Arc<str>> {
        let numbers = self.files.into_iter().map(AtomicU32::into_inner);
        numbers.zip(&self.register.files).filter(|(n, _)| *n != UNSEEN).map(|(_, path)| Arc::clone(path)).collect()
    }

    fn labelled<T>(&self, from: &Labelled<T>, value: T) -> Labelled<T> {
        Labelled { value, label: from.label, place: self.place(from.place) }
    }

    fn field<T: Clone>(&self, field: &Field<T>) -> Field<T> {
        self.field_if(field, |_| true)
    }

    fn field_if<T: Clone>(&self, field: &Field<T>, keep: impl Fn(&T) -> bool) -> Field<T> {
        field.as_ref().filter(|f| self.shows(f.label) && keep(&f.value)).map(|f| self.labelled(f, f.value.clone()))
    }

    fn list<T: Clone>(&self, list: &[Labelled<T>]) -> Vec<Labelled<T>> {
        self.list_if(list, |_| true)
    }

    fn list_if<T: Clone>(&self, list: &[Labelled<T>], keep: impl Fn(&T) -> bool) -> Vec<Labelled<T>> {
        self.list_map(list, |value| keep(value).then(|| value.clone()))
    }

    fn list_map<T>(&self, list: &[Labelled<T>], map: impl Fn(&T) -> Option<T>) -> Vec<Labelled<T>> {
        list.iter()
            .filter(|f| self.shows(f.label))
            .filter_map(|f| map(&f.value).map(|value| self.labelled(f, value)))
            .collect()
    }

    fn past(&self, field: &Field<Date>) -> Field<Date> {
        self.field_if(field, |date| self.is_past(*date))
    }

    fn person(&self, field: &Field<Id>) -> Field<Id> {
        self.field_if(field, |id| self.knows(id))
    }

    fn decision_ref(&self, id: Option<&Id>) -> Option<Id> {
        id.filter(|id| self.decisions.contains(id)).cloned()
    }

    fn goal_ref(&self, id: Option<&Id>) -> Option<Id> {
        id.filter(|id| self.register.goals.get(id).is_some_and(|g| self.shows(g.label))).cloned()
    }

    fn milestone_ref(&self, id: Option<&Id>) -> Option<Id> {
        id.filter(|id| self.register.milestones.get(id).is_some_and(|m| self.shows(m.label))).cloned()
    }

    /// One of ours; aliases and address are the team's to know.
    fn member(&self, member: &TeamMember) -> TeamMember {
        let knows = self.shows(Audience::Team);
        TeamMember {
            aliases: if knows { member.aliases.clone() } else { Vec::new() },
            email: member.email.clone().filter(|_| knows),
            audience: if self.audience == Audience::Pm { member.audience } else { Audience::Everyone },
            ..member.clone()
        }
    }

    fn plan(&self, plan: &Plan) -> Plan {
        Plan {
            objective: self.field(&plan.objective),
            strategy: self.field(&plan.strategy),
            meeting_format: self.field(&plan.meeting_format),
            reporting_style: self.field(&plan.reporting_style),
            cadence_days: self.field(&plan.cadence_days),
            max_gap_days: self.field(&plan.max_gap_days),
            key_messages: self.list(&plan.key_messages),
            feedback_sla_days: self.field(&plan.feedback_sla_days),
            minutes: self.field(&plan.minutes),
        }
    }

    fn stakeholder(&self, s: &Stakeholder) -> Stakeholder {
        Stakeholder {
            id: s.id.clone(),
            label: s.label,
            place: self.place(s.place),
            name: s.name.clone(),
            kind: s.kind,
            title: self.field(&s.title),
            organisation: self.field(&s.organisation),
            group: self.field_if(&s.group, |id| self.register.groups.get(id).is_some_and(|g| self.shows(g.label))),
            email: self.field(&s.email),
            aliases: self.list(&s.aliases),
            formerly: self.list(&s.formerly),
            relationship_owner: self.person(&s.relationship_owner),
            since: self.past(&s.since),
            left_on: self.past(&s.left_on),
            retention_until: self.field(&s.retention_until),
            // What mail to them may hold is ours to know (FORMAT's table doesn't name it: pm).
            audience: s.audience.filter(|_| self.audience == Audience::Pm),
            priorities: self.list(&s.priorities),
            concerns: self.list(&s.concerns),
            expectations: self.list_map(&s.expectations, |e| {
                e.on.is_none_or(|on| self.is_past(on)).then(|| crate::register::Expectation {
                    commitment: e.commitment.clone().filter(|id| self.commitments.contains(id)),
                    milestone: self.milestone_ref(e.milestone.as_ref()),
                    ..e.clone()
                })
            }),
            preferences: Preferences {
                channel: self.field(&s.preferences.channel),
                format: self.field(&s.preferences.format),
                detail: self.field(&s.preferences.detail),
            },
            positions: self.list_map(&s.positions, |p| {
                self.is_past(p.on).then(|| crate::register::Position {
                    goal: self.goal_ref(p.goal.as_ref()),
                    decision: self.decision_ref(p.decision.as_ref()),
                    ..p.clone()
                })
            }),
            plan: self.plan(&s.plan),
            assessments: self.list_if(&s.assessments, |a| self.is_past(a.date)),
            overrides: self.list_if(&s.overrides, |o| self.is_past(o.on)),
            pauses: self.list_if(&s.pauses, |p| self.is_past(p.from)),
            planned: self.list_map(&s.planned, |p| {
                self.is_past(p.on).then(|| crate::register::Planned {
                    with: p.with.iter().filter(|id| self.knows(id)).cloned().collect(),
                    ..p.clone()
                })
            }),
        }
    }

    fn promise_lines(&self) -> Vec<PromiseLine> {
        let is_in_sight = |line: &&PromiseLine| {
            self.shows(line.label) && self.is_past(line.date) && self.knows(&line.from) && self.knows(&line.to)
        };
        let in_sight = self.register.promise_lines.par_iter().filter(is_in_sight);
        if self.depth == Depth::Files {
            in_sight.for_each(|line| _ = self.place(line.place));
            return Vec::new();
        }
        let cut = |line: &PromiseLine| PromiseLine {
            place: self.place(line.place),
            state: self.state(line.state),
            renegotiated: line.renegotiated.iter().filter(|(on, _)| self.is_past(*on)).copied().collect(),
            ..line.clone()
        };
        in_sight.map(cut).collect()
    }

    /// A box closed later is still open.
    fn state(&self, state: BoxState) -> BoxState {
        match state {
            BoxState::Done(Some(day)) | BoxState::Cancelled(Some(day)) if !self.is_past(day) => BoxState::Open,
            _ => state,
        }
    }

    fn attendees(&self, list: &[Attendee]) -> Vec<Attendee> {
        list.iter()
            .filter(|a| self.shows(a.label) && a.who.as_ref().is_none_or(|id| self.knows(id)))
            .map(|a| Attendee { place: self.place(a.place), ..a.clone() })
            .collect()
    }

    fn passages(&self, list: &[Passage]) -> Vec<Passage> {
        if self.depth != Depth::Texts {
            return Vec::new();
        }
        passages::visible(list, self.audience, self.as_of, self.has_lines())
    }
}

/// When a decision became known: proposed, else decided.
fn known_on(decision: &Decision) -> Option<Date> {
    decision.proposed.as_ref().or(decision.decided.as_ref()).map(|f| f.value)
}

/// Fills what `into` doesn't say from another line or record of the same decision.
fn fill_decision(into: &mut Decision, from: Decision) {
    fn fill<T>(into: &mut Field<T>, from: Field<T>) {
        if into.is_none() {
            *into = from;
        }
    }
    fill(&mut into.decided, from.decided);
    fill(&mut into.driver, from.driver);
    fill(&mut into.approver, from.approver);
    fill(&mut into.goal, from.goal);
    if into.status == DecisionStatus::Proposed {
        into.status = from.status;
    }
}

/// Fills what `into` doesn't say from another line or record of the same feedback.
fn fill_feedback(into: &mut Feedback, from: Feedback) {
    if into.told.is_none() {
        into.told = from.told;
        into.response = into.response.take().or(from.response);
        into.outcome = into.outcome.take().or(from.outcome);
        into.reason = into.reason.take().or(from.reason);
    }
}
