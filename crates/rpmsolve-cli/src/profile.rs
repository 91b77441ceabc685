//! `rpmsolve runtimes` and `rpmsolve profile`: what images have, and which description of one a command goes by.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use rpmsolve::report::SCHEMA;
use rpmsolve_layer::{MadeProfile, Profile, Profiles, RuntimeStatus};
use serde::Serialize;

use crate::output::{CommandError, Status, print_json};

/// Which image a layer is for.
#[derive(Args, Debug)]
pub(crate) struct RuntimeArguments {
    /// The Lambda runtime that the layer is for, or the file of a profile (default provided.al2023; none if --base is
    /// given)
    #[arg(long, value_name = "NAME|FILE")]
    runtime: Option<String>,
    #[command(flatten)]
    profiles: ProfilesArguments,
}

/// Where profiles are.
#[derive(Args, Debug)]
pub(crate) struct ProfilesArguments {
    /// A directory of profiles of your own, beside the built-in ones; may be given often
    #[arg(long = "profiles", value_name = "DIR")]
    directories: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct RuntimesArguments {
    #[command(flatten)]
    profiles: ProfilesArguments,
}

#[derive(Args, Debug)]
pub(crate) struct ProfileArguments {
    #[command(subcommand)]
    command: ProfileCommand,
}

#[derive(Debug, Subcommand)]
enum ProfileCommand {
    /// Write a profile of an unpacked image, or of a repository of the packages that are installed
    Make(MakeArguments),
    /// Print a profile with all that it inherits
    Show(ShowArguments),
}

#[derive(Args, Debug)]
struct MakeArguments {
    /// The root file system, or anything else that --base takes
    #[arg(value_name = "ROOTFS")]
    place: PathBuf,
    /// The architecture that it is for (default: what its libraries are for)
    #[arg(long)]
    arch: Option<String>,
    /// What to call it (default: as the directory is called)
    #[arg(long)]
    name: Option<String>,
    /// The file to write, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Args, Debug)]
struct ShowArguments {
    /// The name of a runtime, or the file of a profile
    #[arg(value_name = "NAME|FILE")]
    runtime: String,
    /// The architecture
    #[arg(long, default_value = std::env::consts::ARCH)]
    arch: String,
    #[command(flatten)]
    profiles: ProfilesArguments,
}

impl ProfilesArguments {
    pub(crate) fn open(&self) -> Result<Profiles, CommandError> {
        Ok(Profiles::open(&self.directories)?)
    }
}

impl RuntimeArguments {
    /// The profile that is named, or the `usual` one.
    pub(crate) fn find(&self, usual: Option<&str>, arch: &str) -> Result<Option<Profile>, CommandError> {
        let profiles = self.profiles.open()?;
        let name = self.runtime.as_deref().or(usual);
        Ok(name.map(|name| profiles.find(name, arch)).transpose()?)
    }
}

#[derive(Serialize)]
struct Runtimes<'a> {
    schema: u32,
    status: &'static str,
    runtimes: &'a [RuntimeInfo],
}

#[derive(Serialize)]
struct RuntimeInfo {
    name: String,
    language: Option<String>,
    system: Option<String>,
    status: Option<RuntimeStatus>,
    layer_directories: Vec<String>,
    architectures: Vec<ArchitectureInfo>,
}

/// How much is known of a runtime for an architecture.
#[derive(Serialize)]
struct ArchitectureInfo {
    arch: String,
    glibc: Option<String>,
    packages: usize,
    libraries: usize,
    symbol_versions: usize,
    paths: usize,
}

impl ArchitectureInfo {
    fn of(profile: &Profile) -> Self {
        let base = profile.base_image();
        let libraries = || base.libraries().filter(|(_, library)| !library.image_only);
        Self {
            arch: profile.arch.clone(),
            glibc: profile.glibc_version().map(str::to_owned),
            packages: profile.packages.len(),
            libraries: libraries().count(),
            symbol_versions: libraries().filter(|(_, library)| library.versions.is_some()).count(),
            paths: base.len(),
        }
    }
}

/// Lists the runtimes.
pub(crate) fn runtimes(arguments: &RuntimesArguments, json: bool) -> Result<Status, CommandError> {
    let profiles = arguments.profiles.open()?;
    let mut runtimes = Vec::new();
    for name in profiles.names() {
        let arches = profiles.architectures(&name)?;
        let described =
            arches.iter().map(|arch| profiles.find(&name, arch)).collect::<Result<Vec<_>, _>>()?;
        let architectures = described.iter().map(ArchitectureInfo::of).collect();
        let Some(Profile { language, system, status, layer_directories, .. }) = described.into_iter().next()
        else {
            continue;
        };
        runtimes.push(RuntimeInfo { name, language, system, status, layer_directories, architectures });
    }
    if json {
        print_json(&Runtimes { schema: SCHEMA, status: "ok", runtimes: &runtimes })?;
    } else {
        print_runtimes(&runtimes);
    }
    Ok(Status::Done)
}

fn print_runtimes(runtimes: &[RuntimeInfo]) {
    let heads =
        ["RUNTIME", "LANGUAGE", "SYSTEM", "ARCHITECTURES", "GLIBC", "PACKAGES", "LIBRARIES", "STATUS"];
    let mut rows = vec![heads.map(str::to_owned)];
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    for runtime in runtimes {
        let arches: Vec<&str> = runtime.architectures.iter().map(|it| it.arch.as_str()).collect();
        let known = runtime.architectures.first();
        rows.push([
            runtime.name.clone(),
            or_dash(runtime.language.clone()),
            or_dash(runtime.system.clone()),
            arches.join(" "),
            or_dash(known.and_then(|known| known.glibc.clone())),
            known.map_or(0, |known| known.packages).to_string(),
            known.map_or(0, |known| known.libraries).to_string(),
            or_dash(runtime.status.map(|status| status.to_string())),
        ]);
    }
    let mut widths = [0; 8];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.len().max(*width);
        }
    }
    for row in &rows {
        let cells: Vec<String> =
            row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        println!("{}", cells.join("  ").trim_end());
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    schema: u32,
    status: &'static str,
    profile: &'a Profile,
}

