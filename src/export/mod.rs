//! Export: takes what an edition shows (its restricted register, the ledger, and scores where it has them), gives files by
//! name, for other programs: tables, a document with its schema, a calendar, facts by year. Pure, and the same bytes each
//! time; nothing is read but what the edition may see. Leaves folders to `publish`.

pub(crate) mod beside;
mod csv;
mod dealings;
mod events;
mod facts;
mod json;
mod people;
mod plans;
mod scores;
mod table;

use std::collections::BTreeMap;

use crate::View;
use crate::assess::Assessed;
use crate::config::{Config, Edition};
use crate::register::Register;

pub use csv::{cell as csv_cell, is_formula};
pub use json::schema;
pub use table::{Cell, Column, Kind, Table};

/// Files by name, with `/` between folders.
pub type Files = BTreeMap<String, Vec<u8>>;

/// For whom an export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A file for each table; `bom` puts the mark in front that some spreadsheets know UTF-8 by.
    Csv {
        /// Whether.
        bom: bool,
    },
    /// One document, and its JSON Schema.
    Json,
    /// A calendar.
    Ics,
    /// Facts by kind and year, one a line.
    Facts,
}

/// The export of an edition.
pub fn files(view: &View, config: &Config, edition: &Edition, form: Form) -> Files {
    let tables = || tables(&view.register, &view.assessed, edition.scores);
    match form {
        Form::Csv { bom } => csv::files(&tables(), bom),
        Form::Json => json::files(&tables(), &head(view, config, edition)),
        Form::Ics => events::files(view, config, edition),
        Form::Facts => facts::files(&tables()),
    }
}

/// Every table of an edition; those of scores only where it has them.
pub fn tables(register: &Register, assessed: &Assessed, scores: bool) -> Vec<Table> {
    let mut all = people::tables(register, assessed);
    all.extend(dealings::tables(register, assessed));
    all.extend(plans::tables(register, assessed));
    if scores {
        all.extend(scores::tables(assessed));
    }
    all
}

/// Tables that only an edition with scores has.
fn of_scores(name: &str) -> bool {
    scores::NAMES.contains(&name)
}

/// What a document opens with.
fn head(view: &View, config: &Config, edition: &Edition) -> json::Head {
    json::Head {
        product: config.product.clone(),
        organisation: config.organisation.clone(),
        edition: edition.name.clone(),
        audience: edition.audience.as_str(),
        as_of: view.assessed.as_of,
    }
}
