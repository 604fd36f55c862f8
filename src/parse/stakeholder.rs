//! Stakeholders: one file each, its name the id. Every field has its own label: see [`stakeholder`].

use std::collections::BTreeMap;

use super::Target;
use super::fields::{Fields, Taken, invalid_id, is_id};
use super::group::plan;
use super::records::{Out, begin, entry, field, in_order, list};
use super::value::Table;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{
    Assessment, Audience, Band, Detail, Engagement, Expectation, Id, Kind, Labelled, Override, Pause, Planned,
    Position, Preferences, Stakeholder,
};

/// Days an override may last.
const LONGEST_OVERRIDE: i32 = 60;

/// Reads a stakeholder's file; `stem` is its name without `.toml`, `known_as` the id they have elsewhere.
pub(super) fn stakeholder(
    stem: &str,
    known_as: Option<&str>,
    table: &Table,
    out: &mut Out<'_>,
    diagnostics: &mut Diagnostics,
) {
    let mut fields = Fields::new(table, "a stakeholder", diagnostics);
    let label = begin(&mut fields, Audience::Leadership, &["name", "kind"]);
    let (team, pm) = (label.min(Audience::Team), Audience::Pm);
    let name = fields.line("name");
    let kind = fields.word("kind", Kind::WORDS, Kind::parse);
    let title = fields.text("title");
    let organisation = fields.text("organisation");
    let group = out.refer(Target::Group, fields.id("group"));
    let email = fields.text("email");
    let aliases = fields.texts("aliases");
    let formerly = fields.ids("formerly").unwrap_or_default();
    let mut formerly: Vec<_> = formerly.into_iter().map(|taken| taken.map(|id| id.as_str().to_owned())).collect();
    if known_as.is_some() {
        // What this side says of them it says by that id.
        formerly.push(Taken { value: stem.to_owned(), place: table.place, private: table.private });
    }
    let owner = out.refer(Target::Person, fields.id("relationship_owner"));
    let since = fields.date("since");
    let left_on = fields.date("left_on");
    in_order(&mut fields, Code::DatesOutOfOrder, ("since", since.as_ref()), ("left_on", left_on.as_ref()));
    let retention_until = fields.date("retention_until");
    let audience = fields.audience("audience");
    let priorities = fields.texts("priorities");
    let concerns = fields.texts("concerns");
    let expectations = expectations(&mut fields, team, out);
    let preferences = preferences(&mut fields, team);
    let positions = positions(&mut fields, team, out);
    let plan = plan(&mut fields, team);
    let assessments = assessments(&mut fields, out);
    let overrides = overrides(&mut fields, out);
    let pauses = pauses(&mut fields);
    let planned = planned(&mut fields, out);
    fields.finish();

    if !is_id(stem) {
        let mut invalid = invalid_id(table.place, stem);
        invalid.code = Code::InvalidFileName;
        invalid.message = format!("the file's name is the stakeholder's id, and {}", invalid.message);
        diagnostics.push(invalid);
        return;
    }
    let place = name.as_ref().map_or(table.place, |name| name.place);
    let id = Taken { value: Id::new(known_as.unwrap_or(stem)), place, private: table.private };
    if !out.claim(Target::Person.as_str(), &id, diagnostics) {
        return;
    }
    let (Some(name), Some(kind)) = (name, kind) else { return };
    let stakeholder = Stakeholder {
        id: id.value.clone(),
        label,
        place,
        name: name.value,
        kind: kind.value,
        title: field(title, label),
        organisation: field(organisation, label),
        group: field(group, label),
        email: field(email, team),
        aliases: list(aliases, team),
        // What somebody was called in the files is no narrower than what they are called now.
        formerly: list(formerly, label),
        relationship_owner: field(owner, pm),
        since: field(since, pm),
        left_on: field(left_on, pm),
        retention_until: field(retention_until, pm),
        audience: audience.map(|a| a.value),
        priorities: list(priorities, team),
        concerns: list(concerns, team),
        expectations,
        preferences,
        positions,
        plan,
        assessments,
        overrides,
        pauses,
        planned,
    };
    out.records.register.stakeholders.insert(id.value, stakeholder);
}

