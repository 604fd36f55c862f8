//! What an import says: what it read and how, what it writes, what it leaves alone and why, and which rows are bad.

use std::fmt::Write;

/// A row, line or message that could not be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// 1-based line of the file, row of the sheet or number of the message; 0 for the file as a whole.
    pub row: u64,
    /// The column, as its header calls it.
    pub column: Option<String>,
    /// Lower case, no full stop.
    pub message: String,
}

/// One column of a table and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub header: String,
    /// The field it goes to, or `[extra]`.
    pub field: String,
    /// Up to three of its values.
    pub examples: Vec<String>,
    /// Why, where that is not plain.
    pub why: String,
}

/// A file that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Relative to the workspace.
    pub path: String,
    /// Whether there was none.
    pub is_new: bool,
    /// What of it.
    pub what: String,
}

/// Everything one import says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// `row` of a sheet, `line` of a text, `message` of a mailbox.
    pub unit: &'static str,
    /// The columns, of a table.
    pub columns: Vec<Column>,
    /// How things were read where they could have been read otherwise.
    pub guesses: Vec<String>,
    /// Files written.
    pub changes: Vec<Change>,
    /// Things of the import that are in the workspace already.
    pub unchanged: usize,
    /// What differs from the workspace and is left as it is there.
    pub left: Vec<String>,
    /// What is passed over, and why.
    pub passed: Vec<String>,
    /// What could not be read.
    pub faults: Vec<Fault>,
}

/// Faults that are told one by one.
const TOLD: usize = 100;
/// Readings that are kept; past these a file is of another kind.
const MOST: usize = 1000;
/// Letters of a cell in the preview.
const EXAMPLE: usize = 24;

impl Report {
    /// Adds a bad row.
    pub(super) fn fault(&mut self, row: u64, message: impl Into<String>) {
        self.faults.push(Fault { row, column: None, message: message.into() });
    }

    /// Adds a bad cell.
    pub(super) fn fault_in(&mut self, row: u64, column: &str, message: impl Into<String>) {
        self.faults.push(Fault { row, column: Some(column.to_owned()), message: message.into() });
    }

    /// Adds a reading, once.
    pub(super) fn guess(&mut self, text: impl Into<String>) {
        let text = text.into();
        if self.guesses.len() < MOST && !self.guesses.contains(&text) {
            self.guesses.push(text);
        }
    }

    /// The bad rows, `FILE:ROW: message`, one a line.
    pub fn faults(&self, file: &str) -> String {
        let mut out = String::new();
        for fault in self.faults.iter().take(TOLD) {
            let row = if fault.row == 0 { String::new() } else { format!(":{}", fault.row) };
            let column = fault.column.as_ref().map(|c| format!(", column `{c}`")).unwrap_or_default();
            let _ = writeln!(out, "{file}{row}{column}: {}", fault.message);
        }
        if self.faults.len() > TOLD {
            let _ = writeln!(out, "{file}: {} more", self.faults.len() - TOLD);
        }
        out
    }

    /// Everything but the bad rows, in parts; with `dry` nothing was written.
    pub fn text(&self, dry: bool) -> String {
        let mut out = String::new();
        self.preview(&mut out);
        part(&mut out, "read as", &self.guesses);
        part(&mut out, "passed over", &self.passed);
        part(&mut out, "left as it is", &self.left);
        if !self.changes.is_empty() {
            out += if dry { "would write\n" } else { "written\n" };
            for change in &self.changes {
                let what = if change.what.is_empty() { String::new() } else { format!("  {}", change.what) };
                let _ = writeln!(out, "  {} {}{what}", if change.is_new { "new    " } else { "changed" }, change.path);
            }
        }
        let new = self.changes.iter().filter(|c| c.is_new).count();
        let mut words = vec![format!("{new} new"), format!("{} changed", self.changes.len() - new)];
        words.push(format!("{} already there", self.unchanged));
        if !self.left.is_empty() {
            words.push(format!("{} left", self.left.len()));
        }
        if !self.faults.is_empty() {
            words.push(format!("{} not read", self.faults.len()));
        }
        let _ = writeln!(out, "{}{}", words.join(", "), if dry { "; nothing was written (--dry-run)" } else { "" });
        out
    }

    fn preview(&self, out: &mut String) {
        if self.columns.is_empty() {
            return;
        }
        let width = |get: &dyn Fn(&Column) -> usize, least: usize| {
            self.columns.iter().map(get).max().unwrap_or(0).clamp(least, 28)
        };
        let header = width(&|c| c.header.chars().count(), 6);
        let field = width(&|c| c.field.chars().count(), 5);
        let _ = writeln!(out, "{:header$}  {:field$}  examples", "column", "field");
        for column in &self.columns {
            let short = |text: &String| super::text::cut(text.clone(), EXAMPLE);
            let examples: Vec<String> = column.examples.iter().map(short).collect();
            let why = if column.why.is_empty() { String::new() } else { format!("  ({})", column.why) };
            let name = super::text::cut(column.header.clone(), 27);
            let _ = writeln!(out, "{name:header$}  {:field$}  {}{why}", column.field, examples.join(" | "));
        }
        out.push('\n');
    }
}

fn part(out: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "{title}");
    for line in lines.iter().take(TOLD) {
        let _ = writeln!(out, "  {line}");
    }
    if lines.len() > TOLD {
        let _ = writeln!(out, "  {} more", lines.len() - TOLD);
    }
    out.push('\n');
}
