//! Hidden people named in text: takes the register and the files it was read from, warns where a text names somebody
//! whom its readers may not know of, by name, alias, address or handle.
//!
//! Every text is cut into words once, and each word is looked up among the first words of all spellings: the cost
//! grows with the text, not with the number of people. The longest spelling at a place counts, so that a visible
//! `Ada Moss` is nobody else's `Ada`.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, TagEnd};
use rayon::prelude::*;

use super::texts::{self, Text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::parse::line_fields::handle_end;
use crate::parse::names;
use crate::register::{Audience, Id, Passage, Register};
use crate::source::{FileId, Place, Sources};

/// Shortest single word that is taken for a name, in letters: shorter ones are words of prose too often.
const SHORTEST: usize = 3;
/// Most white space between two words of one name.
const APART: usize = 40;
/// Bytes behind the start of a note or record in which the text of a field is looked for.
const NEAR: usize = 20_000;

/// Warns of every line that names a hidden person.
pub(super) fn names_hidden_person(register: &Register, sources: &Sources) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let lookup = Lookup::new(register);
    let Some(narrowest) = lookup.people.iter().map(|p| p.label).min() else { return diagnostics };
    let notes = register.notes.iter().map(|n| (n.place.file, &n.passages));
    let updates = register.updates.iter().map(|u| (u.place.file, &u.passages));
    let passages: Vec<(FileId, &Passage)> = notes
        .chain(updates)
        .flat_map(|(file, passages)| passages.iter().map(move |passage| (file, passage)))
        .filter(|(_, passage)| narrowest < passage.label)
        .collect();
    let hits: Vec<Vec<Hit>> =
        passages.par_iter().map(|(_, passage)| lookup.find(&passage.text, passage.label).unwrap_or_default()).collect();
    let mut report =
        Report { lookup: &lookup, sources, lines: None, said: BTreeSet::new(), diagnostics: &mut diagnostics };
    for ((file, passage), hits) in passages.into_iter().zip(hits) {
        let (mut at, mut line) = (0, passage.line);
        for hit in hits {
            line += passage.text[at..hit.start].matches('\n').count() as u32;
            at = hit.start;
            let (written, after) = passage.text[hit.start..].split_at(hit.end - hit.start);
            report.in_line(file, line, written, after.lines().next().unwrap_or_default(), &hit);
        }
    }
    texts::each(register, &mut |text: &Text<'_>| {
        if narrowest < text.label {
            let found = lookup.find(text.words, text.label).unwrap_or_default();
            for hit in found.iter().filter(|hit| text.about.is_none_or(|id| lookup.people[hit.who].id != id.as_str())) {
                report.in_field(text, hit);
            }
        }
    });
    diagnostics
}

/// Whom texts name, for readers of one audience after the other.
#[derive(Debug)]
pub(crate) struct Named<'a>(Lookup<'a>);

impl<'a> Named<'a> {
    /// Everybody's spellings, in any case.
    pub(crate) fn new(register: &'a Register) -> Self {
        Self(Lookup { any_case: true, ..Lookup::new(register) })
    }

    /// Whether a text, as it is written or as a reader sees it, names anybody, but for `except`, whom `audience` may not
    /// know of.
    pub(crate) fn names_hidden(&self, text: &str, audience: Audience, except: &Id) -> bool {
        let names = |text: &str| {
            let found = self.0.find(text, audience).unwrap_or_default();
            found.iter().any(|hit| self.0.people[hit.who].id != except.as_str())
        };
        names(text) || names(&as_read(text))
    }
}

/// Markdown as it is read: without marks, escapes, entities, and what can't be seen.
fn as_read(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for event in pulldown_cmark::Parser::new(text) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) => out.push(' '),
            _ => {}
        }
    }
    out.retain(|c| !matches!(c, '\\' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}'));
    out
}

/// A spelling found, and whose it is.
struct Hit {
    start: usize,
    end: usize,
    who: usize,
}

#[derive(Debug)]
struct Person<'a> {
    id: &'a str,
    name: &'a str,
    label: Audience,
}

/// One way to write somebody, but for its first word.
#[derive(Debug)]
struct Spelling {
    /// Words after the first, folded.
    rest: Vec<String>,
    /// A single word counts only where it is written just so.
    exact: Option<String>,
    who: usize,
}

/// Everybody's spellings, by first word and by handle.
#[derive(Debug)]
struct Lookup<'a> {
    people: Vec<Person<'a>>,
    words: BTreeMap<String, Vec<Spelling>>,
    handles: BTreeMap<String, usize>,
    /// A bit for each value that the hash of a first word takes.
    bits: Vec<u64>,
    /// Whether a single word counts in any case.
    any_case: bool,
}

