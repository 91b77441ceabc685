//! Architectures: which of them a system accepts, in which order it prefers them, and which may be installed
//! side by side. The table is rpm's own families as libsolv writes them down (poolarch.c).

/// Which architectures a system accepts, and in which order.
///
/// # Example
///
/// ```
/// use rpmsolve::ArchPolicy;
///
/// let policy = ArchPolicy::new("x86_64");
/// assert!(policy.rank("x86_64") < policy.rank("i686"));
/// assert!(policy.rank("noarch").is_some());
/// assert_eq!(policy.rank("aarch64"), None);
/// assert_eq!(policy.rank("src"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchPolicy {
    /// The accepted architectures, best first; `None` if all are accepted alike.
    accepted: Option<Vec<String>>,
}

/// How good an architecture is on a system: the lower the better, noarch before all.
///
/// # Example
///
/// ```
/// use rpmsolve::ArchPolicy;
///
/// let rank = ArchPolicy::new("x86_64").rank("noarch").expect("noarch runs everywhere");
/// assert!(rank.is_noarch());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArchRank(u16);

/// The kinds of machine code that a package may hold, as a set: rpm's "colours".
///
/// # Example
///
/// ```
/// use rpmsolve::Colours;
///
/// assert!(!Colours::of("i686").intersects(Colours::of("x86_64")));
/// assert!(Colours::of("noarch").intersects(Colours::of("x86_64")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colours(u8);

/// What each system accepts beside itself, best first.
const FALLBACKS: [(&str, &str); 37] = [
    ("x86_64_v4", "x86_64_v3 x86_64_v2 x86_64 i686 athlon i586 i486 i386"),
    ("x86_64_v3", "x86_64_v2 x86_64 i686 athlon i586 i486 i386"),
    ("x86_64_v2", "x86_64 i686 athlon i586 i486 i386"),
    ("x86_64", "i686 athlon i586 i486 i386"),
    ("i686", "i586 i486 i386"),
    ("i586", "i486 i386"),
    ("i486", "i386"),
    ("i386", ""),
    ("athlon", "i686 i586 i486 i386"),
    ("aarch64", ""),
    ("s390x", "s390"),
    ("s390", ""),
    ("ia64", "i686 i586 i486 i386"),
    ("ppc64", "ppc"),
    ("ppc64p7", "ppc64 ppc"),
    ("ppc64le", ""),
    ("ppc", ""),
    ("armv7hnl", "armv7hl armv6hl"),
    ("armv7hl", "armv6hl"),
    ("armv6hl", ""),
    ("armv7l", "armv6l armv5tejl armv5tel armv5tl armv5l armv4tl armv4l armv3l"),
    ("armv6l", "armv5tejl armv5tel armv5tl armv5l armv4tl armv4l armv3l"),
    ("armv5tejl", "armv5tel armv5tl armv5l armv4tl armv4l armv3l"),
    ("armv5tel", "armv5tl armv5l armv4tl armv4l armv3l"),
    ("armv5tl", "armv5l armv4tl armv4l armv3l"),
    ("armv5l", "armv4tl armv4l armv3l"),
    ("armv4tl", "armv4l armv3l"),
    ("armv4l", "armv3l"),
    ("armv3l", ""),
    ("sparc64v", "sparc64 sparcv9v sparcv9 sparcv8 sparc"),
    ("sparc64", "sparcv9 sparcv8 sparc"),
    ("sparcv9", "sparcv8 sparc"),
    ("sparcv8", "sparc"),
    ("riscv64", ""),
    ("loongarch64", ""),
    ("mips64el", "mipsel"),
    ("mipsel", ""),
];

/// RPM's name of an architecture, which may be given by the name that Lambda and Docker have for it.
///
/// # Example
///
/// ```
/// assert_eq!(rpmsolve::rpm_arch("arm64"), "aarch64");
/// assert_eq!(rpmsolve::rpm_arch("i686"), "i686");
/// ```
pub fn rpm_arch(arch: &str) -> &str {
    match arch {
        "amd64" => "x86_64",
        "arm64" => "aarch64",
        other => other,
    }
}

impl ArchPolicy {
    /// The policy of a system; one that is not known accepts itself and noarch.
    pub fn new(arch: &str) -> Self {
        let fallbacks =
            FALLBACKS.iter().find(|(name, _)| *name == arch).map_or("", |(_, fallbacks)| fallbacks);
        let accepted = [arch].into_iter().chain(fallbacks.split_ascii_whitespace());
        Self { accepted: Some(accepted.map(str::to_owned).collect()) }
    }

    /// A policy that accepts every architecture and prefers none.
    pub fn any() -> Self {
        Self { accepted: None }
    }

    /// The architecture that it is for; `None` for one that accepts all.
    pub(crate) fn arch(&self) -> Option<&str> {
        self.accepted.as_ref()?.first().map(String::as_str)
    }

    /// How good an architecture is; `None` if its packages do not exist for the system, as those of source
    /// packages never do (libsolv, repo.h, `pool_installable`).
    pub fn rank(&self, arch: &str) -> Option<ArchRank> {
        match (arch, &self.accepted) {
            ("src" | "nosrc", _) => None,
            ("noarch", _) => Some(ArchRank(0)),
            (_, None) => Some(ArchRank(1)),
            (_, Some(accepted)) => {
                let position = accepted.iter().position(|name| name == arch)?;
                Some(ArchRank(u16::try_from(position + 1).unwrap_or(u16::MAX)))
            }
        }
    }
}

impl ArchRank {
    /// That of a package which is installed though it is for another system: worse than any.
    pub(crate) const FOREIGN: Self = Self(u16::MAX);

    pub(crate) fn from_class(class: u16) -> Self {
        Self(class)
    }

    /// Whether it is that of noarch.
    pub fn is_noarch(self) -> bool {
        self.0 == 0
    }

    /// The architecture class: packages are never moved from one to another by an update.
    pub fn class(self) -> u16 {
        self.0
    }
}

impl Colours {
    /// The colours of an architecture: 64 bit if its name says so or it is s390x, both for noarch, else 32 bit
    /// (libsolv, poolarch.c, `pool_arch2color_slow`).
    pub fn of(arch: &str) -> Self {
        match arch {
            "noarch" => Self(3),
            "s390x" => Self(2),
            _ if arch.contains("64") => Self(2),
            _ => Self(1),
        }
    }

    pub(crate) fn bits(self) -> u8 {
        self.0
    }

    pub(crate) fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// Whether the two have a colour in common, so that packages of one name exclude each other.
    pub fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
