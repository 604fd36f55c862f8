//! `adopt`: a workspace around notes that exist. Reads the notes and what is there already; leaves who is who, and every
//! text that is written, to the library's `adopt`.

mod place;

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;

use super::output::{clean, count, print, tell};
use super::workspace::today;
use super::{Environment, Failure, report};
use crate::adopt::config::{self, Entrance};
use crate::adopt::report::{Files, Settings};
use crate::adopt::{self, Draft, memory, record, style};
use crate::config::{Config, NotesSource};
use crate::diagnostic::{Diagnostics, Severity};
use crate::edit::{self, Edit, EditError};
use crate::parse::{self, ParsedNote};
use crate::register::{Id, Register};
use crate::source::{self, FOLDERS, FileId, Origin, ReadError, Role, SourceFile};
use crate::validate::Directory;
use place::Place;

/// Files that `--dry-run` names.
const NAMED: usize = 12;

/// Make a workspace around notes that exist: they stay where and as they are, and a record is drafted for everybody in them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur adopt meetings                    ./rapporteur, which reads ./meetings from now on
  rapporteur adopt meetings --dry-run          what it would write, and what it couldn't read
  rapporteur adopt ~/vault/1-1s --into work    work/, with the path to the notes in its rapporteur.toml
  rapporteur adopt log.md                      one file of many meetings

Run it again when new people turn up: it adds records and spellings, and changes nothing you wrote.
Nobody is merged for looking alike: such pairs are listed for you to decide.")]
pub(super) struct Adopt {
    /// The folder of notes, or one file; never written.
    #[arg(value_name = "NOTES_DIR")]
    notes: PathBuf,
    /// The workspace; made where it doesn't exist.
    #[arg(long, value_name = "DIR", default_value = "rapporteur")]
    into: PathBuf,
    /// Say what would be written, and write nothing.
    #[arg(long)]
    dry_run: bool,
}

/// The workspace there is, or the one to be.
struct Before {
    config: Config,
    register: Register,
    /// The file of each record: its path below the workspace; `None` in the private overlay.
    records: BTreeMap<Id, Option<String>>,
    /// Text of the configuration; `None` where there is none yet.
    text: Option<String>,
    /// The source for these notes, where the configuration has one.
    source: Option<usize>,
}

/// Notes as read and parsed.
struct Read {
    files: Files,
    notes: Vec<ParsedNote>,
    /// Files that would keep the workspace from being built.
    broken: Vec<String>,
    /// Whether the cut at dated headings is to be asked for.
    is_asked: bool,
    /// What was chosen of how they are read.
    chosen: Vec<String>,
}

impl Adopt {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let place = Place::find(&self.notes, &self.into)?;
        let before = before(&place, environment)?;
        let mut entrance = place.entrance.clone();
        let standing = match before.source {
            Some(n) => before.config.sources[n].clone(),
            None => settings(&entrance),
        };
        let mut read = read(&place, &standing, before.source.is_none(), &before, &self.notes)?;
        if read.files.read == 0 {
            return Err(Failure::Usage(nothing(&read.files)));
        }
        entrance.broken = std::mem::take(&mut read.broken);
        entrance.is_running = read.is_asked;
        let remembered = text_of(&place.into.join(memory::FILE))?;
        let known = remembered.as_deref().map(memory::read).unwrap_or_default();
        let directory = Directory::new(&before.register, &mut Diagnostics::default());
        let notes: Vec<&ParsedNote> = read.notes.iter().collect();
        let find = |spelling: &str| directory.find(spelling).map(|found| found.id);
        let today = today(environment, before.config.time_zone.as_deref()).ok();
        let draft = adopt::draft(&notes, &before.register, find, &known, today);
        if let Some(last) = draft.survey.days.last() {
            read.files.age = today.map(|today| (today - *last).get_days());
        }

        let mut chosen = std::mem::take(&mut read.chosen);
        let edits = edits(&place, &before, &entrance, &draft, remembered, &mut chosen)?;
        let signals = if before.text.is_some() { before.config.health.signals.clone() } else { draft.survey.signals() };
        let standing = Settings { signals, is_old: before.text.is_some(), chosen };
        let found = adopt::report::text(&draft, &read.files, &standing);
        let shown: String = found.lines().map(|line| clean(line).trim_end().to_owned() + "\n").collect();
        print(&shown)?;
        if !self.dry_run {
            edit::apply(&edits).map_err(unwritten)?;
        }
        print(&written(&edits, &place, &self.into, self.dry_run))
    }
}

