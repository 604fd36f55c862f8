//! Everything on file that concerns one person: takes the workspace's texts and what the product manager's register held
//! on a day, gives it line by line with its label and place. Nothing modelled is trusted to be all there is: fields that
//! are kept unread and comments count, too.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::blocks;
use super::fields::{self, Table};
use super::finder::{Finder, Hit, bounded};
use crate::Workspace;
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

/// Labels by file and line, of what the register holds of list files and stakeholders' records.
fn labels(seen: &Register) -> BTreeMap<(String, u32), Audience> {
    let mut all: BTreeMap<(String, u32), Audience> = BTreeMap::new();
    let mut add = |place: Place, label: Audience| {
        let known = all.entry((seen.path(place.file).to_string(), place.line)).or_insert(label);
        *known = (*known).min(label);
    };
    for s in seen.stakeholders.values() {
        add(s.place, s.label);
        let texts = s.priorities.iter().chain(&s.concerns).chain(&s.plan.key_messages);
        texts.chain(&s.aliases).chain(&s.formerly).for_each(|f| add(f.place, f.label));
        let plan = [&s.plan.objective, &s.plan.strategy, &s.plan.meeting_format, &s.plan.reporting_style];
        let single = [&s.title, &s.organisation, &s.email, &s.preferences.channel, &s.preferences.format];
        plan.into_iter().chain(single).flatten().for_each(|f| add(f.place, f.label));
        let days = [&s.plan.cadence_days, &s.plan.max_gap_days, &s.plan.feedback_sla_days, &s.plan.minutes];
        days.into_iter().flatten().for_each(|f| add(f.place, f.label));
        s.group.iter().chain(&s.relationship_owner).for_each(|f| add(f.place, f.label));
        [&s.since, &s.left_on, &s.retention_until].into_iter().flatten().for_each(|f| add(f.place, f.label));
        s.preferences.detail.iter().for_each(|f| add(f.place, f.label));
        s.expectations.iter().for_each(|f| add(f.place, f.label));
        s.positions.iter().for_each(|f| add(f.place, f.label));
        s.assessments.iter().for_each(|f| add(f.place, f.label));
        s.overrides.iter().for_each(|f| add(f.place, f.label));
        s.pauses.iter().for_each(|f| add(f.place, f.label));
        s.planned.iter().for_each(|f| add(f.place, f.label));
    }
    seen.groups.values().for_each(|g| add(g.place, g.label));
    seen.goals.values().for_each(|g| add(g.place, g.label));
    seen.milestones.values().for_each(|m| add(m.place, m.label));
    seen.risks.values().for_each(|r| add(r.place, r.label));
    seen.decisions.iter().for_each(|d| add(d.place, d.label));
    seen.feedback.iter().for_each(|f| add(f.place, f.label));
    seen.promise_lines.iter().filter(|l| l.is_record).for_each(|l| add(l.place, l.label));
    all
}

/// Lines with a meaning by file and line: what they are, and whether they are theirs.
fn lines(seen: &Register, id: &Id) -> BTreeMap<(String, u32), (&'static str, bool)> {
    let mut all: BTreeMap<(String, u32), (&'static str, bool)> = BTreeMap::new();
    let mut add = |place: Place, what: &'static str, theirs: bool| {
        let known = all.entry((seen.path(place.file).to_string(), place.line)).or_insert((what, theirs));
        known.1 |= theirs;
    };
    seen.promise_lines.iter().for_each(|l| add(l.place, "promise", l.from == *id || l.to == *id));
    seen.feedback.iter().for_each(|f| add(f.place, "feedback", f.from == *id));
    seen.told_lines.iter().for_each(|l| add(l.place, "told", l.who == *id));
    seen.sentiment.iter().for_each(|l| add(l.place, "sentiment", l.who == *id));
    seen.consulted_lines.iter().for_each(|l| add(l.place, "consulted", l.who == *id));
    for note in &seen.notes {
        let lists = [(&note.attendees, "present"), (&note.regrets, "regrets"), (&note.absent, "absent")];
        for (list, what) in lists {
            list.iter().filter(|a| a.who.as_ref() == Some(id)).for_each(|a| add(a.place, what, true));
        }
    }
    all
}

