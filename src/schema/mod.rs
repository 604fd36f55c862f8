//! Schema: the format's keys as data, and JSON Schemas (2020-12) made from it, for editors. Checks nothing itself: the parsers
//! do, and a test holds the two together, key by key, range by range.
//!
//! JSON has no dates: a TOML date is a string of the format `date` here, as editors and validators for TOML take it.

mod config;
mod json;
mod notes;
mod people;
mod plans;
#[cfg(test)]
mod tests;

pub use json::{all, schema};

/// A file of the format, or an entry of a list file.
#[derive(Debug)]
pub struct Kind {
    /// Its name, as `rapporteur schema` takes it.
    pub name: &'static str,
    /// Where it is written, as one would say it.
    pub place: &'static str,
    /// In a sentence.
    pub about: &'static str,
    /// Whether the file is a list of it, `[[name]]`.
    pub is_list: bool,
    /// Its keys.
    pub fields: &'static [Field],
    /// Rules between keys, as JSON that is merged in.
    pub rule: Option<&'static str>,
}

/// A key.
#[derive(Debug)]
pub struct Field {
    /// As written.
    pub key: &'static str,
    /// Whether there is no record without it.
    pub is_required: bool,
    /// What it holds.
    pub shape: Shape,
    /// In a sentence.
    pub about: &'static str,
    /// A value, as TOML; empty for what is a table of its own.
    pub example: &'static str,
}

/// What a key holds.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Text that says something.
    Text,
    /// An id.
    Id,
    /// A calendar date.
    Date,
    /// True or false.
    Boolean,
    /// One of some words.
    Word(&'static [&'static str]),
    /// Several of some words.
    Words(&'static [&'static str]),
    /// An audience.
    Audience,
    /// Measured signals, each once.
    Signals,
    /// A whole number from, to.
    Integer(i64, i64),
    /// A number from, to; infinite where there is no limit.
    Number(f64, f64),
    /// Texts.
    Texts,
    /// Ids.
    Ids,
    /// An id, or a list of at least one and at most so many.
    IdOrIds(usize),
    /// A text, a number, or a list of them.
    Tags,
    /// A table with these keys.
    Table(&'static [Field]),
    /// A list of tables with these keys.
    Tables(&'static [Field]),
    /// Tables with these keys, by names that are ids.
    Named(&'static [Field]),
    /// A number from, to, for each signal; with `false` not for the first, cadence.
    BySignal(bool, f64, f64),
    /// Anything.
    Anything,
}

impl Field {
    const fn new(key: &'static str, shape: Shape, about: &'static str, example: &'static str) -> Self {
        Self { key, is_required: false, shape, about, example }
    }

    const fn required(key: &'static str, shape: Shape, about: &'static str, example: &'static str) -> Self {
        Self { key, is_required: true, shape, about, example }
    }
}

/// Every kind, in the order of the format's page.
pub const KINDS: [&Kind; 12] = [
    &config::CONFIG,
    &people::STAKEHOLDER,
    &people::GROUP,
    &plans::GOAL,
    &plans::MILESTONE,
    &plans::DECISION,
    &plans::RISK,
    &people::FEEDBACK,
    &people::COMMITMENT,
    &people::PULSE,
    &notes::NOTE,
    &notes::UPDATE,
];

/// The most that a whole number may be where the format sets no limit.
const NO_LIMIT: i64 = u32::MAX as i64;

const VISIBILITY: Field = Field::new(
    "visibility",
    Shape::Audience,
    "The widest audience that may see it, instead of the kind's default label.",
    "\"team\"",
);
const EXTRA: Field = Field::new(
    "extra",
    Shape::Anything,
    "Whatever your own tools keep here; nothing of it is read.",
    "{ ticket = \"A-1\" }",
);
