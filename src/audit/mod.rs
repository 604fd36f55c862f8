//! Audit: takes the files of a built site and what its edition may not see, gives what is wrong with it: hidden words in any byte, a
//! content security policy that doesn't hold, links that lead nowhere, files that aren't those that were published. Pure; leaves
//! reading the folder to the command.

mod evidence;
mod html;
mod page;
mod words;

use std::collections::BTreeMap;

pub use evidence::Evidence;

use crate::publish::{MANIFEST, listed};

/// Something wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, below the site's folder.
    pub file: String,
    /// 1-based line; 0 where it is the file itself.
    pub line: usize,
    /// 1-based column in characters.
    pub column: usize,
    /// Which proof it breaks: `hidden`, `policy`, `link` or `manifest`.
    pub proof: &'static str,
    /// What is wrong.
    pub message: String,
}

/// What was looked at, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Files of the site.
    pub files: usize,
    /// Pages among them.
    pub pages: usize,
    /// Phrases that may be nowhere.
    pub phrases: usize,
    /// Links followed.
    pub links: usize,
    /// What is wrong, by file and place.
    pub findings: Vec<Finding>,
}

/// Looks at a site, its files by path, the list of them included.
///
/// # Errors
/// What keeps it from being a site of ours.
pub fn audit(files: &BTreeMap<String, Vec<u8>>, edition: &str, evidence: &Evidence) -> Result<Audit, String> {
    let list =
        files.get(MANIFEST).ok_or_else(|| format!("it has no `{MANIFEST}`: it was not built by this program"))?;
    let (found, hashes) = listed(list).map_err(|problem| format!("its `{MANIFEST}` {problem}"))?;
    let mut audit = Audit { files: files.len(), phrases: evidence.len(), ..Audit::default() };
    let mut say = |file: &str, proof, message: String| {
        audit.findings.push(Finding { file: file.to_owned(), line: 0, column: 0, proof, message });
    };
    if found != edition {
        say(MANIFEST, "manifest", format!("this is the edition `{found}`, not `{edition}`"));
    }
    for (path, hash) in &hashes {
        match files.get(path) {
            None => say(path, "manifest", "the file is listed and missing".to_owned()),
            Some(bytes) if blake3::hash(bytes).to_hex().as_str() != hash => {
                say(path, "manifest", "the file was changed after it was published".to_owned());
            }
            Some(_) => {}
        }
    }
    for path in files.keys().filter(|path| *path != MANIFEST && !hashes.contains_key(*path)) {
        say(path, "manifest", "the file is not listed: somebody put it there".to_owned());
    }
    let is_page = |path: &str| path.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("html"));
    let pages: BTreeMap<&str, page::Page> = files
        .iter()
        .filter(|(path, _)| is_page(path))
        .map(|(path, bytes)| (path.as_str(), page::Page::read(&String::from_utf8_lossy(bytes))))
        .collect();
    audit.pages = pages.len();
    for (path, page) in &pages {
        audit.links += page.links.len();
        audit.findings.extend(page.faults(path));
        audit.findings.extend(page::dead_links(path, page, &pages, files));
    }
    for (path, bytes) in files {
        audit.findings.extend(evidence.search(path, bytes));
    }
    audit.findings.sort();
    audit.findings.dedup();
    Ok(audit)
}
