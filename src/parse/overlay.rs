//! The private overlay: takes the tree of a workspace file and that of the overlay's file of the same name, gives
//! one tree in which every value knows whether it is private. Files, list entries and missing fields may be added;
//! what both give is a conflict.

use std::collections::BTreeMap;

use super::value::{Data, Key, Node, Table, shown};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Tables whose keys are labelled one by one, so that the overlay may add to them. Any other is one value.
const OPEN_TABLES: [&str; 3] = ["plan", "preferences", "extra"];

/// Merges the overlay's table of one record (or of a whole stakeholder file) into the workspace's.
pub(super) fn merge_record(base: &mut Table, overlay: Table, diagnostics: &mut Diagnostics) {
    base.partial |= overlay.partial;
    let index = index(base);
    for (key, node) in overlay.entries {
        if key.text == "visibility" {
            diagnostics.push(
                Diagnostic::new(
                    Code::OverlayConflict,
                    key.place,
                    "`visibility` of a record can't come from the overlay",
                )
                .hint("write it in the workspace, or move the whole record into the overlay")
                .related(base.place, "the record in the workspace"),
            );
            continue;
        }
        let Some(at) = index.get(&key.text) else {
            base.entries.push((key, node));
            continue;
        };
        let (base_key, base_node) = &mut base.entries[*at];
        match (&mut base_node.data, node.data) {
            (Data::Table(into), Data::Table(from)) if OPEN_TABLES.contains(&key.text.as_str()) => {
                merge_record(into, from, diagnostics);
            }
            (Data::Array(into), Data::Array(from)) => into.extend(from),
            (_, Data::Null | Data::Invalid) => {}
            (into @ Data::Null, data) => *into = data,
            _ => diagnostics.push(conflict(&key, base_key)),
        }
    }
}

/// Merges the overlay's table of a list file: entries whose `id` the workspace has go into that entry, others are added.
pub(super) fn merge_lists(base: &mut Table, overlay: Table, diagnostics: &mut Diagnostics) {
    base.partial |= overlay.partial;
    let index = index(base);
    for (key, node) in overlay.entries {
        let Some(at) = index.get(&key.text) else {
            base.entries.push((key, node));
            continue;
        };
        let (base_key, base_node) = &mut base.entries[*at];
        match (&mut base_node.data, node.data) {
            (Data::Array(into), Data::Array(from)) => merge_entries(into, from, diagnostics),
            (Data::Table(into), Data::Table(from)) if key.text == "extra" => merge_record(into, from, diagnostics),
            (_, Data::Invalid) => {}
            _ => diagnostics.push(conflict(&key, base_key)),
        }
    }
}

fn merge_entries(base: &mut Vec<Node>, overlay: Vec<Node>, diagnostics: &mut Diagnostics) {
    let by_id: BTreeMap<String, usize> =
        base.iter().enumerate().rev().filter_map(|(index, node)| Some((id_of(node)?.to_owned(), index))).collect();
    for node in overlay {
        match (id_of(&node).and_then(|id| by_id.get(id)), node.data) {
            (Some(index), Data::Table(mut from)) => {
                from.entries.retain(|(key, _)| key.text != "id");
                if let Data::Table(into) = &mut base[*index].data {
                    merge_record(into, from, diagnostics);
                }
            }
            (_, data) => base.push(Node { data, ..node }),
        }
    }
}

/// The position of each key.
fn index(table: &Table) -> BTreeMap<String, usize> {
    table.entries.iter().enumerate().map(|(at, (key, _))| (key.text.clone(), at)).collect()
}

fn id_of(node: &Node) -> Option<&str> {
    let Data::Table(table) = &node.data else { return None };
    match &table.get("id")?.1.data {
        Data::String(id) => Some(id),
        _ => None,
    }
}

fn conflict(key: &Key, base: &Key) -> Diagnostic {
    let message = format!("`{}` is in the overlay and in the workspace", shown(&key.text));
    Diagnostic::new(Code::OverlayConflict, key.place, message)
        .hint("the overlay adds what is missing: keep one of them")
        .related(base.place, "in the workspace")
}
