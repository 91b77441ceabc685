//! Replays the blocks of a testcase and compares with what libsolv did.

use std::collections::BTreeSet;

use super::dependency;
use super::{Block, TestJob, Testcase, TestcaseError};
use crate::rich::Dependency;
use crate::{
    ArchPolicy, BasePolicy, Capability, Change, Comparison, Exact, Focus, Job, Outcome, Pool, PoolBuilder,
    RepositoryOptions, Request, SolvableId, hints, solve,
};

/// What came of a block.
///
/// # Example
///
/// ```
/// use rpmsolve::testcase::{Testcase, Verdict};
///
/// let testcase = Testcase::parse("job update all packages", "update.t", &mut |_| unreachable!("it names no file"))?;
/// assert!(matches!(testcase.replay()?[0].verdict, Verdict::Unsupported(_)));
/// # Ok::<(), rpmsolve::testcase::TestcaseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// The answer in libsolv's words: one line a package, or a line for each problem. Empty if the block is not
    /// supported.
    pub lines: Vec<String>,
    /// The answer for people: the same lines, or the problems with all their reasons.
    pub text: String,
    /// How it compares with the expected result.
    pub verdict: Verdict,
}

/// How an answer compares with the expected one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The same transaction, as a set of lines; or a problem in both.
    Agrees,
    /// Something else.
    Differs,
    /// The block has no result to compare with.
    NothingExpected,
    /// The block uses something that is not there (yet): what, in its own words.
    Unsupported(Vec<String>),
}

impl Testcase {
    /// Replays all blocks, in order.
    ///
    /// # Errors
    ///
    /// [`TestcaseError::Pool`] if the packages make no pool.
    pub fn replay(&self) -> Result<Vec<Replayed>, TestcaseError> {
        let mut pool = None;
        let mut replayed = Vec::with_capacity(self.blocks.len());
        for block in &self.blocks {
            // Blocks that differ in their jobs only share a pool.
            let key = (block.repositories, &block.arch, &block.system);
            let pool = match &mut pool {
                Some((known, pool)) if *known == key => pool,
                other => &mut other.insert((key, self.pool(block)?)).1,
            };
            replayed.push(replay_block(pool, block));
        }
        Ok(replayed)
    }

    fn pool(&self, block: &Block) -> Result<Pool, TestcaseError> {
        let policy = if block.arch == "unset" { ArchPolicy::any() } else { ArchPolicy::new(&block.arch) };
        let mut builder = PoolBuilder::new(policy);
        for repository in &self.repositories[..block.repositories] {
            let options = RepositoryOptions {
                priority: repository.priority.saturating_neg(),
                sub_priority: repository.sub_priority.saturating_neg(),
                add_own_name: repository.add_own_name,
                ..RepositoryOptions::default()
            };
            let id = builder.add_repository(&repository.name, options);
            if repository.name == block.system {
                builder.set_base(id);
            }
            for package in &repository.packages {
                builder.add_package(id, package)?;
            }
        }
        Ok(builder.build()?)
    }
}

fn replay_block(pool: &Pool, block: &Block) -> Replayed {
    let request = match request(pool, block) {
        Ok(request) => request,
        Err(unsupported) => {
            let verdict = Verdict::Unsupported(unsupported);
            return Replayed { lines: Vec::new(), text: String::new(), verdict };
        }
    };
    let outcome = solve(pool, &request);
    let lines = lines(pool, &outcome);
    let is_problem = matches!(outcome, Outcome::Unsolvable(_));
    let text = match &outcome {
        Outcome::Unsolvable(problems) => {
            let reasons = problems.iter().map(|problem| problem.to_text(pool));
            let hints = hints(pool, &request, problems);
            reasons.chain(hints.iter().map(|hint| format!("hint: {}\n", hint.message(pool)))).collect()
        }
        Outcome::Solved(_) => lines.iter().map(|line| format!("{line}\n")).collect(),
    };
    Replayed { verdict: compare(block, &lines, is_problem), lines, text }
}

