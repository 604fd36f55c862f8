//! Templates: the built-in ones, with the workspace's own over them under the same names.
//! Gives one compiled set that every page shares; leaves what goes into them to the pages.

use std::io::{self, Write};

use include_dir::{Dir, include_dir};
use tera::Tera;

use super::html;
use crate::config::Theme;

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
    style: String,
    pub(super) script: String,
    pub(super) search: String,
    pub(super) lost_style: String,
    /// What each theme adds to the style, in the order of [`Theme::ALL`].
    themes: Vec<String>,
    pub(super) about_style: String,
    diff_style: String,
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
        // The text part of a mail is one, and escapes nothing.
        let is_page = |name: &str| std::path::Path::new(name).extension().is_some_and(|e| e == "html" || e == "txt");
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
            themes: Theme::WORDS.iter().map(|theme| text(&format!("theme-{theme}.css"))).collect(),
            about_style: text("about.css"),
            diff_style: text("diff.css"),
        })
    }

    /// The style of an edition: the one of all, and what its theme adds.
    pub(super) fn style(&self, theme: Theme) -> String {
        format!("{}{}", self.style, self.theme(theme))
    }

    /// The style of a page of differences: that of an edition, and its own.
    pub(crate) fn diff_style(&self, theme: Theme) -> String {
        format!("{}{}", self.style(theme), self.diff_style)
    }

    /// The style of every edition, and what a theme adds.
    pub(super) fn base_style(&self) -> &str {
        &self.style
    }

    /// What a theme adds to the style.
    pub(super) fn theme(&self, theme: Theme) -> &str {
        &self.themes[theme as usize]
    }

    /// A piece of a page from its template.
    pub(crate) fn text(&self, name: &str, context: &impl serde::Serialize) -> Result<String, TemplateError> {
        let context = tera::Context::from_serialize(context).map_err(|e| TemplateError::from(&e))?;
        self.tera.render(name, &context).map_err(|e| TemplateError::from(&e))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Tokens with a colour, in the light and in the dark scheme: the last word of each counts.
    fn tokens(css: &str) -> [BTreeMap<&str, [f64; 3]>; 2] {
        let mut light = BTreeMap::new();
        let mut dark = BTreeMap::new();
        let (mut depth, mut dark_from) = (0, None);
        for part in css.split_inclusive(['{', '}', ';']) {
            if part.contains("prefers-color-scheme: dark") {
                dark_from = Some(depth);
            }
            if let Some((name, value)) = part.trim().strip_prefix("--").and_then(|p| p.split_once(": #"))
                && let Ok(rgb) = u32::from_str_radix(value.trim_end_matches([';', '}', ' ']), 16)
            {
                let channel = |shift: u32| f64::from((rgb >> shift) & 255) / 255.0;
                let into = if dark_from.is_some() { &mut dark } else { &mut light };
                into.insert(name, [channel(16), channel(8), channel(0)]);
            }
            match part.as_bytes().last() {
                Some(b'{') => depth += 1,
                Some(b'}') => depth -= 1,
                _ => {}
            }
            if part.ends_with('}') && dark_from == Some(depth) {
                dark_from = None;
            }
        }
        let mut all = light.clone();
        all.extend(dark);
        [light, all]
    }

    /// WCAG 2.2, "contrast ratio".
    fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
        let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        let light = |[r, g, b]: [f64; 3]| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
        let (a, b) = (light(a), light(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_theme_can_be_read_in_light_and_dark() {
        assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
        let templates = Templates::new(&[]).unwrap();
        let mut seen = Vec::new();
        for theme in Theme::ALL {
            let style = templates.style(theme);
            for tokens in tokens(&style) {
                for ground in ["paper", "tint", "wash"] {
                    for text in ["ink", "ink-2", "ink-3", "link", "accent"] {
                        let found = contrast(tokens[text], tokens[ground]);
                        assert!(found >= 4.5, "{theme:?}: {text} on {ground} has {found:.2}");
                    }
                }
                assert!(!seen.contains(&tokens["accent"]), "{theme:?} looks like another");
                seen.push(tokens["accent"]);
                // An accent is no status.
                for status in ["ok", "watch", "risk"] {
                    let far: f64 = (0..3).map(|c| (tokens["accent"][c] - tokens[status][c]).powi(2)).sum();
                    assert!(far.sqrt() > 0.2, "{theme:?}: the accent is near {status}");
                }
            }
        }
    }
}
