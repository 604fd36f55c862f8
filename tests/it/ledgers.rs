//! The ledgers (promises, feedback, expectations, risks, who is due, preparation): their figures
//! are the model's, what an edition may not see isn't there, and they hold with nothing, little and much on file.

use std::collections::BTreeMap;

use rapporteur::View;
use rapporteur::assess::Fate;

use crate::world::{Files, as_of, pages, sound};

pub(crate) type Site = BTreeMap<String, String>;

pub(crate) fn view(files: &Files, edition: &str) -> (View, Site) {
    let workspace = sound(files);
    let edition = workspace.config.editions[edition].clone();
    let view = rapporteur::view(&workspace, &edition, as_of());
    let pages = pages(&workspace, &view, &edition);
    let text = |(path, bytes): (String, Vec<u8>)| (path, String::from_utf8(bytes).unwrap());
    (view, pages.into_iter().map(text).collect())
}

fn files(list: &[(&str, &str)]) -> Files {
    list.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

pub(crate) fn with(more: &[(&str, &str)]) -> Files {
    let mut all = files(&[
        (
            "rapporteur.toml",
            "product = \"P\"\n[[team]]\nid = \"me\"\nname = \"Robin\"\n[editions.pm]\naudience = \"pm\"\nscores = true\n\
             [editions.team]\naudience = \"team\"\n[editions.leadership]\naudience = \"leadership\"\n",
        ),
        ("stakeholders/ada.toml", "name = \"Ada Moss\"\nkind = \"executive\"\n"),
        ("stakeholders/bo.toml", "name = \"Bo Lind\"\nkind = \"external\"\n"),
    ]);
    all.extend(files(more));
    all
}

pub(crate) const NOTE: &str = "notes/2026-10-05-talk.md";

/// A note of 5 October with Ada and Bo.
pub(crate) fn note(lines: &str) -> String {
    format!("+++\nattendees = [\"ada\", \"bo\", \"me\"]\n+++\n# Talk\n\n{lines}\n")
}

/// The sample workspace, as files.
fn sample() -> Files {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let mut all = Files::new();
    for entry in walkdir::WalkDir::new(&root).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file()) {
        let path = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        if path.ends_with(".toml") || path.ends_with(".md") {
            all.insert(path, std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    all
}

pub(crate) fn rows(page: &str, class: &str) -> usize {
    let table = format!("<table class=\"stack {class}\"");
    let tables = page.split(table.as_str()).skip(1).map(|rest| &rest[..rest.find("</table>").unwrap()]);
    tables.flat_map(|t| t.split("<tbody>").skip(1)).map(|body| body.matches("<th scope=\"row\"").count()).sum()
}

#[test]
fn every_promise_is_on_exactly_one_page_and_the_finding_counts_them() {
    for edition in ["pm", "leadership"] {
        let (view, site) = view(&sample(), edition);
        let all = &view.assessed.ledger.commitments;
        let ours = |fate| {
            let ours = all.iter().filter(|c| view.register.is_ours(&c.from) && !view.register.is_ours(&c.to));
            ours.filter(|c| c.fate == fate).count()
        };
        let (late, open) = (ours(Fate::Overdue), ours(Fate::Overdue) + ours(Fate::Open));
        let pages = site.iter().filter(|(path, _)| path.starts_with("commitments"));
        assert_eq!(pages.map(|(_, page)| rows(page, "owed")).sum::<usize>(), all.len(), "{edition}");
        let said = match edition {
            "pm" => "We are late on eight of our 16 open promises",
            _ => "We are late on one of the five open promises shown here",
        };
        assert_eq!((late, open), if edition == "pm" { (8, 16) } else { (1, 5) });
        assert!(site["commitments.html"].contains(said), "{edition}");
    }
}

#[test]
fn what_is_due_this_week_is_said_first_with_whom_it_is_owed_to() {
    let lines = "- [ ] @me -> @ada: the plan [due:: 2026-11-08] ^c-8\n- [ ] @me -> @bo: the map [due:: 2026-11-09] ^c-9\n\
                 - [ ] @me -> @bo: the key [due:: 2026-10-31]\n- [ ] @ada -> @me: the sum [due:: 2026-11-16]\n- [ ] @bo -> @me: sometime\n";
    let (_, site) = view(&with(&[(NOTE, &note(lines))]), "pm");
    let page = &site["commitments.html"];
    let lead = &page[page.find("<h1>").unwrap()..page.find("<section").unwrap()];
    assert!(lead.contains("we owe one promise: to Ada Moss, “the plan”, by 8\u{a0}November"), "{lead}");
    assert!(lead.contains("The week after, one: to Bo Lind, “the map”, by 9\u{a0}November"), "{lead}");
    let order: Vec<usize> =
        ["1\u{a0}day late", "In 7\u{a0}days", "In 8\u{a0}days", "In 15\u{a0}days", "No date agreed"]
            .iter()
            .map(|t| page.find(t).unwrap_or_else(|| panic!("{t} is missing")))
            .collect();
    assert!(order.is_sorted(), "{order:?}");
    assert!(page.contains("id=\"c-c-8\"") && page.contains("href=\"notes/2026-10-05-talk.html#L6\""));
}

#[test]
fn kept_promises_of_theirs_are_thanked_for_and_late_ones_of_ours_said() {
    let lines = "- [x] @ada -> @me: the sum [due:: 2026-10-20] [completion:: 2026-10-19]\n\
                 - [x] @ada -> @me: the list [due:: 2026-10-20] [completion:: 2026-10-21]\n\
                 - [x] @me -> @bo: the map [due:: 2026-10-10] [completion:: 2026-10-12]\n\
                 - [x] @me -> @bo: the key [due:: 2026-10-10] [completion:: 2026-10-10]\n";
    let (_, site) = view(&with(&[(NOTE, &note(lines))]), "pm");
    let page = &site["commitments.html"];
    assert!(page.contains("With thanks to Ada Moss (2), who did what they had promised."));
    assert!(page.contains("We kept 1 of 2 in time.") && page.contains("2\u{a0}days late"));
}

#[test]
fn a_promise_to_several_has_one_anchor_on_a_page() {
    let lines = "- [ ] @me -> @ada, @bo: the plan [due:: 2026-11-08] ^c-8\n";
    let (view, site) = view(&with(&[(NOTE, &note(lines))]), "pm");
    assert_eq!(view.assessed.ledger.commitments.len(), 2);
    assert_eq!(site["commitments.html"].matches("id=\"c-c-8\"").count(), 1);
}

#[test]
fn feedback_shows_what_was_done_declined_as_openly_as_accepted() {
    let lines = "- (feedback) @ada: too slow [kind:: concern] [severity:: high] ^f-1\n- (feedback) @bo: a lift ^f-2\n\
                 - (feedback) @bo: more light ^f-3\n- (feedback) @ada: well done [kind:: praise]\n\
                 - (told) @bo: no room for one [feedback:: f-2] [outcome:: declined]\n\
                 - (told) @bo: lamps on the way [feedback:: f-3] [outcome:: accepted]\n";
    let records = "[[feedback]]\nid = \"f-4\"\nfrom = \"bo\"\ndate = 2026-08-03\ntext = \"the ramp\"\nresponse = \"a ramp is built\"\n\
                   outcome = \"partly\"\ntold = 2026-08-31\ndecision = \"d-1\"\n";
    let decisions = "[[decision]]\nid = \"d-1\"\ntitle = \"Ramp\"\nstatus = \"accepted\"\ndecided = 2026-08-20\ndriver = \"me\"\napprover = \"ada\"\n";
    let all = with(&[(NOTE, &note(lines)), ("feedback.toml", records), ("decisions.toml", decisions)]);
    let (view, site) = view(&all, "pm");
    let page = &site["feedback.html"];
    assert_eq!(rows(page, "heard"), view.assessed.ledger.loops.len());
    // Told within five working days is in time: 3 August is a Monday, the fifth after it the 10th.
    for right in [
        "One answer of ours is late, by 20\u{a0}days.",
        "Of three answered, two heard from us in time: one accepted, one accepted in part and one declined.",
        "<b>Declined.</b> No room for one",
        "<b>Accepted.</b> Lamps on the way",
        "21\u{a0}days late",
        "It changed the decision: <a href=\"decisions.html#d-d-1\">Ramp</a>",
        "id=\"f-f-4\"",
    ] {
        assert!(page.contains(right), "{right} is missing in {page}");
    }
    assert!(page.find("Waiting<").unwrap() < page.find("Answered<").unwrap());
    assert!(page.find("Answered<").unwrap() < page.find("Praise<").unwrap());
    assert!(site["decisions.html"].contains("href=\"feedback.html#f-f-4\">Bo Lind: “the ramp”</a>"));
}

#[test]
fn an_edition_that_cannot_tell_claims_no_absence() {
    let lines = "- (feedback) @ada: too slow [kind:: concern] ^f-1\n- [ ] @me -> @ada: the plan [due:: 2026-11-20]\n";
    let note = note(lines).replacen("+++\n", "+++\nvisibility = \"leadership\"\n", 1);
    let decisions = "[[decision]]\nid = \"d-1\"\ntitle = \"Ramp\"\nstatus = \"accepted\"\nproposed = 2026-08-01\ndecided = 2026-08-20\ndriver = \"me\"\napprover = \"ada\"\n\
                     contributors = [\"bo\"]\nconsulted = [{ who = \"ada\", on = 2026-08-02 }]\n\
                     [[decision]]\nid = \"d-2\"\ntitle = \"Gate\"\nstatus = \"proposed\"\nproposed = 2026-10-01\ndriver = \"me\"\ncontributors = [\"bo\"]\n";
    let all = with(&[(NOTE, &note), ("decisions.toml", decisions)]);
    let (_, pm) = view(&all, "pm");
    assert!(pm["feedback.html"].contains("days late") && pm["decisions.html"].contains("Not heard"));
    assert!(pm["decisions.html"].contains("Not yet heard") && pm["decisions.html"].contains("Nobody is named yet"));
    let (_, leadership) = view(&all, "leadership");
    for (path, claims) in [
        ("feedback.html", ["late", "Waiting", "waits", "Unanswered"].as_slice()),
        ("decisions.html", &["Not heard", "Not yet heard", "Nobody is named", "too late"]),
        ("commitments.html", &["None of our", "Nothing of"]),
    ] {
        for claim in claims {
            assert!(!leadership[path].contains(claim), "{claim} in {path}");
        }
    }
    for path in ["due.html", "prep/ada.html"] {
        assert!(pm.contains_key(path) && !leadership.contains_key(path), "{path}");
    }
}

#[test]
fn expectations_show_what_answers_them_or_that_nothing_does() {
    let ada = "name = \"Ada Moss\"\nkind = \"executive\"\nexpectations = [\n  { what = \"a plan\", on = 2026-09-01, commitment = \"c-1\" },\n  \
               { what = \"a bridge\", milestone = \"m-1\" },\n  { what = \"peace\", on = 2026-09-02 },\n  { what = \"a map\", commitment = \"c-2\" },\n]\n";
    let lines =
        "- [ ] @me -> @ada: the plan [due:: 2026-10-22] ^c-1\n- [ ] @me -> @bo: the map [due:: 2026-11-22] ^c-2\n";
    let milestones = "[[milestone]]\nid = \"m-1\"\ntitle = \"The bridge\"\nowner = \"me\"\nbaseline_date = 2026-12-01\n\
                      forecasts = [{ on = 2026-10-01, date = 2026-12-11, reason = \"frost\" }]\n";
    let all = with(&[("stakeholders/ada.toml", ada), (NOTE, &note(lines)), ("milestones.toml", milestones)]);
    let (_, site) = view(&all, "pm");
    let page = &site["expectations.html"];
    for right in [
        "Nothing answers one of four expectations.",
        "Two hang on a promise or milestone that is late.",
        "href=\"commitments.html#c-c-1\"",
        "href=\"commitments.html#c-c-2\"",
        "10\u{a0}days late",
        "forecast 11\u{a0}Dec, 10\u{a0}days after the first date",
    ] {
        assert!(page.contains(right), "{right} is missing in {page}");
    }
    assert_eq!(page.matches("Unanswered").count(), 1);
    let sheet = &site["prep/ada.html"];
    assert_eq!(sheet.matches("Unanswered").count(), 1, "a promise to another person answers it, too");
    let (_, leadership) = view(&all, "leadership");
    assert!(!leadership.contains_key("expectations.html"), "expectations are for the team");
}

#[test]
fn risks_go_by_exposure_and_say_how_they_moved() {
    let risk = |id: &str, event: &str, more: &str| {
        format!("[[risk]]\nid = \"{id}\"\nevent = \"{event}\"\nowner = \"me\"\nopened = 2026-09-01\n{more}\n")
    };
    let text = risk(
        "r-1",
        "rain",
        "readings = [{ on = 2026-09-01, probability = 2, impact = 2 }, { on = 2026-10-01, probability = 5, impact = 3 }]\nreview_by = 2026-10-31\nresponse = \"accept\"",
    ) + &risk(
        "r-2",
        "frost",
        "readings = [{ on = 2026-09-01, probability = 4, impact = 5 }]\npath_to_green = \"salt\"\neffect = \"slippery\"",
    ) + &risk("r-3", "drought", "closed = 2026-10-02")
        + &risk("r-4", "hail", "");
    let (_, site) = view(&with(&[("risks.toml", &text)]), "leadership");
    let page = &site["risks.html"];
    let order: Vec<usize> =
        ["r-r-2", "r-r-1", "r-r-4", "r-r-3"].iter().map(|id| page.find(&format!("id=\"{id}\"")).unwrap()).collect();
    assert!(order.is_sorted(), "{order:?}");
    for right in [
        "One of three open risks has grown since it was first read.",
        "<b>20</b>",
        "likely (4) × severe (5)",
        "almost certain (5) × moderate (3); up from 4 on 1\u{a0}Sep",
        "1\u{a0}day past",
        "not read yet",
    ] {
        assert!(page.contains(right), "{right} is missing in {page}");
    }
}

#[test]
fn those_neglected_longest_come_first_and_pauses_do_not_count() {
    let who = |name: &str, more: &str| {
        format!("name = \"{name}\"\nkind = \"internal\"\n{more}\n[plan]\ncadence_days = 10\nmax_gap_days = 20\n")
    };
    let talk = |who: &str| format!("+++\nattendees = [\"{who}\", \"me\"]\n+++\nText.\n");
    let paused = who("Cy", "").replace("[plan]", "[[pause]]\nfrom = 2026-10-12\nto = 2026-10-31\n[plan]");
    let all = with(&[
        ("stakeholders/ada.toml", &who("Ada Moss", "")),
        (
            "stakeholders/bo.toml",
            &(who("Bo Lind", "") + "[[planned]]\non = 2026-10-20\ndate = 2026-11-03\nwith = [\"me\"]\n"),
        ),
        ("stakeholders/cy.toml", &paused),
        ("stakeholders/dee.toml", "name = \"Dee\"\nkind = \"internal\"\n"),
        ("stakeholders/eve.toml", "name = \"Eve\"\nkind = \"internal\"\nleft_on = 2026-10-01\n"),
        ("notes/2026-10-11-a.md", &talk("ada")),
        ("notes/2026-10-21-b.md", &talk("bo")),
        ("notes/2026-10-11-c.md", &talk("cy")),
    ]);
    for edition in ["pm", "team"] {
        let (_, site) = view(&all, edition);
        let page = &site["due.html"];
        let at = |name: &str| page.find(&format!(">{name}</a>")).unwrap_or_else(|| panic!("{name} isn't on {edition}"));
        assert!(at("Ada Moss") < at("Dee") && at("Dee") < at("Bo Lind"), "{edition}");
        // Who left, pauses and plans for days to come are the pm's alone.
        assert_eq!(at("Bo Lind") < at("Cy"), edition == "pm");
        assert_eq!(!page.contains(">Eve<"), edition == "pm", "who left is not talked to");
        for right in
            ["1\u{a0}day over", "First talk", "every 10\u{a0}days, at most 20", "(default)", "have waited longer"]
        {
            assert!(page.contains(right), "{right} is missing in {edition}: {page}");
        }
        assert!(page.contains("11\u{a0}days over"), "past the longest gap counts from the agreed one, too");
        assert_eq!(page.contains(">3\u{a0}Nov<"), edition == "pm");
        assert_eq!(page.contains("Two of 4 have"), edition == "pm");
        assert_eq!(page.contains("may not be in this edition"), edition == "team");
        for claim in ["Nothing is planned", ">none</span>", "Next planned"] {
            assert_eq!(page.contains(claim), edition == "pm", "{claim}");
        }
        assert!(page.contains("href=\"prep/ada.html\"") && site.contains_key("prep/ada.html"));
        assert!(site["stakeholders/ada.html"].contains("href=\"../prep/ada.html\""));
    }
    assert!(view(&all, "pm").1["register.html"].contains("2026-11-03"), "the register names the planned day");
}

#[test]
fn with_someone_never_talked_to_nobody_is_said_to_be_in_time() {
    let (_, site) = view(&with(&[("notes/2026-10-30-a.md", "+++\nattendees = [\"ada\", \"me\"]\n+++\nText.\n")]), "pm");
    assert!(site["due.html"].contains("Nobody has waited longer than agreed, but no talk is on file with Bo Lind."));
}

#[test]
fn the_sheet_for_a_meeting_holds_what_is_open() {
    let ada = "name = \"Ada Moss\"\nkind = \"executive\"\npriorities = [\"cost\"]\nconcerns = [\"haste\"]\n[plan]\nkey_messages = [\"slowly\"]\n";
    let lines = "- [ ] @me -> @ada: the plan [due:: 2026-10-22]\n- [ ] @ada -> @me: the sum\n- [x] @me -> @ada: gone [due:: 2026-10-06] [completion:: 2026-10-06]\n\
                 - (feedback) @ada: too slow ^f-1\n- (decision) a gate [approver:: ada] ^d-1\n";
    let (_, site) = view(&with(&[("stakeholders/ada.toml", ada), (NOTE, &note(lines))]), "team");
    let page = &site["prep/ada.html"];
    for right in [
        "The plan",
        "The sum",
        "too slow",
        "cost",
        "haste",
        "slowly",
        "A gate",
        "approver",
        "notes/2026-10-05-talk.html",
    ] {
        assert!(page.contains(right), "{right} is missing in {page}");
    }
    assert!(!page.contains("Gone"), "what is done needs no preparation");
}

#[test]
fn with_nothing_on_file_there_are_no_such_pages() {
    let (_, site) = view(&files(&[("rapporteur.toml", "product = \"P\"\n")]), "pm");
    for name in ["commitments", "feedback", "expectations", "decisions", "positions", "risks", "due"] {
        assert!(!site.contains_key(&format!("{name}.html")), "{name}");
        assert!(!site["index.html"].contains(&format!("{name}.html")), "{name} is linked");
    }
}

#[test]
fn long_lists_split_and_every_entry_stays_in_reach() {
    let mut lines = String::new();
    for n in 0..700 {
        let (day, box_) = (n % 28 + 1, if n % 3 == 0 { " " } else { "x" });
        let done = if n % 3 == 0 { String::new() } else { format!(" [completion:: 2026-{:02}-{day:02}]", n % 9 + 1) };
        lines += &format!(
            "- [{box_}] @me -> @ada: promise {n} of some length, so that a page fills up [due:: 2026-{:02}-{day:02}]{done} ^c-{n}\n",
            n % 9 + 1
        );
        lines += &format!("- (feedback) @bo: remark {n} of some length ^f-{n}\n");
        if n % 2 == 0 {
            lines += &format!("- (told) @bo: done with it [feedback:: f-{n}] [outcome:: accepted]\n");
        }
    }
    let mut text = String::new();
    for n in 0..150 {
        text += &format!(
            "[[decision]]\nid = \"d-{n}\"\ntitle = \"Decision {n}\"\nstatus = \"accepted\"\ndecided = 20{:02}-05-{:02}\ndriver = \"me\"\napprover = \"ada\"\n",
            10 + n % 15,
            n % 28 + 1
        );
    }
    let mut all = with(&[("decisions.toml", &text)]);
    all.insert("notes/2026-01-02-all.md".to_owned(), note(&lines));
    for n in 0..300 {
        let long = "Maximiliane Schwarzenberg-Hohenlohe of the upper valley ".repeat(2);
        let text = format!(
            "name = \"{long}{n}\"\nkind = \"external\"\nexpectations = [{{ what = \"thing {n}\" }}]\npositions = [{{ topic = \"T{}\", stance = {}, on = 2026-01-01 }}]\n",
            n % 40,
            n % 5 - 2
        );
        all.insert(format!("stakeholders/x-{n}.toml"), text);
    }
    let (view, site) = view(&all, "pm");
    for (prefix, anchor, n) in [
        ("commitments", " id=\"c-c-", view.assessed.ledger.commitments.len()),
        ("feedback", " id=\"f-f-", view.assessed.ledger.loops.len()),
        ("decisions", " id=\"d-d-", view.assessed.ledger.decisions.len()),
        ("expectations", "<th scope=\"row\"", 300),
        ("due", "<th scope=\"row\"", view.register.stakeholders.len()),
    ] {
        let pages: Vec<_> = site.iter().filter(|(path, _)| path.starts_with(prefix)).collect();
        assert!(pages.len() > 1, "{prefix} isn't split");
        let found: usize = pages.iter().map(|(_, page)| page.matches(anchor).count()).sum();
        assert_eq!(found, n, "{prefix}");
    }
    for (path, page) in &site {
        let is_ledger = ["commitments", "feedback", "decisions", "expectations", "due", "positions", "prep"];
        if is_ledger.iter().any(|name| path.starts_with(name)) {
            assert!(page.len() < 100_000, "{path} has {} bytes", page.len());
        }
        for link in page.split(" href=\"").skip(1).map(|rest| &rest[..rest.find('"').unwrap()]) {
            let Some((file, anchor)) = link.split_once('#') else { continue };
            if file.contains("commitments") || file.contains("feedback") || file.contains("decisions") {
                let target = file.trim_start_matches("../");
                let target = if path.contains('/') && !file.starts_with("../") {
                    format!("{}/{target}", path.split('/').next().unwrap())
                } else {
                    target.to_owned()
                };
                assert!(site[&target].contains(&format!(" id=\"{anchor}\"")), "{link} in {path} has no anchor");
            }
        }
    }
}
