//! `export`: every form has what the edition shows and nothing else, the same figures as `status`, and is what its readers take.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use rapporteur::export::{Files, Form, files};
use serde_json::Value;

use crate::noninterference::{World, view};

const FORMS: [Form; 4] = [Form::Csv { bom: false }, Form::Json, Form::Ics, Form::Facts];

/// Every form of an edition, each under a folder of its name.
pub(crate) fn exported(workspace: &rapporteur::Workspace, name: &str, view: &rapporteur::View) -> Files {
    let edition = &workspace.config.editions[name];
    let each = |form| {
        let files = files(view, &workspace.config, edition, form);
        files.into_iter().map(move |(path, bytes)| (format!("export/{form:?}/{path}"), bytes))
    };
    FORMS.into_iter().flat_map(each).collect()
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("content")
}

fn program(arguments: &[&str]) -> (Option<i32>, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_rapporteur")).env_clear().args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

fn export(form: &str, edition: &str, out: &Path) -> String {
    let workspace = sample();
    let arguments = ["export", form, workspace.to_str().unwrap(), "--edition", edition, "--out", out.to_str().unwrap()];
    let (code, _, said) = program(&arguments);
    assert_eq!(code, Some(0), "{said}");
    said
}

#[test]
fn tables_lie_beside_the_pages_that_have_them() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let text = |path: PathBuf| fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    for edition in ["pm", "leadership", "team"] {
        let (site, plain, tables) = (at(edition), at(&format!("{edition}-plain")), at(&format!("{edition}-csv")));
        let content = sample();
        let build = |out: &Path, more: &[&str]| {
            let all = ["build", content.to_str().unwrap(), "--edition", edition, "--out", out.to_str().unwrap()];
            let (code, _, said) = program(&[&all[..], more].concat());
            assert_eq!(code, Some(0), "{said}");
        };
        build(&site, &["--csv", "--single-file"]);
        build(&plain, &[]);
        export("csv", edition, &tables);
        assert!(!plain.join("data").exists() && !text(plain.join("commitments.html")).contains("data/"));
        assert!(!text(site.join("report.html")).contains("data/"));
        let mut linked = BTreeSet::new();
        for entry in walkdir::WalkDir::new(&site) {
            let path = entry.unwrap().into_path();
            if path.extension().is_none_or(|end| end != "html") {
                continue;
            }
            for part in text(path.clone()).split("href=\"").skip(1) {
                let href = part.split('"').next().unwrap();
                if href.ends_with(".csv") {
                    linked.insert(fs::canonicalize(path.parent().unwrap().join(href)).unwrap());
                }
            }
        }
        let written: BTreeSet<PathBuf> = fs::read_dir(site.join("data"))
            .unwrap()
            .map(|file| fs::canonicalize(file.unwrap().path()).unwrap())
            .collect();
        assert_eq!(linked, written, "{edition}");
        assert!(written.len() > 15, "{edition}: {}", written.len());
        for file in written {
            assert_eq!(text(tables.join(file.file_name().unwrap())), text(file), "{edition}");
        }
    }
}

