//! Bytes taken for keys, for a signature of themselves, and for a package. Nothing of it is accepted: no key is trusted
//! that the fuzzer could sign with.
#![no_main]

use std::time::{Duration, SystemTime};

use libfuzzer_sys::fuzz_target;
use rpmsolve_repo::Keyring;

fuzz_target!(|bytes: &[u8]| {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let mut keyring = Keyring::new();
    let _ = keyring.add(bytes, "fuzz.asc");
    keyring.retain(|_| false);
    assert!(keyring.verify_detached(bytes, bytes, "fuzz", now).is_err());
    assert!(keyring.verify_package(bytes, "fuzz.rpm", now).is_err());
});
