//! `plan`: what is worth doing with the time there is, for a terminal, a program, a page of text or a calendar.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::brief::Screen;
use super::output::{clean, print, print_data, print_json, tell};
use super::workspace::{Opened, Reading};
use super::{Environment, Failure, about, workspace};
use crate::gate::markdown::text as markdown_text;
use crate::plan::{self, Change, Item, Kind, PROMISE_MINUTES, Plan, TALK_MINUTES, ics};
use crate::register::Band;

/// Show what is worth doing with the hours there are: promises that are due, talks that are agreed, then whom to talk to and
/// what it would change.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur plan --hours 6
  rapporteur plan --hours 4 --from 2026-11-09 --ics plan.ics
  rapporteur plan --hours 8 --format markdown > plan.md

First our promises that are overdue or fall due in 14 days, then talks agreed in that time, then talks by attention. A talk takes
the `minutes` of the person's [plan], else 30; a promise 30, for what it takes is on no record. Who has left or is on leave is out.
The calendar holds day-long events, two hours of them a working day, and nothing of a score; it is for
yourself, as the pm edition is.")]
pub(super) struct PlanCommand {
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Hours there are, e.g. 6 or 1.5.
    #[arg(long, value_name = "N", value_parser = minutes)]
    hours: u32,
    /// The first day; by default the as-of date.
    #[arg(long, value_name = "DATE", value_parser = workspace::date)]
    from: Option<Date>,
    /// Write a calendar file, too.
    #[arg(long, value_name = "FILE")]
    ics: Option<PathBuf>,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// For programs: everything.
    Json,
    /// For a page of text.
    Markdown,
}

/// Rows of what doesn't fit.
const LEFT: usize = 8;

/// Hours as minutes.
fn minutes(text: &str) -> Result<u32, String> {
    let hours: f64 = text.parse().map_err(|_| "hours are a number, such as 6 or 1.5".to_owned())?;
    if (0.25..=1_000.0).contains(&hours) {
        Ok((hours * 60.0).round() as u32)
    } else {
        Err("expected a quarter of an hour to 1000 hours".to_owned())
    }
}

impl PlanCommand {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let opened = Opened::read(self.dir.as_deref(), &self.reading, false, environment)?;
        opened.refuse_errors("nothing to plan from", environment)?;
        let view = opened.view(opened.edition("pm")?);
        let config = &opened.workspace.config;
        let from = self.from.unwrap_or(opened.as_of);
        if from < opened.as_of {
            return Err(Failure::Usage(format!("the first day, {from}, is before the as-of date, {}", opened.as_of)));
        }
        let plan = plan::plan(&view.register, &view.assessed, config.health.enough, from, self.hours);
        if let Some(path) = &self.ics {
            write_calendar(path, &ics::calendar(&plan, &config.product), &opened)?;
            let shown = clean(&path.display().to_string());
            let events = super::output::count(plan.items.len(), "event", "events");
            tell(&format!("{shown}: {events}, for your own calendar: it names whom the pm edition shows\n"));
        }
        match self.format {
            Format::Json => print_json(&plan),
            Format::Table => print(&screen(&plan, environment.width)),
            Format::Markdown => print_data(&markdown(&plan)),
        }
    }
}

/// Writes the calendar, for its owner only; over nothing but an earlier one, and nowhere that is published or read from.
fn write_calendar(path: &Path, text: &str, opened: &Opened) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    about::refuse(folder, opened, "a plan")?;
    let shown = clean(&path.display().to_string());
    let cannot = |why: &dyn std::fmt::Display| Failure::Environment(format!("cannot write `{shown}`: {why}"));
    match fs::read(path) {
        Ok(before) if !String::from_utf8_lossy(&before).contains(ics::PRODUCT) => {
            return Err(cannot(&"it exists, and is no calendar of a plan; nothing is written over"));
        }
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(cannot(&error)),
        _ => {}
    }
    about::write(folder, path, text.as_bytes()).map_err(|error| cannot(&error))
}

/// `1:30`.
fn clock(minutes: u32) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

fn title(item: &Item) -> String {
    let names = item.names.iter().map(|name| clean(name)).collect::<Vec<_>>().join(", ");
    match item.kind {
        Kind::Promise => format!("{names}: {}", clean(&item.what)),
        Kind::Agreed | Kind::Talk => names,
    }
}

/// What it would change, in a few words.
fn change(change: &Change) -> String {
    let word = |band: Band| band.as_str().replace('-', " ");
    let mut out = match (change.score, change.after) {
        (Some(now), Some(after)) if format!("{now:.0}") == format!("{after:.0}") => {
            if change.points >= 0.05 {
                format!("{:+.1} points", change.points)
            } else {
                format!("stays {now:.0}")
            }
        }
        (Some(now), Some(after)) => format!("{now:.0} -> {after:.0}"),
        (None, Some(after)) => format!("-> {after:.0}"),
        // On too little evidence a number is shown nowhere.
        _ => String::new(),
    };
    if let Some(after) = change.band_after {
        let comma = if out.is_empty() { "" } else { ", " };
        out += &if after == change.band {
            format!("{comma}{}{}", if after == Band::NotEnoughData { "still " } else { "" }, word(after))
        } else {
            format!("{comma}{} -> {}", word(change.band), word(after))
        };
    }
    out
}