/// Rows of a table as its file has them, by column.
fn rows(folder: &Path, table: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join(format!("{table}.csv"))).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn every_form_has_the_figures_of_status() {
    let dir = tempfile::tempdir().unwrap();
    for edition in ["pm", "leadership", "team"] {
        let (code, out, said) =
            program(&["status", sample().to_str().unwrap(), "--edition", edition, "--format", "json"]);
        assert_eq!(code, Some(0), "{said}");
        let status: Value = serde_json::from_str(&out).unwrap();
        let at = |form: &str| dir.path().join(format!("{edition}-{form}"));
        for form in ["csv", "json", "facts"] {
            export(form, edition, &at(form));
        }
        let document: Value = serde_json::from_slice(&fs::read(at("json").join("engagement.json")).unwrap()).unwrap();
        let listed = |table: &str| document[table].as_array().map_or(0, Vec::len);
        let meetings = usize::try_from(status["notes"]["meetings"].as_u64().unwrap()).unwrap();
        assert_eq!(rows(&at("csv"), "touchpoints").len(), meetings);
        assert_eq!(listed("touchpoints"), meetings);
        let mut lines: BTreeMap<String, usize> = BTreeMap::new();
        for entry in walkdir::WalkDir::new(at("facts")) {
            let entry = entry.unwrap();
            if entry.path().extension().is_none_or(|end| end != "ndjson") {
                continue;
            }
            for line in fs::read_to_string(entry.path()).unwrap().lines() {
                let fact: Value = serde_json::from_str(line).unwrap();
                let year = fact["date"].as_str().map_or("__HIVE_DEFAULT_PARTITION__", |date| &date[..4]);
                let kind = fact["kind"].as_str().unwrap();
                assert!(entry.path().ends_with(format!("{kind}/year={year}/part.ndjson")), "{line}");
                *lines.entry(kind.to_owned()).or_default() += 1;
            }
        }
        for (table, kind) in [
            ("touchpoints", "touchpoint"),
            ("promises", "promise"),
            ("feedback", "feedback"),
            ("asks", "ask"),
            ("weeks", "week"),
        ] {
            assert_eq!(listed(table), lines.get(kind).copied().unwrap_or_default(), "{edition}: {table}");
            if table != "weeks" || edition == "pm" {
                assert_eq!(listed(table), rows(&at("csv"), table).len(), "{edition}: {table}");
            }
        }
        let people = rows(&at("csv"), "stakeholders");
        let attendance = rows(&at("csv"), "attendance");
        let health = if edition == "pm" { rows(&at("csv"), "health") } else { Vec::new() };
        assert_eq!(at("csv").join("health.csv").exists(), edition == "pm");
        for who in status["stakeholders"].as_array().unwrap() {
            let id = who["id"].as_str().unwrap();
            let row = people.iter().find(|row| row["id"] == id).unwrap();
            assert_eq!(row["touchpoints"], who["touchpoints"].to_string());
            let present = attendance
                .iter()
                .filter(|row| row["who"] == id && row["presence"] == "present" && !row["date"].is_empty());
            assert_eq!(present.count().to_string(), row["touchpoints"], "{edition}: {id}");
            if let Some(row) = health.iter().find(|row| row["stakeholder"] == id) {
                let score: Option<f64> = row["score"].parse().ok();
                assert_eq!(score, who["score"].as_f64(), "{id}");
            }
        }
    }
}

/// What a schema of ours says of a value: the few words that it uses.
fn fits(schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        faults.push(format!("{at}: {value} is none of {words:?}"));
    }
    if !schema["const"].is_null() && schema["const"] != *value {
        faults.push(format!("{at}: {value} is not {}", schema["const"]));
    }
    let is = |name: &Value| match name.as_str().unwrap() {
        "string" => value.is_string(),
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("an unknown type {other}"),
    };
    let types = match &schema["type"] {
        Value::Null => Vec::new(),
        Value::Array(all) => all.clone(),
        one => vec![one.clone()],
    };
    if !types.is_empty() && !types.iter().any(is) {
        faults.push(format!("{at}: {value} is no {types:?}"));
    }
    if schema["format"] == "date" && value.as_str().is_some_and(|date| date.parse::<jiff::civil::Date>().is_err()) {
        faults.push(format!("{at}: {value} is no date"));
    }
    for (n, item) in value.as_array().into_iter().flatten().enumerate() {
        fits(&schema["items"], item, &format!("{at}/{n}"), faults);
    }
    let Some(object) = value.as_object() else { return };
    for name in schema["required"].as_array().into_iter().flatten() {
        if !object.contains_key(name.as_str().unwrap()) {
            faults.push(format!("{at}: lacks {name}"));
        }
    }
    for (name, value) in object {
        match schema["properties"].get(name) {
            Some(schema) => fits(schema, value, &format!("{at}/{name}"), faults),
            None => faults.push(format!("{at}: {name} is not in the schema")),
        }
    }
}

