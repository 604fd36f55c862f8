//! Front matter: takes the text of a Markdown file, gives the table it begins with (TOML between `+++`, YAML between
//! `---`) and where its body begins. Split by hand: a Markdown parser also finds such blocks in the middle of a text.
//! Leaves the keys to `note` and `update`.

use std::ops::Range;

use jiff::civil::Date;

use super::fields::{Fields, Taken};
use super::value::{self, Table, invalid_date};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Lines, Origin, SourceFile};

/// Form of a front matter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Between `+++`.
    Toml,
    /// Between `---`.
    Yaml,
}

/// Where the front matter of a file lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Split {
    /// The text between the marks, and its form; `None` where the file begins with neither.
    pub inner: Option<(Form, Range<usize>)>,
    /// Whether the closing mark is missing: then there is no body.
    pub is_unclosed: bool,
    /// Where the body begins.
    pub body: usize,
}

/// Finds the front matter of a text. White space behind a mark is allowed, before it isn't.
pub fn split(text: &str) -> Split {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let (form, mark) = match first.trim_end() {
        "+++" => (Form::Toml, "+++"),
        "---" => (Form::Yaml, "---"),
        _ => return Split { inner: None, is_unclosed: false, body: 0 },
    };
    let mut at = first.len();
    for line in lines {
        if line.trim_end() == mark {
            return Split { inner: Some((form, first.len()..at)), is_unclosed: false, body: at + line.len() };
        }
        at += line.len();
    }
    Split { inner: Some((form, first.len()..at)), is_unclosed: true, body: at }
}

/// The front matter of one of our own files.
#[derive(Debug)]
pub(super) struct FrontMatter {
    /// Its keys; empty where there is none.
    pub table: Table,
    /// Whether keys may be there that could not be read: then none is said to be missing.
    pub is_doubtful: bool,
    /// Where the body begins.
    pub body: usize,
}

/// Reads the front matter of a file of ours.
pub(super) fn read(source: &SourceFile, lines: &Lines, diagnostics: &mut Diagnostics) -> FrontMatter {
    let text = &source.text;
    let private = source.origin == Origin::Private;
    let split = split(text);
    let place = lines.place(0..text.find('\n').unwrap_or(text.len()));
    let mut front = FrontMatter {
        table: Table { place, private, ..Table::default() },
        is_doubtful: split.is_unclosed,
        body: split.body,
    };
    let Some((form, inner)) = split.inner else { return front };
    if split.is_unclosed {
        let mark = if form == Form::Toml { "+++" } else { "---" };
        let message = "this front matter is never closed";
        let hint = format!("end it with a line `{mark}`; a rule at the top of a note is written `***`");
        diagnostics.push(Diagnostic::new(Code::Syntax, place, message).hint(hint));
        return front;
    }
    let inner_text = &text[inner.clone()];
    let table = match form {
        Form::Toml => value::toml(inner_text, inner.start, lines, private, diagnostics),
        Form::Yaml => value::yaml(inner_text, inner.start, lines, private, diagnostics),
    };
    front.is_doubtful = table.as_ref().is_none_or(|table| table.partial);
    if let Some(table) = table {
        front.table = Table { place, ..table };
    }
    front
}

/// The date of a file of ours: `date`, else the one its name begins with. Neither is an error, both and different a
/// warning.
pub(super) fn date(fields: &mut Fields<'_, '_>, source: &SourceFile, is_doubtful: bool, what: &str) -> Option<Date> {
    let unreadable = fields.is_unreadable("date");
    let has_date = fields.has("date");
    let written = fields.date("date");
    let named = date_in_name(&source.path);
    if let Some(Taken { value: date, place, .. }) = written {
        if let Some(Ok(named)) = named
            && named != date
        {
            let message = format!("`date` is {date}, the name of the file says {named}");
            fields.push(Diagnostic::new(Code::DateDisagrees, place, message).hint("`date` is taken"));
        }
        return Some(date);
    }
    let place = fields.table.place;
    match named {
        Some(Ok(date)) if !has_date => Some(date),
        Some(Err(typed)) if !has_date => {
            fields.push(invalid_date(place, typed));
            None
        }
        _ if is_doubtful || unreadable || has_date => None,
        _ => {
            let message = format!("this {what} has no date");
            let hint = "add `date` to its front matter, or begin its name with one: `2026-11-01-title.md`";
            fields.push(Diagnostic::new(Code::MissingDate, place, message).hint(hint));
            None
        }
    }
}

/// The date a file's name begins with, as `2026-01-31` or `20260131`; an error where it has the form of one only.
pub fn date_in_name(path: &str) -> Option<Result<Date, &str>> {
    let name = path.rsplit('/').next()?;
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let (length, compact) = if digits == 8 { (8, true) } else { (10, false) };
    let typed = name.get(..length)?;
    let bytes = typed.as_bytes();
    let is_form = compact
        || digits == 4
            && bytes.iter().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { *b == b'-' } else { b.is_ascii_digit() });
    if !is_form || name.as_bytes().get(length).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let parsed = if compact {
        super::short_due::iso(&format!("{}-{}-{}", &typed[..4], &typed[4..6], &typed[6..]))
    } else {
        super::short_due::iso(typed)
    };
    Some(parsed.ok_or(typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_at_the_very_start() {
        for (text, inner, unclosed, body) in [
            ("+++\na = 1\n+++\nx", Some((Form::Toml, "a = 1\n")), false, "x"),
            ("---\r\na: 1\r\n---\r\nx", Some((Form::Yaml, "a: 1\r\n")), false, "x"),
            ("--- \n---\t\nx", Some((Form::Yaml, "")), false, "x"),
            ("+++\na = 1\n++", Some((Form::Toml, "a = 1\n++")), true, ""),
            ("\n+++\n+++\n", None, false, "\n+++\n+++\n"),
            ("+++", Some((Form::Toml, "")), true, ""),
            ("++++\n", None, false, "++++\n"),
            ("", None, false, ""),
        ] {
            let split = split(text);
            assert_eq!(split.inner.map(|(form, range)| (form, &text[range])), inner, "{text:?}");
            assert_eq!((split.is_unclosed, &text[split.body..]), (unclosed, body), "{text:?}");
        }
    }

    #[test]
    fn names_begin_with_dates() {
        let date = |text: &str| text.parse().unwrap();
        assert_eq!(date_in_name("notes/2026-01-31-x.md"), Some(Ok(date("2026-01-31"))));
        assert_eq!(date_in_name("20260131.md"), Some(Ok(date("2026-01-31"))));
        assert_eq!(date_in_name("2026-02-30.md"), Some(Err("2026-02-30")));
        for path in
            ["x-2026-01-31.md", "2026-01-311.md", "202601311.md", "2026-1-31.md", "2026.md", "", "2026-01-3é.md"]
        {
            assert_eq!(date_in_name(path), None, "{path}");
        }
    }
}
