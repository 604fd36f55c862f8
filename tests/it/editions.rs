//! Editions as they are configured: which pages are there, that no link leads to one that isn't, what opens the site,
//! and the banner.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rapporteur::Workspace;
use rapporteur::config::{Edition, Page, Theme};
use rapporteur::diagnostic::{Code, Diagnostics};
use rapporteur::register::Audience;
use rapporteur::source::FileId;

use super::world;

type Pages = BTreeMap<String, String>;

fn sample() -> Workspace {
    rapporteur::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).unwrap()
}

fn pages(workspace: &Workspace, edition: &Edition) -> Pages {
    let view = rapporteur::view(workspace, edition, world::as_of());
    let pages = world::pages(workspace, &view, edition);
    pages.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
}

fn pm(held: &[Page]) -> Edition {
    Edition { scores: true, pages: held.to_vec(), ..Edition::new("pm", Audience::Pm, "x") }
}

/// Where links and files of a page lead, as paths of the site.
fn targets(path: &str, page: &str) -> BTreeSet<String> {
    let of = |attribute: &'static str| page.split(attribute).skip(1).filter_map(|rest| rest.split('"').next());
    let values = of(" href=\"").chain(of(" src=\""));
    let local = values.filter(|v| !v.starts_with('#') && !v.contains("://") && !v.starts_with("data:"));
    let folder: Vec<&str> = path.split('/').collect();
    let resolved = local.map(|value| {
        let mut parts = folder[..folder.len() - 1].to_vec();
        for part in value.split('#').next().unwrap().split('/') {
            if part == ".." {
                parts.pop().expect("a link stays in the site");
            } else {
                parts.push(part);
            }
        }
        parts.join("/")
    });
    resolved.collect()
}

fn assert_whole(pages: &Pages, what: &str) {
    assert!(pages.contains_key("index.html"), "{what} has no front page");
    for (path, page) in pages.iter().filter(|(path, _)| path.ends_with(".html")) {
        for target in targets(path, page) {
            assert!(pages.contains_key(&target), "{what}: {path} leads to {target}, which isn't there");
        }
    }
}

/// What a page's path begins with.
fn stems(pages: &Pages) -> BTreeSet<&str> {
    let html = pages.keys().filter(|path| path.ends_with(".html"));
    html.map(|path| path.split(['/', '.']).next().unwrap())
        .map(|name| match name.rsplit_once('-') {
            Some((stem, number)) if number.bytes().all(|b| b.is_ascii_digit()) => stem,
            _ => name,
        })
        .collect()
}

#[test]
fn each_page_can_stand_alone_and_be_left_out() {
    let workspace = sample();
    let all = pages(&workspace, &pm(&Page::ALL));
    assert_whole(&all, "all");
    // The sample has no line that isn't counted, and so no page of those.
    let mut seen = BTreeSet::from(["404", "index", "method"]);
    for page in Page::ALL {
        let alone = pages(&workspace, &pm(&[page]));
        assert_whole(&alone, page.as_str());
        let own: Vec<&str> = stems(&alone).into_iter().filter(|s| !["404", "index", "method"].contains(s)).collect();
        let stem = match page {
            Page::Update => "updates",
            Page::Promises => "commitments",
            Page::Meetings => "notes",
            page => page.as_str(),
        };
        // The sample's pulses are on another page.
        assert_eq!(own, if all.contains_key("pulse.html") || page != Page::Pulse { vec![stem] } else { vec![] });
        seen.extend(stems(&all).get(stem));
        let rest: Vec<Page> = Page::ALL.into_iter().filter(|p| *p != page).collect();
        let without = pages(&workspace, &pm(&rest));
        assert_whole(&without, &format!("all but {}", page.as_str()));
        assert!(!stems(&without).contains(stem), "{stem} is there");
    }
    assert_eq!(stems(&all), seen, "there is a page that an edition can't go without");
}

#[test]
fn the_first_page_listed_opens_an_edition_without_an_update() {
    let workspace = sample();
    let opened = |held: &[Page]| pages(&workspace, &pm(held))["index.html"].clone();
    let heading = |page: &str| page.split("<title>").nth(1).unwrap().split("</title>").next().unwrap().to_owned();
    let with = [Page::Goals, Page::Update];
    assert!(heading(&opened(&with)).starts_with("Update, 22 October 2026"));
    assert!(heading(&opened(&[Page::Goals, Page::Register])).starts_with("Goals"));
    assert!(heading(&opened(&[Page::Stakeholders, Page::Risks])).starts_with("Risks"));
    assert!(heading(&opened(&[Page::Stakeholders])).starts_with("Method"));
    // A page from a folder: its links lead where they did.
    let meetings = opened(&[Page::Meetings]);
    assert!(heading(&meetings).starts_with("Meetings"));
    assert!(meetings.contains("href=\"notes/20") && meetings.contains("href=\"style.css\""));
}

