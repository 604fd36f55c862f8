//! Tokens: a word of its own in every field, section, item and file of the proof's workspace; none is in a byte of an edition that may
//! not see it, and those that an edition is to show are there.

mod mail;

use std::collections::BTreeMap;

use rapporteur::register::Audience;
use rapporteur::schema::{Field, Shape};
use rapporteur::source::{Origin, Role};
use toml::{Table, Value};

use crate::noninterference::{
    Doc, Form, LineKind, World, hidden_people, is_about_hidden, key_label, keys, lines, raw_label, record_label,
    records, site, view,
};

/// What a token stands in.
#[derive(Debug, PartialEq)]
struct Spot {
    label: Audience,
    /// The key of the schema, or what kind of line; of a file its path.
    what: String,
    /// The record it is of drops out with these people.
    about: Option<(String, Table)>,
}

/// The workspace with its tokens.
#[derive(Default)]
struct Marked {
    spots: BTreeMap<String, Spot>,
}

impl Marked {
    fn token(&mut self, label: Audience, what: &str, about: Option<(String, Table)>) -> String {
        // No token begins another: each ends with a letter.
        let token = format!("zq{}x", self.spots.len() + 1000);
        self.spots.insert(token.clone(), Spot { label, what: what.to_owned(), about });
        token
    }

    fn world(&mut self) -> World {
        let mut world = World::load().clone();
        copy_full_records(&mut world);
        for doc in &mut world.docs {
            self.doc(doc);
        }
        for doc in [
            (
                "notes/2026-10-28-NAME.md",
                Origin::Workspace,
                Role::Note,
                "+++\nattendees = [\"ada\", \"me\"]\nvisibility = \"LABEL\"\n+++\n\nWords.\n",
            ),
            (
                "updates/2026-10-2N.md",
                Origin::Workspace,
                Role::Update,
                "+++\nheadline = \"Amber: NAME.\"\nvisibility = \"LABEL\"\n+++\n\n## Results\n\nWords.\n",
            ),
            (
                "stakeholders/NAME.toml",
                Origin::Workspace,
                Role::Stakeholder,
                "name = \"Some One\"\nkind = \"external\"\nvisibility = \"LABEL\"\n",
            ),
        ] {
            for (n, label) in Audience::ALL.into_iter().enumerate() {
                let (path, origin, role, text) = doc;
                let what = if role == Role::Update { "headline" } else { "file name" };
                let token = self.token(label, what, None);
                let fill = |text: &str| {
                    text.replace("NAME", &token).replace("LABEL", label.as_str()).replace("2N", &format!("2{n}"))
                };
                world.docs.push(Doc::new(&fill(path), origin, role, &fill(text)));
            }
        }
        for (folder, label) in [("pm", Audience::Pm), ("team", Audience::Team), ("leadership", Audience::Leadership)] {
            let token = self.token(label, "static file", None);
            world.statics.push((format!("{folder}/{token}.txt"), token.into_bytes()));
        }
        world.statics.sort();
        world
    }

    fn doc(&mut self, doc: &mut Doc) {
        let held = match doc.kind {
            None => raw_label(doc),
            Some(kind) if kind.is_list => {
                let labels: Vec<_> = records(doc).iter().map(|record| record_label(doc, kind.name, record)).collect();
                let list = doc.table.get_mut(kind.name).and_then(Value::as_array_mut);
                for (record, label) in list.into_iter().flatten().zip(labels) {
                    let Value::Table(record) = record else { continue };
                    let about = (kind.name.to_owned(), record.clone());
                    self.fields(kind.fields, kind.name, record, label, Some(&about));
                }
                return;
            }
            Some(kind) => {
                let label = record_label(doc, kind.name, &doc.table);
                self.fields(kind.fields, kind.name, &mut doc.table, label, None);
                label
            }
        };
        if matches!(doc.role, Role::Note | Role::Update | Role::Inbox) {
            self.body(doc, held);
        }
    }

