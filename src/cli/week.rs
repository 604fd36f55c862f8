//! `week`: what the next seven days ask of us, and a draft of the update.

use std::path::PathBuf;

use clap::Args;

use super::brief::{Screen, due, is_late};
use super::format::Format;
use super::output::{clean, print, print_data, print_json, tell};
use super::workspace::{Opened, Reading};
use super::{Environment, Failure};
use crate::brief::Entry;
use crate::brief::draft;
use crate::brief::week::{self, Drift, Talk, Week};
use crate::capture::ledger::entries_seen;
use crate::edit::{self, Edit, EditError};
use crate::register::Audience;

/// Show what the week asks: what to close, whom to talk to, who drifts; or draft the leadership update from the facts.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur week
  rapporteur week --format json | jq '.ours'
  rapporteur week --draft            the draft of the next update, to read
  rapporteur week --draft --write    the same into updates/DATE.md; then fill the gaps

What stands last in a row is what `rapporteur close` takes. The draft holds only what leadership may see.")]
pub(super) struct WeekCommand {
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Write a draft of the update to standard output instead: what changed since the last one, gaps marked.
    #[arg(long)]
    draft: bool,
    /// Write the draft into updates/, under the date; nothing that exists is written over.
    #[arg(long, requires = "draft")]
    write: bool,
    /// How to show the week.
    #[arg(long, value_enum, default_value_t = Format::Table, conflicts_with = "draft")]
    format: Format,
}

/// Rows of a list.
const ROWS: usize = 8;

impl WeekCommand {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let opened = Opened::read(self.dir.as_deref(), &self.reading, false, environment)?;
        opened.refuse_errors("no week to show", environment)?;
        if self.draft {
            let register = crate::restrict::restrict(&opened.workspace.register, Audience::Leadership, opened.as_of);
            let assessed = crate::assess::assess(&register, &opened.workspace.config.health, opened.as_of, false);
            let text = draft::draft(&crate::View { register, assessed });
            return if self.write { write(&opened, text) } else { print_data(&text) };
        }
        let view = opened.view(opened.edition("pm")?);
        let week = week::week(&view, &entries_seen(&opened.workspace, &view));
        match self.format {
            Format::Json => print_json(&week),
            Format::Table => print(&screen(&week, environment.width)),
        }
    }
}

/// A new file of `updates/`; it stops every build until somebody has written its headline.
fn write(opened: &Opened, text: String) -> Result<(), Failure> {
    let path = opened.workspace.root.join(format!("updates/{}.md", opened.as_of));
    let shown = clean(&path.display().to_string());
    edit::apply(&[Edit { path, was: None, text }]).map_err(|error| match error {
        EditError::Exists(_) => Failure::Usage(clean(&error.to_string())),
        _ => Failure::Environment(clean(&error.to_string())),
    })?;
    tell(&format!("{shown} (new)\nwrite its headline: until then `check` refuses it, and nothing is built\n"));
    Ok(())
}

fn screen(week: &Week, width: Option<usize>) -> String {
    let mut screen = Screen::new(width);
    screen.line(&format!("{} to {}", week.as_of.strftime("%a %Y-%m-%d"), week.until.strftime("%a %Y-%m-%d")));
    for (title, list) in [
        ("to close: ours", &week.ours),
        ("to ask after: theirs", &week.theirs),
        ("to tell what came of it", &week.to_tell),
        ("needed: asks and decisions", &week.needed),
    ] {
        entries(&mut screen, title, list);
    }
    screen.title("to talk to");
    rows(&mut screen, &week.to_talk, "everyone has been talked to as agreed", talk);
    screen.title("drifting");
    rows(&mut screen, &week.drifting, "nobody", drift);
    screen.gap();
    screen.line("rapporteur close REFERENCE closes one; rapporteur week --draft writes the update's draft");
    screen.text()
}

fn entries(screen: &mut Screen, title: &str, list: &[Entry]) {
    screen.title(title);
    rows(screen, list, "nothing", |screen, entry| {
        let who = if entry.who.is_empty() { String::new() } else { format!("{}: ", clean(&entry.who)) };
        screen.dated(&due(entry), is_late(entry), &format!("{who}{}", clean(&entry.what)), &clean(&entry.reference));
    });
}

fn rows<T>(screen: &mut Screen, list: &[T], none: &str, row: impl Fn(&mut Screen, &T)) {
    if list.is_empty() {
        screen.line(&format!("  {none}"));
    }
    for item in list.iter().take(ROWS) {
        row(screen, item);
    }
    if list.len() > ROWS {
        screen.line(&format!("  {} more: rapporteur week --format json", list.len() - ROWS));
    }
}

fn talk(screen: &mut Screen, talk: &Talk) {
    let when = match talk.over {
        None => "first talk".to_owned(),
        Some(over @ 1..) => format!("{over} days over"),
        Some(0) => "due today".to_owned(),
        Some(over) => format!("due in {}", -over),
    };
    let planned = talk.planned.map_or_else(String::new, |on| on.strftime(", planned %a %-d %b").to_string());
    screen.dated(&when, talk.past_longest, &format!("{}{planned}", clean(&talk.name)), &clean(&talk.id));
}

fn drift(screen: &mut Screen, drift: &Drift) {
    let change = drift.change.filter(|c| c.abs() >= 5.0);
    let when = change.map_or_else(
        || drift.band.replace('-', " "),
        |c| format!("{} {:.0}", if c < 0.0 { "down" } else { "up" }, c.abs()),
    );
    let why = drift.why.as_deref().map_or_else(String::new, |why| format!(": {}", clean(why)));
    screen.dated(
        &when,
        drift.band == "at-risk",
        &format!("{}{why}", clean(&drift.name)),
        &clean(drift.at.as_deref().unwrap_or_default()),
    );
}
