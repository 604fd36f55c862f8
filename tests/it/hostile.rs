//! Hostile input: texts that are something else than words to some reader, in every field, line and file name of the workspace
//! of the proof, through every sink. Whatever they say, the structure is that of the same workspace with harmless words.
//!
//! `HOSTILE=N` tries N arrangements of the texts instead of a few; with 40 every text has stood in every field.

mod commands;
mod data;
mod markup;
mod place;
mod sinks;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rapporteur::Workspace;
use rapporteur::email::{Mailbox, mime};
use rapporteur::schema::Shape;
use rayon::prelude::*;

use crate::noninterference::{World, keys};
use place::{Filler, MARK};
use sinks::{compare, is_file, made, same_structure};
use texts::{CONTROLS, POLYGLOTS, harmless, mixed};

/// How many arrangements are tried.
fn rounds(few: usize) -> usize {
    std::env::var("HOSTILE").ok().and_then(|n| n.parse().ok()).unwrap_or(few)
}

/// A text with its mark before or after it: what a cell or a line opens with counts, too.
fn marked(text: &str, n: usize) -> String {
    if n.is_multiple_of(2) { format!("{text} {MARK}{n}x") } else { format!("{MARK}{n}x {text}") }
}

/// The workspace with texts in every field: as they are, and made harmless.
fn both(text: &dyn Fn(&str, usize) -> String) -> ([Workspace; 2], BTreeMap<String, usize>) {
    let mut met = BTreeMap::new();
    let pair = [true, false].map(|is_harmless| {
        let words = |key: &str, n: usize| {
            let text = text(key, n);
            marked(&if is_harmless { harmless(&text) } else { text }, n)
        };
        let mut filler = Filler::new(&words);
        let mut world = World::load().clone();
        filler.fields(&mut world);
        met = filler.met;
        commands::sound(&world)
    });
    (pair, met)
}

#[test]
fn a_hostile_text_in_any_field_is_words_in_every_sink() {
    let mut looked = 0;
    for round in 0..rounds(2) {
        let text = |_: &str, n: usize| POLYGLOTS[(n * 7 + round * 11) % POLYGLOTS.len()].to_owned();
        let ([good, bad], met) = both(&text);
        let is_text = |shape: &Shape| matches!(shape, Shape::Text | Shape::Tags | Shape::Anything | Shape::Texts);
        let missed: Vec<String> = keys()
            .into_iter()
            .filter(|(key, shape)| is_text(shape) && !place::READ.contains(&&**key) && !met.contains_key(key))
            .map(|(key, _)| key)
            .collect();
        assert!(missed.is_empty(), "no text stands in {missed:?}");
        looked += compare(&made(&good), &made(&bad));
    }
    assert!(looked > 400, "{looked} files");
}

#[test]
fn texts_made_of_what_attacks_are_made_of_are_words_too() {
    let cases = u32::try_from(rounds(1)).unwrap();
    let config = ProptestConfig { cases, max_shrink_iters: 3, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(texts in mixed())| {
        let ([good, bad], _) = both(&|_, n| texts[n % texts.len()].clone());
        compare(&made(&good), &made(&bad));
    });
}

/// A text as a line of a note can hold it: where it would be an error, what ends it is added.
fn in_a_line(key: &str, text: &str) -> String {
    let text = if key == "line.Heading" { text.replace(['{', '}'], "(") } else { text.to_owned() };
    if text.contains("<!--") { text + " -->" } else { text }
}

/// What Markdown may become, besides what the pages are made of.
const MARKDOWN: [(&str, &str); 26] = [
    ("i", ""),
    ("b", ""),
    ("p", "class"),
    ("h2", ""),
    ("h3", ""),
    ("h4", ""),
    ("h5", ""),
    ("h6", ""),
    ("em", ""),
    ("strong", ""),
    ("s", ""),
    ("code", ""),
    ("pre", ""),
    ("blockquote", ""),
    ("ol", "start"),
    ("ol", ""),
    ("ul", ""),
    ("li", ""),
    ("br", ""),
    ("hr", ""),
    ("sup", ""),
    ("a", "href"),
    ("div", "class"),
    ("div", "id"),
    ("span", "class"),
    ("em", "style"),
];

