//! The engagement matrix: where everyone stands, where we want them, and how we mean to get there; by group, those
//! with the longest way first. Those who left are not on it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::map::present;
use super::rows;
use super::site::{Link, Site, person_path};
use super::templates::TemplateError;
use super::words;
use crate::chart::{EngagementInput, engagement, engagement_steps};
use crate::register::{Assessment, Id, Plan, Stakeholder};

/// Up to this many everyone has a row; past it only those short of what we want, and as many as the second.
const ALL: usize = 60;
const ROWS: usize = 80;
/// The most names listed below the rows, of all groups together.
const NAMES: usize = 200;

#[derive(Serialize)]
struct Page {
    finding: String,
    summary: String,
    groups: Vec<Group>,
    /// How many have neither a row nor a name.
    beyond: usize,
}

#[derive(Serialize)]
struct Group {
    name: String,
    plan: String,
    /// The rows, as markup.
    rows: String,
    /// Those without a row: short of what we want, and not.
    short: Vec<Link>,
    fine: Vec<Link>,
}

/// Somebody with an assessment.
struct Seen<'a> {
    who: &'a Stakeholder,
    now: &'a Assessment,
    before: Option<&'a Assessment>,
    /// Place in the order of attention.
    place: usize,
}

impl Seen<'_> {
    /// Steps short of what we want; negative past it.
    fn short(&self) -> i32 {
        engagement_steps(self.now.current, self.now.desired)
    }
    /// Steps up with the last assessment; negative for down.
    fn moved(&self) -> i32 {
        self.before.map_or(0, |before| engagement_steps(before.current, self.now.current))
    }
}

/// The page.
pub(super) fn page(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    let mut seen: Vec<Seen<'_>> = present(site)
        .enumerate()
        .filter_map(|(place, who)| {
            let now = &who.assessments.last()?.value;
            let before = who.assessments.iter().rev().nth(1).map(|a| &a.value);
            Some(Seen { who, now, before, place })
        })
        .collect();
    seen.sort_by_key(|s| (std::cmp::Reverse(s.short()), s.place));
    let mut groups: Vec<Group> = Vec::new();
    let mut at: BTreeMap<Option<&Id>, usize> = BTreeMap::new();
    let any_group = seen.iter().any(|s| s.who.group.is_some());
    let everyone = seen.len() <= ALL;
    let (mut shown, mut named, mut beyond) = (0, 0, 0);
    for s in &seen {
        let key = s.who.group.as_ref().map(|g| &g.value);
        let index = *at.entry(key).or_insert_with(|| {
            groups.push(group(site, key, any_group));
            groups.len() - 1
        });
        if everyone || s.short() > 0 && shown < ROWS {
            shown += 1;
            row(site, s, &mut groups[index].rows);
        } else if named < NAMES {
            named += 1;
            let group = &mut groups[index];
            if s.short() > 0 { &mut group.short } else { &mut group.fine }.push(link(s.who));
        } else {
            beyond += 1;
        }
    }
    let page = Page { finding: finding(&seen), summary: summary(site, &seen), groups, beyond };
    site.page("engagement.html", "Engagement", "engagement", "", &page)
}

fn link(who: &Stakeholder) -> Link {
    Link { text: who.name.clone(), href: Some(person_path(&who.id)) }
}

fn group(site: &Site<'_>, id: Option<&Id>, any_group: bool) -> Group {
    let known = id.and_then(|id| site.register.groups.get(id));
    let name = known.map_or_else(|| if any_group { "No group" } else { "Everyone" }.to_owned(), |g| g.name.clone());
    let plan = known.map(|g| plan(&g.plan)).unwrap_or_default();
    Group { name, plan, rows: String::new(), short: Vec::new(), fine: Vec::new() }
}

/// Objective and strategy as sentences.
fn plan(of: &Plan) -> String {
    let parts = [&of.objective, &of.strategy].into_iter().flatten();
    let said: Vec<String> =
        parts.map(|part| format!("{}.", words::sentence(part.value.trim_end_matches('.')))).collect();
    said.join(" ")
}

fn count(steps: i32) -> String {
    words::counted(steps.unsigned_abs() as usize, "step", "steps")
}

