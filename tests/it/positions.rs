//! Decisions with who was heard, positions with what they are for or against.

use crate::ledgers::{rows, view, with};

#[test]
fn decisions_say_who_decides_and_who_was_heard_before_after_and_not_at_all() {
    let decisions = "[[decision]]\nid = \"d-1\"\ntitle = \"one ramp\"\nstatus = \"superseded\"\nproposed = 2026-08-01\ndecided = 2026-08-20\ndriver = \"me\"\napprover = \"ada\"\n\
                     contributors = [\"bo\", \"cy\"]\nconsulted = [{ who = \"ada\", on = 2026-08-20 }, { who = \"bo\", on = 2026-08-21 }]\nrevisit_on = 2026-10-30\n\
                     [[decision]]\nid = \"d-2\"\ntitle = \"two ramps\"\nstatus = \"accepted\"\nproposed = 2026-08-21\ndecided = 2026-09-20\ndriver = \"me\"\napprover = \"bo\"\nsupersedes = \"d-1\"\n\
                     [[decision]]\nid = \"d-3\"\ntitle = \"a gate\"\nstatus = \"proposed\"\nproposed = 2026-10-01\nneeded_by = 2026-10-31\ndriver = \"me\"\noptions = [\"Wood\", \"Steel\"]\nrecommendation = \"steel\"\n";
    let cy = "name = \"Cy\"\nkind = \"internal\"\n";
    let (_, site) = view(&with(&[("decisions.toml", decisions), ("stakeholders/cy.toml", cy)]), "pm");
    let page = site["decisions.html"].replace('\n', "");
    assert!(page.contains("<h1>One decision is open; it was needed 1\u{a0}day ago.</h1>"), "{page}");
    assert!(page.contains("In the one decision on record someone who counts was heard too late or not at all."));
    let first = &page[page.find("id=\"d-d-1\"").unwrap()..];
    let part = |label: &str| {
        let at = first.find(&format!(">{label}</dt><dd")).unwrap_or_else(|| panic!("{label} is missing"));
        let rest = &first[at..];
        rest[..rest.find("</dd>").unwrap()].to_owned()
    };
    assert!(part("Decided by").contains("Ada Moss") && part("Driven by").contains("Robin"));
    assert!(part("Heard before").contains("Ada Moss") && !part("Heard before").contains("Bo Lind"));
    assert!(part("Heard after it").contains("Bo Lind") && part("Not heard").contains("Cy"));
    assert!(part("Replaced by").contains("decisions.html#d-d-2") && part("Look again").contains("has passed"));
    let order: Vec<usize> =
        ["d-d-3", "d-d-2", "d-d-1"].iter().map(|id| page.find(&format!("id=\"{id}\"")).unwrap()).collect();
    assert!(order.is_sorted(), "open ones first, then the newest");
    assert!(page.contains("<li>Wood</li>") && page.contains(">We recommend</dt><dd>Steel</dd>"));
}

#[test]
fn positions_find_conflicts_and_common_ground() {
    let who =
        |name: &str, positions: &str| format!("name = \"{name}\"\nkind = \"internal\"\npositions = [{positions}]\n");
    let ada = who(
        "Ada",
        "{ topic = \"Gate\", stance = -2, on = 2026-09-01 }, { topic = \"gate\", stance = -1, on = 2026-10-01, note = \"if it must be\" }, { topic = \"Dry feet\", goal = \"g-1\", stance = 2, on = 2026-09-01 }",
    );
    let bo = who(
        "Bo",
        "{ topic = \"Gate\", stance = 1, on = 2026-09-01 }, { topic = \"Dry feet\", goal = \"g-1\", stance = 1, on = 2026-09-01 }",
    );
    let cy = who("Cy", "{ topic = \"Gate\", stance = 0, on = 2026-09-01 }");
    let goals = "[[goal]]\nid = \"g-1\"\ntitle = \"Nobody gets wet\"\nowner = \"me\"\n";
    let all = with(&[
        ("stakeholders/ada.toml", &ada),
        ("stakeholders/bo.toml", &bo),
        ("stakeholders/cy.toml", &cy),
        ("goals.toml", goals),
    ]);
    let (_, site) = view(&all, "pm");
    let page = &site["positions.html"];
    for right in [
        "<h1>One topic divides people: gate.</h1>",
        "Bo (supports) against Ada (has doubts).",
        "Bo and Ada differ over “gate”, and support something that bears on the goal “Nobody gets wet”.",
        "opposed on 1\u{a0}Sep",
        "if it must be",
    ] {
        assert!(page.contains(right), "{right} is missing in {page}");
    }
    assert_eq!(rows(page, "pos"), 5, "everyone once a topic, by their newest stance");
    assert!(!view(&all, "leadership").1.contains_key("positions.html"), "positions are for the team");
}

#[test]
fn a_position_stands_under_its_own_topic_with_its_goal_or_decision_beside() {
    let who =
        |name: &str, positions: &str| format!("name = \"{name}\"\nkind = \"internal\"\npositions = [{positions}]\n");
    let ada = who(
        "Ada",
        "{ topic = \"Masts on the green\", goal = \"g-1\", stance = -2, on = 2026-09-01 }, { topic = \"A late start\", decision = \"d-1\", stance = -1, on = 2026-09-02 }",
    );
    let bo = who("Bo", "{ topic = \"Dry feet\", goal = \"g-1\", stance = 2, on = 2026-09-01 }");
    let goals = "[[goal]]\nid = \"g-1\"\ntitle = \"Nobody gets wet\"\nowner = \"me\"\n";
    let decisions = "[[decision]]\nid = \"d-1\"\ntitle = \"Start in May\"\ndecided = 2026-09-03\nstatus = \"accepted\"\napprover = \"me\"\n";
    let files = |bo: &str| {
        with(&[
            ("stakeholders/ada.toml", &ada),
            ("stakeholders/bo.toml", bo),
            ("goals.toml", goals),
            ("decisions.toml", decisions),
        ])
    };
    let (_, site) = view(&files(&bo), "pm");
    let page = &site["positions.html"];
    for right in [
        "<h1>On three topics nobody is at odds.</h1>",
        ">Masts on the green</h2><p>Goal: <a href=\"goals.html#g-g-1\">Nobody gets wet</a>",
        ">A late start</h2><p>Decision: <a",
    ] {
        assert!(page.contains(right), "{right} is missing in {page}");
    }
    assert!(!page.contains("In conflict"), "one goal, but not one topic: {page}");
    // Two topics on one decision: there they are at odds.
    let bo = who("Bo", "{ topic = \"May, not June\", decision = \"d-1\", stance = 1, on = 2026-09-01 }");
    let (_, site) = view(&files(&bo), "pm");
    let page = &site["positions.html"];
    for right in [
        "<h1>One decision divides people: Start in May.</h1>",
        "Bo (supports “May, not June”) against Ada (has doubts “A late start”).",
    ] {
        assert!(page.contains(right), "{right} is missing in {page}");
    }
}
