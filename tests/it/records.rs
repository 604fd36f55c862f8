//! Records and configuration: a workspace's text, the diagnostics it must give, and what is read from it.

mod labels;
mod slips;

use std::fmt::Write as _;
use std::sync::Arc;

use rapporteur::config::Config;
use rapporteur::diagnostic::{Code, Diagnostic, Diagnostics};
use rapporteur::parse::{Records, config, records};
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
        let place = place.expect("records know their places");
        write!(lines, "{} {}", code.as_str(), at(&sources, place)).expect("a string takes all");
        for (place, _) in related {
            write!(lines, " ({})", at(&sources, place)).expect("a string takes all");
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
declassify = ["names"]
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
unknown-word rapporteur.toml:26:15
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
        (
            "commitments.toml",
            r#"[[commitment]]
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
"#,
        ),
        (
            "decisions.toml",
            r#"[[decision]]
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
"#,
        ),
        (
            "feedback.toml",
            r#"[[feedback]]
id = "f-1"
from = "ada"
date = 2026-02-01
text = "x"
kind = "compliant"
told = 2026-01-01
"#,
        ),
        (
            "goals.toml",
            r#"[[goals]]
id = "g-1"
"#,
        ),
        (
            "groups.toml",
            r#"[group]
id = "g"
"#,
        ),
        (
            "milestones.toml",
            r#"[[milestone]]
id = "m-1"
title = "x"
owner = "me"
baseline_date = 2026-02-01T10:00:00
"#,
        ),
        (
            "pulse.toml",
            r#"[[pulse]]
date = 2026-02-01
question = "x"
n = -1
mean = 5.1
"#,
        ),
        (
            "risks.toml",
            r#"[[risk]]
id = "r-1"
event = "x"
owner = "me"
opened = 2026-02-01
closed = 2026-01-01
readings = [{ on = 2026-02-01, probability = 0, impact = 6 }, 3]
extra = { anything = [1, { goes = "here" }] }
"#,
        ),
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
    // In a list with a syntax error the record may be there, unread.
    let files = [("goals.toml", "[[goal]\nid = \"g\"\ntitle = \"x\"\nowner = \"me\"\n"), files[1]];
    let (records, diagnostics, _) = read(&files);
    assert!(diagnostics.sorted().iter().any(|d| d.code == Code::Syntax));
    assert!(records.mentions.iter().all(|m| m.id.as_str() != "g"));
}
