//! What every page of an edition shares: where each note and person lies, who may be named, and the way a page is
//! put together. Takes the restricted register and what was assessed from it; leaves the pages to their files.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::frame::{Frame, Head, Shared};
use super::inline::{Named, People};
use super::pages::{self, Navigation};
use super::shelf::Shelves;
use super::slug::{self, Names};
use super::templates::{TemplateError, Templates};
use super::{goals, hash, milestones, updates};
use crate::assess::{Assessed, Health};
use crate::chart::digits;
use crate::config::{Config, Edition};
use crate::register::{Audience, Band, Id, Register};
use crate::source::{FileId, Place};

/// One edition, ready to be written.
pub(super) struct Site<'a> {
    pub(super) register: &'a Register,
    pub(super) assessed: &'a Assessed,
    pub(super) config: &'a Config,
    pub(super) edition: &'a Edition,
    pub(super) templates: &'a Templates,
    /// Whether persons' scores are shown.
    pub(super) scores: bool,
    /// Whether everything that could refute an absence is in sight.
    pub(super) claims_absence: bool,
    /// Whether everything is: what is planned for days to come is the pm's alone.
    pub(super) sees_all: bool,
    /// Page of each note, by its index.
    pub(super) note_paths: Vec<String>,
    /// Lines that items come from, by file.
    pub(super) item_lines: BTreeMap<FileId, BTreeSet<u32>>,
    pub(super) people: People,
    /// Which page of its list each promise, piece of feedback and decision is on.
    pub(super) shelves: Shelves,
    /// Where each goal and each milestone is, below the site's root.
    pub(super) goal_at: BTreeMap<Id, String>,
    pub(super) milestone_at: BTreeMap<Id, String>,
    notes_by_file: BTreeMap<FileId, Vec<(u32, usize)>>,
    files_by_path: BTreeMap<&'a str, FileId>,
    update_paths: BTreeMap<FileId, String>,
    shared: tera::Value,
    navigation: Navigation,
    /// Where somebody stands in the order of attention, from 0.
    pub(super) place_in_order: BTreeMap<&'a Id, usize>,
    /// How many need any.
    pub(super) attended: usize,
}

/// A link, or the same words without one.
#[derive(Serialize, Clone, Debug)]
pub(super) struct Link {
    pub(super) text: String,
    pub(super) href: Option<String>,
}

/// A status: word, shape and colour.
#[derive(Serialize, Clone, Copy, Debug)]
pub(super) struct Status {
    pub(super) class: &'static str,
    pub(super) mark: &'static str,
    pub(super) word: &'static str,
}

impl Status {
    /// The status of a band.
    pub(super) fn of(band: Band, stale: bool) -> Self {
        let (class, mark, word) = match (band, stale) {
            (Band::Healthy, _) => ("ok", "m-ok", "Healthy"),
            (Band::Watch, _) => ("watch", "m-watch", "Watch"),
            (Band::AtRisk, false) => ("risk", "m-risk", "At risk"),
            (Band::AtRisk, true) => ("risk", "m-stale", "At risk"),
            (Band::NotEnoughData, _) => ("none", "m-none", "Not enough data"),
        };
        Self { class, mark, word }
    }
}

