"""The demonstration municipality: synthetic people, employers and places, made from a seed number.

`build` makes plain request bodies and nothing else; `load` sends them to the case API as the people they are made by.
"""

from local_stack.demonstration.building import SEED, build
from local_stack.demonstration.loading import DemonstrationError, load
from local_stack.demonstration.requests import Demonstration, Ref, Request

__all__ = ["SEED", "Demonstration", "DemonstrationError", "Ref", "Request", "build", "load"]
