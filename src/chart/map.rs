//! Power and interest: takes who stands where and where they stood before, gives a map of five by five equal cells.
//! Leaves the finding to the page, which knows what moved; the ranked list beside the map is its table.

mod draw;
mod layout;

use super::Chart;
use crate::register::Band;
use draw::{narrow, wide};
use layout::{NARROW, WIDE, layout};

/// Somebody on the map.
#[derive(Clone, PartialEq, Debug)]
pub struct Placed<'a> {
    /// Name.
    pub name: &'a str,
    /// Number in the list beside the map.
    pub rank: usize,
    /// Power and interest, each 1 to 5.
    pub at: (u8, u8),
    /// Those of the assessment before, where they differ.
    pub before: Option<(u8, u8)>,
    /// Band, and whether it is stale; `None` where the edition shows no scores.
    pub status: Option<(Band, bool)>,
}

/// What the map is drawn from.
#[derive(Clone, PartialEq, Debug)]
pub struct MapInput<'a> {
    /// Those who need attention first, first.
    pub people: Vec<Placed<'a>>,
    /// What the map says, for its title.
    pub finding: String,
    /// The same with its figures, for those who don't see it.
    pub desc: String,
}

/// Quadrants in the order of the drawing: name, power, interest, from which power and interest on.
const QUADRANTS: [(&str, &str, bool, bool); 4] = [
    ("Keep satisfied", "power 4–5, interest 1–3", true, false),
    ("Manage closely", "power 4–5, interest 4–5", true, true),
    ("Monitor", "power 1–3, interest 1–3", false, false),
    ("Keep informed", "power 1–3, interest 4–5", false, true),
];

/// Whether a status is one of those that names stand out for.
fn presses(status: Option<(Band, bool)>) -> bool {
    matches!(status, Some((Band::AtRisk | Band::Watch, _)))
}

/// Draws the map; `id` is the prefix of its ids, unique on the page.
pub fn map(input: &MapInput<'_>, id: &str) -> Chart {
    let svg = wide(input, &layout(&input.people, &WIDE), id);
    let narrow = narrow(input, &layout(&input.people, &NARROW), &format!("{id}-n"));
    let head = ["Name", "Power", "Interest", "Power before", "Interest before"].map(str::to_owned).to_vec();
    let row = |p: &Placed<'_>| {
        let before = |of: fn((u8, u8)) -> u8| p.before.map(|b| of(b).to_string()).unwrap_or_default();
        vec![p.name.to_owned(), p.at.0.to_string(), p.at.1.to_string(), before(|b| b.0), before(|b| b.1)]
    };
    let rows = input.people.iter().map(row).collect();
    let measure = "Power and interest, each from 1 to 5. Within a square the place means nothing.".to_owned();
    Chart { svg, narrow: Some(narrow), finding: input.finding.clone(), measure, head, rows }
}

#[cfg(test)]
mod tests {
    use super::layout::{Layout, Sheet, layout};
    use super::*;
    use crate::chart::canvas::Area;

    type Person = (String, (u8, u8), Option<(u8, u8)>);

    /// `n` people, ten of them on one point, some of them moved.
    fn people(n: usize) -> Vec<Person> {
        let first = ["Ann", "Bartholomew", "Cy", "Dorothea", "Evangeline", "Flo", "Gundula", "Hal", "Ines"];
        let last = ["Featherstonehaugh", "Li", "Okonkwo", "Marsh", "van der Berg-Mansoori", "Ng", "Adeyo"];
        let mut seed = 7_u64;
        let mut roll = |of: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % of
        };
        (0..n)
            .map(|i| {
                let name = format!("{} {}", first[i % first.len()], last[i / 2 % last.len()]);
                let mut pick = || (1 + roll(5) as u8, 1 + roll(5) as u8);
                let at = if i % (n / 10).max(1) == 0 { (4, 4) } else { pick() };
                let before = pick();
                (name, at, (i % 6 == 1 && before != at).then_some(before))
            })
            .collect()
    }

    fn placed(people: &[Person]) -> Vec<Placed<'_>> {
        let bands = [Band::AtRisk, Band::Watch, Band::Healthy, Band::NotEnoughData];
        let each = people.iter().enumerate();
        each.map(|(i, (name, at, before))| Placed {
            name,
            rank: i + 1,
            at: *at,
            before: *before,
            status: Some((bands[i % 4], i % 8 == 0)),
        })
        .collect()
    }

    fn check(people: &[Placed<'_>], layout: &Layout, sheet: &Sheet) {
        let frame = Area(0.0, 0.0, sheet.width, layout.height);
        let mut boxes: Vec<(String, Area)> = Vec::new();
        for seat in &layout.seats {
            let ((x, y), r) = (seat.at, sheet.radius);
            let (left, top) = layout.cell_at(sheet, people[seat.person].at);
            let inside = x > left && x < left + layout.cell.0 && y > top && y < top + layout.cell.1;
            assert!(inside, "{} is in another cell", seat.person);
            boxes.push((format!("mark {}", seat.person), Area(x - r, y - r, x + r, y + r)));
            boxes.extend(seat.words());
        }
        boxes.extend(layout.rest.iter().map(|rest| (rest.text.clone(), rest.area())));
        for (i, (text, area)) in boxes.iter().enumerate() {
            assert!(area.0 >= frame.0 && area.2 <= frame.2 && area.1 >= 0.0 && area.3 <= frame.3, "{text} is clipped");
            for (other, taken) in &boxes[..i] {
                assert!(!area.meets(taken), "{text} {area:?} lies on {other} {taken:?}");
            }
        }
    }

    #[test]
    fn fifty_people_with_ten_on_one_point_are_all_named_and_no_two_names_meet() {
        let people = people(50);
        let placed = placed(&people);
        assert!(placed.iter().filter(|p| p.at == (4, 4)).count() >= 10);
        let wide = layout(&placed, &WIDE);
        check(&placed, &wide, &WIDE);
        let named = wide.seats.iter().filter(|seat| seat.label.is_some()).count();
        assert_eq!(named, 50, "everybody has a name on the wide map");
        let narrow = layout(&placed, &NARROW);
        check(&placed, &narrow, &NARROW);
        assert_eq!(narrow.seats.len(), 50);
    }

    #[test]
    fn two_hundred_and_a_thousand_name_those_first_who_need_attention() {
        for n in [0, 1, 2, 11, 200, 1_000] {
            let people = people(n);
            let placed = placed(&people);
            for sheet in [&WIDE, &NARROW] {
                let layout = layout(&placed, sheet);
                check(&placed, &layout, sheet);
                let figures = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
                let hidden: usize = layout.rest.iter().map(|r| figures(&r.text).parse::<usize>().unwrap()).sum();
                assert_eq!(layout.seats.len() + hidden, n, "nobody is lost");
            }
            let chart = map(&MapInput { people: placed, finding: "F".to_owned(), desc: "D".to_owned() }, "m");
            assert_eq!(chart.rows.len(), n);
            assert!(chart.html().len() < 60_000, "{n}: {} bytes", chart.html().len());
        }
    }

    #[test]
    fn all_on_one_point_fit_too() {
        let people: Vec<_> = people(400).into_iter().map(|(name, ..)| (name, (5, 5), None)).collect();
        let placed = placed(&people);
        for sheet in [&WIDE, &NARROW] {
            check(&placed, &layout(&placed, sheet), sheet);
        }
    }
}
