//! Touchpoints against the agreed cadence: takes the talks, messages, pauses and plans; gives a row for each month,
//! where waiting longer than agreed grows into a thick line and waiting too long into a thicker one.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::civil::Date;

use super::backend::{Root, Token};
use super::canvas::{Area, Canvas, Key, Shape, plain};
use super::{Chart, days, font};

/// What the calendar is drawn from.
#[derive(Clone, PartialEq, Debug)]
pub struct CalendarInput {
    /// Last day that is known.
    pub as_of: Date,
    /// Agreed days between talks.
    pub cadence_days: u32,
    /// Longest acceptable gap in days.
    pub max_gap_days: u32,
    /// Two-way touchpoints, in any order, those before the months shown too.
    pub talks: Vec<Date>,
    /// One-way messages.
    pub messages: Vec<Date>,
    /// Touchpoints planned after the last day.
    pub planned: Vec<Date>,
    /// Pauses, both ends included: their days don't count as waiting.
    pub pauses: Vec<(Date, Date)>,
    /// How many weeks before the last day are shown.
    pub shown: u32,
}

/// A month's row.
#[derive(Debug)]
struct Month {
    first: Date,
    length: i64,
    talks: i64,
    /// The longest wait that a day of the month saw; `None` before the first talk.
    wait: Option<i64>,
    /// Runs of days past the agreed gap: first, last, past the longest acceptable one.
    late: Vec<(i64, i64, bool)>,
}

/// Draws the calendar; `id` is the prefix of its ids, unique on the page.
pub fn calendar(input: &CalendarInput, id: &str) -> Chart {
    let last = days::number(input.as_of);
    let talks: BTreeSet<i64> = input.talks.iter().map(|d| days::number(*d)).filter(|d| *d <= last).collect();
    let earliest = talks.first().copied().unwrap_or(last);
    let from = (last - i64::from(input.shown.max(1)) * 7 + 1).max(earliest.min(last - 55));
    let paused = merged(&input.pauses);
    let months = months(input, &talks, &paused, from, last);
    let here = talks.range(from..).map(|_| 1).sum::<i64>();
    let now = wait(&talks, &paused, last);
    let cadence = i64::from(input.cadence_days);
    let worst = months.iter().filter_map(|m| m.wait).max();
    let said = days::count(here, "talk", "talks");
    let finding = match (now, worst) {
        (None, _) => "No talk on record yet".to_owned(),
        (Some(now), _) if now > cadence => {
            format!("No talk for {}, {} past what was agreed", days::count(now, "day", "days"), now - cadence)
        }
        (Some(_), Some(worst)) if worst > cadence => {
            format!(
                "{said}; the longest wait was {}, {} past what was agreed",
                days::count(worst, "day", "days"),
                worst - cadence
            )
        }
        (Some(now), _) if here == 1 => {
            format!("One talk, {} ago; agreed every {cadence}", days::count(now, "day", "days"))
        }
        (Some(now), _) => format!(
            "{said}, each within the agreed {}; the last {} ago",
            days::count(cadence, "day", "days"),
            days::count(now, "day", "days")
        ),
    };
    let agreed = format!("every {}, at most {}", days::count(cadence, "day", "days"), input.max_gap_days);
    let measure = format!("Talks by day, from {}. Agreed: {agreed}; paused days are not counted.", say(from, input));
    let mut desc = format!("{finding}. Agreed {agreed}. ");
    if let Some(talk) = talks.last() {
        let _ = write!(desc, "Last talk {}. ", say(*talk, input));
    }
    if let Some(next) = input.planned.iter().filter(|d| **d > input.as_of).min() {
        let _ = write!(desc, "Next planned for {}.", days::say(*next, input.as_of));
    }
    let head = ["Month", "Talks", "Longest wait, days"].map(str::to_owned).to_vec();
    let rows = months
        .iter()
        .filter(|m| m.first <= input.as_of)
        .map(|m| {
            let month = format!("{} {}", days::month_name(m.first.month()), m.first.year());
            vec![month, m.talks.to_string(), m.wait.map_or_else(|| "–".to_owned(), |w| w.to_string())]
        })
        .collect();
    let desc = desc.trim_end();
    let svg = draw(input, &months, &talks, &paused, from, true, id, &finding, desc);
    let narrow = draw(input, &months, &talks, &paused, from, false, &format!("{id}-n"), &finding, desc);
    Chart { svg, narrow: Some(narrow), finding, measure, head, rows }
}

