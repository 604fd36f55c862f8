//! Goals and milestones: the arithmetic by hand, the pages as a reader sees them.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use proptest::prelude::*;
use rapporteur::assess::calibration::{Band, Calibration, calibration};
use rapporteur::assess::direction::{self, Course, Stage, Stand, progress};
use rapporteur::assess::survival::{Seen, Survival};
use rapporteur::register::{Goal, Milestone, Register};

use crate::world::{Files, as_of, pages, sound};

fn files(list: &[(&str, String)]) -> Files {
    let mut files = Files::new();
    files.insert("rapporteur.toml".into(), "product = \"P\"\n[[team]]\nid = \"me\"\nname = \"Robin\"\n".into());
    files.extend(list.iter().map(|(path, text)| ((*path).to_owned(), text.clone())));
    files
}

pub(crate) fn day(back: i64) -> Date {
    as_of().saturating_sub(jiff::Span::new().days(back))
}

pub(crate) fn register(list: &[(&str, String)]) -> Register {
    sound(&files(list)).register
}

pub(crate) fn goal(metric: &str, readings: &str) -> Goal {
    let text = format!(
        "[[goal]]\nid = \"g\"\ntitle = \"G\"\nowner = \"me\"\nmetric = {{ name = \"M\", {metric} }}\nreadings = [{readings}]\n"
    );
    register(&[("goals.toml", text)]).goals.into_values().next().unwrap()
}

/// A milestone done this many days late, its baseline on a day well past; or not done, its baseline this long ago.
fn milestone(id: usize, error: i64, is_done: bool, forecasts: &str) -> String {
    let (baseline, done) =
        if is_done { (day(200), format!("done = {}\n", day(200 - error))) } else { (day(error), String::new()) };
    format!(
        "[[milestone]]\nid = \"m{id}\"\ntitle = \"M{id}\"\nowner = \"me\"\nbaseline_date = {baseline}\n{done}forecasts = [{forecasts}]\n"
    )
}

fn record(done: &[i64], open: &[i64]) -> (Calibration, BTreeMap<String, Milestone>) {
    let all = done.iter().map(|e| (*e, true)).chain(open.iter().map(|e| (*e, false)));
    let text: String = all.enumerate().map(|(i, (e, is_done))| milestone(i, e, is_done, "")).collect();
    let register = register(&[("milestones.toml", text)]);
    let record = calibration(register.milestones.values(), as_of());
    (record, register.milestones.into_iter().map(|(id, m)| (id.to_string(), m)).collect())
}

#[test]
fn the_range_is_of_what_so_many_milestones_support() {
    // Four are too few, five are enough.
    assert_eq!(record(&[-3, 0, 7, 14], &[]).0.band, None);
    let (five, _) = record(&[-3, 0, 7, 14, 32], &[]);
    let band = five.band.unwrap();
    assert_eq!((band.low, band.median, band.high), (-3, Some(7), Some(32)));
    assert!((band.level - 2.0 / 3.0).abs() < 1e-12);
    // Left out, the smallest and the largest lie outside the range of the others.
    assert_eq!(five.held, (3, 5));
    let (nine, _) = record(&[0, 1, 2, 3, 4, 5, 6, 7, 8], &[]);
    assert_eq!(nine.band, Some(Band { low: 0, median: Some(4), high: Some(8), level: 0.8 }));
    // From twenty on the ends move inwards: (21 * 0.1 - 1) / 20 = 0.055 may lie outside at each end.
    let twenty: Vec<i64> = (0..20).collect();
    assert_eq!(record(&twenty, &[]).0.band, Some(Band { low: 1, median: Some(9), high: Some(18), level: 0.8 }));
}

