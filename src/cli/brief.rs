//! What `prep` and `week` print alike: titles, rows with a day before and a reference behind, cut to the terminal.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::table::cut;
use crate::brief::Entry;

/// Columns where nothing tells the terminal's.
const WIDTH: usize = 110;
/// Wider lines are hard to follow from a day to its reference.
const WIDEST: usize = 120;
/// Columns of a day.
const DAY: usize = 14;
/// Columns of a field's title.
const FIELD: usize = 12;
/// The fewest columns of what stands between day and reference.
const LEAST: usize = 24;

/// Lines of one screen.
pub(super) struct Screen {
    width: usize,
    out: String,
}

impl Screen {
    /// An empty one; off a terminal as wide as a page.
    pub(super) fn new(width: Option<usize>) -> Self {
        Self { width: width.unwrap_or(WIDTH).clamp(40, WIDEST), out: String::new() }
    }

    /// A line that has its styles already.
    pub(super) fn styled(&mut self, line: &str) {
        self.out += line;
        self.out.push('\n');
    }

    /// A line, cut to the width.
    pub(super) fn line(&mut self, line: &str) {
        let line = cut(line, self.width);
        self.styled(&line);
    }

    /// A heading, with a blank line above it.
    pub(super) fn title(&mut self, title: &str) {
        let bold = Style::new().bold();
        self.styled(&format!("\n{bold}{title}{bold:#}"));
    }

    /// A blank line.
    pub(super) fn gap(&mut self) {
        self.out.push('\n');
    }

    /// A title and its words, where there are any, over as many lines as they need, three at most.
    pub(super) fn field(&mut self, title: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        let room = self.width.saturating_sub(FIELD);
        for (n, line) in wrapped(text, room, 3).into_iter().enumerate() {
            let title = if n == 0 { title } else { "" };
            self.styled(&format!("{title:FIELD$}{line}"));
        }
    }

    /// Words with a quiet reference at the right.
    pub(super) fn row(&mut self, text: &str, reference: &str) {
        let dim = Style::new().dimmed();
        let room = self.width.saturating_sub(reference.width() + 2).max(LEAST);
        let text = cut(text, room);
        let gap = " ".repeat(self.width.saturating_sub(text.width() + reference.width()).max(2));
        self.styled(&format!("{text}{gap}{dim}{reference}{dim:#}"));
    }

    /// A day, words, and a reference.
    pub(super) fn dated(&mut self, when: &str, is_late: bool, text: &str, reference: &str) {
        let style = if is_late { AnsiColor::Red.on_default() } else { Style::new() };
        let dim = Style::new().dimmed();
        let room = self.width.saturating_sub(DAY + 4 + reference.width() + 2).max(LEAST);
        let text = cut(text, room);
        let pad = " ".repeat(DAY.saturating_sub(when.width()));
        let gap = " ".repeat(self.width.saturating_sub(DAY + 4 + text.width() + reference.width()).max(2));
        self.styled(&format!("  {style}{when}{style:#}{pad}  {text}{gap}{dim}{reference}{dim:#}"));
    }

    /// All of it.
    pub(super) fn text(self) -> String {
        self.out
    }
}

/// When an entry is due, in a few words.
pub(super) fn due(entry: &Entry) -> String {
    let (Some(due), Some(late)) = (entry.due, entry.late) else { return "no date".to_owned() };
    match late {
        1 => "1 day late".to_owned(),
        2.. => format!("{late} days late"),
        0 => "due today".to_owned(),
        -6..0 => due.strftime("by %a %-d %b").to_string(),
        _ => due.strftime("by %-d %b %Y").to_string(),
    }
}

/// Whether its day has passed.
pub(super) fn is_late(entry: &Entry) -> bool {
    entry.late.is_some_and(|late| late > 0)
}

/// Words in lines of at most `width` columns; what doesn't fit into `most` lines is cut.
fn wrapped(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        let is_full = lines.len() == most;
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ if is_full => {
                let rest: String = std::iter::once(word).chain(words).collect::<Vec<_>>().join(" ");
                if let Some(line) = lines.last_mut() {
                    *line = cut(&format!("{line} {rest}"), width);
                }
                break;
            }
            _ => lines.push(cut(word, width)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_the_rest_is_cut() {
        assert_eq!(wrapped("one two three four", 9, 3), ["one two", "three", "four"]);
        assert_eq!(wrapped("one two three four", 9, 2), ["one two", "three fo…"]);
        assert_eq!(wrapped("incomprehensibilities", 8, 2), ["incompr…"]);
    }
}
