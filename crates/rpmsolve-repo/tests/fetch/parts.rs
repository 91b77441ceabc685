//! The file in the making: gone on with, waited for, checked, unpacked, and never seen under its final name before it
//! is whole.

use std::fs::{self, File};
use std::thread;

use rpmsolve::DigestAlgorithm;
use rpmsolve_repo::{Access, FetchOutcome, FetchRequest, Validators};

use crate::server::{Answer, Length, Manner, Server, Tls, gzip};
use crate::{access, content, fetch, fetcher, names, request};

#[test]
fn a_fetch_that_breaks_off_goes_on_where_it_was() {
    let content = content(500_000);
    for tls in [Tls::No, Tls::Good] {
        let shared = content.clone();
        let server = Server::start(tls, move |asked| match asked.times {
            0 => Answer::file(asked, &shared).manner(Manner::Truncated(300_000)),
            _ => Answer::file(asked, &shared),
        });
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("file");
        let ca = Some(crate::server::testdata("ca.pem"));
        let fetcher = fetcher(&Access { retries: Some(1), sslcacert: ca, ..access() });
        let fetched = fetch(&fetcher, &request(&[server.url("/file")], &path, &content)).expect("two pieces");
        assert_eq!(fs::read(&path).expect("a file"), content);
        assert_eq!(fetched.sha256, DigestAlgorithm::Sha256.hex(&content));
        assert_eq!(fetched.size_bytes, 500_000);
        let asked = server.asked();
        assert_eq!((asked[0].range(), asked[1].range()), (None, Some(300_000)));
        assert_eq!(names(directory.path()), ["file"]);
    }
}

#[test]
fn without_a_checksum_nothing_is_gone_on_with() {
    let content = content(5000);
    let shared = content.clone();
    let server = Server::start(Tls::No, move |asked| match asked.times {
        0 => Answer::file(asked, &shared).manner(Manner::Truncated(3000)),
        _ => Answer::file(asked, &shared),
    });
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("file");
    fs::write(directory.path().join(".part-file"), "junk").expect("room");
    let fetcher = fetcher(&Access { retries: Some(1), ..access() });
    fetch(&fetcher, &FetchRequest::new([server.url("/file")], &path)).expect("the second time");
    assert_eq!(fs::read(&path).expect("a file"), content);
    assert!(server.asked().iter().all(|asked| asked.range().is_none()));
}

#[test]
fn what_a_killed_process_left_is_gone_on_with_if_it_is_sound() {
    let content = content(100_000);
    let other = [&content[..50_000], &[0; 100][..]].concat();
    let long = [&content[..], b"x"].concat();
    for (left, size_bytes, ranges) in [
        (&content[..60_000], None, vec![Some(60_000)]),
        (&content[..60_000], Some(100_000), vec![Some(60_000)]),
        // Damaged: the rest comes, the checksum says no, and all of it comes.
        (&other[..], Some(100_000), vec![Some(50_100), None]),
        // All of it is there.
        (&content[..], None, vec![]),
        (&content[..], Some(100_000), vec![]),
        // More than all.
        (&long[..], Some(100_000), vec![None]),
        (&long[..], None, vec![Some(100_001), None]),
        (&[][..], None, vec![None]),
    ] {
        let shared = content.clone();
        let server = Server::start(Tls::No, move |asked| Answer::file(asked, &shared));
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("file");
        fs::write(directory.path().join(".part-file"), left).expect("room");
        let wanted = FetchRequest { size_bytes, ..request(&[server.url("/file")], &path, &content) };
        let fetched = fetch(&fetcher(&access()), &wanted).expect("all of it");
        assert_eq!(fs::read(&path).expect("a file"), content);
        let asked: Vec<Option<usize>> = server.asked().iter().map(|asked| asked.range()).collect();
        assert_eq!(asked, ranges);
        assert_eq!(fetched.outcome == FetchOutcome::AlreadyThere, ranges.is_empty());
        assert_eq!(names(directory.path()), ["file"]);
    }
}

#[test]
fn servers_that_know_no_ranges_send_all_of_it() {
    let content = content(10_000);
    for answer in [
        Answer::ok(&*content),
        // A part, but not the one that was asked for.
        Answer { status: 206, ..Answer::ok(&content[1..]) }.with("Content-Range", "bytes 1-9999/10000"),
        Answer { status: 206, ..Answer::ok(&content[4000..]) },
        Answer::of(416),
        Answer::of(400),
        Answer::of(403),
        Answer::of(501),
    ] {
        let shared = content.clone();
        let server = Server::start(Tls::No, move |asked| match asked.range() {
            Some(_) => answer.clone(),
            None => Answer::ok(&*shared),
        });
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("file");
        fs::write(directory.path().join(".part-file"), &content[..4000]).expect("room");
        fetch(&fetcher(&access()), &request(&[server.url("/file")], &path, &content)).expect("all of it");
        assert_eq!(fs::read(&path).expect("a file"), content);
    }
}