#[test]
fn what_is_not_done_counts_as_later_than_today() {
    let done = [-3, 0, 7, 14, 32];
    // Ten days past: two of six are known to be later, 1/2 * 1/2 left after 14 days, none after 32.
    let (ten, _) = record(&done, &[10]);
    let band = ten.band.unwrap();
    assert_eq!((band.low, band.median, band.high, ten.overdue), (-3, Some(7), Some(32), 1));
    // Later than all that are done: there is no upper end.
    let (forty, milestones) = record(&done, &[40]);
    assert_eq!(forty.band.unwrap().high, None);
    let likely = forty.likely(&milestones["m5"], as_of()).unwrap();
    assert_eq!((likely.from, likely.to), (as_of(), None));
    // Not due yet says nothing at all.
    assert_eq!(record(&done, &[-40]).0.band, record(&done, &[]).0.band);
    // Half of all not done, and later: no median.
    assert_eq!(record(&done, &[40, 41, 42, 43, 44, 45]).0.band.unwrap().median, None);
}

#[test]
fn a_forecast_is_moved_by_the_range_and_never_lies_before_today() {
    let (record, milestones) = record(&[-3, 0, 7, 14, 32], &[-1, -40]);
    let near = record.likely(&milestones["m5"], as_of()).unwrap();
    assert_eq!((near.from, near.to), (as_of(), Some(day(-33))));
    let far = record.likely(&milestones["m6"], as_of()).unwrap();
    assert_eq!((far.from, far.to), (day(-37), Some(day(-72))));
    assert!(far.is_untested && record.longest < 40);
    assert_eq!(record.likely(&milestones["m0"], as_of()), None, "done");
}

#[test]
fn a_milestone_that_moved_often_weighs_one() {
    let moved = format!("{{ on = {}, date = {} }}, {{ on = {}, date = {} }}", day(210), day(180), day(190), day(160));
    let others: String = (1..5).map(|i| milestone(i, 0, true, "")).collect();
    let text = milestone(0, 40, true, &moved) + &others;
    let register = register(&[("milestones.toml", text)]);
    let m = &register.milestones[&rapporteur::register::Id::new("m0")];
    assert_eq!(
        direction::steps(m).iter().map(|s| (s.moved, s.whole)).collect::<Vec<_>>(),
        [(0, 0), (20, 20), (20, 40)]
    );
    assert_eq!((direction::slips(m), direction::late(m), direction::stage(m, as_of())), (2, 40, Stage::Done));
    let record = calibration(register.milestones.values(), as_of());
    let own: Vec<_> = record.claims.iter().filter(|c| c.milestone == m.id).map(|c| (c.ahead, c.error)).collect();
    // The baseline was set before the first forecast was made: at least 10 days ahead.
    assert_eq!(own, [(10, 40), (30, 20), (30, 0)]);
    // 4 and a third of 5 had an error of 0 at most.
    assert_eq!(record.band.unwrap().median, Some(0));
    assert_eq!(record.held, (5, 7));
}

#[test]
fn survival_weighs_what_is_not_over() {
    let seen = |time, is_over| Seen { time, is_over, weight: 1.0 };
    let all = Survival::of(vec![seen(6, true), seen(9, false), seen(6, false), seen(10, true), seen(7, true)]);
    // After 6: 4/5; after 7: 4/5 * 2/3; after 10: 0.
    assert_eq!(
        (all.time_until(0.8), all.time_until(0.54), all.median(), all.time_until(0.0)),
        (Some(6), Some(7), Some(10), Some(10))
    );
    assert_eq!(Survival::of(vec![seen(6, false)]).median(), None);
    assert_eq!(Survival::of(Vec::new()).median(), None);
}

