//! Which installed package needs which, by what its metadata say: the one place that knows, for the graph and for
//! [`Transaction::required_by`] alike.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::metadata::RelationKind;
use crate::pool::{ClauseOrigin, DependencyId, Key, Literal, Pool, SolvableId};
use crate::solve::known::Providers;
use crate::solve::transaction::{InstallReason, Transaction};
use crate::solve::weak;

/// An installed package needs another one.
///
/// # Example
///
/// ```
/// # use rpmsolve::{ArchPolicy, DependencyGraph, Outcome, PoolBuilder, RepositoryOptions, Request, solve};
/// # use rpmsolve::metadata::{RelationKind, read_primary};
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
/// let app = pool.named("app").next().expect("the pool has it");
/// let link = graph.needs(app.id())[0];
/// assert_eq!((link.kind, link.dependency(&pool)), (RelationKind::Requires, "lib >= 2".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The package that needs the other: that requires or recommends it, or is supplemented by it.
    pub from: SolvableId,
    /// The package that is needed.
    pub to: SolvableId,
    /// The list that the dependency is in: of `to` if it is Supplements, else of `from`. A rich dependency in Conflicts
    /// may need a package too: `Conflicts: (a unless b)` needs b where a is.
    pub kind: RelationKind,
    dependency: DependencyId,
}

impl Link {
    /// The dependency as a packager would write it.
    pub fn dependency(&self, pool: &Pool) -> String {
        pool.dependencies.display(self.dependency, &pool.strings)
    }
}

/// All links among the installed packages but those within the base: how an image hangs together is not the answer's
/// affair. Sorted by the NEVRAs of both ends; of several between the same two packages the first: Requires before
/// the rest, then in the order of the package's list.
///
/// Weak dependencies count where they did something: for packages that are there because of one.
pub(crate) fn links(pool: &Pool, transaction: &Transaction) -> Vec<Link> {
    let weak = transaction.installations.iter().filter(|it| it.reason == InstallReason::Weak);
    let finder = Finder {
        pool,
        installed: transaction.installed.iter().copied().collect(),
        weak: weak.map(|it| it.package).collect(),
    };
    let mut links = Vec::new();
    for &id in &transaction.installed {
        finder.add_required(id, &mut links);
        finder.add_recommended(id, &mut links);
        finder.add_supplemented(id, &mut links);
    }
    links.retain(|link| link.from != link.to && !(pool.is_base(link.from) && pool.is_base(link.to)));
    let rank = ranks(pool, links.iter().flat_map(|link| [link.from, link.to]));
    links.sort_by_key(|link| (rank[&link.from], rank[&link.to], link.kind));
    links.dedup_by_key(|link| (link.from, link.to));
    links
}

/// The places of packages in the order of their NEVRAs.
fn ranks(pool: &Pool, packages: impl Iterator<Item = SolvableId>) -> FxHashMap<SolvableId, usize> {
    let mut sorted: Vec<SolvableId> = packages.collect::<FxHashSet<_>>().into_iter().collect();
    sorted.sort_by_cached_key(|&id| (pool.solvable(id).nevra(), id));
    sorted.into_iter().enumerate().map(|(rank, id)| (id, rank)).collect()
}

struct Finder<'a> {
    pool: &'a Pool,
    installed: FxHashSet<SolvableId>,
    /// What a weak dependency brought in.
    weak: FxHashSet<SolvableId>,
}

impl Finder<'_> {
    fn add_required(&self, from: SolvableId, links: &mut Vec<Link>) {
        let relations = &self.pool.relations;
        for &requirement in relations.requires.get(from) {
            let dependency = relations.dependency_of[requirement.index()];
            let candidates = relations.candidates.get(requirement).iter().copied();
            let present = candidates.filter(|id| self.installed.contains(id));
            links.extend(present.map(|to| Link { from, to, kind: RelationKind::Requires, dependency }));
        }
        let clauses = relations.occurrences.get(from).iter().map(|&clause| relations.clause(clause));
        for clause in clauses.filter(|clause| clause.owner == from) {
            let kind = match clause.origin {
                ClauseOrigin::Requires => RelationKind::Requires,
                ClauseOrigin::Conflicts => RelationKind::Conflicts,
            };
            // Where a condition does not hold, nothing is needed for it.
            let (needed, conditions): (Vec<Literal>, Vec<Literal>) =
                clause.literals.iter().copied().partition(|literal| literal.is_positive());
            let is_present = |id: SolvableId| self.installed.contains(&id);
            if conditions.iter().all(|literal| is_present(literal.solvable())) {
                let present =
                    needed.into_iter().map(|literal| literal.solvable()).filter(|&id| is_present(id));
                links.extend(present.map(|to| Link { from, to, kind, dependency: clause.dependency }));
            }
        }
    }

    fn add_recommended(&self, from: SolvableId, links: &mut Vec<Link>) {
        if self.weak.is_empty() {
            return;
        }
        let kind = RelationKind::Recommends;
        for &dependency in self.pool.relation(from, kind) {
            let named = weak::named_by(self.pool, &|id| self.installed.contains(&id), dependency);
            let brought = named.into_iter().filter(|id| self.weak.contains(id));
            links.extend(brought.map(|to| Link { from, to, kind, dependency }));
        }
    }

    fn add_supplemented(&self, to: SolvableId, links: &mut Vec<Link>) {
        if !self.weak.contains(&to) {
            return;
        }
        let kind = RelationKind::Supplements;
        for &dependency in self.pool.relation(to, kind) {
            let mut providers = Providers::default();
            if weak::holds(self.pool, &mut providers, dependency, &|id| self.installed.contains(&id)) {
                let mentioned = weak::mentioned_by(self.pool, dependency);
                let present = mentioned.into_iter().filter(|id| self.installed.contains(id));
                links.extend(present.map(|from| Link { from, to, kind, dependency }));
            }
        }
    }
}
