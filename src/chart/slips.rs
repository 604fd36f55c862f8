//! Milestones on one time axis: takes the baseline, each forecast with the day it was made, the day done and what our
//! record makes of the forecast; gives a row for each, where a date that moved grows into a line.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::backend::{Root, Token};
use super::canvas::{Area, Canvas, Key, Shape, plain};
use super::plane::Plane;
use super::{Chart, days, font};

/// A milestone's row.
#[derive(Clone, PartialEq, Debug)]
pub struct SlipRow {
    /// Its title.
    pub title: String,
    /// The day first promised.
    pub baseline: Date,
    /// Forecasts as (made on, day said), by the day made.
    pub forecasts: Vec<(Date, Date)>,
    /// Done on.
    pub done: Option<Date>,
    /// What our record makes of a forecast: from, to (none where it gives no end).
    pub likely: Option<(Date, Option<Date>)>,
}

/// Milestones under a heading.
#[derive(Clone, PartialEq, Debug)]
pub struct SlipGroup {
    /// The heading.
    pub title: String,
    /// Its milestones.
    pub rows: Vec<SlipRow>,
}

/// What the chart is drawn from.
#[derive(Clone, PartialEq, Debug)]
pub struct SlipInput {
    /// The day everything is as of.
    pub as_of: Date,
    /// Groups, top to bottom.
    pub groups: Vec<SlipGroup>,
}

/// How a row stands.
struct Stand {
    end: Date,
    shape: (Shape, Token),
    words: String,
    slips: usize,
    late: i64,
}

impl SlipRow {
    /// How it stands, as a sentence.
    fn said(&self, as_of: Date) -> String {
        format!("{}: {}.", self.title, self.stand(as_of).words.to_lowercase())
    }

    fn stand(&self, as_of: Date) -> Stand {
        let last = self.forecasts.last().map_or(self.baseline, |f| f.1);
        let end = self.done.unwrap_or(last);
        let late = days::number(end) - days::number(self.baseline);
        let dates: Vec<Date> = std::iter::once(self.baseline).chain(self.forecasts.iter().map(|f| f.1)).collect();
        let slips = dates.windows(2).filter(|d| d[1] > d[0]).count();
        let off = match late {
            0 => "on the day".to_owned(),
            1.. => format!("{} late", days::count(late, "day", "days")),
            _ => format!("{} early", days::count(-late, "day", "days")),
        };
        let over = days::number(as_of) - days::number(last);
        let (shape, mut words) = match self.done {
            Some(_) if late > 0 => ((Shape::Diamond, Token::Watch), format!("Done {off}")),
            Some(_) => ((Shape::Disc, Token::Ok), format!("Done {off}")),
            None if over > 0 => {
                ((Shape::Triangle, Token::Risk), format!("{} overdue", days::count(over, "day", "days")))
            }
            None if late > 0 => ((Shape::Diamond, Token::Watch), format!("Moved {}", days::count(late, "day", "days"))),
            None if late < 0 => {
                ((Shape::Square, Token::Ink2), format!("Forward {}", days::count(-late, "day", "days")))
            }
            None => ((Shape::Square, Token::Ink2), "Not moved".to_owned()),
        };
        if slips > 0 {
            let _ = write!(words, ", {}", days::count(i64::try_from(slips).unwrap_or(i64::MAX), "slip", "slips"));
        }
        Stand { end, shape, words, slips, late }
    }
}

/// Sizes of one of the drawings.
struct Frame {
    class: &'static str,
    width: f64,
    left: f64,
    right: f64,
    row: f64,
    heading: f64,
    size: u8,
    wide: bool,
    /// Whether a row says how it stands in words, in a column of its own.
    words: bool,
}

const WIDE: Frame = Frame {
    class: "wide",
    width: 900.0,
    left: 276.0,
    right: 688.0,
    row: 30.0,
    heading: 30.0,
    size: 12,
    wide: true,
    words: true,
};
const NARROW: Frame = Frame {
    class: "narrow",
    width: 320.0,
    left: 4.0,
    right: 312.0,
    row: 72.0,
    heading: 30.0,
    size: 13,
    wide: false,
    words: true,
};
/// In a mail the words stand in the list below the picture, which shows where a date was and where it is.
const MAIL: Frame = Frame {
    class: "mail",
    width: 592.0,
    left: 236.0,
    right: 590.0,
    row: 30.0,
    heading: 0.0,
    size: 12,
    wide: true,
    words: false,
};

