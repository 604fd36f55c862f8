//! Notes: who may see what, by headings, items and comments.

use super::{body, codes, items, passages};

#[test]
fn doubtful_visibility_is_an_error() {
    for (text, expected) in [
        ("a visibility=pm b", "doubtful-visibility"),
        ("visibility: pm", "doubtful-visibility"),
        ("visibility:: pm", "doubtful-visibility"),
        ("Visibility: pm", "doubtful-visibility"),
        ("[visibility:: pm]", "doubtful-visibility"),
        ("{visibility=pm}", "doubtful-visibility"),
        ("[a visibility b]", "doubtful-visibility"),
        ("{a\nvisibility b}", "doubtful-visibility"),
        ("| a [visibility:: pm] |\n|---|\n", "doubtful-visibility"),
        ("> # a {visibility=pm}", "doubtful-visibility"),
        ("- # a {visibility=pm}", "doubtful-visibility"),
        ("- a\n\n  b [visibility:: pm]", "doubtful-visibility"),
        ("- a [visibility: pm]", "doubtful-visibility"),
        ("- a [visibility:: pm] [visibility:: team]", "doubtful-visibility"),
        ("- a [visibilty:: pm]", "doubtful-visibility"),
        ("<div>\n# a {visibility=pm}\n</div>", "doubtful-visibility"),
        ("# a {visibility=pm} b", "doubtful-visibility"),
        ("# a {visibility=pm} {visibility=pm}", "doubtful-visibility"),
        ("- a [visibility:: pn]", "unknown-audience"),
        ("- a [visibility:: ]", "unknown-audience"),
        ("# a {visibility=}", "unknown-audience"),
        ("# a {visibility=PM}", "unknown-audience"),
        ("# a {visibility=\"pm\"}", "unknown-audience"),
        ("# a {visibility}", "unknown-audience"),
        ("# a {visibilty=pm}", "unknown-heading-attribute"),
        ("# a {#b}", "unknown-heading-attribute"),
        ("# a {visibility=pm .b}", "unknown-heading-attribute"),
        ("# a {visibility=everyone}", "wider-than-its-holder"),
        ("- a [visibility:: leadership]", "wider-than-its-holder"),
        ("# a {visibility=pm}\n## b {visibility=team}", "wider-than-its-holder"),
        ("- a [visibility:: pm]\n  - b [visibility:: team]", "wider-than-its-holder"),
        ("poor visibility, and [a] invisibility: b {c}", ""),
        ("visibility in [a\n\nb]", ""),
        ("- high visibility (of it)", ""),
        ("# a {}", ""),
        ("# a {visibility=pm}", ""),
        ("# a {visibility=pm} ##", ""),
        ("# a # {visibility=pm}", ""),
        ("a {visibility=pm}\n===", ""),
        ("- [visibility:: pm] a", ""),
        ("- a (visibility:: pm)", ""),
        ("- [ ] @me -> @ada: a\n  [visibility::\n  pm]", ""),
    ] {
        let (_, diagnostics) = body(text);
        assert_eq!(codes(&diagnostics), expected, "{text:?}: {diagnostics:#?}");
    }
}

#[test]
fn a_heading_labels_what_stands_under_it() {
    let (note, diagnostics) = body(
        "one\n\n## Candid {visibility=pm}\n\ntwo\n\n### Deeper\n\n- [ ] @me -> @ada: a\n\n## Next\n\nthree\n\n\
         Also candid {visibility=pm}\n-----------------\n\nfour\n\n# Top\n\nfive\n",
    );
    assert_eq!(codes(&diagnostics), "");
    assert_eq!(
        passages(&note),
        [
            ("team", 5, "one\n\n"),
            ("pm", 7, "## Candid\n\ntwo\n\n### Deeper\n\n- [ ] @me -> @ada: a\n\n"),
            ("team", 15, "## Next\n\nthree\n\n"),
            ("pm", 19, "Also candid\n-----------------\n\nfour\n\n"),
            ("team", 24, "# Top\n\nfive\n"),
        ]
    );
    assert_eq!(items(&note), ["pm me -> ada: a"]);
    assert_eq!(note.title, "Top");
}

#[test]
fn an_item_labels_what_is_nested_in_it() {
    let (note, diagnostics) = body(
        "- a\n- b [visibility:: pm]\n  lazy\n\n  more\n  - [ ] @me -> @ada: c\n\n- d\n  - (sentiment) @ada -1: e\n    - f\n  - g\n",
    );
    assert_eq!(codes(&diagnostics), "");
    assert_eq!(
        passages(&note),
        [
            ("team", 5, "- a\n"),
            ("pm", 6, "- b\n  lazy\n\n  more\n  - [ ] @me -> @ada: c\n"),
            ("team", 11, "\n- d\n"),
            ("pm", 13, "  - (sentiment) @ada -1: e\n    - f\n"),
            ("team", 15, "  - g\n"),
        ]
    );
    assert_eq!(items(&note), ["pm me -> ada: c", "pm sentiment ada -1: e"]);
}

#[test]
fn the_first_heading_is_the_title_only_where_the_note_may_be_seen() {
    for (text, title) in [
        ("# Plan *for* `it` {visibility=pm}\n# Open", "Open"),
        ("## No\n# Plan *for* `it` #", "Plan for it"),
        ("# Plan [x]\n\n[x]: /y", "Plan [x]"),
        ("text", ""),
    ] {
        assert_eq!(body(text).0.title, title, "{text:?}");
    }
}

#[test]
fn hidden_text_does_not_change_how_a_visible_line_is_read() {
    let visible = "- [x] @me -> @ada: see [x] and [plan][p] [due:: 2026-11-05]\n";
    let hidden = "\n# Candid {visibility=pm}\n\n[x]: /a\n[p]: /b\n[due:: 2026-11-05]: /c\n[-]: /d\n";
    let alone = body(visible).0;
    let together = body(&format!("{visible}{hidden}")).0;
    assert_eq!(alone.items, together.items);
    assert_eq!(items(&alone), ["team me -> ada: see [x] and [plan][p] done None due 2026-11-05"]);
}

#[test]
fn comments_leave_places_right() {
    let (note, diagnostics) = body("a <!-- b\n\nc --> d\n\n- [ ] @me -> @ada: <!-- x -->say it\n");
    assert_eq!(codes(&diagnostics), "");
    assert_eq!(passages(&note), [("team", 5, "a  d\n"), ("team", 8, "\n- [ ] @me -> @ada: say it\n")]);
    assert_eq!(note.items[0].place.line, 9);
    assert_eq!(codes(&body("a <!-- b").1), "unclosed-comment");
}
