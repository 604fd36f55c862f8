//! Figures as a reader says them: takes values and units, gives text.

/// A value as a reader says it: thousands apart, at most two decimals, a true minus.
pub fn figure(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value.abs() >= 1e15 {
        return format!("{value:e}").replace('-', "−");
    }
    let small = value.abs() < 0.1 && value != 0.0;
    let text = if small { format!("{:.4}", value.abs()) } else { format!("{:.2}", value.abs()) };
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = String::new();
    if value < 0.0 && text.contains(|c: char| c.is_ascii_digit() && c != '0') {
        out.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

/// "11 days", "1 day", "49 %", "8.9 of 1,000".
pub fn with_unit(value: f64, unit: Option<&str>) -> String {
    let number = figure(value);
    let Some(unit) = unit else { return number };
    let is_one = number.trim_start_matches('−') == "1";
    let single = unit.strip_suffix('s').filter(|one| is_one && one.len() > 2 && !one.ends_with(['s', 'u', 'i']));
    format!("{number} {}", single.unwrap_or(unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_said_as_short_as_they_can_be() {
        assert_eq!(with_unit(1298.0, Some("meters")), "1,298 meters");
        assert_eq!(with_unit(-1_234_567.891, None), "−1,234,567.89");
        assert_eq!(with_unit(96.5, Some("%")), "96.5 %");
    }

    #[test]
    fn one_of_a_unit_is_one() {
        let said: Vec<String> =
            ["days", "s", "kWh", "status", "class", "basis"].map(|unit| with_unit(1.0, Some(unit))).into();
        assert_eq!(said, ["1 day", "1 s", "1 kWh", "1 status", "1 class", "1 basis"]);
        assert_eq!(with_unit(1.01, Some("days")), "1.01 days");
    }
}
