//! What makes a score: takes the baseline, the sum of each signal and what caps took; gives a bar for each from the
//! running total before it to the one after, on the scale of the score with its bands.

use jiff::civil::Date;

use super::backend::{Root, Token};
use super::canvas::{Anchor, Area, Canvas, Ground, plain, status};
use super::history::Thresholds;
use super::{Chart, by_hand, font, signed, word};
use crate::config::Signal;
use crate::register::Band;

/// What the make-up is drawn from.
#[derive(Clone, PartialEq, Debug)]
pub struct MakeupInput {
    /// Where everyone starts.
    pub baseline: f64,
    /// Sum of the contributions of each signal measured, in the order of the method, with their number.
    pub signals: Vec<(Signal, f64, usize)>,
    /// What caps took, at most 0; `None` where none applies.
    pub caps: Option<f64>,
    /// The score; `None` without any item.
    pub score: Option<f64>,
    /// The computed band.
    pub band: Band,
    /// The band set by hand with its last day, where it differs from the computed one.
    pub set_by_hand: Option<(Band, Date)>,
    /// At risk on evidence too thin by now.
    pub stale: bool,
    /// Bands.
    pub thresholds: Thresholds,
}

/// A signal in words.
pub(crate) fn signal_name(signal: Signal) -> &'static str {
    match signal {
        Signal::Cadence => "Talking as often as agreed",
        Signal::Reliability => "Keeping our promises",
        Signal::Feedback => "Answering what they tell us",
        Signal::Involvement => "Asking before deciding",
        Signal::Attendance => "Their presence",
        Signal::Sentiment => "Their mood, as noted",
        Signal::Alignment => "Their support",
    }
}

/// A signal that takes points, in words.
fn lack(signal: Signal) -> (&'static str, &'static str) {
    match signal {
        Signal::Cadence => ("talking less often than agreed", "costs"),
        Signal::Reliability => ("promises kept late or not", "cost"),
        Signal::Feedback => ("answering late or not at all", "costs"),
        Signal::Involvement => ("decisions without asking", "cost"),
        Signal::Attendance => ("their absence", "costs"),
        Signal::Sentiment => ("their mood, as noted,", "costs"),
        Signal::Alignment => ("too little support", "costs"),
    }
}

struct Step {
    name: String,
    /// What it is called where it takes points, with its verb.
    short: (&'static str, &'static str),
    points: f64,
    before: f64,
    after: f64,
    /// The same, as it is shown.
    total: String,
}

/// Draws the make-up; `id` is the prefix of its ids, unique on the page.
pub fn makeup(input: &MakeupInput, id: &str) -> Chart {
    let head = ["Part", "Points", "Total"].map(str::to_owned).to_vec();
    let measure =
        "Points each signal adds to the baseline or takes from it; tenths are rounded, the sum is not.".to_owned();
    let score = input.score.filter(|s| s.is_finite() && input.band != Band::NotEnoughData && !input.stale);
    let Some(score) = score else {
        let finding = match input.band {
            Band::NotEnoughData => "Not enough data for a score".to_owned(),
            _ => "The evidence is too old for a number".to_owned(),
        };
        return Chart { finding, measure, head, ..Chart::default() };
    };
    let mut total = input.baseline;
    let mut steps = Vec::new();
    let parts = input.signals.iter().map(|(s, points, items)| (signal_name(*s), lack(*s), *points, *items));
    for (name, short, points, items) in parts.chain(input.caps.map(|points| ("Caps", ("a cap", "takes"), points, 1))) {
        let points = if points.is_finite() { points } else { 0.0 };
        let name = if items == 0 { format!("{name}: no evidence") } else { name.to_owned() };
        let after = total + points;
        steps.push(Step { name, short, points, before: total, after, total: format!("{after:.1}") });
        total += points;
    }
    let hand = input.set_by_hand.map(|set| by_hand(input.band, set));
    let finding = finding(&steps, score, hand.as_deref());
    let mut rows = vec![vec!["Baseline".to_owned(), String::new(), format!("{:.1}", input.baseline)]];
    rows.extend(steps.iter().map(|s| vec![s.name.clone(), signed(s.points), s.total.clone()]));
    rows.push(vec![
        hand.as_ref().map_or_else(|| word(input.band).to_owned(), |hand| format!("Score, {hand}")),
        String::new(),
        format!("{score:.1}"),
    ]);
    let desc: Vec<String> = steps.iter().map(|s| [&s.name, " ", &signed(s.points)].concat()).collect();
    let desc = format!(
        "From {:.0}: {}. Score {:.0}, {}.",
        input.baseline,
        desc.join(", "),
        score,
        hand.unwrap_or_else(|| word(input.band).to_lowercase())
    );
    let svg = draw(input, &steps, score, true, id, &finding, &desc);
    let narrow = draw(input, &steps, score, false, &format!("{id}-n"), &finding, &desc);
    Chart { svg, narrow: Some(narrow), finding, measure, head, rows }
}

