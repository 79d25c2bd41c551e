// DuckDB's C API. The header is fetched at set-up (`make setup`) and never committed.
#pragma once
#if __has_include("../../../vendor/duckdb/include/duckdb.h")
#include "../../../vendor/duckdb/include/duckdb.h"
#else
#error "DuckDB is not here yet: run `make setup` once (it runs scripts/fetch-duckdb)"
#endif
