//! What can be wrong with metadata: always the file, the place in it, the reason, and what to do.

use thiserror::Error;

/// Why metadata could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MetadataError {
    /// The bytes could not be read or decompressed.
    #[error("{file}: cannot be read: {source}; fetch it again")]
    Read {
        /// The file.
        file: String,
        /// What the system or the decompressor says.
        source: std::io::Error,
    },
    /// Decompressed, the file is larger than metadata can be.
    #[error("{file}: unpacks to more than {limit_bytes} bytes; that is no repository metadata")]
    TooLarge {
        /// The file.
        file: String,
        /// The limit.
        limit_bytes: u64,
    },
    /// The file is not what its repository says: broken in transit, or not the same any more.
    #[error("{file}: {algorithm} is {actual}, but repomd.xml says {expected}; fetch the repository again")]
    Checksum {
        /// The file.
        file: String,
        /// The algorithm.
        algorithm: String,
        /// What it should be.
        expected: String,
        /// What it is.
        actual: String,
    },
    /// The file does not have the size that its repository says.
    #[error("{file}: has {actual} bytes, but repomd.xml says {expected}; fetch the repository again")]
    Size {
        /// The file.
        file: String,
        /// What it should be.
        expected: u64,
        /// What it is.
        actual: u64,
    },
    /// A checksum of a kind that is not (or no longer) good enough.
    #[error("{file}: checksum type \"{algorithm}\" is not supported; sha1, sha256, sha384 and sha512 are")]
    ChecksumType {
        /// The file.
        file: String,
        /// The type.
        algorithm: String,
    },
    /// Not XML, or XML of a kind that metadata never need.
    #[error("{file}: at byte {offset}: {reason}; the file is damaged, fetch it again")]
    Xml {
        /// The file.
        file: String,
        /// Where in the (decompressed) file.
        offset: u64,
        /// What is wrong.
        reason: String,
    },
    /// Not YAML, YAML of a kind that metadata never need, or a document that lacks something.
    #[error(
        "{file}: line {line}: {reason}; fetch the file again, or report it to whoever made the repository"
    )]
    Yaml {
        /// The file.
        file: String,
        /// The line in the (decompressed) file, counting from 1; 0 for the file as a whole.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// An element lacks something, or holds something impossible.
    #[error("{file}: at byte {offset}: <{element}> {reason}; report it to whoever made the repository")]
    Element {
        /// The file.
        file: String,
        /// Where in the (decompressed) file.
        offset: u64,
        /// The element.
        element: &'static str,
        /// What is wrong.
        reason: String,
    },
}

impl MetadataError {
    /// A name for the kind of error that does not change between versions.
    ///
    /// # Example
    ///
    /// ```
    /// use rpmsolve::metadata::{MetadataError, Repomd};
    ///
    /// let error = Repomd::parse(b"<repomd>", "repomd.xml").unwrap_err();
    /// assert_eq!(error.code(), "xml");
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "unreadable",
            Self::TooLarge { .. } => "too-large",
            Self::Checksum { .. } => "checksum",
            Self::Size { .. } => "size",
            Self::ChecksumType { .. } => "checksum-type",
            Self::Xml { .. } => "xml",
            Self::Yaml { .. } => "yaml",
            Self::Element { .. } => "element",
        }
    }
}
