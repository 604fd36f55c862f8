//! A status in mail: word, shape and colour, of which the word alone must do: some clients show neither of the others.

use serde::Serialize;

use crate::register::Outcome;
use crate::render::state;

/// Letters of a status that isn't broken.
const SHORT: usize = 14;

/// A status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Mark {
    /// A shape, as one sign of text.
    pub(super) sign: &'static str,
    /// `#rrggbb`, at least 4.5:1 on the paper of the mail.
    pub(super) colour: &'static str,
    /// In words.
    pub(super) text: String,
}

impl Mark {
    fn new(sign: &'static str, colour: &'static str, text: impl Into<String>) -> Self {
        let text: String = text.into();
        // Short ones stay on their line.
        let text = if text.chars().count() <= SHORT { text.replace(' ', "\u{a0}") } else { text };
        Self { sign, colour, text }
    }

    pub(super) fn ok(text: impl Into<String>) -> Self {
        Self::new("\u{25cf}", "#14695d", text)
    }

    pub(super) fn watch(text: impl Into<String>) -> Self {
        Self::new("\u{25c6}", "#8a5800", text)
    }

    pub(super) fn risk(text: impl Into<String>) -> Self {
        Self::new("\u{25b2}", "#ad2a1c", text)
    }

    pub(super) fn wait(text: impl Into<String>) -> Self {
        Self::new("\u{25cb}", "#4f4a43", text)
    }

    pub(super) fn none(text: impl Into<String>) -> Self {
        Self::new("\u{2212}", "#5d574e", text)
    }

    /// The status of a page's class.
    pub(super) fn of(class: &str, text: impl Into<String>) -> Self {
        match class {
            "ok" => Self::ok(text),
            "watch" => Self::watch(text),
            "risk" => Self::risk(text),
            "none" => Self::none(text),
            _ => Self::wait(text),
        }
    }

    /// What became of feedback; to decline is no failure.
    pub(super) fn outcome(outcome: Outcome) -> Self {
        let text = state::said(outcome);
        match outcome {
            Outcome::Accepted => Self::ok(text),
            Outcome::Partly => Self::watch(text),
            Outcome::Declined | Outcome::Deferred => Self::none(text),
        }
    }
}
