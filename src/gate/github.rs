//! Findings as workflow commands of GitHub Actions: annotations on the lines of a pull request, the worst first, and what
//! they leave out in a last line.

use super::{Finding, Level, more};

/// Annotations of one level that a step shows.
const SHOWN: usize = 10;

/// The commands; `prefix` is the way from the repository's root to the workspace, with `/` at its end or empty.
pub fn annotations(findings: &[Finding], prefix: &str) -> String {
    let all: Vec<&Finding> = findings.iter().collect();
    let mut shown: Vec<&Finding> = Vec::new();
    let mut out = String::new();
    // Uncounted lines and warnings share one level there.
    for levels in [&[Level::Error][..], &[Level::Uncounted, Level::Warning]] {
        let mut of_level: Vec<&Finding> = findings.iter().filter(|f| levels.contains(&f.level)).collect();
        of_level.sort_by_key(|finding| finding.level);
        for finding in of_level.into_iter().take(SHOWN) {
            out += &command(finding, prefix);
            shown.push(finding);
        }
    }
    if let Some(more) = more(&all, &shown) {
        out += &format!("::notice title=rapporteur::{}\n", data(&more));
    }
    out
}

fn command(finding: &Finding, prefix: &str) -> String {
    let name = if finding.level == Level::Error { "error" } else { "warning" };
    let mut properties: Vec<String> = Vec::new();
    if let Some(file) = &finding.file {
        properties.push(format!("file={}", property(&super::sarif::joined(prefix, file))));
        properties.extend(finding.line.map(|line| format!("line={line}")));
        properties.extend(finding.column.map(|column| format!("col={column}")));
    }
    properties.push(format!("title={}", property(finding.code)));
    let hint = finding.hint.as_ref().map(|hint| format!("\n{hint}")).unwrap_or_default();
    format!("::{name} {}::{}\n", properties.join(","), data(&format!("{}{hint}", finding.message)))
}

/// Text after the command. What steers a terminal goes; the log is read in one.
fn data(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            c if c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {}
            c => out.push(c),
        }
    }
    out
}

/// Text between the commas.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_typed_becomes_a_command() {
        assert_eq!(data("::error::x%0A\r\n\u{1b}[1m"), "::error::x%250A%0D%0A[1m");
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
    }
}
