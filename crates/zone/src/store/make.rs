//! Makes a store of an address and options.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey, S3ConditionalPut};
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};
use url::Url;

use super::bucket::Bucket;
use super::{Options, Store};
use crate::{Error, Kind, Result};

pub(super) fn store(url: &Url, options: &Options) -> Result<Store> {
    let url = plain(url)?;
    let prefix = Path::from_url_path(url.path())
        .map_err(|error| Error::new(Kind::Invalid, format!("{url} is no address of a bucket: {error}")))?;
    let wrong = |error: object_store::Error| {
        Error::new(Kind::Invalid, format!("{url} cannot be opened: {error}"))
            .hint("`meteolake config` shows the settings of [storage] in force")
    };
    let (root, bucket) = match url.scheme() {
        "s3" => s3(&url, options).map_err(wrong)?,
        "gs" => gs(&url, options).map_err(wrong)?,
        _ => az(&url, options).map_err(wrong)?,
    };
    Ok(Store { root, prefix, url, bucket, ready: Arc::default() })
}

/// The address, if it is one of a bucket and holds neither a password nor anything else that is not its place.
fn plain(url: &Url) -> Result<Url> {
    if !Store::is_bucket(url) {
        let what = format!("there is no bucket behind an address of {}://", url.scheme());
        return Err(Error::new(Kind::Unsupported, what).hint("use s3://bucket/prefix, gs://… or az://…"));
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        let what = format!("the address of a {}:// zone holds more than a bucket and a prefix", url.scheme());
        return Err(Error::new(Kind::Invalid, what)
            .hint("keep credentials in the environment (AWS_ACCESS_KEY_ID, …) or a profile (storage.s3.profile)"));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(Error::new(Kind::Invalid, format!("{url} names no bucket")).hint("use s3://bucket/prefix"));
    }
    let mut url = url.clone();
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// The options whose names the storage knows.
fn known<K: FromStr>(options: &BTreeMap<String, String>) -> impl Iterator<Item = (K, String)> {
    options.iter().filter_map(|(name, value)| Some((name.parse().ok()?, value.clone())))
}

type Made = (Arc<dyn ObjectStore>, Bucket);

fn s3(url: &Url, options: &Options) -> object_store::Result<Made> {
    let keys = known::<AmazonS3ConfigKey>(&options.s3);
    let builder = keys.fold(AmazonS3Builder::new(), |builder, (key, value)| builder.with_config(key, value));
    let region = builder.get_config_value(&AmazonS3ConfigKey::Region).unwrap_or_else(|| "us-east-1".to_owned());
    let builder = in_the_name(url, builder);
    let plain_http = options.s3.get("allow_http").is_some_and(|value| value == "true");
    let client = client(options, plain_http);
    let store = builder
        .with_url(url.as_str())
        .with_conditional_put(S3ConditionalPut::ETagMatch)
        .with_retry(retry(options))
        .with_client_options(client.clone())
        .build()?;
    let store = Arc::new(store);
    Ok((store.clone(), Bucket::s3(store, client, region, options.create_bucket)))
}

/// Puts the bucket into the name of a server of one's own, where the bucket is to stand there.
fn in_the_name(url: &Url, builder: AmazonS3Builder) -> AmazonS3Builder {
    let get = |key| builder.get_config_value(&key);
    let endpoint = get(AmazonS3ConfigKey::S3Endpoint).or_else(|| get(AmazonS3ConfigKey::Endpoint));
    let named = get(AmazonS3ConfigKey::VirtualHostedStyleRequest).is_some_and(|value| value == "true");
    match (endpoint.as_deref().and_then(|endpoint| endpoint.split_once("://")), url.host_str()) {
        (Some((scheme, server)), Some(bucket)) if named && !server.starts_with(&format!("{bucket}.")) => {
            let endpoint = format!("{scheme}://{bucket}.{server}");
            builder.with_config(AmazonS3ConfigKey::S3Endpoint, endpoint)
        }
        _ => builder,
    }
}

fn gs(url: &Url, options: &Options) -> object_store::Result<Made> {
    let builder = known(&options.gs)
        .fold(GoogleCloudStorageBuilder::new(), |builder, (key, value)| builder.with_config(key, value));
    let builder = builder.with_url(url.as_str()).with_retry(retry(options));
    Ok((Arc::new(builder.with_client_options(client(options, false)).build()?), Bucket::other()))
}

fn az(url: &Url, options: &Options) -> object_store::Result<Made> {
    let builder =
        known(&options.az).fold(MicrosoftAzureBuilder::new(), |builder, (key, value)| builder.with_config(key, value));
    let builder = builder.with_url(url.as_str()).with_retry(retry(options));
    Ok((Arc::new(builder.with_client_options(client(options, false)).build()?), Bucket::other()))
}

fn client(options: &Options, plain_http: bool) -> ClientOptions {
    let client = ClientOptions::new().with_allow_http(plain_http);
    match options.timeout {
        None => client,
        Some(timeout) => client.with_connect_timeout(timeout).with_timeout(timeout.max(Duration::from_secs(1))),
    }
}

fn retry(options: &Options) -> RetryConfig {
    let attempts = options.attempts;
    // The library draws a wait between the two and needs room for it.
    let init_backoff = attempts.delay_base.max(Duration::from_millis(1));
    let max_backoff = attempts.delay_max.max(init_backoff * 2);
    let backoff = BackoffConfig { init_backoff, max_backoff, base: 2.0 };
    let max_retries = attempts.max.saturating_sub(1).try_into().unwrap_or(usize::MAX);
    RetryConfig { backoff, max_retries, ..RetryConfig::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(address: &str) -> Result<Store> {
        let options = Options {
            s3: [("access_key_id", "key"), ("secret_access_key", "hunter2")].map(|(k, v)| (k.into(), v.into())).into(),
            gs: [("google_skip_signature".into(), "true".into())].into(),
            az: [("azure_storage_account_name", "lake"), ("azure_skip_signature", "true")]
                .map(|(k, v)| (k.into(), v.into()))
                .into(),
            ..Options::default()
        };
        Store::open(&Url::parse(address).expect("an address"), &options)
    }

    #[test]
    fn every_bucket_has_an_address_without_secrets() {
        for address in ["s3://bucket/a/b", "gs://bucket/a/b", "az://container/a/b"] {
            let store = open(address).expect("opens");
            assert_eq!(store.url().as_str(), format!("{address}/"));
            assert_eq!(store.prefix.as_ref(), "a/b");
            assert!(!format!("{store:?}").contains("hunter2"));
        }
    }

    #[test]
    fn a_password_in_the_address_is_refused_and_not_repeated() {
        let error = open("s3://key:hunter2@bucket/a").expect_err("refused");
        assert_eq!(error.kind(), Kind::Invalid);
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert!(error.next_step().is_some_and(|hint| hint.contains("AWS_ACCESS_KEY_ID")));
    }

    #[test]
    fn half_a_pair_of_credentials_is_told() {
        let options = Options { s3: [("access_key_id".into(), "key".into())].into(), ..Options::default() };
        let error = Store::open(&Url::parse("s3://bucket").expect("an address"), &options).expect_err("refused");
        assert_eq!(error.kind(), Kind::Invalid);
    }

    #[test]
    fn another_scheme_is_unsupported() {
        assert_eq!(open("ftp://host/a").expect_err("refused").kind(), Kind::Unsupported);
    }
}
