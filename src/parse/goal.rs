//! Goals and milestones: what is meant to be reached, and by when.

use jiff::civil::Date;

use super::Target;
use super::fields::{Fields, Taken};
use super::records::{Out, begin, entry, field};
use super::value::Table;
use crate::diagnostic::Diagnostics;
use crate::register::{Audience, Direction, Forecast, Goal, Labelled, Metric, Milestone, Reading, Real, Status};

/// Reads one `[[goal]]`.
pub(super) fn goal(table: &Table, out: &mut Out<'_>, diagnostics: &mut Diagnostics) {
    let mut fields = Fields::new(table, "a goal", diagnostics);
    let label = begin(&mut fields, Audience::Leadership, &["id", "title", "owner"]);
    let id = fields.id("id");
    let title = fields.text("title");
    let owner = out.refer(Target::Person, fields.id("owner"));
    let strategic_goal = fields.text("strategic_goal");
    let status_reported = status_reported(&mut fields, label);
    let metric = metric(&mut fields);
    let readings = readings(&mut fields, label);
    fields.finish();
    let Some(id) = id else { return };
    if !out.claim(Target::Goal.as_str(), &id, diagnostics) {
        return;
    }
    let (Some(title), Some(owner)) = (title, owner) else { return };
    let goal = Goal {
        id: id.value.clone(),
        label,
        place: id.place,
        title: title.value,
        owner: Some(owner.value),
        strategic_goal: field(strategic_goal, label),
        status_reported,
        metric: field(metric, label),
        readings,
    };
    out.records.register.goals.insert(id.value, goal);
}

/// Reads one `[[milestone]]`.
pub(super) fn milestone(table: &Table, out: &mut Out<'_>, diagnostics: &mut Diagnostics) {
    let mut fields = Fields::new(table, "a milestone", diagnostics);
    let label = begin(&mut fields, Audience::Leadership, &["id", "title", "owner", "baseline_date"]);
    let id = fields.id("id");
    let title = fields.text("title");
    let owner = out.refer(Target::Person, fields.id("owner"));
    let baseline_date = fields.date("baseline_date");
    let goal = out.refer(Target::Goal, fields.id("goal"));
    let forecasts = forecasts(&mut fields, label);
    let done = fields.date("done");
    let status_reported = status_reported(&mut fields, label);
    let mut affects = Vec::new();
    for table in fields.tables("affects") {
        let mut fields = fields.open(table, "an affected person");
        fields.require(&["who"]);
        let who = out.refer(Target::Person, fields.id("who"));
        let told = fields.date("told").map(|told| told.value);
        fields.finish();
        if let Some(who) = who {
            affects.push(entry((who.value, told), table, label));
        }
    }
    fields.finish();
    let Some(id) = id else { return };
    if !out.claim(Target::Milestone.as_str(), &id, diagnostics) {
        return;
    }
    let (Some(title), Some(owner), Some(baseline_date)) = (title, owner, baseline_date) else { return };
    let milestone = Milestone {
        id: id.value.clone(),
        label,
        place: id.place,
        title: title.value,
        owner: Some(owner.value),
        baseline_date: baseline_date.value,
        goal: field(goal, label),
        forecasts,
        done: field(done, label),
        status_reported,
        affects,
    };
    out.records.register.milestones.insert(id.value, milestone);
}

fn status_reported(fields: &mut Fields<'_, '_>, label: Audience) -> Vec<Labelled<(Date, Status)>> {
    let mut list = Vec::new();
    for table in fields.tables("status_reported") {
        let mut fields = fields.open(table, "a reported status");
        fields.require(&["on", "status"]);
        let on = fields.date("on");
        let status = fields.word("status", Status::WORDS, Status::parse);
        fields.finish();
        if let (Some(on), Some(status)) = (on, status) {
            list.push(entry((on.value, status.value), table, label));
        }
    }
    list.sort_by_key(|s| s.value.0);
    list
}

fn metric(fields: &mut Fields<'_, '_>) -> Option<Taken<Metric>> {
    let table = fields.sub("metric")?;
    let mut fields = fields.open(table, "a metric");
    fields.require(&["name"]);
    let name = fields.text("name");
    let unit = fields.text("unit").map(|unit| unit.value);
    let baseline = fields.real("baseline").map(|value| Real(value.value));
    let direction = fields.word("direction", Direction::WORDS, Direction::parse);
    let due = fields.date("due").map(|due| due.value);
    let mut targets = Vec::new();
    for table in fields.tables("targets") {
        let mut fields = fields.open(table, "a target");
        fields.require(&["on", "target"]);
        let on = fields.date("on");
        let target = fields.real("target");
        fields.finish();
        if let (Some(on), Some(target)) = (on, target) {
            targets.push((on.value, Real(target.value)));
        }
    }
    targets.sort_by_key(|target| target.0);
    fields.finish();
    let direction = direction.map_or(Direction::Up, |direction| direction.value);
    let value = Metric { name: name?.value, unit, baseline, direction, due, targets };
    Some(Taken { value, place: table.place, private: table.private })
}

fn readings(fields: &mut Fields<'_, '_>, label: Audience) -> Vec<Labelled<Reading>> {
    let mut list = Vec::new();
    for table in fields.tables("readings") {
        let mut fields = fields.open(table, "a reading");
        fields.require(&["date", "value"]);
        let date = fields.date("date");
        let value = fields.real("value");
        let source = fields.text("source").map(|source| source.value);
        fields.finish();
        if let (Some(date), Some(value)) = (date, value) {
            list.push(entry(Reading { date: date.value, value: Real(value.value), source }, table, label));
        }
    }
    list.sort_by_key(|r| r.value.date);
    list
}

fn forecasts(fields: &mut Fields<'_, '_>, label: Audience) -> Vec<Labelled<Forecast>> {
    let mut list = Vec::new();
    for table in fields.tables("forecasts") {
        let mut fields = fields.open(table, "a forecast");
        fields.require(&["on", "date"]);
        let on = fields.date("on");
        let date = fields.date("date");
        let reason = fields.text("reason").map(|reason| reason.value);
        fields.finish();
        if let (Some(on), Some(date)) = (on, date) {
            list.push(entry(Forecast { on: on.value, date: date.value, reason }, table, label));
        }
    }
    list.sort_by_key(|f| f.value.on);
    list
}
