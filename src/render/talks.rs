//! Touchpoints of one stakeholder: all on their page where they are few, else the newest there and the rest on a
//! page for each year.

use std::collections::BTreeMap;

use serde::Serialize;

use super::rows;
use super::rows::Markup;
use super::site::{Link, Site, person_path};
use super::templates::TemplateError;
use super::words;
use crate::register::Stakeholder;

/// The most on a stakeholder's own page.
const SHOWN: usize = 60;
/// How many stay there where there are more.
const NEWEST: usize = 20;

/// A touchpoint.
#[derive(Serialize)]
pub(super) struct Talk {
    on: Option<words::Day>,
    title: Link,
    kind: &'static str,
    ours: String,
}

/// The part of the page.
#[derive(Serialize)]
pub(super) struct Talks {
    summary: String,
    /// Rows, as markup.
    list: Markup,
    years: Vec<Link>,
}

#[derive(Serialize)]
struct YearPage<'a> {
    name: &'a str,
    back: String,
    year: String,
    /// Rows, as markup.
    list: Markup,
}

/// The part for one stakeholder; `None` where there is no touchpoint.
pub(super) fn part(site: &Site<'_>, stakeholder: &Stakeholder, root: &str) -> Option<Talks> {
    let all = indexes(site, stakeholder);
    if all.is_empty() {
        return None;
    }
    let shown = if all.len() > SHOWN { NEWEST } else { all.len() };
    let two_way = all.iter().filter(|i| site.register.notes[**i].two_way).count();
    let mut summary = words::sentence(&words::counted(all.len(), "touchpoint", "touchpoints"));
    if two_way < all.len() {
        summary = format!("{summary}, {} of them both ways", words::number(two_way));
    }
    let years = if all.len() > SHOWN {
        by_year(site, &all)
            .into_iter()
            .rev()
            .map(|(year, list)| Link {
                text: format!("{year} ({})", list.len()),
                href: Some(format!("{root}{}", year_path(stakeholder, &year))),
            })
            .collect()
    } else {
        Vec::new()
    };
    let list = rows(site, all.iter().rev().take(shown), root);
    Some(Talks { summary: format!("{summary}."), list: list.into(), years })
}

/// Pages by year, where a stakeholder's own page can't hold every touchpoint.
pub(super) fn years(site: &Site<'_>, stakeholder: &Stakeholder) -> Result<Vec<(String, Vec<u8>)>, TemplateError> {
    const ROOT: &str = "../../";
    let all = indexes(site, stakeholder);
    if all.len() <= SHOWN {
        return Ok(Vec::new());
    }
    by_year(site, &all)
        .into_iter()
        .map(|(year, list)| {
            let path = year_path(stakeholder, &year);
            let list = rows(site, list.iter().rev(), ROOT);
            let title = format!("{}, touchpoints {year}", stakeholder.name);
            let page = YearPage {
                name: &stakeholder.name,
                back: format!("{ROOT}{}", person_path(&stakeholder.id)),
                year,
                list: list.into(),
            };
            Ok((path, site.page("talks.html", &title, "", ROOT, &page)?))
        })
        .collect()
}

/// The newest touchpoints of someone, at most `n`.
pub(super) fn newest(site: &Site<'_>, stakeholder: &Stakeholder, n: usize, root: &str) -> Vec<Talk> {
    indexes(site, stakeholder).iter().rev().take(n).map(|i| talk(site, *i, root)).collect()
}

fn indexes(site: &Site<'_>, stakeholder: &Stakeholder) -> Vec<usize> {
    let list = site.assessed.ledger.dealings.get(&stakeholder.id).map(|d| d.touchpoints.as_slice()).unwrap_or_default();
    list.iter().copied().filter(|i| *i < site.register.notes.len()).collect()
}

fn by_year(site: &Site<'_>, all: &[usize]) -> BTreeMap<String, Vec<usize>> {
    let mut years: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for i in all {
        let year = site.register.notes[*i].date.map_or_else(|| "undated".to_owned(), |d| d.year().to_string());
        years.entry(year).or_default().push(*i);
    }
    years
}

fn year_path(stakeholder: &Stakeholder, year: &str) -> String {
    let page = person_path(&stakeholder.id);
    format!("{}/{year}.html", page.trim_end_matches(".html"))
}

/// Rows of these notes.
fn rows<'n>(site: &Site<'_>, notes: impl Iterator<Item = &'n usize>, root: &str) -> String {
    let mut out = String::with_capacity(8 << 10);
    for i in notes {
        let talk = talk(site, *i, root);
        out.push_str("<tr><td class=\"date\">");
        rows::day_or(&mut out, talk.on.as_ref(), "undated");
        out.push_str("</td><th scope=\"row\">");
        rows::link(&mut out, &talk.title);
        out.push_str("</th><td>");
        rows::text(&mut out, talk.kind);
        out.push_str("</td><td class=\"muted\">");
        rows::text(&mut out, &talk.ours);
        out.push_str("</td></tr>\n");
    }
    out
}

fn talk(site: &Site<'_>, i: usize, root: &str) -> Talk {
    let note = &site.register.notes[i];
    let listed = super::notes::untitled(note);
    let ours = note.attendees.iter().filter_map(|a| a.who.as_ref()).filter(|id| site.register.is_ours(id));
    let ours: Vec<String> = ours.filter_map(|id| site.register.name(id)).map(str::to_owned).collect();
    Talk {
        on: note.date.map(|d| words::Day::short(d, site.assessed.as_of)),
        kind: if listed.is_some() { "" } else { note.kind.as_str() },
        title: Link {
            text: listed.unwrap_or_else(|| note.title.clone()),
            href: Some([root, &site.note_paths[i]].concat()),
        },
        ours: words::join(&ours),
    }
}
