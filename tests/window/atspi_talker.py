#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Looks at a running program the way a screen reader does. Run by the system's Python, which has AT-SPI.

Reads one JSON request a line and answers one JSON line: {"pid": 123, "do": "tree"}.
"""

import json
import sys
import warnings

import gi

gi.require_version("Atspi", "2.0")
warnings.simplefilter("ignore", DeprecationWarning)  # the ways that work on Debian 12
from gi.repository import Atspi  # noqa: E402

STATES = {
    "focusable": Atspi.StateType.FOCUSABLE,
    "focused": Atspi.StateType.FOCUSED,
    "showing": Atspi.StateType.SHOWING,
    "enabled": Atspi.StateType.ENABLED,
    "checked": Atspi.StateType.CHECKED,
    "editable": Atspi.StateType.EDITABLE,
}


def application(pid):
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    for index in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(index)
        if child is not None and child.get_process_id() == pid:
            return child
    return None


def describe(node, path):
    """Each question is a round trip, so only what tells something is asked."""
    states = node.get_state_set()
    made = {"path": path, "role": node.get_role_name(), "name": node.get_name() or "", "text": ""}
    made.update({name: states.contains(state) for name, state in STATES.items()})
    if made["editable"]:
        text = node.get_text_iface()
        made["text"] = text.get_text(0, text.get_character_count()) if text is not None else ""
    return made


def walk(node, path, found):
    if len(found) > 5000:
        return
    try:
        found.append(describe(node, path))
        if path and not found[-1]["showing"]:
            return
        children = [node.get_child_at_index(i) for i in range(node.get_child_count())]
    except Exception:  # a widget went away while we looked: what is left is still true
        return
    for index, child in enumerate(children):
        if child is not None:
            walk(child, [*path, index], found)


def find_focused(node, path, found):
    """Only what has the keyboard: hidden branches are passed over, which is most of the way."""
    try:
        states = node.get_state_set()
        if states.contains(Atspi.StateType.FOCUSED):
            found.append(describe(node, path))
        if path and not states.contains(Atspi.StateType.SHOWING):
            return
        children = [node.get_child_at_index(i) for i in range(node.get_child_count())]
    except Exception:
        return
    for index, child in enumerate(children):
        if child is not None:
            find_focused(child, [*path, index], found)


def ask_beyond(node):
    """A screen reader asks for a child that was there a moment ago. Returns 1 when it could be asked."""
    try:
        node.get_child_at_index(node.get_child_count() + 40)
    except Exception:  # "there is none" is a good answer
        return 1
    return 1


def at(node, path):
    for index in path:
        node = node.get_child_at_index(index)
    return node


def answer(request):
    root = application(request["pid"])
    if root is None:
        return {"error": "no such program on the accessibility bus"}
    root.clear_cache()
    if request["do"] == "tree":
        found = []
        walk(root, [], found)
        return {"nodes": found}
    if request["do"] == "focused":
        found = []
        find_focused(root, [], found)
        return {"nodes": found}
    if request["do"] == "beyond":
        found = []
        walk(root, [], found)
        return {"asked": sum(ask_beyond(at(root, each["path"])) for each in found)}
    node = at(root, request["path"])
    if request["do"] == "press":
        return {"done": node.get_action_iface().do_action(0)}
    if request["do"] == "focus":
        return {"done": node.get_component_iface().grab_focus()}
    return {"error": "unknown request"}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as error:
        reply = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()
