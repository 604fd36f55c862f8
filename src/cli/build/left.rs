//! What a build leaves standing: folders of editions that the configuration no longer has. Told, and never touched.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anstyle::AnsiColor;

use crate::cli::output::clean;
use crate::config::Edition;
use crate::publish::strays;

/// Folders in `root`, beside those `known`, that hold an edition which isn't configured, a line each.
pub(super) fn standing(root: &Path, known: &[PathBuf], editions: &BTreeMap<String, Edition>) -> String {
    let yellow = AnsiColor::Yellow.on_default();
    let told = strays(root, known).into_iter().filter_map(|(path, edition)| {
        // Exports and mails are marked with what can be no edition's name.
        let is_edition = edition.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        let path = clean(&path.strip_prefix(".").unwrap_or(&path).display().to_string());
        (is_edition && !editions.contains_key(&edition)).then(|| {
            format!(
                "{yellow}left standing{yellow:#}: `{path}` holds the edition `{edition}`, which isn't configured here: no \
                 build changes it; `rapporteur clean {path}` removes it\n"
            )
        })
    });
    let told: String = told.collect();
    if told.is_empty() { told } else { format!("\n{told}") }
}
