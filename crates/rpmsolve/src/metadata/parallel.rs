//! primary.xml on several threads. Whoever is free takes the next piece of the file (only one can unpack, which is fast),
//! reads its packages (which takes longer), and, if it is the turn of this piece, hands them over in order. There is no
//! thread that only unpacks and none that only collects, so that two cores are enough for all of them to be busy, and
//! one is enough as well.
//!
//! Pieces end where packages end, and only [`super::regular`] XML is read so. At the first piece that is not, or that
//! cannot be read at all, [`super::xml`] takes over: it decides what the file means, and what is wrong with it.

use std::collections::BTreeMap;
use std::io::{self, BufReader, ErrorKind, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use memchr::memmem;

use super::MetadataError;
use super::primary::{PrimaryReader, ROOT};
use super::record::{Content, PackageRecord};
use super::regular::{self, Irregular, Piece};
use super::xml::{self, Token};

/// How much of the file a piece is, at least.
const PIECE_BYTES: usize = 64 * 1024;
/// How much memory for it is kept.
const BUFFER_BYTES: usize = 4 * PIECE_BYTES;
/// What no piece without the end of a package is longer than.
const PACKAGE_MAX_BYTES: usize = xml::PIECE_MAX_BYTES;
/// How many pieces may wait for their turn, for each thread.
const WAITING: usize = 1;
const END: &[u8] = b"</package>";

/// As [`super::read_primary`], on so many threads. `open` opens the file, unpacked; it is called a second time if the
/// file turns out to be out of the ordinary. Packages are handed over one at a time and in the file's order.
///
/// # Errors
///
/// As [`super::read_primary`], and whatever `open` fails with.
///
/// # Example
///
/// ```
/// use rpmsolve::metadata::{MetadataError, read_primary_in_parallel};
///
/// let xml = br#"<metadata packages="1"><package type="rpm"><name>hello</name><arch>x86_64</arch>
///               <version epoch="0" ver="2.10" rel="1"/></package></metadata>"#;
/// let mut names = Vec::new();
/// let open = || Ok::<_, MetadataError>(&xml[..]);
/// let count = read_primary_in_parallel(open, "primary.xml", 2, |package| {
///     names.push(package.nevra());
///     Ok::<(), MetadataError>(())
/// })?;
/// assert_eq!((count, names), (1, vec!["hello-2.10-1.x86_64".to_owned()]));
/// # Ok::<(), MetadataError>(())
/// ```
pub fn read_primary_in_parallel<R: Read + Send, E: From<MetadataError> + Send>(
    open: impl Fn() -> Result<R, E>,
    file: &str,
    threads: usize,
    mut on_package: impl FnMut(&PackageRecord) -> Result<(), E> + Send,
) -> Result<u64, E> {
    let threads = threads.max(1);
    let reading = Reading {
        input: Mutex::new(Input { reader: open()?, carried: Vec::new(), next: 0, offset: 0, is_done: false }),
        ready: Mutex::default(),
        turn: Mutex::new(Turn { next: 0, count: 0, stopped: None, on_package: &mut on_package }),
        spare: (0..threads).map(|_| Mutex::default()).collect(),
        is_stopped: AtomicBool::new(false),
    };
    std::thread::scope(|scope| {
        for number in 1..threads {
            let reading = &reading;
            scope.spawn(move || reading.work(number));
        }
        reading.work(0);
    });
    let Turn { count, stopped, .. } = reading.turn.into_inner().unwrap_or_else(PoisonError::into_inner);
    match stopped {
        None => Ok(count),
        Some(Stop::Failed(error)) => Err(error),
        Some(Stop::Irregular { offset }) => {
            let mut reader = PrimaryReader::new(file);
            let mut rest = open()?;
            skip(&mut rest, offset).map_err(|error| xml::failure(file, offset, error.into()))?;
            let rest = BufReader::with_capacity(128 * 1024, rest);
            let prefix = if offset == 0 { String::new() } else { format!("<{ROOT}>") };
            let start = offset as i64 - prefix.len() as i64;
            let input = prefix.as_bytes().chain(rest);
            xml::read_from::<E>(input, start, file, ROOT, |token| reader.hand_over(token, &mut on_package))?;
            Ok(count + reader.count)
        }
    }
}

/// What the threads share.
struct Reading<'a, R, E> {
    input: Mutex<Input<R>>,
    /// The pieces that have been read and not yet handed over.
    ready: Mutex<BTreeMap<u64, Packages>>,
    turn: Mutex<Turn<'a, E>>,
    /// Memory to use again, for each thread its own: what another processor wrote is slow to write to.
    spare: Vec<Mutex<Vec<Packages>>>,
    is_stopped: AtomicBool,
}

struct Input<R> {
    reader: R,
    /// What was read behind the last piece.
    carried: Vec<u8>,
    next: u64,
    offset: u64,
    is_done: bool,
}

/// Handing over: one thread at a time, one piece after the other.
struct Turn<'a, E> {
    next: u64,
    count: u64,
    stopped: Option<Stop<E>>,
    on_package: &'a mut (dyn FnMut(&PackageRecord) -> Result<(), E> + Send),
}

enum Stop<E> {
    /// What follows must be read in another way.
    Irregular {
        offset: u64,
    },
    Failed(E),
}

/// The packages of a piece.
#[derive(Default)]
struct Packages {
    records: Vec<PackageRecord>,
    /// The content of all records.
    content: Content,
    /// The thread that read them.
    thread: usize,
    /// Where the piece begins, if it could not be read.
    irregular_at: Option<u64>,
}

