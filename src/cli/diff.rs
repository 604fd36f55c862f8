//! `diff`: what changed between two dates or two revisions, and why.

mod sides;
mod terminal;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use self::sides::Sides;
use super::output::{clean, print, print_data, print_json, tell};
use super::workspace::{Opened, Reading};
use super::{Environment, Failure};
use crate::diff::told::told;
use crate::diff::{End, Side, difference, html, json, markdown};
use crate::register::Audience;
use crate::render::Templates;

/// Show what changed between two dates or two git revisions, and why.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur diff 2026-10-01 2026-11-01
  rapporteur diff HEAD~1 HEAD
  rapporteur diff main my-branch --edition leadership --format markdown
  rapporteur diff 2026-10-01 2026-11-01 --known-at v3      what we knew then of those days
  rapporteur diff HEAD~5 HEAD --as-of 2026-10-01           what we have learnt since of that day
  rapporteur diff HEAD~1 HEAD --format json | jq '.scores[].parts[].lines[]'
  rapporteur diff HEAD~1 HEAD --format html > changes.html

Two revisions are each as of `--as-of`, else of the `as_of` in their own configuration, else of today. A revision is read out of
git's objects; the checkout stays as it is. Exit codes: 0 whether anything changed or not, 1 errors in the content.")]
pub(super) struct DiffCommand {
    /// From: a date (2026-10-01) or a git revision (HEAD~1, a branch, a tag).
    from: String,
    /// To: likewise.
    to: String,
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Read the workspace as this git revision has it: what was known then of those dates.
    #[arg(long, value_name = "REV")]
    known_at: Option<String>,
    /// The edition to take it from; one that shows no scores compares the rest.
    #[arg(long, default_value = "pm", value_name = "NAME", add = super::complete::editions())]
    edition: String,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// For a comment on a pull request: at most 64 KB.
    Markdown,
    /// For programs: everything, unrounded.
    Json,
    /// One page that needs nothing beside it.
    Html,
}

/// A workspace as it is, or as a revision has it.
pub(super) fn known(
    dir: Option<&Path>,
    reading: &Reading,
    revision: Option<&str>,
    environment: &Environment,
) -> Result<Opened, Failure> {
    let Some(revision) = revision else { return Opened::read(dir, reading, false, environment) };
    let repository = sides::repository(dir)?;
    let (opened, _, left_out) = sides::revision(&repository, revision, reading, environment)?;
    tell_left_out(&left_out);
    Ok(opened)
}

fn tell_left_out(all: &[String]) {
    for left in all {
        tell(&format!("left out: {}\n", clean(left)));
    }
}

impl DiffCommand {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let sides = Sides::read(self, environment)?;
        let edition = sides.to().edition(&self.edition)?;
        let then = Side::new(End::From, &sides.from().workspace, edition, sides.from_day);
        let now = Side::new(End::To, &sides.to().workspace, edition, sides.to_day);
        let difference = difference(&then, &now);
        let mut heading = sides.heading(&edition.name);
        tell_left_out(&heading.left_out);
        // That there is something outside is nothing that a wider edition tells.
        if edition.audience != Audience::Pm {
            heading.left_out.clear();
        }
        match self.format {
            Format::Json => print_json(&json::document(&difference, &heading)),
            Format::Table => print(&terminal::terminal(&told(&difference, &heading), environment.width)),
            Format::Markdown => print_data(&markdown::markdown(&told(&difference, &heading), markdown::LIMIT)),
            Format::Html => {
                let workspace = &sides.to().workspace;
                let unfit = |error: crate::render::TemplateError| Failure::Environment(clean(&error.to_string()));
                let templates = Templates::new(&workspace.sources.templates).map_err(unfit)?;
                let product = workspace.config.product.as_str();
                let page = html::page(&told(&difference, &heading), product, edition, &templates);
                print_data(&page.map_err(unfit)?)
            }
        }
    }
}
