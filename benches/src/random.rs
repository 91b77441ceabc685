//! Makes random cases from a seed: few names, few versions, many relations, so that much depends on each other. Not
//! every case has everything: each is about a few topics, so that rare ones meet simple surroundings too.

use crate::case::{Case, Dependency, Job, Kind, Package, Rules, Selection};

/// SplitMix64: the same numbers for the same seed, everywhere.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }

    /// True in so many cases of a hundred.
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

const NAMES: [&str; 7] = ["a", "b", "c", "d", "e", "f", "g"];
const VIRTUAL: [&str; 3] = ["x", "y", "z"];

/// What a case is about.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent of each other")]
struct Topics {
    base: bool,
    arches: bool,
    rich: bool,
    weak: bool,
    conflicts: bool,
    obsoletes: bool,
    priorities: bool,
    excludes: bool,
}

/// The case with a number, of a seed, with at most so many packages.
pub fn case(seed: u64, number: u64, packages_max: usize) -> Case {
    let mut random = Random::new(seed.wrapping_mul(0x1_0000_0001).wrapping_add(number));
    random.next();
    let topics = Topics {
        base: random.chance(45),
        arches: random.chance(40),
        rich: random.chance(40),
        weak: random.chance(60),
        conflicts: random.chance(50),
        obsoletes: random.chance(30),
        priorities: random.chance(25),
        excludes: random.chance(15),
    };
    let mut case = Case {
        packages: Vec::new(),
        priorities: [0, 0],
        jobs: Vec::new(),
        rules: Rules {
            colours: topics.arches && random.chance(80),
            weak: topics.weak && random.chance(70),
            allow_downgrade: topics.base && random.chance(40),
            allow_erasing: topics.base && random.chance(15),
            locked: topics.base && random.chance(20),
        },
        install_only: Vec::new(),
    };
    if random.chance(10) {
        case.install_only.push(random.pick(&NAMES));
    }
    if topics.priorities {
        case.priorities = [random.pick(&[0, 0, 10]), random.pick(&[0, 10, 20])];
    }
    let count = 2 + random.below(packages_max - 1);
    for _ in 0..count {
        let package = package(&mut random, topics);
        if fits(&case, &package) {
            case.packages.push(package);
        }
    }
    let mut jobs = 1 + usize::from(random.chance(30)) + usize::from(random.chance(10));
    while jobs > 0 {
        jobs -= 1;
        let job = job(&mut random, &case);
        case.jobs.push(job);
    }
    case
}

/// No package twice in a repository, and in the base nothing that could not be installed together.
fn fits(case: &Case, package: &Package) -> bool {
    let same_name = case
        .packages
        .iter()
        .filter(|other| other.name == package.name && other.repository == package.repository);
    let mut same_name = same_name.peekable();
    if package.repository == 0 && !case.install_only.contains(&package.name) {
        return same_name
            .all(|other| case.rules.colours && other.arch != package.arch && other.arch != "noarch")
            && (package.arch != "noarch"
                || !case.packages.iter().any(|other| other.repository == 0 && other.name == package.name));
    }
    same_name.all(|other| (other.version, other.arch) != (package.version, package.arch))
}

fn package(random: &mut Random, topics: Topics) -> Package {
    let repository = if topics.base && random.chance(35) {
        0
    } else {
        1 + usize::from(topics.priorities && random.chance(50))
    };
    let name = random.pick(&NAMES);
    let mut relations = Vec::new();
    let mut add = |random: &mut Random, kind, percent, rich| {
        let mut percent = percent;
        while random.chance(percent) {
            let dependency = if kind == Kind::Provides {
                let constraint = random.chance(60).then(|| ("=", random.pick(&["1", "2", "3"])));
                Dependency::Capability(random.pick(&VIRTUAL), constraint)
            } else {
                dependency(random, rich, 0)
            };
            // What a formula about the package itself means in its own Conflicts, rpm leaves open.
            let is_open = kind == Kind::Conflicts
                && matches!(dependency, Dependency::Joined(..) | Dependency::Conditional(..))
                && (dependency.mentions(name) || VIRTUAL.iter().any(|it| dependency.mentions(it)));
            if !is_open {
                relations.push((kind, dependency));
            }
            percent /= 2;
        }
    };
    add(random, Kind::Provides, 35, false);
    add(random, Kind::Requires, 65, topics.rich);
    if topics.conflicts {
        add(random, Kind::Conflicts, 25, topics.rich);
    }
    if topics.obsoletes {
        add(random, Kind::Obsoletes, 20, false);
    }
    if topics.weak {
        add(random, Kind::Recommends, 25, topics.rich);
        add(random, Kind::Supplements, 15, topics.rich);
        add(random, Kind::Suggests, 15, topics.rich);
        add(random, Kind::Enhances, 10, topics.rich);
    }
    Package {
        repository,
        name,
        version: 1 + u8::try_from(random.below(3)).unwrap_or_default(),
        arch: if topics.arches { random.pick(&["x86_64", "x86_64", "i686", "noarch"]) } else { "x86_64" },
        excluded: topics.excludes && repository > 0 && random.chance(15),
        relations,
    }
}

fn capability(random: &mut Random) -> (&'static str, Option<(&'static str, &'static str)>) {
    let name = if random.chance(70) { random.pick(&NAMES) } else { random.pick(&VIRTUAL) };
    let constraint = random
        .chance(40)
        .then(|| (random.pick(&["<", "<=", "=", ">=", ">"]), random.pick(&["1", "2", "3", "2-1"])));
    (name, constraint)
}

fn dependency(random: &mut Random, rich: bool, depth: usize) -> Dependency {
    if !rich || depth > 1 || !random.chance(if depth == 0 { 35 } else { 15 }) {
        let (name, constraint) = capability(random);
        return Dependency::Capability(name, constraint);
    }
    let operator = random.pick(&["&", "|", "|", "+", "-", "<IF>", "<IF>", "<UNLESS>"]);
    // Inside `with` and `without` rpm allows capabilities only.
    let is_set = matches!(operator, "+" | "-");
    let mut part = || dependency(random, !is_set, depth + 1);
    let (left, right) = (part(), part());
    if operator.starts_with('<') && random.chance(35) {
        let otherwise = dependency(random, true, depth + 1);
        return Dependency::Conditional(operator, Box::new([left, right, otherwise]));
    }
    Dependency::Joined(operator, Box::new([left, right]))
}

fn job(random: &mut Random, case: &Case) -> Job {
    // Mostly something that is there.
    let name = if case.packages.is_empty() || random.chance(5) {
        random.pick(&NAMES)
    } else {
        let others: Vec<&str> =
            case.packages.iter().filter(|it| it.repository > 0).map(|it| it.name).collect();
        if others.is_empty() {
            case.packages[0].name
        } else {
            NAMES[NAMES.iter().position(|it| *it == random.pick(&others)).unwrap_or_default()]
        }
    };
    let selection = match random.below(10) {
        0..5 => Selection::Name(name),
        5..8 if case.candidates(name).any(|index| !case.packages[index].excluded) => Selection::OneOf(name),
        _ => {
            let (name, constraint) = capability(random);
            Selection::Provides(name, constraint)
        }
    };
    Job { selection, best: random.chance(15) }
}
