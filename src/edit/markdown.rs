//! Text of elsewhere as text of a note: takes words of a chat or a record, gives Markdown that shows just them.

/// Text on a line of a note that stays text: it is no markup, no comment, no label, and no line with a meaning.
pub fn as_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Within these brackets the word would be a label of ours, escaped or not.
    let is_label = text.to_lowercase().contains("visibility");
    let brackets = |c| match c {
        '[' | '{' if is_label => '(',
        ']' | '}' if is_label => ')',
        c => c,
    };
    let mut opens = true;
    for c in text.chars().map(brackets) {
        let is_mark = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '{' | '}' | '|' | '~' | '#' | '%' | '@' | '^')
            // `(decision)` would be one.
            || (opens && matches!(c, '-' | '+' | '=' | '('));
        opens &= c.is_whitespace() || c.is_control();
        match c {
            // A label of ours is followed by one of these.
            ':' | '=' if ends_with_label(&out) => out += &format!("&#{};", c as u32),
            // Behind a backslash it would still begin a comment.
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            c if c.is_control() => out.push(' '),
            c if is_mark => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    // `1. x` would be a list.
    let start = out.len() - out.trim_start().len();
    let end = start + out[start..].bytes().take_while(u8::is_ascii_digit).count();
    if end > start && out[end..].starts_with(['.', ')']) {
        out.insert(end, '\\');
    }
    out
}

/// Whether the last word is the label, in any case: only its own letters are looked at, since texts may be long.
fn ends_with_label(text: &str) -> bool {
    text.as_bytes().last_chunk().is_some_and(|end: &[u8; 10]| end.eq_ignore_ascii_case(b"visibility"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_it_is_ours() {
        let text = "- [ ] @me -> @ada: x <!-- y [visibility: pm] `z` %% # visibility:: pm ^c-1";
        let safe = as_text(text);
        assert!(!safe.contains("- [ ]") || safe.starts_with("\\-"), "{safe}");
        assert!(safe.contains("visibility&#58;: pm") && safe.contains("\\%\\%") && !safe.contains("<!--"), "{safe}");
        assert!(safe.contains("\\@me") && safe.contains("\\^c-1"), "{safe}");
        for (text, safe) in [
            ("1. one", "1\\. one"),
            (" 1) one", " 1\\) one"),
            ("(decision) x (y)", "\\(decision) x (y)"),
            ("\u{7} - x - y", "  \\- x - y"),
        ] {
            assert_eq!(as_text(text), safe);
        }
    }

    /// Took a time that grew with the square of the text: an hour for these.
    #[test]
    fn a_long_text_of_colons_is_read_once() {
        let colons = ":".repeat(1 << 20);
        assert_eq!(as_text(&colons), colons);
        let labels = "VisiBility=".repeat(1 << 17);
        assert_eq!(as_text(&labels), labels.replace('=', "&#61;"));
    }
}
