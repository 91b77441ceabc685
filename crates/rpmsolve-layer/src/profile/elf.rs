//! What an ELF file says of itself as a shared library: its soname, and the symbol versions that it defines
//! (the gABI's dynamic section, and the version definitions of the GNU extension to it).

use std::collections::BTreeSet;

use object::elf;
use object::read::elf::{Dyn, ElfFile, FileHeader};
use rpmsolve_repo::ElfClass;

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

/// More symbol versions than any library has (glibc has fewer than 50); what claims more is damaged.
const VERSIONS_MAX: usize = 10_000;

/// Reads a shared library; `None` for anything else, damaged files and libraries without a soname included.
pub(crate) fn read(bytes: &[u8]) -> Option<SharedLibrary> {
    match object::FileKind::parse(bytes).ok()? {
        object::FileKind::Elf64 => {
            read_class::<elf::FileHeader64<object::Endianness>>(bytes, ElfClass::Elf64)
        }
        object::FileKind::Elf32 => {
            read_class::<elf::FileHeader32<object::Endianness>>(bytes, ElfClass::Elf32)
        }
        _ => None,
    }
}

fn read_class<Elf: FileHeader<Endian = object::Endianness>>(
    bytes: &[u8],
    class: ElfClass,
) -> Option<SharedLibrary> {
    let file = ElfFile::<Elf>::parse(bytes).ok()?;
    let (endian, sections) = (file.endian(), file.elf_section_table());
    let (entries, strings) = sections.dynamic(endian, bytes).ok()??;
    let strings = sections.strings(endian, bytes, strings).ok()?;
    let entry = entries.iter().find(|entry| entry.tag(endian) == elf::DT_SONAME)?;
    let soname = text(strings.get(entry.val32(endian)?).ok()?)?;
    let mut versions = BTreeSet::new();
    if let Some((mut definitions, strings)) = sections.gnu_verdef(endian, bytes).ok()? {
        let strings = sections.strings(endian, bytes, strings).ok()?;
        for _ in 0..VERSIONS_MAX {
            let Some((definition, mut names)) = definitions.next().ok()? else { break };
            // The first name is the version, the others are what it grew out of.
            if !definition.vd_flags.get(endian).contains(elf::VER_FLG_BASE)
                && let Some(name) = names.next().ok()?
            {
                versions.insert(text(name.name(endian, strings).ok()?)?);
            }
        }
    }
    let machine = file.elf_header().e_machine(endian);
    let is_little = matches!(endian, object::Endianness::Little);
    let arch = ARCHITECTURES
        .iter()
        .find(|(code, of, little, _)| (*code, *of, *little) == (machine, class, is_little));
    Some(SharedLibrary { soname, versions, class, arch: arch.map(|(_, _, _, arch)| *arch) })
}

/// Machine, class and byte order (true for little-endian) of architectures.
const ARCHITECTURES: [(elf::Machine, ElfClass, bool, &str); 9] = [
    (elf::EM_X86_64, ElfClass::Elf64, true, "x86_64"),
    (elf::EM_AARCH64, ElfClass::Elf64, true, "aarch64"),
    (elf::EM_386, ElfClass::Elf32, true, "i686"),
    (elf::EM_ARM, ElfClass::Elf32, true, "armv7hl"),
    (elf::EM_PPC64, ElfClass::Elf64, true, "ppc64le"),
    (elf::EM_PPC64, ElfClass::Elf64, false, "ppc64"),
    (elf::EM_S390, ElfClass::Elf64, false, "s390x"),
    (elf::EM_RISCV, ElfClass::Elf64, true, "riscv64"),
    (elf::EM_LOONGARCH, ElfClass::Elf64, true, "loongarch64"),
];

/// A name that can stand in a list of words.
fn text(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let is_word = !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    is_word.then(|| text.to_owned())
}

/// The architecture of 32 bits whose programs run beside those of one of 64.
pub(crate) fn companion(arch: &str) -> Option<&'static str> {
    match arch {
        "x86_64" => Some("i686"),
        "aarch64" => Some("armv7hl"),
        _ => None,
    }
}
