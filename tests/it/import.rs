//! `import`: files of other programs, read by the program itself, twice, with edits by hand between. The files are in
//! `tests/it/import/`; `make_xlsx.py` there makes the workbooks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn fixture(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "it", "import", name].iter().collect();
    path.display().to_string()
}

fn run(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.current_dir(dir).env_clear().env("HOME", dir.join("home")).env("SOURCE_DATE_EPOCH", "1793491200");
    command.args(arguments).output().unwrap()
}

fn import(dir: &Path, format: &str, file: &str, more: &[&str]) -> (i32, String, String) {
    let file = fixture(file);
    let output = run(dir, &[&["import", format, file.as_str()], more].concat());
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    (output.status.code().expect("it ended by itself"), out, err.replace(&fixture(""), ""))
}

/// A workspace with Kim, who is ours, and records of the people given.
fn workspace(people: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let config =
        "time_zone = \"Europe/Berlin\"\n[[team]]\nid = \"kim\"\nname = \"Kim Park\"\nemail = \"kim@ours.example\"\n";
    fs::write(dir.path().join("rapporteur.toml"), config).unwrap();
    fs::create_dir(dir.path().join("stakeholders")).unwrap();
    for (id, text) in people {
        fs::write(dir.path().join(format!("stakeholders/{id}.toml")), text).unwrap();
    }
    dir
}

const ADA: (&str, &str) =
    ("ada", "# by hand\nname = \"Ada Moss\"   # her name\nkind = \"executive\"\nemail = \"Ada@acme.example\"\n");
const BO: (&str, &str) = ("bo", "name = \"Bo Lind\"\nkind = \"external\"\nemail = \"bo@acme.example\"\n");

