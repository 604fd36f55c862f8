//! One page: its policy, what it loads and runs, its links and what they may lead to.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::html::{Tag, tags};
use crate::render::csp_source;

/// What each directive holds, but for the hashes of what is inline.
const POLICY: [(&str, &[&str]); 6] = [
    ("default-src", &["'none'"]),
    ("style-src", &["'self'"]),
    ("script-src", &["'self'"]),
    ("img-src", &["'self'", "data:"]),
    ("base-uri", &["'none'"]),
    ("form-action", &["'none'"]),
];

/// What a page says of itself.
pub(super) struct Page {
    ids: BTreeSet<String>,
    /// Relative links, with their places.
    pub(super) links: Vec<(usize, usize, String)>,
    faults: Vec<(usize, usize, String)>,
}

impl Page {
    pub(super) fn read(text: &str) -> Self {
        let mut page = Self { ids: BTreeSet::new(), links: Vec::new(), faults: Vec::new() };
        let lines: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let all = tags(text);
        let policy = all.iter().position(is_policy);
        let hashes = page.policy(policy.map(|n| &all[n]), &lines, text);
        for (n, tag) in all.iter().enumerate() {
            let place = place(&lines, text, tag.at);
            let mut faults = Vec::new();
            if policy.is_some_and(|policy| n < policy)
                && matches!(tag.name.as_str(), "script" | "style" | "link" | "img")
            {
                faults.push(format!("`<{}>` stands before the policy", tag.name));
            }
            faults.extend(of_tag(tag, &hashes));
            page.faults.extend(faults.into_iter().map(|fault| (place.0, place.1, fault)));
            page.ids.extend(tag.get("id").map(str::to_owned));
            let target = tag.get("href").or_else(|| tag.get("src")).filter(|target| !has_scheme(target));
            page.links.extend(target.map(|target| (place.0, place.1, target.to_owned())));
        }
        page
    }

    /// Checks the policy; gives the hashes it allows.
    fn policy(&mut self, tag: Option<&Tag>, lines: &[usize], text: &str) -> BTreeSet<String> {
        let Some(tag) = tag else {
            self.faults.push((1, 1, "has no content security policy".to_owned()));
            return BTreeSet::new();
        };
        let written = tag.get("content").unwrap_or_default();
        let mut directives: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for directive in written.split(';') {
            let mut words = directive.split_ascii_whitespace();
            if let Some(name) = words.next() {
                // As a browser does: of two of a name the first counts.
                directives.entry(name).or_insert_with(|| words.collect());
            }
        }
        let mut hashes = BTreeSet::new();
        let is_hash = |word: &&str| word.starts_with("'sha256-");
        let mut holds = true;
        for (name, sources) in POLICY {
            let own = directives.remove(name).unwrap_or_default();
            let (inline, plain): (BTreeSet<&str>, BTreeSet<&str>) = own.into_iter().partition(is_hash);
            let may_hash = matches!(name, "style-src" | "script-src");
            hashes.extend(inline.iter().map(|hash| hash.trim_matches('\'').to_owned()));
            // The single file has nothing beside it: what it needs it holds, by hash, and pictures are data.
            let expected: BTreeSet<&str> = sources.iter().copied().collect();
            let narrower = plain.is_subset(&expected) && (may_hash && !inline.is_empty() || plain.contains("data:"));
            holds &= (may_hash || inline.is_empty()) && (plain == expected || narrower);
        }
        if !holds || !directives.is_empty() {
            let place = place(lines, text, tag.at);
            self.faults.push((
                place.0,
                place.1,
                "its content security policy is not the one it was published with".to_owned(),
            ));
        }
        hashes
    }

    pub(super) fn faults(&self, path: &str) -> Vec<Finding> {
        let finding = |(line, column, message): &(usize, usize, String)| Finding {
            file: path.to_owned(),
            line: *line,
            column: *column,
            proof: "policy",
            message: message.clone(),
        };
        self.faults.iter().map(finding).collect()
    }
}

fn is_policy(tag: &Tag) -> bool {
    tag.name == "meta" && tag.get("http-equiv").is_some_and(|of| of.eq_ignore_ascii_case("content-security-policy"))
}

fn of_tag(tag: &Tag, hashes: &BTreeSet<String>) -> Vec<String> {
    let mut faults = Vec::new();
    let name = tag.name.as_str();
    if matches!(name, "iframe" | "object" | "embed" | "base" | "frame" | "applet") {
        faults.push(format!("`<{name}>` has no place in a page"));
    }
    if name == "meta" && tag.get("http-equiv").is_some_and(|of| of.eq_ignore_ascii_case("refresh")) {
        faults.push("leads elsewhere by itself".to_owned());
    }
    let is_inline = name == "style" || name == "script" && tag.get("src").is_none();
    if is_inline && !hashes.contains(&csp_source(&tag.inside)) {
        faults.push(format!("an inline {name} that its policy doesn't name"));
    }
    for (key, value) in &tag.attributes {
        if key.starts_with("on") || key == "style" {
            faults.push(format!("the attribute `{key}` runs or styles inline"));
        }
        let is_address = matches!(
            key.as_str(),
            "href" | "src" | "action" | "formaction" | "xlink:href" | "srcset" | "data" | "poster"
        );
        let address: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme).to_ascii_lowercase();
        if is_address && matches!(scheme.as_str(), "javascript" | "vbscript") {
            faults.push(format!("`{key}` is a script"));
        }
        let loads = is_address && !(key == "href" && matches!(name, "a" | "area"));
        if loads && has_scheme(&address) && scheme != "data" {
            faults.push(format!("loads `{address}` from elsewhere"));
        }
    }
    faults
}

/// Whether an address leaves the site.
fn has_scheme(address: &str) -> bool {
    let scheme = address.split(['/', '?', '#']).next().unwrap_or_default();
    scheme.contains(':') || address.starts_with("//")
}

fn place(lines: &[usize], text: &str, at: usize) -> (usize, usize) {
    let line = lines.partition_point(|start| *start <= at);
    (line, text[lines[line - 1]..at].chars().count() + 1)
}

/// Links that lead to no file or no anchor.
pub(super) fn dead_links(
    path: &str,
    page: &Page,
    pages: &BTreeMap<&str, Page>,
    files: &BTreeMap<String, Vec<u8>>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (line, column, link) in &page.links {
        let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
        let resolved = if target.is_empty() { Some(path.to_owned()) } else { resolve(path, target) };
        let problem = match &resolved {
            None => Some(format!("`{link}` leaves the site")),
            Some(to) if !files.contains_key(to) => Some(format!("`{link}` leads to no file")),
            Some(to) => pages
                .get(to.as_str())
                .filter(|to| !anchor.is_empty() && !to.ids.contains(anchor))
                .map(|_| format!("`{link}` leads to no anchor")),
        };
        found.extend(problem.map(|message| Finding {
            file: path.to_owned(),
            line: *line,
            column: *column,
            proof: "link",
            message,
        }));
    }
    found
}

/// The file that a relative link in a page means.
fn resolve(from: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('?').next().unwrap_or_default().split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
