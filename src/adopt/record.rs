//! Records as adopted: takes a person, gives the text of a new record; takes a record's text and spellings, gives it with
//! them among its aliases and everything else as it was. Leaves files to `edit`.

use jiff::civil::Date;
use toml_edit::{Array, DocumentMut, Item, RawString, Value};

use super::people::Person;

/// What the notes don't say of anybody.
const TO_FILL_IN: &str = include_str!("record.toml");

/// What a new record says of itself.
const OWN: [&str; 4] = [
    "# Drafted by `rapporteur adopt`. Yours from here on: a later run adds new spellings to `aliases`, nothing else.\n",
    "# A guess, for notes don't say: internal, external, executive or group.\n",
    "# Spellings that are surely theirs. Was the same person adopted twice? List the other's here, delete its record.\n",
    "# Present last on that day, long before the newest note: read as gone. Wrong? Take the line out.\n",
];

/// Whether a line of a record is a comment that a new record comes with, and says nothing of anybody.
pub fn is_own_comment(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('#') && TO_FILL_IN.lines().chain(OWN).any(|own| own.trim() == line)
}

/// The text of a new record. `left` is the last day of somebody who hasn't been seen since for so long that they are read
/// as gone.
pub fn new(person: &Person, left: Option<Date>) -> String {
    let [drafted, guess, spellings, gone] = OWN;
    let mut out = drafted.to_owned();
    out += &format!("name = {}\n", text(&person.name));
    out += guess;
    out += "kind = \"external\"\n";
    let aliases: Vec<String> = person.spellings.iter().filter(|s| **s != person.name).map(|s| text(s)).collect();
    out += spellings;
    out += &format!("aliases = [{}]\n", aliases.join(", "));
    if let Some(left) = left {
        out += gone;
        out += &format!("left_on = {left}\n");
    }
    out.push('\n');
    out += TO_FILL_IN;
    out
}

fn text(text: &str) -> String {
    Value::from(text).to_string()
}

/// A record's text with more aliases; `None` where it can't be read, or keeps its aliases in another form.
pub fn with_aliases(record: &str, spellings: &[String]) -> Option<String> {
    let (mark, body) = record.strip_prefix('\u{feff}').map_or(("", record), |body| ("\u{feff}", body));
    let mut document: DocumentMut = body.parse().ok()?;
    match document.get_mut("aliases") {
        None => {
            let mut array = Array::new();
            for spelling in spellings {
                push(&mut array, spelling);
            }
            document.insert("aliases", Item::Value(Value::Array(array)));
        }
        Some(item) => {
            let array = item.as_array_mut()?;
            for spelling in spellings {
                push(array, spelling);
            }
        }
    }
    let mut out = document.to_string();
    // Line ends are the file's, not the writer's.
    if body.contains("\r\n") {
        out = out.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    Some(format!("{mark}{out}"))
}

/// Adds an entry in the manner of the last one: on a line of its own where that is, and a remark stays behind the entry it
/// was written behind.
fn push(array: &mut Array, spelling: &str) {
    let raw = |raw: Option<&RawString>| raw.and_then(RawString::as_str).unwrap_or_default().to_owned();
    let mut value = Value::from(spelling);
    let last = array.len().checked_sub(1);
    let before = raw(last.and_then(|n| array.get(n)).and_then(|value| value.decor().prefix()));
    let behind = if array.trailing_comma() {
        raw(Some(array.trailing()))
    } else {
        raw(last.and_then(|n| array.get(n)).and_then(|value| value.decor().suffix())) + &raw(Some(array.trailing()))
    };
    if last.is_some() && (before.contains('\n') || behind.contains('\n')) {
        let indent: String = before.rsplit('\n').next().unwrap_or_default().to_owned();
        let (remark, end) = behind.rsplit_once('\n').unwrap_or(("", ""));
        if let Some(value) = last.and_then(|n| array.get_mut(n)) {
            value.decor_mut().set_suffix("");
        }
        value.decor_mut().set_prefix(format!("{remark}\n{indent}"));
        array.set_trailing(format!("\n{end}"));
        array.push_formatted(value);
        array.set_trailing_comma(true);
    } else {
        if let Some(last) = last.and_then(|n| array.get_mut(n)) {
            last.decor_mut().set_suffix("");
            value.decor_mut().set_prefix(" ");
            value.decor_mut().set_suffix(behind);
        }
        array.push_formatted(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown(record: &str) -> String {
        with_aliases(record, &["@bo".to_owned(), "Bo \"B\" Babbage".to_owned()]).unwrap()
    }

    #[test]
    fn aliases_are_added_and_nothing_else_changes() {
        for (record, expected) in [
            (
                "# mine\nname  =  'Bo' # odd\naliases = [ \"B\" ] # both\n\n[plan]\n# none\n",
                "# mine\nname  =  'Bo' # odd\naliases = [ \"B\", \"@bo\", 'Bo \"B\" Babbage' ] # both\n\n[plan]\n# none\n",
            ),
            ("aliases = []\n", "aliases = [\"@bo\", 'Bo \"B\" Babbage']\n"),
            (
                "aliases = [\n  \"B\", # first\n  \"C\", # second\n]\nkind = \"external\"\n",
                "aliases = [\n  \"B\", # first\n  \"C\", # second\n  \"@bo\",\n  'Bo \"B\" Babbage',\n]\nkind = \"external\"\n",
            ),
            (
                "aliases = [\n\t\"B\" # first\n]\n",
                "aliases = [\n\t\"B\", # first\n\t\"@bo\",\n\t'Bo \"B\" Babbage',\n]\n",
            ),
            (
                "name = \"Bo\"\n# end of it\n[plan]\ncadence_days = 9 # nine\n",
                "name = \"Bo\"\naliases = [\"@bo\", 'Bo \"B\" Babbage']\n# end of it\n[plan]\ncadence_days = 9 # nine\n",
            ),
            (
                "\u{feff}aliases = [\"B\"]\r\n# x\r\n",
                "\u{feff}aliases = [\"B\", \"@bo\", 'Bo \"B\" Babbage']\r\n# x\r\n",
            ),
        ] {
            assert_eq!(grown(record), expected);
        }
        assert_eq!(with_aliases("aliases = 3\n", &["x".to_owned()]), None);
    }

    #[test]
    fn a_new_record_is_read_without_a_fault() {
        let person = Person {
            name: "Ada \"A\" O\u{2019}Neil\\".to_owned(),
            spellings: vec!["@ada".to_owned(), "Ada \"A\" O\u{2019}Neil\\".to_owned(), "ADA".to_owned()],
            ..Person::default()
        };
        let record = new(&person, Some(jiff::civil::date(2026, 1, 2)));
        let document: DocumentMut = record.parse().unwrap();
        assert_eq!(document["name"].as_str(), Some(&*person.name));
        assert_eq!(document["aliases"].as_array().map(Array::len), Some(2));
        assert!(record.contains("\nleft_on = 2026-01-02\n"));
        let full: String = record
            .lines()
            .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned() + "\n")
            .collect();
        assert!(full.parse::<DocumentMut>().is_ok(), "every commented field can be taken in: {full}");
    }
}
