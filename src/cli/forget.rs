//! `forget`: what would have to go for one person, and in which order. Only looks; asks git where there is one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anstyle::Style;
use clap::{Args, ValueEnum};
use walkdir::WalkDir;

use super::output::{clean, count, print, print_json};
use super::workspace::{Opened, Reading};
use super::{Environment, Failure};
use crate::about::others::Spellings;
use crate::adopt::memory;
use crate::capture::whom;
use crate::forget::{self, Around, Forget, History, Kept, Published, Spot};
use crate::register::Id;
use crate::source::on_disk;

/// List what would have to go if somebody is to be forgotten, place by place, and the order to do it in; change nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur forget ada
  rapporteur forget ada engagement --format json | jq '.files[].path'
  rapporteur build --about ada --complete     first, a copy of it all, if she asked for one

It reads the workspace, its private overlay and notes outside of it, the folders that editions are built into, about/ and mail/
in the current directory, and counts commits where there is a git work tree. It removes nothing: what may go is for people to say.")]
pub(super) struct ForgetCommand {
    /// Whose: an id, a former one, a handle or a name.
    #[arg(add = super::complete::stakeholders())]
    id: String,
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// For programs: everything.
    Json,
}

/// Files named of one folder of output, for people.
const NAMED: usize = 5;
/// Files looked at in one folder of output, and the most bytes of one.
const FILES: usize = 200_000;
const BYTES: u64 = 16 << 20;

impl ForgetCommand {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let opened = Opened::read(self.dir.as_deref(), &self.reading, false, environment)?;
        let workspace = &opened.workspace;
        let id = whom(workspace, &self.id).map_err(|near| super::about::unknown(&self.id, near))?;
        let spellings = Spellings::new(workspace, &id);
        let around = Around {
            adopted: fs::read_to_string(workspace.root.join(memory::FILE)).ok(),
            published: published(&opened, &spellings),
            history: histories(&opened, &id),
            unread: unread(&opened, &spellings),
        };
        let found = forget::forget(workspace, &id, opened.as_of, around);
        let found = found.ok_or_else(|| super::about::unknown(&self.id, None))?;
        match self.format {
            Format::Json => print_json(&found),
            Format::Human => print(&human(&found, opened.has_errors(), opened.lacks_overlay())),
        }
    }
}

/// Folders of output in which something names them now.
fn published(opened: &Opened, spellings: &Spellings) -> Vec<Published> {
    let editions = opened.workspace.config.editions.values().map(|edition| edition.out.as_str());
    let folders: BTreeSet<&str> = editions.chain(["about", "export", "mail"]).collect();
    let look = |folder: &str| {
        let mut found = Published { folder: folder.to_owned(), files: Vec::new(), count: 0 };
        let walk = WalkDir::new(folder).sort_by_file_name().into_iter().take(FILES).flatten();
        for entry in walk.filter(|entry| entry.file_type().is_file()) {
            let path = entry.path().display().to_string();
            let is_small = entry.metadata().is_ok_and(|found| found.len() <= BYTES);
            let text = if is_small { fs::read(entry.path()).unwrap_or_default() } else { Vec::new() };
            if spellings.is_in(&path) || spellings.is_in(&String::from_utf8_lossy(&text)) {
                found.count += 1;
                found.files.push(path);
            }
        }
        (found.count > 0).then_some(found)
    };
    folders.into_iter().filter_map(look).collect()
}

