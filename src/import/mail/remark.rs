//! What somebody wrote into an answer: takes the text of its mail, gives what stands there besides the lines that the link
//! wrote, and whether these still name the option of the subject. Leaves what was quoted below alone.

use crate::email::reply;

/// Lines of a part that may hold one wrapped line of ours.
const WRAPPED: usize = 20;

/// What a text says besides the lines of the link.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// Nothing.
    Nothing,
    /// Words of their own.
    Remark,
    /// Another option than this one, or this one otherwise: the line.
    Other(String),
}

/// Reads the text of an answer that chooses this option of an ask.
pub(super) fn own(text: &str, what: &str, options: &[String], chosen: usize) -> Own {
    let mut is_remark = false;
    for part in parts(text) {
        let lines = without(&part, |line| reply::is_option(line, what));
        let Some(first) = lines.first() else { continue };
        let words = letter(first, options.len());
        let rest = match words {
            Some((at, words)) => {
                let ours = |line: &str| {
                    let line = letter(line, options.len()).map_or("", |(_, words)| words);
                    reply::is_option(line, &options[chosen])
                };
                let rest = if words.is_empty() { &lines[1..] } else { without(lines, ours) };
                if at != chosen || rest.len() == lines.len() {
                    return Own::Other((*first).to_owned());
                }
                rest
            }
            None => without(lines, |line| reply::is_whole(line, &options[chosen])),
        };
        let another = |line: &&&str| {
            options.iter().enumerate().any(|(at, option)| at != chosen && reply::is_whole(line, option))
                && !reply::is_whole(line, &options[chosen])
        };
        if let Some(line) = rest.iter().take(WRAPPED).find(another) {
            return Own::Other((*line).to_owned());
        }
        is_remark |= !rest.is_empty();
    }
    if is_remark { Own::Remark } else { Own::Nothing }
}

/// The lines after those, at the beginning, that are one line of ours wrapped.
fn without<'a, 'b>(lines: &'a [&'b str], is_ours: impl Fn(&str) -> bool) -> &'a [&'b str] {
    let mut joined = String::new();
    for (n, line) in lines.iter().take(WRAPPED).enumerate() {
        joined += line;
        if is_ours(&joined) {
            return &lines[n + 1..];
        }
        joined.push(' ');
    }
    lines
}

/// A line that begins with the letter of an option, `B: words`, or is one.
fn letter(line: &str, options: usize) -> Option<(usize, &str)> {
    let mut rest = line.trim_start_matches(['*', '_', '(']);
    if let Some((head, tail)) = rest.split_at_checked("option ".len())
        && head.eq_ignore_ascii_case("option ")
    {
        rest = tail;
    }
    let letter = rest.chars().next().filter(char::is_ascii_alphabetic)?.to_ascii_uppercase();
    let at = usize::from(u8::try_from(letter).ok()? - b'A');
    let rest = &rest[1..];
    let is_end = rest.is_empty() || rest.starts_with([':', '.', ')']);
    (at < options && is_end).then(|| (at, rest.trim_matches(|c: char| c.is_whitespace() || ":.)*_".contains(c))))
}

/// The paragraphs above what is quoted and above a signature, as lines; one that begins with a letter begins another.
fn parts(text: &str) -> Vec<Vec<&str>> {
    let mut parts: Vec<Vec<&str>> = vec![Vec::new()];
    let end = |parts: &mut Vec<Vec<&str>>| {
        if parts.last().is_some_and(|part| !part.is_empty()) {
            parts.push(Vec::new());
        }
    };
    for line in text.lines() {
        let is_signature = matches!(line, "-- " | "--");
        let line = line.trim();
        let is_rule = line.len() > 4 && (line.starts_with("-----") || line.starts_with("_____"));
        if line.starts_with('>') {
            // "On Sunday Kim wrote:" belongs to what is quoted.
            if parts.last().is_some_and(Vec::is_empty) {
                parts.pop();
            }
            if parts.last().and_then(|part| part.last()).is_some_and(|line| line.ends_with([':', '\u{ff1a}']))
                && let Some(part) = parts.last_mut()
            {
                let from = part.len().saturating_sub(3);
                let at = part[from..]
                    .iter()
                    .position(|line| line.contains([',', '@', '<']))
                    .map_or(part.len() - 1, |n| n + from);
                part.truncate(at);
            }
            break;
        }
        if is_signature || is_rule {
            break;
        }
        if line.is_empty() || line == reply::REMARK {
            end(&mut parts);
            continue;
        }
        if letter(line, reply::LETTERS).is_some() {
            end(&mut parts);
        }
        if let Some(part) = parts.last_mut() {
            part.push(line);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Own {
        let options = ["Split, 102 euros", "One firm, and so on for quite a while longer than a line", "No"];
        own(text, "Split wave 2, or give it to one firm?", &options.map(str::to_owned), 1)
    }

    const OURS: &str = "Split wave 2, or give it\nto one firm?\n\nB: One firm, and so on for quite\n a while longer than a line\n\nA remark, if there is one:\n\n";
    const QUOTED: &str =
        "\nOn Sun, 1 Nov 2026 at 00:00, Kim Park\n<kim@ours.example> wrote:\n> A: Split, 102 euros\n> No\n";

    #[test]
    fn the_lines_of_the_link_are_no_remark() {
        for text in [
            "",
            OURS,
            &format!("{OURS}{QUOTED}"),
            &OURS.replace("\n\n", "\n"),
            "B",
            "B.\n-- \nAda\n",
            "B: One firm, and so on\u{2026}",
            "option B\n\n-----Original Message-----\nNo\n",
        ] {
            assert_eq!(read(text), Own::Nothing, "{text}");
        }
    }

    #[test]
    fn words_of_their_own_are_a_remark() {
        for text in [
            format!("{OURS}Only with a cap.\n{QUOTED}"),
            format!("{}Only with a cap.", OURS.replace("\n\n", "\n")),
            format!("Please:\n\n{OURS}"),
            "I agree".to_owned(),
            "A cap of 5 euros, that is".to_owned(),
        ] {
            assert_eq!(read(&text), Own::Remark, "{text}");
        }
    }

    #[test]
    fn another_option_is_told() {
        for text in [
            "A: Split, 102 euros",
            "a",
            "(A)",
            "Option C",
            "no",
            "C: No",
            "B: One firm, but only next year",
            "B: No",
            "Hello,\nno.\nAda",
            "B: One firm, and so on for quite a while longer than a line\nNo",
        ] {
            assert!(matches!(read(text), Own::Other(_)), "{text}");
        }
        assert!(matches!(read(&OURS.replace("while longer", "while and longer")), Own::Other(_)));
    }
}
