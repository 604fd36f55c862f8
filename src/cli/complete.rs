//! Completion in the shell: takes the words of a command line so far, gives what may come next, ids of the workspace among it.
//! A workspace that can't be read completes nothing, and nothing is said: the line is still being written.

use std::ffi::OsString;
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use clap_complete::env::CompleteEnv;
use jiff::civil::{Date, date};

use super::Cli;
use super::output::clean;
use crate::Workspace;
use crate::capture::ledger;
use crate::source;

/// The variable by which the shell's script asks.
pub(super) const VARIABLE: &str = "RAPPORTEUR_COMPLETE";
/// Later than anything written, so that all of it counts.
const END: Date = date(2200, 12, 31);
/// Columns of a description.
const WIDTH: usize = 60;

/// Answers the shell where it is the one that asks, by [`VARIABLE`]; whether it was.
pub fn complete(arguments: impl IntoIterator<Item = OsString>, directory: Option<&Path>) -> bool {
    let asked = CompleteEnv::with_factory(Cli::command).var(VARIABLE).try_complete(arguments, directory);
    // What can't be completed is not: a message would end up in the middle of the line being written.
    asked.unwrap_or(true)
}

/// Ids of stakeholders.
pub(super) fn stakeholders() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let Some(workspace) = workspace() else { return Vec::new() };
        let people = workspace.register.stakeholders.values();
        people.map(|person| candidate(person.id.as_str(), &person.name)).collect()
    })
}

/// What `close` takes: promises, feedback, asks and decisions that are open.
pub(super) fn open() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let Some(workspace) = workspace() else { return Vec::new() };
        let as_of = workspace.config.as_of.unwrap_or(END);
        let open = ledger::entries(&workspace, as_of).into_iter().filter(|entry| entry.closed.is_none());
        open.map(|entry| candidate(&entry.handle(), &entry.text)).collect()
    })
}

/// Names of editions.
pub(super) fn editions() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let Some(workspace) = workspace() else { return Vec::new() };
        let editions = workspace.config.editions.values();
        editions.map(|edition| candidate(&edition.name, &format!("for {}", edition.audience.as_str()))).collect()
    })
}

fn workspace() -> Option<Workspace> {
    crate::load(&source::find(None).ok()?).ok()
}

/// A candidate with a description, neither of which can steer the terminal.
fn candidate(value: &str, about: &str) -> CompletionCandidate {
    let about = super::table::cut(&clean(about), WIDTH);
    CompletionCandidate::new(clean(value)).help(Some(about.into()))
}
