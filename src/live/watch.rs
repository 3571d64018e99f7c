//! A statement that waits for other sessions, watched from a second connection: the wait is shown, and ended when it is
//! too long.

use crate::postgres::live::Live;
use crate::postgres::{self, Database};
use crate::progress::Progress;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Time between two looks.
const PAUSE: Duration = Duration::from_millis(500);

/// The result of a statement that was watched.
pub(super) struct Watched {
    pub(super) result: Result<(), postgres::Error>,
    /// The session for which it waited too long, in words, after which it was cancelled.
    pub(super) ended_for: Option<String>,
}

/// Runs a statement of session `process`, and cancels it after it has waited for other sessions for `longest` at a
/// stretch. Work that waits for no one has no limit.
pub(super) fn watch(
    (live, process): (&mut Live, &str),
    mut second: Live,
    (statement, longest): (&str, Duration),
    progress: &mut dyn Progress,
) -> Watched {
    let (sender, receiver) = channel();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // The receiver is there until the result has arrived.
            let _ = sender.send(live.database().run(statement));
        });
        let mut since = None;
        let mut ended_for = None;
        loop {
            match receiver.recv_timeout(PAUSE) {
                Ok(result) => return Watched { result, ended_for },
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    let result = Err(postgres::Error::Catalog { cause: "the statement has no result".to_owned() });
                    return Watched { result, ended_for };
                }
            }
            // What cannot be seen is not cancelled.
            let Ok(state) = state(second.database(), process) else { continue };
            let Some(blocker) = state.blocker else {
                since = None;
                progress.report(0, 1, &state.phase);
                continue;
            };
            let begin = *since.get_or_insert_with(Instant::now);
            progress.report(0, 1, &format!("{}, behind {blocker}", state.phase));
            if begin.elapsed() >= longest && ended_for.is_none() {
                let cancel = format!("select pg_catalog.pg_cancel_backend({process})");
                if second.database().value(&cancel).is_ok() {
                    ended_for = Some(blocker);
                }
            }
        }
    })
}

/// The state of a statement.
struct State {
    phase: String,
    /// A session that it waits for.
    blocker: Option<String>,
}

fn state(database: &mut dyn Database, process: &str) -> Result<State, postgres::Error> {
    let rows = database.query(&format!(
        "select coalesce((select p.phase from pg_catalog.pg_stat_progress_create_index p where p.pid = {process}), \
         'running'), b.pid::text, nullif(a.application_name, ''), a.usename, a.state, a.xact_start::timestamptz(0)::text \
         from (values (1)) one left join lateral (select pid from \
         pg_catalog.unnest(pg_catalog.pg_blocking_pids({process})) pid order by pid limit 1) b on true \
         left join pg_catalog.pg_stat_activity a on a.pid = b.pid"
    ))?;
    let mut row = rows.rows.into_iter().next().unwrap_or_default().into_iter();
    let phase = row.next().flatten().unwrap_or_default();
    let blocker = row.next().flatten().map(|process| {
        let mut facts = Vec::new();
        facts.push(row.next().flatten().unwrap_or_else(|| "no application name".to_owned()));
        facts.extend(row.next().flatten().map(|user| format!("user {user}")));
        facts.extend(row.next().flatten());
        facts.extend(row.next().flatten().map(|since| format!("transaction since {since}")));
        format!("process {process} ({})", facts.join(", "))
    });
    Ok(State { phase, blocker })
}
