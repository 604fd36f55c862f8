//! Records and configuration: a workspace's text, the diagnostics it must give, and what is read from it.

use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;
use rapporteur::config::Config;
use rapporteur::diagnostic::{Code, Diagnostic, Diagnostics};
use rapporteur::parse::{Records, config, records};
use rapporteur::register::{Audience, BoxState, Id};
use rapporteur::source::{FileId, Origin, Place, Role, SourceFile, Sources};

/// Sources of files by path; those under `private/` are the overlay's.
fn sources(files: &[(&str, &str)]) -> Sources {
    let file = |(path, text): &(&str, &str)| SourceFile {
        path: Arc::from(*path),
        origin: if path.starts_with("private/") { Origin::Private } else { Origin::Workspace },
        role: match *path {
            "rapporteur.toml" => Role::Config,
            path if path.contains("stakeholders/") => Role::Stakeholder,
            _ => Role::List,
        },
        text: Arc::from(*text),
    };
    Sources { files: files.iter().map(file).collect(), ..Sources::default() }
}

fn read(files: &[(&str, &str)]) -> (Records, Diagnostics, Sources) {
    let sources = sources(files);
    let mut diagnostics = Diagnostics::default();
    let settings = match sources.files.iter().position(|f| f.role == Role::Config) {
        Some(index) => config::config(FileId(index as u32), &sources.files[index].text, &mut diagnostics),
        None => Config::default(),
    };
    let records = records::parse(&sources, &settings, &mut diagnostics);
    (records, diagnostics, sources)
}

fn at(sources: &Sources, place: Place) -> String {
    format!("{}:{}:{}", sources.file(place.file).path, place.line, sources.column(place))
}

/// What a workspace gives, a line for each diagnostic: code, place, related places.
fn found(files: &[(&str, &str)]) -> String {
    let (_, diagnostics, sources) = read(files);
    let mut lines = String::new();
    for Diagnostic { code, place, related, .. } in diagnostics.sorted() {
        write!(lines, "{} {}", code.as_str(), at(&sources, place.unwrap())).unwrap();
        for (place, _) in related {
            write!(lines, " ({})", at(&sources, place)).unwrap();
        }
        lines.push('\n');
    }
    lines
}

fn hints(files: &[(&str, &str)]) -> Vec<String> {
    let (_, diagnostics, _) = read(files);
    diagnostics.sorted().into_iter().map(|d| d.hint.unwrap_or_default()).collect()
}

const ADA: (&str, &str) = ("stakeholders/ada.toml", "name = \"Ada\"\nkind = \"internal\"\n");

#[test]
fn a_configuration_says_all_that_is_wrong_with_it() {
    let text = r#"prodct = "x"
as_of = 2026-02-30
time_zone = "Europe/Berlim"
[[team]]
id = "me"
name = "Me"
[[team]]
id = "me"
name = "Also me"
audience = "teem"
[[pause]]
from = 2026-12-24
to = 2026-12-20
[health]
profile = "all"
signals = ["cadence", "cadence", "mood", "sentiment"]
weights = { cadence = 0, candence = 1 }
prior = 1.5
healthy_from = 60
cadence_days = 0
[editions.Board]
audience = "everyone"
[editions.leadership]
scores = true
out = "site"
declassify = ["bands"]
[editions.team]
out = "site/team"
[notes]
source = [{ style = "wild" }]
[private]
"#;
    assert_eq!(
        found(&[("rapporteur.toml", text)]),
        "\
unknown-key rapporteur.toml:1:1
invalid-date rapporteur.toml:2:9
unknown-word rapporteur.toml:3:13
duplicate-id rapporteur.toml:8:6 (rapporteur.toml:5:6)
unknown-audience rapporteur.toml:10:12
dates-out-of-order rapporteur.toml:13:6 (rapporteur.toml:12:8)
unknown-word rapporteur.toml:15:11
missing-purpose rapporteur.toml:16:1
out-of-range rapporteur.toml:16:23
unknown-word rapporteur.toml:16:34
out-of-range rapporteur.toml:17:23
unknown-key rapporteur.toml:17:26
out-of-range rapporteur.toml:18:9
out-of-range rapporteur.toml:19:1
out-of-range rapporteur.toml:20:16
invalid-id rapporteur.toml:21:11
scores-too-wide rapporteur.toml:24:10
out-of-range rapporteur.toml:26:15
missing-field rapporteur.toml:27:1
edition-conflict rapporteur.toml:28:7 (rapporteur.toml:25:7)
missing-field rapporteur.toml:30:11
missing-field rapporteur.toml:31:1
"
    );
}

