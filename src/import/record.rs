//! Stakeholders' records: takes people as a table or a contact gives them, gives the records to write. A missing field is
//! filled, one that has another value is left and said, unless it still holds what an earlier import wrote.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::people::{By, People};
use super::text::{self, sum};
use super::{Context, Draft, Report};
use crate::edit::id_for;
use crate::parse::names;
use crate::register::{Id, Kind};

mod owner;
mod rating;
mod values;

pub(super) use rating::Rating;
pub(super) use values::{Given, day, remembered_in, table as table_in};
use values::{found, insert, remember, remembered};

/// People of one name that a file may bring.
const NAMESAKES: usize = 50;

/// Somebody as a file of another program has them.
#[derive(Clone, Debug, Default)]
pub(super) struct Person {
    /// Where in the file.
    pub(super) row: u64,
    /// Name.
    pub(super) name: String,
    /// An id chosen by hand.
    pub(super) id: Option<String>,
    /// What they are to us, where it is said.
    pub(super) kind: Option<Kind>,
    /// Addresses; the first is the one written down as such.
    pub(super) emails: Vec<String>,
    /// Fields of the record, by path.
    pub(super) fields: Vec<(&'static str, Given)>,
    /// Power and interest.
    pub(super) rating: Option<Rating>,
    /// What the record has no field for.
    pub(super) extra: Vec<(String, String)>,
}

/// A record being written.
struct Open {
    path: String,
    was: Option<String>,
    document: DocumentMut,
    row: u64,
    name: String,
    email: Option<String>,
    wrote: Vec<String>,
    /// Sums of what is written, to go below everything else.
    sums: Vec<(String, String)>,
    is_same: bool,
    /// Paths that a row of this file has given: a later row doesn't give them anew.
    given: BTreeSet<String>,
}

/// Writes people of a `source` (`table`, `vcf`) into records.
pub(super) fn write(
    context: &Context<'_>,
    source: &'static str,
    mut persons: Vec<Person>,
    report: &mut Report,
) -> Vec<Draft> {
    for person in &mut persons {
        person.name = text::name(&person.name);
    }
    let people = People::new(context.workspace);
    let mut taken: BTreeSet<String> = people.ids().map(ToString::to_string).collect();
    taken.extend(
        context.workspace.register.stakeholders.values().flat_map(|s| s.formerly.iter().map(|f| f.value.clone())),
    );
    taken.insert("me".to_owned());
    let mut open: BTreeMap<String, Open> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    let mut new_names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let owners = owner::owners(&people, &persons);
    for mut person in persons {
        if !owner::keep(&owners, &mut person, report) {
            continue;
        }
        let id = match whose(&people, &open, &new_names, &person, report) {
            Whose::Nobody => None,
            Whose::Somebody(id) => Some(id),
            Whose::Skip => continue,
        };
        let id = match id {
            Some(id) => id,
            None => match new_id(&person, &mut taken, report) {
                Some(id) => {
                    new_names.entry(names::key(&person.name)).or_default().push(id.clone());
                    id
                }
                None => continue,
            },
        };
        if !open.contains_key(&id) {
            let Some(record) = begin(context, &people, &id, &person, report) else { continue };
            order.push(id.clone());
            open.insert(id.clone(), record);
        }
        let record = open.get_mut(&id).expect("it was just opened");
        if person.id.is_some() && names::key(&record.name) != names::key(&person.name) {
            let message = format!("`{id}` is the id of {} {} already; the row was left out", report.unit, record.row);
            report.fault(person.row, message);
            continue;
        }
        fill(context, source, record, &id, &person, report);
    }
    let mut drafts = Vec::new();
    for id in order {
        let Some(mut record) = open.remove(&id) else { continue };
        for (path, sum) in &record.sums {
            remember(&mut record.document, source, path, sum);
        }
        let text = line_ends(record.document.to_string(), record.was.as_deref());
        if record.is_same || record.was.as_deref() == Some(&text) {
            report.unchanged += 1;
            continue;
        }
        let what = if record.was.is_none() { record.name.clone() } else { record.wrote.join(", ") };
        drafts.push(Draft { path: record.path, was: record.was, text, what, row: record.row });
    }
    drafts
}

/// The line ends that the file had.
pub(super) fn line_ends(text: String, was: Option<&str>) -> String {
    if was.is_some_and(|was| was.contains("\r\n")) { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text }
}

enum Whose {
    Somebody(String),
    Nobody,
    Skip,
}

fn whose(
    people: &People,
    open: &BTreeMap<String, Open>,
    new_names: &BTreeMap<String, Vec<String>>,
    person: &Person,
    report: &mut Report,
) -> Whose {
    if let Some(id) = &person.id
        && people.get(&Id::new(id)).is_some()
    {
        return Whose::Somebody(id.clone());
    }
    match people.find(person.emails.iter().map(String::as_str), &person.name) {
        Some((known, _)) if known.is_ours => {
            report.passed.push(format!("{} {}: `{}` is one of ours", report.unit, person.row, person.name));
            return Whose::Skip;
        }
        Some((known, _)) if known.is_private => {
            let message =
                format!("{} {}: on record in the private overlay, where nothing is written", report.unit, person.row);
            report.passed.push(message);
            return Whose::Skip;
        }
        Some((known, by)) => {
            if by == By::Name && !person.emails.is_empty() {
                report.guess(format!("`{}` is `{}`, by name: no record has the address", person.name, known.id));
            }
            return Whose::Somebody(known.id.to_string());
        }
        None => {}
    }
    if people.is_shared(&person.name) {
        report.fault(person.row, format!("`{}` is the name of two people on record; give the address", person.name));
        return Whose::Skip;
    }
    // Somebody whom an earlier row has brought: the same address, or the same name and no second address.
    let earlier = new_names.get(&names::key(&person.name)).map(Vec::as_slice).unwrap_or_default();
    if earlier.len() >= NAMESAKES {
        report.fault(person.row, format!("more than {NAMESAKES} people are called `{}`", person.name));
        return Whose::Skip;
    }
    let mine = person.emails.first();
    for id in earlier {
        let theirs = open.get(id).and_then(|o| o.email.as_ref());
        if mine.is_none() || theirs.is_none() || mine == theirs {
            let row = open.get(id).map_or(0, |o| o.row);
            report.guess(format!("{} {} is `{id}` again, as in {} {row}", report.unit, person.row, report.unit));
            return Whose::Somebody(id.clone());
        }
    }
    Whose::Nobody
}

fn new_id(person: &Person, taken: &mut BTreeSet<String>, report: &mut Report) -> Option<String> {
    let id = match &person.id {
        Some(id) if !crate::parse::word::is_id(id) => {
            report.fault(person.row, format!("`{id}` is not an id: lower-case letters, digits and `-`"));
            return None;
        }
        Some(id) if taken.contains(id) => {
            report.fault(person.row, format!("`{id}` is an id already in use"));
            return None;
        }
        Some(id) => id.clone(),
        None => id_for(&person.name, "person", taken),
    };
    taken.insert(id.clone());
    Some(id)
}

fn begin(context: &Context<'_>, people: &People, id: &str, person: &Person, report: &mut Report) -> Option<Open> {
    let path = format!("stakeholders/{id}.toml");
    let was = context.text(&path).map(str::to_owned);
    let Ok(mut document) = was.as_deref().unwrap_or_default().parse::<DocumentMut>() else {
        report.fault(person.row, format!("`{path}` can't be read as TOML; it is left as it is"));
        return None;
    };
    let mut record = Open {
        path,
        row: person.row,
        name: person.name.clone(),
        email: None,
        wrote: Vec::new(),
        sums: Vec::new(),
        is_same: was.is_some(),
        given: BTreeSet::new(),
        was,
        document: DocumentMut::new(),
    };
    if record.was.is_none() {
        let kind = person.kind.unwrap_or_else(|| {
            let ours = person.emails.first().is_some_and(|email| people.is_our_domain(email));
            let (kind, why) = if ours {
                (Kind::Internal, "the address is of our domain")
            } else {
                (Kind::External, "nothing says otherwise")
            };
            report.guess(format!("kind `{}` where none is given: {why}", kind.as_str()));
            kind
        });
        document["name"] = value(&person.name);
        document["kind"] = value(kind.as_str());
        record.email = person.emails.first().cloned();
    }
    record.document = document;
    Some(record)
}

fn fill(context: &Context<'_>, source: &str, record: &mut Open, id: &str, person: &Person, report: &mut Report) {
    let mut fields: Vec<(String, Given)> = Vec::new();
    if record.was.is_some() {
        let name = record.document.get("name").and_then(Item::as_str).unwrap_or_default();
        let aliases = record.document.get("aliases").and_then(Item::as_array);
        let is_alias = aliases.is_some_and(|list| {
            list.iter().filter_map(|v| v.as_str()).any(|a| names::key(a) == names::key(&person.name))
        });
        if names::key(name) != names::key(&person.name) && !is_alias && !person.name.is_empty() {
            report.left.push(format!("{id}: name is `{name}`, {} {} says `{}`", report.unit, person.row, person.name));
        }
        if let Some(kind) = person.kind {
            fields.push(("kind".to_owned(), Given::Text(kind.as_str().to_owned())));
        }
    }
    if let Some(email) = person.emails.first() {
        fields.push(("email".to_owned(), Given::Text(email.clone())));
    }
    let mut aliases: Vec<String> = person.emails.iter().skip(1).cloned().collect();
    for (path, given) in &person.fields {
        match given {
            Given::List(list) if *path == "aliases" => aliases.extend(list.iter().cloned()),
            given => fields.push(((*path).to_owned(), given.clone())),
        }
    }
    if !aliases.is_empty() {
        fields.push(("aliases".to_owned(), Given::List(aliases)));
    }
    for (path, given) in fields {
        field(source, record, id, &path, &given, person.row, report);
    }
    if let Some(rating) = &person.rating {
        rating::fill(context, source, record, id, rating, person.row, report);
    }
    let extra = person.extra.iter().map(|(key, text)| {
        let key = if key == "import" { "import_" } else { key.as_str() };
        (format!("extra\u{0}{key}"), Given::Text(text.clone()))
    });
    for (path, given) in extra {
        field(source, record, id, &path, &given, person.row, report);
    }
}

/// Writes one field, or leaves it and says so.
fn field(source: &str, record: &mut Open, id: &str, path: &str, given: &Given, row: u64, report: &mut Report) {
    let said = path.replace('\u{0}', ".");
    let now = sum(&given.written());
    let is_again = !record.given.insert(said.clone());
    let before = remembered(&record.document, source, &said);
    if before.as_deref() == Some(&now) {
        return;
    }
    let is_ours = |existing: &Given| before.as_deref() == Some(&sum(&existing.written()));
    match found(&record.document, path, given) {
        None if before.is_some() => {
            report.left.push(format!(
                "{id}: {said} was taken out by hand, {} {row} says {}",
                report.unit,
                given.shown()
            ));
            return;
        }
        Some(existing) if existing.same(given) => return,
        Some(Given::List(_)) if matches!(given, Given::List(_)) => {}
        Some(existing) if is_again || !is_ours(&existing) => {
            let theirs = existing.shown();
            report.left.push(format!("{id}: {said} is {theirs}, {} {row} says {}", report.unit, given.shown()));
            return;
        }
        _ => {}
    }
    if !insert(&mut record.document, path, given) {
        report.left.push(format!("{id}: {said} can't be added, for what holds it is no table"));
        return;
    }
    record.sums.push((said.clone(), now));
    record.is_same = false;
    record.wrote.push(said);
}
