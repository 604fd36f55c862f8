//! `init`: a workspace to start from. What it writes builds without errors or warnings.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::output::{clean, tell};
use super::workspace::today;
use super::{Environment, Failure};

/// Days in which the sample promise is due.
const DUE_IN: i32 = 14;
/// What a repository doesn't hold: made from the rest, and some of it for nobody else's eyes.
const IGNORED: (&str, &str) = (
    ".gitignore",
    "# Made by `rapporteur`. workbench/, about/ and mail/ are for your eyes only.\n/workbench/\n/about/\n/mail/\n/export/\n/site/\n",
);

/// Start a workspace: a commented configuration, a first stakeholder, note and update.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur init               in the current directory
  rapporteur init engagement    in engagement/, which is made

Nothing that exists is written over.")]
pub(super) struct Init {
    /// Where; by default the current directory.
    #[arg(default_value = ".")]
    dir: PathBuf,
}

impl Init {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let date = today(environment, None)?;
        let files = files(date);
        let taken = files.iter().map(|(path, _)| self.dir.join(path)).find(|path| path.symlink_metadata().is_ok());
        if let Some(path) = taken {
            let path = clean(&path.display().to_string());
            return Err(Failure::Usage(format!(
                "`{path}` exists; `init` starts a new workspace and writes nothing over"
            )));
        }
        // Whoever has one keeps it, and is told.
        let ignored = self.dir.join(IGNORED.0);
        let has_own = ignored.symlink_metadata().is_ok();
        let more = (!has_own).then(|| (IGNORED.0.to_owned(), IGNORED.1.to_owned()));
        let files: Vec<_> = files.into_iter().chain(more).collect();
        for (path, text) in &files {
            let path = self.dir.join(path);
            write(&path, text).map_err(|error| {
                Failure::Environment(format!("cannot write `{}`: {error}", clean(&path.display().to_string())))
            })?;
        }
        tell(&next_steps(&self.dir, &files, has_own));
        Ok(())
    }
}

fn files(date: Date) -> Vec<(String, String)> {
    let due = date.saturating_add(jiff::Span::new().days(DUE_IN));
    let fill = |text: &str| text.replace("{date}", &date.to_string()).replace("{due}", &due.to_string());
    vec![
        ("rapporteur.toml".to_owned(), crate::parse::config::TEMPLATE.to_owned()),
        ("stakeholders/ada.toml".to_owned(), fill(include_str!("init/stakeholder.toml"))),
        (format!("notes/{date}-first-conversation.md"), fill(include_str!("init/note.md"))),
        (format!("updates/{date}.md"), fill(include_str!("init/update.md"))),
    ]
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::File::create_new(path)?.write_all(text.as_bytes())
}

fn next_steps(dir: &Path, files: &[(String, String)], has_own: bool) -> String {
    let here = dir == Path::new(".");
    let shown = clean(&dir.display().to_string());
    let mut out =
        if here { "a workspace in this directory:\n".to_owned() } else { format!("a workspace in {shown}:\n") };
    for (path, _) in files {
        out += &format!("  {path}\n");
    }
    out += "\nnext:\n";
    if !here {
        out += &format!("  cd {shown}\n");
    }
    out += "  rapporteur build         then open site/index.html and workbench/index.html\n";
    out += "  rapporteur status        who needs attention\n";
    out += "  rapporteur check         what is wrong with the content\n";
    out += "write a stakeholder's file as stakeholders/ID.toml, a note as notes/DATE-TITLE.md\n";
    if has_own {
        out +=
            "keep workbench/, about/ and mail/ out of git: the .gitignore that is here is yours and stays as it is\n";
    }
    out
}