#[test]
fn a_document_keeps_to_its_schema() {
    let workspace = World::load().link().unwrap();
    let (code, printed, _) = program(&["schema", "export"]);
    assert_eq!(code, Some(0));
    let printed: Value = serde_json::from_str(&printed).unwrap();
    let mut met = BTreeSet::new();
    for name in ["pm", "team", "leadership", "public"] {
        let all = files(&view(&workspace, name, None), &workspace.config, &workspace.config.editions[name], Form::Json);
        let document: Value = serde_json::from_slice(&all["engagement.json"]).unwrap();
        let schema: Value = serde_json::from_slice(&all["engagement.schema.json"]).unwrap();
        assert_eq!(schema, printed);
        let mut faults = Vec::new();
        fits(&schema, &document, "", &mut faults);
        assert_eq!(faults, [""; 0], "{name}");
        let full =
            document.as_object().unwrap().iter().filter(|(_, rows)| rows.as_array().is_some_and(|r| !r.is_empty()));
        met.extend(full.map(|(name, _)| name.clone()));
    }
    for name in printed["properties"].as_object().unwrap().keys() {
        let is_table = printed["properties"][name]["type"] == "array";
        assert!(!is_table || met.contains(name), "the proof has no row of {name}");
    }
    // And the check itself finds faults.
    let mut faults = Vec::new();
    fits(&printed, &serde_json::json!({"format": 2, "as_of": "x", "more": 1}), "", &mut faults);
    assert!(faults.len() > 4, "{faults:?}");
}

#[test]
fn what_is_printed_of_places_is_for_the_pm() {
    let workspace = World::load().link().unwrap();
    for (name, has) in [("pm", true), ("team", false), ("leadership", false)] {
        let all = exported(&workspace, name, &view(&workspace, name, None));
        let text: String = all.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
        assert_eq!(text.contains("notes/2026-"), has, "{name}");
        assert_eq!(all.keys().any(|path| path.contains("weeks")), has, "{name}");
    }
}

#[test]
fn the_calendar_is_one() {
    let dir = tempfile::tempdir().unwrap();
    export("ics", "team", dir.path());
    let text = fs::read_to_string(dir.path().join("engagement.ics")).unwrap();
    let (code, printed, _) = program(&["export", "ics", sample().to_str().unwrap(), "--edition", "team", "--out", "-"]);
    assert_eq!((code, &printed), (Some(0), &text));
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
    let unfolded = text.replace("\r\n ", "");
    let of = |start: &str| unfolded.lines().filter_map(|line| line.strip_prefix(start)).collect::<Vec<_>>();
    let events = of("BEGIN:VEVENT").len();
    assert!(events > 10, "{events}");
    let uids: BTreeSet<_> = of("UID:").into_iter().collect();
    assert_eq!(uids.len(), events);
    assert!(of("DTSTAMP:").iter().all(|stamp| *stamp == "20261101T000000Z"));
    let date = |text: &&str| text.parse::<jiff::civil::Date>().unwrap();
    let (starts, ends) = (of("DTSTART;VALUE=DATE:"), of("DTEND;VALUE=DATE:"));
    assert_eq!((starts.len(), ends.len()), (events, events));
    for (start, end) in starts.iter().zip(&ends) {
        assert_eq!(date(start).tomorrow().unwrap(), date(end));
    }
    for kind in ["SUMMARY:Promise of ", "SUMMARY:Milestone: ", "SUMMARY:Talk to "] {
        assert!(!of(kind).is_empty(), "{kind}");
    }
}

#[test]
fn a_folder_is_kept_apart_from_sites_and_editions() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let at = out.to_str().unwrap();
    let workspace = sample();
    let workspace = workspace.to_str().unwrap();
    export("csv", "leadership", &out);
    fs::write(out.join("mine.txt"), "x").unwrap();
    let said = export("csv", "leadership", &out);
    assert!(said.contains(", 0 changed"), "{said}");
    assert!(out.join("mine.txt").exists());
    for arguments in [
        vec!["export", "csv", workspace, "--edition", "pm", "--out", at],
        vec!["export", "json", workspace, "--out", at],
        vec!["build", workspace, "--edition", "leadership", "--out", at],
        vec!["export", "csv", workspace, "--out", workspace],
    ] {
        let (code, _, said) = program(&arguments);
        assert!(code == Some(3) && said.contains("refusing to publish"), "{arguments:?}: {said}");
    }
    let pm = dir.path().join("pm");
    export("facts", "pm", &pm);
    assert_eq!(fs::metadata(&pm).unwrap().permissions().mode() & 0o777, 0o700);
    for wrong in [vec!["export", "csv", workspace, "--out", "-"], vec!["export", "json", workspace, "--bom"]] {
        assert_eq!(program(&wrong).0, Some(2), "{wrong:?}");
    }
    let bom = dir.path().join("bom");
    let (code, ..) = program(&["export", "csv", workspace, "--bom", "--out", bom.to_str().unwrap()]);
    assert_eq!(code, Some(0));
    assert!(fs::read(bom.join("goals.csv")).unwrap().starts_with(b"\xef\xbb\xbfid,"));
    assert!(fs::read(out.join("goals.csv")).unwrap().starts_with(b"id,"));
}

