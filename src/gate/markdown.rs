//! Findings as Markdown, for a comment or a step's summary: whole rows up to a limit, the worst first. Nothing in it notifies
//! anybody, links to anything or is markup that a record brought along.

use std::fmt::Write as _;

use super::baseline::Compared;
use super::{Finding, Level, more};

/// A step's summary holds 1 MiB; a comment 65,536 characters.
pub const SUMMARY: usize = 1 << 20;

/// The findings as a table of at most `limit` bytes, under a line that counts them.
pub fn table(findings: &[Finding], compared: Option<&Compared>, prefix: &str, limit: usize) -> String {
    /// Kept for what is said after the rows.
    const TAIL: usize = 200;
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    let is_old = |f: &Finding| compared.is_some_and(|compared| !compared.new.contains(&f.key));
    sorted.sort_by_key(|finding| (finding.level, is_old(finding)));
    let mut out = head(findings, compared);
    if sorted.is_empty() {
        return out;
    }
    out += "\n| Level | Where | What | What to do |\n|---|---|---|---|\n";
    let mut shown: Vec<&Finding> = Vec::new();
    for finding in &sorted {
        let row = row(finding, compared, prefix);
        if out.len() + row.len() + TAIL > limit {
            break;
        }
        out += &row;
        shown.push(finding);
    }
    if let Some(more) = more(&sorted, &shown) {
        let _ = write!(out, "\n{}: see `rapporteur check`.\n", text(&more));
    }
    out
}

fn head(findings: &[Finding], compared: Option<&Compared>) -> String {
    let counts: Vec<String> = Level::ALL
        .into_iter()
        .map(|level| (level, findings.iter().filter(|f| f.level == level).count()))
        .filter(|(_, n)| *n > 0)
        .map(|(level, n)| format!("{n} {}{}", level.as_str(), if n == 1 { "" } else { "s" }))
        .collect();
    let counts = if counts.is_empty() { "Nothing found".to_owned() } else { counts.join(", ") };
    match compared {
        None => format!("**{counts}**\n"),
        Some(c) => format!("**{counts}**: {} new, {} unchanged, {} resolved\n", c.new.len(), c.unchanged, c.resolved),
    }
}

fn row(finding: &Finding, compared: Option<&Compared>, prefix: &str) -> String {
    let place = finding.file.as_ref().map_or_else(String::new, |file| {
        let line = finding.line.map(|line| format!(":{line}")).unwrap_or_default();
        text(&format!("{}{line}", super::sarif::joined(prefix, file)))
    });
    let new = match compared {
        Some(compared) if compared.new.contains(&finding.key) => "new ",
        _ => "",
    };
    let hint = finding.hint.as_deref().map(text).unwrap_or_default();
    format!("| {new}{} | {place} | {} ({}) | {hint} |\n", finding.level.as_str(), text(&finding.message), finding.code)
}

/// Text of a record as text and nothing else: markup is escaped; after what would mention, refer or link, a word joiner
/// keeps the next letter from it.
pub fn text(text: &str) -> String {
    const JOINER: char = '\u{2060}';
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            c if c.is_whitespace() => out.push(' '),
            c if c.is_control()
                || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}') =>
                {}
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => {
                out.push_str("&amp;");
                out.push(JOINER);
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '|' | '~' | '!' | '$' | '{' | '}' => {
                out.push('\\');
                out.push(c);
                if matches!(c, '!' | '~' | '$') {
                    out.push(JOINER);
                }
            }
            '@' | '#' | '%' | '^' => {
                out.push(c);
                out.push(JOINER);
            }
            ':' if rest.peek() == Some(&'/') => {
                out.push(c);
                out.push(JOINER);
            }
            // `www.`, `GH-1` and a mail address link by themselves.
            '.' | '-' => {
                out.push(c);
                if rest.peek().is_some_and(|next| next.is_alphanumeric()) && ends_with_link(&out) {
                    out.push(JOINER);
                }
            }
            c => {
                out.push(c);
                // What could be a commit's name.
                if ends_with_hash(&out) {
                    out.push(JOINER);
                }
            }
        }
    }
    out.trim().to_owned()
}

/// Whether it ends with six hexadecimal digits at the start of a word: with one more they could name a commit.
fn ends_with_hash(out: &str) -> bool {
    const DIGITS: usize = 6;
    let Some(end) = out.len().checked_sub(DIGITS).and_then(|at| out.get(at..)) else { return false };
    let before = out[..out.len() - DIGITS].chars().next_back();
    let is_start = before.is_none_or(|c| !c.is_alphanumeric());
    is_start && end.bytes().all(|b| b.is_ascii_hexdigit())
}

fn ends_with_link(out: &str) -> bool {
    ["www.", "gh-"].iter().any(|mark| {
        out.len() >= mark.len() && out.get(out.len() - mark.len()..).is_some_and(|end| end.eq_ignore_ascii_case(mark))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_pings_nobody() {
        let shown = text("@ada closes #12, !7 and GH-3: see https://x.example/a_b*c www.y.example | `x` <b>");
        for wrong in ["@a", "#1", "!7", "GH-3", "://", "www.y", "<b>"] {
            assert!(!shown.contains(wrong), "{wrong} in {shown}");
        }
        assert!(!text("a\u{200f}b\u{202e}c\u{1b}").contains(|c: char| !c.is_ascii_lowercase()));
        for linked in ["da39a3ee5e6b4b0d3255bfef95601890afd80709", "see 1a2b3c4, and", "&12"] {
            assert!(!text(linked).contains(linked), "{linked}");
            assert_eq!(text(linked).replace('\u{2060}', "").replace("&amp;", "&"), linked);
        }
        assert_eq!(text("2026-11-01 and 100000"), "2026-11-01 and 100000\u{2060}");
        assert!(shown.contains("a\\_b\\*c") && shown.contains("\\| \\`x\\`"), "{shown}");
    }
}
