"""measure.py FILE COMMAND [ARGUMENT...]: runs it, and writes into FILE what it and all below it took, as JSON."""
import json
import os
import sys
import time

file, command = sys.argv[1], sys.argv[2:]
# What an earlier command left to be written is not this one's work.
os.sync()
started = time.perf_counter()
child = os.posix_spawnp(command[0], command, os.environ)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - started
# Kilobytes, but bytes on a Mac.
peak = usage.ru_maxrss * (1 if sys.platform == 'darwin' else 1024)
with open(file, 'w') as out:
    json.dump({'seconds': seconds, 'cpu': usage.ru_utime + usage.ru_stime, 'rss': peak}, out)
sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 70)
