//! Text taken for rpmsolve.lock and for rpmsolve.toml: a lock that is read is written as it can be read again, and says
//! the same then.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use rpmsolve_repo::project::{Lock, Project};

fuzz_target!(|text: &str| {
    let _ = Project::parse(text, Path::new("rpmsolve.toml"));
    let path = Path::new("rpmsolve.lock");
    if let Ok(lock) = Lock::parse(text, path) {
        let again = Lock::parse(&lock.to_string(), path).expect("we have written it");
        assert_eq!(again, lock);
    }
});
