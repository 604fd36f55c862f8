//! Every change to the workspace of which an edition must not know: found by the labels, made from the schema. A key that is
//! new in the schema is added, changed and deleted like any other.

use std::collections::BTreeSet;

use rapporteur::register::Audience;
use rapporteur::schema::{Field, Kind, Shape};
use rapporteur::source::{Origin, Role};
use toml::{Table, Value};

use super::labels::{hidden_ids, hidden_people, is_about_hidden, key_label, raw_label, record_label, records};
use super::world::{Doc, World};

/// A step into a file's table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    Key(String),
    At(usize),
}

/// What is done to a file.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    /// The first of these values that leaves the workspace sound.
    Set(Vec<Value>),
    Remove,
    /// One of these into a list, at its place.
    Insert(Vec<Value>),
    /// To the list's end.
    Last,
    /// Lines instead of those from, to.
    Lines(usize, usize, Vec<String>),
    Delete,
    Rename(String),
    Add(Box<Doc>),
    Static(String, Option<Vec<u8>>),
}

/// A change.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    pub(crate) doc: String,
    pub(crate) path: Vec<Step>,
    pub(crate) op: Op,
    /// The keys of the schema that it reaches, each after its kind's name.
    pub(crate) keys: Vec<String>,
}

impl Edit {
    /// What it is done to, whatever the words.
    pub(crate) fn what(&self) -> String {
        let Self { doc, path, .. } = self;
        match &self.op {
            Op::Lines(from, to, lines) => format!("{doc} {from}..{to} {}", lines.len()),
            Op::Set(values) => format!("{doc} {path:?} set {}", self.keys.join(" ") + &values.len().to_string()),
            Op::Insert(_) => format!("{doc} {path:?} insert"),
            Op::Remove => format!("{doc} {path:?} remove"),
            Op::Last => format!("{doc} {path:?} last"),
            Op::Delete => format!("{doc} delete"),
            Op::Rename(_) => format!("{doc} rename"),
            Op::Add(_) => format!("{doc} add"),
            Op::Static(path, bytes) => format!("{path} {}", bytes.is_some()),
        }
    }
}

/// A word that is nowhere else.
pub(crate) const WORD: &str = "zqhidden";

/// What is looked for.
pub(crate) struct Finder<'a> {
    pub(super) world: &'a World,
    pub(super) audience: Audience,
    pub(super) edition: &'a str,
    people: BTreeSet<String>,
    pub(super) word: usize,
    pub(super) found: Vec<Edit>,
}

/// Every change to what an edition may not see.
pub(crate) fn edits(world: &World, audience: Audience, edition: &str, seed: usize) -> Vec<Edit> {
    let people = hidden_people(world, audience);
    let mut finder = Finder { world, audience, edition, people, word: seed * 10_000, found: Vec::new() };
    for doc in &world.docs {
        finder.doc(doc);
    }
    finder.new_files();
    finder.found
}

