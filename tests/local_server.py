"""A publisher's web server on the loopback interface that gives the answers a test scripts, in order."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Answer:
    """One answer. `sent` cuts the body short of its declared length; `pauses` says nothing until the test is over."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    sent: int | None = None
    pauses: bool = False


@dataclass
class Publisher:
    """The scripted answers (the last one is given for ever) and what was asked: path and headers of each request."""

    url: str
    answers: list[Answer]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        self.asked.append((path, headers))
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


@contextmanager
def publisher(*answers: Answer) -> Iterator[Publisher]:
    """Serve the answers on a free port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = served.answer(self.path, {name.lower(): value for name, value in self.headers.items()})
            if answer.pauses:
                served.over.wait(5)
                return
            self.send_response(answer.status)
            for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                self.send_header(name, value.replace("{here}", served.url))
            self.end_headers()
            self.wfile.write(answer.body[: answer.sent])

        def log_message(self, *args: object) -> None:
            """Say nothing: the tests ask what was asked."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = Publisher(f"http://127.0.0.1:{server.server_port}", list(answers))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            served.over.set()
            server.shutdown()
            thread.join()
