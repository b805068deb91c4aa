"""Stands in for mongod and mongos: what the cluster's scripts and drivers ask of them, and no more.

Sets, elections, users, the list of shards and of sharded collections are made up here and kept in the
data folder. Documents are not: all of them are in one embedded server of the shop, which runs in
shard1-a, and which the routers and the members of shard1 hand everything else to. So there is a
password to know, a primary to find and a time to be told, but neither replication nor sharding; what a
driver sends twice is done twice.

Takes the command lines of docker-compose.yml. BSON is Debian's python3-bson.
"""

import datetime
import glob
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import time

import bson
import bson.binary
import bson.timestamp
import scram
import wire
from wire import Refused

PORT = 27017
DATABASE_HOST, DATABASE_PORT = "shard1-a", 27018
DATABASE_MEMORY = os.environ.get("STAND_IN_DATABASE_MEMORY", "192m")
BEAT_SECONDS, CALL_SECONDS, DATABASE_SECONDS = 0.5, 3, 60
OPEN = {"hello", "isMaster", "ismaster", "ping", "buildInfo", "buildinfo", "endSessions", "connectionStatus"}
USERS = {"createUser", "updateUser", "usersInfo", "createRole", "updateRole", "rolesInfo"}
SHARDING = {"listShards", "addShard", "shardCollection"}
# What sessions are made of. One server has all documents, so that whoever asks has always seen everything.
SESSION = {"lsid", "txnNumber", "readConcern", "$clusterTime", "$readPreference"}
SESSION_MINUTES = 30
NOBODY = Refused(133, "FailedToSatisfyReadPreference", "no database: shard1-a does not answer")


def say(text):
    print(f"stand-in: {text}", flush=True)


def option(name):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else None


def batch(namespace, found):
    return {"cursor": {"id": bson.Int64(0), "ns": namespace, "firstBatch": found}}


