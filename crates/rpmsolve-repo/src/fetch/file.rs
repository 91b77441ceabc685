//! One file from one place into its part, checked while it comes.

use ::url::Url;

use super::cancel::Stop;
use super::exchange::{Answer, Encoding, Problem, Question};
use super::part::{self, Content, Part};
use super::{
    BUFFER_BYTES, FetchError, FetchOutcome, FetchReason, FetchRequest, Fetched, Fetcher, Validators,
};

/// What one place has made of a part.
struct Gotten {
    url: String,
    validators: Validators,
    /// `None` if what is there is still as the server has it.
    content: Option<Content>,
}

impl Fetcher {
    pub(super) fn fetch_file(
        &self,
        request: &FetchRequest,
        stop: &Stop,
        progress: &dyn Fn(u64, Option<u64>),
    ) -> Result<Fetched, FetchError> {
        stop.check()?;
        let there = |content: Content| Fetched {
            path: request.path.clone(),
            outcome: FetchOutcome::AlreadyThere,
            mirror: None,
            url: None,
            size_bytes: content.size_bytes,
            sha256: content.sha256,
            validators: Validators::default(),
        };
        let mut part = Part::claim(request, stop)?;
        let result = self.fetch_part(request, &mut part, stop, progress);
        let (mirror, gotten) = match result {
            Ok(Found::There(content)) => {
                part.restart()?;
                part.leave();
                return Ok(there(content));
            }
            Ok(Found::Left(content)) => {
                part.place()?;
                return Ok(there(content));
            }
            Ok(Found::Gotten(mirror, gotten)) => (mirror, gotten),
            Err(error) => {
                part.leave();
                return Err(error);
            }
        };
        let (outcome, content) = match gotten.content {
            Some(content) => {
                part.place()?;
                (FetchOutcome::Fetched, content)
            }
            None => {
                part.leave();
                (FetchOutcome::NotModified, part::existing(request, stop)?)
            }
        };
        Ok(Fetched {
            path: request.path.clone(),
            outcome,
            mirror: Some(mirror),
            url: Some(gotten.url),
            size_bytes: content.size_bytes,
            sha256: content.sha256,
            validators: gotten.validators,
        })
    }

    fn fetch_part(
        &self,
        request: &FetchRequest,
        part: &mut Part<'_>,
        stop: &Stop,
        progress: &dyn Fn(u64, Option<u64>),
    ) -> Result<Found, FetchError> {
        if let Some(content) = part::finished(request, stop)? {
            return Ok(Found::There(content));
        }
        if part.resume(stop)? {
            if let Ok(content) = part.check() {
                return Ok(Found::Left(content));
            }
            part.restart()?;
        }
        let what = request.path.display().to_string();
        self.first(&what, &request.urls, stop, |mirror, url| {
            let gotten = self.attempt(request, url, part, stop, progress)?;
            Ok(Found::Gotten(mirror, gotten))
        })
    }

    fn attempt(
        &self,
        request: &FetchRequest,
        url: &Url,
        part: &mut Part<'_>,
        stop: &Stop,
        progress: &dyn Fn(u64, Option<u64>),
    ) -> Result<Gotten, Problem> {
        if request.expected.is_none() || url.scheme() == "file" {
            part.restart()?;
        }
        // Nothing can have changed that is not there.
        let validators = request.validators.as_ref().filter(|_| request.path.is_file());
        loop {
            let offset_bytes = part.size_bytes;
            let is_new = offset_bytes == 0;
            let question = Question { url, offset_bytes, validators: validators.filter(|_| is_new) };
            let mut answer = match self.ask(&question, stop) {
                Err(Problem::Mirror(reason, _)) if !is_new && is_about_ranges(&reason) => {
                    part.restart()?;
                    continue;
                }
                answer => answer?,
            };
            match answer.status {
                200 => part.restart()?,
                206 if !is_new && answer.range.is_some_and(|(start, _)| start == offset_bytes) => {}
                206 | 416 if !is_new => {
                    part.restart()?;
                    continue;
                }
                304 if is_new && validators.is_some() => {
                    let Answer { url, validators, .. } = answer;
                    return Ok(Gotten { url, validators, content: None });
                }
                status => return Err(FetchReason::Status { status }.into()),
            }
            stream(request, &mut answer, part, progress)?;
            let Answer { url, status, encoding, validators, .. } = answer;
            let checked = match encoding {
                Encoding::Gzip if request.expected.is_none() => part.unpack(stop),
                Encoding::Gzip => match part.check() {
                    Ok(content) => Ok(content),
                    // What is packed is of any length, so it is not that which tells.
                    Err(reason) => part.unpack(stop).map_err(|problem| match problem {
                        Problem::Mirror(..) => reason.into(),
                        fatal => fatal,
                    }),
                },
                Encoding::Other(name) if request.expected.is_none() => {
                    let detail = format!("it is packed as {name}, which was not asked for");
                    Err(FetchReason::Protocol { detail }.into())
                }
                _ => part.check().map_err(Problem::from),
            };
            match checked {
                Ok(content) => return Ok(Gotten { url, validators, content: Some(content) }),
                // It may be the fault of what was there before.
                Err(Problem::Mirror(..)) if status == 206 => part.restart()?,
                Err(problem) => {
                    part.restart()?;
                    return Err(problem);
                }
            }
        }
    }
}

enum Found {
    /// The file was there before.
    There(Content),
    /// All of it had been left by a process before.
    Left(Content),
    Gotten(usize, Gotten),
}

/// All that comes into the part, within bounds.
fn stream(
    request: &FetchRequest,
    answer: &mut Answer,
    part: &mut Part<'_>,
    progress: &dyn Fn(u64, Option<u64>),
) -> Result<(), Problem> {
    let too_large = || Problem::from(FetchReason::TooLarge { limit_bytes: request.limit_bytes });
    // What is packed beyond what it is may be of another length.
    let size_bytes = request.size_bytes.filter(|_| answer.encoding == Encoding::Identity);
    let whole = answer.range.filter(|_| answer.status == 206).and_then(|(_, whole)| whole);
    let announced = whole.or_else(|| answer.length_bytes?.checked_add(part.size_bytes));
    if announced.is_some_and(|announced| announced > request.limit_bytes) {
        return Err(too_large());
    }
    if let (Some(got_bytes), Some(size_bytes)) = (announced, size_bytes)
        && got_bytes != size_bytes
    {
        part.restart()?;
        return Err(FetchReason::Size { got_bytes, size_bytes }.into());
    }
    let expected = size_bytes.or(announced);
    progress(part.size_bytes, expected);
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let amount = answer.body.read(&mut buffer)?;
        if amount == 0 {
            return Ok(());
        }
        let got_bytes = part.size_bytes + amount as u64;
        if got_bytes > request.limit_bytes {
            part.restart()?;
            return Err(too_large());
        }
        if let Some(size_bytes) = size_bytes.filter(|&size_bytes| got_bytes > size_bytes) {
            part.restart()?;
            return Err(FetchReason::Size { got_bytes, size_bytes }.into());
        }
        part.append(&buffer[..amount])?;
        progress(part.size_bytes, expected);
    }
}

/// Whether a server may refuse a part and yet send all of it. One that is busy, or wants to know who asks, would not: what
/// is there is not thrown away for that.
fn is_about_ranges(reason: &FetchReason) -> bool {
    let FetchReason::Status { status } = reason.in_the_end() else { return false };
    !matches!(status, 401 | 408 | 425 | 429 | 502..=504)
}
