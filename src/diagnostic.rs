//! Diagnostics: what an author can fix. A stable code, a place, a message, a hint; pushed, never returned with `?`.
//! One run reports all of them, sorted by file and place.

use crate::source::Place;

/// How grave a diagnostic is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// A record can't be trusted: nothing is published.
    Error,
    /// A line of a note is left out of every count; an error in strict builds.
    Uncounted,
    /// Worth knowing.
    Warning,
}

impl Severity {
    /// As printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Uncounted => "uncounted",
            Self::Warning => "warning",
        }
    }
}

macro_rules! codes {
    ($($variant:ident $severity:ident $text:literal),+ $(,)?) => {
        /// Every diagnostic code. The text is stable: others filter on it.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Code { $(#[doc = $text] $variant),+ }
        impl Code {
            /// All, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// As printed.
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),+ } }
            /// Its severity.
            pub fn severity(self) -> Severity { match self { $(Self::$variant => Severity::$severity),+ } }
        }
    };
}

codes! {
    // reading
    InvalidUtf8 Error "invalid-utf8",
    FileTooLarge Error "file-too-large",
    TooManyFiles Error "too-many-files",
    SymlinkOutside Error "symlink-outside",
    NotARegularFile Error "not-a-regular-file",
    UnknownFile Warning "unknown-file",
    MissingSource Error "missing-source",
    MissingOverlay Warning "missing-overlay",
    MatchesNothing Warning "matches-nothing",
    InvalidFileName Error "invalid-file-name",
    // syntax and shape
    Syntax Error "syntax",
    UnknownKey Error "unknown-key",
    WrongType Error "wrong-type",
    MissingField Error "missing-field",
    OutOfRange Error "out-of-range",
    UnknownWord Error "unknown-word",
    InvalidDate Error "invalid-date",
    InvalidId Error "invalid-id",
    NestedTooDeep Error "nested-too-deep",
    OverlayConflict Error "overlay-conflict",
    // identity and references
    DuplicateId Error "duplicate-id",
    DuplicateAlias Error "duplicate-alias",
    UnknownPerson Error "unknown-person",
    UnknownGroup Error "unknown-group",
    UnknownGoal Error "unknown-goal",
    UnknownMilestone Error "unknown-milestone",
    UnknownDecision Error "unknown-decision",
    UnknownCommitment Error "unknown-commitment",
    ReferenceCycle Error "reference-cycle",
    ConflictingCommitment Error "conflicting-commitment",
    ConflictingDecision Error "conflicting-decision",
    ConflictingFeedback Error "conflicting-feedback",
    // consistency
    DuplicateAssessment Error "duplicate-assessment",
    ApproverCount Error "approver-count",
    DoneBeforeMade Error "done-before-made",
    DatesOutOfOrder Error "dates-out-of-order",
    GapNotAboveCadence Error "gap-not-above-cadence",
    OverrideTooLong Error "override-too-long",
    MissingPurpose Error "missing-purpose",
    ScoresTooWide Error "scores-too-wide",
    EditionConflict Error "edition-conflict",
    MissingDate Error "missing-date",
    MissingAttendees Error "missing-attendees",
    InvalidAddress Error "invalid-address",
    UnfitForAHeader Error "unfit-for-a-header",
    MailTooWide Error "mail-too-wide",
    UnclosedComment Error "unclosed-comment",
    // visibility
    UnknownAudience Error "unknown-audience",
    DoubtfulVisibility Error "doubtful-visibility",
    WiderThanItsHolder Error "wider-than-its-holder",
    UnknownHeadingAttribute Error "unknown-heading-attribute",
    UnknownItemKind Error "unknown-item-kind",
    // lines of notes
    UnknownAttendee Uncounted "unknown-attendee",
    UnknownPersonInLine Uncounted "unknown-person-in-line",
    InvalidLineDate Uncounted "invalid-line-date",
    NoDirection Uncounted "no-direction",
    BoxAndFieldDisagree Uncounted "box-and-field-disagree",
    InvalidLineField Uncounted "invalid-line-field",
    UnknownReferenceInLine Uncounted "unknown-reference-in-line",
    DoubtfulLine Uncounted "doubtful-line",
    HeadingWithoutDate Uncounted "heading-without-date",
    // worth knowing
    DoubtfulBox Warning "doubtful-box",
    DueInWords Warning "due-in-words",
    DoneInTheNoteThatMadeIt Warning "done-where-made",
    MissingApprover Warning "missing-approver",
    DecisionWithoutDate Warning "decision-without-date",
    IncompleteAnswer Warning "incomplete-answer",
    NamesHiddenPerson Warning "names-hidden-person",
    ClosedOutOfSight Warning "closed-out-of-sight",
    DateDisagrees Warning "date-disagrees",
    PresentAndAbsent Warning "present-and-absent",
    NoteWithoutDate Warning "note-without-date",
    NoteWithoutAttendees Warning "note-without-attendees",
    InboxNotEmpty Warning "inbox-not-empty",
    OverBudget Warning "over-budget",
    NarrowInUpdate Warning "narrow-in-update",
    RecipientWithoutAddress Warning "recipient-without-address",
    RecipientHasLeft Warning "recipient-has-left",
    OverrideExpired Warning "override-expired",
    ReviewPast Warning "review-past",
    RetentionPast Warning "retention-past",
    PromiseOverdue Warning "promise-overdue",
}

/// One problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// What kind of problem.
    pub code: Code,
    /// Where; `None` for the workspace as a whole.
    pub place: Option<Place>,
    /// Lower case, no full stop, backticks round what the user typed.
    pub message: String,
    /// What was expected or what to do.
    pub hint: Option<String>,
    /// Other places that bear on it, each with a few words.
    pub related: Vec<(Place, String)>,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { code, place: Some(place), message: message.into(), hint: None, related: Vec::new() }
    }
    /// With what was expected or what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
    /// With a hint, where there is one.
    #[must_use]
    pub fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
    /// With another place.
    #[must_use]
    pub fn related(mut self, place: Place, words: impl Into<String>) -> Self {
        self.related.push((place, words.into()));
        self
    }
    /// Its severity.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// Every problem of a run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }
    /// Adds those of another run (a parallel part of this one).
    pub fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
    }
    /// All, sorted by file and place, exact repeats once.
    pub fn sorted(&self) -> Vec<Diagnostic> {
        let mut list = self.list.clone();
        list.sort_by(|a, b| (a.place, a.code, &a.message).cmp(&(b.place, b.code, &b.message)));
        list.dedup();
        list
    }
    /// How many of a severity, exact repeats once.
    pub fn count(&self, severity: Severity) -> usize {
        self.sorted().iter().filter(|d| d.severity() == severity).count()
    }
    /// Whether anything stops publishing.
    pub fn has_errors(&self, strict: bool) -> bool {
        self.list.iter().any(|d| match d.severity() {
            Severity::Error => true,
            Severity::Uncounted => strict,
            Severity::Warning => false,
        })
    }
}

/// The candidate nearest to `typed` by edit distance, where it is near enough to be meant
/// (at most a third of the letters, at least one, at most three).
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (typed.chars().count() / 3).clamp(1, 3);
    let typed = typed.to_lowercase();
    let length = typed.chars().count();
    let distance = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        // One that is so much longer or shorter can't be near.
        (candidate.chars().count().abs_diff(length) <= limit).then(|| edit_distance(&typed, &candidate))
    };
    candidates
        .into_iter()
        .filter_map(|candidate| Some((distance(candidate)?, candidate)))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Letters inserted, deleted, replaced or swapped with their neighbour to get from `a` to `b`
/// (optimal string alignment).
pub fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}
