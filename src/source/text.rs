//! Text: turns the bytes of one file into text that every page may hold. What can't be read as text is a fault; what may
//! not be shown becomes U+FFFD, in place, so that lines and columns stay true.

use std::borrow::Cow;

/// Text up to the first byte that is none, and what to do about it.
pub(super) struct BadText {
    pub(super) before: String,
    pub(super) hint: &'static str,
}

/// The text of a file without its byte order mark. Where every line ends with a lone carriage return, as old programs
/// write them, they are read as line ends: a byte for a byte, so that places stay true.
pub(super) fn text(mut bytes: Vec<u8>) -> Result<String, BadText> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    if bytes.contains(&b'\r') && !bytes.contains(&b'\n') {
        bytes.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
    }
    let is_utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    String::from_utf8(bytes).map(printable).map_err(|error| {
        let end = error.utf8_error().valid_up_to();
        let mut bytes = error.into_bytes();
        bytes.truncate(end);
        let before = String::from_utf8(bytes).unwrap_or_default();
        BadText {
            before,
            hint: if is_utf16 { "this is UTF-16: save the file as UTF-8" } else { "save the file as UTF-8" },
        }
    })
}

/// A raw control character: its byte offset in the text as it is kept, and 1-based line.
pub(super) struct Control {
    pub(super) at: u32,
    pub(super) line: u32,
    pub(super) byte: u8,
}

/// The first raw control character of a file of records: written as an escape it would be an error, too.
pub(super) fn control_character(content: &[u8]) -> Option<Control> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let is_control = |b: &u8| (*b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r')) || *b == 0x7f;
    let at = content.iter().position(is_control)?;
    let line = content[..at].split(|b| *b == b'\n').count() as u32;
    // Those above U+007F are two bytes, and kept as three.
    let longer = content[..at].windows(2).filter(|pair| pair[0] == 0xc2 && pair[1] < 0xa0).count();
    Some(Control { at: (at + longer) as u32, line, byte: content[at] })
}

/// With U+FFFD for every control character but tabs and line ends: no page may hold one.
#[expect(clippy::needless_bitwise_bool, reason = "a branch for each byte would keep the loop from taking many at once")]
fn printable(text: String) -> String {
    // Those above U+007F begin with the byte C2.
    let may_be = |b: u8| ((b < 0x20) & (b != b'\t') & (b != b'\n') & (b != b'\r')) | (b == 0x7f) | (b == 0xc2);
    if !text.as_bytes().chunks(256).any(|chunk| chunk.iter().fold(false, |found, b| found | may_be(*b))) {
        return text;
    }
    let clean = |c: char| if c.is_control() && !matches!(c, '\t' | '\n' | '\r') { '\u{fffd}' } else { c };
    text.chars().map(clean).collect()
}

/// Text that Markdown made of its character references, as a page may hold it: U+FFFD for what would have become that, had
/// it been written as it is.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let is_bad = |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || turns(c);
    if text.contains(is_bad) { Cow::Owned(text.replace(is_bad, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A note's text with U+FFFD for the characters that turn the direction of what follows them: they can make a line read
/// as another one. In a record they are an error.
pub(super) fn unsteered(text: String) -> String {
    if text.as_bytes().contains(&0xe2) && text.contains(turns) { text.replace(turns, "\u{fffd}") } else { text }
}
