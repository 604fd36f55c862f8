//! Links of finished pages. An edition needn't hold every page: a reference to one that it doesn't hold keeps its words
//! and loses its link, whichever page or template it is on, so that no link can lead nowhere.

use super::pages;
use super::rows;
use crate::config::{Edition, Page};

/// A page as its edition links it: `path` is where it lies. Anything but a page stays as it is.
pub(super) fn kept(edition: &Edition, path: &str, bytes: Vec<u8>) -> Vec<u8> {
    if edition.pages.len() == Page::ALL.len() || !is_page(path) {
        return bytes;
    }
    let keep = |target: &str| pages::kind_of(target).is_none_or(|page| edition.holds(page));
    changed(bytes, &|name, value| {
        (name != "href" || target(path, value).is_none_or(|t| keep(&t))).then(|| value.to_owned())
    })
}

/// A page that lies at `path` as it is written at the site's root: its links lead where they led.
pub(super) fn at_root(path: &str, bytes: Vec<u8>) -> Vec<u8> {
    if !path.contains('/') {
        return bytes;
    }
    let moved = |value: &str| {
        let anchor = value.find('#').map_or("", |at| &value[at..]);
        target(path, value).map(|target| target + anchor)
    };
    changed(bytes, &|name, value| match name {
        "href" | "src" => Some(moved(value).unwrap_or_else(|| value.to_owned())),
        _ => Some(value.to_owned()),
    })
}

fn is_page(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "html")
}

fn changed(bytes: Vec<u8>, change: &dyn Fn(&str, &str) -> Option<String>) -> Vec<u8> {
    match String::from_utf8(bytes) {
        Ok(html) => rewritten(&html, change).into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

/// Where in the site a link of the page at `path` leads; `None` where it stays on the page or leaves the site.
fn target(path: &str, link: &str) -> Option<String> {
    let link = link.split(['#', '?']).next().filter(|link| !link.is_empty())?;
    if link.starts_with('/') || link.split('/').next().is_some_and(|first| first.contains(':')) {
        return None;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Markup with the value of every attribute as `change(name, value)` gives it; without those it gives none for.
pub(crate) fn rewritten(html: &str, change: &dyn Fn(&str, &str) -> Option<String>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..=open]);
        rest = &rest[open + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let name = rest.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
        out.push_str(&rest[..name]);
        rest = &rest[name..];
        rest = attributes(rest, change, &mut out);
    }
    out.push_str(rest);
    out
}

/// Copies the attributes of a tag; gives what follows them, from the tag's end on.
fn attributes<'h>(mut rest: &'h str, change: &dyn Fn(&str, &str) -> Option<String>, out: &mut String) -> &'h str {
    loop {
        let at = rest.find(|c: char| !c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (blank, after) = rest.split_at(at);
        if after.is_empty() || after.starts_with(['>', '/']) {
            out.push_str(blank);
            return after;
        }
        let end = after.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(after.len());
        let (name, after) = after.split_at(end.max(1));
        let Some(quote) =
            after.strip_prefix('=').and_then(|value| value.chars().next()).filter(|q| matches!(q, '"' | '\''))
        else {
            out.push_str(blank);
            out.push_str(name);
            rest = after;
            if let Some(value) = after.strip_prefix('=') {
                // A value without quotes names nothing that moves.
                let end = value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len());
                out.push('=');
                out.push_str(&value[..end]);
                rest = &value[end..];
            }
            continue;
        };
        let value = &after[2..];
        let end = value.find(quote).unwrap_or(value.len());
        if let Some(changed) = change(name, &value[..end]) {
            out.push_str(blank);
            out.push_str(name);
            out.push_str("=\"");
            rows::quoted(out, &changed);
            out.push('"');
        }
        rest = value.get(end + 1..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::Audience;

    #[test]
    fn attributes_are_changed_and_all_else_stays() {
        let html = "a < b <p id=\"x\" hidden class='q \"r\"'>t</p><use href=\"#y\"/><br/><i data-a=1>&lt;</i>";
        assert_eq!(
            rewritten(html, &|_, value| Some(value.to_owned())),
            html.replace("'q \"r\"'", "\"q &quot;r&quot;\"")
        );
        let no_href = rewritten(html, &|name, value| (name != "href").then(|| value.to_uppercase()));
        assert_eq!(no_href, "a < b <p id=\"X\" hidden class=\"Q &quot;R&quot;\">t</p><use/><br/><i data-a=1>&lt;</i>");
    }

    #[test]
    fn odd_markup_ends() {
        for html in ["<", "<a", "<a b", "<a b=", "<a b=\"", "<a b='c", "<a =", "<a /", "<a \u{e9}=\"\u{e9}", "<a/b>"] {
            rewritten(html, &|_, value| Some(value.to_owned()));
        }
    }

    #[test]
    fn links_lead_where_they_say() {
        for (path, link, expected) in [
            ("a.html", "b.html#x", Some("b.html")),
            ("notes/a.html", "../b.html", Some("b.html")),
            ("notes/a.html", "b.html", Some("notes/b.html")),
            ("notes/a.html", "../../b.html", None),
            ("a.html", "#x", None),
            ("a.html", "https://b.example/b.html", None),
            ("a.html", "mailto:b@b.example", None),
            ("a.html", "/b.html", None),
        ] {
            assert_eq!(target(path, link).as_deref(), expected, "{link} on {path}");
        }
    }

    #[test]
    fn a_link_to_a_page_not_held_becomes_its_words() {
        let edition = Edition { pages: vec![Page::Goals], ..Edition::new("x", Audience::Team, "x") };
        let page = "<a href=\"../goals-2.html#g\">g</a> <a class=\"c\" href=\"../stakeholders/a.html\">a</a>\
            <a href=\"#here\">h</a><a href=\"https://x.example/map.html\">x</a><a href=\"../method.html\">m</a>\
            <link href=\"../style.css\">";
        let kept = kept(&edition, "goals/1.html", page.into());
        assert_eq!(String::from_utf8(kept).unwrap(), page.replace(" href=\"../stakeholders/a.html\"", ""));
    }

    #[test]
    fn a_page_moved_to_the_root_links_as_it_did() {
        let page = "<link href=\"../style.css\"><script src=\"../site.js\"></script><a href=\"2026.html#m\">m</a><a href=\"#x\">x</a>";
        let moved = String::from_utf8(at_root("notes/index.html", page.into())).unwrap();
        assert_eq!(moved, page.replace("../", "").replace("2026", "notes/2026"));
        assert_eq!(at_root("map.html", page.into()), page.as_bytes());
    }
}
