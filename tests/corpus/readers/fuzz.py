"""Changes whole files at random and reads them.

More than the tests do: python -m tests.corpus.readers.fuzz [SECONDS].
"""

import io
import random
import re
import sys
import time
import zipfile
from collections import Counter

from corpus.document import Document
from corpus.readers import Reader, ReadError
from corpus.readers.errors import REASONS
from corpus.readers.limits import MAX_BLOCKS, MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS
from tests.corpus.readers import files


def mutated(body: bytes, chance: random.Random) -> bytes:
    """The file with some bytes flipped, cut out, doubled, or put elsewhere; also within a part of a packed file."""
    if body.startswith(b"PK") and chance.random() < 0.8:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        likely = [
            name for name in members if re.search(r"document|slide\d|sheet\d|sharedStrings|styles|workbook", name)
        ]
        return files.replaced(body, chance.choice(members + likely * 5), lambda part: mutated(part, chance))
    changed = bytearray(body)
    for _ in range(chance.choice([1, 1, 1, 2, 5, 30])):
        if not changed:
            break
        start = chance.randrange(len(changed))
        length = min(chance.choice([1, 1, 4, 30, 500]), len(changed) - start)
        part = changed[start : start + length]
        match chance.randrange(6):
            case 0:
                changed[start] ^= 1 << chance.randrange(8)
            case 1:
                changed[start] = chance.choice([0, 255, 10, 34, 60, 127, changed[start] + 1 & 255])
            case 2:
                del changed[start : start + length]
            case 3:
                changed[start:start] = part * chance.choice([1, 2, 50])
            case 4:
                target = chance.randrange(len(changed))
                changed[target : target + length] = part
            case 5:
                del changed[start:]
    return bytes(changed)


def check(document: Document) -> None:
    """See that a document keeps to what documents are."""
    assert bool(document.blocks) != bool(document.rows)
    assert len(document.blocks) <= MAX_BLOCKS
    assert len(document.rows) <= MAX_ROWS
    assert len(document.columns) <= MAX_COLUMNS + 1
    assert len(document.text) <= 3 * MAX_CHARACTERS
    texts = [block.text for block in document.blocks] + [text for row in document.rows for text in row.cells.values()]
    for text in texts:
        assert text
        assert text == " ".join(text.split())
        assert not any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 for letter in text)
    assert set().union(*(row.cells for row in document.rows)) <= set(document.columns)
    assert Document.load(document.dump()) == document


def main(seconds: float) -> None:
    """Read changed files for so long, and tell what came of them."""
    whole = {
        **files.valid(),
        "report.pdf": files.report(),
        "arabic.docx": files.arabic_word(),
        "scan.pdf": files.scanned_pdf(),
    }
    seed = time.time_ns()
    print("seed", seed)
    chance = random.Random(seed)  # noqa: S311
    outcomes: Counter[tuple[str, str]] = Counter()
    until = time.monotonic() + seconds
    with Reader(seconds=10) as reader:
        while time.monotonic() < until:
            name = chance.choice(list(whole))
            body = mutated(whole[name], chance)
            try:
                check(reader.read(body, name=name))
                outcomes[name, "read"] += 1
            except ReadError as error:
                assert error.reason in REASONS
                outcomes[name, error.reason] += 1
                if error.reason in ("too_slow", "out_of_memory") or "broke down" in str(error):
                    print(name, error, body[:50].hex())
    for (name, outcome), count in sorted(outcomes.items()):
        print(f"{name:14} {outcome:14} {count}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60)
