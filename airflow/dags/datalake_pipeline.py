"""The data lake's pipeline: fetch, put into raw, stage, curate.

Four tasks, each one command of meteolake:

| task | command | reads | writes |
|---|---|---|---|
| `run_big_fetch` | `fetch --from --to` on the landing folder | the providers | files, unchanged ones not again |
| `run_unpack_to_raw` | `ingest FILE... --to raw` | the landing folder | raw zone |
| `run_preprocess_to_staging` | `stage --strict` | raw zone | staging zone |
| `run_process_to_curated` | `curate` | staging zone | curated zone |

Any task can be run again at any time: what is there already is not written twice. Rows that were refused are a warning
in the log of `run_preprocess_to_staging`, and `meteolake export rejects` shows each with its reason.

Without parameters a run covers the days from the last successful run up to yesterday (UTC), and `late_days` days
before them, because reports come late and get corrected.

Settings: `airflow/README.md` in the project's repository.
"""

import os
from datetime import datetime, timedelta, timezone

from airflow.sdk import DAG, Asset, Param
from datalake.tasks import Curate, FetchToLanding, LandingToRaw, Stage

# The zones by their names: their addresses may hold passwords and are the business of meteolake's own settings.
RAW = Asset("meteolake_raw", uri="meteolake://lake/raw")
STAGING = Asset("meteolake_staging", uri="meteolake://lake/staging")
CURATED = Asset("meteolake_curated", uri="meteolake://lake/curated")

DAY = {"type": ["null", "string"], "format": "date"}

with DAG(
    dag_id="datalake_pipeline",
    description="Weather observations: fetch, put into raw, stage, curate",
    doc_md=__doc__,
    schedule=os.environ.get("METEOLAKE_DAG_SCHEDULE", "30 7 * * *"),
    start_date=datetime(2025, 1, 1, tzinfo=timezone.utc),
    # A run reaches back to the last successful one by itself, and a lake has one writer at a time.
    catchup=False,
    max_active_runs=1,
    params={
        "from": Param(None, **DAY, description="The first day, as 2013-01-31; empty: since the last successful run"),
        "to": Param(None, **DAY, description="The last day, included; empty: yesterday (UTC)"),
        "late_days": Param(3, type="integer", minimum=0, maximum=366, description="Days before them to fetch again"),
        "source": Param("auto", enum=["auto", "meteofrance", "opendatasoft"], description="Whom to ask"),
    },
    default_args={
        "retries": 3,
        "retry_delay": timedelta(seconds=float(os.environ.get("METEOLAKE_DAG_RETRY_DELAY_S", "120"))),
        "retry_exponential_backoff": 2,
        "max_retry_delay": timedelta(minutes=30),
    },
    tags=["meteolake", "weather"],
):
    run_big_fetch = FetchToLanding(task_id="run_big_fetch", execution_timeout=timedelta(hours=2))
    run_unpack_to_raw = LandingToRaw(
        task_id="run_unpack_to_raw",
        fetched_by="run_big_fetch",
        outlets=[RAW],
        execution_timeout=timedelta(minutes=30),
    )
    run_preprocess_to_staging = Stage(
        task_id="run_preprocess_to_staging", outlets=[STAGING], execution_timeout=timedelta(hours=3)
    )
    run_process_to_curated = Curate(
        task_id="run_process_to_curated", outlets=[CURATED], execution_timeout=timedelta(hours=3)
    )

    run_big_fetch >> run_unpack_to_raw >> run_preprocess_to_staging >> run_process_to_curated
