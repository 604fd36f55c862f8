//! Part 8, and the written half of part 3: the body of an update by its headings. Nothing of it is left out: what stands
//! under no known heading comes last, and boxes stand in the table of promises.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Brief;
use crate::render::html::{self, Setting};
use crate::render::inline::People;
use crate::render::rows::Markup;
use crate::render::site;

/// The section that part 3 shows.
const CHANGED: &str = "what changed";

#[derive(Serialize)]
pub(super) struct Section {
    title: String,
    body: Markup,
}

/// The sections in the order of the page, and what is written of what changed.
pub(super) fn sections(brief: &Brief<'_>) -> (Vec<Section>, Option<Markup>) {
    let text: String = brief.update.passages.iter().map(|p| &*p.text).collect();
    // Whom the update's audience may know.
    let people = site::people(brief.register);
    let mut changed = None;
    let mut all = Vec::new();
    for (title, body) in split(&text) {
        if body.trim().is_empty() {
            continue;
        }
        let body = markup(brief, &people, &body);
        if title.eq_ignore_ascii_case(CHANGED) {
            changed = Some(body);
        } else {
            all.push(Section { title, body });
        }
    }
    let order = |s: &Section| ["results", "failures", "lessons"].iter().position(|k| s.title.eq_ignore_ascii_case(k));
    all.sort_by_key(|s| order(s).unwrap_or(usize::MAX));
    (all, changed)
}

/// Headings of the second level with the text below each; text before the first has no title. Promises are left out.
fn split(text: &str) -> Vec<(String, String)> {
    let mut parts: Vec<(String, String)> = vec![(String::new(), String::new())];
    let mut fence: Option<&str> = None;
    let mut in_box = false;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        let opens = ["```", "~~~"].into_iter().find(|mark| content.starts_with(mark));
        match (fence, opens) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(mark), Some(other)) if mark == other => fence = None,
            _ => {}
        }
        if fence.is_none() && opens.is_none() {
            if let Some(title) = line.strip_prefix("## ") {
                let title = title.split(" {").next().unwrap_or_default().trim().trim_end_matches('#').trim();
                parts.push((title.to_owned(), String::new()));
                in_box = false;
                continue;
            }
            // A promise goes on over the indented lines below it.
            in_box = is_promise(content) || (in_box && line.starts_with([' ', '\t']) && !content.is_empty());
            if in_box {
                continue;
            }
        }
        if let Some((_, body)) = parts.last_mut() {
            body.push_str(line);
        }
    }
    parts
}

/// Whether a line is a box with a direction.
fn is_promise(line: &str) -> bool {
    let rest = line.strip_prefix(['-', '*', '+']).map(str::trim_start);
    let rest = rest.and_then(|rest| rest.strip_prefix('[')).and_then(|rest| rest.get(1..)?.strip_prefix(']'));
    rest.is_some_and(|rest| rest.trim_start().starts_with('@') && rest.contains("->"))
}

fn markup(brief: &Brief<'_>, people: &People, text: &str) -> Markup {
    let setting = Setting {
        title: &brief.update.headline,
        people,
        root: brief.root,
        page_of: &|_| None,
        anchors: &BTreeSet::new(),
    };
    html::body(std::iter::once((0, text)), &setting).into()
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_body_comes_apart_at_its_headings_and_loses_promises_only() {
        let text = "before\n## Results {visibility=leadership}\none\n```\n## no heading\n- [ ] @a -> @b: code\n```\n## Lessons\ntwo\n\n\
                    - [ ] @me -> @ada: a promise\n  over two lines\n- [ ] a plain task\nlast\n";
        let parts = split(text);
        assert_eq!(parts.len(), 3);
        assert_eq!(parts[0], (String::new(), "before\n".to_owned()));
        assert_eq!(parts[1].0, "Results");
        assert!(parts[1].1.contains("## no heading") && parts[1].1.contains("@a -> @b: code"));
        assert_eq!(parts[2], ("Lessons".to_owned(), "two\n\n- [ ] a plain task\nlast\n".to_owned()));
    }
}
