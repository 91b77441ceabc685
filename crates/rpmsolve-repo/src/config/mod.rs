//! Repositories as `.repo` files describe them (dnf5.conf(5)).

mod ini;
mod value;
mod variables;

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fmt, fs};

pub use value::ConfigError;
pub(crate) use value::{DURATION, duration};
pub use variables::Variables;

use globset::Glob;

use crate::RepoError;
use ini::{Entry, Ini};
use value::Values;

/// A repository as a `.repo` file describes it, with all variables replaced. What is `None` was not said.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::{RepositoryConfig, Variables};
///
/// let text = "[updates]\nname = Updates $releasever\nbaseurl = file:///srv/$basearch\npriority = 10\ncolour = blue\n";
/// let mut variables = Variables::new("x86_64");
/// variables.set("releasever", "9");
/// let mut warnings = Vec::new();
/// let configs = RepositoryConfig::parse(text, "updates.repo".as_ref(), &variables, &[], &mut warnings)?;
/// assert_eq!((configs[0].name.as_str(), configs[0].priority), ("Updates 9", 10));
/// assert_eq!(configs[0].baseurl, ["file:///srv/x86_64"]);
/// assert_eq!(warnings, ["updates.repo:5: [updates]: \"colour\" is no option of a repository; left out"]);
/// # Ok::<(), rpmsolve_repo::RepoError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryConfig {
    /// What it is called by.
    pub id: String,
    /// What it is called for people; the id if nothing is said.
    pub name: String,
    /// Whether packages come from it.
    pub enabled: bool,
    /// Where it is; of several places the first one that answers.
    pub baseurl: Vec<String>,
    /// Where a list of such places is.
    pub mirrorlist: Option<String>,
    /// Where such a list with checksums is.
    pub metalink: Option<String>,
    /// Of two repositories that have a package the one with the lower number wins.
    pub priority: i32,
    /// What it costs to fetch from it, relative to others.
    pub cost: i32,
    /// The packages that are not to be seen in it.
    pub excludepkgs: Vec<String>,
    /// The packages that alone are to be seen in it; all if empty.
    pub includepkgs: Vec<String>,
    /// Whether no module stream hides its packages.
    pub module_hotfixes: bool,
    /// Whether packages must be signed.
    pub gpgcheck: Option<bool>,
    /// Whether repomd.xml must be signed.
    pub repo_gpgcheck: Option<bool>,
    /// Where the keys are that may have signed.
    pub gpgkey: Vec<String>,
    /// The fingerprints that these keys must have; a key with another one is not trusted. Any if empty, as it is in
    /// `.repo` files, which have no such option.
    pub fingerprints: Vec<String>,
    /// The name of a well-known repository, which says where it is and what its keys are. No `.repo` file has one.
    pub preset: Option<String>,
    /// Whether to go on without it if it cannot be had.
    pub skip_if_unavailable: bool,
    /// For how long what was fetched is taken to be up to date; `None` for ever.
    pub metadata_expire: Option<Duration>,
    /// How it is fetched.
    pub access: Access,
    /// The file that describes it, and the line.
    pub origin: (PathBuf, usize),
}

/// How a repository is fetched.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use rpmsolve_repo::Access;
///
/// assert_eq!(Access::default().timeout, Duration::from_secs(30));
/// let access = Access { password: Some("secret".into()), ..Access::default() };
/// assert!(!format!("{access:?}").contains("secret"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Access {
    /// The proxy; empty for none at all, `None` for what the environment says.
    pub proxy: Option<String>,
    /// Who one is to the proxy.
    pub proxy_username: Option<String>,
    /// And the password for it.
    pub proxy_password: Option<String>,
    /// Who one is to the server.
    pub username: Option<String>,
    /// And the password for it.
    pub password: Option<String>,
    /// A token that is shown to the server instead (RFC 6750). Not one of dnf's options.
    pub token: Option<String>,
    /// Whether the server has to prove who it is.
    pub sslverify: bool,
    /// A file of certificates that are trusted for it.
    pub sslcacert: Option<PathBuf>,
    /// The client's certificate.
    pub sslclientcert: Option<PathBuf>,
    /// And its key.
    pub sslclientkey: Option<PathBuf>,
    /// How long to wait for an answer, and how long a server may be slower than [`Self::minrate_bytes`].
    pub timeout: Duration,
    /// Bytes a second that a server has to send at least.
    pub minrate_bytes: u64,
    /// How often to try again; `None` for ever.
    pub retries: Option<u32>,
    /// How many files to fetch at a time.
    pub max_parallel_downloads: u32,
    /// What to call oneself.
    pub user_agent: Option<String>,
}

