//! What a profile records of an ELF file: its soname, its symbol versions, and what it is for.

use std::collections::BTreeSet;

use rpmsolve_repo::ElfClass;

use crate::elf::Elf;

/// A shared library as its own header describes it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SharedLibrary {
    /// `DT_SONAME`.
    pub(crate) soname: String,
    /// The symbol versions that it defines, without the one that stands for the file itself.
    pub(crate) versions: BTreeSet<String>,
    /// 32 or 64 bits.
    pub(crate) class: ElfClass,
    /// RPM's name of the architecture; `None` if it is not one of the usual ones.
    pub(crate) arch: Option<&'static str>,
}

/// Reads a shared library; `None` for anything else, damaged files and libraries without a soname included.
pub(crate) fn read(bytes: &[u8]) -> Option<SharedLibrary> {
    let elf = Elf::parse(bytes)?;
    let class = elf.kind.class();
    let soname = elf.soname.filter(|soname| is_word(soname))?;
    let versions = elf.versions.into_iter().filter(|version| is_word(version)).collect();
    Some(SharedLibrary { soname, versions, class, arch: elf.kind.arch() })
}

/// True for a name that can stand in a list of words.
fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// The architecture of 32 bits whose programs run beside those of one of 64.
pub(crate) fn companion(arch: &str) -> Option<&'static str> {
    match arch {
        "x86_64" => Some("i686"),
        "aarch64" => Some("armv7hl"),
        _ => None,
    }
}
