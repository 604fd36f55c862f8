//! The subject of an answer: takes a subject as it came in, gives the ask and the option that it names, and whether it is
//! the link's subject and nothing else. Leaves whether the option is still that to `import`.

use super::CHECK;
use super::plain;

/// Places of a subject that are looked at.
const PLACES: usize = 20;

/// What the subject of a mail says of an ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The ask.
    pub ask: String,
    /// The option; `None` where the answer is free.
    pub option: Option<Chosen>,
    /// Whether there is nothing else in the subject, but for what answering and forwarding put before it.
    pub is_exact: bool,
}

/// An option as a subject names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Its letter.
    pub letter: char,
    /// Its words, maybe cut.
    pub words: Option<String>,
    /// The sum of its whole text.
    pub check: Option<String>,
}

/// Reads a subject; `None` where it answers no ask. A subject that only holds an answer's gives it, and is not exact.
pub fn token(subject: &str) -> Option<Token> {
    const MARK: &str = "answer to ";
    let subject = plain(subject);
    // As long in bytes as it was: only ASCII letters are lowered.
    let lower = subject.to_ascii_lowercase();
    let mut found = lower.match_indices(MARK).take(PLACES).filter_map(|(at, _)| {
        let mut token = named(&subject[at + MARK.len()..])?;
        token.is_exact &= without_prefixes(&subject[..at]).is_empty();
        Some(token)
    });
    let first = found.next()?;
    // "My answer to you: Answer to ..." names its ask later.
    let is_whole = |token: &Token| token.option.as_ref().is_some_and(|chosen| chosen.words.is_some());
    Some(if is_whole(&first) { first } else { found.find(is_whole).unwrap_or(first) })
}

/// What stands behind `Answer to `.
fn named(rest: &str) -> Option<Token> {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
    let ask = rest[..end].to_ascii_lowercase();
    if ask.is_empty() || ask.starts_with('-') {
        return None;
    }
    let rest = rest[end..].trim();
    let (option, is_exact) = match rest.strip_prefix(':').map(|rest| option(rest.trim_start())) {
        Some(Some((chosen, is_exact))) => (Some(chosen), is_exact),
        _ => (None, rest.is_empty()),
    };
    Some(Token { ask, option, is_exact })
}

/// `B (Words) #3f9a1c`, without the check, or the letter alone; whether nothing follows.
fn option(text: &str) -> Option<(Chosen, bool)> {
    let letter = text.chars().next().filter(char::is_ascii_alphabetic)?.to_ascii_uppercase();
    let rest = text[1..].trim();
    if rest.is_empty() {
        return Some((Chosen { letter, words: None, check: None }, true));
    }
    let inner = rest.strip_prefix('(')?;
    let check = inner.rfind('#').map(|at| (inner[..at].trim_end(), &inner[at + 1..]));
    let check = check.filter(|(_, sum)| sum.len() == CHECK && sum.bytes().all(|b| b.is_ascii_hexdigit()));
    let (inner, check) = check.map_or((inner, None), |(inner, sum)| (inner, Some(sum.to_ascii_lowercase())));
    let (words, is_exact) = match inner.strip_suffix(')') {
        Some(words) => (words, true),
        None => (inner.rfind(')').map_or(inner, |end| &inner[..end]), false),
    };
    Some((Chosen { letter, words: Some(words.trim().to_owned()), check }, is_exact))
}

