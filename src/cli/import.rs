//! `import`: what other programs keep, as records and notes. Reads the file, hands it to [`crate::import`], says how it
//! was read, writes what is new.

use std::fs::{self, File};
use std::io::{BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::output::{clean, print_data, tell};
use super::workspace::{Opened, Reading, date};
use super::{Environment, Failure};
use crate::edit::{self, Edit, EditError};
use crate::import::words::Field;
use crate::import::{self, Context, Import as Imported, MAX_BYTES, Settings};

/// Take in what other programs keep: tables of stakeholders, contacts, calendars, mail.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur import csv stakeholders.csv --dry-run        the mapping of its columns, nothing written
  rapporteur import xlsx register.xlsx --sheet People --map \"Sway=power\"
  rapporteur import vcf contacts.vcf
  rapporteur import ics calendar.ics --from 2026-06-01    past meetings as notes, future ones planned
  rapporteur import mbox sent-and-inbox.mbox              a note for each thread and day

Run twice, it changes nothing; what you edited is never written over. Exit 1 where a row could not be read.")]
pub(super) struct Import {
    /// What the file is.
    #[arg(value_enum)]
    format: Format,
    /// The file.
    file: PathBuf,
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Say what would be written, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// csv, xlsx: where a column goes, e.g. `Einfluss=power`; `extra` keeps it aside, `ignore` leaves it out.
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = mapping)]
    map: Vec<(String, Field)>,
    /// csv, xlsx: the highest figure of power and interest (3, 5 or 10); by default told by the figures.
    #[arg(long, value_name = "N", value_parser = ["3", "5", "10"])]
    scale: Option<String>,
    /// xlsx: the sheet; by default the first.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// ics, eml, mbox: the first day; by default a year ago (ics, mbox) or none (eml).
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<Date>,
    /// ics, eml, mbox: the last day; by default 90 days ahead (ics) or the as-of date (eml, mbox).
    #[arg(long, value_name = "DATE", value_parser = date)]
    to: Option<Date>,
    /// ics: take who was invited and gave no answer for present.
    #[arg(long)]
    unanswered_attended: bool,
    /// eml, mbox: put the text of the messages into the notes.
    #[arg(long)]
    with_body: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table of stakeholders, as text.
    Csv,
    /// The same, as a workbook.
    Xlsx,
    /// Contacts (vCard 2.1, 3, 4).
    Vcf,
    /// A calendar.
    Ics,
    /// One message.
    Eml,
    /// A mailbox.
    Mbox,
}

fn mapping(text: &str) -> Result<(String, Field), String> {
    let (column, word) = text.rsplit_once('=').ok_or("a column and a field, as in `Einfluss=power`")?;
    let field = Field::parse(word.trim()).ok_or_else(|| {
        let words: Vec<&str> = Field::ALL.iter().map(|(_, word, _)| *word).collect();
        format!("`{}` is no field; there are {}", clean(word), words.join(", "))
    })?;
    Ok((column.trim().to_owned(), field))
}

