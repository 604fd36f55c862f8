//! `adopt`: a workspace around notes that exist, made, added to and never in the way of what somebody wrote.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn run(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    // 1 November 2026.
    command.current_dir(dir).env_clear().env("HOME", dir.join("home")).env("SOURCE_DATE_EPOCH", "1793491200");
    command.args(arguments).output().unwrap()
}

fn fine(dir: &Path, arguments: &[&str]) -> String {
    let output = run(dir, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn refused(dir: &Path, arguments: &[&str], code: i32, said: &str) {
    let output = run(dir, arguments);
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), err.contains(said)), (Some(code), true), "{arguments:?}\n{err}");
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn status(dir: &Path) -> serde_json::Value {
    serde_json::from_str(&fine(dir, &["status", "rapporteur", "--format", "json"])).unwrap()
}

/// Every file below a folder, with its text.
fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(dir).sort_by_file_name().into_iter().map(Result::unwrap);
    entries.filter(|e| e.file_type().is_file()).map(|e| (e.path().to_owned(), fs::read(e.path()).unwrap())).collect()
}

/// Three meetings of October, in a folder `notes`.
fn three() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let note = |day: &str, people: &str| {
        write(&dir.path().join(format!("notes/{day}.md")), &format!("# Sync\n\n## Present\n{people}"));
    };
    note("2026-10-05", "- Zoë Müller (@zoe)\n- Bo Babbage\n");
    note("2026-10-12", "- zoe muller\n- Bo Babbage (late)\n- Bo Babbidge\n");
    note("2026-10-19", "- Countess Z (@zoe)\n- @me\n");
    write(&dir.path().join("notes/README.md"), "about\n");
    write(&dir.path().join("notes/photo.png"), "x");
    dir
}

#[test]
fn nobody_answers_to_me() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("notes/2026-10-05.md"), "# Sync\n\n## Present\n- Ada Lovelace @me\n- Bo Babbage\n");
    fine(dir.path(), &["adopt", "notes"]);
    fine(dir.path(), &["check", "rapporteur"]);
    let records = files(&dir.path().join("rapporteur/stakeholders"));
    assert!(records.iter().any(|(path, _)| path.ends_with("ada-lovelace.toml")), "{records:?}");
}

#[test]
fn a_workspace_is_made_and_the_notes_stay_as_they_are() {
    let dir = three();
    let before = files(dir.path());
    let dry = fine(dir.path(), &["adopt", "notes", "--dry-run"]);
    assert!(dry.contains("would write rapporteur.toml, adopted.txt, "), "{dry}");
    assert_eq!(files(dir.path()), before, "a dry run writes nothing");
    let report = fine(dir.path(), &["adopt", "notes"]);
    for said in [
        "3 notes in notes",
        "3 of 3 dated, 3 with people: 2026-10-05 to 2026-10-19",
        "README.md",
        "photo.png",
        "Zoë Müller = @zoe, Countess Z, zoe muller",
        "Bo Babbage (2) – Bo Babbidge (1): ",
        "reliability is off; it needs promises",
        "cd rapporteur",
    ] {
        assert!(report.contains(said), "{said}\n{report}");
    }
    assert_eq!(files(&dir.path().join("notes")), before);
    let status = status(dir.path());
    let of = |id: &str| status["stakeholders"].as_array().unwrap().iter().find(|s| s["id"] == id).cloned();
    assert_eq!(of("zoe-muller").unwrap()["touchpoints"], 3);
    assert_eq!(of("bo-babbage").unwrap()["last_touchpoint"], "2026-10-12");
    assert!(of("bo-babbidge").is_some(), "likeness merges nobody");
    assert_eq!(status["people"]["unmatched"], 0);
    let check: serde_json::Value =
        serde_json::from_str(&fine(dir.path(), &["check", "rapporteur", "--strict", "--format", "json"])).unwrap();
    assert_eq!(check["diagnostics"], serde_json::json!([]));
    fine(dir.path(), &["build", "rapporteur"]);
}

