//! What `dot -c` writes: which renderers, layouts and formats Graphviz's plugins have, read from the plugins.
//!
//! A plugin exports one table (`gvplugin_…_LTX_library` of `gvcext.h` and `gvplugin.h`): its name, and a list of kinds,
//! each with a list of types and their quality. All of it is data with relative relocations, so it can be read without
//! loading the plugin.

use std::collections::{BTreeMap, BTreeSet};

use object::elf::{R_AARCH64_ABS64, R_AARCH64_GLOB_DAT, R_X86_64_64, R_X86_64_GLOB_DAT};
use object::read::elf::ElfFile64;
use object::{Endianness, Object, ObjectSegment, ObjectSymbol, RelocationFlags, RelocationTarget};

use super::scene::Scene;
use crate::error::LayerError;
use crate::path;

/// The kinds of plugins, in the order of `api_t` in `gvcext.h`.
const KINDS: [&str; 5] = ["render", "layout", "textlayout", "device", "loadimage"];
/// More tables, or types in a table, no plugin has.
const MAX_ENTRIES: u64 = 1000;

/// What one plugin has.
#[derive(Debug, PartialEq, Eq)]
struct Plugin {
    /// The library's name, as `dot` loads it.
    library: String,
    name: String,
    /// Kind, and its types with their quality.
    tables: Vec<(&'static str, Vec<(String, i32)>)>,
}

/// Writes the configuration of every directory of plugins that has none.
pub(super) fn configure(scene: &mut Scene<'_>) -> Result<(), LayerError> {
    let mut directories: BTreeMap<String, (usize, Vec<Plugin>)> = BTreeMap::new();
    let mut file_names = BTreeSet::new();
    for (place, node, file) in scene.tree.files() {
        let name = path::name(place);
        let Some(package) = node.package else { continue };
        if let Some(major) =
            name.strip_prefix("libgvc.so.").map(|version| version.split('.').next().unwrap_or_default())
        {
            let bytes = file.content.read().map_err(LayerError::io("read", &node.origin))?;
            file_names.insert(configuration_name(&bytes, major));
        }
        if name.starts_with("libgvplugin_") {
            let bytes = file.content.read().map_err(LayerError::io("read", &node.origin))?;
            // The name that the library is loaded by has one number only: libgvplugin_core.so.6.
            let library = short_name(name);
            if let Some(plugin) = read(&bytes, library) {
                let directory = path::parent(&node.origin).to_owned();
                directories.entry(directory).or_insert_with(|| (package, Vec::new())).1.push(plugin);
            }
        }
    }
    for (directory, (package, plugins)) in directories {
        for file_name in &file_names {
            let file = format!("{directory}/{file_name}");
            if scene.file(&file, text(&plugins).into_bytes(), package) {
                let detail =
                    format!("lists what {} plugins of Graphviz have, as `dot -c` would", plugins.len());
                scene.info(package, &file, detail);
            }
        }
        // Newer versions look beside the library, as it was found: through lib/.
        let beside = "/usr/lib/graphviz";
        if directory != beside && !scene.base.contains(beside) {
            scene.link(beside, &directory, package);
        }
    }
    Ok(())
}

/// `config6`, and what a distribution appends: `config6a`.
fn configuration_name(library: &[u8], major: &str) -> String {
    let name = format!("config{major}");
    let behind = memchr::memmem::find(library, name.as_bytes()).and_then(|at| library.get(at + name.len()));
    match behind {
        Some(letter) if letter.is_ascii_lowercase() => format!("{name}{}", char::from(*letter)),
        _ => name,
    }
}

/// `libgvplugin_core.so.6.0.0` → `libgvplugin_core.so.6`.
fn short_name(name: &str) -> &str {
    let end = name.find(".so.").and_then(|at| name[at + 4..].find('.').map(|length| at + 4 + length));
    &name[..end.unwrap_or(name.len())]
}

fn text(plugins: &[Plugin]) -> String {
    let tables = || plugins.iter().flat_map(|plugin| &plugin.tables);
    let renderers: BTreeSet<&str> = tables()
        .filter(|(kind, _)| *kind == "render")
        .flat_map(|(_, types)| types)
        .map(|(name, _)| name.as_str())
        .collect();
    let mut text = String::from("# What \"dot -c\" would have written.\n");
    for plugin in plugins {
        text += &format!("{} {} {{\n", plugin.library, plugin.name);
        for (kind, types) in &plugin.tables {
            text += &format!("\t{kind} {{\n");
            for (name, quality) in types {
                // A format that no renderer serves cannot be loaded.
                let is_served = name.split_once(':').is_none_or(|(_, renderer)| renderers.contains(renderer));
                if is_served {
                    text += &format!("\t\t{name} {quality}\n");
                }
            }
            text += "\t}\n";
        }
        text += "}\n";
    }
    text
}

/// Reads a plugin's tables; `None` for what is none, or is for a machine of 32 bits.
fn read(bytes: &[u8], library: &str) -> Option<Plugin> {
    let file = ElfFile64::<Endianness>::parse(bytes).ok()?;
    let entry = file.dynamic_symbols().find(|symbol| {
        symbol.name().is_ok_and(|name| name.starts_with("gvplugin_") && name.ends_with("_LTX_library"))
    })?;
    let image = Image::new(&file);
    let name = image.string(image.pointer(entry.address())?)?;
    let mut tables = Vec::new();
    let kinds = image.pointer(entry.address() + 8)?;
    for number in 0..MAX_ENTRIES {
        let at = kinds.checked_add(number * 16)?;
        let Some(types) = image.pointer(at + 8).filter(|types| *types != 0) else { break };
        let kind = KINDS.get(usize::try_from(image.number(at)?).ok()?)?;
        tables.push((*kind, image.types(types)?));
    }
    Some(Plugin { library: library.to_owned(), name, tables })
}

/// A library as the loader would lay it out, at address 0.
struct Image<'a> {
    segments: Vec<(u64, &'a [u8])>,
    /// Where the loader puts an address, and which.
    relocated: BTreeMap<u64, u64>,
    is_little_endian: bool,
}

impl<'a> Image<'a> {
    fn new(file: &ElfFile64<'a, Endianness>) -> Self {
        let segments = file.segments().filter_map(|segment| Some((segment.address(), segment.data().ok()?)));
        let mut relocated = BTreeMap::new();
        for (at, relocation) in file.dynamic_relocations().into_iter().flatten() {
            let addend = relocation.addend().cast_unsigned();
            let value = match (relocation.target(), relocation.flags()) {
                (RelocationTarget::Symbol(index), RelocationFlags::Elf { r_type })
                    if [R_X86_64_64, R_X86_64_GLOB_DAT, R_AARCH64_ABS64, R_AARCH64_GLOB_DAT]
                        .contains(&r_type) =>
                {
                    let symbol = file
                        .dynamic_symbol_table()
                        .and_then(|table| object::ObjectSymbolTable::symbol_by_index(&table, index).ok());
                    symbol.map(|symbol| symbol.address().wrapping_add(addend))
                }
                (RelocationTarget::Symbol(_), _) => None,
                _ => Some(addend),
            };
            relocated.extend(value.map(|value| (at, value)));
        }
        Image { segments: segments.collect(), relocated, is_little_endian: file.is_little_endian() }
    }

