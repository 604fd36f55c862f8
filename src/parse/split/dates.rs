//! A heading for each date: takes the headings of a text, gives a part for each that holds a date, and one for each
//! beside them that holds none.

use jiff::civil::Date;

use super::super::wild::date::{self, Doubt, Reading, Seen};
use super::heading::{Heading, LINE, is_weekday};
use super::{Part, Plan, Segment, is_bare};

/// With one of these before it, a date in a heading is another meeting's, or no meeting's at all.
const OTHERS: &[&str] = &[
    "next", "last", "previous", "upcoming", "due", "by", "until", "till", "since", "before", "after", "deadline",
    "follow", "followup", "eta", "target", "expires", "updated", "created", "week", "released", "release", "version",
    "v",
];
/// Words that may stand before a date without a year.
const BEFORE: &[&str] =
    &["meeting", "minutes", "notes", "call", "sync", "one", "to", "on", "date", "of", "the", "session", "with"];

struct Dated<'a> {
    heading: &'a Heading,
    date: Option<Date>,
    doubt: Option<(String, Doubt)>,
    title: String,
}

/// Cuts a text by headings that hold a date; `None` where there is no such heading, or, where nobody asked for it
/// (`is_asked`), where it isn't unmistakable: at least two, most of their level, each day once and in order.
pub(in crate::parse) fn by_dates(text: &str, headings: &[Heading], reading: Reading, is_asked: bool) -> Option<Plan> {
    let dated = dated(headings, reading);
    let count = |level: u8| dated.iter().filter(|d| d.heading.level == level && d.date.is_some()).count();
    let with = |least: usize| (1..=LINE).find(|level| count(*level) >= least);
    let level = match with(2) {
        Some(level) => level,
        None if is_asked => with(1)?,
        None => return None,
    };
    if !is_asked && !is_unmistakable(&dated, level) {
        return None;
    }
    let mut plan = Plan::default();
    let is_border = |d: &Dated<'_>| {
        if level == LINE { d.heading.level == LINE && d.date.is_some() } else { d.heading.level <= level }
    };
    let borders: Vec<&Dated<'_>> = dated.iter().filter(|d| is_border(d)).collect();
    let first = borders.iter().position(|d| d.heading.level == level && d.date.is_some())?;
    let start = borders[first].heading.range.start;
    if start > 0 {
        let part = (!is_bare(text, &(0..start), headings)).then_some(0);
        plan.segments.push(Segment { range: 0..start, part, is_preamble: true });
    }
    for (n, border) in borders.iter().enumerate().skip(first) {
        let end = borders.get(n + 1).map_or(text.len(), |next| next.heading.range.start);
        let range = border.heading.range.start..end;
        let is_meeting = border.heading.level == level;
        let date = border.date.filter(|_| is_meeting);
        // Headings of years and the like only order the meetings.
        if date.is_none() && border.doubt.is_none() && is_bare(text, &range, headings) {
            plan.segments.push(Segment { range, part: None, is_preamble: false });
            continue;
        }
        plan.segments.push(Segment { range, part: Some(plan.parts.len()), is_preamble: false });
        plan.parts.push(Part {
            heading: Some(border.heading.clone()),
            title: if date.is_some() { border.title.clone() } else { border.heading.words.clone() },
            date,
            doubt: border.doubt.clone().filter(|_| is_meeting),
        });
    }
    Some(plan)
}

fn is_unmistakable(dated: &[Dated<'_>], level: u8) -> bool {
    let at = || dated.iter().filter(|d| d.heading.level == level);
    let days: Vec<Date> = at().filter_map(|d| d.date).collect();
    let rises = days.windows(2).all(|pair| pair[0] < pair[1]);
    let falls = days.windows(2).all(|pair| pair[0] > pair[1]);
    (rises || falls) && days.len() * 2 > at().count()
}

/// The date of each heading; a year that stands alone in a heading holds for those below it.
fn dated(headings: &[Heading], reading: Reading) -> Vec<Dated<'_>> {
    let mut years: Vec<(u8, i16)> = Vec::new();
    headings
        .iter()
        .map(|heading| {
            while years.last().is_some_and(|(level, _)| *level >= heading.level) {
                years.pop();
            }
            let year = years.last().map(|(_, year)| *year).or(reading.year);
            let dated = read(heading, Reading { year, ..reading });
            if dated.date.is_none()
                && dated.doubt.is_none()
                && let Some(year) = date::year(&heading.words)
            {
                years.push((heading.level, year));
            }
            dated
        })
        .collect()
}

