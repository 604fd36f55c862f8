//! The wild adapter: every form of date and attendance by a fixture of its own, any bytes without a panic, and real
//! minutes where `RAPPORTEUR_CORPORA` names their directory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use rapporteur::config::{Config, NotesSource, Split};
use rapporteur::diagnostic::{Diagnostics, Severity};
use rapporteur::parse::{ParsedNote, names, wild};
use rapporteur::source::{self, FileId, Origin, Place, Role, SourceFile, Sources};
use serde_json::Value;

fn settings(path: &str) -> NotesSource {
    NotesSource {
        path: path.to_owned(),
        place: Place::default(),
        include: None,
        exclude: None,
        split: Split::default(),
        dates: None,
        attendee_headings: vec!["Wer war da".to_owned()],
        absence_headings: vec!["Entschuldigt".to_owned()],
    }
}

fn parse_at(path: &str, text: &str) -> (ParsedNote, Vec<String>) {
    let file = SourceFile { path: path.into(), origin: Origin::Source(0), role: Role::Note, text: Arc::from(text) };
    let mut diagnostics = Diagnostics::default();
    let mut notes = wild::parse(FileId(0), &file, &settings("minutes"), &mut diagnostics);
    assert_eq!(notes.len(), 1);
    assert!(diagnostics.sorted().iter().all(|d| d.severity() == Severity::Warning), "{:?}", diagnostics.sorted());
    let note = notes.remove(0);
    for handle in note.attendees.iter().chain(&note.regrets).chain(&note.absent).flatten() {
        let place = handle.place;
        assert!(place.line >= 1 && text.get(place.start as usize..place.end as usize).is_some(), "{handle:?}");
    }
    (note, diagnostics.sorted().iter().map(|d| d.code.as_str().to_owned()).collect())
}

/// The present, and the absent behind `-`, the excused behind `~`.
fn people(text: &str) -> Vec<String> {
    let (note, _) = parse_at("minutes/2026-01-31.md", text);
    let list = |list: &Option<Vec<rapporteur::parse::Handle>>, mark: &str| -> Vec<String> {
        list.iter().flatten().map(|h| format!("{mark}{}", h.value)).collect()
    };
    [list(&note.attendees, ""), list(&note.absent, "-"), list(&note.regrets, "~")].concat()
}

