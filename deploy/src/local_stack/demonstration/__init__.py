"""The demonstration municipality: synthetic people, employers and places, made from a seed number."""

from local_stack.stack import Stack


async def load(stack: Stack) -> None:
    """Makes sure that the case API answers; the municipality follows."""
    stack.console.say(f"nothing to load into {stack.case_api_url} yet")
