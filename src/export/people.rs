//! Tables of people: ours, theirs, and what their records say.

use super::table::{Rows, Table};
use crate::assess::Assessed;
use crate::register::{Band, Engagement, Field, Kind, Labelled, Register};

/// Of every edition.
pub(super) fn tables(register: &Register, assessed: &Assessed) -> Vec<Table> {
    vec![
        team(register),
        groups(register),
        stakeholders(register, assessed),
        positions(register),
        expectations(register),
        planned(register),
        assessments(register),
        overrides(register),
        sentiment(register),
    ]
}

pub(super) fn value<T>(field: &Field<T>) -> Option<&T> {
    field.as_ref().map(|field| &field.value)
}

pub(super) fn date(field: &Field<jiff::civil::Date>) -> Option<jiff::civil::Date> {
    field.as_ref().map(|field| field.value)
}

pub(super) fn listed<T: ToString>(list: &[Labelled<T>]) -> Vec<String> {
    list.iter().map(|one| one.value.to_string()).collect()
}

fn team(register: &Register) -> Table {
    Rows::of("team", "One of our own people.", &register.team)
        .id("id", "Id.", |m| Some(&m.id))
        .always()
        .text("name", "Name.", |m| Some(&m.name))
        .always()
        .done()
}

fn groups(register: &Register) -> Table {
    Rows::of("groups", "A group of stakeholders.", register.groups.values())
        .id("id", "Id.", |g| Some(&g.id))
        .always()
        .text("name", "Name.", |g| Some(&g.name))
        .always()
        .done()
}

fn stakeholders(register: &Register, assessed: &Assessed) -> Table {
    let plan = |s: &&crate::register::Stakeholder| register.plan(s);
    let talks = |s: &&crate::register::Stakeholder| {
        assessed.ledger.dealings.get(&s.id).map(|d| d.touchpoints.as_slice()).unwrap_or_default()
    };
    Rows::of("stakeholders", "A person or group we answer to.", register.stakeholders.values())
        .id("id", "Id.", |s| Some(&s.id))
        .always()
        .text("name", "Name.", |s| Some(&s.name))
        .always()
        .word("kind", "What they are to us.", Kind::WORDS, |s| Some(s.kind.as_str()))
        .always()
        .text("title", "Title.", |s| value(&s.title))
        .text("organisation", "Organisation.", |s| value(&s.organisation))
        .id("group", "Their group.", |s| value(&s.group))
        .text("email", "Address.", |s| value(&s.email))
        .id("relationship_owner", "Who of ours owns the relationship.", |s| value(&s.relationship_owner))
        .date("since", "Stakeholder since.", |s| date(&s.since))
        .date("left_on", "When they left.", |s| date(&s.left_on))
        .texts("priorities", "What matters to them.", |s| listed(&s.priorities))
        .texts("concerns", "What worries them.", |s| listed(&s.concerns))
        .integer("cadence_days", "Agreed days between talks, their group's where they have none.", |s| {
            plan(s).cadence_days.map(|days| days.value.into())
        })
        .integer("max_gap_days", "Longest acceptable gap in days, likewise.", |s| {
            plan(s).max_gap_days.map(|days| days.value.into())
        })
        .integer("touchpoints", "Meetings and messages on file that they were at.", |s| {
            i64::try_from(talks(s).len()).ok()
        })
        .always()
        .date("last_touchpoint", "The last of them.", |s| {
            talks(s).iter().filter_map(|n| register.notes.get(*n)?.date).max()
        })
        .place(register, |s| s.place)
        .done()
}

fn positions(register: &Register) -> Table {
    let all = register.stakeholders.values().flat_map(|s| s.positions.iter().map(move |p| (&s.id, p)));
    Rows::of("positions", "Where somebody stands on something.", all)
        .id("stakeholder", "Who.", |(id, _)| Some(id))
        .always()
        .date("on", "When it became known.", |(_, p)| Some(p.value.on))
        .always()
        .text("topic", "On what.", |(_, p)| Some(&p.value.topic))
        .always()
        .id("goal", "The goal it bears on.", |(_, p)| p.value.goal.as_ref())
        .id("decision", "The decision it bears on.", |(_, p)| p.value.decision.as_ref())
        .integer("stance", "-2 (opposes) to 2 (champions).", |(_, p)| Some(p.value.stance.into()))
        .always()
        .text("note", "In their words.", |(_, p)| p.value.note.as_ref())
        .place(register, |(_, p)| p.place)
        .done()
}

