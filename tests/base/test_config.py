"""Wrong settings stop the start."""

from pathlib import Path

import pytest

from config import ConfigError, from_environment

KEY = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("PORT", "http"),
        ("PORT", "70000"),
        ("BASE_URL", "ideen.example.org"),
        ("BASE_URL", "http://ideen.example.org"),
        ("BASE_URL", "https://ideen.example.org/unterordner"),
        ("SECRET_KEY", "kurz"),
        ("SECRET_KEY", "a" * 64),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("TRUSTED_PROXIES", "ja"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, setting: str, value: str) -> None:
    with pytest.raises(ConfigError, match=setting):
        from_environment({"INSTANCE_DIR": str(tmp_path), "SECRET_KEY": KEY, setting: value})


def test_a_public_address_needs_a_key_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY"):
        from_environment({"INSTANCE_DIR": str(tmp_path), "BASE_URL": "https://ideen.example.org"})


def test_one_s_own_computer_gets_a_key_that_stays(tmp_path: Path) -> None:
    first = from_environment({"INSTANCE_DIR": str(tmp_path)})
    again = from_environment({"INSTANCE_DIR": str(tmp_path)})
    assert first["SECRET_KEY"] == again["SECRET_KEY"] and len(first["SECRET_KEY"]) == 64
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_behind_https_the_cookie_is_bound_to_host_and_tls(tmp_path: Path) -> None:
    config = from_environment(
        {"INSTANCE_DIR": str(tmp_path), "BASE_URL": "https://ideen.example.org", "SECRET_KEY": KEY}
    )
    assert config["SESSION_COOKIE_SECURE"] and config["SESSION_COOKIE_NAME"] == "__Host-ideenboard"
    assert config["TRUSTED_HOSTS"] == ["ideen.example.org"]


def test_a_postgres_address_uses_psycopg(tmp_path: Path) -> None:
    config = from_environment({"INSTANCE_DIR": str(tmp_path), "DATABASE_URL": "postgresql://u@h/db"})
    assert config["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://u@h/db"
