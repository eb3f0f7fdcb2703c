"""Commonlist turns what allied states publish about their export controls into one versioned catalog."""

from importlib.metadata import version

__version__ = version("commonlist")