impl Default for Access {
    fn default() -> Self {
        Self {
            proxy: None,
            proxy_username: None,
            proxy_password: None,
            username: None,
            password: None,
            token: None,
            sslverify: true,
            sslcacert: None,
            sslclientcert: None,
            sslclientkey: None,
            timeout: Duration::from_secs(30),
            minrate_bytes: 1000,
            retries: Some(10),
            max_parallel_downloads: 3,
            user_agent: None,
        }
    }
}

/// Without what is secret.
impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = |secret: &Option<String>| secret.as_ref().map(|_| "...");
        f.debug_struct("Access")
            .field("proxy", &hidden(&self.proxy))
            .field("proxy_username", &self.proxy_username)
            .field("proxy_password", &hidden(&self.proxy_password))
            .field("username", &self.username)
            .field("password", &hidden(&self.password))
            .field("token", &hidden(&self.token))
            .field("sslverify", &self.sslverify)
            .field("sslcacert", &self.sslcacert)
            .field("sslclientcert", &self.sslclientcert)
            .field("sslclientkey", &self.sslclientkey)
            .field("timeout", &self.timeout)
            .field("minrate_bytes", &self.minrate_bytes)
            .field("retries", &self.retries)
            .field("max_parallel_downloads", &self.max_parallel_downloads)
            .field("user_agent", &self.user_agent)
            .finish()
    }
}

/// Longer files describe no repositories.
const FILE_MAX_BYTES: u64 = 1 << 20;
pub(crate) const METADATA_EXPIRE: Duration = Duration::from_secs(48 * 60 * 60);

/// Options of dnf's that mean nothing here: what they ask for is done anyway, or never.
const IGNORED: [&str; 23] = [
    "bandwidth",
    "build_cache",
    "cachedir",
    "countme",
    "deltarpm",
    "deltarpm_percentage",
    "enabled_metadata",
    "enablegroups",
    "failovermethod",
    "fastestmirror",
    "ip_resolve",
    "keepalive",
    "localpkg_gpgcheck",
    "mediaid",
    "protected_packages",
    "proxy_auth_method",
    "proxy_sslcacert",
    "proxy_sslclientcert",
    "proxy_sslclientkey",
    "proxy_sslverify",
    "sslverifystatus",
    "throttle",
    "type",
];

impl RepositoryConfig {
    /// Reads `.repo` files, and all those of directories, in the order of their names. What in them is not understood
    /// but can be done without is a warning. `options` count more than what the files say: `key`, or `id.key` for one
    /// repository, and its value.
    ///
    /// # Errors
    ///
    /// [`RepoError::Io`] if something cannot be read, [`RepoError::Config`] for a line that is not in order or a value
    /// that makes no sense.
    pub fn read(
        places: &[PathBuf],
        variables: &Variables,
        options: &[(String, String)],
        warnings: &mut Vec<String>,
    ) -> Result<Vec<Self>, RepoError> {
        let mut configs: Vec<Self> = Vec::new();
        let files: Vec<Vec<PathBuf>> = places.iter().map(|place| files(place)).collect::<Result<_, _>>()?;
        for path in files.into_iter().flatten() {
            let error = |source| RepoError::Io { path: path.clone(), source };
            let size_bytes = fs::metadata(&path).map_err(error)?.len();
            if size_bytes > FILE_MAX_BYTES {
                return Err(ConfigError::TooLarge { path, limit_bytes: FILE_MAX_BYTES }.into());
            }
            let text = fs::read_to_string(&path).map_err(error)?;
            for config in Self::parse(&text, &path, variables, options, warnings)? {
                match configs.iter().find(|first| first.id == config.id) {
                    None => configs.push(config),
                    Some(first) => warnings.push(config.twice(&first.origin)),
                }
            }
        }
        Ok(configs)
    }

