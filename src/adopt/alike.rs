//! Who looks like whom: takes people, gives pairs that may be one person and were left apart, the likeliest first. Nobody
//! is merged by it. Only people who share a word, or all letters but one, are compared, so that it grows with their number.

use std::collections::{BTreeMap, BTreeSet};

use super::people::Person;
use crate::diagnostic::edit_distance;

/// Most people that share a word and are compared with each other.
const CROWD: usize = 100;
/// Shortest handle in which one letter more or less is worth telling.
const HANDLE: usize = 5;
/// Shortest name in which two are.
const LONG: usize = 10;
/// Longest spelling compared letter by letter.
const LONGEST: usize = 60;

/// Why two look alike, the likeliest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Why {
    /// A letter differs.
    Letter,
    /// Two letters differ.
    Letters,
    /// One has a part of the other's name, as in `Ada` or `Ada L.` and `Ada Lovelace`.
    Part,
    /// A surname and an initial are shared.
    Initial,
    /// A surname is shared.
    Surname,
}

impl Why {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Letter => "a letter differs",
            Self::Letters => "two letters differ",
            Self::Part => "one is part of the other",
            Self::Initial => "same surname and initial",
            Self::Surname => "same surname",
        }
    }
}

/// Two people, as indexes, the one met more often first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Alike {
    /// Met more often.
    pub one: usize,
    /// Met less often.
    pub other: usize,
    /// Why.
    pub why: Why,
}

/// Every pair once: by reason, then those whom most meetings are at stake for.
pub fn alike(people: &[Person]) -> Vec<Alike> {
    let mut found: BTreeMap<(usize, usize), Why> = BTreeMap::new();
    for bucket in buckets(people).values().filter(|bucket| (2..=CROWD).contains(&bucket.len())) {
        let bucket: Vec<usize> = bucket.iter().copied().collect();
        for (n, &a) in bucket.iter().enumerate() {
            for &b in &bucket[n + 1..] {
                if found.contains_key(&(a, b)) || people[a].known.is_some() && people[b].known.is_some() {
                    continue;
                }
                if let Some(why) = why(&people[a], &people[b]) {
                    found.insert((a, b), why);
                }
            }
        }
    }
    let met = |n: usize| people[n].notes.len();
    let mut all: Vec<Alike> = found
        .into_iter()
        .map(
            |((a, b), why)| {
                if met(b) > met(a) { Alike { one: b, other: a, why } } else { Alike { one: a, other: b, why } }
            },
        )
        .collect();
    all.sort_by_key(|pair| {
        (pair.why, std::cmp::Reverse(met(pair.one)), std::cmp::Reverse(met(pair.other)), pair.one, pair.other)
    });
    all
}

/// People by each word of their names, and by each spelling without one of its letters.
fn buckets(people: &[Person]) -> BTreeMap<String, BTreeSet<usize>> {
    let mut buckets: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (n, person) in people.iter().enumerate() {
        for key in person.keys.iter().filter(|key| key.chars().count() <= LONGEST) {
            for word in key.split(' ') {
                buckets.entry(word.to_owned()).or_default().insert(n);
            }
            let joined: Vec<char> = key.chars().filter(|c| *c != ' ').collect();
            // A blank keeps these from meeting whole words.
            buckets.entry(format!(" {}", joined.iter().collect::<String>())).or_default().insert(n);
            for left_out in 0..joined.len() {
                let rest = joined.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, c)| *c);
                buckets.entry(format!(" {}", rest.collect::<String>())).or_default().insert(n);
            }
        }
    }
    buckets
}

fn why(a: &Person, b: &Person) -> Option<Why> {
    let pairs = a.keys.iter().flat_map(|one| b.keys.iter().map(move |other| (one.as_str(), other.as_str())));
    pairs.filter_map(|(one, other)| compare(one, other)).min()
}

fn compare(one: &str, other: &str) -> Option<Why> {
    let letters = one.chars().count().min(other.chars().count());
    let (is_name, other_is_name) = (one.contains(' '), other.contains(' '));
    if is_name != other_is_name {
        let (name, word) = if is_name { (one, other) } else { (other, one) };
        return name.split(' ').any(|part| part == word).then_some(Why::Part);
    }
    let apart = if letters > LONGEST { usize::MAX } else { edit_distance(one, other) };
    if !is_name {
        return (apart == 1 && letters >= HANDLE).then_some(Why::Letter);
    }
    match apart {
        0 | 1 => return Some(Why::Letter),
        2 if letters >= LONG => return Some(Why::Letters),
        _ => {}
    }
    let (first, last) = ends(one);
    let (other_first, other_last) = ends(other);
    let is_part = |short: &str, long: &str| long.starts_with(short) && short.chars().count() <= 2;
    if first == other_first && (last == other_last || is_part(last, other_last) || is_part(other_last, last)) {
        return Some(Why::Part);
    }
    (last == other_last && last.chars().count() > 1)
        .then(|| if first.chars().next() == other_first.chars().next() { Why::Initial } else { Why::Surname })
}

fn ends(name: &str) -> (&str, &str) {
    (name.split(' ').next().unwrap_or(name), name.rsplit(' ').next().unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(keys: &[&str], met: usize) -> Person {
        Person {
            name: keys[0].to_owned(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            notes: (0..met).collect(),
            ..Person::default()
        }
    }

    #[test]
    fn what_may_be_one_person_is_told_by_reason() {
        for (one, other, expected) in [
            ("ada lovelace", "ada lovelase", Some(Why::Letter)),
            ("ada lovelace", "dada lovelace", Some(Why::Letter)),
            ("adalovelace", "adalovlace", Some(Why::Letter)),
            ("ada", "ada lovelace", Some(Why::Part)),
            ("lovelace", "ada lovelace", Some(Why::Part)),
            ("ada l", "ada lovelace", Some(Why::Part)),
            ("ada k lovelace", "ada lovelace", Some(Why::Letters)),
            ("augusta lovelace", "ada lovelace", Some(Why::Initial)),
            ("ada lovelace", "byron lovelace", Some(Why::Surname)),
            ("ada", "ida", None),
            ("ada lovelace", "ada babbage", None),
            ("ada lovelace", "charles babbage", None),
        ] {
            assert_eq!(compare(one, other), expected, "{one}, {other}");
            assert_eq!(compare(other, one), expected, "{other}, {one}");
        }
    }

    #[test]
    fn each_pair_is_told_once_and_the_likeliest_first() {
        let people = [
            person(&["ada lovelace", "adal"], 9),
            person(&["ada lovelase"], 1),
            person(&["byron lovelace"], 4),
            person(&["charles babbage"], 7),
        ];
        let found: Vec<_> = alike(&people).iter().map(|pair| (pair.one, pair.other, pair.why)).collect();
        assert_eq!(found, [(0, 1, Why::Letter), (0, 2, Why::Surname)]);
    }

    #[test]
    fn a_crowd_of_one_surname_costs_nothing() {
        let people: Vec<Person> = (0..3000).map(|n| person(&[&format!("p{n} kim")], 1)).collect();
        let found = alike(&people).len();
        assert!(found < 50 * people.len(), "{found}");
    }
}
