//! One person: takes an entry of an attendance section, gives the name cleaned of organisation, initials, pronouns,
//! links, emphasis and remarks, with the handle where one is written; `None` where it is no name.

use super::super::names;
use super::naming;

/// Longest name, in characters.
const LONGEST: usize = 60;
/// Longest entry read, in bytes.
const LONGEST_ENTRY: usize = 600;

/// How an entry is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// An item of a list, a cell, a part of a comma line: nothing but people is expected.
    Entry,
    /// A line of its own without a marker: may be prose.
    Bare,
}

/// The person whom an entry names: `Name`, `@handle` or `Name @handle`.
pub(super) fn person(raw: &str, form: Form) -> Option<String> {
    if raw.len() > LONGEST_ENTRY || raw.contains("~~") {
        return None;
    }
    // `Cameras on for once!` is said, nobody is called so.
    if form == Form::Bare && raw.trim_end().ends_with(['!', '?']) {
        return None;
    }
    let flat = flatten(raw)?;
    if naming::is_nobody(&names::key(flat.trim())) {
        return None;
    }
    let text = without_initials(flat.trim());
    let handle = handle(text);
    let mut name = clean(cut(text));
    if name.is_empty() && handle.is_some() {
        // `@handle (Name)`: the name is in the first brackets.
        let inside = text.split_once('(').map_or("", |(_, rest)| rest.split(')').next().unwrap_or(""));
        let inside = clean(cut(inside));
        if is_name(&inside, Form::Bare) {
            name = inside;
        }
    }
    match handle {
        Some(handle) if name.is_empty() => Some(format!("@{handle}")),
        handle => is_name(&name, form).then(|| match handle {
            Some(handle) => format!("{name} @{handle}"),
            None => name,
        }),
    }
}

/// Text without links, tags and emphasis; `None` where a link shows that it is about something else.
fn flatten(raw: &str) -> Option<String> {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        match c {
            '[' => {
                let inner = after.trim_start_matches('[');
                if let Some((label, tail)) = inner.split_once(']') {
                    if label.trim_start().starts_with('#') {
                        return None;
                    }
                    let label = label.rsplit_once('|').map_or(label, |(_, shown)| shown);
                    // `Ada Lovelace [Engines]`: no link, but where she is from.
                    let is_remark =
                        inner.len() == after.len() && !tail.starts_with(['(', '[']) && !text.trim().is_empty();
                    if is_remark {
                        text.push_str(" (");
                    }
                    text.push_str(label);
                    if is_remark {
                        text.push(')');
                    }
                    rest = tail.trim_start_matches(']');
                    if let Some((url, tail)) = rest.strip_prefix('(').and_then(|r| r.split_once(')')) {
                        if let Some(user) = profile(url)
                            && !raw.contains('@')
                        {
                            text.push_str(" @");
                            text.push_str(user);
                        }
                        rest = tail;
                    }
                    continue;
                }
                text.push(' ');
            }
            '<' => {
                if let Some((tag, tail)) = after.split_once('>') {
                    if tag.contains('@') {
                        text.push(' ');
                        text.push_str(tag.trim_start_matches("mailto:"));
                    }
                    rest = tail;
                    continue;
                }
            }
            '*' | '`' => {}
            '&' if after.starts_with("amp;") => {
                text.push('&');
                rest = &after[4..];
                continue;
            }
            '&' if after.starts_with("nbsp;") => {
                text.push(' ');
                rest = &after[5..];
                continue;
            }
            c => text.push(c),
        }
        rest = after;
    }
    (!text.contains("://")).then_some(text)
}

