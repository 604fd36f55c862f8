//! `new`: a note with what is open brought along, or a record with its fields as comments.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::capture::{self, print_taken, refused, tell_warnings, write};
use super::output::{clean, print};
use super::workspace::Reading;
use super::{Environment, Failure};
use crate::capture::draft::Draft;
use crate::capture::new_record::{self, Kind};
use crate::capture::{Taken, new_note};
use crate::register::NoteType;

/// Start a note or a record; nothing that exists is written over.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur new note --with ada,bo --title \"Steering\"
  rapporteur new stakeholder \"Ada Moss\"
  rapporteur new decision \"Who pays for the boxes\"
  rapporteur new feedback \"the list is hard to read\" --from ada
  rapporteur new update \"Watch: wave 2 starts in January\"")]
pub(super) struct New {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A note, with the open promises between you and them; a tick there closes them.
    Note(Note),
    /// A stakeholder, in a file of their own.
    Stakeholder(Record),
    /// A decision that is proposed.
    Decision(Record),
    /// A risk.
    Risk(Record),
    /// A goal.
    Goal(Record),
    /// A milestone; `--date` is its baseline.
    Milestone(Record),
    /// Feedback that came by another way than a meeting.
    Feedback(Record),
    /// A leadership update.
    Update(Record),
}

#[derive(Debug, Args)]
struct Note {
    /// Who will be there: ids, handles or names with commas.
    #[arg(long, value_name = "IDS", required = true, add = super::complete::stakeholders())]
    with: String,
    /// Its title.
    #[arg(long)]
    title: Option<String>,
    /// meeting, call, workshop, interview, one-to-one, email, message or async.
    #[arg(long = "type", default_value = "meeting", value_parser = note_type)]
    kind: NoteType,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
struct Record {
    /// Its name, title, event or words.
    words: String,
    /// Its id; by default one made of its words.
    #[arg(long)]
    id: Option<String>,
    /// Of feedback: from whom.
    #[arg(long, value_name = "ID")]
    from: Option<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
struct Common {
    /// Its day; by default the date everything is as of.
    #[arg(long, value_name = "DATE", value_parser = capture::date)]
    date: Option<Date>,
    /// The workspace; by default the current directory or its `content/`.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

fn note_type(text: &str) -> Result<NoteType, String> {
    NoteType::parse(text).ok_or_else(|| format!("expected one of {}", NoteType::WORDS.join(", ")))
}

impl New {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let (kind, record) = match &self.what {
            What::Note(note) => return note.run(environment),
            What::Stakeholder(record) => (Kind::Stakeholder, record),
            What::Decision(record) => (Kind::Decision, record),
            What::Risk(record) => (Kind::Risk, record),
            What::Goal(record) => (Kind::Goal, record),
            What::Milestone(record) => (Kind::Milestone, record),
            What::Feedback(record) => (Kind::Feedback, record),
            What::Update(record) => (Kind::Update, record),
        };
        let opened = capture::open(record.common.dir.as_deref(), &record.common.reading, environment)?;
        let mut draft = Draft::new(&opened.workspace);
        let wish = new_record::Wish {
            kind,
            words: &record.words,
            id: record.id.as_deref(),
            from: record.from.as_deref(),
            date: record.common.date.unwrap_or(opened.as_of),
        };
        let made = new_record::make(&mut draft, &wish).map_err(|refusal| refused(refusal, environment))?;
        finish(&draft, &made.path, &made.taken)?;
        tell_warnings(&made.warnings, &draft, environment);
        Ok(())
    }
}

impl Note {
    fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let opened = capture::open(self.common.dir.as_deref(), &self.common.reading, environment)?;
        let mut draft = Draft::new(&opened.workspace);
        let wish = new_note::Wish {
            with: &self.with,
            title: self.title.as_deref(),
            kind: self.kind,
            date: self.common.date.unwrap_or(opened.as_of),
        };
        let made = new_note::make(&mut draft, &wish).map_err(|refusal| refused(refusal, environment))?;
        finish(&draft, &made.path, &made.taken)?;
        tell_warnings(&made.warnings, &draft, environment);
        Ok(())
    }
}

fn finish(draft: &Draft<'_>, path: &str, taken: &[Taken]) -> Result<(), Failure> {
    let is_new = draft.changed().into_iter().any(|(changed, is_new)| changed == path && is_new);
    write(draft)?;
    print(&format!("{}{}\n", clean(path), if is_new { " (new)" } else { "" }))?;
    print_taken(taken)
}