impl<'a> Site<'a> {
    /// Lays an edition out.
    pub(super) fn new(
        register: &'a Register,
        assessed: &'a Assessed,
        config: &'a Config,
        edition: &'a Edition,
        templates: &'a Templates,
    ) -> Result<Self, TemplateError> {
        let ((hash, shelves), (note_paths, item_lines)) = rayon::join(
            || rayon::join(|| hash::of_register(register), || Shelves::new(register, assessed)),
            || rayon::join(|| note_paths(register), || item_lines(register, assessed)),
        );
        let shared = value(&Shared::new(register, assessed.as_of, config, edition, hash))?;
        let mut notes_by_file: BTreeMap<FileId, Vec<(u32, usize)>> = BTreeMap::new();
        for (i, note) in register.notes.iter().enumerate() {
            notes_by_file.entry(note.place.file).or_default().push((note.place.line, i));
        }
        // Of a running document every stretch of text counts: a meeting needn't be in one piece.
        for list in notes_by_file.values_mut().filter(|list| list.len() > 1) {
            let own =
                |(_, i): &(u32, usize)| register.notes[*i].passages.iter().map(|p| (p.line, *i)).collect::<Vec<_>>();
            let more: Vec<(u32, usize)> = list.iter().flat_map(own).collect();
            list.extend(more);
            list.sort_unstable_by_key(|(line, i)| (*line, register.notes[*i].place.start, *i));
        }
        let mut site = Self {
            register,
            assessed,
            config,
            edition,
            templates,
            scores: edition.scores,
            sees_all: edition.audience == Audience::Pm,
            claims_absence: edition.audience <= Audience::Team,
            note_paths,
            item_lines,
            people: people(register),
            shelves,
            goal_at: BTreeMap::new(),
            milestone_at: milestones::anchors(register, assessed.as_of),
            update_paths: updates::paths(register).into_iter().map(|(path, u)| (u.place.file, path)).collect(),
            notes_by_file,
            files_by_path: register.files.iter().enumerate().map(|(i, f)| (&**f, FileId(i as u32))).collect(),
            shared,
            navigation: Navigation::new(),
            place_in_order: assessed.order.iter().enumerate().map(|(place, id)| (id, place)).collect(),
            attended: assessed.health.values().filter(|health| health.attention.is_some()).count(),
        };
        site.goal_at = goals::anchors(&site);
        site.navigation = pages::navigation(&site, templates)?;
        Ok(site)
    }

    /// What every page says.
    pub(super) fn shared(&self) -> &tera::Value {
        &self.shared
    }

    /// What the edition is called.
    pub(super) fn name(&self) -> &str {
        self.edition.title.as_deref().unwrap_or(&self.config.product)
    }

    /// One page from its template; `nav` is its entry in the masthead ([`pages::KINDS`]), `root` the way up from it.
    pub(super) fn page<T: Serialize>(
        &self,
        template: &str,
        title: &str,
        nav: &str,
        root: &str,
        p: &T,
    ) -> Result<Vec<u8>, TemplateError> {
        let nav = self.navigation.get(&(nav, root)).cloned().unwrap_or_else(|| tera::Value::from(""));
        self.framed(&Frame { shared: self.shared.clone(), nav }, template, &Head { title, root }, p)
    }

    /// The same in a frame of its own.
    pub(super) fn framed<T: Serialize>(
        &self,
        frame: &Frame,
        template: &str,
        head: &Head<'_>,
        p: &T,
    ) -> Result<Vec<u8>, TemplateError> {
        let mut context = tera::Context::new();
        // What every page shares is a value already: it is counted, not copied.
        context.insert_value("site", frame.shared.clone());
        context.insert_value("nav", frame.nav.clone());
        for (key, value) in [("head", value(head)?), ("p", value(p)?)] {
            context.insert_value(key, value);
        }
        let mut out = Vec::with_capacity(96 << 10);
        self.templates.tera.render_to(template, &context, &mut out).map_err(|e| TemplateError::from(&e))?;
        Ok(out)
    }

    /// The frame of a page of the past: as it was made on that day, whatever the edition holds by now. So it links to
    /// pages only that every edition has.
    pub(super) fn frame_of(
        &self,
        register: &Register,
        as_of: Date,
        root: &'static str,
    ) -> Result<Frame, TemplateError> {
        let shared = Shared::new(register, as_of, self.config, self.edition, hash::of_register(register)).of_the_past();
        let nav = tera::Value::safe_string(&pages::fixed(self, root)?);
        Ok(Frame { shared: value(&shared)?, nav })
    }

