//! Calendars: clocks that change, series, who came.

use super::*;

#[test]
fn a_calendar_across_a_change_of_the_clocks() {
    let dir = workspace(&[ADA, BO]);
    let (code, out, err) = import(dir.path(), "ics", "calendar.ics", &[]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    // Half past midnight in Berlin is the day before in UTC, before and after the clocks change on 25 October.
    assert_eq!(
        notes(dir.path()),
        [
            "notes/2026-10-12-weekly-with-visibility-pm-ada.md",
            "notes/2026-10-20-late-call.md",
            "notes/2026-10-22-next-day-in-berlin.md",
            "notes/2026-10-27-weekly-moved.md",
        ]
    );
    let weekly = read(dir.path(), "notes/2026-10-12-weekly-with-visibility-pm-ada.md");
    assert!(weekly.contains("attendees = [\"kim\", \"ada\"]\nregrets = [\"bo\"]"), "{weekly}");
    assert!(weekly.contains("On no record: `Cy, of Acme <cy@acme.example>`"), "{weekly}");
    assert!(!weekly.contains("room4"), "{weekly}");
    let moved = read(dir.path(), "notes/2026-10-27-weekly-moved.md");
    assert!(moved.contains("type = \"call\"") && moved.contains("attendees = [\"kim\", \"ada\", \"bo\"]"), "{moved}");
    let ada = read(dir.path(), "stakeholders/ada.toml");
    assert!(ada.contains("[[planned]]\non = 2026-11-01\ndate = 2026-11-02\nwith = [\"kim\"]"), "{ada}");
    assert!(
        ada.contains("date = 2026-11-09") && ada.contains("date = 2026-11-16") && !ada.contains("2026-11-23"),
        "{ada}"
    );
    assert!(!read(dir.path(), "stakeholders/bo.toml").contains("planned"), "he declined");
    for line in [
        "1 meeting: private",
        "called off",
        "1 meeting: all day",
        "1 meeting: declined by our side",
        "nobody on record accepted",
        "Vi Wu <vi@else.example> (1)",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    assert!(!out.contains("Secret"));
    twice_changes_nothing(dir.path(), "ics", "calendar.ics", &[]);

    // A note is written into, a planned meeting taken out, another called off: the first two stay as they are.
    let edited = weekly.clone() + "\n- [ ] @kim -> @ada: the model  [due:: 2026-12-01]\n";
    fs::write(dir.path().join("notes/2026-10-12-weekly-with-visibility-pm-ada.md"), &edited).unwrap();
    let without = ada.replace("[[planned]]\non = 2026-11-01\ndate = 2026-11-09\nwith = [\"kim\"]\n", "");
    assert_ne!(without, ada);
    fs::write(dir.path().join("stakeholders/ada.toml"), &without).unwrap();
    let changed = fs::read_to_string(fixture("calendar.ics")).unwrap();
    let changed = changed.replace("PARTSTAT=DECLINED;CN=Bo Lind", "PARTSTAT=ACCEPTED;CN=Bo Lind");
    let changed = changed.replace(
        "EXDATE;TZID=Europe/Berlin:20261019T003000",
        "EXDATE;TZID=Europe/Berlin:20261019T003000,20261116T003000",
    );
    fs::write(dir.path().join("changed.ics"), changed).unwrap();
    let output = run(dir.path(), &["import", "ics", "changed.ics"]);
    let out = String::from_utf8_lossy(&output.stdout);
    assert_eq!(read(dir.path(), "notes/2026-10-12-weekly-with-visibility-pm-ada.md"), edited);
    assert!(out.contains("edited since it was imported"), "{out}");
    let ada = read(dir.path(), "stakeholders/ada.toml");
    assert!(
        ada.contains("date = 2026-11-02") && !ada.contains("date = 2026-11-09") && !ada.contains("date = 2026-11-16"),
        "{ada}"
    );
    is_sound(dir.path());
}

#[test]
fn a_meeting_noted_by_hand_is_not_noted_twice() {
    let dir = workspace(&[ADA, BO]);
    fs::create_dir(dir.path().join("notes")).unwrap();
    let own = "+++\nattendees = [\"kim\", \"ada\", \"bo\"]\n+++\nWe met.\n";
    fs::write(dir.path().join("notes/2026-10-20-own.md"), own).unwrap();
    let (_, out, _) = import(dir.path(), "ics", "calendar.ics", &[]);
    assert!(out.contains("2026-10-20, `Late call`: notes/2026-10-20-own.md has the same people that day"), "{out}");
    assert_eq!(notes(dir.path()).iter().filter(|path| path.contains("2026-10-20")).count(), 1);
}

#[test]
fn a_series_moved_by_an_hour_is_the_same() {
    let dir = workspace(&[ADA, BO]);
    import(dir.path(), "ics", "calendar.ics", &[]);
    let before = snapshot(dir.path());
    let moved = fs::read_to_string(fixture("calendar.ics")).unwrap().replace("T003000", "T013000");
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("moved.ics");
    fs::write(&file, moved).unwrap();
    run(dir.path(), &["import", "ics", &file.display().to_string()]);
    assert_eq!(snapshot(dir.path()), before);
}

#[test]
fn who_gave_no_answer_is_present_only_where_that_is_said() {
    let dir = workspace(&[ADA]);
    import(dir.path(), "ics", "calendar.ics", &["--from", "2026-10-23", "--to", "2026-10-23", "--unanswered-attended"]);
    let note = read(dir.path(), "notes/2026-10-23-nobody-answered.md");
    assert!(note.contains("attendees = [\"kim\", \"ada\"]"), "{note}");
    assert_eq!(notes(dir.path()).len(), 1);
}
