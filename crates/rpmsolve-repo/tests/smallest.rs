//! The smallest install on whole real repositories from the corpus: proved, valid, and never larger than the default.

#[path = "../../rpmsolve/tests/common/mod.rs"]
mod common;

use rpmsolve::{BasePolicy, Outcome, Request, solve_smallest, violations};
use rpmsolve_repo::{Load, Loaded};

use common::corpus;

/// Places below the corpus's repodata, if this machine has it.
fn load(repositories: &[&str], base: &[&str]) -> Option<Loaded> {
    let root = corpus()?;
    let places = |names: &[&str]| names.iter().map(|name| root.join(name).display().to_string()).collect();
    let load = Load {
        repositories: places(repositories),
        base: places(base),
        arch: "x86_64".into(),
        ..Load::default()
    };
    Some(load.run().unwrap_or_else(|error| panic!("{error}")))
}

/// Every n-th name; how many answers are smaller than the default.
fn sweep(loaded: &Loaded, policy: BasePolicy, step: usize) -> usize {
    let pool = &loaded.pool;
    let (mut solved, mut smaller) = (0, 0);
    for name in pool.names().into_iter().step_by(step) {
        let mut request = Request { base: policy, ..Request::default() };
        request.install(pool, name).expect("a name");
        let smallest = solve_smallest(pool, &request, &mut || false);
        let (Outcome::Solved(transaction), Some(size)) = (&smallest.outcome, smallest.size) else { continue };
        assert_eq!(violations(pool, &request, &transaction.installed), vec![], "{name}");
        assert!(size.is_optimal() && size.bytes <= size.default_bytes, "{name}: {size:?}");
        solved += 1;
        smaller += usize::from(size.bytes < size.default_bytes);
    }
    assert!(solved > 0, "nothing was compared");
    smaller
}

#[test]
fn empty_system() {
    let Some(loaded) = load(&["repodata/cs9-baseos-2022", "repodata/cs9-appstream-2025"], &[]) else {
        return;
    };
    assert!(sweep(&loaded, BasePolicy::Changeable, 50) > 0, "coreutils-single is smaller than coreutils");
    let mut request = Request::default();
    request.install(&loaded.pool, "git").expect("a name");
    let Outcome::Solved(git) = solve_smallest(&loaded.pool, &request, &mut || false).outcome else {
        panic!("git can be installed")
    };
    let names: Vec<&str> =
        git.installations.iter().map(|it| loaded.pool.solvable(it.package).name()).collect();
    for (small, large) in [
        ("coreutils-single", "coreutils"),
        ("libcurl-minimal", "libcurl"),
        ("glibc-minimal-langpack", "glibc-all-langpacks"),
    ] {
        assert!(names.contains(&small) && !names.contains(&large), "{names:?}");
    }
}

#[test]
fn on_a_base() {
    let Some(loaded) = load(&["repodata/cs9-appstream-2025"], &["repodata/cs9-baseos-2022"]) else { return };
    sweep(&loaded, BasePolicy::Changeable, 200);
    sweep(&loaded, BasePolicy::Locked, 200);
}
