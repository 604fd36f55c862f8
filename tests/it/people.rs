//! The pages about everyone together (map, engagement, portfolio): what they say equals the model.

use std::collections::BTreeMap;
use std::path::Path;

use rapporteur::assess::attention::quadrant;
use rapporteur::assess::portfolio::{days, tallies, tallies_by, turns};
use rapporteur::config::Edition;
use rapporteur::register::{Band, Id};
use rapporteur::{View, Workspace};

use crate::world::pages;

const BANDS: [Band; 4] = [Band::Healthy, Band::Watch, Band::AtRisk, Band::NotEnoughData];

type Pages = BTreeMap<String, String>;

fn sample(edition: &str) -> (Workspace, View, Pages) {
    built(edition, edition == "pm")
}

fn built(edition: &str, scores: bool) -> (Workspace, View, Pages) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let workspace = rapporteur::load(&root).unwrap();
    let edition = Edition { scores, ..workspace.config.editions[edition].clone() };
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

#[test]
fn the_portfolio_counts_and_moves_are_the_model_s() {
    let (_, view, pages) = sample("pm");
    let (register, assessed) = (&view.register, &view.assessed);
    let days = days(assessed.as_of, 52);
    assert_eq!(days.len(), 54, "52 Mondays, the one they are counted from, and the last day");
    let tallies = tallies(register, assessed, &days);
    let page = &pages["portfolio.html"];
    // Today's counts are those of the bands shown everywhere else.
    let now = tallies.last().unwrap();
    let present = || assessed.health.values().filter(|health| health.attention.is_some());
    for band in BANDS {
        assert_eq!(now.of(band), present().filter(|health| health.band == band).count(), "{band:?}");
    }
    assert_eq!(now.all(), present().count());
    // Rob Calloway left on Tuesday 30 June: he is counted on the Monday before, and not on the one after.
    let of_rob = &tallies_by(register, assessed, &days, &|who| who.id.as_str())["rob-calloway"];
    let on = |day: &str| of_rob.iter().find(|tally| tally.date.to_string() == day).unwrap().all();
    assert_eq!((on("2026-06-29"), on("2026-07-06")), (1, 0));
    // Every row of the table is a tally.
    let table = page.split("The same as a table").nth(1).unwrap();
    for tally in &tallies {
        let [risk, watch, healthy, none] =
            [Band::AtRisk, Band::Watch, Band::Healthy, Band::NotEnoughData].map(|band| tally.of(band));
        let row = format!("<td>{}</td><td>{risk}</td><td>{watch}</td><td>{healthy}</td><td>{none}</td>", tally.date);
        assert!(table.contains(&row), "{row}");
    }
    // What is counted at the end is what was counted at the start and what moved since.
    for back in [4, 12, 30] {
        let from = days[days.len() - 1 - back];
        let start = tallies.iter().find(|tally| tally.date == from).unwrap();
        let turns = turns(register, assessed, from);
        for band in BANDS {
            let into = turns.iter().filter(|turn| turn.to == Some(band)).count();
            let out = turns.iter().filter(|turn| turn.from == Some(band)).count();
            assert_eq!(start.of(band) + into - out, now.of(band), "{band:?} since {from}");
        }
    }
}

#[test]
fn what_changed_since_the_newest_update_is_the_headline() {
    let (_, view, pages) = sample("pm");
    let update = view.register.updates.last().unwrap().date;
    assert_eq!(update.to_string(), "2026-10-22");
    let turns = turns(&view.register, &view.assessed, update);
    let moved: Vec<_> = turns.iter().map(|turn| (turn.id.as_str(), turn.from, turn.to)).collect();
    let expected = [
        ("tobias-renn", Some(Band::Watch), Some(Band::AtRisk)),
        ("field-crews", Some(Band::Watch), Some(Band::Healthy)),
    ];
    assert_eq!(moved, expected);
    let page = plain(&pages["portfolio.html"]);
    assert!(page.contains(
        "Since the update of 22 October, we lost ground with Tobias Renn; we gained ground with Field crews."
    ));
    assert!(page.contains("set by hand: 1,000 meters short"));
}

#[test]
fn a_verdict_that_is_not_good_names_what_costs_most_before_what_is_in_order() {
    let (_, view, pages) = sample("pm");
    let verdict = |id: &str| {
        let page = &pages[&format!("stakeholders/{id}.html")];
        plain(page.split("class=\"verdict\">").nth(1).unwrap().split("</p>").next().unwrap())
    };
    for (id, cost) in [
        ("dora-quist", "was answered 71 days late"),
        ("greta-lind", "was answered 77 days late"),
        ("ingrid-sato", "was answered 16 days late"),
        ("martin-adeyo", "was kept 40 days late"),
    ] {
        let said = verdict(id);
        let (bad, good) = said.split_once("; against that, ").unwrap_or_else(|| panic!("{said}"));
        assert!(bad.contains(cost) && !bad.contains("within the agreed"), "{said}");
        assert!(good.contains("within the agreed"), "{said}");
    }
    for (id, health) in &view.assessed.health {
        let is_good = matches!(health.computed_band, Band::Healthy | Band::NotEnoughData);
        assert!(!is_good || !verdict(id.as_str()).contains("against that"), "{id}");
    }
}

