//! Tables of what we set out to do: goals, milestones, decisions, risks, pulses, updates with what they ask for.

use super::people::{date, listed, value};
use super::table::{Rows, Table};
use crate::assess::Assessed;
use crate::assess::direction::{self, Stage};
use crate::register::{Decision, DecisionStatus, Direction, Goal, Metric, Register, Response, Status};

const STAGES: &[&str] = &["open", "overdue", "done"];

/// Of every edition.
pub(super) fn tables(register: &Register, assessed: &Assessed) -> Vec<Table> {
    vec![
        decisions(register, assessed),
        goals(register),
        targets(register),
        readings(register),
        milestones(register, assessed),
        forecasts(register),
        affected(register),
        statuses(register),
        risks(register),
        risk_readings(register),
        pulses(register),
        updates(register),
        asks(register),
    ]
}

fn decisions(register: &Register, assessed: &Assessed) -> Table {
    let consulted = |d: &Decision| d.consulted.iter().flatten().map(|who| who.value.0.to_string()).collect();
    Rows::of("decisions", "A decision, made or to be made.", &assessed.ledger.decisions)
        .id("id", "Id, where it has one.", |d| d.id.as_ref())
        .text("title", "What.", |d| Some(&d.title))
        .always()
        .word("status", "Where it stands.", DecisionStatus::WORDS, |d| Some(d.status.as_str()))
        .always()
        .date("known", "When it became known: proposed, else decided.", |d| date(&d.proposed).or(date(&d.decided)))
        .date("proposed", "When.", |d| date(&d.proposed))
        .date("needed_by", "By when.", |d| date(&d.needed_by))
        .date("decided", "When.", |d| date(&d.decided))
        .id("driver", "Who drives it.", |d| value(&d.driver))
        .id("approver", "Who approves it.", |d| value(&d.approver))
        .ids("contributors", "Who contributes.", |d| listed(&d.contributors))
        .ids("informed", "Who is told.", |d| listed(&d.informed))
        .ids("consulted", "Who was asked, as far as this edition may tell.", |d| consulted(d))
        .texts("options", "Options.", |d| listed(&d.options))
        .text("recommendation", "Which is recommended.", |d| value(&d.recommendation))
        .text("outcome", "Outcome.", |d| value(&d.outcome))
        .text("rationale", "Why.", |d| value(&d.rationale))
        .id("supersedes", "The decision it replaces.", |d| value(&d.supersedes))
        .id("goal", "The goal it bears on.", |d| value(&d.goal))
        .date("revisit_on", "When to look again.", |d| date(&d.revisit_on))
        .date("deprecated_on", "When it was given up.", |d| date(&d.deprecated_on))
        .place(register, |d| d.place)
        .done()
}

fn goals(register: &Register) -> Table {
    let metric = |g: &'_ Goal| -> Option<Metric> { value(&g.metric).cloned() };
    Rows::of("goals", "A goal.", register.goals.values())
        .id("id", "Id.", |g| Some(&g.id))
        .always()
        .text("title", "What.", |g| Some(&g.title))
        .always()
        .id("owner", "Whose.", |g| g.owner.as_ref())
        .text("strategic_goal", "The company goal it serves.", |g| value(&g.strategic_goal))
        .text("metric", "What is measured.", |g| metric(g).map(|m| m.name))
        .text("unit", "In which unit.", |g| metric(g)?.unit)
        .number("baseline", "Where it started.", |g| metric(g)?.baseline.map(|n| n.0))
        .word("direction", "Which way it should go.", Direction::WORDS, |g| metric(g).map(|m| m.direction.as_str()))
        .date("due", "When the target is due.", |g| metric(g)?.due)
        .place(register, |g| g.place)
        .done()
}

fn targets(register: &Register) -> Table {
    let of = |g: &Goal| value(&g.metric).map(|metric| metric.targets.clone()).unwrap_or_default();
    let all = register.goals.values().flat_map(|g| of(g).into_iter().map(move |target| (&g.id, target)));
    Rows::of("targets", "A target as it was set.", all)
        .id("goal", "Of which goal.", |(id, _)| Some(id))
        .always()
        .date("on", "When it was set.", |(_, (on, _))| Some(*on))
        .always()
        .number("target", "The value.", |(_, (_, target))| Some(target.0))
        .always()
        .done()
}

