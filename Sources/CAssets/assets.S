// assets.bin is vendor/assets/assets.bin once scripts/build-web has made the page; until then the
// placeholder beside this file, so that `swift build` works on a fresh clone.
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
#if defined(__linux__)
        .section .note.GNU-stack,"",@progbits
#endif
