//! Bytes taken for an ELF file. Start it from real libraries.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rpmsolve_layer::Elf;

fuzz_target!(|bytes: &[u8]| {
    if let Some(elf) = Elf::parse(bytes) {
        let _ = elf.requires();
    }
});
