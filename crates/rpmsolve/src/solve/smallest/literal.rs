//! Variables and literals of the minimiser: numbered anew from 0, unlike those of a pool, because it makes variables of
//! its own as it goes.

/// Something that is true or false: first the packages in question, then helpers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Variable(pub(super) u32);

/// A variable, or its opposite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Literal(u32);

impl Variable {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }

    pub(super) fn is_true(self) -> Literal {
        Literal(self.0 << 1 | 1)
    }

    pub(super) fn is_false(self) -> Literal {
        Literal(self.0 << 1)
    }
}

impl Literal {
    /// The literal with this [`Literal::index`].
    pub(super) fn from_index(index: usize) -> Self {
        Self(index as u32)
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }

    pub(super) fn variable(self) -> Variable {
        Variable(self.0 >> 1)
    }

    pub(super) fn is_positive(self) -> bool {
        self.0 & 1 == 1
    }

    pub(super) fn negated(self) -> Self {
        Self(self.0 ^ 1)
    }
}