impl Import {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        self.refuse_misplaced()?;
        let opened = Opened::read(self.dir.as_deref(), &self.reading, false, environment)?;
        opened.refuse_errors("nothing was imported", environment)?;
        let context = Context { workspace: &opened.workspace, root: &opened.workspace.root, as_of: opened.as_of };
        let shown = clean(&self.file.display().to_string());
        let imported = self.import(&context, &shown)?;
        if !self.dry_run {
            let edits = as_on_disk(imported.edits)?;
            edit::apply(&edits).map_err(|error| match error {
                EditError::Io { .. } => Failure::Environment(clean(&error.to_string())),
                _ => Failure::Usage(clean(&error.to_string())),
            })?;
        }
        let text: String = imported.report.text(self.dry_run).lines().map(|line| shown_line(line) + "\n").collect();
        print_data(&text)?;
        if imported.report.faults.is_empty() {
            return Ok(());
        }
        let faults: String = imported.report.faults(&shown).lines().map(|line| shown_line(line) + "\n").collect();
        tell(&faults);
        Err(Failure::Findings)
    }

    /// Options that mean nothing for the format are a misuse.
    fn refuse_misplaced(&self) -> Result<(), Failure> {
        use Format::{Csv, Eml, Ics, Mbox, Xlsx};
        let given = [
            ("--map", !self.map.is_empty(), &[Csv, Xlsx][..]),
            ("--scale", self.scale.is_some(), &[Csv, Xlsx]),
            ("--sheet", self.sheet.is_some(), &[Xlsx]),
            ("--from", self.from.is_some(), &[Ics, Eml, Mbox]),
            ("--to", self.to.is_some(), &[Ics, Eml, Mbox]),
            ("--unanswered-attended", self.unanswered_attended, &[Ics]),
            ("--with-body", self.with_body, &[Eml, Mbox]),
        ];
        match given.iter().find(|(_, is_given, formats)| *is_given && !formats.contains(&self.format)) {
            Some((option, ..)) => Err(Failure::Usage(format!("`{option}` is not for this format"))),
            None => Ok(()),
        }
    }

    fn import(&self, context: &Context<'_>, shown: &str) -> Result<Imported, Failure> {
        let settings = Settings {
            map: self.map.clone(),
            scale: self.scale.as_deref().and_then(|scale| scale.parse().ok()),
            sheet: self.sheet.clone(),
        };
        let mail = import::mail::Settings { from: self.from, to: self.to, with_body: self.with_body };
        let calendar =
            import::calendar::Settings { from: self.from, to: self.to, unanswered_attended: self.unanswered_attended };
        match self.format {
            Format::Csv => Ok(import::csv(context, &self.bytes(shown)?, &settings)),
            Format::Vcf => Ok(import::contacts(context, &self.bytes(shown)?)),
            Format::Ics => Ok(import::calendar::calendar(context, &self.bytes(shown)?, &calendar)),
            Format::Eml => Ok(import::mail::message(context, &self.bytes(shown)?, &mail)),
            Format::Mbox => {
                let file = File::open(&self.file).map_err(|error| unreadable(&self.file, &error))?;
                import::mail::mailbox(context, &mut BufReader::new(file), &mail)
                    .map_err(|error| unreadable(&self.file, &error))
            }
            #[cfg(feature = "xlsx")]
            Format::Xlsx => Ok(import::xlsx::xlsx(context, &self.bytes(shown)?, &settings)),
            #[cfg(not(feature = "xlsx"))]
            Format::Xlsx => Err(Failure::Usage(
                "this build reads no workbooks (it was made without its feature `xlsx`); save the sheet as .csv"
                    .to_owned(),
            )),
        }
    }

    fn bytes(&self, shown: &str) -> Result<Vec<u8>, Failure> {
        let file = File::open(&self.file).map_err(|error| unreadable(&self.file, &error))?;
        let mut bytes = Vec::new();
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&self.file, &error))?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(Failure::Usage(format!("`{shown}` is larger than {} MiB; split it", MAX_BYTES >> 20)));
        }
        Ok(bytes)
    }
}

/// A path that names no file is a misuse; one that can't be read is the environment's.
fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let message = format!("cannot read `{}`: {error}", clean(&path.display().to_string()));
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Failure::Usage(message),
        _ if path.is_dir() => Failure::Usage(format!("{message}; give the file itself")),
        _ => Failure::Environment(message),
    }
}

/// A line of the report: its indentation stays.
fn shown_line(line: &str) -> String {
    clean(line).trim_end().to_owned()
}

/// The edits with what the files really hold: the workspace was read without byte order marks.
fn as_on_disk(edits: Vec<Edit>) -> Result<Vec<Edit>, Failure> {
    let on_disk = |mut edit: Edit| {
        if let Some(was) = &edit.was {
            let real = fs::read_to_string(&edit.path).map_err(|error| unreadable(&edit.path, &error))?;
            if real.strip_prefix('\u{feff}') == Some(was) {
                edit.text.insert(0, '\u{feff}');
                edit.was = Some(real);
            }
        }
        Ok(edit)
    };
    edits.into_iter().map(on_disk).collect()
}
