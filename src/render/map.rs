//! The map of power and interest, with everyone in attention order beside it. Those who left are on neither.

use serde::Serialize;

use super::site::{Link, Site, Status, person_path};
use super::templates::TemplateError;
use super::words;
use crate::assess::Quadrant;
use crate::assess::attention::quadrant;
use crate::chart::{MapInput, Placed, map};
use crate::register::{Assessment, Band, Stakeholder};

/// Rows beside the map, and below it.
const BESIDE: usize = 12;
const BELOW: usize = 88;
/// Names listed in a sentence.
const NAMED: usize = 3;

#[derive(Serialize)]
struct Page {
    finding: String,
    summary: String,
    caption: String,
    svg: String,
    order: String,
    scored: bool,
    beside: Vec<Row>,
    below: Vec<Row>,
    /// Whether any row below has moved.
    any_was: bool,
    beyond: usize,
}

#[derive(Serialize)]
struct Row {
    rank: usize,
    name: Link,
    status: Option<Status>,
    stale: bool,
    quadrant: &'static str,
    /// Power and interest, where they are on record here.
    at: Option<(u8, u8)>,
    was: String,
}

/// Somebody with an assessment, and the one before it.
struct Seen<'a> {
    rank: usize,
    who: &'a Stakeholder,
    now: &'a Assessment,
    before: Option<&'a Assessment>,
    status: Option<(Band, bool)>,
}

/// Whether this edition may show anybody's power and interest.
pub(super) fn has(site: &Site<'_>) -> bool {
    present(site).any(|s| !s.assessments.is_empty())
}

/// Everyone who hasn't left, in attention order.
pub(super) fn present<'a>(site: &Site<'a>) -> impl Iterator<Item = &'a Stakeholder> {
    let (register, as_of) = (site.register, site.assessed.as_of);
    let all = site.assessed.order.iter().filter_map(|id| register.stakeholders.get(id));
    all.filter(move |s| s.left_on.as_ref().is_none_or(|left| left.value > as_of))
}

/// The page.
pub(super) fn page(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    let as_of = site.assessed.as_of;
    let (mut seen, mut rows) = (Vec::new(), Vec::new());
    for (i, who) in present(site).enumerate() {
        let Some(now) = who.assessments.last() else {
            rows.push(unplaced(site, i + 1, who));
            continue;
        };
        let before = who.assessments.iter().rev().nth(1).map(|a| &a.value);
        let health = site.assessed.health.get(&who.id);
        let status = health.map(|h| (h.band, h.stale));
        let one = Seen { rank: i + 1, who, now: &now.value, before, status };
        rows.push(row(site, &one));
        seen.push(one);
    }
    let finding = finding(&seen);
    let placed = |s: &Seen<'_>| (s.now.power, s.now.interest);
    let counts = |q| seen.iter().filter(|s| quadrant(placed(s)) == q).count();
    let desc: Vec<String> = QUADRANTS.iter().map(|(q, word)| format!("{word}: {}", counts(*q))).collect();
    let input = MapInput {
        people: seen.iter().map(|s| on_map(s)).collect(),
        finding: format!("{finding}."),
        desc: format!("{}. Everyone with power and interest is in the list.", desc.join("; ")),
    };
    let chart = map(&input, "map");
    let beyond = rows.len().saturating_sub(BESIDE + BELOW);
    rows.truncate(BESIDE + BELOW);
    let below = rows.split_off(rows.len().min(BESIDE));
    let scored = site.scores;
    let page = Page {
        summary: moved(&seen, as_of),
        caption: format!("{} by power and interest", words::count(seen.len(), "stakeholder", "stakeholders")),
        svg: chart.html(),
        order: if scored {
            "Most attention first: power × interest × distance from a sound score. Figures are power and interest."
                .to_owned()
        } else {
            "By name. Figures are power and interest.".to_owned()
        },
        any_was: below.iter().any(|r| !r.was.is_empty()),
        beyond,
        finding,
        scored,
        beside: rows,
        below,
    };
    site.page("map.html", "Power and interest", "map", "", &page)
}

const QUADRANTS: [(Quadrant, &str); 4] = [
    (Quadrant::ManageClosely, "Manage closely"),
    (Quadrant::KeepSatisfied, "Keep satisfied"),
    (Quadrant::KeepInformed, "Keep informed"),
    (Quadrant::Monitor, "Monitor"),
];

fn word(of: Quadrant) -> &'static str {
    QUADRANTS.iter().find(|(q, _)| *q == of).map_or("", |(_, word)| word)
}

fn link(who: &Stakeholder) -> Link {
    Link { text: who.name.clone(), href: Some(person_path(&who.id)) }
}

fn on_map<'a>(seen: &Seen<'a>) -> Placed<'a> {
    let at = (seen.now.power, seen.now.interest);
    let before = seen.before.map(|b| (b.power, b.interest)).filter(|before| *before != at);
    Placed { name: &seen.who.name, rank: seen.rank, at, before, status: seen.status }
}

