"""What Airflow makes of the DAG folder, asked in a process of its own and answered as lines of JSON.

The first line is what parsing found; each further line is one `dag.test()`: every landing on its sample, the first landing
once more, then `harmonize`. Told `parse`, it stops after the first line.
"""

import json
import sys
from typing import Any

from airflow.dag_processing.dagbag import DagBag
from airflow.utils.db import initdb

HEAVY = {"dbt", "duckdb", "great_expectations", "pandas", "pandera", "polars"}


def main() -> None:
    airflow_alone = heavy_modules()
    bag = DagBag()
    print(json.dumps(parsed(bag) | {"heavy": sorted(heavy_modules() - airflow_alone)}), flush=True)
    if sys.argv[1:] == ["parse"]:
        return
    initdb()
    landings = sorted(dag_id for dag_id in bag.dags if dag_id.startswith("land_"))
    for dag_id in [*landings, *landings[:1], "harmonize"]:
        print(json.dumps({"dag": dag_id, "states": executed(bag.dags[dag_id])}), flush=True)


def parsed(bag: DagBag) -> dict[str, Any]:
    dags = {}
    for dag_id, dag in bag.dags.items():
        assets = [asset.uri for task in dag.tasks for asset in task.outlets]
        dags[dag_id] = {"tasks": dag.task_ids, "assets": assets, "timetable": str(dag.timetable)}
    return {"dags": dags, "errors": bag.import_errors}


def executed(dag: Any) -> dict[str, str]:
    run = dag.test(run_conf={"origin": "sample"} if "origin" in dag.params else {})
    return {instance.task_id: str(instance.state) for instance in run.get_task_instances()}


def heavy_modules() -> set[str]:
    return {name.split(".")[0] for name in sys.modules} & HEAVY


if __name__ == "__main__":
    main()
