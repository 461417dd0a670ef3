"""Puts what the pages need of the Danish common design system into `api/static/vendor/dkfds`.

The package's own layout is kept, so its relative addresses work wherever the folder is mounted.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "node_modules" / "dkfds"
TARGET = ROOT / "api" / "static" / "vendor" / "dkfds"
STYLES = Path("css/dkfds.min.css")
NAMED = (STYLES, Path("js/dkfds.min.js"), Path("img/all-svg-icons.svg"), Path("LICENSE.md"))


def referred_to(styles: Path) -> set[Path]:
    """The files of the package that the style sheet loads, relative to `dist`."""
    dist = (PACKAGE / "dist").resolve()
    addresses = re.findall(
        r"""url\(\s*["']?(?!data:)([^"')?#]+)""", styles.read_text(encoding="utf-8")
    )
    return {(styles.parent / address).resolve().relative_to(dist) for address in addresses}


def main() -> int:
    """Replaces the folder whole, so that nothing of an older version stays."""
    dist = PACKAGE / "dist"
    files = referred_to(dist / STYLES) | set(NAMED)
    licences = {
        p.relative_to(dist)
        for folder in {f.parent for f in files}
        for p in (dist / folder).glob("license*")
    }
    fresh = TARGET.with_name("dkfds.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for file in sorted(files | licences):
        (fresh / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(dist / file, fresh / file)
    shutil.rmtree(TARGET, ignore_errors=True)
    fresh.rename(TARGET)
    return 0


if __name__ == "__main__":
    sys.exit(main())
