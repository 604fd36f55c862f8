//! What can keep an edition from being published. The author can't fix these: they end the run.

use std::io;
use std::path::{Path, PathBuf};

/// Why an edition could not be published; the old one stands.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The target is one that is never written over.
    #[error("refusing to publish to `{path}`: it is {what}; name a folder of its own with --out")]
    Precious {
        /// The target.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// Something other than a folder.
    #[error("refusing to publish to `{path}`: it is {what}, not a folder")]
    NotAFolder {
        /// The target.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// Files are there and no manifest marks them as ours.
    #[error(
        "refusing to publish to `{path}`: it holds files and none of our builds made it; name an empty or new folder"
    )]
    NotOurs {
        /// The target.
        path: PathBuf,
    },
    /// Another edition lives there.
    #[error("refusing to publish the `{edition}` edition to `{path}`: the `{found}` edition is there")]
    OtherEdition {
        /// The target.
        path: PathBuf,
        /// The edition to be published.
        edition: String,
        /// The one found.
        found: String,
    },
    /// The target lies inside a published folder, or the other way round.
    #[error(
        "refusing to publish to `{path}`: `{holder}` is a published folder, and editions don't lie inside one another"
    )]
    Nested {
        /// The target.
        path: PathBuf,
        /// The published folder.
        holder: PathBuf,
    },
    /// A manifest that can't be read, or of a later version.
    #[error("refusing to publish to `{path}`: its `.rapporteur.json` {problem}")]
    BadManifest {
        /// The target.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// Another build writes to the same folder.
    #[error("another build is writing to `{path}`; start again when it has ended")]
    Busy {
        /// The target.
        path: PathBuf,
    },
    /// A mount point can't change places with another folder.
    #[error("`{path}` is a mount point, which can't be swapped in one step; publish to a folder inside it")]
    MountPoint {
        /// The target.
        path: PathBuf,
    },
    /// Something is mounted inside the folder.
    #[error(
        "`{path}` is a mount point inside the published folder, and a new build can't take it over; mount it beside"
    )]
    MountInside {
        /// The mount point.
        path: PathBuf,
    },
    /// Two pages of one path.
    #[error("two files for one path: `{path}` and `{other}`")]
    Taken {
        /// The later one.
        path: String,
        /// The earlier one.
        other: String,
    },
    /// A path that isn't a plain relative one.
    #[error("`{path}` can't be published: {problem}")]
    BadPath {
        /// The path.
        path: String,
        /// What is wrong.
        problem: &'static str,
    },
    /// A file of someone else lies where ours should.
    #[error(
        "`{path}` is in the way: the edition has a file of that name, and this one isn't from our builds; move it away"
    )]
    InTheWay {
        /// Theirs.
        path: PathBuf,
    },
    /// A page that is no longer part of the edition, and someone has edited.
    #[error(
        "refusing to delete `{path}`{}: the edition no longer has this page, and it was edited since the last build; \
         move it out of the folder, or delete it, and build again", more_files(*.more)
    )]
    Edited {
        /// The first of them.
        path: PathBuf,
        /// How many more there are.
        more: usize,
    },
    /// A file of someone else that can't be kept.
    #[error("`{path}` can't be carried over to the new build: it is no file, folder or link; move it away")]
    CannotCarry {
        /// Theirs.
        path: PathBuf,
    },
    /// The system said no.
    #[error("cannot {action} `{path}`: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

fn more_files(more: usize) -> String {
    match more {
        0 => String::new(),
        more => format!(" (and {more} more like it)"),
    }
}

impl PublishError {
    /// For `map_err`: names what was tried and with what.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}
