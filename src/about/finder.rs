//! Who is named where: takes everybody on record, gives the places of a text that name somebody, by id, former id, handle,
//! address, alias or name. Broader than what notes resolve by: for what is held on a person a miss is worse than a
//! false hit.

use std::collections::{BTreeMap, BTreeSet};

use crate::parse::line_fields::handle_end;
use crate::parse::names;
use crate::register::{Id, Kind, Register};
use crate::validate::words;

/// Shortest single word that is taken for a name, in letters.
const SHORTEST: usize = 3;
/// Most bytes between two words of one name.
const APART: usize = 40;

/// A place in a text that names somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// First byte.
    pub(super) start: usize,
    /// After the last byte.
    pub(super) end: usize,
    /// Whom it may mean, by [`Finder::index`]; several where they share a spelling.
    pub(super) who: Vec<usize>,
    /// Whether it is one of their spellings on record, and not the first or last name alone.
    pub(super) sure: bool,
}

struct Spelling {
    /// Words after the first, folded.
    rest: Vec<String>,
    /// A single word counts only where it is written just so.
    exact: Option<String>,
    who: usize,
    sure: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Ours,
    /// A stakeholder that is a person.
    Person,
    /// A group: naming it names nobody.
    Group,
}

/// Everybody's spellings.
pub(super) struct Finder {
    sides: Vec<Side>,
    by_id: BTreeMap<Id, usize>,
    words: BTreeMap<String, Vec<Spelling>>,
    handles: BTreeMap<String, Vec<usize>>,
    /// What a field that names a person may hold.
    values: BTreeMap<String, Vec<usize>>,
}

impl Finder {
    /// Of everybody on record, and of the full names in attendance lists that are on no record.
    pub(super) fn new(register: &Register) -> Self {
        let mut finder = Self {
            sides: Vec::new(),
            by_id: BTreeMap::new(),
            words: BTreeMap::new(),
            handles: BTreeMap::new(),
            values: BTreeMap::new(),
        };
        for s in register.stakeholders.values() {
            let side = if s.kind == Kind::Group { Side::Group } else { Side::Person };
            let aliases: Vec<&str> = s.aliases.iter().chain(&s.email).map(|a| a.value.as_str()).collect();
            let former: Vec<&str> = s.formerly.iter().map(|f| f.value.as_str()).collect();
            finder.add(side, &s.id, &s.name, &aliases, &former);
        }
        for m in &register.team {
            let aliases: Vec<&str> = m.aliases.iter().chain(&m.email).map(String::as_str).collect();
            finder.add(Side::Ours, &m.id, &m.name, &aliases, &[]);
        }
        if let Some(me) = register.team.first() {
            let me = finder.by_id[&me.id];
            finder.handles.entry("@me".to_owned()).or_default().push(me);
        }
        let known: BTreeSet<String> = finder.values.keys().cloned().collect();
        let lists = register.notes.iter().flat_map(|n| n.attendees.iter().chain(&n.regrets).chain(&n.absent));
        let strangers: BTreeSet<&str> = lists.filter(|a| a.who.is_none()).map(|a| a.name.as_str()).collect();
        for name in strangers {
            if words(name).count() > 1 && !known.contains(&names::key(name)) {
                finder.sides.push(Side::Person);
                finder.spell(name, finder.sides.len() - 1, true);
            }
        }
        finder
    }

    fn add(&mut self, side: Side, id: &Id, name: &str, aliases: &[&str], former: &[&str]) {
        self.sides.push(side);
        let who = self.sides.len() - 1;
        self.by_id.insert(id.clone(), who);
        for id in former.iter().copied().chain([id.as_str()]) {
            self.handles.entry(format!("@{id}")).or_default().push(who);
            self.values.entry(id.to_owned()).or_default().push(who);
        }
        for alias in aliases {
            for key in names::keys_of_alias(alias) {
                let map = if key.starts_with('@') { &mut self.handles } else { &mut self.values };
                map.entry(key).or_default().push(who);
            }
            self.spell(alias, who, true);
        }
        self.values.entry(names::key(name)).or_default().push(who);
        self.spell(name, who, true);
        if side != Side::Group && words(name).count() > 1 {
            for (start, end) in words(name) {
                self.spell(&name[start..end], who, false);
            }
        }
    }

    fn spell(&mut self, spelling: &str, who: usize, sure: bool) {
        let all: Vec<&str> = words(spelling).map(|(start, end)| &spelling[start..end]).collect();
        let Some((first, rest)) = all.split_first() else { return };
        let is_shy =
            first.chars().count() < SHORTEST || spelling.starts_with('@') || first.chars().all(char::is_lowercase);
        if rest.is_empty() && is_shy {
            return;
        }
        let exact = rest.is_empty().then(|| (*first).to_owned());
        let rest = rest.iter().map(|word| names::key(word)).collect();
        self.words.entry(names::key(first)).or_default().push(Spelling { rest, exact, who, sure });
    }

