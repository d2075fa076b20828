# SPDX-License-Identifier: BSD-2-Clause
"""Every operation of campaigns, contacts and what an account has set."""
import json

from lib import FROM, SECOND, c, check, date_of, same

NDJSON = {"Content-Type": "application/x-ndjson"}
CSV = {"Content-Type": "text/csv"}
PLAIN = {"Content-Type": "text/plain"}
CAMPAIGN = "CP000000ff"
CONTACT = "CT00000000000000ff"
LIST = "LS000000ff"
NONE = "SM" + "0" * 15 + "f" + "0" * 16


def contacts(a):
    """Contacts and lists; a list with two members."""
    error = a.call("createContact", {"number": "12"}, 400)
    same(error["error"]["code"], "invalid_number")
    a.call("createContact", {"number": c(1), "age": 1}, 422)
    a.call("createContact", "x", 415, headers=PLAIN)
    made = a.call("createList", {"name": "All"}, 201)["id"]
    a.call("createList", {}, 400)
    a.call("createList", {"name": "x", "size": 1}, 422)
    one = a.call("createContact", {
        "number": c(51), "name": "User 1", "tz": "UTC", "lists": [made],
        "fields": {"city": "Boston", "points": 12}}, 201)["id"]
    same(a.call("createContact", {"number": c(51)}, 200)["name"], None)
    found = a.call("importContacts", "number,name,tz\n"
                   f"{c(51)},,\n{c(52)},User 2,\n{c(53)},,Mars/Base\n", 200,
                   headers=CSV, query={"list": made})
    same([found[k] for k in ("imported", "created", "rejected")], [2, 1, 1])
    same(found["errors"][0]["row"], 3)
    a.call("importContacts", json.dumps({"number": c(54)}), 200,
           headers=NDJSON)
    a.call("importContacts", "x", 415, headers=PLAIN)
    a.call("importContacts", "x", 400, headers=CSV, query={"list": LIST})
    same(a.call("fetchContact", id=one, want=200)["opted_out"], False)
    same(a.call("changeContact", {"name": "A"}, 200, id=one)["name"], "A")
    same(a.call("replaceContact", {"tz": "+02:00"}, 200, id=one)["tz"],
         "+02:00")
    for operation in ("changeContact", "replaceContact"):
        a.call(operation, {"tz": "x"}, 400, id=one)
        a.call(operation, {"age": 1}, 422, id=one)
        a.call(operation, {}, 404, id=CONTACT)
    same(a.call("optOutContact", id=one, want=200)["changed"], True)
    same(a.call("optInContact", id=one, want=200)["opted_out"], False)
    same(len(a.call("listContacts", want=200, query={
        "list": made, "page_size": 1, "q": c(51)})["contacts"]), 1)
    a.call("listContacts", want=400, query={"cursor": "x"})
    a.call("listContacts", want=400, query={"list": LIST})
    gone = a.call("createContact", {"number": c(55)}, 201)["id"]
    a.call("deleteContact", id=gone, want=204)
    for operation in ("fetchContact", "deleteContact", "optOutContact",
                      "optInContact", "showHistory"):
        a.call(operation, id=CONTACT, want=404)
    lists(a, made, one)
    return made


def lists(a, made, one):
    """What is done with a list."""
    same(a.call("fetchList", id=made, want=200)["size"], 2)
    same(a.call("changeList", {"name": "B"}, 200, id=made)["name"], "B")
    a.call("changeList", {}, 400, id=made)
    a.call("changeList", {"name": "x", "a": 1}, 422, id=made)
    same(len(a.call("listLists", want=200)["lists"]), 1)
    a.call("listLists", want=400, query={"page_size": 0})
    same(len(a.call("listMembers", id=made, want=200)["contacts"]), 2)
    a.call("listMembers", id=made, want=400, query={"from": "x"})
    same(a.call("addMembers", {"members": [one, c(99)]}, 200, id=made),
         {"joined": 1, "missing": 1, "size": 2})
    a.call("addMembers", {"members": []}, 400, id=made)
    for operation in ("removeMember", "addMember"):
        a.call(operation, id=made, sub=one, want=204)
        a.call(operation, id=LIST, sub=one, want=404)
    for operation, body in (("fetchList", None), ("deleteList", None),
                            ("listMembers", None),
                            ("changeList", {"name": "x"}),
                            ("addMembers", {"members": [one]})):
        a.call(operation, body, 404, id=LIST)
    other = a.call("createList", {"name": "other"}, 201)["id"]
    a.call("deleteList", id=other, want=204)


