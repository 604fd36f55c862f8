//! `prep` and `week`, and what changed since the last update: against a small workspace whose every fact is known.

use std::fs;
use std::path::Path;
use std::process::Command;

use jiff::civil::{Date, date};
use rapporteur::View;
use rapporteur::assess::changes::{Change, Turn, changes};
use rapporteur::brief::{draft, prep, week};
use rapporteur::register::{Audience, Id};

const FILES: [(&str, &str); 10] = [
    ("rapporteur.toml", "as_of = 2026-06-01\n[[team]]\nid = \"me\"\nname = \"Mia\"\n"),
    (
        "stakeholders/ada.toml",
        "name = \"Ada Berg\"\nkind = \"executive\"\npriorities = [\"no surprises\"]\n[plan]\ncadence_days = 14\n",
    ),
    ("stakeholders/bo.toml", "name = \"Bo Lind\"\nkind = \"external\"\nleft_on = 2026-05-20\n"),
    (
        "notes/2026-05-11-ada.md",
        "+++\nattendees = [\"me\", \"ada\"]\n+++\n- [ ] @me -> @ada: send the cost model  [due:: 2026-05-25] ^c-1\n\
         - [ ] @ada -> @me: name a contact  [due:: 2026-06-05]\n\
         - [ ] @me -> @ada: plan for autumn  [due:: 2026-09-01]\n\
         - (feedback) @ada: too many mails  [kind:: concern] ^f-1\n",
    ),
    (
        "notes/2026-05-12-bo.md",
        "+++\nattendees = [\"me\", \"bo\"]\n+++\n- [ ] @me -> @bo: call back  [due:: 2026-05-20]\n",
    ),
    (
        "goals.toml",
        "[[goal]]\nid = \"g\"\ntitle = \"Fewer leaks\"\nowner = \"me\"\n\
         metric = { name = \"Leaks\", unit = \"a week\", baseline = 40, direction = \"down\", due = 2026-12-31, \
         targets = [{ on = 2026-01-01, target = 10 }, { on = 2026-05-20, target = 20 }] }\n\
         readings = [{ date = 2026-04-01, value = 30 }, { date = 2026-05-30, value = 33 }]\n",
    ),
    (
        "milestones.toml",
        "[[milestone]]\nid = \"m-1\"\ntitle = \"Billing\"\nowner = \"me\"\ngoal = \"g\"\nbaseline_date = 2026-06-30\n\
         forecasts = [{ on = 2026-04-01, date = 2026-07-31, reason = \"no staff\" }, { on = 2026-05-20, date = 2027-01-10, reason = \"the import fails\" }]\n\
         [[milestone]]\nid = \"m-2\"\ntitle = \"Pilot\"\nowner = \"me\"\nbaseline_date = 2026-05-10\ndone = 2026-05-08\n\
         [[milestone]]\nid = \"m-3\"\ntitle = \"Training {visibility=pm} <!-- @bo: ^t\"\nowner = \"me\"\nbaseline_date = 2026-05-22\n\
         [[milestone]]\nid = \"m-4\"\ntitle = \"Secret plan\"\nowner = \"me\"\nvisibility = \"pm\"\nbaseline_date = 2026-05-22\n",
    ),
    (
        "decisions.toml",
        "[[decision]]\nid = \"d-1\"\ntitle = \"Who pays\"\nstatus = \"proposed\"\nproposed = 2026-05-15\nneeded_by = 2026-06-03\napprover = \"ada\"\n",
    ),
    (
        "risks.toml",
        "[[risk]]\nid = \"r-1\"\nevent = \"Supplier fails\"\nowner = \"me\"\nopened = 2026-01-01\ncause = \"one source\"\neffect = \"two months\"\n\
         readings = [{ on = 2026-04-01, probability = 2, impact = 4 }, { on = 2026-05-25, probability = 4, impact = 4 }]\n",
    ),
    (
        "updates/2026-05-04.md",
        "+++\ndate = 2026-05-04\nheadline = \"Amber: billing is late.\"\n[[asks]]\nid = \"a-1\"\nwhat = \"A second tester\"\nfrom = \"ada\"\nneeded_by = 2026-05-20\n+++\n",
    ),
];

fn workspace() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in FILES {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn view(root: &Path, audience: Audience, as_of: Date) -> View {
    let workspace = rapporteur::load(root).unwrap();
    assert!(!workspace.diagnostics.has_errors(true), "{:#?}", workspace.diagnostics.sorted());
    let edition = workspace.config.editions.values().find(|e| e.audience == audience).unwrap();
    rapporteur::view(&workspace, edition, as_of)
}

/// What is open there, beside what the pm sees.
fn open(root: &Path) -> (View, Vec<rapporteur::capture::ledger::Entry>) {
    let workspace = rapporteur::load(root).unwrap();
    let view = view(root, Audience::Pm, as_of());
    let entries = rapporteur::capture::ledger::entries_seen(&workspace, &view);
    (view, entries)
}

fn as_of() -> Date {
    date(2026, 6, 1)
}

#[test]
fn changes_are_read_from_dated_fields() {
    let dir = workspace();
    let view = view(dir.path(), Audience::Leadership, as_of());
    let found = changes(&view.register, &view.assessed, date(2026, 5, 4));
    let line = |c: &Change| {
        let cause = c.cause.as_deref().unwrap_or("-");
        let effect = c.effect.as_deref().unwrap_or("-");
        format!("{}: {} | {cause} | {effect} | {:?}", c.title, c.what, c.turn)
    };
    let lines: Vec<String> = found.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "Billing: moved from 31 July to 10 January 2027, its second slip | the import fails | that is 10 days after the date of its goal, “Fewer leaks” | Worse",
            "Training {visibility=pm} <!-- @bo: ^t: was due 22 May and isn't done, 10 days late by now | - | - | Worse",
            "Fewer leaks: Leaks 33 a week, was 30 a week | - | 23 a week from the target of 10 a week due 31 December | Worse",
            "Pilot: done on 8 May, 2 days early | - | - | Better",
            "Supplier fails: risk grew: probability 4 and impact 4, were 2 and 4 | one source | two months | Worse",
            "Fewer leaks: target changed from 10 a week to 20 a week | - | an easier target is no progress: it is measured against the harder one | Worse",
            "Who pays: to be decided by 3 June | - | - | Neutral",
        ],
        "{lines:#?}"
    );
    let earlier = super::brief::view(dir.path(), Audience::Leadership, date(2026, 5, 19));
    let earlier = changes(&earlier.register, &earlier.assessed, date(2026, 5, 4));
    assert!(earlier.iter().all(|c| c.on <= date(2026, 5, 19) && c.title != "Billing"), "{earlier:#?}");
    assert!(found.iter().all(|c| c.turn != Turn::Better || c.title == "Pilot"));
}

