//! Findings as SARIF 2.1.0 (OASIS), which code hosts and editors read.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::baseline::Compared;
use super::finding::key;
use super::{Finding, Level};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Results that hosts take of one run.
const SHOWN: usize = 5000;

/// A log of one run; `prefix` is the way from the repository's root to the workspace, with `/` at its end or empty.
pub fn log(findings: &[Finding], compared: Option<&Compared>, prefix: &str) -> Value {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| finding.level);
    let left = sorted.len().saturating_sub(SHOWN);
    sorted.truncate(SHOWN);
    let mut rules: BTreeMap<&str, Level> = BTreeMap::new();
    for finding in &sorted {
        let level = rules.entry(finding.code).or_insert(finding.level);
        *level = (*level).min(finding.level);
    }
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, code)| (*code, at)).collect();
    let mut withheld: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    let results = sorted.iter().copied().map(|finding| {
        let mut result = result(finding, index[finding.code], compared, prefix);
        // A key is made from the words. Where those are kept back it would confirm a guess: there it is made from what is told.
        let key = if finding.is_withheld {
            let nth = withheld.entry((finding.code, finding.file.as_deref())).or_default();
            *nth += 1;
            key(finding.code, finding.file.as_deref(), "", *nth)
        } else {
            finding.key.clone()
        };
        result["partialFingerprints"] = json!({ "rapporteurKey/v1": key });
        result
    });
    let results: Vec<Value> = results.collect();
    let rules: Vec<Value> = rules.iter().map(|(code, at)| rule(code, *at)).collect();
    let mut run = json!({
        "tool": { "driver": {
            "name": "rapporteur",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        }},
        "columnKind": "unicodeCodePoints",
        "results": results,
    });
    if left > 0 {
        let text = format!("{left} more findings; `rapporteur check` shows them all");
        run["invocations"] = json!([{
            "executionSuccessful": true,
            "toolExecutionNotifications": [{ "level": "note", "message": { "text": text } }],
        }]);
    }
    json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Uncounted | Level::Warning => "warning",
    }
}

fn rule(code: &str, at: Level) -> Value {
    json!({
        "id": code,
        "shortDescription": { "text": crate::render::words::sentence(&code.replace('-', " ")) },
        "defaultConfiguration": { "level": level(at) },
    })
}

fn result(finding: &Finding, rule: usize, compared: Option<&Compared>, prefix: &str) -> Value {
    let hint = finding.hint.as_ref().map(|hint| format!("\n{hint}")).unwrap_or_default();
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": level(finding.level),
        "message": { "text": format!("{}{hint}", finding.message) },
    });
    if let Some(file) = &finding.file {
        let mut place = json!({ "artifactLocation": { "uri": uri(&joined(prefix, file)) } });
        if let Some(line) = finding.line {
            place["region"] = json!({ "startLine": line });
            if let Some(column) = finding.column {
                place["region"]["startColumn"] = column.into();
            }
        }
        result["locations"] = json!([{ "physicalLocation": place }]);
    }
    if let Some(compared) = compared {
        result["baselineState"] = if compared.new.contains(&finding.key) { "new" } else { "unchanged" }.into();
    }
    result
}

/// A path of the workspace from the repository's root; `..` steps out of the prefix.
pub(super) fn joined(prefix: &str, file: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in prefix.split('/').chain(file.split('/')).filter(|part| !part.is_empty() && *part != ".") {
        match (part, parts.last()) {
            ("..", Some(last)) if *last != ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// A path as a relative reference.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_from_the_root() {
        assert_eq!(joined("content/", "notes/a.md"), "content/notes/a.md");
        assert_eq!(joined("desk/rapporteur/", "../minutes/a b.md"), "desk/minutes/a b.md");
        assert_eq!(uri("minutes/a b:ä.md"), "minutes/a%20b%3A%C3%A4.md");
    }
}
