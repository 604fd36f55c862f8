//! Files that nothing reads and somebody may think are read: takes a workspace's folders, says of each where it should be.
//! A README, a photo or a file in a format of its own is nobody's mistake.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::read::{FOLDERS, LISTS};
use super::walk::{Entry, Fault};
use crate::config::Config;
use crate::diagnostic::{Code, nearest};
use crate::parse::front_matter::date_in_name;

/// Endings of Markdown and of data that others read and we don't, and what stands for them here.
const ENDINGS: [(&str, &str); 9] = [
    ("md", "md"),
    ("markdown", "md"),
    ("mdown", "md"),
    ("mkd", "md"),
    ("mdx", "md"),
    ("toml", "toml"),
    ("yaml", "toml"),
    ("yml", "toml"),
    ("json", "toml"),
];
/// Most files looked at in folders that aren't ours.
const MOST: usize = 20_000;

/// The ending that stands here for that of `name`: `md`, `toml`, or none where it is another kind of file.
pub(super) fn ending(name: &str) -> Option<&'static str> {
    let (_, written) = name.rsplit_once('.')?;
    ENDINGS.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(written)).map(|(_, ours)| ours)
}

/// What is wrong with a file in the folder `folder`, whose files end in `expected`; `None` where it is read or is meant
/// for people.
pub(super) fn in_folder(folder: &str, below: &str, expected: &str) -> Option<Fault> {
    if below.ends_with(&format!(".{expected}")) {
        return None;
    }
    let name = below.rsplit('/').next().unwrap_or(below);
    let (stem, _) = name.rsplit_once('.')?;
    if stem.eq_ignore_ascii_case("readme") {
        return None;
    }
    // Data beside notes is somebody's own; text beside records isn't.
    let hint = match ending(name)? {
        "toml" if expected == "toml" && !name.to_ascii_lowercase().ends_with(".toml") => {
            format!("records are written in TOML, as `{folder}/{stem}.toml`")
        }
        ours if ours == expected => format!("rename it to `{stem}.{expected}`"),
        _ if expected == "toml" => format!("a record is TOML: `{folder}/{stem}.toml`; notes belong in `notes/`"),
        _ => return None,
    };
    Some(unread(&hint))
}

/// What is wrong with a file or folder of the top level that is none of ours; a folder's name ends in `/` there.
pub(super) fn at_the_top(name: &str, is_dir: bool) -> Option<Fault> {
    if is_dir {
        if let Some(list) = name.strip_suffix(".toml").filter(|stem| LISTS.contains(stem)) {
            return Some(unread(&format!("`{list}.toml` is a file; this is a folder")));
        }
        return nearest(name, FOLDERS).map(|near| unread(&format!("did you mean `{near}/`?")));
    }
    let (stem, written) = name.rsplit_once('.').unwrap_or((name, ""));
    if let Some(date) = date_in_name(name).filter(|_| ending(name) == Some("md")) {
        let folder =
            if date.is_ok_and(|date| stem == date.to_string()) { "`notes/` or `updates/`" } else { "`notes/`" };
        return Some(unread(&format!("move it to {folder}")));
    }
    let near = match ending(name) {
        Some("toml") => nearest(stem, LISTS.into_iter().chain(["rapporteur"])),
        // `goals.md` says nothing of goals on record; `README.md` is not asked about.
        Some(_) | None => None,
    };
    let near = near.filter(|near| written == "toml" || near.eq_ignore_ascii_case(stem))?;
    Some(unread(&format!("did you mean `{near}.toml`?")))
}

/// Dated notes in folders of the top level that aren't ours, the first of each folder.
pub(super) fn elsewhere(root: &Path, config: &Config, others: &[PathBuf]) -> Vec<Entry> {
    if others.iter().any(|other| root.starts_with(other)) {
        return Vec::new();
    }
    let outs: Vec<PathBuf> = config.editions.values().map(|edition| root.join(&edition.out)).collect();
    let is_left = |path: &Path, depth: usize| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_known = depth == 1
            && (FOLDERS.contains(&&*name)
                || nearest(&name, FOLDERS).is_some()
                || outs.iter().any(|out| out.starts_with(path))
                || others.iter().any(|other| other.starts_with(path)));
        name.starts_with('.') || is_known
    };
    let mut found: Vec<(Entry, usize)> = Vec::new();
    let walk = WalkDir::new(root).min_depth(1).max_depth(2).sort_by_file_name().into_iter();
    // What can't be looked into isn't ours.
    for entry in walk.filter_entry(|e| e.depth() == 0 || !is_left(e.path(), e.depth())).flatten().take(MOST) {
        let (Some(name), true) = (entry.file_name().to_str(), entry.depth() == 2 && entry.file_type().is_file()) else {
            continue;
        };
        if ending(name) != Some("md") || !matches!(date_in_name(name), Some(Ok(_))) {
            continue;
        }
        let folder = entry.path().parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        let below = format!("{folder}/{name}");
        match found.last_mut() {
            Some((last, more)) if last.below.starts_with(&format!("{folder}/")) => *more += 1,
            _ => found.push((Entry { below, real: entry.path().to_owned(), fault: None }, 0)),
        }
    }
    let told = |(entry, more): (Entry, usize)| {
        let folder = entry.below.split('/').next().unwrap_or_default();
        let message = match more {
            0 => "nothing reads this".to_owned(),
            1 => format!("nothing reads this, nor another dated file in `{folder}/`"),
            more => format!("nothing reads this, nor {more} more dated files in `{folder}/`"),
        };
        let hint =
            format!("move notes to `notes/`, or read the folder by a `[[notes.source]]` with `path = \"{folder}\"`");
        Entry { fault: Some(Fault::new(Code::UnknownFile, message, &hint)), ..entry }
    };
    found.into_iter().map(told).collect()
}

fn unread(hint: &str) -> Fault {
    Fault::new(Code::UnknownFile, "nothing reads this", hint)
}
