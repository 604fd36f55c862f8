//! Decisions: who decided what, who was asked, and what stands now.

use jiff::civil::Date;

use super::Target;
use super::fields::{Fields, Taken};
use super::records::{Out, begin, entry, field, in_order, list};
use super::value::{Data, Table};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{Audience, ConsultedLine, Decision, DecisionStatus, Id, Labelled};

/// Reads one `[[decision]]`.
pub(super) fn decision(table: &Table, out: &mut Out<'_>, diagnostics: &mut Diagnostics) {
    let mut fields = Fields::new(table, "a decision", diagnostics);
    let label = begin(&mut fields, Audience::Leadership, &["id", "title", "status"]);
    let id = fields.id("id");
    let title = fields.text("title");
    let status = fields.word("status", DecisionStatus::WORDS, DecisionStatus::parse);
    let proposed = fields.date("proposed");
    let needed_by = fields.date("needed_by");
    let decided = fields.date("decided");
    let deprecated_on = fields.date("deprecated_on");
    in_order(&mut fields, Code::DatesOutOfOrder, ("proposed", proposed.as_ref()), ("decided", decided.as_ref()));
    in_order(
        &mut fields,
        Code::DatesOutOfOrder,
        ("decided", decided.as_ref()),
        ("deprecated_on", deprecated_on.as_ref()),
    );
    if let (Some(decided), Some(DecisionStatus::Proposed)) = (&decided, status.as_ref().map(|s| s.value)) {
        let message = "the decision is `proposed` and has a date of `decided`";
        let hint = "set `status` to what was decided, or take `decided` out";
        fields.push(Diagnostic::new(Code::ConflictingDecision, decided.place, message).hint(hint));
    }
    let driver = out.refer(Target::Person, fields.id("driver"));
    let is_decided = decided.is_some() || status.as_ref().is_some_and(|s| s.value != DecisionStatus::Proposed);
    let approver = approver(&mut fields, is_decided);
    let approver = out.refer(Target::Person, approver);
    let contributors = people(&mut fields, "contributors", out);
    let informed = people(&mut fields, "informed", out);
    let consulted = consulted(&mut fields, label, id.as_ref(), out);
    let options = fields.texts("options");
    let recommendation = fields.text("recommendation");
    let outcome = fields.text("outcome");
    let rationale = fields.text("rationale");
    let supersedes = out.refer(Target::Decision, fields.id("supersedes"));
    let goal = out.refer(Target::Goal, fields.id("goal"));
    let revisit_on = fields.date("revisit_on");
    fields.finish();
    let Some(id) = id else { return };
    if !out.claim(Target::Decision.as_str(), &id, diagnostics) {
        return;
    }
    let (Some(title), Some(status)) = (title, status) else { return };
    let decision = Decision {
        id: Some(id.value),
        label,
        place: id.place,
        title: title.value,
        status: status.value,
        proposed: field(proposed, label),
        needed_by: field(needed_by, label),
        decided: field(decided, label),
        driver: field(driver, label),
        approver: field(approver, label),
        contributors: list(contributors, label),
        informed: list(informed, label),
        consulted,
        options: list(options, label),
        recommendation: field(recommendation, label),
        outcome: field(outcome, label),
        rationale: field(rationale, label),
        supersedes: field(supersedes, label),
        goal: field(goal, label),
        revisit_on: field(revisit_on, label),
        deprecated_on: field(deprecated_on, label),
    };
    out.records.register.decisions.push(decision);
}

/// The approver: one id, or wrongly a list, whose length is then said.
fn approver(fields: &mut Fields<'_, '_>, is_decided: bool) -> Option<Taken<Id>> {
    let node = fields.node("approver");
    let Some(node) = node else {
        if is_decided && !fields.table.partial && !fields.is_unreadable("approver") {
            fields.push(
                Diagnostic::new(Code::ApproverCount, fields.table.place, "a decision that is taken has no approver")
                    .hint("name the one person who approved it: `approver = \"...\"`"),
            );
        }
        return None;
    };
    let Data::Array(items) = &node.data else { return fields.as_id("approver", node) };
    let ids: Vec<_> = items.iter().filter_map(|item| fields.as_id("approver", item)).collect();
    if items.len() != 1 && (is_decided || !items.is_empty()) {
        let message = format!("the decision has {} approvers, expected exactly one", items.len());
        fields.push(
            Diagnostic::new(Code::ApproverCount, node.place, message)
                .hint("name one `approver`; the others are `contributors`"),
        );
    }
    ids.into_iter().next()
}

fn people(fields: &mut Fields<'_, '_>, key: &'static str, out: &mut Out<'_>) -> Vec<Taken<Id>> {
    let ids = fields.ids(key).unwrap_or_default();
    out.refer_all(Target::Person, ids)
}

/// `consulted`: an empty list says that nobody was. What only the overlay says must not make that claim for others,
/// so it is kept as `(consulted)` lines of its own.
fn consulted(
    fields: &mut Fields<'_, '_>,
    label: Audience,
    id: Option<&Taken<Id>>,
    out: &mut Out<'_>,
) -> Option<Vec<Labelled<(Id, Date)>>> {
    let tables = fields.tables_if_any("consulted")?;
    let is_private = fields.table.get("consulted").is_some_and(|(_, node)| node.private);
    let mut list = Vec::new();
    for table in tables {
        let mut fields = fields.open(table, "a consultation");
        fields.require(&["who", "on"]);
        let who = out.refer(Target::Person, fields.id("who"));
        let on = fields.date("on");
        fields.finish();
        let (Some(who), Some(on)) = (who, on) else { continue };
        let entry = entry((who.value, on.value), table, label);
        match id {
            Some(id) if table.private && label != Audience::Pm => {
                out.records.register.consulted_lines.push(ConsultedLine {
                    label: Audience::Pm,
                    place: entry.place,
                    date: entry.value.1,
                    who: entry.value.0,
                    decision: id.value.clone(),
                });
            }
            _ => list.push(entry),
        }
    }
    (!is_private || label == Audience::Pm).then_some(list)
}
