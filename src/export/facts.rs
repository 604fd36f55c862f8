//! Facts: the dated rows of the tables, one a line, in the layout that `DuckDB` and Spark take for a partitioned data set:
//! `promise/year=2026/part.ndjson`. Every fact has the same keys, so that all of them can be read as one table.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::Files;
use super::json::value;
use super::table::{Cell, Table};

/// How a table's rows become facts: the names of its columns, empty where it has none.
struct Shape {
    /// What a fact is called, and its folder.
    kind: &'static str,
    table: &'static str,
    /// When it became known.
    date: &'static str,
    id: &'static str,
    /// What it is of: a goal, a milestone, a touchpoint ..
    of: &'static str,
    /// Whom it is about.
    people: &'static [&'static str],
    text: &'static str,
    state: &'static str,
    value: &'static str,
    /// The day it speaks of.
    due: &'static str,
}

const NONE: Shape =
    Shape { kind: "", table: "", date: "date", id: "", of: "", people: &[], text: "", state: "", value: "", due: "" };

#[rustfmt::skip]
const SHAPES: [Shape; 18] = [
    Shape { kind: "touchpoint", table: "touchpoints", id: "number", people: &["people"], text: "title", state: "type", ..NONE },
    Shape { kind: "attendance", table: "attendance", of: "touchpoint", people: &["who"], text: "name", state: "presence", ..NONE },
    Shape { kind: "promise", table: "promises", date: "made", id: "id", people: &["from", "to"], text: "text", state: "state", value: "moved", due: "due", ..NONE },
    Shape { kind: "feedback", table: "feedback", id: "id", of: "decision", people: &["from"], text: "text", state: "kind", due: "due", ..NONE },
    Shape { kind: "sentiment", table: "sentiment", people: &["stakeholder"], text: "text", value: "value", ..NONE },
    Shape { kind: "position", table: "positions", date: "on", of: "topic", people: &["stakeholder"], text: "note", value: "stance", ..NONE },
    Shape { kind: "planned", table: "planned", date: "on", people: &["stakeholder", "with"], due: "date", ..NONE },
    Shape { kind: "assessment", table: "assessments", people: &["stakeholder"], text: "rationale", state: "current", value: "power", due: "review_by", ..NONE },
    Shape { kind: "decision", table: "decisions", date: "known", id: "id", of: "goal", people: &["driver", "approver", "contributors"], text: "title", state: "status", due: "needed_by", ..NONE },
    Shape { kind: "reading", table: "readings", of: "goal", text: "source", value: "value", ..NONE },
    Shape { kind: "target", table: "targets", date: "on", of: "goal", value: "target", ..NONE },
    Shape { kind: "forecast", table: "forecasts", date: "on", of: "milestone", text: "reason", due: "date", ..NONE },
    Shape { kind: "status", table: "statuses", date: "on", of: "id", state: "status", ..NONE },
    Shape { kind: "risk", table: "risks", date: "opened", id: "id", people: &["owner"], text: "event", state: "response", value: "impact", due: "review_by", ..NONE },
    Shape { kind: "pulse", table: "pulses", of: "group", text: "question", value: "mean", ..NONE },
    Shape { kind: "update", table: "updates", text: "headline", state: "status", due: "next", ..NONE },
    Shape { kind: "ask", table: "asks", date: "update", id: "id", people: &["from"], text: "what", due: "needed_by", ..NONE },
    Shape { kind: "week", table: "weeks", people: &["stakeholder"], state: "band", value: "score", ..NONE },
];

/// What Hive, Spark and `DuckDB` call the part of rows without a value.
const UNDATED: &str = "__HIVE_DEFAULT_PARTITION__";

/// A file for each kind and year.
pub(super) fn files(tables: &[Table]) -> Files {
    let mut files = Files::new();
    for shape in &SHAPES {
        let Some(table) = tables.iter().find(|table| table.name == shape.table) else { continue };
        let at = |name: &str| table.columns.iter().position(|column| column.name == name);
        let columns = Columns {
            date: at(shape.date),
            id: at(shape.id),
            of: at(shape.of),
            people: shape.people.iter().filter_map(|name| at(name)).collect(),
            text: at(shape.text),
            state: at(shape.state),
            value: at(shape.value),
            due: at(shape.due),
            file: at("file"),
            line: at("line"),
        };
        for row in &table.rows {
            let year = columns.date(row).map_or_else(|| UNDATED.to_owned(), |date| format!("{:04}", date.year()));
            let file = files.entry(format!("{}/year={year}/part.ndjson", shape.kind)).or_default();
            let fact = Value::Object(columns.fact(shape.kind, row));
            file.extend(fact.to_string().into_bytes());
            file.push(b'\n');
        }
    }
    files
}

/// Where a table has what a fact says.
struct Columns {
    date: Option<usize>,
    id: Option<usize>,
    of: Option<usize>,
    people: Vec<usize>,
    text: Option<usize>,
    state: Option<usize>,
    value: Option<usize>,
    due: Option<usize>,
    file: Option<usize>,
    line: Option<usize>,
}

impl Columns {
    fn date(&self, row: &[Cell]) -> Option<Date> {
        match row.get(self.date?)? {
            Cell::Date(date) => Some(*date),
            _ => None,
        }
    }

    fn fact(&self, kind: &str, row: &[Cell]) -> Map<String, Value> {
        let cell = |column: Option<usize>| column.and_then(|n| row.get(n));
        let get = |column| cell(column).map_or(Value::Null, value);
        // An id is text, be it a number elsewhere.
        let id = |column| match cell(column) {
            Some(Cell::Integer(number)) => json!(number.to_string()),
            Some(cell) => value(cell),
            None => Value::Null,
        };
        let number = |column| match cell(column) {
            Some(Cell::Integer(number)) => json!(*number as f64),
            Some(cell) => value(cell),
            None => Value::Null,
        };
        let mut people: Vec<&str> = Vec::new();
        for cell in self.people.iter().filter_map(|n| row.get(*n)) {
            match cell {
                Cell::Text(id) => people.push(id),
                Cell::List(ids) => people.extend(ids.iter().map(String::as_str)),
                _ => {}
            }
        }
        [
            ("kind", json!(kind)),
            ("date", get(self.date)),
            ("id", id(self.id)),
            ("of", id(self.of)),
            ("people", json!(people)),
            ("text", get(self.text)),
            ("state", get(self.state)),
            ("value", number(self.value)),
            ("due", get(self.due)),
            ("file", get(self.file)),
            ("line", get(self.line)),
        ]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::Assessed;
    use crate::register::Register;

    #[test]
    fn every_column_named_is_one() {
        let register = Register::default();
        let assessed: Assessed =
            crate::assess::assess(&register, &crate::config::HealthConfig::default(), Date::ZERO, true);
        let tables = super::super::tables(&register, &assessed, true);
        for shape in &SHAPES {
            let table = tables.iter().find(|table| table.name == shape.table).unwrap();
            let named = [shape.date, shape.id, shape.of, shape.text, shape.state, shape.value, shape.due];
            for name in named.iter().chain(shape.people).filter(|name| !name.is_empty()) {
                assert!(table.columns.iter().any(|column| column.name == *name), "{}: {name}", shape.kind);
            }
        }
    }
}
