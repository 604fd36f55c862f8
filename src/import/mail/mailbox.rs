//! Mailboxes: takes a stream, gives one message after another, never more than one in memory, and of a long one its
//! beginning.

use std::io::{self, BufRead, Read};

use super::super::Report;

/// Bytes of one message that are kept.
const MAX_MESSAGE: usize = 1 << 20;
/// Bytes of one line that are looked at.
const MAX_LINE: u64 = 1 << 20;
/// Messages of one mailbox.
const MAX_MESSAGES: usize = 500_000;

/// Calls `take` with each message and the line it begins on.
pub(super) fn each(
    reader: &mut dyn BufRead,
    report: &mut Report,
    take: &mut dyn FnMut(u64, &[u8], &mut Report),
) -> io::Result<()> {
    let mut line = Vec::new();
    let mut message: Option<(u64, Vec<u8>)> = None;
    let (mut number, mut after_blank, mut count, mut whole) = (0_u64, true, 0, true);
    loop {
        line.clear();
        (&mut *reader).take(MAX_LINE).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            break;
        }
        number += u64::from(whole);
        // A line so long that it comes in pieces begins nothing.
        let begins = whole && after_blank && line.starts_with(b"From ");
        let is_start = whole;
        whole = line.ends_with(b"\n");
        after_blank = line.iter().all(|b| matches!(b, b'\r' | b'\n'));
        if begins {
            if let Some((row, bytes)) = message.replace((number, Vec::new())) {
                take(row, &bytes, report);
            }
            count += 1;
            if count > MAX_MESSAGES {
                report.fault(number, format!("more than {MAX_MESSAGES} messages; the rest was not read"));
                return Ok(());
            }
            continue;
        }
        match &mut message {
            Some((_, bytes)) if bytes.len() < MAX_MESSAGE => {
                bytes.extend_from_slice(if is_start { unquoted(&line) } else { &line });
            }
            Some(_) => {}
            None if after_blank => {}
            None => {
                report.fault(
                    number,
                    "no mailbox: it does not begin with a line `From ...`; one message is imported with `eml`",
                );
                return Ok(());
            }
        }
    }
    match message {
        Some((row, bytes)) => take(row, &bytes, report),
        None => report.fault(0, "there is no message in it"),
    }
    Ok(())
}

/// A line as it was before it came into the mailbox: `>From ` stands there for `From `, `>>From ` for `>From `.
fn unquoted(line: &[u8]) -> &[u8] {
    let rest = line.iter().position(|b| *b != b'>').unwrap_or(0);
    if rest > 0 && line[rest..].starts_with(b"From ") { &line[1..] } else { line }
}
