//! Templates: the built-in ones, with the workspace's own over them under the same names.
//! Gives one compiled set that every page shares; leaves what goes into them to the pages.

use std::io::{self, Write};

use include_dir::{Dir, include_dir};
use tera::Tera;

use super::html;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// What html's own does, a run of text at a time.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = text;
    while let Some((before, entity, after)) = html::next_escaped(rest) {
        out.write_all(before.as_bytes())?;
        out.write_all(entity.as_bytes())?;
        rest = after;
    }
    out.write_all(rest.as_bytes())
}

/// Compiled templates and the files that go with them.
pub struct Templates {
    pub(super) tera: Tera,
    pub(super) style: String,
    pub(super) script: String,
    pub(super) search: String,
    pub(super) lost_style: String,
}

/// A template that can't be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct TemplateError(String);

impl TemplateError {
    /// A fault that isn't tera's to find.
    pub(super) fn new(message: &str) -> Self {
        Self(message.to_owned())
    }
}

impl From<&tera::Error> for TemplateError {
    /// Keeps tera's report: message, file, line, column and the line itself.
    fn from(error: &tera::Error) -> Self {
        use std::error::Error;
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        Self(text)
    }
}

impl Templates {
    /// Compiles the built-in templates and `overrides` (name below `templates/`, text) in one batch.
    pub fn new(overrides: &[(String, String)]) -> Result<Self, TemplateError> {
        let text = |name: &str| -> String {
            let own = overrides.iter().find(|(n, _)| n == name).map(|(_, text)| text.as_str());
            let built_in = || BUILT_IN.get_file(name).and_then(|f| f.contents_utf8());
            own.or_else(built_in).unwrap_or_default().to_owned()
        };
        let is_page = |name: &str| std::path::Path::new(name).extension().is_some_and(|e| e == "html");
        let built_in = BUILT_IN.files().filter_map(|f| Some((f.path().to_str()?, f.contents_utf8()?)));
        let own = overrides.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let pages: std::collections::BTreeMap<&str, &str> =
            built_in.chain(own).filter(|(name, _)| is_page(name)).collect();

        let mut tera = Tera::new();
        tera.autoescape_on([".html"]);
        tera.set_escape_fn(escape);
        tera.add_raw_templates(pages).map_err(|e| TemplateError::from(&e))?;
        Ok(Self {
            tera,
            style: text("style.css") + &text("chart.css") + &text("people.css") + &text("update.css"),
            script: text("site.js"),
            search: text("search.js"),
            lost_style: text("404.css"),
        })
    }

    /// A piece of a page from its template.
    pub(super) fn text(&self, name: &str, context: &impl serde::Serialize) -> Result<String, TemplateError> {
        let context = tera::Context::from_serialize(context).map_err(|e| TemplateError::from(&e))?;
        self.tera.render(name, &context).map_err(|e| TemplateError::from(&e))
    }
}
