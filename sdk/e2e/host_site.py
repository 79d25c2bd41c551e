"""The host pages: another origin than the server's, serving what a test puts up."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "out"
TYPES = {".js": "text/javascript", ".json": "application/json", ".ts": "text/plain"}


class Site(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.address = f"http://localhost:{self.server_port}"
        self.manifest = json.loads((OUT / "manifest.json").read_text())
        self.pages = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A browser that hangs up is what these tests are about, not an error."""

    def put(self, path, body, headers=None):
        """Puts a page up; gives its address."""
        html = f"<!doctype html><title>Page {path}</title>{body}"
        self.pages[path] = (html.encode(), headers or {})
        return self.address + path

    def stub(self):
        return f"<script>{self.manifest['stub']}</script>"

    def tag(self, key, api, **attributes):
        """The tag to paste, with the stub before it."""
        given = {"data-key": key, "data-api": f"{api}/api/v1", **attributes}
        text = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in given.items())
        return f'{self.stub()}<script defer src="/sdk/tracker.js" {text}></script>'


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        path = self.path.split("?")[0]
        headers = {}
        if path.startswith("/sdk/") and (OUT / path[5:]).is_file():
            file = OUT / path[5:]
            body, kind = file.read_bytes(), TYPES[file.suffix]
            headers = {"Access-Control-Allow-Origin": "*"}
        elif path in self.server.pages:
            body, headers = self.server.pages[path]
            kind = "text/html"
        else:
            body, kind = b"", None
        self.send_response(200 if kind else 404)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", f"{kind or 'text/plain'}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(204)
        self.end_headers()