fn say(day: i64, input: &CalendarInput) -> String {
    let back = days::number(input.as_of) - day;
    let date = input.as_of.saturating_sub(jiff::Span::new().days(back.clamp(-4_000_000, 4_000_000)));
    days::say(date, input.as_of)
}

/// Pauses as sorted day ranges that don't overlap.
fn merged(pauses: &[(Date, Date)]) -> Vec<(i64, i64)> {
    let mut ranges: Vec<_> =
        pauses.iter().map(|(a, b)| (days::number(*a), days::number(*b))).filter(|(a, b)| a <= b).collect();
    ranges.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::with_capacity(ranges.len());
    for (a, b) in ranges {
        match merged.last_mut() {
            Some(last) if a <= last.1 + 1 => last.1 = last.1.max(b),
            _ => merged.push((a, b)),
        }
    }
    merged
}

/// Paused days after `from`, up to and with `to`.
fn paused_between(paused: &[(i64, i64)], from: i64, to: i64) -> i64 {
    let first = paused.partition_point(|p| p.1 <= from);
    paused[first..].iter().take_while(|p| p.0 <= to).map(|(a, b)| ((*b).min(to) - (*a).max(from + 1) + 1).max(0)).sum()
}

/// The runs of days of `first` to `last` that no pause covers.
fn unpaused(paused: &[(i64, i64)], first: i64, last: i64) -> impl Iterator<Item = (i64, i64)> {
    let from = paused.partition_point(|p| p.1 < first);
    let within = paused[from..].iter().take_while(move |p| p.0 <= last);
    let begins = std::iter::once(first).chain(within.clone().map(|p| p.1 + 1));
    let ends = within.map(|p| p.0 - 1).chain(std::iter::once(last));
    begins.zip(ends).filter(|(a, b)| a <= b)
}

/// Days waited on a day since the last talk on or before it; `None` before the first.
fn wait(talks: &BTreeSet<i64>, paused: &[(i64, i64)], day: i64) -> Option<i64> {
    let talk = *talks.range(..=day).next_back()?;
    Some(day - talk - paused_between(paused, talk, day))
}

fn months(input: &CalendarInput, talks: &BTreeSet<i64>, paused: &[(i64, i64)], from: i64, last: i64) -> Vec<Month> {
    let mut months = Vec::new();
    let back = jiff::Span::new().days((last - from).clamp(0, 40_000));
    let mut first = days::first_of_month(input.as_of.saturating_sub(back));
    // Two months ahead at most, where something is planned there.
    let reach = last + 62;
    let planned =
        input.planned.iter().map(|d| days::number(*d)).filter(|d| *d <= reach).max().unwrap_or(last).max(last);
    let (cadence, longest) = (i64::from(input.cadence_days), i64::from(input.max_gap_days));
    // The last talk before a day.
    let mut before = None;
    while days::number(first) <= planned {
        let start = days::number(first);
        let length = i64::from(first.days_in_month());
        let mut month = Month { first, length, talks: 0, wait: None, late: Vec::new() };
        let begin = start.max(from);
        let mut coming = talks.range(begin..).copied().peekable();
        before = before.or_else(|| talks.range(..begin).next_back().copied());
        for day in begin..=(start + length - 1).min(last) {
            let talk = coming.next_if_eq(&day).is_some();
            month.talks += i64::from(talk);
            // A talk ends the wait that the day before had reached, a day longer.
            let waited = before.map(|t| day - t - paused_between(paused, t, day));
            if talk {
                before = Some(day);
            }
            month.wait = month.wait.max(waited);
            let Some(waited) = waited.filter(|w| *w > cadence && !talk) else { continue };
            let too_long = waited > longest;
            match month.late.last_mut() {
                Some(run) if run.1 + 1 == day && run.2 == too_long => run.1 = day,
                _ => month.late.push((day, day, too_long)),
            }
        }
        months.push(month);
        let Some(next) = days::next_month(first) else { break };
        first = next;
    }
    months
}

