//! The two sides of a `diff`: takes its arguments, gives a workspace and a day for each. A date is of the folder, or of the
//! revision that `--known-at` names; whatever else is a revision. Where a revision is a side, both go without what lies
//! outside of the repository, which no revision holds.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;

use super::DiffCommand;
use crate::cli::output::{clean, tell};
use crate::cli::workspace::{Opened, Reading, date, is_like_a_date, unread};
use crate::cli::{Environment, Failure};
use crate::diff::told::{Called, Heading};
use crate::git::{self, Commit, Repository};
use crate::register::{Id, Stakeholder};
use crate::source;

/// What an argument names.
enum Point<'a> {
    Day(Date),
    Revision(&'a str),
}

impl<'a> Point<'a> {
    fn of(text: &'a str) -> Result<Self, Failure> {
        match date(text) {
            Ok(day) => Ok(Self::Day(day)),
            Err(problem) if is_like_a_date(text) => {
                let hint = format!("a branch of that name is `refs/heads/{text}`");
                Err(Failure::Usage(format!("`{text}`: {problem}; {hint}")))
            }
            Err(_) => Ok(Self::Revision(text)),
        }
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
        let (from, to) = (Point::of(&command.from)?, Point::of(&command.to)?);
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
            reader.repository = Some(repository(command.dir.as_deref())?);
        }
        let mut first = reader.point(&from)?;
        let mut second = match (&from, &to) {
            (Point::Day(_), Point::Day(_)) => None,
            _ => Some(reader.point(&to)?),
        };
        if let Some(second) = &mut second {
            known_by(&mut first.opened, &second.opened);
            known_by(&mut second.opened, &first.opened);
        }
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

/// People of `one` whose id is a former one in `other` are read by the one they have there: a file renamed is nobody gone.
fn known_by(one: &mut Opened, other: &Opened) {
    let (ours, theirs) = (&one.workspace.register.stakeholders, &other.workspace.register.stakeholders);
    let has = |all: &BTreeMap<Id, Stakeholder>, id: &str| all.keys().any(|known| known.as_str() == id);
    let renamed = |who: &Stakeholder| {
        let former = who.formerly.iter().map(|id| id.value.as_str());
        let is_free = !has(ours, who.id.as_str()) && one.workspace.config.team.iter().all(|member| member.id != who.id);
        let former = former.filter(|id| is_free && has(ours, id) && !has(theirs, id));
        former.map(|id| (id.to_owned(), who.id.to_string())).next()
    };
    let known_as: BTreeMap<String, String> = theirs.values().filter_map(renamed).collect();
    if !known_as.is_empty() {
        one.workspace.relink(known_as);
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
                let (opened, found, left_out) = self::revision(repository, revision, reading, self.environment)?;
                self.left_out.extend(left_out);
                commit = Some(found);
                opened
            }
            (repository, _) => {
                let left_out = &mut self.left_out;
                let mut adjust = |config: &mut crate::config::Config| {
                    if let Some(repository) = repository {
                        left_out.extend(git::drop_outside(repository, config));
                    }
                };
                let root = source::find(dir).map_err(unread)?;
                let workspace = crate::load_with(&root, &mut adjust).map_err(unread)?;
                Opened::of(workspace, reading, false, self.environment)?
            }
        };
        if commit.is_none() {
            tell_errors(&opened, None, self.environment)?;
        }
        Ok(Read { opened, commit })
    }
}

/// The repository of the workspace in `dir`.
pub(super) fn repository(dir: Option<&Path>) -> Result<Repository, Failure> {
    let here = dir.unwrap_or(Path::new("."));
    let unfound = |error| match error {
        source::ReadError::NoWorkspace { .. } if git::is_bare(here) => Failure::Usage(format!(
            "`{}` is a bare clone, which holds no files to find the workspace by: `git worktree add DIR`, and run it there",
            clean(&here.display().to_string())
        )),
        error => unread(error),
    };
    let root = source::find(dir).map_err(unfound)?;
    Repository::open(&root).map_err(failed)
}

/// The workspace of a revision, the commit it is, and what of it is left out.
pub(super) fn revision(
    repository: &Repository,
    revision: &str,
    reading: &Reading,
    environment: &Environment,
) -> Result<(Opened, Commit, Vec<String>), Failure> {
    let commit = repository.commit(revision).map_err(failed)?;
    let held = git::load(repository, &commit).map_err(failed)?;
    let opened = Opened::of(held.workspace, reading, false, environment)?;
    tell_errors(&opened, Some(&commit), environment)?;
    Ok((opened, commit, held.left_out))
}

/// Ends the run where the content has errors; says of a revision which one it is.
fn tell_errors(opened: &Opened, commit: Option<&Commit>, environment: &Environment) -> Result<(), Failure> {
    if opened.has_errors()
        && let Some(commit) = commit
    {
        tell(&format!("in the revision `{}`:\n", clean(&commit.name)));
    }
    opened.refuse_errors("nothing is told from it", environment)
}

/// A name that nothing has is a misuse, like a folder that is no workspace; the rest is the machine's.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn failed(error: git::GitError) -> Failure {
    let message = clean(&error.to_string());
    match error {
        git::GitError::UnknownRevision { .. } | git::GitError::NoWorkspace { .. } => Failure::Usage(message),
        git::GitError::NoGit(_) | git::GitError::NoRepository { .. } | git::GitError::Failed(_) => {
            Failure::Environment(message)
        }
    }
}
