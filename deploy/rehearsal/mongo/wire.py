"""MongoDB's messages: read from a socket, taken apart, and answered."""

import itertools
import struct

import bson
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument

# Of a body only the names on top are of interest; what they hold goes on as it came.
LAZY = CodecOptions(document_class=RawBSONDocument)
OP_REPLY, OP_QUERY, OP_MSG = 1, 2004, 2013
MORE_TO_COME = 1 << 1
HEADER = struct.Struct("<iiii")
MOST_BYTES = 48_000_000

_ids = itertools.count(1)


class Refused(Exception):
    """A command's error, with its code."""

    def __init__(self, code, name, message):
        super().__init__(message)
        self.answer = {"ok": 0.0, "errmsg": message, "code": code, "codeName": name}


class Message:
    """One message of a client: as it came, and what it asks for."""

    def __init__(self, raw):
        self.raw = raw
        _, self.request, _, self.kind = HEADER.unpack_from(raw)
        if self.kind == OP_MSG:
            self.answered = not struct.unpack_from("<I", raw, 16)[0] & MORE_TO_COME
            at = 20
            while True:
                (length,) = struct.unpack_from("<i", raw, at + 1)
                if raw[at] == 0:
                    break
                at += 1 + length
            self.place = at + 1, at + 1 + length
            self.body = bson.decode(raw[slice(*self.place)])
        elif self.kind == OP_QUERY:
            # Only ever the first hello of a connection: its name, two numbers, and the command.
            self.answered = True
            at = raw.index(b"\0", 20) + 1 + 8
            (length,) = struct.unpack_from("<i", raw, at)
            self.body = bson.decode(raw[at : at + length])
            self.body.setdefault("$db", "admin")
        else:
            raise ConnectionError(f"a message of the unknown kind {self.kind}")
        self.command = next(iter(self.body))

    def without(self, names):
        """The same message, without these names of its body."""
        if not names & self.body.keys():
            return self.raw
        start, end = self.place
        kept = {key: value for key, value in bson.decode(self.raw[start:end], LAZY).items() if key not in names}
        return _sized(self.raw[:start] + bson.encode(kept) + self.raw[end:])

    def answer(self, document):
        payload = bson.encode(document)
        if self.kind == OP_QUERY:
            rest = struct.pack("<iqii", 8, 0, 0, 1) + payload
            return HEADER.pack(16 + len(rest), next(_ids), self.request, OP_REPLY) + rest
        rest = struct.pack("<I", 0) + b"\0" + payload
        return HEADER.pack(16 + len(rest), next(_ids), self.request, OP_MSG) + rest


def with_more(answer, more):
    """A server's answer, with further fields at the end of its body."""
    start = 21
    (length,) = struct.unpack_from("<i", answer, start)
    fields = bson.encode(more)[4:-1]
    body = struct.pack("<i", length + len(fields)) + answer[start + 4 : start + length - 1] + fields + b"\0"
    return _sized(answer[:start] + body + answer[start + length :])


def _sized(message):
    return struct.pack("<i", len(message)) + message[4:]


def read(sock):
    """The next message's bytes, or None at the end."""
    head = _exactly(sock, 16)
    if head is None:
        return None
    length = HEADER.unpack(head)[0]
    if not 16 < length <= MOST_BYTES:
        raise ConnectionError(f"a message of {length} bytes")
    rest = _exactly(sock, length - 16)
    return None if rest is None else head + rest


def call(sock, command):
    """Asks one command of a server and returns its answer."""
    payload = b"\0\0\0\0\0" + bson.encode(command)
    sock.sendall(HEADER.pack(16 + len(payload), next(_ids), 0, OP_MSG) + payload)
    answer = read(sock)
    if answer is None:
        raise ConnectionError("hung up")
    return Message(answer).body


def _exactly(sock, count):
    parts = []
    while count:
        part = sock.recv(min(count, 1 << 20))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