/// What the block asks, or what of it is not supported.
fn request(pool: &Pool, block: &Block) -> Result<Request, Vec<String>> {
    let mut unsupported = [&block.unsupported_pool[..], &block.unsupported].concat();
    let mut request = Request {
        colours: false,
        allow_downgrade: false,
        allow_vendor_change: false,
        focus: Focus::Jobs,
        install_only: Vec::new(),
        ..Request::default()
    };
    for flag in &block.pool_flags {
        match flag.as_str() {
            "implicitobsoleteusescolors" => request.colours = true,
            "!implicitobsoleteusescolors" => request.colours = false,
            // Excluded packages are no candidates for anything here anyway.
            "whatprovideswithdisabled" => {}
            // A default of the flag keepexplicitobsoletes, which testcases set themselves.
            "noobsoletesmultiversion" | "!noobsoletesmultiversion" => {}
            other => unsupported.push(format!("poolflags {other}")),
        }
    }
    request.install_only_obsoletes = false;
    for flag in &block.solver_flags {
        match flag.as_str() {
            "ignorerecommended" => request.weak_dependencies = false,
            "addalreadyrecommended" => request.weak_dependencies_of_base = true,
            "allowuninstall" => request.allow_erasing = true,
            "allowdowngrade" => request.allow_downgrade = true,
            "allowvendorchange" => request.allow_vendor_change = true,
            "keepexplicitobsoletes" => request.install_only_obsoletes = true,
            "focusbest" => request.focus = Focus::Best,
            "focusnew" => request.focus = Focus::New,
            // Of these, none changes an install job (rpm-semantics 52).
            "bestobeypolicy" | "keeporphans" | "yumobsoletes" => {}
            other => unsupported.push(format!("solverflags {other}")),
        }
    }
    for disabled in &block.disabled {
        match find_package(pool, disabled) {
            Some(id) => request.excluded.push(id),
            None => unsupported.push(format!("disable pkg {disabled}")),
        }
    }
    for job in &block.jobs {
        if !add_job(pool, block, job, &mut request) {
            unsupported.push(format!("job {} {}", job.action, job.selection));
        }
    }
    if unsupported.is_empty() { Ok(request) } else { Err(unsupported) }
}

/// Adds a job to the request; whether it is one that is supported.
fn add_job(pool: &Pool, block: &Block, job: &TestJob, request: &mut Request) -> bool {
    if job.action == "install" {
        return add_install(pool, job, request);
    }
    if !job.flags.is_empty() {
        return false;
    }
    match (job.action.as_str(), job.selection.as_str()) {
        ("lock", "repo") if job.argument == block.system => {
            request.base = BasePolicy::Locked;
            return true;
        }
        ("verify", "all") => {
            request.verify_base = true;
            return true;
        }
        _ => {}
    }
    let Some(packages) = select(pool, &job.selection, &job.argument) else { return false };
    match job.action.as_str() {
        "lock" => request.locked.extend(packages),
        "multiversion" => request.install_only_packages.extend(packages),
        "blacklist" => request.only_on_request.extend(packages),
        "excludefromweak" => request.excluded_from_weak.extend(packages),
        // The last word counts.
        "favor" => {
            request.disfavoured.retain(|id| !packages.contains(id));
            request.favoured.retain(|id| !packages.contains(id));
            request.favoured.extend(packages);
        }
        "disfavor" => {
            request.favoured.retain(|id| !packages.contains(id));
            request.disfavoured.retain(|id| !packages.contains(id));
            request.disfavoured.extend(packages);
        }
        _ => return false,
    }
    true
}

fn add_install(pool: &Pool, job: &TestJob, request: &mut Request) -> bool {
    let known = [
        "forcebest",
        "setev",
        "setevr",
        "setarch",
        "setvendor",
        "setrepo",
        "setname",
        "noautoset",
        "targeted",
        "weak",
    ];
    let has = |flag: &str| job.flags.iter().any(|known| known == flag);
    if !job.flags.iter().all(|flag| known.contains(&flag.as_str())) {
        return false;
    }
    let Some(candidates) = select(pool, &job.selection, &job.argument) else { return false };
    let mut exact = Exact {
        arch: has("setarch"),
        version: has("setev") || has("setevr"),
        release: has("setevr"),
        vendor: has("setvendor"),
    };
    if !has("noautoset") {
        match (job.selection.as_str(), dependency::parse(&job.argument)) {
            ("pkg", _) => exact = Exact::ALL,
            (
                "name",
                Ok(Dependency::Capability(Capability { constraint: Some((Comparison::EQUAL, evr)), .. })),
            ) => {
                exact.version = true;
                exact.release |= evr.release().is_some();
            }
            _ => {}
        }
    }
    let wanted = job.argument.clone();
    let (best, optional) = (has("forcebest"), has("weak"));
    request.jobs.push(Job::Install { wanted, candidates, exact, best, optional });
    true
}

