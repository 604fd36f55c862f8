//! The ledger: takes the register, gives every promise, piece of feedback and decision with its state on the
//! date, and who had which dealings. Scoreless: it is what every edition shows.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::calendar::{after_working_days, date, day};
use super::promise::{self, Folded, Phase};
use super::{Dealings, Ledger, Loop};
use crate::config::HealthConfig;
use crate::register::{Decision, Feedback, FeedbackKind, Id, Labelled, Plan, Register, Stakeholder, ToldLine};

/// Everything folded from lines; the phases of each commitment beside it.
pub(super) struct Books {
    pub(super) ledger: Ledger,
    /// By index of `ledger.commitments`.
    pub(super) phases: Vec<Vec<Phase>>,
}

/// Folds the register as of a date.
pub(super) fn books(register: &Register, config: &HealthConfig, as_of: Date) -> Books {
    let (folded, ((loops, decisions), touchpoints)) = rayon::join(
        || promise::fold(&register.promise_lines, as_of),
        || {
            let answered = || (loops(register, config, as_of), decisions(register, as_of));
            rayon::join(answered, || touchpoints(register, as_of))
        },
    );
    let (commitments, phases) = folded.into_iter().map(|Folded { commitment, phases }| (commitment, phases)).unzip();
    let mut ledger = Ledger { commitments, loops, decisions, dealings: touchpoints };
    add_dealings(&mut ledger);
    Books { ledger, phases }
}

/// A number of a stakeholder's plan, else of the group's.
pub(super) fn planned<'a>(
    register: &'a Register,
    stakeholder: &'a Stakeholder,
    field: impl Fn(&'a Plan) -> Option<u32>,
) -> Option<u32> {
    let group = stakeholder.group.as_ref().and_then(|group| register.groups.get(&group.value));
    field(&stakeholder.plan).or_else(|| group.and_then(|group| field(&group.plan)))
}

/// Feedback with its loop: the first told counts, whether in the record or on a line.
fn loops(register: &Register, config: &HealthConfig, as_of: Date) -> Vec<Loop> {
    let mut told: BTreeMap<(&Id, &Id), &ToldLine> = BTreeMap::new();
    for line in register.told_lines.iter().filter(|line| line.date <= as_of) {
        let first = told.entry((&line.feedback, &line.who)).or_insert(line);
        let key = |line: &ToldLine| (line.date, line.place.file, line.place.start);
        if key(line) < key(first) {
            *first = line;
        }
    }
    let known = register.feedback.iter().filter(|feedback| feedback.date <= as_of);
    let mut loops: Vec<Loop> = known
        .map(|feedback| {
            let line = feedback.id.as_ref().and_then(|id| told.get(&(id, &feedback.from)).copied());
            close_loop(register, config, as_of, feedback.clone(), line)
        })
        .collect();
    loops.sort_by_key(|l| (l.feedback.date, l.feedback.place.file, l.feedback.place.start));
    loops
}

fn close_loop(
    register: &Register,
    config: &HealthConfig,
    as_of: Date,
    mut feedback: Feedback,
    line: Option<&ToldLine>,
) -> Loop {
    feedback.told = feedback.told.filter(|told| told.value <= as_of);
    if let Some(line) = line {
        let field = |value: &str| Labelled { value: value.to_owned(), label: line.label, place: line.place };
        if feedback.told.as_ref().is_none_or(|told| line.date < told.value) {
            feedback.told = Some(Labelled { value: line.date, label: line.label, place: line.place });
        }
        if feedback.outcome.is_none() {
            feedback.outcome = Some(Labelled { value: line.outcome, label: line.label, place: line.place });
        }
        let declined = line.outcome == crate::register::Outcome::Declined;
        let text = if declined { &mut feedback.reason } else { &mut feedback.response };
        if text.is_none() && !line.text.is_empty() {
            *text = Some(field(&line.text));
        }
    }
    let stakeholder = register.stakeholders.get(&feedback.from);
    let days = stakeholder
        .and_then(|who| planned(register, who, |plan| plan.feedback_sla_days.as_ref().map(|days| days.value)))
        .unwrap_or(config.feedback_sla_days);
    let opens = feedback.kind != FeedbackKind::Praise;
    Loop {
        due: opens.then(|| date(after_working_days(day(feedback.date), days))),
        told_place: feedback.told.as_ref().map(|told| told.place),
        feedback,
    }
}

