//! One row of a table: takes its cells, gives a person. A cell that can't be read is said with its row and column, its
//! text is kept under `[extra]`, and the rest of the row arrives.

use super::super::people::People;
use super::super::record::{Given, Person, Rating};
use super::super::text::{address, line, lines};
use super::super::{Context, Report, words};
use super::{Mapped, Reading, Row, Scale};
use crate::parse::names;
use crate::register::Engagement;
use words::Field;

/// A name as `Last, First`, and no firm's.
pub(super) fn is_turned(name: &str) -> bool {
    const FIRMS: [&str; 9] = ["inc", "ltd", "llc", "gmbh", "ag", "corp", "co", "sa", "jr"];
    let Some((last, first)) = name.split_once(',') else { return false };
    let count = |part: &str| part.split_whitespace().count();
    let end = words::plain(first);
    (1..=3).contains(&count(last))
        && (1..=3).contains(&count(first))
        && !first.contains(',')
        && !FIRMS.contains(&end.as_str())
}

/// A figure, with a decimal point or comma.
pub(super) fn figure(text: &str) -> Option<f64> {
    let text = text.trim();
    let text = text.split_once('/').map_or(text, |(figure, _)| figure.trim());
    let is_figure = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    is_figure.then(|| text.replace(',', ".").parse().ok()).flatten()
}

fn rated(text: &str, scale: Scale) -> Option<u8> {
    let Some(figure) = figure(text) else { return words::rating(text) };
    let five = match scale {
        Scale::Five => figure.round(),
        Scale::Ten => (figure / 2.0).ceil(),
        Scale::Three => figure.round() + 1.0,
    };
    let least = if scale == Scale::Three { 2.0 } else { 1.0 };
    let most = if scale == Scale::Three { 4.0 } else { 5.0 };
    (least..=most).contains(&five).then_some(five as u8)
}

/// Whether a row counts the others instead of being somebody: `Total`, and nothing that says who.
pub(super) fn is_sum(row: &Row, columns: &[Mapped]) -> bool {
    const WORDS: [&str; 20] = [
        "total",
        "totals",
        "grand total",
        "subtotal",
        "sum",
        "sums",
        "count",
        "average",
        "mean",
        "median",
        "summe",
        "gesamt",
        "gesamtsumme",
        "insgesamt",
        "anzahl",
        "durchschnitt",
        "mittelwert",
        "somme",
        "suma",
        "promedio",
    ];
    let texts = |fields: &[Field]| -> Vec<String> {
        let columns = columns.iter().filter(|c| fields.contains(&c.field));
        columns.filter_map(|c| Some(line(row.cells.get(c.at)?))).filter(|text| !is_nothing(text)).collect()
    };
    let names = texts(&[Field::Name, Field::First, Field::Last]);
    let who = [Field::Id, Field::Title, Field::Organisation, Field::Email, Field::Kind, Field::Owner, Field::Group];
    names.len() == 1 && WORDS.contains(&words::plain(&names[0]).as_str()) && texts(&who).is_empty()
}

/// The cells of a row while it is read.
struct Cells<'a> {
    reading: &'a Reading<'a>,
    row: &'a Row,
    extra: Vec<(String, String)>,
}

impl Cells<'_> {
    /// The header and text of the first column of a field that has one here.
    fn get(&self, field: Field) -> Option<(String, String)> {
        self.all(field).into_iter().next()
    }

    /// The same of every column of a field.
    fn all(&self, field: Field) -> Vec<(String, String)> {
        let columns = self.reading.columns.iter().filter(|c| c.field == field);
        let texts = columns.filter_map(|c| Some((c.header.clone(), line(self.row.cells.get(c.at)?))));
        texts.filter(|(_, text)| !is_nothing(text)).collect()
    }

    /// A bad cell: said, and kept.
    fn bad(&mut self, (header, text): (String, String), message: &str, report: &mut Report) {
        report.fault_in(self.row.number, &header, format!("`{text}` {message}; kept under [extra]"));
        self.extra.push((header, text));
    }
}

/// A cell that says nothing.
fn is_nothing(text: &str) -> bool {
    matches!(text.to_lowercase().as_str(), "" | "-" | "–" | "—" | "n/a" | "na" | "none" | "null" | "?" | "tbd" | "k.a.")
}

