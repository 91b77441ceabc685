//! What the crate rpmrepo_metadata takes to read a primary.xml, which is all that it does with one:
//! `rpmrepo-metadata-peer PRIMARY` prints one line of JSON. A process of its own, as all that is measured beside us.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use rpmrepo_metadata::{PrimaryXml, utils};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a primary.xml")?;
    let start = Instant::now();
    let mut reader = PrimaryXml::new_reader(utils::xml_reader_from_file(Path::new(&path))?);
    reader.read_header()?;
    let (mut package, mut packages) = (None, 0);
    loop {
        reader.read_package(&mut package)?;
        if package.take().is_none() {
            break;
        }
        packages += 1;
    }
    let parse_us = start.elapsed().as_secs_f64() * 1e6;
    println!(r#"{{"packages": {packages}, "parse_us": {parse_us}}}"#);
    Ok(())
}
