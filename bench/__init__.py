"""Speed figures of the release build, and of peers over the same events (docs/bench.md)."""
