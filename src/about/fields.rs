//! Lines of TOML and YAML as they are written: takes a text, gives its tables line by line, and of a line the values with
//! the key each stands under. Not a parser: what was parsed already is only found again here, comments too.

use std::ops::Range;

use jiff::civil::Date;

use crate::parse;

/// Keys whose values are people.
const PEOPLE: [&str; 18] = [
    "from",
    "to",
    "who",
    "by",
    "owner",
    "driver",
    "approver",
    "contributors",
    "informed",
    "consulted",
    "relationship_owner",
    "with",
    "attendees",
    "regrets",
    "absent",
    "affects",
    "participants",
    "present",
];
/// Keys by whose date an entry became known.
const KNOWN: [&str; 7] = ["date", "on", "made", "opened", "proposed", "from", "created"];
/// Keys that are a state from their date on.
const STATE: [&str; 11] = [
    "told",
    "answered",
    "done",
    "decided",
    "cancelled",
    "closed",
    "withdrawn",
    "deprecated_on",
    "left_on",
    "since",
    "completed",
];
/// Keys that say what such a state holds.
const WITH_STATE: [&str; 5] = ["response", "outcome", "reason", "rationale", "status"];

/// One table: from its head to the next.
#[derive(Debug)]
pub(super) struct Table<'t> {
    /// `feedback` of `[[feedback]]`; empty before the first head.
    pub(super) name: &'t str,
    /// 1-based lines, blank ones left out.
    pub(super) lines: Vec<(u32, &'t str)>,
}

/// The tables of a TOML text that begins on line `first`.
pub(super) fn tables(text: &str, first: u32) -> Vec<Table<'_>> {
    let mut all = vec![Table { name: "", lines: Vec::new() }];
    // Between lines of a string over several, nothing is a head.
    let mut fence: Option<&str> = None;
    for (line, number) in text.lines().zip(first..) {
        let bare = line.trim();
        let is_head = fence.is_none() && bare.starts_with('[') && head(bare).is_some();
        if is_head {
            all.push(Table { name: head(bare).unwrap_or_default(), lines: Vec::new() });
        }
        for quotes in ["\"\"\"", "'''"] {
            if fence.is_none_or(|open| open == quotes) && line.matches(quotes).count() % 2 == 1 {
                fence = if fence.is_some() { None } else { Some(quotes) };
                break;
            }
        }
        if !bare.is_empty()
            && let Some(table) = all.last_mut()
        {
            table.lines.push((number, line));
        }
    }
    all.retain(|table| !table.lines.is_empty());
    all
}

/// The name in `[name]` or `[[name]]`.
fn head(line: &str) -> Option<&str> {
    let name = line.trim_start_matches('[').split(']').next()?.trim();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '"' | ' ');
    let rest = line.trim_start_matches('[').split_once(']').map_or("", |(_, rest)| rest);
    let ends = rest.trim_start_matches(']').trim_start();
    (!name.is_empty() && name.chars().all(is_name) && (ends.is_empty() || ends.starts_with('#'))).then_some(name)
}

/// A value and where it stands in its line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Value<'t> {
    pub(super) key: String,
    pub(super) text: &'t str,
    pub(super) range: Range<usize>,
}

impl Value<'_> {
    /// Whether it names a person.
    pub(super) fn is_person(&self) -> bool {
        PEOPLE.contains(&self.key.as_str())
    }
}

