//! A small writer of ELF files that have just what the loader asks about: needs, names, versions, a search path.

use std::collections::BTreeMap;

/// A shared object (or program) of x86_64 to be written.
#[derive(Clone, Default)]
pub(crate) struct Library {
    pub(crate) soname: &'static str,
    pub(crate) needed: Vec<&'static str>,
    pub(crate) runpath: &'static str,
    /// Is the search path a `DT_RPATH`?
    pub(crate) is_rpath: bool,
    /// Versions that it needs: of which library, which.
    pub(crate) wants: Vec<(&'static str, &'static str)>,
    /// Versions that it defines.
    pub(crate) defines: Vec<&'static str>,
    /// Text in its read-only data.
    pub(crate) text: &'static str,
    /// Number of the machine; 0 for x86_64.
    pub(crate) machine: u16,
}

const DT_NEEDED: u64 = 1;
const DT_SONAME: u64 = 14;
const DT_RPATH: u64 = 15;
const DT_RUNPATH: u64 = 29;

#[derive(Default)]
struct Strings {
    bytes: Vec<u8>,
    known: BTreeMap<String, u32>,
}

impl Strings {
    fn add(&mut self, text: &str) -> u32 {
        if self.bytes.is_empty() {
            self.bytes.push(0);
        }
        *self.known.entry(text.to_owned()).or_insert_with(|| {
            let at = self.bytes.len() as u32;
            self.bytes.extend(text.bytes().chain([0]));
            at
        })
    }
}

impl Library {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut strings = Strings::default();
        let dynamic = self.dynamic(&mut strings);
        let needs = self.needs(&mut strings);
        let definitions = self.definitions(&mut strings);
        let text = format!("\0{}\0", self.text).into_bytes();
        // Kind, contents, link, info.
        let sections: [(u32, Vec<u8>, u32, u32); 6] = [
            (3, strings.bytes, 0, 0),
            (6, dynamic, 1, 0),
            (0x6fff_fffe, needs, 1, self.wants.len() as u32),
            (0x6fff_fffd, definitions, 1, self.defines.len() as u32),
            (1, text, 0, 0),
            (3, b"\0.dynstr\0".to_vec(), 0, 0),
        ];
        let mut bytes = vec![0; 64];
        let mut table = vec![0; 64];
        for (kind, contents, link, info) in sections.iter().filter(|(_, contents, ..)| !contents.is_empty()) {
            bytes.resize(bytes.len().next_multiple_of(8), 0);
            table.extend(1_u32.to_le_bytes());
            table.extend(kind.to_le_bytes());
            for number in [0, 0, bytes.len() as u64, contents.len() as u64] {
                table.extend(number.to_le_bytes());
            }
            table.extend(link.to_le_bytes());
            table.extend(info.to_le_bytes());
            table.extend(8_u64.to_le_bytes());
            table.extend(if *kind == 6 { 16_u64 } else { 0 }.to_le_bytes());
            bytes.extend(contents);
        }
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        let machine = if self.machine == 0 { 62 } else { self.machine };
        let sections = (table.len() / 64) as u16;
        let mut head = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
        head.extend(3_u16.to_le_bytes());
        head.extend(machine.to_le_bytes());
        head.extend(1_u32.to_le_bytes());
        for number in [0, 0, bytes.len() as u64] {
            head.extend(number.to_le_bytes());
        }
        head.extend(0_u32.to_le_bytes());
        for number in [64, 56, 0, 64, sections, sections - 1] {
            head.extend(number.to_le_bytes());
        }
        bytes[..64].copy_from_slice(&head);
        bytes.extend(table);
        bytes
    }

    fn dynamic(&self, strings: &mut Strings) -> Vec<u8> {
        let path = if self.is_rpath { DT_RPATH } else { DT_RUNPATH };
        let mut entries: Vec<(u64, &str)> = self.needed.iter().map(|name| (DT_NEEDED, *name)).collect();
        entries.extend(
            [(DT_SONAME, self.soname), (path, self.runpath)].into_iter().filter(|(_, text)| !text.is_empty()),
        );
        let mut bytes = Vec::new();
        for (tag, text) in entries {
            bytes.extend(tag.to_le_bytes());
            bytes.extend(u64::from(strings.add(text)).to_le_bytes());
        }
        bytes.extend([0; 16]);
        bytes
    }

    fn needs(&self, strings: &mut Strings) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (index, (library, version)) in self.wants.iter().enumerate() {
            let next = if index + 1 == self.wants.len() { 0_u32 } else { 32 };
            bytes.extend([1, 0, 1, 0]);
            for number in [strings.add(library), 16, next, 0] {
                bytes.extend(number.to_le_bytes());
            }
            bytes.extend([0, 0, 2, 0]);
            bytes.extend(strings.add(version).to_le_bytes());
            bytes.extend([0; 4]);
        }
        bytes
    }

    fn definitions(&self, strings: &mut Strings) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (index, version) in self.defines.iter().enumerate() {
            let next = if index + 1 == self.defines.len() { 0_u32 } else { 28 };
            bytes.extend([1, 0, 0, 0, index as u8 + 2, 0, 1, 0]);
            for number in [0, 20, next, strings.add(version), 0] {
                bytes.extend(number.to_le_bytes());
            }
        }
        bytes
    }
}
