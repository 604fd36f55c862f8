//! Import: takes a file of another program (a table, contacts, a calendar, mail) and the workspace as read, gives the
//! files to write and a report of how everything was read. Pure: leaves reading the file to `cli`, writing to [`crate::edit`].
//!
//! One rule holds for all of them: what a person wrote or changed is never written over. What an import wrote it knows
//! again by the sums it leaves under `[extra.import]`, so that a second run changes nothing, and a changed source changes
//! only what nobody has touched.

pub mod calendar;
mod contact;
mod content_line;
pub mod mail;
mod note;
mod people;
mod record;
mod recurrence;
mod report;
mod table;
mod text;
mod verify;
pub mod words;
#[cfg(feature = "xlsx")]
pub mod xlsx;
mod zone;

use std::path::Path;

use jiff::civil::Date;

use crate::Workspace;
use crate::config::Signal;
use crate::edit::Edit;
use crate::register::Id;

pub use contact::contacts;
pub use report::{Change, Column, Fault, Report};
pub use table::csv::csv;
pub use table::{Settings, Sheet};

/// The largest file read whole, in bytes.
pub const MAX_BYTES: u64 = 64 << 20;

/// What every import knows besides its file.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The workspace, without errors.
    pub workspace: &'a Workspace,
    /// Its folder, which paths of edits begin with.
    pub root: &'a Path,
    /// The day of the import.
    pub as_of: Date,
}

impl Context<'_> {
    /// Our first person, who answers for what the import writes.
    fn me(&self) -> Id {
        self.workspace.config.team.first().map_or_else(|| Id::new("me"), |member| member.id.clone())
    }

    /// Whether engagement counts in the score here.
    fn takes_alignment(&self) -> bool {
        self.workspace.config.health.signals.contains(&Signal::Alignment)
    }

    /// The text of a file of the workspace.
    fn text(&self, path: &str) -> Option<&str> {
        let file = self.workspace.sources.files.iter().find(|f| &*f.path == path)?;
        (file.origin == crate::source::Origin::Workspace).then_some(&*file.text)
    }
}

/// What an import comes to.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// Files to write.
    pub edits: Vec<Edit>,
    /// What to say.
    pub report: Report,
}

/// A file to write, before it is known whether the workspace would be sound with it.
#[derive(Clone, Debug)]
struct Draft {
    /// Relative to the workspace.
    path: String,
    /// What it holds now.
    was: Option<String>,
    /// What it is to hold.
    text: String,
    /// What of it, for the report.
    what: String,
    /// Where in the imported file it comes from.
    row: u64,
}

/// Checks the drafts against the workspace and ends the import.
fn finish(context: &Context<'_>, drafts: Vec<Draft>, mut report: Report) -> Import {
    let drafts = verify::sound(context, drafts, &mut report);
    let mut edits = Vec::new();
    for draft in drafts {
        report.changes.push(Change { path: draft.path.clone(), is_new: draft.was.is_none(), what: draft.what });
        edits.push(Edit { path: context.root.join(&draft.path), was: draft.was, text: draft.text });
    }
    Import { edits, report }
}