#[test]
fn an_eased_target_is_no_progress() {
    let up = "baseline = 0, direction = \"up\", due = 2027-03-31";
    let targets = "targets = [{ on = 2026-01-01, target = 100 }, { on = 2026-07-01, target = 40 }]";
    let of = |value: u32| {
        progress(&goal(&format!("{up}, {targets}"), &format!("{{ date = 2026-10-01, value = {value} }}")), as_of())
            .unwrap()
    };
    let half = of(20);
    assert_eq!((half.hardest, half.target.unwrap().1, half.eased, half.share), (Some(100.0), 40.0, 1, Some(0.2)));
    assert_eq!(
        (half.stand, of(39).stand, of(40).stand, of(99).stand, of(100).stand),
        (Stand::Behind, Stand::Behind, Stand::MetEased, Stand::MetEased, Stand::Met)
    );
    // 273 of 454 days: the path stands at 60.1.
    assert_eq!((of(60).stand, of(61).stand), (Stand::MetEased, Stand::MetEased));
    let one = |value: u32| {
        progress(
            &goal(
                &format!("{up}, targets = [{{ on = 2026-01-01, target = 100 }}]"),
                &format!("{{ date = 2026-10-01, value = {value} }}"),
            ),
            as_of(),
        )
        .unwrap()
        .stand
    };
    assert_eq!((one(60), one(61)), (Stand::Behind, Stand::OnPath));
}

#[test]
fn goals_say_what_they_can() {
    let stand = |metric: &str, readings: &str| progress(&goal(metric, readings), as_of()).unwrap().stand;
    let one = "{ date = 2026-10-01, value = 5 }";
    let target = "targets = [{ on = 2026-01-01, target = 10 }]";
    assert_eq!(stand(&format!("baseline = 0, {target}"), ""), Stand::Unmeasured);
    assert_eq!(stand("baseline = 0", one), Stand::NoTarget);
    assert_eq!(stand(target, one), Stand::Unmeasured);
    assert_eq!(stand(&format!("baseline = 0, {target}"), one), Stand::Undated);
    assert_eq!(stand(&format!("baseline = 6, {target}"), one), Stand::Backwards);
    assert_eq!(stand(&format!("baseline = 0, due = 2026-10-31, {target}"), one), Stand::Missed);
    assert_eq!(stand(&format!("baseline = 20, direction = \"down\", {target}"), one), Stand::Met);
    let two = goal("direction = \"down\"", "{ date = 2026-09-01, value = 4 }, { date = 2026-10-01, value = 5 }");
    assert_eq!(progress(&two, as_of()).unwrap().course, Some(Course::Worse));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// The range holds what it promises on what it was made from, and more not done never makes it narrower.
    #[test]
    fn the_range_only_widens_with_what_is_not_done(done in prop::collection::vec(-60i64..150, 5..30), open in prop::collection::vec(1i64..150, 0..6)) {
        let (alone, _) = record(&done, &[]);
        let (with, _) = record(&done, &open);
        let (a, b) = (alone.band.unwrap(), with.band.unwrap());
        let inside = done.iter().filter(|e| a.holds(**e)).count();
        prop_assert!(inside as f64 >= a.level * done.len() as f64 - 1e-9, "{inside} of {}", done.len());
        prop_assert!(b.high.is_none_or(|high| high >= a.high.unwrap()));
        prop_assert!(b.low >= a.low);
        prop_assert!(with.held.1 == done.len());
    }
}

pub(crate) fn site(list: &[(&str, String)], edition: &str) -> BTreeMap<String, String> {
    let workspace = sound(&files(list));
    let edition = &workspace.config.editions[edition];
    let view = rapporteur::view(&workspace, edition, as_of());
    pages(&workspace, &view, edition)
        .into_iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()))
        .collect()
}

/// A page without its tags.
fn text(page: &str) -> String {
    let mut out = String::new();
    for part in page.split('<') {
        out += part.split_once('>').map_or(part, |(_, text)| text);
    }
    out.replace('\u{a0}', " ")
}

pub(crate) fn stakeholder(name: &str, label: &str) -> String {
    format!("name = \"{name}\"\nkind = \"external\"\nvisibility = \"{label}\"\n")
}

