//! Plain tables for a terminal: columns as wide as their content, measured as a terminal does; where it is too narrow,
//! the least wanted columns go and the widest text is cut.

use anstyle::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// One cell: its text, and how it looks.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    /// Plain text, already clean.
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::new() }
    }
    /// Text with a style.
    pub(super) fn styled(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }
}

/// A column: its heading, whether numbers stand in it, and its rank (a narrow terminal drops the highest first; 0 stays
/// and may be cut).
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Heading.
    pub(super) title: &'static str,
    /// Whether it is aligned to the right.
    pub(super) right: bool,
    /// Rank.
    pub(super) rank: u8,
}

const GAP: usize = 2;
/// Narrowest a cut column gets.
const NARROWEST: usize = 8;

/// Lays out a table; `width` in columns of the terminal, unlimited where `None`.
pub(super) fn table(columns: &[Column], rows: &[Vec<Cell>], width: Option<usize>) -> String {
    let mut widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(i, column)| rows.iter().map(|row| row[i].text.width()).fold(column.title.width(), usize::max))
        .collect();
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    if let Some(limit) = width {
        shrink(columns, &mut widths, &mut shown, limit);
    }
    let heading: Vec<Cell> = columns.iter().map(|c| Cell::styled(c.title, Style::new().bold())).collect();
    let mut out = String::new();
    for row in std::iter::once(&heading).chain(rows) {
        let mut line = String::new();
        for (n, i) in shown.iter().enumerate() {
            let cell = &row[*i];
            let text = cut(&cell.text, widths[*i]);
            let pad = " ".repeat(widths[*i] - text.width());
            let style = cell.style;
            let gap = " ".repeat(if n == 0 { 0 } else { GAP });
            let styled = if style.is_plain() { text } else { format!("{style}{text}{style:#}") };
            line += &if columns[*i].right { format!("{gap}{pad}{styled}") } else { format!("{gap}{styled}{pad}") };
        }
        out += line.trim_end();
        out.push('\n');
    }
    out
}

fn shrink(columns: &[Column], widths: &mut [usize], shown: &mut Vec<usize>, limit: usize) {
    loop {
        let total: usize = shown.iter().map(|i| widths[*i] + GAP).sum::<usize>().saturating_sub(GAP);
        let excess = total.saturating_sub(limit);
        if excess == 0 {
            return;
        }
        let widest = shown.iter().copied().filter(|i| columns[*i].rank == 0).max_by_key(|i| widths[*i]);
        let room = widest.map_or(0, |i| widths[i].saturating_sub(NARROWEST));
        let last = shown.iter().copied().filter(|i| columns[*i].rank > 0).max_by_key(|i| columns[*i].rank);
        match (widest, last) {
            // A little is cut before a whole column goes.
            (Some(i), _) if room >= excess && widths[i] - excess >= widths[i] / 2 => widths[i] -= excess,
            (_, Some(dropped)) => shown.retain(|i| *i != dropped),
            (Some(i), None) if room > 0 => widths[i] -= room.min(excess),
            _ => return,
        }
    }
}

/// Text of at most `width` columns, with an ellipsis where it was longer.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(c);
    }
    if width > 0 {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column { title: "name", right: false, rank: 0 },
        Column { title: "score", right: true, rank: 1 },
        Column { title: "seen", right: false, rank: 2 },
    ];

    fn rows() -> Vec<Vec<Cell>> {
        let row = |name: &str, score: &str| vec![Cell::new(name), Cell::new(score), Cell::new("2026-10-01")];
        vec![row("東京 事務所", "7"), row("Ada", "100")]
    }

    #[test]
    fn aligns_by_width_not_by_characters() {
        let text = anstream::adapter::strip_str(&table(&COLUMNS, &rows(), None)).to_string();
        assert_eq!(text, "name         score  seen\n東京 事務所      7  2026-10-01\nAda            100  2026-10-01\n");
    }

    #[test]
    fn narrow_terminals_get_fewer_columns() {
        for width in 1..40 {
            let text = anstream::adapter::strip_str(&table(&COLUMNS, &rows(), Some(width))).to_string();
            assert!(text.lines().all(|line| line.width() <= width.max(NARROWEST)), "{width}:\n{text}");
            assert_eq!(text.lines().count(), 3);
        }
    }

    #[test]
    fn cuts_wide_characters_whole() {
        assert_eq!(cut("東京都", 4), "東…");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 0), "");
    }
}
