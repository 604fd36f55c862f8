//! `build --about`, `forget` and `check --fail-on` as they are run.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

const FILES: [(&str, &str); 11] = [
    (
        "work/rapporteur.toml",
        "as_of = 2026-11-01\n[[team]]\nid = \"me\"\nname = \"Robin\"\n[private]\npath = \"../private\"\n[[notes.source]]\npath = \"../wild\"\nstyle = \"wild\"\n",
    ),
    (
        "work/stakeholders/ada.toml",
        "name = \"Ada O'Moss\"\nkind = \"executive\"\naliases = [\"Mossy\"]\nformerly = [\"ada-old\"]\nretention_until = 2026-10-31\n",
    ),
    (
        "work/stakeholders/bo.toml",
        "name = \"Bo Lind\"\nkind = \"external\"\nretention_until = 2026-11-01\nconcerns = [\"Mossy is rude\"]\n",
    ),
    (
        "work/decisions.toml",
        "[[decision]]\nid = \"d-1\"\ntitle = \"Move\"\nstatus = \"accepted\"\nproposed = 2026-06-01\ndecided = 2026-06-10\napprover = \"me\"\ncontributors = [\"bo\", \"ada\"]\n",
    ),
    (
        "work/notes/2026-08-01-one.md",
        "+++\nattendees = [\"me\", \"ada\"]\n+++\nAda was late.\n\n- [ ] @me -> @bo: wait for @ada-old  [due:: 2027-01-01]\n- [ ] @me -> @bo: alone  [due:: 2027-01-01]\n",
    ),
    ("work/inbox.md", "milk\ncall mossy\n"),
    ("work/static/list.txt", "Bo\nAda O'Moss\n"),
    ("work/notes/unread.txt", "mossy: 12\n"),
    ("work/adopted.txt", "# spellings\nmossy\nbo\n"),
    ("private/notes/2026-09-01-later.md", "+++\nattendees = []\ntype = \"async\"\n+++\nMossy again.\n"),
    ("wild/2026-07-01.md", "# Weekly\n\nAttendees:\n- Mossy\n- Bo Lind\n"),
];