impl Finder<'_> {
    pub(super) fn word(&mut self) -> String {
        self.word += 1;
        format!("{WORD}{}", self.word)
    }

    pub(super) fn is_hidden(&self, label: Audience) -> bool {
        !label.is_visible_to(self.audience)
    }

    pub(super) fn push(&mut self, doc: &Doc, path: &[Step], op: Op, keys: &[&str]) {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        self.found.push(Edit { doc: doc.path.clone(), path: path.to_vec(), op, keys });
    }

    fn doc(&mut self, doc: &Doc) {
        let key = |text: &str| Step::Key(text.to_owned());
        let Some(kind) = doc.kind else {
            if self.is_hidden(raw_label(doc)) {
                self.push(doc, &[], Op::Delete, &[]);
            }
            return self.body(doc, raw_label(doc));
        };
        if !kind.is_list {
            let label = record_label(doc, kind.name, &doc.table);
            self.record(doc, kind, &doc.table, &[]);
            if self.is_hidden(label) && doc.role != Role::Config {
                self.push(doc, &[], Op::Delete, &[]);
                if doc.role == Role::Note {
                    let word = self.word();
                    let (folder, name) = doc.path.rsplit_once('/').unwrap();
                    let date = name.get(..10).filter(|d| d.starts_with("20")).unwrap_or("2026-10-11");
                    self.push(doc, &[], Op::Rename(format!("{folder}/{date}-{word}.md")), &[]);
                }
            }
            if matches!(doc.role, Role::Note | Role::Update) {
                self.body(doc, label);
            }
            return;
        }
        let list = records(doc);
        for (n, record) in list.iter().enumerate() {
            let path = [key(kind.name), Step::At(n)];
            self.record(doc, kind, record, &path);
            let is_hidden = self.is_hidden(record_label(doc, kind.name, record))
                || is_about_hidden(kind.name, record, &self.people);
            if is_hidden {
                self.push(doc, &path, Op::Remove, &[]);
                self.push(doc, &path, Op::Last, &[]);
            }
        }
        for n in [0, list.len()] {
            let mut new = self.table(kind.fields, kind.name, "");
            new.insert("visibility".to_owned(), "pm".into());
            if kind.fields.iter().any(|f| f.key == "id") {
                new.insert("id".to_owned(), self.word().into());
            }
            self.push(doc, &[key(kind.name), Step::At(n)], Op::Insert(vec![Value::Table(new)]), &[]);
        }
    }

    /// A record and what is in it.
    fn record(&mut self, doc: &Doc, kind: &'static Kind, record: &Table, path: &[Step]) {
        let label = record_label(doc, kind.name, record);
        let is_about = is_about_hidden(kind.name, record, &self.people);
        let label = if is_about { Audience::Pm } else { label };
        // What makes it hidden without a word of its own must stay.
        let fixed: &[&str] = match kind.name {
            "pulse" if !record.contains_key("visibility") => &["n"],
            "feedback" if is_about => &["from", "visibility"],
            "commitment" if is_about => &["from", "to", "visibility"],
            _ => &[],
        };
        self.fields(doc, kind.fields, kind.name, record, path, label, fixed);
    }

    #[expect(clippy::too_many_arguments, reason = "one recursion")]
    fn fields(
        &mut self,
        doc: &Doc,
        fields: &'static [Field],
        prefix: &str,
        table: &Table,
        path: &[Step],
        label: Audience,
        fixed: &[&str],
    ) {
        for field in fields.iter().filter(|field| !fixed.contains(&field.key)) {
            let key = format!("{prefix}.{}", field.key);
            let mut here = path.to_vec();
            here.push(Step::Key(field.key.to_owned()));
            let own = key_label(&key, label, self.edition);
            let hidden = self.is_hidden(own);
            let value = table.get(field.key);
            if field.key == "visibility" {
                self.visibility(doc, prefix, value, &here, label, &key);
                continue;
            }
            match (field.shape, value) {
                (Shape::Named(inner), _) => self.named(doc, inner, &key, value, &here),
                (Shape::Table(inner) | Shape::Tables(inner), None) if hidden => {
                    self.new_tables(doc, inner, field, &key, &here);
                }
                (Shape::Table(inner), Some(Value::Table(table))) => {
                    self.fields(doc, inner, &key, table, &here, label, &[]);
                    if hidden && !field.is_required {
                        self.push(doc, &here, Op::Remove, &[&key]);
                    }
                }
                (Shape::Tables(inner), Some(Value::Array(list))) => {
                    self.tables(doc, inner, field, &key, list, &here, label);
                }
                (_, None) if hidden => {
                    let values = self.values(field, &key, None);
                    self.push(doc, &here, Op::Set(values), &[&key]);
                }
                (_, Some(value)) if hidden => {
                    let values = self.values(field, &key, Some(value));
                    self.push(doc, &here, Op::Set(values), &[&key]);
                    if !field.is_required {
                        self.push(doc, &here, Op::Remove, &[&key]);
                    }
                }
                (Shape::Id | Shape::Ids | Shape::IdOrIds(_), Some(value)) => {
                    self.reference(doc, field.key, value, &here);
                }
                (Shape::Texts, Some(value)) if key.starts_with("note.") => self.reference(doc, field.key, value, &here),
                _ => {}
            }
        }
    }

    /// The label of something hidden may become another that hides it, too.
    fn visibility(
        &mut self,
        doc: &Doc,
        prefix: &str,
        value: Option<&Value>,
        here: &[Step],
        label: Audience,
        key: &str,
    ) {
        let is_ask = prefix == "update.asks";
        let own = value.and_then(Value::as_str).and_then(Audience::parse).unwrap_or(label).min(if is_ask {
            label
        } else {
            Audience::Everyone
        });
        if doc.origin == Origin::Private || !self.is_hidden(own) {
            return;
        }
        let others = Audience::ALL.into_iter().filter(|other| *other != own && self.is_hidden(*other));
        let others: Vec<Value> = others.map(|other| other.as_str().into()).collect();
        if value.is_some() || is_ask {
            let same: Value = own.as_str().into();
            self.push(doc, here, Op::Set(others.into_iter().chain([same]).collect()), &[key]);
        }
    }

    fn named(&mut self, doc: &Doc, inner: &'static [Field], key: &str, value: Option<&Value>, here: &[Step]) {
        let edition = self.edition;
        let names = ["pm", "team", "leadership", "public", "board", "annual"];
        for name in names.into_iter().filter(|name| *name != edition) {
            let mut here = here.to_vec();
            here.push(Step::Key(name.to_owned()));
            let table = value.and_then(|v| v.get(name)).and_then(Value::as_table).cloned().unwrap_or_default();
            // Keys are told without the name of the edition.
            for field in inner {
                let key = format!("{key}.{}", field.key);
                let mut path = here.clone();
                let old = table.get(field.key);
                let values = self.values(field, &key, old);
                if name == "annual" {
                    let alone = |value: &Value| {
                        let mut new = Table::new();
                        new.insert("audience".to_owned(), "team".into());
                        new.insert(field.key.to_owned(), value.clone());
                        Value::Table(new)
                    };
                    self.push(doc, &path, Op::Set(values.iter().map(alone).collect()), &[&key]);
                    continue;
                }
                path.push(Step::Key(field.key.to_owned()));
                self.push(doc, &path, Op::Set(values), &[&key]);
                if old.is_some() {
                    self.push(doc, &path, Op::Remove, &[&key]);
                }
            }
        }
    }

    /// A table that isn't there yet: with what it must have, and with each other key besides.
    fn new_tables(&mut self, doc: &Doc, inner: &'static [Field], field: &Field, key: &str, here: &[Step]) {
        for also in std::iter::once("").chain(inner.iter().filter(|f| !f.is_required).map(|f| f.key)) {
            let table = Value::Table(self.table(inner, key, also));
            let value = if matches!(field.shape, Shape::Tables(_)) { Value::Array(vec![table]) } else { table };
            let also_key = format!("{key}.{also}");
            let mut keys: Vec<String> =
                inner.iter().filter(|f| f.is_required).map(|f| format!("{key}.{}", f.key)).collect();
            keys.extend((!also.is_empty()).then_some(also_key));
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            self.push(doc, here, Op::Set(vec![value]), &keys);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one recursion")]
    fn tables(
        &mut self,
        doc: &Doc,
        inner: &'static [Field],
        field: &Field,
        key: &str,
        list: &[Value],
        here: &[Step],
        label: Audience,
    ) {
        let hidden = self.is_hidden(key_label(key, label, self.edition));
        let entry = |n: usize| here.iter().cloned().chain([Step::At(n)]).collect::<Vec<_>>();
        for (n, value) in list.iter().enumerate() {
            let Some(table) = value.as_table() else { continue };
            let own = table.get("visibility").and_then(Value::as_str).and_then(Audience::parse);
            let own = own.unwrap_or(label).min(label);
            self.fields(doc, inner, key, table, &entry(n), own, &[]);
            let about = table.get("who").and_then(Value::as_str).is_some_and(|who| self.people.contains(who));
            if hidden || self.is_hidden(own) || about && list.len() > 1 {
                self.push(doc, &entry(n), Op::Remove, &[]);
            }
        }
        if hidden {
            let new = Value::Table(self.table(inner, key, ""));
            self.push(doc, &entry(list.len()), Op::Insert(vec![new]), &[]);
            self.push(doc, here, if field.is_required { Op::Last } else { Op::Remove }, &[]);
        }
        let people: Vec<String> = self.people.iter().take(2).cloned().collect();
        if !hidden && inner.iter().any(|f| f.key == "who") && !list.is_empty() {
            for who in people {
                let mut new = self.table(inner, key, "");
                new.insert("who".to_owned(), who.into());
                self.push(doc, &entry(0), Op::Insert(vec![Value::Table(new)]), &[]);
            }
        }
    }

    /// A reference that anybody may see, to what not everybody may: it may lead elsewhere, or be gone.
    fn reference(&mut self, doc: &Doc, key: &str, value: &Value, here: &[Step]) {
        let hidden: BTreeSet<String> = match key {
            "goal" | "goals" => hidden_ids(self.world, "goal", self.audience),
            "milestone" => hidden_ids(self.world, "milestone", self.audience),
            "decision" | "supersedes" => hidden_ids(self.world, "decision", self.audience),
            "group" => hidden_ids(self.world, "group", self.audience),
            "id" | "commitment" | "tags" | "formerly" => return,
            _ => self.people.clone(),
        };
        let others: Vec<Value> = hidden.iter().take(3).map(|id| id.as_str().into()).collect();
        match value {
            Value::String(id) if hidden.contains(id) => {
                self.push(doc, here, Op::Set(others), &[]);
                if !matches!(key, "owner" | "from" | "to" | "who" | "approver") {
                    self.push(doc, here, Op::Remove, &[]);
                }
            }
            Value::Array(list) if !others.is_empty() => {
                let entry = |n: usize| here.iter().cloned().chain([Step::At(n)]).collect::<Vec<_>>();
                for (n, one) in list.iter().enumerate() {
                    if one.as_str().is_some_and(|id| hidden.contains(id)) && list.len() > 1 {
                        self.push(doc, &entry(n), Op::Remove, &[]);
                        self.push(doc, &entry(n), Op::Set(others.clone()), &[]);
                    }
                }
                if !list.is_empty() {
                    self.push(doc, &entry(0), Op::Insert(others), &[]);
                }
            }
            _ => {}
        }
    }

    /// A table with the keys it must have, and `also`.
    fn table(&mut self, fields: &'static [Field], prefix: &str, also: &str) -> Table {
        let wanted = fields.iter().filter(|field| field.is_required || field.key == also);
        wanted
            .map(|field| {
                let key = format!("{prefix}.{}", field.key);
                let value = match field.shape {
                    Shape::Table(inner) => Value::Table(self.table(inner, &key, "")),
                    Shape::Tables(inner) => Value::Array(vec![Value::Table(self.table(inner, &key, ""))]),
                    Shape::Text => self.word().into(),
                    _ => self.values(field, &key, None).remove(0),
                };
                (field.key.to_owned(), value)
            })
            .collect()
    }
}
