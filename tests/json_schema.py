# SPDX-License-Identifier: Apache-2.0
"""The small part of JSON Schema 2020-12 that plan.schema.json uses, enough to hold it to the code.

Written out because it is 50 lines and jsonschema is five packages. An unknown keyword is an error, so
a schema that grows past it cannot pass by being ignored.
"""

import re
from typing import Any

_KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
}
_NOTES = {"$schema", "$id", "$defs", "title", "description"}


def is_valid(value: Any, schema: Any, root: dict[str, Any]) -> bool:
    if isinstance(schema, bool):
        return schema
    return all(_meets(value, keyword, schema, root) for keyword in schema if keyword not in _NOTES)


def _meets(value: Any, keyword: str, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    rule = schema[keyword]
    match keyword:
        case "type":
            return any(
                isinstance(value, _KINDS[kind]) for kind in ([rule] if isinstance(rule, str) else rule)
            )
        case "const":
            return type(value) is type(rule) and value == rule
        case "enum":
            return value in rule
        case "pattern":
            return not isinstance(value, str) or bool(re.search(rule.replace("$", r"\Z"), value))
        case "$ref":
            return is_valid(value, root["$defs"][rule.removeprefix("#/$defs/")], root)
        case "oneOf":
            return sum(is_valid(value, each, root) for each in rule) == 1
        case "if":
            branch = "then" if is_valid(value, rule, root) else "else"
            return is_valid(value, schema[branch], root)
        case "then" | "else":
            return True
        case "items":
            return not isinstance(value, list) or all(is_valid(each, rule, root) for each in value)
        case _:
            return not isinstance(value, dict) or _object_meets(value, keyword, schema, root)


def _object_meets(value: dict[str, Any], keyword: str, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    rule = schema[keyword]
    named = schema.get("properties", {})
    match keyword:
        case "required":
            return value.keys() >= set(rule)
        case "properties":
            return all(is_valid(value[key], rule[key], root) for key in rule if key in value)
        case "additionalProperties":
            return all(is_valid(value[key], rule, root) for key in value if key not in named)
        case "propertyNames":
            return all(is_valid(key, rule, root) for key in value)
    raise NotImplementedError(keyword)
