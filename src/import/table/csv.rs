//! Tables as text: takes bytes, gives rows of cells. The delimiter is the one that cuts most rows into equally many
//! cells; a quote that is never closed costs its own line, not the rest of the file.

use super::super::text::{decode, line};
use super::super::{Context, Import, Report};
use super::{Row, Settings, Sheet};

/// Delimiters, the likelier first.
const DELIMITERS: [(u8, &str); 4] = [(b',', "`,`"), (b';', "`;`"), (b'\t', "tab"), (b'|', "`|`")];
/// Rows a file may have.
const MAX_ROWS: usize = 10_000;
/// Columns a row may have.
const MAX_COLUMNS: usize = 500;
/// Rows the delimiter is told by.
const SNIFFED: usize = 60;
/// Unclosed quotes that are recovered from.
const MAX_RESTARTS: usize = 50;

/// Imports a table of stakeholders.
pub fn csv(context: &Context<'_>, bytes: &[u8], settings: &Settings) -> Import {
    let mut report = Report { unit: "line", ..Report::default() };
    let sheet = read(bytes, &mut report);
    super::import(context, sheet, settings, report)
}

/// Reads the rows.
pub(in crate::import) fn read(bytes: &[u8], report: &mut Report) -> Sheet {
    let (text, encoding) = decode(bytes);
    if let Some(encoding) = encoding {
        report.guess(format!("the file as {encoding}"));
    }
    // Excel says its delimiter in a first line of its own.
    let (said, body, first) = match text.split_once('\n') {
        Some((head, rest)) if head.trim_end().len() == 5 && head.starts_with("sep=") => {
            (head.as_bytes().get(4).copied(), rest, 2)
        }
        _ => (None, text.as_str(), 1),
    };
    let delimiter = said.unwrap_or_else(|| sniff(body));
    let name = DELIMITERS.iter().find(|(d, _)| *d == delimiter).map_or("as the file says", |(_, name)| name);
    report.guess(format!("cells apart by {name}"));
    let mut sheet = Sheet::default();
    let (mut at, mut row, mut restarts) = (0, first, 0);
    while let Some((next, line)) = records(body, at, row, delimiter, &mut sheet, report) {
        (at, row) = (next, line);
        restarts += 1;
        if restarts > MAX_RESTARTS {
            report.fault(row, "too many quotes that are never closed; nothing from here on was read");
            break;
        }
    }
    sheet
}

/// Reads records from a byte and line on; where a quote is never closed, gives the start of the line after it.
fn records(
    text: &str,
    from: usize,
    first: u64,
    delimiter: u8,
    sheet: &mut Sheet,
    report: &mut Report,
) -> Option<(usize, u64)> {
    let part = text.get(from..)?;
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(part.as_bytes());
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return None,
            Ok(true) => {}
            Err(error) => {
                report.fault(first, format!("no table: {}", line(&error.to_string())));
                return None;
            }
        }
        let Some(position) = record.position() else { continue };
        let (start, end) = (position.byte() as usize, reader.position().byte() as usize);
        let (start, number) = start_of(part, start, first + position.line() - 1);
        let raw = part.get(start..end.min(part.len())).unwrap_or_default();
        let is_last = reader.is_done() || end >= part.len();
        let is_unclosed = is_last && raw.bytes().filter(|b| *b == b'"').count() % 2 == 1;
        if is_unclosed || runs_on(raw, delimiter) {
            report.fault(number, "a quote is opened and never closed; the line was left out");
            let next = raw.find('\n').map(|i| from + start + i + 1)?;
            return Some((next, number + 1));
        }
        if sheet.rows.len() >= MAX_ROWS {
            report.fault(number, format!("more than {MAX_ROWS} rows; the rest was not read"));
            return None;
        }
        if record.len() > MAX_COLUMNS {
            report.fault(number, format!("more than {MAX_COLUMNS} cells; the row was left out"));
            continue;
        }
        sheet.rows.push(Row { number, cells: record.iter().map(str::to_owned).collect() });
    }
}

