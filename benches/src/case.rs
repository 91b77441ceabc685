//! A small case: packages of a base and two repositories, jobs, and the rules of the house. It writes itself in libsolv's
//! testcase format, which both sides read, so that a failing case is a scenario file already.

use std::fmt;

/// The repositories' names in a testcase: the base, then two others.
pub const REPOSITORIES: [&str; 3] = ["system", "first", "second"];

/// A question to both solvers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// All packages.
    pub packages: Vec<Package>,
    /// libsolv's priorities of the two repositories: the higher wins.
    pub priorities: [i32; 2],
    /// What to install.
    pub jobs: Vec<Job>,
    /// Whether each rule of the house is in force.
    pub rules: Rules,
    /// Names of which several versions may be installed side by side.
    pub install_only: Vec<&'static str>,
}

/// What is the same for the whole case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent of each other")]
pub struct Rules {
    /// Packages of one name and different colours may be side by side.
    pub colours: bool,
    /// Recommends and Supplements are followed.
    pub weak: bool,
    /// Packages of the base may be replaced by older ones.
    pub allow_downgrade: bool,
    /// Packages of the base may be removed.
    pub allow_erasing: bool,
    /// The base stays as it is.
    pub locked: bool,
}

/// A package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its repository, by its place in [`REPOSITORIES`].
    pub repository: usize,
    /// Its name.
    pub name: &'static str,
    /// Its version; the release is 1.
    pub version: u8,
    /// Its architecture.
    pub arch: &'static str,
    /// Whether it must not be chosen.
    pub excluded: bool,
    /// What it says about others, and what it provides beside itself.
    pub relations: Vec<(Kind, Dependency)>,
}

/// The list that a dependency stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "they are rpm's words")]
pub enum Kind {
    Provides,
    Requires,
    Conflicts,
    Obsoletes,
    Recommends,
    Suggests,
    Supplements,
    Enhances,
}

/// A capability, or two or three dependencies joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dependency {
    /// A name, and a comparison with a version if there is one.
    Capability(&'static str, Option<(&'static str, &'static str)>),
    /// Two dependencies and the operator between them, as a testcase spells it.
    Joined(&'static str, Box<[Dependency; 2]>),
    /// A condition with an alternative.
    Conditional(&'static str, Box<[Dependency; 3]>),
}

/// Something to install.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// What it selects.
    pub selection: Selection,
    /// Whether only the best will do.
    pub best: bool,
}

/// What a job selects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// The packages of a name.
    Name(&'static str),
    /// What provides something.
    Provides(&'static str, Option<(&'static str, &'static str)>),
    /// dnf's selection: all packages of a name that are not excluded, meant as they are.
    OneOf(&'static str),
}

impl Package {
    /// `name-version-release.arch@repository`.
    pub fn full_name(&self) -> String {
        format!("{}-{}-1.{}@{}", self.name, self.version, self.arch, REPOSITORIES[self.repository])
    }
}

impl Kind {
    /// The key in testtags.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Provides => "Prv",
            Self::Requires => "Req",
            Self::Conflicts => "Con",
            Self::Obsoletes => "Obs",
            Self::Recommends => "Rec",
            Self::Suggests => "Sug",
            Self::Supplements => "Sup",
            Self::Enhances => "Enh",
        }
    }
}

impl Dependency {
    /// Whether it speaks of a name.
    pub fn mentions(&self, wanted: &str) -> bool {
        match self {
            Self::Capability(name, _) => *name == wanted,
            Self::Joined(_, parts) => parts.iter().any(|part| part.mentions(wanted)),
            Self::Conditional(_, parts) => parts.iter().any(|part| part.mentions(wanted)),
        }
    }
}

impl fmt::Display for Dependency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inside = |part: &Self| match part {
            Self::Capability(..) => part.to_string(),
            _ => format!("({part})"),
        };
        match self {
            Self::Capability(name, constraint) => write_capability(formatter, name, *constraint),
            Self::Joined(operator, parts) => {
                write!(formatter, "{} {operator} {}", inside(&parts[0]), inside(&parts[1]))
            }
            Self::Conditional(operator, parts) => {
                let [then, condition, otherwise] = [0, 1, 2].map(|index| inside(&parts[index]));
                write!(formatter, "{then} {operator} ({condition} <ELSE> {otherwise})")
            }
        }
    }
}

