//! Which paths may be published: plain, relative, fit for every file system, each taken once.

use std::collections::BTreeMap;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::error::PublishError;
use super::manifest::MANIFEST;

/// Longest path, in characters.
const LONGEST: usize = 200;
/// Names that Windows keeps for devices, with any ending.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The paths taken so far, as a file system blind to case and normalisation sees them.
#[derive(Debug, Default)]
pub(super) struct Names {
    files: BTreeMap<String, String>,
    folders: BTreeMap<String, String>,
}

impl Names {
    /// Takes a path; gives the folders that are new with it, outermost first.
    pub(super) fn claim(&mut self, path: &str) -> Result<Vec<String>, PublishError> {
        if let Some(problem) = problem(path) {
            return Err(PublishError::BadPath { path: path.to_owned(), problem });
        }
        let key = fold(path);
        if let Some(other) = self.holder(path) {
            return Err(taken(path, other));
        }
        let mut new = Vec::new();
        // Folding keeps the number of slashes, so that both run in step.
        let ends = path.match_indices('/').zip(key.match_indices('/'));
        for ((end, _), (key_end, _)) in ends {
            let (folder, folder_key) = (&path[..end], &key[..key_end]);
            if let Some(other) = self.files.get(folder_key) {
                return Err(taken(path, other));
            }
            match self.folders.get(folder_key) {
                Some(known) if known == folder => {}
                Some(known) => return Err(taken(path, known)),
                None => new.push((folder_key.to_owned(), folder.to_owned())),
            }
        }
        let folders = new.iter().map(|(_, folder)| folder.clone()).collect();
        self.folders.extend(new);
        self.files.insert(key, path.to_owned());
        Ok(folders)
    }

    /// Gives a path back, and folders that were new with it.
    pub(super) fn unclaim(&mut self, path: &str, folders: &[String]) {
        self.files.remove(&fold(path));
        for folder in folders {
            self.folders.remove(&fold(folder));
        }
    }

    /// Whose file or folder a path would fall on.
    pub(super) fn holder(&self, path: &str) -> Option<&str> {
        let key = fold(path);
        let found = self.files.get(&key).or_else(|| self.folders.get(&key));
        found.map(String::as_str)
    }

    /// Whether this is the path of a folder of ours, to the letter.
    pub(super) fn is_folder(&self, path: &str) -> bool {
        self.folders.get(&fold(path)).is_some_and(|known| known == path)
    }
}

fn taken(path: &str, other: &str) -> PublishError {
    PublishError::Taken { path: path.to_owned(), other: other.to_owned() }
}

/// A path without regard to case and normalisation.
fn fold(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    path.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// What keeps a path from being published.
pub(super) fn problem(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.starts_with('/') {
        return Some("it is absolute");
    }
    if path.chars().count() > LONGEST {
        return Some("it is longer than 200 characters");
    }
    if !is_nfc(path) {
        return Some("it is not in Unicode's NFC form");
    }
    if fold(path) == MANIFEST {
        return Some("the name is kept for the list of our files");
    }
    path.split('/').find_map(part_problem)
}

fn part_problem(part: &str) -> Option<&'static str> {
    if part.is_empty() {
        return Some("it has an empty part");
    }
    if part == "." || part == ".." {
        return Some("it has a `.` or `..` part");
    }
    if part.len() > 255 {
        return Some("a part of it is longer than 255 bytes");
    }
    if part.chars().any(|c| c.is_control() || r#"<>:"|?*\"#.contains(c)) {
        return Some("it has a character that not every file system takes");
    }
    if part.ends_with(['.', ' ']) {
        return Some("a part of it ends with a dot or a space");
    }
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().any(|device| {
        stem.strip_prefix(device).is_some_and(|n| matches!(n, "¹" | "²" | "³") || matches!(n.as_bytes(), [b'0'..=b'9']))
    });
    if numbered || RESERVED.contains(&stem.as_str()) {
        return Some("a part of it is a device's name on Windows");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_some_file_system_does() {
        let long = "a".repeat(201);
        let bad = [
            "",
            "/a",
            "a//b",
            "a/",
            "../a",
            "a/../b",
            "./a",
            "con",
            "a/NUL.txt",
            "com1.html",
            "LPT¹",
            "a.",
            "a ",
            "a:b",
            "a\\b",
            "a\nb",
            "e\u{301}.html",
            ".rapporteur.json",
            ".Rapporteur.json",
            long.as_str(),
        ];
        for path in bad {
            assert!(matches!(Names::default().claim(path), Err(PublishError::BadPath { .. })), "{path:?} was taken");
        }
        for path in [".nojekyll", "console.html", "com10", "a/b.c/d", "é.html", &long[..200]] {
            assert!(Names::default().claim(path).is_ok(), "{path:?} was refused");
        }
    }

    #[test]
    fn takes_a_path_once_without_regard_to_case() {
        let mut names = Names::default();
        assert_eq!(names.claim("people/Ada.html").unwrap(), ["people"]);
        assert_eq!(names.claim("people/deep/er.html").unwrap(), ["people/deep"]);
        for path in ["people/ada.HTML", "PEOPLE/bo.html", "people", "people/Ada.html/x", "people/deep"] {
            assert!(matches!(names.claim(path), Err(PublishError::Taken { .. })), "{path} was taken");
        }
        assert!(names.claim("É.html").is_ok());
        assert!(names.claim("é.html").is_err());
        assert!(names.is_folder("people/deep") && !names.is_folder("People"));
    }
}
