//! The date of a wild note, in this precedence: front matter, file name, folders from the nearest, a `Date:` line, a
//! heading. Never from prose. Where none can be read, what looks like one is named.

use jiff::civil::Date;

use super::super::{split, value};
use super::Document;
use super::date::{self, Doubt, Reading, Seen};
use super::line::{self, Kind, Line};
use super::words;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Place;

/// A `Date:` line counts among so many first lines.
const DATE_LINES: usize = 40;

/// A line that is a date and nothing else counts among so many.
const BARE_LINES: usize = 12;

/// What a place of the note says: which, what, where.
type Candidate = (&'static str, Seen, String, Place);

/// The date that the file has beside its text: in front matter, name or folder.
pub(super) fn own(document: &Document<'_>) -> Option<Date> {
    beside(document).into_iter().find_map(|(_, seen, _, _)| match seen {
        Seen::Date(date, _) => Some(date),
        Seen::Doubtful(..) => None,
    })
}

/// What dates in the text are read with.
pub(super) fn reading(document: &Document<'_>) -> Reading {
    let year = own(document).map(Date::year).or_else(|| split::year_of_path(below(document)));
    Reading { year, order: document.settings.dates }
}

/// The date, with a warning where there is none or two disagree.
pub(super) fn date(document: &Document<'_>, diagnostics: &mut Diagnostics) -> Option<Date> {
    let mut candidates = beside(document);
    candidates.extend(within(document));
    let first = document.first();
    let mut dated = candidates.iter().filter_map(|(what, seen, _, place)| match seen {
        Seen::Date(date, _) => Some((*what, *date, *place)),
        Seen::Doubtful(..) => None,
    });
    let Some((what, date, _)) = dated.next() else {
        let doubt = candidates.iter().find_map(|(_, seen, text, place)| match seen {
            Seen::Doubtful(range, doubt) => Some((value::shown(&text[range.clone()]), *doubt, *place)),
            Seen::Date(..) => None,
        });
        let hint = "put it in the file's name (`2026-01-31.md`), or in a line `Date: 2026-01-31`";
        let (message, hint, place) = match doubt {
            Some((text, Doubt::TwoWays, place)) => (
                format!("nothing gives the note's date: `{text}` can be read in two ways"),
                "say `dates = \"day-first\"` or `\"month-first\"` in its `[[notes.source]]`",
                place,
            ),
            Some((text, doubt, place)) => {
                (format!("nothing gives the note's date: `{text}` {}", doubt.as_str()), hint, place)
            }
            None => ("nothing gives the note's date".to_owned(), hint, first),
        };
        diagnostics.push(Diagnostic::new(Code::NoteWithoutDate, place, message).hint(hint));
        return None;
    };
    if let Some((other, wrong, place)) = dated.find(|(_, other, _)| *other != date) {
        let message = format!("the {other} says {wrong}, the {what} {date}");
        diagnostics.push(Diagnostic::new(Code::DateDisagrees, place, message).hint(format!("the {what} is taken")));
    }
    Some(date)
}

/// The path below the folder of the source.
fn below<'a>(document: &'a Document<'_>) -> &'a str {
    let folder = document.settings.path.trim_start_matches("./").trim_end_matches('/');
    document.source.path.strip_prefix(folder).unwrap_or(&document.source.path)
}

fn beside(document: &Document<'_>) -> Vec<Candidate> {
    let reading = Reading { order: document.settings.dates, year: None };
    let path = below(document);
    let path = path.strip_suffix(".md").unwrap_or(path);
    let front = &document.front;
    let first = document.first();
    let mut found = Vec::new();
    let mut add = |what, text: Option<&str>, seen: Option<Seen>| {
        found.extend(seen.zip(text).map(|(seen, text)| (what, seen, text.to_owned(), first)));
    };
    let written = ["date", "meeting_date", "day"].iter().find_map(|key| front.value(key));
    let written = written.or_else(|| front.value("title").filter(|title| !is_of_another(title)));
    add("front matter", written, written.and_then(|text| date::see(text, reading)));
    let mut parts = path.rsplit('/');
    let name = parts.next();
    add("file name", name, name.and_then(|name| date::see(name, reading)));
    let folder = parts.find(|part| date::in_path(part).is_some());
    add("folder", folder, folder.and_then(|part| date::see(part, reading)));
    // `2026/01/31.md`, `2026/01-31.md`.
    let joined = path.trim_start_matches('/').replace(['/', '_', '.'], "-");
    let is_date = |seen: &Seen| matches!(seen, Seen::Date(_, range) if joined[range.clone()].len() >= 8);
    add("path", Some(&joined), date::see(&joined, Reading::default()).filter(is_date));
    found
}

fn within(document: &Document<'_>) -> Vec<Candidate> {
    let stripped = document.stripped;
    let reading = reading(document);
    let lines = line::lines(&stripped.text);
    let place = |line: &Line<'_>| stripped.place(line.range());
    let mut found = Vec::new();
    let mut add = |what: &'static str, seen: Option<(Seen, &str, Place)>| {
        found.extend(seen.map(|(seen, text, place)| (what, seen, text.to_owned(), place)));
    };
    let dated = lines.iter().take(DATE_LINES).find_map(|line| {
        let value = matches!(line.kind, Kind::Text | Kind::Item).then(|| date_line(line.content)).flatten()?;
        Some((date::see(value, reading)?, value, place(line)))
    });
    // A line that is nothing but a date is no prose.
    let bare = || {
        let is_text = |line: &&Line<'_>| matches!(line.kind, Kind::Text);
        let near = lines.iter().take(BARE_LINES).filter(is_text);
        near.filter(|line| split::is_bare_date(plain(line.content), reading))
            .find_map(|line| Some((date::see(line.content, reading)?, line.content, place(line))))
    };
    add("`Date:` line", dated.or_else(bare));
    let headings = lines.iter().filter(|line| matches!(line.kind, Kind::Heading(_))).enumerate();
    let mut headings = headings
        .take_while(|(n, line)| *n == 0 || line.kind == Kind::Heading(1))
        .filter(|(_, line)| !is_of_another(line.content))
        .filter_map(|(_, line)| Some((date::see(line.content, reading)?, line.content, place(line))));
    let first = headings.next();
    let is_doubtful = first.as_ref().is_some_and(|(seen, ..)| matches!(seen, Seen::Doubtful(..)));
    let sure = if is_doubtful { headings.find(|(seen, ..)| matches!(seen, Seen::Date(..))) } else { None };
    add("heading", sure.or(first));
    found
}

/// A line without emphasis.
fn plain(line: &str) -> &str {
    line.trim_matches(|c: char| matches!(c, '*' | '_' | '>') || c.is_whitespace())
}

/// The value of `Date: ...`, `Meeting date: ...`, `When: ...`, also as a row of a table.
pub(in crate::parse) fn date_line(line: &str) -> Option<&str> {
    let line = line.trim().trim_start_matches(['-', '*', '+', '>', '|', ' ']);
    let (label, value) =
        line.split_once(':').filter(|(label, _)| !label.contains('|')).or_else(|| line.split_once('|'))?;
    let label = words::words(label).join(" ");
    let known =
        ["date", "meeting date", "date of meeting", "date and time", "date time", "when", "day", "held on", "held"];
    known.contains(&label.as_str()).then(|| value.trim_end_matches('|').trim())
}

/// Whether a heading speaks of another meeting than its own.
fn is_of_another(heading: &str) -> bool {
    let others = ["next", "last", "previous", "upcoming"];
    words::words(heading).iter().any(|word| others.contains(&word.as_str()))
}
