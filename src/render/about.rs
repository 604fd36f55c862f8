//! The record with somebody: one page that needs no other file, made to be printed and handed over. Takes what `about`
//! gathered.

use serde::Serialize;

use super::hash;
use super::templates::{TemplateError, Templates};
use crate::about::About;
use crate::config::Theme;

#[derive(Serialize)]
struct Page<'a> {
    style: &'a str,
    style_hash: String,
    p: &'a About,
}

/// The page.
///
/// # Errors
/// Where a template doesn't fit.
pub fn about(about: &About, templates: &Templates) -> Result<Vec<u8>, TemplateError> {
    // What could end the element early has no place in it.
    let style = templates.style(Theme::default()).replace('<', "") + &templates.about_style.replace('<', "");
    let style_hash = hash::csp_source(&style);
    templates.text("about.html", &Page { style: &style, style_hash, p: about }).map(String::into_bytes)
}