fn workspace() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in FILES {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn run(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.args(arguments).current_dir(dir.join("work")).env("NO_COLOR", "1").env("GIT_CEILING_DIRECTORIES", dir);
    command.env_remove("CI").env_remove("SOURCE_DATE_EPOCH").output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn the_record_is_for_its_owner_s_eyes_and_never_in_an_edition() {
    let dir = workspace();
    let done = run(dir.path(), &["build", "--about", "ada"]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    let page = dir.path().join("work/about/ada.html");
    assert_eq!(fs::metadata(&page).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(page.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(!fs::read_to_string(&page).unwrap().contains("rude"));
    assert!(!dir.path().join("work/site").exists(), "no edition is built");

    assert_eq!(
        run(dir.path(), &["build", "--about", "ada", "--complete", "--out", "../handed"]).status.code(),
        Some(0)
    );
    let page = fs::read_to_string(dir.path().join("handed/ada.html")).unwrap();
    assert!(page.contains("Mossy is rude") && page.contains("Mossy again") && !page.contains("Bo Lind"), "{page}");

    assert_eq!(run(dir.path(), &["build", "--out", "../public", "--edition", "leadership"]).status.code(), Some(0));
    for folder in
        ["../public", "../public/people", "site", "site/x", "workbench", "notes", "../private", "../wild", "../wild/x"]
    {
        let refused = run(dir.path(), &["build", "--about", "ada", "--out", folder]);
        assert_eq!(refused.status.code(), Some(2), "{folder}: {}", stderr(&refused));
    }
    let unknown = run(dir.path(), &["build", "--about", "adda"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("did you mean `ada`?"), "{}", stderr(&unknown));
    fs::remove_dir_all(dir.path().join("private")).unwrap();
    assert_eq!(run(dir.path(), &["build", "--about", "ada", "--complete"]).status.code(), Some(3));
}

#[test]
fn forget_lists_every_place_and_changes_nothing() {
    let dir = workspace();
    assert_eq!(run(dir.path(), &["build"]).status.code(), Some(0));
    let done = run(dir.path(), &["forget", "ada", "--format", "json"]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    let found: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    let mut places: Vec<String> = Vec::new();
    for file in found["files"].as_array().unwrap() {
        let path = file["path"].as_str().unwrap();
        if file["whole"] == true {
            places.push(path.to_owned());
        }
        for spot in file["spots"].as_array().unwrap() {
            places.push(format!("{path}:{}", spot["line"]));
        }
    }
    places.sort();
    assert_eq!(
        places,
        [
            "decisions.toml:8",
            "inbox.md:2",
            "static/list.txt:2",
            "notes/unread.txt:1",
            "notes/2026-08-01-one.md:2",
            "notes/2026-08-01-one.md:4",
            "notes/2026-08-01-one.md:6",
            "../private/notes/2026-09-01-later.md:5",
            "../wild/2026-07-01.md:4",
            "stakeholders/ada.toml",
            "stakeholders/bo.toml:4",
        ]
        .map(str::to_owned)
        .into_iter()
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect::<Vec<_>>()
    );
    assert_eq!(found["adopted"][0]["line"], 2);
    assert_eq!(found["history"][0]["git"], "none");
    let published: Vec<&str> =
        found["published"].as_array().unwrap().iter().map(|p| p["folder"].as_str().unwrap()).collect();
    assert_eq!(published, ["site", "workbench"]);
    assert!(found["editions"].as_array().unwrap().iter().all(|e| e["named"] == true));
    for (path, text) in FILES {
        assert_eq!(fs::read_to_string(dir.path().join(path)).unwrap(), text, "{path} is as it was");
    }
    assert!(
        found["published"]
            .as_array()
            .unwrap()
            .iter()
            .all(|p| p["files"].as_array().unwrap().len() as u64 == p["count"])
    );
    let human = stdout(&run(dir.path(), &["forget", "mossy"]));
    for told in [
        "stakeholders/ada.toml",
        "adopted.txt:2",
        "no git work tree",
        "in this order",
        "rapporteur build --about ada --complete",
        "search for each spelling: `Ada`, `Mossy`, `O'Moss`, `ada`, `ada-old`",
        "what is listed above",
    ] {
        assert!(human.contains(told), "{told}: {human}");
    }
    let unknown = run(dir.path(), &["forget", "adda"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("did you mean `ada`?"));
}

#[test]
fn forget_counts_what_git_keeps() {
    let dir = workspace();
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]);
        command.arg("-C").arg(dir.path().join("work")).args(arguments).output()
    };
    // Where there is no git, the test of the other branch is `forget`'s own.
    let Ok(_) = git(&["init", "-q"]) else { return };
    git(&["add", "-A"]).unwrap();
    git(&["commit", "-qm", "one"]).unwrap();
    fs::write(dir.path().join("work/stakeholders/ada.toml"), "name = \"Ada O'Moss\"\nkind = \"internal\"\n").unwrap();
    git(&["commit", "-qam", "two"]).unwrap();
    let done = run(dir.path(), &["forget", "ada", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(found["history"][0]["git"], "commits", "{found}");
    assert_eq!((&found["history"][0]["record"], &found["history"][0]["naming"]), (&2.into(), &1.into()));
}

#[test]
fn a_gate_fails_on_what_it_names_and_says_so() {
    let dir = workspace();
    let gate = |gates: &str, as_of: &str| {
        let done = run(dir.path(), &["check", "--fail-on", gates, "--as-of", as_of]);
        (done.status.code(), stderr(&done))
    };
    // The last day it may be kept, and the day after; the second record's a day later.
    assert_eq!(gate("retention", "2026-10-31"), (Some(0), String::new()));
    assert_eq!(gate("retention", "2026-11-01"), (Some(1), "failed: retention (1)\n".to_owned()));
    assert_eq!(gate("retention", "2026-11-02").1, "failed: retention (2)\n");
    assert_eq!(gate("errors,overdue", "2026-11-02").0, Some(0));
    assert_eq!(gate("overdue", "2027-01-02"), (Some(1), "failed: overdue (2)\n".to_owned()));
    let (code, told) = gate("overdue,retention,warnings", "2027-01-02");
    assert_eq!(code, Some(1));
    assert!(told.starts_with("failed: warnings (") && told.ends_with("), overdue (2), retention (2)\n"), "{told}");
    assert_eq!(gate("retentions", "2026-11-01").0, Some(2));
    let plain = run(dir.path(), &["check"]);
    assert_eq!((plain.status.code(), stderr(&plain)), (Some(0), String::new()), "a warning fails no plain run");
    assert!(stdout(&plain).contains("rapporteur forget ada"), "{}", stdout(&plain));
    fs::write(dir.path().join("work/stakeholders/cy.toml"), "kind = \"internal\"\n").unwrap();
    assert_eq!(gate("overdue", "2026-11-01"), (Some(1), "failed: errors (1)\n".to_owned()));
}
