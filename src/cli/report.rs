//! Diagnostics for people: the place, the line, what is wrong with it, what to do.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle};
use anstyle::AnsiColor;

use super::output::{clean, count, steers};
use super::workspace::Opened;
use crate::diagnostic::{Diagnostic, Severity};
use crate::gate::{Finding, Level as Grade};
use crate::render::words::figure;
use crate::source::{Place, Sources};

/// Columns where there is no terminal to ask.
const WIDTH: usize = 120;
/// Bytes that are marked, and shown after them; the renderer cuts to the width.
const AROUND: usize = 400;
/// Bytes into a line from which on only its place is told.
const FAR: usize = 4000;
/// Lines of an excerpt.
const LINES: usize = 4;

/// One diagnostic for the terminal, styled, with an empty line after it; `width` is that of the terminal.
pub fn human(diagnostic: &Diagnostic, sources: &Sources, strict: bool, width: Option<usize>) -> String {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Uncounted if strict => Level::ERROR.with_name("error: not counted"),
        Severity::Uncounted => Level::WARNING.with_name("not counted"),
        Severity::Warning => Level::WARNING,
    };
    let mut group = level
        .primary_title(clean(&diagnostic.message))
        .id(diagnostic.code.as_str())
        .elements(std::iter::empty::<Origin<'_>>());
    if let Some(place) = diagnostic.place {
        group = excerpt(group, sources, place, AnnotationKind::Primary, None);
    }
    for (place, words) in &diagnostic.related {
        group = excerpt(group, sources, *place, AnnotationKind::Context, Some(clean(words)));
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.message(clean(hint)));
    }
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii).term_width(width.unwrap_or(WIDTH));
    format!("{}\n\n", renderer.render(&[group]))
}

/// A finding without an excerpt.
pub(super) fn plain(finding: &Finding) -> String {
    let level = match finding.level {
        Grade::Error => AnsiColor::Red,
        Grade::Uncounted | Grade::Warning => AnsiColor::Yellow,
    };
    let style = level.on_default().bold();
    let place = finding.file.as_ref().map_or_else(String::new, |file| {
        let line = finding.line.map(|line| format!(":{line}")).unwrap_or_default();
        format!("\n  --> {}{line}", clean(file))
    });
    let hint = finding.hint.as_ref().map(|hint| format!("\n  = help: {}", clean(hint))).unwrap_or_default();
    let (level, code) = (finding.level.as_str(), finding.code);
    format!("{style}{level}[{code}]{style:#}: {}{place}{hint}\n\n", clean(&finding.message))
}

fn excerpt<'a>(
    group: Group<'a>,
    sources: &Sources,
    place: Place,
    kind: AnnotationKind,
    label: Option<String>,
) -> Group<'a> {
    let Some(file) = sources.files.get(place.file.0 as usize) else { return group };
    let path = clean(&file.path);
    if place.line == 0 {
        return group.element(Origin::path(path));
    }
    let Some((text, marked)) = lines_around(&file.text, place.start as usize..place.end as usize) else {
        let column = sources.column(place) as usize;
        return group.element(Origin::path(path).line(place.line as usize).char_column(column));
    };
    let mut annotation = kind.span(marked);
    if let Some(label) = label {
        annotation = annotation.label(Cow::Owned(label));
    }
    group.element(Snippet::source(text).path(path).line_start(place.line as usize).annotation(annotation))
}

/// The lines of a range (the first few), and where the range lies in them; `None` so far into a line that an excerpt
/// helps nobody. What would steer the terminal is replaced, a character by a character: columns stay true.
fn lines_around(text: &str, range: Range<usize>) -> Option<(String, Range<usize>)> {
    let start = floor(text, range.start);
    let end = floor(text, range.end.clamp(start, start + AROUND));
    let from = text[..start].rfind('\n').map_or(0, |i| i + 1);
    if start - from > FAR {
        return None;
    }
    let line_end = text[end..].find('\n').map_or(text.len(), |i| end + i);
    let to = floor(text, line_end.min(end + AROUND));
    let mut out = String::new();
    let mut marked = 0..0;
    let mut lines = 1;
    for (i, c) in text[from..to].char_indices() {
        if from + i == start {
            marked.start = out.len();
        }
        if from + i <= end {
            marked.end = out.len();
        }
        match c {
            '\n' if lines == LINES => break,
            '\n' => {
                lines += 1;
                out.push('\n');
            }
            '\r' if text[from + i..].starts_with("\r\n") => {}
            '\t' => out.push(' '),
            c if steers(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
        if from + i < end {
            marked.end = out.len();
        }
    }
    if start == to {
        marked = out.len()..out.len();
    }
    marked.end = marked.end.max(marked.start);
    Some((out, marked))
}

/// The nearest character boundary at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    text.floor_char_boundary(offset)
}

/// How many findings are shown in full: a log is read by people, and more of them say nothing new.
pub(super) const SHOWN: usize = 200;

/// Which findings are shown in full: the gravest, in their order, and as many as people read.
pub(super) fn shown(findings: &[&Finding]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|at| findings[*at].level);
    order.truncate(SHOWN);
    order.sort_by_key(|at| (findings[*at].is_nowhere(), *at));
    order
}

