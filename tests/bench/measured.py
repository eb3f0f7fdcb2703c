"""A command to what it cost, as JSON: CPU seconds, and peak memory in MiB; a small process, for a child inherits the peak of its parent."""

import json
import os
import subprocess
import sys

if __name__ == "__main__":
    process = subprocess.Popen(sys.argv[1:], stdout=sys.stderr)
    _, status, usage = os.wait4(process.pid, 0)
    print(json.dumps([usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024]))
    sys.exit(os.waitstatus_to_exitcode(status))
