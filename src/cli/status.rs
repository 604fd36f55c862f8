//! `status`: the attention order.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use clap::Args;
use serde::Serialize;

use super::format::ListFormat;
use super::output::{clean, count, print, print_data, print_json};
use super::table::{Cell, Column, cut, table};
use super::workspace::Reading;
use super::{Environment, Failure, diff};
use crate::View;
use crate::assess::{Health, Quadrant, Trend};
use crate::export::is_formula;
use crate::gate::markdown::text as markdown_text;
use crate::register::{Attendee, Band, Id};

/// Columns of a name: a longer one would push the rest off any screen.
const NAME: usize = 40;

/// Show who needs attention, most first.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur status
  rapporteur status --as-of 2026-10-01
  rapporteur status --as-of 2026-10-01 --known-at v3       what was known then of that day
  rapporteur status --format csv > status.csv
  rapporteur status --format json | jq '.stakeholders[0]'")]
pub(super) struct Status {
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Read the workspace as this git revision has it: what was known then.
    #[arg(long, value_name = "REV")]
    known_at: Option<String>,
    /// The edition to take it from.
    #[arg(long, default_value = "pm", value_name = "NAME", add = super::complete::editions())]
    edition: String,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
}

#[derive(Serialize)]
struct Report<'a> {
    as_of: String,
    edition: &'a str,
    notes: Notes,
    people: People,
    tasks: Tasks,
    uncounted: usize,
    stakeholders: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Notes {
    files: usize,
    meetings: usize,
    dated: usize,
    with_attendees: usize,
    first: Option<String>,
    last: Option<String>,
}

#[derive(Serialize)]
struct People {
    attending: usize,
    unmatched: usize,
}

#[derive(Serialize)]
struct Tasks {
    open: usize,
    done: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    name: &'a str,
    score: Option<f64>,
    confidence: Option<f64>,
    band: Option<&'static str>,
    stale: Option<bool>,
    trend: Option<&'static str>,
    touchpoints: usize,
    last_touchpoint: Option<String>,
    power: Option<u8>,
    interest: Option<u8>,
    quadrant: Option<&'static str>,
    attention: Option<f64>,
}

impl Status {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let opened = diff::known(self.dir.as_deref(), &self.reading, self.known_at.as_deref(), environment)?;
        opened.refuse_errors("no status", environment)?;
        let edition = opened.edition(&self.edition)?;
        let view = opened.view(edition);
        let report = report(&edition.name, &view);
        let enough = opened.workspace.config.health.enough;
        match self.format {
            ListFormat::Table => print(&human(&report, &view, enough, environment.width)),
            ListFormat::Json => print_json(&report),
            ListFormat::Csv => print_data(&csv(&report)),
            ListFormat::Markdown => print_data(&markdown(&report, enough)),
        }
    }
}

fn report<'a>(edition: &'a str, view: &'a View) -> Report<'a> {
    let register = &view.register;
    let notes = &register.notes;
    let dates = || notes.iter().filter_map(|note| note.date);
    let present: Vec<&Attendee> = notes.iter().flat_map(|note| &note.attendees).collect();
    let known: BTreeSet<&Id> = present.iter().filter_map(|a| a.who.as_ref()).collect();
    let names = present.iter().filter(|a| a.who.is_none()).map(|a| a.name.to_lowercase());
    let unmatched = names.collect::<BTreeSet<_>>().len();
    let tasks = |done: bool| notes.iter().flat_map(|note| &note.tasks).filter(|task| task.is_done == done).count();
    Report {
        as_of: view.assessed.as_of.to_string(),
        edition,
        notes: Notes {
            files: notes.iter().map(|note| note.place.file).collect::<BTreeSet<_>>().len(),
            meetings: notes.len(),
            dated: dates().count(),
            with_attendees: notes.iter().filter(|note| !note.attendees.is_empty()).count(),
            first: dates().min().map(|date| date.to_string()),
            last: dates().max().map(|date| date.to_string()),
        },
        people: People { attending: known.len() + unmatched, unmatched },
        tasks: Tasks { open: tasks(false), done: tasks(true) },
        uncounted: register.uncounted.len(),
        stakeholders: view.assessed.order.iter().map(|id| entry(id, view)).collect(),
    }
}

