//! Tells the linker what a Node addon needs, and makes the directory that the addon's types are written to.

use std::env;
use std::fs;

fn main() {
    napi_build::setup();
    if let Some(directory) = env::var_os("NAPI_TYPE_DEF_TMP_FOLDER") {
        // Without it no types are written, which whoever looks for them says.
        let _ = fs::create_dir_all(directory);
    }
}
