//! `email`: the newest update as mail, a draft for each recipient; sent where that is asked for.

mod digest;
mod folder;
mod letters;
mod send;

use std::path::PathBuf;

use clap::Args;

use super::build::bad_template;
use super::output::{clean, count, print, tell};
use super::table::{Cell, Column, table};
use super::workspace::{Opened, Reading};
use super::{Environment, Failure};
use crate::email::mime::{self, Head, Message};
use crate::email::{self, Letter, Proof};
use crate::render::mail::HEAVIEST;

/// Write the newest update as mail into mail/: a draft for each recipient, and one of the whole edition; send them on demand.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur email                                    mail/leadership.eml and mail/ID.eml for each recipient
  rapporteur email --preview                          mail/preview.html besides: light, dark, narrow, without images
  rapporteur email --to ada                           hers alone
  rapporteur email --digest                           to you: what is due, who drifts, what changed
  RAPPORTEUR_SMTP_PASSWORD=.. rapporteur email --send --smtp smtps://me@mail.example.org
  rapporteur email --send --smtp smtp://me@mail.example.org --password-command 'pass show mail'

Recipients, sender and edition are set under [email] in rapporteur.toml; the server never is. Drafts open in any mail
program. What was sent is kept in mail/sent.jsonl: a run that broke goes on where it stopped, and nobody gets the same
update twice unless --again says so. The mail of the whole edition is sent only where `to` is set.

Exit codes of --send: 0 everything accepted, 1 something refused or undecided, 3 the server can't be reached.")]
pub(super) struct EmailCommand {
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// The folder for the mails.
    #[arg(long, value_name = "DIR", default_value = "mail")]
    out: PathBuf,
    /// Only to this recipient, a group's members, or the edition's own mail by its name; can be repeated.
    #[arg(long, value_name = "ID")]
    to: Vec<String>,
    /// Instead of the update, what the pm should know: due this week, who drifts, what changed. Nothing where there is nothing.
    #[arg(long, conflicts_with = "preview")]
    digest: bool,
    /// Write preview.html besides: the mail as different readers will see it.
    #[arg(long)]
    preview: bool,
    #[command(flatten)]
    sending: send::Sending,
}

/// A letter and its bytes.
#[derive(Debug)]
struct Written {
    letter: Letter,
    message: Message,
    /// What it brings, whatever its version.
    #[cfg_attr(not(feature = "send"), expect(dead_code, reason = "only sending asks what somebody got before"))]
    occasion: String,
}

impl EmailCommand {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let opened = Opened::read(self.dir.as_deref(), &self.reading, false, environment)?;
        opened.refuse_errors("no mail was written", environment)?;
        // A misuse is told before anything is written.
        let server = self.sending.server(environment)?;
        let head = head(&opened)?;
        let letters::Made { letters, occasion, edition, templates, notes } = letters::made(self, &opened)?;
        for note in notes {
            tell(&format!("{}\n", clean(&note)));
        }
        if letters.is_empty() {
            tell("no mail to write\n");
            return Ok(());
        }
        let write = |letter: Letter| {
            let message = mime::message(&letter, &head);
            Written { letter, message, occasion: occasion.clone() }
        };
        let written: Vec<Written> = letters.into_iter().map(write).collect();
        let preview = self.preview.then(|| {
            let proofs = written.iter().map(|w| Proof { letter: &w.letter, message: w.message.bytes.len() });
            email::preview(&proofs.collect::<Vec<_>>(), edition, &templates)
        });
        let preview = preview.transpose().map_err(|error| bad_template(&error))?;
        let published = folder::write(&self.out, &written, preview.as_deref(), &opened, environment)?;
        print(&listing(&written, environment.width))?;
        tell(&folder::summary(&published, &self.out, &opened));
        match server {
            Some(server) => self.sending.send(&server, &written, &head, &published.target, environment),
            None => Ok(()),
        }
    }
}

/// What every letter's header says.
fn head(opened: &Opened) -> Result<Head, Failure> {
    let config = &opened.workspace.config;
    let team = &opened.workspace.register.team;
    let from = config.email.sender(team).ok_or_else(|| {
        let told = "there is no sender: set `from` under [email] in rapporteur.toml, or `email` in your [[team]] entry";
        Failure::Usage(told.to_owned())
    })?;
    Ok(Head {
        reply_to: config.email.answers_to(team).unwrap_or_else(|| from.clone()),
        from,
        date: mime::date(opened.as_of, config.time_zone.as_deref()),
        unsubscribe: config.email.unsubscribe.clone(),
        one_click: config.email.one_click,
        unsent: config.email.unsent,
    })
}

/// What was written: to whom, what about, how heavy.
fn listing(written: &[Written], width: Option<usize>) -> String {
    const COLUMNS: [Column; 4] = [
        Column { title: "mail", right: false, rank: 0 },
        Column { title: "to", right: false, rank: 1 },
        Column { title: "subject", right: false, rank: 0 },
        Column { title: "size", right: true, rank: 2 },
    ];
    let row = |w: &Written| {
        let to = w.letter.to.as_ref().map_or_else(|| "nobody yet".to_owned(), |to| clean(&to.address));
        let size = format!("{} KB", w.message.bytes.len().div_ceil(1024));
        let name = format!("{}.eml", clean(&w.letter.name));
        [name, to, clean(&w.letter.subject), size].map(Cell::new).to_vec()
    };
    let mut out = table(&COLUMNS, &written.iter().map(row).collect::<Vec<_>>(), width);
    let heavy: Vec<&Written> = written.iter().filter(|w| w.letter.html.len() > HEAVIEST).collect();
    if let Some(first) = heavy.first() {
        let mails = count(heavy.len(), "mail is", "mails are");
        let heaviest = first.letter.html.len().div_ceil(1000);
        out += &format!("\n{mails} over 80 KB of HTML ({heaviest} KB): Gmail cuts such mail off near its end\n");
    }
    out
}