    /// A person by name, linked where they have a page; `None` for ids this edition doesn't know.
    pub(super) fn person(&self, id: &Id, root: &str) -> Option<Link> {
        let Some(stakeholder) = self.register.stakeholders.get(id) else {
            return Some(Link { text: self.register.name(id)?.to_owned(), href: None });
        };
        Some(Link { text: stakeholder.name.clone(), href: Some([root, &person_path(id)].concat()) })
    }

    /// The note a place lies in.
    pub(super) fn note_at(&self, place: Place) -> Option<usize> {
        let notes = self.notes_by_file.get(&place.file)?;
        match notes.as_slice() {
            [(_, only)] => Some(*only),
            // Without lines, places say which meeting of the file they lie in.
            several if place.line == 0 => {
                let is_it = |i: &usize| self.register.notes[*i].place.start == place.start;
                several.iter().map(|(_, i)| *i).find(is_it)
            }
            several => several[..several.partition_point(|(line, _)| *line <= place.line)].last().map(|(_, i)| *i),
        }
    }

    /// File and line of a place, linked where they are on a page. Only the file's own name is shown: the folder is
    /// in the link and on the page.
    pub(super) fn source(&self, place: Place, root: &str) -> Option<Link> {
        let path = &self.register.files.get(place.file.0 as usize)?;
        let short = path.rsplit('/').next().unwrap_or(path);
        let numbered = |parts: &[&str], before: &str| {
            let mut out = String::with_capacity(parts.iter().map(|part| part.len()).sum::<usize>() + 8);
            out.extend(parts.iter().copied());
            if place.line != 0 {
                out.push_str(before);
                digits(&mut out, place.line.into());
            }
            out
        };
        let href = self.note_at(place).map(|note| numbered(&[root, &self.note_paths[note]], "#L"));
        let update = || self.update_paths.get(&place.file).map(|path| [root, path].concat());
        Some(Link { text: numbered(&[short], ":"), href: href.or_else(update) })
    }

    /// The page of the note a relative link in a note means: of a running document the meeting that the link's
    /// fragment names by its day or title, else the newest.
    pub(super) fn note_linked(&self, from: FileId, link: &str) -> Option<String> {
        let fragment = link.split_once('#').map_or("", |(_, fragment)| fragment);
        let link = link.split('#').next().filter(|l| !l.is_empty() && !l.starts_with('/') && !l.contains(':'))?;
        let here = &self.register.files.get(from.0 as usize)?;
        let mut parts: Vec<&str> = here.split('/').collect();
        parts.pop();
        for part in link.split('/') {
            match part {
                "." | "" => {}
                ".." => drop(parts.pop()?),
                other => parts.push(other),
            }
        }
        let file = self.files_by_path.get(parts.join("/").as_str())?;
        let meetings: BTreeSet<usize> = self.notes_by_file.get(file)?.iter().map(|(_, i)| *i).collect();
        let is_named = |i: &&usize| {
            let note = &self.register.notes[**i];
            let title = slug::slug(&note.title);
            let fragment = slug::slug(fragment);
            note.date.is_some_and(|day| fragment.starts_with(&day.to_string()))
                || (!title.is_empty() && fragment == title)
        };
        let named = if fragment.is_empty() { None } else { meetings.iter().find(is_named) };
        // Notes are in the order of their days.
        let note = named.or(meetings.last())?;
        self.note_paths[*note].strip_prefix("notes/").map(str::to_owned)
    }

    /// Lines of a note's file that something may point at, from the note's first line to the next one's.
    pub(super) fn lines_of(&self, note: usize) -> impl Iterator<Item = u32> {
        let file = self.register.notes[note].place.file;
        let stretches = self.notes_by_file.get(&file).map(Vec::as_slice).unwrap_or_default();
        let of = move |(n, (line, i)): (usize, &(u32, usize))| {
            let from = if n == 0 { 0 } else { *line };
            let to = stretches.get(n + 1).map_or(u32::MAX, |(line, _)| (*line).max(from));
            (*i == note).then_some(from..to)
        };
        let lines = self.item_lines.get(&file);
        let ranges = stretches.iter().enumerate().filter_map(of);
        ranges.flat_map(move |range| lines.into_iter().flat_map(move |lines| lines.range(range.clone()).copied()))
    }