#[test]
fn a_second_run_adds_what_is_new_and_keeps_every_edit() {
    let dir = three();
    fine(dir.path(), &["adopt", "notes"]);
    let at = |path: &str| dir.path().join("rapporteur").join(path);
    let edit = |path: &str, from: &str, to: &str| {
        let text = fs::read_to_string(at(path)).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(at(path), text.replace(from, to)).unwrap();
    };
    assert!(fine(dir.path(), &["adopt", "notes"]).contains("nothing new; nothing written"));
    edit(
        "stakeholders/zoe-muller.toml",
        "kind = \"external\"",
        "kind   = 'executive'  # she decides\n# by hand\ntitle = \"CTO\"",
    );
    edit("stakeholders/zoe-muller.toml", "aliases = [", "aliases = [ # hers\n  ");
    edit("stakeholders/bo-babbage.toml", "aliases = []", "aliases = [\"Bo Babbidge\"] # one person");
    edit("rapporteur.toml", "#product = \"Stakeholders\"", "product = \"Engines\" # ours");
    fs::remove_file(at("stakeholders/bo-babbidge.toml")).unwrap();
    let before = files(&dir.path().join("rapporteur"));
    assert!(fine(dir.path(), &["adopt", "notes"]).contains("nothing new; nothing written"));
    assert_eq!(files(&dir.path().join("rapporteur")), before);

    write(&dir.path().join("notes/2026-10-26.md"), "## Present\n- Z. Müller (@zoe)\n- Cy Day\n- Bo Babbidge\n");
    let report = fine(dir.path(), &["adopt", "notes"]);
    assert!(report.contains("zoe-muller: Z. Müller"), "{report}");
    let record = fs::read_to_string(at("stakeholders/zoe-muller.toml")).unwrap();
    for kept in
        ["kind   = 'executive'  # she decides\n# by hand\ntitle = \"CTO\"", "aliases = [ # hers\n", "\"Z. Müller\""]
    {
        assert!(record.contains(kept), "{kept}\n{record}");
    }
    assert!(at("stakeholders/cy-day.toml").exists() && !at("stakeholders/bo-babbidge.toml").exists());
    let changed: Vec<PathBuf> = files(&dir.path().join("rapporteur"))
        .into_iter()
        .filter(|file| !before.contains(file))
        .map(|(path, _)| path.strip_prefix(at("")).unwrap().to_owned())
        .collect();
    let expected = ["adopted.txt", "stakeholders/cy-day.toml", "stakeholders/zoe-muller.toml"].map(PathBuf::from);
    assert_eq!(changed, expected);
    let zoe = status(dir.path())["stakeholders"].as_array().unwrap().iter().find(|s| s["id"] == "zoe-muller").cloned();
    assert_eq!(zoe.unwrap()["touchpoints"], 4);
}

#[test]
fn whoever_is_taken_out_stays_out() {
    let dir = three();
    fine(dir.path(), &["adopt", "notes"]);
    let record = dir.path().join("rapporteur/stakeholders/bo-babbage.toml");
    fs::remove_file(&record).unwrap();
    let report = fine(dir.path(), &["adopt", "notes"]);
    assert!(report.contains("on no record: left out, as you did") && !record.exists(), "{report}");
}

#[test]
fn a_workspace_made_by_hand_gets_the_source_and_who_is_missing() {
    let dir = three();
    write(
        &dir.path().join("work/rapporteur.toml"),
        "# mine\n[[team]]\nid = \"tess\"\nname = \"Tess Tan\"\naliases = [\"Bo Babbage\"]\n",
    );
    write(&dir.path().join("work/stakeholders/z.toml"), "name = \"Zoe Muller\" # she\nkind = \"internal\"\n");
    let report = fine(dir.path(), &["adopt", "notes", "--into", "work"]);
    assert!(report.contains("z: @zoe, Countess Z"), "{report}");
    let config = fs::read_to_string(dir.path().join("work/rapporteur.toml")).unwrap();
    assert!(config.starts_with("# mine\n[[team]]") && config.contains("path = \"../notes\""), "{config}");
    let record = fs::read_to_string(dir.path().join("work/stakeholders/z.toml")).unwrap();
    assert!(
        record.starts_with("name = \"Zoe Muller\" # she\nkind = \"internal\"\naliases = [\"@zoe\", \"Countess Z\"]"),
        "{record}"
    );
    assert!(!dir.path().join("work/stakeholders/bo-babbage.toml").exists(), "he is ours");
    assert!(fine(dir.path(), &["adopt", "notes", "--into", "work"]).contains("nothing new"));
    write(&dir.path().join("work/stakeholders/bad.toml"), "name = 3\n");
    refused(dir.path(), &["adopt", "notes", "--into", "work"], 1, "nothing is adopted");
}

#[test]
fn what_can_t_be_adopted_is_said() {
    let dir = three();
    let here = dir.path();
    fs::create_dir(here.join("empty")).unwrap();
    write(&here.join("docs/a.docx"), "x");
    write(&here.join("docs/b.markdown"), "x");
    refused(here, &["adopt"], 2, "NOTES_DIR");
    refused(here, &["adopt", "nowhere"], 2, "there is no `nowhere`");
    refused(here, &["adopt", "empty"], 2, "no notes in `empty`");
    refused(here, &["adopt", "docs"], 2, "1 file not Markdown");
    refused(here, &["adopt", "docs/a.docx"], 2, "no Markdown file");
    refused(here, &["adopt", "notes", "--into", "notes/work"], 2, "--into rapporteur");
    refused(here, &["adopt", "."], 2, "in the folder of notes");
    refused(here, &["adopt", "notes", "--into", "docs/a.docx"], 2, "is no folder");
    fine(here, &["adopt", "notes"]);
    refused(here, &["adopt", "rapporteur"], 2, "is a workspace already");
    write(&here.join("notes/latin.md"), "x");
    fs::write(here.join("notes/latin.md"), b"## Present\n- Andr\xe9\n").unwrap();
    let report = fine(here, &["adopt", "notes", "--into", "other"]);
    assert!(report.contains("latin.md: bytes that are not UTF-8"), "{report}");
    fine(here, &["build", "other"]);
}

