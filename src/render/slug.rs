//! Slugs: lowercase ASCII file names that are unique and safe on every file system.
//! Takes what an edition holds, in its order; so no name says that something is left out.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

/// The longest slug in bytes; with folders and endings a path stays under 200.
const LONGEST: usize = 80;

/// Names Windows keeps for devices, whatever their ending.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Letters and digits of ASCII, lowercase, joined by single hyphens; may be empty.
pub(super) fn slug(text: &str) -> String {
    if text.is_ascii() {
        return hyphened(text.chars());
    }
    hyphened(text.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)))
}

fn hyphened(letters: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for letter in letters {
        if out.len() >= LONGEST {
            break;
        }
        if letter.is_ascii_alphanumeric() {
            out.push(letter.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// The file name of an id, without its ending: the id itself, but for a device's name or one too long.
/// `_` is in no id, so that names stay as unique as ids.
pub(super) fn of_id(id: &str) -> String {
    let device = RESERVED.contains(&id)
        || (id.len() == 4 && (id.starts_with("com") || id.starts_with("lpt")) && id.as_bytes()[3].is_ascii_digit());
    if device {
        format!("_{id}")
    } else if id.len() > LONGEST {
        format!("{}_{}", &id[..LONGEST], &blake3::hash(id.as_bytes()).to_hex()[..8])
    } else {
        id.to_owned()
    }
}

/// Hands out each name once: the second of a name gets `-2`, the next `-3`.
#[derive(Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
    next: BTreeMap<String, u32>,
}

impl Names {
    /// The name, or it with the first number that makes it new.
    pub(super) fn give(&mut self, wanted: String) -> String {
        if self.taken.insert(wanted.clone()) {
            return wanted;
        }
        let next = self.next.entry(wanted.clone()).or_insert(2);
        loop {
            let name = format!("{wanted}-{next}");
            *next += 1;
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain_ascii() {
        assert_eq!(slug("Ekström: Q3/“Review”  (2026)"), "ekstrom-q3-review-2026");
        assert_eq!(slug("会議"), "");
        assert!(slug(&"x".repeat(500)).len() <= LONGEST);
    }

    #[test]
    fn device_names_and_long_ids_are_changed_others_not() {
        assert_eq!(of_id("con"), "_con");
        assert_eq!(of_id("com1"), "_com1");
        assert_eq!(of_id("comb"), "comb");
        assert_eq!(of_id("ada"), "ada");
        assert!(of_id(&"a".repeat(300)).len() < 100);
    }

    #[test]
    fn names_are_given_once() {
        let mut names = Names::default();
        let given: Vec<_> = ["a", "a-2", "a", "a"].iter().map(|n| names.give((*n).to_owned())).collect();
        assert_eq!(given, ["a", "a-2", "a-3", "a-4"]);
    }
}