    fn bytes(&self, address: u64) -> Option<&'a [u8]> {
        let (start, data) = self
            .segments
            .iter()
            .find(|(start, data)| (*start..*start + data.len() as u64).contains(&address))?;
        data.get(usize::try_from(address - start).ok()?..)
    }

    fn pointer(&self, address: u64) -> Option<u64> {
        if let Some(value) = self.relocated.get(&address) {
            return Some(*value);
        }
        let bytes = self.bytes(address)?.first_chunk::<8>()?;
        Some(if self.is_little_endian { u64::from_le_bytes(*bytes) } else { u64::from_be_bytes(*bytes) })
    }

    fn number(&self, address: u64) -> Option<i32> {
        let bytes = self.bytes(address)?.first_chunk::<4>()?;
        Some(if self.is_little_endian { i32::from_le_bytes(*bytes) } else { i32::from_be_bytes(*bytes) })
    }

    fn string(&self, address: u64) -> Option<String> {
        let bytes = self.bytes(address)?;
        let text = std::str::from_utf8(&bytes[..bytes.iter().take(200).position(|byte| *byte == 0)?]).ok()?;
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        is_plain.then(|| text.to_owned())
    }

    /// `gvplugin_installed_t`: a number, the type, its quality, and two pointers that only `dot` needs.
    fn types(&self, start: u64) -> Option<Vec<(String, i32)>> {
        let mut types = Vec::new();
        for number in 0..MAX_ENTRIES {
            let at = start.checked_add(number * 40)?;
            match self.pointer(at + 8) {
                None | Some(0) => break,
                Some(name) => types.push((self.string(name)?, self.number(at + 16)?)),
            }
        }
        Some(types)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_dot_uses() {
        assert_eq!(short_name("libgvplugin_core.so.6.0.0"), "libgvplugin_core.so.6");
        assert_eq!(short_name("libgvplugin_core.so.6"), "libgvplugin_core.so.6");
        assert_eq!(configuration_name(b"\0config6\0", "6"), "config6");
        assert_eq!(configuration_name(b"\0config6aH", "6"), "config6a");
        assert_eq!(configuration_name(b"", "8"), "config8");
    }

    #[test]
    fn formats_without_a_renderer_are_left_out() {
        let plugin = Plugin {
            library: "libgvplugin_x.so.6".into(),
            name: "x".into(),
            tables: vec![
                ("render", vec![("svg".into(), 1)]),
                ("device", vec![("svg:svg".into(), 1), ("png:lasi".into(), -1)]),
            ],
        };
        let expected =
            "libgvplugin_x.so.6 x {\n\trender {\n\t\tsvg 1\n\t}\n\tdevice {\n\t\tsvg:svg 1\n\t}\n}\n";
        assert!(text(&[plugin]).ends_with(expected));
        assert_eq!(read(b"\x7fELF", "x"), None);
    }
}
