"""The one door for developers: `python3 dev.py demo` shows the product, `python3 dev.py test` proves it.

Standard library only, and written so that even an old Python can read it and say what it needs.
"""

from __future__ import print_function

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Survey Engine needs Python 3.11 or newer, and this is Python %d.%d. Install a newer one "
        "and start this again with it, for example: python3.12 dev.py demo" % sys.version_info[:2]
    )

import os
import subprocess

from requirements import environment, machine

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports", "--no-logo"),
    ("bandit", "--quiet", "--configfile", "pyproject.toml", "--recursive", "survey_engine", "migrations"),
)

# Each is offered once its file is there.
PROGRAMS = {
    "drills": ("tests/faults/drills.py", "kills, full disks and power cuts, over and over"),
    "bench": ("tests/performance/bench.py", "a whole survey over HTTP, measured beside the floor"),
    "accessibility": ("tests/browser/accessibility.py", "every engine on every page, language and state"),
    "strings": ("translations/strings.py", "collect the texts for translators"),
    "vendor": ("requirements/vendor.py", "make the style sheets and scripts we ship from their packages"),
}


def hand_over(command, variables):
    """Become the command, so that its signals and its exit code are ours."""
    sys.stdout.flush()
    os.chdir(environment.ROOT)
    full = dict(os.environ, **variables)
    if os.name == "nt":  # there, exec gives the prompt back at once
        sys.exit(subprocess.call(command, env=full))
    os.execve(command[0], command, full)


def demo(arguments):
    """set up the demonstration and serve it (--port N, --fresh, --check)"""
    environment.install("production")
    hand_over([environment.PYTHON, "-m", "survey_engine.cli.demo"] + arguments, {})


def check(arguments):
    """style, types, direction of imports, security; no tests"""
    if arguments:
        raise machine.MissingError("check takes no arguments")
    environment.install("test")
    failed = []
    for command in CHECKS:
        machine.say(" ".join(command))
        tool = environment.tool(command[0])
        if subprocess.call((tool,) + command[1:], cwd=environment.ROOT, stdin=subprocess.DEVNULL) != 0:
            failed.append(command[0])
    if failed:
        raise machine.MissingError("not clean: " + ", ".join(failed))


def test(arguments):
    """install all that the tests need, a browser and PostgreSQL included, then check, then every test"""
    variables = machine.prepare()
    check([])
    pytest = [environment.PYTHON, "-m", "pytest", "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
    hand_over(pytest + arguments, variables)


def program(name, arguments):
    """Run one of PROGRAMS with everything the tests have."""
    path = PROGRAMS[name][0]
    environment.install("test")
    variables = machine.prepare()
    hand_over([environment.PYTHON, "-m", path[: -len(".py")].replace("/", ".")] + arguments, variables)


COMMANDS = {"demo": demo, "test": test, "check": check}


def offered():
    """The programs whose files are there."""
    return [name for name in PROGRAMS if os.path.exists(os.path.join(environment.ROOT, PROGRAMS[name][0]))]


def usage():
    """The commands there are, one a line."""
    lines = [(name, COMMANDS[name].__doc__) for name in COMMANDS]
    lines += [(name, PROGRAMS[name][1]) for name in offered()]
    return "\n".join(
        ["Survey Engine, for developers:"] + ["  python3 dev.py %-14s %s" % line for line in lines]
    )


def main(arguments):
    """Carry out one command; returns 2 on wrong usage and 1 when something is missing or failed."""
    name = arguments[0] if arguments else ""
    try:
        if name in COMMANDS:
            COMMANDS[name](arguments[1:])
        elif name in offered():
            program(name, arguments[1:])
        else:
            print(usage())
            return 0 if name in ("-h", "--help", "help") else 2
    except (machine.MissingError, subprocess.CalledProcessError) as error:
        print("dev: %s" % error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
