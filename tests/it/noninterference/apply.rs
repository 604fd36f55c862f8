//! Makes a change: takes the workspace and one change, gives the workspace after it where it is sound.

use std::collections::BTreeMap;

use rapporteur::Workspace;
use rapporteur::register::Audience;
use rapporteur::schema::{Field, Shape};
use rapporteur::source::{Origin, Role};
use toml::{Table, Value};

use super::mutate::{Edit, Op, Step, edits};
use super::world::{Doc, Form, World, is_full};

pub(super) fn at<'a>(table: &'a Table, path: &[Step]) -> Option<&'a Value> {
    let (Step::Key(first), rest) = path.split_first()? else { return None };
    rest.iter().try_fold(table.get(first)?, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::At(n) => value.get(*n),
    })
}

pub(super) fn as_table<'a>(table: &'a Table, path: &[Step]) -> Option<&'a Table> {
    if path.is_empty() { Some(table) } else { at(table, path)?.as_table() }
}

fn put(table: &mut Table, path: &[Step], op: &Op, value: Option<&Value>) -> Option<()> {
    let (Step::Key(first), rest) = path.split_first()? else { return None };
    let Some((last, way)) = rest.split_last() else {
        match (op, value) {
            (Op::Remove, _) => drop(table.remove(first)?),
            (Op::Set(_), Some(value)) => drop(table.insert(first.clone(), value.clone())),
            _ => return None,
        }
        return Some(());
    };
    if !way.is_empty() || matches!(last, Step::At(_)) || matches!(op, Op::Set(_)) {
        let default =
            if matches!(rest[0], Step::At(_)) { Value::Array(Vec::new()) } else { Value::Table(Table::new()) };
        table.entry(first.clone()).or_insert(default);
    }
    let mut into = table.get_mut(first)?;
    for step in way {
        into = match step {
            Step::Key(key) => into.as_table_mut()?.entry(key.clone()).or_insert(Value::Table(Table::new())),
            Step::At(n) => into.get_mut(*n)?,
        };
    }
    match (last, op, value) {
        (Step::Key(key), Op::Set(_), Some(value)) => drop(into.as_table_mut()?.insert(key.clone(), value.clone())),
        (Step::Key(key), Op::Remove, _) => drop(into.as_table_mut()?.remove(key)?),
        (Step::At(n), Op::Set(_), Some(value)) => *into.get_mut(*n)? = value.clone(),
        (Step::At(n), Op::Insert(_), Some(value)) => {
            let list = into.as_array_mut()?;
            list.insert((*n).min(list.len()), value.clone());
        }
        (Step::At(n), Op::Remove, _) => {
            drop((*n < into.as_array()?.len()).then(|| into.as_array_mut().unwrap().remove(*n))?);
        }
        (Step::At(n), Op::Last, _) => {
            let list = into.as_array_mut()?;
            if n + 1 >= list.len() {
                return None;
            }
            let entry = list.remove(*n);
            list.push(entry);
        }
        _ => return None,
    }
    Some(())
}

/// The world after a change that leaves it sound, and as the program reads it.
pub(crate) fn apply(world: &World, edit: &Edit) -> Option<(World, Workspace)> {
    let linked = |next: World| next.link().map(|workspace| (next, workspace));
    let mut next = world.clone();
    match &edit.op {
        Op::Static(path, bytes) => {
            next.statics.retain(|(own, _)| own != path);
            next.statics.extend(bytes.clone().map(|bytes| (path.clone(), bytes)));
            next.statics.sort();
        }
        Op::Add(doc) => {
            if next.docs.iter().any(|own| own.path == doc.path) {
                return None;
            }
            next.docs.push((**doc).clone());
        }
        Op::Delete => next.docs.retain(|doc| doc.path != edit.doc),
        Op::Rename(path) => next.doc_mut(&edit.doc)?.path.clone_from(path),
        Op::Lines(from, to, lines) => drop(
            next.doc_mut(&edit.doc)?.body.splice(from..to, lines.iter().flat_map(|l| l.split('\n')).map(str::to_owned)),
        ),
        Op::Remove | Op::Last => put(&mut next.doc_mut(&edit.doc)?.table, &edit.path, &edit.op, None)?,
        Op::Set(values) | Op::Insert(values) => {
            return values.iter().find_map(|value| {
                let mut next = world.clone();
                put(&mut next.doc_mut(&edit.doc)?.table, &edit.path, &edit.op, Some(value))?;
                linked(next)
            });
        }
    }
    linked(next)
}

/// Every key of the schema that holds a value, after its kind's name.
pub(crate) fn keys() -> BTreeMap<String, Shape> {
    let mut all = BTreeMap::new();
    let mut waiting: Vec<(String, &'static [Field])> =
        rapporteur::schema::KINDS.into_iter().map(|kind| (kind.name.to_owned(), kind.fields)).collect();
    while let Some((prefix, fields)) = waiting.pop() {
        for field in fields {
            let key = format!("{prefix}.{}", field.key);
            match field.shape {
                Shape::Table(inner) | Shape::Tables(inner) | Shape::Named(inner) => waiting.push((key, inner)),
                shape => drop(all.insert(key, shape)),
            }
        }
    }
    all
}

/// The world with its full records filled.
pub(crate) fn filled(mut world: World) -> World {
    // Keys of a table come after the table.
    for round in 0..3 {
        let wanted: Vec<Edit> = edits(&world, Audience::Everyone, "", 90 + round)
            .into_iter()
            .filter(|edit| matches!(edit.op, Op::Set(_)) && !edit.keys.is_empty())
            .filter(|edit| at(&world.doc_or(&edit.doc).table, &edit.path).is_none())
            .filter(|edit| {
                let doc = world.doc_or(&edit.doc);
                let record = if doc.form == Form::List { edit.path.get(..2) } else { Some(&[][..]) };
                record.and_then(|path| as_table(&doc.table, path)).is_some_and(|table| is_full(doc, table))
            })
            .collect();
        for edit in wanted {
            // Another way to the same key was taken.
            if at(&world.doc_or(&edit.doc).table, &edit.path).is_some() {
                continue;
            }
            if let Some((next, _)) = apply(&world, &edit) {
                world = next;
            }
        }
    }
    world
}

impl World {
    fn doc_or(&self, path: &str) -> &Doc {
        static NONE: std::sync::OnceLock<Doc> = std::sync::OnceLock::new();
        let none = || NONE.get_or_init(|| Doc::new("none.md", Origin::Workspace, Role::Inbox, ""));
        self.docs.iter().find(|doc| doc.path == path).unwrap_or_else(none)
    }
}