    /// The same for the text of a file.
    ///
    /// # Errors
    ///
    /// [`RepoError::Config`] as above.
    pub fn parse(
        text: &str,
        path: &Path,
        variables: &Variables,
        options: &[(String, String)],
        warnings: &mut Vec<String>,
    ) -> Result<Vec<Self>, RepoError> {
        let ini = Ini::parse(text).map_err(|error| ConfigError::Line {
            path: path.to_owned(),
            line: error.line,
            reason: error.reason,
        })?;
        // What [main] says holds for every repository that says nothing else.
        let (main, sections): (Vec<_>, Vec<_>) =
            ini.sections.into_iter().partition(|section| section.name == "main");
        // By its name a section is one, in however many pieces it stands there.
        let mut whole: Vec<(String, usize, Vec<&Entry>)> = Vec::new();
        for section in &sections {
            let id = variables.substitute(&section.name);
            match whole.iter_mut().find(|(known, ..)| *known == id) {
                None => whole.push((id, section.line, section.entries.iter().collect())),
                Some((_, line, entries)) => {
                    let (file, again) = (path.display(), section.line);
                    warnings.push(format!("{file}:{again}: [{id}]: goes on from line {line}"));
                    entries.extend(&section.entries);
                }
            }
        }
        let mut configs: Vec<Self> = Vec::new();
        for (id, line, entries) in &whole {
            let shared = main.iter().flat_map(|section| &section.entries);
            let given = given(options, id);
            let entries = shared.chain(entries.iter().copied()).chain(&given);
            let values = Values::new(path, id, variables, entries);
            let is_off = values.is_off("enabled");
            match Self::of(values, (path.to_owned(), *line), warnings) {
                // What is not used may be as it likes.
                Err(error) if is_off => {
                    warnings.push(format!("{error}; the repository is off, and left out"));
                }
                config => configs.push(config?),
            }
        }
        Ok(configs)
    }

    /// A `.repo` file that says nothing but where a repository is.
    pub(crate) fn text_at(id: &str, place: &str) -> String {
        format!("[{id}]\nbaseurl={place}\n")
    }

    fn of(
        mut values: Values<'_>,
        origin: (PathBuf, usize),
        warnings: &mut Vec<String>,
    ) -> Result<Self, ConfigError> {
        let id = values.id(origin.1)?;
        let access = Access::of(&mut values)?;
        let config = Self {
            name: values.text("name").unwrap_or_else(|| id.clone()),
            enabled: values.boolean("enabled")?.unwrap_or(true),
            baseurl: values.list(&["baseurl"]),
            mirrorlist: values.text("mirrorlist"),
            metalink: values.text("metalink"),
            priority: values.number("priority")?.unwrap_or(99),
            cost: values.number("cost")?.unwrap_or(1000),
            excludepkgs: values.list(&["excludepkgs", "exclude"]),
            includepkgs: values.list(&["includepkgs"]),
            module_hotfixes: values.boolean("module_hotfixes")?.unwrap_or(false),
            gpgcheck: values.boolean("pkg_gpgcheck")?.or(values.boolean("gpgcheck")?),
            repo_gpgcheck: values.boolean("repo_gpgcheck")?,
            gpgkey: values.list(&["gpgkey"]),
            fingerprints: Vec::new(),
            preset: None,
            skip_if_unavailable: values.boolean("skip_if_unavailable")?.unwrap_or(false),
            metadata_expire: values.duration("metadata_expire")?.unwrap_or(Some(METADATA_EXPIRE)),
            access,
            id,
            origin,
        };
        values.warn_of_others(&IGNORED, warnings);
        for place in config.baseurl.iter().chain(&config.mirrorlist).chain(&config.metalink) {
            if config.enabled && place.contains('$') {
                let (path, line) = (config.origin.0.display(), config.origin.1);
                let place = crate::fetch::without_userinfo(place);
                warnings
                    .push(format!("{path}:{line}: [{}]: nothing says what the $ in {place} is", config.id));
            }
        }
        if config.baseurl.is_empty() && config.mirrorlist.is_none() && config.metalink.is_none() {
            let (path, line) = config.origin;
            return Err(ConfigError::NoPlace { path, line, repository: config.id });
        }
        Ok(config)
    }

