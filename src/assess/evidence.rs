//! Evidence: takes the register and the folded books, gives each stakeholder's pieces of evidence with the
//! days from which each value was known. Leaves sums, bands and words to others.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::calendar::{Day, Pauses, day};
use super::cap::Limit;
use super::ledger::{Books, planned};
use super::promise::{Phase, State};
use super::score::{Cadence, kept};
use crate::config::{HealthConfig, Signal};
use crate::register::{
    Assessment, Attendee, DecisionStatus, FeedbackKind, Id, Labelled, Register, SentimentMark, Severity, Stakeholder,
};
use crate::source::Place;

/// Where a piece comes from; indexes into the ledger or the register.
#[derive(Clone, Debug)]
pub(super) enum Origin<'a> {
    /// A promise of ours, by its index in the ledger.
    Promise(usize),
    /// Feedback of theirs, by its index in the ledger.
    Feedback(usize),
    /// A decision of the register that names them, and when they were asked where that was in time.
    Decision(usize, Option<Date>),
    /// A line of a meeting that records absence.
    Presence(Place),
    /// The marks of one day, in order.
    Marks(Vec<&'a SentimentMark>),
}

/// From a day on, a piece is dated and valued so, or is no evidence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub(super) known: Day,
    pub(super) signal: Signal,
    /// Index into [`Evidence::origins`].
    pub(super) piece: usize,
    /// (day it is dated, value).
    pub(super) at: Option<(Day, f64)>,
}

/// All there is about one stakeholder, of the signals taken.
#[derive(Debug)]
pub(super) struct Evidence<'a> {
    pub(super) cadence: Cadence,
    pub(super) pauses: Pauses,
    /// Two-way touchpoints (day, index of the note), by day.
    pub(super) touchpoints: Vec<(Day, usize)>,
    /// Assessments, by date.
    pub(super) assessments: Vec<&'a Labelled<Assessment>>,
    pub(super) origins: Vec<Origin<'a>>,
    /// By day known.
    pub(super) events: Vec<Event>,
    /// When which cap's condition held.
    pub(super) limits: Vec<Limit>,
}

/// What one pass over the register finds for a stakeholder.
#[derive(Default)]
pub(super) struct Found<'a> {
    /// (day, value, line).
    presence: Vec<(Day, f64, Place)>,
    marks: Vec<&'a SentimentMark>,
    /// (known from, decided, asked in time, index).
    decisions: Vec<(Date, Date, Option<Date>, usize)>,
}

/// The register turned round: by stakeholder. One pass, so that nobody is searched for twice.
pub(super) struct Gathered<'a> {
    pub(super) register: &'a Register,
    pub(super) books: &'a Books,
    pub(super) found: BTreeMap<&'a Id, Found<'a>>,
}

/// What one pass over the register finds, of everything dated by `as_of`; every stakeholder has an entry.
pub(super) fn found(register: &Register, as_of: Date) -> BTreeMap<&Id, Found<'_>> {
    let mut found: BTreeMap<&Id, Found<'_>> = register.stakeholders.keys().map(|id| (id, Found::default())).collect();
    find_presence(register, as_of, &mut found);
    find_decisions(register, as_of, &mut found);
    for mark in register.sentiment.iter().filter(|mark| mark.date <= as_of) {
        if let Some(found) = found.get_mut(&mark.who) {
            found.marks.push(mark);
        }
    }
    found
}

impl<'a> Gathered<'a> {
    /// Of everything dated by `as_of`.
    pub(super) fn new(register: &'a Register, books: &'a Books, as_of: Date) -> Self {
        Self { register, books, found: found(register, as_of) }
    }

