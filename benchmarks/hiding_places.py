"""The 31 places in which personal data hide in files: is it found there, is it gone from the rewritten file, what it
costs in processor time.

    python benchmarks/hiding_places.py

The files are those of the tests (tests/documents/disclosure/hidden_files.py), each with a canary in one place; both
deeds run in the limited child, as in the product. Prints Markdown, and JSON into .bench/results."""

import json
import resource
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests/documents/disclosure"))

from hidden_files import PLACES, Place, everything  # noqa: E402

from yipanqi.documents.disclosure.hidden import looked_through, rewritten  # noqa: E402

RESULTS = HERE.parent / ".bench/results"
PATIENCE = 120.0  # seconds: a machine that does other things too is no reason to miss a canary


def main() -> None:
    """All places, one after the other."""
    rows = [tried(place) for place in PLACES]
    print("| No. | place | 位置 | form | found | in the new file | look, s | rewrite, s |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(str(value) for value in row.values()) + " |")
    good = sum(row["found"] == "yes" and row["left"] != "HIDDEN" for row in rows)
    print(f"\n{good} of {len(rows)} places found or removed; found in {sum(row['found'] == 'yes' for row in rows)}.")
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "hiding_places.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")


def tried(place: Place) -> dict[str, object]:
    """One place: what was found there, and what a search of all bytes of the rewritten file finds."""
    data = place.make()
    start = _spent()
    told = "\n".join(found.text for found in looked_through(data, place.name, seconds=PATIENCE).strings)
    middle = _spent()
    new = rewritten(data, place.name, seconds=PATIENCE)
    end = _spent()
    return {
        "number": place.number,
        "en": place.en,
        "zh": place.zh,
        "form": place.name.rpartition(".")[2],
        "found": "yes" if all(canary in told for canary in place.canaries) else "NO",
        "left": _left(place, new),
        "look": round(middle - start, 2),
        "rewrite": round(end - middle, 2),
    }


def _spent() -> float:
    """Processor time of the children so far, in seconds: a busy machine does not change it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _left(place: Place, new: bytes) -> str:
    """Gone; still there and found again, where people read it; or still hidden."""
    said = everything(new)
    if not any(canary.replace("\t", "") in said for canary in place.canaries):
        return "gone"
    told = "\n".join(found.text for found in looked_through(new, place.name, seconds=PATIENCE).strings)
    return "seen by readers, found" if all(canary in told for canary in place.canaries) else "HIDDEN"


if __name__ == "__main__":
    main()