def drafts(a, made):
    """Campaigns before they begin."""
    body = {"name": "Spring", "text": "Hi {{name|there}}", "from": FROM,
            "audience": {"lists": [made], "numbers": [c(61), "12"]},
            "steps": [{"text": "Again", "delay": "24h"}]}
    one = a.call("createCampaign", body, 201)["id"]
    a.call("createCampaign", {"text": 1}, 400)
    a.call("createCampaign", "x", 415, headers=PLAIN)
    a.call("changeCampaign", {"tag": "t"}, 200, id=one)
    a.call("changeCampaign", {"rate": -1}, 400, id=one)
    a.call("changeCampaign", "x", 415, id=one, headers=PLAIN)
    found = a.call("estimateCampaign", id=one, want=200)
    same((found["recipients"], found["sendable"]), (4, 3))
    same(len(a.call("testCampaign", {"to": [c(70)]}, 200, id=one)
             ["messages"]), 1)
    a.call("testCampaign", {"to": []}, 400, id=one)
    a.call("scheduleCampaign", {"local": "2020-01-01T00:00:00"}, 400, id=one)
    when = {"local": "2030-01-01T00:00:00", "mode": "recipient"}
    same(a.call("scheduleCampaign", when, 200, id=one)["status"],
         "scheduled")
    a.call("scheduleCampaign", when, 409, id=one)
    same(a.call("cancelCampaign", {"reason": "no"}, 200, id=one)["status"],
         "draft")
    a.call("cancelCampaign", {}, 409, id=one)
    other = a.call("duplicateCampaign", {"name": "Copy"}, 201, id=one)["id"]
    a.call("duplicateCampaign", {"text": "x"}, 400, id=one)
    a.call("changeCampaign", {"text": "Casino night, place your bets"}, 200,
           id=other)
    for operation, more in (("sendCampaign", {}),
                            ("scheduleCampaign", when)):
        error = a.call(operation, more, 422, id=other)
        same(error["error"]["rule"], "us_gambling")
    a.call("changeCampaign", {"text": None}, 200, id=other)
    a.call("sendCampaign", {}, 400, id=other)
    a.call("deleteCampaign", id=other, want=204)
    return one


def campaigns(w, a, made):
    """From a draft to its receipts."""
    one = drafts(a, made)
    a.call("sendCampaign", {}, 200, id=one)
    a.call("sendCampaign", {}, 409, id=one)
    w.settle()
    for operation in ("pauseCampaign", "resumeCampaign"):
        a.call(operation, {}, 200, id=one)
    a.call("changeCampaign", {}, 409, id=one)
    a.call("deleteCampaign", id=one, want=409)
    w.receipt(61, "UNDELIV")
    found = a.call("fetchCampaign", id=one, want=200)
    same(found["counts"]["error"], 2)
    same(a.call("countCampaign", id=one, want=200)["total"],
         found["counts"]["total"])
    rows = a.call("countCampaign", id=one, want=200,
                  query={"by": "carrier"})["carriers"]
    same(sum(r["total"] for r in rows), found["counts"]["total"])
    a.call("countCampaign", id=one, want=400, query={"by": "town"})
    a.call("chartCampaign", id=one, want=200)
    check("<svg" in a.call("drawCampaign", id=one, want=200))
    check(a.call("listCampaignEvents", id=one, want=200)["events"])
    same(a.call("listRecipients", id=one, want=200,
                query={"to": c(61)})["targeted"], True)
    same(len(a.call("listRecipients", id=one, want=200)["recipients"]), 4)
    a.call("listRecipients", id=one, want=400, query={"step": 9})
    text = a.call("exportEscalation", id=one, want=200,
                  query={"reason": 30008})
    same(len(text.splitlines()), 2, text)
    a.call("exportEscalation", id=one, want=400, query={"reason": "x"})
    same(len(a.call("listCampaigns", want=200, query={
        "vocab": "flow7", "q": "spring"})["campaigns"]), 1)
    a.call("listCampaigns", want=400, query={"vocab": "x"})
    a.call("listMessages", want=400, query={"campaign": "No such name"})
    found = a.call("listMessages", want=200, query={"campaign": one})
    same({m["step"] for m in found["messages"]}, {0, 1})
    a.call("cancelCampaign", {"reason": "enough"}, 200, id=one)
    for operation in ("pauseCampaign", "resumeCampaign"):
        a.call(operation, {}, 409, id=one)
    for o in a.spec.operations.values():
        if o.path.startswith("/v1/campaigns/{id}"):
            body = {"local": "2030-01-01T00:00:00"} if o.id[0:4] == "sche" \
                else {"to": c(1)} if o.id[0:4] == "test" else {}
            a.call(o.id, body if o.method != "GET" else None, 404,
                   id=CAMPAIGN)


