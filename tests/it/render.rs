//! Pages as a whole: links, policy, escaping, and what stays out of each edition.

#![expect(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

use rapporteur::Workspace;
use rapporteur::diagnostic::Diagnostics;
use rapporteur::render::{Templates, render};
use rapporteur::source::{FileId, Origin, Overlay, Role, SourceFile, Sources};

/// A hostile text for a field: it must come out as text.
const HOSTILE: &str = "<script>alert(1)</script>\\\" onload='x";

type Pages = BTreeMap<String, String>;

fn workspace(files: &[(&str, &str)]) -> Workspace {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    for (path, text) in files {
        let role = match path.split('/').next().unwrap() {
            "rapporteur.toml" => Role::Config,
            "stakeholders" => Role::Stakeholder,
            "notes" => Role::Note,
            "updates" => Role::Update,
            _ => Role::List,
        };
        sources.files.push(SourceFile { path: (*path).into(), origin: Origin::Workspace, role, text: (*text).into() });
    }
    let config = rapporteur::parse::config::config(FileId(0), files[0].1, &mut diagnostics);
    let workspace = rapporteur::link(Path::new("."), config, sources, Overlay::Read, diagnostics);
    assert!(!workspace.diagnostics.has_errors(false), "{:#?}", workspace.diagnostics.sorted());
    workspace
}

fn build(workspace: &Workspace, edition: &str) -> Pages {
    let edition = &workspace.config.editions[edition];
    let view = rapporteur::view(workspace, edition, "2026-11-01".parse().unwrap());
    let pages = Mutex::new(Pages::new());
    let put = |path: &str, bytes: Vec<u8>| -> Result<(), String> {
        let old = pages.lock().unwrap().insert(path.to_owned(), String::from_utf8(bytes).unwrap());
        if old.is_some() { Err(format!("{path} is put twice")) } else { Ok(()) }
    };
    let templates = Templates::new(&[]).unwrap();
    render(&view.register, &view.assessed, &workspace.config, edition, &templates, &put).unwrap();
    pages.into_inner().unwrap()
}

fn sample() -> Workspace {
    let ada = format!(
        "name = \"Ada {HOSTILE}\"\nkind = \"external\"\ntitle = \"T{HOSTILE}\"\norganisation = \"O{HOSTILE}\"\ngroup = \"g\"\n\
         priorities = [\"P{HOSTILE}\"]\nconcerns = [\"C{HOSTILE}\"]\npositions = [{{ topic = \"X{HOSTILE}\", stance = -2, on = 2026-09-01, note = \"N{HOSTILE}\" }}]\n\
         [plan]\nobjective = \"S{HOSTILE}\"\ncadence_days = 14\n\
         [[assessment]]\ndate = 2026-09-01\nby = \"me\"\npower = 5\ninterest = 4\ncurrent = \"neutral\"\ndesired = \"supportive\"\nrationale = \"R{HOSTILE}\"\n"
    );
    let note = "+++\ndate = 2026-10-20\ntitle = \"Walk <script>\"\nattendees = [\"me\", \"ada\"]\n+++\n\
        # Notes\n\nSee [one](javascript:alert(1)), [two](JaVaScRiPt:x), [three](https://example.com/?a=1&b=2), [four](&#106;avascript:x),\n\
        [five](../../etc/passwd), [six](2026-10-01-old.md) and ![pic](https://example.com/x.png).\n\n<img src=x onerror=alert(1)>\n\n\
        - [ ] @me -> @ada: send <b>it</b> [due:: 2026-10-25] ^c-1\n- [x] @me -> @ada: sent [due:: 2026-10-21] [completion:: 2026-10-21]\n\
        - (feedback) @ada: too <i>slow</i> [kind:: concern] [severity:: high] ^f-1\n- (sentiment) @ada -1: \"hm\"\n- [-] dropped\n\n\
        ## Candid {visibility=pm}\n\nSECRETWORD and a note[^1].\n\n[^1]: foot\n";
    let old = "+++\ndate = 2026-10-01\nattendees = [\"me\", \"ada\"]\n+++\n# Old\n\nText.\n";
    workspace(&[
        ("rapporteur.toml", "product = \"Prod <b>\"\n"),
        ("groups.toml", "[[group]]\nid = \"g\"\nname = \"Group <b>\"\n"),
        ("notes/2026-10-01-old.md", old),
        ("notes/2026-10-20-walk.md", note),
        ("stakeholders/ada.toml", &ada),
        (
            "stakeholders/con.toml",
            "name = \"عالية 会議 Donaudampfschifffahrtselektrizitätenhauptbetriebswerk\"\nkind = \"internal\"\n",
        ),
    ])
}

/// Every value of an attribute in a page.
fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let mark = format!(" {name}=\"");
    page.split(mark.as_str()).skip(1).map(|rest| &rest[..rest.find('"').unwrap()]).collect()
}

/// The path a relative link leads to.
fn resolve(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{link} in {from} leaves the site"),
            other => parts.push(other),
        }
    }
    parts.join("/")
}

#[test]
fn every_link_leads_to_a_page_and_an_anchor_that_exist() {
    let workspace = sample();
    for edition in ["pm", "leadership"] {
        let pages = build(&workspace, edition);
        let ids: BTreeMap<&str, BTreeSet<&str>> =
            pages.iter().map(|(path, page)| (path.as_str(), attributes(page, "id").into_iter().collect())).collect();
        for (path, page) in pages.iter().filter(|(path, _)| path.ends_with(".html")) {
            assert_eq!(attributes(page, "id").len(), ids[path.as_str()].len(), "an id stands twice in {path}");
            for link in attributes(page, "href").into_iter().chain(attributes(page, "src")) {
                if link.starts_with("https://example.com") || link == "data:," {
                    continue;
                }
                assert!(!link.starts_with('/') && !link.contains(':'), "{link} in {path} is absolute");
                let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
                let target = if file.is_empty() { path.clone() } else { resolve(path, file) };
                assert!(pages.contains_key(&target), "{link} in {path} leads nowhere");
                assert!(anchor.is_empty() || ids[target.as_str()].contains(anchor), "{link} in {path} has no anchor");
            }
        }
    }
}

