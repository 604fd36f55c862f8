//! Which spellings are one person's: takes mentions one by one, joins a name and the handle beside it, and names that
//! differ in spacing alone. A handle that slipped beside the wrong name joins nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::Node;
use crate::parse::names;

/// A handle written beside a name whose it is not.
#[derive(Clone, Debug, PartialEq)]
pub struct Slip {
    /// The handle, with its `@`.
    pub handle: String,
    /// The name beside it.
    pub name: String,
    /// The name it mostly stands beside.
    pub whose: String,
    /// In how many notes.
    pub notes: usize,
}

/// Spellings, and what joins them.
#[derive(Default)]
pub(super) struct Forest {
    pub(super) nodes: Vec<Node>,
    by_key: BTreeMap<String, usize>,
    /// Name and handle, with the notes they stand side by side in.
    pairs: BTreeMap<(usize, usize), BTreeSet<Option<usize>>>,
    /// A single word beside handles: which.
    words: BTreeMap<String, BTreeSet<usize>>,
    parents: Vec<usize>,
    /// Spellings that were taken out, and those that a link ties to one.
    dismissed: BTreeSet<usize>,
}

impl Forest {
    /// Adds one person of one note, as the reader gives them: `Name`, `@handle` or `Name @handle`.
    pub(super) fn mention(&mut self, written: &str, note: Option<usize>) {
        let is_handle = |word: &&str| word.strip_prefix('@').is_some_and(|rest| !rest.is_empty());
        let name = written.split_whitespace().filter(|word| !is_handle(word)).collect::<Vec<_>>().join(" ");
        let handle = written.split_whitespace().find(is_handle).and_then(|handle| self.node(handle, note));
        let key = names::key(&name);
        match handle {
            Some(handle) if key.contains(' ') => {
                if let Some(name) = self.node(&name, note) {
                    self.pairs.entry((name, handle)).or_default().insert(note);
                }
            }
            // A single word beside a handle is the handle's; alone it may be anybody of that name.
            Some(handle) if !key.is_empty() => {
                *self.nodes[handle].beside.entry(name).or_default() += 1;
                self.words.entry(key).or_default().insert(handle);
            }
            Some(_) => {}
            None => drop(self.node(&name, note)),
        }
    }

    fn node(&mut self, written: &str, note: Option<usize>) -> Option<usize> {
        let key = names::key(written);
        let key = key.trim_start_matches('@');
        // `@me` is whoever writes it: no record may answer to it.
        if key.is_empty() || key == "me" {
            return None;
        }
        let n = *self.by_key.entry(key.to_owned()).or_insert_with(|| {
            self.nodes.push(Node { key: key.to_owned(), ..Node::default() });
            self.nodes.len() - 1
        });
        *self.nodes[n].spellings.entry(written.to_owned()).or_default() += 1;
        self.nodes[n].notes.extend(note);
        Some(n)
    }

    /// Joins what is surely one person, the strongest reasons first; gives the handles that slipped.
    pub(super) fn join(&mut self) -> Vec<Slip> {
        self.parents = (0..self.nodes.len()).collect();
        let mut slips = Vec::new();
        let mut links: Vec<(usize, usize, usize)> =
            self.spaced().into_iter().map(|(a, b)| (usize::MAX, a, b)).collect();
        links.extend(self.single_words().into_iter().map(|(a, b)| (1, a, b)));
        let (of_name, of_handle) = (self.most(|pair| pair), self.most(|(name, handle)| (handle, name)));
        for (&(name, handle), notes) in &self.pairs {
            let owner = of_handle.get(&handle).map_or(name, |most| most.0);
            if owner != name && self.is_slip(name, handle, owner, of_name.get(&name)) {
                let shown = |n: usize| self.nodes[n].spellings.keys().next().cloned().unwrap_or_default();
                slips.push(Slip { handle: shown(handle), name: shown(name), whose: shown(owner), notes: notes.len() });
            } else {
                links.push((notes.len(), name, handle));
            }
        }
        links.sort_by_key(|(count, a, b)| (std::cmp::Reverse(*count), *a, *b));
        let is_out = |n: &usize| self.nodes[*n].is_dismissed;
        self.dismissed = (0..self.nodes.len()).filter(is_out).collect();
        self.dismissed.extend(links.iter().filter(|(_, a, b)| is_out(a) || is_out(b)).flat_map(|(_, a, b)| [*a, *b]));
        for (_, a, b) in links {
            self.union(a, b);
        }
        slips
    }

