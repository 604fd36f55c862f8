//! Everything on file that concerns one person: takes the workspace's texts and what the product manager's register held
//! on a day, gives it line by line with its label and place. Nothing modelled is trusted to be all there is: fields that
//! are kept unread and comments count, too.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::fields::{self, Table};
use super::finder::{Finder, Hit, Text};
use super::marks::{labels, lines};
use crate::Workspace;
use crate::adopt::record::is_own_comment;
use crate::register::{Audience, Id, Note, Register};
use crate::source::{Origin, Place, Role, SourceFile};

/// What stands for somebody else.
pub const ANOTHER: &str = "another person";

/// Text that is held on somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The file, as printed.
    pub path: String,
    /// Its first line.
    pub line: u32,
    /// Its last line.
    pub last: u32,
    /// The widest audience that may see it.
    pub label: Audience,
    /// What it is.
    pub what: &'static str,
    /// As it is written; others' names are out where that was asked for.
    pub text: String,
    /// Whether a first or last name alone brought it here.
    pub perhaps: bool,
}

/// What is held, and what was left out because it is about others only.
#[derive(Clone, Debug, Default)]
pub struct All {
    /// By file and line.
    pub held: Vec<Held>,
    /// Places in notes of their talks that name others and not them.
    pub withheld: Vec<(String, u32)>,
}

/// Everything on file on `id`, as it was known on `as_of`; `seen` is the pm's register of that day. With `redact`, other
/// stakeholders' names are taken out.
pub fn held(workspace: &Workspace, seen: &Register, id: &Id, as_of: Date, redact: bool) -> All {
    let finder = Finder::new(&workspace.register);
    let Some(subject) = finder.index(id) else { return All::default() };
    let mut search = Search {
        seen,
        id,
        as_of,
        redact,
        subject,
        finder: &finder,
        labels: labels(seen),
        lines: lines(seen, id),
        notes: by_path(seen),
        written: by_path(&workspace.register),
        shown: BTreeMap::new(),
        times: BTreeMap::new(),
        all: All::default(),
    };
    for file in &workspace.sources.files {
        search.file_name(file);
        match file.role {
            Role::Config | Role::List | Role::Stakeholder => search.records(file),
            Role::Note | Role::Update => search.note(file),
            Role::Inbox | Role::Unreadable => search.plain(file),
        }
    }
    let mut all = search.all;
    all.held.sort_by(|a, b| (&a.path, a.line, a.last).cmp(&(&b.path, b.line, b.last)));
    all.held.dedup_by(|a, b| (&a.path, a.line, a.what, &a.text) == (&b.path, b.line, b.what, &b.text));
    all.withheld.sort();
    all.withheld.dedup();
    all
}

pub(super) struct Search<'a> {
    pub(super) seen: &'a Register,
    pub(super) id: &'a Id,
    pub(super) as_of: Date,
    pub(super) redact: bool,
    pub(super) subject: usize,
    pub(super) finder: &'a Finder,
    pub(super) labels: BTreeMap<(String, u32), Audience>,
    pub(super) lines: BTreeMap<(String, u32), (&'static str, bool)>,
    /// Notes by file: those in sight, and all there are.
    pub(super) notes: BTreeMap<&'a str, Vec<&'a Note>>,
    pub(super) written: BTreeMap<&'a str, Vec<&'a Note>>,
    /// Paths as they are shown, and how many have been shown alike.
    pub(super) shown: BTreeMap<String, String>,
    pub(super) times: BTreeMap<String, usize>,
    pub(super) all: All,
}

fn by_path(register: &Register) -> BTreeMap<&str, Vec<&Note>> {
    let mut all: BTreeMap<&str, Vec<&Note>> = BTreeMap::new();
    for note in &register.notes {
        all.entry(register.path(note.place.file)).or_default().push(note);
    }
    all
}

/// What a text says of whom.
#[derive(Clone, Copy, Default)]
pub(super) struct Named {
    /// The person looked for.
    pub(super) them: bool,
    /// Only by a part of the name.
    pub(super) perhaps: bool,
    /// Another stakeholder.
    pub(super) others: bool,
}

