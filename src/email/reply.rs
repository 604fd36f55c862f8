//! Answers by mail: takes an ask and one of its options, gives the link that writes the answer, and reads the ask and the
//! option back out of the subject of the mail that comes of it. The link is the same for every reader. Leaves who may
//! answer, and writing it down, to `import`.

use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;

use super::plain::line as plain;

mod subject;

pub use self::subject::{Chosen, Token, token};

/// Bytes of a link, at most: some clients cut what is longer.
const LONGEST: usize = 1_800;
/// Letters of a subject, where the words of its option can be cut to that: a line of the text part.
const SUBJECT: usize = 72;
/// Letters of the option in the subject, at least and at most, and of what was asked and of the option in the body, at most.
const IN_SUBJECT: (usize, usize) = (16, 40);
const IN_BODY: usize = 400;
/// Letters of a check.
const CHECK: usize = 6;
/// What stands above the place for a remark.
pub const REMARK: &str = "A remark, if there is one:";

/// Options that have a letter, at most.
pub const LETTERS: usize = 26;

/// The letter of an option, counted from 0; `None` past [`LETTERS`].
pub fn letter(option: usize) -> Option<char> {
    ('A'..='Z').nth(option)
}

/// The link (RFC 6068) with which a reader chooses an option of an ask: `to` is the address answers go to, `id` and `what`
/// are the ask's. Without an option the answer is free. It is plain ASCII; in an attribute its `&` is still to be escaped.
pub fn mailto(to: &str, id: &str, what: &str, option: Option<(char, &str)>) -> String {
    let mut in_body = IN_BODY;
    loop {
        let link = written(to, id, what, option, in_body);
        if link.len() <= LONGEST || in_body == 0 {
            return link;
        }
        in_body = if in_body > 20 { in_body * 3 / 4 } else { 0 };
    }
}

fn written(to: &str, id: &str, what: &str, option: Option<(char, &str)>, in_body: usize) -> String {
    let subject = subject(id, option);
    let chosen = option
        .map_or_else(String::new, |(letter, text)| format!("{letter}: {}\r\n\r\n{REMARK}\r\n", cut(text, in_body)));
    let body = format!("{}\r\n\r\n{chosen}\r\n", cut(what, in_body));
    format!("mailto:{}?subject={}&body={}", encoded(to, "@"), encoded(&subject, ""), encoded(&body, ""))
}

/// The subject of an answer, that of the link: what a mail must have to be read as one. The words of a long option are cut;
/// the [`check`] behind them is of all of them.
pub fn subject(id: &str, option: Option<(char, &str)>) -> String {
    let Some((letter, text)) = option else { return format!("Answer to {id}") };
    let around = "Answer to : A (\u{2026}) #".len() - 2 + CHECK + id.chars().count();
    let most = SUBJECT.saturating_sub(around).clamp(IN_SUBJECT.0, IN_SUBJECT.1);
    format!("Answer to {id}: {letter} ({}) #{}", cut(text, most), check(text))
}

/// A short sum of the whole option, the same for what [`is_option`] takes for the same.
pub fn check(option: &str) -> String {
    blake3::hash(folded(option).trim_end_matches('.').as_bytes()).to_hex()[..CHECK].to_owned()
}

/// The option as an outcome: on one line.
pub fn outcome(option: &str) -> String {
    plain(option)
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

/// Whether a text of a subject is this option: but for case, white space, how accents are written and a full stop at its
/// end, as far as it goes.
pub fn is_option(written: &str, option: &str) -> bool {
    let (start, whole) = (folded(written), folded(option));
    match start.strip_suffix('\u{2026}').or_else(|| start.strip_suffix("...")) {
        Some(start) if !start.is_empty() => whole.starts_with(start.trim_end()),
        _ => is_whole(written, option),
    }
}

/// Whether a text is the whole of this option.
pub fn is_whole(written: &str, option: &str) -> bool {
    folded(written).trim_end_matches('.') == folded(option).trim_end_matches('.')
}

fn folded(text: &str) -> String {
    plain(text).to_lowercase().nfc().collect()
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
        let token = token(&written_in(&link)).unwrap();
        assert!(token.ask == "a-split" && token.is_exact);
        let chosen = token.option.unwrap();
        assert_eq!(chosen.letter, 'B');
        assert!(is_option(&chosen.words.unwrap(), text) && chosen.check == Some(check(text)));
    }

    #[test]
    fn long_options_are_cut_and_still_known_to_their_last_word() {
        for text in ["long words ".repeat(400), "\u{6c34}\u{9053}".repeat(900), "\u{1f4a7}".repeat(2000)] {
            let link = mailto("a@b.example", "a-x", &text, Some(('C', &text)));
            assert!(link.len() <= LONGEST, "{}", link.len());
            let written = written_in(&link);
            assert!(written.chars().count() <= SUBJECT && written == subject("a-x", Some(('C', &text))), "{written}");
            let chosen = token(&written).unwrap().option.unwrap();
            let words = chosen.words.unwrap();
            let other = format!("{text}, without any limit");
            assert!(is_option(&words, &text) && chosen.check == Some(check(&text)) && !is_whole(&words, &text));
            assert!(is_option(&words, &other) && chosen.check != Some(check(&other)), "the check tells them apart");
        }
        assert!(subject(&"x".repeat(70), Some(('A', "Yes"))).contains(": A (Yes) #"));
    }

    #[test]
    fn the_same_option_is_known_however_it_is_written() {
        assert!(is_option("one  FIRM", "One firm.") && !is_option("One", "One firm") && !is_option("\u{2026}", "One"));
        assert!(
            is_whole("Wait...", "wait") && is_whole("Yes indeed", "Yes\nindeed") && !is_whole("Yes\u{2026}", "Yes no")
        );
        // Composed and decomposed.
        assert!(is_option("Ja, natu\u{308}rlich", "Ja, nat\u{fc}rlich"));
        assert_eq!(check("Ja, natu\u{308}rlich"), check("ja, nat\u{fc}rlich."));
        assert_eq!(outcome("Yes\nindeed"), "Yes indeed");
    }

    fn written_in(link: &str) -> String {
        decoded(link.split("subject=").nth(1).unwrap().split('&').next().unwrap())
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
