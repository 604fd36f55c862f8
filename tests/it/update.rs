//! The leadership update: the archive is as of its own days, every ask and promise comes back, the claim stands beside
//! what the records say, and what is declassified is no more than that.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use jiff::civil::{Date, date};
use rapporteur::Workspace;
use rapporteur::register::Audience;

type Pages = BTreeMap<String, String>;

fn pages(workspace: &Workspace, audience: Audience, as_of: Date) -> Pages {
    let edition = workspace.config.editions.values().find(|e| e.audience == audience).unwrap();
    let pages = Mutex::new(Pages::new());
    let put = |path: &str, bytes: Vec<u8>| -> Result<(), String> {
        pages.lock().unwrap().insert(path.to_owned(), String::from_utf8(bytes).unwrap());
        Ok(())
    };
    let view = rapporteur::view(workspace, edition, as_of);
    rapporteur::render_view(workspace, &view, edition, &put).unwrap();
    pages.into_inner().unwrap()
}

fn sample() -> Workspace {
    rapporteur::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).unwrap()
}

fn main_of(page: &str) -> &str {
    let from = page.find("<main").unwrap();
    &page[from..page.find("</main>").unwrap()]
}

/// The text of a page, its entities undone, in single spaces.
fn text_of(page: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in main_of(page).chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    let out = out.replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&").replace('\u{a0}', " ");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn an_archived_update_is_the_page_of_its_own_day() {
    let workspace = sample();
    let as_of = date(2026, 11, 1);
    for audience in [Audience::Pm, Audience::Leadership] {
        let now = pages(&workspace, audience, as_of);
        let mut compared = 0;
        for update in &workspace.register.updates {
            let path = format!("updates/{}.html", update.date);
            let then = pages(&workspace, audience, update.date);
            assert_eq!(now[&path], then[&path], "{path} in {audience:?}");
            compared += 1;
        }
        assert!(compared >= 4);
    }
}

#[test]
fn every_reader_has_the_same_figures() {
    let workspace = sample();
    let of = |audience| pages(&workspace, audience, date(2026, 11, 1));
    let (pm, leadership) = (of(Audience::Pm), of(Audience::Leadership));
    assert_eq!(main_of(&pm["index.html"]), main_of(&leadership["index.html"]));
    for update in &workspace.register.updates {
        let path = format!("updates/{}.html", update.date);
        assert_eq!(main_of(&pm[&path]), main_of(&leadership[&path]), "{path}");
    }
}

#[test]
fn every_ask_and_promise_of_one_update_is_in_the_next() {
    let workspace = sample();
    let pages = pages(&workspace, Audience::Leadership, date(2026, 11, 1));
    let updates = &workspace.register.updates;
    let capital = |text: &str| text[..1].to_uppercase() + &text[1..];
    let (mut asks, mut promises) = (0, 0);
    for pair in updates.windows(2) {
        let next = text_of(&pages[&format!("updates/{}.html", pair[1].date)]);
        for ask in &pair[0].asks {
            assert!(next.contains(&ask.value.what), "{}: {}", pair[1].date, ask.value.what);
            asks += 1;
        }
        for line in workspace.register.promise_lines.iter().filter(|l| l.place.file == pair[0].place.file) {
            let table = &next[next.find("What we promised last").unwrap()..];
            let at = table.find(&capital(&line.text)).unwrap_or_else(|| panic!("{}: {}", pair[1].date, line.text));
            let before: String = table[..at].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
            let fates = ["Kept", "late", "Moved", "Open", "Called off"];
            assert!(fates.iter().any(|fate| before.contains(fate)), "{}: {before}", line.text);
            promises += 1;
        }
    }
    assert!(asks >= 3 && promises >= 6, "{asks} asks, {promises} promises");
}

