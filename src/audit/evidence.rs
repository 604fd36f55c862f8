//! Evidence: what may be in no byte of an edition. Takes every string of the whole register and of the one the edition is made from,
//! gives the phrases that only the first holds: runs of three words or more, and single names, addresses and ids. What the edition
//! may see, or the program itself writes, is no evidence.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::words::{plain, words};
use crate::register::Register;

/// Fewest words of a phrase; fewer are said by chance.
const WORDS: usize = 3;
/// Most words of a phrase: of a longer one each such run is looked for by its start.
const LONGEST: usize = 6;
/// Shortest single name or id, in letters.
const SHORTEST: usize = 4;

/// Phrases that may be nowhere, by their first word.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    phrases: BTreeMap<String, BTreeSet<Vec<String>>>,
}

impl Evidence {
    /// What `all` holds and `visible` doesn't; `own` is text of the program's making.
    pub fn new(all: &Register, visible: &Register, own: &[String]) -> Self {
        let mut known: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
        let mut seen = |text: &str| {
            let words = plain(text);
            for at in 0..words.len() {
                let run = words[at..(at + LONGEST).min(words.len())].to_vec();
                known.entry(words[at].clone()).or_default().push(run);
            }
        };
        for text in strings(visible).iter().chain(&names(visible)).chain(own) {
            seen(text);
        }
        for runs in known.values_mut() {
            runs.sort();
            runs.dedup();
        }
        let is_known = |phrase: &[String]| {
            known.get(&phrase[0]).is_some_and(|runs| runs.iter().any(|run| run.starts_with(phrase)))
        };
        let mut evidence = Self::default();
        let mut add = |phrase: Vec<String>| {
            if !phrase.is_empty() && !is_known(&phrase) {
                evidence.phrases.entry(phrase[0].clone()).or_default().insert(phrase);
            }
        };
        for text in strings(all) {
            for part in text.split(['\n', '[', ']', '(', ')', ':', '|', '@', '*', '`', '^', '>', '"']) {
                let words = plain(part);
                // A run of a few words, again and again, so that a part of a sentence is found, too.
                for run in runs(&words).filter(|run| tells(run)) {
                    add(run.to_vec());
                }
            }
        }
        for name in names(all) {
            let words = plain(&name);
            let letters: usize = words.iter().map(|word| word.chars().count()).sum();
            if letters >= SHORTEST && words.iter().any(|word| word.chars().any(char::is_alphabetic)) {
                add(words);
            }
        }
        evidence
    }

    /// How many phrases are looked for.
    pub(super) fn len(&self) -> usize {
        self.phrases.values().map(BTreeSet::len).sum()
    }

    /// Where the name or the bytes of a file hold one.
    pub(super) fn search(&self, path: &str, bytes: &[u8]) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut say = |line, column, phrase: &[String]| {
            let message = format!("holds `{}`, which this edition may not see", phrase.join(" "));
            found.push(Finding { file: path.to_owned(), line, column, proof: "hidden", message });
        };
        self.each(path, true, &mut |_, phrase| say(0, 0, phrase));
        let text = String::from_utf8_lossy(bytes);
        for markup in [true, false] {
            self.each(&text, markup, &mut |at, phrase| {
                let before = &text[..at];
                let start = before.rfind('\n').map_or(0, |at| at + 1);
                say(before.matches('\n').count() + 1, before[start..].chars().count() + 1, phrase);
            });
        }
        found
    }

    fn each(&self, text: &str, markup: bool, found: &mut dyn FnMut(usize, &[String])) {
        let words = words(text, markup);
        for (n, (word, at)) in words.iter().enumerate() {
            for phrase in self.phrases.get(word).into_iter().flatten() {
                let here = words.get(n..n + phrase.len());
                if here.is_some_and(|here| here.iter().map(|(word, _)| word).eq(phrase)) {
                    found(*at, phrase);
                }
            }
        }
    }
}

/// Whether enough words of a run are words: dates and figures are everywhere.
fn tells(run: &[String]) -> bool {
    let is_word = |word: &&String| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    run.iter().filter(is_word).count() >= WORDS
}

/// Every string of a register, as it prints itself: a field that is new in the model is among them.
fn strings(register: &Register) -> BTreeSet<String> {
    let printed = format!("{:?}", Register { files: Vec::new(), ..register.clone() });
    let mut all = BTreeSet::new();
    let mut letters = printed.chars();
    while letters.by_ref().any(|c| c == '"') {
        let mut text = String::new();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => break,
                '\\' => match letters.next() {
                    Some('n') => text.push('\n'),
                    Some('r' | 't') => text.push(' '),
                    Some('u') => {
                        let digits: String = letters.by_ref().skip(1).take_while(|c| *c != '}').collect();
                        text.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
                    }
                    Some(other) => text.push(other),
                    None => break,
                },
                other => text.push(other),
            }
        }
        all.insert(text);
    }
    all
}

/// What is evidence by itself: names and addresses of people, ids of records that tell something, names of files.
fn names(register: &Register) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for s in register.stakeholders.values() {
        all.extend([s.name.clone(), s.id.to_string()]);
        all.extend(s.aliases.iter().chain(&s.formerly).chain(&s.email).map(|text| text.value.clone()));
    }
    for member in &register.team {
        all.extend(member.aliases.iter().chain(&member.email).cloned());
        all.extend([member.name.clone(), member.id.to_string()]);
    }
    all.extend(register.groups.values().map(|g| g.name.clone()));
    let attendees =
        register.notes.iter().flat_map(|note| note.attendees.iter().chain(&note.regrets).chain(&note.absent));
    all.extend(attendees.map(|attendee| attendee.name.to_string()));
    all
}

/// A part in runs of as many words as are looked for; the last reaches back, as its rest alone may be said by chance.
fn runs(words: &[String]) -> impl Iterator<Item = &[String]> {
    let last = words.len().saturating_sub(LONGEST);
    (0..words.len()).step_by(LONGEST).map(move |at| {
        let at = at.min(last);
        &words[at..(at + LONGEST).min(words.len())]
    })
}
