//! The two sides of a `diff`: takes its arguments, gives a workspace and a day for each. A date is of the folder, or of the
//! revision that `--known-at` names; whatever else is a revision. Where a revision is a side, both go without what lies
//! outside of the repository, which no revision holds.

use jiff::civil::Date;

use super::DiffCommand;
use crate::cli::output::{clean, tell};
use crate::cli::workspace::{Opened, date};
use crate::cli::{Environment, Failure};
use crate::diff::told::{Called, Heading};
use crate::git::{self, Commit, Repository};
use crate::source;

/// What an argument names.
enum Point<'a> {
    Day(Date),
    Revision(&'a str),
}

impl<'a> Point<'a> {
    fn of(text: &'a str) -> Self {
        date(text).map_or(Self::Revision(text), Self::Day)
    }
}

/// A workspace and the commit it was read from.
struct Read {
    opened: Opened,
    commit: Option<Commit>,
}

/// Both sides.
pub(super) struct Sides {
    from: Read,
    /// `None` where it is read from the same as `from`.
    to: Option<Read>,
    pub(super) from_day: Date,
    pub(super) to_day: Date,
    left_out: Vec<String>,
}

impl Sides {
    pub(super) fn read(command: &DiffCommand, environment: &Environment) -> Result<Self, Failure> {
        let (from, to) = (Point::of(&command.from), Point::of(&command.to));
        if let (Point::Day(_), Point::Day(_)) = (&from, &to)
            && command.reading.has_as_of()
        {
            let message = "`--as-of` says nothing beside two dates, each of which is its own";
            return Err(Failure::Usage(message.to_owned()));
        }
        if let (Point::Revision(_), Point::Revision(_), Some(_)) = (&from, &to, &command.known_at) {
            let message =
                "`--known-at` says nothing beside two revisions; for what they say of one day there is `--as-of`";
            return Err(Failure::Usage(message.to_owned()));
        }
        let mut reader = Reader { command, environment, repository: None, left_out: Vec::new() };
        let is_git =
            command.known_at.is_some() || matches!((&from, &to), (Point::Revision(_), _) | (_, Point::Revision(_)));
        if is_git {
            let root = source::find(command.dir.as_deref()).map_err(crate::cli::workspace::unread)?;
            reader.repository = Some(Repository::open(&root).map_err(failed)?);
        }
        let first = reader.point(&from)?;
        let second = match (&from, &to) {
            (Point::Day(_), Point::Day(_)) => None,
            _ => Some(reader.point(&to)?),
        };
        let day = |point: &Point<'_>, read: &Read| match point {
            Point::Day(day) => *day,
            Point::Revision(_) => read.opened.as_of,
        };
        let from_day = day(&from, &first);
        let to_day = day(&to, second.as_ref().unwrap_or(&first));
        if from_day > to_day {
            return Err(Failure::Usage(format!(
                "`{}` is as of {from_day}, after `{}` as of {to_day}; turn them round, or set both by `--as-of`",
                clean(&command.from),
                clean(&command.to),
            )));
        }
        let mut left_out = reader.left_out;
        left_out.sort();
        left_out.dedup();
        Ok(Self { from: first, to: second, from_day, to_day, left_out })
    }

    pub(super) fn from(&self) -> &Opened {
        &self.from.opened
    }

    pub(super) fn to(&self) -> &Opened {
        &self.last().opened
    }

    fn last(&self) -> &Read {
        self.to.as_ref().unwrap_or(&self.from)
    }

    pub(super) fn heading(&self, edition: &str) -> Heading {
        let called = |read: &Read, day: Date| Called {
            as_of: day.to_string(),
            revision: read.commit.as_ref().map(|commit| clean(&commit.name)),
            commit: read.commit.as_ref().map(|commit| commit.id.clone()),
        };
        Heading {
            from: called(&self.from, self.from_day),
            to: called(self.last(), self.to_day),
            edition: edition.to_owned(),
            left_out: self.left_out.clone(),
        }
    }
}

struct Reader<'a> {
    command: &'a DiffCommand,
    environment: &'a Environment,
    repository: Option<Repository>,
    left_out: Vec<String>,
}

impl Reader<'_> {
    fn point(&mut self, point: &Point<'_>) -> Result<Read, Failure> {
        let revision = match point {
            Point::Revision(revision) => Some(*revision),
            Point::Day(_) => self.command.known_at.as_deref(),
        };
        let (dir, reading) = (self.command.dir.as_deref(), &self.command.reading);
        let mut commit = None;
        let opened = match (&self.repository, revision) {
            (Some(repository), Some(revision)) => {
                let found = repository.commit(revision).map_err(failed)?;
                let held = git::load(repository, &found).map_err(failed)?;
                self.left_out.extend(held.left_out);
                commit = Some(found);
                Opened::of(held.workspace, reading, false, self.environment)?
            }
            (repository, _) => {
                let left_out = &mut self.left_out;
                let mut adjust = |config: &mut crate::config::Config| {
                    if let Some(repository) = repository {
                        left_out.extend(git::drop_outside(repository, config));
                    }
                };
                let root = source::find(dir).map_err(crate::cli::workspace::unread)?;
                let workspace = crate::load_with(&root, &mut adjust).map_err(crate::cli::workspace::unread)?;
                Opened::of(workspace, reading, false, self.environment)?
            }
        };
        if opened.has_errors()
            && let Some(commit) = &commit
        {
            tell(&format!("in the revision `{}`:\n", clean(&commit.name)));
        }
        opened.refuse_errors("nothing is compared", self.environment)?;
        Ok(Read { opened, commit })
    }
}

/// A name that nothing has is a misuse, like a folder that is no workspace; the rest is the machine's.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn failed(error: git::GitError) -> Failure {
    let message = clean(&error.to_string());
    match error {
        git::GitError::UnknownRevision { .. } | git::GitError::NoWorkspace { .. } => Failure::Usage(message),
        git::GitError::NoGit(_) | git::GitError::NoRepository { .. } | git::GitError::Failed(_) => {
            Failure::Environment(message)
        }
    }
}
