//! The programs that are tried: what is built, which line of shell is run, what it has to print.

/// A layer, and what is done with it.
pub(super) struct Program {
    pub(super) name: &'static str,
    /// Packages that the layer is asked for.
    pub(super) specs: &'static [&'static str],
    /// What a function would do. `{port}` is that of the local server, whose certificate /tmp/ca.pem signed.
    pub(super) line: &'static str,
    /// What that prints, among other things.
    pub(super) expected: &'static str,
    /// Further options of `rpmsolve layer`.
    pub(super) options: &'static [&'static str],
}

const fn program(
    name: &'static str,
    specs: &'static [&'static str],
    line: &'static str,
    expected: &'static str,
) -> Program {
    Program { name, specs, line, expected, options: &[] }
}

/// What continuous integration tries.
pub(super) const PROGRAMS: &[Program] = &[
    program(
        "git",
        &["git"],
        "mkdir src && cd src && git init -q . && echo content > file && git add file && \
         git -c user.name=a -c user.email=a@example.test commit -qm first && cd .. && \
         git clone -q file://$PWD/src dst && cat dst/file && ls dst/.git/description && git --exec-path",
        "content\ndst/.git/description\n/opt/",
    ),
    Program {
        options: &["--wrappers", "--no-rewrite", "git"],
        ..program(
            "git, left as it is, with wrapper scripts",
            &["git"],
            "git init -q . && ls .git/description && git --exec-path && git submodule status && git config --list | wc -l",
            ".git/description\n/opt/lib/git-core",
        )
    },
    program("jq", &["jq"], "echo '{\"a\":[1,2]}' | jq -c '.a|add'", "3"),
    program(
        "GraphicsMagick",
        &["graphicsmagick"],
        "gm convert -size 8x8 xc:red a.png && gm convert a.png a.jpg && gm identify a.jpg",
        "JPEG 8x8",
    ),
    program(
        "ImageMagick",
        &["imagemagick"],
        "convert -size 8x8 xc:red a.png && convert a.png -resize 16x16 a.jpg && identify a.jpg && convert a.jpg a.webp",
        "JPEG 16x16",
    ),
    program(
        "Ghostscript",
        &["ghostscript"],
        "printf '%%!PS\\n/Times-Roman findfont 20 scalefont setfont 9 9 moveto (Hello) show showpage\\n' > a.ps && \
         gs -q -dNOPAUSE -dBATCH -sDEVICE=pdfwrite -sOutputFile=a.pdf a.ps && head -c 5 a.pdf && \
         gs -q -dNOPAUSE -dBATCH -sDEVICE=png16m -sOutputFile=a.png a.pdf && ls a.png",
        "%PDF-a.png",
    ),
    program(
        "poppler",
        &["poppler-utils", "ghostscript"],
        "printf '%%!PS\\n/Times-Roman findfont 20 scalefont setfont 9 9 moveto (Hello) show showpage\\n' > a.ps && \
         gs -q -dNOPAUSE -dBATCH -sDEVICE=pdfwrite -sOutputFile=a.pdf a.ps && pdftotext a.pdf - && \
         pdftoppm -png a.pdf page && ls page-1.png",
        "Hello",
    ),
    program(
        "a module of Perl",
        &["libjson-xs-perl"],
        "perl -MJSON::XS -e 'print encode_json([1, {a => undef}])'",
        "[1,{\"a\":null}]",
    ),
    program(
        "a program in Perl",
        &["exiftool"],
        "printf 'P6 1 1 255 abc' > a.ppm && exiftool -ImageWidth a.ppm",
        "Image Width                     : 1",
    ),
    program(
        "Python with a library of the layer",
        &["python3", "libxml2"],
        "python3 -c 'import ctypes, json, sqlite3, ssl, sys; print(ctypes.CDLL(\"libxml2.so.2\").xmlCheckVersion, sys.prefix)'",
        "/opt",
    ),
    program(
        "curl",
        &["curl"],
        "echo local > a && curl -s file://$PWD/a && curl -s --cacert /tmp/ca.pem https://localhost:{port}/",
        "local\nserved with TLS",
    ),
    program(
        "SQLite",
        &["sqlite3"],
        "sqlite3 a.db 'create table t(x); insert into t values (42); select x from t'",
        "42",
    ),
    program(
        "sox",
        &["sox"],
        "sox -n -r 8000 a.wav synth 0.1 sine 440 && sox a.wav a.flac && soxi a.flac",
        "Sample Rate    : 8000",
    ),
    program(
        "fontconfig",
        &["fontconfig", "fonts-dejavu-core"],
        "fc-list | sort | head -1 && fc-match sans",
        "/opt/share/fonts",
    ),
    program(
        "gnuplot",
        &["gnuplot-nox"],
        "echo 'set term png; set output \"a.png\"; plot sin(x)' | gnuplot && head -c 4 a.png && \
         echo 'set term svg; plot sin(x)' | gnuplot | head -c 60",
        "PNG<?xml",
    ),
    program(
        "Graphviz",
        &["graphviz"],
        "echo 'graph { a -- b }' | neato -Tpng | head -c 4 | tail -c 3 && \
         echo 'digraph { a -> b }' | dot -Tsvg | grep -o 'id=\"node[12]\"'",
        "PNGid=\"node1\"\nid=\"node2\"",
    ),
    program("file", &["file"], "file /bin/ls", "ELF 64-bit"),
    program(
        "OpenSSL",
        &["openssl"],
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -subj /CN=x -days 1 2>/dev/null && \
         openssl x509 -in c -noout -subject",
        "CN = x",
    ),
    program(
        "PHP with modules",
        &["php-cli"],
        "php -r 'echo json_encode([ctype_digit(\"12\"), posix_getuid() >= 0, PHP_BINARY]);'",
        "[true,true,",
    ),
    program("Lua", &["lua5.4"], "lua -e 'print(6 * 7)'", "42"),
    program("rsync", &["rsync"], "echo hi > a && rsync a b && cat b", "hi"),
];

