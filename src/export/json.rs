//! Tables as one JSON document, and the JSON Schema it keeps to, both made from the same columns.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::table::{Cell, Column, Kind, Table};
use super::{Files, of_scores};
use crate::register::{Audience, Register};

/// Raised when a column changes its meaning or goes; new ones don't raise it.
const FORMAT: u32 = 1;

/// What a document opens with.
pub(super) struct Head {
    pub(super) product: String,
    pub(super) organisation: Option<String>,
    pub(super) edition: String,
    pub(super) audience: &'static str,
    pub(super) as_of: Date,
}

/// The document and its schema.
pub(super) fn files(tables: &[Table], head: &Head) -> Files {
    let mut document = Map::new();
    document.insert("format".to_owned(), json!(FORMAT));
    document.insert("product".to_owned(), json!(head.product));
    document.insert("organisation".to_owned(), json!(head.organisation));
    document.insert("edition".to_owned(), json!(head.edition));
    document.insert("audience".to_owned(), json!(head.audience));
    document.insert("as_of".to_owned(), json!(head.as_of.to_string()));
    for table in tables {
        document.insert(table.name.to_owned(), table.rows.iter().map(|row| object(&table.columns, row)).collect());
    }
    let text = |value: &Value| {
        let mut bytes = serde_json::to_vec_pretty(value).expect("a value is JSON");
        bytes.push(b'\n');
        bytes
    };
    Files::from([
        ("engagement.json".to_owned(), text(&Value::Object(document))),
        ("engagement.schema.json".to_owned(), text(&schema())),
    ])
}

fn object(columns: &[Column], row: &[Cell]) -> Value {
    columns.iter().zip(row).map(|(column, cell)| (column.name.to_owned(), value(cell))).collect()
}

/// A cell as JSON; a date is text.
pub(super) fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Nothing => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::Date(date) => json!(date.to_string()),
        Cell::Boolean(is) => json!(is),
        Cell::Integer(number) => json!(number),
        Cell::Number(number) => json!(number),
        Cell::List(list) => json!(list),
    }
}

/// The schema of every document of this format: the tables of scores are only in an edition that has them.
pub fn schema() -> Value {
    let nothing = Register::default();
    let assessed = crate::assess::assess(&nothing, &crate::config::HealthConfig::default(), Date::ZERO, true);
    let tables = super::tables(&nothing, &assessed, true);
    schema_of(&tables)
}

fn schema_of(tables: &[Table]) -> Value {
    let mut properties = Map::new();
    let head = json!({
        "format": { "const": FORMAT },
        "product": { "type": "string" },
        "organisation": { "type": ["string", "null"] },
        "edition": { "type": "string" },
        "audience": { "enum": Audience::ALL.map(Audience::as_str) },
        "as_of": { "type": "string", "format": "date" },
    });
    if let Value::Object(head) = head {
        properties.extend(head);
    }
    for table in tables {
        let columns: Map<String, Value> =
            table.columns.iter().map(|column| (column.name.to_owned(), described(column))).collect();
        let row = json!({
            "type": "object",
            "properties": columns,
            "required": table.columns.iter().map(|column| column.name).collect::<Vec<_>>(),
            "additionalProperties": false,
        });
        properties.insert(table.name.to_owned(), json!({ "description": table.about, "type": "array", "items": row }));
    }
    let required: Vec<&String> = properties.keys().filter(|name| !of_scores(name)).collect();
    let required = json!(required);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:rapporteur:schema:export",
        "title": "An export of a rapporteur workspace: what one edition shows",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn described(column: &Column) -> Value {
    let (name, more): (&str, Value) = match column.kind {
        Kind::Text | Kind::Id => ("string", json!({})),
        Kind::Date => ("string", json!({ "format": "date" })),
        Kind::Boolean => ("boolean", json!({})),
        Kind::Integer => ("integer", json!({})),
        Kind::Number => ("number", json!({})),
        Kind::Texts | Kind::Ids => ("array", json!({ "items": { "type": "string" } })),
        Kind::Word(words) => {
            let mut words: Vec<Value> = words.iter().map(|word| json!(word)).collect();
            words.extend(column.optional.then_some(Value::Null));
            return json!({ "description": column.about, "enum": words });
        }
    };
    let mut out = json!({ "description": column.about });
    out["type"] = if column.optional { json!([name, "null"]) } else { json!(name) };
    if let (Value::Object(out), Value::Object(more)) = (&mut out, more) {
        out.extend(more);
    }
    out
}