    /// The number of somebody on record.
    pub(super) fn index(&self, id: &Id) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Whether a hit names a person who is neither `subject` nor one of ours.
    pub(super) fn is_other(&self, hit: &Hit, subject: usize) -> bool {
        !hit.who.contains(&subject) && hit.who.iter().any(|who| self.sides[*who] == Side::Person)
    }

    /// A path without others' ids and names.
    pub(super) fn path(&self, path: &str, subject: usize, instead: &str) -> String {
        let mut out = path.to_owned();
        let others = self.by_id.iter().filter(|(_, who)| **who != subject && self.sides[**who] == Side::Person);
        for (id, _) in others {
            if let Some(at) = bounded(&out, id.as_str()) {
                out.replace_range(at..at + id.as_str().len(), instead);
            }
        }
        let hits = self.find(&out);
        let mut from = 0;
        let mut clean = String::with_capacity(out.len());
        for hit in hits.iter().filter(|hit| self.is_other(hit, subject) && hit.sure) {
            clean.push_str(&out[from..hit.start]);
            clean.push_str(instead);
            from = hit.end;
        }
        clean + &out[from..]
    }

    /// Whether a hit means `subject`: by a spelling on record, or by a part of the name that nobody else shares.
    pub(super) fn means(hit: &Hit, subject: usize) -> bool {
        hit.who.contains(&subject) && (hit.sure || hit.who.len() == 1)
    }

    /// Everybody whom a field that holds a person may mean.
    pub(super) fn of_value(&self, value: &str) -> Vec<usize> {
        let bare = value.trim().trim_start_matches('@');
        let found = self.values.get(&names::key(bare)).or_else(|| self.handles.get(&format!("@{}", names::key(bare))));
        found.cloned().unwrap_or_default()
    }

    /// Everybody named in a text, in order, the longest spelling at each place.
    pub(super) fn find(&self, text: &str) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        for (at, _) in text.match_indices('@') {
            let Some(end) = handle_end(text, at) else { continue };
            if let Some(who) = self.handles.get(&names::key(&text[at..end])) {
                hits.push(Hit { start: at, end, who: who.clone(), sure: true });
            }
        }
        let handles = hits.len();
        let mut taken = 0;
        for (start, end) in words(text) {
            let in_handle = hits[..handles].iter().any(|hit| hit.start <= start && start < hit.end);
            if start < taken || in_handle {
                continue;
            }
            let Some(spellings) = self.words.get(&names::key(&text[start..end])) else { continue };
            let fits: Vec<(usize, &Spelling)> =
                spellings.iter().filter_map(|s| Some((s.end(text, start, end)?, s))).collect();
            let Some(longest) = fits.iter().map(|(end, _)| *end).max() else { continue };
            let at_longest = || fits.iter().filter(|(end, _)| *end == longest).map(|(_, s)| *s);
            let sure = at_longest().any(|s| s.sure);
            let mut who: Vec<usize> = at_longest().filter(|s| s.sure == sure).map(|s| s.who).collect();
            who.sort_unstable();
            who.dedup();
            taken = longest;
            hits.push(Hit { start, end: longest, who, sure });
        }
        hits.sort_by_key(|hit| (hit.start, hit.end));
        hits
    }
}

/// Where a text holds an id as a whole word, dashes being part of neither side.
pub(super) fn bounded(text: &str, id: &str) -> Option<usize> {
    let is_free = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    let fits = |at: &usize| is_free(text[..*at].chars().next_back()) && is_free(text[*at + id.len()..].chars().next());
    text.match_indices(id).map(|(at, _)| at).find(fits)
}

impl Spelling {
    /// Where it ends in a text that has its first word at `start..end`.
    fn end(&self, text: &str, start: usize, end: usize) -> Option<usize> {
        if let Some(exact) = &self.exact {
            return (*exact == text[start..end]).then_some(end);
        }
        let mut at = end;
        let mut found = 0;
        for (word, (from, to)) in self.rest.iter().zip(words(&text[end..])) {
            let between = &text[at..end + from];
            let joins = |c: char| c.is_whitespace() || "-_.'\u{2019}@*+".contains(c);
            if between.len() > APART || !between.chars().all(joins) || names::key(&text[end + from..end + to]) != *word
            {
                return None;
            }
            at = end + to;
            found += 1;
        }
        (found == self.rest.len()).then_some(at)
    }
}
