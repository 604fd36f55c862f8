//! Who is named where: takes everybody on record, gives the places of a text that name somebody, by id, former id, handle,
//! address, alias or name. Broader than what notes resolve by: for what is held on a person a miss is worse than a
//! false hit. What finds somebody's lines takes others' names out of them, too.

use std::collections::{BTreeMap, BTreeSet};

use crate::parse::line_fields::handle_end;
use crate::parse::names;
use crate::register::{Id, Kind, Register};
use crate::validate::words;

/// Shortest single word that is taken for a name whatever its case, in letters.
const SHORTEST: usize = 3;
/// Words of nearly every text: in lower case they are nobody's id or alias.
const FUNCTION: [&str; 117] = [
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "before", "but",
    "by", "can", "could", "day", "did", "do", "does", "done", "down", "due", "even", "for", "from", "get", "go",
    "good", "had", "has", "have", "he", "her", "here", "hi", "him", "his", "how", "if", "in", "into", "is", "it",
    "its", "just", "last", "may", "me", "more", "most", "much", "must", "my", "new", "no", "not", "now", "of", "off",
    "oh", "ok", "on", "one", "only", "or", "other", "our", "out", "over", "own", "said", "same", "say", "see", "she",
    "so", "some", "still", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this",
    "those", "to", "too", "two", "up", "us", "very", "was", "we", "well", "were", "what", "when", "where", "which",
    "who", "why", "will", "with", "would", "yes", "yet", "you", "your",
];

/// What a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    /// Written with care: half of somebody's name is a name where it is written like one.
    Prose,
    /// Jotted down: in any case.
    Jotted,
    /// The name of a file: in any case, and every word of it counts.
    Path,
}
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
    /// A single word, as it is written on record.
    single: Option<String>,
    /// Of a single word: whether it counts in any case.
    any_case: bool,
    /// Of several words: they count only with what stands between them, as in an id.
    whole: Option<String>,
    who: usize,
    sure: bool,
}

