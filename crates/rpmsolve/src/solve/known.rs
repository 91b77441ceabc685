//! What depends on nothing but the pool and is asked again and again, remembered from one solve to the next: who
//! provides what weak dependencies name, and what becomes of a list of candidates where only the packages themselves
//! count. A request asks about few of a pool's dependencies, so all of them in advance would cost more than it saves.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::metadata::RelationKind;
use crate::pool::{PlainDependency, Pool, SolvableId};

/// Who provides the capabilities that have been asked about, and who has to be asked what it supplements.
#[derive(Debug, Default)]
pub(crate) struct Providers {
    weak_holders: Option<Arc<[SolvableId]>>,
    found: Vec<SolvableId>,
    ranges: FxHashMap<PlainDependency, (usize, usize)>,
}

impl Providers {
    /// As [`Pool::plain_providers`] says.
    pub(crate) fn of(&mut self, pool: &Pool, plain: PlainDependency) -> &[SolvableId] {
        let (start, end) = match self.ranges.get(&plain) {
            Some(&known) => known,
            None => {
                let start = self.found.len();
                self.found.extend(pool.plain_providers(plain));
                self.ranges.insert(plain, (start, self.found.len()));
                (start, self.found.len())
            }
        };
        &self.found[start..end]
    }

    /// The packages that have Supplements or Enhances and can be installed, in order.
    pub(crate) fn weak_holders(&mut self, pool: &Pool) -> Arc<[SolvableId]> {
        let is_holder = |id: &SolvableId| {
            let kinds = [RelationKind::Supplements, RelationKind::Enhances];
            pool.package(*id).rank.is_some() && kinds.iter().any(|&kind| !pool.relation(*id, kind).is_empty())
        };
        let ids = (0..pool.len() as u32).map(SolvableId);
        Arc::clone(self.weak_holders.get_or_insert_with(|| ids.filter(is_holder).collect()))
    }
}

/// Lists of candidates, and what was made of each.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    known: FxHashMap<Box<[SolvableId]>, Box<[SolvableId]>>,
    /// How many packages are in all these lists.
    size: usize,
}

/// How many packages the lists of one memo hold, before it begins anew: 16 MiB.
const MEMO_MAX: usize = 1 << 22;

impl Memo {
    /// Does `work`, which depends on nothing but the list, unless it has been done before.
    pub(crate) fn apply(
        &mut self,
        candidates: &mut Vec<SolvableId>,
        work: impl FnOnce(&mut Vec<SolvableId>),
    ) {
        if let Some(known) = self.known.get(&candidates[..]) {
            candidates.clear();
            candidates.extend_from_slice(known);
            return;
        }
        let key: Box<[SolvableId]> = candidates.as_slice().into();
        work(candidates);
        self.size += key.len() + candidates.len();
        if self.size > MEMO_MAX {
            self.known.clear();
            self.size = key.len() + candidates.len();
        }
        self.known.insert(key, candidates.as_slice().into());
    }
}
