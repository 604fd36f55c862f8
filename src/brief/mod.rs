//! Brief: what one meeting or one week asks of us. Takes what the pm edition shows, gives lists short enough to be read
//! on the way: each entry with the day it is due and what `close` is given to close it. Pure; leaves the printing to the
//! commands.

pub mod draft;
pub mod prep;
pub mod week;

use jiff::civil::Date;
use serde::Serialize;

use crate::View;
use crate::assess::{Commitment, Fate, Loop};
use crate::register::{FeedbackKind, Id, Register};
use crate::source::Place;

/// Something open.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// What.
    pub what: String,
    /// With whom, by name; empty where the list says it.
    pub who: String,
    /// By when.
    pub due: Option<Date>,
    /// Days past that day; negative where it is still to come.
    pub late: Option<i64>,
    /// What `close` takes: its id, else `FILE:LINE`.
    pub reference: String,
}

impl Entry {
    fn new(what: &str, who: String, due: Option<Date>, as_of: Date, reference: String) -> Self {
        Self { what: what.to_owned(), who, due, late: due.map(|due| days_between(due, as_of)), reference }
    }
}

/// Whole days from one date to another; negative where `to` is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}

/// `FILE:LINE`.
fn written(register: &Register, place: Place) -> String {
    let path = register.path(place.file);
    if place.line == 0 { path.to_string() } else { format!("{path}:{}", place.line) }
}

/// A name, or the id where there is none.
fn name(register: &Register, id: &Id) -> String {
    register.name(id).unwrap_or(id.as_str()).to_owned()
}

fn is_open(promise: &Commitment) -> bool {
    matches!(promise.fate, Fate::Open | Fate::Overdue)
}

fn promise(view: &View, promise: &Commitment, who: String) -> Entry {
    let reference =
        promise.id.as_ref().map_or_else(|| written(&view.register, promise.last_place), |id| id.as_str().to_owned());
    Entry::new(&promise.text, who, promise.due, view.assessed.as_of, reference)
}

fn is_untold(feedback: &Loop) -> bool {
    feedback.feedback.told.is_none() && feedback.feedback.kind != FeedbackKind::Praise
}

fn untold(view: &View, feedback: &Loop, who: String) -> Entry {
    let said = &feedback.feedback;
    let reference = said.id.as_ref().map_or_else(|| written(&view.register, said.place), |id| id.as_str().to_owned());
    Entry::new(&said.text, who, feedback.due, view.assessed.as_of, reference)
}

/// The soonest first, what has no day last.
fn by_due(list: &mut [Entry]) {
    list.sort_by(|a, b| (a.due.is_none(), a.due, &a.reference).cmp(&(b.due.is_none(), b.due, &b.reference)));
}