def probe(w, a):
    """Another handset of the same carrier."""
    w.sim.rule(f"to={c(80)}:status=RINVDSTADR")
    good = a.call("createMessage", {"to": c(81), "from": FROM, "text": "a"},
                  201)["id"]
    bad = a.call("createMessage", {"to": c(80), "from": FROM, "text": "a"},
                 201)["id"]
    w.settle()
    same(a.call("probeMessage", {"to": c(82)}, 202, id=bad)["text"], "a")
    error = a.call("probeMessage", {"to": "+13105550001"}, 400, id=bad)
    same(error["error"]["code"], "different_carrier")
    a.call("probeMessage", {"to": c(82)}, 409, id=good)
    a.call("probeMessage", {"to": c(82)}, 404, id=NONE)


def history(a):
    """Messages of another system."""
    row = {"to": c(90), "text": "old", "sent_at": "2015-08-31T00:00:00"}
    same(a.call("importHistory", json.dumps(row) + "\n{}\n", 200,
                headers=NDJSON)["imported"], 1)
    a.call("importHistory", "x", 415, headers=PLAIN)
    found = a.call("showHistory", id=c(90), want=200)["messages"]
    same([m["state"] for m in found], ["untracked"])


def suggestions(w, a):
    """A landline is suggested at once."""
    for n in (95, 96):
        a.call("createContact", {"number": c(n)}, 201)
        a.call("createMessage", {"to": c(n), "from": FROM, "text": "a"}, 201)
        w.settle()
        w.receipt(n, "UNDELIV", "101")
    found = a.call("listSuggestions", want=200)["suggestions"]
    same([(x["number"], x["strength"]) for x in found],
         [(c(95), "should"), (c(96), "should")])
    a.call("listSuggestions", want=400, query={"cursor": "x"})
    for operation, n in (("acceptSuggestion", 95), ("dismissSuggestion", 96)):
        a.call(operation, id=c(n), want=204)
        a.call(operation, id=c(n), want=404)
        a.call(operation, id="x", want=400)
    same(a.call("fetchOptout", number=c(95), want=200)["source"],
         "suggestion")


def zones(w, a):
    """A zone by whose clock a scheduled campaign had to begin already."""
    a.call("setAccount", {"timezone": "UTC"}, 200, id="self")
    one = a.call("createCampaign", {
        "text": "Hi", "from": FROM, "audience": {"numbers": [c(61)]}},
                 201)["id"]
    soon = date_of(w.now + 3600 * SECOND)[:19]
    a.call("scheduleCampaign", {"local": soon}, 200, id=one)
    for operation in ("setAccount", "changeAccount"):
        said = a.call(operation, {"timezone": "Asia/Tokyo"}, 409, id="self")
        check(one in said["error"]["message"], said)
    a.call("setAccount", {"timezone": None}, 200, id="self")
    a.call("cancelCampaign", {}, 200, id=one)
    a.call("deleteCampaign", id=one, want=204)


def settings(a):
    """What an account and its people have set."""
    same(a.call("fetchAccount", id="self", want=200)["name"], "demo")
    for operation in ("setAccount", "changeAccount"):
        same(a.call(operation, {"smart_sending_hours": 0}, 200, id="demo")
             ["smart_sending_hours"], 0)
        a.call(operation, {"smart_sending_hours": 169}, 400, id="demo")
        a.call(operation, {}, 404, id="other")
    a.call("fetchAccount", id="other", want=404)
    same(a.call("setDashboard", {"widgets": {"bulk_sequences": False}}, 200),
         a.call("showDashboard", want=200))
    a.call("setDashboard", {"widgets": 1}, 400)
    a.call("setDashboard", {"widgets": {}, "x": 1}, 422)
    same(len(a.call("showStatusHelp", want=200)["campaign"]), 7)
    check(a.call("showLatency", want=200)["queue_to_submit_ms"]["count"] > 3)
    check(a.call("showCarriers", want=200)["carriers"])
    same(len(a.call("showStatusPage", want=200)["smscs"]), 1)


def people(w, a):
    """All of these."""
    campaigns(w, a, contacts(a))
    probe(w, a)
    history(a)
    suggestions(w, a)
    settings(a)
    zones(w, a)
