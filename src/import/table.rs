//! Tables of stakeholders: takes rows of cells, finds the header among them, gives people. Every column is shown with the
//! field it goes to; what has no field goes to `[extra]`. Leaves reading cells to `csv` and `xlsx`, records to `record`.

pub(super) mod csv;
mod row;

use std::collections::BTreeMap;

use super::text::{cut, line};
use super::words::{self, Field};
use super::{Column, Context, Import, Report, finish, record};

/// A row with its number in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// 1-based.
    pub number: u64,
    /// Its cells, as text.
    pub cells: Vec<String>,
}

/// The rows of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// In order.
    pub rows: Vec<Row>,
}

/// What the command line says about a table.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Columns by header, and where they go.
    pub map: Vec<(String, Field)>,
    /// The highest figure of power and interest: 3, 5 or 10; else it is told by the figures.
    pub scale: Option<u8>,
    /// The sheet of a workbook; else the first.
    pub sheet: Option<String>,
}

/// Rows among which the header is looked for.
const HEADER_AMONG: usize = 30;
/// Letters of a header kept.
const HEADER: usize = 60;

/// A column: where it is, what it is called, where it goes.
struct Mapped {
    at: usize,
    header: String,
    field: Field,
    why: String,
}

/// What the figures of power and interest go up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scale {
    Three,
    Five,
    Ten,
}

/// What all rows have in common.
struct Reading<'a> {
    columns: &'a [Mapped],
    power: Scale,
    interest: Scale,
    /// Whether names are written `Last, First`.
    turned: bool,
}

/// Imports the rows of a table.
pub(super) fn import(context: &Context<'_>, sheet: Sheet, settings: &Settings, mut report: Report) -> Import {
    let rows: Vec<Row> = sheet.rows.into_iter().filter(|row| row.cells.iter().any(|c| !c.trim().is_empty())).collect();
    if rows.is_empty() {
        report.fault(0, "there is no row in it");
        return Import { edits: Vec::new(), report };
    }
    let Some((first, last, mut columns)) = header(&rows, settings, &mut report) else {
        return Import { edits: Vec::new(), report };
    };
    let body = &rows[last + 1..];
    for row in body.iter().filter(|row| row::is_sum(row, &columns)) {
        report.fault(row.number, "a row of sums, no stakeholder; it was left out");
    }
    for row in &rows[..first] {
        let words: Vec<String> = row.cells.iter().map(|c| line(c)).filter(|c| !c.is_empty()).collect();
        let unit = report.unit;
        report.passed.push(format!("{unit} {}, above the header: {}", row.number, cut(words.join(" | "), 60)));
    }
    let body: Vec<&Row> = body.iter().filter(|row| !row::is_sum(row, &columns)).collect();
    let values =
        |at: usize| body.iter().filter_map(move |row| row.cells.get(at)).map(|c| line(c)).filter(|c| !c.is_empty());
    let mut scales = BTreeMap::new();
    for column in &mut columns {
        if matches!(column.field, Field::Power | Field::Interest) {
            let all: Vec<String> = values(column.at).collect();
            match scale(&all, settings.scale) {
                Ok((scale, why)) => {
                    scales.insert(column.field, scale);
                    column.why = why;
                }
                Err((why, is_fault)) => {
                    if is_fault {
                        let message = format!("{why}; its figures are kept under [extra]");
                        report.fault_in(rows[last].number, &column.header, message);
                    }
                    column.field = Field::Extra;
                    column.why = why;
                }
            }
        }
    }
    let names: Vec<String> = columns.iter().filter(|c| c.field == Field::Name).flat_map(|c| values(c.at)).collect();
    let turned = names.len() > 1 && names.iter().filter(|name| row::is_turned(name)).count() * 10 >= names.len() * 6;
    if turned {
        report.guess("names as `Last, First`, since most are written so");
    }
    for column in &columns {
        report.columns.push(Column {
            header: column.header.clone(),
            field: column.field.path().to_owned(),
            examples: values(column.at).take(3).collect(),
            why: column.why.clone(),
        });
    }
    let five = Scale::Five;
    let reading = Reading {
        columns: &columns,
        power: *scales.get(&Field::Power).unwrap_or(&five),
        interest: *scales.get(&Field::Interest).unwrap_or(&five),
        turned,
    };
    let people = super::people::People::new(context.workspace);
    let persons = body.iter().filter_map(|row| row::person(context, &people, &reading, row, &mut report)).collect();
    let drafts = record::write(context, "table", persons, &mut report);
    finish(context, drafts, report)
}

