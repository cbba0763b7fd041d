"""The few REST calls the lab makes itself, without the start-up time of the openstack client."""

import json
import time
import urllib.error
import urllib.request

from .errors import LabError


class RestError(LabError):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def call(method, url, body=None, headers=None, timeout=60):
    """Returns (JSON body or None, headers). Connections are never reused and no proxy is asked. A body that is a file is sent in chunks."""
    data, headers = None, dict(headers or {})
    if isinstance(body, (bytes, bytearray)) or hasattr(body, "read"):
        data = body
        if hasattr(body, "read"):
            headers["Transfer-Encoding"] = "chunked"
        headers.setdefault("Content-Type", "application/octet-stream")
    elif body is not None:
        data = json.dumps(body).encode()
        headers.setdefault("Content-Type", "application/json")
    request = urllib.request.Request(url, data=data, method=method, headers={"Accept": "application/json", **headers})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=timeout) as response:
            text = response.read()
            kind = response.headers.get_content_type()
            return (json.loads(text) if text and kind == "application/json" else None), response.headers
    except urllib.error.HTTPError as error:
        text = error.read().decode(errors="replace")[:600]
        raise RestError(error.code, f"{method} {url}: HTTP {error.code}: {text}") from error
    except (urllib.error.URLError, OSError) as error:
        raise RestError(0, f"{method} {url}: {error}") from error


class Cloud:
    """A session of one user in one project."""

    def __init__(self, lab, user="admin", project="admin"):
        self.lab, self.user, self.project = lab, user, project
        self.token = None
        self.expires = 0.0

    def authenticate(self):
        if self.token and time.monotonic() < self.expires:
            return
        domain = {"id": "default"}
        body = {"auth": {
            "identity": {"methods": ["password"], "password": {"user": {
                "name": self.user, "domain": domain, "password": self.lab.secret(self.user)}}},
            "scope": {"project": {"name": self.project, "domain": domain}}}}
        answer, headers = call("POST", self.lab.url("keystone") + "/auth/tokens", body)
        self.token, self.expires = headers["X-Subject-Token"], time.monotonic() + 1800
        self.project_id = answer["token"]["project"]["id"]

    def request(self, method, service, path, body=None, headers=None):
        self.authenticate()
        own = {"X-Auth-Token": self.token}
        if service == "nova-api":
            own["X-OpenStack-Nova-API-Version"] = "2.93"
        return call(method, self.lab.url(service) + path, body, {**own, **(headers or {})})[0]

    def get(self, service, path):
        return self.request("GET", service, path)

    def post(self, service, path, body):
        return self.request("POST", service, path, body)

    def put(self, service, path, body=None):
        return self.request("PUT", service, path, body)

    def delete(self, service, path):
        return self.request("DELETE", service, path)
