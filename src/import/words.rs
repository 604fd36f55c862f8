//! The words that tables of stakeholders use: headers, kinds, ratings, engagement and rhythms, in English and the
//! commonest German, French and Spanish. All are compared without case, accents and punctuation, and whole.

use crate::parse::names;
use crate::register::{Engagement, Kind};

/// A field a column may go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Whole name.
    Name,
    /// Given name.
    First,
    /// Family name.
    Last,
    /// The id of the record.
    Id,
    /// Title.
    Title,
    /// Organisation.
    Organisation,
    /// Address.
    Email,
    /// Kind.
    Kind,
    /// 1-5.
    Power,
    /// 1-5.
    Interest,
    /// Engagement now.
    Current,
    /// Engagement wanted.
    Desired,
    /// Who of ours owns the relationship.
    Owner,
    /// Group.
    Group,
    /// Stakeholder since.
    Since,
    /// Preferred channel.
    Channel,
    /// Days between touchpoints.
    Cadence,
    /// What we want.
    Objective,
    /// How we go about it.
    Strategy,
    /// What matters to them.
    Priorities,
    /// What worries them.
    Concerns,
    /// Other names.
    Aliases,
    /// Kept under `[extra]`.
    Extra,
    /// Left out.
    Ignore,
}

impl Field {
    /// All, with the word for `--map` and the path in a record.
    pub const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Name, "name", "name"),
        (Self::First, "first", "name"),
        (Self::Last, "last", "name"),
        (Self::Id, "id", "id"),
        (Self::Title, "title", "title"),
        (Self::Organisation, "organisation", "organisation"),
        (Self::Email, "email", "email"),
        (Self::Kind, "kind", "kind"),
        (Self::Power, "power", "assessment.power"),
        (Self::Interest, "interest", "assessment.interest"),
        (Self::Current, "current", "assessment.current"),
        (Self::Desired, "desired", "assessment.desired"),
        (Self::Owner, "owner", "relationship_owner"),
        (Self::Group, "group", "group"),
        (Self::Since, "since", "since"),
        (Self::Channel, "channel", "preferences.channel"),
        (Self::Cadence, "cadence", "plan.cadence_days"),
        (Self::Objective, "objective", "plan.objective"),
        (Self::Strategy, "strategy", "plan.strategy"),
        (Self::Priorities, "priorities", "priorities"),
        (Self::Concerns, "concerns", "concerns"),
        (Self::Aliases, "aliases", "aliases"),
        (Self::Extra, "extra", "[extra]"),
        (Self::Ignore, "ignore", "-"),
    ];

    /// The field of a word given to `--map`.
    pub fn parse(word: &str) -> Option<Self> {
        let is_named = |(_, name, path): &&(Self, &str, &str)| *name == word || (*path == word && *name != "last");
        Self::ALL.iter().find(is_named).map(|(field, _, _)| *field)
    }

    /// Its path in a record.
    pub fn path(self) -> &'static str {
        Self::ALL.iter().find(|(field, _, _)| *field == self).map_or("", |(_, _, path)| path)
    }
}

