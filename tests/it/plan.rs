//! `plan`: the order, the packing, what a talk would change, and the calendar file read back.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use rapporteur::plan::{self, Kind, Plan, ics};
use rapporteur::{View, assess};

use crate::world::{Files, as_of, sound};

/// On Sunday 2026-11-01: one promise late, one due, one far off; Ada long not talked to, Bo lately, Cy on leave, Dee gone,
/// Eve planned, Flo never met.
fn files() -> Files {
    let mut files = Files::new();
    let mut put = |path: &str, text: &str| {
        files.insert(path.to_owned(), text.to_owned());
    };
    put(
        "rapporteur.toml",
        "product = \"World\"\n[[team]]\nid = \"me\"\nname = \"Robin\"\n[[pause]]\nfrom = 2026-11-01\nto = 2026-11-02\n",
    );
    put(
        "stakeholders/ada.toml",
        "name = \"Ada Moss\"\nkind = \"executive\"\n[plan]\nminutes = 45\ncadence_days = 14\n[[assessment]]\ndate = 2026-01-01\nby = \"me\"\npower = 5\ninterest = 5\ncurrent = \"neutral\"\ndesired = \"leading\"\nrationale = \"secret\"\n",
    );
    put("stakeholders/bo.toml", "name = \"Bo; Lind, \\\\ jr\"\nkind = \"external\"\n[plan]\ncadence_days = 60\n");
    put("stakeholders/cy.toml", "name = \"Cy\"\nkind = \"external\"\n[[pause]]\nfrom = 2026-10-20\nto = 2026-11-01\n");
    put("stakeholders/dee.toml", "name = \"Dee\"\nkind = \"external\"\nleft_on = 2026-10-01\n");
    put(
        "stakeholders/eve.toml",
        "name = \"Eve\"\nkind = \"external\"\n[[planned]]\non = 2026-10-01\ndate = 2026-11-05\n",
    );
    put("stakeholders/flo.toml", "name = \"Flo\"\nkind = \"external\"\n");
    put(
        "notes/2026-08-01-ada.md",
        "+++\nattendees = [\"me\", \"ada\"]\n+++\n- [ ] @me -> @ada: late one  [due:: 2026-10-02] ^c-late\n- [ ] @me -> @dee: to who left  [due:: 2026-10-02]\n",
    );
    put(
        "notes/2026-10-30-bo.md",
        "+++\nattendees = [\"me\", \"bo\"]\n+++\n- [ ] @me -> @bo, @ada: due one, a long text with süße Wörter and 東京 that no line of a calendar holds in 75 octets  [due:: 2026-11-14]\n- [ ] @me -> @bo: far off  [due:: 2026-11-15]\n- [ ] @bo -> @me: theirs  [due:: 2026-11-02]\n",
    );
    files
}

fn planned(files: &Files, minutes: u32) -> Plan {
    let workspace = sound(files);
    let edition = &workspace.config.editions["pm"];
    let view = rapporteur::view(&workspace, edition, as_of());
    plan::plan(&view.register, &view.assessed, workspace.config.health.enough, as_of(), minutes)
}

fn shown(items: &[plan::Item]) -> Vec<(Kind, String, u32, u32)> {
    items.iter().map(|i| (i.kind, i.who.join("+"), i.minutes, i.sum)).collect()
}

#[test]
fn promises_come_first_then_what_is_agreed_then_attention() {
    let plan = planned(&files(), 600);
    let of = |kind, who: &str, minutes, sum| (kind, who.to_owned(), minutes, sum);
    assert_eq!(
        shown(&plan.items),
        [
            of(Kind::Promise, "ada", 30, 30),
            of(Kind::Promise, "ada+bo", 30, 60),
            of(Kind::Agreed, "eve", 30, 90),
            of(Kind::Talk, "ada", 45, 135),
            of(Kind::Talk, "flo", 30, 165),
        ]
    );
    assert!(plan.left.is_empty());
    assert_eq!((plan.resting, plan.paused), (1, 1), "bo was talked to, cy is on leave");
    assert_eq!(plan.items[0].late, Some(30));
    assert_eq!(plan.items[0].reference, "c-late");
    assert_eq!(plan.items[0].why[0].at.as_deref(), Some("notes/2026-08-01-ada.md:4"));
}

#[test]
fn what_does_not_fit_is_listed_and_something_smaller_still_fits() {
    let plan = planned(&files(), 120);
    let who = |items: &[plan::Item]| items.iter().map(|i| i.who.join("+")).collect::<Vec<_>>();
    assert_eq!(who(&plan.items), ["ada", "ada+bo", "eve", "flo"]);
    assert_eq!(who(&plan.left), ["ada"]);
    assert_eq!((plan.used, plan.minutes), (120, 120));
    assert_eq!(planned(&files(), 29).items, []);
}

/// What the plan says a talk would make of the score is what a note of a talk makes of it.
#[test]
fn a_talk_today_changes_what_the_plan_says() {
    let files = files();
    let plan = planned(&files, 600);
    let said = plan.items.iter().find(|i| i.kind == Kind::Talk && i.who == ["ada"]).unwrap().change.clone().unwrap();
    let mut talked = files.clone();
    talked
        .insert("notes/2026-11-01-ada.md".to_owned(), "+++\nattendees = [\"me\", \"ada\"]\n+++\nTalked.\n".to_owned());
    let workspace = sound(&talked);
    let register = rapporteur::restrict::restrict(&workspace.register, rapporteur::register::Audience::Pm, as_of());
    let assessed = assess::assess(&register, &workspace.config.health, as_of(), true);
    let View { assessed, .. } = View { register, assessed };
    let after = &assessed.health[&rapporteur::register::Id::new("ada")];
    assert!((after.score.unwrap() - said.after.unwrap()).abs() < 1e-9, "{said:?} {:?}", after.score);
    assert_eq!(Some(after.computed_band), said.band_after);
    assert!(said.points > 1.0 && said.age == Some(91) && said.cadence_days == 14, "{said:?}");
}

