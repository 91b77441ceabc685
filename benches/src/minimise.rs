//! Makes a failing case smaller, step by step, as long as it still fails: what remains is what the failure is about.

use crate::case::{Case, Dependency, Kind, Rules, Selection};

/// The smallest case that this finds on which `fails` still holds.
pub fn minimise(case: &Case, mut fails: impl FnMut(&Case) -> bool) -> Case {
    let mut smallest = case.clone();
    loop {
        let next = steps(&smallest).into_iter().find(|step| fails(step));
        match next {
            Some(step) => smallest = step,
            None => return smallest,
        }
    }
}

/// What the failure of a small case is about, in few words: the lists of dependencies, and the rules, that are left.
pub fn cause(case: &Case) -> String {
    let mut words: Vec<String> = Vec::new();
    if case.packages.iter().any(|package| package.repository == 0) {
        words.push("base".to_owned());
    }
    let mut kinds: Vec<String> = Vec::new();
    for (kind, dependency) in case.packages.iter().flat_map(|package| &package.relations) {
        kinds.push(match dependency {
            Dependency::Capability(..) => kind.tag().to_owned(),
            Dependency::Joined(operator, _) | Dependency::Conditional(operator, _) => {
                format!("{}:{operator}", kind.tag())
            }
        });
    }
    kinds.sort();
    kinds.dedup();
    words.extend(kinds);
    let Rules { colours, weak, allow_downgrade, allow_erasing, locked } = case.rules;
    let facts = [
        (case.packages.iter().any(|package| package.arch != "x86_64"), "arch"),
        (colours, "colours"),
        (weak, "weak"),
        (allow_downgrade, "downgrade"),
        (allow_erasing, "erasing"),
        (locked, "locked"),
        (case.priorities != [0, 0], "priority"),
        (!case.install_only.is_empty(), "install-only"),
        (case.packages.iter().any(|package| package.excluded), "excluded"),
        (case.jobs.iter().any(|job| job.best), "best"),
        (case.jobs.len() > 1, "jobs"),
        (case.jobs.iter().any(|job| matches!(job.selection, Selection::OneOf(_))), "exact"),
    ];
    words.extend(facts.into_iter().filter(|(is_so, _)| *is_so).map(|(_, word)| word.to_owned()));
    words.join(" ")
}

/// Every case that is a little smaller.
fn steps(case: &Case) -> Vec<Case> {
    let mut found = Vec::new();
    let mut change = |change: &dyn Fn(&mut Case)| {
        let mut smaller = case.clone();
        change(&mut smaller);
        if smaller != *case && is_sound(&smaller) {
            found.push(smaller);
        }
    };
    for index in 0..case.packages.len() {
        change(&|it| drop(it.packages.remove(index)));
    }
    for index in 0..case.jobs.len() {
        change(&|it| {
            it.jobs.remove(index);
        });
        change(&|it| it.jobs[index].best = false);
        if let Selection::OneOf(name) = case.jobs[index].selection {
            change(&|it| it.jobs[index].selection = Selection::Name(name));
        }
    }
    for (index, package) in case.packages.iter().enumerate() {
        for relation in 0..package.relations.len() {
            change(&|it| drop(it.packages[index].relations.remove(relation)));
        }
    }
    change(&|it| it.rules.colours = false);
    change(&|it| it.rules.weak = false);
    change(&|it| it.rules.allow_downgrade = false);
    change(&|it| it.rules.allow_erasing = false);
    change(&|it| it.rules.locked = false);
    change(&|it| it.priorities = [0, 0]);
    change(&|it| it.install_only.clear());
    for (index, package) in case.packages.iter().enumerate() {
        change(&|it| it.packages[index].excluded = false);
        change(&|it| it.packages[index].arch = "x86_64");
        if package.version > 1 {
            change(&|it| it.packages[index].version -= 1);
        }
        if package.repository == 2 {
            change(&|it| it.packages[index].repository = 1);
        }
        for (relation, (_, dependency)) in package.relations.iter().enumerate() {
            for simpler in simpler(dependency) {
                change(&|it| it.packages[index].relations[relation].1 = simpler.clone());
            }
        }
    }
    found
}

/// Dependencies that say less than this one.
fn simpler(dependency: &Dependency) -> Vec<Dependency> {
    match dependency {
        Dependency::Capability(_, None) => Vec::new(),
        Dependency::Capability(name, Some(_)) => vec![Dependency::Capability(name, None)],
        Dependency::Joined(operator, parts) => {
            let mut found = parts.to_vec();
            for (index, part) in parts.iter().enumerate() {
                for simple in simpler(part) {
                    let mut parts = parts.clone();
                    parts[index] = simple;
                    found.push(Dependency::Joined(operator, parts));
                }
            }
            found
        }
        Dependency::Conditional(operator, parts) => {
            let [then, condition, otherwise] = &**parts;
            let mut found = vec![then.clone(), condition.clone(), otherwise.clone()];
            found.push(Dependency::Joined(operator, Box::new([then.clone(), condition.clone()])));
            for (index, part) in parts.iter().enumerate() {
                for simple in simpler(part) {
                    let mut parts = parts.clone();
                    parts[index] = simple;
                    found.push(Dependency::Conditional(operator, parts));
                }
            }
            found
        }
    }
}

/// Whether a case asks for something, and for nothing that cannot be written down.
fn is_sound(case: &Case) -> bool {
    let is_there = |name: &str| case.candidates(name).any(|index| !case.packages[index].excluded);
    let is_once = |index: usize| {
        let package = &case.packages[index];
        !case.packages[..index].iter().any(|other| other.full_name() == package.full_name())
    };
    let is_plain = |(kind, dependency): &(Kind, Dependency)| {
        !matches!(kind, Kind::Obsoletes | Kind::Provides) || matches!(dependency, Dependency::Capability(..))
    };
    let is_apart = |index: usize| {
        let package = &case.packages[index];
        let is_same = |other: &&crate::case::Package| other.repository == 0 && other.name == package.name;
        package.repository > 0
            || case.install_only.contains(&package.name)
            || case.packages[..index].iter().filter(is_same).all(|other| {
                case.rules.colours
                    && other.arch != package.arch
                    && ![other.arch, package.arch].contains(&"noarch")
            })
    };
    !case.jobs.is_empty()
        && case.jobs.iter().all(|job| !matches!(job.selection, Selection::OneOf(name) if !is_there(name)))
        && (0..case.packages.len()).all(|index| is_once(index) && is_apart(index))
        && case.packages.iter().flat_map(|package| &package.relations).all(is_plain)
}
