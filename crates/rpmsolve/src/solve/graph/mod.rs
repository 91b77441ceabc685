//! Why a package is part of an answer: the graph of what the installed packages need of each other ([`links`]), the
//! shortest ways from what was asked for to a package ([`chains`]), the whole as a tree ([`tree`]), and all of it as
//! text and for Graphviz ([`draw`]).
//!
//! Nothing here recurses: a repository may make a chain of packages as long as it likes.

mod chains;
mod draw;
mod links;
mod tree;

use rustc_hash::{FxHashMap, FxHashSet};

use super::request::Request;
use super::spec::{self, SpecError};
use super::transaction::{Change, Transaction, requested};
use crate::capability::Capability;
use crate::metadata::RelationKind;
use crate::pool::{Pool, SolvableId};

pub use chains::Chains;
pub use links::Link;
pub use tree::{Tree, TreeNode};

pub(super) use links::links;

/// What the packages of an answer need of each other. Packages of the base are end points: what they need of each
/// other is not in it.
///
/// # Example
///
/// ```
/// # use rpmsolve::metadata::read_primary;
/// # use rpmsolve::{ArchPolicy, Outcome, PoolBuilder, RepositoryOptions, Request, solve};
/// use rpmsolve::DependencyGraph;
///
/// # let primary = br#"<metadata packages="2">
/// #   <package><name>app</name><arch>noarch</arch><version ver="1" rel="1"/>
/// #     <format><requires><entry name="lib" flags="GE" ver="2"/></requires></format></package>
/// #   <package><name>lib</name><arch>noarch</arch><version ver="2" rel="1"/></package></metadata>"#;
/// # let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
/// # let repository = builder.add_repository("example", RepositoryOptions::default());
/// # read_primary(&primary[..], "primary.xml", |package| {
/// #     builder.add_package(repository, package)?;
/// #     Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # let pool = builder.build()?;
/// # let mut request = Request::default();
/// # request.install(&pool, "app")?;
/// # let Outcome::Solved(transaction) = solve(&pool, &request) else { unreachable!("it can be done") };
/// // app 1 requires lib >= 2, and was asked for.
/// let graph = DependencyGraph::new(&pool, &request, &transaction);
/// let lib = graph.matching("lib")?;
/// assert_eq!(
///     graph.chains(&lib, 10).to_text(&graph),
///     "app-1-1.noarch  requested as app\n\
///      └── lib-2-1.noarch  for lib >= 2\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct DependencyGraph<'a> {
    pool: &'a Pool,
    installed: FxHashSet<SolvableId>,
    /// What is added, sorted by NEVRA.
    added: Vec<SolvableId>,
    /// What was asked for, and in which words, each pair once.
    requested: Vec<(SolvableId, &'a str)>,
    /// The words in which a package was asked for first.
    wanted: FxHashMap<SolvableId, &'a str>,
    /// What is added in place of a package of the base, and that package.
    replacements: Vec<(SolvableId, SolvableId)>,
    /// The packages of the base that need something that is added.
    base: Vec<SolvableId>,
    needs: FxHashMap<SolvableId, Vec<Link>>,
    needed_by: FxHashMap<SolvableId, Vec<Link>>,
}

/// How a package comes to its place in a chain or a tree.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder};
/// # let pool = PoolBuilder::new(ArchPolicy::new("x86_64")).build()?;
/// let via = rpmsolve::Via::Request("git");
/// assert_eq!((via.kind(), via.reason(&pool).as_deref()), ("requested", Some("git")));
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via<'a> {
    /// It was asked for in these words.
    Request(&'a str),
    /// It takes the place of this package of the base.
    Replacement(SolvableId),
    /// It is installed, and the chain or tree begins with it.
    Presence,
    /// The package before it needs it, or, in an inverted tree, is needed by it.
    Link(Link),
}

impl Via<'_> {
    /// A word for it that does not change between versions: `requested`, `replaces`, `installed`, `requires`,
    /// `recommends`, `supplements` or `conflicts`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Request(_) => "requested",
            Self::Replacement(_) => "replaces",
            Self::Presence => "installed",
            Self::Link(link) => match link.kind {
                RelationKind::Recommends => "recommends",
                RelationKind::Supplements => "supplements",
                RelationKind::Conflicts => "conflicts",
                _ => "requires",
            },
        }
    }

    /// What was asked for, what is replaced (a NEVRA), or the dependency.
    pub fn reason(&self, pool: &Pool) -> Option<String> {
        match self {
            Self::Request(wanted) => Some((*wanted).to_owned()),
            Self::Replacement(from) => Some(pool.solvable(*from).nevra()),
            Self::Presence => None,
            Self::Link(link) => Some(link.dependency(pool)),
        }
    }
}

