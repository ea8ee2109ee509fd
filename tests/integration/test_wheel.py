"""The wheel, installed where no checkout is: one package of ours a name, and the services start from it."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.buildings import building
from tests.support.waiting import HANGS_S

ROOT = Path(__file__).parents[2]
BROUGHT_BY_STACK = ("defusedxml", "highspy", "opentelemetry", "rich", "structlog", "supervisor", "typer")
CLIENT_ALONE = f"""
import sys
class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {BROUGHT_BY_STACK}:
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, NotInstalled())
"""
"""As if the wheel was installed without the extra `stack`."""
CELERY = "#!{python}\nimport sys\nfrom celery.__main__ import main\nsys.exit(main())\n"


@dataclass(frozen=True)
class Installed:
    """A virtual environment with the wheel, and a folder far from the checkout to work in."""

    python: Path
    folder: Path

    @property
    def packages(self) -> Path:
        """Its site-packages."""
        (found,) = self.python.parents[1].glob("lib/python*/site-packages")
        return found

    def run(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """A program of its `bin`, with nothing of the checkout in its environment."""
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "COLUMNS": "120"}
        done = subprocess.run(
            [str(self.python.with_name(words[0])), *words[1:]],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=HANGS_S,
        )
        assert done.returncode == code, done.stderr
        return done


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel built and installed by pip; its dependencies are those of this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    quiet = ("--quiet", "--disable-pip-version-check")
    pip = (sys.executable, "-m", "pip")
    build = (*pip, "wheel", *quiet, "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT))
    subprocess.run(build, check=True, capture_output=True, timeout=HANGS_S)
    (wheel,) = folder.glob("plenum_ceilings-*.whl")
    venv.create(folder / "venv", with_pip=False)
    there = Installed(folder / "venv" / "bin" / "python", folder)
    # A path of a .pth file brings packages, but not what that folder's own .pth files add: our checkout.
    (there.packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = (*pip, "--python", str(there.python), "install", *quiet, "--no-deps", "--no-index", str(wheel))
    subprocess.run(install, check=True, capture_output=True, timeout=HANGS_S)
    celery = there.python.with_name("celery")
    celery.write_text(CELERY.format(python=there.python))
    celery.chmod(0o755)
    (folder / "b.json").write_text(json.dumps(building(2)))
    return there


def test_the_wheel_brings_two_packages_of_ours_and_nothing_else(installed: Installed) -> None:
    """A top-level `services` in site-packages would meet strangers of the same name."""
    found = {path.name for path in installed.packages.iterdir()}
    brought = {name for name in found if not name.endswith((".dist-info", ".pth"))}
    assert brought == {"plenum", "plenum_services"}


def test_it_knows_its_version_and_nothing_of_the_checkout(installed: Installed) -> None:
    """The command works by its own name and by the package's."""
    version = installed.run("plenum", "--version").stdout
    assert version.startswith("plenum ")
    assert installed.run("python", "-m", "plenum", "--version").stdout == version
    code = "import plenum, plenum_services; print(plenum.__file__, plenum_services.__file__)"
    assert str(ROOT) not in installed.run("python", "-c", code).stdout


def test_every_worker_module_can_be_imported_under_the_wheels_name(installed: Installed) -> None:
    """`celery -A plenum_services.NAME.worker` needs no more than a graph with its stage; each by itself, as a
    process has one app."""
    names = sorted(path.parent.name for path in (ROOT / "services").glob("*/worker.py"))
    assert "coordinator" in names
    for name in names:
        module = f"plenum_services.{name}.worker"
        code = (
            "import os, sys; os.environ['PLENUM_GRAPH'] = 'plenum_services.stages:LEARNED'\n"
            f"import {module} as w; print(w.app.main); sys.exit('services' in sys.modules)"
        )
        assert installed.run("python", "-c", code).stdout.strip()


def test_a_building_is_completed_in_process(installed: Installed) -> None:
    """The graph and the models are the wheel's."""
    done = installed.run("plenum", "place", "b.json", "--local", "--json")
    assert json.loads(done.stdout)["status"] == "complete"


def test_a_client_alone_names_the_extra_that_brings_the_rest(installed: Installed) -> None:
    """The command line and the runner are there by name; neither fails with a traceback's last line alone."""
    words = "pip install 'plenum-ceilings[stack]'"
    ask = f"{CLIENT_ALONE}import runpy; runpy.run_module('plenum', run_name='__main__')"
    assert words in installed.run("python", "-c", ask, code=1).stderr
    assert (
        words
        in installed.run("python", "-c", f"{CLIENT_ALONE}import plenum; plenum.PipelineRunner", code=1).stderr
    )


def test_the_example_and_the_full_stacks_files_come_along(installed: Installed) -> None:
    """The demo's building, every configuration and every Go module, and none of it from a checkout."""
    code = (
        "from plenum.stack import configs, neighbours, binaries;"
        "from plenum.stack.go_program import GoProgram;"
        "from plenum import beside_code;"
        "files = [*configs.collector(['logs']), *map(configs.source, ['jaeger/config.yaml',"
        " 'prometheus/prometheus.yml', 'prometheus/rules', 'alertmanager/alertmanager.yml',"
        " *(p.module for p in (binaries.COLLECTOR, binaries.JAEGER)),"
        " *(n.program.module for n in neighbours.NEIGHBOURS.values() if isinstance(n.program, GoProgram))]),"
        " beside_code.find('examples/small_office.json')];"
        "print(*files, sep='\\n')"
    )
    for file in installed.run("python", "-c", code).stdout.split():
        assert Path(file).is_relative_to(installed.packages)


def test_the_demo_runs_in_an_empty_folder(installed: Installed) -> None:
    """Stack, building, pictures and trace from the wheel alone."""
    done = installed.run("plenum", "demo", "-o", "shown")
    assert "complete: 19 rooms" in done.stderr
    assert len(list((installed.folder / "shown" / "drawings").glob("*.svg"))) > 19


def test_a_stack_of_the_wheels_services_completes_a_building(installed: Installed) -> None:
    """`plenum up`, `place` and `down`, the workers under the wheel's name; a client alone submits."""
    try:
        installed.run("plenum", "up", "--embedded", "--ready-within", str(HANGS_S))
        conf = (installed.folder / ".plenum" / "supervisord.conf").read_text()
        assert "-A plenum_services.coordinator.worker" in conf
        completed: dict[str, Any] = json.loads(installed.run("plenum", "place", "b.json", "--json").stdout)
        assert completed["status"] == "complete"
        addresses = json.loads(installed.run("plenum", "status", "--json").stdout)["addresses"]
        code = (
            f"{CLIENT_ALONE}import json; from plenum.client import Client\n"
            f"client = Client({addresses['redis']!r}); job = client.submit(json.load(open('b.json')))\n"
            "seen = [progress for progress in client.watch(job)]\n"
            "print(json.dumps([len(seen), client.result(job)['status']]))"
        )
        told, status = json.loads(installed.run("python", "-c", code).stdout)
        assert (told > 0, status) == (True, "complete")
    finally:
        installed.run("plenum", "down")
