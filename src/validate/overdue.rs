//! What time alone brings, as of a date: overrides that ran out, reviews and retention past, recipients who left.

use jiff::civil::Date;

use super::mail;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::Register;

/// Warns of what is past on `as_of`, by what was known then.
pub fn overdue(register: &Register, config: &Config, as_of: Date, diagnostics: &mut Diagnostics) {
    mail::left(register, config, as_of, diagnostics);
    for s in register.stakeholders.values() {
        if let Some(last) = s.overrides.iter().filter(|o| o.value.on <= as_of).max_by_key(|o| o.value.until)
            && last.value.until < as_of
        {
            let message = format!("the override of `{}` ended on {}", s.id, last.value.until);
            diagnostics.push(
                Diagnostic::new(Code::OverrideExpired, last.place, message)
                    .hint("remove it, or decide anew with a reason"),
            );
        }
        if s.left_on.as_ref().is_none_or(|left| left.value > as_of)
            && let Some(last) = s.assessments.iter().filter(|a| a.value.date <= as_of).max_by_key(|a| a.value.date)
            && let Some(by) = last.value.review_by.filter(|by| *by < as_of)
        {
            let message = format!("the assessment of `{}` was to be reviewed by {by}", s.id);
            diagnostics.push(
                Diagnostic::new(Code::ReviewPast, last.place, message)
                    .hint("add a new [[assessment]]; the old one stays"),
            );
        }
        if let Some(until) = &s.retention_until
            && until.value < as_of
        {
            let message = format!("the record of `{}` was to be kept until {}", s.id, until.value);
            diagnostics.push(Diagnostic::new(Code::RetentionPast, until.place, message).hint(format!(
                "`rapporteur forget {}` lists what would have to go; or extend the date with a reason",
                s.id
            )));
        }
    }
    for r in register.risks.values().filter(|r| r.opened <= as_of && r.closed.as_ref().is_none_or(|c| c.value > as_of))
    {
        if let Some(by) = r.review_by.as_ref().filter(|by| by.value < as_of) {
            let message = format!("the risk `{}` was to be reviewed by {}", r.id, by.value);
            diagnostics.push(
                Diagnostic::new(Code::ReviewPast, by.place, message)
                    .hint("add a reading and a new `review_by`, or close it"),
            );
        }
    }
}
