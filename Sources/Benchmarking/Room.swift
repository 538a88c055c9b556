// Room Benchmarking.
