//! Part 9: you said, we did, the declined too: feedback that leadership may see and that was answered since the update
//! before.

use serde::Serialize;

use super::Brief;
use crate::register::{FeedbackKind, Outcome};
use crate::render::direction::Stamp;
use crate::render::site::Link;
use crate::render::{feedback, words};

/// The most on the page.
const SHOWN: usize = 5;

#[derive(Serialize)]
pub(super) struct Said {
    who: Option<Link>,
    text: String,
    did: Option<String>,
    outcome: Stamp,
}

pub(super) fn voices(brief: &Brief<'_>) -> (Vec<Said>, usize) {
    let since = brief.since();
    let told = |l: &crate::assess::Loop| l.feedback.told.as_ref().map(|t| t.value).filter(|on| *on > since);
    let mut all: Vec<_> = brief
        .assessed
        .ledger
        .loops
        .iter()
        .filter(|l| l.feedback.kind != FeedbackKind::Praise)
        .filter_map(|l| Some((told(l)?, l)))
        .collect();
    all.sort_by_key(|(on, l)| (std::cmp::Reverse(*on), l.feedback.date));
    let said = |(_, l): &(_, &crate::assess::Loop)| Said {
        who: brief.person(&l.feedback.from),
        text: words::sentence(&l.feedback.text),
        did: feedback::did(l),
        outcome: stamp(l.feedback.outcome.as_ref().map(|o| o.value)),
    };
    (all.iter().take(SHOWN).map(said).collect(), all.len().saturating_sub(SHOWN))
}

fn stamp(outcome: Option<Outcome>) -> Stamp {
    let Some(outcome) = outcome else { return Stamp::new("", "m-bar", "Answered") };
    let (class, mark) = match outcome {
        Outcome::Accepted => ("ok", "m-ok"),
        Outcome::Partly => ("watch", "m-watch"),
        Outcome::Declined | Outcome::Deferred => ("none", "m-bar"),
    };
    Stamp::new(class, mark, feedback::said(outcome))
}
