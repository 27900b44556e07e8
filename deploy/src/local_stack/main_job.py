"""The main job of the product over HTTP, from a citizen's case to the reminder that reaches the job broker."""

import httpx

from local_stack.account import Account, Webhook
from local_stack.stack import Stack


async def run(stack: Stack) -> Account:
    """Asks the three services whether they are there; the rest of the main job follows."""
    async with httpx.AsyncClient(trust_env=False) as client:
        for url in (stack.case_api_url, stack.matcher_url, stack.notifier_url):
            (await client.get(f"{url}/health")).raise_for_status()
    return Account(
        ranking=[], ask_first=[], placement_id=None, follow_ups=0, webhook=Webhook(delivered=False, verified=False)
    )
