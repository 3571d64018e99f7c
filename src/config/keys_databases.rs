//! The keys of `[databases.NAME]`: live databases that commands name.

use super::key::{Group, Type, key};

pub(super) const DATABASE: Group = Group {
    name: "database",
    about: "A live database that commands name: `tidegate status --db NAME`. It is given by `url-env`, or by parameters of libpq; what they leave out is taken from `PG*` variables and the password file. It never has a password.",
    keys: &[
        key(
            "url-env",
            Type::Text,
            "Name of the variable that contains the address of the database, such as STAGING_URL.",
        ),
        key("service", Type::Text, "Name of a service in `pg_service.conf`."),
        key("host", Type::Text, "Host name, or the folder of a socket."),
        key("port", Type::Size, "Port, 5432 by default."),
        key("user", Type::Text, "Role to log in as."),
        key("dbname", Type::Text, "Name of the database on the server."),
        key(
            "sslmode",
            Type::Text,
            "disable, allow, prefer, require, verify-ca or verify-full, which is the default for another machine.",
        ),
        key(
            "sslrootcert",
            Type::Text,
            "File with the authorities that may sign the server's certificate, relative to the top of the repository or the folder of your own settings; or `system`.",
        ),
        key(
            "protected",
            Type::Flag,
            "true refuses every command that writes to the database unless `--yes-write NAME` names it; false is the default.",
        ),
    ],
};
