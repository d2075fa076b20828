# SPDX-License-Identifier: BSD-2-Clause
"""Requests of Twilio's SDKs as they were recorded, byte for byte but for the
account (http-api.md 7): Node 6.2.0, Python 9.11.0, PHP 8.12.0 and people with
curl. tests/peer has the Node SDK itself."""
import http.client
import json
import socket

from lib import PATIENCE, SID, World, basic, c, check, same

ACCOUNT = f"/2010-04-01/Accounts/{SID}"
MESSAGES = f"{ACCOUNT}/Messages"
FORM = "application/x-www-form-urlencoded"

NODE = """\
Accept: application/json
User-Agent: twilio-node/6.2.0 (linux x64) node/v20.20.2
Accept-Charset: utf-8
Connection: keep-alive
Accept-Encoding: gzip, compress, deflate, br
Host: 127.0.0.1:8099
"""
PYTHON = """\
Host: 127.0.0.1:8099
User-Agent: twilio-python/9.11.0 (Linux x86_64) Python/3.11.2
Accept-Encoding: gzip, deflate
Accept: application/json
Connection: keep-alive
X-Twilio-Client: python-9.11.0
Accept-Charset: utf-8
"""
PHP = """\
Host: 127.0.0.1:8099
User-Agent: twilio-php/8.12.0 (Linux x86_64) PHP/8.2.7
Accept-Charset: utf-8
Accept: application/json
"""


