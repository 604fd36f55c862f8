//! `open` and `close`.

use std::fs;

use super::{json, ok, refused, run, text, tree, workspace};

fn changed(before: &str, after: &str) -> Vec<(String, String)> {
    let (a, b): (Vec<&str>, Vec<&str>) = (before.split('\n').collect(), after.split('\n').collect());
    assert_eq!(a.len(), b.len());
    a.iter().zip(&b).filter(|(a, b)| a != b).map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn one_line_changes_whatever_stands_around_it() {
    let odd = "\u{feff}+++\r\nattendees = [\"me\", \"ada\"] # both\r\n+++\r\n\r\n%% remark %%\r\n*   [ ]  @me  ->  @ada :  the   list [due:: 2026-11-06]   ^c-2   \r\n\t\r\n1) [ ] @me -> @ada: over\r\n   two lines [due:: 2026-11-09] ^c-3\r\n- [ ] @bo -> @me: sign  <!-- he\r\nsaid --> ^c-4";
    let dir = workspace(&[("notes/2026-10-05-odd.md", odd)]);
    let path = "notes/2026-10-05-odd.md";
    ok(dir.path(), &["close", "c-2", "--on", "2026-11-01"]);
    let after = text(dir.path(), path);
    let lines = changed(odd, &after);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(
        lines[0].1,
        "*   [x]  @me  ->  @ada :  the   list [due:: 2026-11-06]  [completion:: 2026-11-01]   ^c-2   \r"
    );
    ok(dir.path(), &["close", "c-3", "--cancel"]);
    let again = text(dir.path(), path);
    assert_eq!(changed(&after, &again)[0].1, "1) [-] @me -> @ada: over  [cancelled:: 2026-11-02]\r");
    // Behind the comment's opening the date would not be read.
    ok(dir.path(), &["close", "c-4"]);
    let last = text(dir.path(), path);
    assert_eq!(changed(&again, &last)[0].1, "- [x] [completion:: 2026-11-02] @bo -> @me: sign  <!-- he\r");
    assert!(last.starts_with('\u{feff}') && last.ends_with("^c-4"));
}

#[test]
fn what_is_closed_is_said_to_be() {
    let dir = workspace(&[]);
    ok(dir.path(), &["close", "^c-1", "--on", "2026-11-01"]);
    let before = tree(dir.path());
    let said = ok(dir.path(), &["close", "c-1"]);
    assert!(said.contains("done already on 2026-11-01"), "{said}");
    assert_eq!(before, tree(dir.path()));
}

#[test]
fn the_line_that_gives_the_state_is_closed() {
    let later = "+++\nattendees = [\"me\", \"ada\"]\n+++\n- [ ] @me -> @ada: the plan  [due:: 2026-11-20] ^c-1\n";
    let dir = workspace(&[("notes/2026-10-20-ada.md", later)]);
    let first = text(dir.path(), "notes/2026-10-01-kickoff.md");
    ok(dir.path(), &["close", "notes/2026-10-01-kickoff.md:5"]);
    assert_eq!(text(dir.path(), "notes/2026-10-01-kickoff.md"), first);
    assert!(text(dir.path(), "notes/2026-10-20-ada.md").contains("- [x] "));
    assert_eq!(json(dir.path(), &["open", "--format", "json"])["open"].as_array().unwrap().len(), 0);
}

#[test]
fn an_edition_that_sees_another_line_sees_it_closed_too() {
    let update = "+++\nheadline = \"Green\"\n+++\n- [ ] @me -> @ada: the report  [due:: 2026-11-20] ^c-u\n";
    let note = "+++\nattendees = [\"me\", \"ada\"]\n+++\n- [ ] @me -> @ada: the report  [due:: 2026-11-20] ^c-u\n";
    let dir = workspace(&[("updates/2026-10-01.md", update), ("notes/2026-10-20-ada.md", note)]);
    ok(dir.path(), &["close", "c-u"]);
    assert!(text(dir.path(), "updates/2026-10-01.md").contains("- [x] "));
    assert!(text(dir.path(), "notes/2026-10-20-ada.md").contains("- [x] "));
    let check = run(dir.path(), &["check"]);
    assert!(!String::from_utf8_lossy(&check.stdout).contains("closed-out-of-sight"));
}

#[test]
fn records_get_their_field_and_nothing_else() {
    let commitments = "# ours\n[[commitment]]\n  from = \"me\"  # us\n  to = [\"ada\"]\n  text = \"a box\"\n  made = 2026-10-01\n\n[[commitment]]\nid = \"c-9\"\nfrom = \"me\"\nto = \"bo\"\ntext = \"b\"\nmade = 2026-10-01\n";
    let feedback = "[[feedback]]\nid = \"f-1\"\nfrom = \"ada\"\ndate = 2026-10-20\ntext = \"too long\" # said\n";
    let update =
        "---\nheadline: Green\nasks:\n  - id: a-1\n    what: Pay\n    from: ada\n    needed_by: 2026-11-20\n---\n";
    let decisions = "[[decision]]\nid = \"d-1\"\ntitle = \"D\"\nstatus = \"proposed\" # yet\nproposed = 2026-10-01\napprover = \"ada\"\n";
    let dir = workspace(&[
        ("commitments.toml", commitments),
        ("feedback.toml", feedback),
        ("updates/2026-10-20.md", update),
        ("decisions.toml", decisions),
    ]);
    let dir = dir.path();
    ok(dir, &["close", "commitments.toml:5"]);
    ok(dir, &["close", "c-9", "--cancel"]);
    let expected = commitments.replace("  made = 2026-10-01\n\n", "  made = 2026-10-01\n  done = 2026-11-02\n\n");
    assert_eq!(text(dir, "commitments.toml"), expected + "cancelled = 2026-11-02\n");
    let (code, said) = refused(dir, &["close", "f-1"]);
    assert!(code == 2 && said.contains("--outcome accepted|partly"), "{said}");
    assert!(refused(dir, &["close", "f-1", "--outcome", "declined"]).1.contains("without a reason"));
    ok(dir, &["close", "f-1", "--outcome", "partly", "--told", "two \"pages\""]);
    let added = "response = 'two \"pages\"'\noutcome = \"partly\"\ntold = 2026-11-02\n";
    assert_eq!(text(dir, "feedback.toml"), format!("{feedback}{added}"));
    ok(dir, &["close", "a-1", "--told", "yes"]);
    assert!(
        text(dir, "updates/2026-10-20.md").contains("  - id: a-1\n    answered: 2026-11-02\n    outcome: \"yes\"\n")
    );
    ok(dir, &["close", "d-1", "--outcome", "accepted"]);
    let decided = decisions.replace("\"proposed\" #", "\"accepted\" #") + "decided = 2026-11-02\n";
    assert_eq!(text(dir, "decisions.toml"), decided);
    let open = json(dir, &["open", "--format", "json"]);
    assert_eq!(open["open"].as_array().unwrap().iter().map(|o| &o["close"]).collect::<Vec<_>>(), ["c-1"]);
}

#[test]
fn feedback_of_a_note_is_told_in_the_note_of_the_day() {
    let note = "+++\nattendees = [\"me\", \"ada\"]\n+++\n- (feedback) @ada: too long\n";
    let dir = workspace(&[("notes/2026-10-20-ada.md", note)]);
    ok(dir.path(), &["close", "notes/2026-10-20-ada.md:4", "--outcome", "accepted", "--told", "one page now"]);
    assert_eq!(text(dir.path(), "notes/2026-10-20-ada.md"), note.replace("too long", "too long ^f-too-long"));
    let told = text(dir.path(), "notes/2026-11-02-ada.md");
    assert!(told.contains("type = \"message\"\n"), "{told}");
    assert!(told.contains("- (told) @ada: one page now  [feedback:: f-too-long]  [outcome:: accepted]\n"), "{told}");
}

#[test]
fn a_note_from_elsewhere_stays_as_it_is() {
    let wild = "# Minutes\n\nDate: 2026-10-20\n\n## Attendees\n- Ada Moss\n\n## Actions\n- [ ] @me -> @ada: numbers\n";
    let dir = workspace(&[("minutes/2026-10-20.md", wild)]);
    let config = text(dir.path(), "rapporteur.toml") + "[[notes.source]]\npath = \"minutes\"\nstyle = \"wild\"\n";
    fs::write(dir.path().join("rapporteur.toml"), config).unwrap();
    let open = json(dir.path(), &["open", "--format", "json", "--mine"]);
    assert_eq!(open["open"].as_array().unwrap().len(), 2, "{open}");
    ok(dir.path(), &["close", "minutes/2026-10-20.md:9"]);
    assert_eq!(text(dir.path(), "minutes/2026-10-20.md"), wild);
    assert!(
        text(dir.path(), "notes/2026-11-02-closed.md")
            .contains("- [x] @me -> @ada: numbers  [completion:: 2026-11-02]")
    );
    assert_eq!(json(dir.path(), &["open", "--format", "json"])["open"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_unclear_is_told_and_nothing_written() {
    let twice = "+++\nattendees = [\"me\", \"ada\", \"bo\"]\n+++\n- [ ] @me -> @ada, @bo: x ^c-7\n";
    let once = "+++\nattendees = [\"me\", \"ada\", \"bo\"]\n+++\n- [ ] @me -> @bo: y\n- [ ] @me -> @ada: y\n";
    let dir = workspace(&[("notes/2026-10-20-x.md", twice), ("notes/2026-10-21-y.md", once)]);
    for (arguments, expected) in [
        (vec!["close", "c-11"], "did you mean `c-1`?"),
        (vec!["close", "notes/2026-10-21-y.md:2"], "nothing that can be closed"),
        (vec!["close", "c-1", "--on", "2026-11-03"], "after 2026-11-02"),
        (vec!["close", "c-1", "--on", "2026-09-30"], "is from 2026-10-01"),
        (vec!["open", "--with", "adda"], "did you mean `ada`?"),
    ] {
        let (code, said) = refused(dir.path(), &arguments);
        assert!(code == 2 && said.contains(expected), "{arguments:?}: {said}");
    }
    ok(dir.path(), &["close", "c-7"]);
    assert!(
        text(dir.path(), "notes/2026-10-20-x.md").contains("- [x] @me -> @ada, @bo: x  [completion:: 2026-11-02] ^c-7")
    );
    ok(dir.path(), &["close", "./notes/2026-10-21-y.md:4"]);
    assert_eq!(json(dir.path(), &["open", "--format", "json"])["open"].as_array().unwrap().len(), 2);
}

#[test]
fn open_is_a_list_in_four_forms() {
    let dir = workspace(&[(
        "feedback.toml",
        "[[feedback]]\nid = \"f-1\"\nfrom = \"bo\"\ndate = 2026-10-01\ntext = \"=slow|\"\n",
    )]);
    let open = json(dir.path(), &["open", "--format", "json"]);
    assert_eq!(open["as_of"], super::TODAY);
    let first = &open["open"][0];
    assert_eq!((first["kind"].as_str(), first["overdue_days"].as_i64()), (Some("feedback"), Some(25)));
    assert_eq!(json(dir.path(), &["open", "--with", "ada", "--format", "json"])["open"][0]["id"], "c-1");
    let table = ok(dir.path(), &["open"]);
    assert!(table.contains("25 d  feedback") && table.contains("2 things open, 1 past their date"), "{table}");
    let csv = ok(dir.path(), &["open", "--format", "csv"]);
    assert!(csv.contains("\r\nfeedback,f-1,bo,,'=slow|,2026-10-01,2026-10-08,25,feedback.toml,"), "{csv}");
    assert!(ok(dir.path(), &["open", "--format", "markdown"]).contains("=slow\\|"));
    assert!(ok(dir.path(), &["open", "--overdue", "--mine"]).contains("f-1"));
}

#[test]
fn what_is_private_is_closed_where_it_is_and_never_copied() {
    let note = "+++\nattendees = [\"me\", \"ada\"]\n+++\n- [ ] @me -> @ada: a zebra  [due:: 2026-11-20] ^c-z\n";
    let dir = workspace(&[("ours/notes/2026-10-20-ada.md", note)]);
    let root = dir.path();
    fs::create_dir(root.join("ws")).unwrap();
    for part in ["rapporteur.toml", "stakeholders", "notes"] {
        fs::rename(root.join(part), root.join("ws").join(part)).unwrap();
    }
    let config = text(root, "ws/rapporteur.toml") + "[private]\npath = \"../ours\"\n";
    fs::write(root.join("ws/rapporteur.toml"), config).unwrap();
    let ws = root.join("ws");
    assert!(ok(&ws, &["open"]).contains("a zebra"));
    let said = ok(&ws, &["new", "note", "--with", "ada"]);
    assert!(said.contains("1 promise, narrower than this note"), "{said}");
    ok(&ws, &["close", "c-z"]);
    assert!(text(root, "ours/notes/2026-10-20-ada.md").contains("- [x] @me -> @ada: a zebra"));
    let inside = tree(&ws).into_iter().filter(|(_, bytes)| bytes.windows(5).any(|w| w == b"zebra"));
    assert_eq!(inside.count(), 0);
    fs::rename(root.join("ours"), root.join("gone")).unwrap();
    let open = run(&ws, &["open"]);
    assert!(String::from_utf8_lossy(&open.stderr).contains("overlay is missing"));
}
