# S3: MinIO, built from its last published source. It refuses wrong credentials and honours If-None-Match and If-Match.
# shellcheck shell=bash disable=SC2154

minio_version=v0.0.0-20260212201848-7aac2a2c5b7c
s3_region=eu-west-3
s3_bucket=meteolake-test

fill_minio() {
    GOBIN=$1 go install -ldflags='-s -w' "github.com/minio/minio@$minio_version"
}

prepare_s3() {
    [ -d "$cache/minio-$minio_version" ] || needs s3 go
    cached s3 "minio-$minio_version" fill_minio
}

start_s3() {
    needs s3 curl
    MINIO_ROOT_USER=$admin MINIO_ROOT_PASSWORD=$password MINIO_REGION=$s3_region MINIO_BROWSER=off MINIO_UPDATE=off \
        launch "$1" "$cache/minio-$minio_version/minio" server --quiet --address "127.0.0.1:$2" "$1/data"
}

# Ready is a server that has the bucket: a signed request makes it (200), or it was there (409).
ready_s3() {
    local code
    code=$(curl --silent --max-time 2 --output /dev/null --write-out '%{http_code}' --request PUT --user "$admin:$password" \
        --aws-sigv4 "aws:amz:$s3_region:s3" "http://127.0.0.1:$(cat "$1/port")/$s3_bucket")
    [ "$code" = 200 ] || [ "$code" = 409 ]
}

env_s3() {
    if is_external s3; then
        local name
        for name in METEOLAKE_TEST_S3{,_ENDPOINT,_REGION,_ACCESS_KEY_ID,_SECRET_ACCESS_KEY}; do
            [ -z "${!name:-}" ] || print_export "$name" "${!name}"
        done
        return
    fi
    print_export METEOLAKE_TEST_S3 "s3://$s3_bucket"
    print_export METEOLAKE_TEST_S3_ENDPOINT "http://127.0.0.1:$(cat "$dir/s3/port")"
    print_export METEOLAKE_TEST_S3_REGION "$s3_region"
    print_export METEOLAKE_TEST_S3_ACCESS_KEY_ID "$admin"
    print_export METEOLAKE_TEST_S3_SECRET_ACCESS_KEY "$password"
}
