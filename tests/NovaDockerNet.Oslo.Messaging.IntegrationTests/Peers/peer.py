"""A Python process speaking oslo.messaging: commands on stdin, answers on stdout, one JSON object per line."""
import json
import logging
import sys
import threading
import time

from nova import exception
from oslo_config import cfg
import oslo_messaging as messaging

out_lock = threading.Lock()


def say(**answer):
    with out_lock:
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


class Manager(object):
    target = messaging.Target(version='6.1')

    def echo(self, ctxt, **kwargs):
        return {'args': kwargs, 'context': ctxt}

    def nothing(self, ctxt):
        return None

    def hear(self, ctxt, what):
        say(event='heard', what=what)

    def sleep(self, ctxt, seconds):
        time.sleep(seconds)
        return 'slept'

    def not_found(self, ctxt, instance_id):
        raise exception.InstanceNotFound(instance_id=instance_id)

    @messaging.expected_exceptions(NotImplementedError)
    def not_implemented(self, ctxt):
        raise NotImplementedError('no such thing')

    def broken(self, ctxt):
        raise RuntimeError('a \u00fcber-b\u00f6se error')


class BaseApi(object):
    target = messaging.Target(namespace='baseapi', version='1.1')

    def ping(self, ctxt, arg):
        return {'service': 'python', 'arg': arg}


class Listener(object):
    """Says what it is told; the first time it is asked to, it wants to be told again."""
    def __init__(self):
        self.again = True

    def told(self, priority, ctxt, publisher_id, event_type, payload, metadata):
        say(event='told', priority=priority, context=ctxt, publisher_id=publisher_id, event_type=event_type, payload=payload, metadata=metadata)
        if payload.get('again') and self.again:
            self.again = False
            return messaging.NotificationResult.REQUEUE
        return messaging.NotificationResult.HANDLED

    def info(self, *args):
        return self.told('info', *args)

    def error(self, *args):
        return self.told('error', *args)


def describe(exc):
    kwargs = getattr(exc, 'kwargs', {})
    return {'class': type(exc).__name__, 'module': type(exc).__module__, 'bases': [c.__name__ for c in type(exc).__mro__],
            'text': str(exc), 'kwargs': {k: str(v) for k, v in kwargs.items()},
            'remote_type': getattr(exc, 'exc_type', None), 'code': getattr(exc, 'code', None)}


def send(transport, command):
    target = messaging.Target(**command['target'])
    client = messaging.get_rpc_client(transport, target, timeout=command.get('timeout', 10),
                                      call_monitor_timeout=command.get('call_monitor_timeout'))
    try:
        verb = client.call if command['op'] == 'call' else client.cast
        say(id=command['id'], result=verb(command.get('context', {}), command['method'], **command.get('args', {})))
    except Exception as exc:
        say(id=command['id'], error=describe(exc))


def main():
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    conf = cfg.CONF
    conf([], project='peer', default_config_files=[])
    messaging.set_transport_defaults('nova')
    transport = messaging.get_rpc_transport(conf, url=sys.argv[1], allowed_remote_exmods=['nova.exception'])
    servers = []
    say(event='ready')
    for line in sys.stdin:
        command = json.loads(line)
        if command['op'] == 'serve':
            server = messaging.get_rpc_server(
                transport, messaging.Target(topic=command['topic'], server=command['server']), [Manager(), BaseApi()],
                executor='threading')
            server.start()
            servers.append(server)
            say(id=command['id'], result=True)
        elif command['op'] == 'listen':
            listener = messaging.get_notification_listener(
                messaging.get_notification_transport(conf, url=sys.argv[1]), [messaging.Target(topic=t) for t in command['topics']], [Listener()],
                executor='threading', allow_requeue=True)
            listener.start()
            servers.append(listener)
            say(id=command['id'], result=True)
        else:
            threading.Thread(target=send, args=(transport, command), daemon=True).start()
    for server in servers:
        server.stop()
        server.wait()
    transport.cleanup()


main()
