//! Any text as a note: no panic, no quadratic time, and nothing hidden in a wider passage.

use proptest::prelude::*;
use rapporteur::register::Audience;

use crate::notes::{FRONT, ONE_TO_ONE, body, parse};

#[test]
fn big_hostile_texts_take_no_time() {
    let size = 100_000;
    let start = std::time::Instant::now();
    for piece in [
        "[",
        "> ",
        "- ",
        "(",
        "[a:: ",
        "[a:: b]",
        "`",
        "* ",
        "<!--",
        "%%",
        "<!-- -->",
        "{visibility ",
        "[visibility",
        "- [ ] @",
        "visibility=",
        "- [ ] \u{1F4C5} 1\n",
        "# {visibility=pm}\n",
        "- a [visibility:: pm]\n",
        "\r",
        "@a, ",
        "<!",
        "-->",
        "[x]: ",
    ] {
        let text = piece.repeat(size / piece.len());
        body(&text);
        body(&format!("- [ ] @me -> {text}"));
        body(&format!("- x [visibility:: pm] {text}"));
    }
    // A debug build on a busy machine needs seconds; anything quadratic needs hours.
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}

/// A piece of Markdown that is likely to matter.
fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-c ]{0,6}",
        1 => "\\PC{0,5}",
        8 => prop::sample::select(vec![
            "\n", "\n", "\n", "\n\n", "\r\n", "\r", "# ", "## ", "### ", "#", "- ", "* ", "1. ", "  ", "    ", "\t", "> ", "```\n",
            "~~~", "`", "``", "[ ] ", "[x] ", "[-] ", "[", "]", "(", ")", "{", "}", "::", "<!--", "-->", "%%", "<div>", "</div>",
            "---\n", "===\n", "***\n", "| a | b |\n|---|---|\n", "[a]: b\n", "@ada", " -> ", "@bo: ", "[due:: 2026-11-05]", "^c-1",
            "[visibility:: pm]", "[visibility:: team]", "{visibility=pm}", "{visibility=team}", "(sentiment) @ada +1: ", "(told) ",
            "(feedback) @ada: ", "visibility", "=", "\u{1F4C5} 2026-11-05", "\\", "&amp;", "*", "_", "!", "é",
        ]).prop_map(str::to_owned),
    ]
}

fn markdown(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(fragment(), 0..most).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,200}", more in markdown(60)) {
        parse(&text);
        parse(&format!("{text}\n{more}"));
        parse(&format!("+++\n{more}\n+++\n{text}"));
        parse(&format!("---\n{more}\n---\n{text}"));
        parse(&format!("{ONE_TO_ONE}{more}"));
    }

    #[test]
    fn passages_hold_the_whole_body(text in markdown(60)) {
        let (note, _) = body(&text);
        if note.passages.iter().all(|p| p.label == note.label) && !text.contains("<!--") && !text.contains("%%") {
            let shown: String = note.passages.iter().map(|p| &*p.text).collect();
            let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).count();
            prop_assert!(letters(&shown) <= letters(&text));
            if !text.contains("visibility") {
                prop_assert_eq!(shown, text);
            }
        }
    }

    #[test]
    fn a_hidden_section_is_in_no_wider_passage(before in markdown(40), inside in markdown(20), after in markdown(30)) {
        let text = format!("{before}\n\n# Candid {{visibility=pm}}\n\n{inside} zqtoken\n\n{after}");
        let (note, diagnostics) = body(&text);
        // Where the heading is none (in a code block, say) or doubtful, it is an error or code; nothing to prove then.
        let heading = note.passages.iter().any(|p| p.label == Audience::Pm && p.text.contains("# Candid\n"));
        // A line of signs makes a heading of the one above it.
        let is_underline = |line: &str| !line.trim().is_empty() && line.trim().trim_matches(['=', '-']).is_empty();
        let has_inner_heading = inside.contains('#') || inside.split(['\n', '\r']).any(is_underline);
        if heading && !has_inner_heading {
            for passage in note.passages.iter().filter(|p| p.text.contains("zqtoken")) {
                prop_assert_eq!(passage.label, Audience::Pm, "{:?} {:?}", text, diagnostics);
            }
        }
    }

    #[test]
    fn a_hidden_item_is_in_no_wider_passage(before in markdown(30), inside in "[a-z `*_\\[\\](){}:@^!&]{0,20}", after in markdown(30)) {
        let text = format!("{before}\n\n***\n\n- a [visibility:: pm] {inside} zqtoken\n\n  {after}");
        let (note, diagnostics) = body(&text);
        let is_read = !note.passages.iter().any(|p| p.text.contains("[visibility:: pm] "));
        if is_read {
            for passage in note.passages.iter().filter(|p| p.text.contains("zqtoken")) {
                prop_assert_eq!(passage.label, Audience::Pm, "{:?} {:?}", text, diagnostics);
            }
        }
    }

    #[test]
    fn places_lie_in_the_file(text in markdown(60)) {
        let whole = format!("{FRONT}{text}");
        let (note, diagnostics) = parse(&whole);
        for place in note.items.iter().map(|i| i.place).chain(diagnostics.iter().filter_map(|d| d.place)) {
            let (start, end) = (place.start as usize, place.end as usize);
            prop_assert!(start <= end && end <= whole.len() && whole.is_char_boundary(start) && whole.is_char_boundary(end));
            prop_assert_eq!(place.line as usize, whole[..start].matches('\n').count() + 1);
        }
        let last = whole.matches('\n').count() as u32 + 1;
        prop_assert!(note.passages.iter().all(|p| (5..=last).contains(&p.line)));
    }
}
