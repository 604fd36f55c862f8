//! Records: takes the TOML files of a workspace and its overlay, gives the register's records and every reference
//! they make. Checks each record by itself; leaves to `validate` what needs more than one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use super::fields::{Fields, Taken, label_of};
use super::value::{Table, toml};
use super::{Mention, Records, Target, commitment, decision, goal, group, overlay, risk, stakeholder};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{Audience, Field, Id, Labelled, Register};
use crate::source::{FileId, Lines, Origin, Place, Role, Sources};

/// One list file: its name, the key of its entries, what an entry is called, and how one is read.
struct List {
    file: &'static str,
    key: &'static str,
    read: fn(&Table, &mut Out<'_>, &mut Diagnostics),
}

const LISTS: [List; 8] = [
    List { file: "groups.toml", key: "group", read: group::group },
    List { file: "goals.toml", key: "goal", read: goal::goal },
    List { file: "milestones.toml", key: "milestone", read: goal::milestone },
    List { file: "decisions.toml", key: "decision", read: decision::decision },
    List { file: "risks.toml", key: "risk", read: risk::risk },
    List { file: "feedback.toml", key: "feedback", read: commitment::feedback },
    List { file: "commitments.toml", key: "commitment", read: commitment::commitment },
    List { file: "pulse.toml", key: "pulse", read: risk::pulse },
];

/// Reads every record of the workspace and its overlay.
pub fn parse(sources: &Sources, config: &Config, diagnostics: &mut Diagnostics) -> Records {
    let mut records = Records {
        register: Register {
            files: sources.files.iter().map(|file| file.path.clone()).collect(),
            team: config.team.clone(),
            pauses: config.pauses.clone(),
            ..Register::default()
        },
        ..Records::default()
    };
    let (stakeholders, lists) = trees(sources, diagnostics);
    let mut out = Out { records: &mut records, claimed: BTreeMap::new() };
    for member in &config.team {
        out.claimed.insert(("person", member.id.clone()), None);
    }
    for (name, table) in &stakeholders {
        let stem = name.strip_suffix(".toml").unwrap_or(name);
        let known_as = sources.known_as.get(stem).map(String::as_str);
        stakeholder::stakeholder(stem, known_as, table, &mut out, diagnostics);
    }
    let mut partial = BTreeSet::new();
    for list in &LISTS {
        let Some(table) = lists.get(list.file) else { continue };
        if table.partial {
            partial.insert(list.key);
        }
        let mut fields = Fields::new(table, list.file, diagnostics);
        fields.skip("extra");
        let entries = fields.tables(list.key);
        fields.finish();
        for entry in entries {
            (list.read)(entry, &mut out, diagnostics);
        }
    }
    let claimed = out.claimed;
    forgive(&mut records, &claimed, &partial);
    let register = &mut records.register;
    register.decisions.sort_by_key(|d| (d.decided.as_ref().or(d.proposed.as_ref()).map(|date| date.value), d.place));
    register.pulses.sort_by_key(|p| (p.date, p.place));
    register.promise_lines.sort_by_key(|l| (l.date, l.place));
    register.feedback.sort_by_key(|f| (f.date, f.place));
    records
}

/// Drops references to records that are left out for their own faults, or may be because their list (named in
/// `partial`) has syntax errors: they are no second fault.
fn forgive(records: &mut Records, claimed: &Claimed, partial: &BTreeSet<&str>) {
    let Records { register, mentions, .. } = records;
    let decisions: BTreeSet<_> = register.decisions.iter().filter_map(|d| d.id.as_ref()).collect();
    let commitments: BTreeSet<_> = register.promise_lines.iter().filter_map(|l| l.id.as_ref()).collect();
    mentions.retain(|mention| {
        let id = &mention.id;
        let is_kept = match mention.target {
            Target::Person => register.stakeholders.contains_key(id) || register.is_ours(id),
            Target::Group => register.groups.contains_key(id),
            Target::Goal => register.goals.contains_key(id),
            Target::Milestone => register.milestones.contains_key(id),
            Target::Decision => decisions.contains(id),
            Target::Commitment => commitments.contains(id),
        };
        let kind = mention.target.as_str();
        is_kept || !(partial.contains(kind) || claimed.contains_key(&(kind, id.clone())))
    });
}

/// Ids by kind, with the place of the first; none for the team's, which have no place.
type Claimed = BTreeMap<(&'static str, Id), Option<Place>>;

type Trees = BTreeMap<String, Table>;

/// The trees of stakeholder and list files by file name, the overlay's merged in.
fn trees(sources: &Sources, diagnostics: &mut Diagnostics) -> (Trees, Trees) {
    let read: Vec<_> = sources
        .files
        .par_iter()
        .enumerate()
        .filter(|(_, file)| matches!(file.role, Role::Stakeholder | Role::List))
        .map(|(index, file)| {
            let mut found = Diagnostics::default();
            let lines = Lines::new(FileId(index as u32), &file.text);
            let table = toml(&file.text, 0, &lines, file.origin == Origin::Private, &mut found);
            let name = file.path.rsplit('/').next().unwrap_or_default().to_owned();
            (file.role, file.origin, name, table, found)
        })
        .collect();
    let (mut stakeholders, mut lists) = (Trees::new(), Trees::new());
    let mut private = Vec::new();
    for (role, origin, name, table, found) in read {
        diagnostics.extend(found);
        match table {
            Some(table) if origin == Origin::Private => private.push((role, name, table)),
            Some(table) if role == Role::Stakeholder => drop(stakeholders.insert(name, table)),
            Some(table) => drop(lists.insert(name, table)),
            None => {}
        }
    }
    for (role, name, table) in private {
        let (trees, merge): (_, fn(&mut Table, Table, &mut Diagnostics)) = match role {
            Role::Stakeholder => (&mut stakeholders, overlay::merge_record),
            _ => (&mut lists, overlay::merge_lists),
        };
        match trees.get_mut(&name) {
            Some(base) => merge(base, table, diagnostics),
            None => drop(trees.insert(name, table)),
        }
    }
    (stakeholders, lists)
}

/// Where records go, and what is kept of all of them while they are read.
pub(super) struct Out<'r> {
    /// The records so far.
    pub(super) records: &'r mut Records,
    /// Ids taken so far.
    claimed: Claimed,
}

impl Out<'_> {
    /// Keeps a reference and hands it on.
    pub(super) fn refer(&mut self, target: Target, taken: Option<Taken<Id>>) -> Option<Taken<Id>> {
        if let Some(taken) = &taken {
            let mention = Mention { target, id: taken.value.clone(), place: taken.place };
            self.records.mentions.push(mention);
        }
        taken
    }

