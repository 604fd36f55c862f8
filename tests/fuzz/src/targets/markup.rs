//! An independent, strict reading of what the program writes as HTML: the elements and attributes it has for harmless
//! content, every value in double quotes, every element closed, and links that lead where a report may lead. Where this
//! reading holds, no browser can read anything else.

use std::collections::BTreeSet;

/// What an element may be, with its attributes besides those of all.
const ELEMENTS: [(&str, &str); 70] = [
    ("a", "href"),
    ("article", ""),
    ("b", ""),
    ("blockquote", ""),
    ("body", ""),
    ("br", ""),
    ("caption", ""),
    ("circle", "cx cy r stroke-width"),
    ("code", ""),
    ("col", "span"),
    ("colgroup", ""),
    ("dd", ""),
    ("desc", ""),
    ("details", "open"),
    ("div", ""),
    ("dl", ""),
    ("dt", ""),
    ("em", ""),
    ("figcaption", ""),
    ("figure", ""),
    ("footer", ""),
    ("g", ""),
    ("h1", ""),
    ("h2", ""),
    ("h3", ""),
    ("h4", ""),
    ("h5", ""),
    ("h6", ""),
    ("head", ""),
    ("header", ""),
    ("hr", ""),
    ("html", "lang"),
    ("i", ""),
    ("img", "src alt width height"),
    ("input", "type"),
    ("label", "for"),
    ("li", ""),
    ("link", "rel href"),
    ("main", ""),
    ("meta", "charset name content http-equiv"),
    ("nav", ""),
    ("noscript", ""),
    ("ol", "start"),
    ("p", ""),
    ("path", "d stroke-dasharray stroke-width"),
    ("pre", ""),
    ("q", ""),
    ("rect", "x y width height"),
    ("s", ""),
    ("script", "src defer"),
    ("section", ""),
    ("small", ""),
    ("span", ""),
    ("strong", ""),
    ("style", ""),
    ("summary", ""),
    ("sup", ""),
    ("svg", "viewBox width height focusable"),
    ("symbol", "viewBox"),
    ("table", ""),
    ("tbody", ""),
    ("td", "colspan rowspan"),
    ("text", "x y"),
    ("tfoot", ""),
    ("th", "scope colspan rowspan"),
    ("thead", ""),
    ("time", "datetime"),
    ("title", ""),
    ("tr", ""),
    ("ul", ""),
];
/// And `use`, whose name no constant above can have.
const USE: (&str, &str) = ("use", "href");
const EMPTY: [&str; 7] = ["br", "col", "hr", "img", "input", "link", "meta"];
const OF_ALL: [&str; 10] =
    ["class", "id", "role", "hidden", "tabindex", "data-scripted", "data-index", "data-s", "data-l", "data-label"];

/// What was found in a text.
#[derive(Default)]
pub(crate) struct Found {
    /// Elements, each once.
    pub(crate) elements: BTreeSet<String>,
    /// Where links lead, their entities undone.
    pub(crate) links: Vec<String>,
    /// The text between the tags, its entities undone.
    pub(crate) text: String,
}

/// Pages of a site: each is sound, and what a page names within the site is there.
pub(crate) fn site(pages: &[(String, String)]) {
    let paths: BTreeSet<&str> = pages.iter().map(|(path, _)| path.as_str()).collect();
    for (path, text) in pages.iter().filter(|(path, _)| path.ends_with(".html")) {
        for link in page(path, text).links {
            let Some(target) = within(path, &link) else { continue };
            assert!(paths.contains(target.as_str()), "{path} links to {link}, which there is none of");
        }
    }
}

/// A text as files of notes are read: without what steers.
pub(crate) fn as_read(text: &str) -> String {
    let steers = |c: char| (c.is_control() && !matches!(c, '\n' | '\t' | '\r')) || turns(c);
    text.replace(steers, "\u{fffd}")
}

/// Whether a character turns the direction of what follows.
fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A whole page.
pub(crate) fn page(path: &str, text: &str) -> Found {
    let rest = text.strip_prefix("<!doctype html>").unwrap_or_else(|| panic!("{path} has no doctype"));
    read(path, rest, false)
}

/// A piece of one.
pub(crate) fn piece(text: &str) -> Found {
    read("a piece", text, false)
}

/// The HTML part of a mail, which styles each element by itself.
pub(crate) fn letter(text: &str) {
    let text = text.strip_prefix("<!doctype html>").unwrap_or(text);
    read("a mail", text, true);
}

/// The path in the site that a link on a page leads to; `None` where it leaves the site.
fn within(page: &str, link: &str) -> Option<String> {
    let link = link.split(['#', '?']).next().unwrap_or_default();
    if link.is_empty() || scheme(link).is_some() {
        return None;
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{page} links out of the site: {link}"),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The scheme of an address as a browser reads it: what it strips is stripped.
pub(crate) fn scheme(address: &str) -> Option<String> {
    let trimmed = address.trim_start_matches(|c: char| c <= ' ');
    let plain: String = trimmed.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let end = plain.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '-' | '.'))?;
    (plain[end..].starts_with(':') && plain.starts_with(|c: char| c.is_ascii_alphabetic()))
        .then(|| plain[..end].to_ascii_lowercase())
}