/// A server that is busy for a moment costs nothing of what is there.
#[test]
fn who_is_busy_is_asked_for_the_rest_again() {
    let content = content(10_000);
    let shared = content.clone();
    let server = Server::start(Tls::No, move |asked| match asked.times {
        0 => Answer::of(503),
        _ => Answer::file(asked, &shared),
    });
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("file");
    fs::write(directory.path().join(".part-file"), &content[..4000]).expect("room");
    let fetcher = fetcher(&Access { retries: Some(1), ..access() });
    fetch(&fetcher, &request(&[server.url("/file")], &path, &content)).expect("the second time");
    assert_eq!(server.asked().iter().map(|asked| asked.range()).collect::<Vec<_>>(), [Some(4000); 2]);
}

#[test]
fn what_is_there_already_is_not_asked_for() {
    let content = content(1000);
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("file");
    fs::write(&path, &content).expect("room");
    let wanted = request(&["http://127.0.0.1:1/".to_owned()], &path, &content);
    let fetched = fetch(&fetcher(&access()), &wanted).expect("it is there");
    assert_eq!((fetched.outcome, fetched.mirror), (FetchOutcome::AlreadyThere, None));
    assert_eq!(fetched.sha256, DigestAlgorithm::Sha256.hex(&content));
    assert_eq!(names(directory.path()), ["file"]);
    fs::write(&path, "something else").expect("room");
    fetch(&fetcher(&access()), &wanted).unwrap_err();
    assert_eq!(
        fs::read(&path).expect("a file"),
        b"something else",
        "what is there stays until there is better"
    );
}

#[test]
fn checksums_are_of_any_algorithm() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(Tls::No, |_| Answer::ok("content").length(Length::Chunked));
    for name in ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"] {
        let algorithm = DigestAlgorithm::from_name(name).expect("an algorithm");
        let wanted = |hex: String| FetchRequest {
            expected: Some((algorithm, hex)),
            ..FetchRequest::new([server.url("/")], directory.path().join(name))
        };
        let error = fetch(&fetcher(&access()), &wanted(algorithm.hex(b"other"))).unwrap_err();
        let (expected, got) = (algorithm.hex(b"other"), algorithm.hex(b"content"));
        assert!(
            error.to_string().contains(&format!("{name} checksum {got} and should have {expected}")),
            "{error}"
        );
        let fetched = fetch(&fetcher(&access()), &wanted(got.to_uppercase())).expect("the right one");
        assert_eq!(fetched.sha256, DigestAlgorithm::Sha256.hex(b"content"));
    }
}

#[test]
fn packed_content_is_taken_as_it_is_or_unpacked_as_the_checksum_says() {
    let plain = content(100_000);
    let packed = gzip(&plain);
    let (shared, shared_packed) = (plain.clone(), packed.clone());
    let server = Server::start(Tls::No, move |asked| match asked.target.as_str() {
        "/honest" => Answer::gzipped(&shared),
        "/primary.xml.gz" => Answer::ok(&*shared_packed).with("Content-Encoding", "x-gzip"),
        "/zeros" => Answer::gzipped(&[0; 100_000]),
        _ => Answer::gzipped(&shared).damaged(50_000),
    });
    let directory = tempfile::tempdir().expect("a directory");
    let fetched = |name: &str, content: &[u8], size_bytes| {
        let path = directory.path().join("file");
        let _ = fs::remove_file(&path);
        let wanted = FetchRequest { size_bytes, ..request(&[server.url(name)], &path, content) };
        let code = fetch(&fetcher(&access()), &wanted).err().map(|error| error.code());
        assert_eq!(names(directory.path()), if code.is_none() { vec!["file"] } else { vec![] });
        assert!(code.is_some() || fs::read(&path).expect("a file") == content);
        code
    };
    assert_eq!(fetched("/honest", &plain, None), None);
    assert_eq!(fetched("/honest", &plain, Some(100_000)), None);
    assert_eq!(fetched("/primary.xml.gz", &packed, None), None);
    assert_eq!(fetched("/primary.xml.gz", &packed, Some(packed.len() as u64)), None);
    assert_eq!(fetched("/damaged", &plain, None), Some("network-checksum"));
    assert_eq!(fetched("/honest", b"other", None), Some("network-checksum"));
    let path = directory.path().join("file");
    let free = FetchRequest { limit_bytes: 100_000, ..FetchRequest::new([server.url("/zeros")], &path) };
    fetch(&fetcher(&access()), &free).expect("as large as allowed");
    assert_eq!(fs::read(&path).expect("a file"), [0; 100_000]);
    let less = FetchRequest { limit_bytes: 99_999, ..free };
    assert_eq!(fetch(&fetcher(&access()), &less).unwrap_err().code(), "network-too-large");
}