class Customer:
    """One connection, kept alive as they do."""

    def __init__(self, w, head):
        self.head = head + "Authorization: " + basic()["Authorization"] + "\n"
        self.peer = socket.create_connection(("127.0.0.1", w.port), PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.peer.close()

    def ask(self, method, path, body=None, more="", wait=False):
        """The status and the JSON; `body` None: none, and no length."""
        head = f"{method} {path} HTTP/1.1\n{self.head}{more}"
        octets = (body or "").encode()
        if body is not None:
            head += f"Content-Length: {len(octets)}\n"
        self.peer.sendall(head.replace("\n", "\r\n").encode() + b"\r\n")
        if wait:
            self.hears_continue()
        self.peer.sendall(octets)
        response = http.client.HTTPResponse(self.peer, method=method)
        response.begin()
        text = response.read().decode()
        return response.status, json.loads(text) if text else None

    def hears_continue(self):
        """100, with nothing behind it."""
        want = b"HTTP/1.1 100 Continue\r\n\r\n"
        seen = b""
        while len(seen) < len(want):
            seen += self.peer.recv(len(want) - len(seen))
        same(seen, want)


def life(w, customer, create, more):
    """Create, fetch, list and its next page, redact, delete."""
    form = f"Content-Type: {FORM}\n"
    status, made = customer.ask("POST", f"{MESSAGES}.json", create, form)
    same(status, 201, made)
    w.settle()
    w.receipt(1, "DELIVRD")
    second = w.post(1)
    status, found = customer.ask("GET", f"{MESSAGES}/{made['sid']}.json")
    same((status, found["status"], found["body"]),
         (200, "delivered", made["body"]))
    status, page = customer.ask(
        "GET", f"{MESSAGES}.json?To=%2B{c(1)[1:]}&From=%2B12125550100&"
        "DateSent%3C=2031-01-17T00%3A00%3A00Z&"
        "DateSent%3E=2021-01-15T01%3A23%3A45Z&PageSize=1")
    same((status, [m["sid"] for m in page["messages"]]), (200, [second]))
    status, page = customer.ask("GET", page["next_page_uri"])
    same((status, [m["sid"] for m in page["messages"]]),
         (200, [made["sid"]]))
    same(page["next_page_uri"], None)
    status, found = customer.ask("POST", f"{MESSAGES}/{made['sid']}.json",
                                 "Body=", form)
    same((status, found["body"]), (200, ""))
    status, found = customer.ask("DELETE", f"{MESSAGES}/{made['sid']}.json",
                                 **more)
    same((status, found), (204, None))
    status, found = customer.ask("GET", f"{MESSAGES}/{made['sid']}.json")
    same((status, found["code"]), (404, 20404))
    return made


def s_recorded_node():
    with World() as w, Customer(w, NODE) as customer:
        made = life(w, customer, (
            f"To=%2B{c(1)[1:]}&StatusCallback=https%3A%2F%2Fexample.com%2Fcb"
            "%3Fa%3D1%26b%3D2&MaxPrice=0.05&ProvideFeedback=true&Attempt=1&"
            "ValidityPeriod=3600&ForceDelivery=false&ContentRetention=retain&"
            "AddressRetention=retain&SmartEncoded=true&ShortenUrls=false&"
            "RiskCheck=disable&From=%2B12125550100&"
            "Body=Hello%21%20%F0%9F%91%8D%20%26%20%C3%A9%3D1%2B1"), {})
        same(made["body"], "Hello! 👍 & é=1+1")
        same(len(made), 20, sorted(made))


def s_recorded_python():
    with World() as w, Customer(w, PYTHON) as customer:
        made = life(w, customer,
                    f"To=%2B{c(1)[1:]}&From=%2B12125550100&"
                    "Body=Hello+there+%2B+more", {"body": ""})
        same(made["body"], "Hello there + more")


def s_recorded_php_with_expect():
    with World() as w, Customer(w, PHP) as customer:
        expect = f"Content-Type: {FORM}\n"
        customer.head += "Expect: 100-continue\n"
        form = f"To=%2B{c(1)[1:]}&From=%2B12125550100&Body=Hello+there"
        status, made = customer.ask("POST", f"{MESSAGES}.json", form, expect,
                                    True)
        same((status, made["body"]), (201, "Hello there"))
        w.settle()
        same(w.sim.seen(1), 1, "submits")


def s_recorded_php():
    with World() as w, Customer(w, PHP) as customer:
        life(w, customer,
             f"To=%2B{c(1)[1:]}&From=%2B12125550100&Body=Hello+there",
             {"more": f"Content-Type: {FORM}\n"})


def s_recorded_other_resources():
    with World(account='numbers = { "+12125550100" }') as w, \
            Customer(w, NODE) as customer:
        for path, key in ((f"{ACCOUNT}.json", "sid"),
                          (f"{ACCOUNT}/Balance.json", "balance"),
                          ("/2010-04-01/Accounts.json", "accounts"),
                          (f"{ACCOUNT}/IncomingPhoneNumbers.json?"
                           "PhoneNumber=%2B12125550100",
                           "incoming_phone_numbers"),
                          (f"{ACCOUNT}/Usage/Records.json?Category=sms&"
                           "PageSize=1", "usage_records"),
                          ("/v1/Services", "services")):
            status, found = customer.ask("GET", path)
            check(status == 200 and key in found, path, status, found)
        m = w.post(1)
        status, found = customer.ask(
            "POST", f"{MESSAGES}/{m}/Feedback.json", "Outcome=confirmed",
            f"Content-Type: {FORM}\n")
        same((status, found["outcome"]), (201, "confirmed"))


def s_recorded_lists_have_one_key_that_is_not_of_paging():
    """Or Python, PHP and Ruby do not find the records."""
    paging = {"end", "first_page_uri", "last_page_uri", "next_page_uri",
              "num_pages", "page", "page_size", "previous_page_uri", "start",
              "total", "uri"}
    with World(account='numbers = { "+12125550100" }') as w, \
            Customer(w, PYTHON) as customer:
        for path, key in ((MESSAGES, "messages"),
                          (f"{ACCOUNT}/IncomingPhoneNumbers",
                           "incoming_phone_numbers"),
                          (f"{ACCOUNT}/SMS/ShortCodes", "short_codes"),
                          (f"{ACCOUNT}/Usage/Records", "usage_records"),
                          ("/2010-04-01/Accounts", "accounts")):
            _, found = customer.ask("GET", f"{path}.json")
            same(set(found) - paging, {key}, path)
            same({"uri", "page", "page_size", "next_page_uri"} - set(found),
                 set(), path)
        _, found = customer.ask("GET", "/v1/Services")
        same(set(found), {"meta", "services"})
        same(set(found["meta"]), {
            "page", "page_size", "first_page_url", "previous_page_url",
            "next_page_url", "key", "url"})


def s_curl_without_escapes():
    """The plus of a number becomes a blank."""
    with World() as w:
        status, _, text = w.ask("POST", f"{MESSAGES}.json",
                                f"To={c(1)}&From=+12125550100&Body=x",
                                Content_Type=FORM)
        same((status, json.loads(text)["to"]), (201, c(1)))
        w.settle()
        same(w.sim.submits(1)[0]["from"], "12125550100")
        for query in (f"To={c(1)}", "From=+12125550100"):
            same(len(w.json("GET", f"{MESSAGES}.json?{query}")["messages"]),
                 1, query)


def s_json_instead_of_a_form():
    with World() as w:
        status, _, text = w.ask("POST", f"{MESSAGES}.json", {
            "To": c(1), "From": "+12125550100", "Body": "x"})
        same((status, json.loads(text)["code"]), (400, 21604))
