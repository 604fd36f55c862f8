//! Hints for TOML's syntax errors: takes the parser's message and the line it is about, gives what to write instead. The
//! parser says what it expected; who wrote the line has to be told what they meant.

use super::value::{looks_like_date, shown};

/// What to write instead, for the mistakes that are made most.
pub(super) fn hint(message: &str, line: &str, column: usize) -> Option<String> {
    let rest = line.get(column..).unwrap_or_default().trim_start();
    let line = line.trim();
    let (key, value) = line.split_once('=').map_or((line, None), |(key, value)| (key.trim(), Some(value.trim())));
    let is = |part: &str| message.contains(part);
    if is("duplicate key") {
        let hint = if line.starts_with('[') {
            "a table is opened once: put its keys together; entries of a list are opened with two brackets, `[[name]]`"
        } else {
            "keep one of the two"
        };
        return Some(hint.to_owned());
    }
    if ["//", "--", "/*", ";", "%"].iter().any(|sign| line.starts_with(sign)) {
        return Some("a comment begins with `#`".to_owned());
    }
    if is("unclosed array table") {
        return Some("write `[[name]]`, with two brackets on either side".to_owned());
    }
    if is("unclosed table") {
        return Some("write `[name]`, with a bracket on either side".to_owned());
    }
    if is("unclosed array") {
        return Some("end the list with `]`".to_owned());
    }
    if is("missing comma") {
        return Some("put a comma between two entries: `[\"a\", \"b\"]`".to_owned());
    }
    if line.starts_with("- ") {
        return Some("entries of a list are written `key = [\"a\", \"b\"]`, single values `key = value`".to_owned());
    }
    let Some(value) = value else { return is("key with no value").then(|| unassigned(line)) };
    if is("key with no value") && key.contains(char::is_whitespace) {
        return Some(format!(
            "keys have no spaces: `{}`",
            shown(&key.split_whitespace().collect::<Vec<_>>().join("_"))
        ));
    }
    if value.is_empty() {
        return Some(format!("write a value behind `=`, or take `{}` out", shown(key)));
    }
    if value.starts_with(['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}', '\u{ab}', '`']) {
        return Some("put text between straight quotes, `\"`".to_owned());
    }
    if is("missing escaped value") || is("invalid escape") {
        return Some("a backslash is written twice, `\\\\`, or the text between single quotes".to_owned());
    }
    if is("invalid basic string") || is("invalid literal string") || is("missing opening quote") {
        return Some("text stands between two quotes, on one line; over several lines between `\"\"\"`".to_owned());
    }
    if is("expected newline") {
        let quotes = value.matches('\'').count();
        return Some(if rest.starts_with(',') {
            "no comma behind a value".to_owned()
        } else if value.starts_with('\'') && quotes > 2 {
            "text with `'` in it stands between double quotes".to_owned()
        } else if value.starts_with('"') && value.matches('"').count() > 2 && !rest.contains('=') {
            "a `\"` within text is written `\\\"`".to_owned()
        } else {
            "each `key = value` on a line of its own".to_owned()
        });
    }
    unquoted(message, value)
}

/// A line without `=`.
fn unassigned(line: &str) -> String {
    match line.split_once(':') {
        Some((key, _)) if !key.contains(char::is_whitespace) => format!("write `{} = ...`, with `=`", shown(key)),
        _ => "write `key = value`".to_owned(),
    }
}

/// A value that is neither text in quotes nor anything else.
fn unquoted(message: &str, value: &str) -> Option<String> {
    let value = value.split('#').next().unwrap_or_default().trim();
    if ["yes", "no", "on", "off", "true", "false"].iter().any(|word| value.eq_ignore_ascii_case(word)) {
        return Some("it is either `true` or `false`, in lower case and without quotes".to_owned());
    }
    if is_like_date(value) {
        return Some("dates are written as in `2026-11-01`, without quotes".to_owned());
    }
    if message.contains("leading zero") {
        return Some("a number doesn't begin with 0; put what is no number in quotes".to_owned());
    }
    message.contains("must be quoted").then(|| format!("put text in quotes: `\"{}\"`", shown(value.trim_matches('"'))))
}

/// Whether something may be meant for a date: a year of four digits and a day, or a month's name.
fn is_like_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split(['-', '/', '.', ' ', ',']).filter(|part| !part.is_empty()).collect();
    let is_number = |part: &&str| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
    let is_month = |part: &&str| {
        let part = part.to_ascii_lowercase();
        part.len() >= 3 && super::short_due::MONTHS.iter().any(|month| month.starts_with(&part))
    };
    looks_like_date(value)
        || ((2..=3).contains(&parts.len())
            && parts.iter().any(|part| part.len() == 4 && is_number(part))
            && parts.iter().all(|part| is_number(part) || is_month(part)))
}