#[test]
fn who_was_not_told_is_said_only_where_it_would_be_in_sight() {
    let list = [
        ("stakeholders/ada.toml", stakeholder("Ada Moss", "leadership")),
        ("stakeholders/bo.toml", stakeholder("Bo Lind", "leadership")),
        ("stakeholders/cy.toml", stakeholder("Cy Roe", "pm")),
        (
            "milestones.toml",
            "[[milestone]]\nid = \"m\"\ntitle = \"Pilot\"\nowner = \"me\"\nbaseline_date = 2026-12-01\n\
             forecasts = [{ on = 2026-09-01, date = 2026-12-24 }]\n\
             affects = [{ who = \"ada\" }, { who = \"bo\", told = 2026-08-01 }, { who = \"cy\", told = 2026-09-02 }]\n"
                .to_owned(),
        ),
    ];
    let pm = text(&site(&list, "pm")["milestones.html"]);
    assert!(pm.contains("Ada Moss, not told") && pm.contains("told 1 Aug, before it last moved (1 Sep)"), "{pm}");
    assert!(pm.contains("Cy Roe, told 2 Sep") && pm.contains("bears on no goal"));
    assert!(!pm.contains("How far our dates have been off"), "no date has come true or passed");
    let leadership = text(&site(&list, "leadership")["milestones.html"]);
    assert!(!leadership.contains("not told") && !leadership.contains("Cy Roe") && leadership.contains("Ada Moss"));
}

#[test]
fn the_charts_of_milestones_equal_the_model() {
    let sample = rapporteur::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).unwrap();
    let edition = &sample.config.editions["pm"];
    let view = rapporteur::view(&sample, edition, as_of());
    let page = String::from_utf8(pages(&sample, &view, edition)["milestones.html"].clone()).unwrap();
    for m in view.register.milestones.values() {
        let (slips, late) = (direction::slips(m), direction::late(m));
        assert!(page.contains(&format!("<td>{slips}</td><td>{late}</td>")), "{}", m.id);
        assert!(page.contains(&format!("id=\"m-{}\"", m.id)));
    }
    let record = calibration(view.register.milestones.values(), as_of());
    assert!(record.done >= 9 && record.band.is_some());
    let held = format!("it would have held {} of {} dates", record.held.0, record.held.1);
    assert!(page.contains(&held), "{held}");
}

#[test]
fn many_milestones_stay_on_light_pages() {
    let text: String = (0..200i64)
        .map(|i| {
            let moved = format!(
                "{{ on = {}, date = {}, reason = \"the supplier's third week in a row without a lorry\" }}, {{ on = {}, date = {} }}",
                day(220 - i),
                day(180 - i),
                day(200 - i),
                day(150 - i)
            );
            milestone(i as usize, 30 + i % 40, i < 60, &moved).replace("title = \"M", "title = \"A milestone with a title of usual length ")
        })
        .collect();
    let site = site(&[("milestones.toml", text)], "pm");
    let mut anchors = 0;
    for (path, page) in site.iter().filter(|(path, _)| path.starts_with("milestones")) {
        assert!(page.len() < 100_000, "{path} weighs {}", page.len());
        anchors += page.matches("id=\"m-m").count();
    }
    assert_eq!(anchors, 200);
}

