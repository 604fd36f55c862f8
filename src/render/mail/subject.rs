//! What a list of mails shows: takes the page, gives subject and preheader, each short enough to be read there.

use unicode_width::UnicodeWidthStr;

use crate::render::update::Page;
use crate::render::words;

/// What of a subject is shown on most screens, in columns.
const SUBJECT: usize = 75;
/// What of the preheader is.
const PREHEADER: usize = 110;

/// The status first, then as many sentences of the headline as there is room for.
pub(super) fn subject(page: &Page, product: &str) -> String {
    let headline = one_line(&page.headline);
    let status = page.claimed.as_ref().map(|claimed| match claimed.class {
        "ok" => "On track",
        "watch" => "Watch",
        _ => "At risk",
    });
    let says_so = |status: &str| headline.get(..status.len()).is_some_and(|s| s.eq_ignore_ascii_case(status));
    let text = match status {
        Some(status) if !says_so(status) => format!("{status}: {headline}"),
        Some(_) => headline,
        None => format!("{product}: {headline}"),
    };
    shortened(&text, SUBJECT)
}

/// What is needed, from the soonest on; else that nothing is, and when the next update comes.
pub(super) fn preheader(page: &Page) -> String {
    let asks = &page.asks.open;
    let Some(first) = asks.first() else {
        let next = page.next.as_ref().map(|next| format!(" Next update: {}.", next.text));
        return one_line(&format!("{}.{}", page.purpose, next.unwrap_or_default()));
    };
    let n = asks.len() + page.asks.more.len();
    let count = words::sentence(&words::counted(n, "decision", "decisions"));
    let by = format!(" by {}", first.by);
    let lead = if n == 1 { format!("{count} needed: ") } else { format!("{count} needed, first: ") };
    let room = PREHEADER.saturating_sub(lead.width() + by.width());
    let what = one_line(&first.what);
    one_line(&format!("{lead}{}{by}", shortened(what.trim_end_matches(['.', '?']), room)))
}

/// The text in one line, with plain spaces.
fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As many of its sentences as fit, or as much of the first with an ellipsis.
fn shortened(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let ends = text.match_indices(". ").map(|(at, _)| at + 1).filter(|at| text[..*at].width() <= columns);
    // A short first sentence says too little: "Watch. ".
    if let Some(end) = ends.filter(|at| *at >= columns / 3).last() {
        return text[..end].to_owned();
    }
    let mut out = String::new();
    for word in text.split(' ') {
        let space = if out.is_empty() { "" } else { " " };
        if out.width() + word.width() + 2 <= columns {
            out = out + space + word;
            continue;
        }
        // A word that takes half the room is a sentence of a script without spaces: what fits of it says more than none.
        if word.width() > columns / 2 {
            let mut used = out.width() + 2;
            let fits = |c: &char| {
                used += unicode_width::UnicodeWidthChar::width(*c).unwrap_or(0);
                used <= columns
            };
            out += space;
            out.extend(word.chars().take_while(fits));
        }
        break;
    }
    out.truncate(out.trim_end_matches([',', ';', ':', '.', ' ']).len());
    out + "\u{2026}"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_ends_with_a_sentence_or_an_ellipsis() {
        assert_eq!(shortened("One. Two and three", 18), "One. Two and three");
        assert_eq!(
            shortened("Watch: it went as it was planned. But then it did not.", 40),
            "Watch: it went as it was planned."
        );
        assert_eq!(shortened("Watch. And so it went on, and on", 26), "Watch. And so it went on\u{2026}");
        assert_eq!(shortened(&"x".repeat(50), 10), format!("{}\u{2026}", "x".repeat(8)));
        let kanji = shortened(&format!("Watch: {}", "\u{6f22}".repeat(50)), 75);
        assert!(kanji.width() > 70 && kanji.width() <= 75, "{kanji}");
        assert!(shortened(&"\u{6f22}".repeat(50), 10).width() <= 10);
        assert_eq!(one_line("a\r\nb\u{0}\u{a0}c  d"), "a b c d");
    }
}
