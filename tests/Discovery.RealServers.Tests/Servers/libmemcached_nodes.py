# Says where libmemcached's weighted ketama puts keys: reads {"servers": [[host, port, weight]], "keys": [...]} and
# prints the index of the server of each key. No server is contacted.
import ctypes
import json
import sys

import _pylibmc

HASH, KETAMA_WEIGHTED = 2, 16
MD5 = 1

# loaded through pylibmc, so that it is the very library that pylibmc uses
lib = ctypes.CDLL(_pylibmc.__file__)
lib.memcached_create.restype = ctypes.c_void_p
lib.memcached_create.argtypes = [ctypes.c_void_p]
lib.memcached_behavior_set.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_uint64]
lib.memcached_server_add_with_weight.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint16, ctypes.c_uint32]
lib.memcached_server_by_key.restype = ctypes.c_void_p
lib.memcached_server_by_key.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(ctypes.c_int)]
lib.memcached_server_name.restype = ctypes.c_char_p
lib.memcached_server_name.argtypes = [ctypes.c_void_p]
lib.memcached_server_port.restype = ctypes.c_uint16
lib.memcached_server_port.argtypes = [ctypes.c_void_p]

question = json.load(sys.stdin)
client = lib.memcached_create(None)
for behavior, value in ((KETAMA_WEIGHTED, 1), (HASH, MD5)):
    if lib.memcached_behavior_set(client, behavior, value) != 0:
        sys.exit(f"behavior {behavior} was refused")
places = {}
for index, (host, port, weight) in enumerate(question["servers"]):
    if lib.memcached_server_add_with_weight(client, host.encode(), port, weight) != 0:
        sys.exit(f"server {host} was refused")
    places[host, port] = index


def index_of(key):
    error = ctypes.c_int()
    server = lib.memcached_server_by_key(client, key.encode(), len(key.encode()), ctypes.byref(error))
    if not server:
        sys.exit(f"key {key} was refused: {error.value}")
    return places[lib.memcached_server_name(server).decode(), lib.memcached_server_port(server)]


json.dump([index_of(key) for key in question["keys"]], sys.stdout)
