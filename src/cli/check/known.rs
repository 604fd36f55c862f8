//! The baseline of a run: read before anything is compared with it, written where that is asked for.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::cli::Failure;
use crate::cli::output::{clean, count, tell};
use crate::cli::workspace::Opened;
use crate::edit::{self, Edit};
use crate::gate::Finding;
use crate::gate::baseline::{Baseline, Compared};
use crate::render::words::figure;

/// A baseline and what it says of the findings.
pub(super) struct Known {
    path: PathBuf,
    /// Its text; `None` where there is none yet.
    was: Option<String>,
    pub(super) compared: Compared,
}

/// The most that is read of one, in bytes: some hundred thousand findings.
const MOST: u64 = 32 << 20;

/// The text of a plain file: what lies in a repository may be a link to anything.
fn read(path: &Path) -> std::io::Result<String> {
    let refused = |why: &str| std::io::Error::other(format!("it is {why}"));
    let found = std::fs::symlink_metadata(path)?;
    if found.is_symlink() {
        return Err(refused("a symbolic link"));
    }
    if !found.is_file() {
        return Err(refused("no plain file"));
    }
    if found.len() > MOST {
        return Err(refused("larger than 32 MiB"));
    }
    std::fs::read_to_string(path)
}

impl Known {
    /// Reads the baseline named on the command line, else in the configuration; `None` where none is. It must be there
    /// and whole, unless it is to be written.
    pub(super) fn read(
        given: Option<&Path>,
        opened: &Opened,
        is_written: bool,
        findings: &[Finding],
    ) -> Result<Option<Self>, Failure> {
        let configured = opened.workspace.config.check.baseline.as_ref().map(|path| opened.workspace.root.join(path));
        let Some(path) = given.map(Path::to_owned).or(configured) else {
            if is_written {
                let message = "`--update-baseline` needs to know which: `--baseline FILE`, or `[check] baseline`";
                return Err(Failure::Usage(message.to_owned()));
            }
            return Ok(None);
        };
        let shown = clean(&path.display().to_string());
        let was = match read(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == ErrorKind::NotFound && is_written => {
                // A folder made for a slip of the pen would hide it: the next run would find no baseline in its place.
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
                if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
                    let folder = clean(&folder.display().to_string());
                    let message = format!("cannot write the baseline `{shown}`: there is no folder `{folder}`");
                    return Err(Failure::Environment(message));
                }
                None
            }
            Err(error) => {
                let error = clean(&error.to_string());
                return Err(Failure::Environment(format!("cannot read the baseline `{shown}`: {error}")));
            }
        };
        let known = match was.as_deref().map(Baseline::parse) {
            None => Baseline::default(),
            Some(Ok(known)) => known,
            Some(Err(problem)) => {
                let problem = clean(&problem);
                let hint = "name another file, or delete this one; `--update-baseline` writes it";
                return Err(Failure::Environment(format!("the baseline `{shown}` {problem}; {hint}")));
            }
        };
        Ok(Some(Self { path, was, compared: known.compare(findings) }))
    }

    /// `2 new, 5 unchanged, 1 resolved since the baseline`.
    pub(super) fn summary(&self) -> String {
        let Compared { new, unchanged, resolved } = &self.compared;
        {
            let [new, unchanged, resolved] = [new.len(), *unchanged, *resolved].map(figure);
            format!("{new} new, {unchanged} unchanged, {resolved} resolved since the baseline")
        }
    }

    /// Writes what is found.
    pub(super) fn write(&self, findings: &[Finding]) -> Result<(), Failure> {
        let text = Baseline::of(findings).to_text();
        let edit = Edit { path: self.path.clone(), was: self.was.clone(), text };
        edit::apply(&[edit]).map_err(|error| Failure::Environment(clean(&error.to_string())))?;
        tell(&format!(
            "{}: {} known\n",
            clean(&self.path.display().to_string()),
            count(findings.len(), "finding is", "findings are")
        ));
        Ok(())
    }
}
