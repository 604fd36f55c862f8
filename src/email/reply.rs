//! Answers by mail: takes an ask and one of its options, gives the link that writes the answer, and reads the ask and the
//! option back out of the subject of the mail that comes of it. The link is the same for every reader. Leaves who may
//! answer, and writing it down, to `import`.

use std::fmt::Write;

use super::plain::line as plain;

/// Bytes of a link, at most: some clients cut what is longer.
const LONGEST: usize = 1_800;
/// Letters of the option in the subject, and of what was asked and of the option in the body, at most.
const IN_SUBJECT: usize = 80;
const IN_BODY: usize = 400;

/// Options that have a letter, at most.
pub const LETTERS: usize = 26;

/// The letter of an option, counted from 0; `None` past [`LETTERS`].
pub fn letter(option: usize) -> Option<char> {
    ('A'..='Z').nth(option)
}

/// The link (RFC 6068) with which a reader chooses an option of an ask: `to` is the address answers go to, `id` and `what`
/// are the ask's. Without an option the answer is free. It is plain ASCII; in an attribute its `&` is still to be escaped.
pub fn mailto(to: &str, id: &str, what: &str, option: Option<(char, &str)>) -> String {
    let mut lengths = (IN_SUBJECT, IN_BODY);
    loop {
        let link = written(to, id, what, option, lengths);
        if link.len() <= LONGEST || lengths.1 == 0 {
            return link;
        }
        lengths = (lengths.0 * 3 / 4, if lengths.1 > 20 { lengths.1 * 3 / 4 } else { 0 });
    }
}

fn written(to: &str, id: &str, what: &str, option: Option<(char, &str)>, lengths: (usize, usize)) -> String {
    let subject = subject(id, option, lengths.0);
    let chosen = option.map_or_else(String::new, |(letter, text)| {
        format!("{letter}: {}\r\n\r\nA remark, if there is one:\r\n", cut(text, lengths.1))
    });
    let body = format!("{}\r\n\r\n{chosen}\r\n", cut(what, lengths.1));
    format!("mailto:{}?subject={}&body={}", encoded(to, "@"), encoded(&subject, ""), encoded(&body, ""))
}

/// The subject of an answer, with at most so many letters of the option: what a mail must have to be read as one.
pub fn subject(id: &str, option: Option<(char, &str)>, most: usize) -> String {
    match option {
        Some((letter, text)) => format!("Answer to {id}: {letter} ({})", cut(text, most)),
        None => format!("Answer to {id}"),
    }
}

/// One line of at most so many letters; what is cut ends in an ellipsis.
fn cut(text: &str, most: usize) -> String {
    let line = plain(text);
    match line.char_indices().nth(most) {
        Some((at, _)) => format!("{}\u{2026}", line[..at].trim_end()),
        None => line,
    }
}

