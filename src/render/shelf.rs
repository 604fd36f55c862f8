//! Shelves: which entries of a long list stay on its first page, and which go to pages of their own, by year, month
//! or part. Every entry is on exactly one page, so that a link to it is known before any page is written.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::site::Link;
use super::{decisions, feedback, promises, words};
use crate::assess::Assessed;
use crate::register::{Id, Register};

/// The lists that other pages link into.
pub(super) struct Shelves {
    pub(super) promises: Shelf,
    pub(super) feedback: Shelf,
    pub(super) decisions: Shelf,
    /// Decisions by id, as indexes of the ledger.
    pub(super) decision_at: BTreeMap<Id, usize>,
    /// Promises by id, one for each recipient, as indexes of the ledger.
    pub(super) promises_of: BTreeMap<Id, Vec<usize>>,
}

impl Shelves {
    /// Of what an edition may see.
    pub(super) fn new(register: &Register, assessed: &Assessed) -> Self {
        let mut promises_of: BTreeMap<Id, Vec<usize>> = BTreeMap::new();
        for (i, c) in assessed.ledger.commitments.iter().enumerate() {
            if let Some(id) = &c.id {
                promises_of.entry(id.clone()).or_default().push(i);
            }
        }
        let decisions = assessed.ledger.decisions.iter().enumerate();
        Self {
            promises: promises::shelf(register, assessed),
            feedback: feedback::shelf(assessed),
            decisions: decisions::shelf(assessed),
            decision_at: decisions.filter_map(|(i, d)| Some((d.id.clone()?, i))).collect(),
            promises_of,
        }
    }
}

/// One page of a list beside its first.
pub(super) struct Sheet {
    key: String,
    /// The year, month or kind that it is all or a part of, and which part.
    group: String,
    part: Option<usize>,
    /// What is on it: "October 2026", "still open, part 2".
    pub(super) name: String,
    /// Entries, by their index in the ledger, in the order shown.
    pub(super) of: Vec<usize>,
}

/// The pages of one list.
pub(super) struct Shelf {
    /// The first page without its ending; the others lie in a folder of that name.
    name: &'static str,
    pub(super) sheets: Vec<Sheet>,
    sheet_of: BTreeMap<usize, usize>,
}

