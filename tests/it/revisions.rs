//! `diff` of revisions: where what is gone stood, and what is no revision.

use std::path::Path;

use serde_json::Value;

use super::diff::{ADA, commit, diff, git, json, out, put, refused, repository, sums};

/// The lines of evidence behind the first score, as text, place, side.
fn evidence(document: &Value) -> Vec<(String, String, String)> {
    let parts = document["scores"][0]["parts"].as_array().unwrap();
    let part = parts.iter().find(|part| part["cause"] == "evidence").unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let line =
        |line: &Value| (text(&line["text"]), format!("{}:{}", text(&line["file"]), line["line"]), text(&line["at"]));
    part["lines"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn a_line_that_is_gone_is_named_where_it_was() {
    let dir = repository();
    let root = dir.path();
    std::fs::remove_file(root.join("desk/notes/2026-06-15-june.md")).unwrap();
    // What stays in its note moves down by two lines.
    let may = std::fs::read_to_string(root.join("desk/notes/2026-05-04-start.md")).unwrap();
    put(root, "desk/notes/2026-05-04-start.md", &may.replacen("- [x]", "Hello.\n\n- [x]", 1));
    commit(root, "three");
    let document = json(root, &["two", "three", "desk"]);
    assert_eq!(sums(&document), 1, "{document:#}");
    let lines = evidence(&document);
    let gone: Vec<_> = lines.iter().filter(|(text, ..)| text.starts_with("No longer: ")).collect();
    assert!(!gone.is_empty(), "{lines:#?}");
    for (text, place, at) in gone {
        // The talk is the note's own: its first line.
        let line = if text.contains("Last talk") { 1 } else { 4 };
        assert_eq!((&**place, &**at), (&*format!("notes/2026-06-15-june.md:{line}"), "from"), "{text}");
    }
    for format in ["table", "markdown", "html"] {
        let text = out(&diff(root, &["two", "three", "desk", "--format", format]));
        assert!(text.contains("june.md:4 at two"), "{format}: {text}");
    }
    // The other way round it is written, and the file is of the later side.
    let back = evidence(&json(root, &["three", "two", "desk"]));
    assert!(back.iter().any(|(_, place, at)| place == "notes/2026-06-15-june.md:4" && at == "to"), "{back:#?}");
    assert!(!out(&diff(root, &["three", "two", "desk"])).contains(" at three\n"));
}

#[test]
fn the_last_talk_of_a_note_that_is_gone_is_named() {
    let dir = repository();
    let root = dir.path();
    std::fs::remove_file(root.join("desk/notes/2026-06-15-june.md")).unwrap();
    commit(root, "three");
    let document = json(root, &["two", "three", "desk"]);
    assert_eq!(sums(&document), 1, "{document:#}");
    let lines = evidence(&document);
    let talk =
        |start: &str| lines.iter().find(|(text, ..)| text.starts_with(start)).unwrap_or_else(|| panic!("{lines:#?}"));
    let (_, place, at) = talk("No longer: Last talk 5 days ago");
    assert!(place.starts_with("notes/2026-06-15-june.md:") && at == "from", "{lines:#?}");
    let (_, place, at) = talk("Last talk 47 days ago");
    assert!(place.starts_with("notes/2026-05-04-start.md:") && at == "to", "{lines:#?}");
    // The other way round the later talk is the news, and nothing is gone.
    let back = evidence(&json(root, &["three", "two", "desk"]));
    assert!(!back.iter().any(|(text, ..)| text.starts_with("No longer")), "{back:#?}");
}

#[test]
fn a_band_set_by_hand_is_no_doing_of_the_score() {
    let dir = repository();
    let root = dir.path();
    put(
        root,
        "desk/stakeholders/ada.toml",
        &format!(
            "{ADA}[[override]]\nband = \"at-risk\"\nreason = \"they <b>told</b> @me so.\"\nby = \"me\"\non = 2026-06-10\nuntil = 2026-07-01\n"
        ),
    );
    commit(root, "three");
    let document = json(root, &["two", "three", "desk"]);
    let score = &document["scores"][0];
    assert_eq!((&score["points"], &score["to"]["band"]), (&0.0.into(), &"at-risk".into()), "{score:#}");
    let (before, set) = (&score["from"], &score["to"]["set"]);
    assert!(before["set"].is_null(), "{score:#}");
    assert_eq!((&set["computed"], &set["by"], &set["until"]), (&before["band"], &"me".into(), &"2026-07-01".into()));
    assert_eq!((&set["file"], &set["line"], &set["at"]), (&"stakeholders/ada.toml".into(), &12.into(), &"to".into()));
    for (format, reason) in
        [("table", "<b>told</b> @me so"), ("markdown", "told"), ("html", "&lt;b&gt;told&lt;/b&gt; @me so")]
    {
        let text = out(&diff(root, &["two", "three", "desk", "--format", format]));
        for word in ["at risk (set)", "set by hand to at risk until 2026-07-01, computed ", reason, "ada.toml:12"] {
            let word = if format == "markdown" { word.replace("ada.toml", "ada\\.toml") } else { word.to_owned() };
            let text =
                text.replace("stakeholders/ada.toml", if format == "markdown" { "ada\\.toml" } else { "ada.toml" });
            assert!(text.contains(&word), "{format}: {word}: {text}");
        }
    }
    // The day after it ran out it is what was before, and stood in the same folder.
    let ended = out(&diff(root, &["2026-07-01", "2026-07-02", "desk"]));
    assert!(ended.contains("at risk (set) → ") && ended.contains("before, set by hand to at risk"), "{ended}");
}

#[test]
fn a_new_id_is_nobody_gone() {
    let dir = repository();
    let root = dir.path();
    git(root, &["mv", "desk/stakeholders/ada.toml", "desk/stakeholders/moss.toml"]);
    put(root, "desk/stakeholders/moss.toml", &format!("formerly = [\"ada\"]\n{ADA}"));
    commit(root, "renamed");
    let text = out(&diff(root, &["two", "renamed", "desk"]));
    assert!(text.contains("nothing changed"), "{text}");
    // With a movement beside it both are one person; what is gone stands in the file of then.
    put(
        root,
        "desk/stakeholders/moss.toml",
        &format!("formerly = [\"ada\"]\n{}", ADA.replace("supportive", "leading")),
    );
    put(
        root,
        "desk/notes/2026-06-18-more.md",
        "+++\nattendees = [\"me\", \"moss\"]\n+++\n- (sentiment) @moss -2: cross\n",
    );
    commit(root, "moved");
    for (revisions, side) in [(["two", "moved"], "to"), (["moved", "two"], "from")] {
        let document = json(root, &[revisions[0], revisions[1], "desk"]);
        assert_eq!((sums(&document), &document["scores"][0]["id"]), (1, &"moss".into()), "{document:#}");
        let lines = evidence(&document);
        let (_, place, at) = lines.iter().find(|(text, ..)| text.contains("cross")).unwrap();
        assert_eq!((&**place, &**at), ("notes/2026-06-18-more.md:4", side));
        assert_eq!(document["changes"].as_array().unwrap().len(), 0, "{document:#}");
    }
}

#[test]
fn another_target_is_named_where_it_is_written() {
    let dir = repository();
    let root = dir.path();
    let wanted = "[[assessment]]\ndate = 2026-06-19\nby = \"me\"\npower = 5\ninterest = 5\ncurrent = \"neutral\"\ndesired = \"leading\"\n";
    put(root, "desk/stakeholders/ada.toml", &format!("{ADA}{wanted}"));
    commit(root, "three");
    let document = json(root, &["two", "three", "desk"]);
    assert_eq!(sums(&document), 1, "{document:#}");
    let parts = document["scores"][0]["parts"].as_array().unwrap();
    let target = &parts.iter().find(|part| part["cause"] == "target").unwrap()["lines"][0];
    assert!(target["text"].as_str().unwrap().contains("leading wanted"), "{target:#}");
    let line = ADA.lines().count() + 1;
    assert_eq!(
        (&target["file"], &target["line"], &target["at"]),
        (&"stakeholders/ada.toml".into(), &line.into(), &"to".into())
    );
}

#[test]
fn what_is_new_is_named_where_it_begins() {
    let dir = repository();
    let root = dir.path();
    put(
        root,
        "desk/notes/2026-06-16-heard.md",
        "+++\nattendees = [\"me\", \"ada\"]\n+++\n- (feedback) @ada: too slow ^f-slow\n",
    );
    put(
        root,
        "desk/notes/2026-06-18-told.md",
        "+++\nattendees = [\"me\", \"ada\"]\n+++\n- (told) @ada: yes  [feedback:: f-slow]  [outcome:: accepted]\n",
    );
    commit(root, "three");
    let place = |from: &str| {
        let document = json(root, &[from, "2026-06-20", "desk", "--known-at", "three"]);
        let change =
            document["changes"].as_array().unwrap().iter().find(|change| change["kind"] == "feedback").unwrap().clone();
        (change["event"].to_string(), change["file"].to_string())
    };
    assert_eq!(place("2026-06-15"), ("\"new\"".to_owned(), "\"notes/2026-06-16-heard.md\"".to_owned()));
    assert_eq!(place("2026-06-17"), ("\"told\"".to_owned(), "\"notes/2026-06-18-told.md\"".to_owned()));
}

#[test]
fn what_is_rounded_says_so() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    for format in ["table", "markdown", "html"] {
        let said = |edition: &str| {
            out(&diff(&sample, &["2026-10-01", "2026-11-01", "--edition", edition, "--format", format])).to_lowercase()
        };
        let sentence = "tenths are rounded, the sums are not";
        assert!(said("pm").contains(sentence) && !said("leadership").contains(sentence), "{format}");
    }
}

#[test]
fn a_record_that_is_gone_is_named_where_it_was() {
    let dir = repository();
    let root = dir.path();
    std::fs::remove_file(root.join("desk/stakeholders/ben.toml")).unwrap();
    commit(root, "three");
    let document = json(root, &["two", "three", "desk"]);
    let gone = document["changes"].as_array().unwrap().iter().find(|change| change["event"] == "gone").unwrap();
    assert_eq!((&gone["file"], &gone["at"]), (&"stakeholders/ben.toml".into(), &"from".into()), "{gone:#}");
    assert!(out(&diff(root, &["two", "three", "desk"])).contains("ben.toml:1 at two"));
    // An edition without scores prints no line numbers, of what is gone neither.
    let text = out(&diff(root, &["three", "two", "desk", "--edition", "leadership"]));
    assert!(!text.contains("ben.toml:"), "{text}");
}

#[test]
fn within_one_folder_a_place_is_a_place() {
    let dir = repository();
    // Both sides are the folder.
    let text = out(&diff(dir.path(), &["2026-06-01", "2026-06-20", "desk"]));
    assert!(text.contains("2026-06-15-june.md:4") && !text.contains("june.md:4 at"), "{text}");
    let mixed = out(&diff(dir.path(), &["2026-06-01", "two", "desk", "--as-of", "2026-06-20"]));
    assert!(!mixed.contains(" at two"), "{mixed}");
}

#[test]
fn a_shallow_clone_says_that_it_is_one() {
    let dir = repository();
    let origin = format!("file://{}", dir.path().display());
    let place = tempfile::tempdir().unwrap();
    git(place.path(), &["clone", "-q", "--depth", "1", &origin, "clone"]);
    let clone = place.path().join("clone");
    let error = refused(&diff(&clone, &["HEAD~1", "HEAD", "desk"]), 2);
    for word in ["HEAD~1", "shallow", "fetch-depth: 0", "git fetch --unshallow"] {
        assert!(error.contains(word), "{word}: {error}");
    }
    let whole = refused(&diff(dir.path(), &["nowhere", "HEAD", "desk"]), 2);
    assert!(!whole.contains("shallow"), "{whole}");
}

#[test]
fn an_impossible_date_is_no_revision() {
    let dir = repository();
    for date in ["2026-02-30", "2026-13-01", "1899-12-31", "2026-00-10"] {
        for arguments in [[date, "2026-06-20", "desk"], ["one", date, "desk"]] {
            let error = refused(&diff(dir.path(), &arguments), 2);
            assert!(error.contains(&format!("`{date}`: there is no such day, or not from 1900 to 2200")), "{error}");
        }
    }
    // A branch of that name can still be asked for.
    git(dir.path(), &["branch", "2026-02-30", "one"]);
    out(&diff(dir.path(), &["refs/heads/2026-02-30", "two", "desk"]));
}

#[test]
fn a_bare_clone_is_told_apart_from_no_workspace() {
    let dir = repository();
    let place = tempfile::tempdir().unwrap();
    git(place.path(), &["clone", "-q", "--bare", &dir.path().display().to_string(), "bare.git"]);
    let bare = place.path().join("bare.git");
    for (at, more) in [(bare.as_path(), None), (place.path(), Some("bare.git"))] {
        let arguments: Vec<&str> = ["one", "two"].into_iter().chain(more).collect();
        let error = refused(&diff(Path::new(at), &arguments), 2);
        assert!(error.contains("bare") && error.contains("git worktree add"), "{error}");
    }
    // A worktree of it is a folder like any other.
    git(&bare, &["worktree", "add", "-q", "../tree", "two"]);
    out(&diff(&place.path().join("tree"), &["one", "two", "desk"]));
}