const BASE: &[(&str, &str)] = &[
    ("rapporteur.toml", "as_of = 2026-06-01\n[[team]]\nid = \"me\"\nname = \"Mia\"\n"),
    ("stakeholders/ada.toml", "name = \"Ada Berg\"\nkind = \"executive\"\n"),
    (
        "milestones.toml",
        "[[milestone]]\nid = \"m-1\"\ntitle = \"Billing\"\nowner = \"me\"\nbaseline_date = 2026-05-01\n\
         status_reported = [{ on = 2026-05-02, status = \"green\" }]\n\
         [[milestone]]\nid = \"m-2\"\ntitle = \"Candid rescue plan\"\nowner = \"me\"\nvisibility = \"pm\"\nbaseline_date = 2026-07-01\n",
    ),
    (
        "updates/2026-04-01.md",
        "+++\ndate = 2026-04-01\nheadline = \"Green: all on time.\"\nstatus_reported = \"green\"\n+++\n",
    ),
    (
        "updates/2026-05-20.md",
        "+++\ndate = 2026-05-20\nheadline = \"Green: all on time.\"\nstatus_reported = \"green\"\nnext = 2026-06-15\n+++\n\
         before any heading\n## Surprises\nA word of our own.\n## Results\nTen of ten.\n\n- [ ] @me -> @ada: the report  [due:: 2026-06-10]\n",
    ),
];

fn workspace(extra: &[(&str, &str)]) -> (tempfile::TempDir, Workspace) {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in BASE.iter().chain(extra) {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let workspace = rapporteur::load(dir.path()).unwrap();
    assert!(!workspace.diagnostics.has_errors(true), "{:#?}", workspace.diagnostics.sorted());
    (dir, workspace)
}

#[test]
fn a_green_claim_over_red_records_is_told_beside_it() {
    let (_dir, found) = workspace(&[]);
    let pages = pages(&found, Audience::Leadership, date(2026, 6, 1));
    let text = text_of(&pages["index.html"]);
    assert!(text.contains("The records give Red : Billing is 31 days overdue."), "{text}");
    assert!(text.contains("Billing: Claimed green, and 31 days past its date."), "{text}");
    let before = text_of(&pages["updates/2026-04-01.html"]);
    assert!(!before.contains("The records give"), "nothing was overdue then: {before}");
}

#[test]
fn what_is_written_is_all_there_and_what_is_hidden_is_nowhere() {
    let (_dir, found) = workspace(&[]);
    for audience in [Audience::Pm, Audience::Leadership] {
        let pages = pages(&found, audience, date(2026, 6, 1));
        let text = text_of(&pages["index.html"]);
        for wanted in [
            "before any heading",
            "Surprises A word of our own.",
            "Ten of ten.",
            "Next update: 15 June 2026",
            "The report",
        ] {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
        assert!(!text.contains("Candid rescue plan"), "the update is for leadership, in the pm's edition too");
        assert!(!text.contains("@me"), "a promise stands in the table");
    }
}

#[test]
fn nothing_is_declassified_unless_the_configuration_says_so() {
    let people: Vec<(String, String)> = (0..12)
        .map(|n| {
            let day = if n < 6 { 25 } else { 1 };
            (
                format!("p-{n}"),
                format!(
                    "+++\ndate = 2026-{:02}-{day:02}\nattendees = [\"me\", \"p-{n}\"]\n+++\n",
                    if n < 6 { 4 } else { 1 }
                ),
            )
        })
        .collect();
    let mut files: Vec<(String, String)> = Vec::new();
    for (id, note) in &people {
        files.push((format!("stakeholders/{id}.toml"), format!("name = \"Person {id}\"\nkind = \"external\"\n")));
        files.push((format!("notes/{id}.md"), note.clone()));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let (dir, found) = workspace(&files);
    let text = |found: &Workspace| text_of(&pages(found, Audience::Leadership, date(2026, 6, 1))["index.html"]);
    assert!(!text(&found).contains("met as often as agreed"));
    let config = format!("{}[editions.leadership]\ndeclassify = [\"coverage\", \"bands\"]\n", BASE[0].1);
    fs::write(dir.path().join("rapporteur.toml"), config).unwrap();
    let found = rapporteur::load(dir.path()).unwrap();
    assert!(!found.diagnostics.has_errors(true), "{:#?}", found.diagnostics.sorted());
    let told = text(&found);
    // Ada was never met; six were within the agreed thirty days of 20 May.
    assert!(told.contains("6 of 13 stakeholders were met as often as agreed."), "{told}");
    assert!(!told.contains("By the records our relationships"), "every band but one would be under five: {told}");
}
