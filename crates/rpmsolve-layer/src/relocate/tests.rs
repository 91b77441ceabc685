//! The rewriter's rules by example, and its laws on random bytes.

use proptest::prelude::*;

use super::plan::Rewrite;
use super::*;
use crate::tree::Patch;

/// The plan for bytes; what begins like a program is taken for one.
fn plan(bytes: &[u8], paths: &Paths<'_>) -> Plan {
    let elf = bytes.starts_with(b"\x7fELF").then(Elf::default);
    plan::plan(bytes, elf.as_ref(), paths)
}

fn apply(bytes: &[u8], rewrites: &[Rewrite]) -> Vec<u8> {
    let patches: Vec<Patch> = rewrites.iter().map(|rewrite| rewrite.patch.clone()).collect();
    patched(bytes.into(), &patches)
}

fn base() -> BaseImage {
    BaseImage::from_paths([
        "/bin/sh",
        "/usr/bin/env",
        "/usr/bin/perl",
        "/usr/lib64/libc.so.6",
        "/usr/share/perl5/Base.pm",
        "/etc/resolv.conf",
    ])
}

const LAYER: [&str; 9] = [
    "/usr/bin/git",
    "/bin/zsh",
    "/usr/libexec/git-core/git-remote-https",
    "/usr/share/git-core/templates/description",
    "/usr/share/perl5/Git.pm",
    "/usr/lib64/libz.so.1",
    "/usr/share/foo-1.type",
    "/etc/foo/foo.conf",
    "/usr/bin/env",
];

fn rewrite(text: impl AsRef<[u8]>) -> String {
    let base = base();
    let paths = Paths::new(LAYER.into_iter(), &base, Layout::Opt);
    let bytes = text.as_ref();
    String::from_utf8_lossy(&apply(bytes, &plan(bytes, &paths).rewrites)).into_owned()
}

#[test]
fn what_only_the_layer_has_moves() {
    for (before, after) in [
        ("/usr/bin/git", "/opt/bin/git"),
        ("exec /usr/bin/git.", "exec /opt/bin/git."),
        ("/usr/libexec/git-core", "/opt/libexec/git-core"),
        ("/usr/libexec/git-core/%s", "/opt/libexec/git-core/%s"),
        ("/usr/libexec/git-core/made-at-run-time", "/opt/libexec/git-core/made-at-run-time"),
        ("/usr/share/foo-%d.type", "/opt/share/foo-%d.type"),
        ("/etc/foo/local.conf", "/opt/foo/local.conf"),
        ("A=/usr/bin/git:B=/etc/foo", "A=/opt/bin/git:B=/opt/foo"),
    ] {
        assert_eq!(rewrite(before), after);
    }
}

#[test]
fn everything_else_stays() {
    for text in [
        "/usr/bin/env",
        "/usr/bin/gitk",
        "/usr/bin/sh",
        "/etc/resolv.conf",
        "/usr/share/perl5",
        "/usr/share/%s",
        "/usr/share/p%s",
        "/sysroot/usr/bin/git",
        "/usr",
        "/usr/local/bin/git",
    ] {
        assert_eq!(rewrite(text), text);
    }
}

#[test]
fn interpreters_move_when_the_layer_ships_them() {
    assert_eq!(rewrite("#!/bin/zsh -f\n:\n"), "#!/opt/bin/zsh -f\n:\n");
    assert_eq!(rewrite("#! /usr/bin/zsh\n"), "#! /opt/bin/zsh\n");
    for text in ["#!/bin/sh\n", "#!/usr/bin/perl -w\n", "#!/usr/bin/env git\n"] {
        assert_eq!(rewrite(text), text);
    }
}

#[test]
fn a_bare_prefix_moves_with_everything_else_or_not_at_all() {
    let moving = "\x7fELF\0/usr\0/usr/libexec/git-core\0/usr/never/heard/of\0";
    assert_eq!(rewrite(moving), "\x7fELF\0/opt\0/opt/libexec/git-core\0/usr/never/heard/of\0");
    let mixed = "\x7fELF\0/usr\0/usr/libexec/git-core\0/usr/bin/env\0";
    assert_eq!(rewrite(mixed), "\x7fELF\0/usr\0/opt/libexec/git-core\0/usr/bin/env\0");
    assert_eq!(rewrite("prefix=/usr\nx=/usr/bin/git\n"), "prefix=/usr\nx=/opt/bin/git\n", "not a program");
}

#[test]
fn go_programs_are_rewritten_too() {
    let program = "\x7fELF\u{0}unexpected EOF/etc/foo/foo.confinvalid argument/usr/bin/env";
    assert_eq!(rewrite(program), program);
    let mut program = program.as_bytes().to_vec();
    program.extend(b"\xff Go buildinf:");
    assert!(rewrite(&program).contains("unexpected EOF/opt/foo/foo.confinvalid argument/usr/bin/env"));
}