    fn fields(
        &mut self,
        fields: &'static [Field],
        prefix: &str,
        table: &mut Table,
        label: Audience,
        about: Option<&(String, Table)>,
    ) {
        for field in fields {
            let key = format!("{prefix}.{}", field.key);
            let Some(value) = table.get_mut(field.key) else { continue };
            // An edition's own title is shown in it.
            let own = if key.starts_with("config.editions") { Audience::Everyone } else { key_label(&key, label, "") };
            let mark = |text: &str, marked: &mut Self| {
                let token = marked.token(own, &key, about.cloned());
                if text.contains('@') { format!("{token}.{text}") } else { format!("{text} {token}") }
            };
            match (field.shape, value) {
                (Shape::Text, Value::String(text))
                    if !matches!(field.key, "path" | "out" | "time_zone" | "style" | "site" | "unsubscribe") =>
                {
                    *text = mark(text, self);
                }
                // People of a note are ids.
                (Shape::Texts, Value::Array(list))
                    if !matches!(field.key, "attendees" | "regrets" | "absent" | "include" | "exclude") =>
                {
                    for one in list {
                        if let Value::String(text) = one {
                            *text = mark(text, self);
                        }
                    }
                }
                (Shape::Tags, Value::Array(list)) => list.push(mark("tag", self).replace(' ', "-").into()),
                (Shape::Ids, Value::Array(list)) if field.key == "formerly" => {
                    list.push(mark("old", self).replace(' ', "-").into());
                }
                (Shape::Anything, Value::Table(table)) => {
                    drop(table.insert("token".to_owned(), mark("extra", self).into()));
                }
                (Shape::Table(inner), Value::Table(table)) => self.fields(inner, &key, table, label, about),
                (Shape::Tables(inner), Value::Array(list)) => {
                    for one in list {
                        let Value::Table(table) = one else { continue };
                        let written = table.get("visibility").and_then(Value::as_str).and_then(Audience::parse);
                        self.fields(inner, &key, table, written.unwrap_or(label).min(label), about);
                    }
                }
                (Shape::Named(inner), Value::Table(table)) => {
                    for (_, one) in table.iter_mut() {
                        let Value::Table(table) = one else { continue };
                        self.fields(inner, &key, table, label, about);
                    }
                }
                _ => {}
            }
        }
    }

    /// A token at the end of the words of each line that has some.
    fn body(&mut self, doc: &mut Doc, held: Audience) {
        let all = lines(&doc.body, held);
        let mut in_front = doc.form == Form::Raw && doc.body.first().is_some_and(|line| line == "---");
        for (n, (line, read)) in doc.body.iter_mut().zip(all).enumerate() {
            if in_front {
                in_front = n == 0 || line != "---";
                continue;
            }
            // Whom a list of people names is a matter of that list.
            let is_list = doc.form == Form::Raw && (line.starts_with("- Ada") || line.starts_with("Attendees"));
            if matches!(read.kind, LineKind::Blank) || line.contains("---") || is_list || line.contains("Attendees:") {
                continue;
            }
            let what = match read.kind {
                LineKind::Heading(_) => "heading",
                LineKind::Item if line.contains("(consulted)") || line.contains("@dee") => "aside",
                LineKind::Item => "item",
                LineKind::Comment => "comment",
                _ => "text",
            };
            let label =
                if read.kind == LineKind::Comment || doc.role == Role::Inbox { Audience::Pm } else { read.label };
            let token = self.token(label, what, None);
            *line = crate::noninterference::changed(line, &token);
        }
    }
}

/// The records that have every key, once more for each audience but the pm.
pub(crate) fn copy_full_records(world: &mut World) {
    let mut copies = Vec::new();
    for doc in &mut world.docs {
        for label in [Audience::Team, Audience::Leadership, Audience::Everyone] {
            let name = format!("copy-{}", label.as_str());
            let relabelled = |table: &Table| {
                let mut copy = table.clone();
                copy.insert("visibility".to_owned(), label.as_str().into());
                copy.remove("formerly");
                for one in copy.get_mut("asks").and_then(Value::as_array_mut).into_iter().flatten() {
                    let ask = one.as_table_mut().unwrap();
                    ask.remove("visibility");
                    ask.insert("id".to_owned(), format!("ask-{}", label.as_str()).into());
                }
                if copy.contains_key("id") {
                    copy.insert("id".to_owned(), name.as_str().into());
                }
                copy
            };
            if doc.form == Form::List {
                let Some(kind) = doc.kind else { continue };
                let full =
                    records(doc).into_iter().filter(|record| record_label(doc, kind.name, record) == Audience::Pm);
                let Some(full) = full.max_by_key(|record| record.len()) else { continue };
                let copy = relabelled(full);
                doc.table.get_mut(kind.name).unwrap().as_array_mut().unwrap().push(Value::Table(copy));
            } else if let Some((folder, day)) = match &*doc.path {
                "stakeholders/full.toml" => Some(("stakeholders", String::new())),
                "notes/2026-10-07-dee.md" => Some(("notes", "2026-10-08-".to_owned())),
                "updates/2026-10-19.md" => Some(("updates", format!("2026-10-0{}", 6 + label as usize))),
                _ => None,
            } {
                let end = if folder == "stakeholders" { ".toml" } else { ".md" };
                let stem = if folder == "updates" { day } else { format!("{day}{name}") };
                let mut copy = doc.clone();
                copy.path = format!("{folder}/{stem}{end}");
                copy.table = relabelled(&doc.table);
                copy.table.remove("date");
                copy.body = vec!["Words.".to_owned()];
                copies.push(copy);
            }
        }
    }
    world.docs.extend(copies);
}

