"""docs/openapi.json held against a running server: every answer must have a status that is listed for its operation and a
body that fits the schema of that status."""
import http.client
import json
import re

import jsonschema

from .process import ROOT

METHODS = ("get", "put", "post", "patch", "delete")


class Answer:
    def __init__(self, response, body):
        self.status, self.headers, self.text = response.status, response.headers, body.decode()
        self.type = response.headers.get_content_type() if body else None
        self.json = json.loads(body) if body else None


class Contract:
    """The file. `seen` holds each (method, path, status) that an answer had."""

    def __init__(self, port, token):
        self.port, self.token, self.seen = port, token, set()
        self.document = json.loads((ROOT / "docs" / "openapi.json").read_text())
        self.checker = jsonschema.FormatChecker()
        self.resolver = jsonschema.RefResolver("", self.document)

    def operations(self):
        return {(method, path): operation for path, methods in self.document["paths"].items()
                for method, operation in methods.items() if method in METHODS}

    def resolved(self, node):
        return self.resolver.resolve(node["$ref"])[1] if "$ref" in node else node

    def promised(self):
        return {(method, path, int(status)) for (method, path), operation in self.operations().items()
                for status in operation["responses"] if status != "default"}

    def raw(self, method, target, body=None, token="", **headers):
        """One request as it stands; `token` None sends none."""
        if token is not None:
            headers["Authorization"] = f"Bearer {token or self.token}"
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method.upper(), target, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        answer = Answer(response, response.read())
        connection.close()
        return answer

    def call(self, method, path, body=None, token="", query="", headers=None, **places):
        """Calls the operation `path` of the file with {places} filled in, and checks what comes."""
        target = re.sub(r"\{(\w+)\}", lambda place: str(places[place[1]]), path) + query
        answer = self.raw(method, target, body, token, **(headers or {}))
        operation = self.document["paths"][path][method]
        listed = operation["responses"].get(str(answer.status))
        assert listed, f"{method} {target}: {answer.status} is not listed: {answer.text}"
        self.fits(answer, self.resolved(listed), f"{method} {target}: {answer.status}")
        if body is not None and not isinstance(body, bytes) and answer.status < 300 and "requestBody" in operation:
            self.valid(operation["requestBody"]["content"]["application/json"]["schema"], body, f"what {method} {target} took")
        self.seen.add((method, path, answer.status))
        return answer

    def fits(self, answer, listed, what):
        content = listed.get("content", {})
        if not content:
            assert not answer.text, f"{what} has a body: {answer.text}"
            return
        assert answer.type in content, f"{what}: {answer.type} is not listed"
        self.valid(content[answer.type]["schema"], answer.json, what)
        if answer.status >= 400:
            assert answer.type == "application/problem+json" and answer.json["status"] == answer.status, what

    def valid(self, schema, value, what):
        validator = jsonschema.Draft202012Validator(schema, resolver=self.resolver, format_checker=self.checker)
        errors = [f"{'/'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(value)]
        assert not errors, f"{what}: {errors}"
