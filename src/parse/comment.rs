//! Comments: takes the body of a Markdown file, gives its text without `<!-- -->` and `%%` comments, with a map
//! back to the offsets of the file. Whether something is code is pulldown-cmark's answer, so that what is dropped
//! here and what is shown later can't differ.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Lines, Place};

/// What the structure of a body is read with. Neither checkboxes nor heading attributes: both are read from the
/// source, so that no link definition elsewhere in the file can change them.
pub const OPTIONS: Options = Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH);

/// Removing one comment can make another (`<!<!-- -->-- -->`): after so many rounds the rest is dropped whole.
const ROUNDS: usize = 32;

/// Text of a file without its comments.
#[derive(Debug)]
pub struct Stripped<'a> {
    /// The text; borrowed where there was nothing to remove.
    pub text: Cow<'a, str>,
    /// Offset here -> offset in the file, where it jumps; sorted, never empty.
    jumps: Vec<(usize, usize)>,
    lines: &'a Lines,
}

impl Stripped<'_> {
    /// Offset in the file of a byte of this text.
    pub fn original(&self, offset: usize) -> usize {
        let i = self.jumps.partition_point(|(here, _)| *here <= offset).saturating_sub(1);
        let (here, there) = self.jumps[i];
        there + offset.saturating_sub(here)
    }

    /// Offsets from which on lines are numbered anew, since a comment of several lines was taken out before them.
    pub fn breaks(&self) -> impl Iterator<Item = usize> {
        let line = |offset| self.lines.line(offset);
        // The end of the line looked at last: many comments on one line don't look for it anew.
        let mut line_end = 0;
        self.jumps.windows(2).filter_map(move |pair| {
            let [(here, there), (next, resumes)] = [pair[0], pair[1]];
            let is_moved = line(there + (next - here)) != line(resumes);
            let is_start = next == 0 || self.text[..next].ends_with('\n');
            if !is_moved || is_start {
                return is_moved.then_some(next);
            }
            if line_end < next || line_end == 0 {
                line_end = self.text[next..].find('\n').map_or(self.text.len(), |i| next + i);
            }
            (line_end < self.text.len()).then_some(line_end + 1)
        })
    }

    /// The place in the file of a range of this text.
    pub fn place(&self, range: Range<usize>) -> Place {
        let start = self.original(range.start);
        let end = if range.end > range.start { self.original(range.end - 1) + 1 } else { start };
        self.lines.place(start..end)
    }
}

/// Removes the comments of `text`, which starts at byte `offset` of its file. An unclosed one is an error and hides
/// the rest; in a wild note it is none, and a lone `%%` is prose.
pub fn strip<'a>(
    text: &'a str,
    offset: usize,
    lines: &'a Lines,
    wild: bool,
    diagnostics: &mut Diagnostics,
) -> Stripped<'a> {
    let mut stripped = Stripped { text: Cow::Borrowed(text), jumps: vec![(0, offset)], lines };
    for round in 0.. {
        if !stripped.text.contains("<!--") && !stripped.text.contains("%%") {
            break;
        }
        let found = find(&stripped.text, wild, round >= ROUNDS);
        if let Some(start) = found.unclosed
            && !wild
        {
            let place = stripped.place(start..start + 2);
            let close = if stripped.text[start..].starts_with('<') { "-->" } else { "%%" };
            let problem = Diagnostic::new(Code::UnclosedComment, place, "this comment is never closed");
            diagnostics.push(problem.hint(format!("close it with `{close}`, or write it in backticks")));
        }
        if found.cuts.is_empty() {
            break;
        }
        remove(&mut stripped, &found.cuts);
    }
    stripped
}

/// Byte ranges of code, in order: spans, fenced and indented blocks.
fn code_ranges(text: &str) -> Vec<Range<usize>> {
    Parser::new_ext(text, OPTIONS)
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))))
        .map(|(_, range)| range)
        .collect()
}

struct Found {
    cuts: Vec<Range<usize>>,
    unclosed: Option<usize>,
}

/// Comments that start outside code, up to one that cuts through code: behind it what is code has to be asked anew.
fn find(text: &str, wild: bool, last: bool) -> Found {
    let code = if last { Vec::new() } else { code_ranges(text) };
    let mut found = Found { cuts: Vec::new(), unclosed: None };
    let next = |needle: &str, from: usize| text[from..].find(needle).map(|i| from + i);
    let (mut html, mut percent) = (next("<!--", 0), next("%%", 0));
    let mut at = 0;
    loop {
        if html.is_some_and(|i| i < at) {
            html = next("<!--", at);
        }
        if percent.is_some_and(|i| i < at) {
            percent = next("%%", at);
        }
        let Some(start) = html.into_iter().chain(percent).min() else { break };
        let inside = code.partition_point(|c| c.end <= start);
        if code.get(inside).is_some_and(|c| c.start <= start) {
            at = code[inside].end;
            continue;
        }
        let close = if html == Some(start) {
            next("-->", start + 4).map(|i| i + 3)
        } else {
            next("%%", start + 2).map(|i| i + 2)
        };
        let Some(end) = close.filter(|_| !last) else {
            if wild && html != Some(start) && !last {
                break;
            }
            found.unclosed = Some(start);
            found.cuts.push(start..text.len());
            break;
        };
        found.cuts.push(start..end);
        at = end;
        let across = code.partition_point(|c| c.end <= end);
        if code.get(across).is_some_and(|c| c.start < end) {
            break;
        }
    }
    found
}

