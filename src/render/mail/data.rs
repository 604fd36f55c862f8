//! What the mail's templates are given: takes the page's own data and makes it fit for mail. Links lead to the published
//! site or nowhere, a mark of a status is a letter and a colour, markup is mail's, and no text holds a control character.

use serde_json::{Map, Value, json};

use super::markup;
use super::{Answer, Look, Reply};
use crate::config::Edition;
use crate::email::reply;
use crate::render::pages;
use crate::render::templates::TemplateError;
use crate::render::update::Page;

/// What the data is made with.
pub(super) struct Setting<'a> {
    pub(super) edition: &'a Edition,
    /// Where the edition is published, without a slash at its end.
    pub(super) at: Option<&'a str>,
    pub(super) look: &'a Look,
    pub(super) reply: Option<Reply<'a>>,
}

impl Setting<'_> {
    /// A link from the site's root as one from a mail; `None` where there is no site or the edition has no such page.
    pub(super) fn link(&self, path: &str) -> Option<String> {
        let target = path.split(['#', '?']).next().unwrap_or_default();
        let is_held = pages::kind_of(target).is_none_or(|page| self.edition.holds(page));
        Some(format!("{}/{path}", self.at.filter(|_| is_held && !target.is_empty())?))
    }
}

/// The page's data, for mail.
pub(super) fn of(page: &Page, setting: &Setting<'_>) -> Result<Value, TemplateError> {
    let mut data = serde_json::to_value(page).map_err(|e| TemplateError::new(&e.to_string()))?;
    for goal in data["goals"].as_array_mut().into_iter().flatten() {
        goal["trend"] = Value::Null;
    }
    let written = data["changed"]["written"].take();
    data["changed"]["written"] = prose(&written, setting);
    if let Some(sections) = data["told"].as_array_mut() {
        for section in sections {
            let body = section["body"].take();
            section["body"] = prose(&body, setting);
        }
    }
    polish(&mut data, setting);
    // After the polish: a link for an answer is ours, with its own escapes.
    let mut number = 0;
    for (ask, shown) in page.asks.open.iter().zip(data["asks"]["open"].as_array_mut().into_iter().flatten()) {
        for (option, (choice, shown)) in
            ask.options.iter().zip(shown["options"].as_array_mut().into_iter().flatten()).enumerate()
        {
            let answer = Answer { ask: &ask.id, what: &ask.what, option, text: &choice.text };
            let link = setting.reply.map(|reply| reply(&answer)).filter(|link| link.starts_with("mailto:"));
            number += usize::from(link.is_some());
            shown["number"] = json!(link.as_ref().map(|_| number));
            // Text has no links: whoever reads it writes the subject that the link would.
            let chosen = reply::letter(option).map(|letter| (letter, &*choice.text));
            shown["subject"] = json!(link.as_ref().map(|_| reply::subject(ask.id.as_str(), chosen)));
            shown["reply"] = json!(link);
        }
    }
    Ok(data)
}

/// Markup of a page as blocks of mail's, and as text; empty where it is.
fn prose(markup: &Value, setting: &Setting<'_>) -> Value {
    let html = markup.as_str().unwrap_or_default();
    if html.trim().is_empty() {
        return Value::Null;
    }
    json!({
        "blocks": markup::blocks(html, setting),
        "text": markup::text(html, setting),
        "more": 0,
    })
}

/// Walks through the data; it is as deep as a page is, whatever a workspace holds.
fn polish(value: &mut Value, setting: &Setting<'_>) {
    match value {
        Value::String(text) => {
            if text.contains(steers) {
                *text = text
                    .chars()
                    .filter_map(|c| if c == '\n' || c == '\t' { Some(' ') } else { (!steers(c)).then_some(c) })
                    .collect();
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| polish(value, setting)),
        Value::Object(map) => {
            // Markup is escaped already, and its text has lines.
            if map.contains_key("blocks") {
                return;
            }
            map.values_mut().for_each(|value| polish(value, setting));
            for key in ["href", "method"] {
                if let Some(Value::String(path)) = map.get(key) {
                    let link = setting.link(path);
                    map.insert(key.to_owned(), json!(link));
                }
            }
            stamp(map, setting.look);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Gives a status its letter and its colour.
fn stamp(map: &mut Map<String, Value>, look: &Look) {
    let Some(Value::String(mark)) = map.get("mark") else { return };
    let sign = sign(mark);
    let colour = match map.get("class").and_then(Value::as_str) {
        Some("ok") => &look.ok,
        Some("watch") => &look.watch,
        Some("risk") => &look.risk,
        Some("none") => &look.none,
        _ => &look.ink_2,
    };
    map.insert("colour".to_owned(), json!(colour));
    map.insert("sign".to_owned(), json!(sign));
}

/// The letter that has the shape of a mark.
fn sign(mark: &str) -> &'static str {
    match mark {
        "m-ok" => "\u{25cf}",
        "m-watch" => "\u{25c6}",
        "m-risk" => "\u{25b2}",
        "m-none" => "\u{25cb}",
        "m-stale" => "\u{25b3}",
        "m-wait" => "\u{25a1}",
        _ => "\u{2013}",
    }
}

/// Whether a character is a control or changes the direction of the text around it.
pub(super) fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
