"""What the broker is given, seen through its own tracer: which request is where, from outside of every service."""

import json
import subprocess
import threading
import time

import amqp

from labkit.errors import LabError
from labkit.layout import ADDRESS, PORTS

EXCHANGE = "amq.rabbitmq.trace"


class Request:
    """One operation on its way: when it was published to the compute, and what the compute asked the conductor for."""

    def __init__(self, host, method, began):
        self.host, self.method, self.began = host, method, began
        self.calls = []  # (when, name, message id)
        self.finished = None  # when the end of its event was sent

    @property
    def seconds(self):
        return self.calls[-1][0] - self.began


class Trace:
    """Consumes publish.# of the tracer's exchange until it is closed."""

    def __init__(self, lab):
        self.lab = lab
        self.changed = threading.Condition()
        self.requests, self.replies, self.heartbeats = {}, {}, {}
        self.stopped = False
        self.failure = None

    def __enter__(self):
        self.control("trace_on")
        try:
            self.connection = amqp.Connection(
                host=f"{ADDRESS}:{PORTS['rabbitmq']}", userid="openstack", password=self.lab.secret("rabbitmq"), virtual_host="/", heartbeat=0)
            self.connection.connect()
            channel = self.connection.channel()
            queue = channel.queue_declare(queue="", exclusive=True, auto_delete=True).queue
            channel.queue_bind(queue, EXCHANGE, "publish.#")
            channel.basic_consume(queue, callback=self.take, no_ack=True)
        except (OSError, amqp.exceptions.AMQPError) as error:
            self.control("trace_off")
            raise LabError(f"cannot follow the broker's trace: {error}") from error
        self.thread = threading.Thread(target=self.consume, name="trace", daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped = True
        self.thread.join(5)
        try:
            self.connection.collect()
        finally:
            self.control("trace_off")

    def control(self, command):
        found = subprocess.run([self.lab.path("tools", "rabbitmqctl"), "-q", command], capture_output=True, text=True, check=False, timeout=120)
        if found.returncode:
            raise LabError(f"rabbitmqctl {command} failed: {found.stderr.strip() or found.stdout.strip()}")

    def consume(self):
        while not self.stopped:
            try:
                self.connection.drain_events(timeout=0.5)
            except TimeoutError:
                continue
            except OSError as error:
                if not self.stopped:
                    self.failure = f"the broker's trace broke off: {error}"
                return

    def take(self, message):
        now = time.monotonic()
        body = message.body if isinstance(message.body, str) else message.body.decode()
        try:
            content = json.loads(json.loads(body)["oslo.message"])
        except (ValueError, KeyError, TypeError):
            return  # not a message of oslo.messaging
        key = (message.headers.get("routing_keys") or [""])[0]
        with self.changed:
            self.note(now, key, content)
            self.changed.notify_all()

    def note(self, now, key, content):
        method, request_id = content.get("method"), content.get("_context_request_id")
        if method is None:
            if content.get("_msg_id") and content.get("ending", True):
                self.replies.setdefault(content["_msg_id"], now)
        elif key.startswith("compute."):
            self.requests[(request_id, method)] = Request(key[len("compute."):], method, now)
        elif key == "conductor":
            self.conductor_call(now, request_id, content)

    def conductor_call(self, now, request_id, content):
        arguments = content.get("args", {})
        instance = arguments.get("objinst") or {}
        name = f"{instance.get('nova_object.name') or arguments.get('objname')}.{arguments.get('objmethod')}"
        if name == "Service.save" and "report_count" in instance.get("nova_object.changes", []):
            self.heartbeats.setdefault(instance["nova_object.data"]["host"], []).append(now)
        # One API request is one operation here; the last one that was published is the one at work.
        for (each, _), request in self.requests.items():
            if each == request_id:
                request.calls.append((now, name, content.get("_msg_id")))
                if name.startswith("InstanceActionEvent.event_finish"):
                    request.finished = now

    def finished(self, request_id, method, timeout):
        """The request once the compute has recorded its end and is quiet about it."""
        deadline = time.monotonic() + timeout
        with self.changed:
            while True:
                request = self.requests.get((request_id, method))
                now = time.monotonic()
                if request and request.finished and now - request.calls[-1][0] > 0.5:
                    return request
                if self.failure:
                    raise LabError(self.failure)
                if now > deadline:
                    raise LabError(f"{method} of {request_id} has not ended after {timeout} s"
                                   + ("" if request else ": it was never sent to a compute service"))
                self.changed.wait(0.1)

    def waiting(self, request):
        """Seconds during which the request had a conductor call open."""
        spans = sorted((began, self.replies.get(message, began)) for began, _, message in request.calls)
        total, end = 0.0, request.began
        for began, ended in spans:
            total += max(0.0, ended - max(began, end))
            end = max(end, ended)
        return total

    def heartbeat_after(self, host, since, timeout):
        deadline = time.monotonic() + timeout
        with self.changed:
            while True:
                found = next((when for when in self.heartbeats.get(host, []) if when > since), None)
                if found:
                    return found
                if time.monotonic() > deadline:
                    raise LabError(f"no heartbeat of {host} within {timeout} s")
                self.changed.wait(0.1)