    /// Takes over what is given for how it is fetched and checked, for one that no file describes.
    pub(crate) fn set_options(
        &mut self,
        options: &[(String, String)],
        variables: &Variables,
        warnings: &mut Vec<String>,
    ) -> Result<(), ConfigError> {
        let given = given(options, &self.id);
        if given.is_empty() {
            return Ok(());
        }
        let mut values = Values::new(&self.origin.0, &self.id, variables, given.iter());
        self.access = Access::of(&mut values)?;
        self.gpgcheck = values.boolean("pkg_gpgcheck")?.or(values.boolean("gpgcheck")?).or(self.gpgcheck);
        self.repo_gpgcheck = values.boolean("repo_gpgcheck")?.or(self.repo_gpgcheck);
        let keys = values.list(&["gpgkey"]);
        if !keys.is_empty() {
            self.gpgkey = keys;
        }
        self.skip_if_unavailable = values.boolean("skip_if_unavailable")?.unwrap_or(self.skip_if_unavailable);
        self.metadata_expire = values.duration("metadata_expire")?.unwrap_or(self.metadata_expire);
        values.warn_of_others(&IGNORED, warnings);
        Ok(())
    }

    fn twice(&self, (first, first_line): &(PathBuf, usize)) -> String {
        let ((path, line), first) = (&self.origin, first.display());
        format!("{}:{line}: [{}]: is in {first}:{first_line} already; left out", path.display(), self.id)
    }
}

impl Access {
    fn of(values: &mut Values<'_>) -> Result<Self, ConfigError> {
        let default = Self::default();
        Ok(Self {
            proxy: values
                .said("proxy")
                .map(|proxy| if proxy.eq_ignore_ascii_case("_none_") { String::new() } else { proxy }),
            proxy_username: values.text("proxy_username"),
            proxy_password: values.text("proxy_password"),
            username: values.text("username"),
            password: values.text("password"),
            token: values.text("token"),
            sslverify: values.boolean("sslverify")?.unwrap_or(default.sslverify),
            sslcacert: values.text("sslcacert").map(PathBuf::from),
            sslclientcert: values.text("sslclientcert").map(PathBuf::from),
            sslclientkey: values.text("sslclientkey").map(PathBuf::from),
            timeout: values.duration("timeout")?.flatten().unwrap_or(default.timeout),
            minrate_bytes: values.bytes("minrate")?.unwrap_or(default.minrate_bytes),
            retries: match values.number::<u32>("retries")? {
                Some(0) => None,
                number => number.or(default.retries),
            },
            max_parallel_downloads: values
                .number("max_parallel_downloads")?
                .unwrap_or(default.max_parallel_downloads),
            user_agent: values.text("user_agent"),
        })
    }
}

/// Whether an id is what a pattern, or a plain id, means.
pub(crate) fn is_like(pattern: &str, id: &str) -> bool {
    pattern == id || Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(id))
}

/// The options that are given for a repository.
fn given(options: &[(String, String)], id: &str) -> Vec<Entry> {
    let of_it = options.iter().filter_map(|(name, value)| {
        let key = match name.rsplit_once('.') {
            None => name,
            Some((of, key)) if is_like(of, id) => key,
            Some(_) => return None,
        };
        Some(Entry { key: key.to_owned(), value: value.clone(), line: 0 })
    });
    of_it.collect()
}

/// A file by itself, or the `.repo` files of a directory.
fn files(place: &Path) -> Result<Vec<PathBuf>, RepoError> {
    if !place.is_dir() {
        return Ok(vec![place.to_owned()]);
    }
    // Hidden ones are what editors and package managers have left.
    let is_hidden =
        |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let is_meant = |path: &Path| path.extension().is_some_and(|it| it == "repo") && !is_hidden(path);
    let files = crate::source::files_in(place, is_meant)?;
    if files.is_empty() {
        return Err(ConfigError::NoFiles { path: place.to_owned() }.into());
    }
    Ok(files)
}
