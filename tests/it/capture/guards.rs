//! What keeps the commands from writing into the wrong place, over somebody else's line, or less than they were given.

use std::fs;
use std::process::Command;

use super::{json, ok, refused, run, text, workspace};

const RUNNING: &str = "+++\ntype = \"one-to-one\"\nattendees = [\"me\", \"ada\"]\nsplit = \"date-headings\"\n+++\n\n# Ada and me\n\n## 2026-10-30\n\nnewest\n\n## 2026-10-20 {visibility=pm}\n- [ ] the old one\n## 2026-10-13\n\noldest\n";

#[test]
fn a_running_document_is_written_into_at_that_day() {
    let path = "notes/ada-one-to-one.md";
    let dir = workspace(&[(path, RUNNING)]);
    let said = ok(dir.path(), &["log", "ada", "met; promised a list by Friday", "--date", "2026-10-30"]);
    assert!(said.starts_with(&format!("{path}\n")) && said.contains("due Friday 2026-11-06"), "{said}");
    let line = "- [ ] @me -> @ada: a list  [due:: 2026-11-06] ^c-list\n";
    assert_eq!(text(dir.path(), path), RUNNING.replace("newest\n", &format!("newest\n\n{line}")));
    ok(dir.path(), &["log", "ada", "promised a box by Friday", "--date", "2026-10-20", "--note", path]);
    let boxed = "- [ ] the old one\n- [ ] @me -> @ada: a box  [due:: 2026-10-23] ^c-box\n\n## 2026-10-13";
    assert!(text(dir.path(), path).contains(boxed), "{}", text(dir.path(), path));
    ok(dir.path(), &["log", "ada", "promised a last one", "--date", "2026-10-13"]);
    assert!(text(dir.path(), path).ends_with("oldest\n\n- [ ] @me -> @ada: a last one ^c-last-one\n"));
    let open = json(dir.path(), &["open", "--format", "json"]);
    let since = |id: &str| open["open"].as_array().unwrap().iter().find(|o| o["id"] == id).unwrap()["since"].clone();
    assert_eq!((since("c-list"), since("c-box")), ("2026-10-30".into(), "2026-10-20".into()));
    // A day it has no meeting of is a note of its own.
    assert!(ok(dir.path(), &["log", "ada", "met"]).starts_with("notes/2026-11-02-ada.md (new)"));
    for (more, expected) in [
        (vec!["--note", path], "none of 2026-11-02"),
        (vec!["--note", "notes/2026-10-01-kickoff.md", "--date", "2026-10-02"], "is of 2026-10-01"),
        (vec!["--date", "2030-01-01"], "is after 2026-11-02"),
    ] {
        let (code, said) = refused(dir.path(), &[&["log", "ada", "promised tea"], more.as_slice()].concat());
        assert!(code == 2 && said.contains(expected), "{said}");
    }
}

#[test]
fn a_daily_note_is_written_into_at_that_meeting() {
    let daily = "+++\ndate = 2026-10-30\nsplit = \"meeting-headings\"\n+++\n\n## Ada\n\nAttendees: ada, me\n\n## Bo\n\nAttendees: bo, me\n\n## Tasks\n\n- milk\n";
    let dir = workspace(&[("notes/2026-10-30.md", daily)]);
    ok(dir.path(), &["log", "ada", "promised a list", "--date", "2026-10-30"]);
    ok(dir.path(), &["log", "bo", "promised a box", "--date", "2026-10-30"]);
    let note = text(dir.path(), "notes/2026-10-30.md");
    assert!(
        note.contains("@ada: a list ^c-list\n\n## Bo\n") && note.contains("@bo: a box ^c-box\n\n## Tasks\n"),
        "{note}"
    );
}

#[test]
fn of_many_at_once_nothing_is_lost() {
    let dir = workspace(&[("notes/2026-11-02-ada.md", "+++\nattendees = [\"me\", \"ada\"]\n+++\n")]);
    let start = |n: usize| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
        command.current_dir(dir.path()).env_clear().args(["log", "ada", &format!("promised thing {n}")]);
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap()
    };
    let children: Vec<_> = (0..8).map(start).collect();
    let codes: Vec<_> = children.into_iter().map(|mut child| child.wait().unwrap().code().unwrap()).collect();
    let won = codes.iter().filter(|code| **code == 0).count();
    assert!(won > 0 && codes.iter().all(|code| matches!(code, 0 | 3)), "{codes:?}");
    assert_eq!(text(dir.path(), "notes/2026-11-02-ada.md").matches("- [ ] ").count(), won);
}

#[test]
fn nobody_of_the_overlay_gets_into_the_workspace() {
    let dir = workspace(&[(
        "ours/stakeholders/ulla.toml",
        "name = \"Ulla Zebra\"\nkind = \"external\"\naliases = [\"uz\"]\n",
    )]);
    let config = format!("{}[private]\npath = \"ours\"\n", text(dir.path(), "rapporteur.toml"));
    fs::write(dir.path().join("rapporteur.toml"), config.replace("\"ours\"", "\"../ours\"")).unwrap();
    let root = tempfile::tempdir().unwrap();
    for part in ["rapporteur.toml", "stakeholders", "notes"] {
        fs::create_dir_all(root.path().join("ws")).unwrap();
        fs::rename(dir.path().join(part), root.path().join("ws").join(part)).unwrap();
    }
    fs::rename(dir.path().join("ours"), root.path().join("ours")).unwrap();
    let ws = root.path().join("ws");
    for arguments in [
        vec!["log", "ada,Ulla Zebra", "met"],
        vec!["new", "note", "--with", "uz"],
        vec!["new", "feedback", "slow", "--from", "ulla"],
    ] {
        let (code, said) = refused(&ws, &arguments);
        assert!(code == 2 && said.contains("private overlay"), "{arguments:?}: {said}");
    }
    fs::write(ws.join("chat.txt"), "Ada Moss  10:32\nhello\n\nUlla Zebra  10:33\nhi\n").unwrap();
    ok(&ws, &["log", "ada", "--chat", "chat.txt"]);
    assert!(!text(&ws, "notes/2026-11-02-ada-chat.md").contains("ulla\""));
}

