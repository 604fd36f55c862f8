//! `diff`: two dates, two revisions; why each score moved; nothing of a repository disturbed.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const CONFIG: &str =
    "as_of = 2026-06-20\n[[team]]\nid = \"me\"\nname = \"Robin\"\n[health]\nprofile = \"full\"\npurpose = \"p\"\n";
pub(crate) const ADA: &str = "name = \"Ada @octo\"\naliases = [\"Ada\"]\nkind = \"executive\"\nvisibility = \"team\"\n[[assessment]]\ndate = 2026-01-01\nby = \"me\"\npower = 5\ninterest = 5\ncurrent = \"neutral\"\ndesired = \"supportive\"\n";
const MAY: &str = "+++\nattendees = [\"me\", \"ada\"]\n+++\n- [ ] @me -> @ada: the forecast  [due:: 2026-06-10]\n";
const JUNE: &str = "+++\nattendees = [\"me\", \"ada\"]\n+++\n- (sentiment) @ada +2: glad\n";

pub(crate) fn git(dir: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir).args(arguments);
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(name);
    }
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Robin").env(format!("GIT_{who}_EMAIL"), "robin@example.org");
        command.env(format!("GIT_{who}_DATE"), "2026-06-20T12:00:00Z");
    }
    let output = command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("HOME", dir)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) fn put(dir: &Path, path: &str, text: &str) {
    let path = dir.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub(crate) fn commit(dir: &Path, tag: &str) {
    git(dir, &["add", "-A"]);
    git(dir, &["commit", "-q", "-m", tag]);
    git(dir, &["tag", tag]);
}

/// A repository with a workspace in `desk`, and two revisions of it.
pub(crate) fn repository() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    git(root, &["init", "-q"]);
    put(root, "desk/rapporteur.toml", CONFIG);
    put(root, "desk/stakeholders/ada.toml", ADA);
    put(root, "desk/notes/2026-05-04-start.md", MAY);
    commit(root, "one");
    put(root, "desk/notes/2026-06-15-june.md", JUNE);
    put(
        root,
        "desk/notes/2026-05-04-start.md",
        &MAY.replace("[ ]", "[x]").replace("06-10]", "06-10] [completion:: 2026-06-12]"),
    );
    put(root, "desk/stakeholders/ben.toml", "name = \"Ben\"\nkind = \"external\"\n");
    commit(root, "two");
    dir
}

pub(crate) fn rapporteur(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.args(arguments).current_dir(dir).env("NO_COLOR", "1").env_remove("SOURCE_DATE_EPOCH").env_remove("CI");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap()
}

pub(crate) fn diff(dir: &Path, arguments: &[&str]) -> Output {
    rapporteur(dir, &[&["diff"], arguments].concat())
}

pub(crate) fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn refused(output: &Output, code: i32) -> String {
    assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub(crate) fn json(dir: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&out(&diff(dir, &[arguments, &["--format", "json"]].concat()))).unwrap()
}

/// The parts of each movement sum to it, its lines and their rest to the part, and it is the step from score to score.
pub(crate) fn sums(document: &Value) -> usize {
    let number = |value: &Value| value.as_f64().unwrap();
    let scores = document["scores"].as_array().unwrap();
    for score in scores {
        let parts = score["parts"].as_array().unwrap();
        let sum: f64 = parts.iter().map(|part| number(&part["points"])).sum();
        assert!((sum - number(&score["points"])).abs() < 1e-9, "{score:#}");
        if let (Some(from), Some(to)) = (score["from"]["score"].as_f64(), score["to"]["score"].as_f64()) {
            assert!((to - from - sum).abs() < 1e-9, "{score:#}");
        }
        for part in parts {
            for line in part["lines"].as_array().unwrap() {
                assert!(!line["file"].as_str().unwrap().is_empty() && line["line"].as_u64() > Some(0), "{line:#}");
            }
            let lines: f64 = part["lines"].as_array().unwrap().iter().map(|line| number(&line["points"])).sum();
            assert!((lines + number(&part["rest"]) - number(&part["points"])).abs() < 1e-9, "{part:#}");
        }
    }
    scores.len()
}

fn changes(document: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = document["changes"].as_array().unwrap();
    all.iter().map(|c| (text(&c["kind"]), text(&c["title"]), text(&c["event"]))).collect()
}

pub(crate) fn has(document: &Value, change: (&str, &str, &str)) -> bool {
    changes(document).iter().any(|(kind, title, event)| (&**kind, &**title, &**event) == change)
}

