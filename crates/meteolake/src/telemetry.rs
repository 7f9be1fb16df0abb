//! What the server tells while it runs: a log on standard error, as text or JSON, and traces by OTLP where asked for.

use std::io;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::WithExportConfig;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::runtime::Tokio;
use opentelemetry_sdk::trace::SdkTracerProvider;
use opentelemetry_sdk::trace::span_processor_with_async_runtime::BatchSpanProcessor;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::error::CommandError;
use crate::settings::Serve;

/// Sends what is left of the traces when it is dropped at the end.
#[derive(Debug)]
pub(crate) struct Telemetry {
    traces: Option<SdkTracerProvider>,
}

impl Telemetry {
    /// Starts the log, and the traces where the settings want them.
    ///
    /// # Errors
    /// `Usage` if the form of the log is not known or the address of the traces is none.
    pub(crate) fn start(verbose: u8, settings: &Serve) -> Result<Self, CommandError> {
        let level = if verbose == 0 { "info" } else { "debug" };
        let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
        let log = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_target(false);
        let (text, json) = match settings.log_format.as_str() {
            "text" => (Some(log), None),
            "json" => (None, Some(tracing_subscriber::fmt::layer().with_writer(io::stderr).json())),
            other => {
                return Err(CommandError::Usage(format!("serve.log_format is `{other}`: it must be text or json")));
            }
        };
        let traces = traces(&settings.otlp_endpoint)?;
        let spans =
            traces.as_ref().map(|traces| tracing_opentelemetry::layer().with_tracer(traces.tracer("meteolake")));
        tracing_subscriber::registry().with(filter).with(text).with(json).with(spans).init();
        Ok(Self { traces })
    }

    /// Sends what is left.
    pub(crate) async fn end(self) {
        let Some(traces) = self.traces else { return };
        let ending = tokio::task::spawn_blocking(move || traces.shutdown());
        if let Ok(Err(error)) = ending.await {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

fn traces(endpoint: &str) -> Result<Option<SdkTracerProvider>, CommandError> {
    if endpoint.is_empty() {
        return Ok(None);
    }
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .with_endpoint(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
        .build()
        .map_err(|error| CommandError::Usage(format!("serve.otlp_endpoint: {error}")))?;
    let processor = BatchSpanProcessor::builder(exporter, Tokio).build();
    let resource = Resource::builder().with_service_name("meteolake").build();
    Ok(Some(SdkTracerProvider::builder().with_span_processor(processor).with_resource(resource).build()))
}
