//! Minutes in the styles of many groups, invented here: for each the date, who was there, excused and absent.

use std::sync::Arc;

use rapporteur::config::{DateOrder, NotesSource, Split};
use rapporteur::diagnostic::{Diagnostics, Severity};
use rapporteur::parse::{Handle, ParsedNote, wild};
use rapporteur::source::{FileId, Origin, Place, Role, SourceFile};

fn settings() -> NotesSource {
    NotesSource {
        path: "minutes".to_owned(),
        place: Place::default(),
        include: None,
        exclude: None,
        split: Split::default(),
        dates: None,
        attendee_headings: Vec::new(),
        absence_headings: Vec::new(),
    }
}

fn read(path: &str, text: &str, settings: &NotesSource) -> (Vec<ParsedNote>, Vec<String>) {
    let file = SourceFile { path: path.into(), origin: Origin::Source(0), role: Role::Note, text: Arc::from(text) };
    let mut diagnostics = Diagnostics::default();
    let notes = wild::parse(FileId(0), &file, settings, &mut diagnostics);
    let said = diagnostics.sorted();
    assert!(said.iter().all(|d| d.severity() != Severity::Error), "{said:?}");
    (notes, said.iter().map(|d| format!("{}: {}", d.code.as_str(), d.message)).collect())
}

/// `DATE: present; -absent; ~excused` of one meeting.
fn account(note: &ParsedNote) -> String {
    let list = |list: &Option<Vec<Handle>>, mark: &str| -> Vec<String> {
        list.iter().flatten().map(|h| format!("{mark}{}", h.value)).collect()
    };
    let people = [list(&note.attendees, ""), list(&note.absent, "-"), list(&note.regrets, "~")].concat();
    let date = note.date.map_or("undated".to_owned(), |date| date.to_string());
    format!("{date}: {}", people.join("; "))
}

/// Each file of `tests/it/styles/` is a style: its first line is the path, then what is expected, then the minutes.
#[test]
fn minutes_in_many_styles() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/styles");
    let mut paths: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 25, "{} styles", paths.len());
    let mut wrong = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let (head, minutes) = text.split_once("====\n").unwrap();
        let (mut at, mut settings, mut expected) = ("minutes/2026-01-31.md", settings(), Vec::new());
        for line in head.lines() {
            match line.split_once(" = ") {
                Some(("path", path)) => at = path,
                Some(("dates", order)) => settings.dates = DateOrder::parse(order),
                Some(("split", split)) => settings.split = Split::parse(split).unwrap(),
                Some(("attendee_headings", own)) => settings.attendee_headings = vec![own.to_owned()],
                Some(("absence_headings", own)) => settings.absence_headings = vec![own.to_owned()],
                _ => expected.push(line.to_owned()),
            }
        }
        for minutes in [minutes.to_owned(), minutes.replace('\n', "\r\n")] {
            let (notes, said) = read(at, &minutes, &settings);
            let found: Vec<String> = notes.iter().map(account).chain(said).collect();
            if found != expected {
                let name = path.file_name().unwrap().display();
                wrong.push(format!(
                    "{name}\n  found    {}\n  expected {}",
                    found.join("\n           "),
                    expected.join("\n           ")
                ));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
