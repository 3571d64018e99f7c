"""What `diesel migration run` sends, by the source of diesel_migrations 2.3.2 and of Diesel 2.3.14, through the same libpq.

For machines on which the command cannot be built. The files that say so: `diesel_migrations/src/file_based_migrations.rs`,
`migration_harness.rs`, `migrations_internals/src/lib.rs`, `diesel/src/connection/transaction_manager.rs`,
`diesel/src/pg/connection/mod.rs` (the state of the transaction is taken from libpq after each call) and `result.rs`.
"""

import ctypes
import ctypes.util
import os
import tomllib

OK = {1, 2, 3, 4, 9}  # command, tuples, copy out, copy in, single tuple
EMPTY = 0
IDLE, IN_TRANSACTION, IN_ERROR, UNKNOWN = 0, 2, 3, 4
TABLE = """CREATE TABLE IF NOT EXISTS __diesel_schema_migrations (
       version VARCHAR(50) PRIMARY KEY NOT NULL,
       run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
)"""
INSERT = b'INSERT INTO "__diesel_schema_migrations" ("version") VALUES ($1)'


class Refused(Exception):
    pass


def library():
    libpq = ctypes.CDLL(ctypes.util.find_library("pq") or "libpq.so.5")
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    for name, returned, arguments in [
            ("PQconnectdb", pointer, [text]), ("PQexec", pointer, [pointer, text]), ("PQresultStatus", ctypes.c_int, [pointer]),
            ("PQresultErrorMessage", text, [pointer]), ("PQtransactionStatus", ctypes.c_int, [pointer]),
            ("PQprepare", pointer, [pointer, text, text, ctypes.c_int, pointer]), ("PQfinish", None, [pointer]),
            ("PQexecPrepared", pointer, [pointer, text, ctypes.c_int, pointer, pointer, pointer, ctypes.c_int])]:
        function = getattr(libpq, name)
        function.restype, function.argtypes = returned, arguments
    return libpq


class Connection:
    def __init__(self, url):
        self.libpq = library()
        self.connection = self.libpq.PQconnectdb(url.encode())
        self.depth, self.broken, self.prepared = None, False, False
        for sql in ("SET TIME ZONE 'UTC'", "SET CLIENT_ENCODING TO 'UTF8'", TABLE):
            self.execute(sql.encode())

    def check(self, result):
        """The result as Diesel sees it, after it has taken the state of the transaction from libpq."""
        status = self.libpq.PQresultStatus(result)
        state = self.libpq.PQtransactionStatus(self.connection)
        if state == IDLE:
            self.depth, self.broken = None, False
        elif state == UNKNOWN or state == IN_TRANSACTION and status not in OK and self.depth is None:
            self.broken = True
        if status == EMPTY:
            raise Refused("Received an empty query")
        if status not in OK:
            raise Refused(self.libpq.PQresultErrorMessage(result).decode(errors="replace").split("\n")[0])

    def execute(self, sql):
        if b"\0" in sql:
            raise Refused(f"nul byte found in provided data at position: {sql.index(0)}")
        self.check(self.libpq.PQexec(self.connection, sql))

    def insert(self, version):
        name = b"__diesel_stmt_1"
        if not self.prepared:
            self.check(self.libpq.PQprepare(self.connection, name, INSERT, 1, (ctypes.c_uint32 * 1)(25)))
            self.prepared = True
        value = version.encode()
        self.check(self.libpq.PQexecPrepared(self.connection, name, 1, (ctypes.c_char_p * 1)(value),
                                             (ctypes.c_int * 1)(len(value)), (ctypes.c_int * 1)(1), 1))

    def in_transaction(self, callback):
        self.usable()
        self.execute(b"BEGIN")
        self.depth = 1
        try:
            callback()
        except Refused:
            if not self.broken and self.depth is not None:
                self.execute(b"ROLLBACK")
            raise
        self.usable()
        if self.depth is None:
            raise Refused("Cannot perform this operation outside of a transaction")
        self.execute(b"COMMIT")

    def usable(self):
        if self.broken:
            raise Refused("Transaction manager is broken")


def runs_in_transaction(folder):
    """A file that does not exist or cannot be read means true; one without the key means false."""
    try:
        with open(os.path.join(folder, "metadata.toml"), "rb") as file:
            value = tomllib.loads(file.read().decode()).get("run_in_transaction", False)
        return value if isinstance(value, bool) else True
    except (OSError, ValueError):
        return True


def migrations(top):
    """By version; of two folders with one version, the later in the listing."""
    found = {}
    for name in os.listdir(top):
        folder = os.path.join(top, name)
        if name.startswith(".") or os.path.isfile(folder):
            continue
        if "up.sql" not in os.listdir(folder):
            raise Refused(f"Invalid migration directory: the directory's name should be <timestamp>_<name_of_migration>, "
                          f"and it should contain up.sql and optionally down.sql ({name})")
        found[name.split("_")[0].replace("-", "")] = name
    return sorted(found.items())


def run(top, url):
    """The folder at which it stops with the reason, or None."""
    try:
        todo = migrations(top)
    except Refused as refused:
        return "", str(refused)
    connection = Connection(url)
    for version, name in todo:
        folder = os.path.join(top, name)

        def apply():
            try:
                with open(os.path.join(folder, "up.sql"), "rb") as file:
                    sql = file.read().decode().encode()
            except (OSError, UnicodeDecodeError):
                raise Refused("stream did not contain valid UTF-8") from None
            if not sql:
                raise Refused("Attempted to run an empty migration")
            connection.execute(sql)
            connection.insert(version)

        try:
            if runs_in_transaction(folder):
                connection.in_transaction(apply)
            else:
                apply()
        except Refused as refused:
            connection.libpq.PQfinish(connection.connection)
            return name, f"Failed to run {name} with: {refused}"
    connection.libpq.PQfinish(connection.connection)
    return None