#[expect(clippy::too_many_arguments, reason = "one call site for each of the two drawings of the same figures")]
fn draw(
    input: &CalendarInput,
    months: &[Month],
    talks: &BTreeSet<i64>,
    paused: &[(i64, i64)],
    from: i64,
    wide: bool,
    id: &str,
    title: &str,
    desc: &str,
) -> String {
    let (class, width, left, right, size) =
        if wide { ("wide", 900.0, 82.0, 640.0, 12) } else { ("narrow", 320.0, 34.0, 250.0, 13) };
    let (row, top, radius) = if wide { (23.0, 34.0, 5.0) } else { (21.0, 34.0, 3.6) };
    let legend = top + row * months.len() as f64 + 8.0;
    let tall = legend + if wide { 14.0 } else { 36.0 };
    let mut out = String::with_capacity(10_000);
    let root = Root { class, size: (width as u32, tall as u32), id, title, desc };
    let canvas = Canvas::chart(&mut out, &root);
    let last = days::number(input.as_of);
    let (cadence, longest) = (i64::from(input.cadence_days), i64::from(input.max_gap_days));
    let day = (right - left) / 31.0;
    let small = plain(Token::Ink3).size(size);
    for n in [1.0, 8.0, 15.0, 22.0, 29.0] {
        canvas.text(&(n as i64).to_string(), small.middle(), (left + (n - 0.5) * day, 12.0));
    }
    if wide {
        canvas.text("Talks", small, (right + 28.0, 12.0));
        canvas.text("Longest wait in the month", small, (right + 84.0, 12.0));
    } else {
        canvas.text("Wait", small.end(), (width, 12.0));
    }
    // Alike pieces of all months are one element each: a page holds hundreds of them.
    let (mut hairs, mut breaks, mut edges) = (Vec::new(), Vec::new(), Vec::new());
    let (mut late, mut too_late, mut sent, mut talked) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (i, month) in months.iter().enumerate() {
        let y = top + row * i as f64 - 2.0;
        let start = days::number(month.first);
        let x = |number: i64| left + (number - start) as f64 * day;
        let (begin, end) = (start.max(from), start + month.length - 1);
        hairs.push(((x(begin), y), x(end + 1)));
        let upcoming = paused.partition_point(|p| p.1 < begin);
        for (a, b) in paused[upcoming..].iter().take_while(|p| p.0 <= end) {
            let (xa, xb) = (x((*a).max(begin)), x((*b).min(end) + 1));
            breaks.push(((xa, y - 7.0), (xb - xa, 14.0)));
            edges.push(((xa, y + 7.0), xb));
        }
        // A bar for the days that count as waiting only: a pause lies between two of them.
        let late_days =
            month.late.iter().flat_map(|(a, b, long)| unpaused(paused, *a, *b).map(move |(a, b)| (a, b, *long)));
        for (a, b, is_too_long) in late_days {
            let (bars, height) = if is_too_long { (&mut too_late, row * 0.52) } else { (&mut late, row * 0.26) };
            bars.push(((x(a), y - height / 2.0), (x(b + 1) - x(a), height)));
        }
        let messages = input.messages.iter().map(|d| days::number(*d));
        sent.extend(messages.filter(|d| *d >= begin && *d <= end.min(last)).map(|d| (x(d) + day / 2.0, y)));
        talked.extend(talks.range(begin..=end).map(|talk| (x(*talk) + day / 2.0, y)));
    }
    canvas.levels(&hairs, Token::Hair);
    canvas.rects(&breaks, Token::Tint);
    canvas.levels(&edges, Token::Axis);
    canvas.rects(&late, Token::Watch);
    canvas.rects(&too_late, Token::Risk);
    canvas.discs(&sent, radius - 0.9, Token::Ink3);
    canvas.discs(&sent, radius - 2.3, Token::Paper);
    canvas.discs(&talked, radius + 1.6, Token::Paper);
    canvas.discs(&talked, radius, Token::Ink);
    for (i, month) in months.iter().enumerate() {
        let y = top + row * i as f64 - 2.0;
        let start = days::number(month.first);
        let x = |number: i64| left + (number - start) as f64 * day;
        let end = start + month.length - 1;
        let year = i == 0 || month.first.month() == 1;
        let name = days::month_name(month.first.month());
        let name = if year && wide { format!("{name} {}", month.first.year()) } else { name.to_owned() };
        let current = start <= last && last <= end;
        let style = plain(if current { Token::Ink } else { Token::Ink2 }).size(size);
        canvas.text(&name, if current { style.bold() } else { style }, (0.0, y + 4.0));
        let begin = start.max(from);
        let upcoming = paused.partition_point(|p| p.1 < begin);
        for (a, b) in
            paused[upcoming..].iter().take_while(|p| p.0 <= end).map(|(a, b)| ((*a).max(begin), (*b).min(end)))
        {
            let (xa, xb) = (x(a), x(b + 1));
            let free = talks.range(a..=b).next().is_none();
            if free && font::width("pause", size, false) + 8.0 <= xb - xa {
                canvas.text("pause", small.middle(), (f64::midpoint(xa, xb), y + 4.0));
            }
        }
        if current {
            canvas.line(&[(x(last + 1), y - row * 0.46), (x(last + 1), y + row * 0.46)], Token::Ink, 1.0);
        }
        let ahead: BTreeSet<i64> =
            input.planned.iter().map(|d| days::number(*d)).filter(|d| *d > last && *d >= start && *d <= end).collect();
        for (n, plan) in ahead.iter().enumerate() {
            let at = (x(*plan) + day / 2.0, y);
            canvas.disc(at, radius + 0.6, Token::Paper);
            canvas.ring(at, radius + 0.6, Token::Ink, 1.5);
            let style = plain(Token::Ink).size(size);
            let text = Area::of("planned", style, (at.0 + 11.0, y + 4.0));
            if n + 1 == ahead.len() && text.2 <= right + 20.0 {
                canvas.text("planned", style, (at.0 + 11.0, y + 4.0));
            }
        }
        if start > last {
            continue;
        }
        let none = month.talks == 0;
        let talked = if none { "none".to_owned() } else { month.talks.to_string() };
        if wide {
            let style = plain(Token::Ink);
            canvas.text(&talked, if none { style.bold() } else { style }, (right + 28.0, y + 4.0));
        }
        let column = if wide { right + 84.0 } else { width };
        match month.wait {
            None => {
                let style = if wide { small } else { small.end() };
                canvas.text(if wide { "no talk before" } else { "–" }, style, (column, y + 4.0));
            }
            Some(wait) if wait <= cadence => {
                let style = plain(Token::Ink2).size(size);
                let text = if wide { days::count(wait, "day", "days") } else { wait.to_string() + " d" };
                canvas.text(&text, if wide { style } else { style.end() }, (column, y + 4.0));
            }
            Some(wait) => {
                let mark = if wait > longest { (Shape::Triangle, Token::Risk) } else { (Shape::Diamond, Token::Watch) };
                let style = plain(mark.1).bold().size(size);
                let text = if wide { format!("{wait} days, {} over", wait - cadence) } else { wait.to_string() + " d" };
                let (at, style) = if wide { (column + 18.0, style) } else { (column, style.end()) };
                let lead = if wide { column + 6.0 } else { column - font::width(&text, size, true) - 8.0 };
                canvas.mark((lead, y), 4.4, mark, false);
                canvas.text(&text, style, (at, y + 4.0));
            }
        }
    }
    let (late, too_late) = (format!("past {cadence} days"), format!("past {longest} days"));
    let entries = [
        (Key::Mark(Shape::Disc, Token::Ink), "talk"),
        (Key::Mark(Shape::Ring, Token::Ink3), "message, one way"),
        (Key::Bar(Token::Watch, 6.0), late.as_str()),
        (Key::Bar(Token::Risk, 11.0), too_late.as_str()),
    ];
    canvas.legend(&entries, (if wide { left } else { 0.0 }, legend + 6.0), width, size);
    canvas.close();
    out
}
