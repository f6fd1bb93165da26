#!/usr/bin/env python3
"""Writes the files of a folder as one Swift file of string literals: embed-pages.py FOLDER OUTPUT."""

import pathlib
import sys


def literal(text: str) -> str:
    """A raw multi-line literal with more number signs than the text has anywhere behind a quote or backslash."""
    signs = "#"
    while f'"""{signs}' in text or f"\\{signs}" in text:
        signs += "#"
    return f'{signs}"""\n{text}\n"""{signs}'


def main() -> None:
    folder, output = map(pathlib.Path, sys.argv[1:3])
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [
        "/// The files of signaling/Web, written into the binary by Scripts/embed-pages.py.",
        "enum EmbeddedPages {",
        "    /// Each file's path below the folder, and its text.",
        "    static let files: [(path: String, text: String)] = [",
    ]
    for path in files:
        text = path.read_text(encoding="utf-8")
        lines.append(f'        ("{path.relative_to(folder).as_posix()}", {literal(text)}),')
    lines += ["    ]", "}", ""]
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text("\n".join(lines), encoding="utf-8")


main()