pub(super) fn person(
    context: &Context<'_>,
    people: &People,
    reading: &Reading<'_>,
    row: &Row,
    report: &mut Report,
) -> Option<Person> {
    let width = reading.columns.iter().map(|c| c.at + 1).max().unwrap_or(0);
    if row.cells.iter().skip(width).any(|cell| !cell.trim().is_empty()) {
        let message = format!(
            "{} cells where the header has {width}: a value may hold the delimiter; the row was left out",
            row.cells.len()
        );
        report.fault(row.number, message);
        return None;
    }
    let mut cells = Cells { reading, row, extra: Vec::new() };
    let whole =
        cells.get(Field::Name).map(|(_, text)| if reading.turned && is_turned(&text) { turn(&text) } else { text });
    let parts = [Field::First, Field::Last].map(|field| cells.get(field).map(|(_, text)| text));
    let name = match (whole, parts) {
        // `Name` beside a first name is the surname, unless it holds the first name as well.
        (Some(name), [Some(first), None]) if !holds(&name, &first) => format!("{first} {name}"),
        (Some(name), _) => name,
        (None, parts) => parts.into_iter().flatten().collect::<Vec<_>>().join(" "),
    };
    if names::key(&name).is_empty() {
        report.fault(row.number, "no name; the row was left out");
        return None;
    }
    let mut person = Person { row: row.number, name, id: cells.get(Field::Id).map(|(_, id)| id), ..Person::default() };
    for (header, text) in cells.all(Field::Email) {
        let mut all = text.split([';', ',', '|', ' ']).filter(|part| part.contains('@')).map(address);
        let found: Option<Vec<String>> = all.by_ref().collect();
        match found.filter(|list| !list.is_empty()) {
            Some(list) => {
                let new = list.into_iter().filter(|new| !person.emails.contains(new)).collect::<Vec<_>>();
                person.emails.extend(new);
            }
            None => cells.bad((header, text), "is no address", report),
        }
    }
    if let Some((header, text)) = cells.get(Field::Kind) {
        person.kind = words::kind(&text);
        if person.kind.is_none() {
            report.guess(format!("`{header}` of `{text}` names no kind; kept under [extra]"));
            cells.extra.push((header, text));
        }
    }
    texts(&cells, &mut person);
    dated(&mut cells, &mut person, report);
    referring(context, people, &mut cells, &mut person, report);
    rating(context, &mut cells, &mut person, report);
    for column in reading.columns.iter().filter(|c| c.field == Field::Extra) {
        let text = lines(row.cells.get(column.at).map(String::as_str).unwrap_or_default());
        if !text.trim().is_empty() {
            cells.extra.push((column.header.clone(), super::cut(text.trim().to_owned(), super::super::text::LONGEST)));
        }
    }
    person.extra = cells.extra;
    Some(person)
}

/// Whether every word of `first` is one of `name`.
fn holds(name: &str, first: &str) -> bool {
    let name = words::plain(name);
    words::plain(first).split(' ').all(|word| name.split(' ').any(|other| other == word))
}

fn turn(name: &str) -> String {
    match name.split_once(',') {
        Some((last, first)) => format!("{} {}", first.trim(), last.trim()),
        None => name.to_owned(),
    }
}

fn texts(cells: &Cells<'_>, person: &mut Person) {
    for field in [Field::Title, Field::Organisation, Field::Channel, Field::Objective, Field::Strategy] {
        if let Some((_, text)) = cells.get(field) {
            person.fields.push((field.path(), Given::Text(text)));
        }
    }
    for field in [Field::Priorities, Field::Concerns, Field::Aliases] {
        let columns = cells.reading.columns.iter().filter(|c| c.field == field);
        let raw: Vec<&str> = columns.filter_map(|c| cells.row.cells.get(c.at)).map(String::as_str).collect();
        let split = |c: char| c == ';' || c == '\n' || (c == ',' && field == Field::Aliases);
        let mut list: Vec<String> =
            raw.iter().flat_map(|text| text.split(split)).map(line).filter(|t| !is_nothing(t)).collect();
        list.dedup();
        if !list.is_empty() {
            person.fields.push((field.path(), Given::List(list)));
        }
    }
}

