//! The configuration: takes the text of `rapporteur.toml`, gives a [`Config`] in which what is not written, or is
//! wrong, has its default. [`TEMPLATE`] is the file with every option at its default.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use jiff::tz::TimeZoneDatabase;

use super::fields::{Fields, Taken, hint_among, invalid_id, is_id};
use super::stakeholder::pause;
use super::value::{Data, Table, shown, toml};
use crate::config::{Config, Edition, HealthConfig, NotesSource, Signal};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{Audience, Id, TeamMember};
use crate::source::{FileId, Lines, Place};

/// `rapporteur.toml` with every option commented out at its default. Lines that begin with `# ` are remarks; an option
/// that ends in `# example` has no default.
pub const TEMPLATE: &str = include_str!("rapporteur.toml");

/// Reads the configuration.
pub fn config(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Config {
    let mut config = Config::default();
    let Some(root) = toml(text, 0, &Lines::new(file, text), false, diagnostics) else { return config };
    let mut fields = Fields::new(&root, "the configuration", diagnostics);
    if let Some(product) = fields.text("product") {
        config.product = product.value;
    }
    config.organisation = fields.text("organisation").map(|t| t.value);
    config.as_of = fields.date("as_of").map(|t| t.value);
    config.time_zone = time_zone(&mut fields);
    let tables = fields.tables("team");
    let members = team(&mut fields, &tables);
    if !members.is_empty() {
        config.team = members;
    }
    for table in fields.tables("pause") {
        config.pauses.extend(pause(table, fields.diagnostics));
    }
    config.pauses.sort_by_key(|p| p.from);
    if let Some(table) = fields.sub("health") {
        config.health = health(table, fields.diagnostics);
    }
    if let Some(table) = fields.sub("editions") {
        editions(table, &mut config.editions, fields.diagnostics);
    }
    if let Some(table) = fields.sub("notes") {
        let mut notes = fields.open(table, "[notes]");
        for table in notes.tables("source") {
            config.sources.extend(notes_source(table, notes.diagnostics));
        }
        notes.finish();
    }
    if let Some(table) = fields.sub("private") {
        let mut private = fields.open(table, "[private]");
        private.require(&["path"]);
        config.private = private.text("path").map(|path| (path.value, path.place));
        private.finish();
    }
    fields.skip("extra");
    fields.finish();
    config
}

fn time_zone(fields: &mut Fields<'_, '_>) -> Option<String> {
    let name = fields.text("time_zone")?;
    // The bundled names only: what is a time zone must not depend on the machine.
    let known = TimeZoneDatabase::bundled();
    if known.get(&name.value).is_ok() {
        return Some(name.value);
    }
    let names: Vec<String> = known.available().map(|name| name.as_str().to_owned()).collect();
    let hint = match super::fields::meant(&name.value, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write a name of the IANA database, as in `Europe/Berlin`".to_owned(),
    };
    let message = format!("`{}` is not a time zone", shown(&name.value));
    fields.push(Diagnostic::new(Code::UnknownWord, name.place, message).hint(hint));
    None
}

fn team<'a>(fields: &mut Fields<'a, '_>, tables: &[&'a Table]) -> Vec<TeamMember> {
    let mut members: Vec<TeamMember> = Vec::new();
    let mut places: BTreeMap<Id, Place> = BTreeMap::new();
    for table in tables {
        let mut fields = fields.open(table, "a team member");
        fields.require(&["id", "name"]);
        let id = fields.id("id");
        let name = fields.text("name");
        let aliases = fields.texts("aliases").into_iter().map(|alias| alias.value).collect();
        let email = fields.text("email").map(|email| email.value);
        fields.audience("audience");
        if let Some(id) = &id
            && let Some(first) = places.get(&id.value)
        {
            let message = format!("a second team member has the id `{}`", id.value);
            fields.push(Diagnostic::new(Code::DuplicateId, id.place, message).related(*first, "the first"));
        }
        fields.finish();
        let Some(id) = id.filter(|id| !places.contains_key(&id.value)) else { continue };
        places.insert(id.value.clone(), id.place);
        let name = name.map_or_else(|| id.value.to_string(), |name| name.value);
        members.push(TeamMember { id: id.value, name, aliases, email });
    }
    members
}

fn notes_source(table: &Table, diagnostics: &mut Diagnostics) -> Option<NotesSource> {
    let mut fields = Fields::new(table, "a notes source", diagnostics);
    fields.require(&["path"]);
    let path = fields.text("path");
    fields.word("style", &["wild"], |word| (word == "wild").then_some(()));
    let mut list = |key| fields.texts(key).into_iter().map(|text| text.value).collect();
    let (include, exclude) = (list("include"), list("exclude"));
    let (attendee_headings, absence_headings) = (list("attendee_headings"), list("absence_headings"));
    fields.finish();
    let path = path?;
    Some(NotesSource { path: path.value, place: path.place, include, exclude, attendee_headings, absence_headings })
}

