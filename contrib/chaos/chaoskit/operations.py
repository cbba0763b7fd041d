"""What is done to a server, by the state it is in. Each operation sends its request; the runner waits for its end."""

from labkit.rest import RestError

IMAGE, OTHER_IMAGE = "chaos", "chaos-other"
FLAVORS = ("nano", "micro")


def action(name, argument=None):
    def send(cloud, world, server, _random):
        cloud.post("nova-api", f"/servers/{server['id']}/action", {name: argument})
    send.__name__ = name
    return send


def reboot(cloud, world, server, random):
    cloud.post("nova-api", f"/servers/{server['id']}/action", {"reboot": {"type": random.choice(("SOFT", "HARD"))}})


def rebuild(cloud, world, server, random):
    cloud.post("nova-api", f"/servers/{server['id']}/action", {"rebuild": {"imageRef": random.choice(world.images)}})


def resize(cloud, world, server, random):
    other = next(each for each in FLAVORS if each != server["flavor"].get("original_name"))
    cloud.post("nova-api", f"/servers/{server['id']}/action", {"resize": {"flavorRef": other}})


def snapshot(cloud, world, server, random):
    cloud.post("nova-api", f"/servers/{server['id']}/action", {"createImage": {"name": world.snapshot_name(server)}})


def backup(cloud, world, server, random):
    cloud.post("nova-api", f"/servers/{server['id']}/action",
               {"createBackup": {"name": world.snapshot_name(server), "backup_type": "daily", "rotation": 1}})


def attach(cloud, world, server, random):
    cloud.post("nova-api", f"/servers/{server['id']}/os-interface", {"interfaceAttachment": {"net_id": world.second_network}})


def detach(cloud, world, server, random):
    found = cloud.get("nova-api", f"/servers/{server['id']}/os-interface")["interfaceAttachments"]
    extra = [each for each in found if each["net_id"] == world.second_network]
    if extra:
        cloud.delete("nova-api", f"/servers/{server['id']}/os-interface/{extra[0]['port_id']}")


def metadata(cloud, world, server, random):
    cloud.post("nova-api", f"/servers/{server['id']}/metadata", {"metadata": {"chaos": str(random.randrange(1000))}})


def console(cloud, world, server, random):
    cloud.post("nova-api", f"/servers/{server['id']}/action", {"os-getConsoleOutput": {"length": 5}})


def delete(cloud, world, server, random):
    cloud.delete("nova-api", f"/servers/{server['id']}")


# Weights: (operation, how often).
BY_STATUS = {
    "ACTIVE": [(action("os-stop"), 3), (reboot, 4), (action("pause"), 2), (action("suspend"), 2), (action("rescue", {}), 2), (rebuild, 2), (resize, 3),
               (snapshot, 1), (backup, 1), (action("shelve"), 2), (attach, 2), (detach, 2), (metadata, 1), (console, 1), (delete, 2)],
    "SHUTOFF": [(action("os-start"), 6), (rebuild, 1), (resize, 1), (attach, 1), (detach, 1), (delete, 1), (reboot, 1)],
    "PAUSED": [(action("unpause"), 5), (delete, 1), (snapshot, 1)],
    "SUSPENDED": [(action("resume"), 5), (delete, 1), (action("shelve"), 1)],
    "RESCUE": [(action("unrescue"), 5), (delete, 1)],
    "VERIFY_RESIZE": [(action("confirmResize"), 3), (action("revertResize"), 3), (delete, 1)],
    "SHELVED": [(action("unshelve"), 3), (action("shelveOffload"), 1), (delete, 1)],
    "SHELVED_OFFLOADED": [(action("unshelve"), 5), (delete, 1)],
    "ERROR": [(delete, 3), (rebuild, 2), (reboot, 2)],
}


def choose(random, status):
    rows = BY_STATUS.get(status)
    if rows is None:
        return None
    return random.choices([each for each, _ in rows], [weight for _, weight in rows])[0]


def refused(error: RestError):
    """Answers that say no to a request which came at the wrong moment: an outcome, not a failure of the service."""
    return error.status in (400, 403, 404, 409, 501)