/// What there is to add to; refused where it has errors, for a record that can't be read would be drafted again.
fn before(place: &Place, environment: &Environment) -> Result<Before, Failure> {
    let path = place.into.join("rapporteur.toml");
    let Some(text) = text_of(&path)? else {
        let config = Config::default();
        let register = Register { team: config.team.clone(), ..Register::default() };
        return Ok(Before { config, register, records: BTreeMap::new(), text: None, source: None });
    };
    let workspace = crate::load(&place.into).map_err(|error| Failure::Environment(clean(&error.to_string())))?;
    let sorted = workspace.diagnostics.sorted();
    let errors: Vec<_> = sorted.iter().filter(|d| d.severity() == Severity::Error).collect();
    if !errors.is_empty() {
        for diagnostic in errors.iter().take(report::SHOWN) {
            tell(&report::human(diagnostic, &workspace.sources, false, environment.width));
        }
        tell(&format!(
            "{}{} in the workspace; nothing is adopted before they are mended\n",
            report::more(errors.len()),
            count(errors.len(), "error", "errors")
        ));
        return Err(Failure::Findings);
    }
    let file = |id: &Id| {
        let file = workspace.sources.file(workspace.register.stakeholders[id].place.file);
        (file.origin == Origin::Workspace).then(|| file.path.to_string())
    };
    let records = workspace.register.stakeholders.keys().map(|id| (id.clone(), file(id))).collect();
    let is_ours =
        |settings: &NotesSource| fs::canonicalize(place.into.join(&settings.path)).is_ok_and(|dir| dir == place.notes);
    let source = workspace.config.sources.iter().position(is_ours);
    Ok(Before { config: workspace.config, register: workspace.register, records, text: Some(text), source })
}

/// The settings of a source as they will be read.
fn settings(entrance: &Entrance) -> NotesSource {
    let text = config::source(entrance);
    let mut config = parse::config::config(FileId(0), &text, &mut Diagnostics::default());
    config.sources.pop().expect("the text of a source is one")
}

fn read(place: &Place, settings: &NotesSource, is_new: bool, before: &Before, written: &Path) -> Result<Read, Failure> {
    let others = before.config.sources.iter().map(|source| place.into.join(&source.path));
    let own = FOLDERS.iter().map(|folder| place.into.join(folder)).chain(others);
    let own: Vec<PathBuf> =
        own.filter_map(|dir| fs::canonicalize(dir).ok()).filter(|dir| *dir != place.notes).collect();
    let mut diagnostics = Diagnostics::default();
    let folder =
        source::read_folder(&place.notes, settings, 0, &own, &mut diagnostics).map_err(|error| match error {
            ReadError::NoWorkspace { .. } => Failure::Usage(clean(&error.to_string())),
            ReadError::Unreadable { .. } => Failure::Environment(clean(&error.to_string())),
        })?;
    let prefix = format!("{}/", settings.path.trim_end_matches('/').trim_start_matches("./"));
    let below = |path: &str| path.strip_prefix(&prefix).unwrap_or(path).to_owned();
    let mut files = Files { folder: clean(&written.display().to_string()), ..Files::default() };
    let mut broken = Vec::new();
    for diagnostic in diagnostics.sorted() {
        let Some(place) = diagnostic.place else { continue };
        let path = below(&folder.sources.file(place.file).path);
        broken.push(path.clone());
        let hint = diagnostic.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
        files.unreadable.push((path, format!("{}{hint}", diagnostic.message)));
    }
    if folder.is_cut_short {
        files.unreadable.push((files.folder.clone(), "more files than are ever read; adopt a part of it".to_owned()));
    }
    // What is odd in a note is for `check` to say.
    let mut odd = Diagnostics::default();
    let parsed = |settings: &NotesSource, odd: &mut Diagnostics| -> Vec<(FileId, &SourceFile, Vec<ParsedNote>)> {
        let all = folder.sources.files.iter().enumerate().filter(|(_, file)| file.role == Role::Note);
        all.map(|(n, file)| (FileId(n as u32), file, parse::wild::parse(FileId(n as u32), file, settings, odd)))
            .collect()
    };
    let mut all = parsed(settings, &mut odd);
    let mut settings = settings.clone();
    let split = style::split(&all, &settings).filter(|_| is_new);
    if let Some(split) = split {
        settings.split = split;
        all = parsed(&settings, &mut odd);
    }
    let chosen = adopt::report::cut(style::running(&all), &settings).into_iter().collect();
    files.two_ways = style::two_ways(&all, &settings);
    let mut notes = Vec::new();
    for (_, file, read) in all {
        files.read += 1;
        for note in read {
            files.notes.push(below(&file.path));
            notes.push(note);
        }
    }
    // Of a folder from which one file was asked for, the others weren't.
    if place.entrance.file.is_none() {
        files.left_out = left_out(&folder.left_out);
    }
    Ok(Read { files, notes, broken, is_asked: split.is_some(), chosen })
}

/// Files left out, by reason.
fn left_out(paths: &[String]) -> Vec<(String, Vec<String>)> {
    let is_markdown = |path: &&String| path.to_ascii_lowercase().ends_with(".md");
    let is_near = |path: &&String| {
        [".markdown", ".mdown", ".mkd", ".mdx"].iter().any(|end| path.to_ascii_lowercase().ends_with(end))
    };
    let by = |keep: &dyn Fn(&&String) -> bool| paths.iter().filter(keep).cloned().collect::<Vec<_>>();
    let reasons = [
        ("by name, as READMEs and templates are (see `exclude`)", by(&|path| is_markdown(path))),
        ("of another ending (to read them: `include = [\"**/*.md\", \"**/*.markdown\"]`)", by(&|path| is_near(path))),
        ("not Markdown", by(&|path| !is_markdown(path) && !is_near(path))),
    ];
    reasons.into_iter().filter(|(_, paths)| !paths.is_empty()).map(|(why, paths)| (why.to_owned(), paths)).collect()
}