fn health(table: &Table, diagnostics: &mut Diagnostics) -> HealthConfig {
    let mut health = HealthConfig::default();
    let mut fields = Fields::new(table, "[health]", diagnostics);
    let profile = fields.word("profile", &["conduct", "full"], |word| match word {
        "conduct" => Some(Signal::ALL[..4].to_vec()),
        "full" => Some(Signal::ALL.to_vec()),
        _ => None,
    });
    let chosen = signals(&mut fields);
    if let Some(signals) = chosen.or(profile.map(|profile| profile.value)) {
        health.signals = signals;
    }
    health.purpose = fields.text("purpose").map(|purpose| purpose.value);
    if let Some(theirs) = health.signals.iter().find(|signal| signal.describes_them())
        && health.purpose.is_none()
        && !fields.has("purpose")
    {
        let key = if fields.has("signals") { "signals" } else { "profile" };
        let message = format!("`{}` describes the other person, and no `purpose` says why it is measured", theirs.as_str());
        let place = fields.place_of(key);
        fields.push(Diagnostic::new(Code::MissingPurpose, place, message).hint("add `purpose = \"...\"` to [health]"));
    }
    by_signal(&mut fields, "weights", &Signal::ALL, 0.01..=1000.0, &mut health.weights);
    by_signal(&mut fields, "half_lives", &Signal::ALL[1..], 0.1..=3650.0, &mut health.half_lives);
    by_signal(&mut fields, "kappas", &Signal::ALL, 0.0..=1000.0, &mut health.kappas);
    let mut real = |key, range: RangeInclusive<f64>, into: &mut f64| {
        if let Some(taken) = fields.real_in(key, range) {
            *into = taken.value;
        }
    };
    real("prior", 0.0..=1.0, &mut health.prior);
    real("prior_mass", 0.01..=100_000.0, &mut health.prior_mass);
    real("healthy_from", 0.0..=100.0, &mut health.healthy_from);
    real("healthy_until", 0.0..=100.0, &mut health.healthy_until);
    real("at_risk_below", 0.0..=100.0, &mut health.at_risk_below);
    real("at_risk_until", 0.0..=100.0, &mut health.at_risk_until);
    real("enough", 0.0..=1.0, &mut health.enough);
    real("high_confidence", 0.0..=1.0, &mut health.high_confidence);
    real("cap_limit", 0.0..=100.0, &mut health.cap_limit);
    real("renegotiation_factor", 0.0..=1.0, &mut health.renegotiation_factor);
    real("lateness_days", 0.1..=3650.0, &mut health.lateness_days);
    let mut days = |key, least, into: &mut u32| {
        if let Some(taken) = fields.count(key, least, 3650) {
            *into = taken.value;
        }
    };
    days("cap_overdue_days", 0, &mut health.cap_overdue_days);
    days("cadence_days", 1, &mut health.cadence_days);
    days("feedback_sla_days", 0, &mut health.feedback_sla_days);
    let HealthConfig { at_risk_below, at_risk_until, healthy_until, healthy_from, enough, high_confidence, .. } = health;
    ascending(&mut fields, ("at_risk_below", at_risk_below), ("at_risk_until", at_risk_until));
    ascending(&mut fields, ("at_risk_until", at_risk_until), ("healthy_until", healthy_until));
    ascending(&mut fields, ("healthy_until", healthy_until), ("healthy_from", healthy_from));
    ascending(&mut fields, ("enough", enough), ("high_confidence", high_confidence));
    fields.finish();
    health
}

/// `signals`, in the order of the method.
fn signals(fields: &mut Fields<'_, '_>) -> Option<Vec<Signal>> {
    let items = fields.list("signals", "a list of signals")?;
    let place = fields.table.get("signals").map_or(fields.table.place, |(_, node)| node.place);
    let mut signals: Vec<Signal> = Vec::new();
    for node in items {
        let Some(word) = fields.as_string("signals", node) else { continue };
        match Signal::parse(&word.value) {
            Some(signal) if signals.contains(&signal) => {
                let message = format!("`{}` is listed twice", word.value);
                fields.push(Diagnostic::new(Code::OutOfRange, word.place, message).hint("list each signal once"));
            }
            Some(signal) => signals.push(signal),
            None => {
                let message = format!("`{}` is not a signal", shown(&word.value));
                let hint = hint_among(&word.value, Signal::ALL.map(Signal::as_str));
                fields.push(Diagnostic::new(Code::UnknownWord, word.place, message).hint(hint));
            }
        }
    }
    if items.is_empty() {
        let hint = "list at least one, or leave `signals` out";
        fields.push(Diagnostic::new(Code::OutOfRange, place, "`signals` is empty").hint(hint));
    }
    signals.sort_unstable();
    (!signals.is_empty()).then_some(signals)
}

