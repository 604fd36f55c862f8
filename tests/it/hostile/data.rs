//! What programs make of the other forms: tables, documents, calendars, scripts, mail, logs, comments.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

/// A document with its texts, numbers and the like left out: keys, lists and kinds.
pub(crate) fn skeleton(value: &Value) -> Value {
    match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), skeleton(value))).collect(),
        Value::Array(list) => list.iter().map(skeleton).collect(),
        // A score may hang on whose name a word is.
        _ => Value::Null,
    }
}

/// The ways to every value of a document, whatever the place in a list.
pub(crate) fn ways(value: &Value, above: &str, all: &mut std::collections::BTreeSet<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| ways(value, &format!("{above}/{key}"), all)),
        Value::Array(list) => list.iter().for_each(|value| ways(value, above, all)),
        _ => {
            all.insert(above.to_owned());
        }
    }
}

pub(crate) fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(bytes)))
}

/// Cells by row; none of them a formula.
pub(crate) fn csv(bytes: &[u8]) -> Vec<usize> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    for cell in rows.iter().flatten() {
        let is_number = cell.parse::<f64>().is_ok();
        let opens = ['=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
        assert!(is_number || !cell.trim_start_matches([' ', '\n']).starts_with(opens), "{cell:?} is a formula");
        assert!(!cell.contains(|c: char| c.is_control() && c != '\n' && c != '\t'), "{cell:?}");
    }
    rows.iter().map(csv::StringRecord::len).collect()
}

/// The names of a calendar's properties in their order, and where parts begin and end.
pub(crate) fn calendar(bytes: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.ends_with("\r\n"));
    for line in text.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains(|c: char| c.is_control() && c != '\t'), "{line:?}");
    }
    let unfolded = text.replace("\r\n ", "");
    let property = |line: &str| {
        let name = &line[..line.find([';', ':']).unwrap_or_else(|| panic!("{line:?} is no property"))];
        assert!(name.bytes().all(|b| b.is_ascii_uppercase() || b == b'-'), "{line:?}");
        if matches!(name, "BEGIN" | "END") { line.to_owned() } else { name.to_owned() }
    };
    unfolded.split("\r\n").filter(|line| !line.is_empty()).map(property).collect()
}

/// A script of data alone: a call with JSON in it that ends no script, line or string.
pub(crate) fn script(bytes: &[u8]) -> Value {
    let text = std::str::from_utf8(bytes).unwrap();
    let inner = text.strip_prefix("rapporteurIndex(").and_then(|t| t.strip_suffix(");\n")).unwrap();
    assert!(!inner.contains(['<', '\u{2028}', '\u{2029}']) && !inner.contains(char::is_control));
    skeleton(&json(inner.as_bytes()))
}

/// The names of the headers of every part of a mail, in order.
pub(crate) fn headers(bytes: &[u8]) -> Vec<String> {
    assert!(bytes.is_ascii(), "a byte beyond ASCII");
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(!text.replace("\r\n", "").contains(['\r', '\n', '\0']), "a bare line end");
    assert!(text.split("\r\n").all(|line| line.len() <= 998));
    let mut names = Vec::new();
    for block in text.split("\r\n\r\n") {
        let lines: Vec<&str> = block.split("\r\n").collect();
        let at = lines.iter().position(|line| line.starts_with("--=_"));
        let from = match (names.is_empty(), at) {
            (true, _) => 0,
            (_, Some(at)) => at + 1,
            _ => continue,
        };
        for line in lines[from..].iter().filter(|line| !line.starts_with([' ', '\t'])) {
            names.extend(line.split_once(':').map(|(name, _)| name.to_owned()));
        }
    }
    names
}

/// Text without marks of direction.
pub(crate) fn unmarked(bytes: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(bytes).replace(['\u{61c}', '\u{200e}', '\u{200f}'], "").into_bytes()
}

/// What steers a terminal, if anything does.
pub(crate) fn steers(text: &str) -> Option<String> {
    let bad = |c: &char| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let at = text.char_indices().find(|(_, c)| bad(c))?.0;
    let from = text[..at].char_indices().rev().nth(40).map_or(0, |(i, _)| i);
    Some(format!("{:?}", text[from..].chars().take(80).collect::<String>()))
}

/// Faults of Markdown for a comment: markup that a record brought along, rows with other cells than their head, mentions.
pub(crate) fn markdown(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let (mut cells, mut of_head) = (0, 0);
    for event in Parser::new_ext(
        text,
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES | Options::ENABLE_MATH,
    ) {
        match event {
            Event::Start(
                Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Strikethrough,
            )
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_) => faults.push(format!("{event:?}")),
            Event::Html(html) | Event::InlineHtml(html) if &*html != "<br>" => faults.push(html.to_string()),
            Event::Start(Tag::TableHead | Tag::TableRow) => cells = 0,
            Event::Start(Tag::TableCell) => cells += 1,
            Event::End(TagEnd::TableHead) => of_head = cells,
            Event::End(TagEnd::TableRow) if cells != of_head => faults.push(format!("{cells} cells, not {of_head}")),
            _ => {}
        }
    }
    // What a code host makes of the text besides.
    let follows = |mark: &str, is: fn(char) -> bool| {
        text.match_indices(mark).any(|(at, _)| text[at + mark.len()..].starts_with(is))
    };
    for (mark, is) in [
        ("@", char::is_alphanumeric as fn(char) -> bool),
        ("#", |c| c.is_ascii_digit()),
        ("://", |_| true),
        ("www.", char::is_alphanumeric),
        ("GH-", |c| c.is_ascii_digit()),
    ] {
        if follows(mark, is) {
            faults.push(format!("{mark} notifies or links"));
        }
    }
    // Rows end where a line ends: each line that opens one is whole.
    for row in text.lines().filter(|line| line.starts_with('|')) {
        if !row.ends_with('|') {
            faults.push(format!("a broken row: {row}"));
        }
    }
    faults
}
