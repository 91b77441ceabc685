//! What an ELF file says about how it is loaded: its machine, name, needs, search path and symbol versions.
//!
//! Read by section, as the `object` crate finds them; a damaged or stripped table says nothing rather than something
//! wrong. Sources: the System V gABI (chapter 5, "Dynamic Linking") and the LSB's "Symbol Versioning".

use std::collections::{BTreeMap, BTreeSet};

use object::Endianness;
use object::elf::{self, FileHeader32, FileHeader64};
use object::read::elf::{FileHeader, ProgramHeader, SectionTable};
use rpmsolve_repo::ElfClass;

/// The loader's view of a program or library.
///
/// # Example
///
/// What a file needs of others, as rpm's dependency generator would write it:
///
/// ```no_run
/// let bytes = std::fs::read("_rawffi.cpython-313-x86_64-linux-gnu.so")?;
/// if let Some(elf) = rpmsolve_layer::Elf::parse(&bytes) {
///     println!("{}", elf.requires().join("\n"));
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elf {
    /// Machine and width.
    pub kind: ElfKind,
    /// `PT_INTERP`: the loader of a dynamic program.
    pub interpreter: Option<String>,
    /// `DT_SONAME`: the name that others ask for.
    pub soname: Option<String>,
    /// `DT_NEEDED`, in order.
    pub needed: Vec<String>,
    /// Where its needs are looked for beside the usual places.
    pub search_path: Option<SearchPath>,
    /// Symbol versions that must be there, by the file name that has them.
    pub wanted_versions: BTreeMap<String, BTreeSet<String>>,
    /// Symbol versions that it defines.
    pub versions: BTreeSet<String>,
    pub(crate) seal: Option<Seal>,
}

/// What holds a digest or signature of a file, inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seal {
    /// Red Hat's cryptographic libraries have their FIPS digest in a section of its own.
    FipsDigest,
    /// A section of a signature.
    Signature,
    /// A signature behind the end, as kernel modules have it.
    Appended,
    /// Go's linker marks programs for Go's own cache of builds; nothing checks it at run time.
    GoBuildId,
}

impl Seal {
    /// What it is, in words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Seal::FipsDigest => "the FIPS digest in section .rodata1",
            Seal::Signature => "a signature section",
            Seal::Appended => "an appended signature",
            Seal::GoBuildId => "a Go build ID",
        }
    }
}

/// Machine and width: a library serves only programs of the same kind.
///
/// # Example
///
/// ```
/// use rpmsolve_layer::ElfKind;
/// assert_eq!(ElfKind::of_arch("aarch64").map(ElfKind::name).as_deref(), Some("aarch64"));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ElfKind {
    /// `e_machine`.
    pub machine: u16,
    /// `EI_CLASS` is `ELFCLASS64`.
    pub is_64_bit: bool,
}

/// `DT_RPATH` or `DT_RUNPATH`.
///
/// # Example
///
/// ```
/// let path = rpmsolve_layer::SearchPath { text: "$ORIGIN/../lib".into(), is_runpath: true, ..Default::default() };
/// assert_eq!(path.text.split(':').count(), 1);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchPath {
    /// Directories, `:` between them.
    pub text: String,
    /// Where the text stands in the file, in bytes.
    pub offset: usize,
    /// `DT_RUNPATH` comes behind `LD_LIBRARY_PATH`, `DT_RPATH` before it.
    pub is_runpath: bool,
}

impl ElfKind {
    /// The kind that programs of an architecture are of; `None` for one that is not known.
    #[must_use]
    pub fn of_arch(arch: &str) -> Option<ElfKind> {
        let (elf::Machine(machine), is_64_bit) = match arch {
            "x86_64" => (elf::EM_X86_64, true),
            "aarch64" | "arm64" => (elf::EM_AARCH64, true),
            "i386" | "i486" | "i586" | "i686" => (elf::EM_386, false),
            "ppc64le" | "ppc64" => (elf::EM_PPC64, true),
            "s390x" => (elf::EM_S390, true),
            "riscv64" => (elf::EM_RISCV, true),
            "armv7hl" | "armhfp" => (elf::EM_ARM, false),
            _ => return None,
        };
        Some(ElfKind { machine, is_64_bit })
    }

    /// Its width, as capabilities of packages say it.
    #[must_use]
    pub fn class(self) -> ElfClass {
        if self.is_64_bit { ElfClass::Elf64 } else { ElfClass::Elf32 }
    }

    /// RPM's name of the architecture; `None` for one that is not known.
    #[must_use]
    pub fn arch(self) -> Option<&'static str> {
        let known = ["x86_64", "aarch64", "i686", "ppc64le", "s390x", "riscv64", "armv7hl"];
        known.into_iter().find(|arch| ElfKind::of_arch(arch) == Some(self))
    }

    /// RPM's name of the architecture, or the number of the machine.
    #[must_use]
    pub fn name(self) -> String {
        self.arch().map_or_else(|| format!("ELF machine {}", self.machine), str::to_owned)
    }
}

