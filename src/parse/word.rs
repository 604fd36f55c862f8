//! Ids and words as typed: whether they are well formed, and what they were probably meant to be.

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Place;

use super::value::shown;

/// Longest id: it becomes a file name.
const LONGEST_ID: usize = 100;

/// Whether text is an id: `[a-z0-9][a-z0-9-]*`, of at most 100 letters.
pub fn is_id(text: &str) -> bool {
    text.len() <= LONGEST_ID
        && text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The diagnostic for text that is no id.
pub fn invalid_id(place: Place, typed: &str) -> Diagnostic {
    let letters = typed.trim_start_matches('@').to_lowercase();
    let parts: Vec<&str> = letters.split(|c: char| !c.is_ascii_alphanumeric()).filter(|p| !p.is_empty()).collect();
    let proposed = parts.join("-");
    let hint = if is_id(&proposed) && proposed != typed {
        format!("write it as `{proposed}`: letters a to z, digits and `-`")
    } else {
        format!(
            "an id has letters a to z, digits and `-`, begins with a letter or digit, and is at most {LONGEST_ID} long"
        )
    };
    Diagnostic::new(Code::InvalidId, place, format!("`{}` is not an id", shown(typed))).hint(hint)
}

/// The candidate that a typed word most likely means.
pub fn meant<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing costs the product of the lengths, and nobody means a word by a paragraph.
    if typed.len() > LONGEST_ID { None } else { nearest(typed, candidates) }
}

/// A hint for an unknown word: the nearest known one, else all of them.
pub fn hint_among<'a>(typed: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(word) = meant(typed, known.clone()) {
        return format!("did you mean `{word}`?");
    }
    let list: Vec<String> = known.into_iter().map(|w| format!("`{w}`")).collect();
    format!("expected {}", list.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_lower_case_ascii() {
        for id in ["a", "9", "c-041", "a--b-"] {
            assert!(is_id(id), "{id}");
        }
        for id in ["", "-a", "A", "a_b", "é", "a b", &"a".repeat(101)] {
            assert!(!is_id(id), "{id}");
        }
    }
}
