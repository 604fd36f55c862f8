//! Charts of any texts and figures: each drawing is well-formed XML that has no element and no attribute but a chart's. The
//! first line gives the figures, the others the texts.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use rapporteur::assess::Week;
use rapporteur::assess::direction::{Course, Progress, Stand};
use rapporteur::chart::{
    BandDay, BandsInput, CalendarInput, Chart, Closing, ClosingInput, DatesOffInput, GapInput, GoalInput, HistoryInput,
    KeptInput, KeptMonth, MakeupInput, MapInput, Mark, Off, Placed, PulsePoint, Row, Sign, SlipGroup, SlipInput,
    SlipRow, SparkInput, Thresholds, TrendInput, bands, bands_cell, bands_most, calendar, closing, dates_off, gapbar,
    goal, history, kept_by_month, makeup, map, pulse, slips, spark, trend,
};
use rapporteur::config::Signal;
use rapporteur::register::Band;
use roxmltree::Document;

use super::markup;

/// Elements of a chart.
const ELEMENTS: [&str; 9] = ["svg", "title", "desc", "path", "rect", "circle", "text", "use", "g"];
const ATTRIBUTES: [&str; 21] = [
    "class",
    "viewBox",
    "role",
    "aria-labelledby",
    "aria-label",
    "aria-hidden",
    "id",
    "x",
    "y",
    "width",
    "height",
    "cx",
    "cy",
    "r",
    "d",
    "href",
    "stroke-width",
    "stroke-dasharray",
    "transform",
    "focusable",
    "points",
];
const THRESHOLDS: Thresholds =
    Thresholds { healthy_from: 70.0, healthy_until: 65.0, at_risk_below: 45.0, at_risk_until: 50.0 };

/// Figures from bytes, over and over.
struct Figures<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Figures<'_> {
    fn byte(&mut self) -> u8 {
        let byte = self.bytes.get(self.at % self.bytes.len().max(1)).copied().unwrap_or_default();
        self.at += 1;
        byte
    }
    fn is(&mut self) -> bool {
        self.byte() & 1 == 1
    }
    fn up_to(&mut self, most: u8) -> usize {
        usize::from(self.byte() % (most + 1))
    }
    /// A day that a workspace may have: mostly near, at times far off.
    fn day(&mut self) -> Date {
        let (far, near) = (i64::from(self.byte()), i64::from(self.byte()));
        let start = if far % 8 == 7 { date(1900, 1, 1) } else { date(2026, 3, 1) };
        start
            .saturating_add((near + if far % 8 == 7 { far * 400 } else { far / 8 * 30 }).days())
            .min(date(2199, 12, 31))
    }
    fn days(&mut self) -> (Date, Date) {
        let (a, b) = (self.day(), self.day());
        (a.min(b), a.max(b))
    }
    /// A number that a record may have.
    fn number(&mut self) -> f64 {
        let value = f64::from(self.byte()) - 100.0;
        match self.byte() % 12 {
            0 => value * 1e300,
            1 => value * 1e-300,
            2 => f64::MAX,
            3 => f64::MIN,
            4 => 0.0,
            5 => value / 7.0,
            _ => value,
        }
    }
    fn band(&mut self) -> Band {
        [Band::Healthy, Band::Watch, Band::AtRisk, Band::NotEnoughData][self.up_to(3)]
    }
    fn many<T>(&mut self, most: u8, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.up_to(most)).map(|_| one(self)).collect()
    }
    fn perhaps<T>(&mut self, one: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.is().then(|| one(self))
    }
}

