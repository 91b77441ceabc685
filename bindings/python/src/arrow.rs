//! All packages of a pool as one Arrow table: built once, and handed over without a copy.

use std::sync::Arc;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator, StringArray, UInt32Array, UInt64Array};
use arrow_schema::ArrowError;
use rpmsolve::metadata::Field;
use rpmsolve::{Pool, Solvable};

/// The table as a stream of one batch.
pub(crate) fn stream(pool: &Pool) -> Result<FFI_ArrowArrayStream, ArrowError> {
    let texts = |read: &dyn Fn(Solvable<'_>) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(pool.solvables().map(read)))
    };
    let field = |field: Field| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(pool.solvables().map(|it| it.field(field))))
    };
    let numbers = |read: fn(&Solvable<'_>) -> u64| -> ArrayRef {
        Arc::new(UInt64Array::from_iter_values(pool.solvables().map(|it| read(&it))))
    };
    let epochs = UInt32Array::from_iter_values(pool.solvables().map(|it| it.evr().epoch));
    let batch = RecordBatch::try_from_iter([
        ("name", field(Field::Name)),
        ("epoch", Arc::new(epochs) as ArrayRef),
        ("version", texts(&|it| it.evr().version.to_owned())),
        ("release", texts(&|it| it.evr().release.unwrap_or_default().to_owned())),
        ("arch", field(Field::Arch)),
        ("repo", texts(&|it| it.repository().to_owned())),
        ("nevra", texts(&|it| it.nevra())),
        ("summary", field(Field::Summary)),
        ("license", field(Field::License)),
        ("url", field(Field::Url)),
        ("vendor", field(Field::Vendor)),
        ("source_rpm", field(Field::SourceRpm)),
        ("location", field(Field::Location)),
        ("checksum", texts(&|it| it.checksum())),
        ("size_download", numbers(|it| it.size_download_bytes())),
        ("size_installed", numbers(|it| it.size_installed_bytes())),
        ("time_build", numbers(|it| it.time_build())),
    ])?;
    let schema = batch.schema();
    Ok(FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new([Ok(batch)], schema))))
}
