//! A small writer of `.rpm` files that writes what it is told, lies included.
//!
//! The `rpm` crate's builder only makes sound packages; the tests need the others.

use std::path::{Path, PathBuf};

use rpmsolve::DigestAlgorithm;
use rpmsolve_layer::LayerPackage;

/// Stands for a byte that is no UTF-8 in names and paths.
pub(crate) const NOT_UTF8: char = '\u{fffe}';

fn raw(text: &str) -> Vec<u8> {
    let mut buffer = [0; 4];
    text.chars()
        .flat_map(|char| match char {
            NOT_UTF8 => vec![0xe9],
            _ => char.encode_utf8(&mut buffer).bytes().collect(),
        })
        .collect()
}

/// One path: what the header says and what the archive says about it.
#[derive(Clone)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) mode: u16,
    pub(crate) data: Vec<u8>,
    pub(crate) link_target: String,
    pub(crate) ghost: bool,
    pub(crate) capabilities: String,
    pub(crate) inode: u32,
    /// Size in the header; the data's by default.
    pub(crate) header_size: Option<u64>,
    /// Size in the archive; the data's by default.
    pub(crate) archive_size: Option<u32>,
    /// Name in the archive; `.` and the path by default.
    pub(crate) archive_name: Option<String>,
    /// False leaves the file out of the header.
    pub(crate) in_header: bool,
    /// False leaves the file out of the archive.
    pub(crate) in_archive: bool,
}

pub(crate) fn file(path: &str, data: impl AsRef<[u8]>) -> File {
    File {
        path: path.to_owned(),
        mode: 0o100_644,
        data: data.as_ref().to_vec(),
        link_target: String::new(),
        ghost: false,
        capabilities: String::new(),
        inode: 0,
        header_size: None,
        archive_size: None,
        archive_name: None,
        in_header: true,
        in_archive: true,
    }
}

pub(crate) fn program(path: &str, data: impl AsRef<[u8]>) -> File {
    File { mode: 0o100_755, ..file(path, data) }
}

pub(crate) fn directory(path: &str) -> File {
    File { mode: 0o040_755, header_size: Some(4096), ..file(path, "") }
}

pub(crate) fn link(path: &str, target: &str) -> File {
    File { mode: 0o120_777, link_target: target.to_owned(), ..file(path, target) }
}

/// A package to be written.
pub(crate) struct Rpm {
    pub(crate) name: String,
    pub(crate) files: Vec<File>,
    pub(crate) post: Option<String>,
    /// Beginning of paths, and the script that runs when there are such.
    pub(crate) file_trigger: Option<(&'static str, &'static str)>,
    /// Name of the compressor and the payload it made; `None` for no compression.
    pub(crate) compressor: Option<&'static str>,
    pub(crate) stripped: bool,
    /// True puts the files' digests into the header.
    pub(crate) digests: bool,
    /// Size of its words in bits, as FILECOLORS tells it of its programs; 0 leaves it out.
    pub(crate) width: u8,
}

pub(crate) fn rpm(name: &str, files: impl IntoIterator<Item = File>) -> Rpm {
    let files = files.into_iter().collect();
    Rpm {
        name: name.to_owned(),
        files,
        post: None,
        file_trigger: None,
        compressor: None,
        stripped: false,
        digests: false,
        width: 0,
    }
}

