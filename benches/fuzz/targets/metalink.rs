//! Bytes taken for a metalink: they are read or refused. No file has its own SHA-256 in it, so none is allowed by itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rpmsolve::metadata::Metalink;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(metalink) = Metalink::parse(bytes, "fuzz.xml") {
        assert!(!metalink.allows(bytes));
    }
});