fn expectations(fields: &mut Fields<'_, '_>, label: Audience, out: &mut Out<'_>) -> Vec<Labelled<Expectation>> {
    let mut list = Vec::new();
    for table in fields.tables("expectations") {
        let mut fields = fields.open(table, "an expectation");
        fields.require(&["what"]);
        let what = fields.text("what");
        let on = fields.date("on").map(|on| on.value);
        let commitment = out.refer(Target::Commitment, fields.id("commitment")).map(|id| id.value);
        let milestone = out.refer(Target::Milestone, fields.id("milestone")).map(|id| id.value);
        fields.finish();
        if let Some(what) = what {
            list.push(entry(Expectation { what: what.value, on, commitment, milestone }, table, label));
        }
    }
    list
}

fn preferences(fields: &mut Fields<'_, '_>, label: Audience) -> Preferences {
    let Some(table) = fields.sub("preferences") else { return Preferences::default() };
    let mut fields = fields.open(table, "preferences");
    let channel = fields.text("channel");
    let format = fields.text("format");
    let detail = fields.word("detail", Detail::WORDS, Detail::parse);
    fields.finish();
    Preferences { channel: field(channel, label), format: field(format, label), detail: field(detail, label) }
}

fn positions(fields: &mut Fields<'_, '_>, label: Audience, out: &mut Out<'_>) -> Vec<Labelled<Position>> {
    let mut list = Vec::new();
    for table in fields.tables("positions") {
        let mut fields = fields.open(table, "a position");
        fields.require(&["topic", "stance", "on"]);
        let topic = fields.text("topic");
        let goal = out.refer(Target::Goal, fields.id("goal")).map(|id| id.value);
        let decision = out.refer(Target::Decision, fields.id("decision")).map(|id| id.value);
        let stance = fields.integer("stance", -2..=2);
        let on = fields.date("on");
        let note = fields.text("note").map(|note| note.value);
        fields.finish();
        if let (Some(topic), Some(stance), Some(on)) = (topic, stance, on) {
            let (topic, stance, on) = (topic.value, stance.value as i8, on.value);
            list.push(entry(Position { topic, goal, decision, stance, on, note }, table, label));
        }
    }
    list
}

fn assessments(fields: &mut Fields<'_, '_>, out: &mut Out<'_>) -> Vec<Labelled<Assessment>> {
    let mut list = Vec::new();
    let mut dates = BTreeMap::new();
    for table in fields.tables("assessment") {
        let mut fields = fields.open(table, "an assessment");
        fields.require(&["date", "by", "power", "interest", "current", "desired"]);
        let date = fields.date("date");
        let by = out.refer(Target::Person, fields.id("by"));
        let power = fields.one_to_five("power");
        let interest = fields.one_to_five("interest");
        let current = fields.word("current", Engagement::WORDS, Engagement::parse);
        let desired = fields.word("desired", Engagement::WORDS, Engagement::parse);
        let legitimacy = fields.one_to_five("legitimacy").map(|v| v.value);
        let urgency = fields.one_to_five("urgency").map(|v| v.value);
        let rationale = fields.text("rationale").map(|v| v.value);
        let review_by = fields.date("review_by").map(|v| v.value);
        if let Some(date) = &date {
            match dates.get(&date.value) {
                Some(first) => fields.push(
                    Diagnostic::new(
                        Code::DuplicateAssessment,
                        date.place,
                        format!("a second assessment of {}", date.value),
                    )
                    .hint("there is one a date: change its date, or merge the two")
                    .related(*first, "the first"),
                ),
                None => drop(dates.insert(date.value, date.place)),
            }
        }
        fields.finish();
        if let (Some(date), Some(by), Some(power), Some(interest), Some(current), Some(desired)) =
            (date, by, power, interest, current, desired)
        {
            let assessment = Assessment {
                date: date.value,
                by: by.value,
                power: power.value,
                interest: interest.value,
                current: current.value,
                desired: desired.value,
                legitimacy,
                urgency,
                rationale,
                review_by,
            };
            list.push(entry(assessment, table, Audience::Pm));
        }
    }
    list.sort_by_key(|a| a.value.date);
    list
}

