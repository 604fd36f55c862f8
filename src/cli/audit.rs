//! `audit`: proves of a built site that it holds nothing its edition may not see, and that nobody changed it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;
use walkdir::WalkDir;

use super::output::{clean, count, print, print_json, tell};
use super::workspace::{Opened, Reading};
use super::{Environment, Failure};
use crate::assess::declassified::Declassified;
use crate::audit::{Audit as Audited, Evidence, Finding, audit};
use crate::register::Register;

/// Prove of a built site that it holds nothing that its edition may not see, runs and loads nothing but its own, has no dead
/// link, and is as it was published.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur audit site --edition leadership
  rapporteur audit public/team --edition team --workspace engagement
  rapporteur audit site --edition leadership --format json | jq '.findings'

Looked for are runs of words that the workspace holds and the edition may not see, and hidden names, addresses and ids, in
every file and file name (docs/audit.md). Exit codes: 0 nothing found, 1 findings, 3 the folder is no site.")]
pub(super) struct Audit {
    /// The folder of a built site.
    site: PathBuf,
    /// The edition that it is to be.
    #[arg(long, value_name = "NAME", add = super::complete::editions())]
    edition: String,
    /// The workspace; by default the current directory or its `content/`.
    #[arg(long, value_name = "DIR")]
    workspace: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A line for each finding.
    Human,
    /// For programs.
    Json,
}

#[derive(Serialize)]
struct Report<'a> {
    edition: &'a str,
    files: usize,
    pages: usize,
    links: usize,
    phrases: usize,
    findings: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    proof: &'a str,
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    message: &'a str,
}

impl Audit {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let files = read(&self.site)?;
        let opened = Opened::read(self.workspace.as_deref(), &self.reading, false, environment)?;
        opened.refuse_errors("what the edition may see can't be told", environment)?;
        if opened.lacks_overlay() {
            tell("the private overlay is missing on this machine: what it holds isn't looked for\n");
        }
        let edition = opened.edition(&self.edition)?;
        let view = opened.view(edition);
        let workspace = &opened.workspace;
        let mut own = own_words(&opened, edition)?;
        own.extend([&workspace.config.product].into_iter().chain(&workspace.config.organisation).cloned());
        own.extend(edition.title.clone());
        own.extend(view.assessed.declassified.values().flat_map(Declassified::sentences));
        own.extend(crate::statics(workspace, edition).map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()));
        let evidence = Evidence::new(&workspace.register, &view.register, &own);
        let site = clean(&self.site.display().to_string());
        let audited = audit(&files, &self.edition, &evidence)
            .map_err(|problem| Failure::Environment(format!("`{site}` is no site: {}", clean(&problem))))?;
        match self.format {
            Format::Json => print_json(&report(&self.edition, &audited))?,
            Format::Human => print(&human(&site, &audited))?,
        }
        if audited.findings.is_empty() { Ok(()) } else { Err(Failure::Findings) }
    }
}

/// What the program writes whatever the records say: an edition of nothing.
fn own_words(opened: &Opened, edition: &crate::config::Edition) -> Result<Vec<String>, Failure> {
    let config = &opened.workspace.config;
    let nothing = Register { team: opened.workspace.register.team[..1].to_vec(), ..Register::default() };
    let nothing = crate::restrict::restrict(&nothing, edition.audience, opened.as_of);
    let assessed = crate::assess::assess(&nothing, &config.health, opened.as_of, edition.scores);
    let view = crate::View { register: nothing, assessed };
    let pages = std::sync::Mutex::new(Vec::new());
    let put = |_: &str, bytes: Vec<u8>| -> Result<(), std::convert::Infallible> {
        let mut pages = pages.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        pages.push(String::from_utf8_lossy(&bytes).into_owned());
        Ok(())
    };
    crate::render_view(&opened.workspace, &view, edition, &put)
        .map_err(|error| Failure::Usage(clean(&error.to_string())))?;
    Ok(pages.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// Every file below a folder, by its path with `/` between parts.
fn read(site: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let cannot = |path: &Path, error: &dyn std::fmt::Display| {
        Failure::Environment(format!(
            "cannot read `{}`: {}",
            clean(&path.display().to_string()),
            clean(&error.to_string())
        ))
    };
    let mut files = BTreeMap::new();
    for entry in WalkDir::new(site).sort_by_file_name() {
        let entry = entry.map_err(|error| cannot(site, &error))?;
        if entry.file_type().is_dir() {
            continue;
        }
        let path = entry.path();
        let below = path.strip_prefix(site).unwrap_or(path).to_string_lossy().replace('\\', "/");
        // A link is no file of ours; what it leads to may be anything.
        let bytes = if entry.file_type().is_file() {
            std::fs::read(path).map_err(|error| cannot(path, &error))?
        } else {
            Vec::new()
        };
        files.insert(below, bytes);
    }
    Ok(files)
}

fn report<'a>(edition: &'a str, audited: &'a Audited) -> Report<'a> {
    let Audited { files, pages, phrases, links, findings } = audited;
    let entry = |finding: &'a Finding| {
        let place = (finding.line > 0).then_some((finding.line, finding.column));
        Entry {
            proof: finding.proof,
            file: &finding.file,
            line: place.map(|(line, _)| line),
            column: place.map(|(_, column)| column),
            message: &finding.message,
        }
    };
    Report {
        edition,
        files: *files,
        pages: *pages,
        links: *links,
        phrases: *phrases,
        findings: findings.iter().map(entry).collect(),
    }
}

fn human(site: &str, audited: &Audited) -> String {
    let mut out = String::new();
    for Finding { file, line, column, proof, message } in &audited.findings {
        let place = if *line > 0 { format!(":{line}:{column}") } else { String::new() };
        out += &format!("{}{place}: {proof}: {}\n", clean(file), clean(message));
    }
    let looked = [
        count(audited.files, "file", "files"),
        count(audited.pages, "page", "pages"),
        count(audited.links, "link", "links"),
        format!("{} that may be nowhere", count(audited.phrases, "phrase", "phrases")),
    ];
    let found = if audited.findings.is_empty() {
        "nothing found".to_owned()
    } else {
        count(audited.findings.len(), "finding", "findings")
    };
    out += &format!("{site}: {found} in {}\n", looked.join(", "));
    out
}
