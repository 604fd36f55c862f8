//! `open`: what is open, in both directions, and what to pass to `close`.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::format::ListFormat;
use super::output::{clean, count, print, print_data, print_json};
use super::status::csv_text;
use super::table::{Cell, Column, table};
use super::workspace::{Opened, Reading};
use super::{Environment, Failure, capture};
use crate::capture::ledger::{Entry, Kind, entries};
use crate::gate::markdown::text as markdown_text;
use crate::register::Id;

/// List what is open: promises both ways, feedback untold, asks unanswered, decisions needed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur open
  rapporteur open --with ada
  rapporteur open --mine --format markdown
  rapporteur open --format json | jq '.open[] | select(.overdue_days)'

The last column is what `rapporteur close` takes.")]
pub(super) struct Open {
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Only what concerns these people: ids with commas.
    #[arg(long, value_name = "ID", value_delimiter = ',', add = super::complete::stakeholders())]
    with: Vec<String>,
    /// Only what is mine to do: promises of `@me`, feedback of people I own, decisions I drive.
    #[arg(long)]
    mine: bool,
    /// Only what is past its date.
    #[arg(long)]
    overdue: bool,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
}

#[derive(Serialize)]
struct Report {
    as_of: String,
    open: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    kind: &'static str,
    id: Option<String>,
    from: Option<String>,
    to: Vec<String>,
    text: String,
    since: Option<String>,
    due: Option<String>,
    overdue_days: Option<i64>,
    file: String,
    line: u32,
    close: String,
}

const COLUMNS: [Column; 6] = [
    Column { title: "due", right: false, rank: 1 },
    Column { title: "late", right: true, rank: 2 },
    Column { title: "what", right: false, rank: 4 },
    Column { title: "who", right: false, rank: 3 },
    Column { title: "in words", right: false, rank: 0 },
    Column { title: "close", right: false, rank: 0 },
];

impl Open {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let opened = capture::open(self.dir.as_deref(), &self.reading, environment)?;
        if opened.lacks_overlay() {
            super::output::tell("the private overlay is missing on this machine: what is open in it is not listed\n");
        }
        let report = self.report(&opened)?;
        match self.format {
            ListFormat::Table => print(&human(&report, environment.width)),
            ListFormat::Json => print_json(&report),
            ListFormat::Csv => print_data(&csv(&report)),
            ListFormat::Markdown => print_data(&markdown(&report)),
        }
    }

    fn report(&self, opened: &Opened) -> Result<Report, Failure> {
        let register = &opened.workspace.register;
        let with: Vec<Id> = self.with.iter().map(|id| Id::new(id.trim_start_matches('@'))).collect();
        if let Some(id) = with.iter().find(|id| register.name(id).is_none()) {
            let ids = register.stakeholders.keys().map(Id::as_str);
            let hint = crate::diagnostic::nearest(id.as_str(), ids)
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(Failure::Usage(format!("nobody on record is `{}`{hint}", clean(id.as_str()))));
        }
        let me = register.team.first().map(|first| &first.id);
        let owner = |id: Option<&Id>| {
            let owner = register.stakeholders.get(id?)?.relationship_owner.as_ref();
            Some(owner.map(|owner| &owner.value))
        };
        let is_mine = |e: &Entry| match e.kind {
            Kind::Ours | Kind::Decision => e.from.as_ref() == me,
            Kind::Feedback => owner(e.from.as_ref()).is_some_and(|owner| owner.is_none() || owner == me),
            Kind::Theirs | Kind::Ask => false,
        };
        let open = entries(&opened.workspace, opened.as_of)
            .into_iter()
            .filter(|e| e.closed.is_none())
            .filter(|e| with.is_empty() || with.iter().any(|id| e.concerns(id)))
            .filter(|e| !self.mine || is_mine(e))
            .filter(|e| !self.overdue || e.overdue(opened.as_of).is_some());
        let row = |e: Entry| Row {
            kind: e.kind.as_str(),
            id: e.id.as_ref().map(ToString::to_string),
            from: e.from.as_ref().map(ToString::to_string),
            to: e.to.iter().map(ToString::to_string).collect(),
            since: e.since.map(|date| date.to_string()),
            due: e.due.map(|date| date.to_string()),
            overdue_days: e.overdue(opened.as_of),
            close: e.handle(),
            text: e.text,
            file: e.path,
            line: e.line,
        };
        Ok(Report { as_of: opened.as_of.to_string(), open: open.map(row).collect() })
    }
}

fn who(row: &Row) -> String {
    let from = row.from.as_deref().unwrap_or("–");
    if row.to.is_empty() { from.to_owned() } else { format!("{from} → {}", row.to.join(", ")) }
}

fn human(report: &Report, width: Option<usize>) -> String {
    if report.open.is_empty() {
        return format!("nothing is open as of {}\n", report.as_of);
    }
    let red = anstyle::AnsiColor::Red.on_default();
    let rows: Vec<Vec<Cell>> = report
        .open
        .iter()
        .map(|row| {
            vec![
                Cell::new(row.due.as_deref().unwrap_or("–")),
                row.overdue_days.map_or_else(Cell::default, |days| Cell::styled(format!("{days} d"), red)),
                Cell::new(row.kind),
                Cell::new(who(row)),
                Cell::new(clean(&row.text)),
                Cell::new(clean(&row.close)),
            ]
        })
        .collect();
    let late = report.open.iter().filter(|row| row.overdue_days.is_some()).count();
    let mut out = table(&COLUMNS, &rows, width);
    out +=
        &format!("\n{} open, {late} past their date, as of {}\n", count(rows.len(), "thing", "things"), report.as_of);
    out
}

fn csv(report: &Report) -> String {
    let mut out = String::from("kind,id,from,to,text,since,due,overdue_days,file,line\r\n");
    for row in &report.open {
        let text = |text: &Option<String>| csv_text(text.as_deref().unwrap_or_default());
        let cells = [
            csv_text(row.kind),
            text(&row.id),
            text(&row.from),
            csv_text(&row.to.join(" ")),
            csv_text(&row.text),
            text(&row.since),
            text(&row.due),
            row.overdue_days.map(|days| days.to_string()).unwrap_or_default(),
            csv_text(&row.file),
            row.line.to_string(),
        ];
        out += &cells.join(",");
        out += "\r\n";
    }
    out
}

fn markdown(report: &Report) -> String {
    let mut out = String::from("| Due | Late | What | Who | In words |\n|---|--:|---|---|---|\n");
    for row in &report.open {
        let late = row.overdue_days.map_or_else(String::new, |days| format!("{days} d"));
        let due = row.due.as_deref().unwrap_or("–");
        out += &format!(
            "| {due} | {late} | {} | {} | {} |\n",
            row.kind,
            markdown_text(&who(row)),
            markdown_text(&row.text)
        );
    }
    out += &format!("\nAs of {}.\n", report.as_of);
    out
}
