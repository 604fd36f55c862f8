//! Lines of a file exactly as it lies on the disk: byte order mark, line ends and all. A line has the number, and its
//! characters the columns, that they have in the text as read.

use std::ops::Range;

/// The byte ranges of the lines, without their ends. A file without a line feed ends its lines with a carriage return.
pub(super) fn lines(raw: &str) -> Vec<Range<usize>> {
    let end = if raw.contains('\n') { '\n' } else { '\r' };
    let mut lines = Vec::new();
    let mut start = if raw.starts_with('\u{feff}') { 3 } else { 0 };
    for piece in raw[start..].split_inclusive(end) {
        let line = piece.trim_end_matches(['\n', '\r']);
        lines.push(start..start + line.len());
        start += piece.len();
    }
    lines
}

/// The range of line `number`, counted from 1.
pub(super) fn line(raw: &str, number: u32) -> Option<Range<usize>> {
    lines(raw).get((number as usize).checked_sub(1)?).cloned()
}

/// How the lines of a file end; of an empty one with a line feed.
pub(super) fn newline(raw: &str) -> &'static str {
    match (raw.find('\n'), raw.contains('\r')) {
        (Some(at), _) if raw[..at].ends_with('\r') => "\r\n",
        (None, true) => "\r",
        _ => "\n",
    }
}

/// The text with lines put before line `number` (1-based; past the last one, at the end), with its own line ends.
pub(super) fn insert(raw: &str, number: u32, added: &[String]) -> String {
    let end = newline(raw);
    let block: String = added.iter().flat_map(|line| [line, end]).collect();
    match line(raw, number) {
        Some(range) => format!("{}{block}{}", &raw[..range.start], &raw[range.start..]),
        None if raw.is_empty() || raw.ends_with(['\n', '\r']) => format!("{raw}{block}"),
        None => format!("{raw}{end}{block}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_ends() {
        for (raw, count, end) in
            [("a\nb", 2, "\n"), ("a\r\nb\r\n", 2, "\r\n"), ("a\rb\r", 2, "\r"), ("", 0, "\n"), ("\u{feff}a", 1, "\n")]
        {
            assert_eq!((lines(raw).len(), newline(raw)), (count, end), "{raw:?}");
        }
        assert_eq!(insert("a\r\nb\r\n", 2, &["x".to_owned()]), "a\r\nx\r\nb\r\n");
        assert_eq!(insert("a", 9, &["x".to_owned()]), "a\nx\n");
        assert_eq!(&"\u{feff}a"[line("\u{feff}a", 1).unwrap()], "a");
        assert_eq!(line("a", 0), None);
    }
}
