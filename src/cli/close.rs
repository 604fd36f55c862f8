//! `close`: close what is open, where it is written.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::capture::{self, print_taken, refused, tell_warnings, write};
use super::workspace::Reading;
use super::{Environment, Failure};
use crate::capture::close::{Closing, close};
use crate::capture::draft::Draft;

/// Close a promise, feedback, an ask or a decision where it is written; nothing else in the file changes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur close c-041
  rapporteur close notes/2026-11-02-ada.md:12 --on 2026-11-06
  rapporteur close c-017 --cancel
  rapporteur close f-012 --outcome partly --told \"on the roadmap for May\"
  rapporteur close d-007 --outcome accepted

A box is ticked and gets a completion date, a record its date, feedback a `(told)` line in a note of the day. What was
closed already is left as it is.")]
pub(super) struct Close {
    /// An id, or `FILE:LINE`, as `rapporteur open` lists them.
    #[arg(add = super::complete::open())]
    what: String,
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    /// The day it was done; by default the date everything is as of.
    #[arg(long, value_name = "DATE", value_parser = capture::date)]
    on: Option<Date>,
    /// Cancelled, not done; of an ask: withdrawn, of a decision: rejected.
    #[arg(long)]
    cancel: bool,
    /// Of feedback: accepted, partly, declined or deferred; of a decision: accepted or rejected.
    #[arg(long, value_name = "WORD")]
    outcome: Option<String>,
    /// What they were told; for declined feedback the reason, for an ask the answer.
    #[arg(long, value_name = "TEXT")]
    told: Option<String>,
    #[command(flatten)]
    reading: Reading,
}

impl Close {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let opened = capture::open(self.dir.as_deref(), &self.reading, environment)?;
        let mut draft = Draft::new(&opened.workspace);
        let closing = Closing {
            on: self.on.unwrap_or(opened.as_of),
            cancel: self.cancel,
            outcome: self.outcome.clone(),
            told: self.told.clone(),
        };
        let done = close(&mut draft, &self.what, &closing, opened.as_of).map_err(|r| refused(r, environment))?;
        if !done.was_closed {
            write(&draft)?;
        }
        print_taken(&done.taken)?;
        tell_warnings(&done.warnings, &draft, environment);
        Ok(())
    }
}
