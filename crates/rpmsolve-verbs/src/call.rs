//! Every verb by its name, with JSON in and out: what faces call that have no types of their own, and what their types are
//! made of.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::options::*;
use crate::{Answer, ERRORS, Progress, Session, UnsolvableDocument, VerbError};

/// An answer as JSON.
///
/// # Example
///
/// ```
/// use rpmsolve_verbs::{Session, call};
///
/// let answered = call("runtimes", "{}", &Session::default())?;
/// assert!(answered.is_yes && answered.json.starts_with(r#"{"schema":1,"#));
/// # Ok::<(), rpmsolve_verbs::VerbError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The document.
    pub json: String,
    /// Whether it is what whoever asked hopes for.
    pub is_yes: bool,
}

/// A verb, as those see it who make types for it.
///
/// # Example
///
/// ```
/// use rpmsolve_verbs::{VERBS, VerbInfo};
///
/// let names: Vec<&str> = VERBS.iter().map(|verb: &VerbInfo| verb.name).collect();
/// assert!(names.contains(&"resolve"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct VerbInfo {
    /// Its name.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// The schema of its options.
    pub options: fn(&mut SchemaGenerator) -> Schema,
    /// The schema of its document.
    pub document: fn(&mut SchemaGenerator) -> Schema,
    run: fn(&str, &Session) -> Result<Answered, VerbError>,
}

/// Lists verbs: name, function, options, what it does.
macro_rules! verbs {
    ($($name:literal => $function:path, $options:ty, $about:literal;)*) => {
        /// All verbs.
        pub const VERBS: &[VerbInfo] = &[$(VerbInfo {
            name: $name,
            about: $about,
            options: |generator| generator.subschema_for::<$options>(),
            document: document_of($function),
            run: |options, session| answer($function(&parse::<$options>(options)?, session)?, session),
        }),*];
    };
}

verbs! {
    "resolve" => crate::resolve, ResolveOptions, "Says which packages are needed to install others.";
    "why" => crate::why, WhyOptions, "Says why a package is among those that are needed: the shortest chains that lead to it.";
    "tree" => crate::tree, TreeOptions, "Shows which packages are needed to install others as a tree.";
    "check" => crate::check, CheckOptions, "Says which packages of the repositories cannot be installed, and why.";
    "fetch" => crate::fetch, FetchOptions, "Puts packages and all they need into a directory that is a repository itself.";
    "layer" => crate::layer, LayerOptions, "Builds a Lambda layer from packages and all they need.";
    "plan" => crate::plan, PlanOptions, "Plans the layers of several functions: what they share is stored once, and each keeps within its limits.";
    "audit" => crate::audit, AuditOptions, "Says what would go wrong with layers on their runtime.";
    "init" => crate::init, InitOptions, "Makes an rpmsolve.toml, which says what the layers of a project are.";
    "add" => crate::add, EditOptions, "Adds to what a layer of the project asks for, and locks it.";
    "remove" => crate::remove, EditOptions, "Removes from what a layer of the project asks for, and locks it.";
    "lock" => crate::lock, LockOptions, "Writes down in rpmsolve.lock which packages the layers of the project are made of.";
    "lock-show" => crate::lock_show, LockShowOptions, "Says what is locked, and whether that is still what the project asks for.";
    "sync" => crate::sync, SyncOptions, "Gets exactly the packages that are locked, and verifies them.";
    "vendor" => crate::vendor, VendorOptions, "Puts what is locked into a directory that is a repository itself.";
    "build" => crate::build, BuildOptions, "Builds the layers of the project from exactly the packages that are locked.";
    "diff" => crate::diff, DiffOptions, "Says what is different between two locks.";
    "export" => crate::export, ExportOptions, "Writes the lock in the form of another tool.";
    "search" => crate::search, QueryOptions, "Finds packages by words in their names and summaries.";
    "list" => crate::list, ListOptions, "Lists packages by name, the newest of each.";
    "info" => crate::info, QueryOptions, "Shows everything about packages.";
    "provides" => crate::provides, QueryOptions, "Says which packages provide a capability or contain a file.";
    "runtimes" => crate::runtimes, ProfilesOptions, "Lists the Lambda runtimes that are known.";
    "profile-show" => crate::profile_show, ProfileShowOptions, "Shows what an image has, as it is described.";
    "profile-make" => crate::profile_make, ProfileMakeOptions, "Describes what an image has.";
    "testcase" => crate::testcase, TestcaseOptions, "Replays libsolv testcases, as dnf --debugsolver writes them.";
    "verify" => crate::verify, VerifyOptions, "Says whether packages are whole, and signed by whom they should be.";
    "cache-path" => crate::cache_path, CacheOptions, "Says where what is kept of repositories is.";
    "cache-info" => crate::cache_info, CacheOptions, "Says what is kept of repositories.";
    "cache-clean" => crate::cache_clean, CacheCleanOptions, "Removes what is kept of repositories.";
}

