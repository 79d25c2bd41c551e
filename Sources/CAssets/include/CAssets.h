// The dashboard's files, the OpenAPI document and the style of its page, linked into the executable
// (read by Sources/IAFAServer/Page.swift and Documentation.swift).
#pragma once
#include <stddef.h>
extern const unsigned char iafa_assets_start[], iafa_assets_end[];
static inline const unsigned char *iafa_assets(size_t *count) {
  *count = (size_t)(iafa_assets_end - iafa_assets_start);
  return iafa_assets_start;
}
extern const unsigned char iafa_openapi_start[], iafa_openapi_end[];
static inline const unsigned char *iafa_openapi(size_t *count) {
  *count = (size_t)(iafa_openapi_end - iafa_openapi_start);
  return iafa_openapi_start;
}
extern const unsigned char iafa_openapi_style_start[], iafa_openapi_style_end[];
static inline const unsigned char *iafa_openapi_style(size_t *count) {
  *count = (size_t)(iafa_openapi_style_end - iafa_openapi_style_start);
  return iafa_openapi_style_start;
}
