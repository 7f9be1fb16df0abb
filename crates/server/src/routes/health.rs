//! Is the server alive, can it work, how is the lake?

use aide::transform::TransformOperation;

/// The process answers.
pub(crate) async fn livez() -> &'static str {
    "ok"
}

pub(crate) fn livez_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation.summary("Whether the process answers").description("Says `ok`, whatever state the lake is in.")
}