/// The furthest from the as-of date that is drawn, in days; what lies further is at the edge.
const REACH: i64 = 3 * 366;

/// Draws the rows; `id` is the prefix of its ids, unique on the page.
pub fn slips(input: &SlipInput, id: &str) -> Chart {
    let head = ["Milestone", "Baseline", "Forecasts", "Done", "Slips", "Days"].map(str::to_owned).to_vec();
    let rows: Vec<&SlipRow> = input.groups.iter().flat_map(|g| &g.rows).collect();
    let measure = "Days from baseline to forecast or done; a shaded bar is where our record puts it.".to_owned();
    let mut desc = String::new();
    let mut table = Vec::with_capacity(rows.len());
    let (mut moved, mut slipped) = (0, 0);
    for row in &rows {
        let stand = row.stand(input.as_of);
        moved += usize::from(stand.slips > 0);
        slipped += stand.slips;
        if table.len() < 12 {
            let _ = write!(desc, "{} ", row.said(input.as_of));
        }
        let said: Vec<String> = row
            .forecasts
            .iter()
            .map(|(on, to)| format!("{} (on {})", days::say(*to, input.as_of), days::say(*on, input.as_of)))
            .collect();
        table.push(vec![
            row.title.clone(),
            row.baseline.to_string(),
            said.join(", "),
            row.done.map(|d| d.to_string()).unwrap_or_default(),
            stand.slips.to_string(),
            stand.late.to_string(),
        ]);
    }
    let finding = match (rows.len(), moved) {
        (0, _) => "No milestone yet".to_owned(),
        (1, 0) => "Its date has not moved".to_owned(),
        (n, 0) => format!("None of {n} dates has moved"),
        (1, _) => format!("Its date moved {}", times(slipped)),
        (n, m) if n == m => format!("All {n} dates moved, {} in all", times(slipped)),
        (n, m) => format!("{m} of {n} dates moved, {} in all", times(slipped)),
    };
    if rows.is_empty() {
        return Chart { finding, measure, head, ..Chart::default() };
    }
    let desc = desc.trim_end();
    let svg = draw(input, &WIDE, id, &finding, desc);
    let narrow = draw(input, &NARROW, &format!("{id}-n"), &finding, desc);
    Chart { svg, narrow: Some(narrow), finding, measure, head, rows: table }
}

/// The rows for a mail's picture, without headings, and what they show in words; `None` where there is none to draw.
pub(crate) fn slips_for_mail(input: &SlipInput) -> Option<(Chart, String)> {
    let chart = slips(input, "mail");
    let said: Vec<String> = input.groups.iter().flat_map(|g| &g.rows).map(|row| row.said(input.as_of)).collect();
    let said = said.join(" ");
    let mut input = input.clone();
    // What has no end says the less the more of the picture it fills.
    for row in input.groups.iter_mut().flat_map(|g| &mut g.rows) {
        row.likely = row.likely.filter(|(_, to)| to.is_some());
    }
    let svg = draw(&input, &MAIL, "mail", &chart.finding, &said);
    (!said.is_empty()).then_some((Chart { svg, narrow: None, ..chart }, said))
}

fn times(n: usize) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

/// The first and last day drawn, with a few days around.
fn span(input: &SlipInput, room: i64) -> (Date, Date) {
    let today = days::number(input.as_of);
    let rows = input.groups.iter().flat_map(|g| &g.rows);
    let all = rows.flat_map(|r| {
        let likely = r.likely.map(|l| l.1.unwrap_or(l.0));
        std::iter::once(r.baseline).chain(r.forecasts.iter().map(|f| f.1)).chain(r.done).chain(likely)
    });
    let (mut from, mut to) = (today - 30, today + 30);
    for day in all.map(days::number) {
        (from, to) = (from.min(day), to.max(day));
    }
    let (from, to) = (from.max(today - REACH), to.min(today + REACH));
    // Room for the day beside the last mark.
    let room = (to - from) * room / 100;
    let (from, to) = (from - 6, to + 6 + room);
    let at = |day: i64| {
        let span = jiff::Span::new().days(day - today);
        input.as_of.saturating_add(span)
    };
    (at(from), at(to))
}

