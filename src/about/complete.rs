//! The complete record: takes the workspace and the pm's view, gives every line held on somebody and the score with its
//! sums, for a request of access.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::held::{self, ANOTHER, Held};
use super::others::Redaction;
use crate::register::{Audience, Id};
use crate::render::words;
use crate::source::Place;
use crate::{View, Workspace};

/// All that is held.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Complete {
    /// What the signals about them are measured for, where the configuration says so.
    pub purpose: Option<String>,
    /// The day the record is to be kept until.
    pub retention: Option<String>,
    /// The last review of that day lies behind us.
    pub retention_past: bool,
    /// Who may see what.
    pub editions: Vec<Reader>,
    /// The score.
    pub score: Option<Score>,
    /// Line by line, by file.
    pub files: Vec<File>,
    /// How many lines.
    pub lines: usize,
    /// How many passages in notes of their talks were left out, being about others only.
    pub withheld: usize,
    /// What is dated after the day and left out, counted: `1 note`, `2 lines`.
    pub later: Option<String>,
    /// What stands for others' names.
    pub another: &'static str,
}

/// An edition and what it holds of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reader {
    name: String,
    audience: &'static str,
    purpose: Option<String>,
    holds: String,
}

/// The score and how it came about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    band: String,
    said: String,
    baseline: String,
    rows: Vec<Row>,
    total: Option<String>,
    overridden: Option<String>,
}

/// A line of the sum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    points: String,
    signal: &'static str,
    on: Option<String>,
    text: String,
    source: String,
}

/// What one file holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct File {
    path: String,
    lines: Vec<Line>,
}

/// One line, or a few that belong together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    at: String,
    what: &'static str,
    label: &'static str,
    class: &'static str,
    text: String,
}

/// Everything held on `id`, and where what was left out stands.
pub fn complete(workspace: &Workspace, view: &View, id: &Id) -> (Complete, Vec<(String, u32)>) {
    let as_of = view.assessed.as_of;
    let all = held::held(workspace, &view.register, id, as_of, true);
    let who = view.register.stakeholders.get(id);
    let retention = who.and_then(|s| s.retention_until.as_ref()).map(|on| on.value);
    let mut files: Vec<File> = Vec::new();
    for h in &all.held {
        if files.last().is_none_or(|file| file.path != h.path) {
            files.push(File { path: h.path.clone(), lines: Vec::new() });
        }
        if let Some(file) = files.last_mut() {
            file.lines.push(line(h));
        }
    }
    let complete = Complete {
        purpose: workspace.config.health.purpose.clone(),
        retention: retention.map(words::long),
        retention_past: retention.is_some_and(|on| on < as_of),
        editions: super::editions::holding(workspace, id, as_of)
            .into_iter()
            .map(|e| Reader { holds: e.said("your"), audience: e.audience.as_str(), purpose: e.purpose, name: e.name })
            .collect(),
        score: score(workspace, view, id),
        files,
        lines: all.held.len(),
        withheld: all.withheld.len(),
        later: later(workspace, view, id),
        another: ANOTHER,
    };
    (complete, all.withheld)
}

/// Notes and lines of records that a later day would show, in words.
fn later(workspace: &Workspace, view: &View, id: &Id) -> Option<String> {
    let everything = crate::restrict::restrict(&workspace.register, Audience::Pm, Date::MAX);
    let now = held::held(workspace, &view.register, id, view.assessed.as_of, false).held;
    let all = held::held(workspace, &everything, id, Date::MAX, false).held;
    let known: BTreeSet<(&str, u32, &str)> = now.iter().map(|h| (&*h.path, h.line, &*h.text)).collect();
    let is_note = |path: &str| path.rsplit_once('.').is_some_and(|(_, kind)| kind == "md");
    let new = || all.iter().filter(|h| !known.contains(&(&*h.path, h.line, &*h.text)));
    let notes: BTreeSet<&str> = new().map(|h| &*h.path).filter(|path| is_note(path)).collect();
    let lines: BTreeSet<(&str, u32)> = new().filter(|h| !is_note(&h.path)).map(|h| (&*h.path, h.line)).collect();
    let counted = [(notes.len(), "note", "notes"), (lines.len(), "line of a record", "lines of records")];
    let said: Vec<String> = counted
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, one, many)| format!("{n} {}", if n == 1 { one } else { many }))
        .collect();
    (!said.is_empty()).then(|| said.join(" and "))
}

fn line(h: &Held) -> Line {
    let at = if h.last > h.line { format!("{}\u{2013}{}", h.line, h.last) } else { h.line.to_string() };
    let (label, class) = match h.label {
        Audience::Pm => ("product managers only", "candid"),
        Audience::Team => ("our team", ""),
        Audience::Leadership => ("our leadership", ""),
        Audience::Everyone => ("everyone", ""),
    };
    Line { at, what: h.what, label, class, text: h.text.clone() }
}

fn score(workspace: &Workspace, view: &View, id: &Id) -> Option<Score> {
    let health = view.assessed.health.get(id)?;
    let config = &workspace.config.health;
    let finder = Redaction::new(workspace, id);
    let place = |place: Place| {
        let path = finder.path(view.register.path(place.file));
        if place.line == 0 { path } else { format!("{path}:{}", place.line) }
    };
    let mut rows: Vec<Row> = health
        .contributions
        .iter()
        .map(|c| Row {
            points: words::points(c.points),
            signal: c.signal.as_str(),
            on: Some(words::short(c.date, view.assessed.as_of)),
            text: finder.text(&c.text),
            source: place(c.place),
        })
        .collect();
    rows.extend(health.caps.iter().map(|c| Row {
        points: words::points(c.points),
        signal: "cap",
        on: None,
        text: finder.text(&c.text),
        source: place(c.place),
    }));
    let enough = health.confidence >= config.enough;
    let band = health.computed_band.as_str().replace('-', " ");
    let said = match health.score {
        None => "Nothing is on file that a score could be worked out from, and none is.".to_owned(),
        Some(score) if enough => {
            format!("{score:.0} of 100 as of this day, with a confidence of {:.2}.", health.confidence)
        }
        Some(score) => format!(
            "{score:.0} of 100, from too little to be shown anywhere: the confidence is {:.2}, and {:.2} is the least.",
            health.confidence, config.enough
        ),
    };
    Some(Score {
        band: words::sentence(&band),
        said,
        baseline: words::tenths(health.baseline),
        rows,
        total: health.score.map(words::tenths),
        overridden: health.overridden.as_ref().map(|entry| &entry.value).map(|o| {
            format!(
                "Set by hand to \u{201c}{}\u{201d} until {}: {}",
                o.band.as_str().replace('-', " "),
                words::long(o.until),
                finder.text(&o.reason)
            )
        }),
    })
}