fn dated(cells: &mut Cells<'_>, person: &mut Person, report: &mut Report) {
    if let Some((header, text)) = cells.get(Field::Since) {
        let day = text.get(..10).unwrap_or(&text);
        match crate::parse::iso(day).or_else(|| day_first(&text)) {
            Some(date) => {
                if crate::parse::iso(day).is_none() {
                    report.guess(format!("`{header}` as day, month, year: `{text}` as {date}"));
                }
                person.fields.push((Field::Since.path(), Given::Day(date)));
            }
            None => cells.bad((header, text), "is no date as in `2026-11-01`", report),
        }
    }
    if let Some((header, text)) = cells.get(Field::Cadence) {
        match words::days(&text) {
            Some(days) => person.fields.push((Field::Cadence.path(), Given::Number(days))),
            None => cells.bad((header, text), "is no rhythm: days, or a word such as `monthly`", report),
        }
    }
}

/// `31.1.2026`, and `31/1/2026` where it can't be read otherwise.
fn day_first(text: &str) -> Option<jiff::civil::Date> {
    let sign = if text.contains('.') { '.' } else { '/' };
    let parts: Vec<i16> = text.split(sign).map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let [day, month, year] = parts[..] else { return None };
    if sign == '/' && day <= 12 && day != month {
        return None;
    }
    let date = jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (1900..=2200).contains(&year).then_some(date)
}

fn referring(context: &Context<'_>, people: &People, cells: &mut Cells<'_>, person: &mut Person, report: &mut Report) {
    if let Some((header, text)) = cells.get(Field::Owner) {
        let email = address(&text);
        match people.find(email.as_deref(), &text) {
            Some((known, _)) if known.is_ours => {
                person.fields.push((Field::Owner.path(), Given::Text(known.id.to_string())));
            }
            _ => {
                report.guess(format!("`{text}` of `{header}` is none of `[[team]]`; kept under [extra]"));
                cells.extra.push((header, text));
            }
        }
    }
    if let Some((header, text)) = cells.get(Field::Group) {
        let key = names::key(&text);
        let groups = context.workspace.register.groups.values();
        let found = groups.into_iter().find(|g| g.id.as_str() == text || names::key(&g.name) == key);
        if let Some(group) = found {
            person.fields.push((Field::Group.path(), Given::Text(group.id.to_string())));
        } else {
            report.guess(format!("`{text}` of `{header}` is no group of groups.toml; kept under [extra]"));
            cells.extra.push((header, text));
        }
    }
}

fn rating(context: &Context<'_>, cells: &mut Cells<'_>, person: &mut Person, report: &mut Report) {
    let mut figures = [None, None];
    let scales = [(Field::Power, cells.reading.power), (Field::Interest, cells.reading.interest)];
    for (n, (field, scale)) in scales.into_iter().enumerate() {
        let Some(cell) = cells.get(field) else { continue };
        match rated(&cell.1, scale) {
            Some(figure) => figures[n] = Some((figure, cell)),
            None => cells.bad(cell, "is no rating of 1 to 5, nor low, medium, high", report),
        }
    }
    let mut engaged: [Option<(Engagement, (String, String))>; 2] = [None, None];
    for (n, field) in [Field::Current, Field::Desired].into_iter().enumerate() {
        let Some(cell) = cells.get(field) else { continue };
        match words::engagement(&cell.1) {
            Some(word) => engaged[n] = Some((word, cell)),
            None => cells.bad(cell, "is none of resistant, unaware, neutral, supportive, leading", report),
        }
    }
    let [current, desired] = engaged;
    let is_partial = context.takes_alignment() && (current.is_none() || desired.is_none());
    match figures {
        [Some((power, _)), Some((interest, _))] if !is_partial => {
            let (current, desired) = (current.map(|(word, _)| word), desired.map(|(word, _)| word));
            person.rating = Some(Rating { power, interest, current, desired });
        }
        figures => {
            let cells_left: Vec<(String, String)> = figures
                .into_iter()
                .flatten()
                .map(|(_, cell)| cell)
                .chain([current, desired].into_iter().flatten().map(|(_, cell)| cell))
                .collect();
            if cells_left.is_empty() {
                return;
            }
            let why = if is_partial {
                "engagement counts in the score here, and an assessment needs it now and wanted"
            } else {
                "an assessment needs power and interest"
            };
            report.guess(format!("what of a rating stands alone goes to [extra]: {why}"));
            cells.extra.extend(cells_left);
        }
    }
}