/// How many findings are left out, where they all are told, and how many of each code there are; nothing where all are shown.
pub(super) fn left_out(findings: &[&Finding]) -> String {
    let more = more(findings.len());
    if more.is_empty() {
        return more;
    }
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        *codes.entry(finding.code).or_default() += 1;
    }
    let mut codes: Vec<(&str, usize)> = codes.into_iter().collect();
    codes.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let codes: Vec<String> = codes.iter().map(|(code, n)| format!("{} {code}", figure(*n))).collect();
    format!("{more}{}\n", codes.join(", "))
}

/// How many of so many are left out, and where they all are told.
pub(super) fn more(all: usize) -> String {
    match all.saturating_sub(SHOWN) {
        0 => String::new(),
        left => format!("and {} more: `rapporteur check --format json` lists all\n", figure(left)),
    }
}

/// `2 errors, 1 line not counted, 3 warnings`, or that there is nothing.
pub(super) fn summary(opened: &Opened) -> String {
    let parts = [
        (opened.count(Severity::Error), "error", "errors"),
        (opened.count(Severity::Uncounted), "line not counted", "lines not counted"),
        (opened.count(Severity::Warning), "warning", "warnings"),
    ];
    let told: Vec<String> = parts.iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| count(*n, one, many)).collect();
    if told.is_empty() { "nothing to report".to_owned() } else { told.join(", ") }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::Code;
    use crate::source::{FileId, Lines, Origin, Role, SourceFile};

    fn sources(text: &str) -> Sources {
        let file = SourceFile {
            path: Arc::from("notes/a.md"),
            origin: Origin::Workspace,
            role: Role::Note,
            text: Arc::from(text),
        };
        Sources { files: vec![file], ..Sources::default() }
    }

    fn plain(diagnostic: &Diagnostic, sources: &Sources) -> String {
        anstream::adapter::strip_str(&human(diagnostic, sources, false, None)).to_string()
    }

    #[test]
    fn shows_place_line_hint_and_related() {
        let text = "first\n- [ ] @zed -> @me: x\nlast\n";
        let place = |range| Lines::new(FileId(0), text).place(range);
        let diagnostic = Diagnostic::new(Code::UnknownPersonInLine, place(12..16), "unknown person `@zed`")
            .hint("did you mean `@ted`?")
            .related(place(0..5), "first seen here");
        let shown = plain(&diagnostic, &sources(text));
        assert_eq!(
            shown,
            "\
not counted[unknown-person-in-line]: unknown person `@zed`
 --> notes/a.md:2:7
  |
2 | - [ ] @zed -> @me: x
  |       ^^^^
  |
 ::: notes/a.md:1:1
  |
1 | first
  | ----- first seen here
  |
  = help: did you mean `@ted`?

"
        );
    }

    #[test]
    fn any_range_of_any_text_can_be_shown() {
        let long = "é".repeat(5000);
        for text in ["", "\n", "a", "a\r\nb\r\n", "\u{202e}x\x1b[31my\n\n", "東京\t都", long.as_str()] {
            let sources = sources(text);
            for start in (0..=text.len()).step_by(text.len() / 20 + 1) {
                for end in [start, start + 1, start + 9, text.len(), text.len() + 5] {
                    let start = floor(text, start);
                    let line = Lines::new(FileId(0), text).line(start);
                    let place = Place { file: FileId(0), line, start: start as u32, end: end as u32 };
                    let shown = plain(&Diagnostic::new(Code::Syntax, place, "bad\x1b[0m"), &sources);
                    let told = format!("notes/a.md:{line}:{}\n", sources.column(place));
                    // No place lies between the two bytes of a line end.
                    assert!(text[..start].ends_with('\r') || shown.contains(&told), "{told}{shown}");
                    assert!(shown.chars().all(|c| c == '\n' || !steers(c)), "{shown:?}");
                    assert!(shown.len() < 4000, "{}", shown.len());
                }
            }
        }
    }
}
