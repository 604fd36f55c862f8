//! The way back from a file as it was read to the file itself: for the commands that write into a workspace.

use std::path::{Path, PathBuf};

use super::text::{text, unsteered};
use super::{Origin, Role, SourceFile};
use crate::config::Config;

/// Where a file of the workspace in `root` lies.
pub fn on_disk(root: &Path, config: &Config, file: &SourceFile) -> PathBuf {
    let configured = match file.origin {
        Origin::Workspace => None,
        Origin::Private => config.private.as_ref().map(|(path, _)| path),
        Origin::Source(n) => config.sources.get(n).map(|source| &source.path),
    };
    let Some(folder) = configured else { return root.join(&*file.path) };
    let prefix = printed(folder);
    let below = file.path.strip_prefix(&prefix).unwrap_or(&file.path).trim_start_matches('/');
    root.join(folder).join(below)
}

/// A file's text as it would be read: line by line and character by character the same, but for a byte order mark.
pub fn as_read(raw: &str, role: Role) -> String {
    let read = text(raw.as_bytes().to_vec()).unwrap_or_default();
    if matches!(role, Role::Note | Role::Update) { unsteered(read) } else { read }
}

/// A configured path as it is printed: of an absolute one only the last part, so that reports don't hold this machine's layout.
pub(super) fn printed(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if Path::new(path).is_absolute() { parts.last().copied().unwrap_or_default().to_owned() } else { parts.join("/") }
}
