//! A note's text in the pieces that are about one thing: takes Markdown, gives headings, paragraphs, list items each for
//! itself, rows of tables; each with what it stands under.

use std::ops::Range;

/// A piece of text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// Its bytes, whole lines.
    pub(super) range: Range<usize>,
    /// Lines before it.
    pub(super) line: u32,
    /// The item or heading it stands under, by its number.
    pub(super) under: Option<usize>,
}

/// The blocks of a text, in order.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut all: Vec<Block> = Vec::new();
    // Headings above, by level; items above, by indentation.
    let mut headings: Vec<(usize, usize)> = Vec::new();
    let mut items: Vec<(usize, usize)> = Vec::new();
    let (mut at, mut open, mut in_code) = (0, None::<usize>, false);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let range = at..at + line.len();
        at = range.end;
        let bare = line.trim();
        let indent = line.len() - line.trim_start().len();
        let is_fence = bare.starts_with("```") || bare.starts_with("~~~");
        let mut begin = |under: Option<usize>, range: Range<usize>| {
            all.push(Block { range, line: number as u32, under });
            all.len() - 1
        };
        if in_code || (is_fence && open.is_some()) {
            in_code ^= is_fence;
            if let Some(block) = open {
                all[block].range.end = range.end;
            }
        } else if bare.is_empty() {
            open = None;
        } else if let Some(level) = heading(bare) {
            headings.retain(|(above, _)| *above < level);
            items.clear();
            let block = begin(headings.last().map(|(_, block)| *block), range);
            headings.push((level, block));
            open = None;
        } else if is_item(bare) {
            items.retain(|(above, _)| *above < indent);
            let under = items.last().or(headings.last()).map(|(_, block)| *block);
            let block = begin(under, range);
            items.push((indent, block));
            open = Some(block);
        } else if let Some(block) = open.filter(|_| !bare.starts_with('|') && !is_fence) {
            all[block].range.end = range.end;
        } else {
            items.retain(|(above, _)| *above < indent);
            let under = items.last().or(headings.last()).map(|(_, block)| *block);
            let block = begin(under, range);
            in_code = is_fence;
            open = (!bare.starts_with('|')).then_some(block);
        }
    }
    all
}

fn heading(line: &str) -> Option<usize> {
    let level = line.len() - line.trim_start_matches('#').len();
    let is_bold = line.starts_with("**") && line.trim_end_matches(':').ends_with("**") && line.len() < 80;
    match level {
        1..=6 if line[level..].starts_with([' ', '\t']) => Some(level),
        0 if is_bold => Some(7),
        _ => None,
    }
}

fn is_item(line: &str) -> bool {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let marked = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    match digits {
        0 => line.starts_with(['-', '*', '+']) && marked(&line[1..]),
        1..=9 => line[digits..].starts_with(['.', ')']) && marked(&line[digits + 1..]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_and_headings_hold_what_stands_below() {
        let text = "# T\none\ntwo\n\n## A\n- a\n  more\n  - b\n- c\n\n| x |\n| y |\n## B\n```\n- code\n\nx\n```\nend\n";
        let shown: Vec<(String, u32, Option<usize>)> =
            blocks(text).into_iter().map(|b| (text[b.range].to_owned(), b.line, b.under)).collect();
        let block = |text: &str, line, under| (text.to_owned(), line, under);
        assert_eq!(
            shown,
            [
                block("# T\n", 0, None),
                block("one\ntwo\n", 1, Some(0)),
                block("## A\n", 4, Some(0)),
                block("- a\n  more\n", 5, Some(2)),
                block("  - b\n", 7, Some(3)),
                block("- c\n", 8, Some(2)),
                block("| x |\n", 10, Some(2)),
                block("| y |\n", 11, Some(2)),
                block("## B\n", 12, Some(0)),
                block("```\n- code\n\nx\n```\nend\n", 13, Some(8)),
            ]
        );
        for odd in ["", "\n", "#", "-", "1.", "12345678901.", "é", "```", "**é**", "  - é\n - ü"] {
            blocks(odd);
        }
    }
}
