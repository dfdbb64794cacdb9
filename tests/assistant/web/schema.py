"""Holds a JSON value against a schema of the OpenAPI document."""

from typing import Any

_TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


def faults(value: Any, schema: dict[str, Any], components: dict[str, Any], path: str = "$") -> list[str]:
    """Everything in a value that its schema does not say, or says otherwise.

    Args:
        value: The value.
        schema: What it should be.
        components: The document's named schemas.
        path: Where the value stands.
    """
    if "$ref" in schema:
        return faults(value, components[schema["$ref"].rpartition("/")[2]], components, path)
    if "anyOf" in schema:
        tried = [faults(value, each, components, path) for each in schema["anyOf"]]
        return min(tried, key=len)
    kind = schema.get("type")
    if kind and (not isinstance(value, _TYPES[kind]) or (kind != "boolean" and isinstance(value, bool))):
        return [f"{path}: {value!r} is no {kind}"]
    found = [] if value in schema.get("enum", [value]) else [f"{path}: {value!r} is none of {schema['enum']}"]
    if kind == "array":
        for place, item in enumerate(value):
            found += faults(item, schema.get("items", {}), components, f"{path}[{place}]")
    return found + (_faults_of_object(value, schema, components, path) if kind == "object" else [])


def _faults_of_object(
    value: dict[str, Any], schema: dict[str, Any], components: dict[str, Any], path: str
) -> list[str]:
    properties, others = schema.get("properties", {}), schema.get("additionalProperties", not schema.get("properties"))
    found = [f"{path}.{name}: is missing" for name in schema.get("required", []) if name not in value]
    for name, item in value.items():
        if name in properties:
            found += faults(item, properties[name], components, f"{path}.{name}")
        elif isinstance(others, dict):
            found += faults(item, others, components, f"{path}.{name}")
        elif not others:
            found.append(f"{path}.{name}: is not in the document")
    return found
