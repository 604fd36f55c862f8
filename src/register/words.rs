//! The words of the format: each enumeration with its spelling in files.

/// A string enumeration of the format: the variants with their spelling in files.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$vmeta])* #[doc = concat!("`", $text, "`")] $variant),+ }
        impl $name {
            /// Every word, in the order of the format.
            pub const WORDS: &'static [&'static str] = &[$($text),+];
            /// As written in files.
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),+ } }
            /// The variant of that word.
            pub fn parse(text: &str) -> Option<Self> { match text { $($text => Some(Self::$variant),)+ _ => None } }
        }
    };
}

words! { /// What a stakeholder is to us.
Kind { Internal = "internal", External = "external", Executive = "executive", Group = "group" } }
words! { /// Engagement, from the assessment matrix.
Engagement { Resistant = "resistant", Unaware = "unaware", Neutral = "neutral", Supportive = "supportive", Leading = "leading" } }
words! { /// Band of a score.
Band { Healthy = "healthy", Watch = "watch", AtRisk = "at-risk", NotEnoughData = "not-enough-data" } }
words! { /// A claimed status.
Status { Green = "green", Amber = "amber", Red = "red" } }
words! { /// Where a decision stands.
DecisionStatus { Proposed = "proposed", Accepted = "accepted", Rejected = "rejected", Deprecated = "deprecated", Superseded = "superseded" } }
words! { /// What is done about a risk.
Response { Avoid = "avoid", Mitigate = "mitigate", Transfer = "transfer", Accept = "accept", Escalate = "escalate" } }
words! { /// Kind of feedback; praise opens no loop.
FeedbackKind { Praise = "praise", Concern = "concern", Request = "request", Idea = "idea", Complaint = "complaint", Question = "question" } }
words! { /// How grave a piece of feedback is.
Severity { Low = "low", Medium = "medium", High = "high" } }
words! { /// What became of feedback.
Outcome { Accepted = "accepted", Partly = "partly", Declined = "declined", Deferred = "deferred" } }
words! { /// Form of a touchpoint.
NoteType { Meeting = "meeting", Call = "call", Workshop = "workshop", Interview = "interview", OneToOne = "one-to-one", Email = "email", Message = "message", Async = "async" } }
words! { /// How much a reader wants.
Detail { Headline = "headline", OnePage = "one-page", Full = "full" } }
words! { /// Which way a metric should go.
Direction { Up = "up", Down = "down" } }

impl NoteType {
    /// Whether both sides can speak, unless `two_way` says otherwise.
    pub fn is_two_way(self) -> bool {
        !matches!(self, Self::Email | Self::Message | Self::Async)
    }
}
