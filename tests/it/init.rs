//! `init`: what it makes builds, and nothing is written over.

use std::fs;

use crate::cli::{code, err, out, run, workspace};

#[test]
fn a_fresh_workspace_builds_without_a_word_of_blame() {
    let dir = workspace();
    let check = run(dir.path(), &["check", "--strict"]);
    assert_eq!((code(&check), err(&check)), (0, ""), "{}", out(&check));
    assert_eq!(out(&check), "nothing to report, as of 2026-11-01\n");
    let build = run(dir.path(), &["build", "--strict"]);
    assert_eq!((code(&build), out(&build)), (0, ""), "{}", err(&build));
    assert!(err(&build).contains("as of 2026-11-01"), "{}", err(&build));
    assert!(dir.path().join("site/index.html").is_file() && dir.path().join("workbench/index.html").is_file());
    let again = run(dir.path(), &["build"]);
    assert_eq!(err(&again).matches(", 0 changed").count(), 2, "{}", err(&again));
}

#[test]
fn init_writes_nothing_over() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("in/stakeholders")).unwrap();
    fs::write(dir.path().join("in/stakeholders/ada.toml"), "mine").unwrap();
    assert_eq!(code(&run(dir.path(), &["init", "in"])), 2);
    assert!(!dir.path().join("in/rapporteur.toml").exists());
    assert_eq!(fs::read_to_string(dir.path().join("in/stakeholders/ada.toml")).unwrap(), "mine");
    let made = run(dir.path(), &["init", "new/deep"]);
    assert!(err(&made).contains("cd new/deep") && out(&made).is_empty(), "{}", err(&made));
    assert!(dir.path().join("new/deep/rapporteur.toml").is_file());
    let ignored = fs::read_to_string(dir.path().join("new/deep/.gitignore")).unwrap();
    assert!(ignored.contains("\n/workbench/\n") && !err(&made).contains("yours"), "{}", err(&made));
    fs::create_dir(dir.path().join("repository")).unwrap();
    fs::write(dir.path().join("repository/.gitignore"), "/target\n").unwrap();
    let made = run(dir.path(), &["init", "repository"]);
    assert!(err(&made).contains("keep workbench/") && !err(&made).contains("  .gitignore"), "{}", err(&made));
    assert_eq!(fs::read_to_string(dir.path().join("repository/.gitignore")).unwrap(), "/target\n");
}
