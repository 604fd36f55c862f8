//! `log`: write down what happened in one line, empty the inbox, or keep a pasted chat.

use std::fs;
use std::io::Read;
use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::capture::{self, print_taken, refused, tell_warnings, write};
use super::output::{clean, count, print, tell};
use super::workspace::Reading;
use super::{Environment, Failure};
use crate::capture::chat;
use crate::capture::draft::Draft;
use crate::capture::inbox::{self, Moved};
use crate::capture::log::{Logged, log};

/// Largest chat read, in bytes.
const MOST: u64 = 1 << 20;

/// Write down what happened, into the note of the day with that person; print how each part was read.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur log ada \"met; promised the Q3 model by Friday; +1\"
  rapporteur log ada,bo \"called; bo promised the list by 3 March; concern from ada: the costs\"
  rapporteur log ada \"emailed, both ways\" --date 2026-11-02
  rapporteur log --inbox                 what was jotted down in inbox.md
  rapporteur log ada --chat thread.txt   pasted from Slack or Teams; - is standard input

Parts are separated by semicolons. Words at the start of a part decide:
  met, called, emailed, messaged, workshop, interview   a touchpoint; `both ways` makes mail two-way
  promised .., I'll .., we owe ..                       a promise of ours; `by Friday` at its end is its date
  she promised .., they owe .., bo will ..              a promise of theirs
  feedback: .., concern: .., complaint (high): ..       what they told us
  decided .. (approved by ada)                          a decision
  +1, -2: \"in their words\"                              a mark; nothing is read from other words
Anything else is prose, and it says so.")]
pub(super) struct Log {
    /// Whom it was with: ids, handles or names, commas between.
    #[arg(required_unless_present = "inbox", conflicts_with = "inbox", add = super::complete::stakeholders())]
    who: Option<String>,
    /// What happened.
    // A mark may come first: `-1: ...` is no flag.
    #[arg(
        required_unless_present_any = ["inbox", "chat"],
        conflicts_with_all = ["inbox", "chat"],
        allow_hyphen_values = true
    )]
    text: Option<String>,
    /// Move the lines of inbox.md that can be read into notes.
    #[arg(long)]
    inbox: bool,
    /// Keep a chat copied from Slack, Teams or the like as a message note; `-` is standard input.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", conflicts_with = "inbox")]
    chat: Option<PathBuf>,
    /// The day it was; by default the date everything is as of.
    #[arg(long, value_name = "DATE", value_parser = capture::date, conflicts_with = "inbox")]
    date: Option<Date>,
    /// Put it into this note of ours.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["inbox", "chat"])]
    note: Option<String>,
    /// The workspace; by default the current directory or its `content/`.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

impl Log {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let opened = capture::open(self.dir.as_deref(), &self.reading, environment)?;
        let mut draft = Draft::new(&opened.workspace);
        if self.inbox {
            let moved = inbox::empty(&mut draft, opened.as_of).map_err(|r| refused(r, environment))?;
            write(&draft)?;
            return print_moved(&moved);
        }
        let who = self.who.as_deref().unwrap_or_default();
        if let Some(path) = &self.chat {
            let text = read(path)?;
            let date = self.date.unwrap_or(opened.as_of);
            let kept = chat::keep(&mut draft, who, &text, date).map_err(|r| refused(r, environment))?;
            write(&draft)?;
            for path in &kept.paths {
                print(&format!("{}\n", clean(path)))?;
            }
            print_taken(&kept.taken)?;
            tell_warnings(&kept.warnings, &draft, environment);
            return Ok(());
        }
        let text = self.text.as_deref().unwrap_or_default();
        let logged = log(&mut draft, who, text, (self.date, opened.as_of), self.note.as_deref())
            .map_err(|r| refused(r, environment))?;
        write(&draft)?;
        print_logged(&logged)?;
        tell_warnings(&logged.warnings, &draft, environment);
        Ok(())
    }
}

fn print_logged(logged: &Logged) -> Result<(), Failure> {
    let new = if logged.is_new { " (new)" } else { "" };
    print(&format!("{}{new}\n", clean(&logged.path)))?;
    print_taken(&logged.taken)
}

fn print_moved(moved: &[Moved]) -> Result<(), Failure> {
    for line in moved {
        match &line.to {
            Ok(logged) => {
                print(&format!("{}:{} -> ", inbox::FILE, line.line))?;
                print_logged(logged)?;
            }
            Err(why) => {
                print(&format!("{}:{} stays: {}\n  {}\n", inbox::FILE, line.line, clean(why), clean(&line.text)))?;
            }
        }
    }
    let left = moved.iter().filter(|line| line.to.is_err()).count();
    let went = moved.len() - left;
    tell(&format!("{} moved into notes, {} left\n", count(went, "line", "lines"), left));
    if left > 0 { Err(Failure::Findings) } else { Ok(()) }
}

fn read(path: &std::path::Path) -> Result<String, Failure> {
    let mut text = String::new();
    let done = if path.as_os_str() == "-" {
        std::io::stdin().take(MOST + 1).read_to_string(&mut text)
    } else {
        fs::File::open(path).and_then(|file| file.take(MOST + 1).read_to_string(&mut text))
    };
    let shown = clean(&path.display().to_string());
    done.map_err(|error| Failure::Environment(format!("cannot read `{shown}`: {error}")))?;
    if text.len() as u64 > MOST {
        return Err(Failure::Usage(format!("`{shown}` is larger than {} MiB", MOST >> 20)));
    }
    Ok(text)
}
