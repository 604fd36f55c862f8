//! Text from elsewhere: takes bytes of any encoding, gives text that may stand in a record or a note. Leaves what the
//! text means to the readers of the formats.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::edit;

/// Letters a value of a record may have; what is longer is cut, and said.
pub(super) const LONGEST: usize = 4000;

/// Decodes a file: by its byte order mark, else as UTF-8, else as Windows-1252 (which is Latin-1 and a little more).
/// With the name of the encoding where it was guessed.
pub(super) fn decode(bytes: &[u8]) -> (String, Option<&'static str>) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return (without_nul(text), (encoding != UTF_8).then(|| encoding.name()));
    }
    // Text in one of our alphabets as UTF-16 has a NUL in every other place.
    let head = &bytes[..bytes.len().min(512)];
    let nul = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let half = head.len() / 2;
    for (odd, encoding) in [(1, UTF_16LE), (0, UTF_16BE)] {
        if half > 1 && nul(odd) * 10 > half * 7 && nul(1 - odd) == 0 {
            let (text, _) = encoding.decode_without_bom_handling(bytes);
            return (without_nul(text), Some(encoding.name()));
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (without_nul(Cow::Borrowed(text)), None);
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    (without_nul(text), Some("Windows-1252 (Latin-1)"))
}

/// Decodes a value whose character set is named; without a name, or with an unknown one, as [`decode`] does.
pub(super) fn decode_as(bytes: &[u8], charset: Option<&str>) -> String {
    match charset.and_then(|name| Encoding::for_label(name.as_bytes())) {
        Some(encoding) => without_nul(encoding.decode_without_bom_handling(bytes).0),
        None => decode(bytes).0,
    }
}

fn without_nul(text: Cow<'_, str>) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text.into_owned() }
}

/// A value for one line: white space as single spaces, nothing that steers a terminal or can't be seen.
pub(super) fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST));
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let word: String = word.chars().filter(|c| !is_dropped(*c)).collect();
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&word);
    }
    cut(out, LONGEST)
}

/// A value of several lines, each as [`line`] gives it but for its indentation; no blank lines at the ends.
pub(super) fn lines(text: &str) -> String {
    let keep = |line: &str| {
        let line: String = line
            .chars()
            .map(|c| if c.is_whitespace() { ' ' } else { c })
            .filter(|c| !c.is_control() && !is_dropped(*c))
            .collect();
        line.trim_end().to_owned()
    };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let all: Vec<String> = text.split('\n').map(keep).collect();
    all.join("\n").trim_matches('\n').to_owned()
}

/// A name on one line, which the header of a mail can hold, too: what begins an encoding is set apart.
pub(super) fn name(text: &str) -> String {
    let name = line(text).replace("=?", "= ?");
    let mut out = String::with_capacity(name.len());
    for (at, c) in name.char_indices() {
        out.push(c);
        let after = name.as_bytes().get(at + 1..at + 3);
        if c == '%' && after.is_some_and(|code| matches!(code, b"00" | [b'0', b'a' | b'A' | b'd' | b'D'])) {
            out.push(' ');
        }
    }
    out
}

/// Marks of direction, zero-width signs and the like.
fn is_dropped(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// At most so many letters.
pub(super) fn cut(text: String, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text,
    }
}

/// Text as inline code of a note: nothing in it is read, as Markdown or as ours.
pub(super) fn quoted(text: &str) -> String {
    let text = line(text).replace('`', "'");
    if text.is_empty() { "`?`".to_owned() } else { format!("`{text}`") }
}

/// Text as a fenced block of a note: nothing in it is read.
pub(super) fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n", lines(text))
}

/// A name for a file, from a title.
pub(super) fn slug(title: &str, otherwise: &str) -> String {
    let slug = edit::id_for(title, otherwise, &std::collections::BTreeSet::new());
    if slug.starts_with(otherwise) { otherwise.to_owned() } else { slug }
}

/// A short sum by which a value is known again.
pub(super) fn sum(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..12].to_owned()
}

/// The address in a cell or property, lower case: `mailto:Ada@b.example`, `Ada <ada@b.example>`.
pub(super) fn address(text: &str) -> Option<String> {
    let text = match (text.rfind('<'), text.rfind('>')) {
        (Some(from), Some(to)) if from < to => &text[from + 1..to],
        _ => text,
    };
    let text = line(text).to_lowercase();
    let text = text.strip_prefix("mailto:").unwrap_or(&text).trim();
    let text = text.split('?').next().unwrap_or_default();
    let (before, after) = text.split_once('@')?;
    let is_plain = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "@<>()[]{},;:\"'`\\|".contains(c))
    };
    (is_plain(before) && is_plain(after) && text.len() <= 254).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_in_many_encodings() {
        let utf16 = |text: &str, mark: bool| {
            let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
            units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
        };
        assert_eq!(decode("Zoë".as_bytes()), ("Zoë".to_owned(), None));
        assert_eq!(decode("\u{feff}Zoë".as_bytes()), ("Zoë".to_owned(), None));
        assert_eq!(decode(b"Zo\xeb \x80"), ("Zoë €".to_owned(), Some("Windows-1252 (Latin-1)")));
        assert_eq!(decode(&utf16("Zoë,Name", true)), ("Zoë,Name".to_owned(), Some("UTF-16LE")));
        assert_eq!(decode(&utf16("Name,Role,Power", false)), ("Name,Role,Power".to_owned(), Some("UTF-16LE")));
        assert_eq!(decode(b"").0, "");
        assert_eq!(decode_as(b"Zo\xeb", Some("ISO-8859-1")), "Zoë");
    }

    #[test]
    fn a_name_fits_a_header() {
        use crate::email::header::unfit;
        for text in ["Zoe E%00N", "a%0Db %0a", "=?utf-8?q?=0D=0A?= x", "%%00%00", "50 % off", "a\r\nb"] {
            assert_eq!(unfit(&name(text)), None, "{text:?}");
        }
        assert_eq!(name("Zoe E%00N"), "Zoe E% 00N");
        assert_eq!(name("Zoë %01 100%"), "Zoë %01 100%");
    }

    #[test]
    fn nothing_of_a_text_is_read_as_ours() {
        assert_eq!(line(" a\u{202e}b\r\n\tc\u{7} "), "ab c");
        assert_eq!(quoted("a ` <!-- @ada\n# x"), "`a ' <!-- @ada # x`");
        assert_eq!(fenced("```\n- [ ] @me -> @ada: x\n"), "````text\n```\n- [ ] @me -> @ada: x\n````\n");
    }

    #[test]
    fn addresses_are_plain() {
        assert_eq!(address("mailto:Ada@B.example").as_deref(), Some("ada@b.example"));
        assert_eq!(address("Ada M. <ada@b.example>").as_deref(), Some("ada@b.example"));
        for text in ["ada", "@b", "a@", "a b@c", "a@b@c", ""] {
            assert_eq!(address(text), None, "{text}");
        }
    }
}