/// A package in a chain or a tree.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, PoolBuilder, RepositoryOptions};
/// # use rpmsolve::metadata::{Field, PackageRecord};
/// # let mut builder = PoolBuilder::new(ArchPolicy::new("x86_64"));
/// # let repository = builder.add_repository("demo", RepositoryOptions::default());
/// # let mut record = PackageRecord::default();
/// # record.set(Field::Name, "git");
/// # record.set(Field::Evr, "2.39-1");
/// # record.set(Field::Arch, "x86_64");
/// # builder.add_package(repository, &record)?;
/// # let pool = builder.build()?;
/// use rpmsolve::{Step, Via};
///
/// let git = pool.named("git").next().expect("the pool has it");
/// let step = Step { package: git.id(), via: Via::Request("git") };
/// assert_eq!(step.via.kind(), "requested");
/// # Ok::<(), rpmsolve::PoolError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// The package.
    pub package: SolvableId,
    /// How it comes there.
    pub via: Via<'a>,
}

impl<'a> DependencyGraph<'a> {
    /// The graph of an answer to a request.
    pub fn new(pool: &'a Pool, request: &'a Request, transaction: &Transaction) -> Self {
        let installed: FxHashSet<SolvableId> = transaction.installed.iter().copied().collect();
        let mut seen = FxHashSet::default();
        let requested: Vec<_> = requested(request, &installed).filter(|&pair| seen.insert(pair)).collect();
        let replacements = transaction.changes.iter().filter_map(|change| match *change {
            Change::Upgrade { from, to }
            | Change::Downgrade { from, to }
            | Change::Reinstall { from, to }
            | Change::Obsoleted { from, to } => Some((to, from)),
            Change::Remove { .. } => None,
        });
        let mut graph = Self {
            pool,
            added: transaction.installations.iter().map(|it| it.package).collect(),
            wanted: requested.iter().rev().copied().collect(),
            requested,
            replacements: replacements.collect(),
            base: Vec::new(),
            installed,
            needs: FxHashMap::default(),
            needed_by: FxHashMap::default(),
        };
        for link in links(pool, transaction) {
            if pool.is_base(link.from) && graph.base.last() != Some(&link.from) {
                graph.base.push(link.from);
            }
            graph.needs.entry(link.from).or_default().push(link);
            graph.needed_by.entry(link.to).or_default().push(link);
        }
        graph
    }

    /// The pool that the packages are in.
    pub fn pool(&self) -> &'a Pool {
        self.pool
    }

    /// What was asked for, and in which words, in the order of the request.
    pub fn requested(&self) -> &[(SolvableId, &'a str)] {
        &self.requested
    }

    /// The words in which a package was asked for first, if it was.
    pub fn wanted(&self, package: SolvableId) -> Option<&'a str> {
        self.wanted.get(&package).copied()
    }

    /// What a package needs, sorted by NEVRA, each package once: the first dependency that leads to it stands for all.
    pub fn needs(&self, package: SolvableId) -> &[Link] {
        self.needs.get(&package).map_or(&[], Vec::as_slice)
    }

    /// What needs a package, sorted by NEVRA, each package once.
    pub fn needed_by(&self, package: SolvableId) -> &[Link] {
        self.needed_by.get(&package).map_or(&[], Vec::as_slice)
    }

    /// The installed packages that a spec means, as in [`Request::install`], the base included; if there are none, those
    /// that provide it. In the pool's order.
    ///
    /// # Errors
    ///
    /// [`SpecError`] if the spec cannot be read.
    pub fn matching(&self, spec: &str) -> Result<Vec<SolvableId>, SpecError> {
        let is_installed = |id: &SolvableId| self.installed.contains(id);
        let mut found = spec::matching(self.pool, spec)?;
        found.retain(is_installed);
        // Of a name that is both a package's and provided, the package may be the one that is not installed.
        if found.is_empty()
            && let Ok(capability) = spec.trim().parse::<Capability>()
        {
            let providers = self.pool.what_provides(&capability).into_iter().map(|solvable| solvable.id());
            found = providers.filter(is_installed).collect();
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn requests(&self) -> impl Iterator<Item = Step<'a>> {
        self.requested.iter().map(|&(package, wanted)| Step { package, via: Via::Request(wanted) })
    }

    fn replacements(&self) -> impl Iterator<Item = Step<'a>> {
        self.replacements.iter().map(|&(package, from)| Step { package, via: Via::Replacement(from) })
    }
}

fn presence<'a>(package: SolvableId) -> Step<'a> {
    Step { package, via: Via::Presence }
}
