//! The baseline: the findings that a workspace is known to have, so that a gate stops only what is new. Holds codes, paths
//! and keys, never what a finding says.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Finding;

/// What the file calls itself.
const KIND: &str = "rapporteur-baseline";
const FORMAT: u32 = 1;

/// Findings that are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Baseline {
    known: BTreeMap<String, Known>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    key: String,
    code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    kind: String,
    format: u32,
    /// How many follow: a file that was cut off doesn't pass for a short one.
    count: usize,
    findings: Vec<Known>,
}

/// The findings of a run against a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Keys of those that are new.
    pub new: BTreeSet<String>,
    /// How many were known.
    pub unchanged: usize,
    /// How many known ones are gone.
    pub resolved: usize,
}

impl Baseline {
    /// The baseline of these findings.
    pub fn of(findings: &[Finding]) -> Self {
        let known = |f: &Finding| Known { key: f.key.clone(), code: f.code.to_owned(), file: f.file.clone() };
        Self { known: findings.iter().map(|finding| (finding.key.clone(), known(finding))).collect() }
    }

    /// As written: a finding after another, sorted by file, code and key.
    pub fn to_text(&self) -> String {
        let mut findings: Vec<Known> = self.known.values().cloned().collect();
        findings.sort_by(|a, b| (&a.file, &a.code, &a.key).cmp(&(&b.file, &b.code, &b.key)));
        let written = Written { kind: KIND.to_owned(), format: FORMAT, count: findings.len(), findings };
        let mut text = serde_json::to_string_pretty(&written).expect("plain structures are JSON");
        text.push('\n');
        text
    }

    /// Reads one.
    ///
    /// # Errors
    /// What is wrong with it: a baseline that can't be read whole is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        // As some editors save it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err("is empty".to_owned());
        }
        let whole: Value = serde_json::from_str(text).map_err(|error| {
            let end = if error.is_eof() { "ends too early: it was cut off" } else { "is no JSON" };
            format!("{end} (line {}, column {})", error.line(), error.column())
        })?;
        let head = |key: &str| whole.get(key);
        if head("kind").and_then(Value::as_str) != Some(KIND) {
            return Err("is no baseline of `rapporteur check`".to_owned());
        }
        if head("format").and_then(Value::as_u64) != Some(u64::from(FORMAT)) {
            let format = head("format").map_or_else(|| "none".to_owned(), Value::to_string);
            return Err(format!("is of format {format}, and this program knows {FORMAT}"));
        }
        let written: Written = serde_json::from_str(text)
            .map_err(|error| format!("isn't as it was written, at line {}, column {}", error.line(), error.column()))?;
        let count = written.findings.len();
        let known: BTreeMap<String, Known> =
            written.findings.into_iter().map(|known| (known.key.clone(), known)).collect();
        if count != written.count || known.len() != count {
            return Err(format!("says that it holds {} findings, and holds {}", written.count, known.len()));
        }
        Ok(Self { known })
    }

    /// What is new, known, gone.
    pub fn compare(&self, findings: &[Finding]) -> Compared {
        let now: BTreeSet<&str> = findings.iter().map(|finding| finding.key.as_str()).collect();
        let new: BTreeSet<String> =
            now.iter().filter(|key| !self.known.contains_key(**key)).map(|key| (*key).to_owned()).collect();
        let resolved = self.known.keys().filter(|key| !now.contains(key.as_str())).count();
        Compared { unchanged: now.len() - new.len(), new, resolved }
    }
}
