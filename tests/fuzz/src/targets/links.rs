//! Where links of Markdown may lead: the text is a note's body, and an address in each place that one can stand.

use rapporteur::render::{markdown, safe_target};

use super::markup::{as_read, is_safe, piece};

pub(crate) fn run(data: &[u8]) {
    let text = as_read(&String::from_utf8_lossy(data));
    if let Some(target) = safe_target(&text) {
        assert!(is_safe(target), "let through: {target:?}");
    }
    piece(&markdown(&text));
    let line = text.replace(['\n', '\r'], " ");
    for around in [
        format!("[x]({line})"),
        format!("![x](<{line}>)"),
        format!("<{line}>"),
        format!("[x][r]\n\n[r]: {line}\n"),
        format!("[x][r]\n\n[r]: <{line}> \"title\"\n"),
        format!("> - [x]({line} \"{line}\")"),
        format!("|[x]({line})|\n|--|\n|<{line}>|\n"),
        format!("text[^1]\n\n[^1]: [x]({line})"),
    ] {
        let found = piece(&markdown(&around));
        // Whatever is a link leads to the web, to a mail, or to a footnote of the page.
        for link in found.links {
            assert!(super::markup::scheme(&link).is_some() || link.starts_with("#fn-"), "{link:?} in {around:?}");
        }
    }
}