/// Finds the header, a row or two that name most fields, a name among them: its first row, its last, its columns.
fn header(rows: &[Row], settings: &Settings, report: &mut Report) -> Option<(usize, usize, Vec<Mapped>)> {
    let named = |header: &str| {
        let header = line(header);
        let plain = words::plain(&header);
        let by_hand = settings.map.iter().find(|(name, _)| {
            line(name).eq_ignore_ascii_case(&header) || (!plain.is_empty() && words::plain(name) == plain)
        });
        by_hand.map(|(_, field)| *field).or_else(|| words::field(&header))
    };
    let is_name = |field: &Field| matches!(field, Field::Name | Field::First | Field::Last);
    let score = |row: &Row| {
        let mut fields: Vec<Field> = row.cells.iter().filter_map(|cell| named(cell)).collect();
        fields.sort_unstable();
        fields.dedup();
        if fields.iter().any(is_name) { fields.len() } else { 0 }
    };
    // A header of two rows: the second says more below what the first spans, and nothing below the names.
    let below = |at: usize| {
        let (first, second) = (&rows[at], rows.get(at + 1)?);
        let words = second.cells.iter().filter(|cell| !cell.trim().is_empty());
        let found = second.cells.iter().filter_map(|cell| named(cell)).filter(|field| !is_name(field)).count();
        let mut below_names = (0..first.cells.len())
            .filter(|n| named(&first.cells[*n]).is_some_and(|f| is_name(&f)))
            .map(|n| second.cells.get(n).is_none_or(|cell| cell.trim().is_empty()))
            .peekable();
        let is_second = below_names.peek().is_some() && below_names.all(|is_empty| is_empty);
        let is_second = is_second && found >= 2 && found * 2 >= words.count();
        let both = |n: usize| second.cells.get(n).filter(|c| !c.trim().is_empty()).or_else(|| first.cells.get(n));
        let width = first.cells.len().max(second.cells.len());
        let cells = (0..width).map(|n| both(n).cloned().unwrap_or_default()).collect();
        is_second.then_some(Row { number: first.number, cells })
    };
    let candidates = (0..rows.len().min(HEADER_AMONG)).flat_map(|at| {
        let two = below(at).map(|row| (score(&row), at, at + 1, row));
        std::iter::once((score(&rows[at]), at, at, rows[at].clone())).chain(two)
    });
    let candidates: Vec<(usize, usize, usize, Row)> = candidates.collect();
    let best = candidates.into_iter().rev().max_by_key(|(score, ..)| *score);
    let Some((_, first, at, head)) = best.filter(|(score, ..)| *score > 0) else {
        let seen: Vec<String> = rows[0].cells.iter().map(|c| format!("`{}`", cut(line(c), 30))).take(12).collect();
        let hint = "say which column has the names with `--map \"COLUMN=name\"`";
        report.fault(
            rows[0].number,
            format!("no header that names a column of names; the first row is {}; {hint}", seen.join(", ")),
        );
        return None;
    };
    for (name, _) in &settings.map {
        let plain = words::plain(name);
        if !head.cells.iter().any(|c| line(c).eq_ignore_ascii_case(&line(name)) || words::plain(c) == plain) {
            report.fault(head.number, format!("no column is called `{}`, which --map names", line(name)));
        }
    }
    let mut columns: Vec<Mapped> = Vec::new();
    let has_parts = |row: &Row| row.cells.iter().filter_map(|c| named(c)).any(|f| f == Field::First);
    let has_surname = head.cells.iter().filter_map(|c| named(c)).any(|f| f == Field::Last);
    for n in 0..head.cells.len() {
        let header = cut(line(&head.cells[n]), HEADER);
        let is_empty = rows[at + 1..].iter().all(|row| row.cells.get(n).is_none_or(|c| c.trim().is_empty()));
        if header.is_empty() && is_empty {
            continue;
        }
        let mut header = if header.is_empty() { format!("column {}", n + 1) } else { header };
        let (mut field, mut why) = match named(&header) {
            Some(field) => (field, String::new()),
            None => (Field::Extra, "no field of this name".to_owned()),
        };
        if field == Field::Name && has_parts(&head) && !has_surname {
            "the surname, where the first name stands beside it".clone_into(&mut why);
        }
        // `Nombre` and `Name` are given names beside a family name.
        if field == Field::Name && !has_parts(&head) && has_surname {
            field = Field::First;
            "beside a family name".clone_into(&mut why);
        }
        let is_taken = |columns: &[Mapped]| columns.iter().find(|c| c.field == field).map(|c| c.header.clone());
        let has_many = [Field::Extra, Field::Ignore, Field::Aliases, Field::Concerns, Field::Priorities, Field::Email];
        if !has_many.contains(&field)
            && let Some(first) = is_taken(&columns)
        {
            why = format!("`{first}` gives that field");
            field = Field::Extra;
        }
        if field == Field::Extra {
            let twice = columns.iter().filter(|c| c.header == header).count();
            if twice > 0 {
                header = format!("{header} {}", twice + 1);
            }
        }
        columns.push(Mapped { at: n, header, field, why });
    }
    Some((first, at, columns))
}

/// What a column of ratings goes up to; an error says why it is none, and whether it looks like one. A few figures outside
/// of every scale are bad cells, and don't decide for the others.
fn scale(values: &[String], said: Option<u8>) -> Result<(Scale, String), (String, bool)> {
    let figures: Vec<f64> = values.iter().filter_map(|v| row::figure(v)).collect();
    let readable = values.iter().filter(|v| row::figure(v).is_some() || words::rating(v).is_some()).count();
    if readable * 2 < values.len() {
        return Err(("most of it is no rating".to_owned(), false));
    }
    if figures.is_empty() {
        return Ok((Scale::Five, "very low to very high as 1 to 5".to_owned()));
    }
    match said {
        Some(3) => return Ok((Scale::Three, "1 to 3 as 2, 3, 4 (--scale)".to_owned())),
        Some(10) => return Ok((Scale::Ten, "1 to 10, halved and rounded up (--scale)".to_owned())),
        Some(_) => return Ok((Scale::Five, "1 to 5 (--scale)".to_owned())),
        None => {}
    }
    let outside = figures.iter().filter(|figure| **figure > 10.0).count();
    let most = figures.iter().copied().filter(|figure| *figure <= 10.0).fold(0.0, f64::max);
    if outside * 2 >= figures.len() {
        let most = figures.iter().copied().fold(0.0, f64::max);
        return Err((format!("goes up to {most}: not 1 to 5 nor 1 to 10"), true));
    }
    if most > 5.0 {
        return Ok((Scale::Ten, "read as 1 to 10: halved, rounded up".to_owned()));
    }
    if most <= 3.0 && figures.len() >= 5 {
        return Ok((Scale::Five, "read as 1 to 5, though none is above 3; `--scale 3` reads 1 to 3".to_owned()));
    }
    Ok((Scale::Five, "read as 1 to 5".to_owned()))
}
