"""Where things are and how far untrusted input may go, from the environment (`COMMONLIST_*`)."""

from functools import cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from commonlist.errors import SettingsError


class Settings(BaseSettings):
    """Read from `COMMONLIST_HOME`, `COMMONLIST_ROOT` and the limits; sizes in bytes, times in seconds."""

    model_config = SettingsConfigDict(env_prefix="COMMONLIST_", frozen=True, extra="forbid")

    root: Path = Path()
    home: Path = Path("var")
    fetch_max_bytes: int = 200 * 2**20
    fetch_timeout: float = 30.0
    fetch_deadline: float = 900.0
    fetch_attempts: int = 5
    read_max_bytes: int = 500 * 2**20
    read_max_ratio: int = 200

    @property
    def crosswalks(self) -> Path:
        return self.root / "crosswalks"

    @property
    def raw(self) -> Path:
        return self.home / "raw"

    @property
    def restricted(self) -> Path:
        return self.home / "restricted"

    @property
    def landing(self) -> Path:
        return self.home / "landing"

    @property
    def quarantine(self) -> Path:
        return self.home / "quarantine"

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse.duckdb"

    @property
    def editions(self) -> Path:
        return self.home / "editions"

    @property
    def audit(self) -> Path:
        return self.home / "audit"


@cache
def settings() -> Settings:
    """The settings of this process, with absolute paths; tests call `settings.cache_clear()` after changing the environment."""
    found = Settings()
    root = found.root.resolve()
    if not (root / "crosswalks").is_dir():
        raise SettingsError(
            "settings.no_root",
            f"no crosswalks/ folder in {root.name or root}",
            next_step="run the command from the project folder, or set COMMONLIST_ROOT to it",
        )
    home = found.home if found.home.is_absolute() else root / found.home
    return found.model_copy(update={"root": root, "home": home.resolve()})