fn select(pool: &Pool, selection: &str, argument: &str) -> Option<Vec<SolvableId>> {
    match selection {
        "name" => {
            let Dependency::Capability(capability) = dependency::parse(argument).ok()? else { return None };
            let named = pool.named(&capability.name).map(|solvable| solvable.id());
            let Some((comparison, evr)) = &capability.constraint else { return Some(named.collect()) };
            let is_meant = |id: &SolvableId| {
                let own = pool.solvable(*id).evr();
                crate::matches((crate::Comparison::EQUAL, own), (*comparison, evr.as_ref()))
            };
            Some(named.filter(is_meant).collect())
        }
        "provides" => Some(pool.providers_of_dependency(&dependency::parse(argument).ok()?)),
        "pkg" => Some(find_package(pool, argument).into_iter().collect()),
        "oneof" => argument.split_whitespace().map(|package| find_package(pool, package)).collect(),
        _ => None,
    }
}

/// `name-evr.arch@repository`.
fn find_package(pool: &Pool, text: &str) -> Option<SolvableId> {
    pool.solvables()
        .find(|solvable| format!("{solvable}@{}", solvable.repository()) == text)
        .map(|found| found.id())
}

fn lines(pool: &Pool, outcome: &Outcome) -> Vec<String> {
    let name = |id: SolvableId| format!("{}@{}", pool.solvable(id), pool.solvable(id).repository());
    match outcome {
        Outcome::Unsolvable(problems) => {
            problems.iter().map(|problem| format!("problem {}", problem.cause.message(pool))).collect()
        }
        Outcome::Solved(transaction) => {
            let mut replacing = BTreeSet::new();
            let mut lines = BTreeSet::new();
            for change in &transaction.changes {
                lines.insert(match *change {
                    Change::Upgrade { from, to } => {
                        replacing.insert(to);
                        format!("upgrade {} {}", name(from), name(to))
                    }
                    Change::Downgrade { from, to } => {
                        replacing.insert(to);
                        format!("downgrade {} {}", name(from), name(to))
                    }
                    Change::Reinstall { from, to } => {
                        replacing.insert(to);
                        format!("reinstall {} {}", name(from), name(to))
                    }
                    Change::Obsoleted { from, to } => format!("erase {} {}", name(from), name(to)),
                    Change::Remove { from } => format!("erase {}", name(from)),
                });
            }
            let added =
                transaction.installations.iter().map(|it| it.package).filter(|id| !replacing.contains(id));
            lines.extend(added.map(|id| format!("install {}", name(id))));
            lines.into_iter().collect()
        }
    }
}

/// By the rule of the command's contract: transactions are equal as sets of lines; of problems it only counts
/// whether there is one.
fn compare(block: &Block, lines: &[String], is_problem: bool) -> Verdict {
    if block.result_kinds.is_empty() {
        return Verdict::NothingExpected;
    }
    if !block.result_kinds.iter().any(|kind| kind == "transaction") {
        return Verdict::Unsupported(vec![format!("result {}", block.result_kinds.join(","))]);
    }
    let expects_problem = block.expected.iter().any(|line| line.to_ascii_lowercase().starts_with("problem"));
    let verbs = [
        "install ",
        "erase ",
        "upgrade ",
        "downgrade ",
        "reinstall ",
        "change ",
        "archchange ",
        "vendorchange ",
    ];
    let is_transaction = |line: &&str| verbs.iter().any(|verb| line.starts_with(verb));
    let expected: BTreeSet<&str> = block.expected.iter().map(String::as_str).filter(is_transaction).collect();
    let actual: BTreeSet<&str> = lines.iter().map(String::as_str).collect();
    let agrees = if expects_problem { is_problem } else { !is_problem && expected == actual };
    if agrees { Verdict::Agrees } else { Verdict::Differs }
}
