//! placeholder
pub(crate) fn test() -> Result<(), String> { Ok(()) }
pub(crate) fn corpus() -> Result<(), String> { Ok(()) }
pub(crate) fn no_c() -> Result<(), String> { Ok(()) }
