//! What scriptlets would have done, environment hints and wrapper scripts: in layers, from outside.

use std::collections::BTreeMap;
use std::path::Path;

use rpmsolve_layer::{
    BaseImage, Finding, FindingKind, LayerOptions, LayerPackage, LayerReport, Output, Severity, build_layer,
};

use crate::support::*;

/// A layer that was built: path → text, or `-> target`.
struct Built {
    report: LayerReport,
    contents: BTreeMap<String, String>,
}

impl Built {
    fn text(&self, path: &str) -> &str {
        self.contents.get(path).unwrap_or_else(|| panic!("no {path} in {:?}", self.contents.keys()))
    }

    fn told(&self, severity: Severity) -> Vec<&Finding> {
        let findings = self.report.findings.iter();
        findings.filter(|f| f.kind == FindingKind::Scriptlet && f.severity == severity).collect()
    }

    /// The hints as a shell takes them.
    fn environment(&self) -> Vec<String> {
        self.report.environment.iter().map(ToString::to_string).collect()
    }
}

fn build_with(packages: &[Rpm], base: &BaseImage, options: &LayerOptions) -> Built {
    let scratch = tempfile::tempdir().unwrap();
    let packages: Vec<_> = packages.iter().map(|rpm| rpm.write(scratch.path())).collect();
    let layer = scratch.path().join("layer");
    let output = Output::Directory(layer.clone());
    let report = build_layer(&packages, base, options, &output, &mut |_| {}).unwrap();
    let mut contents = BTreeMap::new();
    read(&layer, "", &mut contents);
    Built { report, contents }
}

fn read(directory: &Path, inside: &str, contents: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(directory).unwrap().flatten() {
        let name = format!("{inside}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            read(&entry.path(), &format!("{name}/"), contents);
        } else if kind.is_symlink() {
            let target = std::fs::read_link(entry.path()).unwrap();
            contents.insert(name, format!("-> {}", target.display()));
        } else {
            contents
                .insert(name, String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap()).into_owned());
        }
    }
}

fn base() -> BaseImage {
    BaseImage::from_paths([
        "/bin/sh",
        "/usr/bin/env",
        "/usr/bin/perl",
        "/usr/share/perl5/strict.pm",
        "/etc/hosts",
    ])
}

fn build(packages: &[Rpm]) -> Built {
    build_with(packages, &base(), &LayerOptions::default())
}

/// A package with a `%post`.
fn with_post(name: &str, post: &str, files: impl IntoIterator<Item = File>) -> Rpm {
    Rpm { post: Some(post.to_owned()), ..rpm(name, files) }
}

#[test]
fn alternatives_of_the_highest_priority_have_the_name() {
    let post = |version: &str, priority: u32| {
        format!(
            "# comment\n/usr/sbin/alternatives --install /usr/bin/tool tool /usr/bin/tool-{version} {priority} \\\n  \
             --family tool --slave /usr/bin/helper helper /usr/bin/helper-{version} \\\n  \
             --slave /usr/share/man/man1/tool.1.gz tool.1.gz /usr/share/man/man1/tool-{version}.1.gz\n"
        )
    };
    let package = |version: &str, priority| {
        let files = [
            program(&format!("/usr/bin/tool-{version}"), "t"),
            program(&format!("/usr/bin/helper-{version}"), "h"),
            file(&format!("/usr/share/man/man1/tool-{version}.1.gz"), "m"),
        ];
        with_post(&format!("tool{version}"), &post(version, priority), files)
    };
    let user = rpm("user", [program("/usr/bin/user", "#!/bin/sh\nexec /usr/bin/tool\n")]);
    let built = build(&[package("1", 10), package("2", 20), package("3", 5), user]);
    assert_eq!(built.text("bin/tool"), "-> tool-2");
    assert_eq!(built.text("bin/helper"), "-> helper-2");
    assert_eq!(built.text("bin/user"), "#!/bin/sh\nexec /opt/bin/tool\n", "the link is a path of the layer");
    assert!(!built.contents.keys().any(|path| path.starts_with("share/man/")), "{:?}", built.contents.keys());
    assert!(built.told(Severity::Warning).is_empty());
    assert!(built.told(Severity::Info).iter().any(|finding| finding.path == "bin/tool"));
}