fn row(site: &Site<'_>, seen: &Seen<'_>) -> Row {
    let was = seen.before.filter(|b| (b.power, b.interest) != (seen.now.power, seen.now.interest)).map(|b| {
        let until = words::short(seen.now.date, site.assessed.as_of);
        format!("{} and {} until {until}", b.power, b.interest)
    });
    Row {
        rank: seen.rank,
        name: link(seen.who),
        status: seen.status.map(|(band, stale)| Status::of(band, stale)),
        stale: seen.status.is_some_and(|(_, stale)| stale),
        quadrant: word(quadrant((seen.now.power, seen.now.interest))),
        at: Some((seen.now.power, seen.now.interest)),
        was: was.unwrap_or_default(),
    }
}

/// Somebody without an assessment in this edition: in the list, not on the map.
fn unplaced(site: &Site<'_>, rank: usize, who: &Stakeholder) -> Row {
    let health = site.assessed.health.get(&who.id);
    Row {
        rank,
        name: link(who),
        status: health.map(|h| Status::of(h.band, h.stale)),
        stale: health.is_some_and(|h| h.stale),
        quadrant: if site.scores { "Not assessed, counts as 3 and 3" } else { "Not on this map" },
        at: None,
        was: String::new(),
    }
}

/// What the map comes to: about those with power and interest, true for none, one and many.
fn finding(seen: &[Seen<'_>]) -> String {
    let key = |s: &&Seen<'_>| quadrant((s.now.power, s.now.interest)) == Quadrant::ManageClosely;
    let n = seen.iter().filter(key).count();
    let all = words::counted(seen.len(), "stakeholder", "stakeholders");
    if n == 0 {
        return format!("None of {all} has both power and interest");
    }
    if seen.iter().all(|s| s.status.is_none()) {
        let have = if n == 1 { "has" } else { "have" };
        return words::sentence(&format!("{} of {all} {have} both power and interest", words::number(n)));
    }
    let of = |band: Band| {
        let list = seen.iter().filter(key).filter(|s| s.status.is_some_and(|(b, _)| b == band));
        list.map(|s| s.who.name.clone()).collect::<Vec<_>>()
    };
    let (risk, watch) = (of(Band::AtRisk), of(Band::Watch));
    let players = words::counted(n, "key player", "key players");
    let text = match (risk.len(), watch.len(), n) {
        (1.., _, 1) => format!("{}, the one key player, is at risk", risk[0]),
        (1, ..) => format!("One of {players} is at risk: {}", risk[0]),
        (2..=3, ..) => format!("{} of {players} are at risk: {}", words::number(risk.len()), words::join(&risk)),
        (4.., ..) => format!("{} of {players} are at risk", words::number(risk.len())),
        (0, 0, 1) => "The one key player is not known to be at risk".to_owned(),
        (0, 0, _) => format!("None of {players} is known to be at risk"),
        (0, 1, _) => format!("No key player is known to be at risk; {} is on watch", watch[0]),
        (0, ..) => format!("No key player is known to be at risk; {} are on watch", words::number(watch.len())),
    };
    words::sentence(&text)
}

/// Who came into another quadrant with their last assessment.
fn moved(seen: &[Seen<'_>], as_of: jiff::civil::Date) -> String {
    let mut across = Vec::new();
    let mut within = 0;
    for s in seen {
        let Some(before) = s.before else { continue };
        let (was, now) = ((before.power, before.interest), (s.now.power, s.now.interest));
        if quadrant(was) != quadrant(now) {
            across.push((s, was, now));
        } else if was != now {
            within += 1;
        }
    }
    across.sort_by_key(|(s, ..)| std::cmp::Reverse(s.now.date));
    let said = |(s, was, now): &(&Seen<'_>, (u8, u8), (u8, u8))| {
        let change = |what: &str, a: u8, b: u8| match a.cmp(&b) {
            std::cmp::Ordering::Less => Some(format!("more {what}")),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(format!("less {what}")),
        };
        let with: Vec<String> =
            [change("power", was.0, now.0), change("interest", was.1, now.1)].into_iter().flatten().collect();
        let on = words::spoken(s.now.date, as_of);
        format!("{} to {} on {on}, with {}", s.who.name, word(quadrant(*now)), words::join(&with))
    };
    let mut text = String::new();
    if across.is_empty() {
        if seen.iter().any(|s| s.before.is_some()) {
            text.push_str("Nobody changed quadrant with their last assessment.");
        }
    } else {
        let list: Vec<String> = across.iter().take(NAMED).map(said).collect();
        let more = across.len() - list.len();
        let more = if more == 0 { String::new() } else { format!("; {} more moved", words::number(more)) };
        text = format!("Moved with their last assessment: {}{more}.", list.join("; "));
    }
    if within > 0 {
        let others = words::counted(within, "other", "others");
        let others = if across.is_empty() { words::number(within) } else { others };
        text = format!("{text} {} moved within a quadrant.", words::sentence(&others));
    }
    text.trim_start().to_owned()
}
