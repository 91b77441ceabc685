//! Metalink 3.0 as MirrorManager writes it for repositories: where mirrors have repomd.xml, and which states of it they
//! may be in (<http://www.metalinker.org/>, and librepo's `metalink.c` for the names of MirrorManager's own elements).

use super::MetadataError;
use super::xml::{self, Token};
use crate::DigestAlgorithm;

/// The mirrors of a repository, and how to know that what they send is not older than it may be.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::Metalink;
///
/// let metalink = Metalink::parse(
///     br#"<metalink version="3.0"><files><file name="repomd.xml">
///           <size>3</size>
///           <verification><hash type="sha1">a9993e364706816aba3e25717850c26c9cd0d89d</hash></verification>
///           <resources>
///             <url protocol="https" preference="90">https://a.example/repodata/repomd.xml</url>
///             <url protocol="rsync" preference="100">rsync://b.example/repodata/repomd.xml</url>
///           </resources>
///         </file></files></metalink>"#,
///     "metalink.xml",
/// )?;
/// assert_eq!(metalink.urls, ["https://a.example/repodata/repomd.xml"]);
/// // SHA-1 alone says nothing about who has written a file.
/// assert!(!metalink.allows(b"abc"));
/// # Ok::<(), rpmsolve::metadata::MetadataError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metalink {
    /// Where repomd.xml is to be had over HTTP, the preferred places first.
    pub urls: Vec<String>,
    /// The states that it may be in: the present one first, then those before that are still good.
    pub states: Vec<MetalinkState>,
}

/// A state of repomd.xml that mirrors may be in.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::MetalinkState;
///
/// let of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// let hashes = vec![("sha256".to_owned(), of_nothing.to_owned())];
/// let state = MetalinkState { hashes, ..MetalinkState::default() };
/// assert!(state.is_of(b"") && !state.is_of(b"more"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetalinkState {
    /// When it was made, in seconds since 1970.
    pub timestamp_seconds: Option<u64>,
    /// Size in bytes.
    pub size_bytes: Option<u64>,
    /// Types and values of its checksums.
    pub hashes: Vec<(String, String)>,
}

impl Metalink {
    /// Reads a metalink. `file` is its name, for messages.
    ///
    /// # Errors
    ///
    /// [`MetadataError`] if it is not XML, is cut off, or says nothing of repomd.xml.
    pub fn parse(bytes: &[u8], file: &str) -> Result<Self, MetadataError> {
        let mut states: Vec<MetalinkState> = Vec::new();
        let mut urls: Vec<(u64, String)> = Vec::new();
        let (mut is_repomd, mut hash_type, mut preference) = (false, String::new(), None);
        xml::read(bytes, file, "metalink", |token| {
            match token {
                Token::Open(element) => match element.name {
                    "file" => {
                        is_repomd = element.attribute("name")?.as_deref() == Some("repomd.xml");
                        if is_repomd {
                            states.push(MetalinkState::default());
                        }
                    }
                    "alternate" if is_repomd => states.push(MetalinkState::default()),
                    "hash" => hash_type = element.attribute("type")?.unwrap_or_default(),
                    "url" if is_repomd => {
                        let text = element.attribute("preference")?.unwrap_or_default();
                        preference = Some(xml::number(file, "url", element.offset, &text)?);
                    }
                    _ => {}
                },
                Token::Close { name: "file", .. } => is_repomd = false,
                Token::Close { name, text, offset } if is_repomd => {
                    let text = text.trim();
                    match (name, states.last_mut()) {
                        ("timestamp", Some(state)) => {
                            state.timestamp_seconds = Some(xml::number(file, "timestamp", offset, text)?);
                        }
                        ("size", Some(state)) => {
                            state.size_bytes = Some(xml::number(file, "size", offset, text)?);
                        }
                        ("hash", Some(state)) => {
                            let hash = (std::mem::take(&mut hash_type), text.to_ascii_lowercase());
                            state.hashes.push(hash);
                        }
                        ("url", _) if text.starts_with("http://") || text.starts_with("https://") => {
                            urls.push((preference.take().unwrap_or(0), text.to_owned()));
                        }
                        _ => {}
                    }
                }
                Token::Close { .. } => {}
            }
            Ok::<(), MetadataError>(())
        })?;
        if states.is_empty() {
            return Err(MetadataError::Element {
                file: file.to_owned(),
                offset: 0,
                element: "metalink",
                reason: "has no <file name=\"repomd.xml\">: it is not that of a repository".to_owned(),
            });
        }
        // Stable: of those that are liked as much the first one stays first.
        urls.sort_by_key(|(preference, _)| std::cmp::Reverse(*preference));
        Ok(Self { urls: urls.into_iter().map(|(_, url)| url).collect(), states })
    }

