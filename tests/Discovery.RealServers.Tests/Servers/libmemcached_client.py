"""Stores or reads keys through libmemcached, as one JSON object on the standard input asks; values are base64 on the wire."""
import base64
import json
import sys

import pylibmc

task = json.load(sys.stdin)
client = pylibmc.Client(task["servers"], binary=False, behaviors=task["behaviors"])
for key, value in task.get("write", {}).items():
    if not client.set(key, base64.b64decode(value)):
        sys.exit("pylibmc did not store " + key)

found = {}
for key in task.get("read", []):
    value = client.get(key)
    if value is not None:
        found[key] = base64.b64encode(value if isinstance(value, bytes) else value.encode()).decode()
json.dump(found, sys.stdout)
