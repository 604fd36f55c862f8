//! `check`: everything that is wrong with the content, and nothing written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::output::{print, print_json};
use super::workspace::{Reading, Workspace};
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
        let workspace = Workspace::read(self.dir.as_deref(), &self.reading, environment)?;
        match self.format {
            Format::Human => print(&human(&workspace, environment))?,
            Format::Json => print_json(&found(&workspace))?,
        }
        if workspace.has_errors() { Err(Failure::Findings) } else { Ok(()) }
    }
}

fn human(workspace: &Workspace, environment: &Environment) -> String {
    let shown = |d| report::human(d, &workspace.sources, workspace.strict, environment.width);
    let mut out: String = workspace.diagnostics.iter().map(shown).collect();
    out += &format!("{}, as of {}\n", report::summary(workspace), workspace.as_of);
    out
}

fn found(workspace: &Workspace) -> Found<'_> {
    let entry = |d: &'_ crate::diagnostic::Diagnostic| {
        let place = d.place.filter(|place| (place.file.0 as usize) < workspace.sources.files.len());
        let line = place.map(|place| place.line).filter(|line| *line > 0);
        (place, line)
    };
    Found {
        as_of: workspace.as_of.to_string(),
        diagnostics: workspace
            .diagnostics
            .iter()
            .map(|d| {
                let (place, line) = entry(d);
                Entry {
                    code: d.code.as_str(),
                    severity: d.severity().as_str(),
                    file: place.map(|place| &*workspace.sources.file(place.file).path),
                    line,
                    column: place.filter(|_| line.is_some()).map(|place| workspace.sources.column(place)),
                    message: &d.message,
                    hint: d.hint.as_deref(),
                }
            })
            .collect(),
        summary: Summary {
            errors: workspace.count(Severity::Error),
            uncounted: workspace.count(Severity::Uncounted),
            warnings: workspace.count(Severity::Warning),
        },
    }
}
