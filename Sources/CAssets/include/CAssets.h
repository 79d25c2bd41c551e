// The page's files, linked into the executable (Sources/IAFAServer/Assets.swift reads them).
#pragma once
#include <stddef.h>
extern const unsigned char iafa_assets_start[], iafa_assets_end[];
static inline const unsigned char *iafa_assets(size_t *count) {
  *count = (size_t)(iafa_assets_end - iafa_assets_start);
  return iafa_assets_start;
}