impl Shelf {
    /// A list whose first page is `NAME.html`.
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, sheets: Vec::new(), sheet_of: BTreeMap::new() }
    }

    fn add(&mut self, key: String, group: &str, part: Option<usize>, of: Vec<usize>) {
        self.sheet_of.extend(of.iter().map(|entry| (*entry, self.sheets.len())));
        let name = part.map_or_else(|| group.to_owned(), |n| format!("{group}, part {n}"));
        self.sheets.push(Sheet { key, group: group.to_owned(), part, name, of });
    }

    /// Puts entries on as few pages of at most `longest` as hold them, in their order.
    pub(super) fn parts(&mut self, key: &str, name: &str, of: &[usize], longest: usize) {
        let several = of.len() > longest;
        for (i, part) in of.chunks(longest.max(1)).enumerate() {
            let n = i + 1;
            let key = if n == 1 { key.to_owned() } else { format!("{key}-{n}") };
            self.add(key, name, several.then_some(n), part.to_vec());
        }
    }

    /// Puts entries on a page for each year, or month where a year is longer than `longest`, or parts of a month;
    /// the newest first, those of a period in the order given.
    pub(super) fn periods(&mut self, dated: impl IntoIterator<Item = (Option<Date>, usize)>, longest: usize) {
        let mut years: BTreeMap<Option<i16>, Vec<(Option<Date>, usize)>> = BTreeMap::new();
        for (date, entry) in dated {
            years.entry(date.map(Date::year)).or_default().push((date, entry));
        }
        for (year, all) in years.into_iter().rev() {
            let entries = |list: &[(Option<Date>, usize)]| list.iter().map(|(_, i)| *i).collect::<Vec<_>>();
            let Some(year) = year else {
                self.parts("undated", "undated", &entries(&all), longest);
                continue;
            };
            if all.len() <= longest {
                self.add(format!("{year:04}"), &year.to_string(), None, entries(&all));
                continue;
            }
            let mut months: BTreeMap<i8, Vec<(Option<Date>, usize)>> = BTreeMap::new();
            for (date, entry) in all {
                months.entry(date.map_or(1, Date::month)).or_default().push((date, entry));
            }
            for (month, all) in months.into_iter().rev() {
                let name = all[0].0.map_or_else(String::new, |d| format!("{} {year}", words::month(d)));
                self.parts(&format!("{year:04}-{month:02}"), &name, &entries(&all), longest);
            }
        }
    }

    /// Where a page beside the first lies.
    pub(super) fn path(&self, sheet: &Sheet) -> String {
        [self.name, "/", &sheet.key, ".html"].concat()
    }

    /// The page an entry is on, from the site's root.
    pub(super) fn page_of(&self, entry: usize) -> String {
        match self.sheet_of.get(&entry) {
            Some(sheet) => self.path(&self.sheets[*sheet]),
            None => self.name.to_owned() + ".html",
        }
    }

    /// Links to every page but the one shown (`None` is the first); of what is in parts, only to the first part,
    /// unless one of the parts is shown.
    pub(super) fn links(&self, shown: Option<&Sheet>) -> Vec<Link> {
        if self.sheets.is_empty() {
            return Vec::new();
        }
        let root = if shown.is_some() { "../" } else { "" };
        let first = shown.map(|_| format!("{root}{}.html", self.name));
        let mut links = vec![Link { text: "First page".to_owned(), href: first }];
        let here = shown.map(|s| s.group.as_str());
        for group in self.sheets.chunk_by(|a, b| a.group == b.group) {
            let n: usize = group.iter().map(|sheet| sheet.of.len()).sum();
            let all = format!("{} ({})", words::sentence(&group[0].group), words::figure(n));
            let open = here == Some(group[0].group.as_str());
            for sheet in group.iter().filter(|sheet| open || sheet.part.is_none_or(|n| n == 1)) {
                let text = match sheet.part {
                    Some(1) | None => all.clone(),
                    Some(n) => format!("part {n}"),
                };
                let other = shown.is_none_or(|s| s.key != sheet.key);
                links.push(Link { text, href: other.then(|| format!("{root}{}", self.path(sheet))) });
            }
        }
        links
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Date> {
        text.parse().ok()
    }

    #[test]
    fn a_long_year_goes_by_month_and_a_long_month_in_parts() {
        let mut shelf = Shelf::new("list");
        let dates = ["2026-10-03", "2026-10-02", "2026-10-01", "2026-02-01", "2025-01-01"];
        shelf.periods(dates.iter().enumerate().map(|(i, d)| (day(d), i)).chain([(None, 9)]), 2);
        let pages: Vec<_> = shelf.sheets.iter().map(|s| (s.key.as_str(), s.name.as_str(), s.of.clone())).collect();
        assert_eq!(
            pages,
            [
                ("2026-10", "October 2026, part 1", vec![0, 1]),
                ("2026-10-2", "October 2026, part 2", vec![2]),
                ("2026-02", "February 2026", vec![3]),
                ("2025", "2025", vec![4]),
                ("undated", "undated", vec![9]),
            ]
        );
        let texts = |shown| shelf.links(shown).into_iter().map(|l: Link| l.text).collect::<Vec<_>>();
        assert_eq!(texts(None), ["First page", "October 2026 (3)", "February 2026 (1)", "2025 (1)", "Undated (1)"]);
        assert_eq!(texts(Some(&shelf.sheets[0]))[1..3], ["October 2026 (3)", "part 2"]);
        assert!(shelf.links(Some(&shelf.sheets[1]))[2].href.is_none(), "the page shown isn't a link");
        assert_eq!(shelf.page_of(2), "list/2026-10-2.html");
        assert_eq!(shelf.page_of(7), "list.html", "what is on no sheet is on the first page");
    }

    #[test]
    fn an_empty_shelf_has_no_links() {
        assert!(Shelf::new("list").links(None).is_empty());
    }
}