/// The user of a link to a profile page.
fn profile(url: &str) -> Option<&str> {
    let path = ["https://github.com/", "https://gitlab.com/", "https://www.github.com/"]
        .iter()
        .find_map(|site| url.strip_prefix(site))?;
    let user = path.trim_end_matches('/');
    (!user.is_empty() && user.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')).then_some(user)
}

/// `AL: Ada Lovelace` without the initials.
fn without_initials(text: &str) -> &str {
    if let Some((initials, name)) = text.split_once(':')
        && is_initials_of(initials.trim(), name)
    {
        return name.trim();
    }
    text
}

/// Whether `initials` are up to four letters, capitals among them, of which the first is also the name's.
pub(super) fn is_initials_of(initials: &str, name: &str) -> bool {
    let letters: Vec<char> = initials.chars().collect();
    let first = |text: &str| names::key(text).chars().find(|c| c.is_alphanumeric());
    (1..=4).contains(&letters.len())
        && letters.iter().all(|c| c.is_alphabetic())
        && letters.iter().any(|c| c.is_uppercase())
        && first(initials).is_some_and(|c| Some(c) == first(name))
        && name.split_whitespace().count() > 1
}

/// The first `@handle` that is no part of an address.
fn handle(text: &str) -> Option<&str> {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    text.match_indices('@').find_map(|(at, _)| {
        let rest = &text[at + 1..];
        let end = rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len());
        let handle = rest[..end].trim_end_matches('-');
        let before = text[..at].chars().next_back();
        (!handle.is_empty() && !rest[end..].starts_with('/') && !before.is_some_and(|c| is_letter(c) || c == '.'))
            .then_some(handle)
    })
}

/// Text up to where organisation, handle or remark begins.
fn cut(text: &str) -> &str {
    let text =
        text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '\u{2013}' | '\u{2022}' | ':' | ','));
    let mut end = text.find(['(', '<', '{', '[', '@', ',', ';', '|', '/', '\u{ff08}']).unwrap_or(text.len());
    // Not inside of an address: `ada@b.example` is no name `ada`.
    if text[end..].starts_with('@') && text[..end].chars().next_back().is_some_and(char::is_alphanumeric) {
        end = text[..end].rfind(char::is_whitespace).unwrap_or(0);
    }
    for separator in [
        " - ",
        " -- ",
        " \u{2013} ",
        " \u{2014} ",
        "\u{2014}",
        " for ",
        " from ",
        " on behalf ",
        " representing ",
        " sub ",
        " delegate ",
        " as ",
        " via ",
        " filling ",
        " substituting ",
        " in place ",
        " joined ",
        " left ",
        ": ",
        " = ",
    ] {
        if let Some(at) = text[..end].find(separator) {
            end = at;
        }
    }
    text[..end].trim()
}

/// A name without titles, trailing initials, remarks, marks and pronouns.
fn clean(text: &str) -> String {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.'));
    let text = text.trim_end_matches(|c: char| c == '.' && !ends_in_initial(text)).trim_end();
    let mut parts: Vec<&str> = text.split_whitespace().collect();
    while parts.len() > 1 && naming::is_title(&names::key(parts[0])) {
        parts.remove(0);
    }
    while parts.len() > 1 && parts.last().is_some_and(|last| naming::is_remark(&names::key(last))) {
        parts.pop();
    }
    if parts.len() > 2
        && parts
            .last()
            .is_some_and(|last| (2..=4).contains(&last.chars().count()) && last.chars().all(char::is_uppercase))
        && is_initials_of(parts[parts.len() - 1], &parts[..parts.len() - 1].join(" "))
    {
        parts.pop();
    }
    parts.iter().map(|part| part.trim_matches('_')).collect::<Vec<_>>().join(" ")
}

fn ends_in_initial(text: &str) -> bool {
    let last = text.trim_end_matches('.').chars().rev().take_while(|c| !c.is_whitespace()).count();
    last == 1
}