struct Search<'a> {
    seen: &'a Register,
    id: &'a Id,
    as_of: Date,
    redact: bool,
    subject: usize,
    finder: &'a Finder,
    labels: BTreeMap<(String, u32), Audience>,
    lines: BTreeMap<(String, u32), (&'static str, bool)>,
    /// Notes by file: those in sight, and all there are.
    notes: BTreeMap<&'a str, Vec<&'a Note>>,
    written: BTreeMap<&'a str, Vec<&'a Note>>,
    all: All,
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
struct Named {
    /// The person looked for.
    them: bool,
    /// Only by a part of the name.
    perhaps: bool,
    /// Another stakeholder.
    others: bool,
}

impl Search<'_> {
    fn named(&self, hits: &[Hit]) -> Named {
        let theirs = || hits.iter().filter(|hit| Finder::means(hit, self.subject));
        Named {
            them: theirs().next().is_some(),
            perhaps: !theirs().any(|hit| hit.sure),
            others: hits.iter().any(|hit| self.finder.is_other(hit, self.subject)),
        }
    }

    /// Places of a line of a record or of front matter that name somebody.
    fn in_fields(&self, line: &str, key: &mut String) -> Vec<Hit> {
        let mut hits = self.finder.find(line);
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
    fn without_others(&self, text: &str, hits: &[Hit]) -> String {
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

    fn path(&self, path: &str) -> String {
        if self.redact { self.finder.path(path, self.subject, ANOTHER) } else { path.to_owned() }
    }

    fn push(
        &mut self,
        file: &SourceFile,
        (line, last): (u32, u32),
        label: Audience,
        what: &'static str,
        text: String,
        perhaps: bool,
    ) {
        let label = if file.origin == Origin::Private { Audience::Pm } else { label };
        self.all.held.push(Held { path: self.path(&file.path), line, last, label, what, text, perhaps });
    }

    /// A file named after them, unless it is their own record.
    fn file_name(&mut self, file: &SourceFile) {
        if self.is_own(file) || !self.is_in_sight(file) {
            return;
        }
        let stem = file.path.rsplit('/').next().unwrap_or(&file.path);
        let by_id = bounded(stem, self.id.as_str()).is_some();
        let named = self.named(&self.finder.find(stem));
        if by_id || named.them {
            let text = self.path(&file.path);
            self.push(file, (1, 1), Audience::Team, "name of a file", text, !by_id && named.perhaps);
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
    fn table(&mut self, file: &SourceFile, table: &Table<'_>, own: bool) {
        let mut key = String::new();
        let lines: Vec<(u32, String, Vec<Hit>)> = fields::known_on(table, self.as_of)
            .into_iter()
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
    fn concerned(&self, line: &str, hits: &[Hit]) -> String {
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

    fn note(&mut self, file: &SourceFile) {
        let is_here = |place: Place| self.seen.path(place.file) == &file.path;
        let notes: Vec<&Note> = self.notes.get(&*file.path).cloned().unwrap_or_default();
        let update = self.seen.updates.iter().find(|u| is_here(u.place));
        if notes.is_empty() && update.is_none() {
            return;
        }
        let label = notes.iter().map(|n| n.label).chain(update.map(|u| u.label)).max().unwrap_or(Audience::Pm);
        let body = self.front_matter(file, label);
        for note in &notes {
            let alone = self.is_alone(note);
            let mut said = false;
            for passage in &note.passages {
                said |= self.passage(file, passage.label, passage.line, &passage.text, alone);
            }
            let attended = note.attendees.iter().chain(&note.regrets).chain(&note.absent);
            if said || attended.into_iter().any(|a| a.who.as_ref() == Some(self.id)) {
                let hits = self.finder.find(&note.title);
                let on = note.date.map_or_else(|| "undated".to_owned(), |on| on.to_string());
                let text = format!("{on}, {}: {}", note.kind.as_str(), self.without_others(&note.title, &hits));
                self.push(file, (note.place.line, note.place.line), note.label, "note", text, false);
            }
        }
        for passage in update.iter().flat_map(|u| &u.passages) {
            self.passage(file, passage.label, passage.line, &passage.text, false);
        }
        self.comments(file, body, &notes);
    }

    /// Whether a talk was with them and nobody else.
    fn is_alone(&self, note: &Note) -> bool {
        let mut others = note.attendees.iter().filter(|a| a.who.as_ref().is_none_or(|id| !self.seen.is_ours(id)));
        let first = others.next();
        first.is_some_and(|a| a.who.as_ref() == Some(self.id)) && others.all(|a| a.who.as_ref() == Some(self.id))
    }

    /// Lines of front matter that name them, whole asks of them; gives the line the body begins on.
    fn front_matter(&mut self, file: &SourceFile, label: Audience) -> u32 {
        let text = file.text.trim_start_matches('\u{feff}');
        let fence = match text.lines().next().map(str::trim_end) {
            Some("+++") => "+++",
            Some("---") => "---",
            _ => return 1,
        };
        let Some(end) = text.lines().skip(1).position(|line| line.trim_end() == fence) else { return 1 };
        let inside: String = text.split_inclusive('\n').skip(1).take(end).collect();
        for table in fields::tables(&inside, 2) {
            if table.name == "asks" {
                self.table(file, &table, false);
                continue;
            }
            let mut key = String::new();
            for (number, line) in fields::known_on(&Table { name: "", lines: table.lines }, self.as_of) {
                let hits = self.in_fields(&line, &mut key);
                let named = self.named(&hits);
                if named.them || self.lines.get(&(file.path.to_string(), number)).is_some_and(|(_, theirs)| *theirs) {
                    let text = self.concerned(&line, &hits).trim().to_owned();
                    self.push(file, (number, number), label, "front matter", text, named.them && named.perhaps);
                }
            }
        }
        end as u32 + 3
    }

    /// The pieces of a passage that concern them; whether there is any.
    fn passage(&mut self, file: &SourceFile, label: Audience, first: u32, text: &str, alone: bool) -> bool {
        let mut any = false;
        let blocks = blocks::blocks(text);
        let mut taken = vec![false; blocks.len()];
        for (number, block) in blocks.iter().enumerate() {
            let words = &text[block.range.clone()];
            let line = first + block.line;
            let last = line + (words.trim_end().matches('\n').count() as u32);
            let hits = self.finder.find(words);
            let named = self.named(&hits);
            let at = (file.path.to_string(), line)..=(file.path.to_string(), last);
            let marked: Vec<(&'static str, bool)> = self.lines.range(at).map(|(_, meant)| *meant).collect();
            let theirs = marked.iter().find(|(_, theirs)| *theirs).map(|(what, _)| *what);
            let of_others = named.others || marked.iter().any(|(_, theirs)| !theirs);
            let held = block.under.is_some_and(|under| taken[under]);
            let concerns = named.them || theirs.is_some();
            if !concerns && (held || alone) && of_others {
                self.all.withheld.push((file.path.to_string(), line));
            }
            taken[number] = concerns || ((held || alone) && !of_others);
            if taken[number] && !words.trim().is_empty() {
                let text = self.without_others(words, &hits);
                let what = theirs.unwrap_or("passage");
                self.push(
                    file,
                    (line, last),
                    label,
                    what,
                    text.trim_end().to_owned(),
                    theirs.is_none() && named.them && named.perhaps,
                );
                any = true;
            }
        }
        any
    }

    /// Comments, which no edition shows: those that name them, and all in notes of talks with them alone.
    fn comments(&mut self, file: &SourceFile, body: u32, notes: &[&Note]) {
        if !file.text.contains("<!--") && !file.text.contains("%%") {
            return;
        }
        let later: Vec<(u32, bool)> = {
            let here = self.written.get(&*file.path).into_iter().flatten();
            let mut all: Vec<(u32, bool)> =
                here.map(|n| (n.place.line, n.date.is_some_and(|on| on > self.as_of))).collect();
            all.sort_unstable();
            all
        };
        let alone = notes.len() == 1 && self.is_alone(notes[0]);
        for (number, text) in comment_lines(&file.text).into_iter().filter(|(number, _)| *number >= body) {
            let is_later = later.iter().rev().find(|(line, _)| *line <= number).is_some_and(|(_, later)| *later);
            let hits = self.finder.find(text);
            let named = self.named(&hits);
            if is_later || text.trim().is_empty() || !(named.them || (alone && !named.others)) {
                continue;
            }
            let text = self.without_others(text, &hits).trim().to_owned();
            self.push(file, (number, number), Audience::Pm, "comment", text, named.them && named.perhaps);
        }
    }

    /// Lines that nothing reads further.
    fn plain(&mut self, file: &SourceFile) {
        for (line, number) in file.text.lines().zip(1..) {
            let hits = self.finder.find(line);
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

/// What stands in comments, line by line.
fn comment_lines(text: &str) -> Vec<(u32, &str)> {
    let mut all = Vec::new();
    let mut closing: Option<&str> = None;
    for (line, number) in text.lines().zip(1..) {
        let mut rest = line;
        loop {
            if let Some(end) = closing {
                let stop = rest.find(end);
                all.push((number, &rest[..stop.unwrap_or(rest.len())]));
                let Some(stop) = stop else { break };
                rest = &rest[stop + end.len()..];
                closing = None;
            }
            let open = [("<!--", "-->"), ("%%", "%%")]
                .into_iter()
                .filter_map(|(open, end)| Some((rest.find(open)?, open, end)));
            let Some((at, open, end)) = open.min() else { break };
            rest = &rest[at + open.len()..];
            closing = Some(end);
        }
    }
    all
}

/// Takes others' names out of a text.
pub struct Redaction {
    finder: Finder,
    subject: usize,
}

impl Redaction {
    /// For a page on `id`.
    pub fn new(workspace: &Workspace, id: &Id) -> Self {
        let finder = Finder::new(&workspace.register);
        let subject = finder.index(id).unwrap_or(usize::MAX);
        Self { finder, subject }
    }

    /// A path without them.
    pub fn path(&self, path: &str) -> String {
        self.finder.path(path, self.subject, ANOTHER)
    }

    /// The text without them.
    pub fn text(&self, text: &str) -> String {
        let hits = self.finder.find(text);
        let (mut out, mut from) = (String::with_capacity(text.len()), 0);
        for hit in hits.iter().filter(|hit| self.finder.is_other(hit, self.subject)) {
            out.push_str(&text[from..hit.start]);
            out.push_str(ANOTHER);
            from = hit.end;
        }
        out + &text[from..]
    }
}

/// How somebody is written, in files that this program doesn't read: pages of a site, mail, lists of names.
pub struct Spellings {
    finder: Finder,
    subject: usize,
    /// What a page holds of them: the name as markup has it, the path of their page.
    marks: Vec<String>,
}

impl Spellings {
    /// Of `id`.
    pub fn new(workspace: &Workspace, id: &Id) -> Self {
        let finder = Finder::new(&workspace.register);
        let subject = finder.index(id).unwrap_or(usize::MAX);
        let name = workspace.register.name(id).unwrap_or_default();
        let escaped = name.replace('&', "&amp;").replace('"', "&quot;").replace('\'', "&#x27;");
        let mut marks =
            vec![escaped.replace("&#x27;", "&#39;"), escaped, name.to_owned(), format!("stakeholders/{id}.html")];
        let record = workspace.register.stakeholders.get(id);
        marks.extend(record.and_then(|s| s.email.as_ref()).map(|email| email.value.clone()));
        marks.retain(|mark| !mark.is_empty());
        marks.sort();
        marks.dedup();
        Self { finder, subject, marks }
    }

    /// Whether a text holds a spelling of theirs that no other word is.
    pub fn is_in(&self, text: &str) -> bool {
        self.marks.iter().any(|mark| text.contains(mark))
    }

    /// Whether a whole text is a spelling of theirs.
    pub fn is_one(&self, text: &str) -> bool {
        self.finder.of_value(text).contains(&self.subject)
    }
}

#[cfg(test)]
mod tests {
    use super::comment_lines;

    #[test]
    fn comments_are_found_over_lines() {
        let text = "a <!-- b --> c %%d%% e\n<!-- f\ng --> h\n%% i";
        let found = comment_lines(text);
        assert_eq!(found, [(1, " b "), (1, "d"), (2, " f"), (3, "g "), (4, " i")]);
    }
}
