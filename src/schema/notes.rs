//! Keys of the front matter of notes and updates, TOML or YAML.

use super::{EXTRA, Field, Kind, Shape, VISIBILITY};
use crate::config::Split;
use crate::register::{NoteType, Status};

/// The front matter of `notes/**/*.md`.
pub(super) const NOTE: Kind = Kind {
    name: "note",
    place: "notes/**/*.md, front matter",
    about: "What a note says of itself. Attendees are needed unless it is an email, a message, async, or many meetings.",
    is_list: false,
    fields: &[
        Field::new("date", Shape::Date, "When it was; the file's name may say it instead.", "2026-09-28"),
        Field::new("title", Shape::Text, "In a line; else its first heading.", "\"Budget talk\""),
        Field::new("type", Shape::Word(NoteType::WORDS), "What kind of talk; a meeting by default.", "\"one-to-one\""),
        Field::new("two_way", Shape::Boolean, "Whether both sides could speak, where the type doesn't say.", "true"),
        Field::new("attendees", Shape::Texts, "Who was there: ids, names or aliases.", "[\"ada\", \"me\"]"),
        Field::new("regrets", Shape::Texts, "Who excused themselves; empty says that nobody did.", "[\"bo\"]"),
        Field::new("absent", Shape::Texts, "Who was missing without a word; empty says that nobody was.", "[\"kit\"]"),
        Field::new("goals", Shape::Ids, "The goals it was about.", "[\"calls\"]"),
        Field::new("tags", Shape::Tags, "Words of your own.", "[\"budget\"]"),
        Field::new("split", Shape::Word(SPLIT), "Whether the file holds many meetings.", "\"none\""),
        VISIBILITY,
        EXTRA,
    ],
    rule: None,
};

/// A note of ours says how it is split, or says nothing.
const SPLIT: &[&str] = Split::WORDS.split_at(1).1;

const ASK: [Field; 11] = [
    Field::required("id", Shape::Id, "Its id.", "\"a-1\""),
    Field::required("what", Shape::Text, "What is needed.", "\"A second supplier\""),
    Field::required("from", Shape::Id, "Of whom.", "\"ada\""),
    Field::required("needed_by", Shape::Date, "By when.", "2026-11-05"),
    Field::new("options", Shape::Texts, "What there is to choose from.", "[\"Approve\", \"Wait\"]"),
    Field::new("recommendation", Shape::Text, "What we would do.", "\"Approve\""),
    Field::new("cost_of_delay", Shape::Text, "What waiting costs.", "\"A month of the pilot\""),
    Field::new("answered", Shape::Date, "When it was answered.", "2026-10-20"),
    Field::new("outcome", Shape::Text, "What the answer was.", "\"Approved\""),
    Field::new("withdrawn", Shape::Date, "When we took it back.", "2026-10-21"),
    Field::new("visibility", Shape::Audience, "Narrower than the update's, where not all may see it.", "\"team\""),
];

/// The front matter of `updates/DATE.md`.
pub(super) const UPDATE: Kind = Kind {
    name: "update",
    place: "updates/DATE.md, front matter",
    about: "What a leadership update says that can't be computed.",
    is_list: false,
    fields: &[
        Field::required(
            "headline",
            Shape::Text,
            "Status first, two sentences at most, 35 words.",
            "\"Amber: the pilot waits for sensors.\"",
        ),
        Field::new("date", Shape::Date, "Its day; the file's name may say it instead.", "2026-10-05"),
        Field::new("period", Shape::Text, "What it is about.", "\"September\""),
        Field::new("next", Shape::Date, "When the next one comes.", "2026-11-05"),
        Field::new("status_reported", Shape::Word(Status::WORDS), "The status claimed.", "\"amber\""),
        Field::new("asks", Shape::Tables(&ASK), "What is needed of leadership, at most three.", ""),
        VISIBILITY,
        EXTRA,
    ],
    rule: None,
};