/// Whether a cleaned text can be a person's name.
fn is_name(name: &str, form: Form) -> bool {
    let key = names::key(name);
    let parts: Vec<&str> = name.split_whitespace().collect();
    let is_upper = |part: &&str| part.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_lowercase());
    let lower = parts.iter().filter(|part| !is_upper(part) && !naming::is_particle(&names::key(part))).count();
    !naming::is_nobody(&key)
        && name.chars().count() <= LONGEST
        && (1..=6).contains(&parts.len())
        && name.chars().next().is_some_and(char::is_alphabetic)
        && !name.chars().any(|c| {
            c.is_ascii_digit() && parts.len() > 1
                || matches!(c, '!' | '?' | '"' | '#' | '=' | '\\' | '\u{2026}' | '%' | '+')
        })
        && !key.split(' ').any(naming::is_group)
        && !naming::is_firm(&key)
        && match form {
            Form::Entry => lower == 0 || (lower == parts.len() && parts.len() <= 2) || (parts.len() == 2 && lower == 1),
            Form::Bare => lower == 0 && (parts.len() > 1 || name.chars().count() <= 20),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned() {
        for (raw, expected) in [
            ("Ada Lovelace (@adal)", "Ada Lovelace @adal"),
            ("Ada Lovelace(@adal) ", "Ada Lovelace @adal"),
            ("Ada Lovelace - @adal", "Ada Lovelace @adal"),
            ("Ada Lovelace @adal)", "Ada Lovelace @adal"),
            ("Ada Lovelace <@adal>", "Ada Lovelace @adal"),
            ("Ada Lovelace {@adal)", "Ada Lovelace @adal"),
            ("Ada Lovelace (@adal, observer)", "Ada Lovelace @adal"),
            ("Ada Lovelace (@adal) - Engines, Difference WG", "Ada Lovelace @adal"),
            ("@adal", "@adal"),
            ("@adal (Ada Lovelace)", "Ada Lovelace @adal"),
            ("[Ada Lovelace](https://github.com/adal)", "Ada Lovelace @adal"),
            ("[@adal](https://github.com/adal)", "@adal"),
            ("[[people/ada|Ada Lovelace]]", "Ada Lovelace"),
            ("Ada Lovelace, Engines Ltd.", "Ada Lovelace"),
            ("Ada Lovelace - Chairperson, Engines Ltd", "Ada Lovelace"),
            ("Ada Lovelace (Engines)", "Ada Lovelace"),
            ("Ada Lovelace (", "Ada Lovelace"),
            ("Ada Lovelace (late)", "Ada Lovelace"),
            ("Ada Lovelace - joined at 2:19pm", "Ada Lovelace"),
            ("Ada Lovelace (she/her)", "Ada Lovelace"),
            ("Ada Lovelace for Charles Babbage, Engines", "Ada Lovelace"),
            ("Ada Lovelace ( delegate of Charles Babbage ) - Engines", "Ada Lovelace"),
            ("AL: Ada Lovelace (@adal)", "Ada Lovelace @adal"),
            ("Ada Lovelace AKL @adal", "Ada Lovelace @adal"),
            ("**Ada** _Lovelace_", "Ada Lovelace"),
            ("<b>Ada Lovelace</b>", "Ada Lovelace"),
            ("Ada B. Lovelace", "Ada B. Lovelace"),
            ("Ada B.", "Ada B."),
            ("Dr. Ada Lovelace", "Ada Lovelace"),
            ("Cllr Ada Lovelace (Chair)", "Ada Lovelace"),
            ("Ada Lovelace [Engines]", "Ada Lovelace"),
            ("[Ada Lovelace]", "Ada Lovelace"),
            ("Ada Lovelace.", "Ada Lovelace"),
            ("Ada O’Malley", "Ada O’Malley"),
            ("Jean-Luc de la Tour", "Jean-Luc de la Tour"),
            ("ada lovelace", "ada lovelace"),
            ("Ada Lovelace ?(perhaps)", "Ada Lovelace"),
            ("Ada Lovelace <ada@b.example>", "Ada Lovelace"),
            ("李小龍", "李小龍"),
        ] {
            assert_eq!(person(raw, Form::Entry).as_deref(), Some(expected), "{raw}");
        }
    }

    #[test]
    fn what_is_no_name_is_none() {
        for raw in [
            "",
            "-",
            "TBD, Engines",
            "None",
            "all",
            "12 people in total",
            "X people in total",
            "Project Maintainers",
            "Engines Board of Directors",
            "discussed in the last meeting and moved on",
            "**Name (Initials) (id)**",
            "Administering Applications [#331](https://e.example/331)",
            "https://e.example",
            "~~Ada Lovelace~~",
            "...",
            "N/A",
            "yes",
            "Engines GmbH",
            "Engineering",
            "@engines/looms",
            "Ask who will come to the next one",
            "100%",
            "(@)",
        ] {
            assert_eq!(person(raw, Form::Entry), None, "{raw}");
        }
        for raw in ["Cameras on for the first time!", "Cameras On for once!", "we met", "Quorum NOT achieved"] {
            assert_eq!(person(raw, Form::Bare), None, "{raw}");
        }
    }
}