/// What `cargo xtask e2e --all` tries beside those.
pub(super) const MORE: &[Program] = &[
    program("PostgreSQL's client", &["postgresql-client"], "psql --version", "psql (PostgreSQL)"),
    program(
        "a library of Perl",
        &["libwww-perl", "ca-certificates"],
        "echo hi > a && perl -MLWP::UserAgent -e 'print LWP::UserAgent->new->get(\"file://$ENV{PWD}/a\")->content'",
        "hi",
    ),
    program(
        "Ruby",
        &["ruby"],
        "ruby -rjson -ropenssl -e 'puts [1].to_json, OpenSSL::Digest::SHA256.hexdigest(\"\")[0, 4]'",
        "[1]\ne3b0",
    ),
    program("xmllint", &["libxml2-utils"], "echo '<a><b/></a>' | xmllint --xpath 'count(//b)' -", "1"),
    program("xsltproc", &["xsltproc"], "xsltproc --version", "libxslt"),
    program("zip", &["zip", "unzip"], "echo hi > a && zip -q a.zip a && unzip -p a.zip", "hi"),
    program("Tesseract", &["tesseract-ocr"], "tesseract --list-langs", "eng"),
    program("Redis' client", &["redis-tools"], "redis-cli --version", "redis-cli"),
    program("less", &["less"], "echo hi > a && less -F a", "hi"),
    program("vim", &["vim-tiny"], "echo one > a && vi -es -c '%s/one/two/' -c wq a; cat a", "two"),
    program("tree", &["tree"], "mkdir d && tree", "`-- d"),
    program(
        "librsvg",
        &["librsvg2-bin"],
        "echo '<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>' > a.svg && \
         rsvg-convert a.svg -o a.png && head -c 4 a.png",
        "PNG",
    ),
    program(
        "wget",
        &["wget"],
        "wget -q -O - --ca-certificate=/tmp/ca.pem https://127.0.0.1:{port}/",
        "served with TLS",
    ),
    program("gawk", &["gawk"], "gawk 'BEGIN { print strftime(\"%Y\", 0) }'", "1970"),
    program("bc", &["bc"], "echo 2^10 | bc", "1024"),
    program("webp", &["webp"], "cwebp -version", "1."),
    program("qpdf", &["qpdf"], "qpdf --version", "qpdf version"),
    program("optipng", &["optipng"], "optipng -v | head -1", "OptiPNG"),
    program("zstd", &["zstd"], "echo hi | zstd -q | zstd -dc", "hi"),
    program("brotli", &["brotli"], "echo hi | brotli -c | brotli -dc", "hi"),
];
