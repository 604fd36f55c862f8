//! Rows that are not as they should be: two with one address, a figure out of place, sums, names in two columns; and mail
//! without anything of ours.

use super::*;

/// Imports a table of that text: the exit code, the report, the faults.
fn table(dir: &Path, text: &str) -> (i32, String, String) {
    fs::write(dir.join("t.csv"), text).unwrap();
    let output = run(dir, &["import", "csv", "t.csv"]);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn names(dir: &Path) -> Vec<String> {
    let records = snapshot(dir).into_iter().filter(|(path, _)| path.starts_with("stakeholders/"));
    let name = |text: &str| text.lines().find_map(|line| line.strip_prefix("name = ")).unwrap().to_owned();
    records.map(|(_, text)| name(&text)).collect()
}

#[test]
fn a_name_beside_a_first_name_is_the_surname() {
    for head in ["Name;Vorname;E-Mail", "Name;First name;E-Mail"] {
        let dir = workspace(&[BO]);
        let rows =
            "Müller;Zoë;zoe@acme.example\nLind;Bo;bo@acme.example\nCy Dee;Cy;cy@acme.example\nAlone;;al@acme.example\n";
        let (code, out, err) = table(dir.path(), &format!("{head}\n{rows}"));
        assert_eq!((code, err.as_str()), (0, ""), "{out}");
        assert_eq!(names(dir.path()), ["\"Alone\"", "\"Bo Lind\"", "\"Cy Dee\"", "\"Zoë Müller\""]);
        assert!(out.contains("the surname, where the first name stands beside it"), "{out}");
        assert!(!out.contains("name is `Bo Lind`"), "{out}");
    }
}

#[test]
fn an_address_stays_with_one_row() {
    // In any order, with the name on record and without one.
    let (zoe, dup) = ("Zoë Müller,Zoe@acme.example,CFO\n", "Dup,zoe@acme.example,Clerk\n");
    let record = ("zoe", "name = \"Zoë Müller\"\nkind = \"external\"\nemail = \"zoe@acme.example\"\n");
    for (rows, records, fault) in [
        (format!("{zoe}{dup}"), &[][..], "t.csv:3: `zoe@acme.example` is the address of `Zoë Müller` in line 2"),
        (format!("{dup}{zoe}"), &[record][..], "t.csv:2: `zoe@acme.example` is the address of `Zoë Müller` in line 3"),
        (format!("{dup}{zoe}"), &[][..], "t.csv:3: `zoe@acme.example` is the address of `Dup` in line 2"),
    ] {
        let dir = workspace(records);
        let text = format!("Name,Email,Title\n{rows}");
        let (code, out, err) = table(dir.path(), &text);
        assert_eq!(code, 1, "{out}");
        assert!(err.starts_with(fault) && err.lines().count() == 1, "{err}");
        assert_eq!(names(dir.path()).len(), 1);
        let before = snapshot(dir.path());
        assert!(
            !before
                .iter()
                .any(|(path, text)| path.ends_with(".toml") && text.contains("Clerk") && text.contains("Zoë"))
        );
        let (_, again, told) = table(dir.path(), &text);
        assert!(again.contains("0 new, 0 changed") && told == err, "{again}{told}");
        assert_eq!(snapshot(dir.path()), before);
        is_sound(dir.path());
    }
}

#[test]
fn an_address_that_several_share_is_taken_from_all_but_one() {
    let dir = workspace(&[]);
    let text = "Name,Email\nAda,ada@acme.example; info@acme.example\nBo,bo@acme.example; info@acme.example\n";
    let (_, out, err) = table(dir.path(), text);
    assert!(err.contains("t.csv:3: `info@acme.example` is the address of `Ada` in line 2; not taken"), "{out}{err}");
    assert!(read(dir.path(), "stakeholders/bo.toml").contains("bo@acme.example"));
    let before = snapshot(dir.path());
    table(dir.path(), text);
    assert_eq!(snapshot(dir.path()), before);
}

#[test]
fn somebody_twice_with_two_titles_settles() {
    let dir = workspace(&[]);
    let text = "Name,Email,Title,Power,Interest\nAda,ada@acme.example,CFO,5,4\nAda,ada@acme.example,CEO,1,1\n";
    table(dir.path(), text);
    let before = snapshot(dir.path());
    assert!(read(dir.path(), "stakeholders/ada.toml").contains("title = \"CFO\""));
    for _ in 0..2 {
        let (_, out, _) = table(dir.path(), text);
        assert!(out.contains("ada: title is `CFO`, line 3 says `CEO`"), "{out}");
        assert!(out.contains("0 new, 0 changed"), "{out}");
        assert_eq!(snapshot(dir.path()), before);
    }
}

#[test]
fn two_records_with_one_address_are_told_as_it_is_written() {
    let other = ("cy", "name = \"Cy Dee\"\nkind = \"external\"\nemail = \"Ada@acme.example\"\n");
    let dir = workspace(&[ADA, other]);
    let check = run(dir.path(), &["check"]);
    assert!(String::from_utf8_lossy(&check.stdout).contains("`Ada@acme.example` is an alias of"));
}

#[test]
fn one_bad_rating_costs_that_row_only() {
    let dir = workspace(&[]);
    let text =
        "Name,Email,Power,Interest\nAda,a@x.example,4,4\nBo,b@x.example,5,3\nCy,c@x.example,44,3\nTotal,,12,10\n";
    let (code, out, err) = table(dir.path(), text);
    assert_eq!(code, 1, "{out}");
    assert_eq!(
        err,
        "t.csv:5: a row of sums, no stakeholder; it was left out\n\
         t.csv:4, column `Power`: `44` is no rating of 1 to 5, nor low, medium, high; kept under [extra]\n"
    );
    assert!(read(dir.path(), "stakeholders/ada.toml").contains("power = 4\ninterest = 4"));
    assert!(read(dir.path(), "stakeholders/cy.toml").contains("Power = \"44\""));
    assert_eq!(names(dir.path()).len(), 3, "`Total` is nobody");
    // Somebody may be called so; and of a scale of another kind nothing is guessed, but it is said.
    let dir = workspace(&[]);
    let (code, _, err) = table(dir.path(), "Name,Email,Power\nSum,s@x.example,40\nAda,a@x.example,90\nBo,,5\n");
    assert_eq!((code, names(dir.path()).len()), (1, 3));
    assert!(err.contains("t.csv:1, column `Power`: goes up to 90: not 1 to 5 nor 1 to 10"), "{err}");
}

#[test]
fn contacts_as_google_exports_them() {
    let dir = workspace(&[]);
    let text = "First Name,Middle Name,Last Name,Nickname,File As,Organization Name,Organization Title,Notes,Labels,\
        E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value\n\
        Ada,,Moss,,,Acme,CFO,,* myContacts,* Work,ada@acme.example,Home,ada@home.example ::: ada@old.example,Mobile,+49 30 1\n";
    let (code, out, err) = table(dir.path(), text);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let ada = read(dir.path(), "stakeholders/ada-moss.toml");
    for line in [
        "name = \"Ada Moss\"",
        "organisation = \"Acme\"",
        "title = \"CFO\"",
        "email = \"ada@acme.example\"",
        "aliases = [\"ada@home.example\", \"ada@old.example\"]",
        "\"Phone 1 - Value\" = \"+49 30 1\"",
    ] {
        assert!(ada.contains(line), "{line}\n{ada}");
    }
    assert!(!ada.contains("E-mail 1 - Label"), "{ada}");
}

#[test]
fn nothing_of_ours_is_missed_where_nothing_is_missing() {
    let dir = workspace(&[ADA]);
    let message = |from: &str| {
        format!(
            "From: {from}\nTo: kim@ours.example\nDate: Thu, 1 Oct 2026 10:00:00 +0000\nSubject: x\nMessage-ID: <1@x>\n\nhi\n"
        )
    };
    let eml = |text: &str| {
        fs::write(dir.path().join("m.eml"), text).unwrap();
        let output = run(dir.path(), &["import", "eml", "m.eml", "--dry-run"]);
        String::from_utf8(output.stdout).unwrap()
    };
    for text in [message("ada@acme.example"), String::new(), message("nobody@else.example")] {
        assert!(!eml(&text).contains("as sent by our side"), "{text}");
    }
    let config = read(dir.path(), "rapporteur.toml").replace("email = \"kim@ours.example\"\n", "");
    fs::write(dir.path().join("rapporteur.toml"), config).unwrap();
    assert!(!eml(&message("ada@acme.example")).contains("as sent by our side"), "who sent it is known");
    let out = eml(&message("nobody@else.example"));
    assert!(out.contains("none as sent by our side: of `[[team]]`, no `email` is set for kim"), "{out}");
    assert!(!eml("").contains("as sent by our side"));
}

#[test]
fn a_line_quoted_for_the_mailbox_is_as_it_was() {
    let dir = workspace(&[ADA]);
    let text = "From x Thu Oct  1 10:00:00 2026\nFrom: ada@acme.example\nTo: kim@ours.example\n\
        Date: Thu, 1 Oct 2026 10:00:00 +0000\nSubject: quoted\nMessage-ID: <1@x>\n\n>From here on\n>>From there\n> From a quote\n";
    fs::write(dir.path().join("b.mbox"), text).unwrap();
    let output = run(dir.path(), &["import", "mbox", "b.mbox", "--with-body"]);
    assert_eq!(output.status.code(), Some(0));
    let note = read(dir.path(), "notes/2026-10-01-quoted.md");
    assert!(note.contains("\nFrom here on\n>From there\n> From a quote\n"), "{note}");
}

#[test]
fn a_path_that_is_no_file_is_a_misuse() {
    let dir = workspace(&[]);
    for (format, path) in [
        ("csv", "nope"),
        ("mbox", "nope"),
        ("csv", "stakeholders"),
        ("mbox", "stakeholders"),
        ("vcf", "rapporteur.toml/x"),
    ] {
        let output = run(dir.path(), &["import", format, path]);
        assert_eq!(output.status.code(), Some(2), "{format} {path}");
    }
}
