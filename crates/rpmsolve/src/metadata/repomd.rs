//! repomd.xml: which metadata files a repository has, and how to know that they are the right ones.

use std::io::{self, Read};

use super::MetadataError;
use super::xml::{self, Token};
use crate::DigestAlgorithm;

/// A repository's table of contents.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::Repomd;
///
/// let repomd = Repomd::parse(
///     br#"<repomd xmlns="http://linux.duke.edu/metadata/repo">
///           <revision>1700000000</revision>
///           <data type="primary">
///             <checksum type="sha256">9f86d081</checksum>
///             <location href="repodata/primary.xml.gz"/>
///             <size>4</size>
///           </data>
///         </repomd>"#,
///     "repomd.xml",
/// )?;
/// assert_eq!(repomd.file("primary").map(|file| file.href.as_str()), Some("repodata/primary.xml.gz"));
/// # Ok::<(), rpmsolve::metadata::MetadataError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repomd {
    /// What the repository calls its state: usually the time of its making, in seconds since 1970.
    pub revision: String,
    /// Words about the repository (`<tags>`, `<content>`), which tools show and nothing depends on.
    pub content_tags: Vec<String>,
    /// Its files, in the order in which they are listed.
    pub files: Vec<RepomdFile>,
}

/// A metadata file of a repository.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::RepomdFile;
///
/// let file = RepomdFile { size_bytes: Some(4), ..RepomdFile::default() };
/// assert!(file.verify(&b"four"[..]).is_ok());
/// assert_eq!(file.verify(&b"seven"[..]).unwrap_err().code(), "size");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepomdFile {
    /// `primary`, `filelists`, `updateinfo`, `group`, `modules` …
    pub kind: String,
    /// Where it is, relative to the repository or to `base`.
    pub href: String,
    /// `xml:base`: another place that `href` is relative to.
    pub base: Option<String>,
    /// Type and value of the checksum of the file as it is.
    pub checksum: Option<(String, String)>,
    /// Type and value of the checksum of the file unpacked.
    pub open_checksum: Option<(String, String)>,
    /// When the file was made, in whole seconds since 1970.
    pub timestamp: Option<u64>,
    /// Size of the file in bytes.
    pub size_bytes: Option<u64>,
    /// Size of the file unpacked, in bytes.
    pub open_size_bytes: Option<u64>,
}

impl Repomd {
    /// Reads repomd.xml. `file` is its name, for messages.
    ///
    /// # Errors
    ///
    /// [`MetadataError`] if it is not XML, is cut off, or an entry has no type or place.
    pub fn parse(bytes: &[u8], file: &str) -> Result<Self, MetadataError> {
        let mut repomd = Self::default();
        let mut entry: Option<RepomdFile> = None;
        let mut checksum_type = String::new();
        xml::read(bytes, file, "repomd", |token| {
            let missing = |offset, reason: &str| MetadataError::Element {
                file: file.to_owned(),
                offset,
                element: "data",
                reason: reason.to_owned(),
            };
            match token {
                Token::Open(element) => match (element.name, &mut entry) {
                    ("data", _) => {
                        let kind = element.attribute("type")?;
                        let kind = kind.ok_or_else(|| missing(element.offset, "has no type"))?;
                        entry = Some(RepomdFile { kind, ..RepomdFile::default() });
                    }
                    ("checksum" | "open-checksum", Some(_)) => {
                        checksum_type = element.attribute("type")?.unwrap_or_default();
                    }
                    ("location", Some(entry)) => element.for_each_attribute(|name, value| {
                        match name {
                            "href" => entry.href = value.into_owned(),
                            "base" => entry.base = Some(value.into_owned()),
                            _ => {}
                        }
                        Ok(())
                    })?,
                    _ => {}
                },
                Token::Close { name, text, offset } => match (name, &mut entry) {
                    ("revision", None) => repomd.revision = text.trim().to_owned(),
                    ("content", None) => repomd.content_tags.push(text.trim().to_owned()),
                    ("data", Some(done)) => {
                        if done.href.is_empty() {
                            return Err(missing(offset, &format!("of type {} has no location", done.kind)));
                        }
                        repomd.files.extend(entry.take());
                    }
                    ("checksum", Some(entry)) => {
                        entry.checksum =
                            Some((std::mem::take(&mut checksum_type), text.trim().to_ascii_lowercase()));
                    }
                    ("open-checksum", Some(entry)) => {
                        entry.open_checksum =
                            Some((std::mem::take(&mut checksum_type), text.trim().to_ascii_lowercase()));
                    }
                    // createrepo, the one before createrepo_c, wrote fractions. Nothing depends on it.
                    ("timestamp", Some(entry)) => {
                        entry.timestamp =
                            text.trim().split('.').next().and_then(|seconds| seconds.parse().ok());
                    }
                    ("size", Some(entry)) => {
                        entry.size_bytes = Some(xml::number(file, "size", offset, text)?);
                    }
                    ("open-size", Some(entry)) => {
                        entry.open_size_bytes = Some(xml::number(file, "open-size", offset, text)?);
                    }
                    _ => {}
                },
            }
            Ok(())
        })?;
        Ok(repomd)
    }

    /// The file of a kind.
    pub fn file(&self, kind: &str) -> Option<&RepomdFile> {
        self.files.iter().find(|file| file.kind == kind)
    }
}

impl RepomdFile {
    /// Checks a file, as it was fetched, against the size and checksum in repomd.xml.
    ///
    /// # Errors
    ///
    /// [`MetadataError::Read`] if it cannot be read to its end, [`MetadataError::Size`], [`MetadataError::Checksum`], or [`MetadataError::ChecksumType`] if there is a
    /// checksum but of a type that proves nothing.
    pub fn verify(&self, mut input: impl Read) -> Result<(), MetadataError> {
        let file = || self.href.clone();
        let wanted = self.checksum.as_ref().map(|(name, expected)| {
            // MD5 protects nothing.
            let known = DigestAlgorithm::from_name(name).filter(|&known| known != DigestAlgorithm::Md5);
            let known =
                known.ok_or_else(|| MetadataError::ChecksumType { file: file(), algorithm: name.clone() })?;
            Ok((known.hasher(), name, expected))
        });
        let mut wanted = wanted.transpose()?;
        let mut buffer = [0; 64 * 1024];
        let mut actual = 0;
        loop {
            let count = match input.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(source) if source.kind() == io::ErrorKind::Interrupted => continue,
                Err(source) => return Err(MetadataError::Read { file: file(), source }),
            };
            actual += count as u64;
            if let Some((hasher, ..)) = &mut wanted {
                hasher.update(&buffer[..count]);
            }
        }
        if let Some(expected) = self.size_bytes.filter(|&size| size != actual) {
            return Err(MetadataError::Size { file: file(), expected, actual });
        }
        let Some((hasher, algorithm, expected)) = wanted else { return Ok(()) };
        let actual = hasher.hex();
        if actual != *expected {
            let (algorithm, expected) = (algorithm.clone(), expected.clone());
            return Err(MetadataError::Checksum { file: file(), algorithm, expected, actual });
        }
        Ok(())
    }
}
