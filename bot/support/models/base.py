"""What all values of the desk have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Immutable value; unknown fields are a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")
