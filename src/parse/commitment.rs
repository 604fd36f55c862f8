//! Commitments and feedback on record: the two that notes speak of too.

use jiff::civil::Date;

use super::Target;
use super::fields::{Fields, Taken};
use super::records::{Out, begin, field, in_order, refuse_private};
use super::value::{Data, Table};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{Audience, BoxState, Feedback, FeedbackKind, Id, Outcome, PromiseLine, Severity};

/// Reads one `[[commitment]]`: a line for each recipient.
pub(super) fn commitment(table: &Table, out: &mut Out<'_>, diagnostics: &mut Diagnostics) {
    let mut fields = Fields::new(table, "a commitment", diagnostics);
    let label = begin(&mut fields, Audience::Team, &["from", "to", "text", "made"]);
    refuse_private(&mut fields, label, &["due", "renegotiated", "done", "cancelled"]);
    let id = fields.id("id");
    let from = out.refer(Target::Person, fields.id("from"));
    let to = recipients(&mut fields, out);
    let text = fields.text("text");
    let made = fields.date("made");
    let due = fields.date("due").map(|due| due.value);
    let renegotiated = renegotiated(&mut fields, made.as_ref());
    let done = fields.date("done");
    let cancelled = fields.date("cancelled");
    in_order(&mut fields, Code::DoneBeforeMade, ("made", made.as_ref()), ("done", done.as_ref()));
    in_order(&mut fields, Code::DatesOutOfOrder, ("made", made.as_ref()), ("cancelled", cancelled.as_ref()));
    if let (Some(done), Some(cancelled)) = (&done, &cancelled) {
        fields.push(
            Diagnostic::new(Code::OutOfRange, cancelled.place, "the commitment is done and cancelled")
                .hint("keep `done` or `cancelled`")
                .related(done.place, "`done`"),
        );
    }
    fields.finish();
    if let Some(id) = &id
        && !out.claim(Target::Commitment.as_str(), id, diagnostics)
    {
        return;
    }
    let (Some(from), Some(text), Some(made)) = (from, text, made) else { return };
    let state = match (done, cancelled) {
        (Some(done), _) => BoxState::Done(Some(done.value)),
        (None, Some(cancelled)) => BoxState::Cancelled(Some(cancelled.value)),
        (None, None) => BoxState::Open,
    };
    for to in to {
        out.records.register.promise_lines.push(PromiseLine {
            label,
            place: text.place,
            date: made.value,
            id: id.as_ref().map(|id| id.value.clone()),
            from: from.value.clone(),
            to: to.value,
            text: text.value.clone(),
            created: Some(made.value),
            due,
            state,
            is_record: true,
            renegotiated: renegotiated.clone(),
        });
    }
}

/// `to`: one id or a list of them.
fn recipients(fields: &mut Fields<'_, '_>, out: &mut Out<'_>) -> Vec<Taken<Id>> {
    let Some(to) = fields.node("to") else { return Vec::new() };
    let ids: Vec<_> = match &to.data {
        Data::Array(items) => items.iter().filter_map(|item| fields.as_id("to", item)).collect(),
        _ => fields.as_id("to", to).into_iter().collect(),
    };
    if matches!(&to.data, Data::Array(items) if items.is_empty()) {
        fields.push(Diagnostic::new(Code::OutOfRange, to.place, "`to` is empty").hint("name at least one person"));
    }
    out.refer_all(Target::Person, ids)
}

/// Renegotiations, in the order they happened.
fn renegotiated(fields: &mut Fields<'_, '_>, made: Option<&Taken<Date>>) -> Vec<(Date, Date)> {
    let mut list = Vec::new();
    let mut before = made.cloned();
    for table in fields.tables("renegotiated") {
        let mut fields = fields.open(table, "a renegotiation");
        fields.require(&["on", "due"]);
        let on = fields.date("on");
        let due = fields.date("due");
        let words = if list.is_empty() { "made" } else { "on` of the one before, `on" };
        in_order(&mut fields, Code::DatesOutOfOrder, (words, before.as_ref()), ("on", on.as_ref()));
        fields.finish();
        if let (Some(on), Some(due)) = (on, due) {
            list.push((on.value, due.value));
            before = Some(on);
        }
    }
    list.sort_by_key(|(on, _)| *on);
    list
}

/// Reads one `[[feedback]]`.
pub(super) fn feedback(table: &Table, out: &mut Out<'_>, diagnostics: &mut Diagnostics) {
    let mut fields = Fields::new(table, "a piece of feedback", diagnostics);
    let label = begin(&mut fields, Audience::Team, &["id", "from", "date", "text"]);
    refuse_private(&mut fields, label, &["kind", "severity"]);
    let id = fields.id("id");
    let from = out.refer(Target::Person, fields.id("from"));
    let date = fields.date("date");
    let text = fields.text("text");
    let kind = fields.word("kind", FeedbackKind::WORDS, FeedbackKind::parse);
    let severity = fields.word("severity", Severity::WORDS, Severity::parse);
    let response = fields.text("response");
    let outcome = fields.word("outcome", Outcome::WORDS, Outcome::parse);
    let reason = fields.text("reason");
    let told = fields.date("told");
    let answered = fields.date("answered");
    in_order(&mut fields, Code::DatesOutOfOrder, ("date", date.as_ref()), ("told", told.as_ref()));
    in_order(&mut fields, Code::DatesOutOfOrder, ("date", date.as_ref()), ("answered", answered.as_ref()));
    let decision = out.refer(Target::Decision, fields.id("decision"));
    fields.finish();
    let Some(id) = id else { return };
    if !out.claim("piece of feedback", &id, diagnostics) {
        return;
    }
    let (Some(from), Some(date), Some(text)) = (from, date, text) else { return };
    let feedback = Feedback {
        id: Some(id.value),
        label,
        place: text.place,
        from: from.value,
        date: date.value,
        text: text.value,
        kind: kind.map_or(FeedbackKind::Request, |kind| kind.value),
        severity: severity.map_or(Severity::Medium, |severity| severity.value),
        response: field(response, label),
        outcome: field(outcome, label),
        reason: field(reason, label),
        told: field(told, label),
        answered: field(answered, label),
        decision: field(decision, label),
    };
    out.records.register.feedback.push(feedback);
}
