//! `log`, `new` and `fmt`.

use std::fs;

use super::{json, ok, refused, run, text, tree, workspace};

#[test]
fn every_part_is_read_and_told() {
    let dir = workspace(&[]);
    let said = ok(
        dir.path(),
        &[
            "log",
            "ada",
            "met about the costs; promised the Q3 model by Friday; she'll send the list by 3 March; I owe them lunch; concern (high): too slow; +1: \"fine\"; kit will call her by tomorrow; met the deadline; decided to wait (approved by ada); all well",
        ],
    );
    let note = text(dir.path(), "notes/2026-11-02-ada.md");
    let expected = "+++\ntype = \"meeting\"\nattendees = [\"me\", \"ada\"]\n+++\n- met about the costs\n- [ ] @me -> @ada: the Q3 model  [due:: 2026-11-06] ^c-q3-model\n- [ ] @ada -> @me: send the list  [due:: 2027-03-03] ^c-send-list\n- [ ] @me -> @ada: lunch ^c-lunch\n- (feedback) @ada: too slow  [kind:: concern]  [severity:: high] ^f-too-slow\n- (sentiment) @ada +1: \"fine\"\n- [ ] @kit -> @ada: call her  [due:: 2026-11-03] ^c-call\n- met the deadline\n- (decision) wait  [approver:: @ada] ^d-wait\n- all well\n";
    assert_eq!(note, expected);
    for expected in [
        "touchpoint  meeting, two-way",
        "due Friday 2026-11-06 (^c-q3-model)",
        "lunch, without a date",
        "`all well` (nothing in it was recognised)",
        "is not taken for a touchpoint",
        "not scored",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
    let again = ok(dir.path(), &["log", "Ada Moss", "promised the Q3 model by 20 November; called"]);
    assert!(
        again.contains("notes/2026-11-02-ada-call.md (new)")
            && again.contains("the same as the open one of 2026-11-02, with another date"),
        "{again}"
    );
    assert!(ok(dir.path(), &["log", "ada", "-1: tired"]).contains("-1 of @ada"));
    assert!(ok(dir.path(), &["log", "ada", "--date", "2026-10-30", "-2"]).contains("notes/2026-10-30-ada.md (new)"));
    let will = ok(dir.path(), &["log", "ada", "she will be away; I'll not come; she'll want more"]);
    assert_eq!(will.matches("what will be is no promise").count(), 3, "{will}");
    let named = ok(dir.path(), &["log", "ada", "promised a chair by Friday", "--note", "notes/2026-10-01-kickoff.md"]);
    assert!(named.contains("due Friday 2026-10-02"), "counted from the note: {named}");
    let more = ok(dir.path(), &["log", "@adam", "owes nothing"]);
    assert!(
        more.starts_with("notes/2026-11-02-ada.md\n") || more.starts_with("notes/2026-11-02-ada-call.md\n"),
        "{more}"
    );
}

#[test]
fn lines_keep_out_of_narrower_parts_and_nothing_is_written_into_code() {
    let candid = "+++\nattendees = [\"me\", \"ada\"]\n+++\ntalk\n\n## Candid {visibility=pm}\n\nher nerves\n";
    let code = "+++\nattendees = [\"me\", \"bo\"]\n+++\n```\nopen";
    let dir = workspace(&[("notes/2026-11-02-a.md", candid), ("notes/2026-11-02-b.md", code)]);
    ok(dir.path(), &["log", "ada", "promised the list by Friday"]);
    assert!(
        text(dir.path(), "notes/2026-11-02-a.md")
            .ends_with("## Later\n\n- [ ] @me -> @ada: the list  [due:: 2026-11-06] ^c-list\n")
    );
    let (code, said) = refused(dir.path(), &["log", "bo", "promised the list"]);
    assert!(code == 2 && said.contains("not read as it is meant"), "{said}");
}

#[test]
fn what_would_be_a_fault_is_not_written() {
    let dir = workspace(&[]);
    for (arguments, code, expected) in [
        (vec!["log", "adda", "met"], 2, "did you mean `ada`?"),
        (vec!["log", "kit", "met"], 2, "at least one stakeholder"),
        (vec!["log", "ada", " ; "], 2, "say what happened"),
        (vec!["log", "ada", "a note [visibility: team]"], 1, "doubtful-visibility"),
        (vec!["log", "ada", "(told) @ada: x"], 1, "nothing was written"),
        (vec!["log", "ada", "consulted on d-404"], 1, "d-404"),
        (vec!["log", "ada", "see <!-- this"], 1, "unclosed-comment"),
        (vec!["log", "ada", "met", "--note", "notes/none.md"], 2, "no note of ours"),
        (vec!["log", "ada"], 2, "TEXT"),
    ] {
        let (found, said) = refused(dir.path(), &arguments);
        assert!(found == code && said.contains(expected), "{arguments:?}: {found} {said}");
    }
}

#[test]
fn a_new_note_brings_what_is_open_and_changes_nothing() {
    let more = "+++\nattendees = [\"me\", \"ada\", \"bo\"]\nvisibility = \"pm\"\n+++\n- [ ] @me -> @ada: a secret  [due:: 2026-11-09]\n";
    let moved = "+++\nattendees = [\"me\", \"ada\", \"bo\"]\n+++\n- [ ] @me -> @ada, @bo: two of you  [due:: 2026-10-25] ^c-2\n- [ ] @bo -> @me: no id by name\n";
    let late = "+++\nattendees = [\"me\", \"ada\", \"bo\"]\n+++\n- [ ] @me -> @ada, @bo: two of you  [due:: 2026-11-30] ^c-2\n";
    let update = "+++\nheadline = \"Green\"\n+++\n- [ ] @me -> @ada: the report  [due:: 2026-11-20] ^c-u\n";
    let dir = workspace(&[
        ("notes/2026-10-05-p.md", more),
        ("notes/2026-10-06-m.md", moved),
        ("notes/2026-10-28-l.md", late),
        ("updates/2026-10-01.md", update),
    ]);
    let open = |dir: &std::path::Path| {
        let open = json(dir, &["open", "--format", "json"]);
        let of = |o: &serde_json::Value| {
            format!("{} {} {} {} {}", o["id"], o["text"], o["since"], o["due"], o["overdue_days"])
        };
        let mut list: Vec<String> = open["open"].as_array().unwrap().iter().map(of).collect();
        list.sort();
        list
    };
    let before = open(dir.path());
    let said = ok(dir.path(), &["new", "note", "--with", "ada,bo", "--title", "Steering \"1\""]);
    assert!(
        said.contains("notes/2026-11-02-steering-1.md (new)") && said.contains("1 promise, narrower than this note"),
        "{said}"
    );
    let note = text(dir.path(), "notes/2026-11-02-steering-1.md");
    for line in [
        "- [ ] @me -> @ada: the plan  [due:: 2026-11-20] ^c-1\n",
        "- [ ] @me -> @ada, @bo: two of you  [due:: 2026-11-30] ^c-2\n",
        "- [ ] @bo -> @me: no id by name\n",
        "- me to @ada: the report, due 2026-11-20 (`rapporteur close c-u`)\n",
    ] {
        assert!(note.contains(line), "{line}\n{note}");
    }
    assert!(!note.contains("secret"));
    assert_eq!(open(dir.path()), before);
    ok(dir.path(), &["close", "c-1"]);
    assert!(text(dir.path(), "notes/2026-11-02-steering-1.md").contains("- [x] @me -> @ada: the plan"));
    // A second one of the same name takes another.
    assert!(ok(dir.path(), &["new", "note", "--with", "bo", "--title", "Steering 1"]).contains("steering-1-2.md"));
}

#[test]
fn records_are_made_whole_and_never_written_over() {
    let dir = workspace(&[("risks.toml", "# ours\r\n")]);
    let dir = dir.path();
    assert!(ok(dir, &["new", "stakeholder", "Élodie O'Neil"]).contains("stakeholders/elodie-oneil.toml (new)"));
    for arguments in [
        vec!["new", "decision", "Who \"pays\""],
        vec!["new", "risk", "late"],
        vec!["new", "goal", "Fewer leaks"],
        vec!["new", "milestone", "Wave 2", "--date", "2027-01-10"],
        vec!["new", "feedback", "too long", "--from", "ada", "--id", "f-77"],
        vec!["new", "update", "Green: on its way"],
    ] {
        ok(dir, &arguments);
    }
    assert!(text(dir, "risks.toml").starts_with("# ours\r\n\r\n[[risk]]\r\nid = \"r-late\"\r\n"));
    for (arguments, expected) in [
        (vec!["new", "update", "Another"], "exists"),
        (vec!["new", "feedback", "again", "--from", "ada", "--id", "f-77"], "`f-77` is taken"),
        (vec!["new", "feedback", "whose"], "--from ada"),
    ] {
        assert!(refused(dir, &arguments).1.contains(expected), "{arguments:?}");
    }
    assert!(ok(dir, &["close", "f-77", "--outcome", "accepted"]).contains("told 2026-11-02"));
}

#[test]
fn short_forms_are_written_out_and_say_the_same() {
    let note = "+++\r\ntype = \"one-to-one\"\r\nattendees = [\"me\", \"ada\"]\r\n+++\r\n- [ ] send the list, by Friday. ^c-5\r\n- [x] @adam: sign it by 6 November [completion:: 2026-10-30]\r\n- [ ] @me -> @adam: é by 2026-12-01\r\n- (sentiment) @adam +1: by Friday\r\n- [ ] `code by friday` stays\r\n- milk by friday\r\n";
    let dir = workspace(&[("notes/2026-10-26-ada.md", note)]);
    let dir = dir.path();
    let score = |dir: &std::path::Path| json(dir, &["status", "--format", "json"]);
    let before = score(dir);
    let check = run(dir, &["fmt", "--check"]);
    assert_eq!(check.status.code(), Some(1));
    assert_eq!(text(dir, "notes/2026-10-26-ada.md"), note);
    let said = ok(dir, &["fmt"]);
    assert!(said.contains("notes/2026-10-26-ada.md:5\n"), "{said}");
    let expected = "+++\r\ntype = \"one-to-one\"\r\nattendees = [\"me\", \"ada\"]\r\n+++\r\n- [ ] @me -> @ada: send the list  [due:: 2026-10-30] ^c-5\r\n- [x] @ada -> @me: sign it  [due:: 2026-11-06] [completion:: 2026-10-30]\r\n- [ ] @me -> @ada: é  [due:: 2026-12-01]\r\n- (sentiment) @ada +1: by Friday\r\n- [ ] @me -> @ada: `code by friday` stays\r\n- milk by friday\r\n";
    assert_eq!(text(dir, "notes/2026-10-26-ada.md"), expected);
    assert_eq!(score(dir), before);
    let tree_before = tree(dir);
    ok(dir, &["fmt"]);
    assert_eq!(tree(dir), tree_before, "twice is once");
    assert!(refused(dir, &["fmt", "notes/none.md"]).1.contains("no note of ours"));
}

#[test]
fn a_line_for_few_stays_for_few() {
    // In a note for everyone the alias, which is the team's, keeps its line the team's.
    let note = "+++\nattendees = [\"me\", \"ada\"]\nvisibility = \"leadership\"\n+++\n- [ ] @me -> @adam: x  [due:: 2026-12-01]\n";
    let dir = workspace(&[("notes/2026-10-26-ada.md", note)]);
    ok(dir.path(), &["fmt"]);
    assert_eq!(text(dir.path(), "notes/2026-10-26-ada.md"), note);
}

#[test]
fn the_sample_written_out_has_the_same_figures() {
    let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let dir = tempfile::tempdir().unwrap();
    for entry in walkdir::WalkDir::new(&sample).sort_by_file_name().into_iter().map(Result::unwrap) {
        let to = dir.path().join(entry.path().strip_prefix(&sample).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
    let figures = |command: &str| json(dir.path(), &[command, "--format", "json"]);
    let before = (figures("status"), figures("open"));
    assert!(run(dir.path(), &["fmt"]).status.success());
    assert_eq!(before, (figures("status"), figures("open")));
    assert_eq!(run(dir.path(), &["fmt", "--check"]).status.code(), Some(0));
    let said = run(dir.path(), &["check", "--format", "json"]);
    assert!(said.status.success());
}
