"""A server that is not IAFA: says the same to everybody."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Impostor(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, status, body=b"<h1>Welcome</h1>", **headers):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = (status, headers, body)
        self.seen = []
        self.address = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.command, self.path))
        status, headers, body = self.server.answer
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST
