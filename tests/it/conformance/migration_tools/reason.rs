//! Why tidegate differs from a tool.

/// The reasons, each with what it means for readers of the documentation.
const REASONS: [(&str, &str); 17] = [
    ("again", "what the tool accepts in its first run and refuses in the next"),
    ("bookkeeping", "the tool's own table and its rows"),
    ("bytes", "byte-order marks, NUL and bytes that are not UTF-8"),
    ("callback", "scripts that the tool runs around migrations"),
    ("down", "down migrations, which the recorded run of the tool does not run"),
    ("empty", "scripts without a statement"),
    ("left", "what a refused file leaves: the replay stops before it runs any of it"),
    ("lost", "work that the tool loses without an error: the replay fails on purpose"),
    ("names", "which files the tool runs, and which names stop it"),
    ("outside", "statements that cannot run in a transaction"),
    ("psql", "`COPY` from and to the client, and commands of psql"),
    ("session", "what a script leaves in the session for later ones"),
    ("settings", "settings of the tool, placeholders and variables"),
    ("superuser", "statements that need a superuser, which a replay is not on purpose"),
    ("text", "other texts that the tool or the server reads differently"),
    ("version", "what the recorded PostgreSQL 15 refuses, and later releases accept"),
    ("transaction", "scripts that begin, end or need a transaction of their own"),
];

/// The meaning of a reason.
pub(super) fn of(word: &str) -> Option<&'static str> {
    REASONS.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning)
}
