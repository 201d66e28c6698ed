"""What the environment says, and how wrong values are answered."""

from pathlib import Path

import pytest

from integrations.settings import Settings, SettingsError, kept_secret


def read(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_env(environ, tmp_path)


def test_nothing_said_means_an_embedded_database_on_this_machine_and_no_demo(tmp_path):
    settings = read(tmp_path)
    assert (settings.demo, settings.host, settings.port, settings.database_url) == (False, "127.0.0.1", 8050, None)
    assert settings.base_url == "http://127.0.0.1:8050"
    assert settings.files_url == (tmp_path / "var" / "files").as_uri()
    assert not settings.secure


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    first = read(tmp_path)
    assert read(tmp_path).secret_key == first.secret_key
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret-key"]


def test_secrets_of_two_purposes_or_two_installations_differ(tmp_path):
    here, there = read(tmp_path / "here"), read(tmp_path / "there")
    assert here.derived("one") == here.derived("one")
    assert len({here.derived("one"), here.derived("two"), there.derived("one")}) == 3


def test_a_secret_made_at_the_same_time_by_another_process_wins(tmp_path, monkeypatch):
    path = tmp_path / "secret"

    def slower(length: int) -> str:
        path.write_text("the other's")
        return "mine"

    monkeypatch.setattr("integrations.settings.secrets.token_urlsafe", slower)
    assert kept_secret(path) == "the other's"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::"])
def test_the_demo_listens_on_this_machine_only(tmp_path, host):
    with pytest.raises(SettingsError, match="refuses to listen"):
        read(tmp_path, ATRIO_DEMO="1", ATRIO_HOST=host)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "80 50"),
        ("PORT", "70000"),
        ("ATRIO_DEMO", "perhaps"),
        ("ATRIO_WEB_WORKERS", "0"),
        ("DATABASE_URL", "mysql://somewhere/else"),
        ("ATRIO_BASE_URL", "portal.example"),
        ("ATRIO_SECRET_KEY", "short"),
        ("ATRIO_LOG_LEVEL", "LOUD"),
        ("ATRIO_MAIL_SECURITY", "hope"),
        ("ATRIO_SMS_PROVIDER", "pigeon"),
        ("ATRIO_SMS_PROVIDER", "http"),
        ("ATRIO_SMS_PROVIDER", "twilio"),
        ("ATRIO_SMS_URL", "ftp://gateway.example"),
        ("ATRIO_SMS_METHOD", "DELETE"),
        ("ATRIO_SMS_HEADERS", '["x"]'),
        ("ATRIO_SMS_FOLD", "perhaps"),
        ("ATRIO_BOUNCE_SECRET", "short"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(tmp_path, name, value):
    with pytest.raises(SettingsError, match=name):
        read(tmp_path, **{name: value})


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "var").write_text("a file where the folder should be")
    with pytest.raises(SettingsError, match="secret-key cannot be"):
        read(tmp_path)
