//! Text that editions show, but for the bodies of notes and updates: takes the register, gives every such text with its
//! label and where it is written.

use crate::register::{Audience, Field, Id, Labelled, Plan, Register};
use crate::source::Place;

/// One text.
pub(super) struct Text<'a> {
    /// The text.
    pub(super) words: &'a str,
    /// Who may see it.
    pub(super) label: Audience,
    /// Where it, or what holds it, is written.
    pub(super) place: Place,
    /// The key it is written under; empty for the name of a file.
    pub(super) key: Option<&'static str>,
    /// What can be done about a text that says too much.
    pub(super) narrow: &'static str,
    /// The person whose record holds it.
    pub(super) about: Option<&'a Id>,
}

type Give<'g, 'a> = &'g mut dyn FnMut(&Text<'a>);

/// What holds the texts that are given.
#[derive(Clone, Copy)]
struct Holder<'a> {
    label: Audience,
    place: Place,
    narrow: &'static str,
    about: Option<&'a Id>,
}

impl<'a> Holder<'a> {
    fn of(label: Audience, place: Place, narrow: &'static str) -> Self {
        Self { label, place, narrow, about: None }
    }

    fn text(self, key: &'static str, text: &'a str, give: Give<'_, 'a>) {
        let Self { label, place, narrow, about } = self;
        give(&Text { words: text, label, place, key: Some(key), narrow, about });
    }

    fn maybe(self, key: &'static str, text: Option<&'a String>, give: Give<'_, 'a>) {
        if let Some(text) = text {
            self.text(key, text, give);
        }
    }

    /// Fields with labels of their own.
    fn fields(self, key: &'static str, fields: impl IntoIterator<Item = &'a Labelled<String>>, give: Give<'_, 'a>) {
        for field in fields {
            Self { label: field.label.min(self.label), place: field.place, ..self }.text(key, &field.value, give);
        }
    }

    /// The same holder's entry.
    fn entry<T>(self, entry: &Labelled<T>) -> Self {
        Self { label: entry.label.min(self.label), place: entry.place, ..self }
    }
}

/// Gives each text in turn.
pub(super) fn each<'a>(register: &'a Register, give: Give<'_, 'a>) {
    people(register, give);
    work(register, give);
    decided(register, give);
    said(register, give);
    written(register, give);
}

fn people<'a>(register: &'a Register, give: Give<'_, 'a>) {
    for s in register.stakeholders.values() {
        let holder = Holder { about: Some(&s.id), ..Holder::of(s.label, s.place, "narrow the record") };
        holder.fields("title", &s.title, give);
        holder.fields("organisation", &s.organisation, give);
        holder.fields("priorities", &s.priorities, give);
        holder.fields("concerns", &s.concerns, give);
        holder.fields("channel", &s.preferences.channel, give);
        holder.fields("format", &s.preferences.format, give);
        for expectation in &s.expectations {
            holder.entry(expectation).text("what", &expectation.value.what, give);
        }
        for position in &s.positions {
            holder.entry(position).text("topic", &position.value.topic, give);
            holder.entry(position).maybe("note", position.value.note.as_ref(), give);
        }
        plan(holder, &s.plan, give);
    }
    for g in register.groups.values() {
        let holder = Holder::of(g.label, g.place, "narrow the record");
        holder.text("name", &g.name, give);
        plan(holder, &g.plan, give);
    }
}

fn plan<'a>(holder: Holder<'a>, plan: &'a Plan, give: Give<'_, 'a>) {
    holder.fields("objective", &plan.objective, give);
    holder.fields("strategy", &plan.strategy, give);
    holder.fields("meeting_format", &plan.meeting_format, give);
    holder.fields("reporting_style", &plan.reporting_style, give);
    holder.fields("key_messages", &plan.key_messages, give);
}

fn work<'a>(register: &'a Register, give: Give<'_, 'a>) {
    for g in register.goals.values() {
        let holder = Holder::of(g.label, g.place, "narrow the record");
        holder.text("title", &g.title, give);
        holder.fields("strategic_goal", &g.strategic_goal, give);
        if let Some(metric) = &g.metric {
            holder.entry(metric).text("name", &metric.value.name, give);
        }
        for reading in &g.readings {
            holder.entry(reading).maybe("source", reading.value.source.as_ref(), give);
        }
    }
    for m in register.milestones.values() {
        let holder = Holder::of(m.label, m.place, "narrow the record");
        holder.text("title", &m.title, give);
        for forecast in &m.forecasts {
            holder.entry(forecast).maybe("reason", forecast.value.reason.as_ref(), give);
        }
    }
    for r in register.risks.values() {
        let holder = Holder::of(r.label, r.place, "narrow the record");
        holder.text("event", &r.event, give);
        let fields: [(&str, &Field<String>); 4] = [
            ("cause", &r.cause),
            ("effect", &r.effect),
            ("category", &r.category),
            ("path_to_green", &r.path_to_green),
        ];
        for (key, field) in fields {
            holder.fields(key, field, give);
        }
    }
    for pulse in &register.pulses {
        Holder::of(pulse.label, pulse.place, "narrow the record").text("question", &pulse.question, give);
    }
}

/// Lines of notes are part of their note's body.
fn is_record(register: &Register, place: Place) -> bool {
    !register.path(place.file).ends_with(".md")
}

fn decided<'a>(register: &'a Register, give: Give<'_, 'a>) {
    for d in register.decisions.iter().filter(|d| is_record(register, d.place)) {
        let holder = Holder::of(d.label, d.place, "narrow the record");
        holder.text("title", &d.title, give);
        holder.fields("options", &d.options, give);
        holder.fields("recommendation", &d.recommendation, give);
        holder.fields("outcome", &d.outcome, give);
        holder.fields("rationale", &d.rationale, give);
    }
}

fn said<'a>(register: &'a Register, give: Give<'_, 'a>) {
    for f in register.feedback.iter().filter(|f| is_record(register, f.place)) {
        let holder = Holder::of(f.label, f.place, "narrow the record");
        holder.text("text", &f.text, give);
        holder.fields("response", &f.response, give);
        holder.fields("reason", &f.reason, give);
    }
    for line in register.promise_lines.iter().filter(|line| line.is_record) {
        Holder::of(line.label, line.place, "narrow the record").text("text", &line.text, give);
    }
}

/// Front matter and names of files, which wider editions print too.
fn written<'a>(register: &'a Register, give: Give<'_, 'a>) {
    for note in &register.notes {
        let holder = Holder::of(note.label, note.place, "narrow the note");
        holder.text("title", &note.title, give);
        for tag in &note.tags {
            holder.text("tags", tag, give);
        }
        holder.text("", register.path(note.place.file), give);
    }
    for update in &register.updates {
        let holder = Holder::of(update.label, update.place, "narrow the update");
        holder.text("headline", &update.headline, give);
        holder.fields("period", &update.period, give);
        for ask in &update.asks {
            let holder = holder.entry(ask);
            let Labelled { value, .. } = ask;
            holder.text("what", &value.what, give);
            for option in &value.options {
                holder.text("options", option, give);
            }
            holder.maybe("recommendation", value.recommendation.as_ref(), give);
            holder.maybe("cost_of_delay", value.cost_of_delay.as_ref(), give);
            holder.maybe("outcome", value.outcome.as_ref(), give);
        }
        holder.text("", register.path(update.place.file), give);
    }
}
