//! Values: versions, names of packages, capabilities. What rpm calls equal is equal, and hashes alike.

use pyo3::prelude::*;

use crate::error::plain;

/// Makes a value of Python of one that is read from text and written as it.
macro_rules! value {
    ($(#[$about:meta])* $name:ident { $($(#[$field_about:meta])* $field:ident: $type:ty = $read:expr;)* }) => {
        $(#[$about])*
        #[pyclass(frozen, eq, ord, hash, module = "rpmsolve")]
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(pub(crate) rpmsolve::$name);

        #[pymethods]
        impl $name {
            #[new]
            fn new(py: Python<'_>, text: &str) -> PyResult<Self> {
                Ok(Self(text.parse().map_err(|error: <rpmsolve::$name as std::str::FromStr>::Err| plain(py, error))?))
            }

            $($(#[$field_about])*
            #[getter]
            fn $field(&self) -> $type {
                let read: fn(&rpmsolve::$name) -> $type = $read;
                read(&self.0)
            })*

            fn __str__(&self) -> String {
                self.0.to_string()
            }

            fn __repr__(&self) -> String {
                format!("{}('{}')", stringify!($name), self.0.to_string().escape_default())
            }

            fn __getnewargs__(&self) -> (String,) {
                (self.0.to_string(),)
            }
        }
    };
}

value! {
    /// Epoch, version and release, ordered as rpm orders them.
    ///
    /// >>> Evr("1.0~rc1-1") < Evr("1.0-1") < Evr("1:0.1-1")
    /// True
    /// >>> Evr("1.0-1") == Evr("0:1.00-1")
    /// True
    Evr {
        /// The epoch; 0 if nothing is said.
        epoch: u32 = |evr| evr.epoch();
        /// The version.
        version: String = |evr| evr.version().to_owned();
        /// The release, if one is said.
        release: Option<String> = |evr| evr.release().map(str::to_owned);
    }
}

value! {
    /// Name, epoch, version, release and architecture of a package.
    ///
    /// >>> nevra = Nevra("git-core-2.39.5-1.el9.x86_64")
    /// >>> nevra.name, nevra.evr, nevra.arch
    /// ('git-core', Evr('2.39.5-1.el9'), 'x86_64')
    Nevra {
        /// The name.
        name: String = |nevra| nevra.name.clone();
        /// Epoch, version and release.
        evr: Evr = |nevra| Evr(nevra.evr.clone());
        /// The architecture.
        arch: String = |nevra| nevra.arch.clone();
    }
}

value! {
    /// What a package can provide or require: a name, and maybe a version.
    ///
    /// >>> capability = Capability("perl(Carp) >= 1.2")
    /// >>> capability.name, capability.comparison, capability.evr
    /// ('perl(Carp)', '>=', Evr('1.2'))
    Capability {
        /// The name; a path if it begins with `/`.
        name: String = |capability| capability.name.clone();
        /// The comparison: `=`, `<`, `<=`, `>`, `>=`; None if any version will do.
        comparison: Option<String> = |it| it.constraint.as_ref().map(|(comparison, _)| comparison.to_string());
        /// The version that it is compared with.
        evr: Option<Evr> = |it| it.constraint.as_ref().map(|(_, evr)| Evr(evr.clone()));
    }
}
