//! Interned dependencies: a capability or a rich dependency is stored once, however many packages name it,
//! so that the question "who provides this" is answered once per pool.

use std::sync::OnceLock;

use bytemuck::{Pod, Zeroable};

use super::column::Column;
use super::groups::{Groups, GroupsBuilder, Key};
use super::rich_code::{self, RichNode};
use super::slots::{SlotsBuilder, hash};
use super::strings::{Hashed, StringId, Strings, StringsBuilder};
use crate::capability::Comparison;
use crate::evr::EvrRef;
use crate::rich::RichDep;

/// A dependency of a pool. Equal ids are equal dependencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct DependencyId(pub(super) u32);

impl Key for DependencyId {
    #[inline]
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// A version constraint: the comparison and the interned text of the EVR.
pub(crate) type Constraint = Option<(Comparison, StringId)>;

/// A constraint in one word: the comparison in the upper bits, 0 if there is none, and the id of the EVR in the lower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct PackedConstraint(pub(super) u32);

const COMPARISON_SHIFT: u32 = 28;
const EVR_MASK: u32 = (1 << COMPARISON_SHIFT) - 1;

impl PackedConstraint {
    pub(crate) fn new(constraint: Constraint) -> Self {
        match constraint {
            Some((comparison, evr)) => Self(u32::from(comparison.bits()) << COMPARISON_SHIFT | evr.0),
            None => Self(0),
        }
    }

    #[inline]
    pub(crate) fn get(self) -> Constraint {
        let comparison = Comparison::from_bits((self.0 >> COMPARISON_SHIFT) as u8)?;
        Some((comparison, StringId(self.0 & EVR_MASK)))
    }

    /// Whether it speaks only of strings that there are.
    pub(super) fn is_sound(self, strings: usize) -> bool {
        self.0 == 0 || self.0 >> COMPARISON_SHIFT != 0 && ((self.0 & EVR_MASK) as usize) < strings
    }
}

/// A capability of the pool, as a package provides or needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PlainDependency {
    pub(crate) name: StringId,
    pub(crate) constraint: Constraint,
}

/// What a [`DependencyId`] stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Dependency<'a> {
    Plain(PlainDependency),
    Rich(&'a RichNode),
}

/// A dependency in two words. Of a rich one the name is its whole text, and where a capability has its constraint it
/// has its number among the rich ones plus one, which no constraint looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct PackedDependency {
    name: StringId,
    constraint: PackedConstraint,
}

/// A number among the rich dependencies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RichId(u32);

impl Key for RichId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

impl PackedDependency {
    fn plain(plain: PlainDependency) -> Self {
        Self { name: plain.name, constraint: PackedConstraint::new(plain.constraint) }
    }

    fn rich(text: StringId, id: RichId) -> Self {
        Self { name: text, constraint: PackedConstraint(id.0 + 1) }
    }

    fn unpack(self) -> Result<PlainDependency, RichId> {
        match (self.constraint.0, self.constraint.get()) {
            (1.., None) => Err(RichId(self.constraint.0 - 1)),
            (_, constraint) => Ok(PlainDependency { name: self.name, constraint }),
        }
    }
}

/// The finished table of a pool's dependencies.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dependencies {
    values: Column<PackedDependency>,
    /// The rich ones, written down as `rich_code` says.
    code: Groups<RichId, u32>,
    /// The same as trees, once somebody has asked for one.
    nodes: OnceLock<Vec<RichNode>>,
}

impl Dependencies {
    /// From its arrays; `None` if they do not fit each other, or name strings that are not there.
    pub(super) fn from_columns(
        values: Column<PackedDependency>,
        code: Groups<RichId, u32>,
        strings: usize,
    ) -> Option<Self> {
        let is_sound = |packed: &PackedDependency| {
            packed.name.index() < strings
                && match packed.unpack() {
                    Ok(_) => packed.constraint.is_sound(strings),
                    Err(id) => id.index() < code.len(),
                }
        };
        let are_rich_sound =
            || (0..code.len() as u32).all(|number| rich_code::is_sound(code.get(RichId(number)), strings));
        (values.iter().all(is_sound) && are_rich_sound()).then(|| Self {
            values,
            code,
            nodes: OnceLock::new(),
        })
    }

    /// Its arrays.
    pub(super) fn columns(&self) -> (&Column<PackedDependency>, &Groups<RichId, u32>) {
        (&self.values, &self.code)
    }

