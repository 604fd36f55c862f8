//! Content lines, which contacts and calendars are made of: takes bytes, gives each line unfolded, with its name, its
//! parameters and its value, decoded (quoted-printable, base64, character sets), and its line in the file.

use super::text::{decode, decode_as};

/// Bytes one unfolded line may have; a picture in a contact is longer and is nothing we read.
const MAX_LINE: usize = 256 << 10;
/// Parameters of a line that are read.
const MAX_PARAMETERS: usize = 64;

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ContentLine {
    /// 1-based line of its first byte.
    pub(super) number: u64,
    /// Its name, upper case, without a group before it.
    pub(super) name: String,
    /// Parameters: name in upper case, value.
    pub(super) parameters: Vec<(String, String)>,
    /// The value; escapes stay.
    pub(super) value: String,
}

impl ContentLine {
    /// A parameter's value.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a parameter has a value, among others too.
    pub(super) fn has(&self, name: &str, word: &str) -> bool {
        let values = self.parameters.iter().filter(|(key, _)| key == name);
        values.flat_map(|(_, value)| value.split(',')).any(|value| value.eq_ignore_ascii_case(word))
    }

    /// The value as text, without escapes.
    pub(super) fn text(&self) -> String {
        unescaped(&self.value)
    }

    /// The value in parts at a sign that is not escaped, each without escapes.
    pub(super) fn parts(&self, sign: char) -> Vec<String> {
        let mut parts = vec![String::new()];
        let mut chars = self.value.chars();
        while let Some(c) = chars.next() {
            let last = parts.last_mut().expect("there is always one");
            if c == '\\' {
                last.push(c);
                last.extend(chars.next());
            } else if c == sign {
                parts.push(String::new());
            } else {
                last.push(c);
            }
        }
        parts.iter().map(|part| unescaped(part)).collect()
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            _ => out.push(c),
        }
    }
    out
}

/// Whether a file is UTF-8, or made so: the values of other character sets name theirs.
struct Raw<'a> {
    number: u64,
    bytes: std::borrow::Cow<'a, [u8]>,
}

/// Reads a file. A line that is none is given with an empty name and its text as value.
pub(super) fn read(bytes: &[u8]) -> Vec<ContentLine> {
    let wide;
    let bytes = if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || bytes.get(1) == Some(&0) {
        wide = decode(bytes).0;
        wide.as_bytes()
    } else {
        bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
    };
    unfolded(bytes).iter().filter_map(parse).collect()
}

/// Lines, with their continuations: by white space, and where quoted-printable by a `=` at the end.
fn unfolded(bytes: &[u8]) -> Vec<Raw<'_>> {
    let mut all: Vec<Raw<'_>> = Vec::new();
    let mut is_soft = false;
    let mut split: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
    if !bytes.contains(&b'\n') {
        split = bytes.split(|b| *b == b'\r').collect();
    }
    for (number, line) in (1_u64..).zip(split) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let folded = matches!(line.first(), Some(b' ' | b'\t'));
        match all.last_mut() {
            Some(last) if is_soft || (folded && !last.bytes.is_empty()) => {
                let rest = if is_soft { line } else { &line[1..] };
                if is_soft {
                    last.bytes.to_mut().pop();
                }
                if last.bytes.len() < MAX_LINE {
                    last.bytes.to_mut().extend_from_slice(rest);
                }
            }
            _ => all.push(Raw { number, bytes: line.into() }),
        }
        is_soft = all.last().is_some_and(|last| is_quoted_printable(&last.bytes) && last.bytes.ends_with(b"="));
    }
    all
}

/// Whether the head of a line says quoted-printable.
fn is_quoted_printable(line: &[u8]) -> bool {
    let head = line.split(|b| *b == b':').next().unwrap_or_default();
    let head = &head[..head.len().min(256)];
    head.windows(16).any(|window| window.eq_ignore_ascii_case(b"QUOTED-PRINTABLE"))
}