/// All verbs with the schemas of their options and documents, and all codes of errors with what they mean: what types for
/// other languages are made of.
///
/// # Example
///
/// ```
/// let described = rpmsolve_verbs::describe();
/// assert_eq!(described["verbs"][0]["name"], "resolve");
/// assert_eq!(described["verbs"][0]["options"]["$ref"], "#/$defs/ResolveOptions");
/// ```
pub fn describe() -> Value {
    let mut options = SchemaSettings::draft2020_12().into_generator();
    let mut documents = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let verbs = VERBS.iter().map(|verb| {
        let (options, document) = ((verb.options)(&mut options), (verb.document)(&mut documents));
        json!({"name": verb.name, "about": verb.about, "options": options, "document": document})
    });
    let verbs: Vec<Value> = verbs.collect();
    options.subschema_for::<PoolOptions>();
    options.subschema_for::<RequestOptions>();
    documents.subschema_for::<UnsolvableDocument>();
    documents.subschema_for::<Progress>();
    let errors: Vec<Value> = ERRORS.iter().map(|(code, kind)| json!({"code": code, "kind": kind})).collect();
    let mut definitions = options.take_definitions(true);
    definitions.extend(documents.take_definitions(true));
    json!({"verbs": verbs, "errors": errors, "$defs": definitions})
}

/// Does what a verb says. `options` are a JSON object with the fields of the verb's options; what is left out is as it
/// usually is.
///
/// # Errors
///
/// What the verb has, and [`VerbError::Usage`] if there is no such verb or its options are others.
///
/// # Example
///
/// ```
/// use rpmsolve_verbs::{Session, call};
///
/// let error = call("runtimes", r#"{"profile": []}"#, &Session::default()).unwrap_err();
/// assert_eq!(error.to_string(), "there is no option \"profile\"; did you mean \"profiles\"?");
/// ```
pub fn call(verb: &str, options: &str, session: &Session) -> Result<Answered, VerbError> {
    let known = VERBS.iter().find(|known| known.name == verb);
    let known = known.ok_or_else(|| VerbError::usage(format!("there is no verb \"{verb}\"")))?;
    (known.run)(options, session).map_err(|error| error.unless_cancelled(session))
}

/// Reads options. What is none is an error, for it would go unnoticed otherwise.
pub(crate) fn parse<O: DeserializeOwned + JsonSchema + 'static>(text: &str) -> Result<O, VerbError> {
    let usage = |error: serde_json::Error| VerbError::usage(format!("the options: {error}"));
    let said: HashMap<&str, &RawValue> = serde_json::from_str(text).map_err(usage)?;
    let known = names::<O>();
    if let Some(unknown) = said.keys().find(|name| !known.iter().any(|known| known == *name)) {
        let near = known.iter().map(|known| (strsim::damerau_levenshtein(known, unknown), known));
        let near = near.min().filter(|(distance, _)| *distance <= NEAR_MAX);
        let advice = near.map_or_else(
            || format!("there are {}", known.join(", ")),
            |(_, known)| format!("did you mean \"{known}\"?"),
        );
        return Err(VerbError::usage(format!("there is no option \"{unknown}\"; {advice}")));
    }
    serde_json::from_str(text).map_err(usage)
}

/// How many letters may be wrong of what is meant.
const NEAR_MAX: usize = 2;

/// The names of options, as the schema has them; it is asked once.
fn names<O: JsonSchema + 'static>() -> Arc<[String]> {
    static NAMES: LazyLock<Mutex<HashMap<TypeId, Arc<[String]>>>> = LazyLock::new(Mutex::default);
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let of_schema = || {
        let schema = schemars::schema_for!(O);
        let properties = schema.get("properties").and_then(serde_json::Value::as_object);
        properties.into_iter().flat_map(|properties| properties.keys().cloned()).collect()
    };
    Arc::clone(names.entry(TypeId::of::<O>()).or_insert_with(of_schema))
}

fn answer<A: Answer>(answer: A, session: &Session) -> Result<Answered, VerbError> {
    let is_yes = answer.is_yes();
    Ok(Answered { json: serde_json::to_string(&answer.into_document(session))?, is_yes })
}

/// The schema of what a verb answers.
const fn document_of<O, A: Answer>(
    _: fn(&O, &Session) -> Result<A, VerbError>,
) -> fn(&mut SchemaGenerator) -> Schema {
    |generator| generator.subschema_for::<A::Document>()
}