#[test]
fn attendance_in_every_form() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "list",
            "## Present\n\n* Ada L (@ada)\n- Bo Berg\n+ Cy\n\n## Agenda\n* Dee Dum\n",
            &["Ada L @ada", "Bo Berg", "Cy"],
        ),
        ("numbered", "# Attendees\n1. AL: Ada Lov (@ada), Engines\n1) Bo Berg\n", &["Ada Lov @ada", "Bo Berg"]),
        ("bare lines", "## Present\nAL: Ada Lov\nBo Berg (@bo)\n", &["Ada Lov", "Bo Berg @bo"]),
        (
            "bare lines apart",
            "# Attendees\n\nCameras on for the first time!\n\nAda Lov (Engines)\n\nBo Berg\n\n# Agenda\n",
            &["Ada Lov", "Bo Berg"],
        ),
        (
            "wrapped comma lines",
            "## Attendance\nAda Lov, Bo Berg,\nCy Dee, and Eve\nMissing: Fay, Gus\n",
            &["Ada Lov", "Bo Berg", "Cy Dee", "Eve", "-Fay", "-Gus"],
        ),
        (
            "labelled comma lines",
            "## Attendance\n- Council members: Ada, Bo (sub for cy), dee\n  - Regrets: Cy\n- Observers: None\n",
            &["Ada", "Bo", "dee", "~Cy"],
        ),
        (
            "a label alone",
            "Attendance: Ada Lov, Bo Berg and Cy\nUnavailable: Dee\n\nWe met.\n",
            &["Ada Lov", "Bo Berg", "Cy", "-Dee"],
        ),
        ("a bold label", "**Attendees**\n\n- Ada Lov\n\n**Agenda**\n\n- Bo Berg\n", &["Ada Lov"]),
        ("a bold label with colon", "**Attendees:** Ada Lov, Bo Berg\n\nText.\n", &["Ada Lov", "Bo Berg"]),
        (
            "a plain label",
            "Attendees:\n\n- Ada Lov\n- Bo Berg\n\nThen we talked.\n\n- Cy Dee\n",
            &["Ada Lov", "Bo Berg"],
        ),
        (
            "a label in a list",
            "- Attendees:\n    - Ada Lov\n    - Bo Berg\n- Topics:\n    - Cy Dee\n",
            &["Ada Lov", "Bo Berg"],
        ),
        ("a label without colon", "Other Attendees\n\n* Ada Lov (Engines)\n", &["Ada Lov"]),
        ("underlined heading", "Attendees\n=========\n- Ada Lov\n\nAgenda\n------\n- Bo Berg\n", &["Ada Lov"]),
        (
            "sub-sections",
            "## Voting Attendees\n### Premier Members\n- [x] Ada Lov - Engines\n- [ ] Bo Berg - Looms\n### Others\n- [X ] Cy Dee\n## Next\n- [ ] Eve\n",
            &["Ada Lov", "Cy Dee", "-Bo Berg"],
        ),
        (
            "a topic below",
            "## Attendees\n- Ada Lov\n### Introductions\n- Bo Berg\n### Standing Items\n- Cy Dee\n",
            &["Ada Lov"],
        ),
        (
            "boxes without bullets",
            "## Attendance\n[x] Ada Lov, Engines\n[ ] Bo Berg, Looms\n\nQuorum NOT achieved\n",
            &["Ada Lov", "-Bo Berg"],
        ),
        (
            "apologies",
            "## Present\n- Ada Lov\n## Apologies\n- Bo Berg, Looms\n## Absent\n- Cy\n",
            &["Ada Lov", "-Cy", "~Bo Berg"],
        ),
        ("present beats regrets", "## Present\n- Ada Lov\n## Regrets\n- ADA LOV\n", &["Ada Lov"]),
        (
            "table",
            "## Attendees\n\n| Name | Initials | Firm | GH Username |\n|--|--|--|--|\n| Ada Lov | AL | x | @ada |\n| Bo Berg | BB | | bo |\n| | | | |\n\n2 people in total\n",
            &["Ada Lov @ada", "Bo Berg @bo"],
        ),
        (
            "table with presence",
            "## Attendance\nName | Present\n--- | ---\nAda Lov | x\nBo Berg |\nCy Dee | regrets\n",
            &["Ada Lov", "-Bo Berg", "~Cy Dee"],
        ),
        (
            "denied",
            "## Attendees in Absentia\n- Ada Lov\n## Attendees of the last meeting\n- Bo\n## Present\n- Cy\n",
            &["Cy"],
        ),
        ("other words", "### wer war da?\n- Ada Lov\n### Entschuldigt\n- Bo Berg\n", &["Ada Lov", "-Bo Berg"]),
        (
            "groups and nobody",
            "## Present\n* Project Council\n* Board of Directors\n* TBD, Engines\n*\n* Ada Lov\n",
            &["Ada Lov"],
        ),
        ("remarks below a name", "## Present\n- Ada Lov\n  - from Berlin\n  - Bo Berg\n- Cy\n", &["Ada Lov", "Cy"]),
        (
            "comments and code",
            "## Present\n<!-- sample\n- Dee Dum\n-->\n- Ada Lov\n\n```\n- Bo Berg\n```\n",
            &["Ada Lov"],
        ),
        ("a rule ends it", "## Present\n- Ada Lov\n\n---\n\n- Bo Berg\n", &["Ada Lov"]),
        ("twice is once", "## Present\n- Ada Lov\n- ada lov\n- Bo (@bo)\n- B. Berg (@bo)\n", &["Ada Lov", "Bo @bo"]),
        (
            "front matter",
            "---\nattendees: [Ada Lov, \"@bo\"]\nregrets:\n  - Cy Dee\ntags: [x]\n---\nText.\n",
            &["Ada Lov", "@bo", "~Cy Dee"],
        ),
        (
            "in absentia",
            "## Attendees (in absentia)\n- Ada Lov\n\n## Attendees (12, remote)\n- Bo Berg\n",
            &["Bo Berg"],
        ),
        ("another meeting's", "## Attendees (last meeting)\n- Ada Lov\n\n**Present (previous call):** Bo Berg\n", &[]),
        ("another meeting's below", "## Attendance\n### Last meeting\n- Ada Lov\n", &[]),
        ("another meeting's label", "## Attendees\n- Bo Berg\n\nLast meeting: Ada Lov, Cy Dee\n", &["Bo Berg"]),
        (
            "a list below a line of people",
            "Attendance: Ada Lov, Bo Berg\nUnavailable: Cy Dee\n\n- Assign roles\n- Eve Lin\n",
            &["Ada Lov", "Bo Berg", "-Cy Dee"],
        ),
        (
            "those missing are called attendees, too",
            "## Attendance\nCouncil: Ada Lov\nMissing attendees: Bo Berg\nObservers: Cy Dee\n",
            &["Ada Lov", "Cy Dee", "-Bo Berg"],
        ),
        (
            "more people after a blank line",
            "Attendance: Ada Lov, Bo Berg\n\nObservers: Cy Dee\n\nTopics: Eve Lin, Fay Poe\n",
            &["Ada Lov", "Bo Berg", "Cy Dee"],
        ),
        (
            "under an item of the agenda",
            "- Check-in\n- Record attendance in minutes\n    - Council: Ada Lov, Bo Berg\n    - Observers: Cy\n- Assign roles\n    - Scribe: Eve Lin\n",
            &["Ada Lov", "Bo Berg", "Cy"],
        ),
        ("an item of the agenda alone", "- Record attendance\n  - done\n- Roles\n  - Scribe: Eve Lin\n", &[]),
        (
            "a full stop for a comma",
            "## Attendance\n- Council: Eve H. Lin, Ada Lov. Bo Berg, Cy St. Dee, and Dr. Fay Poe. Gus Hay\n",
            &["Eve H. Lin", "Ada Lov", "Bo Berg", "Cy St. Dee", "Fay Poe", "Gus Hay"],
        ),
        (
            "a list right below a line of people",
            "Attendance: Ada Lov, Bo Berg\n- Assign roles\n",
            &["Ada Lov", "Bo Berg"],
        ),
        (
            "an agenda without a heading",
            "## Present\n\n* Ada Lov\n* Bo Berg\n\n* Charter [#3](https://e.example/3)\n  * Joe\n  * waits for\n    Approved.\n* Eve Lin\n",
            &["Ada Lov", "Bo Berg", "Eve Lin"],
        ),
        (
            "initials and a firm",
            "## Attendees\n1. AL: Ada Lov, Engines Works\n2. TC: Bo, Cy\n",
            &["Ada Lov", "Bo", "Cy"],
        ),
        ("prose", "We were all present, Ada said.\n\nPresent day matters: a, b, c.\n", &[]),
    ];
    for (name, text, expected) in cases {
        assert_eq!(&people(text), expected, "{name}");
        assert_eq!(&people(&text.replace('\n', "\r\n")), expected, "{name} with CRLF");
    }
}

