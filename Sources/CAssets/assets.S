// assets.bin is vendor/assets/assets.bin once scripts/build-web has made the page; until then the
// placeholder beside this file, so that `swift build` works on a fresh clone. The others stand in
// docs/api.
#if defined(__linux__)
        .section .rodata
#else
        .const_data
#endif
        .globl iafa_assets_start
        .globl iafa_assets_end
        .balign 16
iafa_assets_start:
        .incbin "assets.bin"
iafa_assets_end:
        .byte 0
        .globl iafa_openapi_start
        .globl iafa_openapi_end
        .balign 16
iafa_openapi_start:
        .incbin "openapi.json"
iafa_openapi_end:
        .byte 0
        .globl iafa_openapi_style_start
        .globl iafa_openapi_style_end
        .balign 16
iafa_openapi_style_start:
        .incbin "docs.css"
iafa_openapi_style_end:
        .byte 0
#if defined(__linux__)
        .section .note.GNU-stack,"",@progbits
#endif
