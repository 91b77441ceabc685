//! Text taken for a `.repo` file, with every option that is in it said once more as `--setopt` would.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use rpmsolve_repo::{RepositoryConfig, Variables};

fuzz_target!(|text: &str| {
    let options: Vec<(String, String)> = text
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .collect();
    for options in [&[][..], &options] {
        let mut warnings = Vec::new();
        let variables = Variables::new("x86_64");
        let _ = RepositoryConfig::parse(text, Path::new("fuzz.repo"), &variables, options, &mut warnings);
    }
});
