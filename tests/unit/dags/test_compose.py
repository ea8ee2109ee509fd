"""dags/docker-compose.yml, laid over the repository's: the same hardening, pins and secrets as there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.support.compose import at_defaults

ROOT: Final = Path(__file__).resolve().parents[3]
DAGS: Final = ROOT / "dags"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services with every variable at its default, secrets as they are asked for."""
    text, _ = at_defaults((DAGS / "docker-compose.yml").read_text())
    loaded: dict[str, Any] = yaml.safe_load(text)["services"]
    return loaded


def test_nothing_of_it_starts_unasked(services: dict[str, Any]) -> None:
    """All of it is the profile `airflow`."""
    assert all(block["profiles"] == ["airflow"] for block in services.values())


def test_every_container_is_hardened_and_bounded(services: dict[str, Any]) -> None:
    """PostgreSQL's entry point needs five capabilities to give the volume to its user; nobody else any."""
    for name, block in services.items():
        assert block["cap_drop"] == ["ALL"], name
        assert block["security_opt"] == ["no-new-privileges:true"], name
        assert re.fullmatch(r"\d+[mg]", block["mem_limit"]), name
        assert 0 < float(block["cpus"]) <= 1, name
        if name != "airflow-postgres":
            assert block["read_only"] is True, name
            assert block["user"] == "10002:10002", name


def test_what_waits_is_checked(services: dict[str, Any]) -> None:
    """The parts of Airflow start after the database has its tables; each says whether it is well."""
    kinds = {"airflow-api-server", "airflow-scheduler", "airflow-triggerer", "airflow-dag-processor"}
    for name in kinds:
        assert services[name]["depends_on"]["airflow-init"]["condition"] == "service_completed_successfully"
        assert "test" in services[name]["healthcheck"]
    assert set(services) - kinds == {"airflow-postgres", "airflow-init"}


def test_it_is_published_on_this_machine_alone(services: dict[str, Any]) -> None:
    """The pages, on 8080."""
    published = [port for block in services.values() for port in block.get("ports", [])]
    assert published == ["127.0.0.1:8080:8080"]


def test_the_tag_of_the_image_is_airflows_version_in_the_lock(services: dict[str, Any]) -> None:
    """One image for all parts, and what is in it."""
    (image,) = {block["image"] for name, block in services.items() if name != "airflow-postgres"}
    assert f"apache-airflow=={image.partition(':')[2]} \\" in (DAGS / "requirements.lock").read_text()


def test_the_clients_versions_are_those_that_plenum_is_tested_with() -> None:
    """Messages and results are Celery's and Redis': the two locks name the same."""
    pins = r"^(celery|kombu|redis)==(\S+)"
    own, airflows = (
        dict(re.findall(pins, at.read_text(), re.MULTILINE))
        for at in (ROOT / "requirements.lock", DAGS / "requirements.lock")
    )
    assert own == airflows


def test_secrets_are_made_once(tmp_path: Path) -> None:
    """What the file asks for is added to .env, and stays."""
    asked = set(re.findall(r"\$\{(\w+):\?", (DAGS / "docker-compose.yml").read_text()))
    (tmp_path / ".env").write_text("AIRFLOW_ADMIN_PASSWORD=mine\n")
    for _ in range(2):
        subprocess.run(["sh", str(DAGS / "secrets.sh")], cwd=tmp_path, check=True)
    made = dict(line.split("=") for line in (tmp_path / ".env").read_text().splitlines())
    assert {*made} == asked
    assert made.pop("AIRFLOW_ADMIN_PASSWORD") == "mine"
    assert all(len(value) == 48 for value in made.values())
    assert len(set(made.values())) == 2


def test_the_readme_names_every_variable_of_the_file() -> None:
    """A setting that is not told is not there."""
    told = (DAGS / "README.md").read_text()
    text = (DAGS / "docker-compose.yml").read_text()
    elsewhere = {"PYTHON_IMAGE", "OTEL_EXPORTER_OTLP_ENDPOINT", "PLENUM_REDIS_PASSWORD"}
    missing = {name for name in re.findall(r"\$\{(\w+):[-?]", text) if f"`{name}`" not in told}
    assert missing <= elsewhere
