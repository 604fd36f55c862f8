//! Sections: takes a heading as written, gives the label of the section it opens and what of it isn't shown.

use std::ops::Range;

use super::body::Reader;
use super::fields::meant;
use super::value::shown;
use crate::diagnostic::{Code, Diagnostic};
use crate::register::Audience;

/// What a heading says about its section.
pub(super) struct Heading {
    /// Label of the heading and of what stands under it.
    pub label: Audience,
    /// The attributes, with the space before them.
    pub cut: Option<Range<usize>>,
}

/// Reads the attributes of a heading whose text is at `range` of the body; `held` is the label of what holds it.
pub(super) fn read(reader: &mut Reader<'_, '_>, range: Range<usize>, held: Audience) -> Heading {
    let plain = Heading { label: held, cut: None };
    let text = reader.text;
    let written = text[range.clone()].trim_end();
    // `## Title {visibility=pm} ##` and `## Title ## {visibility=pm}` both close the heading.
    let written = written.trim_end_matches('#').trim_end();
    let Some(inner) = written.strip_suffix('}') else { return plain };
    let Some(open) = inner.rfind(['{', '}']).filter(|i| inner[*i..].starts_with('{')) else { return plain };
    let start = range.start + open;
    if inner[open + 1..].trim().is_empty() || reader.is_code(start) {
        return plain;
    }
    let braces = start..range.start + written.len();
    let mut label = held;
    let mut seen = false;
    for attribute in inner[open + 1..].split_whitespace() {
        let at = start + 1 + attribute.as_ptr().addr() - inner[open + 1..].as_ptr().addr();
        let span = at..at + attribute.len();
        let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        if key == "visibility" && !seen {
            seen = true;
            label = reader.narrow(value, span, held);
            continue;
        }
        label = if reader.setup.wild { label } else { Audience::Pm };
        let hint = match meant(key, ["visibility"]) {
            Some(_) if seen => "a heading takes one `visibility`".to_owned(),
            Some(near) => format!("did you mean `{near}=pm`?"),
            None => "a heading takes `{visibility=pm}` (or another audience) and nothing else".to_owned(),
        };
        let message = format!("`{}` is not an attribute of a heading", shown(attribute));
        reader.error(|place| Diagnostic::new(Code::UnknownHeadingAttribute, place, message).hint(hint), span);
    }
    reader.handled(braces.clone());
    if reader.setup.wild && !seen {
        return plain;
    }
    let cut = text[range.start..start].trim_end().len() + range.start..braces.end;
    Heading { label, cut: Some(cut) }
}
