//! A leadership update: takes a file of `updates/`, gives its front matter, its asks and its body. Leaves ids as
//! written to `validate`, and what can be computed to `render`.

use super::body::{self, Setup};
use super::fields::Fields;
use super::value::Table;
use super::{ParsedUpdate, comment, front_matter, note};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{Ask, Audience, Labelled, NoteType, Status, Update};
use crate::source::{FileId, Lines, SourceFile};

/// Reads an update; `None` where it lacks what an update needs.
pub fn parse(file: FileId, source: &SourceFile, diagnostics: &mut Diagnostics) -> Option<ParsedUpdate> {
    let lines = Lines::new(file, &source.text);
    let front = front_matter::read(source, &lines, diagnostics);
    let table = &front.table;
    let mut fields = Fields::new(table, "an update", diagnostics);
    if !front.is_doubtful {
        fields.require(&["headline"]);
    }
    let date = front_matter::date(&mut fields, source, front.is_doubtful, "update");
    let headline = fields.line("headline");
    let label = note::label(&mut fields, source.origin, Audience::Leadership);
    let period = fields.line("period").map(|taken| taken.labelled(label));
    let next = fields.date("next").map(|taken| taken.labelled(label));
    let status_reported =
        fields.word("status_reported", Status::WORDS, Status::parse).map(|taken| taken.labelled(label));
    let asks: Vec<Labelled<Ask>> =
        fields.tables("asks").into_iter().filter_map(|table| ask(&mut fields, table, label)).collect();
    fields.skip("extra");
    fields.finish();

    let stripped = comment::strip(&source.text[front.body..], front.body, &lines, false, diagnostics);
    let setup = Setup { label, kind: NoteType::Async, date, wild: false, attendance: &[], stretches: &[] };
    let reading = body::read(&stripped, 0..stripped.text.len(), &setup, diagnostics);
    let update = Update {
        label,
        place: table.place,
        date: date?,
        headline: headline?.value,
        period,
        next,
        status_reported,
        asks,
        passages: reading.passages,
    };
    Some(ParsedUpdate { update, items: reading.items })
}

/// Options of an ask: each has a letter.
const LETTERS: usize = 26;

/// One ask. It may be narrower than its update, never wider.
fn ask<'a>(fields: &mut Fields<'a, '_>, table: &'a Table, held: Audience) -> Option<Labelled<Ask>> {
    let mut fields = fields.open(table, "an ask");
    fields.require(&["id", "what", "from", "needed_by"]);
    let id = fields.id("id");
    let what = fields.text("what");
    let from = fields.id("from");
    let needed_by = fields.date("needed_by");
    let options = options(&mut fields);
    let recommendation = fields.text("recommendation").map(|taken| taken.value);
    let cost_of_delay = fields.text("cost_of_delay").map(|taken| taken.value);
    let answered = fields.date("answered").map(|taken| taken.value);
    let outcome = fields.text("outcome").map(|taken| taken.value);
    let withdrawn = fields.date("withdrawn").map(|taken| taken.value);
    let is_labelled = fields.has("visibility");
    let label = match fields.audience("visibility") {
        Some(wide) if wide.value > held => {
            let message =
                format!("`{}` is wider than its update, which is for `{}`", wide.value.as_str(), held.as_str());
            let hint = "a part can only narrow: label the whole update wider, or take this label off";
            fields.push(Diagnostic::new(Code::WiderThanItsHolder, wide.place, message).hint(hint));
            held
        }
        Some(taken) => taken.value,
        None if is_labelled => Audience::Pm,
        None => held,
    };
    fields.finish();
    let ask = Ask {
        id: id?.value,
        what: what?.value,
        from: Some(from?.value),
        needed_by: needed_by?.value,
        options,
        recommendation,
        cost_of_delay,
        answered,
        outcome,
        withdrawn,
    };
    Some(Labelled { value: ask, label, place: table.place })
}

/// The options of an ask.
fn options(fields: &mut Fields<'_, '_>) -> Vec<String> {
    let options = fields.texts("options");
    if let Some(beyond) = options.get(LETTERS) {
        let message = format!("an ask has {} options, and there are {LETTERS} letters for them", options.len());
        let hint = "ask for fewer, or split it: nobody decides between that many";
        fields.push(Diagnostic::new(Code::OutOfRange, beyond.place, message).hint(hint));
    }
    options.into_iter().map(|taken| taken.value).collect()
}
