//! `check`: everything that is wrong with the content, and nothing written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::output::{print, print_json};
use super::workspace::{Opened, Reading};
use super::{Environment, Failure, report};
use crate::diagnostic::Severity;

/// Report what is wrong with the content; write nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur check
  rapporteur check --strict engagement
  rapporteur check --format json | jq '.summary'")]
pub(super) struct Check {
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
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
        if opened.has_errors() { Err(Failure::Findings) } else { Ok(()) }
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