/// Headers by field, in the form [`plain`] gives them, with commas between.
const HEADERS: &[(Field, &str)] = &[
    (
        Field::Name,
        "name, stakeholder, stakeholders, full name, fullname, display name, contact, contact name, contact \
         person, person, stakeholder name, name of stakeholder, vollstandiger name, ansprechpartner, \
         ansprechpartnerin, kontakt, kontaktperson, interessengruppe, nom complet, nom et prenom, prenom et nom, \
         partie prenante, nombre, nombre completo, nombre y apellidos, interesado, parte interesada",
    ),
    (Field::First, "first name, firstname, given name, forename, vorname, prenom, nombre de pila, primer nombre"),
    (
        Field::Last,
        "last name, lastname, surname, family name, nachname, familienname, nom, nom de famille, apellido, \
         apellidos",
    ),
    (
        Field::Title,
        "title, job title, jobtitle, organization title, organization 1 title, role, position, job, function, job role, stakeholder role, project role, \
         rolle, funktion, stelle, titel, fonction, poste, cargo, puesto, rol, funcion, titre",
    ),
    (
        Field::Organisation,
        "organisation, organization, company, company name, employer, firm, institution, agency, account, org, \
         organization name, organisation name, organization 1 name, \
         firma, unternehmen, arbeitgeber, societe, entreprise, organisme, empresa, organizacion, compania",
    ),
    (
        Field::Email,
        "email, e mail, mail, email address, e mail address, mail address, emailadresse, e mail adresse, \
         mailadresse, courriel, adresse mail, adresse e mail, correo, correo electronico, email 1, primary email, \
         e mail 1, e mail 2, e mail 3, e mail 4, email 2, email 3, secondary email",
    ),
    (
        Field::Kind,
        "kind, type, stakeholder type, type of stakeholder, category, stakeholder category, internal external, \
         internal or external, art, typ, kategorie, categorie, tipo, categoria, intern extern, interne externe",
    ),
    (
        Field::Power,
        "power, influence, level of influence, influence level, level of power, authority, impact, einfluss, \
         macht, pouvoir, poder, influencia, niveau d influence, nivel de influencia",
    ),
    (
        Field::Interest,
        "interest, level of interest, interest level, interesse, interet, interes, niveau d interet, nivel de \
         interes",
    ),
    (
        Field::Current,
        "current, current engagement, current level of engagement, current engagement level, engagement, \
         engagement level, engagement now, current state, current attitude, attitude, stance, support, level of \
         support, commitment level, einstellung, haltung, aktuelles engagement, engagement actuel, attitude \
         actuelle, compromiso actual, actitud",
    ),
    (
        Field::Desired,
        "desired, desired engagement, desired level of engagement, desired engagement level, target engagement, \
         target state, desired state, wanted engagement, engagement wanted, required engagement, gewunschtes \
         engagement, zielengagement, ziel engagement, engagement souhaite, engagement cible, compromiso deseado",
    ),
    (
        Field::Owner,
        "owner, relationship owner, relationship manager, account manager, account owner, responsible, contact \
         owner, engagement owner, lead, our contact, verantwortlich, verantwortlicher, betreuer, zustandig, \
         responsable",
    ),
    (
        Field::Group,
        "group, stakeholder group, department, team, division, unit, business unit, gruppe, abteilung, bereich, \
         groupe, departement, service, grupo, departamento",
    ),
    (Field::Since, "since, stakeholder since, start date, joined, joined on, seit, beginn, depuis, desde"),
    (
        Field::Channel,
        "channel, preferred channel, communication channel, preferred contact, preferred contact method, \
         communication method, preferred communication, method, kanal, bevorzugter kanal, kommunikationskanal, \
         canal, canal prefere, canal de communication, canal preferido",
    ),
    (
        Field::Cadence,
        "cadence, frequency, communication frequency, contact frequency, meeting frequency, cadence days, \
         haufigkeit, frequenz, rhythmus, turnus, frequence, frecuencia",
    ),
    (Field::Objective, "objective, engagement objective, our objective, ziel, objectif, objetivo"),
    (
        Field::Strategy,
        "strategy, engagement strategy, engagement approach, management strategy, approach, strategie, estrategia",
    ),
    (
        Field::Priorities,
        "priorities, priority topics, what matters, needs, key interests, interests, goals, motivation, \
         prioritaten, bedurfnisse, priorites, besoins, prioridades, necesidades",
    ),
    (
        Field::Concerns,
        "concerns, concern, worries, issues, fears, bedenken, sorgen, preoccupations, inquietudes, preocupaciones",
    ),
    (Field::Aliases, "alias, aliases, nickname, also known as, aka, handle, github, slack, spitzname, surnom, apodo"),
    // What sort of address it is, in an export of contacts.
    (Field::Ignore, "e mail 1 label, e mail 2 label, e mail 3 label, e mail 4 label, e mail 1 type, e mail 2 type"),
];

/// Words that say nothing about which field it is.
const FILLERS: [&str; 9] = ["level", "rating", "score", "rank", "stufe", "grad", "niveau", "nivel", "value"];

/// A header or word in the form it is compared in: no case, accents, punctuation, nor what stands in parentheses.
pub(super) fn plain(text: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in names::key(text).chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            'ß' => out.push_str("ss"),
            c if c.is_alphanumeric() => out.push(c),
            _ => out.push(' '),
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    words.join(" ")
}

/// The field that a header names.
pub(super) fn field(header: &str) -> Option<Field> {
    let whole = plain(header);
    let find = |text: &str| {
        HEADERS.iter().find(|(_, words)| words.split(", ").any(|word| word == text)).map(|(field, _)| *field)
    };
    find(&whole).or_else(|| {
        let words: Vec<&str> = whole.split(' ').filter(|word| !FILLERS.contains(word)).collect();
        find(&words.join(" "))
    })
}

/// A kind.
pub(super) fn kind(text: &str) -> Option<Kind> {
    Some(match plain(text).as_str() {
        "internal" | "intern" | "interne" | "interno" | "interna" | "employee" | "staff" | "colleague"
        | "mitarbeiter" | "int" => Kind::Internal,
        "external" | "extern" | "externe" | "externo" | "externa" | "customer" | "client" | "kunde" | "supplier"
        | "vendor" | "lieferant" | "partner" | "regulator" | "government" | "cliente" | "fournisseur" | "proveedor"
        | "ext" => Kind::External,
        "executive" | "exec" | "executives" | "sponsor" | "executive sponsor" | "c level" | "c suite"
        | "leadership" | "management" | "board member" | "vorstand" | "geschaftsfuhrung" | "fuhrungskraft"
        | "direction" | "dirigeant" | "directivo" | "direccion" => Kind::Executive,
        "group" | "team" | "committee" | "board" | "gruppe" | "gremium" | "ausschuss" | "groupe" | "comite"
        | "grupo" => Kind::Group,
        _ => return None,
    })
}

