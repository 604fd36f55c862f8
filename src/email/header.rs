//! What a header of a mail can hold: one line, and nothing that a program on the way could decode into another.

/// What of a text no header should hold, and what to do: a line break or another control character, as it is or encoded.
/// An encoded word (RFC 2047) is refused whatever it says: a text is written as it reads.
pub fn unfit(text: &str) -> Option<(&'static str, &'static str)> {
    if text.chars().any(|c| matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')) {
        return Some(("a line break", "write it on one line: it stands in the header of a mail"));
    }
    if text.chars().any(|c| c.is_control() && c != '\t') {
        return Some(("a control character", "take it out: it stands in the header of a mail"));
    }
    if has_encoded_word(text) {
        return Some(("an encoded word of a mail", "write the letters themselves"));
    }
    let lower = text.to_ascii_lowercase();
    let escapes = ["%0d", "%0a", "%00"];
    escapes
        .iter()
        .any(|escape| lower.contains(escape))
        .then_some(("an encoded line break", "take it out: it stands in the header of a mail"))
}

/// A text that is fit whatever it was: control characters are left out, line breaks and tabs are spaces. What comes from
/// the workspace has been refused before; this is for what a template makes.
pub fn fit(text: &str) -> String {
    let space = |c: char| if c.is_whitespace() { ' ' } else { c };
    let line: String = text.chars().map(space).filter(|c| !c.is_control()).collect();
    line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `=?charset?q?text?=`, in either encoding.
fn has_encoded_word(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("=?") {
        let mut parts = after.splitn(3, '?');
        let charset = parts.next().is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_graphic()));
        let encoding = parts.next().is_some_and(|p| matches!(p, "q" | "Q" | "b" | "B"));
        if charset && encoding && parts.next().is_some_and(|p| p.contains("?=")) {
            return true;
        }
        rest = after;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_end_a_line_is_unfit() {
        for text in [
            "a\r\nBcc: b",
            "a\rb",
            "a\nb",
            "a\0b",
            "a\u{7f}",
            "a\u{85}b",
            "a\u{2028}b",
            "=?utf-8?q?=0D=0A?=",
            "x =?UTF-8*en?B?DQo=?= y",
            "=?a =?b?q?c?=",
            "100%0d%0a",
            "%0A",
            "%00",
        ] {
            assert!(unfit(text).is_some(), "{text:?}");
        }
        for text in ["", "Zoë, \"東京\" 🙂", "2 =? 3", "=?x?=", "100% 0d", "a\tb", "why=?what?q"] {
            assert_eq!(unfit(text), None, "{text:?}");
        }
        assert_eq!(fit(" a\r\n\0b\tc\u{2028}d "), "a b c d");
    }

    #[test]
    fn many_openings_take_no_longer_than_the_text() {
        let long = "=?".repeat(200_000);
        assert_eq!(unfit(&long), None);
    }
}
