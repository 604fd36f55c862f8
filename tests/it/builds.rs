//! Whole builds by the program: what stops one, what it then leaves, and that two of them are the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name).join("workspace")
}

fn build(workspace: &Path, out: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .arg("build")
        .arg(workspace)
        .arg("--out")
        .arg(out)
        .args(more)
        .env_remove("CI")
        .env_remove("SOURCE_DATE_EPOCH")
        .output()
        .unwrap()
}

/// Every file below a folder with its bytes.
fn tree(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().strip_prefix(root).unwrap().to_owned(), fs::read(entry.path()).unwrap()))
        .collect()
}

#[test]
fn forty_mistakes_are_said_in_one_run_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let output = build(&case("forty-mistakes"), &dir.path().join("out"), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!dir.path().join("out").exists(), "something was written");
    let expected = fs::read_to_string(case("forty-mistakes").parent().unwrap().join("expected/check.txt")).unwrap();
    let said: Vec<&str> = expected.lines().filter(|l| l.starts_with("error ") || l.starts_with("uncounted ")).collect();
    assert!(said.len() >= 40, "{} said", said.len());
}

#[test]
fn mistakes_in_lines_stop_a_strict_build_only() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let output = build(&case("line-mistakes"), &out, &["--strict"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!out.exists(), "a strict build wrote something");

    let output = build(&case("line-mistakes"), &out, &[]);
    assert!(output.status.success());
    let terminal = String::from_utf8_lossy(&output.stderr).into_owned();
    let page = fs::read_to_string(out.join("pm/uncounted.html")).unwrap();
    for line in [2, 5, 6, 7] {
        assert!(terminal.contains(&format!("notes/2026-10-04-d.md:{line}")), "the terminal doesn't name line {line}");
        assert!(page.contains(&format!("2026-10-04-d.md:{line}")), "the pm edition doesn't name line {line}");
    }
    assert!(!out.join("leadership/uncounted.html").exists(), "the leadership edition names a team note's lines");
}

#[test]
fn two_builds_of_the_sample_are_the_same() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (dir.path().join("a"), dir.path().join("elsewhere/b"));
    for out in [&a, &b] {
        let output = build(&sample, out, &[]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let (a, b) = (tree(&a), tree(&b));
    assert!(a.len() > 150);
    assert!(a == b, "two builds differ");
}

#[test]
fn the_sample_is_without_a_fault() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let output =
        Command::new(env!("CARGO_BIN_EXE_rapporteur")).args(["check", "--strict"]).arg(sample).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn an_edited_page_that_became_obsolete_stops_every_edition() {
    let dir = tempfile::tempdir().unwrap();
    let (work, out) = (dir.path().join("work"), dir.path().join("out"));
    fs::create_dir_all(work.join("stakeholders")).unwrap();
    fs::write(work.join("rapporteur.toml"), "as_of = 2026-11-01\n").unwrap();
    for (id, name) in [("ada", "Ada Moss"), ("bo", "Bo Lind")] {
        fs::write(work.join(format!("stakeholders/{id}.toml")), format!("name = \"{name}\"\nkind = \"external\"\n"))
            .unwrap();
    }
    assert!(build(&work, &out, &[]).status.success());
    let name = |path: &PathBuf| {
        path.starts_with("pm") && path.file_stem().is_some_and(|stem| stem.to_string_lossy().starts_with("bo"))
    };
    let page = tree(&out).into_keys().find(name).unwrap();
    fs::write(out.join(&page), "edited").unwrap();
    fs::write(work.join("stakeholders/ada.toml"), "name = \"Ada Mosse\"\nkind = \"external\"\n").unwrap();
    fs::remove_file(work.join("stakeholders/bo.toml")).unwrap();
    let before = tree(&out);
    let output = build(&work, &out, &[]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains(page.to_str().unwrap()) && said.contains("move it out of the folder"), "{said}");
    assert!(before == tree(&out), "an edition was swapped");

    fs::remove_file(out.join(&page)).unwrap();
    fs::write(out.join("leadership/index.html"), "edited").unwrap();
    let output = build(&work, &out, &[]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.contains("overwritten: `index.html`"), "{said}");
}

#[test]
fn a_folder_whose_edition_is_gone_is_told_and_stays() {
    let dir = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
        let output = command.args(arguments).current_dir(dir.path()).env("NO_COLOR", "1").output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{arguments:?}: {said}");
        said
    };
    run(&["init", "desk"]);
    let config = dir.path().join("desk/rapporteur.toml");
    let text = fs::read_to_string(&config).unwrap() + "\n[email]\nfrom = \"Robin <robin@example.org>\"\n";
    let team = text
        .replace("#[editions.team]", "[editions.team]")
        .replace("#audience = \"team\" # example\n#out", "audience = \"team\"\nout");
    fs::write(&config, &team).unwrap();
    for out in [&["build", "desk"][..], &["build", "desk", "--out", "public"]] {
        assert!(!run(out).contains("left standing"), "{out:?}");
    }
    // Neither an export nor the mails are an edition, and one edition built alone doesn't make the others strays.
    run(&["export", "csv", "desk", "--out", "tables"]);
    run(&["email", "desk"]);
    assert!(!run(&["build", "desk", "--edition", "pm"]).contains("left standing"));
    fs::write(&config, &text).unwrap();
    for (out, path) in [(&["build", "desk"][..], "team"), (&["build", "desk", "--out", "public"], "public/team")] {
        let said = run(out);
        let told: Vec<&str> = said.lines().filter(|line| line.starts_with("left standing")).collect();
        assert_eq!(told.len(), 1, "{said}");
        assert!(told[0].contains(&format!("`{path}` holds the edition `team`")), "{said}");
        assert!(dir.path().join(path).join("index.html").is_file());
        run(&["clean", path]);
        assert!(!run(out).contains("left standing"));
    }
}