/// Engagement, by the words of the assessment matrix and what people write instead.
pub(super) fn engagement(text: &str) -> Option<Engagement> {
    Some(match plain(text).as_str() {
        "resistant" | "resisting" | "opposed" | "opponent" | "blocker" | "against" | "negative" | "critic"
        | "critical" | "ablehnend" | "gegner" | "reticent" | "oppose" | "resistente" | "en contra" => {
            Engagement::Resistant
        }
        "unaware" | "uninformed" | "not aware" | "unwissend" | "nicht informiert" | "non informe" | "inconsciente"
        | "desconocedor" => Engagement::Unaware,
        "neutral" | "indifferent" | "undecided" | "neutre" | "passive" => Engagement::Neutral,
        "supportive" | "supporter" | "supporting" | "positive" | "in favour" | "in favor" | "ally"
        | "unterstutzend" | "unterstutzer" | "favorable" | "partidario" | "de apoyo" => Engagement::Supportive,
        "leading" | "leader" | "champion" | "advocate" | "driver" | "promoter" | "fuhrend" | "treiber" | "meneur"
        | "lider" | "moteur" => Engagement::Leading,
        _ => return None,
    })
}

/// A rating in words: very low to very high are 1 to 5.
pub(super) fn rating(text: &str) -> Option<u8> {
    Some(match plain(text).as_str() {
        "very low" | "none" | "sehr gering" | "sehr niedrig" | "tres faible" | "muy bajo" | "muy baja" => 1,
        "low" | "l" | "gering" | "niedrig" | "faible" | "bajo" | "baja" => 2,
        "medium" | "med" | "m" | "moderate" | "average" | "mittel" | "moyen" | "moyenne" | "medio" | "media" => 3,
        "high" | "h" | "hoch" | "eleve" | "elevee" | "fort" | "alto" | "alta" => 4,
        "very high" | "critical" | "sehr hoch" | "tres eleve" | "tres fort" | "muy alto" | "muy alta" => 5,
        _ => return None,
    })
}

/// A rhythm, in days.
pub(super) fn days(text: &str) -> Option<i64> {
    let plain = plain(text);
    let number = plain.strip_suffix(" days").or_else(|| plain.strip_suffix(" tage")).unwrap_or(&plain);
    if let Ok(days) = number.parse::<i64>() {
        return (1..=3650).contains(&days).then_some(days);
    }
    Some(match plain.as_str() {
        "daily" | "taglich" | "quotidien" | "diario" => 1,
        "weekly" | "every week" | "wochentlich" | "hebdomadaire" | "semanal" => 7,
        "biweekly" | "bi weekly" | "fortnightly" | "every two weeks" | "every 2 weeks" | "zweiwochentlich"
        | "14 taglich" | "bimensuel" | "quincenal" => 14,
        "monthly" | "every month" | "monatlich" | "mensuel" | "mensuelle" | "mensual" => 30,
        "every two months" | "bimonthly" | "zweimonatlich" | "bimestriel" | "bimestral" => 60,
        "quarterly" | "every quarter" | "vierteljahrlich" | "quartalsweise" | "trimestriel" | "trimestrielle"
        | "trimestral" => 90,
        "half yearly" | "twice a year" | "halbjahrlich" | "semestriel" | "semestral" => 180,
        "yearly" | "annually" | "annual" | "jahrlich" | "annuel" | "anual" => 365,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_in_its_plain_form_and_of_one_field() {
        let mut seen = std::collections::BTreeMap::new();
        for (field, words) in HEADERS {
            for word in words.split(", ") {
                assert_eq!(plain(word), word);
                assert_eq!(seen.insert(word, *field), None, "{word}");
            }
        }
    }

    #[test]
    fn headers_are_found_whatever_their_dress() {
        for (header, of) in [
            ("Stakeholder Name", Some(Field::Name)),
            ("E-Mail", Some(Field::Email)),
            ("Power (1-5)", Some(Field::Power)),
            ("Influence Rating", Some(Field::Power)),
            ("Einfluß", Some(Field::Power)),
            ("Intérêt", Some(Field::Interest)),
            ("GESCHÄFTSBEREICH", None),
            ("Correo electrónico:", Some(Field::Email)),
            ("Phone", None),
            ("", None),
        ] {
            assert_eq!(field(header), of, "{header}");
        }
        assert_eq!((rating("Sehr hoch"), rating("lots")), (Some(5), None));
        assert_eq!((days("Every 2 weeks"), days("21 days"), days("often")), (Some(14), Some(21), None));
        assert_eq!((Field::parse("power"), Field::parse("assessment.power")), (Some(Field::Power), Some(Field::Power)));
    }
}
