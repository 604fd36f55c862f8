//! Tables of people: takes the lines of one, gives its rows with name, handle and standing by the names of its
//! columns.

use std::ops::Range;

use super::line::{Kind, Line};
use super::words::{self, Standing};

const NAMES: &[&str] = &[
    "name",
    "names",
    "full name",
    "attendee",
    "attendees",
    "participant",
    "participants",
    "member",
    "person",
    "who",
    "people",
];
const HANDLES: &[&str] = &["handle", "username", "github", "gitlab", "gh", "login", "account", "nick"];
const STANDINGS: &[&str] = &["present", "attended", "attendance", "attending", "status", "here"];
const YES: &[&str] =
    &["x", "y", "yes", "present", "here", "attended", "\u{2713}", "\u{2714}", "\u{2705}", "p", "1", "true", "late"];
const EXCUSED: &[&str] = &["regrets", "regret", "excused", "apologies", "e"];

/// A row.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) handle: Option<String>,
    pub(super) standing: Option<Standing>,
    pub(super) range: Range<usize>,
}

/// Whether a table begins at this line: a row of cells with a row of dashes under it.
pub(super) fn is_table(lines: &[Line<'_>], at: usize) -> bool {
    let is_dashes = |text: &str| {
        text.contains('-')
            && text.contains('|')
            && text.chars().all(|c| matches!(c, '-' | '|' | ':') || c.is_whitespace())
    };
    lines[at].content.contains('|')
        && lines.get(at + 1).is_some_and(|next| next.kind == Kind::Text && is_dashes(next.content))
}

/// The rows of the table at `at`, and how many lines it takes.
pub(super) fn read(lines: &[Line<'_>], at: usize) -> (Vec<Row>, usize) {
    let header: Vec<String> = cells(lines[at].content).iter().map(|(cell, _)| words::words(cell).join(" ")).collect();
    let is_in = |list: &[&str], cell: &str| cell.split(' ').any(|word| list.contains(&word));
    let column = |list: &[&str]| header.iter().position(|cell| list.contains(&cell.as_str()));
    let standing = header.iter().position(|cell| is_in(STANDINGS, cell));
    let handle = header.iter().position(|cell| is_in(HANDLES, cell));
    let name = column(NAMES).or_else(|| (0..header.len()).find(|n| Some(*n) != standing && Some(*n) != handle));
    let first = column(&["first name", "firstname", "given name", "first"]);
    let last = column(&["last name", "lastname", "surname", "family name", "last"]).filter(|_| first.is_some());
    let name = first.filter(|_| last.is_some()).or(name);
    let body = lines[at + 2..].iter().take_while(|line| line.kind == Kind::Text && line.content.contains('|'));
    let mut rows = Vec::new();
    let mut taken = 2;
    for line in body {
        taken += 1;
        let cells = cells(line.content);
        let cell = |n: Option<usize>| n.and_then(|n| cells.get(n));
        let Some((text, range)) = cell(name) else { continue };
        let start = line.content_start();
        let last = cell(last).map_or(String::new(), |(text, _)| format!(" {text}"));
        rows.push(Row {
            name: format!("{text}{last}").trim_end().to_owned(),
            handle: cell(handle).and_then(|(text, _)| bare_handle(text)),
            standing: standing.map(|n| standing_of(cells.get(n).map_or("", |(text, _)| *text))),
            range: start + range.start..start + range.end,
        });
    }
    (rows, taken)
}

/// The rows of a table of two columns, as labels and the ranges of what stands behind them.
pub(super) fn pairs<'a>(lines: &[Line<'a>]) -> Vec<(&'a str, Range<usize>)> {
    let pair = |line: &Line<'a>| {
        let start = line.content_start();
        match cells(line.content).as_slice() {
            [(label, _), (_, value)] => Some((*label, start + value.start..start + value.end)),
            _ => None,
        }
    };
    lines.iter().filter_map(pair).collect()
}

fn standing_of(cell: &str) -> Standing {
    let word = cell.trim_matches(|c: char| matches!(c, '[' | ']' | '*' | '_') || c.is_whitespace()).to_lowercase();
    if YES.contains(&word.as_str()) {
        Standing::Present
    } else if EXCUSED.contains(&word.as_str()) {
        Standing::Excused
    } else {
        Standing::Absent
    }
}

fn bare_handle(cell: &str) -> Option<String> {
    let text = cell.split(['(', '/', ',']).next().unwrap_or("");
    let text = text.trim_matches(|c: char| matches!(c, '`' | '*' | '@' | '[' | ']') || c.is_whitespace());
    (!text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))).then(|| text.to_owned())
}

/// Trimmed cells of a row with their ranges in it.
fn cells(row: &str) -> Vec<(&str, Range<usize>)> {
    let start = row.len() - row.strip_prefix('|').unwrap_or(row).len();
    let end = row.strip_suffix('|').map_or(row.len(), str::len).max(start);
    let mut cells = Vec::new();
    let mut from = start;
    let mut escaped = false;
    let mut push = |range: Range<usize>| {
        let cell = &row[range.clone()];
        let lead = cell.len() - cell.trim_start().len();
        let cell = cell.trim();
        cells.push((cell, range.start + lead..range.start + lead + cell.len()));
    };
    for (at, b) in row.bytes().enumerate().take(end).skip(start) {
        if b == b'|' && !escaped {
            push(from..at);
            from = at + 1;
        }
        escaped = b == b'\\' && !escaped;
    }
    push(from..end);
    cells
}
