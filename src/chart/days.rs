//! Days as charts say and place them: words for dates, whole days between them, ticks at the first of months.

use jiff::civil::Date;

/// Months as written on an axis.
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// "2026-11-02". By hand: a site has two hundred thousand.
pub(crate) fn iso(date: Date) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    if !(0..=9999).contains(&year) {
        return date.to_string();
    }
    let mut out = String::with_capacity(10);
    let two = |number: u16, out: &mut String| {
        out.push(char::from(b'0' + (number / 10) as u8));
        out.push(char::from(b'0' + (number % 10) as u8));
    };
    two(year.unsigned_abs() / 100, &mut out);
    two(year.unsigned_abs() % 100, &mut out);
    for part in [month, day] {
        out.push('-');
        two(part.unsigned_abs().into(), &mut out);
    }
    out
}

/// Whole days since the first day of year 0: differences of these are ages.
pub(crate) fn number(date: Date) -> i64 {
    let (year, month) = (i64::from(date.year()), i64::from(date.month()));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(date.day()) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
}

/// "19 Oct", with the year where it isn't that of `as_of`: "19 Oct ’25".
pub(crate) fn say(date: Date, as_of: Date) -> String {
    let month = month_name(date.month());
    if date.year() == as_of.year() {
        format!("{} {month}", date.day())
    } else {
        format!("{} {month} ’{:02}", date.day(), date.year().rem_euclid(100))
    }
}

/// "1 day", "2 days".
pub(crate) fn count(n: i64, one: &str, many: &str) -> String {
    [n.to_string().as_str(), " ", if n == 1 { one } else { many }].concat()
}

/// Three letters of a month, 1 to 12.
pub(crate) fn month_name(month: i8) -> &'static str {
    MONTHS[(month.clamp(1, 12) - 1) as usize]
}

/// The first of the month a date is in.
pub(crate) fn first_of_month(date: Date) -> Date {
    date.first_of_month()
}

/// The first of the next month; `None` past the calendar's end.
pub(crate) fn next_month(date: Date) -> Option<Date> {
    date.last_of_month().tomorrow().ok()
}

/// Ticks between two dates: the first of months at a step that leaves each label `room` pixels, with the label.
/// `scale` is pixels a day.
pub(crate) fn ticks(from: Date, to: Date, scale: f64, room: f64) -> Vec<(Date, String)> {
    let month = 30.4 * scale;
    let step = [1, 2, 3, 6, 12, 24, 60, 120].into_iter().find(|s| f64::from(*s) * month >= room).unwrap_or(600);
    let mut ticks: Vec<(Date, String)> = Vec::new();
    let mut at = first_of_month(from);
    while at <= to {
        let index = i32::from(at.year()) * 12 + i32::from(at.month()) - 1;
        if at >= from && index.rem_euclid(step) == 0 {
            let label = if step >= 12 {
                at.year().to_string()
            } else if ticks.is_empty() || at.month() <= step as i8 {
                format!("{} ’{:02}", month_name(at.month()), at.year().rem_euclid(100))
            } else {
                month_name(at.month()).to_owned()
            };
            ticks.push((at, label));
        }
        let Some(next) = next_month(at) else { break };
        at = next;
    }
    ticks
}
