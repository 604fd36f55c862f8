//! Labels of records and their fields, and what the private overlay does to them.

use rapporteur::register::{Audience, BoxState, Id};

use super::{ADA, found, read};

pub(super) const FULL: &str = r#"name = "Ada"
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
    let team =
        [ada.email.as_ref().unwrap().label, ada.aliases[0].label, ada.priorities[0].label, ada.positions[0].label];
    assert_eq!(team, [Audience::Team; 4]);
    let pm =
        [ada.relationship_owner.as_ref().unwrap().label, ada.since.as_ref().unwrap().label, ada.assessments[0].label];
    assert_eq!(pm, [Audience::Pm; 3]);
    assert!(ada.assessments[0].value.date < ada.assessments[1].value.date);
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
        (
            "private/stakeholders/bo.toml",
            "name = \"Bo\"\nkind = \"external\"\nvisibility = \"everyone\"\ntitle = \"t\"\n",
        ),
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
}

#[test]
fn the_overlay_must_not_say_what_the_workspace_says() {
    let files = [
        (
            "commitments.toml",
            "[[commitment]]\nid = \"c\"\nfrom = \"me\"\nto = \"ada\"\ntext = \"x\"\nmade = 2026-02-01\n",
        ),
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