#[test]
fn nothing_written_becomes_markup() {
    for (path, page) in build(&sample(), "pm").iter().filter(|(path, _)| path.ends_with(".html")) {
        for wrong in [
            "<script>",
            "alert(1)</",
            "<img",
            "<b>it",
            "<i>slow",
            "javascript:",
            "JaVa",
            "Prod <b>",
            "Group <b>",
            " style=",
        ] {
            let found = page.find(wrong).map(|at| &page[at.saturating_sub(40)..(at + 60).min(page.len())]);
            assert!(found.is_none(), "{wrong} in {path}: {found:?}");
        }
    }
}

#[test]
fn every_page_has_the_policy_and_stays_unlisted() {
    for (path, page) in build(&sample(), "leadership").iter().filter(|(path, _)| path.ends_with(".html")) {
        let policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";
        assert!(page.contains(policy) || (path == "404.html" && page.contains("style-src 'self' 'sha256-")), "{path}");
        assert!(page.contains("content=\"noindex\"") && page.contains("content=\"no-referrer\""), "{path}");
        assert_eq!(page.matches("<h1").count(), 1, "{path}");
    }
}

#[test]
fn an_edition_without_scores_shows_none_and_names_nothing_hidden() {
    let pages = build(&sample(), "leadership");
    for (path, page) in &pages {
        if path.ends_with(".html") {
            for hidden in ["SECRETWORD", "Why ", "At risk", "Sentiment", "2026-10-20", "manage", "Manage closely"] {
                assert!(!page.contains(hidden), "{hidden} in {path}");
            }
        }
    }
    assert!(!pages.keys().any(|path| path.starts_with("notes/")));
    assert!(pages.contains_key("stakeholders/_con.html"), "a device's name is avoided");
}

#[test]
fn under_the_threshold_no_number_is_shown() {
    let pages = build(&sample(), "pm");
    let page = &pages["stakeholders/_con.html"];
    assert!(page.contains("Not enough data") && page.contains("Why no number"), "{page}");
    assert!(!page.contains("class=\"num pts\""));
}

#[test]
fn a_note_page_shows_boxes_people_and_fields_as_words() {
    let pages = build(&sample(), "pm");
    let page = &pages["notes/2026-10-20-walk.html"];
    for right in [
        "</svg>Open</span>",
        "</svg>Done</span>",
        "</svg>Cancelled</span>",
        "href=\"2026-10-01-old.html\"",
        "<span class=\"fld\">due 25\u{a0}October\u{a0}2026</span>",
        "href=\"../stakeholders/ada.html\"",
        "&lt;img src=x",
    ] {
        assert!(page.contains(right), "{right} is missing in {page}");
    }
    assert!(!page.contains("^c-1") && !page.contains("@ada"));
}

#[test]
fn an_empty_workspace_has_pages_that_say_so() {
    let pages = build(&workspace(&[("rapporteur.toml", "product = \"P\"\n")]), "pm");
    assert!(pages["index.html"].contains("Nobody is on the register yet"));
}

#[test]
fn a_template_s_error_names_its_file_line_and_column() {
    let broken = [("note.html".to_owned(), "fine\n{{ p.titel | nosuch }}".to_owned())];
    let error = Templates::new(&broken).err().expect("the filter doesn't exist").to_string();
    assert!(error.contains("note.html:2:"), "{error}");
}

#[test]
fn two_renderings_are_the_same() {
    let workspace = sample();
    assert_eq!(build(&workspace, "pm"), build(&workspace, "pm"));
}

#[test]
fn deep_nesting_is_flattened() {
    let deep = format!("+++\ndate = 2026-10-01\nattendees = [\"me\"]\n+++\n{} deep\n", ">".repeat(60));
    let pages = build(&workspace(&[("rapporteur.toml", ""), ("notes/2026-10-01-deep.md", &deep)]), "pm");
    assert!(pages["notes/2026-10-01-deep.html"].matches("<blockquote").count() <= 24);
}

#[test]
fn the_single_file_needs_nothing_beside_it() {
    let workspace = sample();
    for edition in ["pm", "leadership"] {
        let edition = &workspace.config.editions[edition];
        let view = rapporteur::view(&workspace, edition, "2026-11-01".parse().unwrap());
        let templates = Templates::new(&[]).unwrap();
        let file =
            rapporteur::render::single_file(&view.register, &view.assessed, &workspace.config, edition, &templates);
        let file = String::from_utf8(file.unwrap()).unwrap();
        let ids = attributes(&file, "id");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "an id stands twice");
        for link in attributes(&file, "href").into_iter().chain(attributes(&file, "src")) {
            let inside = link.strip_prefix('#').is_some_and(|id| ids.contains(&id));
            assert!(inside || link == "data:," || link.starts_with("https://example.com"), "{link}");
        }
        for id in attributes(&file, "aria-labelledby").iter().flat_map(|list| list.split(' ')) {
            assert!(ids.contains(&id), "nothing is called {id}");
        }
        assert!(file.contains("style-src 'sha256-") && !file.contains("'self'") && !file.contains("style=\""));
        assert!(file.contains("Ada &lt;script&gt;") && !file.contains("alert(1)</"));
        assert_eq!(
            file.contains("class=\"st risk\"") || file.contains("class=\"st none\""),
            edition.scores,
            "{}",
            edition.name
        );
    }
}
