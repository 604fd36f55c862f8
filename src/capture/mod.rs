//! Capture: what the commands of a week share: writing down what happened (`log`, the inbox, pasted chats, new records)
//! and closing what is open. Takes a workspace as read and what somebody typed, gives the files as they are to be and a
//! reading of every guess. Nothing is written that would bring a new error or an uncounted line: the texts are linked in
//! memory first. Leaves writing to `edit`, words on the terminal to `cli`.

mod answer;
pub mod chat;
pub mod close;
mod day_note;
pub mod draft;
pub mod fmt;
pub mod inbox;
pub mod ledger;
pub mod log;
pub mod new_note;
pub mod new_record;
mod people;
mod phrase;
mod raw;
mod toml_text;

pub(crate) use answer::settled as settled_ask;

use crate::diagnostic::Diagnostic;

/// Whom an id, a former id, a handle or a name means, as `log` takes them; what comes near where nobody is meant.
///
/// # Errors
/// With the id of somebody whose spelling is near to what was typed, where there is one.
pub fn whom(workspace: &crate::Workspace, written: &str) -> Result<crate::register::Id, Option<String>> {
    if let Some((id, _)) = people::People::new(workspace).find(written) {
        return Ok(id);
    }
    let stakeholders = &workspace.register.stakeholders;
    let spellings = |s: &crate::register::Stakeholder| {
        let first = s.name.split_whitespace().next().unwrap_or_default();
        [s.id.to_string(), s.name.clone(), first.to_owned()]
    };
    let all: Vec<String> = stakeholders.values().flat_map(spellings).collect();
    let near = crate::diagnostic::nearest(written.trim_start_matches('@'), all.iter().map(String::as_str));
    let record = near.and_then(|near| stakeholders.values().find(|s| spellings(s).iter().any(|one| one == near)));
    Err(record.map(|record| record.id.to_string()))
}

/// Why a command of these writes nothing.
#[derive(Debug)]
pub enum Refusal {
    /// What was asked for can't be told apart, or doesn't exist; the message says what there is.
    Unclear(String),
    /// Written so, the workspace would have new faults; they are in the terms of the texts that would be written.
    Faults(Vec<Diagnostic>, Box<crate::Workspace>),
    /// A file can't be read.
    Unreadable(String),
}

/// A reading of one part: what it was taken for, and as what it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// `promise`, `touchpoint`, ...
    pub what: &'static str,
    /// The reading in words.
    pub how: String,
}

impl Taken {
    pub(crate) fn new(what: &'static str, how: impl Into<String>) -> Self {
        Self { what, how: how.into() }
    }
}