fn read(dir: &Path, path: &str) -> String {
    fs::read_to_string(dir.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file of a workspace with its text.
fn snapshot(dir: &Path) -> Vec<(String, String)> {
    let entries = walkdir::WalkDir::new(dir).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|f| (f.path().strip_prefix(dir).unwrap().display().to_string(), fs::read_to_string(f.path()).unwrap()))
        .collect()
}

fn notes(dir: &Path) -> Vec<String> {
    snapshot(dir).into_iter().map(|(path, _)| path).filter(|path| path.starts_with("notes/")).collect()
}

fn is_sound(dir: &Path) {
    let check = run(dir, &["check", "--strict"]);
    assert_eq!(check.status.code(), Some(0), "{}", String::from_utf8_lossy(&check.stdout));
}

/// A second run says that everything is there and changes no byte.
fn twice_changes_nothing(dir: &Path, format: &str, file: &str, more: &[&str]) {
    let before = snapshot(dir);
    let (_, out, err) = import(dir, format, file, more);
    assert!(out.contains("0 new, 0 changed"), "{out}{err}");
    assert_eq!(snapshot(dir), before);
    is_sound(dir);
}

#[test]
fn a_table_in_latin_1_with_semicolons() {
    let dir = workspace(&[]);
    let (_, preview, _) = import(dir.path(), "csv", "register-latin1.csv", &["--dry-run"]);
    assert!(preview.contains("would write") && !dir.path().join("stakeholders/zoe-muller.toml").exists());
    for line in [
        "Einfluss (1-10)     assessment.power     9 | 4 | viel  (read as 1 to 10: halved, rounded up)",
        "Häufigkeit          plan.cadence_days    monatlich | weekly",
        "Bemerkung           [extra]              Mag kurze Mails | =cmd|x  (no field of this name)",
        "the file as Windows-1252 (Latin-1)",
        "cells apart by `;`",
        "line 1, above the header: Unser Stakeholder-Register",
    ] {
        assert!(preview.contains(line), "{line}\n{preview}");
    }
    let (code, out, err) = import(dir.path(), "csv", "register-latin1.csv", &[]);
    assert_eq!(code, 1);
    assert_eq!(
        err,
        "register-latin1.csv:7: no name; the row was left out\n\
         register-latin1.csv:8, column `E-Mail`: `keine-adresse` is no address; kept under [extra]\n\
         register-latin1.csv:8, column `Einfluss (1-10)`: `viel` is no rating of 1 to 5, nor low, medium, high; kept under [extra]\n"
    );
    assert!(out.contains("3 new, 0 changed"), "{out}");
    let zoe = read(dir.path(), "stakeholders/zoe-muller.toml");
    for line in [
        "name = \"Zoë Müller\"",
        "title = \"CFO\"",
        "cadence_days = 30",
        "power = 5",
        "interest = 4",
        "current = \"supportive\"",
        "date = 2026-11-01",
        "by = \"kim\"",
        "Bemerkung = ",
    ] {
        assert!(zoe.contains(line), "{line}\n{zoe}");
    }
    let cy = read(dir.path(), "stakeholders/cy-dee.toml");
    assert!(
        cy.contains("Interesse = \"niedrig\"") && !cy.contains("[[assessment]]"),
        "a rating that stands alone: {cy}"
    );
    twice_changes_nothing(dir.path(), "csv", "register-latin1.csv", &["--as-of", "2026-11-20"]);
}

#[test]
fn a_changed_table_changes_what_nobody_edited() {
    let dir = workspace(&[ADA]);
    let table = dir.path().join("people.csv");
    let run_on = |text: &str, as_of: &str| {
        fs::write(&table, text).unwrap();
        let output = run(dir.path(), &["import", "csv", "people.csv", "--as-of", as_of]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let head = "Full name,E-mail,Role,Company,Power,Interest\n";
    run_on(
        &format!("{head}ADA MOSS,ada@acme.example,CFO,Acme,5,4\nBo Lind,bo@acme.example,Ops,Acme,2,2\n"),
        "2026-11-01",
    );
    let ada = read(dir.path(), "stakeholders/ada.toml");
    assert!(ada.starts_with(ADA.1.trim_end()), "what was there stays: {ada}");
    assert!(ada.contains("title = \"CFO\""), "{ada}");
    // By hand: Bo gets another title, a comment, and an assessment of his own.
    let bo =
        read(dir.path(), "stakeholders/bo-lind.toml").replace("title = \"Ops\"", "title = \"Head of Ops\" # asked him");
    let assessed = bo.replace("[extra", "[[assessment]]\ndate = 2026-11-03\nby = \"kim\"\npower = 4\ninterest = 4\ncurrent = \"neutral\"\ndesired = \"leading\"\n\n[extra");
    fs::write(dir.path().join("stakeholders/bo-lind.toml"), &assessed).unwrap();
    let out = run_on(
        &format!("{head}Ada Moss,ada@acme.example,CEO,Acme,5,5\nBo Lind,bo@acme.example,Operations,Acme,1,1\n"),
        "2026-11-10",
    );
    let ada = read(dir.path(), "stakeholders/ada.toml");
    assert!(
        ada.contains("title = \"CEO\"") && ada.contains("date = 2026-11-01") && ada.contains("date = 2026-11-10"),
        "{ada}"
    );
    assert_eq!(read(dir.path(), "stakeholders/bo-lind.toml"), assessed, "what a person wrote stays");
    assert!(out.contains("bo-lind: title is `Head of Ops`, line 3 says `Operations`"), "{out}");
    assert!(out.contains("bo-lind: assessed on 2026-11-03"), "{out}");
    assert!(!out.contains("ada: email"), "an address is the same in any case: {out}");
    is_sound(dir.path());
}

#[test]
fn columns_are_mapped_by_hand() {
    let dir = workspace(&[]);
    fs::write(dir.path().join("t.csv"), "Wer,Einflusz,Sway\nAda,x,3\n").unwrap();
    let go = |more: &[&str]| run(dir.path(), &[&["import", "csv", "t.csv"], more].concat());
    let none = go(&[]);
    assert_eq!(none.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&none.stderr).contains("--map \"COLUMN=name\""));
    let unknown = go(&["--map", "Wer=nome"]);
    assert_eq!(unknown.status.code(), Some(2));
    let mapped = go(&["--map", "Wer=name", "--map", "Einflusz=ignore", "--map", "Sway=extra"]);
    assert_eq!(mapped.status.code(), Some(0), "{}", String::from_utf8_lossy(&mapped.stderr));
    let ada = read(dir.path(), "stakeholders/ada.toml");
    assert!(ada.contains("Sway = \"3\"") && !ada.contains("Einflusz"), "{ada}");
}

#[test]
fn a_header_of_two_rows() {
    let dir = workspace(&[]);
    fs::write(dir.path().join("t.csv"), ",Rating,,\nName,,,Role\n,Power,Interest,\nAda,4,5,CFO\n").unwrap();
    let output = run(dir.path(), &["import", "csv", "t.csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let ada = read(dir.path(), "stakeholders/ada.toml");
    assert!(ada.contains("power = 4\ninterest = 5") && ada.contains("title = \"CFO\""), "{ada}");
}

#[cfg(feature = "xlsx")]
#[test]
fn a_workbook_with_merged_headers_and_dates() {
    let dir = workspace(&[ADA]);
    let (code, out, err) = import(dir.path(), "xlsx", "register.xlsx", &[]);
    assert_eq!(code, 1);
    assert!(err.contains("register.xlsx:7, column `D`: the cell is an error (#REF!)"), "{err}");
    assert!(err.contains("register.xlsx:8: no name"), "{err}");
    assert_eq!(err.lines().count(), 2, "{err}");
    assert!(out.contains("sheet `People` of `People`, `Empty`"), "{out}");
    let ada = read(dir.path(), "stakeholders/ada.toml");
    for line in ["since = 2026-01-01", "title = \"CFO\"", "power = 5", "interest = 4", "\"Team size\" = \"12.5\""] {
        assert!(ada.contains(line), "{line}\n{ada}");
    }
    assert!(read(dir.path(), "stakeholders/bo-lind.toml").contains("since = 2026-02-01"));
    assert!(read(dir.path(), "stakeholders/cy-dee.toml").contains("power = 3"));
    twice_changes_nothing(dir.path(), "xlsx", "register.xlsx", &[]);
    let (code, _, err) = import(dir.path(), "xlsx", "register.xlsx", &["--sheet", "Nobody"]);
    assert_eq!(code, 1);
    assert!(err.contains("no sheet `Nobody`; there are `People`, `Empty`"), "{err}");
}

#[test]
fn contacts_of_three_versions() {
    let dir = workspace(&[BO]);
    let (code, out, err) = import(dir.path(), "vcf", "people.vcf", &[]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let zoe = read(dir.path(), "stakeholders/zoe-muller.toml");
    for line in [
        "name = \"Zoë Müller\"",
        "organisation = \"Société Générale\"",
        "department = \"Trésorerie\"",
        "email = \"zoe.mueller@acme.example\"",
        "aliases = [\"zoe@acme.example\"]",
        "phone = \"+49 30 1234\"",
    ] {
        assert!(zoe.contains(line), "{line}\n{zoe}");
    }
    let bo = read(dir.path(), "stakeholders/bo.toml");
    assert!(bo.starts_with(BO.1.trim_end()) && bo.contains("aliases = [\"bosse\"]"), "{bo}");
    assert!(bo.contains("likes , commas and a long folded line\nand a second"), "{bo}");
    assert!(read(dir.path(), "stakeholders/works-council.toml").contains("kind = \"group\""));
    twice_changes_nothing(dir.path(), "vcf", "people.vcf", &[]);
}

#[test]
fn mail_is_two_way_with_an_answer() {
    let dir = workspace(&[ADA, BO]);
    let (code, out, err) = import(dir.path(), "mbox", "box.mbox", &[]);
    assert_eq!(code, 1, "{out}");
    assert_eq!(
        err,
        "box.mbox:35: the message has no sender (From); it was left out\n\
         box.mbox:41: the message has no date that can be read; it was left out\n"
    );
    assert_eq!(notes(dir.path()), ["notes/2026-10-01-costs-visibility-pm-ada.md", "notes/2026-10-02-costs.md"]);
    let first = read(dir.path(), "notes/2026-10-01-costs-visibility-pm-ada.md");
    assert!(first.contains("type = \"email\"\ntwo_way = false\nattendees = [\"kim\", \"ada\", \"bo\"]"), "{first}");
    assert!(!first.contains("secret"));
    let second = read(dir.path(), "notes/2026-10-02-costs.md");
    assert!(
        second.contains("two_way = true\nattendees = [\"kim\", \"ada\"]"),
        "Bo was copied and said nothing: {second}"
    );
    assert!(second.contains("without a word of theirs: `Bo Lind`"), "{second}");
    assert!(out.contains("1 message sent by a machine"), "{out}");
    twice_changes_nothing(dir.path(), "mbox", "box.mbox", &[]);

    // An answer that comes later, on its own, to messages of the first import; in Berlin it is the next day.
    let (code, _, err) = import(dir.path(), "eml", "answer.eml", &[]);
    assert_eq!((code, err.as_str()), (0, ""));
    let third = read(dir.path(), "notes/2026-10-06-costs.md");
    assert!(third.contains("two_way = true\nattendees = [\"kim\", \"bo\"]"), "{third}");
    twice_changes_nothing(dir.path(), "eml", "answer.eml", &[]);
    twice_changes_nothing(dir.path(), "mbox", "box.mbox", &[]);
}

#[test]
fn the_order_of_imports_is_no_matter_to_what_was_answered() {
    let dir = workspace(&[ADA, BO]);
    import(dir.path(), "eml", "answer.eml", &[]);
    assert!(read(dir.path(), "notes/2026-10-06-costs.md").contains("two_way = false"));
    import(dir.path(), "mbox", "box.mbox", &[]);
    assert!(read(dir.path(), "notes/2026-10-06-costs.md").contains("two_way = true"));
    is_sound(dir.path());
}

#[test]
fn a_text_asked_for_is_read_as_nothing() {
    let dir = workspace(&[ADA, BO]);
    import(dir.path(), "mbox", "box.mbox", &["--with-body"]);
    let first = read(dir.path(), "notes/2026-10-01-costs-visibility-pm-ada.md");
    assert!(first.contains("```text\n- [ ] @kim -> @ada: a secret text\n```"), "{first}");
    is_sound(dir.path());
    let status = run(dir.path(), &["status", "--format", "json"]);
    let status: serde_json::Value = serde_json::from_slice(&status.stdout).unwrap();
    assert_eq!(status["tasks"]["open"], 0);
    // A run that doesn't ask for it takes nothing away.
    twice_changes_nothing(dir.path(), "mbox", "box.mbox", &[]);
}

#[test]
fn broken_files_cost_their_bad_rows_only() {
    for (format, file, faults, there) in [
        (
            "csv",
            "broken.csv",
            &[":2: a quote is opened", ":4: 4 cells where", ":5: no name"][..],
            &["stakeholders/bo.toml"][..],
        ),
        (
            "vcf",
            "broken.vcf",
            &[
                ":1: the card has no name",
                ":5: the card has no END",
                ":11, column `EMAIL`",
                ":12: `garbage",
                ":14: END:VCARD without",
            ],
            &[],
        ),
        (
            "ics",
            "broken.ics",
            &[
                ":2: the event `No start` has no start",
                ":8: `20261340T000000` is no time",
                ":14: `FREQ=SECONDLY`",
                ":19: the event has no END",
                ":1: the calendar has no END",
            ],
            &["notes/2026-10-20-every-second.md"],
        ),
        ("eml", "broken.eml", &[":1: "], &[]),
        ("mbox", "broken.mbox", &[":1: no mailbox"], &[]),
        #[cfg(feature = "xlsx")]
        (
            "xlsx",
            "broken.xlsx",
            &["broken.xlsx:7, column `D`", "broken.xlsx:7: the sheet is broken from here on"],
            &["stakeholders/bo.toml"],
        ),
        #[cfg(feature = "xlsx")]
        ("xlsx", "broken.csv", &["it is not an .xlsx file"], &[]),
    ] {
        let dir = workspace(&[ADA, BO]);
        let (code, out, err) = import(dir.path(), format, file, &[]);
        assert_eq!(code, 1, "{file}: {out}{err}");
        for fault in faults {
            assert!(err.contains(fault), "{file}: {fault}\n{err}");
        }
        assert_eq!(err.lines().count(), faults.len(), "{file}: {err}");
        for path in there {
            assert!(read(dir.path(), path).contains("import"), "{file}: {path}");
        }
        is_sound(dir.path());
    }
}

#[test]
fn misuse_is_told() {
    let dir = workspace(&[]);
    for (arguments, told) in [
        (&["import", "csv", "nowhere.csv"][..], "cannot read `nowhere.csv`"),
        (&["import", "vcf", "x.vcf", "--map", "A=name"], "`--map` is not for this format"),
        (&["import", "doc", "x.doc"], "csv"),
        (&["import", "csv", "x.csv", "--scale", "7"], "[possible values: 3, 5, 10]"),
    ] {
        let output = run(dir.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains(told),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

mod any_bytes;
mod calendar;
mod rows;