/// A text without what programs put before a subject: `Re:`, `AW[2]:`, `[EXTERNAL]`. What else stands in brackets may be
/// a person's word and stays.
fn without_prefixes(mut text: &str) -> &str {
    const BEFORE: &[&str] = &[
        "re",
        "aw",
        "antw",
        "antwort",
        "sv",
        "vs",
        "rv",
        "ref",
        "r\u{e9}f",
        "r",
        "rif",
        "odp",
        "res",
        "bls",
        "ynt",
        "vb",
        "vl",
        "fw",
        "fwd",
        "wg",
        "tr",
        "enc",
        "pd",
        "tl",
        "i",
        "doorst",
        "\u{3b1}\u{3c0}",
        "\u{3c0}\u{3c1}\u{3b8}",
        "\u{56de}\u{590d}",
        "\u{56de}\u{8986}",
        "\u{7b54}\u{590d}",
        "\u{8fd4}\u{4fe1}",
        "\u{8f6c}\u{53d1}",
        "\u{8f49}\u{5bc4}",
        "external",
        "extern",
        "ext",
    ];
    const TAGS: &[&str] = &[
        "external",
        "extern",
        "externe",
        "externo",
        "ext",
        "email",
        "e-mail",
        "mail",
        "sender",
        "caution",
        "warning",
        "secure",
        "encrypted",
        "confidential",
        "internal",
        "spam",
    ];
    loop {
        text = text.trim();
        let tag = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        if let Some((tag, rest)) = tag {
            let tag = tag.to_lowercase();
            let mut words = tag.split(|c: char| c.is_whitespace() || ":-_".contains(c)).filter(|w| !w.is_empty());
            if !words.all(|word| TAGS.contains(&word)) {
                return text;
            }
            text = rest;
            continue;
        }
        let Some((head, rest)) = text.split_once([':', '\u{ff1a}']) else { return text };
        // `Re[2]`, `Re(2)`, `Re^2`.
        let head = head.trim_end().trim_end_matches(|c: char| c.is_ascii_digit() || "[]()^".contains(c)).to_lowercase();
        if !BEFORE.contains(&head.as_str()) {
            return text;
        }
        text = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUM: &str = "3f9a1c";

    /// Ask, letter, words and whether there is the check; whether it is exact.
    type Read = Option<(String, Option<(char, Option<String>, bool)>, bool)>;

    fn read(subject: &str) -> Read {
        let token = token(subject)?;
        let option = token.option.map(|c| (c.letter, c.words, c.check.as_deref() == Some(SUM)));
        Some((token.ask, option, token.is_exact))
    }

    #[expect(clippy::unnecessary_wraps, reason = "what `read` gives")]
    fn b(text: &str, has_check: bool, is_exact: bool) -> Read {
        Some(("a-split".to_owned(), Some(('B', Some(text.to_owned()), has_check)), is_exact))
    }

    #[test]
    fn what_programs_put_before_a_subject_is_passed_over() {
        for before in [
            "",
            "Re: ",
            "AW: RE: ",
            "SV:",
            "RE[2]: ",
            "Re(3): ",
            "Re^2: ",
            "[EXTERNAL] ",
            "[EXT] Re: ",
            "Fwd: ",
            "RE : ",
            "Re\u{ff1a}",
            "Re: [External Email] AW: ",
            "[EXTERNAL:] ",
            "EXTERNAL: ",
            "R\u{e9}f: ",
            "Odp: ",
        ] {
            assert_eq!(read(&format!("{before}Answer to a-split: B (One firm) #3f9a1c")), b("One firm", true, true));
        }
        assert_eq!(read("ANSWER TO A-SPLIT:  b (One firm (big)) #3F9A1C"), b("One firm (big)", true, true));
        assert_eq!(read("Answer to a-split: B (A # of #b) x) "), b("A # of #b) x", false, true));
        assert_eq!(read("Answer to a-split: B (One firm)"), b("One firm", false, true));
    }

    #[test]
    fn a_sentence_around_an_answer_is_no_answer() {
        for subject in [
            "NOT Answer to a-split: B (One firm)",
            "Not: Answer to a-split: B (One firm)",
            "[NO] Answer to a-split: B (One firm)",
            "I withdraw my earlier mail: Answer to a-split: B (One firm)",
            "My answer to you: Answer to a-split: B (One firm)",
            "Re: question: Answer to a-split: B (One firm)",
            "Answer to a-split: B (One firm) - but only next year",
            "Answer to a-split: B (One firm), recommended",
            "Answer to a-split: B (One firm) #12",
        ] {
            assert_eq!(read(subject), b("One firm", false, false), "{subject}");
        }
        assert_eq!(read("Answer to a-split: B (One firm) no #3f9a1c"), b("One firm", true, false));
        assert!(!token("Answer to a-split: B (One firm) #3f9a1c no").unwrap().is_exact);
    }

    #[test]
    fn other_subjects_name_no_option() {
        assert_eq!(read("Answer to a-split: B"), Some(("a-split".to_owned(), Some(('B', None, false)), true)));
        assert_eq!(read("Answer to a-split: Both, please"), Some(("a-split".to_owned(), None, false)));
        assert_eq!(read("Answer to a-split"), Some(("a-split".to_owned(), None, true)));
        assert_eq!(read("Answer to: x"), None);
        assert_eq!(read("An answer"), None);
        assert_eq!(read("\u{c5}nswer to \u{e9}"), None);
    }
}