/// Words that are something else to a reader of some form.
const HOSTILE: [&str; 6] = [
    "=HYPERLINK(\"http://x.example\";\"a\")",
    "+1\r\n-2,\"x\"",
    "@SUM(1)\nEND:VEVENT\r\nBEGIN:VEVENT",
    "\t=1",
    "-2+3\",=1\u{2028}\u{202e}\0",
    "; DTSTART:1, \\n \\; END:VCALENDAR",
];

#[test]
fn hostile_words_stay_words_in_every_form() {
    let workspace = World::load().link().unwrap();
    let mut view = view(&workspace, "pm", None);
    let mut words = HOSTILE.iter().cycle().map(|text| (*text).to_owned());
    let mut next = || words.next().unwrap();
    view.register.stakeholders.values_mut().for_each(|s| s.name = next());
    view.register.notes.iter_mut().for_each(|n| n.title = next());
    view.register.milestones.values_mut().for_each(|m| m.title = next());
    view.register.team.iter_mut().for_each(|m| m.name = next());
    view.assessed.ledger.commitments.iter_mut().for_each(|c| c.text = next());
    view.register.updates.iter_mut().flat_map(|u| &mut u.asks).for_each(|a| a.value.options = vec![next(), next()]);
    let edition = &workspace.config.editions["pm"];
    let of = |form| files(&view, &workspace.config, edition, form);
    let tables = rapporteur::export::tables(&view.register, &view.assessed, true);
    for (path, bytes) in of(Form::Csv { bom: false }) {
        let table = tables.iter().find(|table| path == format!("{}.csv", table.name)).unwrap();
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
        assert_eq!(rows.len(), table.rows.len(), "{path}");
        for (read, row) in rows.iter().zip(&table.rows) {
            for (read, cell) in read.iter().zip(row) {
                use rapporteur::export::Cell;
                if let Cell::Text(text) = cell {
                    let text: String =
                        text.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || "\n\t".contains(*c)).collect();
                    assert_eq!(read.strip_prefix('\'').unwrap_or(read), text.strip_prefix('\'').unwrap_or(&text));
                }
                let is_text = matches!(cell, Cell::Text(_) | Cell::List(_));
                assert!(!is_text || !read.trim_start().starts_with(['=', '+', '-', '@']), "{path}: {read:?}");
            }
        }
    }
    let calendar = String::from_utf8(of(Form::Ics)["engagement.ics"].clone()).unwrap();
    let lines: Vec<&str> = calendar.split("\r\n").collect();
    let count = |line: &str| lines.iter().filter(|l| **l == line).count();
    assert!(count("BEGIN:VEVENT") > 3 && count("BEGIN:VEVENT") == count("END:VEVENT"));
    assert_eq!(count("BEGIN:VEVENT"), lines.iter().filter(|line| line.starts_with("UID:")).count());
    assert_eq!((count("END:VCALENDAR"), count("")), (1, 1));
    let facts: Vec<Value> = of(Form::Facts)
        .values()
        .flat_map(|bytes| String::from_utf8(bytes.clone()).unwrap().lines().map(str::to_owned).collect::<Vec<_>>())
        .map(|line| serde_json::from_str(&line).unwrap())
        .collect();
    let promises = facts.iter().filter(|fact| fact["kind"] == "promise");
    let said: Vec<&str> = promises.map(|fact| fact["text"].as_str().unwrap()).collect();
    assert_eq!(said.len(), view.assessed.ledger.commitments.len());
    assert!(said.iter().all(|text| HOSTILE.contains(text)));
}
