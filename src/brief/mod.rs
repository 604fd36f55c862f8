//! Brief: what one meeting or one week asks of us. Takes what the pm edition shows, gives lists short enough to be read
//! on the way: each entry with the day it is due and what `close` is given to close it. Pure; leaves the printing to the
//! commands.

pub mod draft;
pub mod prep;
pub mod week;

use jiff::civil::Date;
use serde::Serialize;

use crate::View;
use crate::capture::ledger;
use crate::register::{Id, Register};
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
    fn new(entry: &ledger::Entry, who: String, as_of: Date) -> Self {
        let late = entry.due.map(|due| days_between(due, as_of));
        Self { what: entry.text.clone(), who, due: entry.due, late, reference: entry.handle() }
    }
}

/// Whole days from one date to another; negative where `to` is earlier.
fn days_between(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}

/// `FILE:LINE`.
fn written(view: &View, place: Place) -> String {
    let path = view.register.path(place.file);
    if place.line == 0 { path.to_string() } else { format!("{path}:{}", place.line) }
}

/// A name, or the id where there is none.
fn name(register: &Register, id: &Id) -> String {
    register.name(id).unwrap_or(id.as_str()).to_owned()
}

/// Names with commas.
fn names<'a>(register: &Register, ids: impl IntoIterator<Item = &'a Id>) -> String {
    ids.into_iter().map(|id| name(register, id)).collect::<Vec<_>>().join(", ")
}
