"""Every source declared in a state folder to a DAG that lands it, as often as the publisher publishes.

Trigger one with `{"origin": "sample"}` to land its bundled sample instead of asking the official address.
"""

from datetime import UTC, datetime, timedelta

from airflow.sdk import Asset, Param, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from commonlist import pipeline, registry


def land_as_due(source: registry.Source) -> None:
    """Declare the DAG of one source; a landing that brings nothing new is skipped, so that no build follows."""

    @dag(
        dag_id=f"land_{source.source_id}",
        dag_display_name=source.title,
        schedule=timedelta(days=source.cadence_days),
        start_date=datetime(2026, 1, 1, tzinfo=UTC),
        catchup=False,
        max_active_runs=1,
        params={"origin": Param("fetched", enum=["fetched", "sample"])},
        tags=["land", source.publisher_code],
    )
    def land_source() -> None:
        @task(outlets=[Asset(f"commonlist://landing/{source.source_id}")])
        def land(params: dict[str, str]) -> None:
            landings = pipeline.land(source.source_id, params["origin"])
            if all(landing.outcome == "unchanged" for landing in landings):
                raise AirflowSkipException(f"{source.source_id} has published nothing new")

        land()

    land_source()


for declared in registry.sources().values():
    land_as_due(declared)