impl<'a> Lookup<'a> {
    fn new(register: &'a Register) -> Self {
        let mut lookup = Self {
            people: Vec::new(),
            words: BTreeMap::new(),
            handles: BTreeMap::new(),
            bits: vec![0; BITS / 64],
            any_case: false,
        };
        if register.stakeholders.values().all(|s| s.label == Audience::Everyone) {
            return lookup;
        }
        for s in register.stakeholders.values() {
            let aliases = s.aliases.iter().chain(&s.email).map(|alias| alias.value.as_str());
            let former = s.formerly.iter().map(|id| id.value.as_str());
            lookup.add(Person { id: s.id.as_str(), name: &s.name, label: s.label }, aliases, former);
        }
        for m in &register.team {
            let aliases = m.aliases.iter().chain(&m.email).map(String::as_str);
            let person = Person { id: m.id.as_str(), name: &m.name, label: Audience::Everyone };
            lookup.add(person, aliases, std::iter::empty());
        }
        lookup
    }

    fn add(
        &mut self,
        person: Person<'a>,
        aliases: impl Iterator<Item = &'a str>,
        former: impl Iterator<Item = &'a str>,
    ) {
        let who = self.people.len();
        self.add_words(person.name, who);
        self.handles.entry(format!("@{}", person.id)).or_insert(who);
        for id in former {
            self.handles.entry(format!("@{id}")).or_insert(who);
        }
        for alias in aliases {
            for key in names::keys_of_alias(alias).into_iter().filter(|key| key.starts_with('@')) {
                self.handles.entry(key).or_insert(who);
            }
            self.add_words(alias, who);
        }
        self.people.push(person);
    }

    fn add_words(&mut self, spelling: &str, who: usize) {
        let words: Vec<&str> = words(spelling).map(|(start, end)| &spelling[start..end]).collect();
        let Some((first, rest)) = words.split_first() else { return };
        let is_shy = |word: &str| {
            word.chars().count() < SHORTEST || spelling.starts_with('@') || !word.chars().any(|c| !c.is_lowercase())
        };
        if rest.is_empty() && is_shy(first) {
            return;
        }
        let exact = rest.is_empty().then(|| (*first).to_owned());
        let first = names::key(first);
        let bit = hash(&first);
        self.bits[bit / 64] |= 1 << (bit % 64);
        let rest = rest.iter().map(|word| names::key(word)).collect();
        self.words.entry(first).or_default().push(Spelling { rest, exact, who });
    }

    /// Everybody named in a text who is narrower than it, in order; `None` where there is nobody to look for.
    fn find(&self, text: &str, label: Audience) -> Option<Vec<Hit>> {
        let mut hits = Vec::new();
        for (at, _) in text.match_indices('@') {
            let Some(end) = handle_end(text, at) else { continue };
            if let Some(&who) = self.handles.get(&names::key(&text[at..end])) {
                hits.push(Hit { start: at, end, who });
            }
        }
        let mut taken = 0;
        for (start, end) in words(text) {
            if start < taken || !self.may_begin(&text[start..end]) {
                continue;
            }
            let Some(spellings) = self.words.get(&names::key(&text[start..end])) else { continue };
            let fits = spellings
                .iter()
                .filter_map(|spelling| Some((spelling.end(text, start, end, self.any_case)?, spelling.who)));
            // The longest; of several people who share it, one whom the readers may know of.
            if let Some((end, who)) = fits.max_by_key(|(end, who)| (*end, self.people[*who].label)) {
                taken = end;
                hits.push(Hit { start, end, who });
            }
        }
        hits.retain(|hit| self.people[hit.who].label < label);
        hits.sort_by_key(|hit| (hit.start, hit.end));
        (!hits.is_empty()).then_some(hits)
    }

    /// Whether a word may be the first of a spelling, without making a copy of it.
    fn may_begin(&self, word: &str) -> bool {
        let bit = if word.is_ascii() { hash(word) } else { hash(&names::key(word)) };
        self.bits[bit / 64] & 1 << (bit % 64) != 0
    }
}

impl Spelling {
    /// Where the spelling ends in a text that has its first word at `start..end`.
    fn end(&self, text: &str, start: usize, end: usize, any_case: bool) -> Option<usize> {
        if let Some(exact) = &self.exact {
            return (any_case || *exact == text[start..end]).then_some(end);
        }
        let mut at = end;
        for (word, (from, to)) in self.rest.iter().zip(words(&text[end..])) {
            let between = &text[at..end + from];
            let joins = |c: char| c.is_whitespace() || "-_.'\u{2019}@*+".contains(c);
            if between.len() > APART || !between.chars().all(joins) || names::key(&text[end + from..end + to]) != *word
            {
                return None;
            }
            at = end + to;
        }
        // `zip` ends early where the text does.
        let is_whole = self.rest.is_empty() || words(&text[end..at]).count() == self.rest.len();
        is_whole.then_some(at)
    }
}

