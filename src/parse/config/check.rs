//! `[check]`: what fails, who reads, the baseline.

use super::editions::listed;
use crate::config::Check;
use crate::diagnostic::Diagnostics;
use crate::gate::Gate;
use crate::parse::fields::Fields;
use crate::parse::value::Table;

/// Reads `[check]`.
pub(super) fn check(table: &Table, diagnostics: &mut Diagnostics) -> Check {
    let mut fields = Fields::new(table, "[check]", diagnostics);
    let fail_on = listed(&mut fields, "fail_on", "a gate", Gate::WORDS, Gate::parse).unwrap_or_default();
    let audience = fields.audience("audience").map_or(Check::default().audience, |audience| audience.value);
    let baseline = fields.line("baseline").map(|baseline| baseline.value);
    fields.finish();
    Check { fail_on, audience, baseline }
}