    /// The evidence on one stakeholder.
    pub(super) fn evidence(&self, config: &HealthConfig, who: &'a Stakeholder) -> Evidence<'a> {
        let plan_days = planned(self.register, who, |plan| plan.cadence_days.as_ref().map(|days| days.value));
        let plan_gap = planned(self.register, who, |plan| plan.max_gap_days.as_ref().map(|days| days.value));
        let pauses = self.register.pauses.iter().chain(who.pauses.iter().map(|pause| &pause.value));
        let mut evidence = Evidence {
            cadence: Cadence::new(plan_days.unwrap_or(config.cadence_days), plan_gap),
            pauses: Pauses::of(pauses),
            touchpoints: self.touchpoints(&who.id),
            assessments: who.assessments.iter().collect(),
            origins: Vec::new(),
            events: Vec::new(),
            limits: Vec::new(),
        };
        evidence.assessments.sort_by_key(|assessment| assessment.value.date);
        self.add_promises(config, who, &mut evidence);
        self.add_feedback(config, who, &mut evidence);
        if let Some(found) = self.found.get(&who.id) {
            evidence.add_found(config, found);
        }
        let key = |event: &Event| (event.known, event.signal, event.piece);
        evidence.events.sort_by(|a, b| {
            let at = |event: &Event| event.at.unwrap_or((Day::MIN, 0.0));
            let tie = at(a).0.cmp(&at(b).0).then(at(a).1.total_cmp(&at(b).1));
            (a.known, a.signal).cmp(&(b.known, b.signal)).then(tie).then(key(a).cmp(&key(b)))
        });
        evidence
    }

    fn touchpoints(&self, who: &Id) -> Vec<(Day, usize)> {
        let all = self.books.ledger.dealings.get(who).map_or(&[][..], |dealings| &dealings.touchpoints);
        let notes = all.iter().map(|index| (&self.register.notes[*index], *index));
        notes.filter(|(note, _)| note.two_way).filter_map(|(note, index)| Some((day(note.date?), index))).collect()
    }

    fn add_promises(&self, config: &HealthConfig, who: &Stakeholder, evidence: &mut Evidence<'_>) {
        let Some(dealings) = self.books.ledger.dealings.get(&who.id) else { return };
        for index in &dealings.commitments {
            let commitment = &self.books.ledger.commitments[*index];
            if commitment.to != who.id || !self.register.is_ours(&commitment.from) {
                continue;
            }
            let phases = &self.books.phases[*index];
            let taken = config.signals.contains(&Signal::Reliability);
            let piece = evidence.origins.len();
            evidence.origins.push(Origin::Promise(*index));
            for (number, phase) in phases.iter().enumerate() {
                let until = phases.get(number + 1).map_or(Day::MAX, |next| next.from);
                if taken {
                    evidence.add_phase(config, piece, *phase, until);
                }
                if let (State::Open, Some(due)) = (phase.state, phase.due) {
                    let from = phase.from.max(day(due) + 1 + i64::from(config.cap_overdue_days));
                    if from < until {
                        evidence.limits.push(Limit { from, until, overdue: true, index: *index });
                    }
                }
            }
        }
    }

    fn add_feedback(&self, config: &HealthConfig, who: &Stakeholder, evidence: &mut Evidence<'_>) {
        let Some(dealings) = self.books.ledger.dealings.get(&who.id) else { return };
        for index in &dealings.loops {
            let item = &self.books.ledger.loops[*index];
            let Some(due) = item.due.map(day) else { continue };
            let told = item.feedback.told.as_ref().map(|told| day(told.value).max(day(item.feedback.date)));
            if config.signals.contains(&Signal::Feedback) {
                let piece = evidence.origins.len();
                evidence.origins.push(Origin::Feedback(*index));
                let mut add = |known, dated, value| {
                    let at = Some((dated, value));
                    evidence.events.push(Event { known, signal: Signal::Feedback, piece, at });
                };
                if told.is_none_or(|told| told > due) {
                    add(due + 1, due, 0.0);
                }
                if let Some(told) = told {
                    add(told, told.min(due), kept(config, told - due, 0));
                }
            }
            let grave = item.feedback.severity == Severity::High
                && matches!(item.feedback.kind, FeedbackKind::Concern | FeedbackKind::Complaint);
            let until = told.unwrap_or(Day::MAX);
            if grave && due + 1 < until {
                evidence.limits.push(Limit { from: due + 1, until, overdue: false, index: *index });
            }
        }
    }
}

impl<'a> Evidence<'a> {
    /// What a promise is worth from one phase to the next.
    fn add_phase(&mut self, config: &HealthConfig, piece: usize, phase: Phase, until: Day) {
        let mut add = |known, at| self.events.push(Event { known, signal: Signal::Reliability, piece, at });
        let due = phase.due.map(day);
        match (phase.state, due) {
            (State::Open, Some(due)) if due < phase.from => add(phase.from, Some((due, 0.0))),
            (State::Open, Some(due)) => {
                add(phase.from, None);
                if due + 1 < until {
                    add(due + 1, Some((due, 0.0)));
                }
            }
            (State::Done(done), Some(due)) => {
                let done = day(done);
                add(phase.from, Some((done.min(due), kept(config, done - due, phase.renegotiations))));
            }
            (State::Cancelled { on, undated: false }, Some(due)) if day(on) > due => {
                add(phase.from, Some((due, 0.0)));
            }
            _ => add(phase.from, None),
        }
    }

