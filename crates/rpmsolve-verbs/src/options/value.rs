//! Values that are written one way on a command line and another way as data: pairs are NAME=VALUE there and an object
//! here, durations are numbers of seconds.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// Pairs from an object, in the order in which they stand there.
pub(super) fn pairs<'de, D, T>(deserializer: D) -> Result<Vec<(String, T)>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Pairs<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
        type Value = Vec<(String, T)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut pairs = Vec::new();
            while let Some(pair) = map.next_entry()? {
                pairs.push(pair);
            }
            Ok(pairs)
        }
    }

    deserializer.deserialize_map(Pairs(PhantomData))
}

/// A duration from a number of seconds.
pub(super) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let seconds: Option<f64> = Option::deserialize(deserializer)?;
    let duration = |seconds| {
        Duration::try_from_secs_f64(seconds)
            .map_err(|_| D::Error::custom(format!("{seconds} is not a number of seconds")))
    };
    seconds.map(duration).transpose()
}

/// Values that are written as text, each read by its own rules.
pub(super) fn texts<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    let texts: Vec<String> = Vec::deserialize(deserializer)?;
    texts.iter().map(|text| text.parse().map_err(D::Error::custom)).collect()
}

pub(super) fn preference(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((package, pattern)) if !package.is_empty() && !pattern.is_empty() => Ok(text.to_owned()),
        _ => Err("write PACKAGE=PATTERN, for example vim-minimal=bin/vi".to_owned()),
    }
}

pub(super) fn variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE, for example channel=stable")?;
    Ok((name.to_owned(), value.to_owned()))
}

pub(super) fn priority(text: &str) -> Result<(String, i32), String> {
    let (id, number) = text.split_once('=').ok_or("write ID=N, for example updates=10")?;
    let number = number.parse().map_err(|_| format!("\"{number}\" is not a whole number"))?;
    Ok((id.to_owned(), number))
}

pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| format!("\"{text}\" is not a number of seconds"))
}
