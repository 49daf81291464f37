"""Where pushes arrive. PushService is a look-alike of a browser vendor's Web Push service with a browser behind it:
it checks VAPID and decrypts RFC 8291 with Python's own cryptography. WebhookSink is an ordinary web server."""
import base64
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import ssl
import subprocess
import threading
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def b64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def unb64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Sink:
    """An HTTP server on a free loopback port. `answer(request)` decides the status; `got` holds what came, with its time."""

    def __init__(self, statuses=(), delay=0.0):
        self.got, self.refused, self.statuses, self.delay = [], [], list(statuses), delay
        self.changed = threading.Condition()
        sink = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if sink.delay:
                    time.sleep(sink.delay)
                status, headers = sink.receive(self, body)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": "0"}.items():
                    self.send_header(name, value)
                self.end_headers()

            do_POST = do_GET = do_PUT = handle_any

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 256
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def receive(self, request, body):
        return self.note({"path": request.path, "headers": dict(request.headers), "body": body})

    def note(self, entry):
        with self.changed:
            status = self.statuses.pop(0) if self.statuses else 201
            entry["at"], entry["status"] = time.time(), status
            (self.got if status < 300 else self.refused).append(entry)
            self.changed.notify_all()
        return (status, {}) if isinstance(status, int) else status

    def wait_for(self, count=1, seconds=20):
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.got) >= count, seconds):
                raise TimeoutError(f"{len(self.got)} of {count} pushes came in {seconds} s; refused: {self.refused}")
            return self.got[:count]

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class WebhookSink(Sink):
    """Checks the Standard Webhooks signature of each request; a wrong one is answered 401."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.key = os.urandom(24)
        self.secret = "whsec_" + base64.b64encode(self.key).decode()
        self.url = f"http://127.0.0.1:{self.port}/hook"

    def receive(self, request, body):
        identity, stamp = request.headers["webhook-id"], request.headers["webhook-timestamp"]
        signed = f"{identity}.{stamp}.".encode() + body
        wanted = "v1," + base64.b64encode(hmac.new(self.key, signed, hashlib.sha256).digest()).decode()
        entry = {"id": identity, "body": json.loads(body), "headers": dict(request.headers)}
        if wanted not in request.headers["webhook-signature"].split(" ") or abs(time.time() - int(stamp)) > 300:
            self.refused.append({**entry, "why": "signature"})
            return 401, {}
        return self.note(entry)

    def channel(self):
        return {"kind": "webhook", "url": self.url, "secret": self.secret}


class HttpsSink(Sink):
    """Takes JSON over TLS, whoever sends it; `ca` is its certificate, kept in `folder`."""

    def __init__(self, folder, *args, **options):
        super().__init__(*args, **options)
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.ca = folder / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", "/CN=sink", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", self.ca],
                       check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca, folder / "key.pem")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.port}/room"

    def receive(self, request, body):
        return self.note({"path": request.path, "headers": dict(request.headers), "body": json.loads(body)})


class PushService(Sink):
    """One subscription; `got` holds the decrypted payloads as "text"."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        self.endpoint = f"http://127.0.0.1:{self.port}/push/{os.urandom(6).hex()}"
        self.public = self.private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)

    def channel(self):
        return {"kind": "webpush", "endpoint": self.endpoint, "p256dh": b64url(self.public), "auth": b64url(self.auth)}

    def receive(self, request, body):
        if "TTL" not in request.headers:
            return 400, {}
        if not self.endpoint.endswith(request.path):
            return 404, {}
        self.check_vapid(request.headers.get("Authorization", ""))
        text = self.decrypt(body).decode() if body else ""
        return self.note({"text": text, "headers": dict(request.headers)})

    def check_vapid(self, authorization):
        scheme, _, rest = authorization.partition(" ")
        parts = dict(item.strip().split("=", 1) for item in rest.split(","))
        assert scheme == "vapid", authorization
        signed, _, signature = parts["t"].rpartition(".")
        raw = unb64url(signature)
        der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64url(parts["k"]))
        key.verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
        claims = json.loads(unb64url(signed.split(".")[1]))
        assert claims["aud"] == f"http://127.0.0.1:{self.port}", claims
        assert time.time() < claims["exp"] <= time.time() + 24 * 3600, claims

    def decrypt(self, body):
        """RFC 8291 section 3.4, the receiver's side."""
        salt, length = body[:16], body[20]
        sender, sealed = body[21:21 + length], body[21 + length:]
        shared = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        derive = lambda salt, info, size, secret: HKDF(hashes.SHA256(), size, salt, info).derive(secret)
        ikm = derive(self.auth, b"WebPush: info\0" + self.public + sender, 32, shared)
        key = derive(salt, b"Content-Encoding: aes128gcm\0", 16, ikm)
        nonce = derive(salt, b"Content-Encoding: nonce\0", 12, ikm)
        return AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")[:-1]