fn draw(input: &SlipInput, frame: &Frame, id: &str, title: &str, desc: &str) -> String {
    let Frame { left, right, size, width, .. } = *frame;
    let beside = match (frame.wide, frame.words) {
        (true, true) => 21,
        (true, false) => 28,
        (false, _) => 34,
    };
    let (from, to) = span(input, beside);
    let rows = input.groups.iter().map(|g| g.rows.len()).sum::<usize>();
    let top = 40.0;
    let bottom = top + frame.row * rows as f64 + frame.heading * input.groups.len() as f64;
    let legend = bottom + 22.0;
    let tall = legend
        + if frame.words && frame.wide {
            8.0
        } else if frame.wide {
            30.0
        } else {
            68.0
        };
    let mut out = String::with_capacity(1_000 + rows * 900);
    let root = Root { class: frame.class, size: (width as u32, tall as u32), id, title, desc };
    let canvas = Canvas::chart(&mut out, &root);
    let range = (days::number(from) as f64, days::number(to) as f64);
    let plane = Plane::new(&canvas, range, (0.0, 1.0), Area(left, top, right, bottom));
    plane.months(&canvas, (from, to), top - 10.0, size, if frame.wide { 58.0 } else { 70.0 }, true);
    let today = plane.day(input.as_of);

    if frame.wide {
        canvas.dashed(&[(today, top - 10.0), (today, bottom)], Token::Ink3, 1.0);
    }
    let mut y = top;
    for group in &input.groups {
        if frame.heading > 0.0 {
            canvas.text(&group.title, plain(Token::Ink2).bold().size(size), (0.0, y + 17.0));
            canvas.line(&[(0.0, y + 24.0), (width, y + 24.0)], Token::Axis, 1.0);
        }
        y += frame.heading;
        for row in &group.rows {
            draw_row(&canvas, &plane, frame, row, input.as_of, y);
            y += frame.row;
        }
    }
    let said = format!("as of {}", days::say(input.as_of, input.as_of));
    let middle = plain(Token::Ink).size(size).middle();
    let half = font::width(&said, size, false) / 2.0;
    canvas.text(&said, middle, (today.clamp(left + half, right - half), 11.0));
    let entries: &[(Key, &str)] = &[
        (Key::Mark(Shape::Ring, Token::Ink), "baseline"),
        (Key::Tick, "earlier forecast"),
        (Key::Mark(Shape::Diamond, Token::Watch), "moved, or done late"),
        (Key::Mark(Shape::Triangle, Token::Risk), "overdue"),
        (Key::Mark(Shape::Square, Token::Ink2), "not moved"),
        (Key::Mark(Shape::Disc, Token::Ok), "done in time"),
        (Key::Bar(Token::WatchBand, 12.0), "likely, by our record"),
    ];
    let entries: Vec<_> = entries.iter().filter(|(key, _)| frame.words || is_used(input, *key)).copied().collect();
    canvas.legend(&entries, (0.0, legend), width, size);
    canvas.close();
    out
}

/// Whether a drawing has what an entry of its legend explains.
fn is_used(input: &SlipInput, key: Key) -> bool {
    let mut rows = input.groups.iter().flat_map(|g| &g.rows);
    match key {
        Key::Mark(Shape::Ring, _) => rows.any(|r| !r.forecasts.is_empty() || r.done.is_some()),
        Key::Mark(shape, _) => rows.any(|r| r.stand(input.as_of).shape.0 == shape),
        Key::Tick => rows.any(|r| r.forecasts.len() > usize::from(r.done.is_none())),
        Key::Bar(..) => rows.any(|r| r.likely.is_some()),
    }
}