#[test]
fn days_are_working_days_outside_of_pauses() {
    let plan = planned(&files(), 600);
    let days: Vec<String> = plan.items.iter().map(|i| i.day.unwrap().to_string()).collect();
    // Sunday the 1st is none, on the 2nd everybody is off; Eve's day is agreed; two hours a day.
    assert_eq!(days, ["2026-11-03", "2026-11-03", "2026-11-05", "2026-11-03", "2026-11-04"]);
}

#[test]
fn the_calendar_is_well_formed_and_tells_no_score() {
    let plan = planned(&files(), 600);
    let text = ics::calendar(&plan, "World");
    assert_eq!(text, ics::calendar(&planned(&files(), 600), "World"), "the same bytes");
    assert!(text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
    assert!(text.split("\r\n").all(|line| line.len() <= 75));
    let flat = text.replace("\r\n ", "");
    assert_eq!(flat.matches("BEGIN:VEVENT").count(), 5);
    let uids: std::collections::BTreeSet<&str> = flat.lines().filter(|l| l.starts_with("UID:")).collect();
    assert_eq!(uids.len(), 5);
    assert!(flat.contains("DTSTAMP:20261101T000000Z\r\nDTSTART;VALUE=DATE:20261103\r\nDTEND;VALUE=DATE:20261104\r\n"));
    assert!(flat.contains("SUMMARY:Keep the promise to Ada Moss\\, Bo\\; Lind\\, \\\\ jr: due one\\,"));
    for secret in ["secret", "neutral", "at risk", "points", "score"] {
        assert!(!flat.contains(secret), "{secret}");
    }
    // With fewer hours the same things keep their ids.
    let fewer = ics::calendar(&planned(&files(), 60), "World").replace("\r\n ", "");
    assert!(fewer.lines().filter(|l| l.starts_with("UID:")).all(|uid| uids.contains(uid)));
}

fn run(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.args(arguments).current_dir(dir).env_clear().env("SOURCE_DATE_EPOCH", "1793491200").output().unwrap()
}

#[test]
fn the_command_plans_and_our_own_importer_reads_its_calendar() {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files() {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let table = run(dir.path(), &["plan", "--hours", "2", "--ics", "plan.ics"]);
    let shown = String::from_utf8(table.stdout).unwrap();
    assert_eq!(table.status.code(), Some(0), "{}", String::from_utf8_lossy(&table.stderr));
    for told in [
        "2:00 of 2:00 hours planned",
        "30 days late",
        "what didn't fit",
        "Ada Moss",
        "notes/2026-08-01-ada.md:4",
        "1 on leave",
    ] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    let toml = fs::read(dir.path().join("rapporteur.toml")).unwrap();
    for (target, why) in
        [("rapporteur.toml", "is no calendar"), ("notes/plan.ics", "read from"), ("site/plan.ics", "is built")]
    {
        let refused = run(dir.path(), &["plan", "--hours", "2", "--ics", target]);
        assert!(!refused.status.success(), "{target}");
        assert!(String::from_utf8_lossy(&refused.stderr).contains(why), "{target}: {refused:?}");
    }
    assert_eq!(fs::read(dir.path().join("rapporteur.toml")).unwrap(), toml, "nothing is written over");
    assert!(run(dir.path(), &["plan", "--hours", "2", "--ics", "plan.ics"]).status.success(), "an earlier one is");
    let read = run(dir.path(), &["import", "ics", "plan.ics"]);
    let told = String::from_utf8_lossy(&read.stdout).into_owned() + &String::from_utf8_lossy(&read.stderr);
    assert!(told.contains("4 meetings: all day, with nobody invited"), "{told}");

    let json = run(dir.path(), &["plan", "--hours", "1.5", "--format", "json", "--from", "2026-11-09"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&json["minutes"], &json["from"]), (&90.into(), &"2026-11-09".into()));
    assert_eq!(json["items"][0]["day"], "2026-11-09");
    let markdown =
        String::from_utf8(run(dir.path(), &["plan", "--hours", "10", "--format", "markdown"]).stdout).unwrap();
    assert!(markdown.contains("| 0:30 | 30 | Keep Ada Moss: late one |"), "{markdown}");
    for wrong in [
        &["plan"][..],
        &["plan", "--hours", "0"],
        &["plan", "--hours", "x"],
        &["plan", "--hours", "1", "--from", "2026-10-01"],
    ] {
        assert_eq!(run(dir.path(), wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn the_page_is_the_pm_s_alone() {
    let workspace = sound(&files());
    for (name, edition) in &workspace.config.editions {
        let view = rapporteur::view(&workspace, edition, as_of());
        let pages = crate::world::pages(&workspace, &view, edition);
        assert_eq!(pages.contains_key("plan.html"), name == "pm");
        if let Some(page) = pages.get("plan.html") {
            let page = String::from_utf8_lossy(page);
            for told in ["late one", "30\u{a0}days late", "stakeholders/flo.html", "href=\"notes/2026-08-01-ada.html"] {
                assert!(page.contains(told), "{told}");
            }
            assert!(!page.contains("Dee") && !page.contains("far off"));
        }
    }
}
