//! The digest: takes what the pm edition shows, gives our first person a letter about the week: what is due, who drifts
//! and why, what changed. Nothing where there is nothing to say. It holds scores of persons: it is the pm's alone.

use jiff::civil::Date;
use serde::Serialize;

use super::mark::Mark;
use super::part::{Part, Row};
use super::{Letter, Mailbox, plain};
use crate::assess::changes::{Change, Turn, changes};
use crate::assess::movement::{Movement, Side, movements};
use crate::assess::{self, Health};
use crate::brief::Entry;
use crate::brief::week::{self, Talk};
use crate::capture::ledger::entries_seen;
use crate::register::{Audience, Band, Id};
use crate::render::{TemplateError, Templates, words};
use crate::{View, Workspace, restrict};

/// Days looked back.
const BACK: i32 = 7;
/// Points lost in that time from which somebody drifts.
const DRIFT: f64 = 3.0;
/// The most rows of a part, and lines that say why one drifts.
const ROWS: usize = 6;
const REASONS: usize = 2;
/// Points of a line from which it is a reason.
const REASON: f64 = 0.5;

#[derive(Serialize)]
struct Page {
    title: String,
    product: String,
    as_of: String,
    until: String,
    heading: String,
    rule: String,
    /// Of the parts' headings.
    level: u8,
    parts: Vec<Part>,
}

/// The digest of a workspace from what its pm edition shows; `None` where nothing is due, nobody drifts and nothing changed.
///
/// # Errors
/// Where a template doesn't fit.
pub fn digest(workspace: &Workspace, view: &View, templates: &Templates) -> Result<Option<Letter>, TemplateError> {
    let as_of = view.assessed.as_of;
    let week = week::week(view, &entries_seen(workspace, view));
    let listed = |title, entries: &[Entry]| open(title, entries, as_of);
    let ours = listed("Ours to do", &week.ours);
    let tell = listed("To answer", &week.to_tell);
    let needed = listed("To be decided", &week.needed);
    let theirs = listed("To ask after", &week.theirs);
    let talks: Vec<&Talk> = week.to_talk.iter().filter(|talk| talk.over.is_none_or(|over| over >= 0)).collect();
    let talks = Part::new("To talk to", String::new(), talks.into_iter().map(|t| talk(t, as_of)).collect(), ROWS);
    let (drift, drifting) = drifting(workspace, view);
    let since = words::after(as_of, -BACK);
    let changed = changes(&view.register, &view.assessed, since);
    let what = Part::new(
        "What changed",
        format!("Since {}.", words::spoken(since, as_of)),
        changed.iter().map(|change| turned(change, as_of)).collect(),
        ROWS,
    );
    let listed = || [&week.ours, &week.to_tell, &week.needed, &week.theirs].into_iter().flatten();
    let late = listed().filter(|e| e.late.is_some_and(|days| days > 0)).count();
    let said = [
        (late, "late", "late"),
        (listed().count() - late, "due", "due"),
        (drifting, "drifts", "drift"),
        (changed.len(), "change", "changes"),
    ];
    let said = said.into_iter().filter(|(n, ..)| *n > 0);
    let said: Vec<String> = said.map(|(n, one, many)| words::count(n, one, many).replace('\u{a0}', " ")).collect();
    let parts = [ours, tell, needed, drift, theirs, talks, what];
    let parts: Vec<Part> = parts.into_iter().filter(|part| !part.rows.is_empty()).collect();
    if parts.is_empty() {
        return Ok(None);
    }
    let product = plain::line(&workspace.config.product);
    let until = words::spoken(week.until, as_of).replace('\u{a0}', " ");
    let said = if said.is_empty() { "whom to talk to".to_owned() } else { said.join(", ") };
    let title = format!("{product}, week to {until}: {said}");
    let heading = product.to_uppercase();
    let page = Page {
        rule: plain::rule(&heading),
        as_of: words::long(as_of),
        title,
        product,
        until,
        heading,
        level: 2,
        parts,
    };
    let first = view.register.team.first();
    let to = first.and_then(|m| Mailbox::new(Some(&m.name), m.email.as_deref()?));
    Ok(Some(Letter {
        name: "digest".to_owned(),
        to,
        html: templates.text("email-digest.html", &page)?,
        text: plain::wrapped(&templates.text("email-digest.txt", &page)?),
        subject: page.title,
        images: Vec::new(),
    }))
}

/// What is open: due this week first, which is what the letter is about, then what is late.
fn open(title: &'static str, entries: &[Entry], as_of: Date) -> Part {
    let is_late = |entry: &&Entry| entry.late.is_some_and(|days| days > 0);
    let (late, due): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(is_late);
    let rows = due.into_iter().chain(late).map(|entry| row_of(entry, as_of)).collect();
    let mut part = Part::new(title, counts(entries), rows, ROWS);
    if !part.more.is_empty() {
        part.more += ": rapporteur week";
    }
    part
}

/// "Two late, one due."
fn counts(entries: &[Entry]) -> String {
    let late = entries.iter().filter(|e| e.late.is_some_and(|days| days > 0)).count();
    let said = [(late, "late"), (entries.len() - late, "due")];
    let said = said.into_iter().filter(|(n, _)| *n > 0);
    super::part::sentence(&said.map(|(n, word)| format!("{} {word}", words::number(n))).collect::<Vec<_>>())
}

