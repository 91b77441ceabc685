//! How much a set of packages may claim before it is refused.
//!
//! The limits guard memory and time against packages that lie; an honest layer is far below them (Lambda itself
//! allows 250 MiB).

use std::sync::atomic::{AtomicU64, Ordering};

/// Bounds on what is read and unpacked. The defaults fit every real layer.
///
/// # Example
///
/// ```
/// let limits = rpmsolve_layer::Limits { unpacked_bytes: 300 << 20, ..Default::default() };
/// assert_eq!(limits.unpacked_bytes, 314_572_800);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes that all packages together may unpack to, dropped files included. Default 2 GiB.
    pub unpacked_bytes: u64,
    /// Longest `.rpm` file that is read, in bytes. Default 2 GiB.
    pub package_bytes: u64,
    /// Most files of one package. Default 500,000.
    pub files: u64,
    /// Bytes of files that are kept in memory; what comes behind them goes to a file beside the output. Default
    /// 64 MiB.
    pub memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { unpacked_bytes: 2 << 30, package_bytes: 2 << 30, files: 500_000, memory_bytes: 64 << 20 }
    }
}

/// What is left of [`Limits::unpacked_bytes`], shared by the threads that unpack.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU64);

impl Budget {
    pub(crate) fn new(bytes: u64) -> Self {
        Budget(AtomicU64::new(bytes))
    }

    /// Takes `bytes` away; false when there were not enough.
    pub(crate) fn take(&self, bytes: u64) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes)).is_ok()
    }
}
