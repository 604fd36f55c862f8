//! A note as it is in the wild, by every way of reading one: as a source of a workspace, and adopted.

use std::collections::BTreeSet;

use rapporteur::adopt::{self, config, record, report};
use rapporteur::config::NotesSource;
use rapporteur::diagnostic::Diagnostics;
use rapporteur::parse;
use rapporteur::register::Register;
use rapporteur::source::{FileId, Origin, Role, SourceFile};

use super::memory::{FILES, as_of, everything, has_errors, with, workspace};

const WAYS: [&str; 6] = [
    "",
    "split = \"none\"\ndates = \"day-first\"\n",
    "split = \"date-headings\"\ndates = \"month-first\"\n",
    "split = \"meeting-headings\"\n",
    "attendee_headings = [\"People\"]\nabsence_headings = [\"Away\"]\n",
    "split = \"date-headings\"\n",
];

pub(crate) fn run(data: &[u8]) {
    let Some((way, text)) = data.split_first() else { return };
    let way = usize::from(way.wrapping_sub(b'0'));
    let Some(settings) = WAYS.get(way) else { return };
    let text = text.strip_prefix(b"\n").unwrap_or(text);
    let config = format!("{}\n[[notes.source]]\npath = \"minutes\"\n{settings}", FILES[0].1);
    // With all that the records name: where anything is an error no page is made.
    let mut files = with("minutes/2026-10-22.md", text);
    files.retain(|(path, _)| *path != "rapporteur.toml");
    files.push(("rapporteur.toml", config.as_bytes()));
    let read = workspace(&files);
    everything(&read, text);
    let file = read.sources.files.iter().position(|file| file.role == Role::Note && file.origin == Origin::Source(0));
    let Some(file) = file else { return };
    adopted(&read.sources.files[file], &read.config.sources[0]);
}

/// What is drafted from it makes a workspace without errors.
fn adopted(file: &SourceFile, settings: &NotesSource) {
    let notes = parse::wild::parse(FileId(0), file, settings, &mut Diagnostics::default());
    let notes: Vec<_> = notes.iter().collect();
    let draft = adopt::draft(&notes, &Register::default(), |_| None, &BTreeSet::new(), Some(as_of()));
    let names = notes.iter().map(|_| "2026-10-22.md".to_owned()).collect();
    let files = report::Files { folder: "minutes".to_owned(), notes: names, read: 1, ..report::Files::default() };
    assert!(!report::text(&draft, &files, &report::Settings::default()).is_empty());
    let entrance = config::Entrance { path: "minutes".to_owned(), ..config::Entrance::default() };
    let mut written = vec![
        ("rapporteur.toml".to_owned(), config::new(&entrance, &draft.survey)),
        (adopt::memory::FILE.to_owned(), adopt::memory::write(None, &draft.keys())),
        ("minutes/2026-10-22.md".to_owned(), file.text.to_string()),
    ];
    for new in &draft.new {
        let text = record::new(&draft.people[new.person], new.left);
        assert!(record::with_aliases(&text, &["Ada \"B\" \\".to_owned()]).is_some(), "{text}");
        written.push((format!("stakeholders/{}.toml", new.id), text));
    }
    let files: Vec<(&str, &[u8])> = written.iter().map(|(path, text)| (path.as_str(), text.as_bytes())).collect();
    let made = workspace(&files);
    let found = made.diagnostics.sorted();
    assert!(!has_errors(&found), "{found:#?}");
}