/// One row; `y` is its upper edge.
fn draw_row(canvas: &Canvas<'_>, plane: &Plane<'_>, frame: &Frame, row: &SlipRow, as_of: Date, y: f64) {
    let Frame { left, right, size, width, wide, .. } = *frame;
    let stand = row.stand(as_of);
    let middle = if wide { y + frame.row / 2.0 } else { y + 50.0 };
    let (shape, token) = stand.shape;
    let words = plain(token).bold().size(size);
    if wide {
        let title = font::fit(&row.title, size, false, left - 14.0);
        canvas.text(&title, plain(Token::Ink).size(size), (0.0, middle + 4.0));
        if frame.words {
            canvas.mark((right + 22.0, middle), 4.4, stand.shape, false);
            canvas.text(&stand.words, words, (right + 34.0, middle + 4.0));
        }
        canvas.line(&[(0.0, y + frame.row), (width, y + frame.row)], Token::Hair, 1.0);
    } else {
        canvas.text(&font::fit(&row.title, size, false, width), plain(Token::Ink).size(size), (0.0, y + 14.0));
        canvas.mark((6.0, y + 26.0), 4.2, stand.shape, false);
        canvas.text(&stand.words, words, (17.0, y + 31.0));
        canvas.line(&[(0.0, y + frame.row - 4.0), (width, y + frame.row - 4.0)], Token::Hair, 1.0);
    }
    let today = plane.day(as_of);
    if !wide {
        canvas.dashed(&[(today, middle - 14.0), (today, y + frame.row - 6.0)], Token::Ink3, 1.0);
    }
    if let Some((from, to)) = row.likely {
        let (a, b) = (plane.day(from), to.map_or(right, |to| plane.day(to)));
        canvas.rect((a, middle - 7.0), ((b - a).max(2.0), 14.0), Token::WatchBand);
        if to.is_none() {
            canvas.dashed(&[(b, middle - 7.0), (b, middle + 7.0)], Token::Watch, 1.0);
        }
    }
    // What lies further than the reach is at its edge, with room for the day beside it; a break says so.
    let today_on = days::number(as_of);
    let day = |date: Date| plane.x(days::number(date).clamp(today_on - REACH, today_on + REACH) as f64);
    let (start, end) = (day(row.baseline), day(stand.end));
    if (end - start).abs() > 0.5 {
        let token = if end > start { token } else { Token::Ink3 };
        canvas.line(&[(start, middle), (end, middle)], token, 2.0);
    }
    // From the day a forecast was made to the day it said.
    for (on, said) in row.forecasts.iter().filter(|_| frame.words) {
        let (a, b) = (day(*on), day(*said));
        canvas.line(&[(a, middle - 11.0), (b, middle)], Token::Axis, 1.0);
        canvas.disc((a, middle - 11.0), 1.7, Token::Ink3);
    }
    let earlier = if row.done.is_some() { row.forecasts.len() } else { row.forecasts.len().saturating_sub(1) };
    let ticks: Vec<(f64, f64)> = row.forecasts[..earlier].iter().map(|f| (day(f.1), middle)).collect();
    if !ticks.is_empty() {
        canvas.ticks(&ticks, 11.0, Token::Ink, 2.0);
    }
    let moved = !row.forecasts.is_empty() || row.done.is_some();
    if moved {
        canvas.disc((start, middle), 4.2, Token::Paper);
        canvas.ring((start, middle), 4.2, Token::Ink, 1.5);
    }
    let gap = (end - start).abs();
    if days::number(stand.end) > today_on + REACH && gap > 24.0 {
        canvas.rect((end - 16.0, middle - 5.0), (4.0, 10.0), Token::Paper);
        canvas.line(&[(end - 18.0, middle + 5.0), (end - 14.0, middle - 5.0)], token, 1.2);
        canvas.line(&[(end - 14.0, middle + 5.0), (end - 10.0, middle - 5.0)], token, 1.2);
    }
    let on_ring = moved && gap < 0.5;
    canvas.mark((end, middle), if on_ring { 2.6 } else { 5.2 }, (shape, token), gap > 13.0);
    // The day beside the last mark.
    let text = days::say(stand.end, as_of);
    let style = plain(Token::Ink2).size(size);
    let at = (start.max(end).min(right) + 11.0, middle + 4.0);
    let (long, last) = (font::width(&text, size, false), if wide { right + 14.0 } else { width });
    let before = start.min(end) - 11.0;
    let (at, style) = match () {
        () if at.0 + long <= last => (at, style),
        () if before - long >= left => ((before, at.1), style.end()),
        () => ((last, at.1), style.end()),
    };
    let covered = Area::of(&text, style, at);
    if covered.0 < today && today < covered.2 && row.likely.is_none() {
        canvas.rect((covered.0, middle - 9.0), (covered.2 - covered.0, 18.0), Token::Paper);
    }
    canvas.text(&text, style, at);
}