    #[inline]
    pub(crate) fn get(&self, id: DependencyId) -> Dependency<'_> {
        match self.values[id.index()].unpack() {
            Ok(plain) => Dependency::Plain(plain),
            Err(rich) => Dependency::Rich(&self.nodes()[rich.index()]),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// The dependency as a packager would write it.
    pub(crate) fn display(&self, id: DependencyId, strings: &Strings) -> String {
        let packed = self.values[id.index()];
        match packed.unpack() {
            Ok(plain) => plain.display(strings),
            Err(_) => strings.get(packed.name).to_owned(),
        }
    }

    fn nodes(&self) -> &[RichNode] {
        self.nodes.get_or_init(|| {
            (0..self.code.len() as u32)
                .map(|number| rich_code::decode(self.code.get(RichId(number))))
                .collect()
        })
    }
}

/// The table while dependencies are being added.
#[derive(Clone, Debug, Default)]
pub(crate) struct DependenciesBuilder {
    values: Vec<PackedDependency>,
    slots: SlotsBuilder,
    nodes: Vec<RichNode>,
    /// The version that was interned last: packages provide many things in their own.
    last_evr: Option<StringId>,
}

impl DependenciesBuilder {
    /// Announces that a capability will be interned soon; see [`SlotsBuilder::touch`].
    #[inline]
    pub(crate) fn touch(
        &self,
        name: Hashed<'_>,
        constraint: Option<(Comparison, Hashed<'_>)>,
        strings: &StringsBuilder,
    ) {
        self.slots.touch(plain_hash(name, constraint));
        strings.touch(name);
        constraint.iter().for_each(|&(_, evr)| strings.touch(evr));
    }

    /// The id of a capability. One that is known is found by its text at once, without looking up its parts.
    pub(crate) fn intern_plain(
        &mut self,
        name: Hashed<'_>,
        constraint: Option<(Comparison, Hashed<'_>)>,
        strings: &mut StringsBuilder,
    ) -> DependencyId {
        let hash = plain_hash(name, constraint);
        let Self { values, slots, last_evr, .. } = self;
        let count = values.len() as u32;
        let is_same = |number: u32| {
            let Ok(known) = values[number as usize].unpack() else { return false };
            strings.get(known.name) == name.text
                && match (known.constraint, constraint) {
                    (Some((known, known_evr)), Some((comparison, evr))) => {
                        known == comparison && strings.get(known_evr) == evr.text
                    }
                    (None, None) => true,
                    _ => false,
                }
        };
        let number = slots.find_or_add(hash, is_same, count);
        if number == count {
            let constraint =
                constraint.map(|(comparison, evr)| (comparison, strings.intern_again(evr, last_evr)));
            let name = strings.intern_hashed(name);
            values.push(PackedDependency::plain(PlainDependency { name, constraint }));
        }
        DependencyId(number)
    }

    pub(crate) fn find_rich(&self, text: StringId) -> Option<DependencyId> {
        let is_same = |number: u32| {
            let packed = self.values[number as usize];
            packed.name == text && packed.unpack().is_err()
        };
        self.slots.find(rich_hash(text), is_same).map(DependencyId)
    }

    pub(crate) fn intern_rich(
        &mut self,
        text: StringId,
        parsed: &RichDep,
        strings: &mut StringsBuilder,
    ) -> DependencyId {
        let id = self.values.len() as u32;
        self.values.push(PackedDependency::rich(text, RichId(self.nodes.len() as u32)));
        self.nodes.push(rich_code::intern(parsed, strings));
        DependencyId(self.slots.find_or_add(rich_hash(text), |_| false, id))
    }

    pub(crate) fn get(&self, id: DependencyId) -> Dependency<'_> {
        match self.values[id.index()].unpack() {
            Ok(plain) => Dependency::Plain(plain),
            Err(rich) => Dependency::Rich(&self.nodes[rich.index()]),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn finish(self) -> Dependencies {
        let mut code = GroupsBuilder::default();
        for node in &self.nodes {
            code.push_group(rich_code::encode(node));
        }
        Dependencies { values: self.values.into(), code: code.finish(), nodes: OnceLock::from(self.nodes) }
    }
}

#[inline]
fn plain_hash(name: Hashed<'_>, constraint: Option<(Comparison, Hashed<'_>)>) -> u32 {
    constraint.map_or(name.hash, |(comparison, evr)| {
        name.hash.rotate_left(5).wrapping_mul(0x9e37_79b9) ^ evr.hash ^ u32::from(comparison.bits())
    })
}

fn rich_hash(text: StringId) -> u32 {
    hash(&text.0.to_ne_bytes())
}

impl PlainDependency {
    pub(crate) fn display(&self, strings: &Strings) -> String {
        let name = strings.get(self.name);
        match self.constraint {
            None => name.to_owned(),
            Some((comparison, evr)) => format!("{name} {comparison} {}", strings.get(evr)),
        }
    }
}

/// Whether a package that provides `provided` meets a need for `required`; the names are known to be equal.
///
/// A side without a version meets everything (rpm, lib/rpmds.cc: an existence test always overlaps).
#[inline]
pub(crate) fn constraints_match(provided: Constraint, required: Constraint, strings: &Strings) -> bool {
    match (provided, required) {
        (Some((have, have_evr)), Some((want, want_evr))) => {
            if have_evr == want_evr && have == want {
                return true;
            }
            let evr = |id| EvrRef::parse(strings.get(id));
            crate::capability::matches((have, evr(have_evr)), (want, evr(want_evr)))
        }
        _ => true,
    }
}