fn parse(raw: &Raw<'_>) -> Option<ContentLine> {
    let bytes = &raw.bytes[..raw.bytes.len().min(MAX_LINE)];
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    let not = || ContentLine { number: raw.number, value: decode(bytes).0, ..ContentLine::default() };
    let mut quoted = false;
    let colon = bytes.iter().position(|b| {
        quoted ^= *b == b'"';
        *b == b':' && !quoted
    });
    let Some(colon) = colon.or_else(|| bytes.iter().position(|b| *b == b':')) else { return Some(not()) };
    let head = decode(&bytes[..colon]).0;
    let mut pieces = split_unquoted(&head);
    let name = pieces.next().unwrap_or_default().trim().to_uppercase();
    let name = name.rsplit('.').next().unwrap_or_default().to_owned();
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Some(not());
    }
    // vCard 2.1 writes `TEL;CELL` for `TEL;TYPE=CELL`, and the encoding likewise.
    let parameter = |piece: &str| match piece.split_once('=') {
        Some((key, value)) => (key.trim().to_uppercase(), value.trim().trim_matches('"').to_owned()),
        None if piece.trim().eq_ignore_ascii_case("QUOTED-PRINTABLE")
            || piece.trim().eq_ignore_ascii_case("BASE64") =>
        {
            ("ENCODING".to_owned(), piece.trim().to_owned())
        }
        None => ("TYPE".to_owned(), piece.trim().to_owned()),
    };
    let parameters: Vec<(String, String)> = pieces.take(MAX_PARAMETERS).map(|piece| parameter(&piece)).collect();
    let mut line = ContentLine { number: raw.number, name, parameters, value: String::new() };
    let encoding = line.parameter("ENCODING").unwrap_or_default().to_ascii_lowercase();
    let charset = line.parameter("CHARSET").map(str::to_owned);
    let value = &bytes[colon + 1..];
    line.value = match encoding.as_str() {
        "quoted-printable" => decode_as(&from_quoted_printable(value), charset.as_deref()),
        // A picture or a sound.
        "base64" | "b" => String::new(),
        _ => decode_as(value, charset.as_deref()),
    };
    Some(line)
}

fn split_unquoted(head: &str) -> impl Iterator<Item = String> + use<> {
    let mut pieces = vec![String::new()];
    let mut quoted = false;
    for c in head.chars() {
        quoted ^= c == '"';
        if c == ';' && !quoted {
            pieces.push(String::new());
        } else {
            pieces.last_mut().expect("there is always one").push(c);
        }
    }
    pieces.into_iter()
}

fn from_quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let hex = |b: u8| char::from(b).to_digit(16).map(|digit| digit as u8);
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let pair = bytes.get(at + 1).copied().and_then(hex).zip(bytes.get(at + 2).copied().and_then(hex));
        if let (b'=', Some((high, low))) = (byte, pair) {
            out.push(high << 4 | low);
            at += 3;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_unfolded_and_decoded() {
        let text = b"BEGIN:VCARD\r\nitem1.EMAIL;TYPE=\"work;x\",pref:a@b\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Stra=C3=9F=\r\nburg;Zo=C3=AB\r\nNOTE:one\\, two\r\n  three\\nfour\r\nno colon\r\nTITLE;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:Pr=E9sident\r\n";
        let lines = read(text);
        let of = |n: usize| (lines[n].number, lines[n].name.as_str(), lines[n].text());
        assert_eq!(of(1), (2, "EMAIL", "a@b".to_owned()));
        assert!(lines[1].has("TYPE", "pref"));
        assert_eq!(of(2), (3, "N", "Straßburg;Zoë".to_owned()));
        assert_eq!(lines[2].parts(';'), ["Straßburg", "Zoë"]);
        assert_eq!(of(3), (5, "NOTE", "one, two three\nfour".to_owned()));
        assert_eq!(of(4), (7, "", "no colon".to_owned()));
        assert_eq!(of(5), (8, "TITLE", "Président".to_owned()));
    }
}
