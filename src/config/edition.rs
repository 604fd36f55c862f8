//! An edition: whom it is for, what it is to do for them, which pages it holds and how it looks.

use crate::register::Audience;

/// One edition: who it is for and where it goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    /// Name, as in `--edition`.
    pub name: String,
    /// Its audience.
    pub audience: Audience,
    /// Whether it shows persons' scores; pm only.
    pub scores: bool,
    /// Default output folder, relative to the current directory.
    pub out: String,
    /// Title; default the product's name.
    pub title: Option<String>,
    /// What its readers are to do with it, in one sentence; shown on every page.
    pub purpose: Option<String>,
    /// Pages it holds, the front page's first; default all.
    pub pages: Vec<Page>,
    /// The colour it is told by; default [`Theme::Ink`].
    pub theme: Theme,
    /// What it may say of the whole register on an update's day; nothing by default.
    pub declassify: Vec<Declassify>,
    /// Whether its tables lie beside their pages as CSV.
    pub csv: bool,
}

impl Edition {
    /// An edition with nothing but its name, audience and folder: without scores, with every page.
    pub fn new(name: &str, audience: Audience, out: &str) -> Self {
        Self {
            name: name.to_owned(),
            audience,
            scores: false,
            out: out.to_owned(),
            title: None,
            purpose: None,
            pages: Page::ALL.to_vec(),
            theme: Theme::Ink,
            declassify: Vec::new(),
            csv: false,
        }
    }

    /// Whether it holds pages of this kind.
    pub fn holds(&self, page: Page) -> bool {
        self.pages.contains(&page)
    }
}

/// A kind of page that an edition can go without. The method, and the lines not counted, are in every edition: no
/// figure stands without its explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The newest update, and the archive of those before it.
    Update,
    /// Everyone, by group.
    Register,
    /// A page for each stakeholder.
    Stakeholders,
    /// Power and interest.
    Map,
    /// Engagement, now and wanted.
    Engagement,
    /// Counts by band and quadrant, by week.
    Portfolio,
    /// Answers to pulse questions.
    Pulse,
    /// Who is due a talk.
    Due,
    /// What is worth doing with the time there is.
    Plan,
    /// A sheet for each stakeholder, to prepare a meeting.
    Prep,
    /// Promises, ours and theirs.
    Promises,
    /// You said, we did.
    Feedback,
    /// What they expect, and what answers it.
    Expectations,
    /// Goals.
    Goals,
    /// Milestones.
    Milestones,
    /// Decisions.
    Decisions,
    /// Positions.
    Positions,
    /// Risks.
    Risks,
    /// Every note.
    Meetings,
    /// Search.
    Search,
}

impl Page {
    /// Every kind, in the order of the masthead.
    pub const ALL: [Self; 20] = [
        Self::Update,
        Self::Register,
        Self::Stakeholders,
        Self::Map,
        Self::Engagement,
        Self::Portfolio,
        Self::Pulse,
        Self::Due,
        Self::Plan,
        Self::Prep,
        Self::Promises,
        Self::Feedback,
        Self::Expectations,
        Self::Goals,
        Self::Milestones,
        Self::Decisions,
        Self::Positions,
        Self::Risks,
        Self::Meetings,
        Self::Search,
    ];

    /// As written in files, in the order of [`Page::ALL`].
    pub const WORDS: &'static [&'static str] = &[
        "update",
        "register",
        "stakeholders",
        "map",
        "engagement",
        "portfolio",
        "pulse",
        "due",
        "plan",
        "prep",
        "promises",
        "feedback",
        "expectations",
        "goals",
        "milestones",
        "decisions",
        "positions",
        "risks",
        "meetings",
        "search",
    ];

    /// As written in files.
    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// The kind of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::WORDS.iter().position(|word| *word == text).map(|n| Self::ALL[n])
    }
}

/// The colour an edition is told by: of the masthead's rule, of the banner and of links. Never one that a status has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Theme {
    /// Black, with blue links.
    #[default]
    Ink,
    /// A clear blue.
    Cobalt,
    /// A reddish violet.
    Plum,
    /// A blueish grey.
    Slate,
}

impl Theme {
    /// Every theme.
    pub const ALL: [Self; 4] = [Self::Ink, Self::Cobalt, Self::Plum, Self::Slate];

    /// As written in files, in the order of [`Theme::ALL`].
    pub const WORDS: &'static [&'static str] = &["ink", "cobalt", "plum", "slate"];

    /// The theme of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::WORDS.iter().position(|word| *word == text).map(|n| Self::ALL[n])
    }
}

/// What can be declassified by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declassify {
    /// Of how many stakeholders how many were met as often as agreed.
    Coverage,
    /// How many stakeholders are in which bands.
    Bands,
}

impl Declassify {
    /// Every name.
    pub const WORDS: &'static [&'static str] = &["coverage", "bands"];

    /// The one of that name.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "coverage" => Some(Self::Coverage),
            "bands" => Some(Self::Bands),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_what_writes_it() {
        for (n, page) in Page::ALL.into_iter().enumerate() {
            assert_eq!((page as usize, Page::parse(page.as_str())), (n, Some(page)));
        }
        assert_eq!(Page::WORDS.len(), Page::ALL.len());
        for (n, theme) in Theme::ALL.into_iter().enumerate() {
            assert_eq!((theme as usize, Theme::parse(Theme::WORDS[n])), (n, Some(theme)));
        }
    }
}
