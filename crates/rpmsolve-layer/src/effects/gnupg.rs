//! GnuPG joins `/usr/bin` and the names of its programs at run time. Where its root is elsewhere, a file beside
//! `gpgconf` says so (gpgconf(1), "gpgconf.ctl").

use super::scene::Scene;
use crate::error::LayerError;
use crate::mapping::Layout;
use crate::tree::Entry;

const PROGRAM: &str = "/usr/bin/gpgconf";
const FILE: &str = "gpgconf.ctl";

/// Says where GnuPG's programs are, if the layer has them and they would ask.
pub(super) fn tell_root(scene: &mut Scene<'_>) -> Result<(), LayerError> {
    let Some(node) = scene.node(PROGRAM).filter(|_| scene.layout != Layout::Keep) else { return Ok(()) };
    let (Entry::File(file), Some(package)) = (&node.entry, node.package) else { return Ok(()) };
    let bytes = file.content.read().map_err(LayerError::io("read", PROGRAM))?;
    if memchr::memmem::find(&bytes, FILE.as_bytes()).is_none() {
        return Ok(());
    }
    let text = format!("rootdir = {}\n", scene.layout.mount());
    // No package's path: GnuPG's programs have it as the end of another.
    let path = format!("/opt/bin/{FILE}");
    if scene.file(&path, text.into_bytes(), package) {
        scene.info(package, &path, "tells GnuPG that its programs are in the layer");
    }
    Ok(())
}