#[test]
fn a_hostile_line_of_a_note_is_words_or_plain_markdown() {
    let worlds = |round: usize, is_harmless: bool| {
        let words = |key: &str, n: usize| {
            let text = in_a_line(key, POLYGLOTS[(n * 3 + round * 13) % POLYGLOTS.len()]);
            marked(&if is_harmless { harmless(&text) } else { text }, n)
        };
        let mut world = World::load().clone();
        let mut filler = Filler::new(&words);
        filler.bodies(&mut world);
        assert!(filler.met.len() > 4, "{:?}", filler.met);
        world
    };
    let mut known: BTreeSet<(String, String)> =
        MARKDOWN.iter().map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned())).collect();
    let mut active = BTreeSet::new();
    for round in 0..rounds(2) {
        let [good, bad] = [true, false].map(|is_harmless| made(&commands::sound(&worlds(round, is_harmless))));
        let is_page = |path: &str| path.ends_with(".html") || path.ends_with(".mail");
        for (_, bytes) in good.iter().filter(|(path, _)| is_page(path)) {
            let shape = markup::shape(bytes, MARK);
            known.extend(shape.kinds);
            active.extend(shape.active);
        }
        let names: BTreeSet<String> = bad.keys().cloned().collect();
        for (path, bytes) in &bad {
            if !is_page(path) {
                same_structure(path, bytes, bytes, &names).unwrap_or_else(|fault| panic!("{fault}"));
                continue;
            }
            let shape = markup::shape(bytes, MARK);
            let new: Vec<_> = shape.kinds.difference(&known).collect();
            assert!(new.is_empty(), "{path} has {new:?}");
            let new: Vec<_> = shape.active.difference(&active).collect();
            assert!(new.is_empty(), "{path} has {new:?}");
            let folder = path.rsplit_once('/').unwrap().0;
            let stray = markup::stray(&shape, &|target| is_file(folder, target, &names));
            assert!(stray.is_empty(), "{path} leads to {stray:?}");
            assert_eq!(
                markup::shape(&markup::again(bytes), MARK).elements,
                shape.elements,
                "{path} is read otherwise the second time"
            );
        }
    }
}

#[test]
fn a_key_with_rules_refuses_a_hostile_text_or_shows_it_as_words() {
    let keys: Vec<String> = place::keys_with_rules().into_iter().collect();
    let shown: Vec<&String> = keys
        .par_iter()
        .enumerate()
        .filter(|(n, key)| {
            let text = POLYGLOTS[(n * 3) % POLYGLOTS.len()];
            let forced = |text: &str| {
                let mut world = World::load().clone();
                assert!(place::force(&mut world, key, text), "no record of the proof has {key}");
                world
            };
            let Some(bad) = forced(text).link() else { return false };
            let good = forced(&harmless(text)).link().unwrap_or_else(|| panic!("{key} takes {text:?} and no words"));
            compare(&made(&good), &made(&bad));
            true
        })
        .map(|(_, key)| key)
        .collect();
    assert!(keys.len() > 100 && shown.len() < 12, "{shown:?} of {} take any text", keys.len());
}

#[test]
fn a_control_character_is_refused_in_a_record_and_a_senders_name_ends_no_header() {
    let mut places = 0;
    let rounds = rounds(1).min(CONTROLS.len());
    for (round, text) in CONTROLS.iter().enumerate().filter(|(n, _)| *n < rounds.max(3)) {
        // A break or a tab within a text is none of a terminal's business here; every other control is an error where it stands.
        let words = |_: &str, n: usize| marked(text, n + round);
        let mut filler = Filler::new(&words);
        let mut world = World::load().clone();
        filler.fields(&mut world);
        let errors = world
            .read()
            .diagnostics
            .sorted()
            .into_iter()
            .filter(|d| d.severity() == rapporteur::diagnostic::Severity::Error)
            .count();
        assert!(errors > 20, "{text:?}: {errors} errors");
        places += filler.met.values().sum::<usize>();
    }
    assert!(places > 500, "{places}");
    let plain = mime_of("Robin");
    for text in POLYGLOTS.iter().chain(&CONTROLS) {
        let Some(mailbox) = Mailbox::new(Some(text), "robin@ports.example") else { continue };
        assert_eq!(data::headers(&mime_of_mailbox(mailbox)), data::headers(&plain), "{text:?}");
    }
}

fn mime_of(name: &str) -> Vec<u8> {
    mime_of_mailbox(Mailbox::new(Some(name), "robin@ports.example").unwrap())
}

/// A message from, to and back to somebody of that name.
fn mime_of_mailbox(from: Mailbox) -> Vec<u8> {
    let letter = rapporteur::email::Letter {
        name: "x".to_owned(),
        to: Some(from.clone()),
        subject: from.name.clone().unwrap_or_default(),
        text: "Words.\n".to_owned(),
        html: "<p>Words.</p>".to_owned(),
        images: Vec::new(),
    };
    let head = mime::Head {
        from: from.clone(),
        reply_to: from,
        date: mime::date(crate::world::as_of(), None),
        unsubscribe: None,
        one_click: false,
        unsent: false,
    };
    mime::message(&letter, &head).bytes
}

/// Names of files: what no file system takes is left out.
fn file_names() -> Vec<String> {
    let name = |text: &str| text.replace(['/', '\0'], "_").chars().take(60).collect::<String>().trim().to_owned();
    POLYGLOTS.iter().map(|text| name(text)).filter(|name| !name.is_empty()).collect()
}

/// Fails with the first of what was found.
fn none(faults: &[String]) {
    let first: Vec<&str> = faults.iter().take(12).map(String::as_str).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), first.join("\n"));
}