    /// Whether a health has a number that may be shown.
    pub(super) fn has_number(&self, health: &Health) -> bool {
        health.score.is_some() && rounded(health.confidence) >= self.config.health.enough
    }
}

/// To nine decimals, as every comparison of the method is made.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

/// The page of a stakeholder, below the site's root.
pub(super) fn person_path(id: &Id) -> String {
    ["stakeholders/", &slug::of_id(id.as_str()), ".html"].concat()
}

/// What a template is given.
fn value<T: Serialize + ?Sized>(value: &T) -> Result<tera::Value, TemplateError> {
    tera::Value::try_from_serializable(value).map_err(|e| TemplateError::from(&e))
}

/// A page for each note: its date and its file's name, in the order of the register.
fn note_paths(register: &Register) -> Vec<String> {
    let mut names = Names::default();
    register
        .notes
        .iter()
        .map(|note| {
            let file = register.files.get(note.place.file.0 as usize).map_or("", |f| &**f);
            let stem = file.rsplit('/').next().unwrap_or(file);
            let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
            let date = note.date.map_or_else(|| "undated".to_owned(), |d| d.to_string());
            let rest = slug::slug(stem.strip_prefix(date.as_str()).unwrap_or(stem));
            let rest = if rest.is_empty() { slug::slug(&note.title) } else { rest };
            let name = if rest.is_empty() { date } else { format!("{date}-{rest}") };
            format!("notes/{}.html", names.give(name))
        })
        .collect()
}

/// Every line that a page may point at.
fn item_lines(register: &Register, assessed: &Assessed) -> BTreeMap<FileId, BTreeSet<u32>> {
    let mut lines: BTreeMap<FileId, BTreeSet<u32>> = BTreeMap::new();
    let mut add = |place: Place| {
        if place.line > 0 {
            lines.entry(place.file).or_default().insert(place.line);
        }
    };
    register.notes.iter().map(|n| n.place).for_each(&mut add);
    register.promise_lines.iter().map(|l| l.place).for_each(&mut add);
    register.feedback.iter().map(|l| l.place).for_each(&mut add);
    register.told_lines.iter().map(|l| l.place).for_each(&mut add);
    register.sentiment.iter().map(|l| l.place).for_each(&mut add);
    register.consulted_lines.iter().map(|l| l.place).for_each(&mut add);
    register.decisions.iter().map(|d| d.place).for_each(&mut add);
    register.uncounted.iter().map(|u| u.place).for_each(&mut add);
    for health in assessed.health.values() {
        health.contributions.iter().map(|c| c.place).for_each(&mut add);
        health.caps.iter().map(|c| c.place).for_each(&mut add);
    }
    lines
}

/// Everyone who can be named by `@handle`; an id stands before a former id, that before an alias.
pub(super) fn people(register: &Register) -> People {
    let mut people = People::new();
    let mut add = |handle: &str, name: &str, page: Option<String>| {
        people.entry(handle.to_owned()).or_insert_with(|| Named { name: name.to_owned(), page });
    };
    for s in register.stakeholders.values() {
        add(s.id.as_str(), &s.name, Some(person_path(&s.id)));
    }
    for member in &register.team {
        add(member.id.as_str(), &member.name, None);
    }
    if let Some(first) = register.team.first() {
        add("me", &first.name, None);
    }
    for s in register.stakeholders.values() {
        for handle in s.formerly.iter().chain(&s.aliases) {
            add(handle.value.trim_start_matches('@'), &s.name, Some(person_path(&s.id)));
        }
    }
    for member in &register.team {
        for alias in &member.aliases {
            add(alias.trim_start_matches('@'), &member.name, None);
        }
    }
    people
}