pub(crate) fn run(data: &[u8]) {
    let mut lines = data.split(|byte| *byte == b'\n');
    let mut figures = Figures { bytes: lines.next().unwrap_or_default(), at: 0 };
    let f = &mut figures;
    let texts: Vec<String> = lines.take(12).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    let text = |n: usize| texts.get(n % texts.len().max(1)).map(String::as_str).unwrap_or_default();
    let as_of = f.day();
    match f.up_to(7) {
        0 => charted(&map(&placed(f, &texts), text(0))),
        1 => {
            let group = |f: &mut Figures<'_>| {
                let title = text(f.up_to(9)).to_owned();
                let row = |f: &mut Figures<'_>| {
                    let title = text(f.up_to(9));
                    slip(f, title)
                };
                SlipGroup { title, rows: f.many(4, row) }
            };
            let groups = f.many(3, group);
            charted(&slips(&SlipInput { as_of, groups }, text(0)));
        }
        2 => charted(&goal(&goals(f, as_of, text(0), text(1)), text(2))),
        3 => {
            let days =
                f.many(9, |f| BandDay { date: f.day(), counts: [f.up_to(40), f.up_to(40), f.up_to(40), f.up_to(40)] });
            let cell = bands_cell(&days, bands_most(std::iter::once(&*days)), f.days(), text(0));
            drawn(&cell.svg);
            let marked = f.perhaps(|f| (f.day(), text(1).to_owned()));
            charted(&bands(&BandsInput { days, marked, finding: text(2).to_owned() }, text(0)));
        }
        4 => {
            let one = |f: &mut Figures<'_>| {
                let title = text(f.up_to(9));
                off(f, title, text(0))
            };
            let dates = f.many(9, one);
            let band = f.perhaps(|f| {
                let day = |f: &mut Figures<'_>| i64::from(f.byte()) - 100;
                (day(f), f.perhaps(day), f.perhaps(day), 0.8)
            });
            charted(&dates_off(&DatesOffInput { dates, band, done: f.up_to(40), beyond: f.up_to(40) }, text(1)));
        }
        5 => {
            let points = f.many(9, |f| PulsePoint { date: f.day(), mean: f.number() });
            drawn(&pulse(&points, f.days(), text(0)).svg);
            let readings = f.many(9, |f| (f.day(), f.number()));
            drawn(&trend(&TrendInput { readings, target: f.perhaps(Figures::number), text: text(1).to_owned() }).svg);
            let gap = GapInput {
                age: f.perhaps(|f| u32::from(f.byte()) * 99),
                cadence_days: u32::from(f.byte()),
                max_gap_days: u32::from(f.byte()),
            };
            drawn(&gapbar(&gap).svg);
        }
        6 => {
            let weeks = f.many(60, week);
            drawn(&spark(&SparkInput { weeks: &weeks, shown: 52, touchpoints: &f.many(9, Figures::day) }).svg);
            let marks = f.many(20, |f| Mark {
                date: f.day(),
                row: [Row::Talks, Row::Promises, Row::Feedback, Row::Decisions, Row::Attendance, Row::Mood][f.up_to(5)],
                sign: [Sign::Talk, Sign::Message, Sign::Kept, Sign::Late, Sign::Overdue][f.up_to(4)],
            });
            let rows = vec![Row::Talks, Row::Promises, Row::Mood];
            let set_by_hand = f.perhaps(|f| (f.band(), f.day()));
            let shown = u32::from(f.byte());
            let pauses = f.many(3, Figures::days);
            let input = HistoryInput { weeks: &weeks, shown, thresholds: THRESHOLDS, set_by_hand, rows, marks, pauses };
            charted(&history(&input, text(0)));
        }
        _ => counted(f, as_of, text(0)),
    }
}

fn placed<'a>(f: &mut Figures<'_>, texts: &'a [String]) -> MapInput<'a> {
    let at = |f: &mut Figures<'_>| (f.up_to(4) as u8 + 1, f.up_to(4) as u8 + 1);
    let person = |(rank, name): (usize, &'a String)| Placed {
        name,
        rank,
        at: at(f),
        before: f.perhaps(at),
        status: f.perhaps(|f| (f.band(), f.is())),
    };
    let people = texts.iter().enumerate().map(person).collect();
    let text = |n: usize| texts.get(n).cloned().unwrap_or_default();
    MapInput { people, finding: text(0), desc: text(1) }
}

fn slip(f: &mut Figures<'_>, title: &str) -> SlipRow {
    SlipRow {
        title: title.to_owned(),
        baseline: f.day(),
        forecasts: f.many(4, |f| (f.day(), f.day())),
        done: f.perhaps(Figures::day),
        likely: f.perhaps(|f| (f.day(), f.perhaps(Figures::day))),
    }
}

