"""Reads QR codes with ZBar, for tests of the studio's own."""

import ctypes


def read(rows: list[list[bool]], scale: int = 8) -> str:
    """The text in a symbol of dark and light modules; empty when ZBar finds none."""
    size = (len(rows) + 8) * scale
    pixels = bytearray(b"\xff" * (size * size))
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                for line in range(scale):
                    start = ((y + 4) * scale + line) * size + (x + 4) * scale
                    pixels[start : start + scale] = bytes(scale)
    # ZBar keeps no copy of them.
    drawn = bytes(pixels)
    zbar = ctypes.CDLL("libzbar.so.0")
    for name in ("zbar_image_scanner_create", "zbar_image_create", "zbar_image_first_symbol"):
        getattr(zbar, name).restype = ctypes.c_void_p
    zbar.zbar_symbol_get_data.restype = ctypes.c_char_p
    scanner, image = (ctypes.c_void_p(make()) for make in (zbar.zbar_image_scanner_create, zbar.zbar_image_create))
    zbar.zbar_image_set_format(image, ctypes.c_ulong(int.from_bytes(b"Y800", "little")))
    zbar.zbar_image_set_size(image, size, size)
    zbar.zbar_image_set_data(image, drawn, ctypes.c_ulong(len(drawn)), None)
    try:
        if zbar.zbar_scan_image(scanner, image) < 1:
            return ""
        return zbar.zbar_symbol_get_data(ctypes.c_void_p(zbar.zbar_image_first_symbol(image))).decode()
    finally:
        zbar.zbar_image_destroy(image)
        zbar.zbar_image_scanner_destroy(scanner)