fn entry<'a>(id: &'a Id, view: &'a View) -> Entry<'a> {
    let health = view.assessed.health.get(id);
    let touchpoints = view.assessed.ledger.dealings.get(id).map(|d| d.touchpoints.as_slice()).unwrap_or_default();
    let last = touchpoints.iter().filter_map(|i| view.register.notes.get(*i)?.date).max();
    let power_interest = health.and_then(|h| h.power_interest);
    Entry {
        id: id.as_str(),
        name: view.register.name(id).unwrap_or(id.as_str()),
        score: health.and_then(|h| h.score),
        confidence: health.map(|h| h.confidence),
        band: health.map(|h| h.band.as_str()),
        stale: health.map(|h| h.stale),
        trend: health.and_then(|h| h.trend).map(trend),
        touchpoints: touchpoints.len(),
        last_touchpoint: last.map(|date| date.to_string()),
        power: power_interest.map(|(power, _)| power),
        interest: power_interest.map(|(_, interest)| interest),
        quadrant: health.and_then(|h| h.quadrant).map(quadrant),
        attention: health.and_then(|h| h.attention),
    }
}

fn trend(trend: Trend) -> &'static str {
    match trend {
        Trend::Up => "up",
        Trend::Down => "down",
        Trend::Steady => "steady",
    }
}

fn quadrant(quadrant: Quadrant) -> &'static str {
    match quadrant {
        Quadrant::ManageClosely => "manage-closely",
        Quadrant::KeepSatisfied => "keep-satisfied",
        Quadrant::KeepInformed => "keep-informed",
        Quadrant::Monitor => "monitor",
    }
}

/// A band as shape and word, with its colour; the shapes are those of the pages.
pub(super) fn band(health: &Health) -> (String, Style) {
    let (shape, word, color) = match health.band {
        Band::Healthy => ("●", "healthy", AnsiColor::Green),
        Band::Watch => ("◆", "watch", AnsiColor::Yellow),
        Band::AtRisk if health.stale => ("△", "at risk", AnsiColor::Red),
        Band::AtRisk => ("▲", "at risk", AnsiColor::Red),
        Band::NotEnoughData => ("○", "not enough data", AnsiColor::BrightBlack),
    };
    let stale = if health.stale { " (stale)" } else { "" };
    let set = if health.overridden.is_some() { " (set)" } else { "" };
    (format!("{shape} {word}{stale}{set}"), color.on_default())
}

const COLUMNS: [Column; 7] = [
    Column { title: "stakeholder", right: false, rank: 0 },
    Column { title: "status", right: false, rank: 1 },
    Column { title: "score", right: true, rank: 2 },
    Column { title: "trend", right: false, rank: 3 },
    Column { title: "last touchpoint", right: false, rank: 4 },
    Column { title: "id", right: false, rank: 5 },
    Column { title: "quadrant", right: false, rank: 6 },
];

/// The score where there is enough evidence to show it.
fn shown(entry: &Entry<'_>, enough: f64) -> String {
    let enough = entry.confidence.is_some_and(|confidence| confidence >= enough);
    entry.score.filter(|_| enough).map_or_else(|| "–".to_owned(), |score| format!("{score:.0}"))
}