#[test]
fn one_file_can_be_adopted() {
    let dir = three();
    let report = fine(dir.path(), &["adopt", "notes/2026-10-05.md"]);
    assert!(report.contains("1 note in") && !report.contains("photo.png"), "{report}");
    assert_eq!(status(dir.path())["notes"]["files"], 1);
}

/// A note's name and text, by day and number.
type Style<'a> = &'a dyn Fn(&str, usize) -> (String, String);

/// Twelve weekly notes in a style; what a correct reader gets of each.
#[test]
fn notes_of_other_styles_are_adopted() {
    let notion = |day: &str, n: usize| {
        let people = if n.is_multiple_of(2) { "Ada Moss, Bo Rau" } else { "Ada Moss, Bo Rau, Cy Day" };
        (
            format!("Weekly {day} 3f2a9c{n:02}.md"),
            format!("# Weekly\n\nDate: {day}\nAttendees: {people}\n\n## Notes\n\n- Cy sends the plan\n"),
        )
    };
    let obsidian = |day: &str, n: usize| {
        let third = if n.is_multiple_of(2) { "" } else { "  - \"[[Cy Day]]\"\n" };
        (
            format!("{day}.md"),
            format!(
                "---\ntags: [meeting]\nattendees:\n  - \"[[Ada Moss]]\"\n  - \"[[people/Bo Rau|Bo Rau]]\"\n{third}---\n- [ ] call the printer\n"
            ),
        )
    };
    let hackmd = |day: &str, n: usize| {
        let third = if n.is_multiple_of(2) { "" } else { "- Cy Day (remote)\n" };
        (
            format!("minutes-{n}.md"),
            format!(
                "# Board minutes {day}\n\n**Attendees**\n- Ada Moss @adam (chair)\n- Bo Rau @bor\n{third}\n**Regrets**\n- Di Fox\n\n## 1. Budget\n\nAda: fine\n"
            ),
        )
    };
    let w3c = |day: &str, n: usize| {
        let third = if n.is_multiple_of(2) { "" } else { ", Cy_Day" };
        (
            format!("{day}-minutes.md"),
            format!(
                "# Engines WG – {day}\n\n## Attendees\n\nPresent\n: Ada_Moss, Bo_Rau{third}\n\nRegrets\n: Di_Fox\n\nChair\n: Ada_Moss\n\n## Contents\n\n1. [Budget](#budget)\n"
            ),
        )
    };
    let styles: [(&str, Style<'_>); 4] =
        [("notion", &notion), ("obsidian", &obsidian), ("hackmd", &hackmd), ("w3c", &w3c)];
    let mut wrong = String::new();
    for (style, note) in styles {
        let dir = tempfile::tempdir().unwrap();
        for n in 0..12 {
            let day = jiff::civil::date(2026, 8, 3).saturating_add(jiff::Span::new().weeks(i64::try_from(n).unwrap()));
            let (name, text) = note(&day.to_string(), n);
            write(&dir.path().join("notes").join(name), &text);
        }
        fine(dir.path(), &["adopt", "notes"]);
        let status = status(dir.path());
        let mut people: Vec<(String, u64)> = status["stakeholders"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| (s["name"].as_str().unwrap().replace('_', " "), s["touchpoints"].as_u64().unwrap()))
            .collect();
        people.sort();
        let expected = [("Ada Moss", 12), ("Bo Rau", 12), ("Cy Day", 6)].map(|(name, n)| (name.to_owned(), n));
        if people != expected || status["notes"]["dated"] != 12 {
            writeln!(wrong, "{style}: {people:?}, {} dated", status["notes"]["dated"]).unwrap();
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn running_documents_are_cut_where_that_is_unmistakable() {
    let log = "# Sync\n\n## 2026-10-05\nAttendees: Ada Moss, Bo Rau\n\n## 2026-10-12\nAttendees: Ada Moss\n";
    let plans = "# Sync\n\nAttendees: Ada Moss\n\n## 2026-11-01 Launch\nsoon\n\n## 2026-12-01 Review\nlater\n";
    let headed = "# Calls\n\n## 2026-10-05 Ada Moss\n- x\n\n## 2026-10-12 Bo Rau\n- y\n";
    for (name, text, dated, split) in [
        ("sync.md", log, 2, Some("auto")),
        ("2026-10-05-sync.md", log, 2, Some("date-headings")),
        ("2026-10-05-sync.md", plans, 1, None),
        ("calls.md", headed, 2, Some("date-headings")),
    ] {
        let dir = tempfile::tempdir().unwrap();
        write(&dir.path().join("notes").join(name), text);
        let report = fine(dir.path(), &["adopt", "notes"]);
        let flat = report.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = split.map(|split| format!("(`split = \"{split}\"`)"));
        assert!(said.is_none_or(|said| flat.contains(&said)), "{name}\n{report}");
        assert_eq!(flat.contains("1 file holds several meetings under dated headings"), split.is_some(), "{report}");
        assert_eq!(status(dir.path())["notes"]["dated"], dated, "{name}\n{report}");
        let config = fs::read_to_string(dir.path().join("rapporteur/rapporteur.toml")).unwrap();
        assert_eq!(config.contains("\nsplit = \"date-headings\"\n"), split == Some("date-headings"), "{name}");
        assert!(fine(dir.path(), &["adopt", "notes"]).contains("nothing new"), "{name}");
    }
}

#[test]
fn a_date_that_can_be_read_in_two_ways_is_asked_about() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("notes/one.md"), "# Board\n\nDate: 03/04/2026\n\nPresent: Ada Moss, Bo Rau\n");
    write(&dir.path().join("notes/two.md"), "# Board\n\nDate: 25/04/2026\n\nPresent: Ada Moss\n");
    write(&dir.path().join("notes/three.md"), "# Board\n\nPresent: Ada Moss\n");
    let report = fine(dir.path(), &["adopt", "notes"]);
    let flat = report.split_whitespace().collect::<Vec<_>>().join(" ");
    let said =
        "1 note has a date that can be read in two ways (the first is 2026-04-03 or 2026-03-04) and isn't guessed";
    assert!(flat.contains(said) && flat.contains("put the day in its name"), "{report}");
    assert_eq!(status(dir.path())["notes"]["dated"], 1);
    let path = dir.path().join("rapporteur/rapporteur.toml");
    let config = fs::read_to_string(&path).unwrap();
    fs::write(&path, config.replace("#dates = \"day-first\"", "dates = \"day-first\"")).unwrap();
    let again = fine(dir.path(), &["adopt", "notes"]);
    assert!(!again.contains("in two ways") && again.contains("2 of 3 dated"), "{again}");
}

#[test]
fn the_workspaces_own_notes_are_not_adopted() {
    let dir = three();
    let here = dir.path();
    fine(here, &["adopt", "notes", "--into", "content"]);
    write(&here.join("content/notes/2026-10-20.md"), "+++\nattendees = [\"bo-babbage\"]\n+++\nWe met.\n");
    write(&here.join("content/notes/deep/2026-10-21.md"), "+++\nattendees = [\"bo-babbage\"]\n+++\nWe met.\n");
    let before = files(here);
    for own in ["content/notes", "content/notes/deep", "content/notes/2026-10-20.md"] {
        refused(here, &["adopt", own, "--into", "content"], 2, "lies in `notes/` of the workspace");
    }
    // Nor in a workspace that is yet to be made there.
    refused(here, &["adopt", "notes", "--into", "."], 2, "lies in `notes/` of the workspace");
    assert_eq!(files(here), before);
    fine(here, &["status", "content"]);
}

#[test]
fn a_note_of_a_day_to_come_makes_nobody_gone() {
    let dir = three();
    write(&dir.path().join("notes/2027-12-01.md"), "# Plan\n\n## Present\n- Bo Babbage\n");
    let report = fine(dir.path(), &["adopt", "notes"]);
    assert!(report.contains("1 note is dated after today: 2027-12-01.md"), "{report}");
    for (path, text) in files(&dir.path().join("rapporteur/stakeholders")) {
        assert!(!String::from_utf8(text).unwrap().contains("left_on"), "{}", path.display());
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_a_circle_is_left_out_of_the_build_too() {
    let dir = three();
    fs::create_dir(dir.path().join("notes/sub")).unwrap();
    std::os::unix::fs::symlink(".", dir.path().join("notes/sub/loop")).unwrap();
    let report = fine(dir.path(), &["adopt", "notes"]);
    assert!(report.contains("sub/loop"), "{report}");
    fine(dir.path(), &["status", "rapporteur"]);
    fine(dir.path(), &["build", "rapporteur"]);
    assert!(fine(dir.path(), &["adopt", "notes"]).contains("nothing new; nothing written"));
}
