# SPDX-License-Identifier: BSD-2-Clause
"""An OpenAPI 3.0 description: its operations, and whether a value is as a
schema of it says. As much of it as our own description uses; what it does not
know is a mistake, so that nothing is passed over."""
import datetime
import re

from lib import Failed, check

METHODS = ("get", "post", "put", "patch", "delete")

KNOWN = {"type", "nullable", "properties", "required", "additionalProperties",
         "items", "enum", "pattern", "minimum", "maximum", "minLength",
         "maxLength", "minItems", "maxItems", "oneOf", "format", "description",
         "example", "default", "$ref"}

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool,
         "integer": int, "number": (int, float)}


class Operation:
    """A method of a path."""

    def __init__(self, spec, method, path, item, body):
        self.spec, self.method, self.path = spec, method.upper(), path
        self.id = body["operationId"]
        self.parameters = [spec.resolve(p) for p in
                           item.get("parameters", []) +
                           body.get("parameters", [])]
        self.body = body.get("requestBody", {}).get("content", {})
        self.responses = {status: spec.resolve(r) for status, r in
                          body["responses"].items()}

    def response(self, status):
        """What is said of this status."""
        found = self.responses.get(str(status), None)
        if found is None and status >= 400:
            found = self.responses.get("default")
        if found is None:
            raise Failed(f"{self.id}: {status} is not in the description")
        return found

    def successes(self):
        """Every good answer: status and media type."""
        return {(int(status), kind) for status, r in self.responses.items()
                if status.startswith("2")
                for kind in r.get("content", {None: None})}


class Spec:
    """The whole of it."""

    def __init__(self, document):
        self.document = document
        self.operations = {}
        for path, item in document["paths"].items():
            for method in METHODS:
                if method in item:
                    o = Operation(self, method, path, item, item[method])
                    check(o.id not in self.operations, o.id, "twice")
                    self.operations[o.id] = o

    def resolve(self, value):
        """What a reference stands for."""
        while isinstance(value, dict) and "$ref" in value:
            at = self.document
            for word in value["$ref"].removeprefix("#/").split("/"):
                at = at[word]
            value = at
        return value

    def fault(self, value, schema, where="answer"):
        """What is wrong with a value, or None."""
        schema = self.resolve(schema)
        unknown = set(schema) - KNOWN
        check(not unknown, "the description has", unknown)
        if value is None and schema.get("nullable"):
            return None
        if "oneOf" in schema:
            fits = [s for s in schema["oneOf"]
                    if self.fault(value, s, where) is None]
            return None if len(fits) == 1 else \
                f"{where}: {value!r} fits {len(fits)} of its kinds"
        kind = schema.get("type")
        if kind and (not isinstance(value, TYPES[kind]) or
                     (kind in ("integer", "number") and
                      isinstance(value, bool))):
            return f"{where}: {value!r} is no {kind}"
        if "enum" in schema and value not in schema["enum"]:
            return f"{where}: {value!r} is none of {schema['enum']}"
        return {str: self.text_fault, dict: self.object_fault,
                list: self.array_fault}.get(
                    type(value), self.number_fault)(value, schema, where)

    def number_fault(self, value, schema, where):
        """Of a number or a switch."""
        if "minimum" in schema and value < schema["minimum"]:
            return f"{where}: {value} is too small"
        if "maximum" in schema and value > schema["maximum"]:
            return f"{where}: {value} is too large"
        return None

    def text_fault(self, value, schema, where):
        """Of a string."""
        if not schema.get("minLength", 0) <= len(value) <= \
                schema.get("maxLength", len(value)):
            return f"{where}: {value[:50]!r} has {len(value)} characters"
        if "pattern" in schema and not re.search(schema["pattern"], value):
            return f"{where}: {value!r} is not like {schema['pattern']}"
        if schema.get("format") == "date-time":
            try:
                datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
            except ValueError:
                return f"{where}: {value!r} is no date"
        return None

    def array_fault(self, value, schema, where):
        """Of an array."""
        if not schema.get("minItems", 0) <= len(value) <= \
                schema.get("maxItems", len(value)):
            return f"{where}: {len(value)} items"
        faults = (self.fault(v, schema.get("items", {}), f"{where}[{i}]")
                  for i, v in enumerate(value))
        return next((f for f in faults if f), None)

    def object_fault(self, value, schema, where):
        """Of an object."""
        missing = set(schema.get("required", ())) - set(value)
        if missing:
            return f"{where}: has no {sorted(missing)}"
        known = schema.get("properties", {})
        other = schema.get("additionalProperties", True)
        for key, v in value.items():
            if key not in known and other is False:
                return f"{where}: {key!r} is not in the description"
            rule = known.get(key, other if isinstance(other, dict) else {})
            fault = self.fault(v, rule, f"{where}.{key}")
            if fault:
                return fault
        return None
