//! What an update may cost its reader: the written parts against their number of words. What is computed shortens by
//! itself. And what of it nobody would ever read. Source: DESIGN, "The leadership update".

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{Audience, Register, Update};
use crate::source::Place;

/// Words, and sentences, of a headline.
const HEADLINE: (usize, usize) = (35, 2);
/// Words of all asks of one update.
const ASKS: usize = 90;
/// Words under "What changed".
const CHANGED: usize = 45;

/// Warns of an update whose written parts take longer to read than they may.
pub(super) fn read_in_sixty_seconds(register: &Register, diagnostics: &mut Diagnostics) {
    for update in &register.updates {
        narrow(update, diagnostics);
        let mut warn = |place: Place, what: &str, words: usize, most: usize| {
            if words > most {
                let message = format!("{what} has {words} words, {most} at most are read");
                let hint = "say the one thing; what is computed stands on the page by itself";
                diagnostics.push(Diagnostic::new(Code::OverBudget, place, message).hint(hint));
            }
        };
        warn(update.place, "the headline", words(&update.headline), HEADLINE.0);
        let asks = update.asks.iter().map(|ask| {
            let ask = &ask.value;
            let told = ask.options.iter().chain(&ask.recommendation).chain(&ask.cost_of_delay);
            words(&ask.what) + told.map(|text| words(text)).sum::<usize>()
        });
        warn(update.place, "what is asked", asks.sum(), ASKS);
        let (line, changed) = changed(update);
        warn(Place { line, ..update.place }, "\u{201c}What changed\u{201d}", changed, CHANGED);
        let sentences = sentences(&update.headline);
        if sentences > HEADLINE.1 {
            let message = format!("the headline has {sentences} sentences, {} at most are read", HEADLINE.1);
            diagnostics
                .push(Diagnostic::new(Code::OverBudget, update.place, message).hint("the status first, then why"));
        }
    }
}

/// Says what of an update is on no page of it, in no edition: they are all the same.
fn narrow(update: &Update, diagnostics: &mut Diagnostics) {
    let page = update.label.min(Audience::Leadership);
    for passage in update.passages.iter().filter(|p| p.label < page && !p.text.trim().is_empty()) {
        let place = Place { line: passage.line, ..update.place };
        let message = format!("this part of the update is for {}, and shown in no edition", passage.label.as_str());
        let hint = "an update's page is the same in every edition: keep it in a note, or widen its label";
        diagnostics.push(Diagnostic::new(Code::NarrowInUpdate, place, message).hint(hint));
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// How often a sentence ends, a last one without a full stop too.
fn sentences(text: &str) -> usize {
    let ends =
        |word: &&str| word.ends_with(['.', '!', '?']) && word.chars().filter(|c| c.is_alphanumeric()).count() > 1;
    let all: Vec<&str> = text.split_whitespace().collect();
    let ended = all.iter().filter(|word| ends(word)).count();
    ended + usize::from(all.last().is_some_and(|word| !ends(word)))
}

/// The line of the heading "What changed", and the words below it.
fn changed(update: &Update) -> (u32, usize) {
    let (mut at, mut count) = (None, 0);
    for passage in &update.passages {
        for (line, text) in (passage.line..).zip(passage.text.lines()) {
            if let Some(title) = text.strip_prefix("## ") {
                let is_it = title.trim().to_lowercase().starts_with("what changed");
                at = if is_it { Some(line) } else { at.filter(|_| count > 0) };
                if !is_it && count > 0 {
                    return (at.unwrap_or_default(), count);
                }
            } else if at.is_some() {
                count += words(text);
            }
        }
    }
    (at.unwrap_or(update.place.line), count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_sentences_are_counted_as_read() {
        assert_eq!(words("Watch: 11 days \u{2013} not 41."), 5);
        assert_eq!(sentences("Watch: on time. Billing is late"), 2);
        assert_eq!(sentences("Amber. J. Doe leaves."), 2);
        assert_eq!(sentences(""), 0);
    }
}