/// Decisions with the consulted lines folded in.
fn decisions(register: &Register, as_of: Date) -> Vec<Decision> {
    let mut asked: BTreeMap<&Id, Vec<Labelled<(Id, Date)>>> = BTreeMap::new();
    for line in register.consulted_lines.iter().filter(|line| line.date <= as_of) {
        let value = (line.who.clone(), line.date);
        asked.entry(&line.decision).or_default().push(Labelled { value, label: line.label, place: line.place });
    }
    let mut decisions: Vec<Decision> = register.decisions.clone();
    for decision in &mut decisions {
        if let Some(list) = &mut decision.consulted {
            list.retain(|consulted| consulted.value.1 <= as_of);
        }
        if let Some(lines) = decision.id.as_ref().and_then(|id| asked.get(id)) {
            let list = decision.consulted.get_or_insert_default();
            list.extend(lines.iter().cloned());
            list.sort_by(|a, b| a.value.1.cmp(&b.value.1).then_with(|| a.value.0.cmp(&b.value.0)));
        }
    }
    decisions.sort_by_key(|decision| {
        let dated = decision.proposed.as_ref().or(decision.decided.as_ref()).map(|date| date.value);
        (dated, decision.place.file, decision.place.start)
    });
    decisions
}

/// Who was at which notes; every stakeholder has an entry.
fn touchpoints(register: &Register, as_of: Date) -> BTreeMap<Id, Dealings> {
    let mut all: BTreeMap<Id, Dealings> =
        register.stakeholders.keys().map(|id| (id.clone(), Dealings::default())).collect();
    let mut notes: Vec<usize> = (0..register.notes.len()).collect();
    notes.sort_by_key(|index| register.notes[*index].date);
    for index in notes {
        let note = &register.notes[index];
        if note.date.is_none_or(|date| date > as_of) {
            continue;
        }
        for who in note.attendees.iter().filter_map(|attendee| attendee.who.as_ref()) {
            if let Some(dealings) = all.get_mut(who) {
                add(&mut dealings.touchpoints, index);
            }
        }
    }
    all
}

/// Who had which promises, feedback and decisions.
fn add_dealings(ledger: &mut Ledger) {
    let all = &mut ledger.dealings;
    for (index, commitment) in ledger.commitments.iter().enumerate() {
        for who in [&commitment.from, &commitment.to] {
            if let Some(dealings) = all.get_mut(who) {
                add(&mut dealings.commitments, index);
            }
        }
    }
    for (index, feedback) in ledger.loops.iter().enumerate() {
        if let Some(dealings) = all.get_mut(&feedback.feedback.from) {
            add(&mut dealings.loops, index);
        }
    }
    for (index, decision) in ledger.decisions.iter().enumerate() {
        let single = [&decision.driver, &decision.approver];
        let single = single.into_iter().filter_map(|field| field.as_ref().map(|field| &field.value));
        let several = decision.contributors.iter().chain(&decision.informed).map(|who| &who.value);
        let consulted = decision.consulted.iter().flatten().map(|consulted| &consulted.value.0);
        for who in single.chain(several).chain(consulted) {
            if let Some(dealings) = all.get_mut(who) {
                add(&mut dealings.decisions, index);
            }
        }
    }
}

/// Adds an index once; one thing's mentions come one after the other.
fn add(list: &mut Vec<usize>, index: usize) {
    if list.last() != Some(&index) {
        list.push(index);
    }
}
