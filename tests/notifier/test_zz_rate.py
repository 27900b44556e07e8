"""How many signed webhooks a second, all state written, one worker, 30 endpoints."""
import time, asyncio
from tests.notifier.conftest import *  # noqa
from tests.notifier.deliveries_made import endpoint, inside
from tests.notifier.processes import process
from notifier.deliveries.creation import send
from notifier.scopes import database_now
from rettematch.sealing import load_master_keys

async def test_rate(notifier, receiver):
    keys = load_master_keys(notifier.settings.key_file)
    ends = [await endpoint(notifier, keys, receiver.url) for _ in range(30)]
    N=1500
    async with inside(notifier) as session:
        now = await database_now(session)
        for _ in range(N//30):
            await send(session, "0706", "ping", b"{}", ends, now)
    t=time.monotonic()
    async with process(notifier, "work"):
        await receiver.wait_for(1, 20)
        t=time.monotonic()
        await receiver.wait_for(N, 120)
        d=time.monotonic()-t
        await asyncio.sleep(1)
    print("RATE", N/d, await notifier.rows("select state, count(*) from delivery group by 1"))

async def test_latency(notifier, receiver):
    keys = load_master_keys(notifier.settings.key_file)
    end = await endpoint(notifier, keys, receiver.url)
    lat=[]
    async with process(notifier, "work"):
        for i in range(60):
            n=len(receiver.received)
            async with inside(notifier) as session:
                await send(session, "0706", "ping", b"{}", [end], await database_now(session))
            t=time.monotonic()
            await receiver.wait_for(n+1, 20)
            lat.append(receiver.received[-1].at-t)
    lat=sorted(lat[1:]); print("LAT ms p50", lat[len(lat)//2]*1000, "p99", lat[-1]*1000)

async def test_plan_rate(notifier):
    from notifier.feed import service
    from uuid import UUID
    from tests.rettematch.case_facts import facts
    from tests.notifier.test_follow_ups import searching
    notifier.case_api.publish(*[searching().model_copy(update={"case_id": UUID(int=10000+i)}) for i in range(400)])
    t=time.monotonic(); page=notifier.case_api.page("0.0")
    n=await service.apply(notifier.database,"0.0",page,"https://x"); print("APPLY cases/s", n/(time.monotonic()-t))
