//! A difference for programs: everything, unrounded. docs/diff.md describes it.

use serde::Serialize;

use super::told::Heading;
use super::{Difference, Item, Line, Part, Reading, Score, Source};
use crate::assess::changes::Turn;

/// The whole document.
#[derive(Serialize)]
pub struct Document<'a> {
    #[serde(flatten)]
    heading: &'a Heading,
    scores: Vec<Moved<'a>>,
    changes: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Moved<'a> {
    id: &'a str,
    name: &'a str,
    points: f64,
    from: At<'a>,
    to: At<'a>,
    parts: Vec<Why<'a>>,
}

#[derive(Serialize)]
struct At<'a> {
    score: Option<f64>,
    confidence: f64,
    band: &'static str,
    stale: bool,
    set: Option<Set<'a>>,
}

/// A band set by hand.
#[derive(Serialize)]
struct Set<'a> {
    computed: &'static str,
    reason: &'a str,
    by: &'a str,
    on: String,
    until: String,
    file: &'a str,
    line: Option<u32>,
    at: &'static str,
}

#[derive(Serialize)]
struct Why<'a> {
    cause: &'static str,
    points: f64,
    rest: f64,
    lines: Vec<Written<'a>>,
}

#[derive(Serialize)]
struct Written<'a> {
    text: &'a str,
    points: f64,
    file: &'a str,
    line: Option<u32>,
    at: &'static str,
}

#[derive(Serialize)]
struct Change<'a> {
    kind: &'static str,
    id: Option<&'a str>,
    title: &'a str,
    event: &'static str,
    what: &'a str,
    turn: &'static str,
    file: &'a str,
    line: Option<u32>,
    at: &'static str,
}

/// A difference as a document to be serialised.
pub fn document<'a>(difference: &'a Difference, heading: &'a Heading) -> Document<'a> {
    Document {
        heading,
        scores: difference.scores.iter().map(moved).collect(),
        changes: difference.items.iter().map(change).collect(),
    }
}

fn moved(score: &Score) -> Moved<'_> {
    Moved {
        id: score.id.as_str(),
        name: &score.name,
        points: score.points,
        from: at(&score.then),
        to: at(&score.now),
        parts: score.parts.iter().map(why).collect(),
    }
}

fn at(reading: &Reading) -> At<'_> {
    let Reading { score, confidence, band, computed, set, stale, is_enough: _ } = reading;
    let set = set.as_ref().map(|(set, source)| Set {
        computed: computed.as_str(),
        reason: &set.reason,
        by: set.by.as_str(),
        on: set.on.to_string(),
        until: set.until.to_string(),
        file: &source.file,
        line: source.line,
        at: source.end.as_str(),
    });
    At { score: *score, confidence: *confidence, band: band.as_str(), stale: *stale, set }
}

fn why(part: &Part) -> Why<'_> {
    let Part { cause, points, lines, rest } = part;
    Why { cause: cause.as_str(), points: *points, rest: *rest, lines: lines.iter().map(written).collect() }
}

fn written(line: &Line) -> Written<'_> {
    let Source { file, line: number, end } = &line.source;
    Written { text: &line.text, points: line.points, file, line: *number, at: end.as_str() }
}

fn change(item: &Item) -> Change<'_> {
    Change {
        kind: item.kind.as_str(),
        id: item.id.as_ref().map(crate::register::Id::as_str),
        title: &item.title,
        event: item.event,
        what: &item.what,
        turn: match item.turn {
            Turn::Worse => "worse",
            Turn::Better => "better",
            Turn::Neutral => "neutral",
        },
        file: &item.source.file,
        line: item.source.line,
        at: item.source.end.as_str(),
    }
}
