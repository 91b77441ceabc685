//! Many files at a time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, process};

use rpmsolve_repo::{Access, Cancel, FetchProgress, FetchRequest};

use crate::server::{Answer, Length, Manner, Server, Tls};
use crate::{access, content, fetch, fetcher, names, request};

#[test]
fn files_come_in_the_order_of_requests_and_not_too_many_at_a_time() {
    let server = Server::start(Tls::No, |asked| Answer::ok(asked.target.repeat(10_000)));
    let directory = tempfile::tempdir().expect("a directory");
    let requests: Vec<FetchRequest> = (0..40)
        .map(|number| {
            let path = directory.path().join(number.to_string());
            let content = format!("/{number}").repeat(10_000).into_bytes();
            let size_bytes = Some(content.len() as u64);
            FetchRequest { size_bytes, ..request(&[server.url(&format!("/{number}"))], &path, &content) }
        })
        .collect();
    let all: u64 = requests.iter().filter_map(|request| request.size_bytes).sum();
    let events = Mutex::new(Vec::new());
    let progress = |event: FetchProgress| events.lock().expect("no panic").push(event);
    let fetcher = fetcher(&Access { max_parallel_downloads: 20, ..access() });
    let fetched = fetcher.fetch_all(&requests, 20, &Cancel::new(), &progress).expect("all files");
    assert!(fetched.iter().map(|fetched| &fetched.path).eq(requests.iter().map(|request| &request.path)));
    assert!(server.open_max() <= 3, "one server gets three connections");
    let events = events.into_inner().expect("no panic");
    assert_eq!(events.iter().filter(|event| event.is_done).count(), 40);
    assert!(events.iter().all(|event| event.all_size_bytes == Some(all) && event.all_done_bytes <= all));
    assert!(events.iter().any(|event| event.all_done_bytes == all));
    assert!(events.iter().all(|event| event.size_bytes.is_some_and(|size| event.done_bytes <= size)));
    assert_eq!(names(directory.path()).len(), 40);
}

#[test]
fn no_more_threads_than_the_options_allow() {
    let running = std::sync::Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
    let ours = std::sync::Arc::clone(&running);
    let server = Server::start(Tls::No, move |_| {
        let now = ours.0.fetch_add(1, Ordering::SeqCst) + 1;
        ours.1.fetch_max(now, Ordering::SeqCst);
        std::thread::yield_now();
        ours.0.fetch_sub(1, Ordering::SeqCst);
        Answer::ok("content")
    });
    let directory = tempfile::tempdir().expect("a directory");
    let requests: Vec<FetchRequest> = (0..10)
        .map(|number: i32| FetchRequest::new([server.url("/")], directory.path().join(number.to_string())))
        .collect();
    let fetcher = fetcher(&Access { max_parallel_downloads: 1, ..access() });
    fetcher.fetch_all(&requests, 10, &Cancel::new(), &|_| {}).expect("all files");
    assert_eq!(running.1.load(Ordering::SeqCst), 1);
    assert_eq!(fetcher.fetch_all(&[], 10, &Cancel::new(), &|_| {}).expect("nothing"), []);
}

#[test]
fn the_first_error_by_order_wins_and_ends_those_after_it() {
    // The second is known to be missing at once, the first breaks off later, the third would last for ever.
    let server = Server::start(Tls::No, |asked| match asked.target.as_str() {
        "/0" => Answer::ok(content(60)).length(Length::Wrong(61)).manner(Manner::Dripping),
        "/1" => Answer::of(404),
        _ => Answer::ok(content(1000)).manner(Manner::Stalled(10)),
    });
    let directory = tempfile::tempdir().expect("a directory");
    let requests: Vec<FetchRequest> = (0..3)
        .map(|number| FetchRequest {
            size_bytes: (number == 0).then_some(61),
            ..FetchRequest::new(
                [server.url(&format!("/{number}"))],
                directory.path().join(number.to_string()),
            )
        })
        .collect();
    let fetcher = fetcher(&Access { minrate_bytes: 0, ..access() });
    let error = fetcher.fetch_all(&requests, 3, &Cancel::new(), &|_| {}).unwrap_err();
    assert_eq!(error.code(), "network-truncated", "{error}");
    assert_eq!(names(directory.path()), [""; 0]);
}

