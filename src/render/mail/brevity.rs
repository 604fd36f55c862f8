//! How long a mail is: takes its data, gives it with lists and texts no longer than a mail can hold. What the page's own
//! rules leave open in length is cut here, and the mail says how much of it is in its text part only.

use serde_json::{Value, json};

/// What is kept of lists, of blocks of prose in a section, and of a text, in characters.
#[derive(Clone, Copy)]
pub(super) struct Length {
    rows: usize,
    blocks: usize,
    text: usize,
}

/// From the longest to the shortest.
pub(super) const LENGTHS: [Length; 5] = [
    Length { rows: 40, blocks: 40, text: 2_000 },
    Length { rows: 20, blocks: 12, text: 600 },
    Length { rows: 10, blocks: 6, text: 300 },
    Length { rows: 6, blocks: 3, text: 160 },
    Length { rows: 3, blocks: 1, text: 80 },
];

/// Lists that may have any length, and what counts the rest.
const LISTS: [(&str, &str); 6] = [
    ("/asks/more", "/asks/more_cut"),
    ("/asks/closed", "/asks/closed_cut"),
    ("/promised/last", "/promised/last_cut"),
    ("/promised/now", "/promised/now_cut"),
    ("/milestones/rows", "/milestones/rows_cut"),
    ("/evidence/differ", "/evidence/differ_cut"),
];

/// The data at a length. Nothing is left out without its count.
pub(super) fn cut(data: &Value, length: Length) -> Value {
    let mut data = data.clone();
    for (list, count) in LISTS {
        let rows = data.pointer_mut(list).and_then(Value::as_array_mut);
        let more = rows.map_or(0, |rows| shorten(rows, length.rows));
        let (parent, key) = count.rsplit_once('/').expect("a path has a slash");
        if let Some(parent) = data.pointer_mut(parent).filter(|parent| parent.is_object()) {
            parent[key] = json!(more);
        }
    }
    let options = data.pointer_mut("/asks/open").and_then(Value::as_array_mut);
    for ask in options.into_iter().flatten() {
        let more = ask["options"].as_array_mut().map_or(0, |options| shorten(options, length.rows.max(8)));
        ask["options_cut"] = json!(more);
    }
    let sections = data["told"].as_array_mut().map_or(0, |sections| shorten(sections, length.rows));
    data["told_cut"] = json!(sections);
    texts(&mut data, length);
    data
}

/// Cuts a list; gives how many rows went.
fn shorten(rows: &mut Vec<Value>, most: usize) -> usize {
    let more = rows.len().saturating_sub(most);
    rows.truncate(most);
    more
}

/// Cuts every text, and prose by its blocks.
fn texts(value: &mut Value, length: Length) {
    match value {
        Value::String(text) => {
            if let Some((at, _)) = text.char_indices().nth(length.text) {
                text.truncate(at);
                text.truncate(text.trim_end().len());
                text.push('\u{2026}');
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| texts(value, length)),
        Value::Object(map) => {
            if let Some(blocks) = map.get_mut("blocks").and_then(Value::as_array_mut) {
                // A block of any length is whole or not there: markup can't be cut at a letter.
                let room = length.text * 12;
                let mut used = 0;
                let all = blocks.len();
                let keeps = |block: &&Value| {
                    used += block.as_str().map_or(0, str::len);
                    used <= room
                };
                let kept = blocks.iter().take(length.blocks).take_while(keeps).count();
                blocks.truncate(kept);
                map.insert("more".to_owned(), json!(all - kept));
                map.insert("text".to_owned(), Value::Null);
                return;
            }
            let is_link = |key: &str| matches!(key, "href" | "reply" | "method");
            map.iter_mut().filter(|(key, _)| !is_link(key)).for_each(|(_, value)| texts(value, length));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_is_counted() {
        let rows: Vec<Value> = (0..50).map(|n| json!({"what": "x".repeat(100), "n": n})).collect();
        let data = json!({
            "asks": {"open": [{"options": rows, "reply": "mailto:".to_owned() + &"y".repeat(500)}], "more": rows, "closed": []},
            "promised": {"last": [], "now": rows}, "milestones": {"rows": []}, "evidence": {"differ": []},
            "told": [{"title": "t", "body": {"blocks": ["<p>1</p>", "<p>2</p>"], "text": "1", "more": 0}}],
            "changed": {"written": null},
        });
        let short = cut(&data, LENGTHS[4]);
        assert_eq!((short["asks"]["more"].as_array().unwrap().len(), &short["asks"]["more_cut"]), (3, &json!(47)));
        assert_eq!(short["asks"]["open"][0]["options_cut"], json!(42));
        assert_eq!(short["asks"]["open"][0]["reply"].as_str().unwrap().len(), 507);
        assert_eq!(short["promised"]["now"][0]["what"].as_str().unwrap().chars().count(), 81);
        assert_eq!(short["told"][0]["body"]["more"], json!(1));
        let long = cut(&data, LENGTHS[0]);
        assert_eq!((&long["asks"]["closed_cut"], &long["told"][0]["body"]["more"]), (&json!(0), &json!(0)));
    }
}
