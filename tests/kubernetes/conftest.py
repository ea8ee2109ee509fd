"""One cluster for all of this folder's tests, with KEDA's types and the namespace."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.kubernetes.cluster import Cluster, cluster
from tests.support.seen import See

ROOT: Final = Path(__file__).resolve().parents[2]
KEDA: Final = "github.com/kedacore/keda/v2@v2.17.2"
KEDA_SUM: Final = "h1:xlrcK5TKABJF9PebK79sgL07s/csGjL3H4m72OkZXxk="


@pytest.fixture(scope="session")
def kubernetes(tmp_path_factory: pytest.TempPathFactory, see: See) -> Iterator[Cluster]:
    """The API server, empty but for KEDA's types and the namespace with its default account."""
    began = time.monotonic()
    with cluster(tmp_path_factory.mktemp("kubernetes")) as made:
        see("API server: ready", f"{time.monotonic() - began:.0f} s; {_version()}")
        made.do("apply", "--server-side", "-f", str(_keda_types()))
        made.do("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s")
        made.do("apply", "-f", str(ROOT / "kubernetes" / "base" / "namespace.yaml"))
        # Else its controller's work, which does not run here; no pod is taken in without it.
        made.do("-n", "plenum", "create", "serviceaccount", "default")
        yield made


def _version() -> str:
    """Of the module; what is built from it does not know its own."""
    text = (ROOT / "kubernetes" / "apiserver" / "go.mod").read_text()
    (found,) = re.findall(r"^\s*k8s.io/kubernetes (v\S+)", text, re.MULTILINE)
    return str(found)


def _keda_types() -> Path:
    """The definition of a ScaledObject as KEDA publishes it, by its module's checksum."""
    go = shutil.which("go")
    assert go, "go is missing"
    # Its checksum is looked at here, where no database of checksums may be reached.
    done = subprocess.run(
        [go, "mod", "download", "-json", KEDA],
        env={**os.environ, "GONOSUMDB": "*"},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["Sum"] == KEDA_SUM
    return Path(told["Dir"]) / "config" / "crd" / "bases" / "keda.sh_scaledobjects.yaml"