#[derive(Serialize)]
struct Made<'a> {
    schema: u32,
    status: &'static str,
    /// The file that was written, or null if the profile is in `text`.
    output: Option<String>,
    name: &'a str,
    system: Option<&'a str>,
    #[serde(flatten)]
    known: ArchitectureInfo,
    warnings: &'a [String],
    /// The profile, if it was not written to a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

pub(crate) fn run(arguments: &ProfileArguments, json: bool) -> Result<Status, CommandError> {
    match &arguments.command {
        ProfileCommand::Make(command) => make(command, json),
        ProfileCommand::Show(command) => show(command, json),
    }
}

fn show(arguments: &ShowArguments, json: bool) -> Result<Status, CommandError> {
    let profile = arguments.profiles.open()?.find(&arguments.runtime, &arguments.arch)?;
    if json {
        print_json(&Shown { schema: SCHEMA, status: "ok", profile: &profile })?;
    } else {
        print_text(&profile.to_string())?;
    }
    Ok(Status::Done)
}

fn make(arguments: &MakeArguments, json: bool) -> Result<Status, CommandError> {
    let made =
        MadeProfile::from_place(&arguments.place, arguments.name.as_deref(), arguments.arch.as_deref())?;
    let MadeProfile { profile, warnings } = &made;
    for warning in warnings {
        eprintln!("rpmsolve: warning: {warning}");
    }
    if let Some(path) = &arguments.output {
        profile.write(path)?;
    }
    let known = ArchitectureInfo::of(profile);
    let output = arguments.output.as_ref().map(|path| path.display().to_string());
    if json {
        let (name, system) = (profile.runtime.as_str(), profile.system.as_deref());
        let text = output.is_none().then(|| profile.to_string());
        print_json(&Made { schema: SCHEMA, status: "made", output, name, system, known, warnings, text })?;
    } else if let Some(output) = output {
        println!(
            "{output}: {} for {}: {} packages, {} libraries, {} paths",
            profile.runtime, profile.arch, known.packages, known.libraries, known.paths
        );
    } else {
        print_text(&profile.to_string())?;
    }
    Ok(Status::Done)
}

fn print_text(text: &str) -> Result<(), CommandError> {
    use std::io::Write;
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(())
}