/// Values of one line of TOML or YAML; `key` is the one in force, from the lines before.
pub(super) fn values<'t>(line: &'t str, key: &mut String) -> Vec<Value<'t>> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        match c {
            '#' if at == 0 || line[..at].ends_with(char::is_whitespace) => break,
            '"' | '\'' => {
                let inside = &line[at + 1..];
                let end = closing(inside, c);
                all.push(Value { key: key.clone(), text: &inside[..end], range: at + 1..at + 1 + end });
                at += (end + 2).min(line.len() - at);
            }
            c if c.is_whitespace() || matches!(c, '[' | ']' | '{' | '}' | ',') => at += c.len_utf8(),
            _ => {
                let stop = |c: char| matches!(c, '=' | ',' | '[' | ']' | '{' | '}' | '"' | '\'');
                let mut end = line[at..].find(stop).map_or(line.len(), |i| at + i);
                // `key: value` of YAML; a colon without a space is part of a value.
                if let Some(colon) =
                    line[at..end].find(": ").or_else(|| line[at..end].ends_with(':').then(|| end - at - 1))
                {
                    end = at + colon;
                }
                let word = line[at..end].trim_end();
                let after = line[end..].chars().next();
                if matches!(after, Some('=' | ':')) {
                    word.trim_start_matches("- ").trim().clone_into(key);
                    at = end + 1;
                } else {
                    let bare = word.strip_prefix("- ").unwrap_or(word).trim_start();
                    let from = at + (word.len() - bare.len());
                    if !bare.is_empty() && bare != "-" {
                        all.push(Value { key: key.clone(), text: bare, range: from..from + bare.len() });
                    }
                    at = end.max(at + c.len_utf8());
                }
            }
        }
    }
    all
}

/// Where a quoted text ends, its escapes passed over.
fn closing(inside: &str, quote: char) -> usize {
    let mut escaped = false;
    for (i, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            c if c == quote => return i,
            _ => {}
        }
    }
    inside.len()
}

/// The lines of a table that were known on a day, as they stood then; none where the whole entry is from later.
pub(super) fn known_on<'t>(table: &Table<'t>, as_of: Date) -> Vec<(u32, std::borrow::Cow<'t, str>)> {
    let dated = |line: &str, keys: &[&str]| -> Option<Date> {
        let (key, value) = line.split_once('=')?;
        keys.contains(&key.trim()).then(|| parse::iso(value.trim().trim_matches(['"', '\'']).get(..10)?)).flatten()
    };
    let is_later = |keys: &[&str]| table.lines.iter().any(|(_, line)| dated(line, keys).is_some_and(|on| on > as_of));
    let is_decided_only = !table.lines.iter().any(|(_, line)| line.trim_start().starts_with("proposed"));
    let is_decision = table.name == "decision";
    if is_later(&KNOWN) && !table.name.is_empty() || (is_decision && is_decided_only && is_later(&["decided"])) {
        return Vec::new();
    }
    let waits = table.name != "override" && table.name != "pause" && is_later(&["told", "answered", "decided"]);
    let key = |line: &str| line.split_once('=').map(|(key, _)| key.trim().to_owned()).unwrap_or_default();
    let mut kept = Vec::new();
    for (number, line) in &table.lines {
        let is_state = dated(line, &STATE).is_some_and(|on| on > as_of);
        if is_state || (waits && WITH_STATE.contains(&key(line).as_str())) {
            continue;
        }
        kept.push((*number, without_later(line, as_of)));
    }
    kept
}

/// The ranges of a line to keep where only some of the values of an array concern somebody: `hits` are their places. The
/// whole line where it has one value.
pub(super) fn concerned(line: &str, hits: &[Range<usize>]) -> Vec<Range<usize>> {
    let is_hit = |range: &Range<usize>| hits.iter().any(|hit| hit.start < range.end && range.start < hit.end);
    let mut pieces: Vec<Range<usize>> = Vec::new();
    if line.contains('{') {
        let mut from = 0;
        while let Some(open) = line[from..].find('{').map(|i| from + i) {
            let end = line[open..].find('}').map_or(line.len(), |i| open + i + 1);
            pieces.push(open..end);
            from = end;
        }
    } else {
        let quoted = values(line, &mut String::new()).into_iter();
        pieces.extend(quoted.map(|v| v.range).map(|r| {
            let is_quoted = line[..r.start].ends_with(['"', '\'']) && r.end < line.len();
            if is_quoted { r.start - 1..r.end + 1 } else { r }
        }));
    }
    if pieces.len() < 2 || !pieces.iter().any(is_hit) {
        return std::iter::once(0..line.len()).collect();
    }
    let before = 0..pieces[0].start;
    std::iter::once(before).chain(pieces.into_iter().filter(is_hit)).collect()
}

