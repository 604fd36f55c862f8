//! `export`: what an edition shows, for other programs.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::output::{clean, count, print_data, tell, unsteering};
use super::workspace::{Opened, Reading};
use super::{Environment, Failure};
use crate::export::{self, Files, Form};
use crate::publish::{Job, PublishError, Published, Publisher};
use crate::register::Audience;

/// Export what an edition shows for other programs: tables, a document with its schema, a calendar, facts by year.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur export csv                              export/csv/stakeholders.csv, touchpoints.csv ..
  rapporteur export csv --edition pm --out tables    with scores, for your eyes only
  rapporteur export json --out - | jq '.milestones'
  rapporteur export ics --out calendar               calendar/engagement.ics
  rapporteur export facts && duckdb -c \"SELECT kind, count(*) FROM
    read_json_auto('export/facts/**/*.ndjson', hive_partitioning = true) GROUP BY kind\"

Nothing that the edition may not see is in it. Files of yours in the folder stay; docs/export.md has every column.")]
pub(super) struct Export {
    /// What to write.
    #[arg(value_enum)]
    form: Name,
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// The edition to export.
    #[arg(long, default_value = "leadership", value_name = "NAME", add = super::complete::editions())]
    edition: String,
    /// The folder; by default export/FORM. `-` prints the document or the calendar instead.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// csv: begin each file with the mark by which some spreadsheets know UTF-8.
    #[arg(long)]
    bom: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Name {
    /// A file for each table, for spreadsheets.
    Csv,
    /// One document, with its JSON Schema.
    Json,
    /// Planned and due days, for calendars.
    Ics,
    /// Dated facts, one a line, by kind and year, for `DuckDB`, Spark and the like.
    Facts,
}

impl Name {
    fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Ics => "ics",
            Self::Facts => "facts",
        }
    }
}

impl Export {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let form = match self.form {
            Name::Csv => Form::Csv { bom: self.bom },
            _ if self.bom => return Err(Failure::Usage("--bom is for csv".to_owned())),
            Name::Json => Form::Json,
            Name::Ics => Form::Ics,
            Name::Facts => Form::Facts,
        };
        let prints = self.out.as_deref() == Some(Path::new("-"));
        if prints && !matches!(form, Form::Json | Form::Ics) {
            return Err(Failure::Usage(format!("`--out -` is for json and ics: {} is many files", self.form.as_str())));
        }
        let opened = Opened::read(self.dir.as_deref(), &self.reading, false, environment)?;
        opened.refuse_errors("nothing was exported", environment)?;
        let edition = opened.edition(&self.edition)?;
        let files = export::files(&opened.view(edition), &opened.workspace.config, edition, form);
        if prints {
            // Beside the document lies its schema, which `schema export` prints.
            let (_, bytes) = files.first_key_value().expect("a document and a calendar are files");
            let text = String::from_utf8_lossy(bytes).into_owned();
            return print_data(&if form == Form::Json { unsteering(text) } else { text });
        }
        let target = self.out.clone().unwrap_or_else(|| Path::new("export").join(self.form.as_str()));
        let job = Job {
            target: &target,
            // Marked otherwise than a site: neither is ever written over the other.
            edition: &format!("{}, {}", edition.name, self.form.as_str()),
            private: edition.audience == Audience::Pm,
            workspace: &opened.workspace.root,
            home: environment.home.as_deref(),
        };
        let published = publish(&job, &files).map_err(|error| Failure::Environment(clean(&error.to_string())))?;
        let private = if job.private { ", for your eyes only" } else { "" };
        tell(&format!(
            "{}  {}, {} changed{private}\nas of {}, what the {} edition shows\n",
            clean(&target.display().to_string()),
            count(published.files, "file", "files"),
            published.changed,
            opened.as_of,
            clean(&edition.name),
        ));
        Ok(())
    }
}

fn publish(job: &Job<'_>, files: &Files) -> Result<Published, PublishError> {
    let publisher = Publisher::new(job)?;
    for (path, bytes) in files {
        publisher.put(path, bytes)?;
    }
    publisher.finish()
}
