//! Why a request cannot be met: a tree of reasons, as data first and as sentences second. The sentences keep
//! libsolv's words, because those are what people search for.

use crate::pool::{Pool, SolvableId};

/// One reason, and the reasons for it.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// use rpmsolve::{Cause, Outcome, Request, solve};
///
/// let mut request = Request::default();
/// request.install(&pool, "nosuch")?;
/// let Outcome::Unsolvable(problems) = solve(&pool, &request) else { unreachable!("the pool is empty") };
/// assert!(matches!(&problems[0].cause, Cause::NothingProvides { needed_by: None, .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub cause: Cause,
    /// Other versions of the package that it is about, of which the same is true; the newest first.
    pub also: Vec<SolvableId>,
    /// Whether the reasons for it stand further up in the tree, where the same was said before.
    pub is_repeated: bool,
    /// Why: for a requirement that cannot be met one for each candidate, for a conflict the road on which the
    /// other package came in.
    pub children: Vec<Problem>,
}

/// What is wrong, or how something came to be.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// use rpmsolve::Cause;
///
/// let cause = Cause::NothingProvides { capability: "git".into(), needed_by: None };
/// assert_eq!(cause.rule(), "nothing-provides");
/// assert_eq!(cause.message(&pool), "nothing provides requested git");
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// No package at all provides it.
    NothingProvides {
        /// What is needed.
        capability: String,
        /// The package that needs it; `None` if it was asked for.
        needed_by: Option<SolvableId>,
    },
    /// Packages provide it, but none of them can be installed.
    NoneInstallable {
        /// What is needed.
        capability: String,
        /// The package that needs it; `None` if it was asked for.
        needed_by: Option<SolvableId>,
    },
    /// A package conflicts with something that another one provides.
    Conflict {
        /// The package whose metadata say so.
        package: SolvableId,
        /// What it conflicts with.
        capability: String,
        /// Who provides that; `None` for a rich dependency, which may speak of several packages.
        other: Option<SolvableId>,
    },
    /// A package obsoletes another.
    Obsolete {
        /// The package whose metadata say so.
        package: SolvableId,
        /// What it obsoletes.
        capability: String,
        /// The package that is obsoleted.
        other: SolvableId,
    },
    /// Two packages of one name.
    SameName {
        /// One of the two.
        package: SolvableId,
        /// The other.
        other: SolvableId,
    },
    /// The architecture policy does not accept the package.
    NotInstallable {
        /// The package.
        package: SolvableId,
    },
    /// A better architecture of the package is within reach.
    InferiorArch {
        /// The package.
        package: SolvableId,
    },
    /// The request excludes the package.
    Excluded {
        /// The package.
        package: SolvableId,
    },
    /// The package is in a repository that is off.
    RepositoryOff {
        /// The package.
        package: SolvableId,
    },
    /// The package belongs to a module stream that is not active, or has the name of a package of one that is.
    Modular {
        /// The package.
        package: SolvableId,
    },
    /// The package is one of those that only an exact request brings in.
    OnlyOnRequest {
        /// The package.
        package: SolvableId,
    },
    /// The request keeps the package as it is: in the base, or out of the answer.
    Locked {
        /// The package.
        package: SolvableId,
    },
    /// A package of the base would have to go or change.
    Base {
        /// The package.
        package: SolvableId,
    },
    /// A package is there because another one requires something that only it can give.
    NeededBy {
        /// The package.
        package: SolvableId,
        /// Who requires it.
        by: SolvableId,
        /// What is required.
        capability: String,
    },
    /// A package is there because it was asked for.
    Requested {
        /// The package.
        package: SolvableId,
        /// What was asked for.
        wanted: String,
    },
    /// A package is in the base, and stays.
    Installed {
        /// The package.
        package: SolvableId,
    },
    /// A package was taken as one of several possibilities, none of which works.
    Assumed {
        /// The package.
        package: SolvableId,
    },
    /// The jobs cannot be met together, and the contradiction takes too many steps to write down.
    Together {
        /// The jobs, in the user's words.
        wanted: Vec<String>,
    },
}

