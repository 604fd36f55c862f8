//! Path data: numbers and steps as short as SVG allows. Takes places in tenths of a pixel.

use plotters_backend::BackendCoord;

/// Writes a place.
pub(super) fn point(out: &mut String, (x, y): BackendCoord) {
    tenths(out, i64::from(x));
    out.push(' ');
    tenths(out, i64::from(y));
}

/// Path data of a line through points, each step from the point before.
pub(super) fn trace(out: &mut String, mut points: impl Iterator<Item = BackendCoord>) {
    let Some(mut last) = points.next() else { return };
    out.push('M');
    point(out, last);
    let (mut pending, mut in_line) = ((0, 0), false);
    for at in points {
        let next = (at.0 - last.0, at.1 - last.1);
        last = at;
        // Steps in one direction along an axis are one.
        let level = pending.1 == 0 && next.1 == 0 && i64::from(pending.0) * i64::from(next.0) >= 0;
        let upright = pending.0 == 0 && next.0 == 0 && i64::from(pending.1) * i64::from(next.1) >= 0;
        if level || upright {
            pending = (pending.0 + next.0, pending.1 + next.1);
        } else {
            step(out, pending, &mut in_line);
            pending = next;
        }
    }
    step(out, pending, &mut in_line);
}

/// A step of a line; `in_line` where the one before was slanted too.
fn step(out: &mut String, (dx, dy): BackendCoord, in_line: &mut bool) {
    if (dx, dy) == (0, 0) {
        return;
    }
    let slanted = dx != 0 && dy != 0;
    let letter = match (slanted, *in_line) {
        (true, true) => (dx > 0).then_some(' '),
        (true, false) => Some('l'),
        (false, _) => Some(if dy == 0 { 'h' } else { 'v' }),
    };
    out.extend(letter);
    if dx != 0 {
        short(out, dx);
    }
    if slanted && dy > 0 {
        out.push(' ');
    }
    if dy != 0 {
        short(out, dy);
    }
    *in_line = slanted;
}

/// Writes a number of tenths as a decimal without a zero before its point.
fn short(out: &mut String, value: i32) {
    if value.unsigned_abs() < 10 && value != 0 {
        out.push_str(if value < 0 { "-." } else { "." });
        out.push(char::from(b'0' + value.unsigned_abs() as u8));
    } else {
        tenths(out, i64::from(value));
    }
}

/// Writes a number of tenths as a decimal.
pub(super) fn tenths(out: &mut String, value: i64) {
    if value < 0 {
        out.push('-');
    }
    let size = value.unsigned_abs();
    digits(out, size / 10);
    if !size.is_multiple_of(10) {
        out.push('.');
        digits(out, size % 10);
    }
}

/// Writes a whole number. By hand: a site has a million, and the formatter is several times as slow.
pub(crate) fn digits(out: &mut String, number: u64) {
    if number >= 10 {
        digits(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::trace;

    fn traced(points: &[(i32, i32)]) -> String {
        let mut out = String::new();
        trace(&mut out, points.iter().copied());
        out
    }

    #[test]
    fn steps_are_short_and_lead_where_the_points_are() {
        assert_eq!(traced(&[(0, 0), (100, 0), (200, 0), (200, 50)]), "M0 0h20v5");
        assert_eq!(traced(&[(5, 5), (12, -3), (11, -4), (111, -4)]), "M0.5 0.5l.7-.8-.1-.1h10");
        assert_eq!(traced(&[(0, 0), (10, 0), (5, 0), (5, 0)]), "M0 0h1h-.5");
        assert_eq!(traced(&[(0, 0), (3, 20), (6, 21)]), "M0 0l.3 2 .3 .1");
        assert_eq!(traced(&[(7, 7)]), "M0.7 0.7");
        assert_eq!(traced(&[]), "");
    }
}
