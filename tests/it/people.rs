//! The pages about everyone together (map, engagement, portfolio): what they say equals the model.

use std::collections::BTreeMap;
use std::path::Path;

use rapporteur::assess::attention::quadrant;
use rapporteur::{View, Workspace};

use crate::world::pages;

type Pages = BTreeMap<String, String>;

fn sample(edition: &str) -> (Workspace, View, Pages) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let workspace = rapporteur::load(&root).unwrap();
    let edition = workspace.config.editions[edition].clone();
    let view = rapporteur::view(&workspace, &edition, workspace.config.as_of.unwrap());
    let pages = pages(&workspace, &view, &edition);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace("&nbsp;", " ").replace('\u{a0}', " ");
    let pages = pages.into_iter().map(|(path, bytes)| (path, text(bytes))).collect();
    (workspace, view, pages)
}

/// What a reader reads of a piece of a page.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        out.push(' ');
        rest = &rest[at + rest[at..].find('>').unwrap() + 1..];
    }
    out.push_str(rest);
    out.replace("&#x27;", "'").replace("&#39;", "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The row of a page's tables that links to somebody.
fn row<'p>(page: &'p str, id: &str) -> Option<&'p str> {
    let link = format!("href=\"stakeholders/{id}.html\"");
    page.split("<tr").skip(1).find(|row| row.contains(&link)).map(|row| row.split("</tr>").next().unwrap())
}

#[test]
fn the_map_lists_everyone_present_with_the_model_s_figures_in_attention_order() {
    let (_, view, pages) = sample("pm");
    let page = &pages["map.html"];
    let mut last = 0;
    for (place, id) in view.assessed.order.iter().enumerate() {
        let (health, who) = (&view.assessed.health[id], &view.register.stakeholders[id]);
        let row = row(page, id.as_str());
        if health.attention.is_none() {
            assert_eq!(row, None, "{id} has left");
            continue;
        }
        let row = row.unwrap_or_else(|| panic!("{id} is not listed"));
        let text = plain(row);
        assert!(text.contains(&format!("{} ", place + 1)), "{text}");
        let at = page.find(row).unwrap();
        assert!(at > last, "{id} is out of order");
        last = at;
        match health.power_interest {
            Some((power, interest)) => {
                assert!(text.contains(&format!("{power} and {interest}")), "{text}");
                let word = format!("{:?}", quadrant((power, interest)));
                assert!(text.to_lowercase().replace(' ', "").contains(&word.to_lowercase()), "{text}: {word}");
                assert!(text.contains(&who.name), "{text}");
            }
            None => assert!(text.contains("Not assessed"), "{text}"),
        }
        assert_eq!(text.contains("stale"), health.stale, "{text}");
    }
}

#[test]
fn the_engagement_matrix_says_what_the_last_assessment_says() {
    let (_, view, pages) = sample("pm");
    let page = &pages["engagement.html"];
    let mut short = 0;
    for who in view.register.stakeholders.values() {
        let present = who.left_on.is_none();
        let Some(now) = who.assessments.last().filter(|_| present).map(|a| &a.value) else {
            assert_eq!(row(page, who.id.as_str()), None);
            continue;
        };
        let text = plain(row(page, who.id.as_str()).unwrap()).to_lowercase();
        assert!(text.contains(now.current.as_str()) && text.contains(&who.name.to_lowercase()), "{text}");
        let gap = now.desired as i32 - now.current as i32;
        short += usize::from(gap > 0);
        assert_eq!(gap == 0, text.contains("as wanted"), "{text}");
        assert_eq!(gap > 0, text.contains(" short "), "{text}");
        assert_eq!(gap < 0, text.contains(" above "), "{text}");
        assert!(gap == 0 || text.contains(now.desired.as_str()), "{text}");
        let before = who.assessments.iter().rev().nth(1).map(|a| a.value.current).filter(|was| *was != now.current);
        if let Some(was) = before {
            let way = if was < now.current { "up" } else { "down" };
            assert!(text.contains(&format!("{way} from {}", was.as_str())), "{text}");
        }
    }
    assert_eq!(short, 12);
    assert!(plain(page).contains("Twelve of 24 stakeholders fall short"));
}

#[test]
fn an_edition_that_sees_no_assessment_has_neither_map_nor_matrix() {
    let (_, _, pages) = sample("leadership");
    for path in ["map.html", "engagement.html"] {
        assert!(!pages.contains_key(path));
        assert!(!pages.values().any(|page| page.contains(path)));
    }
}
