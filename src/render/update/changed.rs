//! Part 3: what changed since the update before, and so what.

use serde::Serialize;

use super::{Brief, full, none};
use crate::assess::changes::{Change, Subject, Turn, changes};
use crate::render::rows::Markup;
use crate::render::words;

/// Changes in full, and in a line.
const IN_FULL: usize = 3;
const IN_A_LINE: usize = 6;

#[derive(Serialize)]
pub(super) struct Changed {
    since: words::Day,
    /// In the writer's words.
    written: Markup,
    top: Vec<Told>,
    more: Vec<Told>,
    /// "4 more changes".
    count: String,
    beyond: usize,
}

#[derive(Serialize)]
struct Told {
    title: String,
    what: String,
    cause: Option<String>,
    effect: Option<String>,
    class: &'static str,
    mark: &'static str,
    /// The mark in a word.
    word: &'static str,
}

pub(super) fn changed(brief: &Brief<'_>, written: Option<Markup>) -> Changed {
    let since = brief.since();
    let found = changes(brief.register, brief.assessed, since);
    // Promises and asks have parts of their own.
    let mut told = found.iter().filter(|c| !matches!(c.subject, Subject::Promise(_) | Subject::Ask(_))).map(told);
    let top: Vec<Told> = told.by_ref().take(IN_FULL).collect();
    let more: Vec<Told> = told.by_ref().take(IN_A_LINE).collect();
    let beyond = told.count();
    let count = words::count(more.len() + beyond, "more change", "more changes");
    Changed { since: words::Day::long(since), written: written.unwrap_or_else(none), top, more, count, beyond }
}

fn told(change: &Change) -> Told {
    let (class, mark, word) = match change.turn {
        Turn::Worse => ("risk", "m-risk", "For the worse"),
        Turn::Better => ("ok", "m-ok", "For the better"),
        Turn::Neutral => ("", "m-bar", "Changed"),
    };
    Told {
        title: words::sentence(&change.title),
        what: change.what.clone(),
        cause: change.cause.as_deref().map(full),
        effect: change.effect.as_deref().map(full),
        class,
        mark,
        word,
    }
}
