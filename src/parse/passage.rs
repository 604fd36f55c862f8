//! Passages: takes where sections and narrowed items lie, gives the text of a body by label, in order.

use std::ops::Range;

use crate::register::{Audience, Passage};

/// Where labels change; offsets are into one text.
#[derive(Debug)]
pub(super) struct Layout {
    whole: Audience,
    /// (start, label) of each section, in order.
    sections: Vec<(usize, Audience)>,
    /// Whole lines of narrowed items.
    narrowed: Vec<(Range<usize>, Audience)>,
    /// What isn't shown.
    cuts: Vec<Range<usize>>,
    /// Where a passage begins in any case, in order.
    breaks: Vec<usize>,
}

impl Layout {
    /// A text that is labelled `whole` where nothing else is said.
    pub(super) fn new(whole: Audience) -> Self {
        Self { whole, sections: Vec::new(), narrowed: Vec::new(), cuts: Vec::new(), breaks: Vec::new() }
    }

    /// A section begins on the line of `start`.
    pub(super) fn section(&mut self, text: &str, start: usize, label: Audience) {
        if self.sections.last().map_or(self.whole, |(_, last)| *last) != label {
            self.sections.push((line_start(text, start), label));
        }
    }

    /// The lines of `range`, but for blank ones at its end, are narrowed.
    pub(super) fn narrow(&mut self, text: &str, range: Range<usize>, label: Audience) {
        let end = range.start + text[range.clone()].trim_end().len();
        self.narrowed.push((line_start(text, range.start)..line_end(text, end), label));
    }

    /// What labels something isn't shown itself.
    pub(super) fn cut(&mut self, range: Range<usize>) {
        self.cuts.push(range);
    }

    /// A new passage begins at each of these offsets: lines are numbered on from its first.
    pub(super) fn renumber(&mut self, mut breaks: Vec<usize>) {
        breaks.sort_unstable();
        self.breaks = breaks;
    }

    /// The text by label; `line` gives the line of an offset.
    pub(super) fn passages(&mut self, text: &str, line: impl Fn(usize) -> u32) -> Vec<Passage> {
        self.cuts.sort_by_key(|c| c.start);
        self.narrowed.sort_by_key(|(range, _)| range.start);
        let mut borders = vec![0, text.len()];
        borders.extend(self.sections.iter().map(|(start, _)| *start));
        borders.extend(self.narrowed.iter().flat_map(|(range, _)| [range.start, range.end]));
        borders.extend(&self.breaks);
        borders.sort_unstable();
        borders.dedup();

        let mut runs: Vec<(Range<usize>, Audience)> = Vec::new();
        let (mut section, mut next_section, mut next_narrowed) = (self.whole, 0, 0);
        let mut active: Vec<(usize, Audience)> = Vec::new();
        for pair in borders.windows(2) {
            let (start, end) = (pair[0], pair[1]);
            while let Some((at, label)) = self.sections.get(next_section).filter(|(at, _)| *at <= start) {
                debug_assert!(*at <= start);
                section = *label;
                next_section += 1;
            }
            active.retain(|(until, _)| *until > start);
            while let Some((range, label)) = self.narrowed.get(next_narrowed).filter(|(range, _)| range.start <= start)
            {
                active.push((range.end, *label));
                next_narrowed += 1;
            }
            let label = active.iter().map(|(_, label)| *label).fold(section, Audience::min);
            match runs.last_mut() {
                Some((range, last)) if *last == label && self.breaks.binary_search(&start).is_err() => range.end = end,
                _ => runs.push((start..end, label)),
            }
        }
        let mut cuts = self.cuts.iter().peekable();
        runs.into_iter()
            .map(|(range, label)| {
                let mut shown = String::new();
                let mut from = range.start;
                while let Some(cut) = cuts.next_if(|cut| cut.start < range.end) {
                    if cut.start >= from {
                        shown.push_str(&text[from..cut.start]);
                    }
                    from = from.max(cut.end);
                }
                let rest = &text[from.min(range.end)..range.end];
                let text = if shown.is_empty() { rest.into() } else { (shown + rest).into() };
                Passage { label, line: line(range.start), text }
            })
            .collect()
    }
}

/// A lone carriage return ends a line too, as in Markdown.
fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r']).map_or(0, |i| i + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    let Some(i) = text[at..].find(['\n', '\r']).map(|i| at + i) else { return text.len() };
    if text[i..].starts_with("\r\n") { i + 2 } else { i + 1 }
}