/// Text files in the folders of the workspace, the overlay and notes that are not read, and name them.
fn unread(opened: &Opened, spellings: &Spellings) -> Vec<forget::File> {
    let (workspace, root) = (&opened.workspace, &opened.workspace.root);
    let known = workspace.sources.files.iter().map(|file| on_disk(root, &workspace.config, file));
    let mut known: BTreeSet<PathBuf> = known.filter_map(|path| fs::canonicalize(path).ok()).collect();
    let config = &workspace.config;
    let outside = config.private.iter().map(|(path, _)| path).chain(config.sources.iter().map(|source| &source.path));
    let folders = ["static", "notes"].map(str::to_owned).into_iter().chain(outside.cloned());
    let mut found = Vec::new();
    for folder in folders {
        let is_shown =
            |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
        let walk = WalkDir::new(root.join(&folder)).sort_by_file_name().into_iter().filter_entry(is_shown).flatten();
        for entry in walk.take(FILES).filter(|entry| entry.file_type().is_file()) {
            let is_small = entry.metadata().is_ok_and(|found| found.len() <= BYTES);
            // A file that two folders hold is told once.
            if !is_small || !fs::canonicalize(entry.path()).is_ok_and(|path| known.insert(path)) {
                continue;
            }
            let text = fs::read(entry.path()).ok().filter(|text| !text.contains(&0)).unwrap_or_default();
            let path = entry.path().strip_prefix(root).unwrap_or(entry.path()).display().to_string();
            found.extend(forget::unread(spellings, &path, &String::from_utf8_lossy(&text)));
        }
    }
    found
}

/// What git keeps, of the workspace and of every folder outside that is read.
fn histories(opened: &Opened, id: &Id) -> Vec<History> {
    let workspace = &opened.workspace;
    let root = &workspace.root;
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    folders.extend(workspace.config.private.iter().map(|(path, _)| root.join(path)));
    folders.extend(workspace.config.sources.iter().map(|source| root.join(&source.path)));
    let mut known = BTreeSet::new();
    let mut all = Vec::new();
    for folder in folders.into_iter().filter(|folder| folder.is_dir()) {
        let top = git(&folder, &["rev-parse", "--show-toplevel"]);
        // One history is told once, however many folders it holds.
        if let Ok(Some(top)) = &top
            && !known.insert(top.clone())
        {
            continue;
        }
        let kept = match top {
            Err(why) => Kept::Unknown { why },
            Ok(None) => Kept::None,
            Ok(Some(_)) => commits(opened, &folder, id),
        };
        let shown = if folder == *root { ".".to_owned() } else { folder.display().to_string() };
        all.push(History { folder: shown, kept });
    }
    all
}

/// Commits of the record, and commits in which a line with the id or the name came or went.
fn commits(opened: &Opened, folder: &Path, id: &Id) -> Kept {
    let workspace = &opened.workspace;
    let record = workspace.register.stakeholders.get(id);
    let mut paths: Vec<String> = record
        .map(|s| on_disk(&workspace.root, &workspace.config, workspace.sources.file(s.place.file)))
        .and_then(|path| fs::canonicalize(path).ok())
        .map(|path| path.display().to_string())
        .into_iter()
        .collect();
    paths.push(format!(":(glob)**/stakeholders/{id}.toml"));
    paths.extend(record.iter().flat_map(|s| &s.formerly).map(|f| format!(":(glob)**/stakeholders/{}.toml", f.value)));
    let mut of_record = vec!["log", "--all", "--format=%H", "--"];
    of_record.extend(paths.iter().skip(usize::from(paths.len() > 1)).map(String::as_str));
    let quoted = |text: &str| -> String {
        let special = |c: char| "\\.[]{}()*+?^$|".contains(c);
        text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
    };
    let name = workspace.register.name(id).unwrap_or_default();
    let naming = format!("-G{}|@{id}|\"{id}\"", quoted(name));
    let of_naming = ["log", "--all", "--format=%H", "--extended-regexp", "--no-textconv", "--no-ext-diff", &naming];
    match (git(folder, &of_record), git(folder, &of_naming)) {
        (Ok(record), Ok(naming)) => {
            let lines = |found: Option<String>| found.map_or(0, |found| found.lines().count());
            Kept::Commits { record: lines(record), naming: lines(naming) }
        }
        (Err(why), _) | (_, Err(why)) => Kept::Unknown { why },
    }
}

