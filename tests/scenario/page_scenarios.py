# SPDX-License-Identifier: BSD-2-Clause
"""The pages, as a browser gets them: spec/scenarios.md S-P06, S-P12, S-P17,
S-P18, S-P31, S-P36, S-P60, S-P80 and S-P82 to S-P86. What they look like, and
what scripts do, is tried by tests/pages.
"""
import html.parser
import re
import urllib.parse

from campaign_scenarios import SEVEN, seven
from counts_scenarios import mixed
from lib import FROM, SID, TOKEN, c, check, same
from shop import OPERATOR, VIEWER, Shop

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta"}


class Node:
    """An element: its attributes, its elements, its text."""

    def __init__(self, name="", attributes=(), above=None):
        self.name = name
        self.at = dict(attributes)
        self.above = above
        self.inside = []    # elements and pieces of text

    @property
    def children(self):
        """Its elements."""
        return [n for n in self.inside if isinstance(n, Node)]

    @property
    def text(self):
        """All text in it, with single blanks."""
        return " ".join(" ".join(
            n.text if isinstance(n, Node) else n for n in self.inside)
            .split())

    def all(self, test):
        """What fits, in the order of the page."""
        found = []
        for child in self.children:
            if test(child):
                found.append(child)
            found += child.all(test)
        return found

    def ids(self, word):
        """By their data-testid."""
        return self.all(lambda n: n.at.get("data-testid") == word)

    def id(self, word):
        """The one with this data-testid."""
        found = self.ids(word)
        check(len(found) == 1, len(found), "elements are", word)
        return found[0]

    def named(self, name):
        """By their kind."""
        return self.all(lambda n: n.name == name)

    def links(self):
        """Where they lead, by their text."""
        return {a.text: a.at.get("href") for a in self.named("a")}


class Tree(html.parser.HTMLParser):
    """A page; what is not closed well is a failure."""

    def __init__(self, text):
        super().__init__()
        self.root = self.here = Node()
        self.feed(text)
        self.close()
        same(self.here, self.root, "an element that was not closed:",
             self.here.name)

    def handle_starttag(self, tag, attrs):
        node = Node(tag, attrs, self.here)
        self.here.inside.append(node)
        if tag not in VOID:
            self.here = node

    def handle_startendtag(self, tag, attrs):
        self.here.inside.append(Node(tag, attrs, self.here))

    def handle_endtag(self, tag):
        if tag not in VOID:
            same(tag, self.here.name, "what is closed")
            self.here = self.here.above

    def handle_data(self, data):
        self.here.inside.append(data)


