//! What comparisons with other solvers share: small random cases, how they are written down, and how one that fails is
//! made smaller; and samples of large repositories.

pub mod answer;
pub mod case;
pub mod exhaustive;
pub mod minimise;
pub mod random;
pub mod sample;