/// A piece as it was taken from the file.
struct Taken {
    number: u64,
    offset: u64,
    is_last: bool,
    /// Whether it could be taken at all.
    is_whole: bool,
}

impl<R: Read, E: From<MetadataError>> Reading<'_, R, E> {
    fn work(&self, thread: usize) {
        let mut buffer = Vec::new();
        let mut reader = PrimaryReader::new("");
        while !self.is_stopped.load(Ordering::Relaxed) {
            let Some((taken, length)) = lock(&self.input).take(&mut buffer) else { break };
            let mut packages = lock(&self.spare[thread]).pop().unwrap_or_default();
            packages.thread = thread;
            let is_read =
                taken.is_whole && read_piece(&buffer[..length], &taken, &mut reader, &mut packages).is_ok();
            buffer.truncate(BUFFER_BYTES);
            buffer.shrink_to(BUFFER_BYTES);
            packages.irregular_at = (!is_read).then_some(taken.offset);
            let waiting = {
                let mut ready = lock(&self.ready);
                ready.insert(taken.number, packages);
                ready.len()
            };
            self.hand_over(waiting > WAITING * self.spare.len());
        }
        self.hand_over(true);
    }

    /// Hands over what is ready; if somebody else does so already, only if it `must` be.
    fn hand_over(&self, must: bool) {
        let mut turn = match self.turn.try_lock() {
            Ok(turn) => turn,
            Err(TryLockError::WouldBlock) if !must => return,
            Err(_) => lock(&self.turn),
        };
        while turn.stopped.is_none() {
            let Some(mut packages) = lock(&self.ready).remove(&turn.next) else { return };
            turn.next += 1;
            turn.stopped = match packages.irregular_at {
                Some(offset) => Some(Stop::Irregular { offset }),
                None => turn.hand_over(&mut packages).err().map(Stop::Failed),
            };
            packages.content.clear();
            lock(&self.spare[packages.thread]).push(packages);
        }
        self.is_stopped.store(true, Ordering::Relaxed);
    }
}

impl<E> Turn<'_, E> {
    fn hand_over(&mut self, packages: &mut Packages) -> Result<(), E> {
        for mut record in packages.records.drain(..) {
            record.swap_content(&mut packages.content);
            (self.on_package)(&record)?;
            record.swap_content(&mut packages.content);
            self.count += 1;
        }
        Ok(())
    }
}

impl<R: Read> Input<R> {
    /// Takes the next piece into a buffer, and says how much of that it takes; `None` if there is none.
    fn take(&mut self, buffer: &mut Vec<u8>) -> Option<(Taken, usize)> {
        if self.is_done {
            return None;
        }
        let mut taken = Taken { number: self.next, offset: self.offset, is_last: false, is_whole: true };
        self.next += 1;
        // Longer than what is in it: what lies behind that is overwritten, and need not be made again.
        let mut filled = self.carried.len();
        buffer.resize(buffer.len().max(filled + PIECE_BYTES), 0);
        buffer[..filled].copy_from_slice(&self.carried);
        self.carried.clear();
        let length = loop {
            let searched = filled;
            let wanted = filled + PIECE_BYTES;
            buffer.resize(buffer.len().max(wanted), 0);
            while filled < wanted && taken.is_whole && !taken.is_last {
                match self.reader.read(&mut buffer[filled..wanted]) {
                    Ok(0) => taken.is_last = true,
                    Ok(count) => filled += count,
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    // What is wrong will be found out by who reads the rest.
                    Err(_) => taken.is_whole = false,
                }
            }
            if taken.is_last || !taken.is_whole {
                break filled;
            }
            let near = searched.saturating_sub(END.len());
            if let Some(last) = memmem::rfind(&buffer[near..filled], END) {
                let end = near + last + END.len();
                self.carried.extend_from_slice(&buffer[end..filled]);
                break end;
            }
            if filled > PACKAGE_MAX_BYTES {
                taken.is_whole = false;
                break filled;
            }
        };
        self.offset += length as u64;
        self.is_done = taken.is_last || !taken.is_whole;
        Some((taken, length))
    }
}

fn read_piece(
    buffer: &[u8],
    taken: &Taken,
    reader: &mut PrimaryReader<'_>,
    packages: &mut Packages,
) -> Result<(), Irregular> {
    let text = std::str::from_utf8(buffer).map_err(|_| Irregular)?;
    let piece = Piece { text, is_first: taken.number == 0, is_last: taken.is_last };
    let Packages { records, content, .. } = packages;
    reader.fill(content, |reader| regular::read(piece, ROOT, &mut Filling { reader, records }))
}

/// Collects the packages of a piece.
struct Filling<'a, 'f> {
    reader: &'a mut PrimaryReader<'f>,
    records: &'a mut Vec<PackageRecord>,
}

impl regular::Sink for Filling<'_, '_> {
    #[inline]
    fn token(&mut self, token: Token<'_>) -> Result<(), Irregular> {
        if self.reader.take(token)? {
            self.records.push(self.reader.take_package());
        }
        Ok(())
    }

    #[inline]
    fn by_heart(&mut self, text: &str) -> Option<usize> {
        self.reader.by_heart(text)
    }
}

fn skip(reader: &mut impl Read, bytes: u64) -> io::Result<()> {
    let skipped = io::copy(&mut reader.by_ref().take(bytes), &mut io::sink())?;
    if skipped == bytes { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

/// A thread that panics takes the others with it when it is joined; until then they go on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
