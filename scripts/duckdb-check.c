// Run by scripts/fetch-duckdb on every library it installs: opens a database and uses what the
// server relies on, so that an unsuitable library fails at set-up and not in production.
#include <duckdb.h>
#include <stdio.h>
#include <string.h>

static duckdb_connection connection;

static int answers(const char *sql, const char *expected) {
    duckdb_result result;
    if (duckdb_query(connection, sql, &result) == DuckDBError) {
        fprintf(stderr, "%s\n  failed: %s\n", sql, duckdb_result_error(&result));
        return 0;
    }
    int same = 1;
    if (expected) {
        char *value = duckdb_value_varchar(&result, 0, 0);
        same = value && strcmp(value, expected) == 0;
        if (!same) fprintf(stderr, "%s\n  expected %s, got %s\n", sql, expected, value);
        duckdb_free(value);
    }
    duckdb_destroy_result(&result);
    return same;
}

// argv[1]: a Parquet file to write; argv[2], argv[3]: the oldest accepted and the first refused
// version, as MAJOR.MINOR.
int main(int argc, char **argv) {
    if (argc != 4) return 64;
    int major = 0, minor = 0, low[2] = {0}, high[2] = {0};
    const char *version = duckdb_library_version();
    if (sscanf(version, "v%d.%d", &major, &minor) != 2 ||
        sscanf(argv[2], "%d.%d", &low[0], &low[1]) != 2 ||
        sscanf(argv[3], "%d.%d", &high[0], &high[1]) != 2) {
        fprintf(stderr, "no version to be read from \"%s\"\n", version);
        return 1;
    }
    int number = major * 1000 + minor;
    if (number < low[0] * 1000 + low[1] || number >= high[0] * 1000 + high[1]) {
        fprintf(stderr, "version %s, wanted: at least %s, below %s\n", version, argv[2], argv[3]);
        return 1;
    }
    duckdb_database database;
    if (duckdb_open(NULL, &database) == DuckDBError) return 1;
    if (duckdb_connect(database, &connection) == DuckDBError) return 1;
    char write[4096], read[4096];
    snprintf(write, sizeof write,
             "COPY (SELECT i AS id, MAP {'plan': 'p' || i} AS properties, "
             "TIMESTAMPTZ '2026-03-29 00:30:00+00' + i * INTERVAL 1 HOUR AS time "
             "FROM range(3) t(i)) TO '%s' (FORMAT parquet, COMPRESSION zstd)", argv[1]);
    snprintf(read, sizeof read,
             "SELECT string_agg(properties['plan'] || ' ' || "
             "strftime(timezone('Europe/Berlin', time), '%%H:%%M'), ', ' ORDER BY id) FROM '%s'",
             argv[1]);
    int works = answers(write, NULL) && answers(read, "p0 01:30, p1 03:30, p2 04:30") &&
                answers("SELECT json_extract_string('{\"a\": {\"b\": 42}}', '$.a.b')", "42");
    duckdb_disconnect(&connection);
    duckdb_close(&database);
    if (works) puts(version);
    return works ? 0 : 1;
}