/// A line without the inline tables that are dated later.
fn without_later(line: &str, as_of: Date) -> std::borrow::Cow<'_, str> {
    let mut out = String::new();
    let mut from = 0;
    while let Some(open) = line[from..].find('{').map(|i| from + i) {
        let Some(close) = line[open..].find('}').map(|i| open + i + 1) else { break };
        let later = line[open + 1..close - 1].split(',').any(|part| {
            let Some((key, value)) = part.split_once('=') else { return false };
            let on = value.trim().trim_matches(['"', '\'']).get(..10).and_then(parse::iso);
            (KNOWN.contains(&key.trim()) || key.trim() == "told") && on.is_some_and(|on| on > as_of)
        });
        out.push_str(&line[from..if later { open } else { close }]);
        from = close;
    }
    if from == 0 { line.into() } else { (out + &line[from..]).into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_carry_their_key() {
        let mut key = String::new();
        let line = "consulted = [{ who = \"ada\", on = 2026-01-02 }, { who = 'bo' }] # ada";
        let found: Vec<(String, &str)> = values(line, &mut key).into_iter().map(|v| (v.key, v.text)).collect();
        let pair = |key: &str, value| (key.to_owned(), value);
        assert_eq!(found, [pair("who", "ada"), pair("on", "2026-01-02"), pair("who", "bo")]);
        key.clear();
        let yaml: Vec<_> = ["attendees:", "  - Ada Moss", "  - bo", "title: A: b"]
            .iter()
            .flat_map(|line| values(line, &mut key))
            .map(|v| (v.key, v.text))
            .collect();
        assert_eq!(yaml[..2], [pair("attendees", "Ada Moss"), pair("attendees", "bo")]);
        let odd = ["\"", "'a", "a =", "= b", "[[", "é: é", ": ", "-", "- ", "#", "a\\\"", "{a=\"\\"];
        for line in odd {
            values(line, &mut key);
        }
    }

    #[test]
    fn what_is_dated_later_is_left_out() {
        let as_of = "2026-11-01".parse().unwrap();
        let text = "name = \"A\"\nleft_on = 2026-12-01\nexpectations = [{ what = \"x\", on = 2026-12-01 }, { what = \"y\", on = 2026-10-01 }]\n\
            [[assessment]]\ndate = 2026-11-02\nby = \"me\"\n[[feedback]]\ndate = 2026-10-01\ntold = 2026-12-01\nresponse = \"no\"\ntext = \"t\"\n";
        let shown: Vec<String> = tables(text, 1)
            .iter()
            .flat_map(|table| known_on(table, as_of))
            .map(|(line, text)| format!("{line} {text}"))
            .collect();
        assert_eq!(
            shown,
            [
                "1 name = \"A\"",
                "3 expectations = [, { what = \"y\", on = 2026-10-01 }]",
                "7 [[feedback]]",
                "8 date = 2026-10-01",
                "11 text = \"t\""
            ]
        );
    }

    #[test]
    fn of_several_values_those_that_concern_somebody_stay() {
        let kept = |line: &str, of: &str| -> String {
            let at = line.find(of).unwrap();
            concerned(line, std::slice::from_ref(&(at..at + of.len()))).into_iter().map(|r| &line[r]).collect()
        };
        assert_eq!(kept("a = [\"x\", \"ada y\"]", "ada"), "a = [\"ada y\"");
        assert_eq!(kept("a = [{ who = \"bo\" }, { who = \"ada\" }]", "ada"), "a = [{ who = \"ada\" }");
        assert_eq!(kept("attendees: [bo, ada]", "ada"), "attendees: [ada");
        assert_eq!(kept("title = \"ada\"", "ada"), "title = \"ada\"");
    }

    #[test]
    fn arrays_over_lines_and_strings_over_lines_are_no_heads() {
        let text = "a = [\n  [1, 2],\n]\nb = '''\n[x]\n'''\n[[c]] # y\nd = 1\n";
        let names: Vec<&str> = tables(text, 1).iter().map(|t| t.name).collect();
        assert_eq!(names, ["", "c"]);
    }
}