impl fmt::Display for Case {
    /// As a testcase of one block, without a result.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, repository) in REPOSITORIES.iter().enumerate() {
            let priority = if index == 0 { 0 } else { self.priorities[index - 1] };
            let packages: Vec<&Package> = self.packages.iter().filter(|it| it.repository == index).collect();
            if packages.is_empty() && index > 1 {
                continue;
            }
            let form = if packages.is_empty() { "empty" } else { "testtags <inline>" };
            writeln!(formatter, "repo {repository} {priority} {form}")?;
            for package in packages {
                writeln!(formatter, "#>=Pkg: {} {} 1 {}", package.name, package.version, package.arch)?;
                for (kind, dependency) in &package.relations {
                    writeln!(formatter, "#>={}: {dependency}", kind.tag())?;
                }
            }
        }
        writeln!(formatter, "system x86_64 rpm system")?;
        if self.rules.colours {
            writeln!(formatter, "poolflags implicitobsoleteusescolors")?;
        }
        if self.packages.iter().any(|package| package.excluded) {
            // dnf sets it.
            writeln!(formatter, "poolflags whatprovideswithdisabled")?;
        }
        let flags = [
            (!self.rules.weak, "ignorerecommended"),
            (self.rules.allow_downgrade, "allowdowngrade"),
            (self.rules.allow_erasing, "allowuninstall"),
        ];
        for (_, flag) in flags.iter().filter(|(is_on, _)| *is_on) {
            writeln!(formatter, "solverflags {flag}")?;
        }
        for package in self.packages.iter().filter(|package| package.excluded) {
            writeln!(formatter, "disable pkg {}", package.full_name())?;
        }
        for name in &self.install_only {
            writeln!(formatter, "job multiversion name {name}")?;
        }
        if self.rules.locked {
            writeln!(formatter, "job lock repo system")?;
        }
        self.jobs.iter().try_for_each(|job| self.write_job(formatter, job))
    }
}

impl Case {
    /// The packages that a job may install, by their places.
    pub fn candidates<'a>(&'a self, name: &'a str) -> impl Iterator<Item = usize> + 'a {
        (0..self.packages.len()).filter(move |&index| self.packages[index].name == name)
    }

    fn write_job(&self, formatter: &mut fmt::Formatter<'_>, job: &Job) -> fmt::Result {
        let mut flags: Vec<&str> = Vec::new();
        if job.best {
            flags.push("forcebest");
        }
        match &job.selection {
            Selection::Name(name) => write!(formatter, "job install name {name}")?,
            Selection::Provides(name, constraint) => {
                write!(formatter, "job install provides ")?;
                write_capability(formatter, name, *constraint)?;
            }
            Selection::OneOf(name) => {
                // dnf selects among what is not excluded.
                let all = self.candidates(name).map(|index| &self.packages[index]);
                let all: Vec<String> = all.filter(|it| !it.excluded).map(Package::full_name).collect();
                write!(formatter, "job install oneof {}", all.join(" "))?;
                flags.extend(["setarch", "setevr"]);
            }
        }
        if !flags.is_empty() {
            write!(formatter, " [{}]", flags.join(","))?;
        }
        writeln!(formatter)
    }
}

fn write_capability(
    formatter: &mut fmt::Formatter<'_>,
    name: &str,
    constraint: Option<(&str, &str)>,
) -> fmt::Result {
    match constraint {
        None => write!(formatter, "{name}"),
        Some((comparison, version)) => write!(formatter, "{name} {comparison} {version}"),
    }
}
