//! Lines of plain text: takes a text of long lines, gives one of at most 78 columns. A line that is too long goes on
//! below its first tab, or below its first letter where it has none; the tab itself is not printed. A no-break space
//! holds words together and is printed as a space. An address is never broken, other words only where they fill a line.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The most columns of a line.
pub const COLUMNS: usize = 78;
/// The least room of a line after what hangs over it.
const ROOM: usize = 24;

/// The text in lines of at most [`COLUMNS`], without trailing spaces, with no more than one empty line at a time.
pub fn wrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 40);
    let mut empty = 0;
    for line in text.lines() {
        if line.trim().is_empty() {
            empty += 1;
            continue;
        }
        if empty > 0 {
            out.push('\n');
        }
        empty = 0;
        wrap(line, &mut out);
    }
    if empty > 0 && !out.is_empty() {
        out.push('\n');
    }
    out
}

/// Writes a line as one or more.
fn wrap(line: &str, out: &mut String) {
    let split = line.split_once('\t').filter(|(head, _)| head.width() <= COLUMNS - ROOM);
    let (head, rest) = split.unwrap_or_else(|| line.split_at(line.find(|c| c != ' ').unwrap_or(0).min(COLUMNS - ROOM)));
    let rest = rest.replace('\t', " ");
    let hang = head.width();
    let mut column = head.width();
    let mut current = head.to_owned();
    let mut at_start = true;
    for word in rest.split(' ').filter(|word| !word.is_empty()) {
        let mut word = word;
        let room = COLUMNS - hang;
        loop {
            let wide = word.width();
            let gap = usize::from(!at_start);
            if column + gap + wide <= COLUMNS || (at_start && (wide <= room.min(ROOM) || is_address(word))) {
                current.extend((gap > 0).then_some(' '));
                current.push_str(word);
                column += gap + wide;
                at_start = false;
                break;
            }
            // What fits no line is broken where this one ends.
            if wide > room && !is_address(word) && COLUMNS.saturating_sub(column + gap) > 8 {
                let at = fitting(word, COLUMNS - column - gap);
                if at > 0 {
                    current.extend((gap > 0).then_some(' '));
                    current.push_str(&word[..at]);
                    word = &word[at..];
                }
            }
            end(&mut current, out);
            current = " ".repeat(hang);
            column = hang;
            at_start = true;
        }
    }
    end(&mut current, out);
}

/// Ends a line.
fn end(line: &mut String, out: &mut String) {
    let line = std::mem::take(line).replace('\u{a0}', " ");
    out.push_str(line.trim_end());
    out.push('\n');
}

/// How many bytes of a word fit into so many columns: never within a letter and its marks.
fn fitting(word: &str, columns: usize) -> usize {
    let (mut used, mut cut) = (0, 0);
    for (at, c) in word.char_indices() {
        let wide = c.width().unwrap_or(0);
        if wide > 0 {
            cut = at;
        }
        used += wide;
        if used > columns {
            return cut;
        }
    }
    word.len()
}

/// Whether breaking a word would break a link.
fn is_address(word: &str) -> bool {
    let word = word.trim_start_matches(['<', '(', '[']);
    ["https://", "http://", "mailto:"].iter().any(|scheme| word.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_go_on_below_their_tab() {
        let long = "word ".repeat(30);
        let text = wrapped(&format!("  A  \t{long}\n    {long}\nshort  \n\n\n\nlast"));
        assert!(text.lines().all(|l| l.width() <= COLUMNS && l == l.trim_end()));
        assert!(text.starts_with("  A  word word"));
        assert_eq!(text.lines().nth(1).unwrap().find('w'), Some(5));
        assert!(text.ends_with("\nshort\n\nlast\n"), "{text}");
    }

    #[test]
    fn words_that_fill_a_line_are_broken_and_addresses_are_not() {
        let word = "x".repeat(200);
        let text = wrapped(&format!("- \tsee {word} and <https://a.example/{word}> then"));
        assert_eq!(text.matches('x').count(), 401, "{text}");
        let long: Vec<&str> = text.lines().filter(|l| l.width() > COLUMNS).collect();
        assert!(long.len() == 1 && long[0].contains("https://"), "{text}");
        let wide = wrapped(&"\u{6f22}".repeat(100));
        assert_eq!(wide.lines().map(str::width).collect::<Vec<_>>(), [78, 78, 44]);
        assert_eq!(wrapped(&format!("{}\t{word}", "y".repeat(90))).lines().count(), 4);
    }

    #[test]
    fn marks_stay_on_their_letter_and_held_words_together() {
        let text = wrapped(&"e\u{301}".repeat(100));
        assert!(text.lines().skip(1).all(|l| l.starts_with('e')));
        let text = wrapped(&format!("{}2\u{a0}November\u{a0}2026", "abcdefgh ".repeat(8)));
        assert_eq!(text.lines().nth(1), Some("2 November 2026"));
    }

    #[test]
    fn odd_texts_end() {
        for text in ["", "\n", "\t", " \t ", "\t\t\t", "\u{301}", "a\u{a0}", &" ".repeat(300), &"\u{a0}".repeat(300)] {
            assert!(wrapped(text).lines().all(|l| l.width() <= COLUMNS), "{text:?}");
        }
        assert_eq!(wrapped("a\n\n"), "a\n\n");
    }
}
