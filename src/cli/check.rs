//! `check`: everything that is wrong with the content, and nothing written.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::output::{print, print_json, tell};
use super::workspace::{Opened, Reading};
use super::{Environment, Failure, report};
use crate::diagnostic::{Code, Severity};

/// Report what is wrong with the content; write nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur check
  rapporteur check --strict engagement
  rapporteur check --format json | jq '.summary'
  rapporteur check --fail-on retention,overdue     exit 1 where a record is kept too long, or a date has passed

Errors always fail.")]
pub(super) struct Check {
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Exit with 1 for these too, several with commas; errors always fail.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "GATE")]
    fail_on: Vec<Gate>,
}

/// What ends a run with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Gate {
    /// Errors: always on.
    Errors,
    /// Any warning.
    Warnings,
    /// A day that has passed: of a promise, a review, an override.
    Overdue,
    /// A record kept past its `retention_until`.
    Retention,
}

impl Gate {
    fn name(self) -> &'static str {
        match self {
            Self::Errors => "errors",
            Self::Warnings => "warnings",
            Self::Overdue => "overdue",
            Self::Retention => "retention",
        }
    }

    /// How many findings of this run fail it.
    fn failing(self, opened: &Opened) -> usize {
        let of = |codes: &[Code]| opened.diagnostics.iter().filter(|d| codes.contains(&d.code)).count();
        match self {
            Self::Errors => opened.errors(),
            Self::Warnings => opened.count(Severity::Warning),
            Self::Overdue => of(&[Code::PromiseOverdue, Code::ReviewPast, Code::OverrideExpired]),
            Self::Retention => of(&[Code::RetentionPast]),
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// With excerpts, for people.
    Human,
    /// For programs.
    Json,
}

#[derive(Serialize)]
struct Found<'a> {
    as_of: String,
    diagnostics: Vec<Entry<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'static str,
    severity: &'static str,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    message: &'a str,
    hint: Option<&'a str>,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    uncounted: usize,
    warnings: usize,
}

impl Check {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let opened = Opened::read(self.dir.as_deref(), &self.reading, true, environment)?;
        match self.format {
            Format::Human => print(&human(&opened, environment))?,
            Format::Json => print_json(&found(&opened))?,
        }
        let gates: BTreeSet<Gate> = self.fail_on.iter().copied().chain([Gate::Errors]).collect();
        let failed: Vec<String> = gates
            .into_iter()
            .map(|gate| (gate, gate.failing(&opened)))
            .filter(|(_, n)| *n > 0)
            .map(|(gate, n)| format!("{} ({n})", gate.name()))
            .collect();
        if failed.is_empty() {
            return Ok(());
        }
        // Whoever named no gate knows: errors are all that can fail then.
        if !self.fail_on.is_empty() {
            tell(&format!("failed: {}\n", failed.join(", ")));
        }
        Err(Failure::Findings)
    }
}

fn human(opened: &Opened, environment: &Environment) -> String {
    let shown = |d| report::human(d, &opened.workspace.sources, opened.strict, environment.width);
    let mut out: String = opened.diagnostics.iter().map(shown).collect();
    out += &format!("{}, as of {}\n", report::summary(opened), opened.as_of);
    out
}

fn found(opened: &Opened) -> Found<'_> {
    let entry = |d: &'_ crate::diagnostic::Diagnostic| {
        let place = d.place.filter(|place| (place.file.0 as usize) < opened.workspace.sources.files.len());
        let line = place.map(|place| place.line).filter(|line| *line > 0);
        (place, line)
    };
    Found {
        as_of: opened.as_of.to_string(),
        diagnostics: opened
            .diagnostics
            .iter()
            .map(|d| {
                let (place, line) = entry(d);
                Entry {
                    code: d.code.as_str(),
                    severity: opened.severity(d).as_str(),
                    file: place.map(|place| &*opened.workspace.sources.file(place.file).path),
                    line,
                    column: place.filter(|_| line.is_some()).map(|place| opened.workspace.sources.column(place)),
                    message: &d.message,
                    hint: d.hint.as_deref(),
                }
            })
            .collect(),
        summary: Summary {
            errors: opened.errors(),
            uncounted: opened.count(Severity::Uncounted),
            warnings: opened.count(Severity::Warning),
        },
    }
}
