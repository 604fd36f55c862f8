//! Notes and updates: who was there, and the text by label.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Audience, Field, Id, Labelled, NoteType, Status};
use crate::source::Place;

/// A present, excused or absent person.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Attendee {
    /// Who: a stakeholder or team id; `None` for a name that is on no record (wild notes).
    pub who: Option<Id>,
    /// As written; shared by every cut of the register.
    pub name: Arc<str>,
    /// Label: narrower than the note's where the person is.
    pub label: Audience,
    /// Where.
    pub place: Place,
}

/// A run of a note's text with one label.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Passage {
    /// Label.
    pub label: Audience,
    /// 1-based line of its first byte; 0 where not printed.
    pub line: u32,
    /// Markdown, comments removed.
    pub text: Arc<str>,
}

impl Passage {
    /// The label of what stands on a line of the file that these lie in, in order; nothing narrows what is before them.
    pub fn label_at(passages: &[Self], line: u32) -> Audience {
        let before = passages.partition_point(|passage| passage.line <= line);
        before.checked_sub(1).map_or(Audience::Everyone, |n| passages[n].label)
    }
}

/// A box with text, promise or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Task {
    /// Label of its line.
    pub label: Audience,
    /// 1-based line; 0 where not printed.
    pub line: u32,
    /// Ticked or cancelled.
    pub is_done: bool,
    /// When, where the line says so.
    pub closed: Option<Date>,
}

/// A meeting or message on file: a whole note, or one meeting of a running document.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Note {
    /// Label of the note.
    pub label: Audience,
    /// Where: the file, from its first line (or its heading's).
    pub place: Place,
    /// When; `None` where a wild note gives none.
    pub date: Option<Date>,
    /// Title: front matter, else first heading, else a description by type and date.
    pub title: String,
    /// Type.
    pub kind: NoteType,
    /// Whether both sides could speak.
    pub two_way: bool,
    /// Present.
    pub attendees: Vec<Attendee>,
    /// Excused.
    pub regrets: Vec<Attendee>,
    /// Absent without excuse.
    pub absent: Vec<Attendee>,
    /// Whether the note records absence at all (`absent` or `regrets`, an empty list too).
    pub records_absence: bool,
    /// Goals it bears on.
    pub goals: Vec<Id>,
    /// Tags.
    pub tags: Vec<String>,
    /// The body in order.
    pub passages: Vec<Passage>,
    /// Boxes with text outside attendance sections, comments and code.
    pub tasks: Vec<Task>,
    /// From a `[[notes.source]]`.
    pub wild: bool,
}

/// An ask of leadership.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Ask {
    /// Id.
    pub id: Id,
    /// What.
    pub what: String,
    /// Of whom, where this edition may name them.
    pub from: Option<Id>,
    /// By when.
    pub needed_by: Date,
    /// Options.
    pub options: Vec<String>,
    /// Recommended.
    pub recommendation: Option<String>,
    /// What waiting costs.
    pub cost_of_delay: Option<String>,
    /// Answered on.
    pub answered: Option<Date>,
    /// The answer.
    pub outcome: Option<String>,
    /// Withdrawn on.
    pub withdrawn: Option<Date>,
}

/// A leadership update: the part that can't be computed.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Update {
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// When.
    pub date: Date,
    /// Headline.
    pub headline: String,
    /// Period.
    pub period: Field<String>,
    /// When the next one is due.
    pub next: Field<Date>,
    /// Claimed status.
    pub status_reported: Field<Status>,
    /// Asks.
    pub asks: Vec<Labelled<Ask>>,
    /// The body in order.
    pub passages: Vec<Passage>,
}
