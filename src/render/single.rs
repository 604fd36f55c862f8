//! The single file: the update, the register, the map and the method of an edition in one page that needs nothing
//! beside it. Takes the pages as they are made; a link to one of them leads within the file, a link to any other page
//! becomes its words.

use std::collections::BTreeSet;

use serde::Serialize;

use super::hash;
use super::links::rewritten;
use super::pages;
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
    let kinds: Vec<_> = PARTS.iter().filter_map(|key| pages::shown(site).find(|kind| kind.key == *key)).collect();
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
    let style = site.templates.style(site.edition.theme).replace('<', "");
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

#[cfg(test)]
mod tests {
    use super::main_of;

    #[test]
    fn a_page_s_main_is_found() {
        assert_eq!(main_of("<main id=\"m\">x<p></main>y"), Some("x<p>"));
        assert_eq!(main_of("<p>x"), None);
    }
}
