//! Search: a page that a script fills, and the index it reads. The index is a script too, so that it is found when the
//! site is opened from the disk; it holds what the pages of this edition show and nothing else.

use serde::Serialize;

use super::site::{Site, person_path};
use super::templates::TemplateError;
use super::{decisions, feedback, notes, pages, promises, updates, words};

/// The index's path.
pub(super) const INDEX: &str = "search-index.js";
/// Bytes of notes' own words in the index, all together, and the most of one note. What is longer is found by its
/// title, day and people.
const WORDS: usize = 2_000_000;
const LONGEST: usize = 6_000;

/// Something to find: kind, title, what stands under it, where it is, and the words it is found by besides.
#[derive(Serialize)]
struct Entry(Kind, String, String, String, String);

/// What is found, in the order of the answer.
#[derive(Serialize, Clone, Copy)]
enum Kind {
    Page,
    Person,
    Promise,
    Feedback,
    Decision,
    Goal,
    Milestone,
    Risk,
    Update,
    Meeting,
}

#[derive(Serialize)]
struct Page {
    index: &'static str,
}

/// The page.
pub(super) fn page(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    site.page("search.html", "Search", "search", "", &Page { index: INDEX })
}

/// The index, as a script that hands it to the page's.
pub(super) fn index(site: &Site<'_>) -> Vec<u8> {
    let json = serde_json::to_string(&entries(site)).expect("strings and names are JSON");
    // Nothing in it may end a script or a line of one.
    let json = json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("rapporteurIndex({json});\n").into_bytes()
}

fn entries(site: &Site<'_>) -> Vec<Entry> {
    let (register, ledger) = (site.register, &site.assessed.ledger);
    let name = |id| register.name(id).unwrap_or_default();
    let day = |date| words::long(date);
    let mut all: Vec<Entry> = pages::titles(site)
        .map(|(title, section, path)| Entry(Kind::Page, title.into(), section.into(), path.into(), String::new()))
        .collect();
    all.extend(register.stakeholders.values().map(|s| {
        let group = s.group.as_ref().and_then(|g| register.groups.get(&g.value)).map(|g| g.name.as_str());
        let about =
            [s.title.as_ref().map(|t| t.value.as_str()), s.organisation.as_ref().map(|o| o.value.as_str()), group];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        let aliases: Vec<&str> = s.aliases.iter().map(|a| a.value.as_str()).chain([s.id.as_str()]).collect();
        Entry(Kind::Person, s.name.clone(), about.join(", "), person_path(&s.id), aliases.join(" "))
    }));
    all.extend(ledger.commitments.iter().enumerate().map(|(i, c)| {
        let sides = format!("{} to {}, made {}", name(&c.from), name(&c.to), day(c.made));
        Entry(Kind::Promise, words::sentence(&c.text), sides, promises::href(site, i), String::new())
    }));
    all.extend(ledger.loops.iter().enumerate().map(|(i, l)| {
        let said = format!("{}, {}", name(&l.feedback.from), day(l.feedback.date));
        let answer = l.feedback.reason.as_ref().or(l.feedback.response.as_ref());
        let answer = answer.map(|a| a.value.clone()).unwrap_or_default();
        Entry(Kind::Feedback, l.feedback.text.clone(), said, feedback::href(site, i), answer)
    }));
    all.extend(register.decisions.iter().filter_map(|d| {
        let href = decisions::href(site, d.id.as_ref()?)?;
        let why = [&d.outcome, &d.rationale].into_iter().flatten().map(|t| t.value.as_str());
        let on = d.decided.as_ref().or(d.proposed.as_ref()).map(|on| day(on.value)).unwrap_or_default();
        Some(Entry(Kind::Decision, d.title.clone(), on, href, why.collect::<Vec<_>>().join(" ")))
    }));
    all.extend(register.goals.values().filter_map(|g| {
        let serves = g.strategic_goal.as_ref().map(|s| s.value.clone()).unwrap_or_default();
        Some(Entry(Kind::Goal, g.title.clone(), serves, site.goal_at.get(&g.id)?.clone(), String::new()))
    }));
    all.extend(register.milestones.values().filter_map(|m| {
        let first = format!("first promised for {}", day(m.baseline_date));
        Some(Entry(Kind::Milestone, m.title.clone(), first, site.milestone_at.get(&m.id)?.clone(), String::new()))
    }));
    all.extend(register.risks.values().map(|r| {
        let rest = [&r.cause, &r.effect, &r.path_to_green].into_iter().flatten().map(|t| t.value.as_str());
        let rest = rest.collect::<Vec<_>>().join(" ");
        Entry(Kind::Risk, r.event.clone(), format!("opened {}", day(r.opened)), "risks.html".into(), rest)
    }));
    all.extend(updates::paths(register).into_iter().rev().map(|(path, update)| {
        let asks: Vec<&str> = update.asks.iter().map(|a| a.value.what.as_str()).collect();
        Entry(Kind::Update, update.headline.clone(), day(update.date), path, asks.join(" "))
    }));
    let room = (WORDS / register.notes.len().max(1)).min(LONGEST);
    // Newest first: that is the order among answers that are equally good.
    all.extend((0..register.notes.len()).rev().map(|i| {
        let note = &register.notes[i];
        let people: Vec<&str> = note.attendees.iter().map(|a| a.who.as_ref().map_or(&*a.name, name)).collect();
        let on = note.date.map(day);
        let under: Vec<String> = on.into_iter().chain([people.join(", ")]).filter(|part| !part.is_empty()).collect();
        let text = if room < 400 { String::new() } else { plain(&notes::body(site, i), room) };
        Entry(Kind::Meeting, notes::title(note), under.join(" \u{b7} "), site.note_paths[i].clone(), text)
    }));
    // What isn't there can't be found.
    all.retain(|Entry(.., path, _)| pages::kind_of(path).is_none_or(|page| site.edition.holds(page)));
    all
}

/// The words of markup of our own making, up to about `room` bytes.
fn plain(html: &str, room: usize) -> String {
    let mut out = String::with_capacity(room.min(html.len()));
    let mut rest = html;
    while out.len() < room {
        let Some(open) = rest.find('<') else {
            push_words(&mut out, rest);
            break;
        };
        push_words(&mut out, &rest[..open]);
        let Some(close) = rest[open..].find('>') else { break };
        rest = &rest[open + close + 1..];
    }
    out.trim_end().to_owned()
}

/// Adds text with its entities read and its white space made single blanks.
fn push_words(out: &mut String, text: &str) {
    const ENTITIES: [(&str, char); 5] =
        [("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\''), ("&amp;", '&')];
    for word in text.split_whitespace() {
        let mut rest = word;
        while let Some(at) = rest.find('&') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let (length, sign) = ENTITIES
                .iter()
                .find(|(entity, _)| rest.starts_with(entity))
                .map_or((1, '&'), |(entity, sign)| (entity.len(), *sign));
            out.push(sign);
            rest = &rest[length..];
        }
        out.push_str(rest);
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn markup_is_left_out_and_entities_are_read() {
        assert_eq!(plain("<p>a &amp;amp; b</p>\n<ul><li>c &lt;d&gt;</li></ul>", 100), "a &amp; b c <d>");
        assert_eq!(plain("<p>one two three</p><p>four</p>", 5), "one two three");
        assert_eq!(plain("", 5), "");
    }
}