#[test]
fn giving_up_ends_all_of_them() {
    let server = Server::start(Tls::No, |_| Answer::ok(content(1000)).manner(Manner::Stalled(10)));
    let directory = tempfile::tempdir().expect("a directory");
    let requests: Vec<FetchRequest> = (0..10)
        .map(|number: i32| FetchRequest::new([server.url("/")], directory.path().join(number.to_string())))
        .collect();
    let cancel = Cancel::new();
    let progress = |event: FetchProgress| {
        if event.done_bytes > 0 {
            cancel.cancel();
        }
    };
    let error = fetcher(&access()).fetch_all(&requests, 3, &cancel, &progress).unwrap_err();
    assert!(error.is_cancelled(), "{error}");
}

#[test]
fn one_file_twice_is_fetched_once() {
    let content = content(200_000);
    let shared = content.clone();
    let server = Server::start(Tls::No, move |asked| Answer::file(asked, &shared));
    let directory = tempfile::tempdir().expect("a directory");
    let one = request(&[server.url("/")], &directory.path().join("file"), &content);
    fetcher(&access()).fetch_all(&[one.clone(), one], 2, &Cancel::new(), &|_| {}).expect("both");
    assert_eq!(server.asked().len(), 1);
}

const SIZE_BYTES: usize = 100 << 20;

#[test]
fn what_a_process_that_is_killed_was_at_is_gone_on_with() {
    let content = content(300_000);
    let shared = content.clone();
    let server = Server::start(Tls::No, move |asked| match asked.times {
        0 => Answer::file(asked, &shared).manner(Manner::Stalled(200_000)),
        _ => Answer::file(asked, &shared),
    });
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("file");
    let mut child = process::Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "many::as_a_process_to_be_killed", "--ignored"])
        .env("RPMSOLVE_TEST_URL", server.url("/"))
        .env("RPMSOLVE_TEST_PATH", &path)
        .spawn()
        .expect("a process");
    let part = directory.path().join(".part-file");
    while fs::metadata(&part).map_or(0, |metadata| metadata.len()) < 200_000 {
        assert!(child.try_wait().expect("a process").is_none(), "it ended before it was killed");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().and_then(|()| child.wait()).expect("a process");
    fetch(&fetcher(&access()), &request(&[server.url("/")], &path, &content)).expect("the rest");
    assert_eq!(server.asked()[1].range(), Some(200_000));
    assert_eq!(fs::read(&path).expect("a file"), content);
    assert_eq!(names(directory.path()), ["file"]);
}

#[test]
#[ignore = "run by what_a_process_that_is_killed_was_at_is_gone_on_with"]
fn as_a_process_to_be_killed() {
    let variable = |name| env::var(name).expect("who runs this says what to fetch");
    let path = variable("RPMSOLVE_TEST_PATH");
    fetch(&fetcher(&access()), &request(&[variable("RPMSOLVE_TEST_URL")], path.as_ref(), &content(300_000)))
        .expect_err("killed before");
}

/// In a process of its own, which knows how much memory it ever had.
#[cfg(target_os = "linux")]
#[test]
fn large_files_need_little_memory() {
    let piece = content(1 << 20);
    let server = Server::start(Tls::No, move |_| {
        Answer::ok(&*piece).length(Length::Wrong(SIZE_BYTES as u64)).manner(Manner::Endless)
    });
    let program = env::current_exe().expect("this program");
    let status = process::Command::new(program)
        .args(["--exact", "many::as_a_process_of_its_own", "--ignored"])
        .env("RPMSOLVE_TEST_URL", server.url("/"))
        .status()
        .expect("a process");
    assert!(status.success());
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "run by large_files_need_little_memory"]
fn as_a_process_of_its_own() {
    let url = env::var("RPMSOLVE_TEST_URL").expect("who runs this says where the server is");
    let directory = tempfile::tempdir().expect("a directory");
    let request = FetchRequest {
        size_bytes: Some(SIZE_BYTES as u64),
        ..FetchRequest::new([url], directory.path().join("file"))
    };
    fetch(&fetcher(&access()), &request).expect("a large file");
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    let peak_kib: u64 = peak.trim().trim_end_matches(" kB").parse().expect("a number");
    assert!(peak_kib < 48 << 10, "{peak_kib} KiB");
}
