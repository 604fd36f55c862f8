//! The archive of leadership updates: where each lies, and the list of them.

use serde::Serialize;

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