fn human(report: &Report<'_>, view: &View, enough: f64, width: Option<usize>) -> String {
    if report.stakeholders.is_empty() {
        return format!("no stakeholders on record as of {}\n", report.as_of);
    }
    let rows: Vec<Vec<Cell>> = report
        .stakeholders
        .iter()
        .zip(&view.assessed.order)
        .map(|(entry, id)| {
            let (word, style) = view.assessed.health.get(id).map_or(("–".to_owned(), Style::new()), band);
            let arrow = match entry.trend {
                Some("up") => "↑ up",
                Some("down") => "↓ down",
                Some(_) => "→ steady",
                None => "–",
            };
            vec![
                Cell::new(cut(&clean(entry.name), NAME)),
                Cell::styled(word, style),
                Cell::new(shown(entry, enough)),
                Cell::new(arrow),
                Cell::new(entry.last_touchpoint.as_deref().unwrap_or("–")),
                Cell::new(entry.id),
                Cell::new(entry.quadrant.map_or_else(|| "–".to_owned(), |q| q.replace('-', " "))),
            ]
        })
        .collect();
    let mut out = table(&COLUMNS, &rows, width);
    out += &format!(
        "\nas of {}, {}",
        report.as_of,
        count(report.notes.meetings, "meeting or message", "meetings and messages")
    );
    if report.uncounted > 0 {
        out +=
            &format!(", {} (see `rapporteur check`)", count(report.uncounted, "line not counted", "lines not counted"));
    }
    out.push('\n');
    out
}

fn csv(report: &Report<'_>) -> String {
    let mut out = String::from(
        "id,name,score,confidence,band,stale,trend,touchpoints,last_touchpoint,power,interest,quadrant,attention\r\n",
    );
    let number = |n: Option<f64>| n.map(|n| n.to_string()).unwrap_or_default();
    let small = |n: Option<u8>| n.map(|n| n.to_string()).unwrap_or_default();
    for e in &report.stakeholders {
        let cells = [
            csv_text(e.id),
            csv_text(e.name),
            number(e.score),
            number(e.confidence),
            e.band.unwrap_or_default().to_owned(),
            e.stale.map(|stale| stale.to_string()).unwrap_or_default(),
            e.trend.unwrap_or_default().to_owned(),
            e.touchpoints.to_string(),
            e.last_touchpoint.clone().unwrap_or_default(),
            small(e.power),
            small(e.interest),
            e.quadrant.unwrap_or_default().to_owned(),
            number(e.attention),
        ];
        out += &cells.join(",");
        out += "\r\n";
    }
    out
}

/// A text cell: quoted where needed, and no spreadsheet takes it for a formula.
pub(super) fn csv_text(text: &str) -> String {
    let shown = clean(text);
    let formula = text.starts_with(['\t', '\r']) || is_formula(&shown);
    let text = shown.replace('"', "\"\"");
    let text = if formula { format!("'{text}") } else { text };
    if text.contains([',', '"']) { format!("\"{text}\"") } else { text }
}

fn markdown(report: &Report<'_>, enough: f64) -> String {
    let mut out = String::from("| Stakeholder | Status | Score | Trend | Last touchpoint | Quadrant |\n");
    out += "|---|---|--:|---|---|---|\n";
    for e in &report.stakeholders {
        let dash = |text: Option<&str>| text.unwrap_or("–").replace('-', " ");
        let stale = if e.stale == Some(true) { " (stale)" } else { "" };
        out += &format!(
            "| {} | {}{stale} | {} | {} | {} | {} |\n",
            markdown_text(e.name),
            dash(e.band),
            shown(e, enough),
            dash(e.trend),
            e.last_touchpoint.as_deref().unwrap_or("–"),
            dash(e.quadrant),
        );
    }
    out += &format!("\nAs of {}.\n", report.as_of);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(csv_text("=1+2"), "'=1+2");
        assert_eq!(csv_text("-a, \"b\"\n"), "\"'-a, \"\"b\"\" \"");
        assert_eq!(csv_text("\tx"), "' x");
        assert_eq!(csv_text(" =1"), "' =1");
        assert_eq!(csv_text("\0=1"), "'=1");
        assert_eq!(csv_text("\u{ff1d}1"), "'\u{ff1d}1");
        assert_eq!(csv_text("Ada"), "Ada");
    }
}
