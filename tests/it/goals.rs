//! Goals and milestones: the arithmetic by hand, the pages as a reader sees them.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use rapporteur::assess::calibration::calibration;
use rapporteur::assess::direction::{self, Course, Stand, progress};
use rapporteur::register::{Goal, Register};

use crate::calibration::milestone;
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