impl Rpm {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0; 96];
        bytes[..6].copy_from_slice(&[0xed, 0xab, 0xee, 0xdb, 3, 0]);
        bytes[79] = 5;
        bytes.extend(Header::default().bytes());
        bytes.extend(self.header().bytes());
        let payload = self.payload();
        bytes.extend(match self.compressor {
            None => payload,
            Some("gzip") => {
                use std::io::Write as _;
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                encoder.write_all(&payload).unwrap();
                encoder.finish().unwrap()
            }
            Some(other) => panic!("no compressor {other}"),
        });
        bytes
    }

    /// Writes the package into `directory`, and says so as a solved package.
    pub(crate) fn write(&self, directory: &Path) -> LayerPackage {
        let path: PathBuf = directory.join(format!("{}.rpm", self.name));
        std::fs::write(&path, self.bytes()).unwrap();
        LayerPackage::new(format!("{}-0:1-1.x86_64", self.name), "test", path)
    }

    fn listed(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.in_header)
    }

    fn header(&self) -> Header {
        let mut header = Header::default();
        header.strings(1000, 6, &[self.name.as_str()]);
        header.strings(1001, 6, &["1"]);
        header.strings(1002, 6, &["1"]);
        header.strings(1022, 6, &["x86_64"]);
        if let Some(post) = &self.post {
            header.strings(1024, 6, &[post.as_str()]);
        }
        header.strings(1044, 6, &["test-1-1.src.rpm"]);
        if let Some((path, script)) = self.file_trigger {
            header.strings(5076, 8, &[script]);
            header.strings(5077, 8, &["/bin/sh"]);
            header.strings(5079, 8, &[path]);
            header.numbers(5080, 4, 4, std::iter::once(0_u32.to_be_bytes().to_vec()));
            header.numbers(5082, 4, 4, std::iter::once((1_u32 << 16).to_be_bytes().to_vec()));
        }
        if self.listed().next().is_some() {
            let sizes = self.listed().map(|file| file.header_size.unwrap_or(file.data.len() as u64));
            header.numbers(5008, 5, 8, sizes.map(|size| size.to_be_bytes().to_vec()));
            header.numbers(1030, 3, 2, self.listed().map(|file| file.mode.to_be_bytes().to_vec()));
            let flags = self.listed().map(|file| if file.ghost { 64_u32 } else { 0 });
            header.numbers(1037, 4, 4, flags.map(|flag| flag.to_be_bytes().to_vec()));
            let inodes = self.listed().enumerate().map(|(index, file)| match file.inode {
                0 => index as u32 + 1000,
                inode => inode,
            });
            header.numbers(1096, 4, 4, inodes.map(|inode| inode.to_be_bytes().to_vec()));
            header.numbers(1095, 4, 4, self.listed().map(|_| 1_u32.to_be_bytes().to_vec()));
            header.strings(1036, 8, &self.listed().map(|file| file.link_target.as_str()).collect::<Vec<_>>());
            header.strings(
                5010,
                8,
                &self.listed().map(|file| file.capabilities.as_str()).collect::<Vec<_>>(),
            );
            if self.digests {
                let digest = |file: &File| match file.mode & 0o170_000 {
                    0o100_000 => DigestAlgorithm::Sha256.hex(&file.data),
                    _ => String::new(),
                };
                let digests: Vec<String> = self.listed().map(digest).collect();
                header.strings(1035, 8, &digests.iter().map(String::as_str).collect::<Vec<_>>());
                header.numbers(5011, 4, 4, [8_u32.to_be_bytes().to_vec()].into_iter());
            }
            if self.width > 0 {
                let colour = |file: &File| u32::from(file.mode & 0o111 != 0) * u32::from(self.width / 32);
                header.numbers(1140, 4, 4, self.listed().map(|file| colour(file).to_be_bytes().to_vec()));
            }
            let split: Vec<(&str, &str)> = self
                .listed()
                .map(|file| file.path.split_at(file.path.rfind('/').map_or(0, |at| at + 1)))
                .collect();
            header.strings(1117, 8, &split.iter().map(|(_, name)| *name).collect::<Vec<_>>());
            header.strings(1118, 8, &split.iter().map(|(directory, _)| *directory).collect::<Vec<_>>());
            header.numbers(1116, 4, 4, (0..split.len()).map(|index| (index as u32).to_be_bytes().to_vec()));
        }
        if let Some(compressor) = self.compressor {
            header.strings(1125, 6, &[compressor]);
        }
        header
    }

    fn payload(&self) -> Vec<u8> {
        let mut archive = Vec::new();
        for (index, file) in self.files.iter().enumerate().filter(|(_, file)| !file.ghost && file.in_archive)
        {
            let name = file.archive_name.clone().unwrap_or_else(|| format!(".{}", file.path));
            if self.stripped {
                archive.extend(format!("07070X{index:08x}\0\0").bytes());
                archive.extend(&file.data);
                archive.resize(archive.len().next_multiple_of(4), 0);
                continue;
            }
            let size = file.archive_size.unwrap_or(file.data.len() as u32);
            let links = if file.inode == 0 { 1 } else { 2 };
            member(&mut archive, &name, [file.inode, u32::from(file.mode), links, size], &file.data);
        }
        member(&mut archive, "TRAILER!!!", [0; 4], b"");
        archive
    }
}

fn member(archive: &mut Vec<u8>, name: &str, [inode, mode, links, size]: [u32; 4], data: &[u8]) {
    let name = raw(name);
    let name_size = name.len() as u32 + 1;
    archive.extend(b"070701");
    for field in [inode, mode, 0, 0, links, 0, size, 0, 0, 0, 0, name_size, 0] {
        archive.extend(format!("{field:08x}").bytes());
    }
    archive.extend(name.into_iter().chain([0]));
    archive.resize(archive.len().next_multiple_of(4), 0);
    archive.extend(data);
    archive.resize(archive.len().next_multiple_of(4), 0);
}

#[derive(Default)]
struct Header {
    index: Vec<u8>,
    store: Vec<u8>,
}

impl Header {
    fn entry(&mut self, tag: u32, kind: u32, count: usize) {
        for number in [tag, kind, self.store.len() as u32, count as u32] {
            self.index.extend(number.to_be_bytes());
        }
    }

    fn strings(&mut self, tag: u32, kind: u32, values: &[&str]) {
        self.entry(tag, kind, values.len());
        values.iter().for_each(|value| self.store.extend(raw(value).into_iter().chain([0])));
    }

    fn numbers(&mut self, tag: u32, kind: u32, width: usize, values: impl Iterator<Item = Vec<u8>>) {
        self.store.resize(self.store.len().next_multiple_of(width), 0);
        let values: Vec<Vec<u8>> = values.collect();
        self.entry(tag, kind, values.len());
        self.store.extend(values.concat());
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0];
        bytes.extend((self.index.len() as u32 / 16).to_be_bytes());
        bytes.extend((self.store.len() as u32).to_be_bytes());
        bytes.extend(&self.index);
        bytes.extend(&self.store);
        bytes
    }
}
