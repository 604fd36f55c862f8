//! Doubt about visibility: takes a body of ours that has been read, reports every `visibility` outside code that
//! looks like a label and labels nothing. Fails closed: better a complaint about prose than a leak.

use super::body::Reader;
use crate::diagnostic::{Code, Diagnostic};

/// The word without its first letter, which may be a capital.
const TAILS: [&str; 2] = ["isibility", "ISIBILITY"];

/// What is quoted behind the word, at most.
const LONGEST: usize = 40;

/// Reports every doubtful `visibility`: directly followed by `=` or `:`, or inside braces or brackets.
pub(super) fn check(reader: &mut Reader<'_, '_>) {
    let words = words(reader);
    if words.is_empty() {
        return;
    }
    let text = reader.text;
    let enclosed = enclosed(reader, &words);
    for (at, is_enclosed) in words.into_iter().zip(enclosed) {
        let after = &text[at + "visibility".len()..];
        if !(is_enclosed || after.starts_with(['=', ':'])) {
            continue;
        }
        let near = &after[..after.floor_char_boundary(LONGEST)];
        let length = near.find(|c: char| c.is_whitespace() || matches!(c, ']' | '}')).unwrap_or(near.len());
        let span = at..at + "visibility".len() + length;
        let written = &text[span.clone()];
        let message = if length >= LONGEST {
            "this `visibility` labels nothing".to_owned()
        } else {
            format!("`{written}` labels nothing")
        };
        let hint = "labels are `{visibility=pm}` at the end of a heading and `[visibility:: pm]` in a list item; write prose without `:`, `=` or brackets, or in backticks";
        reader.error(|place| Diagnostic::new(Code::DoubtfulVisibility, place, message).hint(hint), span);
    }
}

/// Where the word stands outside code and has not been dealt with.
fn words(reader: &mut Reader<'_, '_>) -> Vec<usize> {
    let text = reader.text;
    let mut words: Vec<usize> = TAILS
        .iter()
        .filter(|tail| text.contains(**tail))
        .flat_map(|tail| text.match_indices(tail))
        .filter(|(i, _)| matches!(text.as_bytes()[..*i].last(), Some(b'v' | b'V')))
        .map(|(i, _)| i - 1)
        .filter(|i| !text[..*i].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_'))
        .collect();
    if words.is_empty() {
        return words;
    }
    words.sort_unstable();
    reader.handled.sort_by_key(|range| range.start);
    words.retain(|at| {
        let i = reader.handled.partition_point(|range| range.end <= *at);
        let is_handled = reader.handled.get(i).is_some_and(|range| range.start <= *at);
        !is_handled && !reader.is_code(*at)
    });
    words
}

/// For each word, whether it stands between a bracket and the one that closes it, with no blank line between.
fn enclosed(reader: &Reader<'_, '_>, words: &[usize]) -> Vec<bool> {
    let mut result = vec![false; words.len()];
    // Of each kind: for each open bracket, the first word after it.
    let mut open: [Vec<usize>; 2] = [Vec::new(), Vec::new()];
    let mut pending: [Vec<usize>; 2] = [Vec::new(), Vec::new()];
    let mut next = 0;
    let mut is_blank = true;
    for (i, byte) in reader.text.bytes().enumerate() {
        if words.get(next) == Some(&i) {
            for list in &mut pending {
                list.push(next);
            }
            next += 1;
        }
        let kind = usize::from(matches!(byte, b'{' | b'}'));
        match byte {
            b'[' | b'{' | b']' | b'}' if reader.is_code(i) => {}
            b'[' | b'{' => {
                let first = pending[kind].len();
                open[kind].push(first);
            }
            b']' | b'}' => {
                if let Some(first) = open[kind].pop() {
                    for word in pending[kind].drain(first..) {
                        result[word] = true;
                    }
                }
            }
            b'\n' => {
                if is_blank {
                    open.iter_mut().chain(&mut pending).for_each(Vec::clear);
                }
                is_blank = true;
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            is_blank = false;
        }
    }
    result
}
