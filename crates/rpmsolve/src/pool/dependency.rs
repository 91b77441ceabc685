//! Interned dependencies: a capability or a rich dependency is stored once, however many packages name it,
//! so that the question "who provides this" is answered once per pool.

use rustc_hash::FxHashMap;

use super::strings::{StringId, Strings};
use crate::capability::Comparison;
use crate::evr::EvrRef;
use crate::rich::RichDep;

/// A dependency of a pool. Equal ids are equal dependencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct DependencyId(u32);

impl DependencyId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A version constraint: the comparison and the interned text of the EVR.
pub(crate) type Constraint = Option<(Comparison, StringId)>;

/// A capability of the pool, as a package provides or needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PlainDependency {
    pub(crate) name: StringId,
    pub(crate) constraint: Constraint,
}

/// What a [`DependencyId`] stands for.
#[derive(Clone, Debug)]
pub(crate) enum Dependency {
    Plain(PlainDependency),
    Rich(RichNode),
}

/// A rich dependency whose leaves are interned. The operators are those of [`RichDep`].
#[derive(Clone, Debug)]
pub(crate) enum RichNode {
    Leaf(PlainDependency),
    And(Vec<RichNode>),
    Or(Vec<RichNode>),
    With(Vec<RichNode>),
    Without(Box<RichNode>, Box<RichNode>),
    If { then: Box<RichNode>, condition: Box<RichNode>, otherwise: Option<Box<RichNode>> },
    Unless { then: Box<RichNode>, condition: Box<RichNode>, otherwise: Option<Box<RichNode>> },
}

/// The table of a pool's dependencies.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dependencies {
    values: Vec<Dependency>,
    plain: FxHashMap<PlainDependency, DependencyId>,
    rich: FxHashMap<StringId, DependencyId>,
    /// For printing: the text of each rich dependency.
    texts: FxHashMap<DependencyId, StringId>,
}

impl Dependencies {
    pub(crate) fn intern_plain(&mut self, dependency: PlainDependency) -> DependencyId {
        let values = &mut self.values;
        *self.plain.entry(dependency).or_insert_with(|| {
            values.push(Dependency::Plain(dependency));
            DependencyId(values.len() as u32 - 1)
        })
    }

    pub(crate) fn find_rich(&self, text: StringId) -> Option<DependencyId> {
        self.rich.get(&text).copied()
    }

    pub(crate) fn intern_rich(
        &mut self,
        text: StringId,
        parsed: &RichDep,
        strings: &mut Strings,
    ) -> DependencyId {
        let id = DependencyId(self.values.len() as u32);
        self.values.push(Dependency::Rich(intern_node(parsed, strings)));
        self.rich.insert(text, id);
        self.texts.insert(id, text);
        id
    }

    pub(crate) fn get(&self, id: DependencyId) -> &Dependency {
        &self.values[id.index()]
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// The dependency as a packager would write it.
    pub(crate) fn display(&self, id: DependencyId, strings: &Strings) -> String {
        match self.get(id) {
            Dependency::Plain(plain) => plain.display(strings),
            Dependency::Rich(_) => strings.get(self.texts[&id]).to_owned(),
        }
    }
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

fn intern_node(dependency: &RichDep, strings: &mut Strings) -> RichNode {
    let mut many =
        |parts: &[RichDep]| parts.iter().map(|part| intern_node(part, strings)).collect::<Vec<_>>();
    match dependency {
        RichDep::Capability(capability) => RichNode::Leaf(PlainDependency {
            name: strings.intern(&capability.name),
            constraint: capability
                .constraint
                .as_ref()
                .map(|(comparison, evr)| (*comparison, strings.intern(&evr.to_string()))),
        }),
        RichDep::And(parts) => RichNode::And(many(parts)),
        RichDep::Or(parts) => RichNode::Or(many(parts)),
        RichDep::With(parts) => RichNode::With(many(parts)),
        RichDep::Without(left, right) => {
            RichNode::Without(Box::new(intern_node(left, strings)), Box::new(intern_node(right, strings)))
        }
        RichDep::If { then, condition, otherwise } => RichNode::If {
            then: Box::new(intern_node(then, strings)),
            condition: Box::new(intern_node(condition, strings)),
            otherwise: otherwise.as_ref().map(|part| Box::new(intern_node(part, strings))),
        },
        RichDep::Unless { then, condition, otherwise } => RichNode::Unless {
            then: Box::new(intern_node(then, strings)),
            condition: Box::new(intern_node(condition, strings)),
            otherwise: otherwise.as_ref().map(|part| Box::new(intern_node(part, strings))),
        },
    }
}
