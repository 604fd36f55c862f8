//! `fmt`: write the short forms of notes out.

use std::path::PathBuf;

use clap::Args;

use super::capture::{self, refused, write};
use super::output::{clean, count, print, tell};
use super::workspace::Reading;
use super::{Environment, Failure};
use crate::capture::draft::Draft;
use crate::capture::fmt::write_out;

/// Write short forms of our notes out: `by Friday` as a date, handles as ids, one-to-ones with both names.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur fmt
  rapporteur fmt notes/2026-11-02-ada.md
  rapporteur fmt --check       exit 1 where something would change, write nothing

Nothing else is touched; a line that would then say something else stays as it is.")]
pub(super) struct Fmt {
    /// Notes; by default all of ours.
    files: Vec<String>,
    /// Only say what would change.
    #[arg(long)]
    check: bool,
    /// The workspace; by default the current directory or its `content/`.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

impl Fmt {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let opened = capture::open(self.dir.as_deref(), &self.reading, environment)?;
        let mut draft = Draft::new(&opened.workspace);
        let written = write_out(&mut draft, &self.files).map_err(|refusal| refused(refusal, environment))?;
        if !self.check {
            write(&draft)?;
        }
        let mut lines = 0;
        for file in &written {
            for (line, before, after) in &file.lines {
                lines += 1;
                print(&format!("{}:{line}\n  - {}\n  + {}\n", clean(&file.path), clean(before), clean(after)))?;
            }
        }
        let done = if self.check { "would be written out" } else { "written out" };
        tell(&format!("{} in {} {done}\n", count(lines, "line", "lines"), count(written.len(), "note", "notes")));
        if self.check && lines > 0 { Err(Failure::Findings) } else { Ok(()) }
    }
}
