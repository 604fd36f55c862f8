//! Values for a key, by its shape in the schema.

use rapporteur::config::Signal;
use rapporteur::register::Audience;
use rapporteur::schema::{Field, Shape};
use rapporteur::source::Role;
use toml::{Table, Value};

use super::labels::records;
use super::mutate::Finder;

impl Finder<'_> {
    /// Values for a key, other than `old`.
    pub(super) fn values(&mut self, field: &Field, key: &str, old: Option<&Value>) -> Vec<Value> {
        let example: Option<Value> = (!field.example.is_empty()).then(|| {
            let table: Table = format!("x = {}", field.example).parse().unwrap();
            table["x"].clone()
        });
        let words = |words: &[&str]| -> Vec<Value> { words.iter().map(|word| (*word).into()).collect() };
        let word = self.word();
        let mut values = match field.shape {
            Shape::Text => vec![word.clone().into()],
            Shape::Id if field.key == "id" => vec![word.clone().into()],
            Shape::Id => self.ids(field.key).into_iter().map(Value::from).collect(),
            Shape::Date => old.map_or_else(Vec::new, moved),
            Shape::Boolean => vec![true.into(), false.into()],
            Shape::Word(known) => words(known),
            Shape::Words(known) => vec![Value::Array(words(known)), Value::Array(Vec::new())],
            Shape::Audience => words(&Audience::ALL.map(Audience::as_str)),
            Shape::Signals => vec![Value::Array(words(&["cadence", "feedback"]))],
            Shape::Integer(from, to) => [from + 1, to - 1, from, to, 45, 31].map(Value::from).into(),
            Shape::Number(from, to) if from.is_finite() && to.is_finite() => {
                [from, to, f64::midpoint(from, to)].map(Value::from).into()
            }
            Shape::Number(..) => [7.5, 8.5].map(Value::from).into(),
            Shape::Texts if key.starts_with("note.") => {
                self.ids("who").into_iter().map(|id| Value::Array(vec!["me".into(), id.into()])).collect()
            }
            Shape::Texts | Shape::Tags => {
                vec![Value::Array(vec![word.clone().into(), "x".into()]), Value::Array(vec![word.clone().into()])]
            }
            Shape::Ids if field.key == "formerly" => vec![Value::Array(vec![word.clone().into()])],
            Shape::Ids | Shape::IdOrIds(_) => {
                let ids = self.ids(field.key);
                let one = ids.iter().map(|id| Value::Array(vec![id.as_str().into()]));
                ids.iter().map(|id| Value::from(id.as_str())).chain(one).collect()
            }
            Shape::Table(_) | Shape::Tables(_) | Shape::Named(_) => Vec::new(),
            Shape::BySignal(_, from, _) => {
                let table: Table =
                    [(Signal::ALL[2].as_str().to_owned(), Value::from(from + 3.0))].into_iter().collect();
                vec![Value::Table(table)]
            }
            Shape::Anything => vec![Value::Table([("x".to_owned(), Value::from(word.clone()))].into_iter().collect())],
        };
        if old.is_some() || matches!(field.shape, Shape::Text | Shape::Anything) {
            values.extend(example);
        } else {
            values.splice(0..0, example);
        }
        values.retain(|value| Some(value) != old);
        values
    }

    /// Ids that a key may refer to.
    fn ids(&self, key: &str) -> Vec<String> {
        let of = |kind: &str| -> Vec<String> {
            let lists =
                self.world.docs.iter().filter(|d| d.role == Role::List && d.kind.is_some_and(|k| k.name == kind));
            lists.flat_map(records).filter_map(|r| Some(r.get("id")?.as_str()?.to_owned())).collect()
        };
        match key {
            "goal" | "goals" => of("goal"),
            "milestone" => of("milestone"),
            "decision" | "supersedes" => of("decision"),
            "commitment" => of("commitment"),
            "group" => of("group"),
            _ => ["dee", "me", "ada", "kit", "bo", "crowd-1"].map(str::to_owned).into(),
        }
    }
}

/// Other days.
fn moved(old: &Value) -> Vec<Value> {
    let Some(date) = old.as_datetime().and_then(|d| d.to_string().parse::<jiff::civil::Date>().ok()) else {
        return Vec::new();
    };
    let days = [5i64, -5, 1, -1, 40, -40];
    let moved = days.iter().map(|n| date.checked_add(jiff::Span::new().days(*n)).unwrap());
    moved.map(|d| Value::Datetime(d.to_string().parse().unwrap())).collect()
}
