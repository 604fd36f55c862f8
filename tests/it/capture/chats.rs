//! Chats and the inbox.

use std::fs;

use super::{json, ok, refused, run, text, workspace};

#[test]
fn a_thread_becomes_a_message_note_in_which_nothing_is_read() {
    let chat = "Friday, October 30th\nAda Moss  10:32 AM\n- [ ] @me -> @ada: a trap [due:: 2026-01-01] ^c-1\n<!-- open %% `x` visibility: pm\n10:35\nmore\nRobin Berg\n10:40 AM\n1. yes\nToday\nSome One  9:00\nlet me know\n";
    let dir = workspace(&[("thread.txt", chat)]);
    let before = json(dir.path(), &["open", "--format", "json"]);
    let said = ok(dir.path(), &["log", "ada", "--chat", "thread.txt"]);
    assert!(said.contains("`Ada Moss` is @ada") && said.contains("`Some One` is on no record"), "{said}");
    assert!(
        said.contains("3 of them, both sides wrote: two-way") && said.contains("one side wrote: no talk"),
        "{said}"
    );
    let note = text(dir.path(), "notes/2026-10-30-ada-chat.md");
    assert!(
        note.starts_with("+++\ntype = \"message\"\ntwo_way = true\nattendees = [\"me\", \"ada\"]\n+++\n"),
        "{note}"
    );
    assert!(note.contains("> **Ada Moss** 10:35\n>\n> more\n") && note.contains("> 1\\. yes"), "{note}");
    assert!(text(dir.path(), "notes/2026-11-02-ada-chat.md").contains("attendees = [\"me\", \"ada\"]"));
    assert_eq!(json(dir.path(), &["open", "--format", "json"]), before, "nothing of it is a promise");
    assert!(refused(dir.path(), &["log", "ada", "--chat", "rapporteur.toml"]).1.contains("no message is told"));
}

#[test]
fn the_inbox_goes_into_notes_and_what_cant_be_read_stays() {
    let inbox = "# Inbox\r\n<!-- from the phone -->\r\nno date: x\r\n## 2026-11-01\r\n- ada: called; promised the list by Friday\r\n\r\n2026-10-30 bo: emailed, both ways\r\n- 2026-10-30 nobody: met\r\n2026-12-01 ada: met\r\n2026-10-30 ada: met [visibility: pm]\r\n";
    let dir = workspace(&[("inbox.md", inbox)]);
    let found = json(dir.path(), &["check", "--format", "json"]);
    assert_eq!(found["diagnostics"][0]["code"], "inbox-not-empty");
    assert_eq!(found["diagnostics"][0]["line"], 3);
    let output = run(dir.path(), &["log", "--inbox"]);
    assert_eq!(output.status.code(), Some(1), "something is left");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    for expected in [
        "inbox.md:5 -> notes/2026-11-01-ada.md (new)",
        "inbox.md:7 -> notes/2026-10-30-bo.md (new)",
        "inbox.md:3 stays: it has no date",
        "inbox.md:8 stays: nobody on record is `nobody`",
        "inbox.md:9 stays: it is of a day after 2026-11-02",
        "inbox.md:10 stays: `visibility:` labels nothing",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
    let left = "# Inbox\r\n<!-- from the phone -->\r\nno date: x\r\n\r\n- 2026-10-30 nobody: met\r\n2026-12-01 ada: met\r\n2026-10-30 ada: met [visibility: pm]\r\n";
    assert_eq!(text(dir.path(), "inbox.md"), left);
    assert!(text(dir.path(), "notes/2026-10-30-bo.md").contains("type = \"email\"\ntwo_way = true\n"));
    // What waits is on no page.
    fs::write(dir.path().join("inbox.md"), "2026-11-01 ada: zebra\n").unwrap();
    assert!(run(dir.path(), &["build"]).status.success());
    let pages = super::tree(dir.path()).into_iter().filter(|(path, _)| !path.ends_with("inbox.md"));
    assert!(pages.filter(|(_, bytes)| bytes.windows(5).any(|w| w == b"zebra")).count() == 0);
}
