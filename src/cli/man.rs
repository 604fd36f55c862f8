//! `man`: the manual, a page for each command, from the same words as the help.

use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory as _};
use clap_mangen::Man as Page;
use clap_mangen::roff::{Roff, roman};

use super::output::{clean, count, print_data, tell};
use super::{Cli, Failure};

/// Print the manual, or write a page for each command into a folder.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur man | man -l -                    read it
  rapporteur man build | man -l -              the page of one command
  rapporteur man --out ~/.local/share/man/man1 for `man rapporteur-build`")]
pub(super) struct Man {
    /// The command; by default the program as a whole.
    command: Option<String>,
    /// Write every page into this folder instead.
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    out: Option<PathBuf>,
}

impl Man {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let mut pages = Vec::new();
        let mut program = Cli::command().disable_help_subcommand(true);
        program.build();
        collect(program, &mut pages);
        if let Some(dir) = &self.out {
            return write(dir, &pages);
        }
        let name = self.command.as_ref().map_or("rapporteur".to_owned(), |name| format!("rapporteur-{name}"));
        let Some((_, text)) = pages.iter().find(|(file, _)| file.strip_suffix(".1") == Some(&name)) else {
            let name = clean(self.command.as_deref().unwrap_or_default());
            return Err(Failure::Usage(format!("there is no command `{name}`; `rapporteur --help` lists them")));
        };
        print_data(text)
    }
}

/// The pages of a command and those below it, by file name.
fn collect(command: Command, pages: &mut Vec<(String, String)>) {
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        collect(below.clone(), pages);
    }
    // Examples are to stay as they are typed: a page would fill them into a paragraph.
    let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let page = Page::new(command.after_help(""))
        .source(concat!("rapporteur ", env!("CARGO_PKG_VERSION")))
        .manual("Rapporteur");
    let mut out = Vec::new();
    let mut sections = || -> std::io::Result<()> {
        page.render_title(&mut out)?;
        page.render_name_section(&mut out)?;
        page.render_synopsis_section(&mut out)?;
        page.render_description_section(&mut out)?;
        page.render_options_section(&mut out)?;
        page.render_subcommands_section(&mut out)?;
        if !examples.is_empty() {
            let mut roff = Roff::new();
            roff.control("SH", ["EXAMPLES"]).control("nf", []);
            for line in examples.lines().skip_while(|line| *line == "Examples:") {
                roff.text([roman(line)]);
            }
            roff.control("fi", []).to_writer(&mut out)?;
        }
        Ok(())
    };
    sections().expect("memory can be written");
    pages.push((page.get_filename(), String::from_utf8_lossy(&out).into_owned()));
}

fn write(dir: &Path, pages: &[(String, String)]) -> Result<(), Failure> {
    let cannot = |path: &Path| {
        let path = clean(&path.display().to_string());
        move |error: std::io::Error| Failure::Environment(format!("cannot write `{path}`: {error}"))
    };
    std::fs::create_dir_all(dir).map_err(cannot(dir))?;
    for (name, text) in pages {
        let path = dir.join(name);
        std::fs::write(&path, text).map_err(cannot(&path))?;
    }
    tell(&format!("{} in {}\n", count(pages.len(), "page", "pages"), clean(&dir.display().to_string())));
    Ok(())
}
