"""The compose file and its image, read as they stand: what is exposed, required, waited for and mounted."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from adapters.settings import Settings
from cli.stack.parts import worker_grace
from tests.architecture.compose import (
    BUILT,
    COMPOSE,
    DOCKERFILE,
    KEYS,
    ONE_SHOTS,
    ROOT,
    SECRET,
    SERVICES,
    WORKERS,
    environment,
)


def seconds(duration: str) -> float:
    number, unit = duration[:-1], duration[-1]
    return float(number) * {"s": 1, "m": 60}[unit]


def test_the_whole_stack_is_there() -> None:
    assert set(BUILT) == {"migrate", "api", *WORKERS}
    assert sorted(ONE_SHOTS) == ["migrate", "temporal-namespace", "temporal-schema"]
    assert set(SERVICES) == {*BUILT, *ONE_SHOTS, "postgres", "temporal", "temporal-ui"}


def test_the_commands_are_the_documented_ones() -> None:
    assert SERVICES["api"]["command"] == ["python", "-P", "-m", "api"]
    assert SERVICES["worker"]["command"] == ["python", "-P", "-m", "worker"]
    assert SERVICES["migrate"]["command"] == ["podwright", "migrate"]
    assert SERVICES["worker-of-queue"]["command"][:5] == ["python", "-P", "-m", "worker", "--queue"]
    assert SERVICES["worker-of-queue"]["profiles"] == ["fleet"]


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_published_on_loopback_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))
    assert "network_mode" not in SERVICES[name]


def test_only_the_api_and_the_page_of_temporal_are_published() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"api", "temporal-ui"}


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_stands_in_the_file(name: str) -> None:
    for variable, value in environment(name).items():
        if SECRET.search(variable):
            assert re.fullmatch(r"\$\{[A-Z_]+(:\?.+|:-)\}", value), f"{name}: {variable}"
    assert "env_file" not in SERVICES[name]


def test_what_guards_something_is_required() -> None:
    assert environment("api")["PODWRIGHT_API_KEY"].startswith("${PODWRIGHT_API_KEY:?")
    assert environment("postgres")["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


def test_vendor_keys_go_to_workers_alone() -> None:
    for name in SERVICES:
        has_keys = not KEYS.isdisjoint(environment(name))
        assert has_keys == (name in WORKERS), name
        assert ("PODWRIGHT_API_KEY" in environment(name)) == (name == "api")


@pytest.mark.parametrize("name", ["api", *sorted(WORKERS)])
def test_workers_and_api_share_catalog_artifacts_and_temporal(name: str) -> None:
    for variable in ("PODWRIGHT_CATALOG_URL", "PODWRIGHT_STORE_URL", "TEMPORAL_ADDRESS"):
        assert environment(name)[variable] == environment("api")[variable]
    assert SERVICES[name]["volumes"][0] == "artifacts:/data"


@pytest.mark.parametrize("name", SERVICES)
def test_what_stays_up_tells_its_health_and_comes_back(name: str) -> None:
    service = SERVICES[name]
    if name in ONE_SHOTS:
        assert service["restart"].startswith("on-failure:")
        return
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] == "CMD"
    assert {"interval", "timeout", "retries"} <= set(service["healthcheck"])


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_waited_for_can_be_waited_for(name: str) -> None:
    for other, waits in SERVICES[name].get("depends_on", {}).items():
        assert other in SERVICES
        assert waits["condition"] in ("service_healthy", "service_completed_successfully")
        if waits["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]


@pytest.mark.parametrize("name", sorted(WORKERS))
def test_a_worker_may_drain_before_it_is_killed(name: str) -> None:
    assert seconds(SERVICES[name]["stop_grace_period"]) >= worker_grace(Settings())


@pytest.mark.parametrize("name", SERVICES)
def test_mounted_files_are_in_the_repository(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        source = volume.rsplit(":", maxsplit=2 if volume.endswith(":ro") else 1)[0]
        if source == "${PODWRIGHT_PRICES:-/dev/null}":
            assert volume == f"{source}:/etc/podwright/prices.toml:ro"
        elif source.startswith("."):
            assert (ROOT / source).exists(), source
            assert volume.endswith(":ro")
        else:
            assert source in COMPOSE["volumes"]


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned(name: str) -> None:
    image = SERVICES[name]["image"]
    assert ":" in image
    assert "latest" not in image
    assert "auto-setup" not in image


@pytest.mark.parametrize("name", BUILT)
def test_our_containers_have_no_rights_to_spare(name: str) -> None:
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]
    assert "user" not in SERVICES[name]  # the image's own, which is not root


def test_the_server_finds_its_dynamic_configuration() -> None:
    path = environment("temporal")["DYNAMIC_CONFIG_FILE_PATH"]
    folder, _, mounted = SERVICES["temporal"]["volumes"][0].partition(":")
    assert mounted == "/etc/temporal/config/dynamicconfig:ro"
    assert path.startswith("config/dynamicconfig/")
    values = yaml.safe_load((ROOT / folder / Path(path).name).read_text())
    assert all(isinstance(rule, dict) and "value" in rule for rules in values.values() for rule in rules)


@pytest.mark.parametrize("script", sorted((ROOT / "deploy").rglob("*.sh")), ids=lambda path: path.name)
def test_scripts_parse_and_stop_at_the_first_error(script: Path) -> None:
    shell = shutil.which(script.read_text().partition("\n")[0].rpartition("/")[2])
    assert shell is not None
    subprocess.run([shell, "-n", script], check=True)
    assert "\nset -eu\n" in script.read_text()
    assert script.stat().st_mode & 0o111


def test_the_image_is_slim_and_not_root() -> None:
    stages = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(stages) == 2
    assert all(re.fullmatch(r"python:3\.1\d-slim-\w+", harness) for harness in stages)
    user = re.findall(r"^USER (\d+)", DOCKERFILE, re.MULTILINE)
    assert user and all(int(uid) > 0 for uid in user)
    last = re.findall(r"^CMD (.+)", DOCKERFILE, re.MULTILINE)[-1]
    assert json.loads(last) == ["python", "-P", "-m", "worker"]


def test_the_image_holds_every_package_and_the_pinned_requirements() -> None:
    contracts = (ROOT / "pyproject.toml").read_text()
    packages = re.search(r"root_packages = \[(.+)\]", contracts)
    assert packages is not None
    for package in re.findall(r'"(\w+)"', packages[1]):
        assert f"COPY {package} {package}\n" in DOCKERFILE
    assert "-r requirements/runtime.txt" in DOCKERFILE


def test_the_image_carries_debian_s_ffmpeg_and_not_the_packaged_one() -> None:
    """Its sources are offered by Debian; those of the package's static build we could not offer."""
    build, image = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
    assert "imageio_ffmpeg/binaries/ffmpeg-*" in build
    assert re.search(r"apt-get install [^&]*\bffmpeg\b", image)
    assert "IMAGEIO_FFMPEG_EXE=/usr/bin/ffmpeg" in image


def test_only_what_is_copied_is_sent_to_the_builder() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    sent = {line[1:] for line in lines if line.startswith("!")}
    assert lines[0] == "*"
    copied = {
        word.partition("/")[0] for line in re.findall(r"^COPY (?!--)(.+)", DOCKERFILE, re.M) for word in line.split()
    }
    assert copied - {"."} == sent
    assert "**/.env*" in lines
