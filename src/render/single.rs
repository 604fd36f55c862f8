//! The single file: the update, the register, the map and the method of an edition in one page that needs nothing
//! beside it. Takes the pages as they are made; a link to one of them leads within the file, a link to any other page
//! becomes its words.

use std::collections::BTreeSet;

use serde::Serialize;

use super::hash;
use super::pages::KINDS;
use super::rows;
use super::site::Site;
use super::templates::TemplateError;

/// Pages in the file, by their entry in the masthead, in its order.
const PARTS: [&str; 4] = ["front", "register", "map", "method"];

#[derive(Serialize)]
struct Single<'a> {
    style: &'a str,
    style_hash: String,
    script: &'a str,
    script_hash: String,
    parts: Vec<Part>,
}

#[derive(Serialize)]
struct Part {
    key: &'static str,
    title: &'static str,
    html: String,
}

/// The file.
pub(super) fn page(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    let kinds = PARTS.iter().filter_map(|key| KINDS.iter().find(|kind| kind.key == *key && (kind.has)(site)));
    let kinds: Vec<_> = kinds.collect();
    let mut parts = Vec::new();
    for kind in &kinds {
        let Some(make) = kind.make else { continue };
        let page = make(site)?;
        let page = String::from_utf8_lossy(&page);
        let main =
            main_of(&page).ok_or_else(|| TemplateError::new("the layout has no `<main>` to take a page from"))?;
        let own = ids(main);
        let move_to = |name: &str, value: &str| -> Option<String> {
            match name {
                "id" | "for" => Some(moved(value, kind.key)),
                "aria-labelledby" | "aria-describedby" | "aria-controls" | "headers" => {
                    let moved = value.split_ascii_whitespace().map(|id| moved(id, kind.key));
                    Some(moved.collect::<Vec<_>>().join(" "))
                }
                "href" => {
                    let (path, anchor) = value.split_once('#').unwrap_or((value, ""));
                    if value.contains("://") || value.starts_with("mailto:") {
                        return Some(value.to_owned());
                    }
                    if path.is_empty() {
                        // What isn't this page's own is the sprite's.
                        let id = if own.contains(anchor) { moved(anchor, kind.key) } else { anchor.to_owned() };
                        return Some(format!("#{id}"));
                    }
                    let there = kinds.iter().find(|other| other.path == path)?;
                    let id = if anchor.is_empty() { format!("part-{}", there.key) } else { moved(anchor, there.key) };
                    Some(format!("#{id}"))
                }
                _ => Some(value.to_owned()),
            }
        };
        parts.push(Part { key: kind.key, title: kind.title, html: rewritten(main, &move_to) });
    }
    // What could end an element early has no place in it.
    let style = site.templates.style.replace('<', "");
    let script = site.templates.script.replace("</", "<\\/");
    let (style_hash, script_hash) = (hash::csp_source(&style), hash::csp_source(&script));
    let single = Single { style: &style, style_hash, script: &script, script_hash, parts };
    site.page("single.html", "All in one file", "", "", &single)
}

/// An id as it is called among the other pages' ids; the register's are those that its script knows.
fn moved(id: &str, key: &str) -> String {
    if key == "register" { id.to_owned() } else { format!("{key}-{id}") }
}

/// What a page has between the tags of its `main`.
fn main_of(page: &str) -> Option<&str> {
    let from = page.find("<main")?;
    let from = from + page[from..].find('>')? + 1;
    page[from..].rfind("</main>").map(|to| &page[from..from + to])
}

fn ids(html: &str) -> BTreeSet<String> {
    let ids = std::cell::RefCell::new(BTreeSet::new());
    rewritten(html, &|name, value| {
        if name == "id" {
            ids.borrow_mut().insert(value.to_owned());
        }
        None
    });
    ids.into_inner()
}

/// Markup with the value of every attribute as `change(name, value)` gives it; without those it gives none for.
fn rewritten(html: &str, change: &dyn Fn(&str, &str) -> Option<String>) -> String {
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
    use super::{main_of, rewritten};

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
    fn a_page_s_main_is_found() {
        assert_eq!(main_of("<main id=\"m\">x<p></main>y"), Some("x<p>"));
        assert_eq!(main_of("<p>x"), None);
    }
}
