//! Amazon Linux by its name: the repositories of 2023, and of 2 with its extras, as their own `.repo` files describe
//! them.

use std::fmt::Write;

use serde::Deserialize;

use super::RemoteError;

/// The host of Amazon Linux.
pub(crate) const AMAZON_LINUX: &str = "https://cdn.amazonlinux.com";

/// A well-known distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Preset {
    /// `al2023`, or `al2023@2023.N.YYYYMMDD` for one of its releases.
    AmazonLinux2023 { release: String },
    /// `al2`, or `al2+extras:topic` with one or more of its topics.
    AmazonLinux2 { topics: Vec<String> },
}

impl Preset {
    /// What a name stands for; `None` if it is none of these.
    pub(crate) fn named(name: &str) -> Option<Result<Self, RemoteError>> {
        let unknown = || RemoteError::Preset { name: name.to_owned() };
        if let Some(rest) = name.strip_prefix("al2023") {
            return match rest.strip_prefix('@') {
                None if rest.is_empty() => Some(Ok(Self::AmazonLinux2023 { release: "latest".to_owned() })),
                Some(release) if is_release(release) => {
                    Some(Ok(Self::AmazonLinux2023 { release: release.to_owned() }))
                }
                Some(_) => Some(Err(unknown())),
                None => None,
            };
        }
        let rest = name.strip_prefix("al2")?;
        if rest.is_empty() {
            return Some(Ok(Self::AmazonLinux2 { topics: Vec::new() }));
        }
        let topics: Option<Vec<String>> = rest.strip_prefix('+')?.split('+').map(topic).collect();
        Some(topics.map(|topics| Self::AmazonLinux2 { topics }).ok_or_else(unknown))
    }

    /// Its repositories as a `.repo` file describes them. `id` is what the first one is called, if not by its own name.
    pub(crate) fn to_repo_file(&self, id: Option<&str>) -> String {
        let mut text = String::new();
        let mut add = |id: &str, name: &str, path: &str, priority: &str| {
            let written = writeln!(
                text,
                "[{id}]\nname={name}\nmirrorlist={AMAZON_LINUX}/{path}/mirror.list\ngpgcheck=1\nmetadata_expire=48h\n{priority}"
            );
            debug_assert!(written.is_ok(), "writing to a string");
        };
        match self {
            Self::AmazonLinux2023 { release } => add(
                id.unwrap_or("amazonlinux"),
                "Amazon Linux 2023",
                &format!("al2023/core/mirrors/{release}/$basearch"),
                "",
            ),
            Self::AmazonLinux2 { topics } => {
                let core = id.unwrap_or("amzn2-core");
                // Its own description gives core and extras the same priority, below the usual one.
                add(core, "Amazon Linux 2", "2/core/latest/$basearch", "priority=10");
                for topic in topics {
                    let id = match id {
                        Some(id) => format!("{id}-extra-{topic}"),
                        None => format!("amzn2extra-{topic}"),
                    };
                    let path = format!("2/extras/{topic}/stable/$basearch");
                    add(&id, &format!("Amazon Linux 2 extras: {topic}"), &path, "priority=10");
                }
            }
        }
        text
    }

    /// The topics that have to be in the catalogue.
    pub(crate) fn topics(&self) -> &[String] {
        match self {
            Self::AmazonLinux2023 { .. } => &[],
            Self::AmazonLinux2 { topics } => topics,
        }
    }
}

/// The catalogue of the extras of Amazon Linux 2, `extras-catalog.json`.
#[derive(Debug, Deserialize)]
pub(crate) struct Catalogue {
    topics: Vec<Topic>,
}

#[derive(Debug, Deserialize)]
struct Topic {
    #[serde(rename = "n", alias = "name")]
    name: String,
}

impl Catalogue {
    pub(crate) const PATH: &str = "2/extras-catalog.json";

    pub(crate) fn parse(bytes: &[u8], url: &str) -> Result<Self, RemoteError> {
        serde_json::from_slice(bytes).map_err(|source| RemoteError::Catalogue { url: url.to_owned(), source })
    }

    /// Says so if it has no such topic.
    pub(crate) fn check(&self, topic: &str) -> Result<(), RemoteError> {
        if self.topics.iter().any(|known| known.name == topic) {
            return Ok(());
        }
        let mut known: Vec<&str> = self.topics.iter().map(|topic| topic.name.as_str()).collect();
        let shared = |name: &str| name.bytes().zip(topic.bytes()).take_while(|(a, b)| a == b).count();
        known.sort_by_key(|name| (std::cmp::Reverse(shared(name)), *name));
        Err(RemoteError::Topic { topic: topic.to_owned(), known: known.join(", ") })
    }
}

/// `latest`, or the like of `2023.9.20251110`.
fn is_release(text: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text == "latest" || text.strip_prefix("2023.").is_some_and(|rest| rest.split('.').all(is_number))
}

/// The topic of `extras:topic`.
fn topic(text: &str) -> Option<String> {
    let topic = text.strip_prefix("extras:").or_else(|| text.strip_prefix("extras="))?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let is_topic = !topic.is_empty() && topic.bytes().all(is_plain) && !topic.starts_with('.');
    is_topic.then(|| topic.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_presets() {
        for name in ["al2023", "al2023@2023.9.20251110", "al2023@latest", "al2", "al2+extras:nginx1"] {
            assert!(matches!(Preset::named(name), Some(Ok(_))), "{name}");
        }
        for name in ["al2023@", "al2023@../x", "al2023@2024.1", "al2+extras:", "al2+extras:../x", "al2+x"] {
            assert!(matches!(Preset::named(name), Some(Err(_))), "{name}");
        }
        for name in ["al1", "al20233", "al2x", "fedora", ""] {
            assert!(Preset::named(name).is_none(), "{name}");
        }
    }

    #[test]
    fn descriptions_of_presets() {
        let extras = Preset::named("al2+extras:php8.2+extras:epel").expect("known").expect("in order");
        let text = extras.to_repo_file(None);
        assert!(text.contains("[amzn2-core]\n") && text.contains("[amzn2extra-php8.2]\n"), "{text}");
        assert!(
            text.contains("=https://cdn.amazonlinux.com/2/extras/epel/stable/$basearch/mirror.list\n"),
            "{text}"
        );
        let pinned = Preset::named("al2023@2023.9.20251110").expect("known").expect("in order");
        let text = pinned.to_repo_file(Some("core"));
        let list = "https://cdn.amazonlinux.com/al2023/core/mirrors/2023.9.20251110/$basearch/mirror.list";
        assert!(text.starts_with("[core]\n") && text.contains(list), "{text}");
    }

    #[test]
    fn topics_are_looked_up() {
        let catalogue = br#"{"version":1,"topics":[{"n":"nginx1","inst":["nginx"]},{"n":"php8.2"}]}"#;
        let catalogue = Catalogue::parse(catalogue, "u").expect("it is one");
        assert!(catalogue.check("nginx1").is_ok());
        let error = catalogue.check("php8.3").expect_err("there is none");
        assert_eq!(
            error.to_string(),
            "Amazon Linux 2 has no extras topic \"php8.3\"; there are php8.2, nginx1"
        );
        assert!(Catalogue::parse(b"<html>", "u").is_err());
    }
}
