//! The verdict: one sentence on a relationship, computed from the data and true for none, one and many; and the
//! facts beside it.

use serde::Serialize;

use super::site::Site;
use super::{index, words};
use crate::assess::{Fate, Health, Quadrant, Trend};
use crate::register::{Band, Stakeholder};

mod costs;

/// The most clauses on what holds a score down, as far as costs go into them.
const MOST: usize = 3;

/// A labelled fact.
#[derive(Serialize)]
pub(super) struct Fact {
    label: &'static str,
    text: String,
    class: &'static str,
}

impl Fact {
    fn new(label: &'static str, text: String) -> Self {
        Self { label, text, class: "" }
    }
}

/// What follows the status word.
pub(super) fn sentence(site: &Site<'_>, stakeholder: &Stakeholder, health: &Health) -> String {
    let as_of = site.assessed.as_of;
    if let Some(left) = stakeholder.left_on.as_ref().map(|l| l.value).filter(|l| *l <= as_of) {
        return format!(" when they left on {}; the record ends there.", words::long(left));
    }
    if health.band == Band::NotEnoughData && health.overridden.is_none() {
        return match health.contributions.iter().map(|c| c.date).max() {
            None if health.first_touchpoint_due => {
                ": nothing dated is on file yet, and a first touchpoint is due.".to_owned()
            }
            None => ": nothing dated is on file yet.".to_owned(),
            Some(last) => format!(
                ": what is on file is too thin or too old to score. The last of it is from {}.",
                words::spoken(last, as_of)
            ),
        };
    }
    let since = health.since.map(|d| format!(" since {}", words::spoken(d, as_of))).unwrap_or_default();
    let reasons = reasons(site, stakeholder, health);
    let mut text = if let Some(over) = health.overridden.as_ref().map(|entry| &entry.value) {
        format!(", set by hand until {}: {}.", words::spoken(over.until, as_of), over.reason.trim_end_matches('.'))
    } else if health.stale {
        format!("{since}, and stale: too little has been written down lately to say that it is over.")
    } else if reasons.is_empty() {
        format!("{since}.")
    } else {
        format!("{since}: {reasons}.")
    };
    if health.overridden.is_some() || health.stale {
        if !reasons.is_empty() {
            text.push(' ');
            text.push_str(&words::sentence(&reasons));
            text.push('.');
        }
    } else if health.caps.iter().any(|c| health.band == Band::Healthy || c.points < -0.05) {
        text.push_str(" A cap holds the score down.");
    }
    text
}

/// Why, as a part of a sentence. What holds a score down comes before what speaks for it: good news alone is no reason
/// for a status that isn't good.
fn reasons(site: &Site<'_>, stakeholder: &Stakeholder, health: &Health) -> String {
    let (mut bad, good) = clauses(site, stakeholder, health);
    if !matches!(health.computed_band, Band::Watch | Band::AtRisk) {
        return words::join(&good.into_iter().chain(bad).collect::<Vec<_>>());
    }
    bad.extend(costs::worst(site, health, MOST.saturating_sub(bad.len())));
    if bad.is_empty() {
        bad.push("nothing on file takes much away, and too little adds".to_owned());
    }
    let bad = words::join(&bad);
    if good.is_empty() { bad } else { format!("{bad}; against that, {}", words::join(&good)) }
}

/// What speaks against and for, the gravest first.
fn clauses(site: &Site<'_>, stakeholder: &Stakeholder, health: &Health) -> (Vec<String>, Vec<String>) {
    let as_of = site.assessed.as_of;
    let ledger = &site.assessed.ledger;
    let (mut reasons, mut good) = (Vec::new(), Vec::new());
    let Some(dealings) = ledger.dealings.get(&stakeholder.id) else { return (reasons, good) };

    let ours = || {
        let all = dealings.commitments.iter().filter_map(|i| ledger.commitments.get(*i));
        all.filter(|c| c.to == stakeholder.id && site.register.is_ours(&c.from))
    };
    let overdue: Vec<i64> = ours()
        .filter(|c| c.fate == Fate::Overdue)
        .filter_map(|c| c.due)
        .map(|due| words::days_between(due, as_of))
        .collect();
    match (overdue.len(), overdue.iter().max()) {
        (1, Some(days)) => reasons.push(format!("one promise of ours is {} overdue", words::days(*days))),
        (n, Some(days)) => reasons.push(format!(
            "{} promises of ours are overdue, the longest by {}",
            words::number(n),
            words::days(*days)
        )),
        _ => {}
    }
    let waiting = dealings.loops.iter().filter_map(|i| ledger.loops.get(*i));
    let waiting = waiting.filter(|l| l.feedback.told.is_none() && l.due.is_some_and(|d| d < as_of)).count();
    if waiting > 0 && site.claims_absence {
        let has = if waiting == 1 { "has" } else { "have" };
        reasons.push(format!(
            "{} of theirs {has} had no answer in the agreed time",
            words::counted(waiting, "piece of feedback", "pieces of feedback")
        ));
    }
    let paused = match (health.rhythm.last, health.rhythm.age) {
        (Some(last), Some(age)) if words::days_between(last, as_of) > age.into() => ", pauses not counted",
        _ => "",
    };
    match (health.rhythm.age, health.rhythm.cadence_days) {
        (Some(age), agreed) if age > agreed => {
            reasons.push(format!(
                "nobody has talked with them for {}, where {} were agreed{paused}",
                words::days(age.into()),
                agreed
            ));
        }
        (Some(0), _) if paused.is_empty() => good.push("the last talk was today".to_owned()),
        (Some(age), agreed) => {
            good.push(format!(
                "the last talk was {} ago, within the agreed {}{paused}",
                words::days(age.into()),
                agreed
            ));
        }
        (None, _) => reasons.push("no talk with them is on file".to_owned()),
    }
    if overdue.is_empty() {
        let kept =
            ours().filter(|c| c.fate == Fate::Done && c.done.zip(c.due).is_some_and(|(done, due)| done <= due)).count();
        let due = ours().filter(|c| c.fate == Fate::Done && c.done.is_some() && c.due.is_some()).count();
        if due > 0 {
            let list = if kept == due { &mut good } else { &mut reasons };
            list.insert(
                0,
                match (kept, due) {
                    (1, 1) => "the one promise that fell due was kept in time".to_owned(),
                    (2, 2) => "both promises that fell due were kept in time".to_owned(),
                    (k, d) if k == d => format!("all {} promises that fell due were kept in time", words::number(d)),
                    (k, d) => format!(
                        "{} of {} promises that fell due {} kept in time",
                        words::number(k),
                        words::number(d),
                        if k == 1 { "was" } else { "were" }
                    ),
                },
            );
        }
    }
    (reasons, good)
}

