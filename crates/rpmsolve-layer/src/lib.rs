//! Layers.
mod error;
mod limits;
mod package;
mod path;
pub use error::LayerError;
pub use limits::Limits;
pub use package::*;
