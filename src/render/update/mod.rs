//! The leadership update: eleven parts in one order, the same figures for every reader. Takes what the update's own
//! audience may see on the day it shows, so that the page of a past update is for ever the one of its day; what can be
//! computed is, and what can't is in the writer's words.

mod ahead;
mod asked;
mod changed;
mod evidence;
mod promised;
mod sections;
mod voice;

use jiff::civil::Date;
use serde::Serialize;

use super::direction::{Stamp, light};
use super::frame::Head;
use super::rows::Markup;
use super::site::{Link, Site, person_path};
use super::templates::TemplateError;
use super::words;
use crate::assess::{self, Assessed};
use crate::register::{Audience, Id, Register, Update};
use crate::restrict;

/// One update on one day: what its audience may see, and what came before it.
pub(super) struct Brief<'a> {
    register: &'a Register,
    assessed: &'a Assessed,
    update: &'a Update,
    before: Option<&'a Update>,
    /// The way up to the site's root.
    root: &'static str,
    /// The day everything is as of.
    as_of: Date,
}

/// What the page says, and the mail after it.
#[derive(Serialize)]
pub(super) struct Page {
    /// Whether the edition may say that something isn't there.
    claims: bool,
    pub(super) purpose: &'static str,
    period: Option<String>,
    written: Option<words::Day>,
    pub(super) next: Option<words::Day>,
    pub(super) claimed: Option<Stamp>,
    pub(super) headline: String,
    contrary: Option<evidence::Contrary>,
    pub(super) asks: asked::Asks,
    changed: changed::Changed,
    promised: promised::Promised,
    goals: Vec<ahead::Goal>,
    more_goals: usize,
    pub(super) milestones: ahead::Milestones,
    risks: Vec<ahead::Risk>,
    more_risks: usize,
    told: Vec<sections::Section>,
    voice: Vec<voice::Said>,
    more_voices: usize,
    engagement: Option<evidence::Engagement>,
    evidence: evidence::Evidence,
}

/// The newest update, as the site's first page: its words, and the figures of the site's own day.
pub(super) fn front(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    let (newest, page) = newest(site).expect("the page is made only where there are updates");
    site.page("update.html", &title(newest), "front", "", &page)
}

/// The newest update with what its page says; links are from the site's root.
pub(super) fn newest<'a>(site: &Site<'a>) -> Option<(&'a Update, Page)> {
    let newest = site.register.updates.last()?;
    let (register, assessed) = seen(site, newest, site.assessed.as_of);
    Some((newest, page(site, &register, &assessed, newest.date, "")))
}

/// One update in the archive, as it was on its own day, whenever the site is built.
pub(super) fn archived(site: &Site<'_>, update: &Update) -> Result<Vec<u8>, TemplateError> {
    const ROOT: &str = "../";
    let (register, assessed) = seen(site, update, update.date);
    let page = page(site, &register, &assessed, update.date, ROOT);
    let frame = site.frame_of(&register, update.date, ROOT)?;
    site.framed(&frame, "update.html", &Head { title: &title(update), root: ROOT }, &page)
}

fn title(update: &Update) -> String {
    format!("Update, {}", words::long(update.date).replace('\u{a0}', " "))
}

/// What an update's audience may see on a day; never more than the edition.
fn seen(site: &Site<'_>, update: &Update, as_of: Date) -> (Register, Assessed) {
    let audience = site.edition.audience.max(update.label.min(Audience::Leadership));
    let register = restrict::restrict(site.register, audience, as_of);
    let assessed = assess::assess(&register, &site.config.health, as_of, false);
    (register, assessed)
}

fn page(site: &Site<'_>, register: &Register, assessed: &Assessed, on: Date, root: &'static str) -> Page {
    let at = register.updates.iter().rposition(|u| u.date == on).expect("an update is in sight of its own audience");
    let update = &register.updates[at];
    let before = register.updates[..at].last();
    // An update is leadership's by default: that nothing was asked or promised isn't known to an edition for more than those.
    let claims = site.edition.audience <= Audience::Leadership;
    let brief = Brief { register, assessed, update, before, root, as_of: assessed.as_of };
    let asks = asked::asks(&brief);
    let (goals, more_goals) = ahead::goals(&brief);
    let (risks, more_risks) = ahead::risks(&brief);
    let (voice, more_voices) = voice::voices(&brief);
    let (told, written) = sections::sections(&brief);
    Page {
        purpose: match (asks.is_open(), claims) {
            (true, _) => "For decision",
            (false, true) => "For information: no action needed",
            (false, false) => "For information",
        },
        claims,
        period: update.period.as_ref().map(|p| p.value.clone()),
        written: (update.date != assessed.as_of).then(|| words::Day::long(update.date)),
        next: update.next.as_ref().map(|n| words::Day::long(n.value)),
        claimed: update.status_reported.as_ref().map(|s| light(s.value)),
        headline: update.headline.clone(),
        contrary: evidence::contrary(&brief),
        asks,
        changed: changed::changed(&brief, written),
        promised: promised::promised(&brief),
        goals,
        more_goals,
        milestones: ahead::milestones(&brief),
        risks,
        more_risks,
        told,
        voice,
        more_voices,
        engagement: evidence::engagement(site, &brief),
        evidence: evidence::evidence(&brief),
    }
}

impl Brief<'_> {
    /// A person by name, linked to their page; `None` where the reader may not know them.
    fn person(&self, id: &Id) -> Option<Link> {
        let text = self.register.name(id)?.to_owned();
        let is_theirs = self.register.stakeholders.contains_key(id);
        Some(Link { text, href: is_theirs.then(|| format!("{}{}", self.root, person_path(id))) })
    }

    /// The day the update before it was written; without one a month before.
    fn since(&self) -> Date {
        const FIRST: i32 = 28;
        self.before.map_or_else(|| words::after(self.update.date, -FIRST), |u| u.date)
    }
}

/// Text of a record as a sentence: its first letter raised, a full stop at its end.
fn full(text: &str) -> String {
    let text = words::sentence(text.trim());
    if text.ends_with(['.', '!', '?', '\u{2026}', ':', '\u{201d}']) { text } else { format!("{text}.") }
}

/// The empty markup.
fn none() -> Markup {
    String::new().into()
}
