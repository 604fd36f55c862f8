//! A difference as Markdown for a comment: whole rows up to a limit, the largest movement first. Nothing in it notifies anybody,
//! links to anything or is markup that a record brought along.

use std::fmt::Write as _;

use super::told::{Moved, Told};
use crate::gate::markdown::text;
use crate::render::words;

/// A comment holds 65,536 characters.
pub const LIMIT: usize = 64 << 10;
/// Kept for what is said after the rows.
const TAIL: usize = 400;

/// The difference in at most `limit` bytes.
pub fn markdown(told: &Told, limit: usize) -> String {
    let mut out = format!("**{}**, edition {}\n", text(&told.title), text(&told.edition));
    for left in &told.left_out {
        let _ = writeln!(out, "\nLeft out: {}.", text(left));
    }
    if told.nothing {
        out += "\nNothing changed.\n";
        return out;
    }
    let (mut left, mut is_full) = (0, false);
    // A row that doesn't fit ends it: what comes after is only counted.
    let mut push = |out: &mut String, head: &mut Option<String>, row: &str| {
        let needed = row.len() + head.as_ref().map_or(0, String::len);
        is_full |= out.len() + needed + TAIL > limit;
        if is_full {
            left += 1;
            return;
        }
        *out += &head.take().unwrap_or_default();
        *out += row;
    };
    let mut head = Some("\n| Who | Score | Status | Why |\n|---|---|---|---|\n".to_owned());
    for moved in &told.scores {
        push(&mut out, &mut head, &score(moved));
    }
    for section in &told.sections {
        let mut head = Some(format!("\n**{}**\n\n| What | Change | Where |\n|---|---|---|\n", section.title));
        for row in &section.rows {
            let turn = if row.turn == "neutral" { String::new() } else { format!(" ({})", row.turn) };
            let line = format!("| {} | {}{turn} | {} |\n", text(&row.title), text(&row.what), text(&row.source));
            push(&mut out, &mut head, &line);
        }
    }
    for said in told.barely.as_deref().into_iter().chain(told.rounded) {
        let _ = writeln!(out, "\n{}.", text(said));
    }
    if left > 0 {
        let _ = writeln!(out, "\n{}: see `rapporteur diff`.", words::figure(left) + " more");
    }
    out
}

fn score(moved: &Moved) -> String {
    let set = moved.set.iter().map(|set| format!("{}, {}", text(&set.text), text(&set.source)));
    let parts = moved.parts.iter().map(|part| {
        let lines: Vec<String> = part
            .lines
            .iter()
            .map(|line| {
                let source = if line.source.is_empty() { String::new() } else { format!(", {}", text(&line.source)) };
                format!("<br>{} {}{source}", line.points, text(&line.text))
            })
            .collect();
        format!("{} {}{}", part.points, text(&part.text), lines.concat())
    });
    let why: Vec<String> = set.chain(parts).collect();
    let by = if moved.points.is_empty() { "–".to_owned() } else { format!("{} ({})", moved.points, moved.scores) };
    format!("| {} | {by} | {} | {} |\n", text(&moved.name), moved.bands, why.join("<br>"))
}
