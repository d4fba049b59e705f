"""The settings of the containers: passed on or left out by name, and where the laptop has the same, the same."""

import re
import subprocess

import pytest
from pydantic_settings import BaseSettings

from adapters.settings import Settings, secret_variables
from adapters.vendors import vendors
from cli.stack import temporal
from tests.architecture.compose import BUILT, ROOT, SERVICES, WORKERS, environment

NOT_PASSED = {
    "PODWRIGHT_HOME": "the image's: /data",
    "PODWRIGHT_TEMPORAL_PORT": "of the embedded server",
    "PODWRIGHT_TEMPORAL_UI_PORT": "of the embedded server; here it is the port on which the Web UI is published",
    "PODWRIGHT_TEMPORAL_UI": "of the embedded server",
}
FILES_OF = {
    "PODWRIGHT_API_KEY": "required, and so given by value",
    "PODWRIGHT_CATALOG_URL": "its password is PGPASSWORD",
}
"""Secrets that are not passed on as files."""

OF_THE_API = {
    "PODWRIGHT_API_KEY",
    "PODWRIGHT_API_HOST",
    "PODWRIGHT_API_PORT",
    "PODWRIGHT_PUBLIC_URL",
    "PODWRIGHT_ALLOWED_HOSTS",
    "PODWRIGHT_TEMPORAL_UI_URL",
    "PODWRIGHT_EVENTS_SECONDS",
}
OF_WORKERS = {
    "PODWRIGHT_WORKER_HOST",
    "PODWRIGHT_METRICS_PORT",
    "PODWRIGHT_HEALTH_PORT",
    "PODWRIGHT_PRICES",
    "PODWRIGHT_LLM",
    "PODWRIGHT_TTS",
    "PODWRIGHT_EMBEDDINGS",
    "PODWRIGHT_STT",
    "PODWRIGHT_STT_CONCURRENCY",
    "PODWRIGHT_LLM_CONCURRENCY",
    "PODWRIGHT_TTS_CONCURRENCY",
    "PODWRIGHT_EMBEDDINGS_CONCURRENCY",
    "PODWRIGHT_MEDIA_CONCURRENCY",
    "PODWRIGHT_LLM_DRAIN_SECONDS",
    "PODWRIGHT_TTS_DRAIN_SECONDS",
    "PODWRIGHT_DRAIN_SECONDS",
    "PODWRIGHT_HEARTBEAT_SECONDS",
    "PODWRIGHT_ACCOUNT_RETRY_SECONDS",
}
OF_LIBRARIES = re.compile(r"(PGPASSWORD|(AWS|AZURE|GOOGLE|TEMPORAL)_[A-Z_]+)")
"""Variables that PostgreSQL's and Temporal's clients and the object store's library read themselves."""


def of_vendors() -> set[str]:
    return {each for vendor in vendors() for each in vendor.settings.variables()}


@pytest.mark.parametrize("name", BUILT)
def test_every_setting_is_one_we_read(name: str) -> None:
    known = {*Settings.variables(), *of_vendors()}
    for variable in environment(name):
        assert variable.removesuffix("_FILE") in known or OF_LIBRARIES.fullmatch(variable), variable


@pytest.mark.parametrize("name", BUILT)
def test_every_setting_is_passed_or_left_out_by_name(name: str) -> None:
    own = {"api": OF_THE_API, "migrate": set[str]()}.get(name, OF_WORKERS | of_vendors())
    of_others = (OF_THE_API | OF_WORKERS | of_vendors()) - own
    wanted = {*Settings.variables(), *of_vendors()} - of_others - NOT_PASSED.keys()
    models: list[type[BaseSettings]] = [Settings, *(vendor.settings for vendor in vendors())]
    secrets = {each for model in models for each in secret_variables(model)}
    wanted |= {f"{each}_FILE" for each in secrets & wanted - FILES_OF.keys()}
    passed = {each for each in environment(name) if each in wanted or not OF_LIBRARIES.fullmatch(each)}
    assert passed == wanted


def test_the_object_stores_and_temporals_own_variables_are_passed() -> None:
    for name in ("api", *WORKERS):
        passed = set(environment(name))
        assert {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_ENDPOINT_URL"} <= passed
        assert {"GOOGLE_SERVICE_ACCOUNT_KEY", "AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT_KEY"} <= passed
        assert {"TEMPORAL_NAMESPACE", "TEMPORAL_API_KEY", "TEMPORAL_TLS", "TEMPORAL_TLS_CLIENT_CERT_PATH"} <= passed
        empty = {each for each, value in SERVICES[name]["environment"].items() if value == "${" + each + ":-}"}
        assert empty == set(), "an empty TEMPORAL_TLS or AWS_REGION is not an absent one"


def test_temporal_and_its_page_are_those_of_the_laptop() -> None:
    told = subprocess.run([str(temporal.program()), "--version"], capture_output=True, text=True, check=True).stdout
    server, page = re.findall(r"(?:Server|UI) (\d+\.\d+\.\d+)", told)
    for name in ("temporal", "temporal-schema", "temporal-namespace"):
        assert SERVICES[name]["image"].endswith(f":${{TEMPORAL_VERSION:-{server}}}")
    assert SERVICES["temporal-ui"]["image"] == f"temporalio/ui:${{TEMPORAL_UI_VERSION:-{page}}}"


def test_the_number_of_shards_is_chosen_and_not_the_images() -> None:
    assert environment("temporal")["NUM_HISTORY_SHARDS"] == "512"


def test_each_role_of_the_database_has_a_password_of_its_own() -> None:
    names = ("POSTGRES_PASSWORD", "PODWRIGHT_DATABASE_PASSWORD", "TEMPORAL_DATABASE_PASSWORD")
    for name in names:
        assert environment("postgres")[name].startswith(f"${{{name}:?")
    assert environment("temporal")["POSTGRES_PWD"].startswith("${TEMPORAL_DATABASE_PASSWORD:?")
    assert environment("temporal-schema")["SQL_PASSWORD"].startswith("${TEMPORAL_DATABASE_PASSWORD:?")
    assert environment("api")["PGPASSWORD"].startswith("${PODWRIGHT_DATABASE_PASSWORD:?")
    script = (ROOT / "deploy" / "postgres" / "databases.sh").read_text()
    for role in ("temporal", "podwright"):
        assert f"\\getenv {role}_password {role.upper()}_DATABASE_PASSWORD" in script
        assert f"CREATE ROLE {role} LOGIN PASSWORD :'{role}_password'" in script


@pytest.mark.parametrize("name", sorted(WORKERS))
def test_metrics_and_readiness_of_a_worker_can_be_had_in_the_network(name: str) -> None:
    found = environment(name)
    assert found["PODWRIGHT_WORKER_HOST"] == "0.0.0.0"
    assert {found["PODWRIGHT_METRICS_PORT"], found["PODWRIGHT_HEALTH_PORT"]} == set(SERVICES[name]["expose"])
    assert f"127.0.0.1:{found['PODWRIGHT_HEALTH_PORT']}/ready" in SERVICES[name]["healthcheck"]["test"][-1]
    assert "ports" not in SERVICES[name]
