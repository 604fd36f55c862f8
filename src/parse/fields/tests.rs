//! What a typed reading of a table says of each slip.

use super::super::value::toml;
use super::*;
use crate::source::{FileId, Lines};
use Code::{InvalidDate, InvalidId, OutOfRange, WrongType};

fn with(text: &str, read: impl FnOnce(&mut Fields<'_, '_>)) -> Vec<(Code, u32, String)> {
    let mut diagnostics = Diagnostics::default();
    let table = toml(text, 0, &Lines::new(FileId(0), text), false, &mut diagnostics).unwrap();
    let mut fields = Fields::new(&table, "a thing", &mut diagnostics);
    read(&mut fields);
    fields.finish();
    let list = diagnostics.sorted();
    list.into_iter().map(|d| (d.code, d.place.unwrap().line, d.hint.unwrap_or_default())).collect()
}

#[test]
fn unknown_keys_have_the_nearest_or_all_known_ones_as_hint() {
    let found = with("nmae = 1\nzzz = 2\n", |f| {
        f.require(&["name", "kind"]);
        f.text("name");
        f.text("kind");
    });
    let found: Vec<_> = found.iter().map(|(c, l, h)| (*c, *l, h.as_str())).collect();
    assert_eq!(
        found,
        [
            (Code::MissingField, 1, "add `kind = ...`"),
            (Code::UnknownKey, 1, "did you mean `name`?"),
            (Code::UnknownKey, 2, "known keys: name, kind"),
        ]
    );
}

#[test]
fn each_type_says_what_it_expected() {
    let found = with(
        "a = 1\nb = \"\"\nc = 6\nd = nan\ne = \"x\"\nf = 1800-01-01\ng = 2026-11-01T10:00:00\nh = \"soon\"\ni = \"Ada L\"\nj = \"x\"\n",
        |f| {
            assert!(f.text("a").is_none());
            assert!(f.text("b").is_none());
            assert!(f.one_to_five("c").is_none());
            assert!(f.real("d").is_none());
            assert!(f.boolean("e").is_none());
            assert!(f.date("f").is_none());
            assert!(f.date("g").is_none());
            assert!(f.date("h").is_none());
            assert!(f.id("i").is_none());
            assert!(f.texts("j").is_empty());
        },
    );
    let codes: Vec<_> = found.iter().map(|f| f.0).collect();
    assert_eq!(
        codes,
        [
            WrongType,
            OutOfRange,
            OutOfRange,
            OutOfRange,
            WrongType,
            InvalidDate,
            WrongType,
            InvalidDate,
            InvalidId,
            WrongType
        ]
    );
    assert!(found[8].2.contains("`ada-l`"));
}

#[test]
fn dates_may_be_strings_and_their_years_have_ends() {
    let found = with("a = \"2026-11-01\"\nb = 1900-01-01\nc = 2200-12-31\nd = 1899-12-31\ne = 2201-01-01\n", |f| {
        assert_eq!(f.date("a").unwrap().value, jiff::civil::date(2026, 11, 1));
        assert!(f.date("b").is_some() && f.date("c").is_some());
        assert!(f.date("d").is_none() && f.date("e").is_none());
    });
    assert_eq!(found.iter().map(|f| f.1).collect::<Vec<_>>(), [4, 5]);
}