fn readings(register: &Register) -> Table {
    let all = register.goals.values().flat_map(|g| g.readings.iter().map(move |reading| (&g.id, reading)));
    Rows::of("readings", "A goal's metric as it was read.", all)
        .id("goal", "Of which goal.", |(id, _)| Some(id))
        .always()
        .date("date", "When.", |(_, r)| Some(r.value.date))
        .always()
        .number("value", "The value.", |(_, r)| Some(r.value.value.0))
        .always()
        .text("source", "Where it is from.", |(_, r)| r.value.source.as_ref())
        .place(register, |(_, r)| r.place)
        .done()
}

fn milestones(register: &Register, assessed: &Assessed) -> Table {
    let stage = |stage: Stage| match stage {
        Stage::Open => "open",
        Stage::Overdue => "overdue",
        Stage::Done => "done",
    };
    Rows::of("milestones", "A milestone.", register.milestones.values())
        .id("id", "Id.", |m| Some(&m.id))
        .always()
        .text("title", "What.", |m| Some(&m.title))
        .always()
        .id("owner", "Whose.", |m| m.owner.as_ref())
        .id("goal", "The goal it serves.", |m| value(&m.goal))
        .date("baseline_date", "The day first promised.", |m| Some(m.baseline_date))
        .always()
        .date("forecast", "The day in force.", |m| Some(direction::forecast(m)))
        .always()
        .integer("slips", "How often it was moved later.", |m| i64::try_from(direction::slips(m)).ok())
        .always()
        .integer("days_late", "Days from the baseline to the day done, else to the forecast.", |m| {
            Some(direction::late(m))
        })
        .always()
        .date("done", "When.", |m| date(&m.done))
        .word("state", "Its state as of the date.", STAGES, |m| Some(stage(direction::stage(m, assessed.as_of))))
        .always()
        .place(register, |m| m.place)
        .done()
}

fn forecasts(register: &Register) -> Table {
    let all = register.milestones.values().flat_map(|m| m.forecasts.iter().map(move |forecast| (&m.id, forecast)));
    Rows::of("forecasts", "A day forecast for a milestone.", all)
        .id("milestone", "Of which.", |(id, _)| Some(id))
        .always()
        .date("on", "When it was made.", |(_, f)| Some(f.value.on))
        .always()
        .date("date", "The day.", |(_, f)| Some(f.value.date))
        .always()
        .text("reason", "Why.", |(_, f)| f.value.reason.as_ref())
        .place(register, |(_, f)| f.place)
        .done()
}

fn affected(register: &Register) -> Table {
    let all = register.milestones.values().flat_map(|m| m.affects.iter().map(move |who| (&m.id, who)));
    Rows::of("affected", "Somebody whom a milestone affects.", all)
        .id("milestone", "Which.", |(id, _)| Some(id))
        .always()
        .id("stakeholder", "Whom.", |(_, who)| Some(&who.value.0))
        .always()
        .date("told", "When they were told.", |(_, who)| who.value.1)
        .place(register, |(_, who)| who.place)
        .done()
}

/// A status as somebody claimed it.
fn statuses(register: &Register) -> Table {
    let goals = register.goals.values().flat_map(|g| g.status_reported.iter().map(move |s| ("goal", &g.id, s)));
    let milestones =
        register.milestones.values().flat_map(|m| m.status_reported.iter().map(move |s| ("milestone", &m.id, s)));
    Rows::of("statuses", "A status as it was claimed.", goals.chain(milestones))
        .word("of", "A goal's or a milestone's.", &["goal", "milestone"], |(of, ..)| Some(*of))
        .always()
        .id("id", "Which.", |(_, id, _)| Some(id))
        .always()
        .date("on", "When.", |(.., s)| Some(s.value.0))
        .always()
        .word("status", "The status.", Status::WORDS, |(.., s)| Some(s.value.1.as_str()))
        .always()
        .place(register, |(.., s)| s.place)
        .done()
}