/// Facts beside the verdict.
pub(super) fn facts(site: &Site<'_>, stakeholder: &Stakeholder, health: Option<&Health>) -> Vec<Fact> {
    let as_of = site.assessed.as_of;
    let mut facts = Vec::new();
    let has_left = stakeholder.left_on.as_ref().is_some_and(|l| l.value <= as_of);
    if let Some(h) = health {
        let limits = &site.config.health;
        if let (true, Some(score)) = (site.has_number(h), h.score) {
            let change = match (h.trend, h.change) {
                _ if has_left => " when they left".to_owned(),
                (Some(Trend::Steady), _) => ", steady over four weeks".to_owned(),
                (Some(Trend::Up), Some(by)) => format!(", up {by:.0} in four weeks"),
                (Some(Trend::Down), Some(by)) => format!(", down {:.0} in four weeks", by.abs()),
                _ => String::new(),
            };
            facts.push(Fact { label: "Health", text: format!("{score:.0}{change}"), class: "big" });
            let word = if super::site::rounded(h.confidence) >= limits.high_confidence { "High" } else { "Medium" };
            facts.push(Fact::new("Confidence", format!("{word}, {:.2}", h.confidence)));
        } else {
            facts.push(Fact::new("Health", "no number".to_owned()));
            facts.push(Fact::new("Confidence", "too low for a number".to_owned()));
        }
        if h.computed_band != h.band {
            facts.push(Fact::new("Computed", super::site::Status::of(h.computed_band, h.stale).word.to_owned()));
        }
        if let (Some(_), Some(place)) = (h.attention, site.place_in_order.get(&stakeholder.id)) {
            let of = site.attended;
            facts.push(Fact::new(
                "Attention",
                if *place == 0 { format!("first of {of}") } else { format!("{} of {of}", place + 1) },
            ));
        }
        let talk = match h.rhythm.last {
            Some(last) if has_left => words::spoken(last, as_of),
            Some(last) => format!("{}, {}", words::spoken(last, as_of), ago(words::days_between(last, as_of))),
            None => "none on file".to_owned(),
        };
        facts.push(Fact::new("Last talk", talk));
        if !has_left {
            facts.push(Fact::new(
                "Rhythm",
                format!("every {}, at most {}", words::days(h.rhythm.cadence_days.into()), h.rhythm.max_gap_days),
            ));
        }
    }
    match index::next_planned(stakeholder, as_of).filter(|_| !has_left) {
        Some((on, _)) => facts.push(Fact { label: "Next", text: words::spoken(on, as_of), class: "big" }),
        None if health.is_some_and(|h| h.attention.is_some()) => {
            facts.push(Fact::new("Next", "no touchpoint planned".to_owned()));
        }
        None => {}
    }
    if let Some(owner) = stakeholder.relationship_owner.as_ref().and_then(|o| site.register.name(&o.value)) {
        facts.push(Fact::new("Owner", owner.to_owned()));
    }
    if let Some(since) = &stakeholder.since {
        facts.push(Fact::new("Since", words::long(since.value)));
    }
    if let Some(left) = stakeholder.left_on.as_ref().filter(|l| l.value <= as_of) {
        facts.push(Fact::new("Left", words::long(left.value)));
    }
    if let Some(email) = &stakeholder.email {
        facts.push(Fact::new("Email", email.value.clone()));
    }
    facts
}

fn ago(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        n => format!("{} ago", words::days(n)),
    }
}

/// The quadrant and what it rests on.
pub(super) fn quadrant(health: &Health) -> Option<String> {
    let word = match health.quadrant? {
        Quadrant::ManageClosely => "Manage closely",
        Quadrant::KeepSatisfied => "Keep satisfied",
        Quadrant::KeepInformed => "Keep informed",
        Quadrant::Monitor => "Monitor",
    };
    let (power, interest) = health.power_interest?;
    Some(format!("{word}: power {power}, interest {interest}"))
}
