//! Keys that come with rpmsolve: those of Amazon Linux, whose packages Lambda layers are made of.
//!
//! Who reads the key from the same place as the packages trusts whoever stands in between; a key that is part of the
//! program does away with that. The keys are published in Amazon's documentation and in
//! <https://github.com/rpm-software-management/distribution-gpg-keys>.

use super::Keyring;

/// Fingerprint of the key that signs the packages and repositories of Amazon Linux 2023.
pub const AMAZON_LINUX_2023: &str = "B21C50FA44A99720EAA72F7FE951904AD832C631";

/// Fingerprint of the key that signs the packages of Amazon Linux 2. The key itself is not part of rpmsolve; one that
/// was read from elsewhere is to be held against this ([`Keyring::only`]).
pub const AMAZON_LINUX_2: &str = "99E617FE5DB527C0D8BD5F8E11CF1F95C87F5B1A";

/// The key of Amazon Linux 2023.
///
/// # Example
///
/// ```
/// use rpmsolve_repo::built_in;
///
/// let keyring = built_in::amazon_linux_2023();
/// let fingerprints: Vec<String> = keyring.fingerprints().map(|fingerprint| fingerprint.to_string()).collect();
/// assert_eq!(fingerprints, [built_in::AMAZON_LINUX_2023]);
/// ```
pub fn amazon_linux_2023() -> Keyring {
    let mut keyring = Keyring::new();
    let key = include_bytes!("keys/amazon-linux-2023.asc");
    keyring
        .add(key, "the built-in key of Amazon Linux 2023")
        .expect("the file is part of the program, and a test reads it");
    keyring
}
