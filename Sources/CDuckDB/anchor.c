// SwiftPM wants a C target to hold a source file; the library itself is linked from vendor/.
#include "CDuckDB.h"
