//! Survival: takes how long things took, some of them not over yet, gives the share that took longer than a time.
//! What isn't over counts as long as it has been watched and is no event: leaving it out would make everything
//! look quicker than it is. Source: E. L. Kaplan and P. Meier, "Nonparametric Estimation from Incomplete
//! Observations", Journal of the American Statistical Association 53 (1958), 457-481; weighted.

/// Room for rounding in sums of weights.
const ROUNDING: f64 = 1e-9;

/// One observation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// How long, in days.
    pub time: i64,
    /// Whether it was over by then; else it took longer than `time`.
    pub is_over: bool,
    /// How much it counts, above 0.
    pub weight: f64,
}

/// The share that takes longer than a time: steps of (time, share still going after it), by time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survival(Vec<(i64, f64)>);

impl Survival {
    /// Of observations in any order.
    pub fn of(mut seen: Vec<Seen>) -> Self {
        // At one time what was over goes first: the rest took longer.
        seen.sort_by(|a, b| (a.time, !a.is_over).cmp(&(b.time, !b.is_over)).then(a.weight.total_cmp(&b.weight)));
        Self::of_sorted(seen.iter().copied())
    }

    /// Of observations sorted by time, what is over before what isn't.
    pub(super) fn of_sorted(seen: impl Iterator<Item = Seen> + Clone) -> Self {
        let mut left: f64 = seen.clone().map(|s| s.weight).sum();
        let mut share = 1.0;
        let mut steps: Vec<(i64, f64)> = Vec::new();
        for one in seen {
            if one.is_over && left > ROUNDING {
                share *= (1.0 - one.weight / left).max(0.0);
                if share < ROUNDING {
                    share = 0.0;
                }
                match steps.last_mut() {
                    Some(last) if last.0 == one.time => last.1 = share,
                    _ => steps.push((one.time, share)),
                }
            }
            left -= one.weight;
        }
        Self(steps)
    }

    /// The first time after which at most `share` still goes on; `None` where too much isn't over to say.
    pub fn time_until(&self, share: f64) -> Option<i64> {
        self.0.iter().find(|step| step.1 <= share + ROUNDING).map(|step| step.0)
    }

    /// The first time by which more than `share` was over.
    pub fn time_over(&self, share: f64) -> Option<i64> {
        self.0.iter().find(|step| 1.0 - step.1 > share + ROUNDING).map(|step| step.0)
    }

    /// The median; `None` where too much isn't over to say.
    pub fn median(&self) -> Option<i64> {
        self.time_until(0.5)
    }
}