def times():
    """The database's time, which only ever grows: by the clock of the machine that all routers share."""
    now = time.time_ns()
    stamp = bson.timestamp.Timestamp(now // 10**9, now // 10**3 % 10**6 + 1)
    signature = {"hash": bson.binary.Binary(bytes(20)), "keyId": bson.Int64(0)}
    return {"operationTime": stamp, "$clusterTime": {"clusterTime": stamp, "signature": signature}}


def split(addresses):
    return [tuple(entry.rsplit(":", 1)) for entry in addresses.split(",")]


class Catalogue:
    """What a set agrees on: its members, users, and on the config servers the shards."""

    EMPTY = {"version": 0, "set": None, "members": [], "users": {}, "roles": {}, "shards": {}, "sharded": {}}

    def __init__(self, file):
        self.file = pathlib.Path(file)
        self.lock = threading.Lock()
        self.now = json.loads(self.file.read_text()) if self.file.exists() else dict(self.EMPTY)

    def change(self, action):
        with self.lock:
            later = json.loads(json.dumps(self.now))
            action(later)
            later["version"] += 1
            self._keep(later)

    def adopt(self, other):
        with self.lock:
            if other["version"] > self.now["version"]:
                self._keep(other)

    def _keep(self, later):
        new = self.file.with_suffix(".new")
        new.write_text(json.dumps(later))
        new.replace(self.file)
        self.now = later


def administer(catalogue, body, command):
    """Commands on users and on shards; for whoever holds the catalogue."""
    now, name = catalogue.now, body[command]
    if command in ("createUser", "updateUser", "createRole", "updateRole"):
        kind = "users" if command.endswith("User") else "roles"
        if (name in now[kind]) == command.startswith("create"):
            known = name in now[kind]
            raise Refused(51003 if known else 11, "Location51003" if known else "UserNotFound", f"{name}?")
        entry = {"roles": json.loads(json.dumps(body.get("roles", [])))}
        if "pwd" in body:
            entry["credentials"] = scram.credentials(body["pwd"])
        catalogue.change(lambda later: later[kind].setdefault(name, {}).update(entry))
        return {}
    if command in ("usersInfo", "rolesInfo"):
        kind, one = ("users", "user") if command == "usersInfo" else ("roles", "role")
        asked = name[0] if isinstance(name, list) else name
        asked = asked[one] if isinstance(asked, dict) else asked
        if asked not in now[kind]:
            return {kind: []}
        return {kind: [{"_id": f"admin.{asked}", one: asked, "db": "admin", "roles": now[kind][asked]["roles"]}]}
    if command == "listShards":
        return {"shards": [{"_id": shard, "host": host, "state": 1} for shard, host in now["shards"].items()]}
    if command == "addShard":
        catalogue.change(lambda later: later["shards"].update({body["name"]: name}))
        return {"shardAdded": body["name"]}
    if command == "shardCollection":
        catalogue.change(lambda later: later["sharded"].update({name: dict(body["key"])}))
        return {"collectionsharded": name}
    raise Refused(59, "CommandNotFound", f"no such command: '{command}'")


class Server:
    """What a member and a router have in common: connections, passwords, the way to the documents."""

    def __init__(self):
        self.secret = pathlib.Path(option("--keyFile")).read_text().strip()

    def serve(self):
        listener = socket.create_server(("0.0.0.0", PORT), backlog=256)
        say(f"waiting for connections on port {PORT}")
        while True:
            sock, peer = listener.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._talk, args=(sock, peer[0]), daemon=True).start()

    def _talk(self, sock, peer):
        client = Client(peer)
        try:
            while (raw := wire.read(sock)) is not None:
                message = wire.Message(raw)
                reply = self._reply(client, message)
                if message.answered:
                    sock.sendall(reply)
        except OSError:
            pass
        finally:
            client.close()
            sock.close()

    def _reply(self, client, message):
        try:
            try:
                answer = self._answer(client, message)
            except OSError:
                client.close()
                raise NOBODY from None
        except Refused as refused:
            answer = refused.answer
        if isinstance(answer, bytes):
            return answer
        return message.answer({**answer, "ok": answer.get("ok", 1.0)})

    def _answer(self, client, message):
        command, body = message.command, message.body
        if command in ("hello", "isMaster", "ismaster"):
            return {**self.hello(), **self._limits(body)}
        if command in ("saslStart", "saslContinue"):
            return self._let_in(client, command, body)
        if command == "buildInfo":
            return {"version": "0.0.0-stand-in", "versionArray": [0, 0, 0, 0], "modules": []}
        trusted = body.get("$standIn") == self.secret
        if command not in OPEN and not trusted and not client.user and not self.exception(client, command):
            raise Refused(13, "Unauthorized", f"command {command} requires authentication")
        if command in OPEN:
            return {}
        return self.answer(client, message)

    @staticmethod
    def _limits(body):
        more = {"saslSupportedMechs": [scram.MECHANISM]} if "saslSupportedMechs" in body else {}
        return {
            "maxBsonObjectSize": 16 << 20, "maxMessageSizeBytes": wire.MOST_BYTES, "maxWriteBatchSize": 100_000,
            "localTime": datetime.datetime.now(datetime.timezone.utc), "connectionId": 1,
            "minWireVersion": 0, "maxWireVersion": 9, "readOnly": False,
            "logicalSessionTimeoutMinutes": SESSION_MINUTES, **more,
        }

    def _let_in(self, client, command, body):
        failed = Refused(18, "AuthenticationFailed", "Authentication failed.")
        if command == "saslStart":
            if body["mechanism"] != scram.MECHANISM:
                raise failed
            client.exchange = scram.Exchange(body["payload"], self.credentials_of)
            client.short = body.get("options", {}).get("skipEmptyExchange", False)
            return {"conversationId": 1, "done": False, "payload": client.exchange.challenge.encode()}
        if not bytes(body["payload"]) and client.user:
            return {"conversationId": 1, "done": True, "payload": b""}
        proof = client.exchange.prove(body["payload"])
        if proof is None:
            raise failed
        client.user = client.exchange.user
        return {"conversationId": 1, "done": client.short, "payload": proof.encode()}

    def credentials_of(self, user):
        return self.catalogue()["users"].get(user, {}).get("credentials")

    def exception(self, client, command):
        return False

    def ask(self, host, port, command):
        with socket.create_connection((host, int(port)), CALL_SECONDS) as sock:
            return wire.call(sock, {**command, "$db": "admin", "$standIn": self.secret})


