//! Plain text of mail: takes lines as a template gives them, gives lines of at most 78 columns. What goes on stands below
//! the first letter of what it goes on from.

use unicode_width::UnicodeWidthStr;

/// Columns of a line.
const WIDTH: usize = 78;

/// Breaks what is too long at blanks. Lines that are blank but for white space become empty, several one, and the text ends
/// with one LF.
pub(super) fn wrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            if !out.is_empty() && !out.ends_with("\n\n") {
                out.push('\n');
            }
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let lead = indent + if line[indent..].starts_with("- ") { 2 } else { 0 };
        let lead = lead.min(WIDTH / 2);
        out.push_str(&line[..lead]);
        let mut column = lead;
        for (n, word) in line[lead..].split(' ').filter(|word| !word.is_empty()).enumerate() {
            let width = word.width();
            if n > 0 && column + 1 + width > WIDTH {
                out.push('\n');
                out.push_str(&" ".repeat(lead));
                column = lead;
            } else if n > 0 {
                out.push(' ');
                column += 1;
            }
            column = broken(&mut out, word, lead, column);
        }
        out.push('\n');
    }
    let end = out.trim_end_matches('\n').len();
    out.truncate(end);
    out.push('\n');
    out
}

/// A text on one line.
pub(super) fn line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// A line below a heading, as wide as it is.
pub(super) fn rule(heading: &str) -> String {
    "-".repeat(heading.width().min(WIDTH))
}

/// Writes a word, in pieces where it alone is longer than a line; gives the column after it.
fn broken(out: &mut String, word: &str, lead: usize, mut column: usize) -> usize {
    if column + word.width() <= WIDTH {
        out.push_str(word);
        return column + word.width();
    }
    let mut sign = [0; 4];
    for c in word.chars() {
        let width = c.encode_utf8(&mut sign).width();
        if column + width > WIDTH {
            out.push('\n');
            out.push_str(&" ".repeat(lead));
            column = lead;
        }
        out.push(c);
        column += width;
    }
    column
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_too_long_and_nothing_is_lost() {
        let text = format!("  - {}\n\n\n{}\nend  \n", "word ".repeat(40), "\u{6c34}".repeat(100));
        let out = wrapped(&text);
        assert!(out.lines().all(|line| line.width() <= WIDTH), "{out}");
        assert!(out.lines().nth(1).unwrap().starts_with("    word"));
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(letters(&out), letters(&text));
        assert!(out.ends_with("end\n") && !out.contains("\n\n\n"));
        assert_eq!(wrapped(""), "\n");
    }
}
