//! Groups, and the engagement plan that groups and stakeholders share.

use super::Target;
use super::fields::Fields;
use super::records::{Out, begin, field, list};
use super::value::Table;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{Audience, Group, Plan};

/// Reads one `[[group]]`.
pub(super) fn group(table: &Table, out: &mut Out<'_>, diagnostics: &mut Diagnostics) {
    let mut fields = Fields::new(table, "a group", diagnostics);
    let label = begin(&mut fields, Audience::Leadership, &["id", "name"]);
    let id = fields.id("id");
    let name = fields.text("name");
    let plan = plan(&mut fields, label.min(Audience::Team));
    let audience = fields.audience("audience");
    let audience = field(audience, Audience::Pm).map_or(Audience::Everyone, |a| a.value);
    fields.finish();
    let Some(id) = id else { return };
    if !out.claim(Target::Group.as_str(), &id, diagnostics) {
        return;
    }
    let Some(name) = name else { return };
    let group = Group { id: id.value.clone(), label, place: id.place, name: name.value, plan, audience };
    out.records.register.groups.insert(id.value, group);
}

/// Reads `[plan]` of a stakeholder or group.
pub(super) fn plan(fields: &mut Fields<'_, '_>, label: Audience) -> Plan {
    let Some(table) = fields.sub("plan") else { return Plan::default() };
    let mut fields = fields.open(table, "a plan");
    let objective = fields.text("objective");
    let strategy = fields.text("strategy");
    let meeting_format = fields.text("meeting_format");
    let reporting_style = fields.text("reporting_style");
    let cadence_days = fields.count("cadence_days", 1, 3650);
    let max_gap_days = fields.count("max_gap_days", 1, 3650);
    let key_messages = fields.texts("key_messages");
    let feedback_sla_days = fields.count("feedback_sla_days", 0, 365);
    let minutes = fields.count("minutes", 1, 1440);
    if let (Some(cadence), Some(gap)) = (&cadence_days, &max_gap_days)
        && gap.value <= cadence.value
    {
        let message = format!("`max_gap_days` is {}, not above `cadence_days`, {}", gap.value, cadence.value);
        fields.push(
            Diagnostic::new(Code::GapNotAboveCadence, gap.place, message)
                .hint("the longest acceptable gap is longer than the usual one")
                .related(cadence.place, "`cadence_days`"),
        );
    }
    fields.finish();
    Plan {
        objective: field(objective, label),
        strategy: field(strategy, label),
        meeting_format: field(meeting_format, label),
        reporting_style: field(reporting_style, label),
        cadence_days: field(cadence_days, label),
        max_gap_days: field(max_gap_days, label),
        key_messages: list(key_messages, label),
        feedback_sla_days: field(feedback_sla_days, label),
        minutes: field(minutes, label),
    }
}
