//! Lines of a wild note: takes its text, gives each line with what it is: heading, item, rule, text. Only as much of
//! Markdown as attendance sections need; what is shown is read by pulldown-cmark.

/// What a line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A heading of this level, `#` or underlined.
    Heading(u8),
    /// `---`, `***`, `___`.
    Rule,
    /// A list item.
    Item,
    /// Fenced code, its fences, and the underline of a heading.
    Code,
    /// Nothing.
    Blank,
    /// Anything else.
    Text,
}

/// A line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) kind: Kind,
    /// Offset of the line.
    pub(super) start: usize,
    /// Columns before the marker or text.
    pub(super) indent: usize,
    /// State of its box, `[x]` or `[ ]`.
    pub(super) check: Option<bool>,
    /// The text without markers, box and line end.
    pub(super) content: &'a str,
    /// Offset of `content`.
    at: usize,
}

impl Line<'_> {
    /// Offset of the content.
    pub(super) fn content_start(&self) -> usize {
        self.at
    }
    /// Where the content is.
    pub(super) fn range(&self) -> std::ops::Range<usize> {
        self.at..self.end()
    }
    /// Offset after the content.
    pub(super) fn end(&self) -> usize {
        self.at + self.content.len()
    }
}

/// Splits a text.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut fence: Option<(u8, usize)> = None;
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let raw = whole.trim_end_matches(['\n', '\r']);
        let body = raw.trim_start();
        let indent = raw[..raw.len() - body.len()].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        let at = start + raw.len() - body.len();
        let mut line = Line { kind: Kind::Text, start, indent, check: None, content: body.trim_end(), at };
        let mark = body.bytes().next().filter(|b| b"`~".contains(b));
        let ticks = mark.map_or(0, |mark| body.bytes().take_while(|b| *b == mark).count());
        if let Some((mark, least)) = fence {
            line.kind = Kind::Code;
            if ticks >= least && body.as_bytes()[0] == mark && body[ticks..].trim().is_empty() {
                fence = None;
            }
        } else if ticks >= 3 && !(mark == Some(b'`') && body[ticks..].contains('`')) {
            line.kind = Kind::Code;
            fence = mark.map(|mark| (mark, ticks));
        } else {
            classify(&mut line, lines.last_mut());
        }
        start += whole.len();
        lines.push(line);
    }
    lines
}

fn classify(line: &mut Line<'_>, before: Option<&mut Line<'_>>) {
    let body = line.content;
    let bytes = body.as_bytes();
    if body.is_empty() {
        line.kind = Kind::Blank;
        return;
    }
    let hashes = bytes.iter().take_while(|b| **b == b'#').count();
    if (1..=6).contains(&hashes) && bytes.get(hashes).is_none_or(u8::is_ascii_whitespace) && line.indent < 4 {
        line.kind = Kind::Heading(hashes as u8);
        let rest = body[hashes..].trim();
        // Closing hashes stand after a space.
        let closed = rest.trim_end_matches('#');
        let rest = if closed.is_empty() || closed.ends_with(char::is_whitespace) { closed.trim_end() } else { rest };
        set(line, body.len() - body[hashes..].trim_start().len(), rest.len());
        return;
    }
    // What a heading is marked with is not always followed by the space it needs.
    if bytes.iter().all(|b| *b == b'=' || *b == b'-')
        && let Some(before) = before.filter(|b| b.kind == Kind::Text && !b.content.contains('|'))
        && bytes.iter().all(|b| *b == bytes[0])
    {
        before.kind = Kind::Heading(if bytes[0] == b'=' { 1 } else { 2 });
        line.kind = Kind::Code;
        return;
    }
    let solid: Vec<u8> = bytes.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
    if solid.len() >= 3 && b"-*_".contains(&solid[0]) && solid.iter().all(|b| *b == solid[0]) {
        line.kind = Kind::Rule;
        return;
    }
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let marker = if b"-*+".contains(&bytes[0]) {
        1
    } else if body.starts_with('\u{2022}') {
        '\u{2022}'.len_utf8()
    } else if (1..=9).contains(&digits) && bytes.get(digits).is_some_and(|b| b".)".contains(b)) {
        digits + 1
    } else {
        0
    };
    // `*RR: Name` is an item whose space was forgotten, `**bold**` and `*emphasis*` are none.
    let is_item = marker > 0
        && match bytes.get(marker) {
            None => true,
            Some(b) if b.is_ascii_whitespace() => true,
            Some(b) => bytes[0] == b'*' && *b != b'*' && !body[1..].contains('*'),
        };
    if is_item {
        line.kind = Kind::Item;
        let rest = body[marker..].trim_start();
        set(line, body.len() - rest.len(), rest.len());
    }
    tick(line);
}

/// Moves the box at the front of the content into `check`.
fn tick(line: &mut Line<'_>) {
    let content = line.content;
    let Some((inside, rest)) = content.strip_prefix('[').and_then(|c| c.split_once(']')) else { return };
    let done = match inside.trim() {
        "" => false,
        "x" | "X" | "\u{2713}" | "\u{2714}" => true,
        _ => return,
    };
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return;
    }
    let rest = rest.trim_start();
    line.check = Some(done);
    set(line, content.len() - rest.len(), rest.len());
}

fn set(line: &mut Line<'_>, skip: usize, len: usize) {
    line.at += skip;
    line.content = &line.content[skip..skip + len];
}