/// Percent-encoded but for what RFC 3986 calls unreserved, and `kept`.
fn encoded(text: &str, kept: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.as_bytes().contains(&byte) {
            out.push(byte.into());
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// What the subject of a mail says of an ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The ask.
    pub ask: String,
    /// The option's letter, and its text where that is there; `None` where the answer is free.
    pub option: Option<(char, Option<String>)>,
}

/// Reads a subject, whatever was put before it; `None` where it answers no ask.
pub fn token(subject: &str) -> Option<Token> {
    const MARK: &str = "answer to ";
    let subject = plain(subject);
    // As long in bytes as it was: only ASCII letters are lowered.
    let at = subject.to_ascii_lowercase().find(MARK)? + MARK.len();
    let rest = &subject[at..];
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
    let ask = rest[..end].to_ascii_lowercase();
    if ask.is_empty() || ask.starts_with('-') {
        return None;
    }
    Some(Token { ask, option: rest[end..].strip_prefix(':').and_then(|rest| option(rest.trim_start())) })
}

/// `B (Option text)`, or the letter alone.
fn option(text: &str) -> Option<(char, Option<String>)> {
    let letter = text.chars().next().filter(char::is_ascii_alphabetic)?.to_ascii_uppercase();
    let rest = text[1..].trim();
    if rest.is_empty() {
        return Some((letter, None));
    }
    let inner = rest.strip_prefix('(')?;
    let inner = inner.rfind(')').map_or(inner, |end| &inner[..end]);
    Some((letter, Some(inner.trim().to_owned())))
}

/// Whether a text of a subject is this option: but for case, white space and a full stop at its end, as far as it goes.
pub fn is_option(written: &str, option: &str) -> bool {
    let folded = |text: &str| plain(text).to_lowercase();
    let (written, option) = (folded(written), folded(option));
    match written.strip_suffix('\u{2026}').or_else(|| written.strip_suffix("...")) {
        Some(start) if !start.is_empty() => option.starts_with(start.trim_end()),
        _ => written.trim_end_matches('.') == option.trim_end_matches('.'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_holds_what_its_subject_gives_back() {
        let text = "One firm (\"the big one\"), 100% & more: 103 \u{20ac} \u{2014} \u{4e00}\r\nBcc: x@y";
        let link = mailto("ada+asks@b.example", "a-split", "Split wave 2?", Some(('B', text)));
        assert!(link.starts_with("mailto:ada%2Basks@b.example?subject=Answer%20to%20a-split%3A%20B%20%28One%20firm"));
        assert!(link.is_ascii() && !link.contains(['"', '<', '>', ' ', '\'', '\r', '\n']) && link.contains("%0D%0A"));
        assert_eq!(link.matches('&').count(), 1, "{link}");
        assert!(!link.contains("Bcc%3A%20x%40y%0D%0A%0D%0A%0D%0ABcc"), "a line end of an option is a blank");
        let subject = link.split("subject=").nth(1).unwrap().split('&').next().unwrap();
        let token = token(&decoded(subject)).unwrap();
        assert_eq!(token.ask, "a-split");
        let (letter, written) = token.option.unwrap();
        assert_eq!(letter, 'B');
        assert!(is_option(&written.unwrap(), text));
    }

    #[test]
    fn long_options_are_cut_and_still_known() {
        for text in ["long words ".repeat(400), "\u{6c34}\u{9053}".repeat(900), "\u{1f4a7}".repeat(2000)] {
            let link = mailto("a@b.example", "a-x", &text, Some(('C', &text)));
            assert!(link.len() <= LONGEST, "{}", link.len());
            let subject = link.split("subject=").nth(1).unwrap().split('&').next().unwrap();
            let (_, written) = token(&decoded(subject)).unwrap().option.unwrap();
            assert!(is_option(&written.unwrap(), &text));
        }
    }

    #[test]
    fn subjects_are_read_whatever_comes_before() {
        let read = |subject: &str| token(subject).map(|t| (t.ask, t.option));
        let b = |text: &str| Some(("a-split".to_owned(), Some(('B', Some(text.to_owned())))));
        assert_eq!(read("Re: AW: Answer to a-split: B (One firm)"), b("One firm"));
        assert_eq!(read("[EXTERNAL] ANSWER TO A-SPLIT:  b (One firm (big))"), b("One firm (big)"));
        assert_eq!(read("Answer to a-split: B"), Some(("a-split".to_owned(), Some(('B', None)))));
        assert_eq!(read("Answer to a-split: Both, please"), Some(("a-split".to_owned(), None)));
        assert_eq!(read("Answer to a-split"), Some(("a-split".to_owned(), None)));
        assert_eq!(read("Answer to: x"), None);
        assert_eq!(read("An answer"), None);
        assert_eq!(read("\u{c5}nswer to \u{e9}"), None);
        assert!(is_option("one  FIRM", "One firm.") && !is_option("One", "One firm") && !is_option("\u{2026}", "One"));
    }

    fn decoded(text: &str) -> String {
        let bytes = text.as_bytes();
        let (mut out, mut at) = (Vec::new(), 0);
        while at < bytes.len() {
            if bytes[at] == b'%' {
                out.push(u8::from_str_radix(&text[at + 1..at + 3], 16).unwrap());
                at += 3;
            } else {
                out.push(bytes[at]);
                at += 1;
            }
        }
        String::from_utf8(out).unwrap()
    }
}
