//! What could keep the zone from working, one question after the other.

use mongodb::bson::{Document, doc};
use mongodb::{Database, IndexModel};
use uuid::Uuid;
use weather::Time;

use super::errors::{Told, persist};
use super::server::{DAYS, Server, validator};
use crate::{Error, Finding, Kind, Result};

/// The oldest protocol this relies on: that of MongoDB 4.4.
const WIRE_VERSION_MIN: i32 = 9;

/// By how much the clocks may differ before it is said.
const SECONDS_APART_MAX: i64 = 30;

pub(super) async fn examine(server: &Server, now: Time) -> Vec<Finding> {
    let mut findings = Vec::new();
    let hello = ask(server, doc! { "hello": 1 }).await;
    let clock = hello.as_ref().map(|hello| clock(hello, now)).ok();
    let version = match &hello {
        Ok(hello) => Some(version(server, hello).await),
        Err(_) => None,
    };
    let is_there = hello.is_ok();
    findings.push(Finding::new("answers", hello.map(|_| server.shown().to_owned())));
    if !is_there {
        return findings;
    }
    let rights = rights(server).await;
    let may_write = rights.is_ok();
    findings.push(Finding::new("may make collections, write and remove", rights.map(|()| "yes".to_owned())));
    findings.extend(version.map(|version| Finding::new("version", version)));
    findings.extend(clock.map(|clock| Finding::new("clock", clock)));
    if may_write {
        findings.push(Finding::new("checks documents", checks(server).await));
    }
    findings
}

async fn ask(server: &Server, command: Document) -> Result<Document> {
    let database = server.database().await?;
    persist(|| database.run_command(command.clone())).await.told(server.shown())
}

async fn version(server: &Server, hello: &Document) -> Result<String> {
    let info = ask(server, doc! { "buildInfo": 1 }).await?;
    let name = info.get_str("version").unwrap_or("unknown");
    let name = match info.get_str("ferretdbVersion") {
        Ok(ferret) => format!("FerretDB {ferret}, as MongoDB {name}"),
        Err(_) => format!("MongoDB {name}"),
    };
    match hello.get_i32("maxWireVersion") {
        Ok(wire) if wire >= WIRE_VERSION_MIN => Ok(name),
        _ => Err(Error::new(Kind::Unsupported, format!("{}: {name} is too old", server.shown()))
            .hint("use MongoDB 4.4 or later")),
    }
}

fn clock(hello: &Document, now: Time) -> Result<String> {
    let Ok(there) = hello.get_datetime("localTime") else { return Ok("the server does not say".to_owned()) };
    let apart = there.timestamp_millis().div_euclid(1_000) - now.unix();
    if apart.abs() <= SECONDS_APART_MAX {
        return Ok(format!("{apart} s apart"));
    }
    let (seconds, side) = (apart.abs(), if apart > 0 { "ahead of" } else { "behind" });
    Err(Error::new(Kind::Invalid, format!("the server's clock is {seconds} s {side} this machine's"))
        .hint("set both by NTP; nothing here relies on it, but logs and certificates do"))
}

/// Makes a collection of its own, uses all rights the zone needs, and removes it.
async fn rights(server: &Server) -> Result<()> {
    let database = server.database().await?;
    let name = format!("meteolake-examines-{}", Uuid::new_v4());
    let tried = try_rights(&database, &name).await;
    let removed = database.collection::<Document>(&name).drop().await;
    tried.and(removed).told(server.shown())
}

async fn try_rights(database: &Database, name: &str) -> mongodb::error::Result<()> {
    database.create_collection(name).await?;
    let collection = database.collection::<Document>(name);
    collection.create_index(IndexModel::builder().keys(doc! { "station_id": 1 }).build()).await?;
    let put = doc! { "q": { "_id": "one" }, "u": { "_id": "one", "station_id": "07005" }, "upsert": true };
    database.run_command(doc! { "update": name, "updates": [put] }).await?;
    collection.find_one(doc! { "_id": "one" }).await?;
    collection.delete_many(doc! {}).await.map(drop)
}

/// Whether the server checks documents that somebody else writes.
async fn checks(server: &Server) -> Result<String> {
    match server.validator().await? {
        Some(found) if found == validator() => Ok("yes".to_owned()),
        Some(_) => Ok(format!("{DAYS} has another validator; the next write brings it up to date")),
        None => Ok("no: the collection is not made yet, or the server has no validators".to_owned()),
    }
}