fn row_of(entry: &Entry, as_of: Date) -> Row {
    let due = entry.due.map(|due| words::short(due, as_of)).unwrap_or_default();
    let mark = match entry.late {
        Some(days @ 1..) => Mark::risk(format!("{} late", words::days(days))),
        Some(0) => Mark::watch("Today"),
        _ => Mark::wait(format!("Due {due}")),
    };
    let who = if entry.who.is_empty() { String::new() } else { format!("{}; ", entry.who) };
    let note = format!("{who}rapporteur close {}", entry.reference);
    Row { title: words::sentence(&entry.what), note, mark: Some(mark), ..Row::default() }
}

fn talk(talk: &Talk, as_of: Date) -> Row {
    let mark = match talk.over {
        None => Mark::wait("No talk on file"),
        Some(0) => Mark::watch("Due today"),
        Some(over) if talk.past_longest => Mark::risk(format!("{} over", words::days(over))),
        Some(over) => Mark::watch(format!("{} over", words::days(over))),
    };
    let note = talk.planned.map_or_else(String::new, |day| format!("planned for {}", words::short(day, as_of)));
    Row { title: talk.name.clone(), note, mark: Some(mark), ..Row::default() }
}

fn turned(change: &Change, as_of: Date) -> Row {
    let mark = match change.turn {
        Turn::Worse => Mark::risk("Worse"),
        Turn::Better => Mark::ok("Better"),
        Turn::Neutral => Mark::wait(words::short(change.on, as_of)),
    };
    let why = change.cause.iter().chain(&change.effect);
    let note: Vec<&str> = std::iter::once(&change.what).chain(why).map(String::as_str).collect();
    Row { title: words::sentence(&change.title), note: note.join("; "), mark: Some(mark), ..Row::default() }
}

/// Who is in a worse band than a week ago, or has lost points since; and how many they are.
fn drifting(workspace: &Workspace, view: &View) -> (Part, usize) {
    let config = &workspace.config.health;
    let as_of = view.assessed.as_of;
    let since = words::after(as_of, -BACK);
    let then = restrict::restrict(&workspace.register, Audience::Pm, since);
    let before = assess::assess(&then, config, since, true);
    let now = Side { register: &view.register, config, on: as_of };
    let moved = movements(Side { register: &then, config, on: since }, now, &view.assessed.health);
    let stays = |id: &Id| {
        let left = view.register.stakeholders.get(id).and_then(|s| s.left_on.as_ref());
        left.is_none_or(|left| left.value > as_of)
    };
    let rows: Vec<Row> = view
        .assessed
        .order
        .iter()
        .filter(|id| stays(id))
        .filter_map(|id| {
            drift(view, view.assessed.health.get(id)?, before.health.get(id)?, moved.get(id)?, config.enough)
        })
        .collect();
    let n = rows.len();
    let said = format!("Against {}.", words::spoken(since, as_of));
    (Part::new("Who drifts", said, rows, ROWS), n)
}

fn drift(view: &View, is: &Health, was: &Health, moved: &Movement, enough: f64) -> Option<Row> {
    let (then, now) = (moved.then?, moved.now?);
    // Below that no number is shown anywhere.
    if is.confidence < enough || moved.then_confidence < enough {
        return None;
    }
    let is_known = |band: Band| band != Band::NotEnoughData;
    let is_worse = is_known(is.band) && is_known(was.band) && is.band > was.band;
    if !is_worse && then - now < DRIFT {
        return None;
    }
    let word = |band: Band| words::sentence(&band.as_str().replace('-', " "));
    let text = if is.band == was.band {
        word(is.band)
    } else {
        format!("{}, was {}", word(is.band), word(was.band).to_lowercase())
    };
    let mark = match is.band {
        Band::Healthy => Mark::ok(text),
        Band::Watch => Mark::watch(text),
        Band::AtRisk => Mark::risk(text),
        Band::NotEnoughData => Mark::none(text),
    };
    let mut note = vec![format!("{} \u{2192} {}", words::tenths(then), words::tenths(now))];
    let mut reasons: Vec<_> = moved.parts().into_iter().flat_map(|part| &part.lines).collect();
    reasons.retain(|line| line.points <= -REASON);
    reasons.sort_by(|a, b| a.points.total_cmp(&b.points).then_with(|| a.text.cmp(&b.text)));
    note.extend(reasons.iter().take(REASONS).map(|line| format!("{} ({})", line.text, words::points(line.points))));
    if moved.time.points <= -REASON && reasons.is_empty() {
        note.push(format!("waiting ({})", words::points(moved.time.points)));
    }
    let help = is
        .what_would_help
        .first()
        .map(|help| format!("what would help: {} ({})", help.what, words::points(help.points)));
    note.extend(help);
    let name = view.register.name(&is.id).unwrap_or(is.id.as_str()).to_owned();
    Some(Row { title: name, note: note.join("; "), mark: Some(mark), ..Row::default() })
}
