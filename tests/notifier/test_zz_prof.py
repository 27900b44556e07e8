import time, asyncio, cProfile, pstats, sys
from tests.notifier.conftest import *  # noqa
from tests.notifier.deliveries_made import endpoint, inside
from notifier.deliveries.creation import send
from notifier.scopes import database_now
from rettematch.sealing import load_master_keys
import tests.notifier.processes as P

async def test_rate(notifier, receiver, tmp_path):
    keys = load_master_keys(notifier.settings.key_file)
    ends = [await endpoint(notifier, keys, receiver.url) for _ in range(30)]
    N=1500
    async with inside(notifier) as session:
        now = await database_now(session)
        for _ in range(N//30):
            await send(session, "0706", "ping", b"{}", ends, now)
    out=tmp_path/"prof"
    code=f"import cProfile,sys; sys.argv=['notifier','work']; from notifier.cli import main; cProfile.run('main()', {str(out)!r})"
    p = await asyncio.create_subprocess_exec(sys.executable, "-c", code, env=P.environment(notifier), stderr=open('/tmp/zz_err','w'))
    await receiver.wait_for(1, 20)
    for i in range(6):
        await asyncio.sleep(2)
        act=await notifier.rows("select coalesce(wait_event_type,'run') w, coalesce(wait_event,''), application_name, left(query,60) q, count(*) from pg_stat_activity where datname=current_database() and state<>'idle' group by 1,2,3,4 order by 5 desc limit 6")
        print(i, len(receiver.received)); [print("   ",tuple(r)) for r in act]
    if p.returncode is None: p.terminate()
    await p.wait()
    st=pstats.Stats(str(out)); st.sort_stats("tottime").print_stats(22)
    print([tuple(r) for r in await notifier.rows("select entrypoint,status,count(*) from queue.pgqueuer_log group by 1,2")])
    print([tuple(r) for r in await notifier.rows("select left(traceback->>'exception_message',80),count(*) from queue.pgqueuer_log group by 1")])
