//! A difference for a terminal: rows under headings, cut to its width.

use anstyle::{AnsiColor, Style};

use crate::cli::output::clean;
use crate::cli::table::cut;
use crate::diff::told::{Moved, Told, Why};

/// Columns where there is no terminal to ask: nothing is cut.
const ENDLESS: usize = usize::MAX;

pub(super) fn terminal(told: &Told, width: Option<usize>) -> String {
    let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
    let width = width.unwrap_or(ENDLESS);
    let mut out = format!("{bold}{}{bold:#}, edition {}\n", clean(&told.title), clean(&told.edition));
    if told.nothing {
        out += "\nnothing changed\n";
        return out;
    }
    if !told.scores.is_empty() {
        out += &format!("\n{bold}Scores{bold:#}\n");
    }
    for moved in &told.scores {
        out += &score(moved, width);
    }
    if let Some(barely) = &told.barely {
        out += &format!("  {barely}\n");
    }
    if let Some(rounded) = told.rounded {
        out += &format!("  {dim}{}{dim:#}\n", rounded.to_lowercase());
    }
    for section in &told.sections {
        out += &format!("\n{bold}{}{bold:#}\n", section.title);
        for row in &section.rows {
            let (sign, style) = match row.turn {
                "better" => ("+", AnsiColor::Green.on_default()),
                "worse" => ("-", AnsiColor::Red.on_default()),
                _ => ("·", Style::new()),
            };
            let title = cut(&clean(&row.title), width.saturating_sub(4));
            out += &format!("  {style}{sign}{style:#} {title}\n");
            out += &placed(&format!("    {}", clean(&row.what)), &row.source, width);
        }
    }
    out
}

fn score(moved: &Moved, width: usize) -> String {
    let bold = Style::new().bold();
    let style = if moved.is_up { AnsiColor::Green.on_default() } else { AnsiColor::Red.on_default() };
    let points = format!("{style}{:>7}{style:#}", moved.points);
    let scores = if moved.scores.is_empty() { String::new() } else { format!("  {}", moved.scores) };
    let mut out = format!("{points}  {bold}{}{bold:#}{scores}  {}\n", clean(&moved.name), moved.bands);
    for set in &moved.set {
        out += &placed(&format!("{:9}{}", "", clean(&set.text)), &set.source, width);
    }
    for part in &moved.parts {
        out += &why(part, 9, width);
        for line in &part.lines {
            out += &why(line, 18, width);
        }
    }
    out
}

fn why(why: &Why, indent: usize, width: usize) -> String {
    let start = format!("{:indent$}{:>7}  {}", "", why.points, clean(&why.text));
    placed(&start, &why.source, width)
}

/// A line with its place, on a line of its own where it doesn't fit beside.
fn placed(text: &str, source: &str, width: usize) -> String {
    let source = clean(source);
    if source.is_empty() {
        return format!("{}\n", cut(text, width));
    }
    let dim = Style::new().dimmed();
    let room = width.saturating_sub(source.chars().count() + 2);
    let fits = unicode_width::UnicodeWidthStr::width(text) <= room;
    if fits {
        return format!("{text}  {dim}{source}{dim:#}\n");
    }
    let indent = text.len() - text.trim_start().len();
    format!("{}\n{:indent$}{dim}{}{dim:#}\n", cut(text, width), "", cut(&source, width.saturating_sub(indent)))
}
