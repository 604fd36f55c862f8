//! What reaches the terminal: data on stdout, messages on stderr, neither with control characters from content, and a
//! reader that has gone away is no fault.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Write};

use serde::Serialize;

use super::Failure;
use crate::render::words::figure;

/// Prints text that may be styled; styles are left out where they aren't wanted.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    finish(anstream::stdout().lock().write_all(unobeyed(text).as_bytes()).and_then(|()| anstream::stdout().flush()))
}

/// Prints data as it is.
pub(super) fn print_data(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    finish(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// Prints JSON, indented, in the order of the fields.
pub(super) fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    print_data(&json(value))
}

/// Says something on stderr; where that is closed, nobody wants to know.
pub(super) fn tell(text: &str) {
    let _ = anstream::stderr().lock().write_all(unobeyed(text).as_bytes());
}

fn finish(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Environment(format!("cannot write to stdout: {error}")))
        }
        _ => Ok(()),
    }
}

/// JSON text; characters that would steer a terminal are escaped, which JSON allows for any.
pub(super) fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("plain structures are JSON");
    text.push('\n');
    unsteering(text)
}

/// What a pipeline's runner obeys anywhere in a line of a log: older commands of GitHub's, those of Azure's and of `TeamCity`'s.
const OBEYED: [&str; 3] = ["##[", "##vso[", "##teamcity["];

/// Text for people, none of whose lines a pipeline's runner takes for a command: a blank comes between.
fn unobeyed(text: &str) -> Cow<'_, str> {
    if !text.contains("::") && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        let words = line.trim_start();
        out.push_str(&line[..line.len() - words.len()]);
        // GitHub's begin a line, after blanks.
        match words.strip_prefix("::") {
            Some(rest) => out.extend([": :", rest]),
            None => out.push_str(words),
        }
    }
    for mark in OBEYED {
        out = out.replace(mark, &mark.replacen("##", "# #", 1));
    }
    Cow::Owned(out)
}

/// JSON text, with what would steer a terminal or a pipeline's runner escaped.
pub(super) fn unsteering(text: String) -> String {
    let text = OBEYED.iter().fold(text, |text, mark| {
        if text.contains(mark) { text.replace(mark, &mark.replacen("##", "#\\u0023", 1)) } else { text }
    });
    if text.chars().all(|c| c == '\n' || !steers(c)) {
        return text;
    }
    let escape = |c: char| if c != '\n' && steers(c) { format!("\\u{:04x}", c as u32) } else { c.to_string() };
    text.chars().map(escape).collect()
}

/// Text of the workspace, fit for one line of a terminal: white space as spaces, nothing that steers it.
pub fn clean(text: &str) -> String {
    let space = |c: char| if c.is_whitespace() { ' ' } else { c };
    text.chars().map(space).filter(|c| !steers(*c)).collect()
}

/// Whether a character is a control or changes the direction of the text around it.
pub(super) fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `1 page`, `2,000 pages`.
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", figure(n), if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_a_command_to_a_runner() {
        for (text, shown) in [
            ("a\n  ::set-env name=a::b\n", "a\n  : :set-env name=a::b\n"),
            ("x ##[error]y ##vso[task]z", "x # #[error]y # #vso[task]z"),
            ("a ::b::\n## c\n", "a ::b::\n## c\n"),
        ] {
            assert_eq!(unobeyed(text), shown);
        }
        let text = json(&"##[error]x ##vso[y]");
        assert!(
            !text.contains("##") && serde_json::from_str::<String>(&text).unwrap() == "##[error]x ##vso[y]",
            "{text}"
        );
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(clean("a\x1b[31mb\u{202e}c\r\n\td\u{9b}e"), "a[31mbc   de");
        let text = json(&"a\u{9b}b\u{2066}c\n");
        assert_eq!(text, "\"a\\u009bb\\u2066c\\n\"\n");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), "a\u{9b}b\u{2066}c\n");
    }
}
