//! Findings: diagnostics as they leave the workspace. What is narrower than an audience loses its words, and where its
//! path would tell who is meant, its place.

use std::collections::BTreeMap;

use super::label::Labels;
use crate::Workspace;
use crate::diagnostic::{Diagnostic, Severity};
use crate::register::Audience;
use crate::source::{Columns, Place};

/// How grave a finding is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Stops publishing.
    Error,
    /// A line in no count.
    Uncounted,
    /// Worth knowing.
    Warning,
}

impl Level {
    /// All, the worst first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Uncounted, Self::Warning];

    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Uncounted => "uncounted line",
            Self::Warning => "warning",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind; stable.
    pub code: &'static str,
    /// How grave in this run.
    pub level: Level,
    /// Path relative to the workspace; `None` of the workspace as a whole, or where the reader may not know it.
    pub file: Option<String>,
    /// 1-based line; `None` without one.
    pub line: Option<u32>,
    /// 1-based column in characters; `None` without a line.
    pub column: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// What stays the same while lines above it come and go: 16 hexadecimal digits.
    pub key: String,
    /// Whether its words were kept from the reader.
    pub is_withheld: bool,
}

impl Finding {
    /// A finding about the workspace as a whole.
    pub(super) fn of_all((code, level): (&'static str, Level), (message, hint): (String, String)) -> Self {
        let key = key(code, None, &message, 0);
        let (file, line, column) = (None, None, None);
        Self { code, level, file, line, column, message, hint: Some(hint), key, is_withheld: false }
    }

    /// A finding at a place, its words as they are.
    pub(super) fn new(
        workspace: &Workspace,
        (code, level): (&'static str, Level),
        place: Option<Place>,
        (message, hint): (String, Option<String>),
        columns: &mut Columns,
    ) -> Self {
        let files = &workspace.sources.files;
        let place = place.filter(|place| (place.file.0 as usize) < files.len());
        let file = place.map(|place| workspace.sources.file(place.file).path.to_string());
        let line = place.map(|place| place.line).filter(|line| *line > 0);
        let column = place.filter(|_| line.is_some()).map(|place| columns.of(&workspace.sources, place));
        let key = key(code, file.as_deref(), &message, 0);
        Self { code, level, file, line, column, message, hint, key, is_withheld: false }
    }

    /// Whether its place is kept from the reader, too: told last, for where it stood among the others would tell its file.
    pub fn is_nowhere(&self) -> bool {
        self.is_withheld && self.file.is_none()
    }

    /// The same for a reader who may not know what it says.
    fn withheld(self, audience: Audience, keeps_place: bool) -> Self {
        let what = self.code.replace('-', " ");
        Self {
            message: format!("{what}; its words are not for the audience `{}`", audience.as_str()),
            hint: Some("run `rapporteur check` in the workspace".to_owned()),
            file: self.file.filter(|_| keeps_place),
            line: self.line.filter(|_| keeps_place),
            column: self.column.filter(|_| keeps_place),
            is_withheld: true,
            ..self
        }
    }
}

/// Diagnostics as findings for an audience, in their order.
pub fn findings(workspace: &Workspace, diagnostics: &[Diagnostic], strict: bool, audience: Audience) -> Vec<Finding> {
    let labels = Labels::new(workspace, audience);
    let mut columns = Columns::default();
    let one = |diagnostic: &Diagnostic| {
        let level = match diagnostic.severity() {
            Severity::Error => Level::Error,
            Severity::Uncounted if strict => Level::Error,
            Severity::Uncounted => Level::Uncounted,
            Severity::Warning => Level::Warning,
        };
        let words = (diagnostic.message.clone(), diagnostic.hint.clone());
        let finding = Finding::new(workspace, (diagnostic.code.as_str(), level), diagnostic.place, words, &mut columns);
        if labels.shows(diagnostic) { finding } else { finding.withheld(audience, labels.shows_place(diagnostic)) }
    };
    let mut all: Vec<Finding> = diagnostics.iter().map(one).collect();
    number(&mut all);
    all
}

/// Findings about a person's standing, which are the pm's: their words for nobody else.
pub(super) fn standing(mut found: Vec<Finding>, audience: Audience) -> Vec<Finding> {
    if !Audience::Pm.is_visible_to(audience) {
        found = found.into_iter().map(|finding| finding.withheld(audience, false)).collect();
    }
    number(&mut found);
    found
}

/// Tells equal findings apart by their number.
fn number(findings: &mut [Finding]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for finding in findings {
        let nth = seen.entry(finding.key.clone()).or_default();
        if *nth > 0 {
            finding.key = key(finding.code, finding.file.as_deref(), &finding.key, *nth);
        }
        *nth += 1;
    }
}

/// What a finding is known by: a hash of these.
pub(super) fn key(code: &str, file: Option<&str>, message: &str, nth: usize) -> String {
    let text = format!("{code}\0{}\0{message}\0{nth}", file.unwrap_or_default());
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}
