"""As much of S3 as artifacts need, over HTTP on loopback: ranges, conditional puts, parts, listings, deletes."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape, unescape


class Bucket(ThreadingHTTPServer):
    """`objects` by key; `requests` as `METHOD key`, in order. `failing` answers every request with 503.

    Every object is of `written`: a whole second, since S3 tells milliseconds in listings and none elsewhere.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.uploads: dict[str, dict[int, bytes]] = {}
        self.requests: list[str] = []
        self.failing = False
        self.written = datetime.now(UTC).replace(microsecond=0)
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @classmethod
    @contextmanager
    def serving(cls) -> "Iterator[Bucket]":
        bucket = cls()
        thread = threading.Thread(target=bucket.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield bucket
        finally:
            bucket.shutdown()
            thread.join()
            bucket.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Bucket

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        """Says nothing."""

    def _begin(self) -> tuple[str, dict[str, str], bytes] | None:
        """Key, query and body; None when the request was answered already."""
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        key = unquote(address.path).removeprefix("/bucket").removeprefix("/")
        query = {name: values[0] for name, values in parse_qs(address.query, keep_blank_values=True).items()}
        self.server.requests.append(f"{self.command} {key}")
        if self.server.failing:
            self._answer(503)
            return None
        return key, query, body

    def do_PUT(self) -> None:
        if (asked := self._begin()) is None:
            return
        key, query, body = asked
        with self.server.lock:
            if "uploadId" in query:
                self.server.uploads[query["uploadId"]][int(query["partNumber"])] = body
            elif self.headers.get("If-None-Match") == "*" and key in self.server.objects:
                self._answer(412)
                return
            else:
                self.server.objects[key] = body
        self._answer(200, headers={"ETag": '"tag"'})

    def do_POST(self) -> None:
        if (asked := self._begin()) is None:
            return
        key, query, body = asked
        with self.server.lock:
            if "delete" in query:
                keys = [unescape(key) for key in re.findall(r"<Key>(.*?)</Key>", body.decode())]
                for key in keys:
                    self.server.objects.pop(key, None)
                deleted = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
                self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>")
                return
            if "uploads" in query:
                upload = f"u{len(self.server.uploads)}"
                self.server.uploads[upload] = {}
                self._answer(200, f"<R><Bucket>b</Bucket><Key>{escape(key)}</Key><UploadId>{upload}</UploadId></R>")
                return
            parts = self.server.uploads.pop(query["uploadId"])
            self.server.objects[key] = b"".join(parts[number] for number in sorted(parts))
        self._answer(
            200,
            f"<CompleteMultipartUploadResult><Key>{escape(key)}</Key><ETag>t</ETag></CompleteMultipartUploadResult>",
        )

    def do_GET(self) -> None:
        if (asked := self._begin()) is None:
            return
        key, query, _ = asked
        if "list-type" in query:
            self._list(query["prefix"])
            return
        data = self.server.objects.get(key)
        if data is None:
            self._answer(404)
            return
        headers = {"ETag": '"tag"', "Last-Modified": format_datetime(self.server.written, usegmt=True)}
        span = self.headers.get("Range")
        if span is None:
            self._answer(200, data, headers=headers)
            return
        first, last = map(int, span.removeprefix("bytes=").split("-"))
        if first >= len(data):
            self._answer(416)
            return
        part = data[first : last + 1]
        headers["Content-Range"] = f"bytes {first}-{first + len(part) - 1}/{len(data)}"
        self._answer(206, part, headers=headers)

    do_HEAD = do_GET

    def do_DELETE(self) -> None:
        """An upload is given up; objects are deleted by POST, many at once."""
        if (asked := self._begin()) is None:
            return
        self.server.uploads.pop(asked[1].get("uploadId", ""), None)
        self._answer(204)

    def _list(self, prefix: str) -> None:
        time = f"{self.server.written:%Y-%m-%dT%H:%M:%S}.000Z"
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{time}</LastModified><ETag>t</ETag>"
            f"<Size>{len(self.server.objects[key])}</Size></Contents>"
            for key in sorted(self.server.objects)
            if key.startswith(prefix)
        )
        self._answer(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>")

    def _answer(self, status: int, body: bytes | str = b"", *, headers: dict[str, str] | None = None) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