#[test]
fn alternatives_are_read_in_loops_functions_and_branches() {
    let post = "set -e\nif [ \"$1\" = configure ]; then\n    for name in php phar; do\n        \
                update-alternatives --quiet \\\n\t    --install /usr/bin/${name} ${name} /usr/bin/${name}8.2 82\n    \
                done\nfi\nfollower() { echo \"--slave /usr/bin/$1 $1 /usr/bin/$2\"; }\n\
                update-alternatives --install /usr/bin/lz lz /usr/bin/xz 20 $(follower unlz unxz)\nexit 0\n";
    let files = ["php8.2", "phar8.2", "xz", "unxz"].map(|name| program(&format!("/usr/bin/{name}"), name));
    let built = build(&[with_post("a", post, files)]);
    for (link, target) in [("php", "php8.2"), ("phar", "phar8.2"), ("lz", "xz"), ("unlz", "unxz")] {
        assert_eq!(built.text(&format!("bin/{link}")), format!("-> {target}"));
    }
    assert!(built.told(Severity::Warning).is_empty(), "{:?}", built.told(Severity::Warning));
}

#[test]
fn links_to_etc_alternatives_lead_on() {
    let post = "update-alternatives --install /usr/bin/vi vi /usr/bin/vim 30\n\
                alternatives --install /usr/bin/java java /usr/lib/jvm/8/bin/java 8\n\
                alternatives --install /usr/bin/java java /usr/lib/jvm/21/bin/java 21\n\
                alternatives --set java /usr/lib/jvm/8/bin/java\n\
                alternatives --install /usr/bin/real real /usr/bin/vim 1\n\
                alternatives --install /usr/bin/lts lts /usr/lib/jvm/lts/bin/java 1\n";
    let files = [
        program("/usr/bin/vim", "vim"),
        link("/usr/bin/vi", "/etc/alternatives/vi"),
        program("/usr/lib/jvm/8/bin/java", "8"),
        program("/usr/lib/jvm/21/bin/java", "21"),
        program("/usr/bin/real", "real"),
    ];
    let built = build(&[with_post("a", post, files.into_iter().chain([link("/usr/lib/jvm/lts", "8")]))]);
    assert_eq!(built.text("bin/vi"), "-> ../alternatives/vi");
    assert_eq!(built.text("alternatives/vi"), "-> ../bin/vim");
    assert_eq!(built.text("bin/java"), "-> ../lib/jvm/8/bin/java", "as it was set");
    assert_eq!(built.text("bin/real"), "real", "a file is never replaced");
    assert_eq!(built.text("bin/lts"), "-> ../lib/jvm/lts/bin/java", "behind a link of a directory");
}

#[test]
fn files_are_linked_and_copied_as_scriptlets_do() {
    let post = "[ -e /usr/lib/ssl ] || ln -sf /etc/ssl /usr/lib/ssl\n\
                copy() { if [ ! -f $2 ]; then cp -p $1 $2; fi; }\ncopy /usr/share/tool/default.conf /etc/tool.conf\n\
                for name in a b; do ucf --three-way /usr/share/tool/$name.ini /etc/tool/$name.ini; done\n\
                install -m 644 /usr/share/tool/default.conf /etc/tool/\nmkdir -p /etc/tool/empty /var/lib/tool\n\
                ln -s /proc/mounts /etc/mtab\n";
    let files = [
        file("/etc/ssl/openssl.cnf", "o"),
        file("/usr/share/tool/default.conf", "see /usr/share/tool\n"),
        file("/usr/share/tool/a.ini", "a"),
        file("/usr/share/tool/b.ini", "b"),
        program("/usr/bin/tool", "reads /etc/tool.conf and /etc/tool/a.ini\n"),
    ];
    let built = build(&[with_post("a", post, files)]);
    assert_eq!(built.text("lib/ssl"), "-> ../ssl");
    assert_eq!(built.text("tool.conf"), "see /opt/share/tool\n", "a copy is rewritten too");
    assert_eq!((built.text("tool/a.ini"), built.text("tool/b.ini")), ("a", "b"));
    assert_eq!(built.text("tool/default.conf"), "see /opt/share/tool\n");
    assert_eq!(built.text("bin/tool"), "reads /opt/tool.conf and /opt/tool/a.ini\n");
    assert!(!built.contents.contains_key("mtab"));
    assert!(built.told(Severity::Warning).is_empty(), "{:?}", built.told(Severity::Warning));
}

