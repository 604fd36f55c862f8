//! What the register says in its headline and the lines under it. Counts are of what is visible here.

use super::super::site::Site;
use super::super::words;
use super::{Group, Owed};
use crate::assess::Health;
use crate::register::{Band, Stakeholder};

/// The finding where there are scores: true for none, one and many.
pub(super) fn scored(site: &Site<'_>, everyone: &[&Stakeholder], groups: &[Group]) -> (String, String) {
    let as_of = site.assessed.as_of;
    let here: Vec<(&Stakeholder, &Health)> = everyone
        .iter()
        .filter(|s| s.left_on.as_ref().is_none_or(|l| l.value > as_of))
        .filter_map(|s| Some((*s, site.assessed.health.get(&s.id)?)))
        .collect();
    let n = here.len();
    if n == 0 {
        return ("Nobody is on the register yet".to_owned(), "Write a first file in stakeholders/, one for each stakeholder, and build again; the init command writes an example.".to_owned());
    }
    let of = |band| here.iter().filter(|(_, h)| h.band == band).map(|(s, _)| *s).collect::<Vec<_>>();
    let (risk, watch, none) = (of(Band::AtRisk), of(Band::Watch), of(Band::NotEnoughData));
    let over = here.iter().filter(|(_, h)| h.rhythm.age.is_some_and(|a| a > h.rhythm.cadence_days)).count();
    let all = words::counted(n, "stakeholder", "stakeholders");
    let waiting = match over {
        0 => String::new(),
        1 => "one has waited longer than agreed".to_owned(),
        _ => format!("{} have waited longer than agreed", words::number(over)),
    };
    let finding = if risk.len() == 1 {
        format!("{} is at risk{}", risk[0].name, if n > 1 { format!(", of {all}") } else { String::new() })
    } else if risk.len() > 1 {
        let same = risk[0]
            .group
            .as_ref()
            .map(|g| &g.value)
            .filter(|g| risk.iter().all(|s| s.group.as_ref().map(|g| &g.value) == Some(*g)));
        let place =
            same.and_then(|g| site.register.groups.get(g)).map(|g| format!(", all in {}", g.name)).unwrap_or_default();
        format!("{} of {all} are at risk{place}", words::number(risk.len()))
    } else if none.len() == n {
        format!(
            "Not enough data yet on {}",
            if n == 1 { "the one stakeholder".to_owned() } else { format!("any of {all}") }
        )
    } else if over > 0 {
        format!("Nobody is known to be at risk; {waiting}")
    } else if !watch.is_empty() {
        format!(
            "Nobody is known to be at risk; {} {} on watch",
            words::number(watch.len()),
            if watch.len() == 1 { "is" } else { "are" }
        )
    } else {
        let healthy = n - none.len();
        format!("{} of {all} {} healthy", words::number(healthy), if healthy == 1 { "is" } else { "are" })
    };
    let mut said = vec![owed(groups)];
    if over > 0 && !risk.is_empty() {
        said.push(format!("{}.", words::sentence(&waiting)));
    }
    if !watch.is_empty() && !risk.is_empty() {
        let are = if watch.len() == 1 { "is" } else { "are" };
        said.push(format!("{} {are} on watch.", words::sentence(&words::number(watch.len()))));
    }
    if !none.is_empty() && none.len() < n {
        said.push(format!("Too little is known of {} to say.", words::number(none.len())));
    }
    (words::sentence(&finding), said.join(" "))
}

/// What is promised both ways.
fn owed(groups: &[Group]) -> String {
    let (mut we, mut they) = (Owed::default(), Owed::default());
    for group in groups {
        we.add(group.we);
        they.add(group.they);
    }
    let late = |o: Owed| match (o.late, o.n) {
        (0, _) => String::new(),
        (1, 1) => ", late".to_owned(),
        (all, n) if all == n => ", all of them late".to_owned(),
        (some, _) => format!(", {} of them late", words::number(some)),
    };
    format!(
        "We owe {}{}; they owe us {}{}.",
        words::counted(we.n, "promise", "promises"),
        late(we),
        if they.n == 0 { "none".to_owned() } else { words::number(they.n) },
        late(they)
    )
}

/// The finding where there are none; `deals` where promises are in sight, and then they come first.
pub(super) fn plain(everyone: &[&Stakeholder], groups: &[Group], any_group: bool, deals: bool) -> (String, String) {
    if everyone.is_empty() {
        return (
            "Nobody is on the register yet".to_owned(),
            "Once someone is on file that this edition may show, they are listed here by group.".to_owned(),
        );
    }
    let all = words::counted(everyone.len(), "stakeholder", "stakeholders");
    let of_groups =
        if any_group { format!(" in {}", words::counted(groups.len(), "group", "groups")) } else { String::new() };
    let mut kinds: Vec<String> = Vec::new();
    for word in crate::register::Kind::WORDS {
        let n = everyone.iter().filter(|s| s.kind.as_str() == *word).count();
        let name = match (*word, n) {
            ("executive", 2..) => "executives",
            ("group", 2..) => "groups",
            (other, _) => other,
        };
        if n > 0 {
            kinds.push(format!("{} {name}", words::number(n)));
        }
    }
    let (who, kinds) = (words::sentence(&format!("{all}{of_groups}")), words::sentence(&words::join(&kinds)));
    if deals {
        return (owed(groups).trim_end_matches('.').to_owned(), format!("{who}: {}.", kinds.to_lowercase()));
    }
    (who, format!("{kinds}."))
}
