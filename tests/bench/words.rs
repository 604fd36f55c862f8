//! Words for the generator: a small seeded generator of numbers, names, and sentences put together from parts.

/// A seeded sequence (splitmix64): the same for the same seed, everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// A number in `0..limit`; `limit` is at least 1.
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        (self.next() % u64::from(limit)) as u32
    }
    /// Whether one of `percent` in a hundred comes up.
    pub(crate) fn hits(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }
    /// One of a list that isn't empty.
    pub(crate) fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len() as u32) as usize]
    }
}

const FIRST: &[&str] = &[
    "Ada", "Bela", "Chidi", "Dana", "Emil", "Fatima", "Goran", "Hana", "Imre", "Jun", "Kofi", "Lena", "Marek", "Nadia",
    "Oskar", "Priya", "Quentin", "Rosa", "Selim", "Tove", "Ulla", "Viktor", "Wanda", "Xenia", "Yusuf", "Zora",
];
const LAST: &[&str] = &[
    "Abbott",
    "Berger",
    "Castell",
    "Dorn",
    "Ekwall",
    "Farkas",
    "Grönlund",
    "Haddon",
    "Iversen",
    "Jarvis",
    "Kowal",
    "Lindgren",
    "Moreno",
    "Novak",
    "Okoye",
    "Pereira",
    "Quist",
    "Rossi",
    "Sørensen",
    "Takeda",
    "Unger",
    "Vasquez",
    "Weber",
    "Yilmaz",
    "Zima",
];

/// The name of stakeholder `number`; different numbers may share one, as people do.
pub(crate) fn name(number: u32) -> String {
    let (first, last) = (FIRST.len() as u32, LAST.len() as u32);
    format!("{} {}", FIRST[(number % first) as usize], LAST[(number / first % last) as usize])
}

const WHO: &[&str] = &[
    "The night shift",
    "Their finance side",
    "The new supplier",
    "Our support team",
    "The regional office",
    "Everyone in the room",
];
const DID: &[&str] = &[
    "asked again about",
    "would rather postpone",
    "has its own figures on",
    "can live with",
    "wants to see in writing",
    "was surprised by",
];
const WHAT: &[&str] = &[
    "the date in spring",
    "the price for a second site",
    "the training plan",
    "the new import",
    "how exceptions are handled",
    "who answers the phone at weekends",
    "the list of open points",
    "the move of the archive",
];
const WHY: &[&str] = &[
    "because the last change came without a word",
    "since the audit is due before the summer",
    "which nobody had put on the agenda",
    "and said so without being asked",
    "after what happened with the first delivery",
    "as long as the old system still runs",
];
const TASK: &[&str] = &[
    "send the revised cost sheet",
    "name a contact for the weekend",
    "write down the exceptions",
    "book the room for the workshop",
    "compare both offers",
    "share the list of open points",
    "test the import with last month's file",
    "draft the letter to the sites",
];
const FELT: &[&str] = &[
    "glad to be asked before",
    "would have liked to hear it earlier",
    "\"that is the first clear date I get\"",
    "short, between two meetings",
];
const ASKED: &[&str] = &[
    "the export lacks the column we plan by",
    "tell us a week before a change goes live",
    "one contact instead of three",
    "the report is too long to read on a phone",
    "the training came after the change",
];

/// A sentence of some fifteen words.
pub(crate) fn sentence(dice: &mut Dice) -> String {
    format!("{} {} {}, {}.", dice.one(WHO), dice.one(DID), dice.one(WHAT), dice.one(WHY))
}
/// Something one may promise.
pub(crate) fn task(dice: &mut Dice) -> &'static str {
    dice.one(TASK)
}
/// What somebody seemed to feel.
pub(crate) fn felt(dice: &mut Dice) -> &'static str {
    dice.one(FELT)
}
/// What somebody asks for.
pub(crate) fn asked(dice: &mut Dice) -> &'static str {
    dice.one(ASKED)
}
/// What something is about.
pub(crate) fn topic(dice: &mut Dice) -> &'static str {
    dice.one(WHAT)
}
