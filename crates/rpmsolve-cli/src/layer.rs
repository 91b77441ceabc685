//! `rpmsolve layer`.

use crate::arguments::LayerArguments;
use crate::output::{CommandError, Status};

pub(crate) fn run(_: &LayerArguments, _: bool) -> Result<Status, CommandError> {
    Err(CommandError::Usage { message: "layers are being built".to_owned() })
}