    /// Keeps references and hands them on, each once.
    pub(super) fn refer_all(&mut self, target: Target, taken: Vec<Taken<Id>>) -> Vec<Taken<Id>> {
        let mut seen = BTreeSet::new();
        taken
            .into_iter()
            .filter(|one| seen.insert(one.value.clone()))
            .filter_map(|one| self.refer(target, Some(one)))
            .collect()
    }

    /// Claims an id for a record; false, with a diagnostic, where another of its kind has it.
    pub(super) fn claim(&mut self, kind: &'static str, id: &Taken<Id>, diagnostics: &mut Diagnostics) -> bool {
        match self.claimed.get(&(kind, id.value.clone())) {
            None => {
                self.claimed.insert((kind, id.value.clone()), Some(id.place));
                true
            }
            Some(first) => {
                let mut duplicate =
                    Diagnostic::new(Code::DuplicateId, id.place, format!("a second {kind} has the id `{}`", id.value))
                        .hint("ids are unique within their kind");
                match first {
                    Some(place) => duplicate = duplicate.related(*place, "the first"),
                    None => {
                        duplicate = duplicate.hint("it is a team member's: team and stakeholders share one namespace");
                    }
                }
                diagnostics.push(duplicate);
                false
            }
        }
    }
}

/// Begins a record: takes `visibility` and `extra`, gives the record's label. What only the overlay can be read
/// from, the whole record or a required field, is pm.
pub(super) fn begin(fields: &mut Fields<'_, '_>, default: Audience, required: &[&'static str]) -> Audience {
    fields.require(required);
    let given = fields.audience("visibility").map(|taken| taken.value);
    fields.skip("extra");
    let table = fields.table;
    let private = table.private || required.iter().any(|key| table.get(key).is_some_and(|(_, node)| node.private));
    label_of(given.unwrap_or(default), private)
}

/// A field with its label.
pub(super) fn field<T>(taken: Option<Taken<T>>, label: Audience) -> Field<T> {
    taken.map(|taken| taken.labelled(label))
}

/// A list of fields with their labels.
pub(super) fn list<T>(taken: Vec<Taken<T>>, label: Audience) -> Vec<Labelled<T>> {
    taken.into_iter().map(|one| one.labelled(label)).collect()
}

/// A table of a list, read, with its label.
pub(super) fn entry<T>(value: T, table: &Table, label: Audience) -> Labelled<T> {
    Labelled { value, label: label_of(label, table.private), place: table.place }
}

/// Says so where the second of two dates is before the first.
pub(super) fn in_order(
    fields: &mut Fields<'_, '_>,
    code: Code,
    (first_key, first): (&str, Option<&Taken<Date>>),
    (second_key, second): (&str, Option<&Taken<Date>>),
) {
    let (Some(first), Some(second)) = (first, second) else { return };
    if second.value < first.value {
        let message = format!("`{second_key}` is {}, before `{first_key}`, {}", second.value, first.value);
        fields.push(Diagnostic::new(code, second.place, message).related(first.place, format!("`{first_key}`")));
    }
}

/// Says so of each of these keys that comes from the overlay, in a record that doesn't: without a label of their own
/// they would change what others see.
pub(super) fn refuse_private(fields: &mut Fields<'_, '_>, label: Audience, keys: &[&str]) {
    let private: Vec<_> = keys
        .iter()
        .filter_map(|key| fields.table.get(key))
        .filter(|(_, node)| node.private && label != Audience::Pm)
        .map(|(key, _)| key.clone())
        .collect();
    for key in private {
        let message = format!("`{}` can't come from the overlay alone", key.text);
        fields.push(
            Diagnostic::new(Code::OverlayConflict, key.place, message)
                .hint("move the whole entry into the overlay")
                .related(fields.table.place, "the entry in the workspace"),
        );
    }
}
