//! Paths that compilers put into the code of x86-64 programs: eight bytes of text a `mov`, the rest in the next one.
//!
//! Only the beginning can be seen in one piece. It decides where only the layer, or only the base image, has paths that
//! begin so.

use super::plan::{LeftReason, Paths, Rule, Verdict};
use super::scan::{self, Start};
use crate::path;

/// Bytes of text in one instruction.
const WIDTH: usize = 8;

/// What the path at `start` comes to, if it stands in an instruction `mov r64, imm64` and does not end in it.
pub(super) fn judge(bytes: &[u8], start: Start, paths: &Paths<'_>) -> Option<Verdict> {
    let [.., 0x48 | 0x49, 0xb8..=0xbf] = bytes.get(..start.offset)? else { return None };
    let text = bytes.get(start.offset..start.offset + WIDTH)?;
    let is_path = text.iter().all(|byte| scan::is_name_byte(*byte) || *byte == b'/');
    let text = std::str::from_utf8(text).ok().filter(|text| is_path && !text.contains("//"))?;
    let (directory, name) = (path::parent(text), path::name(text));
    let in_layer = paths.has_name_beginning(directory, name);
    let in_base = paths.base.has_name_beginning(directory, name);
    let path = text.to_owned();
    Some(match (in_layer, in_base) {
        (true, false) => Verdict::Move { because: path, rule: Rule::Pattern },
        (true, true) => Verdict::Stay { path, reason: LeftReason::Cut },
        (false, true) => Verdict::Stay { path, reason: LeftReason::InBase },
        (false, false) => Verdict::Stay { path, reason: LeftReason::Unknown },
    })
}