class Browser:
    """Somebody who has signed in."""

    def __init__(self, w, name="olga", token=OPERATOR):
        self.w = w
        self.cookies = {}
        form, = self.get("/ui/login").named("form")
        status, head, _ = self.ask("POST", "/ui/login", {
            **self.fields(form), "name": name, "token": token})
        same((status, head.get("Location", "")[:4]), (303, "/ui/"), head)

    def ask(self, method, path, form=None):
        """An answer; its cookies are kept."""
        headers = {"Authorization": "", "Cookie": "; ".join(
            f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        status, head, text = self.w.ask(method, path, body, **headers)
        for name, value in head.items():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return status, head, text

    def get(self, path, want=200):
        """A page."""
        status, head, text = self.ask("GET", path)
        same(status, want, path, text[:300])
        if "html" not in head.get("Content-Type", ""):
            return text
        return Tree(text).root

    @staticmethod
    def fields(form):
        """What it brings by itself."""
        return {i.at["name"]: i.at.get("value", "")
                for i in form.named("input") if "name" in i.at and
                i.at.get("type") not in ("checkbox", "radio", "submit")}

    def press(self, form, **fields):
        """Send it; where that leads."""
        status, head, text = self.ask(
            "POST", form.at["action"], {**self.fields(form), **fields})
        check(status in (200, 303), status, text[:300])
        self.w.settle()
        return head.get("Location")


def form_for(page, word):
    """The form whose place ends so, or None."""
    found = [f for f in page.named("form")
             if f.at.get("action", "").split("?")[0].endswith(word)]
    return found[0] if found else None


def value(text):
    """The first number in it."""
    found = re.search(r"\d+", text)
    check(found, "no number in", repr(text))
    return int(found[0])


def s_p80_from_the_history_to_each_recipient():
    with Shop() as w:
        camp = mixed(w)
        b = Browser(w)
        page = b.get("/ui/history")
        links = [a.at["href"] for a in page.ids("view-details")]
        check(f"/ui/campaigns/{camp}" in links, links)
        page = b.get(f"/ui/campaigns/{camp}")
        chart = page.id("status-chart")
        same(chart.name, "svg")
        order = page.all(lambda n: n is chart or
                         n.at.get("data-testid") == "recipient-row")
        check(order[0] is chart, "the chart does not come first")
        rows = order[1:]
        same(len(rows), 20)
        for figure, word in ((6, "Delivered"), (6, "Failed"), (3,
                                                              "Unknown")):
            values = [g for g in chart.all(
                lambda n, word=word: n.at.get("data-name") == word or
                n.at.get("data-status") == word.lower())]
            check(values, "no part of the chart is", word)
            same(value(values[0].at.get("data-value") or values[0].text),
                 figure, word)
        same(sum("Unreachable destination handset" in r.text
                 for r in rows), 2)
        for label in ("Unknown error", "Invalid number",
                      "HTTP 400 error - Unable to create record"):
            check(any(label in r.text for r in rows), label)


def s_p80_recipients_come_by_fifties():
    with Shop(window=100) as w:
        camp = w.sent(120)
        b = Browser(w)
        path, seen = f"/ui/campaigns/{camp}", []
        for want in (50, 50, 20):
            page = b.get(path)
            rows = page.ids("recipient-row")
            same(len(rows), want)
            seen += [re.search(r"\+1917555\d{4}", r.text)[0] for r in rows]
            more = [a.at["href"] for a in page.named("a")
                    if "cursor=" in a.at.get("href", "")]
            path = more[-1] if more else None
        same(seen, [c(n) for n in range(1, 121)])


def s_p82_the_dashboards_widget():
    with Shop() as w:
        w.sent(3, name="Spring")
        olga, vera = Browser(w), Browser(w, "vera", VIEWER)
        page = olga.get("/ui/")
        check("Spring" in page.id("widget-bulk-sequences").text)
        gear = page.id("dashboard-gear")
        check(gear, "no gear")
        check(page.id("dashboard-help").text or
              page.id("dashboard-help").at.get("href"), "no help")
        path = "/v1/me/dashboard"
        w.op("PUT", path, {"widgets": {"bulk_sequences": False}})
        for _ in range(2):
            same(olga.get("/ui/").ids("widget-bulk-sequences"), [])
            check(vera.get("/ui/").id("widget-bulk-sequences"))
            w.restart()
            olga, vera = Browser(w), Browser(w, "vera", VIEWER)
        w.op("PUT", path, {"widgets": {"bulk_sequences": True}})
        check(olga.get("/ui/").id("widget-bulk-sequences"))


def s_p82_the_gear_is_a_form_too():
    with Shop() as w:
        w.sent(3)
        b = Browser(w)
        for shown in (False, True):
            form = next(f for f in b.get("/ui/").named("form")
                        if "bulk_sequences" in str([
                            i.at for i in f.named("input")]))
            b.press(form, **({"bulk_sequences": "yes"} if shown else {}))
            same(bool(b.get("/ui/").ids("widget-bulk-sequences")), shown)


def s_p83_the_stats_column():
    with Shop(throughput=4) as w:
        w.contact(1)
        camp = w.sent(5)
        w.receipt(2, "UNDELIV", "027")
        w.forget(1)
        b = Browser(w)
        row = next(r for r in b.get("/ui/").id("widget-bulk-sequences").all(
            lambda n: n.name == "tr") if "Campaign 1" in r.text)
        w.n(camp, total=5, in_queue=1, outbox=3, error=1)
        for word in ("error", "in-queue", "outbox", "sent",
                     "deleted_leads_count", "delivery unknown"):
            check(word in row.text.lower() or word.replace(" ", "_") in
                  row.text.lower(), word, "is not in", row.text)
        bubbles = row.all(lambda n: "Awaiting response from destination "
                          "carrier" in (n.at.get("data-tip"),
                                        n.at.get("title"), n.text))
        check(bubbles, "no bubble next to outbox", row.text)


def s_p84_from_the_error_to_its_bubble():
    with Shop() as w:
        for n in range(1, 6):
            w.contact(n)
        camp = w.sent(5)
        w.receipt(4, "UNDELIV", "777")
        b = Browser(w)
        links = [a for a in b.get("/ui/").id("widget-bulk-sequences")
                 .named("a") if a.at["href"].endswith(
                     f"/ui/campaigns/{camp}/errors")]
        same([a.text for a in links], ["1"])
        page = b.get(links[0].at["href"])
        link = page.links()["User 4"]
        same(link, f"/ui/contacts/{w.contacts[4]}")
        page = b.get(link)
        item, = page.ids("history-item")
        check("error" in item.text.lower(), item.text)
        bubble = item.id("error-bubble")
        tip = bubble.at.get("data-tip") or bubble.at.get("title") or ""
        check("Unknown error" in tip and "30008" in tip, tip)


def s_p86_the_subject_opens_the_text():
    with Shop() as w:
        w.contact(1)
        camp = w.sent(1, text="Hi {{name|there}}, " + "x" * 200)
        m = w.m(camp, 1)["id"]
        b = Browser(w)
        links = [a.at["href"] for a in b.get("/ui/messages").named("a")
                 if a.text.startswith("Hi User 1")]
        same(links[:1], [f"/ui/messages/{m}"])
        page = b.get(links[0])
        check("Hi User 1, " + "x" * 200 in page.text, page.text)
        check(re.search(r"\b2 segments\b|[Ss]egments\W+2\b", page.text),
              page.text)


def s_p06_the_hops_of_a_message():
    with Shop() as w:
        m = w.m(w.sent(1), 1)["id"]
        w.receipt(1, "DELIVRD")
        hops = w.op("GET", f"/v1/messages/{m}/trace")["hops"]
        chart = Browser(w).get(f"/ui/messages/{m}").id("hop-chart")
        same(len(chart.children), len(hops))


def s_p12_the_status_page():
    with Shop() as w:
        b = Browser(w)
        check("up" in b.get("/ui/status").text)
        w.down()
        w.sent(1)
        page = b.get("/ui/status").text
        check("agg1" in page and "down" in page, page)


def s_p17_the_history_has_a_word_for_each():
    with Shop() as w:
        found = seven(w)
        page = Browser(w).get("/ui/history")
        for key, camp in found.items():
            row = next(r for r in page.named("tr") if any(
                a.at.get("href") == f"/ui/campaigns/{camp}"
                for a in r.named("a")))
            check(SEVEN[key][1] in row.text, key, row.text)


def s_p18_each_status_is_explained():
    with Shop() as w:
        found = w.op("GET", "/v1/meta/status-help")
        campaign = {h["word"]: h["text"] for h in found["campaign"]}
        message = {h["word"]: h["text"] for h in found["message"]["simple"]}
        check({k[1] for k in SEVEN.values()} <= set(campaign), found)
        check({"Delivered", "Failed", "Unknown"} <= set(message), found)
        check(all(campaign.values()) and all(message.values()),
              "an empty text", found)
        camp = w.sent(3)
        page = Browser(w).get(f"/ui/campaigns/{camp}")
        text = campaign["Sending"]
        check(page.all(lambda n: text in (n.at.get("title"),
                                          n.at.get("data-tip"))),
              "the badge has no tooltip")
        for word in ("Delivered", "Failed", "Unknown"):
            check(message[word] in page.text, word, "has no legend")


def s_p31_the_page_says_why_it_failed():
    with Shop() as w:
        w.set(active=False, subdomain=None)
        camp = w.sent(3)
        page = Browser(w).get(f"/ui/campaigns/{camp}").text
        failure = w.view(camp)["failure"]
        for word in (*failure["codes"], failure["text"],
                     "support@example.test"):
            check(word in page, word, "is not on the page")


def s_p36_a_campaign_is_canceled_on_its_page():
    with Shop(throughput=2) as w:
        camp = w.sent(5)
        b, v = Browser(w), Browser(w, "vera", VIEWER)
        same(form_for(v.get(f"/ui/campaigns/{camp}"), "cancel"), None)
        form = form_for(b.get(f"/ui/campaigns/{camp}"), "cancel")
        check(form, "no way to cancel")
        b.press(form, reason="typo")
        w.st(camp, "canceled")
        last = w.op("GET", f"/v1/campaigns/{camp}/events")["events"][-1]
        same((last["actor"], last["reason"]), ("olga", "typo"))
        w.advance(60)
        sent = w.sent(range(11, 13))
        w.receipts((11, 12), "ENROUTE")
        w.st(sent, "sent")
        same(form_for(b.get(f"/ui/campaigns/{sent}"), "cancel"), None)


def s_p60_labels_in_the_list_and_on_the_card():
    with Shop() as w:
        contact = w.contact(1)
        w.sent(1)
        w.receipt(1, "UNDELIV", "027")
        b = Browser(w)
        for path in ("/ui/messages", f"/ui/contacts/{contact}"):
            check("Unreachable destination handset" in b.get(path).text,
                  path)


def s_p84_nobody_sees_a_page_without_signing_in():
    with Shop() as w:
        camp = w.sent(1)
        for path in ("/ui/", "/ui/history", f"/ui/campaigns/{camp}",
                     "/ui/contacts", "/ui/messages", "/ui/status"):
            status, head, _ = w.ask("GET", path, Authorization="")
            same(status, 303, path)
            check(head["Location"].startswith("/ui/login"), head)
        b = Browser(w, SID, TOKEN)
        check(b.get("/ui/").text)
        form = form_for(b.get(f"/ui/campaigns/{camp}"), "cancel")
        b.cookies.clear()
        status, _, _ = b.ask("POST", form.at["action"],
                             {**b.fields(form), "reason": "x"})
        check(status in (303, 401, 403), status)
        w.st(camp, "sending")


def s_p84_what_people_call_things_is_text():
    """Names, texts and reasons are never markup."""
    evil = '<script>alert("x")</script>&amp;\'"'
    with Shop() as w:
        contact = w.contact(1, name=evil)
        camp = w.sent(1, name=evil, text=evil)
        m = w.m(camp, 1)["id"]
        w.cancel(camp, reason=evil)
        b = Browser(w)
        for path in ("/ui/", "/ui/history", f"/ui/campaigns/{camp}",
                     "/ui/contacts", f"/ui/contacts/{contact}",
                     "/ui/messages", f"/ui/messages/{m}"):
            page = b.get(path)
            same([s for s in page.named("script") if "alert" in s.text], [])
            check(" ".join(evil.split()) in page.text, path)


def s_p84_a_campaign_from_nothing_by_pages_alone():
    with Shop() as w:
        b = Browser(w)
        page = b.get("/ui/contacts/import")
        status, _, text = b.ask("POST", "/ui/contacts/import", {
            **b.fields(form_for(page, "/import")), "new_list": "Guests",
            "rows": f"number,name\n{c(1)},Ann\n12,Nobody\n{c(2)},Bob"})
        same(status, 200)
        page = Tree(text).root
        same(len(page.ids("refused-row")), 1)
        check("12,Nobody" in page.id("refused-row").text)
        here = page.links()["To the list"]
        same(len(b.get(here).ids("member-row")), 2)
        page = b.get(page.links()["A campaign to it"])
        lists = [i for i in page.named("input") if i.at["name"] == "list"]
        check("checked" in lists[0].at, "the list is not chosen")
        where = b.press(form_for(page, "/ui/campaigns"), name="By hand",
                        text="Hi {{name}}", list=lists[0].at["value"],
                        **{"from": FROM})
        camp = where.split("?")[0].rsplit("/", 1)[1]
        page = b.get(where)
        send = form_for(page, "/send")
        b.press(send)
        w.st(camp, "sending")
        # A nervous hand, or a form of another tab.
        status, _, text = b.ask("POST", send.at["action"], b.fields(send))
        same(status, 409, text[:300])
        same(w.sim.seen(), 2)


def s_p84_lists_and_contacts_by_pages():
    with Shop() as w:
        b, v = Browser(w), Browser(w, "vera", VIEWER)
        where = b.press(form_for(b.get("/ui/lists"), "/ui/lists"),
                        name="Guests").split("?")[0]
        b.press(form_for(b.get(where), "/import"), rows=f"{c(1)},Ann")
        same(len(b.get(where).ids("member-row")), 1)
        for verb in ("leave", "rename", "delete", "import"):
            same(form_for(v.get(where), verb), None, verb)
        b.press(form_for(b.get(where), "/leave"))
        same(b.get(where).ids("member-row"), [])
        b.press(form_for(b.get(where), "/rename"), name="Friends")
        same(b.get(where).named("h1")[0].text, "Friends")
        b.press(form_for(b.get(where), "/delete"))
        b.get(where, 404)
        here = b.get("/ui/contacts").id("contact-row").named("a")[0].at["href"]
        b.press(form_for(b.get(here + "/edit"), "/edit"), name="Bea",
                fields="points: 5")
        same(b.get(here).named("h1")[0].text, "Bea")
        for verb in ("opt-out", "opt-in", "delete"):
            same(form_for(v.get(here), verb), None, verb)
            b.press(form_for(b.get(here), verb))
        same(b.get("/ui/contacts").ids("contact-row"), [])


def s_p84_settings_are_an_admins():
    with Shop() as w:
        v, b = Browser(w), Browser(w, SID, TOKEN)
        form = form_for(b.get("/ui/settings"), "/settings")
        b.press(form, support_contact="us@example.test")
        same(w.setting("support_contact"), "us@example.test")
        same(w.setting("timezone"), "America/New_York")
        status, _, text = b.ask("POST", "/ui/settings", {
            **b.fields(form), "timezone": "Mars"})
        same(status, 400)
        check("Mars" in text and "Nothing was saved" in text)
        form = form_for(v.get("/ui/settings"), "/settings")
        status, _, _ = v.ask("POST", "/ui/settings", {
            **v.fields(form), "timezone": "UTC"})
        same((status, w.setting("timezone")), (403, "America/New_York"))


def s_p84_what_was_typed_outlives_the_session():
    with Shop() as w:
        b = Browser(w)
        form = form_for(b.get("/ui/campaigns/new"), "/ui/campaigns")
        typed = {**b.fields(form), "name": "Kept", "text": "two\r\nlines",
                 "from": FROM, "numbers": c(1)}
        w.restart()
        status, _, text = b.ask("POST", "/ui/campaigns", typed)
        same(status, 401)
        form = form_for(Tree(text).root, "/login")
        status, _, text = b.ask("POST", "/ui/login", {
            **b.fields(form), "name": "olga", "token": OPERATOR})
        same(status, 200)
        same(w.op("GET", "/v1/campaigns")["campaigns"], [])
        page = Tree(text).root
        check("two" in page.id("kept").text, page.text)
        b.press(form_for(page, "/ui/campaigns"))
        camp, = w.op("GET", "/v1/campaigns")["campaigns"]
        same((camp["name"], camp["text"]), ("Kept", "two\nlines"))
