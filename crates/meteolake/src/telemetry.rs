//! Logs on standard error, as text or JSON, and traces to an OTLP collector where `serve.otlp_endpoint` names one.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter};
use tokio::runtime::Handle;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{EnvFilter, LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::cli::{Cli, LogFormat, Verb};
use crate::settings::Settings;

/// The service that traces are of.
const SERVICE: &str = "meteolake";

/// What tells of the process while it runs.
#[derive(Debug)]
pub(crate) struct Telemetry {
    traces: Option<SdkTracerProvider>,
}

impl Telemetry {
    /// Begins to log, and to trace if the command is to serve and there is a collector.
    ///
    /// A collector that cannot be used is told of and does without: the lake is more important than its traces.
    pub(crate) fn start(cli: &Cli) -> Self {
        let (traces, trouble) = match endpoint(cli).map(|endpoint| provider(&endpoint)) {
            None => (None, None),
            Some(Ok(provider)) => (Some(provider), None),
            Some(Err(error)) => (None, Some(error)),
        };
        let traced = traces.as_ref().map(|provider| {
            let ours = Targets::new().with_target("server", LevelFilter::INFO);
            tracing_opentelemetry::layer().with_tracer(provider.tracer(SERVICE)).with_filter(ours)
        });
        tracing_subscriber::registry().with(traced).with(log(cli)).init();
        if let Some(error) = trouble {
            tracing::error!(%error, "no traces are sent: serve.otlp_endpoint cannot be used");
        }
        Self { traces }
    }

    /// Sends the traces that wait.
    pub(crate) async fn end(self) {
        let Some(traces) = self.traces else { return };
        match tokio::task::spawn_blocking(move || traces.shutdown()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the last traces were not sent"),
            Err(error) => tracing::warn!(%error, "the last traces were not sent"),
        }
    }
}

/// Errors by default, and each request of a server; more if asked. `RUST_LOG` overrides.
fn log<S>(cli: &Cli) -> Box<dyn Layer<S> + Send + Sync>
where
    S: tracing::Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a> + Send + Sync,
{
    let level = match (cli.global.verbose, &cli.verb) {
        (0, Verb::Serve(_)) => "error,server=info,meteolake=info",
        (0, _) => "error",
        (1, _) => "info",
        _ => "debug",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    let layer = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_target(false);
    match cli.global.log_format {
        LogFormat::Text => layer.with_filter(filter).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).with_span_list(false).with_filter(filter).boxed(),
    }
}

/// The collector's address, for a server that has one. Wrong settings are told by the command itself.
fn endpoint(cli: &Cli) -> Option<String> {
    if !matches!(cli.verb, Verb::Serve(_)) {
        return None;
    }
    let (settings, _) = Settings::load(&cli.global).ok()?;
    let base = settings.serve.otlp_endpoint;
    (!base.is_empty()).then(|| format!("{}/v1/traces", base.trim_end_matches('/')))
}

fn provider(endpoint: &str) -> Result<SdkTracerProvider, opentelemetry_otlp::ExporterBuildError> {
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(endpoint)
        .build()?;
    let exporter = OnRuntime { exporter: Arc::new(exporter), runtime: Handle::current() };
    let resource = Resource::builder().with_service_name(SERVICE).build();
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
}

/// Sends on the runtime what the batches' own thread hands over: the HTTP client works nowhere else.
#[derive(Debug)]
struct OnRuntime<E> {
    exporter: Arc<E>,
    runtime: Handle,
}

impl<E: SpanExporter + 'static> SpanExporter for OnRuntime<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let exporter = self.exporter.clone();
        let sending = self.runtime.spawn(async move { exporter.export(batch).await });
        sending.await.map_err(|error| OTelSdkError::InternalFailure(error.to_string()))?
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }
}
