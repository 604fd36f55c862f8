//! Small registers for the tests: one stakeholder `ada`, one of ours `me`, days counted from a Monday.

use jiff::civil::Date;
use rapporteur::assess::calendar::{self, Day};
use rapporteur::assess::{Assessed, Health, assess};
use rapporteur::config::{HealthConfig, Signal};
use rapporteur::register::*;
use rapporteur::source::{FileId, Place};

/// Day 0: Monday, 2024-10-07.
const START: Day = 20_003;

pub(super) fn date(day: Day) -> Date {
    calendar::date(START + day)
}

pub(super) fn id(text: &str) -> Id {
    Id::new(text)
}

pub(super) fn place(file: u32, line: u32) -> Place {
    Place { file: FileId(file), line, start: line * 100, end: line * 100 + 99 }
}

pub(super) fn field<T>(value: T) -> Field<T> {
    Some(labelled(value))
}

pub(super) fn labelled<T>(value: T) -> Labelled<T> {
    Labelled { value, label: Audience::Team, place: place(0, 1) }
}

/// The method with all seven signals.
pub(super) fn full() -> HealthConfig {
    HealthConfig { signals: Signal::ALL.to_vec(), ..HealthConfig::default() }
}

pub(super) fn stakeholder(name: &str) -> Stakeholder {
    Stakeholder {
        id: id(name),
        label: Audience::Leadership,
        place: place(0, 1),
        name: name.to_owned(),
        kind: Kind::External,
        title: None,
        organisation: None,
        group: None,
        email: None,
        aliases: Vec::new(),
        formerly: Vec::new(),
        relationship_owner: None,
        since: None,
        left_on: None,
        retention_until: None,
        audience: Some(Audience::Everyone),
        priorities: Vec::new(),
        concerns: Vec::new(),
        expectations: Vec::new(),
        preferences: Preferences::default(),
        positions: Vec::new(),
        plan: Plan { cadence_days: field(14), max_gap_days: field(28), ..Plan::default() },
        assessments: Vec::new(),
        overrides: Vec::new(),
        pauses: Vec::new(),
        planned: Vec::new(),
    }
}

/// A register with `ada` and `bo`, and `me` on our side.
pub(super) fn register() -> Register {
    let me = TeamMember {
        id: id("me"),
        name: "Me".to_owned(),
        aliases: Vec::new(),
        email: None,
        audience: Audience::Everyone,
    };
    Register {
        team: vec![me],
        stakeholders: ["ada", "bo"].into_iter().map(|name| (id(name), stakeholder(name))).collect(),
        ..Register::default()
    }
}

pub(super) fn ada(register: &mut Register) -> &mut Stakeholder {
    register.stakeholders.get_mut(&id("ada")).expect("every test register holds ada")
}

/// A meeting with these people; records absence where the lists after them are given.
pub(super) fn meeting(line: u32, day: Day, present: &[&str], absence: Option<(&[&str], &[&str])>) -> Note {
    let people = |names: &[&str]| -> Vec<Attendee> {
        let attendee = |name: &&str| Attendee {
            who: Some(id(name)),
            name: (*name).into(),
            label: Audience::Team,
            place: place(1, line),
        };
        names.iter().map(attendee).collect()
    };
    let (regrets, absent) = absence.unwrap_or_default();
    Note {
        label: Audience::Team,
        place: place(1, line),
        date: Some(date(day)),
        title: "Meeting".to_owned(),
        kind: NoteType::Meeting,
        two_way: true,
        attendees: people(present),
        regrets: people(regrets),
        absent: people(absent),
        records_absence: absence.is_some(),
        goals: Vec::new(),
        tags: Vec::new(),
        passages: Vec::new(),
        tasks: Vec::new(),
        wild: false,
    }
}

/// A promise of ours to `ada`.
pub(super) fn promise(line: u32, day: Day, name: &str, due: Option<Day>, state: BoxState) -> PromiseLine {
    PromiseLine {
        label: Audience::Team,
        place: place(2, line),
        date: date(day),
        id: Some(id(name)),
        from: id("me"),
        to: id("ada"),
        text: "Cost model".to_owned(),
        created: None,
        due: due.map(date),
        state,
        is_record: false,
        renegotiated: Vec::new(),
    }
}

/// Feedback from `ada`, to be answered in five working days.
pub(super) fn feedback(line: u32, day: Day, told: Option<Day>) -> Feedback {
    Feedback {
        id: Some(id(&format!("f-{line}"))),
        label: Audience::Team,
        place: place(3, line),
        from: id("ada"),
        date: date(day),
        text: "Page unclear".to_owned(),
        kind: FeedbackKind::Concern,
        severity: Severity::Medium,
        response: None,
        outcome: None,
        reason: None,
        told: told.and_then(|day| field(date(day))),
        answered: None,
        decision: None,
    }
}

/// A decision that `ada` contributes to.
pub(super) fn decision(line: u32, decided: Day, consulted: Option<Day>) -> Decision {
    Decision {
        id: Some(id(&format!("d-{line}"))),
        label: Audience::Team,
        place: place(4, line),
        title: "Three suppliers to tender".to_owned(),
        status: DecisionStatus::Accepted,
        proposed: None,
        needed_by: None,
        decided: field(date(decided)),
        driver: None,
        approver: field(id("me")),
        contributors: vec![labelled(id("ada"))],
        informed: Vec::new(),
        consulted: Some(consulted.map(|day| labelled((id("ada"), date(day)))).into_iter().collect()),
        options: Vec::new(),
        recommendation: None,
        outcome: None,
        rationale: None,
        supersedes: None,
        goal: None,
        revisit_on: None,
        deprecated_on: None,
    }
}

pub(super) fn mark(line: u32, day: Day, value: i8) -> SentimentMark {
    let text = "happy to back this".to_owned();
    SentimentMark { label: Audience::Pm, place: place(5, line), date: date(day), who: id("ada"), value, text }
}

pub(super) fn assessment(
    line: u32,
    day: Day,
    (power, interest): (u8, u8),
    current: Engagement,
) -> Labelled<Assessment> {
    let value = Assessment {
        date: date(day),
        by: id("me"),
        power,
        interest,
        current,
        desired: Engagement::Supportive,
        legitimacy: None,
        urgency: None,
        rationale: None,
        review_by: None,
    };
    Labelled { value, label: Audience::Pm, place: place(6, line) }
}

pub(super) fn assessed(register: &Register, config: &HealthConfig, day: Day) -> Assessed {
    assess(register, config, date(day), true)
}

/// The health of `ada`.
pub(super) fn health(register: &Register, config: &HealthConfig, day: Day) -> Health {
    assessed(register, config, day).health.remove(&id("ada")).expect("every stakeholder has a health")
}
