//! Declassified: counts over the whole register that an edition may say although it doesn't hold what they are counted
//! from. A count under five is merged with its neighbour, so that nobody is found by what is left; on an update's day
//! only, so that no series can be taken apart. What is promised then holds up to these values (docs/decisions.md).

use super::{Assessed, Health};
use crate::config::Declassify;
use crate::register::{Band, Register};

/// Fewer than these are never told apart.
const FEWEST: usize = 5;

/// What may be said of engagement on one day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Declassified {
    /// Of how many stakeholders how many were met as often as agreed.
    pub coverage: Option<(usize, usize)>,
    /// How many stakeholders are in which bands.
    pub bands: Vec<(Vec<Band>, usize)>,
}

/// What `names` allow to be said of the register as the pm sees it.
pub fn declassified(register: &Register, assessed: &Assessed, names: &[Declassify]) -> Declassified {
    let here = |h: &&Health| {
        let left = register.stakeholders.get(&h.id).and_then(|s| s.left_on.as_ref());
        left.is_none_or(|l| l.value > assessed.as_of)
    };
    let all: Vec<&Health> = assessed.health.values().filter(here).collect();
    let mut said = Declassified::default();
    if names.contains(&Declassify::Coverage) {
        let met = all.iter().filter(|h| h.rhythm.age.is_some_and(|age| age <= h.rhythm.cadence_days)).count();
        let told_apart = met >= FEWEST && all.len() - met >= FEWEST;
        said.coverage = (told_apart || (met == all.len() && met >= FEWEST)).then_some((met, all.len()));
    }
    if names.contains(&Declassify::Bands) {
        let bands = [Band::Healthy, Band::Watch, Band::AtRisk, Band::NotEnoughData];
        said.bands = merged(bands.map(|band| (vec![band], all.iter().filter(|h| h.band == band).count())).to_vec());
    }
    said
}

/// Groups of five or more: a smaller one is merged with its neighbour, an empty one too. Nothing where one is left.
fn merged(mut groups: Vec<(Vec<Band>, usize)>) -> Vec<(Vec<Band>, usize)> {
    while groups.len() > 1 {
        let Some(small) = groups.iter().position(|(_, n)| *n < FEWEST) else { return groups };
        let (bands, n) = groups.remove(small);
        let into = small.min(groups.len() - 1);
        groups[into].1 += n;
        if into == small {
            groups[into].0.splice(0..0, bands);
        } else {
            groups[into].0.extend(bands);
        }
    }
    Vec::new()
}

impl Declassified {
    /// In sentences.
    pub fn sentences(&self) -> Vec<String> {
        let mut said = Vec::new();
        if let Some((met, all)) = self.coverage {
            said.push(format!("{met} of {all} stakeholders were met as often as agreed."));
        }
        if !self.bands.is_empty() {
            let words = |bands: &[Band]| bands.iter().map(|b| word(*b)).collect::<Vec<_>>().join(" or ");
            let parts: Vec<String> = self.bands.iter().map(|(bands, n)| format!("{n} {}", words(bands))).collect();
            said.push(format!("By the records our relationships are: {}.", parts.join(", ")));
        }
        said
    }
}

fn word(band: Band) -> &'static str {
    match band {
        Band::Healthy => "healthy",
        Band::Watch => "to watch",
        Band::AtRisk => "at risk",
        Band::NotEnoughData => "without enough data",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(counts: [usize; 4]) -> Vec<(usize, usize)> {
        let bands = [Band::Healthy, Band::Watch, Band::AtRisk, Band::NotEnoughData];
        let all = bands.into_iter().zip(counts).map(|(band, n)| (vec![band], n)).collect();
        merged(all).into_iter().map(|(bands, n)| (bands.len(), n)).collect()
    }

    #[test]
    fn no_count_under_five_is_told() {
        assert_eq!(groups([9, 8, 7, 6]), [(1, 9), (1, 8), (1, 7), (1, 6)]);
        assert_eq!(groups([9, 8, 4, 6]), [(1, 9), (1, 8), (2, 10)]);
        assert_eq!(groups([9, 8, 7, 0]), [(1, 9), (1, 8), (2, 7)]);
        assert_eq!(groups([1, 1, 1, 1]), []);
        assert_eq!(groups([20, 1, 1, 1]), []);
        assert_eq!(groups([4, 20, 1, 9]), [(2, 24), (2, 10)]);
    }
}
