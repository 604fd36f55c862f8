//! References of the TOML records: each must name something; a former id is followed to the present one.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::parse::{Mention, Target};
use crate::register::{Id, Register};

use super::directory::Directory;

/// Reports each reference that names nothing and rewrites former ids of people.
pub(super) fn resolve(
    register: &mut Register,
    mentions: &[Mention],
    directory: &Directory,
    diagnostics: &mut Diagnostics,
) {
    let ids = |target: Target| -> BTreeSet<&str> {
        match target {
            Target::Person => {
                register.team.iter().map(|m| &m.id).chain(register.stakeholders.keys()).map(Id::as_str).collect()
            }
            Target::Group => register.groups.keys().map(Id::as_str).collect(),
            Target::Goal => register.goals.keys().map(Id::as_str).collect(),
            Target::Milestone => register.milestones.keys().map(Id::as_str).collect(),
            Target::Decision => register.decisions.iter().filter_map(|d| d.id.as_ref()).map(Id::as_str).collect(),
            Target::Commitment => register.promise_lines.iter().filter_map(|l| l.id.as_ref()).map(Id::as_str).collect(),
        }
    };
    let mut is_renamed = false;
    for target in [Target::Person, Target::Group, Target::Goal, Target::Milestone] {
        let known = ids(target);
        for mention in mentions.iter().filter(|m| m.target == target && !known.contains(m.id.as_str())) {
            if target == Target::Person && directory.find(mention.id.as_str()).is_some() {
                is_renamed = true;
                continue;
            }
            diagnostics.push(unknown(mention, &known));
        }
    }
    if is_renamed {
        each_person(register, &mut |id| {
            if let Some(found) = directory.find(id.as_str()) {
                *id = found.id;
            }
        });
    }
}

/// Checks references to what a note's line may make: decisions and commitments. Runs when the notes are linked.
pub(super) fn late(register: &Register, mentions: &[Mention], diagnostics: &mut Diagnostics) {
    let decisions = register.decisions.iter().filter_map(|d| d.id.as_ref()).map(Id::as_str).collect();
    let commitments = register.promise_lines.iter().filter_map(|l| l.id.as_ref()).map(Id::as_str).collect();
    for mention in mentions {
        let known: &BTreeSet<&str> = match mention.target {
            Target::Decision => &decisions,
            Target::Commitment => &commitments,
            _ => continue,
        };
        if !known.contains(mention.id.as_str()) {
            diagnostics.push(unknown(mention, known));
        }
    }
}

fn unknown(mention: &Mention, known: &BTreeSet<&str>) -> Diagnostic {
    let (code, word) = match mention.target {
        Target::Person => (Code::UnknownPerson, "person"),
        Target::Group => (Code::UnknownGroup, "group"),
        Target::Goal => (Code::UnknownGoal, "goal"),
        Target::Milestone => (Code::UnknownMilestone, "milestone"),
        Target::Decision => (Code::UnknownDecision, "decision"),
        Target::Commitment => (Code::UnknownCommitment, "commitment"),
    };
    let hint = match nearest(mention.id.as_str(), known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => format!("no {word} is on record yet"),
        None => format!("expected the id of a {word} on record"),
    };
    Diagnostic::new(code, mention.place, format!("no {word} has the id `{}`", mention.id)).hint(hint)
}

/// Calls `f` on every reference to a person in the TOML records.
fn each_person(register: &mut Register, f: &mut dyn FnMut(&mut Id)) {
    for s in register.stakeholders.values_mut() {
        s.relationship_owner.iter_mut().for_each(|o| f(&mut o.value));
        s.assessments.iter_mut().for_each(|a| f(&mut a.value.by));
        s.overrides.iter_mut().for_each(|o| f(&mut o.value.by));
        s.planned.iter_mut().for_each(|p| p.value.with.iter_mut().for_each(&mut *f));
    }
    register.goals.values_mut().for_each(|g| g.owner.iter_mut().for_each(&mut *f));
    for m in register.milestones.values_mut() {
        m.owner.iter_mut().for_each(&mut *f);
        m.affects.iter_mut().for_each(|a| f(&mut a.value.0));
    }
    for d in &mut register.decisions {
        d.driver.iter_mut().chain(&mut d.approver).for_each(|p| f(&mut p.value));
        d.contributors.iter_mut().chain(&mut d.informed).for_each(|p| f(&mut p.value));
        d.consulted.iter_mut().flatten().for_each(|p| f(&mut p.value.0));
    }
    register.risks.values_mut().for_each(|r| r.owner.iter_mut().for_each(&mut *f));
    for line in &mut register.promise_lines {
        f(&mut line.from);
        f(&mut line.to);
    }
    register.feedback.iter_mut().for_each(|x| f(&mut x.from));
}