#[test]
fn a_sheet_has_what_is_open_both_ways() {
    let dir = workspace();
    let (view, entries) = self::open(dir.path());
    let sheet = prep::prep(&view, &entries, &Id::new("ada")).unwrap();
    let open = |list: &[rapporteur::brief::Entry]| -> Vec<String> {
        list.iter().map(|e| format!("{} {:?} {}", e.what, e.late, e.reference)).collect()
    };
    assert_eq!(
        open(&sheet.we_owe),
        ["send the cost model Some(7) c-1", "plan for autumn Some(-92) notes/2026-05-11-ada.md:6"]
    );
    assert_eq!(open(&sheet.they_owe), ["name a contact Some(-4) notes/2026-05-11-ada.md:5"]);
    assert_eq!(open(&sheet.to_tell), ["too many mails Some(14) f-1"]);
    assert_eq!(open(&sheet.asked), ["A second tester Some(12) a-1"]);
    assert_eq!((sheet.rhythm.cadence_days, sheet.rhythm.age), (14, Some(21)));
    assert!(prep::prep(&view, &entries, &Id::new("nobody")).is_none());
}

#[test]
fn the_week_asks_nothing_for_who_has_left() {
    let dir = workspace();
    let (view, entries) = open(dir.path());
    let week = week::week(&view, &entries);
    let what = |list: &[rapporteur::brief::Entry]| -> Vec<String> { list.iter().map(|e| e.what.clone()).collect() };
    assert_eq!(what(&week.ours), ["send the cost model"]);
    assert_eq!(what(&week.theirs), ["name a contact"]);
    assert_eq!(what(&week.to_tell), ["too many mails"]);
    assert_eq!(what(&week.needed), ["A second tester", "Who pays"]);
    assert_eq!(week.to_talk.iter().map(|t| t.id.as_str()).collect::<Vec<_>>(), ["ada"]);
    assert_eq!(week.until, date(2026, 6, 7));
}

#[test]
fn a_draft_has_only_what_leadership_may_see_and_becomes_an_update() {
    let dir = workspace();
    let text = draft::draft(&view(dir.path(), Audience::Leadership, as_of()));
    assert!(text.contains("* Billing: moved from 31 July") && text.contains("a-1, needed by 2026-05-20"), "{text}");
    assert!(text.contains("* A second tester: asked, 12 days past its day"), "{text}");
    for hidden in ["Secret plan", "cost model", "too many mails"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    let path = dir.path().join("updates/2026-06-01.md");
    fs::write(&path, &text).unwrap();
    let unwritten = rapporteur::load(dir.path()).unwrap();
    assert!(unwritten.diagnostics.has_errors(false), "an empty headline is refused");
    fs::write(&path, text.replace("headline = \"\"", "headline = \"Red: billing moves to January.\"")).unwrap();
    let written = view(dir.path(), Audience::Leadership, as_of());
    assert_eq!(written.register.updates.len(), 2);
    let body: String = written.register.updates[1].passages.iter().map(|p| &*p.text).collect();
    assert!(text.contains("Billing") && !body.contains("Billing"), "the page's own facts stand in comments: {body}");
    assert!(body.contains("* Fewer leaks: target changed"), "what is left is the writer's to keep: {body}");
    assert_eq!(written.assessed.ledger.commitments.len(), 0, "the promise in the comment is none");
}

#[test]
fn the_terminal_shows_references_that_fit() {
    let dir = workspace();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
        let output = command.current_dir(dir.path()).env_clear().args(arguments).output().unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, sheet, _) = run(&["prep", "@ada"]);
    assert_eq!(code, 0);
    assert!(sheet.lines().any(|l| l.starts_with("  7 days late") && l.ends_with(" c-1")), "{sheet}");
    assert!(sheet.lines().count() < 40 && !sheet.contains('\x1b'));
    let (code, week, _) = run(&["week"]);
    assert_eq!(code, 0);
    assert!(week.contains("Ada Berg: send the cost model") && !week.contains("Bo Lind"), "{week}");
    let (code, out, err) = run(&["prep", "aad"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("did you mean `ada`?"), "{err}");
    let (code, json, _) = run(&["week", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, json["ours"][0]["reference"].as_str()), (0, Some("c-1")));
}