#[test]
fn a_stakeholder_says_all_that_is_wrong_with_it() {
    let text = r#"nmae = "Ada"
kind = "intern"
since = 2026-05-01
left_on = 2026-04-01
audience = "all"
aliases = "ada"
title = 3
relationship_owner = "@Me"
[plan]
cadence_days = 14
max_gap_days = 14
[preferences]
detail = "one page"
[[positions]]
topic = "x"
stance = 3
on = 2026-01-01
[[assessment]]
date = 2026-01-01
by = "me"
power = 6
interest = 3
current = "supportive"
desired = "leading"
[[assessment]]
date = 2026-01-01
by = "me"
power = 5
interest = 3
current = "supportive"
[[override]]
band = "watch"
reason = ""
by = "me"
on = 2026-01-01
until = 2026-03-03
[[override]]
band = "watch"
reason = "x"
by = "me"
on = 2026-01-01
until = 2025-12-31
[[planned]]
on = 2026-01-01
"#;
    assert_eq!(
        found(&[("stakeholders/ada.toml", text)]),
        "\
unknown-key stakeholders/ada.toml:1:1
unknown-word stakeholders/ada.toml:2:8
dates-out-of-order stakeholders/ada.toml:4:11 (stakeholders/ada.toml:3:9)
unknown-audience stakeholders/ada.toml:5:12
wrong-type stakeholders/ada.toml:6:11
wrong-type stakeholders/ada.toml:7:9
invalid-id stakeholders/ada.toml:8:22
gap-not-above-cadence stakeholders/ada.toml:11:16 (stakeholders/ada.toml:10:16)
unknown-word stakeholders/ada.toml:13:10
out-of-range stakeholders/ada.toml:16:10
out-of-range stakeholders/ada.toml:21:9
missing-field stakeholders/ada.toml:25:1
duplicate-assessment stakeholders/ada.toml:26:8 (stakeholders/ada.toml:19:8)
out-of-range stakeholders/ada.toml:33:10
override-too-long stakeholders/ada.toml:36:9 (stakeholders/ada.toml:35:6)
dates-out-of-order stakeholders/ada.toml:42:9 (stakeholders/ada.toml:41:6)
missing-field stakeholders/ada.toml:43:1
"
    );
}

#[test]
fn an_override_may_last_sixty_days() {
    let with = |until: &str| {
        let text = format!(
            "{}[[override]]\nband = \"watch\"\nreason = \"x\"\nby = \"me\"\non = 2026-01-01\nuntil = {until}\n",
            ADA.1
        );
        found(&[(ADA.0, &text)])
    };
    assert_eq!(with("2026-01-01"), "");
    assert_eq!(with("2026-03-02"), "");
    assert!(with("2026-03-03").starts_with("override-too-long"));
    assert!(with("2025-12-31").starts_with("dates-out-of-order"));
}

