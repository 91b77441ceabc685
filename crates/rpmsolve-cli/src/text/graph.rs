//! Chains and trees, as text.

use std::io::{self, Write};

use rpmsolve_verbs::{Answer, Tree, Why};

use crate::arguments::{TreeArguments, WhyArguments};

/// The shortest chains that lead to a package.
pub(crate) fn why(why: &Why, arguments: &WhyArguments) -> io::Result<()> {
    if !why.is_yes() {
        return absent(&arguments.options.what, &arguments.options.specs);
    }
    if arguments.dot {
        return print(&why.to_dot());
    }
    print(&why.to_text())?;
    if why.is_truncated() {
        eprintln!("there are more chains; --chains says how many to show");
    }
    Ok(())
}

/// What needs what.
pub(crate) fn tree(tree: &Tree, arguments: &TreeArguments) -> io::Result<()> {
    match &arguments.options.invert {
        Some(what) if !tree.is_yes() => absent(what, &arguments.options.specs),
        _ if arguments.dot => print(&tree.to_dot()),
        _ => print(&tree.to_text()),
    }
}

fn absent(what: &str, specs: &[String]) -> io::Result<()> {
    eprintln!("{} needs nothing that is or provides {what}", specs.join(", "));
    Ok(())
}

/// Prints text as it is.
pub(crate) fn print(text: &str) -> io::Result<()> {
    io::stdout().lock().write_all(text.as_bytes())
}
