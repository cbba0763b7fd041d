"""Users, roles, projects and the catalog."""

from .database import done, mark
from .layout import REGION
from .rest import Cloud, RestError

SERVICE_USERS = ("nova", "neutron", "glance", "placement")
ENDPOINTS = {
    "nova": ("compute", "nova-api"),
    "neutron": ("network", "neutron"),
    "glance": ("image", "glance"),
    "placement": ("placement", "placement"),
}


def setup(lab):
    if done(lab, "identity"):
        return None
    cloud = Cloud(lab)

    def ensure(kind, name, body):
        """The object of that name, made if it is missing."""
        plural = kind + "s"
        found = [each for each in cloud.get("keystone", f"/{plural}?name={name}")[plural] if each["name"] == name]
        return (found[0] if found else cloud.post("keystone", f"/{plural}", {kind: {"name": name, **body}})[kind])["id"]

    def grant(project, user, role):
        cloud.put("keystone", f"/projects/{project}/users/{user}/roles/{role}")

    roles = {name: ensure("role", name, {}) for name in ("admin", "member", "reader", "service")}
    service = ensure("project", "service", {"domain_id": "default"})
    for name in SERVICE_USERS:
        user = ensure("user", name, {"domain_id": "default", "password": lab.secret(name)})
        for role in ("admin", "service"):
            grant(service, user, roles[role])
    demo = ensure("project", "demo", {"domain_id": "default"})
    user = ensure("user", "demo", {"domain_id": "default", "password": lab.secret("demo")})
    for role in ("member", "reader"):
        grant(demo, user, roles[role])

    known = cloud.get("keystone", "/endpoints")["endpoints"]
    for name, (kind, server) in ENDPOINTS.items():
        identifier = ensure("service", name, {"type": kind})
        for interface in ("public", "internal", "admin"):
            if not any(e["service_id"] == identifier and e["interface"] == interface for e in known):
                cloud.post("keystone", "/endpoints", {"endpoint": {
                    "service_id": identifier, "interface": interface, "region_id": REGION, "url": lab.url(server)}})
    mark(lab, "identity")
    return "users, roles, projects, catalog made"


FLAVORS = (("nano", 64, 1, 1), ("micro", 128, 1, 1), ("small", 512, 2, 2))


def flavors(lab):
    """The flavors every lab has; nova-api must answer."""
    cloud = Cloud(lab)
    known = {each["name"] for each in cloud.get("nova-api", "/flavors")["flavors"]}
    missing = [flavor for flavor in FLAVORS if flavor[0] not in known]
    for name, memory, cpus, disk in missing:
        try:
            cloud.post("nova-api", "/flavors", {"flavor": {
                "name": name, "ram": memory, "vcpus": cpus, "disk": disk, "id": name}})
        except RestError as error:
            if error.status != 409:
                raise
    return "made" if missing else None
