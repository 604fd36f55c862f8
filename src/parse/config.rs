//! The configuration: takes the text of `rapporteur.toml`, gives a [`Config`] in which what is not written, or is
//! wrong, has its default. [`TEMPLATE`] is the file with every option at its default.

mod check;
mod editions;
mod email;
mod health;

use std::collections::BTreeMap;

use jiff::tz::TimeZoneDatabase;

use super::fields::{Fields, meant};
use super::stakeholder::pause;
use super::value::{Table, shown, toml};
use crate::config::{Config, DateOrder, NotesSource, Split};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::register::{Audience, Id, TeamMember};
use crate::source::{FileId, Lines, Place, unknown_sign};

/// `rapporteur.toml` with every option commented out at its default. Lines that begin with `# ` are remarks; an option
/// that ends in `# example` has no default.
pub const TEMPLATE: &str = include_str!("rapporteur.toml");

/// Reads the configuration.
pub fn config(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Config {
    let mut config = Config::default();
    let Some(root) = toml(text, 0, &Lines::new(file, text), false, diagnostics) else { return config };
    let mut fields = Fields::new(&root, "the configuration", diagnostics);
    if let Some(product) = fields.line("product") {
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
        config.health = health::health(table, fields.diagnostics);
    }
    if let Some(table) = fields.sub("editions") {
        editions::editions(table, &mut config.editions, fields.diagnostics);
    }
    if let Some(table) = fields.sub("notes") {
        let mut notes = fields.open(table, "[notes]");
        for table in notes.tables("source") {
            config.sources.extend(notes_source(table, notes.diagnostics));
        }
        notes.finish();
    }
    if let Some(table) = fields.sub("check") {
        config.check = check::check(table, fields.diagnostics);
    }
    if let Some(table) = fields.sub("private") {
        let mut private = fields.open(table, "[private]");
        private.require(&["path"]);
        config.private = private.text("path").map(|path| (path.value, path.place));
        private.finish();
    }
    if let Some(table) = fields.sub("email") {
        config.email = email::email(table, &config.editions, fields.diagnostics);
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
    let hint = match meant(&name.value, names.iter().map(String::as_str)) {
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
        let name = fields.line("name");
        let aliases = fields.texts("aliases").into_iter().map(|alias| alias.value).collect();
        let email = fields.text("email").map(|email| email.value);
        let audience = fields.audience("audience").map_or(Audience::Everyone, |audience| audience.value);
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
        members.push(TeamMember { id: id.value, name, aliases, email, audience });
    }
    members
}

fn notes_source(table: &Table, diagnostics: &mut Diagnostics) -> Option<NotesSource> {
    let mut fields = Fields::new(table, "a notes source", diagnostics);
    fields.require(&["path"]);
    let path = fields.text("path");
    fields.word("style", &["wild"], |word| (word == "wild").then_some(()));
    let split = fields.word("split", Split::WORDS, Split::parse).map(|split| split.value).unwrap_or_default();
    let dates = fields.word("dates", DateOrder::WORDS, DateOrder::parse).map(|order| order.value);
    let is_written = ["include", "exclude"].map(|key| fields.has(key));
    let [include, exclude] = ["include", "exclude"].map(|key| patterns(&mut fields, key));
    let mut list = |key| -> Vec<String> { fields.texts(key).into_iter().map(|text| text.value).collect() };
    let (include, exclude) = (is_written[0].then_some(include), is_written[1].then_some(exclude));
    let (attendee_headings, absence_headings) = (list("attendee_headings"), list("absence_headings"));
    fields.finish();
    let path = path?;
    Some(NotesSource {
        path: path.value,
        place: path.place,
        include,
        exclude,
        split,
        dates,
        attendee_headings,
        absence_headings,
    })
}

/// Glob patterns; one with a sign that they don't know is said.
fn patterns(fields: &mut Fields<'_, '_>, key: &'static str) -> Vec<String> {
    let written = fields.texts(key);
    for pattern in &written {
        if let Some(sign) = unknown_sign(&pattern.value) {
            let message = format!("`{}` is no pattern: `{sign}` has no meaning in one", shown(&pattern.value));
            let hint =
                "`*` and `?` stand for what is in a name, `**` for folders; give each alternative its own pattern";
            fields.push(Diagnostic::new(Code::Syntax, pattern.place, message).hint(hint));
        }
    }
    written.into_iter().map(|pattern| pattern.value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Signal;

    fn read(text: &str) -> (Config, Vec<(Code, u32)>) {
        let mut diagnostics = Diagnostics::default();
        let config = config(FileId(0), text, &mut diagnostics);
        let codes = diagnostics.sorted().iter().map(|d| (d.code, d.place.map_or(0, |p| p.line))).collect();
        (config, codes)
    }

    /// The template with the options uncommented that `keep` says.
    fn uncommented(keep: impl Fn(&str) -> bool) -> String {
        let option = |line: &str| line.starts_with('#') && !line.starts_with("# ");
        TEMPLATE
            .lines()
            .map(|line| if option(line) && keep(line) { &line[1..] } else { line })
            .fold(String::new(), |text, line| text + line + "\n")
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
        assert_eq!(config.sources[0].exclude.as_ref().unwrap().len(), 3);
        assert_eq!(config.private.unwrap().0, "../private");
        assert_eq!(config.editions["leadership"].title.as_deref(), Some("Stakeholder report"));
        let team = &config.editions["team"];
        assert_eq!((team.audience, team.out.as_str(), team.scores), (crate::register::Audience::Team, "team", false));
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
        let codes =
            |pm: &str| read(&format!("[editions.leadership]\nout = \"public\"\n[editions.pm]\nout = \"{pm}\"\n")).1;
        for pm in ["site", "./Site/", "site/pm", "public"] {
            assert_eq!(codes(pm), [(Code::EditionConflict, 4)], "{pm}");
        }
        assert_eq!(codes("sites"), []);
        // Widened without a word about scores, it has none.
        let (config, codes) = read("[editions.pm]\naudience = \"team\"\n");
        assert_eq!((config.editions["pm"].scores, codes), (false, vec![]));
    }
}
