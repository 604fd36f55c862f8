//! Reads a revision out of git: takes a folder and a revision's name, gives the workspace as it was written then. Asks the
//! `git` program for objects only: no checkout, index, reference or file is touched, no hook, filter or pager runs, nothing
//! is fetched. Leaves all meaning to `source` and the stages after it.

mod objects;
mod place;

use std::path::PathBuf;

pub use objects::{Repository, is_bare};

use crate::diagnostic::Diagnostics;
use crate::source::{Pick, Sources, load_held, pick, pick_config};
use crate::{Workspace, config::Config, parse};

/// Why a revision can't be read.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no `git` to ask.
    #[error("cannot run `git`: {0}; a revision is read by git, which is not installed here or not on the path")]
    NoGit(std::io::Error),
    /// The folder is in no repository.
    #[error("`{}` is in no git repository that can be read: {why}", .dir.display())]
    NoRepository {
        /// The folder.
        dir: PathBuf,
        /// In git's words.
        why: String,
    },
    /// Nothing has that name.
    #[error("git knows no revision `{revision}` here{}", unknown(*.is_shallow))]
    UnknownRevision {
        /// As given.
        revision: String,
        /// Whether the clone goes back only so far.
        is_shallow: bool,
    },
    /// The folder held no workspace then.
    #[error("there is no rapporteur.toml in `{folder}` of the revision `{revision}`")]
    NoWorkspace {
        /// The folder in the repository.
        folder: String,
        /// As given.
        revision: String,
    },
    /// git failed, or answered something else than asked.
    #[error("git failed: {0}")]
    Failed(String),
}

fn unknown(is_shallow: bool) -> &'static str {
    if is_shallow {
        ", and this clone is shallow: what lies further back was not fetched; `git fetch --unshallow` gets it, in CI a checkout \
         with `fetch-depth: 0` (GitHub) or `GIT_DEPTH: 0` (GitLab)"
    } else {
        ": a commit, a branch, a tag, or `HEAD~1`; a date is written 2026-11-01"
    }
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// As it was asked for.
    pub name: String,
    /// Its whole id.
    pub id: String,
}

/// A workspace as a revision holds it.
#[derive(Debug)]
pub struct Held {
    /// Read, parsed, validated.
    pub workspace: Workspace,
    /// What of it isn't in the revision, in words.
    pub left_out: Vec<String>,
}

/// Reads the workspace of a commit.
///
/// # Errors
/// Where git fails, or the commit holds no workspace there.
pub fn load(repository: &Repository, commit: &Commit) -> Result<Held, GitError> {
    let (tree, links) = repository.tree(commit)?;
    let mut diagnostics = Diagnostics::default();
    let mut sources = Sources::default();
    let config = pick_config(&tree, &repository.prefix).ok_or_else(|| GitError::NoWorkspace {
        folder: if repository.prefix.is_empty() { ".".to_owned() } else { repository.prefix.clone() },
        revision: commit.name.clone(),
    })?;
    let file = fetch(repository, vec![config], &mut sources, &mut diagnostics)?;
    let mut config = parse::config::config(file, &sources.file(file).text, &mut diagnostics);
    let mut left_out = drop_outside(repository, &mut config);
    let of_ours = links.iter().filter(|path| path.starts_with(&repository.prefix)).count();
    if of_ours > 0 {
        let what = if of_ours == 1 { "symbolic link or submodule" } else { "symbolic links and submodules" };
        left_out.push(format!("{of_ours} {what} of `{}`, which are not followed", commit.name));
    }
    let within = |path: &str| repository.within(path);
    let (picks, overlay) = pick(&tree, &repository.prefix, &config, &within, &mut diagnostics);
    fetch(repository, picks, &mut sources, &mut diagnostics)?;
    let workspace = crate::link(&repository.root, config, sources, overlay, diagnostics);
    Ok(Held { workspace, left_out })
}

/// Takes out of the configuration what lies outside of the repository; gives it in words.
pub fn drop_outside(repository: &Repository, config: &mut Config) -> Vec<String> {
    let is_outside = |path: &str| repository.within(path).is_none();
    let mut left_out = Vec::new();
    if let Some((path, _)) = config.private.take_if(|(path, _)| is_outside(path)) {
        left_out.push(format!("the private overlay `{path}`, which is outside of the repository"));
    }
    for outside in config.sources.extract_if(.., |source| is_outside(&source.path)) {
        left_out.push(format!("the notes of `{}`, which are outside of the repository", outside.path));
    }
    left_out
}

fn fetch(
    repository: &Repository,
    picks: Vec<Pick>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<crate::source::FileId, GitError> {
    let ids = picks.iter().filter(|pick| pick.is_wanted()).map(|pick| pick.id.clone()).collect();
    let blobs = repository.blobs(&ids)?;
    Ok(load_held(picks, |id| blobs.get(id).cloned().unwrap_or_default(), sources, diagnostics))
}
