//! Leadership updates as they were written: headline, asks, body. What an update computes comes with its own page
//! later on.

use std::collections::BTreeSet;

use serde::Serialize;

use super::html::{self, Setting};
use super::rows::Markup;
use super::site::{Link, Site};
use super::slug::Names;
use super::templates::TemplateError;
use super::words;
use crate::register::{Register, Update};

const ROOT: &str = "../";

#[derive(Serialize)]
struct List {
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    on: words::Day,
    title: Link,
}

#[derive(Serialize)]
struct Page {
    headline: String,
    on: words::Day,
    period: Option<String>,
    asks: Vec<AskPart>,
    body: Markup,
}

#[derive(Serialize)]
struct AskPart {
    what: String,
    by: words::Day,
    from: Option<String>,
    options: Vec<String>,
    recommendation: Option<String>,
    cost: Option<String>,
    state: Option<String>,
}

/// The page of each update, by date.
pub(super) fn paths(register: &Register) -> Vec<(String, &Update)> {
    let mut names = Names::default();
    register.updates.iter().map(|u| (format!("updates/{}.html", names.give(u.date.to_string())), u)).collect()
}

/// The list, newest first.
pub(super) fn list(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    let row = |(path, update): (String, &Update)| Row {
        on: words::Day::short(update.date, site.assessed.as_of),
        title: Link { text: update.headline.clone(), href: Some(path.trim_start_matches("updates/").to_owned()) },
    };
    let rows = paths(site.register).into_iter().rev().map(row).collect();
    site.page("updates.html", "Updates", "updates", ROOT, &List { rows })
}

/// The newest one, as the site's first page.
pub(super) fn newest(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    let newest = site.register.updates.last().expect("the page is made only where there are updates");
    render(site, newest, "front", "")
}

/// One update, in the archive.
pub(super) fn page(site: &Site<'_>, update: &Update) -> Result<Vec<u8>, TemplateError> {
    render(site, update, "updates", ROOT)
}

fn render(site: &Site<'_>, update: &Update, nav: &'static str, root: &'static str) -> Result<Vec<u8>, TemplateError> {
    let as_of = site.assessed.as_of;
    let setting =
        Setting { title: &update.headline, people: &site.people, root, page_of: &|_| None, anchors: &BTreeSet::new() };
    let page = Page {
        headline: update.headline.clone(),
        on: words::Day::long(update.date),
        period: update.period.as_ref().map(|p| p.value.clone()),
        asks: update
            .asks
            .iter()
            .map(|a| &a.value)
            .map(|a| AskPart {
                what: a.what.clone(),
                by: words::Day::long(a.needed_by),
                from: a.from.as_ref().and_then(|id| site.register.name(id)).map(str::to_owned),
                options: a.options.clone(),
                recommendation: a.recommendation.clone(),
                cost: a.cost_of_delay.clone(),
                state: match (a.answered, a.withdrawn) {
                    (Some(on), _) => Some(format!("answered {}", words::short(on, as_of))),
                    (None, Some(on)) => Some(format!("withdrawn {}", words::short(on, as_of))),
                    (None, None) => None,
                },
            })
            .collect(),
        body: html::body(update.passages.iter().map(|p| (p.line, &*p.text)), &setting).into(),
    };
    site.page("update.html", &format!("Update, {}", words::long(update.date).replace('\u{a0}', " ")), nav, root, &page)
}
