/* A disk that lies: a sync that IAFA_LIE_ABOUT names ("fsync", "fdatasync") does nothing and says
 * that it succeeded, once the file IAFA_LIE_SINCE exists. For LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int lies(const char *call) {
  const char *about = getenv("IAFA_LIE_ABOUT"), *since = getenv("IAFA_LIE_SINCE");
  return about && since && strcmp(about, call) == 0 && access(since, F_OK) == 0;
}

static int synced(const char *call, int file) {
  if (lies(call)) return 0;
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, call);
  return real(file);
}

int fsync(int file) { return synced("fsync", file); }
int fdatasync(int file) { return synced("fdatasync", file); }