fn row(site: &Site<'_>, s: &Seen<'_>, out: &mut String) {
    let as_of = site.assessed.as_of;
    let (current, desired) = (s.now.current, s.now.desired);
    let before = s.before.map(|b| b.current).filter(|was| *was != current);
    out.push_str("<tr><th scope=\"row\" class=\"nm\">");
    rows::link(out, &link(s.who));
    if let Some(title) = &s.who.title {
        out.push_str("<span class=\"sub\">");
        rows::text(out, &title.value);
        out.push_str("</span>");
    }
    out.push_str("</th><td class=\"track\">");
    out.push_str(&engagement(&EngagementInput { current, desired, before }).svg);
    out.push_str("</td><td class=\"gap-w\">");
    let short = s.short();
    let (now, want) = (words::sentence(current.as_str()), desired.as_str());
    let since = words::short(s.now.date, as_of);
    let moved = match before {
        Some(was) if s.moved() > 0 => format!("up from {} on {since}", was.as_str()),
        Some(was) => format!("down from {} on {since}", was.as_str()),
        None => format!("assessed {since}"),
    };
    let (verdict, stand) = match short {
        1.. => (format!("{} short", words::sentence(&count(short))), format!("{now}, {want} wanted")),
        0 => ("As wanted".to_owned(), now),
        _ => (format!("{} above", words::sentence(&count(short))), format!("{now}, where {want} would do")),
    };
    out.push_str(if short > 0 { "<b>" } else { "<span>" });
    rows::text(out, &verdict);
    out.push_str(if short > 0 { "</b>" } else { "</span>" });
    out.push_str("<span class=\"sub\">");
    rows::text(out, &format!("{stand}; {moved}"));
    out.push_str("</span></td><td class=\"plan\">");
    if short > 0 {
        let own = plan(&s.who.plan);
        let shared = s.who.group.as_ref().and_then(|g| site.register.groups.get(&g.value));
        if !own.is_empty() {
            rows::text(out, &own);
        } else if shared.is_some_and(|g| !plan(&g.plan).is_empty()) {
            rows::nil(out, "as for the group");
        } else if site.claims_absence {
            rows::nil(out, "no plan on record");
        }
    }
    out.push_str("</td></tr>\n");
}

/// Who is short of what we want, true for none, one and many.
fn finding(seen: &[Seen<'_>]) -> String {
    let all = words::counted(seen.len(), "stakeholder", "stakeholders");
    let short: Vec<&Seen<'_>> = seen.iter().filter(|s| s.short() > 0).collect();
    let most = short.first().map_or(0, |s| s.short());
    let furthest: Vec<&&Seen<'_>> = short.iter().filter(|s| s.short() == most).collect();
    let text = match (short.as_slice(), furthest.as_slice()) {
        ([], _) if seen.len() == 1 => "The one stakeholder stands where we want them".to_owned(),
        ([], _) => format!("Each of {all} stands where we want them"),
        ([one], _) => format!("One of {all} falls short of the engagement we want: {}", one.who.name),
        (many, [one]) => format!(
            "{} of {all} fall short of the engagement we want, {} by {}",
            words::number(many.len()),
            one.who.name,
            count(most)
        ),
        (many, [one, two]) if many.len() > 2 => format!(
            "{} of {all} fall short of the engagement we want, {} and {} by {}",
            words::number(many.len()),
            one.who.name,
            two.who.name,
            count(most)
        ),
        (many, far) if many.len() == far.len() && many.len() == seen.len() => {
            format!("All {} stakeholders fall short of the engagement we want, each by {}", many.len(), count(most))
        }
        (many, far) if many.len() == far.len() => {
            format!(
                "{} of {all} fall short of the engagement we want, each by {}",
                words::number(far.len()),
                count(most)
            )
        }
        (many, far) => format!(
            "{} of {all} fall short of the engagement we want, {} of them by {}",
            words::number(many.len()),
            words::number(far.len()),
            count(most)
        ),
    };
    words::sentence(&text)
}

/// Who moved with their last assessment, and who is past what we want.
fn summary(site: &Site<'_>, seen: &[Seen<'_>]) -> String {
    const NAMED: usize = 4;
    let named = |test: &dyn Fn(&Seen<'_>) -> bool| {
        let mut list: Vec<&Seen<'_>> = seen.iter().filter(|s| test(s)).collect();
        list.sort_by_key(|s| (std::cmp::Reverse(s.now.date), s.place));
        let names: Vec<String> = list.iter().take(NAMED).map(|s| s.who.name.clone()).collect();
        let more = list.len() - names.len();
        let names = if more > 0 {
            format!("{} and {} more", names.join(", "), words::number(more))
        } else {
            words::join(&names)
        };
        (list.len(), names)
    };
    let mut said = Vec::new();
    let (up, up_names) = named(&|s| s.moved() > 0);
    let (down, down_names) = named(&|s| s.moved() < 0);
    let moved: Vec<String> = [(up, up_names, "up"), (down, down_names, "down")]
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, names, way)| format!("{} moved {way} ({names})", words::number(n)))
        .collect();
    if !moved.is_empty() {
        said.push(format!("With the last assessment {}.", words::join(&moved)));
    } else if seen.iter().any(|s| s.before.is_some()) {
        said.push("Nobody moved with their last assessment.".to_owned());
    }
    let (past, past_names) = named(&|s| s.short() < 0);
    match past {
        0 => {}
        1 => said.push(format!("{past_names} stands above what we asked for.")),
        n => said.push(format!("{} stand above what we asked for: {past_names}.", words::sentence(&words::number(n)))),
    }
    let short = seen.iter().filter(|s| s.short() > 0).count();
    let unplanned = seen.iter().filter(|s| s.short() > 0 && plan(&site.register.plan(s.who)).is_empty()).count();
    if unplanned > 1 && unplanned == short && site.claims_absence {
        said.push("None of those who fall short has a plan on record.".to_owned());
    } else if unplanned > 0 && site.claims_absence {
        let have = if unplanned == 1 { "has" } else { "have" };
        said.push(format!(
            "{} of those who fall short {have} no plan on record.",
            words::sentence(&words::number(unplanned))
        ));
    }
    said.join(" ")
}
