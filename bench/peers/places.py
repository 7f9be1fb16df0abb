#!/usr/bin/env python3
"""Makes and removes what one run of a benchmark has on the servers, and tells the servers' versions.

    places.py make | drop | versions

The places are those of the environment: METEOLAKE_ZONES_RAW, _STAGING and _CURATED, and AWS_… for the bucket. `make`
makes the database in MySQL, which is not made by those who write to it; `drop` removes both databases and all objects
below the prefix.
"""

import argparse
import os
from typing import Any
from urllib.parse import unquote, urlsplit

import boto3
import pymongo
import pymysql


def mysql() -> tuple[Any, str]:
    """A connection without a database, and the name of the database."""
    url = urlsplit(os.environ["METEOLAKE_ZONES_STAGING"])
    user, password = unquote(url.username or ""), unquote(url.password or "")
    connection = pymysql.connect(host=url.hostname, port=url.port or 3306, user=user, password=password)
    return connection, url.path.strip("/")


def mongodb() -> Any:
    return pymongo.MongoClient(os.environ["METEOLAKE_ZONES_CURATED"])


def make() -> None:
    connection, database = mysql()
    with connection.cursor() as cursor:
        cursor.execute(f"create database `{database}`")


def drop() -> None:
    connection, database = mysql()
    with connection.cursor() as cursor:
        cursor.execute(f"drop database if exists `{database}`")
    client = mongodb()
    client.drop_database(client.get_default_database().name)
    raw = urlsplit(os.environ["METEOLAKE_ZONES_RAW"])
    prefix = raw.path.strip("/") + "/"
    if prefix != "/":
        boto3.resource("s3").Bucket(raw.netloc).objects.filter(Prefix=prefix).delete()


def versions() -> None:
    connection, _ = mysql()
    with connection.cursor() as cursor:
        cursor.execute("select @@version")
        [(version,)] = cursor.fetchall()
    sql = f"MariaDB {version}" if "MariaDB" in version else f"MySQL {version}"
    about = mongodb().admin.command("buildInfo")
    ferretdb = about.get("ferretdb", {}).get("version") or about.get("ferretdbVersion")
    documents = f"FerretDB {ferretdb}" if ferretdb else f"MongoDB {about['version']}"
    answer = boto3.client("s3").list_buckets()["ResponseMetadata"]["HTTPHeaders"]
    print(", ".join([answer.get("server", "S3"), sql, documents]))


def main() -> None:
    commands = {"make": make, "drop": drop, "versions": versions}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=commands)
    commands[parser.parse_args().command]()


if __name__ == "__main__":
    main()
