//! Who came and went.

use super::{Item, Kind, Side, paired};
use crate::assess::changes::Turn;
use crate::register::Stakeholder;

pub(super) fn people(then: &Side<'_>, now: &Side<'_>) -> Vec<Item> {
    fn all<'a>(side: &'a Side<'_>) -> impl Iterator<Item = (&'a str, &'a Stakeholder)> {
        side.register.stakeholders.values().map(|who| (who.id.as_str(), who))
    }
    let came = |side: &Side<'_>, who: &Stakeholder| who.since.as_ref().is_none_or(|since| since.value <= side.as_of());
    let left = |side: &Side<'_>, who: &Stakeholder| {
        who.left_on.as_ref().map(|left| left.value).filter(|day| *day <= side.as_of())
    };
    let mut found = Vec::new();
    for pair in paired(all(then), all(now)) {
        let (side, who, event, what) = match pair {
            (Some(was), None) => (then, was, "gone", "no longer on record".to_owned()),
            (None, Some(is)) => (now, is, "new", "now on record".to_owned()),
            (Some(was), Some(is)) => match (left(then, was), left(now, is)) {
                (None, Some(day)) => (now, is, "left", format!("left on {day}")),
                (Some(_), None) => (now, is, "back", "no longer said to have left".to_owned()),
                _ if !came(then, was) && came(now, is) => (now, is, "came", "came".to_owned()),
                _ if was.name != is.name => (now, is, "renamed", format!("was called {}", was.name)),
                _ => continue,
            },
            (None, None) => continue,
        };
        let (id, title, source) = (Some(who.id.clone()), who.name.clone(), side.source(who.place));
        found.push(Item { kind: Kind::Person, id, title, event, what, turn: Turn::Neutral, source });
    }
    found
}
