//! What the driver and the server refuse, for people, and what is worth another try.

use std::time::Duration;

use mongodb::error::{Error as DriverError, ErrorKind};

use crate::{Error, Kind, Result};

/// How often something idempotent is tried while connections break.
const TRIES: u32 = 8;

/// The pause before the second try; each further one is twice as long.
const PAUSE: Duration = Duration::from_millis(50);

/// Codes of a server that starts, stops, elects, or lost somebody it needs: it can be asked again.
const PASSING: &[i32] = &[6, 7, 50, 64, 89, 91, 112, 134, 189, 202, 262, 9001, 10107, 11600, 11602, 13435, 13436];

pub(super) const INTERNAL: i32 = 1;
pub(super) const UNAUTHORIZED: i32 = 13;
const WRONG_PASSWORD: &[i32] = &[18, 8000];
pub(super) const NAMESPACE_EXISTS: i32 = 48;
const DUPLICATE: i32 = 11_000;
const FULL_DISK: i32 = 14_031;
const REFUSED_BY_VALIDATOR: i32 = 121;
const INDEX_CONFLICTS: &[i32] = &[85, 86];
/// Codes of a server that does not have a command or an option.
const NOT_THERE: &[i32] = &[59, 72, 115, 235, 238];

/// The server's code of an error, if it is one of the server's.
pub(super) fn code(error: &DriverError) -> Option<i32> {
    match error.kind.as_ref() {
        ErrorKind::Command(command) => Some(command.code),
        ErrorKind::Write(mongodb::error::WriteFailure::WriteError(write)) => Some(write.code),
        ErrorKind::Write(mongodb::error::WriteFailure::WriteConcernError(concern)) => Some(concern.code),
        _ => None,
    }
}

/// Whether two things have one identity.
pub(super) fn is_duplicate(error: &DriverError) -> bool {
    code(error) == Some(DUPLICATE)
}

/// Whether the server does not have the command or option.
pub(super) fn is_unsupported(error: &DriverError) -> bool {
    code(error).is_some_and(|code| NOT_THERE.contains(&code))
}

/// Whether the connection broke or the server is changing, so that asking again may do.
fn is_passing(error: &DriverError) -> bool {
    match error.kind.as_ref() {
        ErrorKind::Io(_) | ErrorKind::ConnectionPoolCleared { .. } | ErrorKind::InvalidResponse { .. } => true,
        _ => code(error).is_some_and(|code| PASSING.contains(&code)),
    }
}

/// Asks again while connections break. `ask` must be something that does no harm twice.
///
/// # Errors
/// The driver's last; one that asking again does not mend, at once.
pub(super) async fn persist<T, A>(ask: impl Fn() -> A) -> mongodb::error::Result<T>
where
    A: IntoFuture<Output = mongodb::error::Result<T>>,
{
    let mut tries = 1;
    loop {
        match ask().await {
            Err(error) if is_passing(&error) && tries < TRIES => {
                tokio::time::sleep(PAUSE * 2_u32.pow(tries - 1)).await;
                tries += 1;
            }
            outcome => return outcome,
        }
    }
}

/// An error of the driver or the server about `what`, an address or a collection at one.
pub(super) fn told(what: &str, error: &DriverError) -> Error {
    match error.kind.as_ref() {
        ErrorKind::Authentication { .. } => wrong_password(what),
        ErrorKind::Command(command) => told_by_code(what, command.code, &command.message),
        ErrorKind::Write(mongodb::error::WriteFailure::WriteError(write)) => {
            told_by_code(what, write.code, &write.message)
        }
        ErrorKind::Write(mongodb::error::WriteFailure::WriteConcernError(concern)) => {
            told_by_code(what, concern.code, &concern.message)
        }
        ErrorKind::ServerSelection { message, .. } => Error::new(
            Kind::Unavailable,
            format!("{what} does not answer: {}", cause(message)),
        )
        .hint(
            "check that the server runs and that host and port are right, then run the command again: nothing is lost",
        ),
        ErrorKind::InvalidArgument { .. } | ErrorKind::InvalidTlsConfig { .. } => {
            Error::new(Kind::Invalid, format!("{what}: {error}", error = error.kind))
                .hint("correct the options of the address")
        }
        ErrorKind::IncompatibleServer { message, .. } => {
            Error::new(Kind::Unsupported, format!("{what}: {message}")).hint("use MongoDB 4.4 or later")
        }
        ErrorKind::Bson(bson) => Error::new(Kind::Corrupt, format!("{what}: {bson}")).hint(REPAIR),
        _ => Error::new(Kind::Unavailable, format!("{what}: {}", error.kind))
            .hint("run the command again: what was written is found and nothing is doubled"),
    }
}

/// How to make documents again.
pub(super) const REPAIR: &str = "make the days again from staging with `meteolake curate --again`";

/// A refusal by the server's code.
pub(super) fn told_by_code(what: &str, code: i32, message: &str) -> Error {
    match code {
        UNAUTHORIZED => Error::new(Kind::Invalid, format!("{what}: the user may not do this: {message}"))
            .hint("grant it the role readWrite on this database: db.grantRolesToUser(USER, [{role: \"readWrite\", db: DATABASE}])"),
        DUPLICATE => Error::new(Kind::Conflict, format!("{what}: {message}"))
            .hint("another process writes here too: wait for it and run the command again"),
        FULL_DISK => Error::new(Kind::Unavailable, format!("{what}: the server's disk is full: {message}"))
            .hint("free some room there and run the command again; nothing is lost"),
        REFUSED_BY_VALIDATOR => Error::new(Kind::Invalid, format!("{what}: the collection's validator refuses a document: {message}"))
            .hint("somebody changed the validator: remove it with db.runCommand({collMod: COLLECTION, validator: {}})"),
        code if WRONG_PASSWORD.contains(&code) => wrong_password(what),
        code if INDEX_CONFLICTS.contains(&code) => {
            Error::new(Kind::Invalid, format!("{what}: an index is not as it was made: {message}"))
                .hint("drop the index; the next write makes it again")
        }
        code if NOT_THERE.contains(&code) => Error::new(Kind::Unsupported, format!("{what}: {message}"))
            .hint("use MongoDB 4.4 or later, or a server that has what is missing"),
        code if PASSING.contains(&code) => Error::new(Kind::Unavailable, format!("{what}: {message}"))
            .hint("run the command again: what was written is found and nothing is doubled"),
        code => Error::new(Kind::Invalid, format!("{what}: {message} (code {code})")),
    }
}

fn wrong_password(what: &str) -> Error {
    Error::new(Kind::Invalid, format!("{what} refuses the user name or the password")).hint(
        "correct them in the address; a user of another database needs ?authSource=DATABASE, often ?authSource=admin",
    )
}

/// The cause in the driver's account of the servers it looked for.
fn cause(message: &str) -> &str {
    let start = message.find("Error: Kind: ").map_or(0, |place| place + "Error: Kind: ".len());
    let end = message[start..].find(", labels").map_or(message.len(), |length| start + length);
    &message[start..end]
}

/// What a driver's call about `what` gave.
pub(super) trait Told<T> {
    /// The error told for people.
    fn told(self, what: &str) -> Result<T>;
}

impl<T> Told<T> for mongodb::error::Result<T> {
    fn told(self, what: &str) -> Result<T> {
        self.map_err(|error| told(what, &error))
    }
}
