//! `clean`: removes what a build published in a folder.

use std::path::PathBuf;

use clap::Args;

use super::output::{clean, count, tell};
use super::{Environment, Failure};
use crate::publish;

/// Remove what a build or an export put in a folder, and nothing else: what was changed or added since stays.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur clean site --dry-run     what would go, and what would stay
  rapporteur clean site
  rapporteur clean export/csv

Needs no workspace: it goes by the folder's own list, .rapporteur.json, which it removes last, so that a run that was stopped can
be started again. Refused are folders without a list, links, a workspace, your home and the root.")]
pub(super) struct Clean {
    /// The folder of a built site or an export.
    site: PathBuf,
    /// Only say what would be removed.
    #[arg(long)]
    dry_run: bool,
}

impl Clean {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let cleaned = publish::clean(&self.site, environment.home.as_deref(), self.dry_run)
            .map_err(|error| Failure::Environment(clean(&error.to_string())))?;
        let mut out = String::new();
        if self.dry_run {
            for path in &cleaned.removed {
                out += &format!("would remove  {}\n", clean(path));
            }
        }
        for (paths, why) in
            [(&cleaned.changed, "changed since it was published"), (&cleaned.added, "from none of our builds")]
        {
            for path in paths {
                out += &format!("stays  {}: {why}\n", clean(path));
            }
        }
        let site = clean(&self.site.display().to_string());
        let (verb, folder) = match (self.dry_run, cleaned.is_gone) {
            (true, true) => ("would be removed", "; the folder would go"),
            (true, false) => {
                ("would be removed", "; the folder would stay, and a build takes none that holds only files of others")
            }
            (false, true) => ("removed", "; the folder is gone"),
            (false, false) => ("removed", "; the folder stays: a build takes none that holds only files of others"),
        };
        let files = count(cleaned.removed.len(), "file", "files");
        out += &format!("{site}: {files} of the {} edition {verb}{folder}\n", clean(&cleaned.edition));
        tell(&out);
        Ok(())
    }
}
