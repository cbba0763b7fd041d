"""Runs steps that depend on each other as parallel as they allow."""

import threading
import time
from dataclasses import dataclass, field
from typing import Callable

from . import console


@dataclass
class Task:
    name: str
    action: Callable[[], str | None]
    after: tuple = field(default_factory=tuple)


def run(tasks):
    """Runs every task once those it comes after are done. The first failure stops what has not begun and is raised."""
    names = {task.name for task in tasks}
    waiting = {task.name: task for task in tasks}
    finished, errors = set(), []
    changed = threading.Condition()
    running = {}

    def work(task):
        began = time.monotonic()
        try:
            result = task.action()
            if result:
                console.step(task.name, result, began)
        except BaseException as error:  # handed to the main thread, which raises it
            with changed:
                errors.append((task, error))
        finally:
            with changed:
                finished.add(task.name)
                running.pop(task.name, None)
                changed.notify_all()

    with changed:
        while waiting or running:
            if not errors:
                for name in [n for n, t in waiting.items() if all(a in finished or a not in names for a in t.after)]:
                    thread = threading.Thread(target=work, args=(waiting.pop(name),), daemon=True)
                    running[name] = thread
                    thread.start()
                if waiting and not running:
                    raise AssertionError(f"steps wait for each other: {', '.join(waiting)}")
            elif not running:
                break
            changed.wait(timeout=1)
    if errors:
        task, error = errors[0]
        console.step(task.name, "FAILED")
        raise error