/// Whether a quote goes on over a line's end and then closes in the middle of a cell: it was opened by mistake, and what
/// closes it opens another one.
fn runs_on(raw: &str, delimiter: u8) -> bool {
    let bytes = raw.as_bytes();
    let (mut inside, mut crosses, mut at) = (false, false, 0);
    while let Some(byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        match (byte, inside) {
            (b'"', true) if next == Some(&b'"') => at += 1,
            (b'"', true) => {
                inside = false;
                let ends_cell = next.is_none_or(|b| *b == delimiter || matches!(b, b'\r' | b'\n' | b' '));
                if crosses && !ends_cell {
                    return true;
                }
            }
            (b'"', false) => (inside, crosses) = (true, false),
            (b'\n', true) => crosses = true,
            _ => {}
        }
        at += 1;
    }
    false
}

/// The reader's position of a record may be before blank lines: where its first line really is.
fn start_of(text: &str, start: usize, mut line: u64) -> (usize, u64) {
    let mut at = start;
    while let Some(byte) = text.as_bytes().get(at).filter(|b| matches!(b, b'\n' | b'\r')) {
        line += u64::from(*byte == b'\n');
        at += 1;
    }
    (at, line)
}

fn sniff(text: &str) -> u8 {
    let head = super::super::text::cut(text.to_owned(), 64 << 10);
    let score = |delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(head.as_bytes());
        let counts: Vec<usize> = reader.records().take(SNIFFED).filter_map(Result::ok).map(|r| r.len()).collect();
        let of = |n: usize| counts.iter().filter(|count| **count == n).count();
        let common = counts.iter().copied().filter(|n| *n > 1).max_by_key(|n| (of(*n), *n));
        common.map_or((0, 0), |n| (of(n), n))
    };
    let best = DELIMITERS.iter().rev().max_by_key(|(delimiter, _)| score(*delimiter));
    best.map_or(b',', |(delimiter, _)| *delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> (Vec<(u64, Vec<String>)>, Vec<u64>) {
        let mut report = Report::default();
        let sheet = read(bytes, &mut report);
        (
            sheet.rows.into_iter().map(|row| (row.number, row.cells)).collect(),
            report.faults.iter().map(|f| f.row).collect(),
        )
    }

    #[test]
    fn rows_keep_their_lines() {
        let (rows, faults) = cells(b"Name;Note\r\n\r\nAda;\"two\r\nlines, here\"\r\nBo;x\r\n");
        assert!(faults.is_empty());
        let numbers: Vec<u64> = rows.iter().map(|row| row.0).collect();
        assert_eq!(numbers, [1, 3, 5]);
        assert_eq!(rows[1].1, ["Ada", "two\r\nlines, here"]);
    }

    #[test]
    fn a_quote_never_closed_costs_its_line() {
        let (rows, faults) = cells(b"Name,Note\nAda,\"broken\nBo,fine\nCy,\"too\n");
        let names: Vec<&str> = rows.iter().map(|row| row.1[0].as_str()).collect();
        assert_eq!(names, ["Name", "Bo"]);
        assert_eq!(faults, [2, 4]);
    }

    #[test]
    fn the_delimiter_is_told_by_the_rows() {
        for (text, delimiter) in [
            ("Name,Role\nAda,\"a;b;c;d\"\n", b','),
            ("Name;Role\nAda, M.;CFO\nBo, K.;x\n", b';'),
            ("Name\tRole\nAda\tCFO\n", b'\t'),
            ("Name\nAda\n", b','),
        ] {
            assert_eq!(sniff(text), delimiter, "{text}");
        }
        assert_eq!(cells(b"sep=;\nName;a,b\n").0, [(2, vec!["Name".to_owned(), "a,b".to_owned()])]);
    }
}
