//! Power, interest and engagement of a table: an `[[assessment]]` of the day of the import. Assessments are append-only: a
//! changed rating gives a new one, and one that a person made since is never followed by the table's.

use super::{ArrayOfTables, Context, DocumentMut, Item, Open, Report, Table, day, remembered, sum, value};
use crate::register::Engagement;

/// How a table rates somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Rating {
    /// 1-5.
    pub(in crate::import) power: u8,
    /// 1-5.
    pub(in crate::import) interest: u8,
    /// Engagement now, where it is said.
    pub(in crate::import) current: Option<Engagement>,
    /// Engagement wanted, where it is said.
    pub(in crate::import) desired: Option<Engagement>,
}

/// The last assessment of a record: its position, day, figures.
struct Last {
    at: usize,
    date: String,
    power: i64,
    interest: i64,
    current: String,
    desired: String,
}

pub(super) fn fill(
    context: &Context<'_>,
    source: &str,
    record: &mut Open,
    id: &str,
    rating: &Rating,
    row: u64,
    report: &mut Report,
) {
    let words = (rating.current.map(Engagement::as_str), rating.desired.map(Engagement::as_str));
    let now = written(i64::from(rating.power), i64::from(rating.interest), words.0, words.1);
    let before = remembered(&record.document, source, "assessment");
    let is_again = !record.given.insert("assessment".to_owned());
    if before.as_deref() == Some(&sum(&now)) {
        return;
    }
    let last = last(&record.document);
    let today = context.as_of.to_string();
    let mut replaced = None;
    if let Some(last) = &last {
        let (current, desired) =
            (words.0.is_some().then_some(last.current.as_str()), words.1.is_some().then_some(last.desired.as_str()));
        let theirs = written(last.power, last.interest, current, desired);
        if theirs == now {
            return;
        }
        let is_ours = before.as_deref().is_some_and(|before| {
            let options = [
                (None, None),
                (Some(&last.current), None),
                (None, Some(&last.desired)),
                (Some(&last.current), Some(&last.desired)),
            ];
            options.iter().any(|(c, d)| {
                sum(&written(last.power, last.interest, c.map(String::as_str), d.map(String::as_str))) == before
            })
        });
        if is_again || !is_ours || last.date > today {
            let message = format!("{id}: assessed on {} ({theirs}), {} {row} says {now}", last.date, report.unit);
            report.left.push(message);
            return;
        }
        replaced = (last.date == today).then_some(last.at);
    } else if before.is_some() {
        report.left.push(format!("{id}: the assessment was taken out by hand, {} {row} says {now}", report.unit));
        return;
    }
    let carried = |text: &String| Engagement::parse(text);
    let current = rating.current.or_else(|| last.as_ref().and_then(|l| carried(&l.current)));
    let desired = rating.desired.or_else(|| last.as_ref().and_then(|l| carried(&l.desired)));
    if current.is_none() || desired.is_none() {
        report.guess("engagement where none is given: now `neutral`, wanted as now; the assessment says so");
    }
    let rationale = match (current, desired) {
        (Some(_), Some(_)) => "imported",
        _ => "imported; engagement not given, taken as neutral",
    };
    let current = current.unwrap_or(Engagement::Neutral);
    let desired = desired.unwrap_or(current);
    let mut table = Table::new();
    table.insert("date", day(context.as_of));
    table.insert("by", value(context.me().as_str()));
    table.insert("power", value(i64::from(rating.power)));
    table.insert("interest", value(i64::from(rating.interest)));
    table.insert("current", value(current.as_str()));
    table.insert("desired", value(desired.as_str()));
    table.insert("rationale", value(rationale));
    let item = record.document.entry("assessment").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let Some(all) = item.as_array_of_tables_mut() else {
        report
            .left
            .push(format!("{id}: the assessments are no `[[assessment]]` tables; {} {row} says {now}", report.unit));
        return;
    };
    match replaced.and_then(|at| all.get_mut(at)) {
        Some(old) => {
            for (key, item) in table {
                old.insert(&key, item);
            }
        }
        None => all.push(table),
    }
    record.sums.push(("assessment".to_owned(), sum(&now)));
    record.is_same = false;
    record.wrote.push("assessment".to_owned());
}

fn written(power: i64, interest: i64, current: Option<&str>, desired: Option<&str>) -> String {
    let mut text = format!("power {power}, interest {interest}");
    for (what, word) in [("now", current), ("wanted", desired)] {
        if let Some(word) = word {
            text += &format!(", {what} {word}");
        }
    }
    text
}

fn last(document: &DocumentMut) -> Option<Last> {
    let list = document.get("assessment")?.as_array_of_tables()?;
    let text = |table: &Table, key: &str| table.get(key).and_then(Item::as_str).unwrap_or_default().to_owned();
    let date = |table: &Table| match table.get("date").and_then(Item::as_value) {
        Some(toml_edit::Value::Datetime(day)) => day.value().to_string(),
        Some(toml_edit::Value::String(day)) => day.value().trim().to_owned(),
        _ => String::new(),
    };
    let number = |table: &Table, key: &str| table.get(key).and_then(Item::as_integer).unwrap_or_default();
    let all = list.iter().enumerate().map(|(at, table)| Last {
        at,
        date: date(table),
        power: number(table, "power"),
        interest: number(table, "interest"),
        current: text(table, "current"),
        desired: text(table, "desired"),
    });
    all.max_by(|a, b| a.date.cmp(&b.date))
}
