//! What is told after a build: each edition with its files, who needs attention and why, what wasn't counted.

use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::View;
use crate::assess::Health;
use crate::cli::output::{clean, count};
use crate::cli::table::cut;
use crate::cli::workspace::Opened;
use crate::cli::{Environment, report, status};
use crate::config::Edition;
use crate::diagnostic::{Diagnostic, Severity};
use crate::publish::Published;
use crate::register::{Audience, Band};
use crate::render::words::figure;

/// How many people it names.
const NAMED: usize = 5;
/// Columns of a reason.
const REASON: usize = 90;

/// An edition that was published, where, what it shows and what became of its files.
pub(super) type Done<'a> = (&'a Edition, PathBuf, View, Published);

/// Everything told after a build.
pub(super) fn summary(opened: &Opened, done: &[Done<'_>], warnings: usize, environment: &Environment) -> String {
    let bold = Style::new().bold();
    let mut out = String::new();
    let widest = done.iter().map(|(edition, ..)| edition.name.width()).max().unwrap_or(0);
    for (edition, target, _, published) in done {
        let private = match edition.audience {
            Audience::Pm => ", for your eyes only",
            Audience::Team => ", for the team only",
            Audience::Leadership | Audience::Everyone => "",
        };
        let name = clean(&edition.name);
        let target = clean(&target.join("index.html").display().to_string());
        let files = count(published.files, "file", "files");
        let pad = " ".repeat(widest.saturating_sub(name.width()));
        out += &format!("{bold}{name}{bold:#}{pad}  {target}  {files}, {} changed", figure(published.changed));
        if published.removed > 0 {
            out += &format!(", {} removed", figure(published.removed));
        }
        out += &format!("{private}\n");
        out += &overwritten(&published.overwritten);
        if let Some(left) = &published.left_over {
            out += &format!(
                "  could not clear away `{}`; the next build tries again\n",
                clean(&left.display().to_string())
            );
        }
    }
    let seconds = environment.started.elapsed().as_secs_f64();
    out += &format!("as of {}, in {seconds:.2} s\n", opened.as_of);
    if let Some((_, _, view, _)) = done.iter().find(|(edition, ..)| edition.scores) {
        out += &attention(view, opened.workspace.config.health.enough);
    }
    out += &not_counted(opened);
    if opened.lacks_overlay() {
        out += "the private overlay is missing on this machine: no pm edition\n";
    }
    if warnings > 0 {
        out += &format!("\n{}; `rapporteur check` shows them\n", count(warnings, "warning", "warnings"));
    }
    out
}

/// Pages that lost what someone had written into them.
fn overwritten(paths: &[String]) -> String {
    let Some(first) = paths.first() else { return String::new() };
    let yellow = AnsiColor::Yellow.on_default();
    let more = match paths.len() - 1 {
        0 => String::new(),
        more => format!(" and {} more", figure(more)),
    };
    format!(
        "  {yellow}overwritten{yellow:#}: `{}`{more}, edited by hand since the last build; edits belong in the workspace\n",
        clean(first)
    )
}

/// The head of the attention order, with the reason for each.
fn attention(view: &View, enough: f64) -> String {
    let health = &view.assessed.health;
    let wanting = view
        .assessed
        .order
        .iter()
        .filter_map(|id| health.get(id))
        .filter(|h| h.attention.is_some() && h.band != Band::Healthy);
    let rest = wanting.clone().count().saturating_sub(NAMED);
    let mut out = String::new();
    for h in wanting.take(NAMED) {
        let name = clean(view.register.name(&h.id).unwrap_or(h.id.as_str()));
        let (word, style) = status::band(h);
        let score = h.score.filter(|_| h.confidence >= enough).map(|s| format!(" {s:.0}")).unwrap_or_default();
        let reason = cut(&clean(&reason(h)), REASON);
        let dash = if reason.is_empty() { "" } else { ": " };
        out += &format!("  {style}{word}{style:#}{score}  {name}{dash}{reason}\n");
    }
    if out.is_empty() {
        return String::new();
    }
    if rest > 0 {
        out += &format!("  {rest} more; `rapporteur status` shows them\n");
    }
    format!("\nneeds attention\n{out}")
}

/// What weighs most: an override's reason, the binding cap, else the worst line.
fn reason(health: &Health) -> String {
    if let Some(overridden) = &health.overridden {
        return overridden.value.reason.clone();
    }
    if health.first_touchpoint_due {
        return match health.rhythm.last {
            None => "first touchpoint due".to_owned(),
            Some(last) => format!("too little on record for a status; last talk {last}"),
        };
    }
    if let Some(cap) = health.caps.iter().find(|cap| cap.points < 0.0) {
        return cap.text.clone();
    }
    let worst = health.contributions.iter().filter(|c| c.points < 0.0).min_by(|a, b| a.points.total_cmp(&b.points));
    worst.map(|c| c.text.clone()).unwrap_or_default()
}

fn not_counted(opened: &Opened) -> String {
    let mut lines: Vec<&Diagnostic> =
        opened.diagnostics.iter().filter(|d| d.severity() == Severity::Uncounted).collect();
    // Two faults of one line are one line not counted.
    lines.dedup_by_key(|d| d.place.map(|place| (place.file, place.line)));
    if lines.is_empty() {
        return String::new();
    }
    let yellow = AnsiColor::Yellow.on_default();
    let mut out = format!("\n{yellow}{}{yellow:#}\n", count(lines.len(), "line not counted", "lines not counted"));
    let more = report::more(lines.len());
    for d in lines.into_iter().take(report::SHOWN) {
        let file = |place: crate::source::Place| {
            let file = opened.workspace.sources.files.get(place.file.0 as usize)?;
            Some(format!("{}:{}: ", clean(&file.path), place.line))
        };
        out += &format!("  {}{}\n", d.place.and_then(file).unwrap_or_default(), clean(&d.message));
    }
    if more.is_empty() { out } else { format!("{out}  {more}") }
}
