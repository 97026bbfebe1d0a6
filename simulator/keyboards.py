"""Keyboards under messages: what Telegram accepts, and nothing else."""

import json
from typing import Any

from simulator.errors import bad_request
from simulator.model import JSON
from simulator.text import split_address

ROW, ALL, DATA_BYTES = 8, 100, 64
REPLY_OPTIONS = {"is_persistent", "resize_keyboard", "one_time_keyboard", "input_field_placeholder", "selective"}
FIELDS = {
    "inline_keyboard": {"inline_keyboard"},
    "keyboard": {"keyboard", *REPLY_OPTIONS},
    "remove_keyboard": {"remove_keyboard", "selective"},
    "force_reply": {"force_reply", "input_field_placeholder", "selective"},
}


def read_markup(raw: Any) -> JSON | None:
    """Check a `reply_markup`; an inline keyboard without a button is none. Raises Refused (400)."""
    if raw in (None, ""):
        return None
    markup = _decoded(raw)
    kinds = [kind for kind in FIELDS if kind in markup]
    if len(kinds) != 1:
        raise bad_request("object expected as reply markup")
    unknown = set(markup) - FIELDS[kinds[0]]
    if unknown:
        raise bad_request(f"can't parse reply markup: unknown field {sorted(unknown)[0]}")
    if kinds[0] == "inline_keyboard":
        rows = _rows(markup["inline_keyboard"], _inline_button)
        return {"inline_keyboard": rows} if rows else None
    if kinds[0] == "keyboard":
        return markup | {"keyboard": _rows(markup["keyboard"], _reply_button)}
    return markup


def buttons_of(markup: JSON | None) -> list[JSON]:
    """Every button of a checked keyboard, inline or proposed."""
    rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or []
    return [button for row in rows for button in row]


def _decoded(raw: Any) -> JSON:
    try:
        markup = json.loads(raw) if isinstance(raw, str) else raw
    except ValueError:
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    return markup


def _rows(raw: Any, read: Any) -> list[list[JSON]]:
    if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
        raise bad_request("can't parse reply keyboard markup: rows of buttons must be of type Array")
    rows = [[read(button) for button in row] for row in raw if row]
    if any(len(row) > ROW for row in rows):
        raise bad_request(f"too many buttons in a row of the reply markup: at most {ROW}")
    if sum(map(len, rows)) > ALL:
        raise bad_request(f"reply markup is too long: at most {ALL} buttons")
    return rows


def _inline_button(raw: Any) -> JSON:
    button = _labelled(raw, "inline keyboard button")
    actions = sorted(set(button) - {"text"})
    if len(actions) != 1:
        reason = "exactly one action is expected" if actions else "Text buttons are unallowed in the inline keyboard"
        raise bad_request(f"can't parse inline keyboard button: {reason}")
    if actions[0] == "callback_data":
        _check_data(button["callback_data"])
    elif actions[0] == "url":
        _check_link(button["url"])
    else:
        raise bad_request(f"can't parse inline keyboard button: {actions[0]} is not simulated")
    return button


def _reply_button(raw: Any) -> JSON:
    button = _labelled({"text": raw} if isinstance(raw, str) else raw, "keyboard button")
    unknown = sorted(set(button) - {"text", "request_contact"})
    if unknown:
        raise bad_request(f"can't parse keyboard button: {unknown[0]} is not simulated")
    return button


def _labelled(raw: Any, what: str) -> JSON:
    if not isinstance(raw, dict):
        raise bad_request(f"can't parse {what}: an Object is expected")
    if not isinstance(raw.get("text"), str) or not raw["text"].strip():
        raise bad_request(f"can't parse {what}: text must be non-empty")
    return raw


def _check_data(data: Any) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_link(url: Any) -> None:
    if split_address(url) is None:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
