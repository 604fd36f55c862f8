//! A text where it leaves the program other than as a page: a terminal, a cell, the header of a mail, a table of CI, a line
//! of a note. And small files that are read back.

use rapporteur::edit::{as_text, id_for};
use rapporteur::email::header::{fit, unfit};
use rapporteur::email::mime::{Head, message};
use rapporteur::email::{Letter, Mailbox, reply};
use rapporteur::export::{Cell, csv_cell};
use rapporteur::gate::baseline::Baseline;
use rapporteur::gate::markdown;
use rapporteur::{capture, cli, parse};

use super::markup::{self, as_read, piece};
use super::memory::{as_of, steady};

/// Headers of a mail of ours.
const HEADERS: [&str; 11] = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Auto-Submitted",
    "List-Unsubscribe",
    "Content-Type",
    "X-Unsent",
];

pub(crate) fn run(data: &[u8]) {
    let text = &*String::from_utf8_lossy(data);
    steady(&cli::clean(text));
    cell(text);
    header(text);
    markdown_of(text);
    answer(text);
    small_files(text);
}

fn cell(text: &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    for cell in [Cell::Text(text.to_owned()), Cell::List(vec![first.to_owned(), rest.to_owned()])] {
        let written = csv_cell(&cell);
        let read = if let Some(quoted) = written.strip_prefix('"') {
            let inner = quoted.strip_suffix('"').expect("a quote that ends");
            assert!(!inner.replace("\"\"", "").contains('"'), "{written:?}");
            inner.replace("\"\"", "\"")
        } else {
            assert!(!written.contains(['"', ',', '\n', '\r']), "{written:?}");
            written
        };
        let shown = read.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
        assert!(!shown.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "a formula: {read:?}");
        assert!(!read.starts_with(['\t', '\r', '\n']), "a formula: {read:?}");
        assert!(!read.contains(|c: char| c.is_control() && c != '\n' && c != '\t'), "{read:?}");
    }
    if let Ok(number) = text.trim().parse::<i64>() {
        assert_eq!(csv_cell(&Cell::Integer(number)), number.to_string());
    }
}

fn header(text: &str) {
    let line = fit(text);
    assert!(!line.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')), "{line:?}");
    let mailbox = Mailbox::parse(text);
    if let Some(mailbox) = &mailbox {
        assert!(mailbox.name.as_deref().is_none_or(|name| unfit(name).is_none()), "{mailbox:?}");
        assert!(
            mailbox.address.is_ascii() && !mailbox.address.contains([' ', '<', '>', '"', '\r', '\n']),
            "{mailbox:?}"
        );
    }
    let desk = Mailbox::parse("Desk <desk@ports.example>").expect("an address");
    let letter = Letter {
        name: "ada".to_owned(),
        to: mailbox.clone(),
        subject: text.to_owned(),
        text: text.to_owned(),
        html: markdown::text(text),
        images: Vec::new(),
    };
    let head = Head {
        from: mailbox.clone().unwrap_or_else(|| desk.clone()),
        reply_to: mailbox.unwrap_or(desk),
        date: rapporteur::email::mime::date(as_of(), None),
        unsubscribe: Some("mailto:desk@ports.example?subject=stop".to_owned()),
        one_click: false,
        unsent: false,
    };
    let bytes = message(&letter, &head).bytes;
    assert!(bytes.is_ascii() && bytes.ends_with(b"\r\n"));
    let whole = String::from_utf8(bytes).expect("ASCII");
    assert!(!whole.replace("\r\n", "").contains(['\r', '\n', '\0']), "{whole:?}");
    assert!(whole.split("\r\n").all(|line| line.len() <= 998), "a line too long for a mail");
    let (headers, _) = whole.split_once("\r\n\r\n").expect("a mail has a header");
    let mut seen = Vec::new();
    for line in headers.split("\r\n").filter(|line| !line.starts_with([' ', '\t'])) {
        let name = line.split(':').next().unwrap_or_default();
        assert!(HEADERS.contains(&name) && !seen.contains(&name), "{line:?} in {headers}");
        seen.push(name);
    }
}

/// Text put into Markdown stays text.
fn markdown_of(text: &str) {
    let table = markdown::text(text);
    steady(&table);
    let line = &*as_read(text.lines().next().unwrap_or_default());
    for safe in [as_text(line), table] {
        let found = piece(&rapporteur::render::markdown(&format!("x {safe}")));
        // `[key:: value]` is set quietly, whatever is escaped in it.
        let is_text = |element: &String| matches!(element.as_str(), "p" | "span");
        assert!(found.elements.iter().all(is_text), "{:?} of {safe:?}", found.elements);
    }
    // As an item of a list.
    let found = piece(&rapporteur::render::markdown(&format!("- {}", as_text(line.trim()))));
    let is_item = |element: &String| matches!(element.as_str(), "ul" | "li" | "p" | "span");
    assert!(found.elements.iter().all(is_item), "{:?} of {line:?}", found.elements);
}

fn answer(text: &str) {
    let (what, option) = text.split_once('\n').unwrap_or((text, "Approve"));
    let link = reply::mailto("desk@ports.example", "a-1", what, Some(('A', option)));
    assert!(markup::is_safe(&link) && link.is_ascii(), "{link}");
    assert!(!link.contains(|c: char| c.is_control() || " \"<>'".contains(c)), "{link}");
    assert_eq!(link.matches(['?', '&', '#']).count(), 2, "{link}");
    let id = id_for(text, "person", &std::collections::BTreeSet::new());
    assert!(!id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{id}");
    assert!(parse::iso(text).is_none_or(|day| day.to_string() == text), "{text}");
}

/// Files that other programs may have changed, and pasted texts: an error at worst.
fn small_files(text: &str) {
    if let Ok(baseline) = Baseline::parse(text) {
        assert_eq!(Baseline::parse(&baseline.to_text()).map(|read| read.to_text()), Ok(baseline.to_text()));
    }
    let _ = rapporteur::publish::listed(text.as_bytes());
    let _ = capture::chat::read(text, as_of(), |name| name == "Ada Moss");
    let _ = parse::inbox::waiting(text);
    let _ = rapporteur::adopt::memory::read(text);
}