#[test]
fn no_token_is_in_a_byte_that_it_may_not_reach() {
    let mut marked = Marked::default();
    let world = marked.world();
    let workspace = world.link().expect("the tokens leave the workspace sound");
    assert!(marked.spots.len() > 400, "{} tokens", marked.spots.len());
    let is_text = |shape: &Shape| matches!(shape, Shape::Text | Shape::Tags | Shape::Anything | Shape::Texts);
    let bare: Vec<String> = keys()
        .into_iter()
        .filter(|(key, shape)| is_text(shape) && !UNMARKED.iter().any(|start| key.starts_with(start)))
        .map(|(key, _)| key)
        .filter(|key| !marked.spots.values().any(|spot| spot.what == *key))
        .collect();
    assert!(bare.is_empty(), "no token stands in {bare:?}");
    let mut shown: BTreeMap<String, usize> = BTreeMap::new();
    for (name, audience) in [
        ("team", Audience::Team),
        ("leadership", Audience::Leadership),
        ("public", Audience::Everyone),
        ("board", Audience::Leadership),
    ] {
        let hidden = hidden_people(&world, audience);
        let site = site(&workspace, name, &view(&workspace, name, None));
        let text: Vec<(String, String)> = site
            .into_iter()
            .map(|(path, bytes)| (path.to_lowercase(), String::from_utf8_lossy(&bytes).to_lowercase()))
            .collect();
        for (token, spot) in &marked.spots {
            let gone = spot.about.as_ref().is_some_and(|(kind, record)| is_about_hidden(kind, record, &hidden));
            let may = spot.label.is_visible_to(audience) && !gone;
            // A static file of an edition's own folder is for that edition alone.
            if spot.what == "static file" {
                continue;
            }
            let found = text.iter().find(|(path, text)| path.contains(token) || text.contains(token));
            if let Some((path, _)) = found {
                assert!(may, "{name}/{path} holds {token}: {spot:?}");
                *shown.entry(spot.what.clone()).or_default() += 1;
            }
            if may && spot.label == Audience::Everyone && must_show(&spot.what) {
                assert!(found.is_some(), "{name} lacks {token}: {spot:?}");
            }
        }
    }
    // Where nothing were shown, nothing could leak.
    for what in SHOWN {
        assert!(shown.get(*what).is_some_and(|n| *n > 0), "no page shows a `{what}`");
    }
}

/// Keys whose words are paths, names of zones or headings, or people.
const UNMARKED: [&str; 10] = [
    "config.email.site",
    "config.email.unsubscribe",
    "config.time_zone",
    "config.notes.",
    "config.private.",
    "config.editions.out",
    "config.extra",
    "note.attendees",
    "note.regrets",
    "note.absent",
];

/// What anybody's page shows wherever anybody may see it.
fn must_show(what: &str) -> bool {
    matches!(
        what,
        "heading"
            | "text"
            | "item"
            | "file name"
            | "headline"
            | "feedback.text"
            | "commitment.text"
            | "decision.title"
            | "goal.title"
            | "milestone.title"
            | "risk.event"
            | "pulse.question"
            | "stakeholder.name"
    )
}

/// What some edition shows.
const SHOWN: &[&str] = &[
    "heading",
    "text",
    "item",
    "file name",
    "headline",
    "stakeholder.name",
    "stakeholder.title",
    "stakeholder.organisation",
    "stakeholder.aliases",
    "stakeholder.concerns",
    "stakeholder.priorities",
    "stakeholder.expectations.what",
    "stakeholder.positions.topic",
    "stakeholder.plan.objective",
    "stakeholder.preferences.channel",
    "group.name",
    "goal.title",
    "goal.strategic_goal",
    "goal.metric.name",
    "milestone.title",
    "milestone.forecasts.reason",
    "decision.title",
    "decision.outcome",
    "risk.event",
    "risk.path_to_green",
    "feedback.text",
    "feedback.response",
    "commitment.text",
    "pulse.question",
    "note.title",
    "update.headline",
    "update.period",
    "update.asks.what",
    "config.product",
    "config.organisation",
    "config.team.name",
];