/// What is spelt.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// An id, now or formerly.
    Id,
    /// An alias, a handle, an address.
    Alias,
    Name,
    /// The first or last name alone.
    Half,
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
    /// As written, whose.
    spelt: BTreeSet<(usize, String)>,
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
            spelt: BTreeSet::new(),
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
        let strangers: BTreeSet<&str> = lists.filter(|a| a.who.is_none()).map(|a| &*a.name).collect();
        for name in strangers {
            if words(name).count() > 1 && !known.contains(&names::key(name)) {
                finder.sides.push(Side::Person);
                finder.spell(name, "", finder.sides.len() - 1, What::Name);
            }
        }
        finder
    }

    fn add(&mut self, side: Side, id: &Id, name: &str, aliases: &[&str], former: &[&str]) {
        self.sides.push(side);
        let who = self.sides.len() - 1;
        let apart = name.split_whitespace().filter(|word| word.chars().count() >= SHORTEST);
        let spelt = former.iter().copied().chain([id.as_str()]).chain(aliases.iter().copied()).chain(apart);
        self.spelt.extend(spelt.map(|spelling| (who, spelling.to_owned())));
        self.by_id.insert(id.clone(), who);
        for id in former.iter().copied().chain([id.as_str()]) {
            self.handles.entry(format!("@{id}")).or_default().push(who);
            self.values.entry(id.to_owned()).or_default().push(who);
            if side != Side::Group {
                self.spell(id, name, who, What::Id);
            }
        }
        for alias in aliases {
            for key in names::keys_of_alias(alias) {
                let map = if key.starts_with('@') { &mut self.handles } else { &mut self.values };
                map.entry(key).or_default().push(who);
            }
            self.spell(alias, name, who, What::Alias);
        }
        self.values.entry(names::key(name)).or_default().push(who);
        self.spell(name, name, who, What::Name);
        if side != Side::Group && words(name).count() > 1 {
            for (start, end) in words(name) {
                self.spell(&name[start..end], name, who, What::Half);
            }
        }
    }

    fn spell(&mut self, spelling: &str, name: &str, who: usize, what: What) {
        let all: Vec<&str> = words(spelling).map(|(start, end)| &spelling[start..end]).collect();
        let Some((first, rest)) = all.split_first() else { return };
        let letters = first.chars().count();
        let has_digit = first.contains(|c: char| c.is_ascii_digit());
        let is_number = all.iter().all(|word| word.chars().all(|c| c.is_ascii_digit()));
        let single = rest.is_empty().then(|| (*first).to_owned());
        if is_number || (single.is_some() && (letters < 2 || (letters < SHORTEST && what == What::Half))) {
            return;
        }
        // Half a name in small letters is a particle, or how its bearer writes it; what is made of the name is no other word.
        if single.is_some() && what == What::Half && first.chars().all(char::is_lowercase) {
            return;
        }
        let key = names::key(first);
        let is_made_of = |part: &str| part.chars().count() >= SHORTEST && key != part && key.contains(part);
        let is_own = first.contains(char::is_uppercase)
            || has_digit
            || words(name).any(|(start, end)| is_made_of(&names::key(&name[start..end])));
        let spelling = Spelling {
            rest: rest.iter().map(|word| names::key(word)).collect(),
            any_case: (letters >= SHORTEST || has_digit) && what != What::Half,
            whole: (what == What::Id).then(|| spelling.to_owned()),
            who,
            sure: what != What::Half && (single.is_none() || is_own),
            single,
        };
        self.words.entry(key).or_default().push(spelling);
    }

    /// The number of somebody on record.
    pub(super) fn index(&self, id: &Id) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Whether a hit names a person who is neither `subject` nor one of ours.
    pub(super) fn is_other(&self, hit: &Hit, subject: usize) -> bool {
        !hit.who.contains(&subject) && hit.who.iter().any(|who| self.sides[*who] == Side::Person)
    }

    /// The words and ids somebody is found by, of names of several words each that is a name alone.
    pub(super) fn spelt(&self, who: usize) -> Vec<String> {
        self.spelt.iter().filter(|(of, _)| *of == who).map(|(_, spelling)| spelling.clone()).collect()
    }

    /// Places of a path that name somebody: the first folder and the ending are the workspace's.
    pub(super) fn in_path(&self, path: &str) -> Vec<Hit> {
        let known = path.trim_start_matches("../");
        let from = path.len() - known.len() + known.find('/').map_or(0, |slash| slash + 1);
        let name = path.rfind('/').map_or(0, |slash| slash + 1);
        let to = path[name..].rfind('.').map_or(path.len(), |dot| name + dot);
        let mut hits = if from < to { self.find_in(&path[from..to], Text::Path) } else { Vec::new() };
        for hit in &mut hits {
            hit.start += from;
            hit.end += from;
        }
        hits
    }

    /// A path without others' ids and names.
    pub(super) fn path(&self, path: &str, subject: usize) -> String {
        let mut from = 0;
        let mut clean = String::with_capacity(path.len());
        for hit in self.in_path(path).iter().filter(|hit| self.is_other(hit, subject)) {
            clean.push_str(&path[from..hit.start]);
            clean.push('\u{2026}');
            from = hit.end;
        }
        clean + &path[from..]
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
        self.find_in(text, Text::Prose)
    }

    /// The same of any text.
    pub(super) fn find_in(&self, text: &str, kind: Text) -> Vec<Hit> {
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
            let fits: Vec<(usize, bool, usize)> = spellings
                .iter()
                .filter_map(|s| s.end(text, start, end, kind).map(|(end, sure)| (end, sure, s.who)))
                .collect();
            let Some(longest) = fits.iter().map(|(end, ..)| *end).max() else { continue };
            let at_longest = || fits.iter().filter(|(end, ..)| *end == longest);
            let sure = at_longest().any(|(_, sure, _)| *sure);
            let mut who: Vec<usize> = at_longest().filter(|(_, s, _)| *s == sure).map(|(.., who)| *who).collect();
            who.sort_unstable();
            who.dedup();
            taken = longest;
            hits.push(Hit { start, end: longest, who, sure });
        }
        hits.sort_by_key(|hit| (hit.start, hit.end));
        hits
    }
}

impl Spelling {
    /// Where it ends in a text that has its first word at `start..end`, and whether no other word is written so.
    fn end(&self, text: &str, start: usize, end: usize, kind: Text) -> Option<(usize, bool)> {
        if let Some(single) = &self.single {
            let word = &text[start..end];
            let is_function = kind != Text::Path && FUNCTION.contains(&word);
            let is_so = *single == word;
            // Initials and ids of two letters are written small, or as capitals.
            let is_capitals = self.whole.is_some() && single.to_uppercase() == word;
            let has_digit = word.contains(|c: char| c.is_ascii_digit());
            return (!is_function && (is_so || self.any_case || is_capitals || kind != Text::Prose))
                .then_some((end, self.sure && (is_so || has_digit || !single.contains(char::is_uppercase))));
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
        let is_whole = self.whole.as_ref().is_none_or(|id| names::key(&text[start..at]) == *id);
        (found == self.rest.len() && is_whole).then_some((at, self.sure))
    }
}