fn risks(register: &Register) -> Table {
    Rows::of("risks", "A risk.", register.risks.values())
        .id("id", "Id.", |r| Some(&r.id))
        .always()
        .text("event", "What may happen.", |r| Some(&r.event))
        .always()
        .id("owner", "Whose.", |r| r.owner.as_ref())
        .date("opened", "When.", |r| Some(r.opened))
        .always()
        .text("cause", "Cause.", |r| value(&r.cause))
        .text("effect", "Effect.", |r| value(&r.effect))
        .text("category", "Category.", |r| value(&r.category))
        .word("response", "What is done about it.", Response::WORDS, |r| value(&r.response).map(|r| r.as_str()))
        .text("path_to_green", "What would make it green.", |r| value(&r.path_to_green))
        .integer("probability", "1 to 5, as last read.", |r| r.readings.last().map(|last| last.value.1.into()))
        .integer("impact", "1 to 5, as last read.", |r| r.readings.last().map(|last| last.value.2.into()))
        .date("review_by", "When to look again.", |r| date(&r.review_by))
        .date("closed", "When.", |r| date(&r.closed))
        .place(register, |r| r.place)
        .done()
}

fn risk_readings(register: &Register) -> Table {
    let all = register.risks.values().flat_map(|r| r.readings.iter().map(move |reading| (&r.id, reading)));
    Rows::of("risk-readings", "A risk as it was judged.", all)
        .id("risk", "Which.", |(id, _)| Some(id))
        .always()
        .date("on", "When.", |(_, r)| Some(r.value.0))
        .always()
        .integer("probability", "1 to 5.", |(_, r)| Some(r.value.1.into()))
        .always()
        .integer("impact", "1 to 5.", |(_, r)| Some(r.value.2.into()))
        .always()
        .place(register, |(_, r)| r.place)
        .done()
}

fn pulses(register: &Register) -> Table {
    Rows::of("pulses", "The answers to a pulse question.", &register.pulses)
        .date("date", "When.", |p| Some(p.date))
        .always()
        .text("question", "What was asked.", |p| Some(&p.question))
        .always()
        .id("group", "The group asked.", |p| p.group.as_ref())
        .integer("n", "How many answered.", |p| Some(p.n.into()))
        .always()
        .number("mean", "1 to 5.", |p| Some(p.mean.0))
        .always()
        .place(register, |p| p.place)
        .done()
}

fn updates(register: &Register) -> Table {
    Rows::of("updates", "A leadership update.", &register.updates)
        .date("date", "When.", |u| Some(u.date))
        .always()
        .text("headline", "Headline.", |u| Some(&u.headline))
        .always()
        .text("period", "Period.", |u| value(&u.period))
        .word("status", "The status claimed.", Status::WORDS, |u| value(&u.status_reported).map(|s| s.as_str()))
        .date("next", "When the next one is due.", |u| date(&u.next))
        .place(register, |u| u.place)
        .done()
}

fn asks(register: &Register) -> Table {
    let all = register.updates.iter().flat_map(|u| u.asks.iter().map(move |ask| (u.date, ask)));
    Rows::of("asks", "Something asked of leadership.", all)
        .id("id", "Id.", |(_, a)| Some(&a.value.id))
        .always()
        .date("update", "The update that asks.", |(update, _)| Some(*update))
        .always()
        .text("what", "What.", |(_, a)| Some(&a.value.what))
        .always()
        .id("from", "Of whom.", |(_, a)| a.value.from.as_ref())
        .date("needed_by", "By when.", |(_, a)| Some(a.value.needed_by))
        .always()
        .texts("options", "Options.", |(_, a)| a.value.options.clone())
        .text("recommendation", "Which is recommended.", |(_, a)| a.value.recommendation.as_ref())
        .text("cost_of_delay", "What waiting costs.", |(_, a)| a.value.cost_of_delay.as_ref())
        .date("answered", "When.", |(_, a)| a.value.answered)
        .text("outcome", "The answer.", |(_, a)| a.value.outcome.as_ref())
        .date("withdrawn", "When.", |(_, a)| a.value.withdrawn)
        .place(register, |(_, a)| a.place)
        .done()
}