    /// Whether a handle beside a name is surely another's: the name stands beside another handle more often, or the two
    /// whom it would join were present side by side more often than the name had this handle.
    fn is_slip(&self, name: usize, handle: usize, owner: usize, mostly: Option<&(usize, usize)>) -> bool {
        let here = self.pairs[&(name, handle)].len();
        let together = self.nodes[name].notes.intersection(&self.nodes[owner].notes).count();
        mostly.is_some_and(|(other, count)| *other != handle && *count > here) || together > here
    }

    /// For the first of each pair the second that it stands beside most often, and how often.
    fn most(&self, order: impl Fn((usize, usize)) -> (usize, usize)) -> BTreeMap<usize, (usize, usize)> {
        let mut most: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for (pair, notes) in &self.pairs {
            let (of, other) = order(*pair);
            let best = most.entry(of).or_insert((other, 0));
            if notes.len() > best.1 {
                *best = (other, notes.len());
            }
        }
        most
    }

    /// Names that are the same without spaces; a single word only where a capital inside shows two.
    fn spaced(&self) -> Vec<(usize, usize)> {
        let is_two = |spelling: &String| {
            let word = spelling.trim_start_matches('@');
            let mut letters = word.chars();
            letters.next().is_some_and(char::is_uppercase)
                && letters.next().is_some_and(char::is_lowercase)
                && letters.any(char::is_uppercase)
                && spelling.len() == word.len()
        };
        let mut first: BTreeMap<String, usize> = BTreeMap::new();
        let names = (0..self.nodes.len()).filter(|n| self.nodes[*n].is_name());
        let words =
            (0..self.nodes.len()).filter(|n| !self.nodes[*n].is_name() && self.nodes[*n].spellings.keys().any(is_two));
        let mut links = Vec::new();
        for n in names.chain(words) {
            match first.entry(self.nodes[n].key.replace(' ', "")) {
                std::collections::btree_map::Entry::Vacant(entry) => drop(entry.insert(n)),
                std::collections::btree_map::Entry::Occupied(entry) => links.push((*entry.get(), n)),
            }
        }
        links
    }

    /// A single word that stands alone and beside one handle only, which knows no fuller name: the same name.
    fn single_words(&self) -> Vec<(usize, usize)> {
        let has_name: BTreeSet<usize> = self.pairs.keys().map(|(_, handle)| *handle).collect();
        let sure = |word: &String, handles: &BTreeSet<usize>| {
            let handle = *handles.first().filter(|_| handles.len() == 1)?;
            let is_only = self.nodes[handle].beside.keys().all(|beside| names::key(beside) == *word);
            let alone = *self.by_key.get(word)?;
            (is_only && !has_name.contains(&handle) && alone != handle).then_some((alone, handle))
        };
        self.words.iter().filter_map(|(word, handles)| sure(word, handles)).collect()
    }

    fn root(&mut self, mut n: usize) -> usize {
        while self.parents[n] != n {
            self.parents[n] = self.parents[self.parents[n]];
            n = self.parents[n];
        }
        n
    }

    /// Joins two, unless somebody has put them apart: two records, or a spelling taken out.
    fn union(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b || self.nodes[a].is_dismissed || self.nodes[b].is_dismissed {
            return;
        }
        match (&self.nodes[a].known, &self.nodes[b].known) {
            (Some(one), Some(other)) if one != other => {}
            // The root knows whose record it is; each node keeps whether it is on record itself.
            (None, Some(_)) => self.parents[a] = b,
            _ => self.parents[b] = a,
        }
    }

    /// The nodes of each person.
    pub(super) fn groups(&mut self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for n in 0..self.nodes.len() {
            let root = self.root(n);
            groups.entry(root).or_default().push(n);
        }
        groups.into_values().collect()
    }

    /// Whether a node, or one that a link joins it to, was taken out.
    pub(super) fn touches_dismissed(&self, n: usize) -> bool {
        self.dismissed.contains(&n)
    }
}
