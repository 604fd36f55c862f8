//! The digest: what the pm should know of a week, and nothing where there is nothing.

use std::path::Path;

use jiff::civil::Date;
use rapporteur::email::Letter;
use rapporteur::email::digest::digest;
use rapporteur::render::Templates;
use rapporteur::{Workspace, view};
use unicode_width::UnicodeWidthStr;

use crate::world::{Files, sound};

fn letter(workspace: &Workspace, as_of: &str) -> Option<Letter> {
    let as_of: Date = as_of.parse().unwrap();
    let pm = &workspace.config.editions["pm"];
    digest(workspace, &view(workspace, pm, as_of), &Templates::new(&[]).unwrap()).unwrap()
}

#[test]
fn the_sample_has_a_week_worth_reading() {
    let workspace = rapporteur::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).unwrap();
    let letter = letter(&workspace, "2026-11-01").unwrap();
    assert!(letter.text.lines().all(|line| line.width() <= 78), "{}", letter.text);
    assert!(letter.subject.starts_with("Meterwell, week to 7 November: "), "{}", letter.subject);
    assert_eq!(letter.to.as_ref().unwrap().address, "nora.tiller@oxmere-water.example");
    for part in ["Ours to do", "To talk to", "What changed"] {
        assert!(letter.text.contains(part) && letter.html.contains(part), "{part}: {}", letter.text);
    }
    assert!(letter.html.len() < 40_000 && !letter.html.contains("<style"));
}

#[test]
fn who_drifts_is_told_with_why_and_nothing_is_no_letter() {
    let mut files: Files = [
        ("rapporteur.toml", "product = \"P\"\n[[team]]\nid = \"me\"\nname = \"Kim Park\"\n"),
        ("stakeholders/ada.toml", "name = \"Ada Moss\"\nkind = \"external\"\n[plan]\ncadence_days = 60\n"),
        ("notes/2026-10-01.md", "+++\ndate = 2026-10-01\nattendees = [\"me\", \"ada\"]\n+++\n- [ ] @me -> @ada: the costs  [due:: 2026-10-29]\n- [x] @me -> @ada: the dates  [due:: 2026-09-30] [created:: 2026-09-01] [completion:: 2026-09-29]\n"),
        ("notes/2026-10-20.md", "+++\ndate = 2026-10-20\nattendees = [\"me\", \"ada\"]\n+++\n"),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .into();
    let text = letter(&sound(&files), "2026-11-01").unwrap().text;
    assert!(text.contains("Who drifts: Against 25\u{a0}October.") && text.contains("- Ada Moss ["), "{text}");
    assert!(text.contains("The costs") || text.contains("the costs"), "{text}");
    files.insert("notes/2026-10-01.md".to_owned(), files["notes/2026-10-20.md"].replace("10-20", "10-01"));
    assert_eq!(letter(&sound(&files), "2026-11-01"), None, "no promise, a talk twelve days ago: nothing to say");
}
