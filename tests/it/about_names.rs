//! Names in every spelling: what is found of somebody is what is taken out of the page on somebody else.

use jiff::civil::Date;
use rapporteur::about::about;
use rapporteur::forget::{Around, forget};
use rapporteur::register::Id;
use rapporteur::render::Templates;

use crate::world::{Files, as_of, sound};

/// `jdx` is John Doe with spellings of every kind; `hid` is Helene Roth, `sf` Sam Frei; `mgreen` an adopted record.
fn files(note: &str) -> Files {
    let mut files = Files::new();
    let mut put = |path: &str, text: &str| files.insert(path.to_owned(), text.to_owned());
    put("rapporteur.toml", "product = \"World\"\n[[team]]\nid = \"me\"\nname = \"Robin Hale\"\n");
    put(
        "stakeholders/jdx.toml",
        "name = \"John Doe\"\nkind = \"internal\"\naliases = [\"JD\", \"jdoe\", \"chief\"]\nformerly = [\"jdx-old\", \"jone\"]\n",
    );
    put("stakeholders/hid.toml", "name = \"Helene Roth\"\nkind = \"internal\"\naliases = [\"HR\"]\n");
    put("stakeholders/sf.toml", "name = \"Sam Frei\"\nkind = \"internal\"\n");
    put("stakeholders/mgreen.toml", "name = \"Mia Green\"\nkind = \"internal\"\naliases = [\"mgreen\"]\n");
    put("notes/2026-08-01-plain.md", &format!("+++\nattendees = []\ntype = \"async\"\n+++\n{note}"));
    files
}

fn page(files: &Files, id: &str) -> String {
    let (about, _) = about(&sound(files), &Id::new(id), as_of(), true).unwrap();
    String::from_utf8(rapporteur::render::about(&about, &Templates::new(&[]).unwrap()).unwrap()).unwrap()
}

/// Lines of the file on which `forget` finds somebody: (line, perhaps).
fn spots(files: &Files, id: &str, path: &str) -> Vec<(u32, bool)> {
    let found = forget(&sound(files), &Id::new(id), Date::constant(2026, 11, 1), Around::default()).unwrap();
    let of = found.files.iter().filter(|file| file.path == path).flat_map(|file| &file.spots);
    of.map(|spot| (spot.line, spot.perhaps)).collect()
}

const SPELLINGS: [(&str, bool); 9] = [
    ("JD", false),
    ("jdoe", false),
    ("(jdoe)", false),
    ("JDoe", false),
    ("chief", true),
    ("Chief", true),
    ("jdx-old", false),
    ("jone", true),
    ("jdx", true),
];

#[test]
fn every_spelling_on_record_is_found_in_prose() {
    let note: Vec<String> =
        SPELLINGS.iter().zip(1..).map(|((name, _), n)| format!("So {name} said T-{n} there.\n\n")).collect();
    let files = files(&(note.concat() + "The Jd and jd-less X-1.\n\nA chiefly jdoes X-2.\n"));
    let page_of_john = page(&files, "jdx");
    for n in 1..=SPELLINGS.len() {
        assert!(page_of_john.contains(&format!("T-{n} ")), "{:?}", SPELLINGS[n - 1]);
    }
    assert!(!page_of_john.contains("X-"), "parts of words and initials in another case are nobody");
    let expected: Vec<(u32, bool)> = SPELLINGS.iter().zip((5..).step_by(2)).map(|((_, p), line)| (line, *p)).collect();
    assert_eq!(spots(&files, "jdx", "notes/2026-08-01-plain.md"), expected);
}

#[test]
fn an_adopted_handle_is_found() {
    let files = files("mgreen is moody.\n\n- mgreen cried\n- others left\n");
    assert_eq!(spots(&files, "mgreen", "notes/2026-08-01-plain.md"), [(5, false), (7, false)]);
    let page = page(&files, "mgreen");
    assert!(page.contains("mgreen is moody.") && page.contains("mgreen cried") && !page.contains("others left"));
}

#[test]
fn what_is_found_of_somebody_is_taken_out_of_the_page_on_somebody_else() {
    let note: Vec<String> = SPELLINGS.iter().map(|(name, _)| format!("Mia Green met {name} again.\n\n")).collect();
    let files = files(&(note.concat() + "Mia Green and SF, sf and hid and HR argue; I will tell me and us.\n"));
    let page = page(&files, "mgreen");
    for (name, _) in SPELLINGS {
        assert!(!page.contains(&format!("met {name} ")), "{name}");
    }
    let last = "another person, another person and another person and another person argue; I will tell me and us.";
    assert!(page.contains(&format!("Mia Green and {last}")), "{page}");
}

