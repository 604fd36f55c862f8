//! Risks and pulse results.

use super::Target;
use super::fields::Fields;
use super::records::{Out, begin, entry, field, in_order, refuse_private};
use super::value::Table;
use crate::diagnostic::{Code, Diagnostics};
use crate::register::{Audience, Pulse, Real, Response, Risk};

/// Answers from which a pulse may be shown wider than to the pm.
const ANSWERS_SHOWN: u32 = 5;

/// Reads one `[[risk]]`.
pub(super) fn risk(table: &Table, out: &mut Out<'_>, diagnostics: &mut Diagnostics) {
    let mut fields = Fields::new(table, "a risk", diagnostics);
    let label = begin(&mut fields, Audience::Leadership, &["id", "event", "owner", "opened"]);
    let id = fields.id("id");
    let event = fields.text("event");
    let owner = out.refer(Target::Person, fields.id("owner"));
    let opened = fields.date("opened");
    let cause = fields.text("cause");
    let effect = fields.text("effect");
    let category = fields.text("category");
    let mut readings = Vec::new();
    for table in fields.tables("readings") {
        let mut fields = fields.open(table, "a reading");
        fields.require(&["on", "probability", "impact"]);
        let on = fields.date("on");
        let probability = fields.one_to_five("probability");
        let impact = fields.one_to_five("impact");
        fields.finish();
        if let (Some(on), Some(probability), Some(impact)) = (on, probability, impact) {
            readings.push(entry((on.value, probability.value, impact.value), table, label));
        }
    }
    readings.sort_by_key(|r| r.value.0);
    let response = fields.word("response", Response::WORDS, Response::parse);
    let path_to_green = fields.text("path_to_green");
    let review_by = fields.date("review_by");
    let closed = fields.date("closed");
    in_order(&mut fields, Code::DatesOutOfOrder, ("opened", opened.as_ref()), ("closed", closed.as_ref()));
    fields.finish();
    let Some(id) = id else { return };
    if !out.claim("risk", &id, diagnostics) {
        return;
    }
    let (Some(event), Some(owner), Some(opened)) = (event, owner, opened) else { return };
    let risk = Risk {
        id: id.value.clone(),
        label,
        place: id.place,
        event: event.value,
        owner: Some(owner.value),
        opened: opened.value,
        cause: field(cause, label),
        effect: field(effect, label),
        category: field(category, label),
        readings,
        response: field(response, label),
        path_to_green: field(path_to_green, label),
        review_by: field(review_by, label),
        closed: field(closed, label),
    };
    out.records.register.risks.insert(id.value, risk);
}

/// Reads one `[[pulse]]`. Few answers point at persons: then it is pm whatever it says.
pub(super) fn pulse(table: &Table, out: &mut Out<'_>, diagnostics: &mut Diagnostics) {
    let mut fields = Fields::new(table, "a pulse result", diagnostics);
    let label = begin(&mut fields, Audience::Leadership, &["date", "question", "n", "mean"]);
    let date = fields.date("date");
    let question = fields.text("question");
    let n = fields.count("n", 0, u32::MAX);
    let mean = fields.real_in("mean", 1.0..=5.0);
    let group = out.refer(Target::Group, fields.id("group")).map(|group| group.value);
    refuse_private(&mut fields, label, &["group"]);
    fields.finish();
    let (Some(date), Some(question), Some(n), Some(mean)) = (date, question, n, mean) else { return };
    let label = if n.value < ANSWERS_SHOWN { Audience::Pm } else { label };
    out.records.register.pulses.push(Pulse {
        label,
        place: table.place,
        date: date.value,
        question: question.value,
        n: n.value,
        mean: Real(mean.value),
        group,
    });
}