/// Values of [`hash`].
const BITS: usize = 1 << 16;

/// FNV-1a without regard to the case of ASCII letters.
fn hash(word: &str) -> usize {
    let hash = word
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 16)) as usize % BITS
}

/// Words of a text, as ranges: letters and digits; each letter of a script without spaces is one.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_alphanumeric)?;
        let first = text[start..].chars().next()?;
        let length = if is_unspaced(first) {
            first.len_utf8()
        } else {
            text[start..].find(|c| !is_inner(c) || is_unspaced(c)).unwrap_or(text.len() - start)
        };
        at = start + length;
        Some((start, at))
    })
}

/// Letters, digits, and the accents that may follow a letter.
fn is_inner(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

/// Scripts that are written without spaces, or with particles joined to a name.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Turns hits into diagnostics, one for a person and line.
struct Report<'a, 'd> {
    lookup: &'a Lookup<'a>,
    sources: &'a Sources,
    /// Line starts of the file looked at last.
    lines: Option<(FileId, Vec<usize>)>,
    said: BTreeSet<(FileId, u32, usize)>,
    diagnostics: &'d mut Diagnostics,
}

impl Report<'_, '_> {
    /// A hit on a line of a body, before what is `after` it. Comments and labels were cut out of the text, so that it is
    /// found again by its words, counted from the end of the line: labels stand there, and name nobody.
    fn in_line(&mut self, file: FileId, line: u32, written: &str, after: &str, hit: &Hit) {
        let text = &self.sources.file(file).text;
        if self.lines.as_ref().is_none_or(|(of, _)| *of != file) {
            let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
            self.lines = Some((file, starts));
        }
        let starts = self.lines.as_ref().map(|(_, starts)| starts.as_slice()).unwrap_or_default();
        let start = starts.get(line.saturating_sub(1) as usize).copied().unwrap_or(text.len());
        let end = starts.get(line as usize).copied().unwrap_or(text.len());
        let needle = written.lines().next().unwrap_or_default().trim_end();
        let after = if written.contains('\n') { "" } else { after };
        let from_end = after.matches(needle).count();
        let found =
            text[start..end].rmatch_indices(needle).nth(from_end).or(text[start..end].match_indices(needle).next());
        let at = found.map_or(0, |(i, _)| i) + start;
        let place = Place { file, line, start: at as u32, end: (at + needle.len()).min(text.len()) as u32 };
        self.say(place, hit, "narrow the line", "the text names");
    }

    /// A hit in a field of a record or of front matter.
    fn in_field(&mut self, text: &Text<'_>, hit: &Hit) {
        let place = self.place_in(text, &text.words[hit.start..hit.end]);
        match text.key {
            Some("") => self.say(place, hit, "narrow the file", "the file's name names"),
            _ => self.say(place, hit, text.narrow, "the text names"),
        }
    }

    fn place_in(&self, text: &Text<'_>, written: &str) -> Place {
        let place = text.place;
        let Some(key) = text.key else { return place };
        if key.is_empty() {
            return Place { end: place.start, ..place };
        }
        let source = &*self.sources.file(place.file).text;
        let needle = written.lines().next().unwrap_or_default().trim_end();
        let (start, end) = ((place.start as usize).min(source.len()), (place.end as usize).min(source.len()));
        let found = source.get(start..end).and_then(|s| s.find(needle)).map(|i| start + i).or_else(|| {
            // A record's place is its id, or the head of its table: from that head to the next.
            let is_toml = self.sources.file(place.file).path.ends_with(".toml");
            let from = if is_toml { source[..start].rfind("\n[[").unwrap_or(0) } else { start };
            let to = if is_toml { source[end..].find("\n[[").map_or(source.len(), |i| end + i) } else { source.len() };
            let to = source.floor_char_boundary(to.min(start + NEAR));
            let near = &source[from..to];
            let behind = near.find(key).unwrap_or(0);
            near[behind..].find(needle).map(|i| behind + i).or_else(|| near.find(needle)).map(|i| from + i)
        });
        let Some(at) = found else { return place };
        let line = place.line;
        let line = if at >= start {
            line + source[start..at].matches('\n').count() as u32
        } else {
            line - source[at..start].matches('\n').count() as u32
        };
        Place { file: place.file, line, start: at as u32, end: (at + needle.len()) as u32 }
    }

    fn say(&mut self, place: Place, hit: &Hit, narrow: &str, what: &str) {
        if !self.said.insert((place.file, place.line, hit.who)) {
            return;
        }
        let Person { name, label, .. } = self.lookup.people[hit.who];
        let message = format!("{what} `{name}`, whom its readers may not know of");
        let advice = format!("{narrow} to `{}`, or leave the name out", label.as_str());
        self.diagnostics.push(Diagnostic::new(Code::NamesHiddenPerson, place, message).hint(advice));
    }
}