/// A table of one number for each signal.
fn by_signal(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    signals: &[Signal],
    range: RangeInclusive<f64>,
    into: &mut [f64; 7],
) {
    let Some(table) = fields.sub(key) else { return };
    let mut fields = fields.open(table, key);
    for signal in signals {
        if let Some(taken) = fields.real_in(signal.as_str(), range.clone()) {
            into[signal.index()] = taken.value;
        }
    }
    fields.finish();
}

/// Says so where two options are not in their order; at the one that is written.
fn ascending(fields: &mut Fields<'_, '_>, (low_key, low): (&str, f64), (high_key, high): (&str, f64)) {
    if low > high {
        let place = fields.place_of(if fields.has(low_key) { low_key } else { high_key });
        let message = format!("`{low_key}` is {low}, above `{high_key}`, {high}");
        fields.push(Diagnostic::new(Code::OutOfRange, place, message).hint("raise the one or lower the other"));
    }
}

fn editions(table: &Table, editions: &mut BTreeMap<String, Edition>, diagnostics: &mut Diagnostics) {
    let mut places: BTreeMap<String, Place> = BTreeMap::new();
    for (key, node) in &table.entries {
        if !is_id(&key.text) {
            diagnostics.push(invalid_id(key.place, &key.text));
            continue;
        }
        let Data::Table(table) = &node.data else {
            if node.data != Data::Invalid {
                let message = format!("`{}` is {}, expected a table", key.text, node.data.kind());
                let hint = format!("write `[editions.{}]`", key.text);
                diagnostics.push(Diagnostic::new(Code::WrongType, node.place, message).hint(hint));
            }
            continue;
        };
        let (edition, place) = edition(&key.text, table, editions.get(&key.text), diagnostics);
        places.insert(key.text.clone(), place);
        editions.insert(key.text.clone(), edition);
    }
    let list: Vec<&Edition> = editions.values().collect();
    for (index, first) in list.iter().enumerate() {
        for second in &list[index + 1..] {
            if !nested(&first.out, &second.out) {
                continue;
            }
            // The written one is at fault where the other is the default.
            let (named, other) = if places.contains_key(&second.name) { (second, first) } else { (first, second) };
            let Some(place) = places.get(&named.name) else { continue };
            let message = format!("`{}` of edition `{}` is in the way of `{}` of `{}`", named.out, named.name, other.out, other.name);
            let mut conflict = Diagnostic::new(Code::EditionConflict, *place, message)
                .hint("give each edition a folder of its own, none inside another");
            if let Some(place) = places.get(&other.name) {
                conflict = conflict.related(*place, "the other edition");
            }
            diagnostics.push(conflict);
        }
    }
}

/// One edition over its default, and the place that says where it goes.
fn edition(name: &str, table: &Table, default: Option<&Edition>, diagnostics: &mut Diagnostics) -> (Edition, Place) {
    let mut fields = Fields::new(table, "an edition", diagnostics);
    if default.is_none() {
        fields.require(&["audience"]);
    }
    let audience = fields.audience("audience");
    let scores = fields.boolean("scores");
    let out = fields.text("out");
    let title = fields.text("title").map(|title| title.value);
    if let Some([first, ..]) = fields.list("declassify", "a list") {
        fields.push(
            Diagnostic::new(Code::OutOfRange, first.place, "nothing can be declassified in this version")
                .hint("leave the list empty"),
        );
    }
    // An audience that can't be read is reported; until it is mended the edition is the narrowest.
    let given = audience.map(|audience| audience.value);
    let audience = given.or(default.map(|edition| edition.audience)).unwrap_or(Audience::Pm);
    let is_pm = audience == Audience::Pm;
    if let Some(Taken { value: true, place, .. }) = scores
        && !is_pm
    {
        let message = format!("edition `{name}` shows persons' scores to the audience `{}`", audience.as_str());
        fields.push(Diagnostic::new(Code::ScoresTooWide, place, message).hint("only an edition for `pm` may: `scores = false`"));
    }
    let scores = is_pm && scores.map_or(default.is_some_and(|edition| edition.scores), |scores| scores.value);
    let place = out.as_ref().map_or(table.place, |out| out.place);
    let out = out.map_or_else(|| default.map_or_else(|| name.to_owned(), |edition| edition.out.clone()), |out| out.value);
    fields.finish();
    (Edition { name: name.to_owned(), audience, scores, out, title }, place)
}

