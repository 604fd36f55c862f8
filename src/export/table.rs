//! A table: named columns of one kind each, rows of cells. Built a column at a time, so that what a column is called, what it
//! holds, what it says and where it comes from stand on one line, and every form of an export has the same.

use jiff::civil::Date;

use crate::register::Id;
use crate::source::Place;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Words of the workspace.
    Text,
    /// An id.
    Id,
    /// A calendar date.
    Date,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// A number, unrounded.
    Number,
    /// One of some words.
    Word(&'static [&'static str]),
    /// Several texts.
    Texts,
    /// Several ids.
    Ids,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether a row may have nothing in it.
    pub optional: bool,
    /// In a sentence.
    pub about: &'static str,
}

/// What stands in a row's column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing that this edition has on file.
    Nothing,
    /// Text, an id, a word.
    Text(String),
    /// A date.
    Date(Date),
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// Several texts or ids.
    List(Vec<String>),
}

/// A table with its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name: that of its file.
    pub name: &'static str,
    /// What a row is, in a sentence.
    pub about: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A table in the making: what its rows are of, and the columns so far.
pub(super) struct Rows<T> {
    items: Vec<T>,
    table: Table,
}

impl<T> Rows<T> {
    /// A table of these, without a column yet.
    pub(super) fn of(name: &'static str, about: &'static str, items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<T> = items.into_iter().collect();
        let rows = items.iter().map(|_| Vec::new()).collect();
        Self { items, table: Table { name, about, columns: Vec::new(), rows } }
    }

    fn column(mut self, name: &'static str, kind: Kind, about: &'static str, cell: impl Fn(&T) -> Cell) -> Self {
        self.table.columns.push(Column { name, kind, optional: true, about });
        for (item, row) in self.items.iter().zip(&mut self.table.rows) {
            row.push(cell(item));
        }
        self
    }

    /// Every row has the column before this call.
    pub(super) fn always(mut self) -> Self {
        debug_assert!(self.table.rows.iter().all(|row| row.last() != Some(&Cell::Nothing)));
        if let Some(column) = self.table.columns.last_mut() {
            column.optional = false;
        }
        self
    }

    pub(super) fn text<S: Into<String>>(
        self,
        name: &'static str,
        about: &'static str,
        get: impl Fn(&T) -> Option<S>,
    ) -> Self {
        self.column(name, Kind::Text, about, |item| get(item).map_or(Cell::Nothing, |text| Cell::Text(text.into())))
    }

    pub(super) fn id<'a>(self, name: &'static str, about: &'static str, get: impl Fn(&T) -> Option<&'a Id>) -> Self {
        self.column(name, Kind::Id, about, |item| get(item).map_or(Cell::Nothing, |id| Cell::Text(id.to_string())))
    }

    pub(super) fn date(self, name: &'static str, about: &'static str, get: impl Fn(&T) -> Option<Date>) -> Self {
        self.column(name, Kind::Date, about, |item| get(item).map_or(Cell::Nothing, Cell::Date))
    }

    pub(super) fn boolean(self, name: &'static str, about: &'static str, get: impl Fn(&T) -> Option<bool>) -> Self {
        self.column(name, Kind::Boolean, about, |item| get(item).map_or(Cell::Nothing, Cell::Boolean))
    }

    pub(super) fn integer(self, name: &'static str, about: &'static str, get: impl Fn(&T) -> Option<i64>) -> Self {
        self.column(name, Kind::Integer, about, |item| get(item).map_or(Cell::Nothing, Cell::Integer))
    }

    pub(super) fn number(self, name: &'static str, about: &'static str, get: impl Fn(&T) -> Option<f64>) -> Self {
        let finite = move |item: &T| get(item).filter(|n| n.is_finite());
        self.column(name, Kind::Number, about, move |item| finite(item).map_or(Cell::Nothing, Cell::Number))
    }

    pub(super) fn word(
        self,
        name: &'static str,
        about: &'static str,
        words: &'static [&'static str],
        get: impl Fn(&T) -> Option<&'static str>,
    ) -> Self {
        self.column(name, Kind::Word(words), about, |item| {
            get(item).map_or(Cell::Nothing, |word| Cell::Text(word.to_owned()))
        })
    }

    pub(super) fn texts(self, name: &'static str, about: &'static str, get: impl Fn(&T) -> Vec<String>) -> Self {
        self.column(name, Kind::Texts, about, |item| Cell::List(get(item))).always()
    }

    pub(super) fn ids(self, name: &'static str, about: &'static str, get: impl Fn(&T) -> Vec<String>) -> Self {
        self.column(name, Kind::Ids, about, |item| Cell::List(get(item))).always()
    }

    /// File and line, where the edition prints them.
    pub(super) fn place(self, register: &crate::register::Register, get: impl Fn(&T) -> Place) -> Self {
        let printed = |item: &T| Some(get(item)).filter(|place| place.line > 0);
        self.column("file", Kind::Text, "The file it is written in, in the pm edition.", |item| {
            printed(item).map_or(Cell::Nothing, |place| Cell::Text(register.path(place.file).to_string()))
        })
        .column("line", Kind::Integer, "The line there, in the pm edition.", |item| {
            printed(item).map_or(Cell::Nothing, |place| Cell::Integer(place.line.into()))
        })
    }

    pub(super) fn done(self) -> Table {
        self.table
    }
}