#[test]
fn both_halves_and_names_of_files_are_without_others() {
    let mut files = files("");
    let mut put = |path: &str, text: &str| files.insert(path.to_owned(), text.to_owned());
    let note = "+++\ndate = 2026-07-23\nattendees = [\"me\", \"mgreen\"]\ntitle = \"About Helene Roth\"\n+++\nT-one: mgreen.\n\n\
        - [ ] @me -> @mgreen: ask Helene Roth  [due:: 2026-09-01]\n- [ ] @mgreen -> @hid: the figures  [due:: 2026-09-01]\n";
    put("notes/2026/2026-07-23-helene.md", note);
    put("notes/2026/2026-07-23-jdoe.md", "+++\nattendees = [\"me\", \"mgreen\"]\n+++\nT-two: mgreen.\n");
    put("notes/2026/2026-07-24-mia-and-sf.md", "+++\nattendees = [\"me\"]\ntype = \"async\"\n+++\nX-three.\n");
    let page = page(&files, "mgreen");
    for name in ["Helene", "helene", "Roth", " hid ", "@hid", "hid.toml", "jdoe"] {
        assert!(!page.contains(name), "{name}: {page}");
    }
    assert!(page.contains("<h3 class=\"file\">notes/2026/2026-07-23-….md</h3>"), "{page}");
    assert!(page.contains("2026-07-23-….md (2)</h3>"), "two files stay two");
    assert!(page.contains("2026-07-24-mia-and-….md"), "a file named after her, and somebody");
    assert!(page.contains("About another person") && page.contains("To another person on"), "the first half");
}

#[test]
fn names_of_files_are_found_in_any_case() {
    let mut files = files("");
    let text = "+++\nattendees = [\"me\"]\ntype = \"async\"\n+++\nNothing.\n";
    files.insert("notes/2026-07-01-helene.md".to_owned(), text.to_owned());
    files.insert("notes/2026-07-02-hr.md".to_owned(), text.to_owned());
    assert_eq!(spots(&files, "hid", "notes/2026-07-01-helene.md"), [(1, true)]);
    assert_eq!(spots(&files, "hid", "notes/2026-07-02-hr.md"), [(1, true)]);
}

#[test]
fn a_moved_promise_keeps_its_first_day() {
    let mut files = files("");
    let mut put = |path: &str, text: &str| files.insert(path.to_owned(), text.to_owned());
    let head = "+++\nattendees = [\"me\", \"mgreen\"]\n+++\n";
    put("notes/2026-07-01-a.md", &format!("{head}- [ ] @me -> @mgreen: the model ^p-1  [due:: 2026-08-31]\n"));
    put("notes/2026-08-26-b.md", &format!("{head}- [>] @me -> @mgreen: the model ^p-1  [due:: 2026-09-30]\n"));
    let page = page(&files, "mgreen").replace('\u{a0}', " ");
    assert!(page.contains("promised it on 1 July, for 31 August."), "{page}");
    assert!(page.contains("Moved on 26 August to 30 September."), "{page}");
}

#[test]
fn comments_of_a_record_s_template_are_nobody_s_data() {
    let mut files = files("");
    let record = files.get_mut("stakeholders/mgreen.toml").unwrap();
    *record += include_str!("../../src/adopt/record.toml");
    *record += "#title = \"T-own\"\n";
    let page = page(&files, "mgreen");
    assert!(page.contains("T-own") && !page.contains("Head of engines") && !page.contains("Example Ltd"), "{page}");
    assert!(!page.contains("what worries them"), "{page}");
}

#[test]
fn what_is_dated_later_is_counted() {
    let mut files = files("");
    assert!(!page(&files, "mgreen").contains("Dated after"));
    let note = "+++\nattendees = [\"me\", \"mgreen\"]\n+++\nL-one: mgreen.\n\nL-two: Mia Green.\n";
    files.insert("notes/2026-11-02-later.md".to_owned(), note.to_owned());
    let page = page(&files, "mgreen").replace('\u{a0}', " ");
    assert!(page.contains("Dated after 1 November 2026 and left out: 1 note."), "{page}");
    assert!(!page.contains("L-"));
}