/// Whether a report may lead there: to the web, to a mail, or to a file beside it.
pub(crate) fn is_safe(address: &str) -> bool {
    if let Some(scheme) = scheme(address) {
        return matches!(scheme.as_str(), "http" | "https" | "mailto");
    }
    let plain: String = address.chars().filter(|c| *c > ' ').collect();
    !plain.starts_with(['/', '\\'])
}

fn read(path: &str, text: &str, is_mail: bool) -> Found {
    let mut found = Found::default();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        found.text += &undone(path, &rest[..at]);
        rest = &rest[at..];
        if is_mail && rest.starts_with("<!--[if") {
            rest = rest.split_once("-->").unwrap_or_else(|| panic!("{path}: a comment without an end")).1;
            continue;
        }
        let shown = &rest[..rest.floor_char_boundary(80)];
        let is_closing = rest.starts_with("</");
        rest = &rest[if is_closing { 2 } else { 1 }..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        rest = after;
        if is_closing {
            assert_eq!(open.pop(), Some(name), "{path}: {shown}");
            rest = rest.strip_prefix('>').unwrap_or_else(|| panic!("{path}: {shown}"));
            continue;
        }
        let of_element = ELEMENTS.iter().chain([&USE]).find(|(known, _)| *known == name);
        let Some((_, attributes)) = of_element else { panic!("{path}: no element of ours: {shown}") };
        found.elements.insert(name.to_owned());
        let mut seen = BTreeSet::new();
        let is_closed = loop {
            if let Some(after) = rest.strip_prefix("/>") {
                rest = after;
                break true;
            }
            if let Some(after) = rest.strip_prefix('>') {
                rest = after;
                break false;
            }
            rest = rest.strip_prefix([' ', '\n']).unwrap_or_else(|| panic!("{path}: {shown}"));
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
            let (attribute, after) = rest.split_at(end);
            rest = after;
            let is_known = OF_ALL.contains(&attribute)
                || attribute.starts_with("aria-")
                || attributes.split(' ').any(|known| known == attribute)
                || is_mail;
            let is_script = attribute.starts_with("on") || attribute == "srcdoc" || (attribute == "style" && !is_mail);
            assert!(is_known && !is_script && !attribute.is_empty(), "{path}: no attribute of ours: {shown}");
            assert!(seen.insert(attribute), "{path}: twice {attribute}: {shown}");
            if let Some(after) = rest.strip_prefix("=\"") {
                let (value, after) = after.split_once('"').unwrap_or_else(|| panic!("{path}: {shown}"));
                assert!(!value.contains(['<', '>']), "{path}: {shown}");
                let value = undone(path, value);
                rest = after;
                if matches!(attribute, "href" | "src") {
                    let is_icon = name == "link" && value == "data:,";
                    let is_picture = is_mail && name == "img" && value.starts_with("cid:");
                    assert!(is_safe(&value) || is_icon || is_picture, "{path}: leads where no link may: {value:?}");
                    if !is_icon && !is_picture {
                        found.links.push(value);
                    }
                }
            }
        };
        if matches!(name, "script" | "style") {
            let (raw, after) = rest.split_once("</").unwrap_or_else(|| panic!("{path}: {shown}"));
            assert!(!raw.contains('<') && (name == "style" || raw.is_empty()), "{path}: {shown}");
            rest =
                after.strip_prefix(name).and_then(|r| r.strip_prefix('>')).unwrap_or_else(|| panic!("{path}: {shown}"));
        } else if !is_closed && !EMPTY.contains(&name) {
            open.push(name);
        }
    }
    found.text += &undone(path, rest);
    assert!(open.is_empty(), "{path}: never closed: {open:?}");
    found
}

/// Text with its entities undone. An ampersand begins one of ours, and there is no control character.
fn undone(path: &str, text: &str) -> String {
    assert!(!text.contains(turns), "{path}: turns the direction: {text:?}");
    assert!(
        !text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r')),
        "{path}: a control in {text:?}"
    );
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        const KNOWN: [(&str, &str); 7] = [
            ("amp;", "&"),
            ("lt;", "<"),
            ("gt;", ">"),
            ("quot;", "\""),
            ("#39;", "'"),
            ("nbsp;", "\u{a0}"),
            ("zwnj;", "\u{200c}"),
        ];
        let known = KNOWN.iter().find_map(|(entity, c)| Some((c, part.strip_prefix(entity)?)));
        let Some((c, rest)) = known else {
            // Mail programs are told by number how to set a sign.
            let number = part.strip_prefix("#x").and_then(|number| number.split_once(';')).filter(|_| path == "a mail");
            out += number.unwrap_or_else(|| panic!("{path}: no entity of ours: &{part}")).1;
            continue;
        };
        out += c;
        out += rest;
    }
    out
}
