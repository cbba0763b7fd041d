"""Compute nodes of the lab, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    name: str
    # None: the machine's own network namespace; a name: a namespace made for the node
    netns: str | None = None
    openflow_port: int = 16633


NODES = {node.name: node for node in (Node("node1"),)}
