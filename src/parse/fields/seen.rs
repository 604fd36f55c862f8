//! What of a text can be seen, and what no reader should get.

/// A character that no page, mail or terminal should get: control characters but for line ends and tabs, and those that
/// turn the direction of the text behind them.
pub(super) fn unprintable(text: &str) -> Option<char> {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let ends_line = c == '\r' && chars.peek() == Some(&'\n');
        if turns(c) || (c.is_control() && !matches!(c, '\n' | '\t') && !ends_line) {
            return Some(c);
        }
    }
    None
}

/// White space, and what takes no space at all.
pub(super) fn is_unseen(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}
