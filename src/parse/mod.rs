//! Parse: takes the text of a workspace, gives records that keep their spans, ids and handles as written.
//! Leaves to `validate` whether what they name exists and whether they agree with each other.

pub mod body;
pub mod comment;
mod commitment;
pub mod config;
mod decision;
mod doubt;
pub mod fields;
pub mod front_matter;
mod goal;
mod group;
pub mod inbox;
mod item;
mod line;
pub mod line_fields;
pub mod names;
mod near;
pub mod note;
mod overlay;
mod passage;
mod promise;
pub mod records;
mod risk;
mod running;
mod said;
mod section;
mod short_due;
mod split;
mod stakeholder;
mod toml_hint;
pub mod update;
pub mod value;
pub mod wild;
pub mod word;
pub mod yaml;

pub use short_due::iso;
pub(crate) use short_due::read as trailing_due;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::register::{
    Audience, BoxState, FeedbackKind, Id, NoteType, Outcome, Passage, Register, Severity, Task, Update,
};
use crate::source::{FileId, Origin, Place, Role, SourceFile, Sources};

/// Something as written, with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Spanned<T> {
    /// The thing.
    pub value: T,
    /// Where it is written.
    pub place: Place,
}

/// What a reference in a TOML record names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Target {
    /// A team member or a stakeholder.
    Person,
    /// A group.
    Group,
    /// A goal.
    Goal,
    /// A milestone.
    Milestone,
    /// A decision.
    Decision,
    /// A commitment.
    Commitment,
}

impl Target {
    /// As messages name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Group => "group",
            Self::Goal => "goal",
            Self::Milestone => "milestone",
            Self::Decision => "decision",
            Self::Commitment => "commitment",
        }
    }
}

/// A reference by id, as written in a record; `validate` checks each, and follows former ids.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// What it should name.
    pub target: Target,
    /// The id as written.
    pub id: Id,
    /// Where.
    pub place: Place,
}

/// Everything parsed.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// Records of the TOML files, their ids not yet checked. `notes`, `updates`, `told_lines`, `sentiment` and
    /// `uncounted` are still empty; commitments.toml is in `promise_lines` (one for each recipient) with `is_record`,
    /// feedback.toml in `feedback`; `consulted_lines` has the consultations that only the overlay knows. `files` has
    /// the path of each source file.
    pub register: Register,
    /// Every reference of the TOML records, but those to a record left out for its own faults.
    pub mentions: Vec<Mention>,
    /// Notes, our own and wild.
    pub notes: Vec<ParsedNote>,
    /// Updates, by file.
    pub updates: Vec<ParsedUpdate>,
}

/// A name or handle of a person as written: without its `@`, and without emphasis or links.
pub type Handle = Spanned<String>;

/// A note, or one meeting of a running document.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedNote {
    /// The file, from its first line (or the meeting's heading).
    pub place: Place,
    /// Label of the note: `visibility`, else team; pm in the overlay.
    pub label: Audience,
    /// Date of the note.
    pub date: Option<Date>,
    /// Title: front matter, else first heading of level 1, else empty.
    pub title: String,
    /// Type.
    pub kind: NoteType,
    /// `two_way`, where written.
    pub two_way: Option<bool>,
    /// Present, as written; `None` where the note doesn't say.
    pub attendees: Option<Vec<Handle>>,
    /// Excused; `None` where the note doesn't say.
    pub regrets: Option<Vec<Handle>>,
    /// Absent; `None` where the note doesn't say.
    pub absent: Option<Vec<Handle>>,
    /// Goals it bears on.
    pub goals: Vec<Spanned<String>>,
    /// Tags.
    pub tags: Vec<String>,
    /// The body in order, comments removed, front matter left out.
    pub passages: Vec<Passage>,
    /// Lines with a meaning, in order.
    pub items: Vec<Item>,
    /// Boxes with text outside attendance sections, comments and code.
    pub tasks: Vec<Task>,
    /// From a `[[notes.source]]`: names may be unknown without being a fault.
    pub wild: bool,
}

/// An update and its lines (promises).
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedUpdate {
    /// The update; ids of asks' `from` not yet checked.
    pub update: Update,
    /// Its lines.
    pub items: Vec<Item>,
}

