//! `[health]`: the parameters of the score, each in its range, and those that go together in their order.

use std::ops::RangeInclusive;

use crate::config::{HealthConfig, Signal};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::parse::fields::{Fields, hint_among};
use crate::parse::value::{Table, shown};

/// Reads `[health]` over its defaults.
pub(super) fn health(table: &Table, diagnostics: &mut Diagnostics) -> HealthConfig {
    let mut health = HealthConfig::default();
    let mut fields = Fields::new(table, "[health]", diagnostics);
    let profile = fields.word("profile", &["conduct", "full"], |word| match word {
        "conduct" => Some(Signal::ALL[..4].to_vec()),
        "full" => Some(Signal::ALL.to_vec()),
        _ => None,
    });
    let chosen = signals(&mut fields);
    if let Some(signals) = chosen.or(profile.map(|profile| profile.value)) {
        health.signals = signals;
    }
    health.purpose = fields.text("purpose").map(|purpose| purpose.value);
    if let Some(theirs) = health.signals.iter().find(|signal| signal.describes_them())
        && health.purpose.is_none()
        && !fields.has("purpose")
    {
        let key = if fields.has("signals") { "signals" } else { "profile" };
        let message =
            format!("`{}` describes the other person, and no `purpose` says why it is measured", theirs.as_str());
        let place = fields.place_of(key);
        fields.push(Diagnostic::new(Code::MissingPurpose, place, message).hint("add `purpose = \"...\"` to [health]"));
    }
    by_signal(&mut fields, "weights", &Signal::ALL, 0.01..=1000.0, &mut health.weights);
    by_signal(&mut fields, "half_lives", &Signal::ALL[1..], 0.1..=3650.0, &mut health.half_lives);
    by_signal(&mut fields, "kappas", &Signal::ALL, 0.0..=1000.0, &mut health.kappas);
    let mut real = |key, range: RangeInclusive<f64>, into: &mut f64| {
        if let Some(taken) = fields.real_in(key, range) {
            *into = taken.value;
        }
    };
    real("prior", 0.0..=1.0, &mut health.prior);
    real("prior_mass", 0.01..=100_000.0, &mut health.prior_mass);
    real("healthy_from", 0.0..=100.0, &mut health.healthy_from);
    real("healthy_until", 0.0..=100.0, &mut health.healthy_until);
    real("at_risk_below", 0.0..=100.0, &mut health.at_risk_below);
    real("at_risk_until", 0.0..=100.0, &mut health.at_risk_until);
    real("enough", 0.0..=1.0, &mut health.enough);
    real("high_confidence", 0.0..=1.0, &mut health.high_confidence);
    real("cap_limit", 0.0..=100.0, &mut health.cap_limit);
    real("renegotiation_factor", 0.0..=1.0, &mut health.renegotiation_factor);
    real("lateness_days", 0.1..=3650.0, &mut health.lateness_days);
    let mut days = |key, least, into: &mut u32| {
        if let Some(taken) = fields.count(key, least, 3650) {
            *into = taken.value;
        }
    };
    days("cap_overdue_days", 0, &mut health.cap_overdue_days);
    days("cadence_days", 1, &mut health.cadence_days);
    days("feedback_sla_days", 0, &mut health.feedback_sla_days);
    let HealthConfig { at_risk_below, at_risk_until, healthy_until, healthy_from, enough, high_confidence, .. } =
        health;
    ascending(&mut fields, ("at_risk_below", at_risk_below), ("at_risk_until", at_risk_until));
    ascending(&mut fields, ("at_risk_until", at_risk_until), ("healthy_until", healthy_until));
    ascending(&mut fields, ("healthy_until", healthy_until), ("healthy_from", healthy_from));
    ascending(&mut fields, ("enough", enough), ("high_confidence", high_confidence));
    fields.finish();
    health
}

/// `signals`, in the order of the method.
fn signals(fields: &mut Fields<'_, '_>) -> Option<Vec<Signal>> {
    let items = fields.list("signals", "a list of signals")?;
    let place = fields.table.get("signals").map_or(fields.table.place, |(_, node)| node.place);
    let mut signals: Vec<Signal> = Vec::new();
    for node in items {
        let Some(word) = fields.as_string("signals", node) else { continue };
        match Signal::parse(&word.value) {
            Some(signal) if signals.contains(&signal) => {
                let message = format!("`{}` is listed twice", word.value);
                fields.push(Diagnostic::new(Code::OutOfRange, word.place, message).hint("list each signal once"));
            }
            Some(signal) => signals.push(signal),
            None => {
                let message = format!("`{}` is not a signal", shown(&word.value));
                let hint = hint_among(&word.value, Signal::ALL.map(Signal::as_str));
                fields.push(Diagnostic::new(Code::UnknownWord, word.place, message).hint(hint));
            }
        }
    }
    if items.is_empty() {
        let hint = "list at least one, or leave `signals` out";
        fields.push(Diagnostic::new(Code::OutOfRange, place, "`signals` is empty").hint(hint));
    }
    signals.sort_unstable();
    (!signals.is_empty()).then_some(signals)
}

/// A table of one number for each signal.
fn by_signal(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    signals: &[Signal],
    range: RangeInclusive<f64>,
    into: &mut [f64; 7],
) {
    let Some(table) = fields.sub(key) else { return };
    let mut fields = fields.open(table, key);
    for signal in signals {
        if let Some(taken) = fields.real_in(signal.as_str(), range.clone()) {
            into[signal.index()] = taken.value;
        }
    }
    fields.finish();
}

/// Says so where two options are not in their order; at the one that is written.
fn ascending(fields: &mut Fields<'_, '_>, (low_key, low): (&str, f64), (high_key, high): (&str, f64)) {
    if low > high {
        let place = fields.place_of(if fields.has(low_key) { low_key } else { high_key });
        let message = format!("`{low_key}` is {low}, above `{high_key}`, {high}");
        fields.push(Diagnostic::new(Code::OutOfRange, place, message).hint("raise the one or lower the other"));
    }
}
