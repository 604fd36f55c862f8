//! A difference as one page that needs nothing beside it: no script, no other file, in the house style.

use serde::Serialize;

use super::told::Told;
use crate::config::Edition;
use crate::render::{TemplateError, Templates, csp_source};

#[derive(Serialize)]
struct Page<'a> {
    style: &'a str,
    style_hash: String,
    product: &'a str,
    d: &'a Told,
}

/// The page.
///
/// # Errors
/// Where a workspace's own template doesn't fit.
pub fn page(told: &Told, product: &str, edition: &Edition, templates: &Templates) -> Result<String, TemplateError> {
    // What could end the element early has no place in it.
    let style = templates.diff_style(edition.theme).replace('<', "");
    let style_hash = csp_source(&style);
    templates.text("diff.html", &Page { style: &style, style_hash, product, d: told })
}