#[test]
fn what_nobody_needs_is_named_and_what_is_missing_is_told() {
    let post = "/sbin/ldconfig\nif [ $1 -eq 1 ]; then\n  systemctl preset tool.service >/dev/null 2>&1 || :\nfi\n\
                getent group tool >/dev/null || groupadd -r tool\n[ $1 -gt 1 ] && make-everything-new\n";
    let quiet = build(&[with_post("a", post, [program("/usr/bin/a", "a")])]);
    assert!(quiet.told(Severity::Warning).is_empty());
    let [info] = quiet.told(Severity::Info)[..] else { panic!("{:?}", quiet.report.findings) };
    for part in ["ldconfig (", "systemctl (a function has no services)", "getent, groupadd (users"] {
        assert!(info.detail.contains(part), "{}", info.detail);
    }
    let post = "/usr/bin/a --make-index\nsetcap cap_net_raw+ep /usr/bin/a\nsed -i s/x/y/ /etc/a.conf\n\
                echo 1 > /etc/a.conf\necho 2 > /var/lib/a\n";
    let files = || [program("/usr/bin/a", "a"), file("/etc/a.conf", "x")];
    let loud = build(&[with_post("a", post, files())]);
    let told: Vec<&str> =
        loud.told(Severity::Warning).iter().map(|finding| finding.detail.as_str()).collect();
    for part in
        ["would run a and does not", "would run setcap", "sed -i s/x/y/ /etc/a.conf", "not: /etc/a.conf;"]
    {
        assert!(told.iter().any(|detail| detail.contains(part)), "{part}: {told:#?}");
    }
    assert_eq!(told.len(), 4, "{told:#?}");
    let broken = build(&[with_post("a", "if true; then echo 'open\n", files())]);
    assert!(broken.told(Severity::Warning)[0].detail.contains("could not be read to its end"));
}

#[test]
fn file_triggers_wait_for_files() {
    let trigger = || Rpm {
        file_trigger: Some(("/usr/share/icons", "make-icons /usr/share/icons")),
        ..rpm("a", [program("/usr/bin/make-icons", "m")])
    };
    assert!(build(&[trigger()]).told(Severity::Warning).is_empty());
    let built = build(&[trigger(), rpm("b", [file("/usr/share/icons/b.png", "b")])]);
    assert!(built.told(Severity::Warning)[0].detail.starts_with("%transfiletriggerin would run make-icons"));
}

#[test]
fn what_would_be_made_of_files_is_looked_for() {
    let schema = || file("/usr/share/glib-2.0/schemas/org.x.gschema.xml", "<schemalist/>");
    let built = build(&[rpm("a", [schema()])]);
    assert!(
        built.told(Severity::Warning)[0].detail.contains("glib-compile-schemas"),
        "without any scriptlet"
    );
    let made = file("/usr/share/glib-2.0/schemas/gschemas.compiled", "GVariant");
    assert!(build(&[rpm("a", [schema(), made])]).told(Severity::Warning).is_empty());
}

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";

