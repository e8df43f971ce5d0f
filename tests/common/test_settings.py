"""Settings: read once, and every wrong one named in one message."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.settings import SettingsFault, load_settings


def test_every_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault) as fault:
        load_settings(
            {
                "QUORATE_DATA_DIR": str(tmp_path),
                "QUORATE_PORT": "eighty",
                "QUORATE_BASE_URL": "quorate.example",
                "DATABASE_URL": "mysql://x",
                "QUORATE_SECRET_KEY": "short",
            }
        )
    named = "\n".join(fault.value.problems)
    for variable in ("PORT", "BASE_URL", "DATABASE_URL", "SECRET_KEY", "SMTP_HOST"):
        assert variable in named


def test_a_demonstration_needs_no_setting_at_all(tmp_path: Path) -> None:
    config = load_settings({"QUORATE_ENVIRONMENT": "demo", "QUORATE_DATA_DIR": str(tmp_path)})
    assert config.demo
    assert config.port == 8000


def test_a_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    environ = {"QUORATE_ENVIRONMENT": "demo", "QUORATE_DATA_DIR": str(tmp_path)}
    assert load_settings(environ).secret_key == load_settings(environ).secret_key
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_a_secret_in_the_environment_is_not_shown_in_the_message(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault) as fault:
        load_settings({"QUORATE_DATA_DIR": str(tmp_path), "QUORATE_SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(fault.value)