#[test]
fn close_drops_nothing_it_is_given() {
    let update = "+++\nheadline = \"Green\"\n[[asks]]\nid = \"a-1\"\nwhat = \"Pay\"\nfrom = \"ada\"\nneeded_by = 2026-11-20\n+++\n";
    let note = "+++\nattendees = [\"me\", \"ada\"]\n+++\n- (feedback) @ada: too long ^f-1\n";
    let dir = workspace(&[("updates/2026-10-20.md", update), ("notes/2026-10-20-ada.md", note)]);
    let dir = dir.path();
    for (arguments, expected) in [
        (vec!["close", "c-1", "--told", "handed over"], "it takes no text"),
        (vec!["close", "c-1", "--outcome", "accepted"], "it takes no text"),
        (vec!["close", "a-1"], "say the answer"),
        (vec!["close", "a-1", "--told", "yes", "--outcome", "accepted"], "no outcome"),
        (vec!["close", "f-1", "--outcome", "accepted"], "say what they were told"),
        (vec!["close", "f-1", "--outcome", "accepted", "--cancel", "--told", "x"], "one of the two"),
    ] {
        let (code, said) = refused(dir, &arguments);
        assert!(code == 2 && said.contains(expected), "{arguments:?}: {said}");
    }
    ok(dir, &["close", "f-1", "--outcome", "accepted", "--told", "one page"]);
    let (code, said) = refused(dir, &["close", "f-1", "--outcome", "bogus"]);
    assert!(code == 2 && said.contains("told already on 2026-11-02, at notes/2026-11-02-ada.md:5"), "{said}");
    ok(dir, &["close", "f-1"]);
}

#[test]
fn a_name_on_record_is_nobody_new_and_names_are_taken_everywhere() {
    let dir = workspace(&[("stakeholders/tobias-renn.toml", "name = \"Tobias Renn\"\nkind = \"internal\"\n")]);
    let dir = dir.path();
    assert!(refused(dir, &["new", "stakeholder", "ada  moss"]).1.contains("on record as `ada`"));
    ok(dir, &["new", "stakeholder", "Ada Moss", "--id", "ada-the-other"]);
    fs::remove_file(dir.join("stakeholders/ada-the-other.toml")).unwrap();
    for command in ["prep", "explain"] {
        assert!(ok(dir, &[command, "Tobias Renn"]).contains("Tobias Renn"));
        let (code, said) = refused(dir, &[command, "tobais-renn"]);
        assert!(code == 2 && said.contains("did you mean `tobias-renn`?"), "{said}");
    }
}

#[test]
fn no_meeting_and_no_promise_is_read_into_words() {
    let dir = workspace(&[]);
    let said = ok(dir.path(), &["log", "ada", "met with great resistance; I promised nothing"]);
    assert!(said.contains("not taken for a touchpoint") && said.contains("nothing is promised"), "{said}");
    assert!(ok(dir.path(), &["log", "ada", "met with Ada's team"]).contains("meeting, two-way"));
}

#[test]
fn a_chat_is_kept_once_whatever_it_speaks_of() {
    let chat = "Ada Moss  10:32\nwrite {visibility: pm} or [visibility:: pm] there\n";
    let dir = workspace(&[("chat.txt", chat)]);
    ok(dir.path(), &["log", "ada", "--chat", "chat.txt"]);
    assert!(text(dir.path(), "notes/2026-11-02-ada-chat.md").contains("there\n"));
    assert!(ok(dir.path(), &["log", "ada", "--chat", "chat.txt"]).contains("stands in notes/2026-11-02-ada-chat.md"));
    assert!(
        !run(dir.path(), &["check"]).stdout.is_empty() && !dir.path().join("notes/2026-11-02-ada-chat-2.md").exists()
    );
}

#[test]
fn what_is_told_as_prose_counts_nowhere() {
    let path = "notes/2026-10-30-ada.md";
    for words in [
        "- [x] @me -> @ada: the audit report  [due:: 2026-10-01]  [completion:: 2026-09-30]",
        "- (sentiment) @ada -2",
        "* (feedback) @ada: dreadful",
        "1. [ ] @me -> @ada: numbers",
        "+ [ ] @me -> @ada: more",
        "> - [ ] @me -> @ada: quoted",
        "# - [ ] @me -> @ada: a heading",
        "said\n- [ ] @me -> @ada: on the next line",
        "- - [ ] @me -> @ada: twice",
        "- 1. (sentiment) @ada -2",
    ] {
        let dir = workspace(&[]);
        let output = run(dir.path(), &["log", "ada", &format!("met; {words}"), "--date", "2026-10-30"]);
        let (is_written, said) = (output.status.success(), String::from_utf8(output.stdout).unwrap());
        let register = rapporteur::load(dir.path()).unwrap().register;
        let places = register.promise_lines.iter().map(|l| l.place).chain(register.feedback.iter().map(|f| f.place));
        let mut places = places.chain(register.sentiment.iter().map(|s| s.place));
        let is_counted = places.any(|place| **register.path(place.file) == *path);
        // What would be taken for a slip in a note is refused as one.
        assert_eq!(is_written && !said.contains("prose"), is_counted, "{words}: {said}");
        assert_eq!(is_written, dir.path().join(path).exists(), "{words}: {said}");
    }
}
