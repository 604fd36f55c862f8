//! The pages that stand for themselves: which an edition has, where they lie, and what the masthead lists of them.
//! Leaves what is on each to its file; pages of one person, note or update are listed in `render`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::site::Site;
use super::templates::{TemplateError, Templates};
use super::{
    commitments, decisions, due, engagement, expectations, feedback, goals, index, map, method, milestones, plan,
    portfolio, positions, pulse, risks, search, update, updates,
};
use crate::config::Page;

/// Makes a page of an edition.
type Make = fn(&Site<'_>) -> Result<Vec<u8>, TemplateError>;

/// A page that stands for itself.
pub(super) struct Kind {
    /// Which entry of the masthead it is; pages below it carry the same.
    pub(super) key: &'static str,
    /// Under which heading of the masthead.
    section: &'static str,
    /// Its entry's word.
    pub(super) title: &'static str,
    /// Where it lies.
    pub(super) path: &'static str,
    /// Whether an edition has anything to show there.
    pub(super) has: fn(&Site<'_>) -> bool,
    /// Its bytes; none for an entry whose page is one of several written elsewhere.
    pub(super) make: Option<Make>,
}

fn always(_: &Site<'_>) -> bool {
    true
}

/// Every page, in the order of the masthead.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        key: "front",
        section: "Update",
        title: "Newest",
        path: "index.html",
        has: opens_with_update,
        make: Some(update::front),
    },
    Kind {
        key: "updates",
        section: "Update",
        title: "Archive",
        path: "updates/index.html",
        has: |site| !site.register.updates.is_empty(),
        make: Some(updates::list),
    },
    Kind {
        key: "register",
        section: "People",
        title: "Register",
        path: "register.html",
        has: always,
        make: Some(index::page),
    },
    Kind { key: "map", section: "People", title: "Map", path: "map.html", has: map::has, make: Some(map::page) },
    Kind {
        key: "engagement",
        section: "People",
        title: "Engagement",
        path: "engagement.html",
        has: map::has,
        make: Some(engagement::page),
    },
    Kind {
        key: "portfolio",
        section: "People",
        title: "Portfolio",
        path: "portfolio.html",
        has: portfolio::has,
        make: Some(portfolio::page),
    },
    Kind {
        key: "pulse",
        section: "People",
        title: "Pulse",
        path: "pulse.html",
        has: pulse::alone,
        make: Some(pulse::page),
    },
    Kind { key: "due", section: "People", title: "Due", path: "due.html", has: due::has, make: None },
    Kind { key: "plan", section: "People", title: "Plan", path: "plan.html", has: plan::has, make: Some(plan::page) },
    Kind {
        key: "commitments",
        section: "Promises",
        title: "Promises",
        path: "commitments.html",
        has: commitments::has,
        make: None,
    },
    Kind {
        key: "feedback",
        section: "Promises",
        title: "You said, we did",
        path: "feedback.html",
        has: feedback::has,
        make: None,
    },
    Kind {
        key: "expectations",
        section: "Promises",
        title: "Expectations",
        path: "expectations.html",
        has: expectations::has,
        make: None,
    },
    Kind { key: "goals", section: "Direction", title: "Goals", path: "goals.html", has: goals::has, make: None },
    Kind {
        key: "milestones",
        section: "Direction",
        title: "Milestones",
        path: "milestones.html",
        has: milestones::has,
        make: None,
    },
    Kind {
        key: "decisions",
        section: "Direction",
        title: "Decisions",
        path: "decisions.html",
        has: decisions::has,
        make: None,
    },
    Kind {
        key: "positions",
        section: "Direction",
        title: "Positions",
        path: "positions.html",
        has: positions::has,
        make: None,
    },
    Kind { key: "risks", section: "Direction", title: "Risks", path: "risks.html", has: risks::has, make: None },
    Kind {
        key: "notes",
        section: "Meetings",
        title: "Meetings",
        path: "notes/index.html",
        has: |site| !site.register.notes.is_empty(),
        make: None,
    },
    Kind {
        key: "method",
        section: "Method",
        title: "Method",
        path: "method.html",
        has: always,
        make: Some(method::page),
    },
    Kind {
        key: "uncounted",
        section: "Method",
        title: "Lines not counted",
        path: "uncounted.html",
        has: |site| !site.register.uncounted.is_empty(),
        make: Some(method::uncounted),
    },
    Kind {
        key: "search",
        section: "Search",
        title: "Search",
        path: "search.html",
        has: always,
        make: Some(search::page),
    },
];

