//! `explain`: one stakeholder's score, line by line.

use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use clap::Args;
use serde::Serialize;

use super::format::Format;
use super::output::{clean, print, print_json};
use super::table::{Cell, Column, table};
use super::workspace::Reading;
use super::{Environment, Failure, diff, status};
use crate::View;
use crate::assess::Health;
use crate::capture::whom;
use crate::source::Place;

/// Show one stakeholder's score, line by line.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur explain ada
  rapporteur explain ada engagement --as-of 2026-10-01
  rapporteur explain ada --format json | jq '.contributions'")]
pub(super) struct Explain {
    /// The stakeholder's id: the name of the file in stakeholders/.
    #[arg(add = super::complete::stakeholders())]
    id: String,
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Read the workspace as this git revision has it: what was known then.
    #[arg(long, value_name = "REV")]
    known_at: Option<String>,
    /// The edition to take it from; one that shows scores.
    #[arg(long, default_value = "pm", value_name = "NAME", add = super::complete::editions())]
    edition: String,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Serialize)]
struct Explained<'a> {
    id: &'a str,
    as_of: String,
    score: Option<f64>,
    confidence: f64,
    band: &'static str,
    computed_band: &'static str,
    stale: bool,
    baseline: f64,
    contributions: Vec<Line<'a>>,
    caps: Vec<CapLine<'a>>,
    borderline: bool,
    what_would_help: Vec<Help<'a>>,
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are the contract's")]
struct Line<'a> {
    signal: &'static str,
    date: String,
    value: f64,
    points: f64,
    file: &'a str,
    line: Option<u32>,
    text: &'a str,
}

#[derive(Serialize)]
struct CapLine<'a> {
    rule: &'static str,
    limit: f64,
    points: f64,
    file: &'a str,
    line: Option<u32>,
}

#[derive(Serialize)]
struct Help<'a> {
    what: &'a str,
    points: f64,
    score: f64,
}

impl Explain {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let opened = diff::known(self.dir.as_deref(), &self.reading, self.known_at.as_deref(), environment)?;
        opened.refuse_errors("no score", environment)?;
        let edition = opened.edition(&self.edition)?;
        if !edition.scores {
            return Err(Failure::Usage(format!("the edition `{}` shows no scores", edition.name)));
        }
        let view = opened.view(edition);
        let found = whom(&opened.workspace, &self.id);
        let Some(health) = found.as_ref().ok().and_then(|id| view.assessed.health.get(id)) else {
            let near = found.err().flatten();
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{}`?", clean(&near)));
            return Err(Failure::Usage(format!("unknown stakeholder `{}`{hint}", clean(&self.id))));
        };
        match self.format {
            Format::Table => print(&human(health, &view, opened.workspace.config.health.enough, environment.width)),
            Format::Json => print_json(&explained(health, &view)),
        }
    }
}

fn line(place: Place) -> Option<u32> {
    (place.line > 0).then_some(place.line)
}

fn explained<'a>(health: &'a Health, view: &'a View) -> Explained<'a> {
    Explained {
        id: health.id.as_str(),
        as_of: view.assessed.as_of.to_string(),
        score: health.score,
        confidence: health.confidence,
        band: health.band.as_str(),
        computed_band: health.computed_band.as_str(),
        stale: health.stale,
        baseline: health.baseline,
        contributions: health
            .contributions
            .iter()
            .map(|c| Line {
                signal: c.signal.as_str(),
                date: c.date.to_string(),
                value: c.value,
                points: c.points,
                file: view.register.path(c.place.file),
                line: line(c.place),
                text: &c.text,
            })
            .collect(),
        caps: health
            .caps
            .iter()
            .map(|c| CapLine {
                rule: c.rule,
                limit: c.limit,
                points: c.points,
                file: view.register.path(c.place.file),
                line: line(c.place),
            })
            .collect(),
        borderline: !health.borderline.is_empty(),
        what_would_help: health
            .what_would_help
            .iter()
            .map(|h| Help { what: &h.what, points: h.points, score: h.score })
            .collect(),
    }
}

fn human(health: &Health, view: &View, enough: f64, width: Option<usize>) -> String {
    let bold = Style::new().bold();
    let name = view.register.name(&health.id).unwrap_or(health.id.as_str());
    let (word, style) = status::band(health);
    let mut out = format!("{bold}{}{bold:#}  {style}{word}{style:#}", clean(name));
    match health.score {
        Some(score) if health.confidence >= enough => out += &format!("  {score:.0} of 100"),
        Some(_) => out += "  too little evidence for a number",
        None => out += "  nothing on record yet",
    }
    out += &format!("  confidence {:.2}  as of {}\n", health.confidence, view.assessed.as_of);
    if let Some(overridden) = health.overridden.as_ref().map(|entry| &entry.value) {
        let computed = health.computed_band.as_str();
        let (by, until, reason) = (&overridden.by, overridden.until, clean(&overridden.reason));
        out += &format!("set by {by} until {until}: {reason} (computed: {computed})\n");
    }
    out.push('\n');
    out += &table(&COLUMNS, &rows(health, view, enough), width);
    for borderline in &health.borderline {
        let (signal, factor, band) = (borderline.signal.as_str(), borderline.factor, borderline.band.as_str());
        out += &format!("\nborderline: with {factor} times the weight of {signal} the band would be {band}");
    }
    out += if health.borderline.is_empty() { "" } else { "\n" };
    if !health.what_would_help.is_empty() {
        out += "\nwhat would help\n";
        for help in &health.what_would_help {
            out += &format!("  {:+5.1}  {}\n", help.points, clean(&help.what));
        }
    }
    out
}

const COLUMNS: [Column; 5] = [
    Column { title: "points", right: true, rank: 0 },
    Column { title: "signal", right: false, rank: 1 },
    Column { title: "date", right: false, rank: 2 },
    Column { title: "what", right: false, rank: 0 },
    Column { title: "where", right: false, rank: 3 },
];

fn rows(health: &Health, view: &View, enough: f64) -> Vec<Vec<Cell>> {
    let place = |place: Place| {
        let path = clean(view.register.path(place.file));
        line(place).map_or_else(|| path.clone(), |line| format!("{path}:{line}"))
    };
    let points = |points: f64| {
        let style = match points {
            p if p > 0.0 => AnsiColor::Green.on_default(),
            p if p < 0.0 => AnsiColor::Red.on_default(),
            _ => Style::new(),
        };
        Cell::styled(format!("{points:+.1}"), style)
    };
    let row = |points: Cell, signal: &str, date: String, what: String, place: String| {
        vec![points, Cell::new(signal), Cell::new(date), Cell::new(what), Cell::new(place)]
    };
    let blank = String::new;
    let start =
        row(Cell::new(format!("{:.1}", health.baseline)), "baseline", blank(), "where everyone starts".into(), blank());
    let items = health
        .contributions
        .iter()
        .map(|c| row(points(c.points), c.signal.as_str(), c.date.to_string(), clean(&c.text), place(c.place)));
    let caps = health.caps.iter().map(|c| row(points(c.points), "cap", blank(), clean(&c.text), place(c.place)));
    let total = health.score.filter(|_| health.confidence >= enough).map(|score| {
        let bold = Style::new().bold();
        row(Cell::styled(format!("{score:.1}"), bold), "score", view.assessed.as_of.to_string(), blank(), blank())
    });
    std::iter::once(start).chain(items).chain(caps).chain(total).collect()
}
