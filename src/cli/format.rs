//! Forms in which commands give their data.

use clap::ValueEnum;

/// Of what is read from top to bottom.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Table,
    /// For programs: everything, unrounded.
    Json,
}

/// Of a list.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ListFormat {
    /// For people.
    Table,
    /// For programs: everything, unrounded.
    Json,
    /// For spreadsheets.
    Csv,
    /// For a wiki or a chat.
    Markdown,
}
