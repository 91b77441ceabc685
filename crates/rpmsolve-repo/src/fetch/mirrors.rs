//! Several places for one thing: who is asked in which order, who is asked again, and when it is given up.
//!
//! Each place is asked once, in the order of preference, those that failed other files last. Then those that may do
//! better next time are asked again, each after a pause that doubles, as often altogether as the option `retries` says.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ::url::Url;

use super::cancel::{SLICE, Stop};
use super::error::NAMED_MAX;
use super::exchange::Problem;
use super::{FetchError, FetchReason, Fetcher, MirrorFailure, url};

/// As many connections does one server get at a time, as librepo has it.
const PER_HOST: usize = 3;
/// The pause before a place is asked again for the first time.
pub(super) const BACKOFF: Duration = Duration::from_millis(200);
/// No pause is longer than so many times the first.
const PAUSE_MAX: u32 = 8;

/// What is known of the servers.
#[derive(Default)]
pub(super) struct Hosts {
    hosts: Mutex<HashMap<String, Host>>,
    freed: Condvar,
}

#[derive(Default)]
struct Host {
    running: usize,
    has_failed: bool,
}

struct Place {
    index: usize,
    url: Url,
    host: String,
    tries: u32,
    ready: Option<Instant>,
}

impl Fetcher {
    /// The first answer that does.
    pub(super) fn first<T>(
        &self,
        what: &str,
        urls: &[String],
        stop: &Stop,
        mut attempt: impl FnMut(usize, &Url) -> Result<T, Problem>,
    ) -> Result<T, FetchError> {
        let mut failures: Vec<Option<MirrorFailure>> = Vec::new();
        let mut places = Vec::new();
        for (index, text) in urls.iter().enumerate() {
            match url::parse(text) {
                Ok(url) => {
                    places.push(Place { index, host: url::host(&url), url, tries: 0, ready: None });
                    failures.push(None);
                }
                Err(reason) => {
                    failures.push(Some(MirrorFailure { url: url::without_userinfo(text), reason, tries: 0 }));
                }
            }
        }
        if urls.is_empty() {
            return Err(FetchError::NoPlace { what: what.to_owned() });
        }
        let hosts = &self.inner.hosts;
        places.sort_by_key(|place| hosts.has_failed(&place.host));
        let mut left = self.inner.retries;
        while let Some(next) = next(&places) {
            let place = &mut places[next];
            if place.tries > 0 {
                if left == Some(0) {
                    break;
                }
                left = left.map(|left| left - 1);
            }
            if let Some(ready) = place.ready {
                stop.wait(ready.saturating_duration_since(Instant::now()))?;
            }
            let permit = hosts.permit(&place.host, stop)?;
            place.tries += 1;
            let result = attempt(place.index, &place.url);
            drop(permit);
            let (reason, after) = match result {
                Ok(found) => {
                    hosts.note(&place.host, false);
                    return Ok(found);
                }
                Err(Problem::Fatal(error)) => return Err(error),
                Err(Problem::Mirror(reason, after)) => (reason, after),
            };
            if reason.is_the_hosts() {
                hosts.note(&place.host, true);
            }
            let pause = self.inner.backoff * (1 << (place.tries - 1).min(31)).min(PAUSE_MAX);
            let after = after.unwrap_or_default().min(self.inner.timeout);
            place.ready = Some(Instant::now() + pause.max(after));
            let is_over = !reason.is_transient();
            failures[place.index] =
                Some(MirrorFailure { url: url::shown(&place.url), reason, tries: place.tries });
            if is_over {
                places.remove(next);
            }
        }
        Err(failed(failures))
    }
}

/// The place that is asked next: one that was not yet, else the one that has been waited for longest.
fn next(places: &[Place]) -> Option<usize> {
    (0..places.len()).min_by_key(|&index| places[index].ready)
}

fn failed(failures: Vec<Option<MirrorFailure>>) -> FetchError {
    let mut failures: Vec<MirrorFailure> = failures.into_iter().flatten().collect();
    let is_not_found = |reason: &FetchReason| matches!(reason.in_the_end(), FetchReason::NotFound { .. });
    let not_found = failures.iter().all(|failure| is_not_found(&failure.reason));
    let others = failures.len().saturating_sub(NAMED_MAX);
    failures.truncate(NAMED_MAX);
    FetchError::Failed { failures, others, not_found }
}

impl Hosts {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Host>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_failed(&self, host: &str) -> bool {
        self.lock().get(host).is_some_and(|host| host.has_failed)
    }

    fn note(&self, host: &str, has_failed: bool) {
        self.lock().entry(host.to_owned()).or_default().has_failed = has_failed;
    }

    /// Waits until a server has not too many connections.
    fn permit<'a>(&'a self, name: &'a str, stop: &Stop) -> Result<Permit<'a>, FetchError> {
        let mut hosts = self.lock();
        loop {
            stop.check()?;
            let host = hosts.entry(name.to_owned()).or_default();
            if host.running < PER_HOST {
                host.running += 1;
                return Ok(Permit { hosts: self, name });
            }
            hosts = self.freed.wait_timeout(hosts, SLICE).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

struct Permit<'a> {
    hosts: &'a Hosts,
    name: &'a str,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if let Some(host) = self.hosts.lock().get_mut(self.name) {
            host.running -= 1;
        }
        self.hosts.freed.notify_all();
    }
}
