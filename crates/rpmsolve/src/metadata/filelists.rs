//! filelists.xml: every path of every package. It is many times larger than all else, and read only when some
//! package needs a path that primary.xml does not list.

use std::io::BufRead;

use super::MetadataError;
use super::record::FileKind;
use super::xml::{self, Token};

/// A path in a repository's file lists, and whose it is.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::{FileKind, ListedFile};
///
/// let file = ListedFile { package_id: "9f86", package_name: "words", path: "/usr/share/dict/words", kind: FileKind::File };
/// assert!(file.path.starts_with('/'));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedFile<'a> {
    /// The checksum of the package, as in primary.xml: what identifies it.
    pub package_id: &'a str,
    /// The package's name.
    pub package_name: &'a str,
    /// The path.
    pub path: &'a str,
    /// What it is.
    pub kind: FileKind,
}

/// Reads filelists.xml, unpacked, and hands over one path after the other. `file` is the file's name, for messages.
///
/// # Errors
///
/// [`MetadataError`] if the file is not XML or is cut off; and whatever `on_file` fails with.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::{MetadataError, read_filelists};
///
/// let xml = br#"<filelists packages="1"><package pkgid="9f86" name="words" arch="noarch">
///               <file>/usr/share/dict/words</file></package></filelists>"#;
/// let mut paths = Vec::new();
/// read_filelists(&xml[..], "filelists.xml", |file| {
///     paths.push((file.package_id.to_owned(), file.path.to_owned()));
///     Ok::<(), MetadataError>(())
/// })?;
/// assert_eq!(paths, [("9f86".to_owned(), "/usr/share/dict/words".to_owned())]);
/// # Ok::<(), MetadataError>(())
/// ```
pub fn read_filelists<E: From<MetadataError>>(
    input: impl BufRead,
    file: &str,
    mut on_file: impl FnMut(ListedFile<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut package_id = String::new();
    let mut package_name = String::new();
    let mut kind = FileKind::File;
    xml::read::<E>(input, file, "filelists", |token| {
        match token {
            Token::Open(element) => match element.name {
                "package" => element.for_each_attribute(|name, value| {
                    match name {
                        "pkgid" => value.as_ref().clone_into(&mut package_id),
                        "name" => value.as_ref().clone_into(&mut package_name),
                        _ => {}
                    }
                    Ok(())
                })?,
                "file" => {
                    kind = FileKind::File;
                    element.for_each_attribute(|name, value| {
                        kind = match (name, value.as_ref()) {
                            ("type", "dir") => FileKind::Directory,
                            ("type", "ghost") => FileKind::Ghost,
                            _ => kind,
                        };
                        Ok(())
                    })?;
                }
                _ => {}
            },
            Token::Close { name: "file", text, .. } => {
                on_file(ListedFile {
                    package_id: &package_id,
                    package_name: &package_name,
                    path: text,
                    kind,
                })?;
            }
            Token::Close { .. } => {}
        }
        Ok(())
    })
}