impl Cause {
    /// The name of the rule that is broken, as in the command's JSON.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NothingProvides { .. } => "nothing-provides",
            Self::NoneInstallable { .. } => "none-installable",
            Self::Conflict { .. } => "conflict",
            Self::Obsolete { .. } => "obsolete",
            Self::SameName { .. } => "same-name",
            Self::NotInstallable { .. } => "not-installable",
            Self::InferiorArch { .. } => "inferior-arch",
            Self::Excluded { .. } => "excluded",
            Self::RepositoryOff { .. } => "repository-off",
            Self::OnlyOnRequest { .. } => "only-on-request",
            Self::Locked { .. } => "locked",
            Self::Modular { .. } => "modular",
            Self::Base { .. } => "base",
            Self::NeededBy { .. } => "needed-by",
            Self::Requested { .. } => "requested",
            Self::Installed { .. } => "installed",
            Self::Assumed { .. } => "assumed",
            Self::Together { .. } => "together",
        }
    }

    /// The package that the reason is about, if it is about one.
    pub fn package(&self) -> Option<SolvableId> {
        match self {
            Self::NothingProvides { needed_by, .. } | Self::NoneInstallable { needed_by, .. } => *needed_by,
            Self::Conflict { package, .. }
            | Self::Obsolete { package, .. }
            | Self::SameName { package, .. }
            | Self::NotInstallable { package }
            | Self::InferiorArch { package }
            | Self::Excluded { package }
            | Self::RepositoryOff { package }
            | Self::OnlyOnRequest { package }
            | Self::Locked { package }
            | Self::Modular { package }
            | Self::Base { package }
            | Self::NeededBy { package, .. }
            | Self::Requested { package, .. }
            | Self::Installed { package }
            | Self::Assumed { package } => Some(*package),
            Self::Together { .. } => None,
        }
    }

    /// The capability that the reason is about, if it is about one.
    pub fn capability(&self) -> Option<&str> {
        match self {
            Self::NothingProvides { capability, .. }
            | Self::NoneInstallable { capability, .. }
            | Self::Conflict { capability, .. }
            | Self::Obsolete { capability, .. }
            | Self::NeededBy { capability, .. } => Some(capability),
            _ => None,
        }
    }

    /// The reason as a sentence, in libsolv's words where libsolv has any.
    pub fn message(&self, pool: &Pool) -> String {
        let name = |id: &SolvableId| named(pool, *id);
        let package = |id: &SolvableId| described(pool, *id);
        match self {
            Self::NothingProvides { capability, needed_by: None } => {
                format!("nothing provides requested {capability}")
            }
            Self::NothingProvides { capability, needed_by: Some(by) } => {
                format!("nothing provides {capability} needed by {}", name(by))
            }
            Self::NoneInstallable { capability, needed_by: None } => {
                format!("nothing that provides requested {capability} can be installed")
            }
            Self::NoneInstallable { capability, needed_by: Some(by) } => {
                format!("{} requires {capability}, but none of the providers can be installed", package(by))
            }
            Self::Conflict { package: by, capability, other: Some(other) } => {
                format!("{} conflicts with {capability} provided by {}", package(by), name(other))
            }
            Self::Conflict { package: by, capability, other: None } => {
                format!("{} conflicts with {capability}", package(by))
            }
            Self::Obsolete { package: by, capability, other } => {
                format!("{} obsoletes {capability} provided by {}", package(by), name(other))
            }
            Self::SameName { package: one, other } => {
                format!("cannot install both {} and {}", name(one), name(other))
            }
            Self::NotInstallable { package: it } => {
                format!("{} does not have a compatible architecture", package(it))
            }
            Self::InferiorArch { package: it } => format!("{} has inferior architecture", package(it)),
            Self::Excluded { package: it } => format!("{} is filtered out by exclude filtering", package(it)),
            Self::RepositoryOff { package: it } => {
                let solvable = pool.solvable(*it);
                format!("package {solvable} is in the repository {}, which is off", solvable.repository())
            }
            Self::Modular { package: it } => format!("{} is filtered out by modular filtering", package(it)),
            Self::OnlyOnRequest { package: it } => {
                format!("{} can only be installed by a direct request", package(it))
            }
            Self::Locked { package: it } => format!("{} is locked", package(it)),
            Self::Base { package: it } => format!("{} must stay as it is", package(it)),
            Self::NeededBy { package: it, by, capability } => {
                format!("{} is needed by {} for {capability}", package(it), name(by))
            }
            Self::Requested { package: it, wanted } if *wanted == pool.solvable(*it).name() => {
                format!("{} was requested", package(it))
            }
            Self::Requested { package: it, wanted } => format!("{} was requested as {wanted}", package(it)),
            Self::Installed { package: it } => format!("package {} is installed", pool.solvable(*it)),
            Self::Assumed { package: it } => format!("{} is one of several possibilities", package(it)),
            Self::Together { wanted } => format!("conflicting requests: {}", wanted.join(", ")),
        }
    }
}

/// A package and where it is from, in dnf's words.
fn named(pool: &Pool, id: SolvableId) -> String {
    let solvable = pool.solvable(id);
    if solvable.is_base() {
        format!("installed {solvable}")
    } else {
        format!("{solvable} from {}", solvable.repository())
    }
}

/// The same at the head of a sentence.
fn described(pool: &Pool, id: SolvableId) -> String {
    let solvable = pool.solvable(id);
    if solvable.is_base() {
        format!("installed package {solvable}")
    } else {
        format!("package {}", named(pool, id))
    }
}

impl Problem {
    /// The whole tree as text, one reason a line, indented by two blanks a level.
    ///
    /// # Example
    ///
    /// ```
    /// # use rpmsolve::{ArchPolicy, Outcome, PoolBuilder, Request, solve};
    /// let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
    /// let mut request = Request::default();
    /// request.install(&pool, "hello")?;
    /// let Outcome::Unsolvable(problems) = solve(&pool, &request) else { unreachable!("the pool is empty") };
    /// assert_eq!(problems[0].to_text(&pool), "nothing provides requested hello\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_text(&self, pool: &Pool) -> String {
        let mut text = String::new();
        let mut stack = vec![(self, 0)];
        while let Some((problem, depth)) = stack.pop() {
            text.push_str(&"  ".repeat(depth));
            text.push_str(&problem.message(pool));
            text.push('\n');
            stack.extend(problem.children.iter().rev().map(|child| (child, depth + 1)));
        }
        text
    }

    /// The reason as a sentence, with the versions of which it is also true.
    pub fn message(&self, pool: &Pool) -> String {
        let mut message = self.cause.message(pool);
        if !self.also.is_empty() {
            let evrs = self.also.iter().take(ALSO_SHOWN).map(|&id| pool.solvable(id).evr().to_string());
            let evrs = evrs.collect::<Vec<_>>().join(", ");
            let more = match self.also.len().saturating_sub(ALSO_SHOWN) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            message.push_str(&format!("; likewise {evrs}{more}"));
        }
        if self.is_repeated {
            message.push_str(" (see above)");
        }
        message
    }
}

/// More versions than this are counted, not named.
pub(super) const ALSO_SHOWN: usize = 3;
