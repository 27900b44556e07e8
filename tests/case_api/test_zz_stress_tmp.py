import asyncio, random
from tests.case_api import bodies_employers
from tests.case_api.bodies_placements import another_case, situation
from tests.case_api.conftest import *
from collections import Counter

async def test_stress(api):
    there = await situation(api, place={"seats": 9})
    neighbour = await api.make("/v1/places", "job-consultant", bodies_employers.place(there.workplace["id"], seats=9))
    cases = [there.case] + [await another_case(api, n) for n in range(7, 13)]
    chance = random.Random(1)
    async def patch(path):
        v = (await api.call("GET", path)).json()["version"]
        key = "note" if "employers" in path else ("title" if "places" in path and "work" not in path else "name")
        field = {"sector": chance.choice(["private","public"])} if "employers" in path else ({"title": f"T{chance.random()}"} if path.startswith("/v1/places") else {"name": "N"} if "contact" in path else {"address": f"A{chance.random()}"})
        return await api.call("PATCH", path, "job-consultant", json=field, version=v)
    paths = [f"/v1/places/{there.place['id']}", f"/v1/places/{neighbour['id']}", f"/v1/workplaces/{there.workplace['id']}", f"/v1/employers/{there.workplace['employer_id']}", f"/v1/contact-persons/{there.contact['id']}"]
    jobs = []
    for r in range(6):
        for c in cases:
            jobs.append(there.take(case_id=c["id"], place_id=chance.choice([there.place, neighbour])["id"], hours_per_week=4))
        for p in paths * 2:
            jobs.append(patch(p))
        jobs.append(api.call("POST", "/v1/places", "job-consultant", json=bodies_employers.place(there.workplace["id"])))
        for c in cases[:2]:
            jobs.append(api.call("PATCH", f"/v1/cases/{c['id']}", json={"cv_begun_on": "2026-11-20"}, version=1))
    chance.shuffle(jobs)
    sem = asyncio.Semaphore(5)
    async def run(j):
        async with sem:
            return await j
    answers = await asyncio.gather(*(run(j) for j in jobs))
    print(Counter((a.request.method, a.url.path.split("/")[2], a.status_code) for a in answers))
    assert not [a.text for a in answers if a.status_code >= 500]
    # versions in feed strictly rise per place and last snapshot = truth
    page = await api.feed()
    seen = {}
    for line in page["items"]:
        if line["entity"] == "place":
            assert line["version"] == seen.get(line["id"], 0) + 1
            seen[line["id"]] = line["version"]
