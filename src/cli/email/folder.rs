//! The folder of the mails: staged and swapped like an edition's, for its owner's eyes. The record of what was sent is no
//! part of it and stays.

use std::path::Path;

use super::Written;
use crate::cli::output::{clean, count};
use crate::cli::workspace::Opened;
use crate::cli::{Environment, Failure};
use crate::publish::{Job, PublishError, Published, Publisher};

/// What marks the folder; no edition can have that name.
const MARK: &str = "(mail)";

/// Writes every mail, and the preview where there is one.
pub(super) fn write(
    out: &Path,
    written: &[Written],
    preview: Option<&str>,
    opened: &Opened,
    environment: &Environment,
) -> Result<Published, Failure> {
    let put = || {
        let publisher = Publisher::new(&Job {
            target: out,
            edition: MARK,
            private: true,
            workspace: &opened.workspace.root,
            home: environment.home.as_deref(),
        })?;
        for Written { letter, message, .. } in written {
            publisher.put(&format!("{}.eml", letter.name), &message.bytes)?;
        }
        if let Some(preview) = preview {
            publisher.put("preview.html", preview.as_bytes())?;
        }
        publisher.finish()
    };
    put().map_err(|error: PublishError| Failure::Environment(clean(&error.to_string())))
}

/// What became of the folder.
pub(super) fn summary(published: &Published, out: &Path, opened: &Opened) -> String {
    let files = count(published.files, "file", "files");
    let mut text = format!("{}  {files}, {} changed", clean(&out.display().to_string()), published.changed);
    if published.removed > 0 {
        text += &format!(", {} removed", published.removed);
    }
    text += &format!(", for your eyes only; as of {}\n", opened.as_of);
    text
}
