//! Bytes taken for an `.rpm` file: headers, decompression, archive. Start it from real packages.
#![no_main]

use std::io::Cursor;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use rpmsolve_layer::{Limits, read_package_from};

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { unpacked_bytes: 16 << 20, ..Limits::default() };
    let _ = read_package_from(Cursor::new(bytes), Path::new("fuzz.rpm"), &limits);
});
