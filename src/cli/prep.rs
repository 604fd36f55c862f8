//! `prep`: what to know before a meeting with one stakeholder, on one screen.

use std::path::PathBuf;

use anstyle::Style;
use clap::Args;

use super::brief::{Screen, due, is_late};
use super::format::Format;
use super::output::{clean, print, print_json};
use super::workspace::{Opened, Reading};
use super::{Environment, Failure, status};
use crate::View;
use crate::brief::Entry;
use crate::brief::prep::{self, Prep};
use crate::capture::ledger::entries_seen;
use crate::capture::whom;
use crate::register::Id;

/// Show what to know before a meeting: what is open both ways, what to tell them, what they want, the last talks.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur prep ada
  rapporteur prep ada engagement --as-of 2026-10-01
  rapporteur prep ada --format json | jq '.we_owe'

What stands last in a row is what `rapporteur close` takes.")]
pub(super) struct PrepCommand {
    /// The stakeholder's id: the name of the file in stakeholders/.
    #[arg(add = super::complete::stakeholders())]
    id: String,
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Rows of a list.
const ROWS: usize = 5;

impl PrepCommand {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let opened = Opened::read(self.dir.as_deref(), &self.reading, false, environment)?;
        opened.refuse_errors("nothing to prepare from", environment)?;
        let view = opened.view(opened.edition("pm")?);
        let entries = entries_seen(&opened.workspace, &view);
        let found = whom(&opened.workspace, &self.id);
        let Some(prep) = found.as_ref().ok().and_then(|id| prep::prep(&view, &entries, id)) else {
            let near = found.err().flatten();
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{}`?", clean(&near)));
            return Err(Failure::Usage(format!("unknown stakeholder `{}`{hint}", clean(&self.id))));
        };
        match self.format {
            Format::Json => print_json(&prep),
            Format::Table => print(&screen(&prep, &view, opened.workspace.config.health.enough, environment.width)),
        }
    }
}

fn screen(prep: &Prep, view: &View, enough: f64, width: Option<usize>) -> String {
    let bold = Style::new().bold();
    let mut head = format!("{bold}{}{bold:#}", clean(&prep.name));
    if !prep.role.is_empty() {
        head += &format!("  {}", clean(&prep.role));
    }
    if let Some(health) = view.assessed.health.get(&Id::new(&prep.id)) {
        let (word, style) = status::band(health);
        head += &format!("  {style}{word}{style:#}");
        if let Some(score) = health.score.filter(|_| health.confidence >= enough) {
            head += &format!(" {score:.0}");
        }
        if let Some(change) = health.change.filter(|c| c.abs() >= 5.0 && health.confidence >= enough) {
            head += &format!(", {} {:.0} in four weeks", if change < 0.0 { "down" } else { "up" }, change.abs());
        }
    }
    let mut screen = Screen::new(width);
    screen.styled(&head);
    if let Some(on) = prep.left_on {
        screen.line(&format!("left on {on}"));
    }
    screen.line(&rhythm(prep));
    list(&mut screen, "we owe them", &prep.we_owe, "nothing is open");
    list(&mut screen, "they owe us", &prep.they_owe, "nothing is open");
    list(&mut screen, "tell them what came of", &prep.to_tell, "");
    list(&mut screen, "asked of them", &prep.asked, "");
    screen.gap();
    for (title, texts) in [
        ("they want", &prep.priorities),
        ("they worry", &prep.concerns),
        ("they expect", &prep.expectations),
        ("they like", &prep.preferences),
        ("to decide", &prep.decisions),
        ("get across", &prep.key_messages),
    ] {
        screen.field(title, &texts.iter().map(|t| clean(t)).collect::<Vec<_>>().join("; "));
    }
    screen.field("we want", &prep.objective.as_deref().map(clean).unwrap_or_default());
    let stands = prep.positions.iter().map(|p| {
        let note = p.note.as_ref().map_or_else(String::new, |n| format!(" ({})", clean(n)));
        format!("{} {:+}{note}", clean(&p.topic), p.stance)
    });
    screen.field("they stand", &stands.collect::<Vec<_>>().join("; "));
    screen.title("last talks");
    if prep.talks.is_empty() {
        screen.line("  none on file");
    }
    for talk in &prep.talks {
        let on = talk.on.map_or_else(|| "undated".to_owned(), |on| on.to_string());
        let ago = talk.ago.map_or_else(String::new, |days| format!("{days} days ago"));
        screen.row(&format!("  {on}  {ago:>13}  {}", clean(&talk.title)), &clean(&talk.file));
    }
    screen.text()
}

fn rhythm(prep: &Prep) -> String {
    let r = &prep.rhythm;
    let mut out = match (r.last, r.age) {
        (Some(last), Some(age)) => {
            let over = i64::from(age) - i64::from(r.cadence_days);
            let stand = match over {
                1.. => format!("{over} over"),
                0 => "due today".to_owned(),
                _ => format!("due in {}", -over),
            };
            format!(
                "last talk {last}, {age} days ago; agreed every {}, at most {}: {stand}",
                r.cadence_days, r.max_gap_days
            )
        }
        _ => format!("no talk on file; agreed every {}, at most {}", r.cadence_days, r.max_gap_days),
    };
    if let Some(next) = r.next {
        out += &format!("; next {}", next.strftime("%a %Y-%m-%d"));
        if !r.next_with.is_empty() {
            out += &format!(" with {}", clean(&r.next_with.join(", ")));
        }
    }
    out
}

fn list(screen: &mut Screen, title: &str, entries: &[Entry], none: &str) {
    if entries.is_empty() && none.is_empty() {
        return;
    }
    screen.title(title);
    if entries.is_empty() {
        screen.line(&format!("  {none}"));
    }
    for entry in entries.iter().take(ROWS) {
        screen.dated(&due(entry), is_late(entry), &clean(&entry.what), &clean(&entry.reference));
    }
    if entries.len() > ROWS {
        screen.line(&format!("  {} more: rapporteur prep .. --format json", entries.len() - ROWS));
    }
}