#[test]
fn every_command_prints_and_writes_words() {
    let [good, bad] = [true, false].map(|is_harmless| {
        let dir = tempfile::tempdir().unwrap();
        let words = |key: &str, n: usize| {
            let text = in_a_line(key, POLYGLOTS[(n * 7 + 5) % POLYGLOTS.len()]);
            marked(&if is_harmless { harmless(&text) } else { text }, n)
        };
        let mut world = World::load().clone();
        Filler::new(&words).fields(&mut world);
        commands::write(&world, dir.path());
        dir
    });
    let mut faults = commands::faults(bad.path(), Some(good.path()));
    faults.extend(commands::completions(bad.path()));
    none(&faults);
}

#[test]
fn lines_and_file_names_steer_no_terminal_and_no_program() {
    let dir = tempfile::tempdir().unwrap();
    let all: Vec<&str> = POLYGLOTS.iter().chain(&CONTROLS).copied().collect();
    let words = |key: &str, n: usize| {
        let text = in_a_line(key, all[(n * 7) % all.len()]);
        // Notes take any byte; a line is one line.
        marked(&text.replace(['\n', '\r'], "\u{b}"), n)
    };
    let mut world = World::load().clone();
    let mut filler = Filler::new(&words);
    filler.bodies(&mut world);
    filler.names(&mut world, &file_names());
    commands::write(&world, dir.path());
    let faults = commands::faults(dir.path(), None);
    none(&faults);
}

#[test]
fn a_file_of_a_name_that_not_every_system_takes_is_not_published() {
    let dir = tempfile::tempdir().unwrap();
    commands::write(World::load(), dir.path());
    let bad: Vec<String> = file_names().into_iter().chain(["con".to_owned(), "a\u{202e}b".to_owned()]).collect();
    let mut published = 0;
    for name in &bad {
        let path = dir.path().join("desk/static").join(format!("{name}.txt"));
        std::fs::write(&path, "words").unwrap();
        let output = commands::program(dir.path(), &["build", "desk", "--edition", "public", "--out", "out"]);
        assert_eq!(commands::faults_of_screen(&output), [""; 0], "{name:?}");
        // A hidden file is none of ours.
        if output.status.success() && dir.path().join("out").join(format!("{name}.txt")).exists() {
            published += 1;
            let is_plain = |c: char| !c.is_control() && !"<>:\"|?*\\".contains(c);
            assert!(name.chars().all(is_plain), "{name:?} is published");
        } else if !name.starts_with('.') {
            assert_eq!(output.status.code(), Some(3), "{name:?}");
        }
        std::fs::remove_file(path).unwrap();
    }
    assert!(published < bad.len() / 2, "{published} of {}", bad.len());
}

#[test]
fn what_is_no_word_is_found() {
    let known = markup::shape(b"<p title=a>zq</p><a href=x.html>b</a>", MARK);
    for page in [
        "<p title=a onclick=b>",
        "<script>x</script>",
        "<p title=a><b>x</b>",
        "<!-- x -->",
        "<style>x</style>",
        "<base href=x>",
    ] {
        assert!(!markup::new_in(&markup::shape(page.as_bytes(), MARK), &known).is_empty(), "{page}");
    }
    for target in [
        "javascript:x",
        "JAVASCRIPT:x",
        "data:text/html,x",
        "//x.example",
        "x.html:y",
        "other.html",
        "\u{1}javascript:x",
    ] {
        let shape = markup::shape(format!("<a href='{target}'>").as_bytes(), MARK);
        assert_eq!(markup::stray(&shape, &|path| path == "x.html").len(), 1, "{target}");
    }
    let moved = b"<svg><style><!--</style><img title='--&gt;&lt;img src=1&gt;'></svg>";
    assert!(markup::shape(&markup::again(moved), MARK).kinds.len() >= 3);
    for text in [
        "a | b",
        "@ada",
        "x #1",
        "see https://x.example",
        "`x`",
        "<b>",
        "[a](b)",
        "| a | b |\n|---|---|\n| a | b | c |",
    ] {
        let is_row = text.starts_with('|') || text == "a | b";
        assert!(is_row || !data::markdown(text).is_empty(), "{text}");
    }
    assert!(
        data::steers("a\u{1b}[1m").is_some() && data::steers("a\u{202e}").is_some() && data::steers("a\nb").is_none()
    );
    assert!(std::panic::catch_unwind(|| data::csv(b"a,=1\n")).is_err());
    assert!(std::panic::catch_unwind(|| data::calendar(b"BEGIN:X\r\nx\r\n")).is_err());
    assert!(std::panic::catch_unwind(|| data::script(b"rapporteurIndex([\"</script>\"]);\n")).is_err());
    assert!(std::panic::catch_unwind(|| data::headers(b"A: b\nBcc: c\r\n\r\n")).is_err());
}