    /// Whether a mirror's repomd.xml is one of those that mirrors may have.
    pub fn allows(&self, repomd: &[u8]) -> bool {
        self.states.iter().any(|state| state.is_of(repomd))
    }
}

impl MetalinkState {
    /// Whether a file is in this state: it has the size, all checksums agree, and one of them is at least SHA-256.
    pub fn is_of(&self, repomd: &[u8]) -> bool {
        let known: Vec<(DigestAlgorithm, &str)> = self
            .hashes
            .iter()
            .filter_map(|(kind, value)| Some((DigestAlgorithm::from_name(kind)?, value.as_str())))
            .collect();
        let proves = |algorithm| !matches!(algorithm, DigestAlgorithm::Md5 | DigestAlgorithm::Sha1);
        self.size_bytes.is_none_or(|size| size == repomd.len() as u64)
            && known.iter().any(|(algorithm, _)| proves(*algorithm))
            && known.iter().all(|(algorithm, value)| algorithm.hex(repomd) == *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As MirrorManager answers: with an older state that mirrors may still have, and its own elements prefixed.
    const FEDORA: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<metalink version="3.0" xmlns="http://www.metalinker.org/" xmlns:mm0="http://fedorahosted.org/mirrormanager">
 <files>
  <file name="other.xml"><verification><hash type="sha256">00</hash></verification>
   <resources><url>https://other.example/</url></resources></file>
  <file name="repomd.xml">
   <mm0:timestamp>1700000000</mm0:timestamp>
   <size>3</size>
   <verification>
    <hash type="md5">900150983cd24fb0d6963f7d28e17f72</hash>
    <hash type="sha256">ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad</hash>
   </verification>
   <mm0:alternates>
    <mm0:alternate>
     <mm0:timestamp>1600000000</mm0:timestamp>
     <size>0</size>
     <verification>
      <hash type="sha256">e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855</hash>
     </verification>
    </mm0:alternate>
   </mm0:alternates>
   <resources maxconnections="1">
    <url protocol="http" type="http" location="DE" preference="50">http://slow.example/repodata/repomd.xml</url>
    <url protocol="https" type="https" preference="100">https://near.example/repodata/repomd.xml</url>
   </resources>
  </file>
 </files>
</metalink>"#;

    #[test]
    fn mirrors_in_order_and_every_state_that_they_may_be_in() {
        let metalink = Metalink::parse(FEDORA.as_bytes(), "m").expect("it is one");
        assert_eq!(
            metalink.urls,
            ["https://near.example/repodata/repomd.xml", "http://slow.example/repodata/repomd.xml"]
        );
        assert_eq!(metalink.states.len(), 2);
        assert_eq!(metalink.states[1].timestamp_seconds, Some(1_600_000_000));
        assert!(metalink.allows(b"abc") && metalink.allows(b""));
        assert!(!metalink.allows(b"abd"));
    }

    #[test]
    fn what_is_no_metalink_of_a_repository() {
        for text in ["<metalink><files/></metalink>", "<metalink><files>", "<html/>", "nothing"] {
            assert!(Metalink::parse(text.as_bytes(), "m").is_err(), "{text}");
        }
    }
}
