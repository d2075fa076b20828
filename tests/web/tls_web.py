# SPDX-License-Identifier: BSD-2-Clause
"""TLS of the listener (reliability.md 7.5)."""
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import time

from client import HOST, Client, request
from lib import FULL, PATIENCE, PROGRAMS, World, check, free_port, same

ALIVE = f"GET /healthz HTTP/1.1\r\n{HOST}\r\n"


def make(folder, name, kind=("ec", "-pkeyopt", "ec_paramgen_curve:P-256")):
    """A certificate of its own making, and its key."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", *kind, "-nodes", "-days",
         "3650", "-subj", f"/CN={name}", "-addext",
         "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem",
         "-out", folder / "cert.pem"], check=True, capture_output=True)
    (folder / "key.pem").chmod(0o600)


class Secure(World):
    """With a second listener, that speaks TLS."""

    def __init__(self, more=""):
        self.secure = free_port()
        self.more = more
        super().__init__(start=False)
        make(self.work, "first")
        self.extra = f"""\
http "tls" {{
    listen = "127.0.0.1:{self.secure}"
    tls_certificate = "cert.pem"
    tls_key = "key.pem"
    {more}
}}
"""
        self.configure()
        self.start()

    def dial(self, **options):
        """A connection, its handshake done."""
        return Client(self, sock=self.shake(**options))

    def shake(self, least=ssl.TLSVersion.TLSv1_2,
              most=ssl.TLSVersion.TLSv1_3, ciphers=None, alpn=()):
        """A handshake; ssl.SSLError if it fails."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_ciphers(ciphers or "DEFAULT:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = least, most
        if alpn:
            context.set_alpn_protocols(list(alpn))
        plain = socket.create_connection(("127.0.0.1", self.secure), PATIENCE)
        try:
            return context.wrap_socket(plain)
        except BaseException:
            plain.close()
            raise

    def refuses(self, **options):
        """Fail unless the handshake fails."""
        try:
            self.shake(**options).close()
        except (ssl.SSLError, ConnectionError):
            return
        check(False, "a handshake that must fail:", options)

    def name(self):
        """Of the certificate that it shows to a new caller."""
        with self.shake() as s:
            shown = ssl.DER_cert_to_PEM_cert(s.getpeercert(True))
        return subprocess.run(["openssl", "x509", "-noout", "-subject"],
                              input=shown, text=True, capture_output=True,
                              check=True).stdout.split("=")[-1].strip()

    def hup(self):
        """As an operator's renewal does it."""
        before = self.log_text().count("configuration ")
        os.kill(self.daemon.pid, signal.SIGHUP)
        end = time.monotonic() + PATIENCE
        while self.log_text().count("configuration ") == before:
            check(time.monotonic() < end, "no reload")
            time.sleep(0.01)


def good(client):
    """It serves."""
    client.write(ALIVE)
    found = client.answer()
    same(found.status, 200)
    return found


def tls_only_12_and_13_are_spoken():
    with Secure() as w:
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with w.dial(least=version, most=version) as client:
                found = good(client)
                check("max-age=" in found.get("Strict-Transport-Security"),
                      found.fields)
        for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            w.refuses(least=version, most=version)
        same(w.ask("GET", "/healthz")[0], 200)      # of the plain one


def tls_the_oldest_version_is_configured():
    with Secure("tls_min = 1.3") as w:
        w.refuses(most=ssl.TLSVersion.TLSv1_2)
        with w.dial() as client:
            good(client)


def tls_ciphers_are_aead_with_a_key_of_the_moment():
    old = ssl.TLSVersion.TLSv1_2
    with Secure() as w:
        for ciphers in ("AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA",
                        "ECDHE-ECDSA-AES256-SHA384", "aNULL", "NULL",
                        "DHE-RSA-AES128-GCM-SHA256", "PSK"):
            try:
                w.refuses(most=old, ciphers=f"{ciphers}:@SECLEVEL=0")
            except ssl.SSLError:
                pass    # this client does not even have it
        for ciphers in ("ECDHE-ECDSA-AES128-GCM-SHA256",
                        "ECDHE-ECDSA-AES256-GCM-SHA384",
                        "ECDHE-ECDSA-CHACHA20-POLY1305"):
            with w.dial(most=old, ciphers=ciphers) as client:
                good(client)
                check(client.sock.compression() is None, "compression")


def tls_alpn_is_http_1_1():
    with Secure() as w:
        for alpn, want in (((), None), (("http/1.1",), "http/1.1"),
                           (("h2", "http/1.1"), "http/1.1")):
            with w.dial(alpn=alpn) as client:
                same(client.sock.selected_alpn_protocol(), want, alpn)
                good(client)
        w.refuses(alpn=("h2",))
        w.refuses(alpn=("http/1.0", "spdy/3"))


def tls_another_certificate_comes_with_sighup():
    with Secure() as w:
        same(w.name(), "first")
        with w.dial() as client:
            good(client)
            make(w.work, "second")
            same(w.name(), "first", "before the signal")
            w.hup()
            same(w.name(), "second")
            good(client)    # its connection stands
        # A renewal that went wrong: what was good stays.
        (w.work / "key.pem").write_text("no key\n")
        done = subprocess.run(
            [PROGRAMS / "esmectl", "-s", w.work / "control", "reload"],
            capture_output=True, text=True, timeout=PATIENCE, check=False)
        check(done.returncode != 0 and "the log says what" in done.stderr,
              done)
        check("key.pem" in w.log_text(), "the log does not name it")
        w.hup()
        check("the old one stays" in w.log_text(), "the reload was taken")
        same(w.name(), "second")
        shutil.copy(w.work / "cert.pem", w.work / "kept.pem")
        make(w.work, "third")
        shutil.copy(w.work / "kept.pem", w.work / "cert.pem")
        w.hup()
        same(w.name(), "second")