#[test]
fn two_revisions_name_the_line_that_moved_a_score() {
    let dir = repository();
    let document = json(dir.path(), &["one", "two", "desk"]);
    assert_eq!(sums(&document), 1, "{document:#}");
    let evidence = &document["scores"][0]["parts"][0];
    assert_eq!((evidence["cause"].as_str(), &document["scores"][0]["id"]), (Some("evidence"), &Value::from("ada")));
    let lines: Vec<(&str, u64)> = evidence["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|line| Some((line["file"].as_str()?, line["line"].as_u64()?)))
        .collect();
    assert!(lines.contains(&("notes/2026-05-04-start.md", 4)), "{lines:?}");
    assert!(lines.contains(&("notes/2026-06-15-june.md", 4)), "{lines:?}");
    assert!(has(&document, ("promise", "the forecast", "kept")), "{document:#}");
    assert!(has(&document, ("person", "Ben", "new")), "{document:#}");
    // The other way round it is the same movement.
    let back = json(dir.path(), &["two", "one", "desk"]);
    let points = |document: &Value| document["scores"][0]["points"].as_f64().unwrap();
    assert!((points(&document) + points(&back)).abs() < 1e-9);
    assert!(has(&back, ("person", "Ben", "gone")), "{back:#}");
    let text = out(&diff(dir.path(), &["one", "two", "desk"]));
    assert!(text.contains("notes/2026-05-04-start.md:4") && text.contains("as of 2026-06-20"), "{text}");
}

#[test]
fn two_dates_tell_what_time_and_lines_did() {
    let dir = repository();
    let document = json(dir.path(), &["2026-06-01", "2026-06-20", "desk"]);
    assert_eq!(sums(&document), 1, "{document:#}");
    let causes: Vec<&str> =
        document["scores"][0]["parts"].as_array().unwrap().iter().map(|p| p["cause"].as_str().unwrap()).collect();
    assert!(causes.contains(&"evidence") && causes.contains(&"time"), "{causes:?}");
    assert!(has(&document, ("promise", "the forecast", "kept")), "{document:#}");
    // The day it was due, and the day after.
    let known = |to: &str| json(dir.path(), &["2026-06-01", to, "desk", "--known-at", "one"]);
    assert!(!has(&known("2026-06-10"), ("promise", "the forecast", "missed")));
    let missed = known("2026-06-11");
    assert!(has(&missed, ("promise", "the forecast", "missed")), "{missed:#}");
    assert_eq!(missed["to"]["revision"], "one");
}

#[test]
fn what_was_known_then_is_not_what_is_known_now() {
    let dir = repository();
    let document = json(dir.path(), &["one", "two", "desk", "--as-of", "2026-06-13"]);
    assert_eq!((&document["from"]["as_of"], &document["to"]["as_of"]), (&"2026-06-13".into(), &"2026-06-13".into()));
    assert!(has(&document, ("promise", "the forecast", "kept")), "{document:#}");
    assert_eq!(sums(&document), 1);
    let mixed = json(dir.path(), &["one", "2026-06-25", "desk"]);
    assert_eq!((&mixed["from"]["as_of"], &mixed["to"]["as_of"]), (&"2026-06-20".into(), &"2026-06-25".into()));
    assert!(mixed["to"]["revision"].is_null());
}

#[test]
fn status_and_explain_know_what_was_known() {
    let dir = repository();
    let said = |arguments: &[&str]| out(&rapporteur(dir.path(), arguments));
    let known = said(&["status", "desk", "--known-at", "one", "--as-of", "2026-06-20"]);
    assert!(!known.contains("Ben") && said(&["status", "desk"]).contains("Ben"), "{known}");
    let explained = said(&["explain", "ada", "desk", "--known-at", "one"]);
    assert!(explained.contains("10 days overdue"), "{explained}");
    assert!(refused(&rapporteur(dir.path(), &["status", "desk", "--known-at", "-x"]), 2).len() > 5);
}

#[test]
fn an_error_in_a_revision_is_told_with_its_name() {
    let dir = repository();
    put(dir.path(), "desk/stakeholders/ben.toml", "name = [");
    commit(dir.path(), "broken");
    let error = refused(&diff(dir.path(), &["two", "broken", "desk"]), 1);
    assert!(error.contains("in the revision `broken`") && error.contains("ben.toml"), "{error}");
}

#[test]
fn nothing_changed_is_said() {
    let dir = repository();
    for format in ["table", "markdown", "html"] {
        let text = out(&diff(dir.path(), &["two", "two", "desk", "--format", format]));
        assert!(text.to_lowercase().contains("nothing changed"), "{format}: {text}");
    }
}

#[test]
fn a_repository_stays_as_it_is() {
    let dir = repository();
    let root = dir.path();
    put(root, "desk/notes/2026-06-16-mine.md", "not committed\n");
    put(root, "desk/stakeholders/ada.toml", "not even TOML");
    // What a hostile repository would like to be run.
    put(root, "evil.sh", &format!("#!/bin/sh\ntouch {}/ran\n", root.display()));
    git(root, &["config", "core.fsmonitor", &format!("{}/evil.sh", root.display())]);
    git(root, &["config", "core.pager", &format!("{}/evil.sh", root.display())]);
    let state = || {
        let files = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().map(Result::unwrap);
        let of = |entry: walkdir::DirEntry| {
            let modified = entry.metadata().unwrap().modified().unwrap();
            (entry.path().to_owned(), modified, entry.file_type().is_file().then(|| fs::read(entry.path()).unwrap()))
        };
        files.map(of).collect::<Vec<_>>()
    };
    let before = state();
    out(&diff(root, &["one", "two", "desk"]));
    assert!(before == state(), "a file is another than before");
}

#[test]
fn what_cannot_be_read_is_said() {
    let dir = repository();
    let root = dir.path();
    let error = refused(&diff(root, &["one", "nowhere", "desk"]), 2);
    assert!(error.contains("no revision `nowhere`"), "{error}");
    for odd in ["--output=x", "-p", "", "one:desk", "one^{tree}"] {
        assert!(!refused(&diff(root, &["two", "desk", "--known-at=one", "--", odd]), 2).is_empty());
    }
    refused(&rapporteur(root, &["diff", "--", "--output=stolen", "one", "desk"]), 2);
    assert!(!root.join("stolen").exists());
    let error = refused(&diff(root, &["2026-06-20", "2026-06-01", "desk"]), 2);
    assert!(error.contains("turn them round"), "{error}");
    put(root, "later/rapporteur.toml", CONFIG);
    let error = refused(&diff(root, &["one", "two", "later"]), 2);
    assert!(error.contains("`later/` of the revision `one`"), "{error}");
    let elsewhere = tempfile::tempdir().unwrap();
    put(elsewhere.path(), "rapporteur.toml", CONFIG);
    let error = refused(&diff(elsewhere.path(), &["one", "two"]), 3);
    assert!(error.contains("in no git repository"), "{error}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    let without = command.args(["diff", "one", "two", "desk"]).current_dir(root).env("PATH", elsewhere.path());
    assert!(refused(&without.output().unwrap(), 3).contains("not installed"));
}

#[test]
fn links_and_what_lies_outside_are_left_out_and_said() {
    let dir = repository();
    let root = dir.path();
    put(
        root,
        "desk/rapporteur.toml",
        &format!(
            "{CONFIG}[private]\npath = \"../../private\"\n[[notes.source]]\npath = \"../meetings\"\n[[notes.source]]\npath = \"/nowhere/at/all\"\n"
        ),
    );
    put(root, "meetings/2026-06-18-wild.md", "# Wild\n\n- [ ] @me -> @ada: wild promise\n");
    put(root, "secret.md", "+++\nattendees = [\"me\", \"ada\"]\n+++\n- (sentiment) @ada -2: secret\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("../../secret.md", root.join("desk/notes/2026-06-19-link.md")).unwrap();
    commit(root, "three");
    let output = diff(root, &["two", "three", "desk", "--format", "json"]);
    let text = out(&output);
    assert!(text.contains("meetings/2026-06-18-wild.md"), "{text}");
    assert!(!text.contains("2026-06-19-link"), "{text}");
    let said = String::from_utf8(output.stderr).unwrap();
    for left in ["the private overlay `../../private`", "the notes of `/nowhere/at/all`", "symbolic link"] {
        assert!(said.contains(left) && text.contains(left), "{left}: {said}");
    }
    let wider = out(&diff(root, &["two", "three", "desk", "--format", "json", "--edition", "leadership"]));
    assert!(!wider.contains("private overlay"), "{wider}");
}

#[test]
fn a_wider_edition_tells_nothing_narrower() {
    let dir = repository();
    let root = dir.path();
    put(
        root,
        "desk/notes/2026-06-17-pm.md",
        "+++\nattendees = [\"me\", \"ada\"]\nvisibility = \"pm\"\n+++\n- [ ] @me -> @ada: marzipan\n",
    );
    put(root, "desk/stakeholders/quillon.toml", "name = \"Quillon Xu\"\nkind = \"external\"\nvisibility = \"pm\"\n");
    commit(root, "three");
    for format in ["table", "markdown", "json", "html"] {
        let mine = out(&diff(root, &["two", "three", "desk", "--format", format]));
        assert!(mine.contains("marzipan") && mine.contains("Quillon"), "{format}: {mine}");
        let theirs = out(&diff(root, &["two", "three", "desk", "--format", format, "--edition", "leadership"]));
        for word in ["marzipan", "Quillon", "quillon", "2026-06-17", "points\": "] {
            assert!(!theirs.contains(word), "{format} tells {word}: {theirs}");
        }
        let without = |text: &str| text.replace(git(root, &["rev-parse", "three"]).trim(), "").len();
        assert!(without(&theirs) < without(&mine));
    }
}

#[test]
fn markdown_is_whole_rows_that_ping_nobody() {
    let dir = repository();
    let root = dir.path();
    for n in 0..900 {
        let text = format!(
            "+++\nattendees = [\"me\", \"ada\"]\n+++\n- [ ] @me -> @ada: a | long #12 promise by @octo, number {n} of many <b>\n"
        );
        put(root, &format!("desk/notes/n/2026-06-18-n{n:03}.md"), &text);
    }
    commit(root, "many");
    let text = out(&diff(root, &["two", "many", "desk", "--format", "markdown"]));
    assert!(text.len() <= 64 << 10 && text.len() > 50 << 10, "{}", text.len());
    assert!(text.contains(" more: see `rapporteur diff`"), "{}", &text[text.len() - 300..]);
    for row in text.lines().filter(|line| line.starts_with('|')) {
        assert!(row.ends_with('|'), "{row}");
    }
    for wrong in ["@octo", "#12", "<b>"] {
        assert!(!text.contains(wrong), "{wrong}");
    }
    let page = out(&diff(root, &["two", "many", "desk", "--format", "html"]));
    assert!(page.contains("&lt;b&gt;") && !page.contains("<b>") && !page.contains("src=\"http"), "{}", &page[..3000]);
}

#[test]
fn the_sample_s_parts_sum() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let document = json(&content, &["2026-10-01", "2026-11-01"]);
    // Between two days of one folder nothing is taken back: what became of a promise is one line.
    assert!(!document.to_string().contains("No longer: "), "{document:#}");
    assert!(sums(&document) > 15, "{document:#}");
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    for entry in walkdir::WalkDir::new(&content).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let to = root.join("content").join(entry.path().strip_prefix(&content).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(entry.path(), to).unwrap();
        }
    }
    git(root, &["init", "-q"]);
    commit(root, "before");
    // A promise ticked, and nothing else.
    let (path, ticked) = open_promise(&root.join("content/notes"));
    fs::write(&path, ticked).unwrap();
    commit(root, "after");
    let document = json(root, &["before", "after"]);
    assert!(sums(&document) >= 1, "{document:#}");
    let below = path.strip_prefix(root.join("content")).unwrap().to_str().unwrap().to_owned();
    for score in document["scores"].as_array().unwrap() {
        assert!(score.to_string().contains(&below), "{score:#} doesn't name {below}");
    }
    assert!(changes(&document).iter().any(|(kind, _, event)| kind == "promise" && event == "kept"), "{document:#}");
}

/// The note with a promise that is overdue, and its text with that promise kept.
fn open_promise(notes: &Path) -> (std::path::PathBuf, String) {
    let all = walkdir::WalkDir::new(notes).sort_by_file_name().into_iter().map(Result::unwrap);
    for entry in all.filter(|entry| entry.file_type().is_file()) {
        let text = fs::read_to_string(entry.path()).unwrap();
        let line = text.lines().find(|line| line.starts_with("- [ ] ") && line.ends_with("^c-box-count"));
        if let Some(line) = line {
            let kept = line.replacen("[ ]", "[x]", 1).replace("^c-box", "[completion:: 2026-10-31] ^c-box");
            return (entry.path().to_owned(), text.replacen(line, &kept, 1));
        }
    }
    panic!("the sample has no such promise");
}