    fn add_found(&mut self, config: &HealthConfig, found: &Found<'a>) {
        let mut add = |known: Day, signal, dated: Day, value, origin| {
            if config.signals.contains(&signal) {
                let piece = self.origins.len();
                self.origins.push(origin);
                self.events.push(Event { known, signal, piece, at: Some((dated, value)) });
            }
        };
        for (known, decided, asked, index) in &found.decisions {
            let value = if asked.is_some() { 1.0 } else { 0.0 };
            add(day(*known), Signal::Involvement, day(*decided), value, Origin::Decision(*index, *asked));
        }
        for (on, value, place) in &found.presence {
            add(*on, Signal::Attendance, *on, *value, Origin::Presence(*place));
        }
        let mut marks = found.marks.clone();
        marks.sort_by_key(|mark| (mark.date, mark.place.file, mark.place.start));
        for marks in marks.chunk_by(|a, b| a.date == b.date) {
            // Whole numbers until the division: the order of a day's marks can't matter.
            let sum: i64 = marks.iter().map(|mark| i64::from(mark.value)).sum();
            let value = (sum as f64 / marks.len() as f64 + 2.0) / 4.0;
            let on = day(marks[0].date);
            add(on, Signal::Sentiment, on, value, Origin::Marks(marks.to_vec()));
        }
    }
}

/// Who was present, excused or absent at meetings that record absence; present beats excused beats absent.
fn find_presence<'a>(register: &'a Register, as_of: Date, found: &mut BTreeMap<&'a Id, Found<'a>>) {
    for note in register.notes.iter().filter(|note| note.records_absence && note.kind.is_two_way()) {
        let Some(date) = note.date.filter(|date| *date <= as_of) else { continue };
        let mut seen: BTreeMap<&Id, (f64, Place)> = BTreeMap::new();
        let lists: [(&[Attendee], f64); 3] = [(&note.attendees, 1.0), (&note.regrets, 0.5), (&note.absent, 0.0)];
        for (list, value) in lists {
            for attendee in list {
                if let Some(who) = &attendee.who {
                    seen.entry(who).or_insert((value, attendee.place));
                }
            }
        }
        for (who, (value, place)) in seen {
            if let Some(found) = found.get_mut(who) {
                found.presence.push((day(date), value, place));
            }
        }
    }
}

/// Decisions taken that record consultation, for their approver and contributors.
fn find_decisions<'a>(register: &'a Register, as_of: Date, found: &mut BTreeMap<&'a Id, Found<'a>>) {
    let mut lines: BTreeMap<&Id, Vec<(&Id, Date)>> = BTreeMap::new();
    for line in register.consulted_lines.iter().filter(|line| line.date <= as_of) {
        lines.entry(&line.decision).or_default().push((&line.who, line.date));
    }
    for (index, decision) in register.decisions.iter().enumerate() {
        let decided = decision.decided.as_ref().map(|decided| decided.value).filter(|date| *date <= as_of);
        let Some(decided) = decided.filter(|_| decision.status != DecisionStatus::Proposed) else { continue };
        let asked = decision.id.as_ref().and_then(|id| lines.get(id)).map_or(&[][..], Vec::as_slice);
        let from_lines = asked.iter().map(|(_, on)| *on).min().map(|on| on.max(decided));
        let Some(known) = decision.consulted.as_ref().map(|_| decided).or(from_lines) else { continue };
        // The first time each was asked, on or before the day.
        let mut first: BTreeMap<&Id, Date> = BTreeMap::new();
        let listed = decision.consulted.iter().flatten().map(|entry| (&entry.value.0, entry.value.1));
        for (who, on) in listed.chain(asked.iter().copied()).filter(|(_, on)| *on <= decided) {
            first.entry(who).and_modify(|date| *date = on.min(*date)).or_insert(on);
        }
        let named = decision.contributors.iter().map(|who| &who.value);
        let mut named: Vec<&Id> = named.chain(decision.approver.as_ref().map(|who| &who.value)).collect();
        named.sort_unstable();
        named.dedup();
        for who in named {
            if let Some(found) = found.get_mut(who) {
                found.decisions.push((known, decided, first.get(who).copied(), index));
            }
        }
    }
}
