"""Vendor errors at the edge: whatever a model client raises becomes `ModelUnavailable`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from knowledge.errors import KnowledgeError, ModelTooSlow, ModelUnavailable, RequestRefused
from knowledge.patience import too_large

_REMEDIES = {
    "AuthenticationError": "Check the API key.",
    "PermissionDeniedError": "Check that the API key may use this model.",
    "NotFoundError": "Check the model's name and the base URL.",
    "RateLimitError": "Wait, or raise the limit or the budget at the provider.",
    "APITimeoutError": "Check the network and the base URL, or allow a longer timeout.",
    "APIConnectionError": "Check the network and the base URL.",
}

_TIMEOUTS = frozenset({"APITimeoutError", "TimeoutException", "TimeoutError", "Timeout"})


@contextmanager
def translated(role: str, name: str) -> Iterator[None]:
    """Raise ModelUnavailable for any error inside; our own errors pass unchanged.

    Providers have no common error class, and the words of theirs may quote the prompt or the
    key: only the class name goes to the person, the cause keeps the rest for the log.
    """
    try:
        yield
    except KnowledgeError:
        raise
    except ImportError as error:
        raise ModelUnavailable(
            f"The package for the {role} {name} is not installed.",
            "Install the provider's LangChain package.",
        ) from error
    except Exception as error:
        kind = type(error).__name__
        raise _ours(error)(f"The {role} {name} failed ({kind}).", _remedy(error)) from error


def _ours(error: Exception) -> type[ModelUnavailable]:
    if any(parent.__name__ in _TIMEOUTS for parent in type(error).__mro__):
        return ModelTooSlow
    return RequestRefused if too_large(error) else ModelUnavailable


def _remedy(error: Exception) -> str:
    """By class name, the parents' too: LangChain wraps OpenAI's errors in its own."""
    names = (parent.__name__ for parent in type(error).__mro__)
    known = (_REMEDIES[name] for name in names if name in _REMEDIES)
    return next(known, "Check the model's settings; `doorstep doctor` tries them.")