class Client:
    """One connection, and its own one to the documents."""

    def __init__(self, peer):
        self.peer, self.user, self.exchange, self.short, self.database = peer, None, None, False, None

    def hand_on(self, message):
        if self.database is None:
            self.database = socket.create_connection((DATABASE_HOST, DATABASE_PORT), CALL_SECONDS)
            self.database.settimeout(DATABASE_SECONDS)
            self.database.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.database.sendall(message.without(SESSION))
        if not message.answered:
            return b""
        answer = wire.read(self.database)
        if answer is None:
            raise ConnectionError("the database hung up")
        return wire.with_more(answer, times())

    def close(self):
        if self.database is not None:
            self.database.close()
            self.database = None


class Member(Server):
    """mongod: a member of a set. Primary is the first in the list that is alive."""

    def __init__(self):
        super().__init__()
        self.set = option("--replSet")
        self.kept = Catalogue(pathlib.Path(option("--dbpath")) / "stand-in.json")
        self.alive = set()
        self.name = None
        self.holds_documents = self.set == "shard1"
        threading.Thread(target=self._beat, daemon=True).start()

    def catalogue(self):
        return self.kept.now

    def _beat(self):
        while True:
            addresses, alive = self.kept.now["members"], set()
            for address in addresses:
                host, port = address.rsplit(":", 1)
                try:
                    seen = self.ask(host, port, {"standInState": 1})
                    alive.add(address)
                    if seen["me"] == socket.gethostname():
                        self.name = address
                    else:
                        self.kept.adopt(json.loads(seen["state"]))
                except OSError:
                    pass
            if addresses and alive != self.alive:
                self.alive = alive
                say(f"{self.set}: {len(alive)} of {len(addresses)} alive, primary {self.primary()}")
            time.sleep(BEAT_SECONDS)

    def primary(self):
        """Whoever comes first of those alive, if they are the majority."""
        members = self.kept.now["members"]
        if len(self.alive) * 2 <= len(members):
            return None
        return next((address for address in members if address in self.alive), None)

    def is_primary(self):
        return self.name is not None and self.primary() == self.name

    def hello(self):
        if not self.kept.now["set"]:
            return {"ismaster": False, "isWritablePrimary": False, "secondary": False, "isreplicaset": True}
        first = self.is_primary()
        primary = {"primary": self.primary()} if self.primary() else {}
        return {
            "ismaster": first, "isWritablePrimary": first, "secondary": not first, "setName": self.set,
            "setVersion": 1, "hosts": self.kept.now["members"], "me": self.name or "unknown", **primary,
        }

    def exception(self, client, command):
        first = command in ("replSetInitiate", "createUser")
        return first and client.peer == "127.0.0.1" and not self.kept.now["users"]

    def answer(self, client, message):
        command, body = message.command, message.body
        if command == "standInState":
            return {"me": socket.gethostname(), "state": json.dumps(self.kept.now)}
        if command == "standInJoin":
            self.kept.adopt(json.loads(body["state"]))
            return {}
        if command == "replSetInitiate":
            return self._initiate(body[command])
        if command == "replSetGetStatus":
            return {"set": self.set, "members": [self._status(address) for address in self.kept.now["members"]]}
        if command in USERS | SHARDING:
            if not self.is_primary():
                raise Refused(10107, "NotWritablePrimary", "not primary")
            return administer(self.kept, body, command)
        if self.holds_documents:
            return client.hand_on(message)
        if command == "count":
            return {"n": 0}
        if command == "find":
            return batch(f"{body['$db']}.{body[command]}", [])
        raise Refused(59, "CommandNotFound", f"no such command: '{command}'")

    def _initiate(self, config):
        if self.kept.now["set"]:
            raise Refused(23, "AlreadyInitialized", "already initialized")
        if config["_id"] != self.set:
            raise Refused(93, "InvalidReplicaSetConfig", f"this server is of {self.set}")
        members = [member["host"] for member in config["members"]]
        state = {**Catalogue.EMPTY, "version": 1, "set": self.set, "members": members}
        for address in members:
            host, port = address.rsplit(":", 1)
            try:
                self.ask(host, port, {"standInState": 1})
            except OSError:
                raise Refused(74, "NodeNotFound", f"{address} does not answer") from None
        for address in members:
            host, port = address.rsplit(":", 1)
            self.ask(host, port, {"standInJoin": 1, "state": json.dumps(state)})
        say(f"{self.set}: made of {', '.join(members)}")
        return {}

    def _status(self, address):
        alive = address in self.alive
        state = "PRIMARY" if address == self.primary() else "SECONDARY" if alive else "(not reachable/healthy)"
        return {"name": address, "health": 1.0 if alive else 0.0, "stateStr": state}


