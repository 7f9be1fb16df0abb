#!/bin/sh
# Makes the bucket of the raw zone and the user that may read and write it. Running it again changes nothing.
set -eu

mc --quiet alias set server http://minio:9000 "$MINIO_ROOT_USER" "$MINIO_ROOT_PASSWORD"
mc mb --ignore-existing server/meteolake
mc admin user add server meteolake "$S3_SECRET_KEY"
mc admin policy create server meteolake /setup/policy.json
# Attaching what is attached is an error to it.
mc admin policy attach server meteolake --user meteolake ||
    mc admin user info server meteolake | grep --quiet meteolake