fn due(item: &Item) -> String {
    match (item.kind, item.due, item.late) {
        (Kind::Promise, Some(_), Some(1)) => "1 day late".to_owned(),
        (Kind::Promise, Some(_), Some(late @ 2..)) => format!("{late} days late"),
        (Kind::Promise, Some(due), _) => due.strftime("by %a %-d %b").to_string(),
        (Kind::Agreed, Some(on), _) => on.strftime("on %a %-d %b").to_string(),
        _ => String::new(),
    }
}

fn screen(plan: &Plan, width: Option<usize>) -> String {
    let mut screen = Screen::new(width);
    screen.line(&format!(
        "{} of {} hours planned, from {}; as of {}",
        clock(plan.used),
        clock(plan.minutes),
        plan.from.strftime("%a %Y-%m-%d"),
        plan.as_of
    ));
    for (kind, title) in [
        (Kind::Promise, "keep: our promises, overdue or due in 14 days"),
        (Kind::Agreed, "go: talks that are agreed"),
        (Kind::Talk, "talk: by attention, with what it would change today"),
    ] {
        let items: Vec<&Item> = plan.items.iter().filter(|item| item.kind == kind).collect();
        if items.is_empty() {
            continue;
        }
        screen.title(title);
        for item in items {
            row(&mut screen, item);
        }
    }
    if plan.items.is_empty() {
        screen.gap();
        screen.line(if plan.left.is_empty() {
            "nothing is due, and a talk would change nothing yet"
        } else {
            "nothing fits into that time"
        });
    }
    if !plan.left.is_empty() {
        let minutes: u32 = plan.left.iter().map(|item| item.minutes).sum();
        screen.title(&format!("what didn't fit: {} more hours", clock(minutes)));
        for item in plan.left.iter().take(LEFT) {
            let change = item.change.as_ref().map(change).filter(|c| !c.is_empty() && item.kind != Kind::Promise);
            let change = change.map_or_else(String::new, |change| format!("  {change}"));
            screen.dated(
                &clock(item.minutes),
                false,
                &format!("{}{change}", self::title(item)),
                &clean(&item.reference),
            );
        }
        if plan.left.len() > LEFT {
            screen.line(&format!("  {} more: --format json", plan.left.len() - LEFT));
        }
    }
    screen.gap();
    screen.line(&told(plan));
    screen.text()
}

fn row(screen: &mut Screen, item: &Item) {
    let when = due(item);
    let change = item.change.as_ref().map(change).filter(|change| !change.is_empty());
    let mut text = title(item);
    for more in [change, (!when.is_empty()).then_some(when)].into_iter().flatten() {
        text += &format!("  {more}");
    }
    let is_late = item.late.is_some_and(|late| late > 0);
    screen.dated(&format!("{}  {} min", clock(item.sum), item.minutes), is_late, &text, &clean(&item.reference));
    for why in &item.why {
        let at = why.at.as_deref().map(clean).unwrap_or_default();
        screen.row(&format!("{:18}{}", "", clean(&why.text)), &at);
    }
}

/// What is left alone, and what the minutes are taken from.
fn told(plan: &Plan) -> String {
    let mut parts = Vec::new();
    if plan.resting > 0 {
        let people = if plan.resting == 1 { "person needs" } else { "people need" };
        parts.push(format!("{} {people} no talk now", plan.resting));
    }
    if plan.paused > 0 {
        parts.push(format!("{} on leave", plan.paused));
    }
    parts.push(format!("a promise is taken for {PROMISE_MINUTES} minutes, a talk for its plan's, else {TALK_MINUTES}"));
    parts.join("; ")
}

fn markdown(plan: &Plan) -> String {
    let cell = markdown_text;
    let mut out = format!(
        "# Plan from {}\n\n{} of {} hours, as of {}.\n\n| up to | min | what | would change | due | why |\n|---:|---:|---|---|---|---|\n",
        plan.from,
        clock(plan.used),
        clock(plan.minutes),
        plan.as_of
    );
    let row = |item: &Item, sum: String| {
        let verb = if item.kind == Kind::Promise { "Keep" } else { "Talk to" };
        let why: Vec<String> = item
            .why
            .iter()
            .map(|why| match &why.at {
                Some(at) => format!("{} ({})", cell(&why.text), cell(at)),
                None => cell(&why.text),
            })
            .collect();
        let change = item.change.as_ref().map(change).unwrap_or_default();
        format!(
            "| {sum} | {} | {verb} {} | {} | {} | {} |\n",
            item.minutes,
            cell(&title(item)),
            cell(&change),
            due(item),
            why.join("; ")
        )
    };
    plan.items.iter().for_each(|item| out += &row(item, clock(item.sum)));
    if !plan.left.is_empty() {
        out += "\n## What didn't fit\n\n| | min | what | would change | due | why |\n|---|---:|---|---|---|---|\n";
        plan.left.iter().for_each(|item| out += &row(item, String::new()));
    }
    out + "\n" + &words(plan) + "\n"
}

fn words(plan: &Plan) -> String {
    let told = told(plan);
    let mut chars = told.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str() + ".")
}