#[test]
fn who_has_left_is_shown_and_neither_counted_nor_prepared_for() {
    let (_, view, pages) = sample("pm");
    assert!(!pages.contains_key("prep/rob-calloway.html") && pages.contains_key("prep/wen-liu.html"));
    let page = plain(&pages["stakeholders/rob-calloway.html"]);
    assert!(
        !page.contains("Prepare a meeting") && !page.contains("in four weeks") && !page.contains(" days ago Rhythm")
    );
    assert!(page.contains("when they left"), "{page}");
    let rob = view.register.stakeholders.values().find(|s| s.id.as_str() == "rob-calloway").unwrap();
    let group = &rob.group.as_ref().unwrap().value;
    let of = view.register.stakeholders.values().filter(|s| s.group.as_ref().is_some_and(|g| g.value == *group));
    let here = of.filter(|s| s.left_on.is_none()).count();
    let register = plain(&pages["register.html"]);
    let after = register.split("Rob Calloway").nth(1).unwrap();
    let said = after.split(" stakeholders").next().unwrap().split(' ').next_back().unwrap();
    assert_eq!(said, here.to_string(), "{after}");
    let kept = after.split(" as agreed").next().unwrap();
    assert!(kept.ends_with(&format!(" of {here}")), "{kept}");
}

#[test]
fn a_status_set_by_hand_stands_beside_the_computed_one() {
    let (_, _, pages) = sample("pm");
    let page = plain(&pages["stakeholders/wen-liu.html"]);
    let both = "computed healthy; set by hand at risk until 30 Nov 2026";
    // The titles of both charts and the last row of the make-up.
    assert!(page.matches(both).count() >= 3, "{page}");
    assert!(page.contains("Healthy as computed; set by hand at risk until 30 November"), "{page}");
}

#[test]
fn pulses_are_shown_with_their_numbers_and_small_ones_to_the_pm_only() {
    let (_, view, pages) = sample("pm");
    let page = plain(&pages["portfolio.html"]);
    for pulse in &view.register.pulses {
        assert!(page.contains(&format!("{:.1} {}", pulse.mean.0, pulse.n)), "{pulse:?}");
    }
    let (_, view, pages) = sample("leadership");
    assert!(view.register.pulses.iter().all(|pulse| pulse.n >= 5));
    assert!(!pages.contains_key("portfolio.html"));
    let page = plain(&pages["pulse.html"]);
    assert!(page.contains("I trust Oxmere Water") && !page.contains("worth the hour"));
}

#[test]
fn without_scores_the_map_has_plain_marks_and_the_pulse_a_page_of_its_own() {
    let (_, _, pages) = built("pm", false);
    let map = plain(&pages["map.html"]);
    assert!(map.contains("Seven of 24 stakeholders have both power and interest."));
    assert!(!map.contains("At risk") && !map.contains("Healthy") && !map.contains("attention"), "{map}");
    assert!(!pages.contains_key("portfolio.html"));
    assert!(plain(&pages["pulse.html"]).contains("worth the hour"), "the pm sees small ones too");
}

#[test]
fn a_verdict_of_watch_or_at_risk_names_what_costs_most_before_what_speaks_for_them() {
    let (_, view, pages) = sample("pm");
    let mut seen = 0;
    for (id, health) in &view.assessed.health {
        let shown = matches!(health.computed_band, Band::Watch | Band::AtRisk) && health.overridden.is_none();
        if !shown || view.register.stakeholders[id].left_on.is_some() {
            continue;
        }
        let page = &pages[&format!("stakeholders/{id}.html")];
        let verdict = page.split("<p class=\"verdict\">").nth(1).unwrap().split("</p>").next().unwrap();
        let verdict = plain(verdict);
        let (against, _) = verdict.split_once("against that,").unwrap_or((&verdict, ""));
        assert!(against.contains(':') || against.contains(". "), "{id} has no reason: {verdict}");
        // What is closed and costs most is quoted, where the sentence has room for it.
        let closed = health.contributions.iter().filter(|c| !c.is_open && !c.subject().is_empty() && c.points <= -0.5);
        let Some(worst) = closed.min_by(|a, b| a.points.total_cmp(&b.points)) else { continue };
        let words: String = worst.subject().trim_matches(['\u{201c}', '\u{201d}']).chars().take(20).collect();
        let waits = against.contains("overdue") || against.contains("no answer") || against.contains("talked with");
        seen += usize::from(against.contains(&words));
        assert!(waits || against.contains(&words) || against.contains("mood"), "{id}: {verdict} lacks {words}");
    }
    assert!(seen >= 3, "only {seen} verdicts quote a line");
    for (id, said) in [("greta-lind", "was answered 77 days late"), ("ingrid-sato", "was answered 16 days late")] {
        assert!(plain(&pages[&format!("stakeholders/{id}.html")]).contains(said), "{id}");
    }
    for line in view.assessed.health.values().flat_map(|health| &health.contributions) {
        let parts = (line.state().is_empty(), line.subject().is_empty());
        assert!(!parts.0, "{} says nothing", line.text);
        assert!(parts.1 || line.text.len() == line.state().len() + 2 + line.subject().len(), "{}", line.text);
    }
}

#[test]
fn less_wanted_of_somebody_is_no_ground_gained() {
    let mut workspace = rapporteur::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).unwrap();
    let eve = workspace.register.stakeholders.get_mut(&Id::new("eve-hart")).unwrap();
    let mut eased = eve.assessments.last().unwrap().clone();
    eased.value.date = jiff::civil::date(2026, 10, 25);
    eased.value.desired = eased.value.current;
    eve.assessments.push(eased);
    let edition = workspace.config.editions["pm"].clone();
    let view = rapporteur::view(&workspace, &edition, workspace.config.as_of.unwrap());
    let pages = crate::world::pages(&workspace, &view, &edition);
    let page = plain(std::str::from_utf8(&pages["portfolio.html"]).unwrap());
    assert!(page.contains("we gained ground with Field crews; we now want less of Eve Hart"), "{page}");
    assert!(page.contains("less engagement is wanted of them now, which is no progress"));
}