#[test]
fn lists_say_all_that_is_wrong_with_them() {
    let files = [
        ("commitments.toml", r#"[[commitment]]
id = "c-1"
from = "me"
to = "ada"
text = "x"
made = 2026-02-01
done = 2026-01-31
[[commitment]]
id = "c-1"
from = "me"
to = []
text = "x"
made = 2026-02-01
done = 2026-02-01
cancelled = 2026-02-02
renegotiated = [{ on = 2026-02-03, due = 2026-03-01 }, { on = 2026-02-02, due = 2026-04-01 }]
"#),
        ("decisions.toml", r#"[[decision]]
id = "d-1"
title = "x"
status = "accepted"
proposed = 2026-02-01
decided = 2026-01-01
[[decision]]
id = "d-2"
title = "x"
status = "proposed"
approver = ["ada", "bo"]
consulted = [{ who = "ada" }]
[[decision]]
id = "d-2"
title = "x"
status = "superceded"
"#),
        ("feedback.toml", r#"[[feedback]]
id = "f-1"
from = "ada"
date = 2026-02-01
text = "x"
kind = "compliant"
told = 2026-01-01
"#),
        ("goals.toml", r#"[[goals]]
id = "g-1"
"#),
        ("groups.toml", r#"[group]
id = "g"
"#),
        ("milestones.toml", r#"[[milestone]]
id = "m-1"
title = "x"
owner = "me"
baseline_date = 2026-02-01T10:00:00
"#),
        ("pulse.toml", r#"[[pulse]]
date = 2026-02-01
question = "x"
n = -1
mean = 5.1
"#),
        ("risks.toml", r#"[[risk]]
id = "r-1"
event = "x"
owner = "me"
opened = 2026-02-01
closed = 2026-01-01
readings = [{ on = 2026-02-01, probability = 0, impact = 6 }, 3]
extra = { anything = [1, { goes = "here" }] }
"#),
        ("stakeholders/Ada L.toml", "name = \"Ada\"\nkind = \"internal\"\n"),
        ("stakeholders/me.toml", "name = \"Me too\"\nkind = \"internal\"\n"),
        ("stakeholders/bad.toml", "name = \"Bad\nkind = \"internal\"\n"),
    ];
    assert_eq!(
        found(&files),
        "\
done-before-made commitments.toml:7:8 (commitments.toml:6:8)
duplicate-id commitments.toml:9:6 (commitments.toml:2:6)
out-of-range commitments.toml:11:6
out-of-range commitments.toml:15:13 (commitments.toml:14:8)
dates-out-of-order commitments.toml:16:63 (commitments.toml:16:24)
approver-count decisions.toml:1:1
dates-out-of-order decisions.toml:6:11 (decisions.toml:5:12)
approver-count decisions.toml:11:12
missing-field decisions.toml:12:14
duplicate-id decisions.toml:14:6 (decisions.toml:8:6)
unknown-word decisions.toml:16:10
unknown-word feedback.toml:6:8
dates-out-of-order feedback.toml:7:8 (feedback.toml:4:8)
unknown-key goals.toml:1:3
wrong-type groups.toml:1:1
wrong-type milestones.toml:5:17
out-of-range pulse.toml:4:5
out-of-range pulse.toml:5:8
dates-out-of-order risks.toml:6:10 (risks.toml:5:10)
out-of-range risks.toml:7:46
out-of-range risks.toml:7:58
wrong-type risks.toml:7:63
invalid-file-name stakeholders/Ada L.toml:1:1
duplicate-id stakeholders/me.toml:1:8
syntax stakeholders/bad.toml:1:12
"
    );
}

#[test]
fn hints_name_the_nearest_or_all() {
    let goal = "[[goal]]\nid = \"g\"\ntitle = \"x\"\nowner = \"me\"\nstrategic_gaol = \"y\"\nzzz = 1\n";
    let hints = hints(&[("goals.toml", goal)]);
    assert_eq!(hints[0], "did you mean `strategic_goal`?");
    assert!(hints[1].starts_with("known keys: visibility, extra, id, title"), "{}", hints[1]);
}

#[test]
fn a_nesting_too_deep_is_told() {
    let text = format!("{}[extra]\nx = {}1{}\n", ADA.1, "[".repeat(40), "]".repeat(40));
    assert!(found(&[(ADA.0, &text)]).starts_with("nested-too-deep stakeholders/ada.toml:4:"));
}

#[test]
fn a_broken_record_is_one_fault_and_not_those_that_refer_to_it_too() {
    let files = [
        ("goals.toml", "[[goal]]\nid = \"g\"\ntitle = \"x\"\n"),
        (
            "milestones.toml",
            "[[milestone]]\nid = \"m\"\ntitle = \"x\"\nowner = \"me\"\nbaseline_date = 2026-02-01\ngoal = \"g\"\n",
        ),
    ];
    let (records, diagnostics, _) = read(&files);
    assert_eq!(diagnostics.sorted().len(), 1);
    assert!(records.mentions.iter().all(|m| m.id.as_str() != "g"));
    assert!(records.mentions.iter().any(|m| m.id.as_str() == "me"));
}

const FULL: &str = r#"name = "Ada"
kind = "executive"
title = "CFO"
email = "ada@example.org"
aliases = ["Ada L"]
relationship_owner = "me"
since = 2026-01-01
priorities = ["margin"]
[plan]
cadence_days = 14
[preferences]
detail = "headline"
[[positions]]
topic = "pricing"
stance = -1
on = 2026-02-01
[[assessment]]
date = 2026-03-01
by = "me"
power = 5
interest = 4
current = "neutral"
desired = "supportive"
[[assessment]]
date = 2026-02-01
by = "me"
power = 4
interest = 4
current = "neutral"
desired = "supportive"
"#;

#[test]
fn fields_have_the_labels_of_the_table() {
    let (records, diagnostics, _) = read(&[("stakeholders/ada.toml", FULL)]);
    assert!(diagnostics.sorted().is_empty());
    let ada = &records.register.stakeholders[&Id::new("ada")];
    let plan = ada.plan.cadence_days.as_ref().unwrap();
    assert_eq!(ada.label, Audience::Leadership);
    assert_eq!(ada.title.as_ref().unwrap().label, Audience::Leadership);
    assert_eq!((plan.label, plan.value), (Audience::Team, 14));
    let team = [ada.email.as_ref().unwrap().label, ada.aliases[0].label, ada.priorities[0].label, ada.positions[0].label];
    assert_eq!(team, [Audience::Team; 4]);
    let pm = [ada.relationship_owner.as_ref().unwrap().label, ada.since.as_ref().unwrap().label, ada.assessments[0].label];
    assert_eq!(pm, [Audience::Pm; 3]);
    assert!(ada.assessments[0].value.date < ada.assessments[1].value.date);
    assert_eq!(records.register.files[0].narrowest, Audience::Pm);
    assert_eq!(ada.place.line, 1);
}

#[test]
fn a_record_may_set_its_label_and_parts_only_narrow() {
    let (records, ..) = read(&[("stakeholders/ada.toml", &format!("visibility = \"everyone\"\n{FULL}"))]);
    let ada = &records.register.stakeholders[&Id::new("ada")];
    assert_eq!((ada.label, ada.title.as_ref().unwrap().label), (Audience::Everyone, Audience::Everyone));
    assert_eq!(ada.plan.cadence_days.as_ref().unwrap().label, Audience::Team);
    let (records, ..) = read(&[("stakeholders/ada.toml", &format!("visibility = \"pm\"\n{FULL}"))]);
    let ada = &records.register.stakeholders[&Id::new("ada")];
    assert_eq!((ada.label, ada.plan.cadence_days.as_ref().unwrap().label), (Audience::Pm, Audience::Pm));
}

#[test]
fn the_narrowest_label_of_a_file_and_its_comments() {
    let goal = "[[goal]]\nid = \"g\"\ntitle = \"# no comment\"\nowner = \"me\"\n";
    let narrowest = |text: &str| read(&[("goals.toml", text)]).0.register.files[0].narrowest;
    assert_eq!(narrowest(goal), Audience::Leadership);
    assert_eq!(narrowest(&format!("# candid\n{goal}")), Audience::Pm);
    assert_eq!(narrowest(&format!("{goal}visibility = \"team\"\n")), Audience::Team);
    assert_eq!(narrowest(&format!("{goal}extra = {{ a = 1 }}\n")), Audience::Pm);
}

#[test]
fn few_answers_are_for_the_pm() {
    let pulse = |n: u32| format!("[[pulse]]\ndate = 2026-02-01\nquestion = \"x\"\nn = {n}\nmean = 3\n");
    let label = |n| read(&[("pulse.toml", &pulse(n))]).0.register.pulses[0].label;
    assert_eq!([label(4), label(5), label(6)], [Audience::Pm, Audience::Leadership, Audience::Leadership]);
}

#[test]
fn a_commitment_is_a_line_for_each_recipient() {
    let text = "[[commitment]]\nfrom = \"me\"\nto = [\"ada\", \"bo\", \"ada\"]\ntext = \"x\"\nmade = 2026-02-01\ndone = 2026-02-01\n";
    let (records, diagnostics, _) = read(&[("commitments.toml", text)]);
    assert!(diagnostics.sorted().is_empty());
    let lines = &records.register.promise_lines;
    assert_eq!(lines.iter().map(|l| l.to.as_str()).collect::<Vec<_>>(), ["ada", "bo"]);
    assert!(lines.iter().all(|l| l.is_record && l.state == BoxState::Done(Some(jiff::civil::date(2026, 2, 1)))));
}

#[test]
fn the_overlay_adds_what_is_missing_for_the_pm_only() {
    let files = [
        ("decisions.toml", "[[decision]]\nid = \"d\"\ntitle = \"x\"\nstatus = \"proposed\"\n"),
        ("stakeholders/ada.toml", FULL),
        (
            "private/decisions.toml",
            "[[decision]]\nid = \"d\"\nrationale = \"why\"\nconsulted = [{ who = \"ada\", on = 2026-01-01 }]\n[[decision]]\nid = \"e\"\ntitle = \"y\"\nstatus = \"proposed\"\n",
        ),
        (
            "private/stakeholders/ada.toml",
            "organisation = \"Acme\"\nconcerns = [\"c\"]\naliases = [\"AL\"]\n[plan]\nobjective = \"o\"\n",
        ),
        ("private/stakeholders/bo.toml", "name = \"Bo\"\nkind = \"external\"\nvisibility = \"everyone\"\ntitle = \"t\"\n"),
    ];
    let (records, diagnostics, _) = read(&files);
    assert!(diagnostics.sorted().is_empty(), "{}", found(&files));
    let register = records.register;
    let ada = &register.stakeholders[&Id::new("ada")];
    assert_eq!(ada.label, Audience::Leadership);
    let added = [
        ada.organisation.as_ref().unwrap().label,
        ada.concerns[0].label,
        ada.aliases[1].label,
        ada.plan.objective.as_ref().unwrap().label,
    ];
    assert_eq!(added, [Audience::Pm; 4]);
    assert_eq!((ada.aliases[0].label, ada.title.as_ref().unwrap().label), (Audience::Team, Audience::Leadership));
    let bo = &register.stakeholders[&Id::new("bo")];
    assert_eq!((bo.label, bo.title.as_ref().unwrap().label), (Audience::Pm, Audience::Pm));
    let decisions: Vec<_> = register.decisions.iter().map(|d| (d.title.as_str(), d.label)).collect();
    assert_eq!(decisions, [("x", Audience::Leadership), ("y", Audience::Pm)]);
    assert_eq!(register.decisions[0].rationale.as_ref().unwrap().label, Audience::Pm);
    // To others, nothing says who was asked: an empty list would.
    assert_eq!(register.decisions[0].consulted, None);
    assert_eq!((register.consulted_lines.len(), register.consulted_lines[0].label), (1, Audience::Pm));
    assert_eq!(register.files[0].narrowest, Audience::Leadership);
}

#[test]
fn the_overlay_must_not_say_what_the_workspace_says() {
    let files = [
        ("commitments.toml", "[[commitment]]\nid = \"c\"\nfrom = \"me\"\nto = \"ada\"\ntext = \"x\"\nmade = 2026-02-01\n"),
        ("stakeholders/ada.toml", FULL),
        ("private/commitments.toml", "[[commitment]]\nid = \"c\"\ndue = 2026-03-01\n"),
        ("private/stakeholders/ada.toml", "title = \"CFO\"\nvisibility = \"pm\"\n[plan]\ncadence_days = 7\n"),
    ];
    assert_eq!(
        found(&files),
        "\
overlay-conflict private/commitments.toml:3:1 (commitments.toml:1:1)
overlay-conflict private/stakeholders/ada.toml:1:1 (stakeholders/ada.toml:3:1)
overlay-conflict private/stakeholders/ada.toml:2:1 (stakeholders/ada.toml:1:1)
overlay-conflict private/stakeholders/ada.toml:4:1 (stakeholders/ada.toml:10:1)
"
    );
}

#[test]
fn a_required_field_from_the_overlay_makes_the_record_private() {
    let files = [
        ("stakeholders/ada.toml", "kind = \"internal\"\ntitle = \"CFO\"\n"),
        ("private/stakeholders/ada.toml", "name = \"Ada\"\n"),
    ];
    let (records, diagnostics, _) = read(&files);
    assert!(diagnostics.sorted().is_empty());
    let ada = &records.register.stakeholders[&Id::new("ada")];
    assert_eq!((ada.label, ada.title.as_ref().unwrap().label), (Audience::Pm, Audience::Pm));
}

#[test]
fn names_in_the_configuration_are_people() {
    let files = [("rapporteur.toml", "[[team]]\nid = \"bo\"\nname = \"Bo\"\n"), ("stakeholders/bo.toml", ADA.1)];
    assert_eq!(found(&files), "duplicate-id stakeholders/bo.toml:1:8\n");
}

/// Every character of a valid file, some of them replaced, removed or doubled.
fn mutated(text: &'static str) -> impl Strategy<Value = String> {
    let letter = prop_oneof![Just("["), Just("]"), Just("{"), Just("\""), Just("="), Just("."), Just("\n"), Just("é"), Just("-1"), Just("\0"), Just("\r")];
    proptest::collection::vec((0..text.len(), letter, 0..3usize), 0..8).prop_map(move |changes| {
        let mut chars: Vec<String> = text.chars().map(String::from).collect();
        for (index, letter, how) in changes {
            let index = index % chars.len().max(1);
            match how {
                0 => chars.insert(index, letter.to_owned()),
                1 => drop(chars.splice(index..(index + 5).min(chars.len()), [])),
                _ if !chars.is_empty() => letter.clone_into(&mut chars[index]),
                _ => {}
            }
        }
        chars.concat()
    })
}

fn read_as_everything(text: &str) {
    let names = ["groups", "goals", "milestones", "decisions", "risks", "feedback", "commitments", "pulse"];
    let paths: Vec<String> = names.iter().flat_map(|n| [format!("{n}.toml"), format!("private/{n}.toml")]).collect();
    let mut files = vec![("rapporteur.toml", text), ("stakeholders/ada.toml", text), ("private/stakeholders/ada.toml", text)];
    files.extend(paths.iter().map(|path| (path.as_str(), text)));
    for diagnostic in read(&files).1.sorted() {
        let place = diagnostic.place.expect("records know their places");
        assert!(place.start <= place.end && place.end as usize <= text.len() && place.line > 0);
        assert_ne!(diagnostic.code, Code::InvalidUtf8);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_makes_it_panic(text in "(?s).{0,200}") {
        read_as_everything(&text);
    }

    #[test]
    fn no_toml_like_text_makes_it_panic(text in "([a-z]{1,2}|[\\[\\]{}.=,\"'#\n +-]|[0-9]{1,4}|\\[\\[goal\\]\\]\n|[a-z]{1,2} = ){0,60}") {
        read_as_everything(&text);
    }

    #[test]
    fn no_slip_in_a_stakeholder_makes_it_panic(text in mutated(FULL)) {
        read_as_everything(&text);
    }

    #[test]
    fn no_slip_in_the_configuration_makes_it_panic(text in mutated(config::TEMPLATE)) {
        read_as_everything(&text.replace("\n#", "\n"));
    }

    #[test]
    fn no_yaml_makes_it_panic(text in "([a-zé]{1,3}: |[\\[\\]{},\"'#\n @&*!|>%-]|- |  |[0-9-]{1,10}|\r\n|---\n){0,40}") {
        let lines = rapporteur::source::Lines::new(FileId(0), &text);
        let mut diagnostics = Diagnostics::default();
        let _ = rapporteur::parse::value::yaml(&text, 0, &lines, false, &mut diagnostics);
        for diagnostic in diagnostics.sorted() {
            prop_assert!(diagnostic.place.unwrap().end as usize <= text.len());
        }
    }
}
