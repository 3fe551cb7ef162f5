"""Makes the one style sheet we serve: the design system's rules that our pages use, then our own.

`python3 dev.py vendor` fetches the design system (pinned, checked against its SHA-512), adapts it into
survey_engine/static/vendor/nhsuk.css and then does what `python3 dev.py vendor --assemble` does without a
network: joins it with survey_engine/static/skin/*.css into survey.css, and writes the compressed twins beside
what we serve. Run the first after a template begins to use another class of the design system, the second
after a change of skin.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from requirements.stylesheet import adapt, squeeze

PACKAGE_ROOT = Path(__file__).resolve().parent.parent / "survey_engine"
TEMPLATES = PACKAGE_ROOT / "templates"
STATIC = PACKAGE_ROOT / "static"
SERVED = ("survey.css", "survey.js", "icon.svg")  # with every page
SERVED_TO_STAFF = ("keying.js", "passkeys.js")  # with some of theirs: no patient loads them
NOTICE = "/* Holds parts of nhsuk-frontend 10.6.1 (MIT, NHS England): see vendor/README.md */\n"


class VendorError(Exception):
    """What was fetched is not what was pinned, or holds what we have no rule for."""


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package at one version, with the SHA-512 of its tarball in hexadecimal."""

    name: str
    version: str
    sha512: str


DESIGN_SYSTEM = Package(
    "nhsuk-frontend",
    "10.6.1",
    "3d9a2ba90663671fc0dbac89a2c9022fdcf489be80b64032174a382bf447afcc"
    "d1ac9c97ad43829cc6e3cb454d5ec18ee2d7d334cc2a964c004cab386b4c5acb",
)

# Their colours, by what they colour, as the names that skin/colours.css gives a value in each scheme.
COLOURS = {
    "text": {
        "#212b32": "ink",
        "#4c6272": "muted",
        "#005eb8": "link",
        "#7c2855": "link-strong",
        "#002f5c": "link-strong",
        "#d5281b": "error",
        "#951c13": "error",
        "#ffffff": "on-button",
    },
    "background": {
        "#d8dde0": "page",
        "#f0f4f5": "page",
        "#ffffff": "field",
        "#007f3b": "button",
        "#00662f": "button-strong",
        "#00401e": "button-strong",
        "#d9e7f4": "tint",
        "#c7dcef": "tint",
        "#d5281b": "warning",
        "#aa2016": "warning-strong",
        "#6b140e": "warning-strong",
    },
    "edge": {
        "#4c6272": "edge",
        "#d8dde0": "line",
        "#aeb7bd": "edge",
        "#d5281b": "error",
        "#005eb8": "link",
        "#212b32": "ink",
        "#00401e": "button-shade",
        "#6b140e": "warning-shade",
    },
}
HEXADECIMAL = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\([^)]*\)")


def recolour(name: str, value: str) -> str:
    """One declaration's value with our names for colours and our fonts.

    VendorError for a colour that has no name yet.
    """
    if name == "font-family" and "Frutiger" in value:
        return "var(--font)"
    kind = "text" if name == "color" else "background" if name.startswith("background") else "edge"

    def named(match: re.Match[str]) -> str:
        try:
            return f"var(--{COLOURS[kind][match[0]]})"
        except KeyError:
            raise VendorError(f"no name for the {kind} colour {match[0]} in {name}: {value}") from None

    return HEXADECIMAL.sub(named, value)


def used_classes() -> set[str]:
    """Every class of the design system that a template names, also where its last part is computed."""
    texts = [path.read_text("utf-8") for path in sorted(TEMPLATES.rglob("*.jinja"))]
    names = {name for text in texts for name in re.findall(r"nhsuk-[\w-]+", text)}
    sizes = {name + size for name in names if name.endswith("--") for size in ("l", "m", "s")}
    sizes |= {name + size for name in names if name.endswith("-heading-") for size in ("l", "m", "s")}
    widths = {name + width for name in names if name.endswith("--width-") for width in ("4", "5", "10")}
    return names | sizes | widths


def fetch(package: Package, folder: Path) -> Path:
    """The package's own folder, unpacked below `folder`. VendorError where its checksum is another."""
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    tarball = folder / f"{package.name}-{package.version}.tgz"
    found = hashlib.sha512(tarball.read_bytes()).hexdigest()
    if found != package.sha512:
        raise VendorError(f"{tarball.name} has the SHA-512 {found}")
    with tarfile.open(tarball) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def vendor() -> None:
    """Fetch the design system and write the part of it that our templates use."""
    with tempfile.TemporaryDirectory() as folder:
        source = fetch(DESIGN_SYSTEM, Path(folder)) / "dist" / "nhsuk" / "nhsuk-frontend.css"
        adapted = adapt(source.read_text("utf-8"), used_classes(), recolour)
    target = STATIC / "vendor" / "nhsuk.css"
    target.write_text(f"{NOTICE}{adapted}\n", "utf-8", newline="\n")


def assembled() -> str:
    """The style sheet that is served, from its parts in the order of their names."""
    parts = [STATIC / "vendor" / "nhsuk.css", *sorted((STATIC / "skin").glob("*.css"))]
    return NOTICE + squeeze("\n".join(part.read_text("utf-8") for part in parts)) + "\n"


def assemble() -> None:
    """Write survey.css, and a compressed twin of everything served (the same bytes on every machine)."""
    (STATIC / "survey.css").write_text(assembled(), "utf-8", newline="\n")
    for name in (*SERVED, *SERVED_TO_STAFF):
        plain = (STATIC / name).read_bytes()
        (STATIC / f"{name}.gz").write_bytes(gzip.compress(plain, compresslevel=9, mtime=0))


def main(arguments: Sequence[str]) -> int:
    """Fetch and assemble, or only assemble. Returns 2 on wrong usage."""
    if list(arguments) not in ([], ["--assemble"]):
        print("usage: vendor [--assemble]", file=sys.stderr)
        return 2
    if not arguments:
        vendor()
    assemble()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