def tls_no_renegotiation_no_ticket_no_early_data():
    with Secure() as w:
        def said(*options, to):
            return subprocess.run(
                ["openssl", "s_client", "-connect", f"127.0.0.1:{w.secure}",
                 *options], input=to, text=True, capture_output=True,
                timeout=PATIENCE, check=False)
        done = said("-tls1_2", to="R\n")
        text = done.stdout + done.stderr
        check("no renegotiation" in text or "handshake failure" in text or
              "RENEGOTIATING" in text and done.returncode != 0, text[-600:])
        for version in ("-tls1_2", "-tls1_3"):
            text = said(version, to="Q\n").stdout
            check("Compression: NONE" in text, text[-300:])
            check("TLS session ticket:" not in text, "a ticket", version)
            check("Max Early Data: 0" in text or "Early data was not sent"
                  in text or version == "-tls1_2", text[-300:])


def tls_what_is_no_handshake_is_let_go():
    with Secure() as w:
        with Client(w, port=w.secure) as client:
            client.write(ALIVE)
            client.more()       # an alert, or the end
            check(b"HTTP" not in client.rest, client.rest)
        with Client(w, port=w.secure) as client:
            client.write(b"\x16\x03\x01")
            w.settle()
            w.advance(9.9)
            check(client.is_open(), "closed too soon")
            w.advance(0.2)
            check(not client.is_open(), "stays without a handshake")
        with w.dial() as client:
            good(client)


def tls_requests_are_the_same_byte_by_byte():
    with Secure() as w, w.dial() as client:
        client.write(request("GET", "/v1/messages"), each=1)
        same(client.answer().status, 200)
        client.write(request("GET", "/v1/messages") * 40)
        for _ in range(40):
            same(client.answer().status, 200)


def checked(w, want, *words):
    """What `esmed -t` says of it."""
    done = subprocess.run([PROGRAMS / "esmed", "-t", "-c", w.conf],
                          capture_output=True, text=True, timeout=PATIENCE,
                          check=False)
    same(done.returncode, want, done.stderr)
    for word in words:
        check(word in done.stderr, word, "is not in", done.stderr)


def tls_files_are_judged_by_the_check():
    with Secure() as w:
        checked(w, 0)
        (w.work / "key.pem").chmod(0o644)
        checked(w, 0, "chmod 600", "tls_key")
        elsewhere = pathlib.Path(w.work / "elsewhere")
        elsewhere.mkdir()
        make(elsewhere, "other")
        shutil.copy(elsewhere / "key.pem", w.work / "key.pem")
        checked(w, 78, "is not that of the certificate", "tls")
        (w.work / "cert.pem").write_text("nothing\n")
        checked(w, 78, "not a certificate")
        make(w.work, "weak", ("rsa:1024",))
        checked(w, 78, "too weak")
        text = w.conf.read_text()
        w.conf.write_text(text.replace('tls_key = "key.pem"', ""))
        checked(w, 78, "of no use without tls_key", "tls_certificate")
        w.conf.write_text(text.replace('"cert.pem"', '"gone.pem"'))
        checked(w, 78, "gone.pem")


def issue(folder):
    """A certificate as an authority issues one, instead of what is there; the
    authority's own."""
    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True,
                       cwd=folder)

    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-days", "365", "-subj",
            "/CN=An authority", "-addext", "keyUsage=critical,keyCertSign",
            "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", "-new", "-key", "key.pem", "-subj", "/CN=localhost",
            "-out", "csr.pem")
    (folder / "leaf.cnf").write_text(
        "subjectAltName=DNS:localhost\n"
        "keyUsage=critical,digitalSignature\n"
        "extendedKeyUsage=serverAuth\n"
        "crlDistributionPoints=URI:http://localhost/list.crl\n")
    openssl("x509", "-req", "-in", "csr.pem", "-CA", "ca.pem", "-CAkey",
            "ca.key", "-CAcreateserial", "-days", "90", "-extfile",
            "leaf.cnf", "-out", "cert.pem")
    return folder / "ca.pem"


def tls_testssl_has_nothing_against_it():
    """All that testssl.sh tries, of which most is of no use on this port; what
    it says of HTTP is said in other tests."""
    tester = shutil.which("testssl") or shutil.which("testssl.sh")
    if not FULL or tester is None:
        return "runs with --full"
    with Secure() as w:
        authority = issue(w.work)
        w.hup()
        told = w.work / "told.json"
        subprocess.run(
            [tester, "--quiet", "--color", "0", "--warnings", "batch",
             "--nodns", "none", "--ip", "127.0.0.1", "--add-ca", authority,
             "--jsonfile", told, "--connect-timeout", "5",
             "--openssl-timeout", "5", "-p", "-s", "-f", "-P", "-S", "-U",
             f"localhost:{w.secure}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
        found = json.loads(told.read_text())
        print(len(found), "findings of testssl",
              [f for f in found if f["severity"] not in ("OK", "INFO")])
        check(len(found) > 60, "testssl did not get far:", found)
        against = [(f["id"], f["severity"], f["finding"]) for f in found
                   if f["severity"] in ("MEDIUM", "HIGH", "CRITICAL")]
        same(against, [])


tls_testssl_has_nothing_against_it.limit = 900