#[test]
fn boxes_are_attendance_or_tasks_by_section() {
    let (note, _) = parse_at(
        "minutes/a.md",
        "# 2026-01-31\n## Attendees\n- [x] Ada Lov\n- [ ] Bo Berg\n## Agenda\n- [ ] plan\n- [x] review\n- [ ] ...\n- [x] \n",
    );
    assert_eq!(note.tasks.len(), 2);
    assert_eq!(note.absent.map(|a| a.len()), Some(1));
}

#[test]
fn dates_by_precedence() {
    let cases: &[(&str, &str, Option<Date>, &[&str])] = &[
        ("minutes/2026-01-31.md", "# Board", Some(date(2026, 1, 31)), &[]),
        ("minutes/20260131_agenda.md", "# 2026-01-31 Board", Some(date(2026, 1, 31)), &[]),
        ("minutes/board-2026-01-31.md", "---\ndate: 2026-02-01\n---\n", Some(date(2026, 2, 1)), &["date-disagrees"]),
        ("minutes/2026-01-31/board.md", "# Board", Some(date(2026, 1, 31)), &[]),
        ("minutes/board.md", "# Board\n\n- Meeting date: 2026-01-31T10:00:00Z\n", Some(date(2026, 1, 31)), &[]),
        ("minutes/board.md", "**Date:** January 31st, 2026\n", Some(date(2026, 1, 31)), &[]),
        ("minutes/board.md", "# **Board - 31 January, 2026**\n", Some(date(2026, 1, 31)), &[]),
        (
            "minutes/board.md",
            "# Board\n\nWe met on 2026-01-31.\n\n## Next meeting 2026-02-07\n",
            None,
            &["note-without-date"],
        ),
        ("minutes/2026-01-31.md", "# 2026-01-311", Some(date(2026, 1, 31)), &[]),
        ("minutes/2026-01-31.md", "# Board 2026-01-30", Some(date(2026, 1, 31)), &["date-disagrees"]),
    ];
    for (path, text, expected, codes) in cases {
        let (note, mut found) = parse_at(path, text);
        found.retain(|code| code != "note-without-attendees");
        assert_eq!(
            (note.date, found.iter().map(String::as_str).collect::<Vec<_>>()),
            (*expected, codes.to_vec()),
            "{path} {text}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_text_panics(text in "(## Present\n|[-*] |\\[x\\] |Attendees:|[|]--[|]\n|[|]|, |: |@|\\(|\\[|\\]|<!--|-->|---\n|date: |\t|\r\n|\n|é|[a-zA-Z]{1,6}|20[0-9]{2}-[0-9]{1,2}-|```\n|.){0,80}") {
        parse_at("minutes/2026-01-31.md", &text);
    }
}

#[test]
fn long_lines_and_lists_are_read() {
    for unit in ["a, ", "[", "(a", "x\n", "x,\n", "- x,\n", "| a ", "a: ", "<", "@", "**a**\n", "2026-"] {
        for head in ["", "## Present\n", "Attendees: "] {
            parse_at("minutes/2026-01-31.md", &format!("{head}{}", unit.repeat(5_000)));
        }
    }
}

/// The notes of a set of real minutes and what a correct reader gets from them.
fn corpus(name: &str) -> Option<(Vec<ParsedNote>, Value)> {
    #[expect(clippy::disallowed_methods, reason = "a test may be told where its input is")]
    let root = std::env::var_os("RAPPORTEUR_CORPORA")?;
    let root = Path::new(&root).join(name);
    let truth = serde_json::from_slice(&std::fs::read(root.join("truth.json")).expect("a truth")).expect("JSON");
    let dir = tempfile::tempdir().expect("a directory");
    std::fs::write(dir.path().join("rapporteur.toml"), "").expect("a configuration");
    let config = Config { sources: vec![settings(root.join("notes").to_str().expect("a path"))], ..Config::default() };
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    source::read_config(dir.path(), &mut sources, &mut diagnostics).expect("reads");
    source::read(dir.path(), &config, &mut sources, &mut diagnostics).expect("reads");
    let notes = sources
        .files
        .iter()
        .enumerate()
        .filter(|(_, file)| file.role == Role::Note)
        .flat_map(|(n, file)| wild::parse(FileId(n as u32), file, &settings("notes"), &mut diagnostics))
        .collect();
    assert!(diagnostics.sorted().iter().all(|d| d.severity() == Severity::Warning));
    Some((notes, truth))
}

/// Compares with the truth; gives what differs.
fn differences(notes: &[ParsedNote], truth: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expect = |what: &str, found: Value, expected: &Value| {
        if found != *expected {
            wrong.push(format!("{what}: found {found}, expected {expected}"));
        }
    };
    let dates: Vec<Date> = notes.iter().filter_map(|n| n.date).collect();
    let attended: Vec<&ParsedNote> =
        notes.iter().filter(|n| n.attendees.as_ref().is_some_and(|a| !a.is_empty())).collect();
    expect("notes", notes.len().into(), &truth["notes_total"]);
    expect("dated", dates.len().into(), &truth["notes_with_date"]);
    expect("attended", attended.len().into(), &truth["notes_with_at_least_one_attendee"]);
    expect("first", dates.iter().min().map(Date::to_string).into(), &truth["first_date"]);
    expect("last", dates.iter().max().map(Date::to_string).into(), &truth["last_date"]);
    for person in truth["top10"].as_array().expect("a list") {
        let spellings = |key: &str| person[key].as_object().expect("an object").keys();
        let mut aliases: Vec<String> = spellings("name_spellings").map(|s| names::key(s)).collect();
        aliases.extend(spellings("handle_spellings").map(|s| names::key(&format!("@{s}"))));
        let is_theirs = |value: &str| names::keys_of_attendee(value).iter().any(|key| aliases.contains(key));
        let theirs: Vec<&&ParsedNote> =
            attended.iter().filter(|n| n.attendees.iter().flatten().any(|h| is_theirs(&h.value))).collect();
        let id = person["id"].as_str().expect("an id");
        expect(id, theirs.len().into(), &person["meetings_attended"]);
        expect(id, theirs.iter().filter_map(|n| n.date).min().map(|d| d.to_string()).into(), &person["first_attended"]);
        expect(id, theirs.iter().filter_map(|n| n.date).max().map(|d| d.to_string()).into(), &person["last_attended"]);
    }
    wrong
}

/// Distinct people present, by handle, else by name; a name is linked to the handle most often seen with it, then the
/// truth's aliases hold.
fn distinct(notes: &[ParsedNote], truth: &Value) -> usize {
    let present = || notes.iter().flat_map(|n| n.attendees.iter().flatten()).map(|h| names::keys_of_attendee(&h.value));
    let is_handle = |key: &String| key.starts_with('@');
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    for keys in present() {
        if let (Some(handle), Some(name)) = (keys.iter().find(|k| is_handle(k)), keys.iter().find(|k| !is_handle(k))) {
            *seen.entry((name.clone(), handle.clone())).or_default() += 1;
        }
    }
    let linked = |name: &str| {
        let of = seen.iter().filter(|((other, _), _)| other == name);
        of.max_by_key(|(_, count)| **count).map(|((_, handle), _)| handle.clone())
    };
    let aliases: BTreeMap<String, String> = truth["aliases_used"]
        .as_object()
        .expect("an object")
        .iter()
        .map(|(from, to)| (names::key(from), names::key(to.as_str().expect("a name"))))
        .collect();
    let one = |keys: Vec<String>| {
        let mut key = keys[0].clone();
        for _ in 0..4 {
            let same = format!("@{key}");
            let same = seen.keys().any(|(_, handle)| *handle == same).then_some(same);
            key = aliases.get(&key).cloned().or_else(|| linked(&key)).or(same).unwrap_or(key);
        }
        key
    };
    let all = present().filter(|keys| !keys.is_empty()).map(one).collect::<BTreeSet<_>>();
    all.len()
}

#[test]
#[expect(clippy::print_stderr, reason = "says that it did not run")]
fn real_minutes_come_out_exactly() {
    for name in ["openjs-cpc", "aswf-tac", "conda-community"] {
        let Some((notes, truth)) = corpus(name) else {
            eprintln!("skipped: RAPPORTEUR_CORPORA is not set");
            return;
        };
        assert_eq!(differences(&notes, &truth), Vec::<String>::new(), "{name}");
        let expected = truth["distinct_attendees_linked"].as_u64().expect("a count") as usize;
        let found = distinct(&notes, &truth);
        // Three in a hundred: which names are one person was judged by eye.
        assert!(found.abs_diff(expected) * 100 <= 3 * expected, "{name}: {found} people, expected {expected}");
        let has_tasks = truth["checkboxes"].get("open_empty").is_some();
        assert_eq!(notes.iter().any(|n| !n.tasks.is_empty()), has_tasks, "{name}: boxes of attendance are no tasks");
    }
}