impl Elf {
    /// Reads a file; `None` for what is no ELF program or library.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Elf> {
        match object::FileKind::parse(bytes).ok()? {
            object::FileKind::Elf64 => read::<FileHeader64<Endianness>>(bytes),
            object::FileKind::Elf32 => read::<FileHeader32<Endianness>>(bytes),
            _ => None,
        }
    }

    /// What it needs as packages require it: `libz.so.1()(64bit)`, `libc.so.6(GLIBC_2.34)(64bit)`.
    ///
    /// The form is that of rpm's `elfdeps` (tools/elfdeps.c): symbol version in the first parentheses, `(64bit)` behind
    /// them for 64-bit files.
    #[must_use]
    pub fn requires(&self) -> Vec<String> {
        let mark = if self.kind.is_64_bit { "(64bit)" } else { "" };
        let mut requires = Vec::new();
        for soname in &self.needed {
            requires.push(if mark.is_empty() { soname.clone() } else { format!("{soname}(){mark}") });
            let versions = self.wanted_versions.get(soname).into_iter().flatten();
            requires.extend(versions.map(|version| format!("{soname}({version}){mark}")));
        }
        requires
    }

    /// True when the loader has to find something for it.
    pub(crate) fn is_dynamic(&self) -> bool {
        !self.needed.is_empty() || self.interpreter.is_some() || self.soname.is_some()
    }
}

fn read<Header: FileHeader<Endian = Endianness>>(bytes: &[u8]) -> Option<Elf> {
    let header = Header::parse(bytes).ok()?;
    let endian = header.endian().ok()?;
    if !matches!(header.e_type(endian), elf::ET_EXEC | elf::ET_DYN) {
        return None;
    }
    let elf::Machine(machine) = header.e_machine(endian);
    let kind = ElfKind { machine, is_64_bit: header.is_type_64() };
    let mut result = Elf { kind, ..Elf::default() };
    for segment in header.program_headers(endian, bytes).unwrap_or_default() {
        if let Ok(Some(name)) = segment.interpreter(endian, bytes) {
            result.interpreter = Some(text(name));
        }
    }
    if let Ok(sections) = header.sections(endian, bytes) {
        read_dynamic(&mut result, bytes, endian, &sections);
        // What cannot be read of the versions is left out: the loader would refuse the file anyway.
        let _ = read_versions(&mut result, bytes, endian, &sections);
        result.seal = seal(bytes, endian, &sections);
    }
    Some(result)
}

fn read_dynamic<Header: FileHeader<Endian = Endianness>>(
    result: &mut Elf,
    bytes: &[u8],
    endian: Endianness,
    sections: &SectionTable<'_, Header>,
) {
    let Ok(table) = sections.dynamic_table(endian, bytes) else { return };
    for entry in &table {
        let string = || table.string(entry).ok();
        match entry.tag {
            elf::DT_NEEDED => result.needed.extend(string().map(text)),
            elf::DT_SONAME => result.soname = string().map(text),
            // Where both are given the loader takes DT_RUNPATH.
            elf::DT_RPATH if result.search_path.is_some() => {}
            elf::DT_RPATH | elf::DT_RUNPATH => {
                let is_runpath = entry.tag == elf::DT_RUNPATH;
                let path = string().and_then(|string| {
                    let offset = (string.as_ptr() as usize).checked_sub(bytes.as_ptr() as usize)?;
                    Some(SearchPath { text: text(string), offset, is_runpath })
                });
                result.search_path = path.or(result.search_path.take());
            }
            _ => {}
        }
    }
}

fn read_versions<Header: FileHeader<Endian = Endianness>>(
    result: &mut Elf,
    bytes: &[u8],
    endian: Endianness,
    sections: &SectionTable<'_, Header>,
) -> object::read::Result<()> {
    if let Some((mut files, link)) = sections.gnu_verneed(endian, bytes)? {
        let strings = sections.strings(endian, bytes, link)?;
        while let Some((file, mut versions)) = files.next()? {
            let wanted = result.wanted_versions.entry(text(file.file(endian, strings)?)).or_default();
            while let Some(version) = versions.next()? {
                if !version.vna_flags.get(endian).contains(elf::VER_FLG_WEAK) {
                    wanted.insert(text(version.name(endian, strings)?));
                }
            }
        }
    }
    if let Some((mut definitions, link)) = sections.gnu_verdef(endian, bytes)? {
        let strings = sections.strings(endian, bytes, link)?;
        while let Some((definition, mut names)) = definitions.next()? {
            let is_base = definition.vd_flags.get(endian).contains(elf::VER_FLG_BASE);
            if let Some(name) = names.next()?.filter(|_| !is_base) {
                result.versions.insert(text(name.name(endian, strings)?));
            }
        }
    }
    Ok(())
}

/// By the end of the file, and by the names of its sections.
fn seal<Header: FileHeader<Endian = Endianness>>(
    bytes: &[u8],
    endian: Endianness,
    sections: &SectionTable<'_, Header>,
) -> Option<Seal> {
    if bytes.ends_with(b"~Module signature appended~\n") {
        return Some(Seal::Appended);
    }
    sections.iter().find_map(|section| match sections.section_name(endian, section) {
        Ok(b".rodata1") => Some(Seal::FipsDigest),
        Ok(b".note.signature" | b".sig" | b".signature") => Some(Seal::Signature),
        Ok(b".note.go.buildid") => Some(Seal::GoBuildId),
        _ => None,
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_very_test_can_be_loaded() {
        let bytes = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let Some(elf) = Elf::parse(&bytes) else { return };
        assert_eq!(elf.kind.name(), std::env::consts::ARCH);
        assert!(elf.interpreter.is_some_and(|path| path.contains("ld-")));
        assert!(elf.needed.iter().any(|name| name == "libc.so.6"));
        assert!(elf.wanted_versions["libc.so.6"].iter().all(|version| version.starts_with("GLIBC_")));
    }

    #[test]
    fn no_prefix_of_a_program_panics() {
        let bytes = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        for length in (0..200).chain((200..bytes.len()).step_by(bytes.len() / 50)) {
            let _ = Elf::parse(&bytes[..length]);
        }
        assert_eq!(Elf::parse(b"#!/bin/sh"), None);
    }
}
