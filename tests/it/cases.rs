//! Case directories: `tests/cases/NAME/workspace/` is checked, and what it says must equal `expected/check.txt`.
//! A file `make` beside them holds what git can't: `size PATH BYTES`, `fifo PATH`, `symlink PATH TARGET`, a line each.
//! `ACCEPT=1 cargo test cases` writes what is said now; review it as a diff.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rapporteur::diagnostic::Code;

/// Codes that no case directory can bring up, and where they are tested instead.
const ELSEWHERE: &[(&str, &str)] =
    &[("too-many-files", "source::walk::tests, with a small budget: 200,000 files are too many to make here")];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn names() -> BTreeSet<String> {
    walkdir::WalkDir::new(root())
        .min_depth(1)
        .max_depth(1)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned())
        .collect()
}

/// A copy of the case's workspace with what its `make` file adds.
fn prepare(case: &Path, into: &Path) {
    let from = case.join("workspace");
    for entry in walkdir::WalkDir::new(&from).sort_by_file_name() {
        let entry = entry.unwrap();
        let target = into.join(entry.path().strip_prefix(&from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
    let make = fs::read_to_string(case.join("make")).unwrap_or_default();
    for line in make.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let path = into.join(words[1]);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match words[0] {
            "size" => fs::write(path, "a".repeat(words[2].parse().unwrap())).unwrap(),
            "fifo" => assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
            "symlink" => std::os::unix::fs::symlink(words[2], path).unwrap(),
            word => panic!("`{word}` is not known in a make file"),
        }
    }
}

/// What `check` says of a workspace: a line a diagnostic, as code, severity, place, message, hint.
fn said(case: &Path) -> String {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("workspace");
    fs::create_dir_all(&workspace).unwrap();
    prepare(case, &workspace);
    let output = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .args(["check", "--format", "json", "--as-of", "2026-11-01"])
        .arg(&workspace)
        .env_remove("CI")
        .output()
        .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)));
    let mut text = String::new();
    for d in json["diagnostics"].as_array().unwrap() {
        let word = |key: &str| d[key].as_str().unwrap_or("-").to_owned();
        text += &format!(
            "{} {} {}:{}:{}\n  {}\n  hint: {}\n",
            word("severity"),
            word("code"),
            word("file"),
            d["line"],
            d["column"],
            word("message"),
            word("hint")
        );
    }
    text + &format!("exit {}\n", output.status.code().unwrap())
}

#[test]
fn each_case_says_what_is_expected() {
    let accept = std::env::var_os("ACCEPT").is_some();
    let mut wrong = Vec::new();
    for name in names() {
        let case = root().join(&name);
        let file = case.join("expected/check.txt");
        let said = said(&case);
        if accept {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, said).unwrap();
        } else if fs::read_to_string(&file).ok().as_deref() != Some(&said) {
            wrong.push(format!("{name} says\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "{}\nACCEPT=1 cargo test cases accepts what is said now", wrong.join("\n"));
}

#[test]
fn each_code_has_a_case_of_its_name() {
    let names = names();
    let elsewhere: BTreeSet<&str> = ELSEWHERE.iter().map(|(code, _)| *code).collect();
    for code in Code::ALL.iter().map(|c| c.as_str()).filter(|c| !elsewhere.contains(c)) {
        assert!(names.contains(code), "no case directory tests/cases/{code}");
        let expected = fs::read_to_string(root().join(code).join("expected/check.txt")).unwrap();
        assert!(expected.contains(&format!(" {code} ")), "the case {code} doesn't bring up its code");
    }
}
