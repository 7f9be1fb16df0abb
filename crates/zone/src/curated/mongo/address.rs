//! The zone's address: what a `mongodb://` URL says, checked before anything is asked of the server.

use std::time::Duration;

use mongodb::options::{ClientOptions, ConnectionString};
use url::Url;

use crate::{Error, Kind, Result};

/// The database where the address names none.
const DATABASE: &str = "curated";

/// How long to look for a server, and to wait for a connection, where the address does not say.
const PATIENCE: Duration = Duration::from_secs(8);

/// Where the zone is.
#[derive(Clone)]
pub(super) struct Address {
    connection: ConnectionString,
    /// The database.
    pub(super) database: String,
    /// The address without user, password and options, for people.
    pub(super) shown: String,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown)
    }
}

impl Address {
    /// What a URL says.
    ///
    /// # Errors
    /// `Unsupported` for `mongodb+srv://`; `Invalid`, without the password, if it is no address of a database.
    pub(super) fn parse(url: &Url) -> Result<Self> {
        let path = url.path().trim_matches('/');
        let database = if path.is_empty() { DATABASE } else { path };
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let shown = format!("{}://{}{port}/{database}", url.scheme(), url.host_str().unwrap_or_default());
        if url.scheme() == "mongodb+srv" {
            return Err(Error::new(Kind::Unsupported, format!("{shown}: addresses looked up by mongodb+srv are not supported"))
                .hint("name a server: mongodb://USER:PASSWORD@HOST:PORT/DATABASE?replicaSet=NAME&tls=true; the driver finds the others"));
        }
        let invalid = |what: String| {
            Error::new(Kind::Invalid, what)
                .hint("write it as mongodb://USER:PASSWORD@HOST:PORT/DATABASE, with `@`, `:` and `/` in user and password as %40, %3A and %2F")
        };
        if !is_database_name(database) {
            return Err(invalid(format!("{shown}: `{database}` cannot be the name of a MongoDB database")));
        }
        let connection = ConnectionString::parse(url.as_str())
            .map_err(|error| invalid(format!("{shown}: {}", without_secrets(url, &error.to_string()))))?;
        Ok(Self { connection, database: database.to_owned(), shown })
    }

    /// How to connect.
    ///
    /// # Errors
    /// If the driver refuses an option.
    pub(super) async fn options(&self) -> mongodb::error::Result<ClientOptions> {
        let mut options = ClientOptions::parse(self.connection.clone()).await?;
        options.app_name.get_or_insert_with(|| "meteolake".to_owned());
        options.server_selection_timeout.get_or_insert(PATIENCE);
        options.connect_timeout.get_or_insert(PATIENCE);
        Ok(options)
    }
}

/// The names that MongoDB allows on every system it runs on, but for those that a URL would have to escape.
fn is_database_name(name: &str) -> bool {
    let is_forbidden = |character: char| r#"/\. "$*<>:|?%"#.contains(character) || character.is_control();
    name.len() < 64 && !name.contains(is_forbidden)
}

/// A message of the driver without the user's name and password, whatever it quotes.
fn without_secrets(url: &Url, message: &str) -> String {
    [url.password(), Some(url.username())]
        .into_iter()
        .flatten()
        .filter(|secret| !secret.is_empty())
        .fold(message.to_owned(), |message, secret| message.replace(secret, "…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(address: &str) -> Result<Address> {
        Address::parse(&Url::parse(address).expect("a URL"))
    }

    #[test]
    fn the_database_is_the_path_or_curated() {
        let address = parse("mongodb://jo:secret@db.example:27018/weather?authSource=admin").expect("an address");
        assert_eq!(address.database, "weather");
        assert_eq!(format!("{address:?}"), "mongodb://db.example:27018/weather");
        assert_eq!(parse("mongodb://db.example").expect("an address").database, "curated");
    }

    #[test]
    fn an_address_by_dns_lookup_is_unsupported_and_says_what_to_use() {
        let error = parse("mongodb+srv://jo:secret@db.example/weather").expect_err("refused");
        assert_eq!(error.kind(), Kind::Unsupported);
        assert!(error.next_step().is_some_and(|hint| hint.contains("mongodb://USER")), "{error}");
    }

    #[test]
    fn a_wrong_address_is_told_without_its_password() {
        for address in [
            "mongodb://jo:secret@db.example/a.b",
            "mongodb://jo:secret@db.example/weather?tls=perhaps",
            "mongodb://jo:secret@db.example/weather?authMechanism=secret",
            "mongodb://jo:secret@db.example/%24cmd",
        ] {
            let error = parse(address).expect_err("refused");
            assert_eq!(error.kind(), Kind::Invalid, "{address}");
            assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        }
    }
}