fn read(heading: &Heading, reading: Reading) -> Dated<'_> {
    let words = heading.words.as_str();
    let none = Dated { heading, date: None, doubt: None, title: String::new() };
    let Some(seen) = date::see(words, reading) else { return none };
    let (Seen::Date(_, range) | Seen::Doubtful(range, _)) = &seen;
    let before = words[..range.start].split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let before: Vec<String> = before.map(str::to_lowercase).collect();
    if before.iter().any(|word| OTHERS.contains(&word.as_str())) {
        return none;
    }
    // `4 March` in the middle of a heading may be about anything.
    let is_at_front = before.iter().all(|word| is_weekday(word) || BEFORE.contains(&word.as_str()));
    let has_year = words[range.clone()].split(|c: char| !c.is_ascii_digit()).any(|part| part.len() >= 4);
    if !has_year && !is_at_front {
        return none;
    }
    match seen {
        Seen::Doubtful(range, doubt) => Dated { doubt: Some((words[range].to_owned(), doubt)), ..none },
        Seen::Date(date, range) => {
            Dated { date: Some(date), title: title(&words[..range.start], &words[range.end..]), ..none }
        }
    }
}

/// What a heading says besides its date; empty where that is a weekday, a time or a word for a meeting.
fn title(before: &str, after: &str) -> String {
    let trim = |text: &str| -> String {
        let is_edge = |c: char| {
            c.is_whitespace() || matches!(c, '-' | '\u{2013}' | '\u{2014}' | ':' | ',' | '|' | '/' | '.' | ';')
        };
        text.trim_matches(is_edge).to_owned()
    };
    // `2026-03-04T10:00:00Z - pricing`
    let after = after
        .strip_prefix('T')
        .map_or(after, |time| time.trim_start_matches(|c: char| c.is_ascii_digit() || ":.Z+-".contains(c)));
    let parts = [trim(before), trim(after)];
    let says = |text: &String| {
        text.split(|c: char| !c.is_alphabetic()).any(|word| {
            word.chars().count() > 2 && !is_weekday(word) && !BEFORE.contains(&word.to_lowercase().as_str())
        })
    };
    let mut title = parts.into_iter().filter(says).collect::<Vec<_>>().join(" \u{2013} ");
    if title.starts_with('(') && title.ends_with(')') {
        title = title[1..title.len() - 1].to_owned();
    }
    if let Some(first) = title.chars().next().filter(|c| c.is_lowercase()) {
        title.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    title
}

#[cfg(test)]
mod tests {
    use super::super::headings;
    use super::*;

    fn plan(text: &str, year: Option<i16>, is_asked: bool) -> Option<Vec<(String, Option<String>)>> {
        let plan = by_dates(text, &headings(text), Reading { year, order: None }, is_asked)?;
        assert_eq!(plan.segments.first().map(|s| s.range.start), Some(0));
        assert!(plan.segments.windows(2).all(|pair| pair[0].range.end == pair[1].range.start));
        assert_eq!(plan.segments.last().map(|s| s.range.end), Some(text.len()));
        Some(plan.parts.into_iter().map(|part| (part.title, part.date.map(|d| d.to_string()))).collect())
    }

    fn parts(list: &[(&str, Option<&str>)]) -> Vec<(String, Option<String>)> {
        list.iter().map(|(title, date)| ((*title).to_owned(), date.map(str::to_owned))).collect()
    }

    #[test]
    fn headings_with_dates_are_meetings() {
        let text = "# Ada\n\n## 2026-03-04\na\n### From 2026-01-02\n## March 18, 2026 - pricing\nb\n";
        assert_eq!(plan(text, None, false), Some(parts(&[("", Some("2026-03-04")), ("Pricing", Some("2026-03-18"))])));
        let text = "## 4 Mar - pricing\na\n## Wed 18 March\nb\n";
        assert_eq!(
            plan(text, Some(2026), true),
            Some(parts(&[("Pricing", Some("2026-03-04")), ("", Some("2026-03-18"))]))
        );
        assert_eq!(plan(text, None, true), None);
        let text = "# 2026\n## Mar 4\na\n# 2025\n## Dec 3\nb\n";
        assert_eq!(plan(text, None, true), Some(parts(&[("", Some("2026-03-04")), ("", Some("2025-12-03"))])));
        let text = "**2026-03-18**\n\na\n\n### Actions\n\n**2026-03-04**\n\nb\n";
        assert_eq!(plan(text, None, false), Some(parts(&[("", Some("2026-03-18")), ("", Some("2026-03-04"))])));
    }

    #[test]
    fn a_heading_without_a_date_is_a_part_of_its_own() {
        let text = "## 2026-03-04\na\n## Parking lot\nb\n## 2026-13-01\nc\n## 2026-03-18\nd\n# Appendix\n## Empty\n";
        let expected =
            [("", Some("2026-03-04")), ("Parking lot", None), ("2026-13-01", None), ("", Some("2026-03-18"))];
        assert_eq!(plan(text, None, true), Some(parts(&expected)));
    }

    #[test]
    fn only_what_is_unmistakable_is_split_unasked() {
        for text in [
            "# 2026-03-04\n## Agenda\n",
            "## 2026-03-04\n## A\n## B\n## 2026-03-18\n",
            "## 2026-03-04\n## 2026-03-04\n",
            "## 2026-03-04\n## 2026-03-18\n## 2026-03-11\n",
            "# Minutes\n## Actions due 2026-03-04\n## Actions due 2026-03-18\n",
        ] {
            assert_eq!(plan(text, None, false), None, "{text}");
        }
    }
}
