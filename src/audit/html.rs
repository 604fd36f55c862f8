//! Tags of a page, as a browser would find them: comments and what is in scripts and styles are no tags.

/// A tag that opens.
#[derive(Debug, Default)]
pub(super) struct Tag {
    /// In lower case.
    pub(super) name: String,
    /// Names in lower case, values with entities read.
    pub(super) attributes: Vec<(String, String)>,
    /// Where it begins, in bytes.
    pub(super) at: usize,
    /// What a script or style holds.
    pub(super) inside: String,
}

impl Tag {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Every tag that opens, in order.
pub(super) fn tags(text: &str) -> Vec<Tag> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|n| at + n) {
        let rest = &text[open + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            at = comment.find("-->").map_or(text.len(), |n| open + 4 + n + 3);
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            at = open + 1;
            continue;
        }
        let (mut tag, end) = tag(text, open);
        at = end;
        if matches!(tag.name.as_str(), "script" | "style") {
            let close = format!("</{}", tag.name);
            let inside = &text[at..];
            let length = inside.to_ascii_lowercase().find(&close).unwrap_or(inside.len());
            inside[..length].clone_into(&mut tag.inside);
            at += length;
        }
        all.push(tag);
    }
    all
}

fn tag(text: &str, open: usize) -> (Tag, usize) {
    let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/');
    let mut at = open + 1;
    let length = text[at..].find(is_end).unwrap_or(text.len() - at);
    let mut tag = Tag { name: text[at..at + length].to_ascii_lowercase(), at: open, ..Tag::default() };
    at += length;
    loop {
        let rest = text[at..].trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        at = text.len() - rest.len();
        if rest.is_empty() || rest.starts_with('>') {
            return (tag, (at + 1).min(text.len()));
        }
        let length = rest.find(|c: char| is_end(c) || c == '=').unwrap_or(rest.len()).max(1);
        let length = rest.ceil_char_boundary(length);
        let name = rest[..length].to_ascii_lowercase();
        at += length;
        let after = text[at..].trim_start();
        let Some(value) = after.strip_prefix('=') else {
            tag.attributes.push((name, String::new()));
            continue;
        };
        let value = value.trim_start();
        let from = text.len() - value.len();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (from, length, past) = match quote {
            Some(quote) => {
                let length = value[1..].find(quote).unwrap_or(value.len() - 1);
                (from + 1, length, 1)
            }
            None => (from, value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len()), 0),
        };
        tag.attributes.push((name, decoded(&text[from..from + length])));
        at = (from + length + past).min(text.len());
    }
}

/// A value with its entities read.
fn decoded(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (letter, length) = super::words::letter(&rest[at..], '&');
        out.push(letter);
        rest = &rest[at + length..];
    }
    out + rest
}