#[test]
fn certificates_are_bundled() {
    let debian = with_post(
        "ca-certificates",
        "update-ca-certificates --hooksdir \"\"\n",
        [
            file("/usr/share/ca-certificates/mozilla/B.crt", CERTIFICATE),
            file("/usr/share/ca-certificates/mozilla/A.crt", format!("{CERTIFICATE}\n")),
            link("/usr/lib/ssl/certs", "/etc/ssl/certs"),
            directory("/etc/ssl/certs"),
        ],
    );
    let built = build(&[debian]);
    assert_eq!(built.text("ssl/certs/ca-certificates.crt"), format!("{CERTIFICATE}\n{CERTIFICATE}\n"));
    assert_eq!(built.text("lib/ssl/cert.pem"), "-> ../../ssl/certs/ca-certificates.crt");
    assert!(built.told(Severity::Warning).is_empty());

    let object = |trust: &str| format!("[p11-kit-object-v1]\nlabel: \"x\"\n{trust}: true\n{CERTIFICATE}\n");
    let red_hat = with_post(
        "ca-certificates",
        "/usr/bin/ca-legacy install\n/usr/bin/update-ca-trust\n",
        [
            file(
                "/usr/share/pki/ca-trust-source/ca-bundle.trust.p11-kit",
                object("trusted") + &object("x-distrusted"),
            ),
            file("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", ""),
            link("/etc/pki/tls/cert.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
        ],
    );
    let built = build(&[red_hat]);
    assert_eq!(built.text("pki/ca-trust/extracted/pem/tls-ca-bundle.pem"), format!("{CERTIFICATE}\n"));
    assert_eq!(built.text("pki/tls/cert.pem"), "-> ../ca-trust/extracted/pem/tls-ca-bundle.pem");
}

#[test]
fn scriptlets_cannot_reach_out_of_the_layer() {
    let post = "alternatives --install /../../../tmp/evil evil /usr/bin/a 1\nalternatives --install relative r /usr/bin/a 1\n\
                alternatives --install /usr/bin/a/below below /usr/bin/a 1\nalternatives --install / root /usr/bin/a 1\n\
                alternatives --install /usr/bin/out out /../../../etc/passwd 1\nln -s ../../../../etc/passwd /usr/bin/b\n\
                ln -s /usr/bin/a /usr/share/link/below\ncp /usr/bin/a /usr/bin/../../../../tmp/c\n";
    let built =
        build(&[with_post("a", post, [program("/usr/bin/a", "a"), link("/usr/share/link", "/usr/bin")])]);
    let own = |path: &&str| path.starts_with("share/rpmsolve/");
    let made: Vec<&str> = built.contents.keys().map(String::as_str).filter(|path| !own(path)).collect();
    assert_eq!(made, ["bin/a", "share/link", "tmp/evil"]);
}

#[test]
fn scripts_of_the_bases_perl_are_told_where_modules_are() {
    let modules =
        [file("/usr/share/perl5/Tool.pm", "1;"), file("/usr/lib64/perl5/vendor_perl/Tool/XS.pm", "1;")];
    let scripts = [
        program("/usr/bin/plain", "#!/usr/bin/perl\nuse Tool;\n"),
        program("/usr/bin/switches", "#! /usr/bin/perl -wT # -*- perl -*-\nuse Tool;\n"),
        program("/usr/bin/through-env", "#!/usr/bin/env perl\nuse Tool;\n"),
        program("/usr/bin/shell", "#!/bin/sh\nexec /usr/bin/perl -MTool\n"),
    ];
    let built = build(&[rpm("a", modules.into_iter().chain(scripts))]);
    let include = "-I/opt/lib64/perl5/vendor_perl -I/opt/share/perl5";
    assert_eq!(built.text("bin/plain"), format!("#!/usr/bin/perl {include}\nuse Tool;\n"));
    assert_eq!(built.text("bin/switches"), format!("#! /usr/bin/perl -wT {include}\nuse Tool;\n"));
    assert_eq!(built.text("bin/through-env"), format!("#!/usr/bin/perl {include}\nuse Tool;\n"));
    assert_eq!(built.text("bin/shell"), "#!/bin/sh\nexec /usr/bin/perl -MTool\n");
    assert_eq!(built.environment(), ["PERL5LIB=/opt/lib64/perl5/vendor_perl:/opt/share/perl5"]);
    assert!(built.report.environment[0].programs.is_empty(), "{:?}", built.report.environment);

    // The layer's own perl finds what moved with it, but not what is in a directory that the base has too.
    let none = BaseImage::from_paths(["/bin/sh", "/usr/share/perl5/strict.pm"]);
    let files = [
        program("/usr/bin/perl", "\x7fELF"),
        program("/usr/bin/plain", "#!/usr/bin/perl\n"),
        file("/usr/share/perl5/Tool.pm", "1;"),
        file("/usr/lib64/perl5/Other.pm", "1;"),
    ];
    let built = build_with(&[rpm("a", files)], &none, &LayerOptions::default());
    assert_eq!(built.text("bin/plain"), "#!/opt/bin/perl -I/opt/share/perl5\n");
}

#[test]
fn hints_are_given_where_they_are_needed() {
    let modules = || {
        rpm("a", [file("/usr/lib/python3.9/site-packages/x.py", ""), file("/etc/krb5.conf", "[libdefaults]")])
    };
    let with =
        |paths: &[&str]| build_with(&[modules()], &BaseImage::from_paths(paths), &LayerOptions::default());
    assert!(with(&["/bin/sh"]).environment().is_empty(), "nobody reads it");
    assert!(with(&["/usr/bin/python3.11"]).environment().is_empty(), "of another version");
    let hints = with(&["/usr/bin/python3.9", "/usr/lib64/libkrb5.so.3"]).environment();
    assert_eq!(hints, ["KRB5_CONFIG=/opt/krb5.conf", "PYTHONPATH=/opt/lib/python3.9/site-packages"]);
    let hints = with(&["/usr/lib64/libkrb5.so.3", "/etc/krb5.conf"]).environment();
    assert!(hints.is_empty(), "the base image's own configuration stays: {hints:?}");

    // A list that replaces a built-in one is whole as soon as one of its places is not reached.
    let gems = [
        file(
            "/usr/lib/ruby/vendor_ruby/rubygems/defaults/operating_system.rb",
            "'/usr/share/rubygems-integration/all'\n",
        ),
        file("/usr/share/rubygems-integration/all/x.gemspec", ""),
        file("/usr/lib/x86_64-linux-gnu/rubygems-integration/3.1.0/y.gemspec", ""),
    ];
    let built = build_with(&[rpm("a", gems)], &BaseImage::from_paths(["/bin/sh"]), &LayerOptions::default());
    assert_eq!(
        built.environment(),
        ["GEM_PATH=/opt/share/rubygems-integration/all:/opt/lib/x86_64-linux-gnu/rubygems-integration/3.1.0"]
    );

    // The layer's own reader needs it only where the path could not be rewritten.
    let library = |path: &str| {
        [
            file("/usr/lib64/libfontconfig.so.1", format!("\x7fELF\0{path}\0")),
            file("/etc/fonts/fonts.conf", ""),
        ]
    };
    let on = |paths: &[&str]| {
        build_with(
            &[rpm("a", library("/etc/fonts"))],
            &BaseImage::from_paths(paths),
            &LayerOptions::default(),
        )
    };
    assert!(on(&["/bin/sh"]).environment().is_empty());
    let hints = on(&["/etc/fonts/conf.d/base.conf"]).environment();
    assert_eq!(hints, ["FONTCONFIG_PATH=/opt/fonts"]);
}

#[test]
fn wrapper_scripts_set_what_hints_say() {
    let elf = "\x7fELF\0/usr\0/usr/share/git-core/templates/none\0/usr/share/shared\0";
    let files = [
        program("/usr/bin/git", elf),
        link("/usr/bin/git-upload-pack", "git"),
        link("/usr/libexec/git-core/git-add", "../../bin/git"),
        program("/usr/bin/other", "o"),
        file("/usr/share/git-core/templates/description", "d"),
        file("/usr/share/shared/x", "x"),
    ];
    let options = LayerOptions { wrappers: true, ..LayerOptions::default() };
    let base = BaseImage::from_paths(["/bin/sh", "/usr/share/shared/y"]);
    let built = build_with(&[rpm("git", files)], &base, &options);
    let script = |name: &str| {
        format!(
            "#!/bin/sh\n[ -n \"${{GIT_EXEC_PATH+set}}\" ] || export GIT_EXEC_PATH=/opt/libexec/git-core\n\
             exec /opt/libexec/rpmsolve/{name} \"$@\"\n"
        )
    };
    assert_eq!(built.text("bin/git"), script("git"));
    assert_eq!(built.text("bin/git-upload-pack"), script("git-upload-pack"));
    assert!(built.text("libexec/rpmsolve/git").starts_with("\x7fELF"));
    assert_eq!(built.text("libexec/rpmsolve/git-upload-pack"), "-> git");
    assert_eq!(built.text("libexec/git-core/git-add"), "-> ../rpmsolve/git", "past the script");
    assert_eq!(built.text("bin/other"), "o");
    assert_eq!(built.report.environment[0].programs, ["git", "git-upload-pack"]);
    assert!(built.report.left.iter().any(|left| left.path == "libexec/rpmsolve/git"));
    let manifest: serde_json::Value =
        serde_json::from_str(built.text("share/rpmsolve/manifest.json")).unwrap();
    assert_eq!(manifest["environment"][0]["name"], "GIT_EXEC_PATH");
}

#[test]
fn gnupg_is_told_where_its_root_is() {
    let asks = "\x7fELF\0/bin/gpgconf.ctl\0/usr/bin\0";
    let built = build(&[rpm("a", [program("/usr/bin/gpgconf", asks), program("/usr/bin/gpg-agent", "a")])]);
    assert_eq!(built.text("bin/gpgconf.ctl"), "rootdir = /opt\n");
    let built = build(&[rpm("a", [program("/usr/bin/gpgconf", "\x7fELF\0/usr/bin\0")])]);
    assert!(!built.contents.contains_key("bin/gpgconf.ctl"), "an old one does not ask");
}

/// All scriptlets of CentOS 7 packages and of Amazon Linux's nagios: each command is known.
#[test]
fn real_scriptlets_leave_nothing_open() {
    let Some(corpus) = crate::corpus::corpus() else { return };
    for set in ["el7-x86_64", "al2023-nagios"] {
        let mut paths = Vec::new();
        crate::corpus::packages(&corpus.join("rpms").join(set), &mut paths);
        let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
        let packages: Vec<_> =
            paths.iter().map(|path| LayerPackage::new(name(path), "corpus", path)).collect();
        let scratch = tempfile::tempdir().unwrap();
        let (output, options) = (Output::Directory(scratch.path().join("layer")), LayerOptions::default());
        let report = build_layer(&packages, &base(), &options, &output, &mut |_| {}).unwrap();
        let built = Built { report, contents: BTreeMap::new() };
        let warnings = built.told(Severity::Warning);
        // bash's adds itself to the login shells, in Lua.
        let open = warnings.iter().filter(|finding| !finding.package.starts_with("bash-"));
        assert_eq!(open.collect::<Vec<_>>(), Vec::<&&Finding>::new());
        if set == "el7-x86_64" {
            let made = |path: &str, part: &str| {
                built
                    .told(Severity::Info)
                    .iter()
                    .any(|finding| finding.path == path && finding.detail.contains(part))
            };
            assert!(made("lib64/libnssckbi.so", "/usr/lib64/nss/libnssckbi.so"));
            // As many as openssl says are for "TLS Web Server Authentication".
            assert!(made("pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "155 certificates"));
        }
    }
}