fn goals(f: &mut Figures<'_>, as_of: Date, name: &str, unit: &str) -> GoalInput {
    let mut readings = f.many(9, |f| (f.day(), f.number()));
    let mut targets = f.many(4, |f| (f.day(), f.number()));
    readings.sort_by_key(|(day, _)| *day);
    targets.sort_by_key(|(day, _)| *day);
    let progress = Progress {
        latest: readings.last().copied(),
        start: readings.first().map(|(day, _)| *day),
        target: targets.last().copied(),
        hardest: targets.iter().map(|(_, value)| *value).reduce(f64::max),
        eased: f.up_to(3),
        share: f.perhaps(Figures::number),
        time: f.perhaps(|f| f64::from(f.byte()) / 255.0),
        stand: [Stand::Unmeasured, Stand::NoTarget, Stand::Met, Stand::MetEased, Stand::OnPath, Stand::Behind]
            [f.up_to(5)],
        course: f.perhaps(|f| [Course::Better, Course::Same, Course::Worse][f.up_to(2)]),
    };
    let baseline = f.perhaps(Figures::number);
    let unit = f.perhaps(|_| unit.to_owned());
    let (due, span) = (f.perhaps(Figures::day), f.days());
    GoalInput { as_of, name: name.to_owned(), unit, baseline, due, targets, readings, progress, span }
}

fn off(f: &mut Figures<'_>, title: &str, said: &str) -> Off {
    Off {
        title: title.to_owned(),
        said: said.to_owned(),
        ahead: f.perhaps(|f| i64::from(f.byte())),
        error: (i64::from(f.byte()) - 100) * if f.is() { 1 } else { 900 },
        is_done: f.is(),
    }
}

fn week(f: &mut Figures<'_>) -> Week {
    let score = f.perhaps(|f| f64::from(f.byte()) / 2.55);
    Week { date: f.day(), score, confidence: f64::from(f.byte()) / 255.0, band: f.band(), stale: f.is() }
}

fn counted(f: &mut Figures<'_>, as_of: Date, id: &str) {
    let loops = f.many(9, |f| Closing { said: f.day(), told: f.perhaps(Figures::day), due: f.day() });
    let shown = u32::from(f.byte());
    charted(&closing(&ClosingInput { as_of, shown, loops }, id));
    let month = |f: &mut Figures<'_>| {
        let [in_time, late, missed] = [0; 3].map(|_: u32| u32::from(f.byte()));
        (f.day().first_of_month(), KeptMonth { in_time, late, missed })
    };
    let [ours, theirs] = [0; 2].map(|_| f.many(9, month).into_iter().collect());
    charted(&kept_by_month(&KeptInput { as_of, shown, ours, theirs }, id));
    let [mut talks, mut messages, mut planned] = [0; 3].map(|_| f.many(9, Figures::day));
    talks.sort();
    messages.sort();
    planned.sort();
    let (cadence_days, max_gap_days) = (u32::from(f.byte()), u32::from(f.byte()));
    let pauses = f.many(3, Figures::days);
    charted(&calendar(
        &CalendarInput { as_of, cadence_days, max_gap_days, talks, messages, planned, pauses, shown },
        id,
    ));
    let signals = f.many(7, |f| (Signal::ALL[f.up_to(6)], f64::from(f.byte()) - 128.0, f.up_to(40)));
    let score = f.perhaps(|f| f64::from(f.byte()) / 2.55);
    let input = MakeupInput {
        baseline: 50.0,
        signals,
        caps: f.perhaps(|f| -f64::from(f.byte())),
        score,
        band: f.band(),
        set_by_hand: f.perhaps(|f| (f.band(), f.day())),
        stale: f.is(),
        thresholds: THRESHOLDS,
    };
    charted(&makeup(&input, id));
}

fn charted(chart: &Chart) {
    drawn(&chart.svg);
    drawn(chart.narrow.as_deref().unwrap_or_default());
}

/// A drawing: to an XML parser and to our own reading of HTML.
fn drawn(svg: &str) {
    if svg.is_empty() {
        return;
    }
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        let name = element.tag_name().name();
        assert!(ELEMENTS.contains(&name), "<{name}> in {svg}");
        for attribute in element.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(ATTRIBUTES.contains(&name), "{name} in {svg}");
            let is_worded = matches!(name, "aria-label" | "aria-labelledby" | "id" | "href" | "class");
            assert!(is_worded || !["NaN", "inf"].iter().any(|wrong| value.contains(wrong)), "{svg}");
        }
    }
    markup::piece(svg);
}
