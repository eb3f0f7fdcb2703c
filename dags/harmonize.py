"""Anything newly landed to the next edition: build, check, publish. A step that fails leaves the edition before served."""

from airflow.sdk import Asset, AssetAny, dag, task

from commonlist import pipeline, registry


@dag(
    dag_id="harmonize",
    schedule=AssetAny(*[Asset(f"commonlist://landing/{source_id}") for source_id in registry.sources()]),
    catchup=False,
    max_active_runs=1,
    tags=["edition"],
)
def harmonize() -> None:
    """One run at a time: the steps share one warehouse."""

    @task
    def build() -> None:
        pipeline.build()

    @task
    def check() -> None:
        pipeline.check()

    @task
    def publish() -> None:
        pipeline.publish()

    build() >> check() >> publish()


harmonize()
