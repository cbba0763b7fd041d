"""Medians, ratios, and how they are shown."""

import statistics


class Figures:
    """What was measured: {name: {service: [values]}}, in the order of measuring."""

    def __init__(self):
        self.samples, self.units, self.steps = {}, {}, {}

    def add(self, name, service, value, unit="s"):
        self.units[name] = unit
        self.samples.setdefault(name, {}).setdefault(service, []).append(value)

    def add_request(self, name, service, request, trace):
        self.add(name, service, request.seconds)
        self.add(f"{name}: conductor calls", service, len(request.calls), "")
        self.add(f"{name}: waiting for the conductor", service, trace.waiting(request))
        steps = self.steps.setdefault(name, {}).setdefault(service, {})
        previous = request.began
        seen = {}
        for when, call, message in request.calls:
            seen[call] = seen.get(call, 0) + 1
            key = call if seen[call] == 1 else f"{call} ({seen[call]})"
            steps.setdefault(key, []).append((when - request.began, when - previous, trace.replies.get(message, when) - when))
            previous = when

    def medians(self):
        return {name: {service: statistics.median(values) for service, values in of.items()} for name, of in self.samples.items()}

    def data(self):
        found = {}
        for name, medians in self.medians().items():
            found[name] = {"unit": self.units[name], "median": medians, "samples": self.samples[name]}
            if len(medians) == 2 and medians["nova-compute"]:
                found[name]["ratio"] = medians["ours"] / medians["nova-compute"]
        return found

    def table(self):
        lines = [f"{'':<42} {'ours':>9} {'nova-compute':>13} {'ratio':>6}"]
        for name, each in self.data().items():
            cells = [f"{each['median'][service]:.2f}" if service in each["median"] else "-" for service in ("ours", "nova-compute")]
            ratio = f"{each['ratio']:.2f}" if "ratio" in each else ""
            lines.append(f"{name + (' [' + each['unit'] + ']' if each['unit'] else ''):<42} {cells[0]:>9} {cells[1]:>13} {ratio:>6}")
        return "\n".join(lines)

    def step_table(self, name, service):
        """Conductor calls in the order in which they were sent: the work between them is what the service did by itself or with others."""
        lines = [f"{name}, {service}: median milliseconds", f"{'conductor call':<52} {'sent at':>8} {'since last':>11} {'answered in':>12}"]
        for call, found in sorted(self.steps.get(name, {}).get(service, {}).items(), key=lambda each: statistics.median(v[0] for v in each[1])):
            at, since, answered = (1000 * statistics.median(values) for values in zip(*found))
            lines.append(f"{call:<52} {at:>8.0f} {since:>11.0f} {answered:>12.0f}")
        return "\n".join(lines)
