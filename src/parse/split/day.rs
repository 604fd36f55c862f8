//! A heading for each meeting: takes the headings of a daily note, gives a part for each that is a meeting's, and one
//! for the rest of the day.

use super::heading::{Heading, LINE, after_time, people};
use super::{Part, Plan, Segment, is_bare};

/// Cuts a text by headings that begin with a time of day, name people, or of which `has_people` says that people are
/// listed under them; `None` where there is no such heading.
pub(in crate::parse) fn by_meetings(
    text: &str,
    headings: &[Heading],
    has_people: impl Fn(usize) -> bool,
) -> Option<Plan> {
    let headings: Vec<Heading> = headings.iter().filter(|heading| heading.level < LINE).cloned().collect();
    let mut plan = Plan::default();
    let mut rest = Vec::new();
    let (mut n, mut at) = (0, 0);
    while let Some(heading) = headings.get(n) {
        let is_meeting = after_time(&heading.words).is_some()
            || !people(&heading.words).is_empty()
            || has_people(heading.range.start);
        let next = headings[n + 1..].iter().position(|h| h.level <= heading.level).map(|more| n + 1 + more);
        if !is_meeting {
            n += 1;
            continue;
        }
        let end = next.map_or(text.len(), |next| headings[next].range.start);
        if at < heading.range.start {
            rest.push(at..heading.range.start);
        }
        plan.segments.push(Segment {
            range: heading.range.start..end,
            part: Some(plan.parts.len()),
            is_preamble: false,
        });
        plan.parts.push(Part { heading: Some(heading.clone()), title: heading.words.clone(), date: None, doubt: None });
        at = end;
        n = next.unwrap_or(headings.len());
    }
    if plan.parts.is_empty() {
        return None;
    }
    if at < text.len() {
        rest.push(at..text.len());
    }
    let has_rest = !rest.iter().all(|range| is_bare(text, range, &headings));
    let part = has_rest.then_some(plan.parts.len());
    if has_rest {
        plan.parts.push(Part { heading: None, title: String::new(), date: None, doubt: None });
    }
    plan.segments.extend(rest.into_iter().map(|range| Segment { range, part, is_preamble: false }));
    plan.segments.sort_by_key(|segment| segment.range.start);
    Some(plan)
}
