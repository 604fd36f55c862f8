//! A part of a mail as its templates take it: a title, a line of counts, rows with what they are, how they stand and, of an
//! ask, its options.

use serde::Serialize;

use super::mark::Mark;
use crate::render::words;

/// A part.
#[derive(Serialize)]
pub(super) struct Part {
    pub(super) title: &'static str,
    /// Counts, and what is next or late.
    pub(super) said: String,
    /// In their own words.
    pub(super) quote: Option<String>,
    pub(super) rows: Vec<Row>,
    /// "4 more"; empty where all are shown.
    pub(super) more: String,
}

/// What has a row.
#[derive(Default, Serialize)]
pub(super) struct Row {
    pub(super) title: String,
    pub(super) note: String,
    pub(super) mark: Option<Mark>,
    pub(super) options: Vec<Choice>,
    /// Where a free answer goes.
    pub(super) answer: Option<String>,
    /// What of it goes into the line of counts where that is all there is.
    pub(super) brief: String,
}

/// An option of an ask.
#[derive(Serialize)]
pub(super) struct Choice {
    pub(super) letter: char,
    pub(super) text: String,
    pub(super) recommended: bool,
    pub(super) href: Option<String>,
    /// The subject of an answer, for the text.
    pub(super) subject: String,
}

impl Part {
    /// A part with at most so many rows.
    pub(super) fn new(title: &'static str, said: String, mut rows: Vec<Row>, most: usize) -> Self {
        let more = rows.len().saturating_sub(most);
        let more = if more == 0 { String::new() } else { format!("{} more", words::figure(more)) };
        rows.truncate(most);
        Self { title, said, quote: None, rows, more }
    }
}

/// "One open, two answered." of its pieces.
pub(super) fn sentence(parts: &[String]) -> String {
    if parts.is_empty() { String::new() } else { format!("{}.", words::sentence(&parts.join(", "))) }
}