#[test]
fn what_the_server_still_has_is_not_sent_again() {
    let server = Server::start(Tls::No, |asked| Answer::file(asked, b"content"));
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("file");
    let mut wanted = FetchRequest::new([server.url("/")], &path);
    let first = fetch(&fetcher(&access()), &wanted).expect("a file");
    assert_eq!(first.outcome, FetchOutcome::Fetched);
    wanted.validators = Some(first.validators.clone());
    let second = fetch(&fetcher(&access()), &wanted).expect("the same");
    assert_eq!((second.outcome, &second.sha256), (FetchOutcome::NotModified, &first.sha256));
    wanted.validators = Some(Validators { etag: Some("\"other\"".into()), last_modified: None });
    assert_eq!(fetch(&fetcher(&access()), &wanted).expect("a file").outcome, FetchOutcome::Fetched);
    fs::remove_file(&path).expect("it was there");
    wanted.validators = Some(first.validators);
    let gone = fetch(&fetcher(&access()), &wanted).expect("a file");
    assert_eq!(gone.outcome, FetchOutcome::Fetched, "nothing can be the same that is not there");
    assert_eq!(names(directory.path()), ["file"]);
}

#[test]
fn who_wants_the_same_file_waits_for_it() {
    let content = content(1 << 20);
    let shared = content.clone();
    let server = Server::start(Tls::No, move |asked| Answer::file(asked, &shared));
    let directory = tempfile::tempdir().expect("a directory");
    let request = request(&[server.url("/file")], &directory.path().join("file"), &content);
    let outcomes: Vec<FetchOutcome> = thread::scope(|scope| {
        // Each as if in a process of its own.
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| fetch(&fetcher(&access()), &request).expect("a file").outcome))
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert_eq!(outcomes.iter().filter(|&&outcome| outcome == FetchOutcome::Fetched).count(), 1);
    assert_eq!(server.asked().len(), 1);
    assert_eq!(names(directory.path()), ["file"]);
}

#[test]
fn waiting_for_somebody_else_can_be_given_up() {
    let directory = tempfile::tempdir().expect("a directory");
    let held = File::create(directory.path().join(".part-file")).expect("room");
    held.lock().expect("a lock");
    let request = FetchRequest::new(["http://127.0.0.1:1/"], directory.path().join("file"));
    let (fetcher, cancel) = (fetcher(&access()), rpmsolve_repo::Cancel::new());
    thread::scope(|scope| {
        let fetch = scope.spawn(|| fetcher.fetch(&request, &cancel, &|_| {}));
        cancel.cancel();
        assert!(fetch.join().expect("no panic").unwrap_err().is_cancelled());
    });
}

#[test]
fn what_is_wrong_with_the_disk_is_said_with_the_path() {
    let server = Server::start(Tls::No, |_| Answer::ok("content"));
    let directory = tempfile::tempdir().expect("a directory");
    let nowhere = directory.path().join("no/such/file");
    let error = fetch(&fetcher(&access()), &FetchRequest::new([server.url("/")], &nowhere)).unwrap_err();
    assert_eq!(error.code(), "disk");
    assert!(error.to_string().contains("no/such/.part-file"), "{error}");
    let taken = directory.path().join("taken");
    fs::create_dir(&taken).expect("room");
    let error = fetch(&fetcher(&access()), &FetchRequest::new([server.url("/")], &taken)).unwrap_err();
    assert_eq!(error.code(), "disk", "{error}");
    fs::create_dir(directory.path().join(".part-file")).expect("room");
    let error =
        fetch(&fetcher(&access()), &FetchRequest::new([server.url("/")], directory.path().join("file")))
            .unwrap_err();
    assert!(error.to_string().ends_with(".part-file: is no regular file; remove it"), "{error}");
}

#[cfg(target_os = "linux")]
#[test]
fn names_may_be_as_long_as_the_file_system_takes() {
    let server = Server::start(Tls::No, |_| Answer::gzipped(b"content"));
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("n".repeat(255));
    fetch(&fetcher(&access()), &FetchRequest::new([server.url("/")], &path)).expect("a file");
    assert_eq!(fs::read(&path).expect("a file"), b"content");
}

#[test]
fn local_files_are_checked_like_others() {
    let content = content(1000);
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("a b"), &content).expect("room");
    let url = url::Url::from_file_path(directory.path().join("a b")).expect("a URL").to_string();
    let path = directory.path().join("file");
    fetch(&fetcher(&access()), &request(std::slice::from_ref(&url), &path, &content)).expect("a file");
    assert_eq!(fs::read(&path).expect("a file"), content);
    let error =
        fetch(&fetcher(&access()), &request(&[url], &directory.path().join("other"), b"other")).unwrap_err();
    assert_eq!(error.code(), "network-checksum");
    assert_eq!(names(directory.path()), ["a b", "file"]);
}
