//! The commands of a week, as somebody runs them. After every one the workspace is checked: nothing they write is a fault.

mod chats;
mod closing;
mod guards;
mod notes;
mod week;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A Monday.
pub(crate) const TODAY: &str = "2026-11-02";

const FILES: [(&str, &str); 4] = [
    (
        "rapporteur.toml",
        "product = \"Case\"\nas_of = 2026-11-02\n[[team]]\nid = \"me\"\nname = \"Robin Berg\"\n[[team]]\nid = \"kit\"\nname = \"Kit Lund\"\n",
    ),
    ("stakeholders/ada.toml", "name = \"Ada Moss\"\nkind = \"internal\"\naliases = [\"adam\"]\n"),
    ("stakeholders/bo.toml", "name = \"Bo Lind\"\nkind = \"external\"\n"),
    (
        "notes/2026-10-01-kickoff.md",
        "+++\nattendees = [\"me\", \"ada\", \"bo\"]\n+++\n\n- [ ] @me -> @ada: the plan  [due:: 2026-11-20] ^c-1\n",
    ),
];

pub(crate) fn workspace(more: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in FILES.iter().chain(more) {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

pub(crate) fn run(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.current_dir(dir).env_clear().args(arguments).output().unwrap()
}

/// Runs a command that must go well and leave a workspace without a fault; gives what it printed.
pub(crate) fn ok(dir: &Path, arguments: &[&str]) -> String {
    let output = run(dir, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}");
    let check = run(dir, &["check", "--strict"]);
    assert!(check.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&check.stdout));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a command that must change nothing; gives its exit code and what it said.
pub(crate) fn refused(dir: &Path, arguments: &[&str]) -> (i32, String) {
    let before = tree(dir);
    let output = run(dir, arguments);
    assert_eq!(before, tree(dir), "{arguments:?} has written");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().unwrap(), said)
}

pub(crate) fn json(dir: &Path, arguments: &[&str]) -> serde_json::Value {
    serde_json::from_slice(&run(dir, arguments).stdout).unwrap()
}

pub(crate) fn text(dir: &Path, path: &str) -> String {
    fs::read_to_string(dir.join(path)).unwrap()
}

pub(crate) fn tree(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let files = walkdir::WalkDir::new(dir).sort_by_file_name().into_iter().map(Result::unwrap);
    files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().display().to_string(), fs::read(entry.path()).unwrap()))
        .collect()
}
