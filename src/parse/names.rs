//! Names: takes names, handles and addresses as people write them, gives keys under which two spellings are the same.
//! Never merges by likeness: a misspelling is another person until a record lists it among its aliases.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name in the form it is compared in: lower case, without accents, dots and emphasis, plain quotes and dashes,
/// single spaces. A leading `@` stays.
pub fn key(name: &str) -> String {
    if name.is_ascii() {
        return folded(name.chars(), name.len());
    }
    folded(name.nfkd().filter(|c| !is_combining_mark(*c)), name.len())
}

fn folded(chars: impl Iterator<Item = char>, length: usize) -> String {
    let mut key = String::with_capacity(length);
    let mut space = false;
    let mut letter_before = false;
    let mut chars = chars.peekable();
    while let Some(c) = chars.next() {
        let c = match c {
            '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '`' | '\u{b4}' => '\'',
            '\u{201c}' | '\u{201d}' | '\u{201e}' => '"',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            c => c,
        };
        if c.is_whitespace() {
            space = !key.is_empty();
            letter_before = false;
            continue;
        }
        // An underscore is emphasis at the edge of a word and a letter inside of it.
        let edge_of_word = !letter_before || !chars.peek().is_some_and(|next| next.is_alphanumeric() || *next == '_');
        if matches!(c, '.' | '*' | '~' | '\u{200b}' | '\u{feff}') || (c == '_' && edge_of_word) {
            continue;
        }
        if space {
            key.push(' ');
            space = false;
        }
        letter_before = c.is_alphanumeric() || c == '_';
        if c.is_ascii() {
            key.push(c.to_ascii_lowercase());
        } else {
            key.extend(c.to_lowercase());
        }
    }
    key
}

/// The keys under which an attendee (`Name`, `@handle`, `Name @handle`, `Name a@b.example`) is to be looked up, in
/// the order to try: handle, address, name.
pub fn keys_of_attendee(value: &str) -> Vec<String> {
    let is_handle = |word: &&str| word.strip_prefix('@').is_some_and(|rest| !rest.is_empty());
    let is_address = |word: &&str| word.find('@').is_some_and(|at| at > 0);
    let words = || value.split_whitespace();
    let name: Vec<&str> = words().filter(|word| !is_handle(word) && !is_address(word)).collect();
    let mut keys: Vec<String> = words().filter(is_handle).chain(words().filter(is_address)).map(key).collect();
    keys.push(key(&name.join(" ")));
    keys.retain(|key| !key.is_empty() && key != "@");
    keys
}

/// The keys that an alias of a record answers to: a single word is a handle as well as a name, whether or not it is
/// written with `@`.
pub fn keys_of_alias(alias: &str) -> Vec<String> {
    let key = key(alias);
    match key.strip_prefix('@') {
        _ if key.is_empty() => Vec::new(),
        Some(bare) => vec![bare.to_owned(), key.clone()].into_iter().filter(|k| !k.is_empty() && k != "@").collect(),
        None if key.contains([' ', '@']) => vec![key],
        None => vec![format!("@{key}"), key],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for (a, b) in [
            ("Zoë M. O’Malley", "zoe m o'malley"),
            ("**Ada**  Lovelace", "ADA LOVELACE"),
            ("_Ada_ Lovelace", "Ada Lovelace"),
            ("Jean\u{2011}Luc", "jean-luc"),
            ("  Ada\tLovelace ", "ada lovelace"),
            ("ﬁona", "Fiona"),
        ] {
            assert_eq!(key(a), key(b), "{a} and {b}");
        }
        assert_ne!(key("Ada Lovelace"), key("Ada Lovelase"));
        assert_eq!(key("@snake_case_1"), "@snake_case_1");
    }

    #[test]
    fn handles_come_before_names() {
        assert_eq!(keys_of_attendee("Ada Lovelace @AdaL"), ["@adal", "ada lovelace"]);
        assert_eq!(keys_of_attendee("@ada"), ["@ada"]);
        assert_eq!(keys_of_attendee("ada"), ["ada"]);
        assert_eq!(keys_of_attendee("Ada ada@b.example"), ["ada@bexample", "ada"]);
        assert!(keys_of_attendee(" @ . ").is_empty());
    }

    #[test]
    fn an_alias_of_one_word_is_a_handle_too() {
        assert_eq!(keys_of_alias("@AdaL"), ["adal", "@adal"]);
        assert_eq!(keys_of_alias("AdaL"), ["@adal", "adal"]);
        assert_eq!(keys_of_alias("Ada Lovelace"), ["ada lovelace"]);
        assert_eq!(keys_of_alias("ada@b.example"), ["ada@bexample"]);
        assert!(keys_of_alias("").is_empty());
    }
}