fn expectations(register: &Register) -> Table {
    let all = register.stakeholders.values().flat_map(|s| s.expectations.iter().map(move |e| (&s.id, e)));
    Rows::of("expectations", "What somebody expects.", all)
        .id("stakeholder", "Who.", |(id, _)| Some(id))
        .always()
        .date("on", "When it became known.", |(_, e)| e.value.on)
        .text("what", "What.", |(_, e)| Some(&e.value.what))
        .always()
        .id("commitment", "The promise that answers it.", |(_, e)| e.value.commitment.as_ref())
        .id("milestone", "The milestone that answers it.", |(_, e)| e.value.milestone.as_ref())
        .place(register, |(_, e)| e.place)
        .done()
}

fn planned(register: &Register) -> Table {
    let all = register.stakeholders.values().flat_map(|s| s.planned.iter().map(move |p| (&s.id, p)));
    Rows::of("planned", "A touchpoint planned.", all)
        .id("stakeholder", "With whom.", |(id, _)| Some(id))
        .always()
        .date("on", "When it was planned.", |(_, p)| Some(p.value.on))
        .always()
        .date("date", "For which day.", |(_, p)| Some(p.value.date))
        .always()
        .ids("with", "Who of ours goes.", |(_, p)| p.value.with.iter().map(ToString::to_string).collect())
        .place(register, |(_, p)| p.place)
        .done()
}

fn assessments(register: &Register) -> Table {
    let all = register.stakeholders.values().flat_map(|s| s.assessments.iter().map(move |a| (&s.id, a)));
    Rows::of("assessments", "An assessment of power, interest and engagement.", all)
        .id("stakeholder", "Of whom.", |(id, _)| Some(id))
        .always()
        .date("date", "When.", |(_, a)| Some(a.value.date))
        .always()
        .id("by", "By whom.", |(_, a)| Some(&a.value.by))
        .always()
        .integer("power", "1 to 5.", |(_, a)| Some(a.value.power.into()))
        .always()
        .integer("interest", "1 to 5.", |(_, a)| Some(a.value.interest.into()))
        .always()
        .word("current", "Engagement then.", Engagement::WORDS, |(_, a)| Some(a.value.current.as_str()))
        .always()
        .word("desired", "Engagement wanted.", Engagement::WORDS, |(_, a)| Some(a.value.desired.as_str()))
        .always()
        .integer("legitimacy", "1 to 5.", |(_, a)| a.value.legitimacy.map(Into::into))
        .integer("urgency", "1 to 5.", |(_, a)| a.value.urgency.map(Into::into))
        .text("rationale", "Why.", |(_, a)| a.value.rationale.as_ref())
        .date("review_by", "When to look again.", |(_, a)| a.value.review_by)
        .place(register, |(_, a)| a.place)
        .done()
}

fn overrides(register: &Register) -> Table {
    let all = register.stakeholders.values().flat_map(|s| s.overrides.iter().map(move |o| (&s.id, o)));
    Rows::of("overrides", "A band set by hand for a while.", all)
        .id("stakeholder", "Whose.", |(id, _)| Some(id))
        .always()
        .word("band", "The band.", Band::WORDS, |(_, o)| Some(o.value.band.as_str()))
        .always()
        .text("reason", "Why.", |(_, o)| Some(&o.value.reason))
        .always()
        .id("by", "By whom.", |(_, o)| Some(&o.value.by))
        .always()
        .date("on", "The first day.", |(_, o)| Some(o.value.on))
        .always()
        .date("until", "The last day.", |(_, o)| Some(o.value.until))
        .always()
        .place(register, |(_, o)| o.place)
        .done()
}

fn sentiment(register: &Register) -> Table {
    Rows::of("sentiment", "How somebody felt, as marked in a note.", &register.sentiment)
        .id("stakeholder", "Who.", |m| Some(&m.who))
        .always()
        .date("date", "When.", |m| Some(m.date))
        .always()
        .integer("value", "-2 to 2.", |m| Some(m.value.into()))
        .always()
        .text("text", "In their words.", |m| Some(&m.text))
        .always()
        .place(register, |m| m.place)
        .done()
}
