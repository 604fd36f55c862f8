//! What a browser makes of a page: elements, attributes and what they lead to, by the HTML parser of the standard.

use std::collections::{BTreeMap, BTreeSet};

use html5ever::tendril::TendrilSink as _;
use markup5ever_rcdom::{Handle, NodeData, RcDom, SerializableHandle};

/// A page as a parser sees it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Shape {
    /// Each element with those that hold it and the names of its attributes, and how often it is there.
    pub(crate) elements: BTreeMap<String, usize>,
    /// Elements and attributes by name alone.
    pub(crate) kinds: BTreeSet<(String, String)>,
    /// What is in scripts and styles, and what a browser does by itself: policies, refreshes, icons.
    pub(crate) active: BTreeSet<String>,
    /// Where links and pictures lead.
    pub(crate) targets: Vec<String>,
    /// Words and values of attributes, with what marks a text.
    pub(crate) marks: usize,
}

pub(crate) fn shape(html: &[u8], mark: &str) -> Shape {
    let dom = parse(html);
    let mut shape = Shape::default();
    walk(&dom.document, "", mark, &mut shape);
    shape
}

fn parse(html: &[u8]) -> RcDom {
    html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).from_utf8().one(html)
}

/// The page after a parser has read it and written it again, as editors and mail programs do.
pub(crate) fn again(html: &[u8]) -> Vec<u8> {
    let dom = parse(html);
    let mut out = Vec::new();
    let document: SerializableHandle = dom.document.clone().into();
    html5ever::serialize(&mut out, &document, html5ever::serialize::SerializeOpts::default()).unwrap();
    out
}

fn walk(node: &Handle, above: &str, mark: &str, shape: &mut Shape) {
    let mut here = above.to_owned();
    match &node.data {
        NodeData::Comment { contents } => drop(shape.active.insert(format!("<!--{contents}-->"))),
        NodeData::ProcessingInstruction { contents, .. } => drop(shape.active.insert(format!("<?{contents}>"))),
        NodeData::Text { contents } => shape.marks += contents.borrow().matches(mark).count(),
        NodeData::Element { name, attrs, .. } => {
            let tag = name.local.to_string();
            let attrs = attrs.borrow();
            let mut names: Vec<String> = attrs.iter().map(|a| a.name.local.to_string()).collect();
            names.sort();
            here = format!("{above}/{tag}");
            *shape.elements.entry(format!("{here} {}", names.join(" "))).or_default() += 1;
            shape.kinds.insert((tag.clone(), String::new()));
            shape.kinds.extend(names.into_iter().map(|name| (tag.clone(), name)));
            for attr in attrs.iter() {
                let value = attr.value.to_string();
                shape.marks += value.matches(mark).count();
                match &*attr.name.local {
                    "href" | "src" | "action" | "formaction" | "srcset" | "poster" | "data" | "xlink:href" => {
                        shape.targets.push(value);
                    }
                    "style" | "http-equiv" | "sandbox" | "rel" | "name" | "charset" | "type" => {
                        // A width says how heavy a mail is.
                        let value: String = value.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
                        shape.active.insert(format!("{tag} {}={}", attr.name.local, value.replace("00", "0")));
                    }
                    "content" if attrs.iter().any(|a| &*a.name.local == "http-equiv") => {
                        shape.active.insert(value);
                    }
                    "srcdoc" => shape.active.extend(self::shape(value.as_bytes(), mark).active),
                    _ => {}
                }
            }
            if matches!(
                &*tag,
                "script"
                    | "style"
                    | "noscript"
                    | "template"
                    | "iframe"
                    | "object"
                    | "textarea"
                    | "title"
                    | "plaintext"
                    | "xmp"
            ) {
                let inner = text(node);
                // Words of a title are words.
                if tag != "title" && tag != "textarea" {
                    shape.active.insert(format!("<{tag}>{inner}"));
                }
            }
        }
        _ => {}
    }
    for child in node.children.borrow().iter() {
        walk(child, &here, mark, shape);
    }
}

fn text(node: &Handle) -> String {
    let mut out = String::new();
    for child in node.children.borrow().iter() {
        if let NodeData::Text { contents } = &child.data {
            out.push_str(&contents.borrow());
        }
        out += &text(child);
    }
    out
}

/// What of a page is in no part of another: elements, attributes, scripts, styles. How often it is there may differ, where words
/// decide what is shown.
pub(crate) fn new_in(bad: &Shape, good: &Shape) -> Vec<String> {
    let kinds = bad.kinds.difference(&good.kinds).map(|(tag, name)| format!("<{tag} {name}>"));
    kinds.chain(bad.active.difference(&good.active).map(|text| text.chars().take(200).collect())).collect()
}

/// Faults of where links lead: anything but a page or file of the site, an anchor, a web or a mail address.
pub(crate) fn stray(shape: &Shape, is_file: &dyn Fn(&str) -> bool) -> Vec<String> {
    let known = |target: &&String| {
        let lower = target.to_ascii_lowercase();
        let is_far = ["https://", "http://", "mailto:", "cid:"].iter().any(|scheme| lower.starts_with(scheme));
        is_far
            || target.starts_with('#')
            || *target == "data:,"
            || target.starts_with("data:image/png;base64,")
            || is_file(target)
    };
    shape.targets.iter().filter(|target| !known(target)).cloned().collect()
}