#[test]
fn a_reference_to_a_page_not_held_is_its_words() {
    let workspace = sample();
    let with = pages(&workspace, &pm(&[Page::Register, Page::Stakeholders]));
    let without = pages(&workspace, &pm(&[Page::Register]));
    let linked = "<a href=\"stakeholders/tobias-renn.html\">Tobias Renn</a>";
    assert!(with["register.html"].contains(linked));
    assert!(!without["register.html"].contains("stakeholders/") && without["register.html"].contains("Tobias Renn"));
    // What is found leads somewhere too.
    let found = &pages(&workspace, &pm(&[Page::Search, Page::Goals]))["search-index.js"];
    assert!(found.contains("goals.html#") && !found.contains("stakeholders/") && !found.contains("notes/"));
}

#[test]
fn every_page_opens_with_whom_it_is_for() {
    let workspace = sample();
    assert_eq!(workspace.config.editions.len(), 3);
    for edition in workspace.config.editions.values() {
        let purpose = edition.purpose.as_deref().unwrap();
        let for_whom = match edition.audience {
            Audience::Pm => "For the product managers\u{2019} eyes only: not for publication.",
            Audience::Team => "For the team only: not for publication.",
            Audience::Leadership => "For leadership and the team.",
            Audience::Everyone => "For everyone.",
        };
        let title = edition.title.as_deref().unwrap_or(&workspace.config.product);
        let mut seen = 0;
        let made = pages(&workspace, edition);
        for (path, page) in made.iter().filter(|(path, _)| path.ends_with(".html") && *path != "404.html") {
            assert_eq!(page.matches(purpose).count(), 1, "{path} of {}", edition.name);
            assert_eq!(page.matches(for_whom).count(), 1, "{path} of {}", edition.name);
            assert!(page.contains(&format!("{} edition", edition.name)), "{path}");
            assert!(page.contains(&format!("{title}</title>")), "{path} of {} is called otherwise", edition.name);
            seen += 1;
        }
        assert!(seen > 40, "{seen} pages of {}", edition.name);
        assert_whole(&made, &edition.name);
    }
}

#[test]
fn the_team_edition_holds_what_the_sample_says() {
    let workspace = sample();
    let team = &workspace.config.editions["team"];
    assert_eq!((team.audience, team.out.as_str(), team.theme), (Audience::Team, "team", Theme::Cobalt));
    let made = pages(&workspace, team);
    for absent in ["map.html", "portfolio.html", "positions.html"] {
        assert!(!made.contains_key(absent), "{absent}");
    }
    for present in ["due.html", "commitments.html", "notes/index.html", "prep/ingrid-sato.html"] {
        assert!(made.contains_key(present), "{present}");
    }
    assert!(made["style.css"].contains("--accent: #1f3fa6"));
}

#[test]
fn pages_and_themes_are_known_by_name() {
    let read = |text: &str| {
        let mut diagnostics = Diagnostics::default();
        let config = rapporteur::parse::config::config(
            FileId(0),
            &format!("[editions.team]\naudience = \"team\"\n{text}\n"),
            &mut diagnostics,
        );
        let said =
            diagnostics.sorted().iter().map(|d| (d.code, d.hint.clone().unwrap_or_default())).collect::<Vec<_>>();
        (config.editions["team"].clone(), said)
    };
    let (edition, said) = read("pages = [\"goals\", \"register\"]\ntheme = \"plum\"\npurpose = \"To see.\"");
    assert_eq!(said, []);
    assert_eq!((edition.pages, edition.theme), (vec![Page::Goals, Page::Register], Theme::Plum));
    assert_eq!(edition.purpose.as_deref(), Some("To see."));
    let (edition, said) = read("pages = [\"goal\", \"register\"]");
    assert_eq!(edition.pages, [Page::Register]);
    assert_eq!(said, [(Code::UnknownWord, "did you mean `goals`?".to_owned())]);
    assert_eq!(read("pages = [\"goals\", \"goals\"]").1[0].0, Code::OutOfRange);
    let (edition, said) = read("pages = []");
    assert_eq!((edition.pages.len(), said[0].0), (Page::ALL.len(), Code::OutOfRange));
    assert_eq!(read("theme = \"plumb\"").1, [(Code::UnknownWord, "did you mean `plum`?".to_owned())]);
}

#[test]
fn an_edition_for_everyone_claims_no_absence_it_cannot_know() {
    let mut workspace = sample();
    for update in &mut workspace.register.updates {
        update.label = Audience::Everyone;
    }
    let pages = pages(&workspace, &Edition::new("public", Audience::Everyone, "x"));
    let all: Vec<&String> = pages.iter().filter(|(path, _)| path.ends_with("html")).map(|(_, page)| page).collect();
    assert!(all.iter().any(|page| page.contains("Nothing that this edition shows")), "updates are in it");
    for claim in ["promised nothing", "No action needed", "no action needed", "On record, nothing has"] {
        assert!(!all.iter().any(|page| page.contains(claim)), "{claim}");
    }
}
