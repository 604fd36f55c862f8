//! `verify`: whether a published folder is as it was published, by its own list.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::Failure;
use super::output::{clean, count, print, print_json};
use crate::publish::{Verified, verify};

/// Verify that a published folder is as it was published: every listed file is there, unchanged. Needs no workspace.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur verify site
  rapporteur verify /var/www/report --strict           added files are findings, too
  rapporteur verify site --format json | jq '.changed'

The list is .rapporteur.json in the folder, with a BLAKE3 hash of each file. Whoever can write to the folder can write the list,
too: it shows what was lost or edited, not who did it. Added files are told; a build leaves them where they are.
Exit codes: 0 as published, 1 findings, 3 no folder of ours, or its list is malformed.")]
pub(super) struct Verify {
    /// The folder of a built site or an export.
    site: PathBuf,
    /// Take an added file for a finding.
    #[arg(long)]
    strict: bool,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A line for each finding.
    Human,
    /// For programs.
    Json,
}

#[derive(Serialize)]
struct Report<'a> {
    edition: &'a str,
    files: usize,
    missing: &'a [String],
    changed: &'a [String],
    added: &'a [String],
    ok: bool,
}

impl Verify {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let verified = verify(&self.site).map_err(|error| Failure::Environment(clean(&error.to_string())))?;
        let Verified { edition, files, missing, changed, added } = &verified;
        let ok = verified.is_whole() && (added.is_empty() || !self.strict);
        match self.format {
            Format::Json => print_json(&Report { edition, files: *files, missing, changed, added, ok })?,
            Format::Human => print(&self.human(&verified))?,
        }
        if ok { Ok(()) } else { Err(Failure::Findings) }
    }

    fn human(&self, verified: &Verified) -> String {
        let Verified { edition, files, missing, changed, added } = verified;
        let mut out = String::new();
        for (paths, what) in [(missing, "missing"), (changed, "changed"), (added, "added")] {
            for path in paths {
                out += &format!("{what}  {}\n", clean(path));
            }
        }
        let found = if verified.is_whole() { "as published" } else { "not as published" };
        let told: Vec<String> = [(missing, "missing"), (changed, "changed"), (added, "added")]
            .into_iter()
            .filter(|(paths, _)| !paths.is_empty())
            .map(|(paths, what)| format!(", {} {what}", paths.len()))
            .collect();
        out += &format!(
            "{}: {found}, the {} edition, {}{}\n",
            clean(&self.site.display().to_string()),
            clean(edition),
            count(*files, "file", "files"),
            told.concat()
        );
        out
    }
}
