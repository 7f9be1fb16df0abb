//! Data files: sorted rows in Parquet, laid out for whole scans and for one station's part.
//!
//! Small pages with a page index let a reader find one station; dictionaries and zstd keep the files small.

use arrow_array::{BooleanArray, RecordBatch};
use arrow_schema::{ArrowError, SchemaRef};
use bytes::Bytes;
use parquet::arrow::arrow_reader::{
    ArrowPredicateFn, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
    RowFilter as ParquetRowFilter,
};
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::PageIndexPolicy;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use crate::{Error, Kind, Result};

const ROWS_PER_PAGE: usize = 2_048;
const ROWS_PER_GROUP: usize = 131_072;

/// Encodes batches of one schema into the bytes of a data file.
pub(crate) struct Encoder {
    writer: ArrowWriter<Vec<u8>>,
    rows: u64,
}

impl Encoder {
    /// An encoder for `schema`; the columns in `sorted` get statistics by page.
    pub(crate) fn new(schema: SchemaRef, sorted: &[&str]) -> Result<Self> {
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(ROWS_PER_GROUP))
            .set_data_page_row_count_limit(ROWS_PER_PAGE)
            .set_write_batch_size(ROWS_PER_PAGE)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_created_by("meteolake".to_owned());
        for column in sorted {
            properties = properties.set_column_statistics_enabled((*column).into(), EnabledStatistics::Page);
        }
        let writer = ArrowWriter::try_new(Vec::new(), schema, Some(properties.build())).map_err(told)?;
        Ok(Self { writer, rows: 0 })
    }

    /// Appends rows.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.rows += batch.num_rows() as u64;
        self.writer.write(batch).map_err(told)
    }

    /// The rows so far.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// The file's bytes.
    pub(crate) fn finish(self) -> Result<Vec<u8>> {
        self.writer.into_inner().map_err(told)
    }
}

/// Which rows of a file to read, told from some columns of it.
pub(crate) struct RowFilter {
    /// The columns it looks at.
    pub(crate) columns: Vec<&'static str>,
    /// Whether each row of a batch of those columns is wanted.
    pub(crate) wanted: Box<dyn FnMut(RecordBatch) -> std::result::Result<BooleanArray, ArrowError> + Send>,
}

/// Reads a data file's batches, only the columns named if any are, only the rows wanted if a filter is given.
///
/// # Errors
/// `Corrupt` if the bytes are no Parquet file or lack a column.
pub(crate) fn read_file(
    bytes: Bytes,
    columns: Option<&[&str]>,
    filter: Option<RowFilter>,
    batch_rows: usize,
) -> Result<ParquetRecordBatchReader> {
    // With the page index, pages without a wanted row are not even decompressed.
    let policy = if filter.is_some() { PageIndexPolicy::Optional } else { PageIndexPolicy::Skip };
    let options = ArrowReaderOptions::new().with_page_index_policy(policy);
    let mut builder = ParquetRecordBatchReaderBuilder::try_new_with_options(bytes, options)
        .map_err(told)?
        .with_batch_size(batch_rows);
    if let Some(columns) = columns {
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        builder = builder.with_projection(mask);
    }
    if let Some(filter) = filter {
        let mask = ProjectionMask::columns(builder.parquet_schema(), filter.columns);
        let predicate = ArrowPredicateFn::new(mask, filter.wanted);
        builder = builder.with_row_filter(ParquetRowFilter::new(vec![Box::new(predicate)]));
    }
    builder.build().map_err(told)
}

fn told(error: ParquetError) -> Error {
    Error::new(Kind::Corrupt, format!("data file: {error}"))
        .because(error)
        .hint("`meteolake verify` tells which files are damaged; restore them from a backup")
}

/// The columns of `batch` by name, as an array type.
pub(crate) fn column<'a, A: 'static>(batch: &'a RecordBatch, name: &str) -> Result<&'a A> {
    let found = batch.column_by_name(name).and_then(|array| array.as_any().downcast_ref::<A>());
    found.ok_or_else(|| {
        Error::new(Kind::Corrupt, format!("data file: column {name} is missing or of another type"))
            .hint("the lake was changed by another program: restore it from a backup")
    })
}