class Router(Server):
    """mongos: listens once the config servers are a set; all it knows is theirs."""

    def __init__(self):
        super().__init__()
        self.config = split(option("--configdb").split("/", 1)[1])
        self.seen = dict(Catalogue.EMPTY)
        say("waiting for the config servers' set")
        while not self.catalogue()["set"]:
            time.sleep(BEAT_SECONDS)

    def catalogue(self):
        for host, port in self.config:
            try:
                self.seen = json.loads(self.ask(host, port, {"standInState": 1})["state"])
                return self.seen
            except OSError:
                continue
        return self.seen

    def hello(self):
        return {"ismaster": True, "isWritablePrimary": True, "msg": "isdbgrid"}

    def answer(self, client, message):
        command, body = message.command, message.body
        if command in USERS | SHARDING:
            return self._at_primary({key: value for key, value in body.items() if not key.startswith("$")})
        if body["$db"] == "config" and command == "find":
            wanted = body["filter"]["_id"]
            key = self.catalogue()["sharded"].get(wanted)
            found = [{"_id": wanted, "key": key}] if key else []
            return batch("config.collections", found)
        return client.hand_on(message)

    def _at_primary(self, command):
        for host, port in self.config:
            try:
                answer = self.ask(host, port, command)
            except OSError:
                continue
            if answer.get("code") != 10107:
                return answer
        raise Refused(133, "FailedToSatisfyReadPreference", "the config servers have no primary")


def start_database(folder):
    """The shop's embedded server, which listens on this machine only, and a way in from the others."""
    jars = [*glob.glob("/opt/embedded/app/*.jar"), *glob.glob("/opt/embedded/lib/*/*.jar")]
    process = subprocess.Popen(
        ["java", f"-Xmx{DATABASE_MEMORY}", "-XX:MaxDirectMemorySize=48m", "-XX:+UseSerialGC", "-cp", ":".join(jars),
         "io.saleproof.embedded.MongoProcess", f"{folder}/documents"],
        stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    found = re.fullmatch(r"mongodb://([^:]+):(\d+)\n", line)
    if not found:
        sys.exit(f"stand-in: the embedded server did not start: {line}")
    say(f"documents are kept by the embedded server at port {found[2]}")
    threading.Thread(target=pass_on, args=((found[1], int(found[2])),), daemon=True).start()
    threading.Thread(target=lambda: (process.wait(), os._exit(1)), daemon=True).start()
    return process


def pass_on(target):
    listener = socket.create_server(("0.0.0.0", DATABASE_PORT), backlog=256)
    while True:
        sock, _ = listener.accept()
        other = socket.create_connection(target)
        for one, two in ((sock, other), (other, sock)):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=copy, args=(one, two), daemon=True).start()


def copy(source, target):
    try:
        while part := source.recv(1 << 16):
            target.sendall(part)
    except OSError:
        pass
    finally:
        for sock in (source, target):
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    database = start_database(option("--dbpath")) if is_database() else None
    try:
        (Router() if sys.argv[1] == "mongos" else Member()).serve()
    finally:
        if database:
            database.terminate()
            database.wait(20)


def is_database():
    """Compose gives a container its service as a further name, not as its host name."""
    if option("--replSet") != "shard1":
        return False
    try:
        return socket.gethostbyname(DATABASE_HOST) == socket.gethostbyname(socket.gethostname())
    except OSError:
        return False


main()
