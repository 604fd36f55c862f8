//! Who is who: takes the people of notes as written and the records there are, gives each person once with every
//! spelling that is surely theirs: the same handle, or the same name but for case, accents, dots and spacing. Likeness
//! joins nobody; what looks alike is for `alike` to tell. Leaves ids and files to others.

mod link;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::parse::{ParsedNote, names};
use crate::register::Id;
use link::Forest;

pub use link::Slip;

/// Somebody whom notes name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// The id of their record, or of one of our team, where there is one already.
    pub known: Option<Id>,
    /// The name as most often written in full, else the handle with its `@`.
    pub name: String,
    /// Handles with their `@`, then names, each as written, most often first.
    pub spellings: Vec<String>,
    /// Spellings that no record answers to yet.
    pub new_spellings: Vec<String>,
    /// Notes they were present in, as indexes.
    pub notes: BTreeSet<usize>,
    /// The first day they were present.
    pub first: Option<Date>,
    /// The last.
    pub last: Option<Date>,
    /// What their spellings are compared by: names with a space in them, handles and single words without.
    pub keys: Vec<String>,
    /// Whether they were adopted before, and their record was taken out since.
    pub is_dismissed: bool,
}

/// Everybody, by name.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Those present in a note at least, sorted by name.
    pub people: Vec<Person>,
    /// Handles beside a name that is surely somebody else's.
    pub slips: Vec<Slip>,
    /// How many are named as excused or absent only.
    pub never_present: usize,
}

/// One way to write somebody: a name, or a handle and the single word that is read as one.
#[derive(Default)]
struct Node {
    key: String,
    /// As written, with how often; a handle begins with `@`.
    spellings: BTreeMap<String, usize>,
    /// A handle: single words written as the name beside it.
    beside: BTreeMap<String, usize>,
    notes: BTreeSet<usize>,
    known: Option<Id>,
    is_dismissed: bool,
}

impl Node {
    fn is_name(&self) -> bool {
        self.key.contains(' ')
    }
}

/// Finds everybody. `find` gives the id that a spelling answers to; `remembered` holds what was adopted before, so that a
/// spelling in it that answers to nobody was taken out by somebody, and stays out.
pub fn people(notes: &[&ParsedNote], find: impl Fn(&str) -> Option<Id>, remembered: &BTreeSet<String>) -> People {
    let mut forest = Forest::default();
    for (n, note) in notes.iter().enumerate() {
        let lists = [(&note.attendees, true), (&note.regrets, false), (&note.absent, false)];
        for (list, is_present) in lists {
            for handle in list.iter().flatten() {
                forest.mention(&handle.value, is_present.then_some(n));
            }
        }
    }
    for node in &mut forest.nodes {
        node.known = node.spellings.keys().find_map(|spelling| find(spelling));
        node.is_dismissed = node.known.is_none() && remembered.contains(&node.key);
    }
    let slips = forest.join();
    let mut people = Vec::new();
    let mut never_present = 0;
    for group in forest.groups() {
        let ways: Vec<&Node> = group.iter().map(|n| &forest.nodes[*n]).collect();
        let person = person(&ways, group.iter().any(|n| forest.touches_dismissed(*n)), notes);
        if person.notes.is_empty() {
            never_present += 1;
        } else {
            people.push(person);
        }
    }
    people.sort_by(|a, b| (names::key(&a.name), &a.keys).cmp(&(names::key(&b.name), &b.keys)));
    People { people, slips, never_present }
}

fn person(ways: &[&Node], touches_dismissed: bool, notes: &[&ParsedNote]) -> Person {
    let known = ways.iter().find_map(|node| node.known.clone());
    let present: BTreeSet<usize> = ways.iter().flat_map(|node| node.notes.iter().copied()).collect();
    let dates = || present.iter().filter_map(|n| notes[*n].date);
    let mut keys: Vec<String> = ways.iter().map(|node| node.key.clone()).collect();
    keys.sort();
    Person {
        name: name(ways),
        spellings: spellings(ways.iter().copied()),
        new_spellings: spellings(ways.iter().copied().filter(|node| node.known.is_none() && !node.is_dismissed)),
        first: dates().min(),
        last: dates().max(),
        notes: present,
        keys,
        is_dismissed: known.is_none() && touches_dismissed,
        known,
    }
}

/// Handles first, then by how often, then by the alphabet.
fn spellings<'a>(nodes: impl Iterator<Item = &'a Node>) -> Vec<String> {
    let mut all: Vec<(&String, usize)> = nodes.flat_map(|node| node.spellings.iter().map(|(s, n)| (s, *n))).collect();
    all.sort_by_key(|(spelling, count)| (!spelling.starts_with('@'), std::cmp::Reverse(*count), *spelling));
    all.into_iter().map(|(spelling, _)| spelling.clone()).collect()
}

/// The name to show: one of whole words before one with initials, of capitals and small letters before others, the most frequent of
/// them, the longest of those.
fn name(nodes: &[&Node]) -> String {
    let names = nodes.iter().flat_map(|node| &node.spellings).filter(|(spelling, _)| !spelling.starts_with('@'));
    let beside = nodes.iter().flat_map(|node| &node.beside);
    let rank = |(spelling, count): &(&String, &usize)| {
        let whole = spelling.split_whitespace().filter(|word| names::key(word).chars().count() > 1).count();
        let is_mixed = spelling.chars().any(char::is_uppercase) == spelling.chars().any(char::is_lowercase);
        (whole > 1, is_mixed, **count, spelling.chars().count(), std::cmp::Reverse((*spelling).clone()))
    };
    let best = names.chain(beside).max_by_key(rank).map(|(spelling, _)| spelling.clone());
    best.or_else(|| spellings(nodes.iter().copied()).into_iter().next()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