fn finding(steps: &[Step], score: f64, hand: Option<&str>) -> String {
    let low = steps.iter().min_by(|a, b| a.points.total_cmp(&b.points)).filter(|s| s.points <= -0.05);
    let high = steps.iter().max_by(|a, b| a.points.total_cmp(&b.points)).filter(|s| s.points >= 0.05);
    let costs = |s: &Step| format!("{} {} most ({})", s.short.0, s.short.1, signed(s.points));
    let adds = |s: &Step| format!("{} adds most ({})", s.name.to_lowercase(), signed(s.points));
    let said = match (low, high) {
        (Some(low), Some(high)) if -low.points > high.points => format!("{}, {}", costs(low), adds(high)),
        (Some(low), Some(high)) => format!("{}, {}", adds(high), costs(low)),
        (Some(low), None) => costs(low),
        (None, Some(high)) => format!("nothing takes away; {}", adds(high)),
        (None, None) => "nothing adds or takes away".to_owned(),
    };
    match hand {
        Some(hand) => format!("{score:.0}, {hand}: {said}"),
        None => format!("{score:.0}: {said}"),
    }
}

fn draw(input: &MakeupInput, steps: &[Step], score: f64, wide: bool, id: &str, title: &str, desc: &str) -> String {
    let (class, width, left, right, size) =
        if wide { ("wide", 900.0, 264.0, 716.0, 12) } else { ("narrow", 320.0, 4.0, 296.0, 13) };
    let (row, top) = if wide { (26.0, 34.0) } else { (42.0, 34.0) };
    let count = steps.len() as f64 + 2.0;
    let bottom = top + row * count + 4.0;
    let mut out = String::with_capacity(6_000);
    let root = Root { class, size: (width as u32, (bottom + 24.0) as u32), id, title, desc };
    let canvas = Canvas::chart(&mut out, &root);
    let x = |value: f64| left + (right - left) * value.clamp(0.0, 100.0) / 100.0;
    let bounds = input.thresholds;
    let bands = [
        (0.0, bounds.at_risk_below, Token::RiskBand, Band::AtRisk),
        (bounds.at_risk_until, bounds.healthy_until, Token::WatchBand, Band::Watch),
        (bounds.healthy_from, 100.0, Token::OkBand, Band::Healthy),
    ];
    let mut heads = Ground::new(Area(left - 4.0, 0.0, right + 14.0, top));
    for (low, high, token, band) in bands {
        canvas.rect((x(low), top - 6.0), ((x(high) - x(low)).max(0.0), bottom - top + 6.0), token);
        let style = plain(status(band, false).1).size(size);
        let places = [(f64::midpoint(x(low), x(high)), top - 14.0, Anchor::Center)];
        if let Some((at, style)) = heads.place(word(band), style, &places, &[]) {
            canvas.text(word(band), style, at);
        }
    }
    for value in [0.0, bounds.at_risk_below, bounds.healthy_from, 100.0] {
        canvas.text(&format!("{value:.0}"), plain(Token::Ink3).size(size).middle(), (x(value), bottom + 16.0));
    }
    canvas.line(&[(left, bottom), (right, bottom)], Token::Axis, 1.0);
    if wide {
        canvas.text("Points", plain(Token::Ink2).end(), (right + 80.0, top - 14.0));
        canvas.text("Total", plain(Token::Ink2).end(), (right + 150.0, top - 14.0));
    }
    // A row's words stand left of its bar, or above it where there is no room.
    let bar = |i: f64| top + row * i + if wide { row / 2.0 } else { 30.0 };
    let words = |i: f64, name: &str, points: Option<String>, total: Option<String>, bold: bool| {
        let style = |token| if bold { plain(token).bold().size(size) } else { plain(token).size(size) };
        let base = if wide { bar(i) + 4.0 } else { bar(i) - 14.0 };
        if wide {
            let total = total.unwrap_or_default();
            canvas.text(&font::fit(name, size, bold, left - 18.0), style(Token::Ink), (0.0, base));
            canvas.text(&points.unwrap_or_default(), style(Token::Ink).end(), (right + 80.0, base));
            canvas.text(&total, style(if bold { Token::Ink } else { Token::Ink2 }).end(), (right + 150.0, base));
        } else {
            let text = points.or(total).unwrap_or_default();
            let free = right - left - font::width(&text, size, true) - 12.0;
            canvas.text(&font::fit(name, size, bold, free), style(Token::Ink), (left, base));
            canvas.text(&text, style(Token::Ink).end(), (right, base));
        }
    };
    words(0.0, "Baseline, for everyone", None, Some(format!("{:.1}", input.baseline)), false);
    canvas.line(&[(x(input.baseline), bar(0.0)), (x(input.baseline), bar(1.0))], Token::Axis, 1.0);
    canvas.disc((x(input.baseline), bar(0.0)), 5.0, Token::Paper);
    canvas.ring((x(input.baseline), bar(0.0)), 5.0, Token::Ink, 1.5);
    for (step, i) in steps.iter().zip(1u32..) {
        let i = f64::from(i);
        words(i, &step.name, Some(signed(step.points)), Some(step.total.clone()), false);
        let (from, to) = (x(step.before), x(step.after));
        let token = if step.points < 0.0 { Token::Risk } else { Token::Ok };
        canvas.line(&[(to, bar(i)), (to, bar(i + 1.0))], Token::Axis, 1.0);
        if (from - to).abs() < 0.5 {
            canvas.ticks(&[(to, bar(i))], 10.0, Token::Axis, 2.0);
        } else {
            canvas.rect((from.min(to), bar(i) - 5.0), ((from - to).abs(), 10.0), token);
        }
    }
    let i = count - 1.0;
    let (shape, token) = status(input.band, input.stale);
    let computed = if input.set_by_hand.is_some() { "computed " } else { "" };
    words(i, &format!("Score: {computed}{}", word(input.band).to_lowercase()), None, Some(format!("{score:.1}")), true);
    canvas.mark((x(score), bar(i)), 6.0, (shape, token), true);
    canvas.close();
    out
}
