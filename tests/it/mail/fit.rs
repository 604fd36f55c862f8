//! What HTML in a mail may hold: lists of what every client knows, written from data on clients.

/// Tags of HTML with their attributes.
pub(crate) fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.starts_with(['/', '!']) {
            continue;
        }
        let end = rest.find('>').unwrap();
        let tag = &rest[..end];
        let (name, mut inner) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = Vec::new();
        while let Some((key, after)) = inner.split_once("=\"") {
            let (value, next) = after.split_once('"').unwrap();
            attributes.push((key.trim().to_owned(), value.to_owned()));
            inner = next;
        }
        assert!(inner.trim().is_empty(), "an attribute without quotes: {tag}");
        tags.push((name.to_owned(), attributes));
    }
    tags
}

/// What every client of Gmail, Outlook and Apple Mail knows, and what it does no harm not to know.
const TAGS: [&str; 33] = [
    "html",
    "head",
    "meta",
    "title",
    "body",
    "div",
    "table",
    "tr",
    "td",
    "th",
    "thead",
    "tbody",
    "p",
    "h1",
    "h2",
    "h3",
    "span",
    "b",
    "i",
    "s",
    "a",
    "br",
    "img",
    "ul",
    "ol",
    "li",
    "sup",
    "code",
    "pre",
    "blockquote",
    "em",
    "strong",
    "u",
];
const ATTRIBUTES: [&str; 22] = [
    "lang",
    "xmlns",
    "charset",
    "name",
    "content",
    "style",
    "bgcolor",
    "role",
    "width",
    "height",
    "cellpadding",
    "cellspacing",
    "border",
    "align",
    "valign",
    "colspan",
    "href",
    "src",
    "alt",
    "scope",
    "start",
    "title",
];
const PROPERTIES: [&str; 24] = [
    "background-color",
    "border",
    "border-left",
    "border-top",
    "color",
    "display",
    "font-family",
    "font-size",
    "font-weight",
    "height",
    "line-height",
    "margin",
    "max-height",
    "max-width",
    "overflow",
    "padding",
    "padding-left",
    "text-align",
    "white-space",
    "width",
    "vertical-align",
    "text-decoration",
    "font-style",
    "mso-hide",
];

/// Fails where HTML holds what a client doesn't know, or may be made to do harm.
pub(crate) fn assert_fit_for_mail(html: &str) {
    for (tag, attributes) in tags(html) {
        assert!(TAGS.contains(&&*tag), "<{tag}>");
        for (name, value) in &attributes {
            assert!(ATTRIBUTES.contains(&&**name), "{name} of <{tag}>");
            match &**name {
                "style" => {
                    for declaration in value.split(';').filter(|d| !d.trim().is_empty()) {
                        let (property, value) = declaration.split_once(':').unwrap();
                        assert!(PROPERTIES.contains(&property.trim()), "{property} of <{tag}>");
                        assert!(
                            !value.contains("url(") && !value.contains("var(") && !value.contains('&'),
                            "{declaration}"
                        );
                        // Word sets the inner margin of cells only.
                        assert!(
                            !property.starts_with("padding")
                                || ["td", "th", "body", "ul", "ol", "blockquote"].contains(&&*tag)
                        );
                        assert!(property != "max-width" || tag == "table", "max-width of <{tag}>");
                        assert!(property != "display" || ["none", "block"].contains(&value), "{declaration}");
                    }
                    if value.contains("background-color") {
                        assert!(attributes.iter().any(|(n, v)| n == "bgcolor" && value.contains(&**v)), "<{tag}>");
                    }
                }
                "href" => assert!(["https://", "http://", "mailto:"].iter().any(|s| value.starts_with(s)), "{value}"),
                "src" => assert!(value.starts_with("cid:"), "{value}"),
                _ => {}
            }
        }
        let has = |name: &str| attributes.iter().any(|(n, _)| n == name);
        assert!(tag != "img" || ["width", "height", "alt", "border"].into_iter().all(has), "{attributes:?}");
        assert!(tag != "table" || (has("cellpadding") && has("cellspacing") && has("border")), "{attributes:?}");
    }
    let levels: Vec<u8> = tags(html).iter().filter_map(|(t, _)| t.strip_prefix('h')?.parse().ok()).collect();
    assert!(levels.iter().skip(1).all(|l| *l > 1));
    assert!(levels[0] == 1 && levels.windows(2).all(|l| l[1] <= l[0] + 1), "{levels:?}");
}