fn chained() -> [(&'static str, String); 4] {
    let metric = "metric = { name = \"Calls\", unit = \"%\", baseline = 40, direction = \"up\", due = 2027-03-01, targets = [{ on = 2026-01-01, target = 90 }, { on = 2026-09-01, target = 60 }] }\n\
        readings = [{ date = 2026-10-01, value = 55, source = \"Berth log\" }]\n";
    [
        (
            "goals.toml",
            format!(
                "[[goal]]\nid = \"calls\"\ntitle = \"Every call planned\"\nowner = \"me\"\nstrategic_goal = \"Punctual <b>\"\nstatus_reported = [{{ on = 2026-10-05, status = \"green\" }}]\n{metric}\
                 [[goal]]\nid = \"idle\"\ntitle = \"Lone goal\"\nowner = \"me\"\n"
            ),
        ),
        (
            "milestones.toml",
            "[[milestone]]\nid = \"pilot\"\ntitle = \"Pilot\"\nowner = \"me\"\nbaseline_date = 2026-12-01\ngoal = \"calls\"\n\
             [[milestone]]\nid = \"loose\"\ntitle = \"Loose end\"\nowner = \"me\"\nbaseline_date = 2026-12-01\n"
                .to_owned(),
        ),
        (
            "decisions.toml",
            "[[decision]]\nid = \"d-1\"\ntitle = \"Beta stays closed\"\nstatus = \"proposed\"\nproposed = 2026-09-01\nneeded_by = 2026-10-31\ngoal = \"calls\"\n\
             [[decision]]\nid = \"d-2\"\ntitle = \"No evening shifts\"\nstatus = \"proposed\"\nproposed = 2026-09-01\n"
                .to_owned(),
        ),
        (
            "notes/2026-10-02-a.md",
            "+++\nattendees = [\"me\"]\ngoals = [\"calls\"]\n+++\n- (decision) berths by name [approver:: @me]\n".to_owned(),
        ),
    ]
}

#[test]
fn a_goal_without_a_metric_is_not_said_to_be_off_its_path() {
    for (metric, said) in [
        ("", "The one goal has nothing to measure by."),
        ("metric = { name = \"Calls\", baseline = 40 }\n", "The one goal has no reading yet."),
    ] {
        let goal = format!("[[goal]]\nid = \"calls\"\ntitle = \"Every call planned\"\nowner = \"me\"\n{metric}");
        let page = text(&site(&[("goals.toml", goal)], "pm")["goals.html"]);
        assert!(page.contains(said) && !page.contains("on the path"), "{page}");
    }
}

#[test]
fn the_chain_leads_from_the_company_goal_to_the_decision() {
    let site = site(&chained(), "pm");
    let page = &site["goals.html"];
    assert!(page.contains("Punctual &lt;b&gt;") && page.contains("id=\"g-calls\"") && page.contains("id=\"g-idle\""));
    assert!(page.contains("href=\"milestones.html#m-pilot\""));
    assert!(site["milestones.html"].contains("href=\"goals.html#g-calls\""));
    let text = text(page);
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} in {text}"));
    let order = [
        "Every call planned",
        "Pilot",
        "berths by name",
        "Beta stays closed",
        "No company goal",
        "Lone goal",
        "Bears on no goal",
        "Loose end",
        "No evening shifts",
    ];
    assert!(order.windows(2).all(|w| at(w[0]) < at(w[1])), "{text}");
    // 55 is 30 % of the way from 40 to the hardest target, 90; 273 of 424 days are gone.
    at("30 % of the way to 90 %, with 64 % of the time gone; the target was eased once, to 60");
    at("Claimed green, and by its readings behind the straight path.");
    at("Open, needed by 31 Oct");
    assert_eq!(text.matches("Beta stays closed").count(), 1);
}

#[test]
fn the_charts_of_goals_equal_the_model() {
    let sample = rapporteur::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).unwrap();
    for edition in ["pm", "leadership"] {
        let edition = &sample.config.editions[edition];
        let view = rapporteur::view(&sample, edition, as_of());
        let page = String::from_utf8(pages(&sample, &view, edition)["goals.html"].clone()).unwrap();
        for g in view.register.goals.values() {
            let p = progress(g, as_of()).unwrap();
            for r in &g.readings {
                let row = format!(
                    "<td>{}</td><td>reading</td><td>{}</td>",
                    r.value.date,
                    rapporteur::assess::figure::figure(r.value.value.0)
                );
                assert!(page.contains(&row), "{row}");
            }
            let share = format!("{:.0} % of the way", p.share.unwrap() * 100.0);
            assert!(page.contains(&share), "{}: {share}", g.id);
        }
    }
}

