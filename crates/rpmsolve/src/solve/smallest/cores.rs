//! The cheapest model, by contradictions: assume that nothing has to be paid for; as long as some of that cannot be true
//! together (a *core*), one of it must be paid for, so the cheapest of it is added to the lower bound and the
//! assumption is weakened by just that much. The first model under what is left costs no more than the lower bound, so
//! it is a cheapest one. (Weighted partial MaxSAT: Narodytska and Bacchus, "Maximum Satisfiability Using Core-Guided
//! MaxSAT Resolution", 2014; strata and hardening: Ansótegui, Bonet and Levy, "SAT-based MaxSAT Algorithms", 2013.)
//!
//! Expensive assumptions are made first, and each stratum ends with a model. Where cores go on and on, a model is asked
//! for every now and then all the same, with what the bound has learnt about what is worth paying for: so there is an
//! answer that gets better, whenever the caller has had enough.

use super::literal::Literal;
use super::sat::{Solver, Verdict};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Minimum {
    /// The cheapest model found, unless none is cheaper than `cost` was to begin with.
    pub(super) model: Option<Vec<bool>>,
    /// What it costs.
    pub(super) cost: u128,
    /// What every model costs at least. Equal to `cost` unless the caller stopped the search.
    pub(super) lower_bound: u128,
}

/// Looks for a model cheaper than `cost`. `prices`: what has to be paid for each literal that is false.
pub(super) fn minimise(
    solver: Solver,
    prices: &[(Literal, u128)],
    cost: u128,
    stop: &mut dyn FnMut() -> bool,
) -> Minimum {
    let mut search =
        Search { solver, prices, weights: Vec::new(), found: Minimum { model: None, cost, lower_bound: 0 } };
    for &(literal, price) in prices {
        search.add_weight(literal, price);
    }
    search.run(stop);
    search.found
}

/// From this number of cores on, and whenever it has doubled, there is a dive.
const CORES_BEFORE_DIVE: u64 = 8;

struct Search<'a> {
    solver: Solver,
    prices: &'a [(Literal, u128)],
    /// For each literal what is still to be paid if it is false.
    weights: Vec<u128>,
    found: Minimum,
}

impl Search<'_> {
    fn run(&mut self, stop: &mut dyn FnMut() -> bool) {
        let mut stratum = self.next_stratum(u128::MAX);
        let mut cores = 0u64;
        while self.found.lower_bound < self.found.cost {
            if stop() {
                return;
            }
            match self.solver.solve(&self.assumptions(stratum), stop) {
                Verdict::Stopped => return,
                Verdict::Contradiction(core) if core.is_empty() => {
                    // With what is known to be paid by anything cheaper, nothing is possible.
                    self.found.lower_bound = self.found.cost;
                }
                Verdict::Contradiction(core) => {
                    let core = self.solver.minimise(core);
                    self.relax(&core);
                    cores += 1;
                    if cores >= CORES_BEFORE_DIVE && cores.is_power_of_two() {
                        self.dive(stop);
                    }
                }
                Verdict::Satisfiable => {
                    self.note_model();
                    if stratum == 0 {
                        debug_assert!(self.found.lower_bound >= self.found.cost, "everything was assumed");
                        self.found.lower_bound = self.found.cost;
                    }
                    self.harden();
                    stratum = self.next_stratum(stratum);
                }
            }
        }
        self.found.lower_bound = self.found.lower_bound.min(self.found.cost);
    }

    /// The heaviest first: a contradiction among them says most.
    fn assumptions(&self, stratum: u128) -> Vec<Literal> {
        let heavy = self.weights.iter().enumerate().filter(|&(_, &weight)| weight > 0 && weight >= stratum);
        let mut assumptions: Vec<Literal> = heavy.map(|(index, _)| Literal::from_index(index)).collect();
        assumptions.sort_by_key(|literal| (std::cmp::Reverse(self.weights[literal.index()]), *literal));
        assumptions
    }

    /// The weight from which on assumptions are made next: half of the heaviest that was not made yet; 0 if all were.
    fn next_stratum(&self, stratum: u128) -> u128 {
        let lighter = self.weights.iter().copied().filter(|&weight| weight < stratum);
        lighter.max().unwrap_or(0) / 2
    }

    /// A model that pays as little as can be of what is still worth most, and then one that pays for nothing that can be
    /// left out of that.
    fn dive(&mut self, stop: &mut dyn FnMut() -> bool) {
        if self.solver.dive(self.assumptions(0), stop) != Verdict::Satisfiable {
            return;
        }
        self.note_model();
        let model = self.solver.model();
        let is_paid = |literal: Literal| model[literal.variable().index()] != literal.is_positive();
        let mut wishes = self.prices.to_vec();
        wishes.sort_by_key(|&(literal, price)| (is_paid(literal), std::cmp::Reverse(price), literal));
        let wishes = wishes.into_iter().map(|(literal, _)| literal).collect();
        if self.solver.dive(wishes, stop) == Verdict::Satisfiable {
            self.note_model();
        }
        self.harden();
    }

    fn note_model(&mut self) {
        let model = self.solver.model();
        let is_false = |literal: Literal| model[literal.variable().index()] != literal.is_positive();
        let paid = self.prices.iter().filter(|&&(literal, _)| is_false(literal)).map(|&(_, price)| price);
        let cost = paid.fold(0, u128::saturating_add);
        if cost < self.found.cost {
            self.found.cost = cost;
            self.found.model = Some(model.to_vec());
        }
    }

    /// What costs as much as there is still to gain must not be paid by anything better.
    fn harden(&mut self) {
        let gain = self.found.cost.saturating_sub(self.found.lower_bound);
        for index in 0..self.weights.len() {
            if self.weights[index] > 0 && self.weights[index] >= gain {
                self.solver.add_clause(&[Literal::from_index(index)]);
            }
        }
    }

    /// Pays for a core. Of the literals l1 … ln one is false, and that costs the smallest weight w. Each further one
    /// costs w too: with di = "one of those after li is false", that is w for each i < n where li is false and di
    /// true. In SAT terms: (¬l1 ∨ … ∨ ¬ln), (l(i+1) ∨ di), (¬d(i+1) ∨ di), (li ∨ ¬di ∨ ¬fi) with the new weight on fi.
    fn relax(&mut self, core: &[Literal]) {
        let Some(smallest) = core.iter().map(|literal| self.weights[literal.index()]).min() else { return };
        self.found.lower_bound = self.found.lower_bound.saturating_add(smallest);
        for literal in core {
            self.weights[literal.index()] -= smallest;
        }
        let paid: Vec<Literal> = core.iter().map(|literal| literal.negated()).collect();
        self.solver.add_clause(&paid);
        let mut later_paid: Option<Literal> = None;
        for pair in paid.windows(2).rev() {
            let (this, next) = (pair[0], pair[1]);
            let any_later = match later_paid {
                None => next,
                Some(later) => {
                    let any = self.solver.add_variable(false);
                    self.solver.add_clause(&[next.negated(), any.is_true()]);
                    self.solver.add_clause(&[later.negated(), any.is_true()]);
                    any.is_true()
                }
            };
            let free = self.solver.add_variable(true).is_true();
            self.solver.add_clause(&[this.negated(), any_later.negated(), free.negated()]);
            self.add_weight(free, smallest);
            later_paid = Some(any_later);
        }
    }

    fn add_weight(&mut self, literal: Literal, weight: u128) {
        if literal.index() >= self.weights.len() {
            self.weights.resize(literal.index() + 1, 0);
        }
        self.weights[literal.index()] += weight;
    }
}