/// A line with a meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Label of the line: its note's, narrowed by its section and its own `visibility`. Sentiment: pm.
    pub label: Audience,
    /// The line, without the list marker.
    pub place: Place,
    /// `^id`.
    pub id: Option<Spanned<Id>>,
    /// What it says.
    pub kind: ItemKind,
}

impl Item {
    /// When the box was closed, where it says so.
    pub fn closed(&self) -> Option<Date> {
        match self.kind {
            ItemKind::Promise { state: BoxState::Done(on) | BoxState::Cancelled(on), .. } => on,
            _ => None,
        }
    }
}

/// What a line says; people as written.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemKind {
    /// A box. One-to-one shorthand is not yet resolved: `from` or `to` may be missing there.
    Promise {
        /// Before the arrow, or before the colon where there is no arrow.
        from: Option<Handle>,
        /// After the arrow.
        to: Vec<Handle>,
        /// The promise, fields and id removed.
        text: String,
        /// State with its date where written.
        state: BoxState,
        /// `[created:: ]`.
        created: Option<Date>,
        /// `[due:: ]`, or `by ...` in a one-to-one (then `due_is_short`).
        due: Option<Date>,
        /// The text that remains when a trailing `by ...` is taken as due date (one-to-one only), with that date.
        short_due: Option<(String, Date)>,
    },
    /// `(feedback) @who: text`.
    Feedback {
        /// From whom.
        who: Handle,
        /// What.
        text: String,
        /// Default request.
        kind: FeedbackKind,
        /// Default medium.
        severity: Severity,
    },
    /// `(told) @who: text`.
    Told {
        /// Who was told.
        who: Handle,
        /// The response, or for declined the reason.
        text: String,
        /// Which feedback.
        feedback: Spanned<Id>,
        /// What became of it.
        outcome: Outcome,
    },
    /// `(sentiment) @who +1: text`.
    Sentiment {
        /// Whose.
        who: Handle,
        /// -2 to 2.
        value: i8,
        /// In their words.
        text: String,
    },
    /// `(consulted) @who`.
    Consulted {
        /// Who was asked.
        who: Vec<Handle>,
        /// About which decision.
        decision: Spanned<Id>,
    },
    /// `(decision) text`.
    Decision {
        /// What was decided.
        text: String,
        /// `[approver:: ]`.
        approver: Option<Handle>,
        /// `[driver:: ]`.
        driver: Option<Handle>,
    },
    /// A line that can't be counted; its diagnostic is already pushed.
    Uncounted {
        /// Why, as in the diagnostic.
        message: String,
    },
}

/// Parses every file of a workspace: records, notes and updates side by side.
pub fn parse(sources: &Sources, config: &Config, diagnostics: &mut Diagnostics) -> Records {
    let parse = |(n, file): (usize, &SourceFile)| {
        let mut found = Diagnostics::default();
        let id = FileId(n as u32);
        let parsed = match (file.role, file.origin) {
            (Role::Note, Origin::Source(n)) => Parsed::Notes(wild::parse(id, file, &config.sources[n], &mut found)),
            (Role::Note, _) => Parsed::Notes(note::parse(id, file, &mut found)),
            (Role::Update, _) => Parsed::Update(update::parse(id, file, &mut found).map(Box::new)),
            (Role::Inbox, _) => {
                inbox::say(id, &file.text, &mut found);
                Parsed::Update(None)
            }
            _ => Parsed::Update(None),
        };
        (parsed, found)
    };
    let (mut records, parsed): (_, Vec<(Parsed, Diagnostics)>) = rayon::join(
        || records::parse(sources, config, diagnostics),
        || sources.files.par_iter().enumerate().map(parse).collect(),
    );
    for (parsed, found) in parsed {
        diagnostics.extend(found);
        match parsed {
            Parsed::Notes(notes) => records.notes.extend(notes),
            Parsed::Update(update) => records.updates.extend(update.map(|u| *u)),
        }
    }
    records
}

enum Parsed {
    Notes(Vec<ParsedNote>),
    Update(Option<Box<ParsedUpdate>>),
}