/// What to say of a folder without notes.
fn nothing(files: &Files) -> String {
    let mut out = format!("no notes in `{}`: they are files that end in `.md`", files.folder);
    for (why, paths) in &files.left_out {
        out += &format!("; {} {why}", count(paths.len(), "file", "files"));
    }
    for (path, why) in files.unreadable.iter().take(NAMED) {
        out += &format!("; {}: {}", clean(path), clean(why));
    }
    out
}

fn edits(
    place: &Place,
    before: &Before,
    entrance: &Entrance,
    draft: &Draft,
    remembered: Option<String>,
    chosen: &mut Vec<String>,
) -> Result<Vec<Edit>, Failure> {
    let mut edits = Vec::new();
    let path = place.into.join("rapporteur.toml");
    match (&before.text, before.source) {
        (None, _) => edits.push(Edit { path, was: None, text: config::new(entrance, &draft.survey) }),
        (Some(_), Some(_)) => {}
        (Some(text), None) => {
            let Some(new) = config::with_source(text, entrance) else {
                let source = config::source(entrance);
                return Err(Failure::Usage(format!(
                    "rapporteur.toml can't take a `[[notes.source]]` at its end; write it yourself:\n{source}"
                )));
            };
            edits.push(Edit { path, was: Some(text.clone()), text: new });
        }
    }
    if !entrance.broken.is_empty() && before.source.is_none() {
        chosen.push(
            "what can't be read is in `exclude`, so that the rest is built; take it out when it is mended".to_owned(),
        );
    }
    for new in &draft.new {
        let path = place.into.join("stakeholders").join(format!("{}.toml", new.id));
        edits.push(Edit { path, was: None, text: record::new(&draft.people[new.person], new.left) });
    }
    for person in draft.grown.iter().map(|n| &draft.people[*n]) {
        let Some(id) = &person.known else { continue };
        let Some(Some(file)) = before.records.get(id) else {
            chosen
                .push(format!("{id}'s record is in the private overlay, which isn't written: add the spellings there"));
            continue;
        };
        let path = place.into.join(file);
        let Some(text) = text_of(&path)? else { continue };
        match record::with_aliases(&text, &person.new_spellings) {
            Some(new) => edits.push(Edit { path, was: Some(text), text: new }),
            None => chosen.push(format!("{file} takes no aliases as it is written: add them there")),
        }
    }
    let text = memory::write(remembered.as_deref(), &draft.keys());
    edits.push(Edit { path: place.into.join(memory::FILE), was: remembered, text });
    edits.retain(|edit| edit.was.as_deref() != Some(&edit.text));
    Ok(edits)
}

/// What was or would be written, and what to do next.
fn written(edits: &[Edit], place: &Place, into: &Path, is_dry: bool) -> String {
    let shown = clean(&into.display().to_string());
    let mut out = String::from("\n");
    if edits.is_empty() {
        return out + "nothing new; nothing written\n";
    }
    let below = |edit: &Edit| clean(&edit.path.strip_prefix(&place.into).unwrap_or(&edit.path).display().to_string());
    let (new, changed): (Vec<&Edit>, Vec<&Edit>) = edits.iter().partition(|edit| edit.was.is_none());
    let would = if is_dry { "would write" } else { "wrote" };
    for (what, list) in [("", &new), ("more into ", &changed)] {
        let (records, others): (Vec<String>, Vec<String>) =
            list.iter().map(|edit| below(edit)).partition(|path| path.starts_with("stakeholders/"));
        let mut parts = others;
        if records.len() > NAMED {
            parts.push(format!("{} records in stakeholders/", records.len()));
        } else {
            parts.extend(records);
        }
        if !parts.is_empty() {
            out += &format!("{would} {what}{} in {shown}\n", parts.join(", "));
        }
    }
    if is_dry {
        return out + "nothing is written in a dry run; the notes never are\n";
    }
    if new.iter().any(|&edit| below(edit) == "rapporteur.toml") {
        out += "\nnext:\n";
        if into != Path::new(".") {
            out += &format!("  cd {shown}\n");
        }
        out += "  rapporteur status    who needs attention\n";
        out += "  rapporteur build     then open site/index.html and workbench/index.html\n";
        out +=
            "first, move yourself and your colleagues to `[[team]]` in rapporteur.toml: notes don't say who is ours;\n";
        out += "then fill in the records of those you meet most. docs/adopt.md goes through the first hour\n";
    }
    out
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn unwritten(error: EditError) -> Failure {
    let message = clean(&error.to_string());
    match error {
        EditError::Exists(_) => Failure::Usage(message),
        EditError::Changed(_) | EditError::Io { .. } => Failure::Environment(message),
    }
}

/// A file's text; `None` where there is no file.
fn text_of(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(Failure::Environment(format!("cannot read `{}`: {error}", clean(&path.display().to_string()))))
        }
    }
}
