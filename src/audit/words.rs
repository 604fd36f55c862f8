//! Words of a text, however it is written: lower case, without accents' two forms, entities and escapes read, tags left out or kept.

use unicode_normalization::UnicodeNormalization;

/// A word and where it begins, in bytes.
pub(super) type Word = (String, usize);

/// The words of a text; with `markup`, those in tags too.
pub(super) fn words(text: &str, markup: bool) -> Vec<Word> {
    let mut all = Vec::new();
    let mut word = String::new();
    let mut start = 0;
    let mut at = 0;
    let mut in_tag = false;
    while let Some(first) = text[at..].chars().next() {
        let (letter, length) = letter(&text[at..], first);
        if length == first.len_utf8() && !markup {
            let opens =
                first == '<' && text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
            in_tag = opens || in_tag && first != '>';
            if opens || in_tag || first == '>' {
                // A tag within a word doesn't end it: `re<b>main</b>s`.
                at += length;
                continue;
            }
        }
        if letter.is_alphanumeric() || is_mark(letter) {
            if word.is_empty() {
                start = at;
            }
            word.push(letter);
        } else if !word.is_empty() {
            all.push((folded(&word), start));
            word.clear();
        }
        at += length;
    }
    if !word.is_empty() {
        all.push((folded(&word), start));
    }
    all
}

/// The words alone.
pub(super) fn plain(text: &str) -> Vec<String> {
    words(text, true).into_iter().map(|(word, _)| word).collect()
}

fn folded(word: &str) -> String {
    word.nfkc().flat_map(char::to_lowercase).nfc().collect()
}

fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

/// The character at the start of a text as HTML, JSON or an address means it, and the bytes that it takes.
pub(super) fn letter(text: &str, first: char) -> (char, usize) {
    let hex = |digits: &str| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
    let read = match first {
        '&' => text[1..].get(..text.len().min(10) - 1).or(Some(&text[1..])).and_then(|rest| {
            let name = &rest[..rest.find(';')?];
            let number = name.strip_prefix('#');
            let found = match name {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                "nbsp" => Some(' '),
                _ => number.and_then(|n| match n.strip_prefix(['x', 'X']) {
                    Some(digits) => hex(digits),
                    None => n.parse().ok().and_then(char::from_u32),
                }),
            };
            found.map(|letter| (letter, name.len() + 2))
        }),
        '\\' => match text.as_bytes().get(1) {
            Some(b'u') => text.get(2..6).and_then(hex).map(|letter| (letter, 6)),
            Some(b'n' | b'r' | b't') => Some((' ', 2)),
            _ => None,
        },
        '%' => percent(text),
        _ => None,
    };
    read.unwrap_or((first, first.len_utf8()))
}

/// A character written as `%C3%A4`.
fn percent(text: &str) -> Option<(char, usize)> {
    let byte = |at: usize| text.get(at..at + 3)?.strip_prefix('%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
    let first = byte(0)?;
    let length = match first {
        0..0x80 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    };
    let bytes: Vec<u8> = (0..length).map_while(|n| byte(n * 3)).collect();
    let letter = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    Some((letter, length * 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_however_they_are_written() {
        let all = |text: &str, markup| words(text, markup).into_iter().map(|(word, _)| word).collect::<Vec<_>>();
        assert_eq!(all("<p title=\"Secret\">A <b>cand</b>id W&#246;rd</p>", false), ["a", "candid", "wörd"]);
        assert_eq!(all("<p title=\"Secret\">", true), ["p", "title", "secret"]);
        assert_eq!(all("\\u0053ecret\\nw%C3%B6rd o\u{308}l", true), ["secret", "wörd", "öl"]);
        for text in ["&", "&#", "&#xffffffff;", "\\", "\\u", "\\u12", "%", "%C3", "%C3%zz", "<", "<é", "a < b"] {
            words(text, false);
            words(text, true);
        }
    }
}