/// What git says; none where it says no.
///
/// # Errors
/// Where there is no git to ask.
fn git(folder: &Path, arguments: &[&str]) -> Result<Option<String>, String> {
    let mut command = Command::new("git");
    // Nothing that a repository's own configuration could start, nothing written, nobody asked.
    command
        .arg("--no-pager")
        .args(["-c", "core.fsmonitor=false", "-c", "log.showSignature=false"])
        .args(["-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never"])
        .arg("-C")
        .arg(folder);
    command
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1");
    for inherited in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(inherited);
    }
    let done = command.stdin(Stdio::null()).stderr(Stdio::null()).output();
    let done = done.map_err(|error| format!("git can't be asked: {error}"))?;
    Ok(done.status.success().then(|| String::from_utf8_lossy(&done.stdout).trim().to_owned()))
}

fn human(found: &Forget, errors: bool, blind: bool) -> String {
    let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
    let mut out = format!("{bold}{}{bold:#}  {}\n", clean(&found.name), clean(&found.id));
    out += "what would have to go; nothing is changed by this\n";
    if blind {
        out += "the private overlay is missing on this machine: what it holds is not listed\n";
    }
    if errors {
        out += "the content has errors: a line that can't be read may be missing here\n";
    }
    let spot = |path: &str, spot: &Spot| {
        let at = if spot.last > spot.line { format!("{}-{}", spot.line, spot.last) } else { spot.line.to_string() };
        let perhaps = if spot.perhaps { "perhaps: " } else { "" };
        let text = super::table::cut(&clean(&spot.text), 70);
        format!("  {}:{at}  {dim}{perhaps}{}{dim:#}  {text}\n", clean(path), spot.what)
    };
    for (of, title) in [
        ("workspace", "in the workspace"),
        ("private overlay", "in the private overlay"),
        ("notes outside", "in notes outside of the workspace"),
        ("not read", "in files that no edition is made from: static/, notes that are excluded or can't be read"),
    ] {
        let files: Vec<_> = found.files.iter().filter(|file| file.of == of).collect();
        let adopted = of == "workspace" && !found.adopted.is_empty();
        if files.is_empty() && !adopted {
            continue;
        }
        out += &format!("\n{bold}{title}{bold:#}\n");
        for file in files {
            if file.whole {
                out += &format!("  {}  {dim}their record: the whole file{dim:#}\n", clean(&file.path));
            }
            file.spots.iter().for_each(|one| out += &spot(&file.path, one));
        }
        if adopted {
            found.adopted.iter().for_each(|one| out += &spot(memory::FILE, one));
        }
    }
    out += &format!("\n{bold}in the editions{bold:#}\n");
    for edition in &found.editions {
        let holds = edition.said("their");
        out += &format!("  {}, for {}: {holds}\n", clean(&edition.name), edition.audience.as_str());
    }
    out += &format!("\n{bold}in folders that are there now{bold:#}\n");
    if found.published.is_empty() {
        out += "  nothing in the editions' folders, about/ and mail/ of the current directory\n";
    }
    for folder in &found.published {
        let files = count(folder.count, "file", "files");
        let named = folder.files.iter().take(NAMED).map(|file| clean(file)).collect::<Vec<_>>().join(", ");
        let more = if folder.count > NAMED { ", .." } else { "" };
        out += &format!("  {}/  {files}: {named}{more}\n", clean(&folder.folder));
    }
    out += &format!("\n{bold}in git{bold:#}\n");
    for history in &found.history {
        let folder = clean(&history.folder);
        out += &match &history.kept {
            Kept::None => format!("  {folder}: no git work tree; copies and backups are kept elsewhere, if at all\n"),
            Kept::Unknown { why } => {
                format!("  {folder}: {}; its history, if there is one, keeps every line\n", clean(why))
            }
            Kept::Commits { record, naming } => format!(
                "  {folder}: history keeps it all: {} their record, {} a line that names them\n",
                count(*record, "commit touches", "commits touch"),
                count(*naming, "commit", "commits")
            ),
        };
    }
    out += &format!("\n{bold}in this order{bold:#}\n");
    for (number, step) in found.order.iter().enumerate() {
        out += &format!("  {}. {}\n", number + 1, clean(step));
    }
    out
}
