//! Puts texts into the workspace of the proof: in every key that holds text, every line of a body, every name of a file.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur::schema::{Field, Shape};
use rapporteur::source::{Origin, Role};
use toml::{Table, Value};

use crate::noninterference::{Doc, Form, LineKind, World, changed, lines};
use crate::tokens::copy_full_records;
use rapporteur::register::Audience;

/// Every text begins or ends with it and its number.
pub(crate) const MARK: &str = "zq";

/// Keys whose texts are read and not only shown: a path, a zone, an address, people.
pub(crate) const READ: [&str; 18] = [
    "config.time_zone",
    "config.editions.out",
    "config.email.from",
    "config.email.reply_to",
    "config.email.to",
    "config.email.site",
    "config.email.unsubscribe",
    "config.check.baseline",
    "config.private.path",
    "config.notes.source.path",
    "config.notes.source.include",
    "config.notes.source.exclude",
    "config.team.email",
    "stakeholder.email",
    "stakeholder.formerly",
    "note.attendees",
    "note.regrets",
    "note.absent",
];

/// Gives the next text for a key; counts.
pub(crate) struct Filler<'a> {
    pub(crate) texts: &'a dyn Fn(&str, usize) -> String,
    pub(crate) met: BTreeMap<String, usize>,
    n: usize,
}

impl<'a> Filler<'a> {
    pub(crate) fn new(texts: &'a dyn Fn(&str, usize) -> String) -> Self {
        Self { texts, met: BTreeMap::new(), n: 0 }
    }

    fn next(&mut self, key: &str) -> String {
        self.n += 1;
        *self.met.entry(key.to_owned()).or_default() += 1;
        (self.texts)(key, self.n)
    }

    /// The workspace with a text in every key.
    pub(crate) fn fields(&mut self, world: &mut World) {
        copy_full_records(world);
        // What the proof's configuration has no use for.
        let config = &mut world.doc_mut("rapporteur.toml").unwrap().table;
        config.insert("extra".to_owned(), Value::Table(Table::new()));
        let headings = |config: &mut Table, key: &str, text: &str| {
            let sources = config["notes"]["source"].as_array_mut().unwrap();
            let list = sources[0].as_table_mut().unwrap().entry(key.to_owned()).or_insert(Value::Array(Vec::new()));
            list.as_array_mut().unwrap().push(text.into());
        };
        headings(config, "absence_headings", "Regrets");
        headings(config, "attendee_headings", "Present");
        for doc in &mut world.docs {
            let Some(kind) = doc.kind else { continue };
            if doc.form != Form::List {
                self.table(kind.fields, kind.name, &mut doc.table);
                continue;
            }
            for record in doc.table.get_mut(kind.name).and_then(Value::as_array_mut).into_iter().flatten() {
                if let Value::Table(record) = record {
                    self.table(kind.fields, kind.name, record);
                }
            }
        }
        headings(&mut world.doc_mut("rapporteur.toml").unwrap().table, "attendee_headings", "Attendees");
    }

    fn table(&mut self, fields: &'static [Field], prefix: &str, table: &mut Table) {
        for field in fields {
            let key = format!("{prefix}.{}", field.key);
            let Some(value) = table.get_mut(field.key) else { continue };
            let is_read = READ.contains(&&*key);
            match (field.shape, value) {
                (Shape::Text, Value::String(text)) if !is_read => *text = self.next(&key),
                // Two people have two addresses.
                (Shape::Text, Value::String(text)) if field.key == "email" => {
                    self.n += 1;
                    *text = format!("w{}@ports.example", self.n);
                }
                (Shape::Texts, Value::Array(list)) if !is_read => {
                    for one in list {
                        *one = self.next(&key).into();
                    }
                }
                (Shape::Tags, Value::Array(list)) => list.push(self.next(&key).into()),
                (Shape::Anything, Value::Table(table)) => {
                    drop(table.insert("token".to_owned(), self.next(&key).into()));
                }
                (Shape::Table(inner), Value::Table(table)) => self.table(inner, &key, table),
                (Shape::Tables(inner), Value::Array(list)) => {
                    list.iter_mut().filter_map(Value::as_table_mut).for_each(|table| self.table(inner, &key, table));
                }
                (Shape::Named(inner), Value::Table(table)) => {
                    table
                        .iter_mut()
                        .filter_map(|(_, v)| v.as_table_mut())
                        .for_each(|table| self.table(inner, &key, table));
                }
                _ => {}
            }
        }
    }