/// The kind of the page at a path, by its folder or, at the top, its name without the number of a list in several
/// pages; `None` for what every edition has.
pub(super) fn kind_of(path: &str) -> Option<Page> {
    let first = path.split(['/', '#']).next().unwrap_or(path);
    let stem = first.strip_suffix(".html").unwrap_or(first);
    let stem =
        stem.rsplit_once('-').filter(|(_, n)| n.bytes().all(|b| b.is_ascii_digit())).map_or(stem, |(stem, _)| stem);
    Some(match stem {
        "updates" => Page::Update,
        "commitments" => Page::Promises,
        "notes" => Page::Meetings,
        stem => Page::parse(stem)?,
    })
}

/// The pages that stand for themselves and that an edition shows.
pub(super) fn shown<'s>(site: &'s Site<'_>) -> impl Iterator<Item = &'static Kind> + use<'s> {
    KINDS.iter().filter(|kind| kind_of(kind.path).is_none_or(|page| site.edition.holds(page)) && (kind.has)(site))
}

/// Their kinds.
pub(super) fn kinds<'s>(site: &'s Site<'_>) -> impl Iterator<Item = Page> + use<'s> {
    shown(site).filter_map(|kind| kind_of(kind.path))
}

/// The page that is also the front page: of those listed the first that the edition has; `None` where an update is.
pub(super) fn front(site: &Site<'_>) -> Option<&'static str> {
    if opens_with_update(site) {
        return None;
    }
    let path = |page: &Page| shown(site).find(|kind| kind_of(kind.path) == Some(*page)).map(|kind| kind.path);
    Some(site.edition.pages.iter().find_map(path).unwrap_or("method.html"))
}

/// The masthead's lists, ready for a page: by entry and by the way to the site's root.
pub(super) type Navigation = BTreeMap<(&'static str, &'static str), tera::Value>;

#[derive(Serialize)]
struct Nav<'a> {
    root: &'a str,
    sections: Vec<Section<'a>>,
}

#[derive(Serialize)]
struct Section<'a> {
    title: &'a str,
    href: &'a str,
    current: bool,
    pages: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    title: &'a str,
    href: &'a str,
    current: bool,
}

/// The masthead's lists of a page of the past: the pages that every edition has on any day, none of them current.
pub(super) fn fixed(site: &Site<'_>, root: &'static str) -> Result<String, TemplateError> {
    let held = |kind: &&Kind| kind_of(kind.path).is_none_or(|page| site.edition.holds(page));
    let kept = KINDS.iter().filter(held).filter(|kind| ["front", "updates", "register", "method"].contains(&kind.key));
    let section = |kind: &Kind| Section {
        title: if kind.key == "updates" { kind.title } else { kind.section },
        href: kind.path,
        current: false,
        pages: Vec::new(),
    };
    site.templates.text("nav.html", &Nav { root, sections: kept.map(section).collect() })
}

/// Both lists for every entry: the sections, and the pages of the section one is in.
pub(super) fn navigation(site: &Site<'_>, templates: &Templates) -> Result<Navigation, TemplateError> {
    let shown: Vec<&Kind> = shown(site).collect();
    let mut all = Navigation::new();
    for key in shown.iter().map(|kind| kind.key).chain([""]) {
        for root in ["", "../"] {
            let here = shown.iter().find(|kind| kind.key == key).map(|kind| kind.section);
            let mut nav = Nav { root, sections: Vec::new() };
            for kind in &shown {
                let entry = Entry { title: kind.title, href: kind.path, current: kind.key == key };
                match nav.sections.last_mut().filter(|last| last.title == kind.section) {
                    Some(section) => section.pages.push(entry),
                    None => nav.sections.push(Section {
                        title: kind.section,
                        href: kind.path,
                        current: here == Some(kind.section),
                        pages: vec![entry],
                    }),
                }
            }
            all.insert((key, root), tera::Value::safe_string(&templates.text("nav.html", &nav)?));
        }
    }
    Ok(all)
}

/// Title, section and path of each page in the masthead, but for the search itself.
pub(super) fn titles(site: &Site<'_>) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    shown(site).filter(|kind| kind.key != "search").map(|kind| (kind.title, kind.section, kind.path))
}

/// Whether the front page is an update.
fn opens_with_update(site: &Site<'_>) -> bool {
    site.edition.holds(Page::Update) && !site.register.updates.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_that_an_edition_can_go_without_is_told_by_its_path() {
        for kind in KINDS {
            let always = ["index.html", "method.html", "uncounted.html"].contains(&kind.path);
            assert_eq!(kind_of(kind.path).is_none(), always, "{}", kind.path);
        }
        let in_folders = ["stakeholders/a-1.html", "prep/a.html", "goals-12.html", "due/2.html", "notes/2026-01.html"];
        assert_eq!(
            in_folders.map(kind_of),
            [Page::Stakeholders, Page::Prep, Page::Goals, Page::Due, Page::Meetings].map(Some)
        );
        assert_eq!(["404.html", "style.css", "map-of-x.pdf"].map(kind_of), [None; 3]);
    }
}
