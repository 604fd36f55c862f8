//! What the commands that write a workspace share: opening it for that, telling why nothing is written, writing.

use std::path::Path;

use jiff::civil::Date;

use super::output::{clean, print, tell};
use super::report;
use super::workspace::{Opened, Reading};
use super::{Environment, Failure};
use crate::capture::draft::Draft;
use crate::capture::{Refusal, Taken};
use crate::diagnostic::Diagnostic;
use crate::edit::{self, EditError};
use crate::parse;

/// A workspace to write into. Faults that are there already are said, and don't keep anything from being written.
pub(super) fn open(dir: Option<&Path>, reading: &Reading, environment: &Environment) -> Result<Opened, Failure> {
    let opened = Opened::read(dir, reading, false, environment)?;
    if opened.has_errors() {
        tell(&format!("{} already (`rapporteur check`)\n", report::summary(&opened)));
    }
    Ok(opened)
}

/// Why nothing is written.
pub(super) fn refused(refusal: Refusal, environment: &Environment) -> Failure {
    match refusal {
        Refusal::Unclear(message) => {
            let lines: Vec<String> = message.split('\n').map(clean).collect();
            Failure::Usage(lines.join("\n"))
        }
        Refusal::Unreadable(message) => Failure::Environment(clean(&message)),
        Refusal::Faults(faults, after) => {
            for fault in &faults {
                tell(&report::human(fault, &after.sources, true, environment.width));
            }
            tell("written so, the workspace would have this fault; nothing was written\n");
            Failure::Findings
        }
    }
}

/// Writes what a draft holds.
pub(super) fn write(draft: &Draft<'_>) -> Result<(), Failure> {
    edit::apply(&draft.edits()).map_err(|error| {
        let message = clean(&error.to_string());
        match error {
            EditError::Io { .. } | EditError::Changed(_) => Failure::Environment(message),
            // It wasn't there when the workspace was read.
            EditError::Exists(_) => Failure::Environment(format!("{message}: run the command again")),
        }
    })
}

/// The reading of each part, a line each.
pub(super) fn print_taken(taken: &[Taken]) -> Result<(), Failure> {
    let line = |taken: &Taken| format!("  {:<11} {}\n", taken.what, clean(&taken.how));
    print(&taken.iter().map(line).collect::<String>())
}

/// New warnings, as `check` would tell them.
pub(super) fn tell_warnings(warnings: &[Diagnostic], draft: &Draft<'_>, environment: &Environment) {
    for warning in warnings {
        tell(&report::human(warning, &draft.now().sources, false, environment.width));
    }
}

/// A date as the workspace writes them.
pub(super) fn date(text: &str) -> Result<Date, String> {
    parse::iso(text).ok_or_else(|| "dates are written as in `2026-11-01`, from 1900 to 2200".to_owned())
}