#[test]
fn many_goals_stay_on_light_pages() {
    let goals: Vec<String> = (0..200)
        .map(|i| {
            let readings: Vec<String> =
                (1..10).map(|m| format!("{{ date = 2026-0{m}-15, value = {}, source = \"the log of the harbour office\" }}", m * i)).collect();
            format!(
                "[[goal]]\nid = \"g{i}\"\ntitle = \"A goal with a title of usual length {i}\"\nowner = \"me\"\nstrategic_goal = \"Company goal {}\"\n\
                 metric = {{ name = \"Calls planned a day ahead\", unit = \"calls\", baseline = 1, due = 2027-03-01, targets = [{{ on = 2026-01-01, target = 9000 }}] }}\nreadings = [{}]\n",
                i % 7,
                readings.join(", ")
            )
        })
        .collect();
    let milestones: String = (0..200)
        .map(|i| milestone(i, 30, i < 60, "").replace("owner", &format!("goal = \"g{}\"\nowner", i % 20)))
        .collect();
    let site = site(&[("goals.toml", goals.concat()), ("milestones.toml", milestones)], "pm");
    let pages: Vec<_> = site.iter().filter(|(path, _)| path.starts_with("goals")).collect();
    for (path, page) in &pages {
        assert!(page.len() < 100_000, "{path} weighs {}", page.len());
    }
    let count = |mark: &str| pages.iter().map(|(_, page)| page.matches(mark).count()).sum::<usize>();
    assert_eq!(count("<h3 id=\"g-g"), 200);
    for (path, page) in &site {
        for link in page.split("href=\"").skip(1).map(|rest| &rest[..rest.find('"').unwrap()]) {
            if let Some((file, anchor)) =
                link.split_once('#').filter(|(file, _)| file.starts_with("goals") || file.starts_with("milestones"))
            {
                assert!(site[file].contains(&format!("id=\"{anchor}\"")), "{link} in {path}");
            }
        }
    }
}

#[test]
fn charts_of_any_goal_and_milestone_are_drawn() {
    let wild = "baseline = 1e308, direction = \"up\", due = 2200-12-31, targets = [{ on = 1971-01-01, target = -1e308 }, { on = 2026-01-01, target = 0.0000001 }]";
    let goals = format!(
        "[[goal]]\nid = \"a\"\ntitle = \"A\"\nowner = \"me\"\nmetric = {{ name = \"M\", {wild} }}\nreadings = [{{ date = 2026-01-01, value = 5 }}, {{ date = 2026-01-01, value = -1e308 }}]\n\
         [[goal]]\nid = \"b\"\ntitle = \"B\"\nowner = \"me\"\nmetric = {{ name = \"M\" }}\nreadings = [{{ date = 2026-01-01, value = 0 }}]\n\
         [[goal]]\nid = \"c\"\ntitle = \"C\"\nowner = \"me\"\nmetric = {{ name = \"M\", baseline = 3, due = 2020-01-01, targets = [{{ on = 2026-01-01, target = 3 }}] }}\n"
    );
    let ends = "[[milestone]]\nid = \"x\"\ntitle = \"X\"\nowner = \"me\"\nbaseline_date = 2200-12-31\nforecasts = [{ on = 2026-01-01, date = 1971-01-01 }]\n\
        [[milestone]]\nid = \"y\"\ntitle = \"Y\"\nowner = \"me\"\nbaseline_date = 1971-01-01\ndone = 2026-01-01\n";
    let site = site(&[("goals.toml", goals), ("milestones.toml", ends.to_owned())], "pm");
    for path in ["goals.html", "milestones.html"] {
        let page = &site[path];
        let at = ["NaN", ">inf", "inf<", "inf "].iter().find_map(|word| page.find(word));
        assert!(at.is_none(), "{path}: {}", page[at.unwrap() - 90..].chars().take(120).collect::<String>());
        assert!(page.contains("role=\"img\""));
    }
}
