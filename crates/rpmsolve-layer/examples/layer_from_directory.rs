//! Builds a layer from every `.rpm` file below a directory, against a list of the base image's paths.
//!
//!     cargo run --example layer_from_directory -- PACKAGES BASE_PATHS.txt OUT.zip
//!
//! No solver is involved: it shows the library, and serves for trying real packages in a chroot.

use std::path::{Path, PathBuf};

use rpmsolve_layer::{BaseImage, LayerOptions, LayerPackage, Output, build_layer};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut argument = || arguments.next().ok_or("usage: layer_from_directory PACKAGES BASE_PATHS.txt OUT");
    let (directory, paths, output) = (argument()?, argument()?, argument()?);
    let base = BaseImage::from_paths(std::fs::read_to_string(paths)?.lines());
    let mut files = Vec::new();
    rpms(Path::new(&directory), &mut files)?;
    let packages: Vec<LayerPackage> = files
        .into_iter()
        .map(|path| {
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            LayerPackage::new(name, "directory", path)
        })
        .collect();
    let report =
        build_layer(&packages, &base, &LayerOptions::default(), &Output::from_path(output), &mut |_| {})?;
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}

fn rpms(directory: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            rpms(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rpm") {
            found.push(path);
        }
    }
    Ok(())
}
