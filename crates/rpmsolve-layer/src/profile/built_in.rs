//! The profiles that come with the crate.

macro_rules! files {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../profiles/", $name)))),*]
    };
}

/// File names and texts. A runtime has one file for both architectures, or one for each.
const FILES: &[(&str, &str)] = files! {
    "provided.al2023.x86_64.txt"
    "provided.al2023.aarch64.txt"
    "nodejs20.x.txt"
    "nodejs22.x.txt"
    "nodejs24.x.txt"
    "python3.12.txt"
    "python3.13.txt"
    "python3.14.txt"
    "java8.al2023.txt"
    "java11.al2023.txt"
    "java17.al2023.txt"
    "java21.txt"
    "java25.txt"
    "dotnet8.txt"
    "dotnet10.txt"
    "ruby3.3.txt"
    "ruby3.4.txt"
    "provided.al2.x86_64.txt"
    "provided.al2.aarch64.txt"
    "python3.10.txt"
    "python3.11.txt"
    "java8.al2.txt"
    "java11.txt"
    "java17.txt"
};

/// The runtimes, each once, those of Amazon Linux 2023 first.
pub(super) fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = FILES.iter().map(|(file, _)| runtime_of(file)).collect();
    names.dedup();
    names
}

/// Names and texts of the files that describe a runtime; none if it is not known.
pub(super) fn files(runtime: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().copied().filter(move |(file, _)| runtime_of(file) == runtime)
}

fn runtime_of(file: &str) -> &str {
    let name = file.trim_end_matches(".txt");
    name.trim_end_matches(".x86_64").trim_end_matches(".aarch64")
}
