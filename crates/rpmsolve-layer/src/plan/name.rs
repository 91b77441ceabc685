//! What the layers of a plan are called: after the functions that take them.

use std::collections::BTreeSet;

/// Longest name that is put together from others; Lambda allows 140 characters for a layer.
const NAME_MAX: usize = 64;

/// True for what Lambda takes as the name of a function, and every file system as that of a file.
pub(crate) fn is_name(text: &str) -> bool {
    let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !text.is_empty() && text.len() <= NAME_MAX && text.bytes().all(is_fine)
}

/// A name for each layer, by the names of the functions that take it: that of its only function, `shared` for all
/// functions, `shared-` and the functions' names otherwise.
pub(crate) fn names(layers: &[Vec<&str>], functions: usize) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut free = |wanted: String| {
        let numbered = (2..).map(|number| format!("{wanted}-{number}"));
        let name = std::iter::once(wanted.clone()).chain(numbered).find(|name| taken.insert(name.clone()));
        name.unwrap_or(wanted)
    };
    let name = |layer: &Vec<&str>| match layer.as_slice() {
        [only] => (*only).to_owned(),
        all if all.len() == functions => "shared".to_owned(),
        some => Some(format!("shared-{}", some.join("-")))
            .filter(|name| name.len() <= NAME_MAX)
            .unwrap_or_else(|| format!("shared-by-{}", some.len())),
    };
    layers.iter().map(|layer| free(name(layer))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_called_after_their_functions() {
        let long = "x".repeat(60);
        let layers =
            [vec!["a", "b", "shared"], vec!["a", "b"], vec!["shared"], vec!["a", &long], vec!["b", &long]];
        assert_eq!(names(&layers, 3), ["shared", "shared-a-b", "shared-2", "shared-by-2", "shared-by-2-2"]);
        assert!(is_name("a_B-9") && !is_name("") && !is_name("a/b") && !is_name("ä") && !is_name("a.b"));
    }
}
