//! Tables as CSV: a file for each, as RFC 4180 has it. No cell of text is a formula to a spreadsheet; numbers stay numbers.

use super::Files;
use super::table::{Cell, Table};

/// Between the parts of a list.
const BETWEEN: &str = "; ";

/// A file for each table.
pub(super) fn files(tables: &[Table], bom: bool) -> Files {
    tables.iter().map(|table| (format!("{}.csv", table.name), text(table, bom).into_bytes())).collect()
}

fn text(table: &Table, bom: bool) -> String {
    let mut out = String::from(if bom { "\u{feff}" } else { "" });
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    out += &names.join(",");
    out += "\r\n";
    for row in &table.rows {
        for (n, cell) in row.iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            put(cell, &mut out);
        }
        out += "\r\n";
    }
    out
}

/// A cell as it stands between two commas.
pub fn cell(cell: &Cell) -> String {
    let mut out = String::new();
    put(cell, &mut out);
    out
}

fn put(cell: &Cell, out: &mut String) {
    match cell {
        Cell::Nothing => {}
        Cell::Text(text) => out.push_str(&safe(text)),
        Cell::List(list) => out.push_str(&safe(&list.join(BETWEEN))),
        Cell::Date(date) => out.push_str(&date.to_string()),
        Cell::Boolean(is) => out.push_str(if *is { "true" } else { "false" }),
        Cell::Integer(number) => out.push_str(&number.to_string()),
        Cell::Number(number) => out.push_str(&number.to_string()),
    }
}

/// Whether a spreadsheet would take a text for a formula.
pub fn is_formula(text: &str) -> bool {
    text.starts_with(['\t', '\n']) || text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// A text cell. What a spreadsheet would take for a formula, after spaces or in full-width letters too, gets an apostrophe;
/// controls but for line ends and tabs go.
fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '\r' => out.push('\n'),
            '\n' if before == '\r' => {}
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => out.push(c),
        }
        before = c;
    }
    // Of what is left: a control that goes may have stood before the sign.
    if is_formula(&out) {
        out.insert(0, '\'');
    }
    if out.contains([',', '"', '\n', ';', '\t']) || out.starts_with(' ') || out.ends_with(' ') {
        return format!("\"{}\"", out.replace('"', "\"\""));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula_and_no_number_text() {
        for (text, cell) in [
            ("=1+2", "'=1+2"),
            ("+49", "'+49"),
            ("-a, \"b\"", "\"'-a, \"\"b\"\"\""),
            ("@ada", "'@ada"),
            (" =1", "' =1"),
            ("＝1", "'＝1"),
            ("\tx", "\"'\tx\""),
            ("\r=1", "\"'\n=1\""),
            ("a\r\nb\0c", "\"a\nbc\""),
            ("a=b", "a=b"),
            ("\0\u{7f}=1", "'=1"),
            ("\0\tx", "\"'\tx\""),
            ("Ada", "Ada"),
        ] {
            assert_eq!(safe(text), cell, "{text:?}");
        }
        let mut out = String::new();
        put(&Cell::Integer(-2), &mut out);
        put(&Cell::Number(-0.1 - 0.2), &mut out);
        assert_eq!(out, "-2-0.30000000000000004");
    }
}