impl Search<'_> {
    pub(super) fn named(&self, hits: &[Hit]) -> Named {
        let theirs = || hits.iter().filter(|hit| Finder::means(hit, self.subject));
        Named {
            them: theirs().next().is_some(),
            perhaps: !theirs().any(|hit| hit.sure),
            others: hits.iter().any(|hit| self.finder.is_other(hit, self.subject)),
        }
    }

    /// Places of a line of a record or of front matter that name somebody.
    pub(super) fn in_fields(&self, line: &str, key: &mut String) -> Vec<Hit> {
        let mut hits = self.finder.find(line);
        // A field's own name is nobody's.
        let bare = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '#' | '-' | '['));
        let length = bare.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))).unwrap_or(bare.len());
        if bare[length..].trim_start().starts_with(['=', ':', ']']) {
            let at = line.len() - bare.len() + length;
            hits.retain(|hit| hit.sure || hit.end > at);
        }
        for value in fields::values(line, key).into_iter().filter(fields::Value::is_person) {
            let who = self.finder.of_value(value.text);
            if !who.is_empty() {
                hits.retain(|hit| hit.end <= value.range.start || hit.start >= value.range.end);
                hits.push(Hit { start: value.range.start, end: value.range.end, who, sure: true });
            }
        }
        hits.sort_by_key(|hit| hit.start);
        hits
    }

    /// A text without the names of others.
    pub(super) fn without_others(&self, text: &str, hits: &[Hit]) -> String {
        if !self.redact {
            return text.to_owned();
        }
        let (mut out, mut from) = (String::with_capacity(text.len()), 0);
        for hit in hits.iter().filter(|hit| self.finder.is_other(hit, self.subject)) {
            if hit.start >= from {
                out.push_str(&text[from..hit.start]);
                out.push_str(ANOTHER);
                from = hit.end;
            }
        }
        out + &text[from..]
    }

    /// A path as it is shown: two that differ in somebody's name only stay two.
    fn path(&mut self, path: &str) -> String {
        if !self.redact {
            return path.to_owned();
        }
        if let Some(shown) = self.shown.get(path) {
            return shown.clone();
        }
        let clean = self.finder.path(path, self.subject);
        let times = self.times.entry(clean.clone()).or_default();
        *times += 1;
        let shown = if *times > 1 { format!("{clean} ({times})") } else { clean };
        self.shown.insert(path.to_owned(), shown.clone());
        shown
    }

    pub(super) fn push(
        &mut self,
        file: &SourceFile,
        (line, last): (u32, u32),
        label: Audience,
        what: &'static str,
        text: String,
        perhaps: bool,
    ) {
        let label = if file.origin == Origin::Private { Audience::Pm } else { label };
        let path = self.path(&file.path);
        self.all.held.push(Held { path, line, last, label, what, text, perhaps });
    }

    /// A file named after them, unless it is their own record.
    fn file_name(&mut self, file: &SourceFile) {
        if self.is_own(file) || !self.is_in_sight(file) {
            return;
        }
        let named = self.named(&self.finder.in_path(&file.path));
        if named.them {
            let text = self.path(&file.path);
            self.push(file, (1, 1), Audience::Team, "name of a file", text, named.perhaps);
        }
    }

    /// Whether anything of a note or update was known on the day.
    fn is_in_sight(&self, file: &SourceFile) -> bool {
        let is_here = |place: Place| self.seen.path(place.file) == &file.path;
        match file.role {
            Role::Note => self.notes.contains_key(&*file.path),
            Role::Update => self.seen.updates.iter().any(|u| is_here(u.place)),
            _ => true,
        }
    }

    fn is_own(&self, file: &SourceFile) -> bool {
        let stem = file.path.rsplit('/').next().and_then(|name| name.strip_suffix(".toml"));
        file.role == Role::Stakeholder && stem == Some(self.id.as_str())
    }

    fn records(&mut self, file: &SourceFile) {
        let own = self.is_own(file);
        for table in fields::tables(&file.text, 1) {
            self.table(file, &table, own);
        }
    }

    /// One table of a record: theirs as a whole, or the lines that name them under a line that says of what.
    pub(super) fn table(&mut self, file: &SourceFile, table: &Table<'_>, own: bool) {
        let mut key = String::new();
        let lines: Vec<(u32, String, Vec<Hit>)> = fields::known_on(table, self.as_of)
            .into_iter()
            .filter(|(_, line)| file.role != Role::Stakeholder || !is_own_comment(line))
            .map(|(number, line)| {
                let hits = self.in_fields(&line, &mut key);
                (number, line.into_owned(), hits)
            })
            .collect();
        key.clear();
        let mut is_whole = own;
        let whole_by: &[&str] = match table.name {
            "feedback" | "asks" => &["from"],
            "commitment" => &["from", "to"],
            "team" => &["id"],
            _ => &[],
        };
        for (_, line, _) in &lines {
            let values = fields::values(line, &mut key);
            let is_them = |v: &fields::Value<'_>| {
                whole_by.contains(&v.key.as_str()) && self.finder.of_value(v.text).contains(&self.subject)
            };
            is_whole |= values.iter().any(is_them);
        }
        let is_named = lines.iter().any(|(.., hits)| self.named(hits).them);
        if !is_whole && !is_named {
            return;
        }
        // Of a list's entry also what it is about; of somebody else's record nothing but the line.
        let is_list = self.redact && matches!(file.role, Role::List | Role::Update) && !table.name.is_empty();
        let head = |line: &str| {
            let key = line.split_once('=').map_or("", |(key, _)| key.trim());
            matches!(key, "title" | "what" | "event" | "text" | "name" | "topic" | "id")
        };
        let record = lines.iter().filter_map(|(n, ..)| self.labels.get(&(file.path.to_string(), *n))).min().copied();
        let mut last = if table.name.is_empty() { None } else { record };
        for (number, line, hits) in &lines {
            let named = self.named(hits);
            if !(is_whole || named.them || (is_list && head(line))) {
                continue;
            }
            let bare = line.trim();
            let exact = self.labels.get(&(file.path.to_string(), *number)).copied();
            let is_comment = bare.starts_with('#');
            let has_key = bare.split_once('=').is_some_and(|(key, _)| !key.trim().contains([' ', '"', '{']));
            if let Some(label) = exact {
                last = Some(label);
            } else if has_key && table.name.is_empty() {
                let is_plain = bare.starts_with("kind") || bare.starts_with("name");
                last = is_plain.then_some(record).flatten();
            }
            let fallback = if file.path.ends_with(".md") { Audience::Leadership } else { Audience::Pm };
            let label = if is_comment { Audience::Pm } else { last.unwrap_or(fallback) };
            let what = if is_comment {
                "comment"
            } else if own {
                "your record"
            } else {
                kind(file, table.name)
            };
            let text = if is_whole { self.without_others(line, hits) } else { self.concerned(line, hits) };
            self.push(
                file,
                (*number, *number),
                label,
                what,
                text.trim().to_owned(),
                !is_whole && named.them && named.perhaps,
            );
        }
    }

    /// A line that names them, of an array those values that do; without others' names.
    pub(super) fn concerned(&self, line: &str, hits: &[Hit]) -> String {
        if !self.redact {
            return line.to_owned();
        }
        let theirs: Vec<_> =
            hits.iter().filter(|hit| Finder::means(hit, self.subject)).map(|h| h.start..h.end).collect();
        let pieces = fields::concerned(line, &theirs).into_iter().map(|range| {
            let inside = hits.iter().filter(|hit| range.start <= hit.start && hit.end <= range.end);
            let moved = |hit: &Hit| Hit { start: hit.start - range.start, end: hit.end - range.start, ..hit.clone() };
            let inside: Vec<Hit> = inside.map(moved).collect();
            self.without_others(&line[range], &inside)
        });
        pieces.collect()
    }

    /// Lines that nothing reads further.
    fn plain(&mut self, file: &SourceFile) {
        for (line, number) in file.text.lines().zip(1..) {
            let hits = self.finder.find_in(line, Text::Jotted);
            let named = self.named(&hits);
            if named.them {
                let text = self.without_others(line, &hits).trim().to_owned();
                self.push(file, (number, number), Audience::Pm, "line", text, named.perhaps);
            }
        }
    }
}

/// What a line of a list file or of the configuration is.
fn kind(file: &SourceFile, table: &str) -> &'static str {
    match (file.role, table.split('.').next().unwrap_or_default()) {
        (Role::Stakeholder, _) => "record of somebody else",
        (Role::Config, "team") => "configuration: team",
        (Role::Config, _) => "configuration",
        (_, "feedback") => "feedback",
        (_, "commitment") => "promise",
        (_, "decision") => "decision",
        (_, "milestone") => "milestone",
        (_, "goal") => "goal",
        (_, "risk") => "risk",
        (_, "group") => "group",
        (_, "pulse") => "pulse",
        (_, "asks") => "ask",
        _ => "record",
    }
}
