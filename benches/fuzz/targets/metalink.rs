//! Bytes taken for a metalink: whatever is in it, it is read or refused, and says of no repomd.xml that it is both old
//! and unknown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rpmsolve::metadata::Metalink;

fuzz_target!(|bytes: &[u8]| {
    let Ok(metalink) = Metalink::parse(bytes, "fuzz.xml") else { return };
    if metalink.is_of(bytes) {
        assert!(metalink.allows(bytes));
    }
});
