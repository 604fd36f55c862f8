//! Ids for new records: from a name, the same for the same name in every run.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest id given, in bytes.
const LONGEST: usize = 40;

/// An id from a name, as in FORMAT (`[a-z0-9][a-z0-9-]*`), that is not among `taken`: `Élodie O'Neil` gives `elodie-oneil`,
/// a second one `elodie-oneil-2`. A name without a letter of the Latin alphabet gives `kind` and six digits made from it.
pub fn id_for(name: &str, kind: &str, taken: &BTreeSet<String>) -> String {
    let plain = plain(name);
    let plain = if plain.is_empty() {
        format!("{kind}-{}", &blake3::hash(name.nfkc().collect::<String>().as_bytes()).to_hex()[..6])
    } else {
        plain
    };
    if !taken.contains(&plain) {
        return plain;
    }
    let numbered = (2u32..).map(|n| format!("{plain}-{n}"));
    numbered.into_iter().find(|id| !taken.contains(id)).expect("there are more numbers than ids")
}

fn plain(name: &str) -> String {
    let mut id = String::new();
    for letter in name.nfkd().filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '\u{2019}' | '.')) {
        if letter.is_ascii_alphanumeric() {
            id.push(letter.to_ascii_lowercase());
        } else if let Some(letters) = spelled(letter) {
            id.push_str(letters);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
        if id.len() >= LONGEST {
            break;
        }
    }
    id.truncate(id.trim_end_matches('-').len());
    id
}

/// Letters that don't come apart into a plain one and an accent.
fn spelled(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_new_and_the_same_each_time() {
        let mut taken = BTreeSet::new();
        for (name, id) in [
            ("Élodie O'Neil", "elodie-oneil"),
            ("elodie oneil", "elodie-oneil-2"),
            ("Łukasz Groß-Ørsted", "lukasz-gross-orsted"),
            ("J. R. Smith", "j-r-smith"),
        ] {
            assert_eq!(id_for(name, "person", &taken), id);
            taken.insert(id.to_owned());
        }
        let other = id_for("李雷", "person", &taken);
        assert!(other.starts_with("person-") && other.len() == 13, "{other}");
        assert_eq!(other, id_for("李雷", "person", &taken));
    }
}