#[cfg(test)]
mod tests {
    //! Small random problems, against all assignments.

    use proptest::prelude::*;

    use super::super::literal::Variable;
    use super::*;

    const VARIABLES: u32 = 9;

    fn literal() -> impl Strategy<Value = Literal> {
        (0..VARIABLES, any::<bool>()).prop_map(|(number, is_true)| {
            if is_true { Variable(number).is_true() } else { Variable(number).is_false() }
        })
    }

    fn holds(assignment: u32, literal: Literal) -> bool {
        (assignment >> literal.variable().0 & 1 == 1) == literal.is_positive()
    }

    /// What is paid under an assignment, as a model counts it; `None` if a clause is false.
    fn cost_of(assignment: u32, clauses: &[Vec<Literal>], prices: &[(Literal, u128)]) -> Option<u128> {
        let is_model = clauses.iter().all(|clause| clause.iter().any(|&literal| holds(assignment, literal)));
        let paid =
            prices.iter().filter(|&&(literal, _)| !holds(assignment, literal)).map(|&(_, price)| price);
        is_model.then(|| paid.sum())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn nothing_is_cheaper(
            clauses in prop::collection::vec(prop::collection::vec(literal(), 1..5), 0..30),
            priced in prop::collection::vec((any::<bool>(), 0u128..40), VARIABLES as usize),
            patience in prop::option::of(0u32..8),
        ) {
            let prices: Vec<(Literal, u128)> = (0..VARIABLES).zip(priced).map(|(number, (is_true, price))| {
                (if is_true { Variable(number).is_true() } else { Variable(number).is_false() }, price)
            }).collect();
            let least = (0..1 << VARIABLES).filter_map(|it| cost_of(it, &clauses, &prices)).min();
            let mut solver = Solver::new();
            for _ in 0..VARIABLES {
                solver.add_variable(false);
            }
            clauses.iter().for_each(|clause| solver.add_clause(clause));
            let mut asked = 0;
            let mut stop = || { asked += 1; patience.is_some_and(|patience| asked > patience) };
            let found = minimise(solver, &prices, u128::MAX, &mut stop);
            prop_assert!(found.lower_bound <= least.unwrap_or(u128::MAX));
            if patience.is_none() {
                prop_assert_eq!(found.cost, least.unwrap_or(u128::MAX));
                prop_assert_eq!(found.lower_bound, found.cost);
                prop_assert_eq!(found.model.is_some(), least.is_some());
            }
            if let Some(model) = found.model {
                let bits = (0..VARIABLES).filter(|&bit| model[bit as usize]).map(|bit| 1 << bit).sum();
                prop_assert_eq!(cost_of(bits, &clauses, &prices), Some(found.cost));
            }
        }
    }
}
