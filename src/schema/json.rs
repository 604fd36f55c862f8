//! JSON Schemas from the table of keys.

use serde_json::{Map, Value, json};

use super::{Field, KINDS, Kind, NO_LIMIT, Shape};
use crate::config::Signal;
use crate::register::Audience;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
/// What an id is; as `parse::is_id` has it.
const ID: &str = "^[a-z0-9][a-z0-9-]*$";

/// The schema of one kind of file.
pub fn schema(kind: &Kind) -> Value {
    let mut root = json!({
        "$schema": DIALECT,
        "$id": format!("urn:rapporteur:schema:{}", kind.name),
        "title": kind.place,
    });
    merge(&mut root, file(kind));
    root
}

/// One schema that holds those of all kinds, under `$defs`.
pub fn all() -> Value {
    let kinds: Map<String, Value> = KINDS.iter().map(|kind| (kind.name.to_owned(), file(kind))).collect();
    json!({
        "$schema": DIALECT,
        "$id": "urn:rapporteur:schema",
        "title": "The files of a rapporteur workspace",
        "$defs": kinds,
    })
}

fn file(kind: &Kind) -> Value {
    let mut one = object(kind.fields);
    if let Some(rule) = kind.rule {
        merge(&mut one, serde_json::from_str(rule).expect("rules are JSON: a test reads them all"));
    }
    if !kind.is_list {
        merge(&mut one, json!({ "description": kind.about }));
        return one;
    }
    let extra = described(&super::EXTRA);
    json!({
        "description": kind.about,
        "type": "object",
        "properties": { kind.name: { "type": "array", "items": one }, "extra": extra },
        "additionalProperties": false,
    })
}

/// A table with these keys and no others.
fn object(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields.iter().map(|field| (field.key.to_owned(), described(field))).collect();
    let required: Vec<&str> = fields.iter().filter(|field| field.is_required).map(|field| field.key).collect();
    let mut object = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        merge(&mut object, json!({ "required": required }));
    }
    object
}

/// A key's schema with its description and example.
fn described(field: &Field) -> Value {
    let mut value = json!({ "description": field.about });
    merge(&mut value, shape(field.shape));
    if !field.example.is_empty() {
        merge(&mut value, json!({ "examples": [example(field)] }));
    }
    value
}

fn shape(shape: Shape) -> Value {
    let text = || json!({ "type": "string", "pattern": "\\S" });
    let id = || json!({ "type": "string", "pattern": ID, "maxLength": 100 });
    match shape {
        Shape::Text => text(),
        Shape::Id => id(),
        Shape::Date => {
            json!({ "type": "string", "format": "date", "pattern": "^(19[0-9]{2}|2[01][0-9]{2}|2200)-[0-9]{2}-[0-9]{2}$" })
        }
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Words(words) => json!({ "type": "array", "items": { "enum": words } }),
        Shape::Audience => json!({ "enum": Audience::ALL.map(Audience::as_str) }),
        Shape::Signals => json!({
            "type": "array",
            "items": { "enum": Signal::ALL.map(Signal::as_str) },
            "minItems": 1,
            "uniqueItems": true,
        }),
        Shape::Integer(from, NO_LIMIT) => json!({ "type": "integer", "minimum": from }),
        Shape::Integer(from, to) => json!({ "type": "integer", "minimum": from, "maximum": to }),
        Shape::Number(from, to) => number(from, to),
        Shape::Texts => json!({ "type": "array", "items": text() }),
        Shape::Ids => json!({ "type": "array", "items": id() }),
        Shape::IdOrIds(most) => {
            let mut list = json!({ "type": "array", "items": id(), "minItems": 1 });
            if most < usize::MAX {
                merge(&mut list, json!({ "maxItems": most }));
            }
            json!({ "anyOf": [id(), list] })
        }
        Shape::Tags => {
            let one = json!(["string", "number", "boolean"]);
            json!({ "anyOf": [{ "type": one }, { "type": "array", "items": { "type": one } }] })
        }
        Shape::Table(fields) => object(fields),
        Shape::Tables(fields) => json!({ "type": "array", "items": object(fields) }),
        Shape::Named(fields) => {
            json!({ "type": "object", "patternProperties": { ID: object(fields) }, "additionalProperties": false })
        }
        Shape::BySignal(all, from, to) => {
            let signals = Signal::ALL.into_iter().skip(usize::from(!all));
            let properties: Map<String, Value> =
                signals.map(|signal| (signal.as_str().to_owned(), number(from, to))).collect();
            json!({ "type": "object", "properties": properties, "additionalProperties": false })
        }
        Shape::Anything => json!({}),
    }
}

fn number(from: f64, to: f64) -> Value {
    let mut number = json!({ "type": "number" });
    for (key, limit) in [("minimum", from), ("maximum", to)] {
        if limit.is_finite() {
            merge(&mut number, json!({ key: limit }));
        }
    }
    number
}

/// The example of a key, as JSON.
fn example(field: &Field) -> Value {
    let table: toml::Table =
        toml::from_str(&format!("x = {}", field.example)).expect("examples are TOML: a test reads them all");
    table.into_iter().next().map_or(Value::Null, |(_, value)| plain(value))
}

/// TOML as JSON, dates as text.
fn plain(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(list) => list.into_iter().map(plain).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, plain(value))).collect(),
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(is) => json!(is),
    }
}

/// Adds the keys of one object to another.
fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}
