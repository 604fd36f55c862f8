//! Passages cut where a line in them is narrower than they are. A passage is cut as often as it has such lines, and its text
//! is copied once, at the end.

use std::ops::Range;

use crate::register::{Audience, Passage};

/// A part of a passage.
#[derive(Clone)]
struct Piece {
    label: Audience,
    line: u32,
    /// Which passage, and which of its bytes.
    of: usize,
    range: Range<usize>,
}

/// The passages of a note, cut as far as was asked for.
pub(super) struct Pieces<'p> {
    whole: &'p [Passage],
    list: Vec<Piece>,
    is_cut: bool,
}

impl<'p> Pieces<'p> {
    /// Not cut yet.
    pub(super) fn of(whole: &'p [Passage]) -> Self {
        let piece = |(of, passage): (usize, &Passage)| Piece {
            label: passage.label,
            line: passage.line,
            of,
            range: 0..passage.text.len(),
        };
        Self { whole, list: whole.iter().enumerate().map(piece).collect(), is_cut: false }
    }

    /// The passages as cut; `None` where none was.
    pub(super) fn cut(self) -> Option<Vec<Passage>> {
        let passage = |Piece { label, line, of, range }: Piece| {
            let text = &self.whole[of].text;
            let text = if range == (0..text.len()) { text.clone() } else { text[range].into() };
            Passage { label, line, text }
        };
        self.is_cut.then(|| self.list.into_iter().map(passage).collect())
    }

    /// Gives the item that starts on a line the label, where that is narrower, and all that is nested in it. Gives the line
    /// after the last that goes with it.
    pub(super) fn narrow(&mut self, from: u32, label: Audience) -> u32 {
        let Some(first) = self.list.iter().rposition(|p| p.line <= from) else { return from };
        let mut reach: Option<Reach> = None;
        let (mut end, mut at) = (from, first);
        while at < self.list.len() {
            let whole = self.list[at].clone();
            let text = &self.whole[whole.of].text[whole.range.clone()];
            let (mut offset, mut start, mut stop, mut next) = (0, None, 0, whole.line);
            let mut is_over = false;
            for (line, text) in (whole.line..).zip(text.split_inclusive('\n')) {
                if let Some(reach) = &mut reach {
                    is_over = !reach.goes_on(text);
                    if is_over {
                        break;
                    }
                } else if line == from {
                    reach = Some(Reach::of(text));
                } else {
                    offset += text.len();
                    continue;
                }
                start = start.or(Some((offset, line)));
                offset += text.len();
                // Blank lines at its end stay with what follows.
                if !text.trim().is_empty() {
                    (stop, next, end) = (offset, line + 1, line + 1);
                }
            }
            let Some((start, line)) = start.filter(|(start, _)| *start < stop) else {
                if reach.is_none() || is_over {
                    break;
                }
                at += 1;
                continue;
            };
            let parts = [
                (0..start, whole.line, whole.label),
                (start..stop, line, label.min(whole.label)),
                (stop..text.len(), next, whole.label),
            ];
            let from = whole.range.start;
            let split: Vec<Piece> = parts
                .into_iter()
                .filter(|(range, _, _)| !range.is_empty() && whole.label > label)
                .map(|(range, line, label)| Piece {
                    label,
                    line,
                    of: whole.of,
                    range: from + range.start..from + range.end,
                })
                .collect();
            let taken = split.len().max(1);
            if !split.is_empty() {
                self.list.splice(at..=at, split);
                self.is_cut = true;
            }
            if is_over {
                break;
            }
            at += taken;
        }
        end
    }
}

/// How far an item of a list reaches.
struct Reach {
    /// Columns before its marker.
    indent: usize,
    after_blank: bool,
}

impl Reach {
    fn of(line: &str) -> Self {
        Self { indent: indent(line), after_blank: false }
    }

    /// Whether a line is the rest of the item, or nested in it.
    fn goes_on(&mut self, line: &str) -> bool {
        let text = line.trim_start();
        if text.is_empty() {
            self.after_blank = true;
            return true;
        }
        let is_item = text.starts_with(['-', '*', '+']) || text.starts_with(|c: char| c.is_ascii_digit());
        let is_lazy = !self.after_blank && !text.starts_with('#') && !is_item;
        self.after_blank = false;
        indent(line) > self.indent || is_lazy
    }
}

/// Columns of white space a line begins with; a tab goes on to the next fourth.
fn indent(line: &str) -> usize {
    line.chars().take_while(|c| matches!(c, ' ' | '\t')).fold(0, |n, c| if c == '\t' { n / 4 * 4 + 4 } else { n + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_narrow_lines_take_no_longer_than_the_text() {
        let lines = 100_000;
        let whole = [Passage { label: Audience::Team, line: 1, text: "- @nobody: x\n".repeat(lines).into() }];
        let mut pieces = Pieces::of(&whole);
        for line in 1..=lines as u32 {
            assert_eq!(pieces.narrow(line, Audience::Pm), line + 1);
        }
        let cut = pieces.cut().unwrap();
        assert_eq!(cut.len(), lines);
        assert!(cut.iter().all(|p| p.label == Audience::Pm && &*p.text == "- @nobody: x\n"));
        assert!(cut.iter().map(|p| p.line).eq(1..=lines as u32));
    }

    #[test]
    fn what_is_not_cut_is_not_copied() {
        let whole = [Passage { label: Audience::Pm, line: 1, text: "- a\n- b\n".into() }];
        let mut pieces = Pieces::of(&whole);
        assert_eq!(pieces.narrow(1, Audience::Pm), 2);
        assert_eq!(pieces.cut(), None);
    }
}