fn overrides(fields: &mut Fields<'_, '_>, out: &mut Out<'_>) -> Vec<Labelled<Override>> {
    let mut list = Vec::new();
    for table in fields.tables("override") {
        let mut fields = fields.open(table, "an override");
        fields.require(&["band", "reason", "by", "on", "until"]);
        let band = fields.word("band", Band::WORDS, Band::parse);
        let reason = fields.text("reason");
        let by = out.refer(Target::Person, fields.id("by"));
        let on = fields.date("on");
        let until = fields.date("until");
        in_order(&mut fields, Code::DatesOutOfOrder, ("on", on.as_ref()), ("until", until.as_ref()));
        if let (Some(on), Some(until)) = (&on, &until) {
            let days = (until.value - on.value).get_days();
            if days > LONGEST_OVERRIDE {
                fields.push(
                    Diagnostic::new(Code::OverrideTooLong, until.place, format!("the override lasts {days} days"))
                        .hint(format!("at most {LONGEST_OVERRIDE}; look again then, and write another"))
                        .related(on.place, "it begins here"),
                );
            }
        }
        fields.finish();
        if let (Some(band), Some(reason), Some(by), Some(on), Some(until)) = (band, reason, by, on, until) {
            let value =
                Override { band: band.value, reason: reason.value, by: by.value, on: on.value, until: until.value };
            list.push(entry(value, table, Audience::Pm));
        }
    }
    list.sort_by_key(|o| o.value.on);
    list
}

fn pauses(fields: &mut Fields<'_, '_>) -> Vec<Labelled<Pause>> {
    let mut list = Vec::new();
    for table in fields.tables("pause") {
        if let Some(value) = pause(table, fields.diagnostics) {
            list.push(entry(value, table, Audience::Pm));
        }
    }
    list.sort_by_key(|p| p.value.from);
    list
}

/// Reads one `[[pause]]`, of a stakeholder or of the configuration.
pub(super) fn pause(table: &Table, diagnostics: &mut Diagnostics) -> Option<Pause> {
    let mut fields = Fields::new(table, "a pause", diagnostics);
    fields.require(&["from", "to"]);
    let from = fields.date("from");
    let to = fields.date("to");
    let reason = fields.text("reason").map(|reason| reason.value);
    in_order(&mut fields, Code::DatesOutOfOrder, ("from", from.as_ref()), ("to", to.as_ref()));
    fields.finish();
    Some(Pause { from: from?.value, to: to?.value, reason })
}

fn planned(fields: &mut Fields<'_, '_>, out: &mut Out<'_>) -> Vec<Labelled<Planned>> {
    let mut list = Vec::new();
    for table in fields.tables("planned") {
        let mut fields = fields.open(table, "a planned touchpoint");
        fields.require(&["on", "date"]);
        let on = fields.date("on");
        let date = fields.date("date");
        let with = fields.ids("with").unwrap_or_default();
        let with = out.refer_all(Target::Person, with).into_iter().map(|id| id.value).collect();
        in_order(&mut fields, Code::DatesOutOfOrder, ("on", on.as_ref()), ("date", date.as_ref()));
        fields.finish();
        if let (Some(on), Some(date)) = (on, date) {
            list.push(entry(Planned { on: on.value, date: date.value, with }, table, Audience::Pm));
        }
    }
    list.sort_by_key(|p| p.value.date);
    list
}