    /// A text at the end of the words of every line of every body.
    pub(crate) fn bodies(&mut self, world: &mut World) {
        for doc in world.docs.iter_mut().filter(|doc| matches!(doc.role, Role::Note | Role::Update | Role::Inbox)) {
            let all = lines(&doc.body, Audience::Everyone);
            let mut in_front = doc.form == Form::Raw && doc.body.first().is_some_and(|line| line == "---");
            for (n, (line, read)) in doc.body.iter_mut().zip(all).enumerate() {
                if in_front {
                    in_front = n == 0 || line != "---";
                    continue;
                }
                if read.kind != LineKind::Blank && !line.contains("---") {
                    let what = format!("line.{:?}", read.kind).split('(').next().unwrap_or_default().to_owned();
                    *line = changed(line, &self.next(&what));
                }
            }
        }
    }

    /// A note and a wild note under each name.
    pub(crate) fn names(&mut self, world: &mut World, names: &[String]) {
        for (n, name) in names.iter().enumerate() {
            *self.met.entry("file name".to_owned()).or_default() += 2;
            let head = "+++\nattendees = [\"ada\", \"me\"]\nvisibility = \"leadership\"\n+++\n\nWords.\n";
            world.docs.push(Doc::new(
                &format!("notes/2026-10-{:02}-{name}.md", n % 28 + 1),
                Origin::Workspace,
                Role::Note,
                head,
            ));
            let wild = "# Board 2026-10-08\n\nAttendees:\n- Ada Moss\n\nWords.\n";
            world.docs.push(Doc::new(&format!("minutes/2026-10-09-{name}.md"), Origin::Source(0), Role::Note, wild));
        }
    }
}

/// The keys whose values follow rules, so that not every text is one.
pub(crate) fn keys_with_rules() -> BTreeSet<String> {
    let is_shown = |key: &str, shape: &Shape| {
        matches!(shape, Shape::Text | Shape::Texts | Shape::Tags | Shape::Anything) && !READ.contains(&key)
    };
    let keys = crate::noninterference::keys().into_iter();
    keys.filter(|(key, shape)| !is_shown(key, shape)).map(|(key, _)| key).collect()
}

/// Puts a text into every place of a key, as text or as a list of one, whatever the key wants; whether there was a record.
pub(crate) fn force(world: &mut World, key: &str, text: &str) -> bool {
    let (kind, path) = key.split_once('.').unwrap();
    let path: Vec<&str> = path.split('.').collect();
    let mut found = false;
    for doc in world.docs.iter_mut().filter(|doc| doc.kind.is_some_and(|k| k.name == kind)) {
        if doc.form == Form::List {
            let list = doc.table.get_mut(kind).and_then(Value::as_array_mut);
            for record in list.into_iter().flatten().filter_map(Value::as_table_mut) {
                put(record, &path, text);
                found = true;
            }
        } else {
            put(&mut doc.table, &path, text);
            found = true;
        }
    }
    found
}

fn put(table: &mut Table, path: &[&str], text: &str) {
    if path.len() == 1 {
        let is_list = table.get(path[0]).is_some_and(Value::is_array);
        table.insert(path[0].to_owned(), if is_list { Value::Array(vec![text.into()]) } else { text.into() });
        return;
    }
    match table.entry(path[0].to_owned()).or_insert(Value::Table(Table::new())) {
        // `editions` and its like are tables by name.
        Value::Table(inner) if path[0] == "editions" => {
            inner.iter_mut().filter_map(|(_, v)| v.as_table_mut()).for_each(|one| put(one, &path[1..], text));
        }
        Value::Table(inner) => put(inner, &path[1..], text),
        Value::Array(list) => {
            list.iter_mut().filter_map(Value::as_table_mut).for_each(|one| put(one, &path[1..], text));
        }
        _ => {}
    }
}
