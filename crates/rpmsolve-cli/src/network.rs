//! What the command line says about the network, and how a person is asked about keys.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use rpmsolve_repo::project::Getting;
use rpmsolve_repo::{Ask, CacheDirectory, Environment, Fingerprint, KeyOffer, Network};

use crate::arguments::{CacheArguments, variable};
use crate::progress;

/// How repositories and packages are had.
#[derive(Args, Debug)]
pub(crate) struct GettingArguments {
    /// Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE
    #[arg(long, value_name = "[ID.]KEY=VALUE", value_parser = variable)]
    pub(crate) setopt: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) network: NetworkArguments,
    #[command(flatten)]
    pub(crate) kept: CacheArguments,
}

impl GettingArguments {
    pub(crate) fn to_network(&self) -> Network {
        self.network.to_network(self.kept.directory())
    }

    /// The same for a project.
    pub(crate) fn to_getting(&self) -> Getting {
        Getting { network: self.to_network(), options: self.setopt.clone() }
    }
}

/// How the network may be used.
#[derive(Args, Debug)]
pub(crate) struct NetworkArguments {
    /// Make no connection; what is not kept from earlier is an error
    #[arg(long, env = "RPMSOLVE_OFFLINE", value_parser = clap::builder::FalseyValueParser::new())]
    pub(crate) offline: bool,
    /// Ask every repository whether it has changed, unless --offline says to ask none
    #[arg(long)]
    pub(crate) refresh: bool,
    /// A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust
    #[arg(long = "key", value_name = "FILE|URL")]
    pub(crate) keys: Vec<String>,
    /// The fingerprint of a key that is the right one
    #[arg(long, value_name = "FINGERPRINT")]
    pub(crate) trust: Vec<Fingerprint>,
    /// Check no signatures: believe whatever comes
    #[arg(long)]
    pub(crate) no_verify: bool,
    /// Where Amazon Linux is mirrored, for the presets
    #[arg(long, value_name = "URL", env = "RPMSOLVE_AMAZON_LINUX")]
    pub(crate) amazon_linux: Option<String>,
}

impl NetworkArguments {
    /// The same for the library. What is fetched goes to `cache`, or else to the user's own.
    pub(crate) fn to_network(&self, cache: Option<&Path>) -> Network {
        let usual = || CacheDirectory::usual().map(|directory| directory.path().to_owned());
        let is_interactive = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        Network {
            directory: cache.map(PathBuf::from).or_else(usual),
            offline: self.offline,
            refresh: self.refresh && !self.offline,
            no_verify: self.no_verify,
            keys: self.keys.clone(),
            trusted: self.trust.clone(),
            ask: is_interactive.then(|| Ask::new(ask)),
            environment: environment(),
            amazon_linux: self.amazon_linux.clone(),
            watch: progress::watch(),
            ..Network::default()
        }
    }
}

/// Proxies and passwords. What is wrong with them is nothing to commands that do without the network.
fn environment() -> Environment {
    let (environment, error) = Environment::of_process();
    if let Some(error) = error {
        eprintln!("rpmsolve: warning: {error}");
    }
    environment
}

/// Asks a person about a key.
fn ask(offer: &KeyOffer) -> bool {
    let KeyOffer { repository, fingerprint, user, place } = offer;
    eprintln!("{repository}: the key of {place} is\n  {user}\n  {fingerprint}");
    eprint!("compare it with what whoever made the repository publishes; is it the right one? [y/N] ");
    let mut answer = String::new();
    let is_read = std::io::stderr().flush().is_ok() && std::io::stdin().read_line(&mut answer).is_ok();
    let is_yes = is_read && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes");
    if is_yes {
        eprintln!(
            "with --trust {fingerprint}, or fingerprints = [\"{fingerprint}\"] in rpmsolve.toml, nobody is asked"
        );
    }
    is_yes
}
