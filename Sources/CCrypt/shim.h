// libxcrypt (Debian: libcrypt-dev): bcrypt that the system keeps up to date.
#include <crypt.h>
