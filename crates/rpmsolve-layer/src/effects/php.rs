//! `phpenmod`: which of Debian's PHP modules are switched on, by links from `conf.d` of each interface to
//! `mods-available`.

use super::scene::Scene;
use super::shell::Command;
use crate::error::LayerError;
use crate::path;

/// A module to be switched on: PHP's version, the interface or `ALL`, the module, and the package.
pub(super) type Module = [String; 3];

/// What a command switches on: `php_invoke enmod VERSION INTERFACE MODULE…`, or `phpenmod -v … -s … MODULE…`.
pub(super) fn modules(command: &Command) -> Vec<Module> {
    let words: Vec<&str> = command.words.iter().filter_map(|word| word.text()).collect();
    let (version, interface, modules) = match words[..] {
        ["php_invoke", "enmod", version, interface, ref modules @ ..] => (version, interface, modules),
        [_, "-v", version, "-s", interface, ref modules @ ..] => (version, interface, modules),
        [_, "-v", version, ref modules @ ..] => (version, "ALL", modules),
        _ => return Vec::new(),
    };
    modules.iter().map(|module| [version, interface, module].map(str::to_owned)).collect()
}

/// Makes the links.
pub(super) fn enable(modules: &[(Module, usize)], scene: &mut Scene<'_>) -> Result<(), LayerError> {
    for ([version, interface, module], package) in modules {
        let available = format!("/etc/php/{version}/mods-available/{module}.ini");
        let Some(priority) = priority(&available, scene)? else { continue };
        let start = format!("/etc/php/{version}/");
        let directories: Vec<String> = scene
            .tree
            .iter()
            .map(|(_, node)| node.origin.as_str())
            .filter(|origin| path::name(origin) == "conf.d" && origin.starts_with(&start))
            .filter(|origin| interface == "ALL" || path::name(path::parent(origin)) == interface)
            .map(str::to_owned)
            .collect();
        for directory in directories {
            let link = format!("{directory}/{priority}-{module}.ini");
            if scene.link(&link, &available, *package) {
                scene.info(*package, &link, "switches the module on, as its scriptlet would");
            }
        }
    }
    Ok(())
}

/// The number in `; priority=20`; `None` if the layer has no such file.
fn priority(available: &str, scene: &Scene<'_>) -> Result<Option<String>, LayerError> {
    let Some(crate::tree::Entry::File(file)) = scene.node(available).map(|node| &node.entry) else {
        return Ok(None);
    };
    let bytes = file.content.read().map_err(LayerError::io("read", available))?;
    let text = String::from_utf8_lossy(&bytes);
    let number = text.lines().find_map(|line| line.trim().strip_prefix("; priority="));
    let digits =
        number.filter(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    Ok(Some(digits.unwrap_or("20").to_owned()))
}
