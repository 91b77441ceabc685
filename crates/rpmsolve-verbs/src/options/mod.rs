//! What can be asked for: the options of every verb, as fields with what they mean. The command's arguments, the
//! functions of the Python and the Node package, and what all three say of them are made of these structs.
//!
//! As data each struct is one flat object: what several verbs share stands in structs of its own, which are flattened.

mod answer;
mod layer;
mod place;
mod project;
mod value;

pub use answer::{
    AnswerOptions, CheckOptions, ChoiceOptions, FetchOptions, ObjectiveOption, PolicyOptions, RequestOptions,
    ResolveOptions, TreeOptions, WhyOptions,
};
pub(crate) use layer::COMPRESSION_MAX;
pub use layer::{
    AuditOptions, BuildingOptions, FailOn, ForLayerOptions, FunctionOptions, KeepOption, LayerOptions,
    PlanOptions, ProfileMakeOptions, ProfileShowOptions, ProfilesOptions, RuntimeOptions,
};
pub(crate) use place::written;
pub use place::{
    CacheCleanOptions, CacheOptions, CachePartOption, ConfigurationOptions, GettingOptions, ListOptions,
    NetworkOptions, Place, PlaceOptions, PoolOptions, QueryOptions, SourceOptions, TestcaseOptions,
    VerifyOptions,
};
pub use project::{
    BuildOptions, DiffOptions, EditOptions, ExportOptions, FormatOption, FreshOptions, InitOptions,
    LockOptions, LockShowOptions, ProjectOptions, SyncOptions, VendorOptions,
};