/// Takes the ranges out and keeps the map.
fn remove(stripped: &mut Stripped<'_>, cuts: &[Range<usize>]) {
    let mut text = String::with_capacity(stripped.text.len());
    let mut jumps = Vec::new();
    let (mut from, mut old) = (0, 0);
    for cut in cuts
        .iter()
        .map(|cut| whole_lines(&stripped.text, cut))
        .chain(std::iter::once(stripped.text.len()..stripped.text.len()))
    {
        jumps.push((text.len(), stripped.original(from)));
        while old < stripped.jumps.len() && stripped.jumps[old].0 < cut.start {
            let (here, there) = stripped.jumps[old];
            if here > from {
                jumps.push((text.len() + here - from, there));
            }
            old += 1;
        }
        text.push_str(&stripped.text[from..cut.start]);
        from = cut.end;
    }
    stripped.text = Cow::Owned(text);
    stripped.jumps = jumps;
}

/// A comment that has its lines to itself goes with them: what is left must not show that there was one.
fn whole_lines(text: &str, cut: &Range<usize>) -> Range<usize> {
    // Only white space is looked at: many comments on one line would else take as many times the line.
    let is_space = |c: char| c != '\n' && c.is_whitespace();
    let before = text[..cut.start].trim_end_matches(is_space);
    let after = text[cut.end..].trim_start_matches(is_space);
    let begins = before.is_empty() || before.ends_with('\n');
    let ends = after.is_empty() || after.starts_with('\n');
    let end = text.len() - after.len();
    if begins && ends { before.len()..(end + 1).min(text.len()) } else { cut.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn stripped(text: &str, wild: bool) -> (String, usize) {
        let lines = Lines::new(FileId(0), text);
        let mut diagnostics = Diagnostics::default();
        let result = strip(text, 0, &lines, wild, &mut diagnostics);
        for (i, c) in result.text.char_indices() {
            assert!(text[result.original(i)..].starts_with(c), "offset {i} of {:?}", result.text);
        }
        (result.text.into_owned(), diagnostics.sorted().len())
    }

    #[test]
    fn comments_are_dropped_outside_code() {
        for (text, expected) in [
            ("a <!-- b --> c", "a  c"),
            ("a %% b %% c %% d %%", "a  c "),
            ("a\n<!--\nb\n\n```\nc\n-->\nd", "a\nd"),
            ("%%\nblock\n%%\nx", "x"),
            ("- a\n  <!-- b -->\n- c", "- a\n- c"),
            ("`<!--` a `%%` b", "`<!--` a `%%` b"),
            ("```\n<!-- a -->\n%% b %%\n```\n<!-- c -->", "```\n<!-- a -->\n%% b %%\n```\n"),
            ("<!<!-- a -->-- b --> c", " c"),
            ("<!-- ` --> a <!-- b --> ` c", " a  ` c"),
            ("<!-- a -->- item", "- item"),
            ("a <!-- `b --> c` <!-- d --> `e", "a  c` <!-- d --> `e"),
        ] {
            assert_eq!(stripped(text, false), (expected.to_owned(), 0), "{text:?}");
        }
    }

    #[test]
    fn an_unclosed_comment_is_an_error_and_hides_the_rest() {
        assert_eq!(stripped("a <!-- b", false), ("a ".to_owned(), 1));
        assert_eq!(stripped("a %% b", false), ("a ".to_owned(), 1));
        assert_eq!(stripped("a <!-- b", true), ("a ".to_owned(), 0));
        assert_eq!(stripped("50%% b", true), ("50%% b".to_owned(), 0));
        assert_eq!(stripped("`<!--`", false), ("`<!--`".to_owned(), 0));
    }

    #[test]
    fn nested_leftovers_end() {
        let text = format!("{}{}", "<!".repeat(200), "<!-- -->-- -->".repeat(200));
        assert!(!stripped(&text, false).0.contains("<!--"));
    }

    #[test]
    fn many_comments_on_a_line_take_no_longer_than_the_line() {
        for piece in ["<!-- -->", "%%%%", "x<!--\n-->", "  <!-- --> \u{a0}"] {
            let text = piece.repeat(2_000_000 / piece.len());
            let lines = Lines::new(FileId(0), &text);
            let result = strip(&text, 0, &lines, false, &mut Diagnostics::default());
            assert!(!result.text.contains(['<', '%']));
            assert_eq!(result.breaks().count(), 0);
        }
    }
}
