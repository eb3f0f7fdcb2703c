"""Every state folder that cannot be read to an import error of this file, which Airflow shows beside the DAGs of the others.

The sources of such a folder have no DAG until it is mended; what has landed of them stays in every edition.
"""

from commonlist import registry

if faults := registry.faults():
    raise ExceptionGroup("state folders that cannot be read", list(faults.values()))