/// Whether one folder is the other or inside it; letter case is not told apart, as on some file systems.
fn nested(a: &str, b: &str) -> bool {
    let parts = |path: &str| -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        if path.starts_with('/') {
            parts.push("/".to_owned());
        }
        for part in path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".") {
            match (part, parts.last().map(String::as_str)) {
                ("..", Some(last)) if last != ".." && last != "/" => drop(parts.pop()),
                _ => parts.push(part.to_lowercase()),
            }
        }
        parts
    };
    let (a, b) = (parts(a), parts(b));
    a.iter().zip(&b).all(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Config, Vec<(Code, u32)>) {
        let mut diagnostics = Diagnostics::default();
        let config = config(FileId(0), text, &mut diagnostics);
        let codes = diagnostics.sorted().iter().map(|d| (d.code, d.place.map_or(0, |p| p.line))).collect();
        (config, codes)
    }

    /// The template with the options uncommented that `keep` says.
    fn uncommented(keep: impl Fn(&str) -> bool) -> String {
        let option = |line: &str| line.starts_with('#') && !line.starts_with("# ");
        TEMPLATE.lines().map(|line| if option(line) && keep(line) { &line[1..] } else { line }).fold(
            String::new(),
            |text, line| text + line + "\n",
        )
    }

    #[test]
    fn the_template_is_the_default() {
        assert_eq!(read(TEMPLATE), (Config::default(), vec![]));
        assert_eq!(read(""), (Config::default(), vec![]));
        let defaults = uncommented(|line| !line.ends_with("# example"));
        assert_eq!(read(&defaults), (Config::default(), vec![]));
        assert!(defaults.contains("\nlateness_days = 7\n"));
    }

    #[test]
    fn every_example_of_the_template_is_read() {
        let (config, codes) = read(&uncommented(|_| true));
        assert_eq!(codes, []);
        assert_eq!(config.organisation.as_deref(), Some("Example Ltd"));
        assert_eq!(config.as_of, Some(jiff::civil::date(2026, 11, 1)));
        assert_eq!(config.time_zone.as_deref(), Some("Europe/Berlin"));
        assert_eq!((config.pauses.len(), config.sources.len()), (1, 1));
        assert_eq!(config.sources[0].exclude.len(), 3);
        assert_eq!(config.private.unwrap().0, "../private");
        assert_eq!(config.editions["leadership"].title.as_deref(), Some("Stakeholder report"));
    }

    #[test]
    fn signals_come_in_the_order_of_the_method() {
        let (config, codes) = read("[health]\nsignals = [\"sentiment\", \"cadence\"]\npurpose = \"x\"\n");
        assert_eq!((config.health.signals, codes), (vec![Signal::Cadence, Signal::Sentiment], vec![]));
        let (config, codes) = read("[health]\nprofile = \"full\"\n");
        assert_eq!((config.health.signals.len(), codes), (7, vec![(Code::MissingPurpose, 2)]));
        // The signals written are what counts, not the profile.
        assert_eq!(read("[health]\nprofile = \"full\"\nsignals = [\"cadence\"]\n").1, []);
    }

    #[test]
    fn editions_are_merged_over_their_defaults() {
        let (config, codes) = read("[editions.pm]\nout = \"desk\"\n[editions.board]\naudience = \"everyone\"\n");
        assert_eq!(codes, []);
        assert_eq!((config.editions["pm"].out.as_str(), config.editions["pm"].scores), ("desk", true));
        assert_eq!((config.editions["board"].out.as_str(), config.editions["board"].scores), ("board", false));
        assert_eq!(config.editions.len(), 3);
        // Widened without a word about scores, it has none.
        let (config, codes) = read("[editions.pm]\naudience = \"team\"\n");
        assert_eq!((config.editions["pm"].scores, codes), (false, vec![]));
    }

    #[test]
    fn folders_inside_each_other_are_told() {
        for (a, b, expected) in [
            ("site", "site", true),
            ("site", "./Site/", true),
            ("site", "site/pm", true),
            ("a/../site/x", "site", true),
            (".", "site", true),
            ("site", "site2", false),
            ("../site", "site", false),
            ("/site", "site", false),
        ] {
            assert_eq!(nested(a, b), expected, "{a} {b}");
            assert_eq!(nested(b, a), expected, "{b} {a}");
        }
    }
}
