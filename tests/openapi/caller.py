# SPDX-License-Identifier: BSD-2-Clause
"""Calls operations of the description, and holds each answer against it."""
import http.client
import json
import urllib.parse

import yaml

from lib import PATIENCE, basic, check, same
from schema import Spec


class Caller:
    """One connection to the daemon, and what has been called."""

    def __init__(self, w):
        self.w = w
        self.link = None
        self.seen = set()    # (operation id, status, media type)
        self.connect()
        status, _, text = self.exchange("GET", "/v1/openapi.yaml", None, {})
        same(status, 200, text)
        self.spec = Spec(yaml.safe_load(text))

    def connect(self):
        """A new connection."""
        if self.link:
            self.link.close()
        self.link = http.client.HTTPConnection("127.0.0.1", self.w.port,
                                               timeout=PATIENCE)

    def exchange(self, method, path, body, headers):
        """An answer: status, headers, text. The server may have closed."""
        for again in (False, True):
            try:
                self.link.request(method, path, body=body, headers=headers)
                r = self.link.getresponse()
                return r.status, dict(r.getheaders()), \
                    r.read().decode("utf-8")
            except (ConnectionError, http.client.BadStatusLine):
                check(not again, "no answer to", method, path, headers, body)
                self.connect()
        return None

    def judge(self, o, status, headers, text):
        """Is it an answer as it is described?"""
        response = o.response(status)
        kinds = response.get("content")
        kind = headers.get("Content-Type", "").split(";")[0] or None
        self.seen.add((o.id, status, kind))
        if kinds is None:
            same(text, "", o.id, status)
            return None
        check(kind in kinds, o.id, status, "is", kind)
        schema = kinds[kind]["schema"]
        if kind == "application/json":
            values = [json.loads(text)]
        elif kind == "application/x-ndjson":
            values = [json.loads(line) for line in text.splitlines()]
        else:
            values = [text]
        for value in values:
            fault = self.spec.fault(value, schema)
            check(fault is None, o.id, status, fault, text[:2000])
        return values if kind == "application/x-ndjson" else values[0]

    def path_of(self, o, parts, query):
        """The path with its parts put in, and the query."""
        path = o.path
        for name, value in parts.items():
            path = path.replace("{" + name + "}",
                                urllib.parse.quote(str(value), safe=":+"))
        if query:
            path += "?" + urllib.parse.urlencode(query)
        return path

    def call(self, operation, body=None, want=None, query=None, headers=None,
             **parts):
        """An operation; the value of its answer."""
        o = self.spec.operations[operation]
        headers = {**basic(), **(headers or {})}
        if isinstance(body, dict):
            body = json.dumps(body)
            headers = {"Content-Type": "application/json", **headers}
        if isinstance(body, str):
            body = body.encode()
        status, got, text = self.exchange(
            o.method, self.path_of(o, parts, query), body, headers)
        if want is not None:
            same(status, want, operation, parts, query, body, text)
        return self.judge(o, status, got, text)