#[test]
fn paths_that_code_has_in_pieces_move_by_their_beginning() {
    let code = |text: &str| [b"\x7fELF\x90\x48\xb8", text.as_bytes(), b"\x48\x89\x03"].concat();
    let moved = |text: &str| {
        let bytes = code(text);
        let after = rewrite(&bytes);
        after.contains("/opt").then_some(after)
    };
    assert!(
        moved("/etc/foo").is_some_and(|after| after.contains("/opt/foo")),
        "only the layer has /etc/foo…"
    );
    for text in ["/usr/sha", "/etc/res", "/usr/lib"] {
        assert_eq!(moved(text), None, "{text}");
    }
    let base = base();
    let paths = Paths::new(LAYER.into_iter(), &base, Layout::Opt);
    let left = plan(&code("/usr/sha"), &paths).left;
    assert!(left.contains_key(&("/usr/sha".to_owned(), LeftReason::Cut)), "{left:?}");
}

#[test]
fn shared_directories_are_told() {
    let base = base();
    let paths = Paths::new(LAYER.into_iter(), &base, Layout::Opt);
    let plan = plan(b"use lib '/usr/share/perl5';", &paths);
    assert_eq!(plan.left.keys().next(), Some(&("/usr/share/perl5".to_owned(), LeftReason::SharedDirectory)));
}

#[test]
fn text_may_grow_and_programs_may_not() {
    assert_eq!(rewrite("exec /bin/zsh -c"), "exec /opt/bin/zsh -c");
    assert_eq!(rewrite("\x7fELF\0/bin/zsh\0"), "\x7fELF\0/bin/zsh\0");
    let base = base();
    let paths = Paths::new(LAYER.into_iter(), &base, Layout::Opt);
    let left = plan(b"\x7fELF\0/bin/zsh\0", &paths).left;
    assert!(left.contains_key(&("/bin/zsh".to_owned(), LeftReason::Longer)), "{left:?}");
}

#[test]
fn in_a_function_only_text_moves() {
    let base = base();
    let paths = Paths::new(LAYER.into_iter(), &base, Layout::Task);
    let moved = |text: &str| {
        String::from_utf8(apply(text.as_bytes(), &plan(text.as_bytes(), &paths).rewrites)).unwrap()
    };
    assert_eq!(
        moved("#!/bin/zsh\n/usr/bin/git\n/etc/foo"),
        "#!/var/task/bin/zsh\n/var/task/bin/git\n/var/task/foo"
    );
    assert_eq!(moved("\x7fELF\0/usr/bin/git\0/usr\0"), "\x7fELF\0/usr/bin/git\0/usr\0");
}

#[test]
fn search_paths_prefer_the_layer() {
    let base = base();
    let paths = Paths::new(LAYER.into_iter(), &base, Layout::Opt);
    let bytes = b"\x7fELF\0/usr/lib64:/usr/lib64/none\0/usr/lib64\0";
    let search_path = Some(crate::elf::SearchPath {
        text: "/usr/lib64:/usr/lib64/none".into(),
        offset: 5,
        is_runpath: false,
    });
    let elf = Elf { search_path, ..Elf::default() };
    let plan = plan::plan(bytes, Some(&elf), &paths);
    assert_eq!(apply(bytes, &plan.rewrites), b"\x7fELF\0/opt/lib64:/usr/lib64/none\0/usr/lib64\0");
}

#[test]
fn compiled_python_forgets_the_time_of_its_source() {
    let base = base();
    let paths = Paths::new(LAYER.into_iter(), &base, Layout::Opt);
    let bytes = b"\xa7\r\r\n\0\0\0\0TIMESIZE\xe3\0/usr/share/perl5/Git.pm";
    let plan = plan(bytes, &paths);
    assert_eq!(apply(bytes, &plan.rewrites), b"\xa7\r\r\n\x01\0\0\0TIMESIZE\xe3\0/opt/share/perl5/Git.pm");
    assert_eq!(plan.rewrites[0].rule, Rule::Bytecode);
}

/// Text that is full of paths, whole and broken.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        proptest::sample::select(LAYER.to_vec()).prop_map(|path| path.as_bytes().to_vec()),
        proptest::sample::select(vec![
            "/usr",
            "/etc",
            "/usr/",
            "#!",
            "\n",
            "\0",
            ":",
            "/usr/bin/env",
            "/opt",
            "-I",
            "%s",
            "."
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 0..6),
    ];
    proptest::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn the_length_of_a_program_never_changes(body in text()) {
        let base = base();
        let paths = Paths::new(LAYER.into_iter(), &base, Layout::Opt);
        let bytes = [b"\x7fELF\0".as_slice(), &body].concat();
        let plan = plan(&bytes, &paths);
        prop_assert_eq!(apply(&bytes, &plan.rewrites).len(), bytes.len());
    }

    #[test]
    fn only_prefixes_change_and_never_those_of_the_base(body in text()) {
        let base = base();
        let paths = Paths::new(LAYER.into_iter(), &base, Layout::Opt);
        let plan = plan(&body, &paths);
        for rewrite in &plan.rewrites {
            prop_assert!(rewrite.rule == Rule::BarePrefix || !base.contains(&rewrite.because), "{}", rewrite.because);
        }
    }

    #[test]
    fn a_second_run_finds_nothing(body in text()) {
        let base = base();
        let paths = Paths::new(LAYER.into_iter(), &base, Layout::Opt);
        let once = apply(&body, &plan(&body, &paths).rewrites);
        prop_assert!(plan(&once, &paths).rewrites.is_empty());
    }
}
