//! Workbooks: takes the bytes of an `.xlsx`, gives the rows of one sheet as text. Merged cells hold their value in each of
//! their cells; dates are written as dates, whole numbers without a point, formulas as their values.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx, XlsxError};

use super::table::{self, Row, Settings, Sheet};
use super::text::line;
use super::{Context, Import, Report};

/// Bytes a workbook may have once unpacked.
const MAX_UNPACKED: u64 = 128 << 20;
/// Files in the archive.
const MAX_ENTRIES: usize = 2000;
/// Rows of the sheet.
const MAX_ROWS: usize = 10_000;
/// Columns of the sheet.
const MAX_COLUMNS: usize = 500;
/// Cells that merged ranges are filled into.
const MAX_MERGED: u64 = 200_000;

/// Imports a table of stakeholders from a workbook.
pub fn xlsx(context: &Context<'_>, bytes: &[u8], settings: &Settings) -> Import {
    let mut report = Report { unit: "row", ..Report::default() };
    match read(bytes, settings, &mut report) {
        Ok(sheet) => table::import(context, sheet, settings, report),
        Err(message) => {
            report.fault(0, message);
            Import { edits: Vec::new(), report }
        }
    }
}

/// Reads the rows of the sheet asked for, else of the first.
fn read(bytes: &[u8], settings: &Settings, report: &mut Report) -> Result<Sheet, String> {
    unpacked(bytes)?;
    let broken = |error: XlsxError| format!("no workbook: {}", line(&error.to_string()));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let names = book.sheet_names();
    let name = match &settings.sheet {
        Some(wanted) => names.iter().find(|name| *name == wanted || name.eq_ignore_ascii_case(wanted)).cloned(),
        None => names.first().cloned(),
    };
    let shown: Vec<String> = names.iter().take(20).map(|name| format!("`{}`", line(name))).collect();
    let name = name.ok_or_else(|| match &settings.sheet {
        Some(wanted) => format!("no sheet `{}`; there are {}", line(wanted), shown.join(", ")),
        None => "the workbook has no sheet".to_owned(),
    })?;
    if names.len() > 1 {
        report.guess(format!("sheet `{}` of {}; `--sheet NAME` takes another", line(&name), shown.join(", ")));
    }
    // A cell far out would make a range of everything before it: the cells are looked at one by one instead.
    let mut reader = book.worksheet_cells_reader(&name).map_err(broken)?;
    let mut cells: Vec<((u32, u32), String)> = Vec::new();
    let (mut is_cut, mut height) = (false, 0_u32);
    loop {
        match reader.next_cell() {
            Ok(Some(cell)) => {
                let (row, column) = cell.get_position();
                if row as usize >= MAX_ROWS || column as usize >= MAX_COLUMNS {
                    is_cut = true;
                    continue;
                }
                let value: Data = cell.get_value().clone().into();
                if let Some(text) = text(&value, row, column, report) {
                    height = height.max(row + 1);
                    cells.push(((row, column), text));
                }
            }
            Ok(None) => break,
            Err(error) => {
                let row = u64::from(cells.last().map_or(0, |(at, _)| at.0 + 1));
                report.fault(row, format!("the sheet is broken from here on: {}", line(&error.to_string())));
                break;
            }
        }
    }
    drop(reader);
    if is_cut {
        report.fault(0, format!("cells past row {MAX_ROWS} or column {MAX_COLUMNS} were not read"));
    }
    let mut rows: Vec<Row> = (0..height).map(|n| Row { number: u64::from(n) + 1, cells: Vec::new() }).collect();
    let mut put = |row: u32, column: u32, text: &str| {
        let cells = &mut rows[row as usize].cells;
        if cells.len() <= column as usize {
            cells.resize(column as usize + 1, String::new());
        }
        text.clone_into(&mut cells[column as usize]);
    };
    for ((row, column), text) in &cells {
        put(*row, *column, text);
    }
    let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
    let mut filled = 0;
    for range in merged {
        let (from, to) =
            (range.start, (range.end.0.min(height.saturating_sub(1)), range.end.1.min(MAX_COLUMNS as u32 - 1)));
        if from.0 > to.0 || from.1 > to.1 {
            continue;
        }
        filled += u64::from(to.0 - from.0 + 1) * u64::from(to.1 - from.1 + 1);
        if filled > MAX_MERGED {
            report.fault(0, "too many merged cells; some were read as empty");
            break;
        }
        let Some((_, text)) = cells.iter().find(|(at, _)| *at == from) else { continue };
        for row in from.0..=to.0 {
            for column in from.1..=to.1 {
                put(row, column, text);
            }
        }
    }
    Ok(Sheet { rows })
}

/// A cell as text; `None` where it is empty.
fn text(value: &Data, row: u32, column: u32, report: &mut Report) -> Option<String> {
    let text = match value {
        Data::Empty => return None,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => plain(*number),
        Data::Bool(is) => if *is { "yes" } else { "no" }.to_owned(),
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTime(duration) => plain(duration.as_f64()),
        Data::Error(error) => {
            let letters = letters(column);
            report.fault_in(u64::from(row) + 1, &letters, format!("the cell is an error ({error}); taken as empty"));
            return None;
        }
    };
    Some(text)
}

/// A number as it is shown: 42, not 42.0.
fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 9e15 { format!("{number:.0}") } else { number.to_string() }
}

/// A column by its letters.
fn letters(column: u32) -> String {
    let mut rest = column + 1;
    let mut out = Vec::new();
    while rest > 0 {
        rest -= 1;
        out.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    out.iter().rev().collect()
}

/// Refuses an archive that unpacks to far more than a register is. What its directory says of sizes may be a lie, so each
/// file in it is unpacked once, into nothing.
fn unpacked(bytes: &[u8]) -> Result<(), String> {
    let not = |_| "no workbook: it is not an .xlsx file (save an .xls as .xlsx first)".to_owned();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(not)?;
    if archive.len() > MAX_ENTRIES {
        return Err(format!("no workbook: more than {MAX_ENTRIES} files in it"));
    }
    let (mut total, mut buffer) = (0_u64, vec![0; 64 << 10]);
    for n in 0..archive.len() {
        // One that can't be unpacked may be a picture: whether it matters is said when it is read.
        let Ok(mut file) = archive.by_index(n) else { continue };
        while let Ok(read @ 1..) = file.read(&mut buffer) {
            total += read as u64;
            if total > MAX_UNPACKED {
                return Err(format!("the workbook unpacks to more than {} MiB; that is not read", MAX_UNPACKED >> 20));
            }
        }
    }
    Ok(())
}
