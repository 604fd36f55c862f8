//! The inbox: takes the text of `inbox.md`, lines jotted down on a phone, gives each with the day it is of. None of them
//! is read as a note: `rapporteur log --inbox` moves them. Leaves what they say to `capture`.

use jiff::civil::Date;

use super::short_due::iso;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Lines};

/// A line that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// 1-based.
    pub line: u32,
    /// The day: its own, else that of the heading above it.
    pub date: Option<Date>,
    /// What stands behind list marker and date.
    pub text: String,
    /// The line of the heading that gives the day.
    pub heading: Option<u32>,
}

/// The lines that wait: all but blank ones, headings and comments.
pub fn waiting(text: &str) -> Vec<Waiting> {
    let (mut waiting, mut day, mut in_comment) = (Vec::new(), None, false);
    for (number, written) in (1..).zip(text.lines()) {
        let line = written.trim();
        if in_comment || line.starts_with("<!--") {
            in_comment = !line.ends_with("-->");
            continue;
        }
        let heading = line.trim_start_matches('#').trim();
        if let Some(date) = iso(heading) {
            day = Some((date, number));
            continue;
        }
        if line.starts_with('#') {
            day = None;
        }
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let item = line.strip_prefix(['-', '*', '+']).map_or(line, str::trim_start);
        let own = item.get(..10).and_then(iso);
        let rest = own.map_or(item, |_| item[10..].trim_start_matches([':', ',', ' ']));
        waiting.push(Waiting {
            line: number,
            date: own.or(day.map(|(date, _)| date)),
            text: rest.to_owned(),
            heading: day.filter(|_| own.is_none()).map(|(_, line)| line),
        });
    }
    waiting
}

/// Warns of lines that wait, at the first.
pub(super) fn say(file: FileId, text: &str, diagnostics: &mut Diagnostics) {
    let waiting = waiting(text);
    let Some(first) = waiting.first() else { return };
    let lines = Lines::new(file, text);
    let start = text.split_inclusive('\n').take(first.line as usize - 1).map(str::len).sum::<usize>();
    let length = text[start..].lines().next().map_or(0, str::len);
    let message = match waiting.len() {
        1 => "a line waits in the inbox: it is in no note yet".to_owned(),
        n => format!("{n} lines wait in the inbox: they are in no note yet"),
    };
    let hint = "`rapporteur log --inbox` moves what it can read into notes";
    diagnostics.push(Diagnostic::new(Code::InboxNotEmpty, lines.place(start..start + length), message).hint(hint));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_own_day_or_the_headings() {
        let text = "# Inbox\n<!-- how to\nwrite -->\n\n- 2026-11-03 ada: met\n## 2026-11-04\nbo: called\n* 2026-11-05: x\n# Other\ny\n";
        let read: Vec<(u32, Option<String>, String)> =
            waiting(text).into_iter().map(|w| (w.line, w.date.map(|d| d.to_string()), w.text)).collect();
        let day = |day: &str| Some(day.to_owned());
        assert_eq!(
            read,
            [
                (5, day("2026-11-03"), "ada: met".to_owned()),
                (7, day("2026-11-04"), "bo: called".to_owned()),
                (8, day("2026-11-05"), "x".to_owned()),
                (10, None, "y".to_owned()),
            ]
        );
    }
}
