//! Event triggers. They stay objects of the superuser, so that a history can neither let one fire
//! while the superuser works nor before the two of tidegate.

use super::help::Helped;
use crate::object::literal;
use crate::postgres::quoted_always;
use crate::sql::Word;

/// Events on which they may fire. `login` is not among them: it would also run in the sessions of
/// others.
const EVENTS: [&str; 4] = ["ddl_command_start", "ddl_command_end", "sql_drop", "table_rewrite"];

/// Turns all others off while the script of an extension runs (`install.sql`). The first one runs
/// last, since they run in the order of their names. As members of an extension they are in no dump.
const GUARD: &str = "\
DO $guard$
BEGIN
  IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname = '~tidegate_begins') THEN
    RETURN;
  END IF;
  CREATE EVENT TRIGGER \"~tidegate_begins\" ON ddl_command_start WHEN TAG IN ('CREATE EXTENSION', 'ALTER EXTENSION')
    EXECUTE FUNCTION tidegate_extension_begins();
  CREATE EVENT TRIGGER \"~tidegate_ends\" ON ddl_command_end WHEN TAG IN ('CREATE EXTENSION', 'ALTER EXTENSION')
    EXECUTE FUNCTION tidegate_extension_ends();
  ALTER EVENT TRIGGER \"~tidegate_begins\" ENABLE ALWAYS;
  ALTER EVENT TRIGGER \"~tidegate_ends\" ENABLE ALWAYS;
  INSERT INTO pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
  SELECT 'pg_event_trigger'::regclass, t.oid, 0, 'pg_extension'::regclass, e.oid, 0, 'e'
  FROM pg_event_trigger t, pg_extension e WHERE t.evtname LIKE '~tidegate%' AND e.extname = 'plpgsql';
END
$guard$;";

/// Reads a statement on an event trigger.
pub(super) fn read(words: &[Word]) -> Option<Helped> {
    let [verb, rest @ ..] = words else { return None };
    let rest = rest.strip_prefix(&rest[..usize::from(verb.is("comment"))])?;
    let [_, trigger, rest @ ..] = rest else { return None };
    if !trigger.is("trigger") {
        return None;
    }
    match verb.text.as_str() {
        "create" => create(rest),
        "alter" => alter(rest),
        "drop" => drop(rest),
        _ => comment(rest),
    }
}

/// The name of an event trigger of a history, quoted: those of tidegate sort after all of them.
fn own_name(word: &Word) -> Option<String> {
    let is_own = word.is_name() && word.text.bytes().next().is_some_and(|first| first < b'~');
    is_own.then(|| quoted_always(&word.text))
}

fn statement(sql: String) -> Helped {
    Helped { privileged: Some(sql), ..Helped::default() }
}

/// `name ON event [WHEN TAG IN ('…', …)] EXECUTE { FUNCTION | PROCEDURE } function()`
fn create(words: &[Word]) -> Option<Helped> {
    let [name, on, event, rest @ ..] = words else { return None };
    // `pg_dump --quote-all-identifiers` quotes the event, too.
    let is_event = |known: &&str| event.is(known) || event.is_name() && event.text == **known;
    let event = EVENTS.into_iter().find(|known| is_event(known)).filter(|_| on.is("on"))?;
    let execute = rest.iter().position(|word| word.is("execute"))?;
    let (filter, execute) = rest.split_at(execute);
    let tags = match filter {
        [] => String::new(),
        [when, tag, is_in, open, tags @ .., close]
            if when.is("when") && tag.is("tag") && is_in.is("in") && open.text == "(" && close.text == ")" =>
        {
            let tags = tags.iter().filter(|word| word.text != ",").map(|word| literal(&word.text));
            format!(" WHEN TAG IN ({})", tags.collect::<Vec<_>>().join(", "))
        }
        _ => return None,
    };
    // Those of tidegate (`install.sql`) are for its own two only.
    if execute.iter().any(|word| word.text.starts_with("tidegate_")) {
        return None;
    }
    let function = match execute {
        [_, _, name, open, ..] if name.is_name() && open.text == "(" => quoted_always(&name.text),
        [_, _, schema, dot, name, open, ..] if name.is_name() && dot.text == "." && open.text == "(" => {
            format!("{}.{}", quoted_always(&schema.text), quoted_always(&name.text))
        }
        _ => return None,
    };
    let name = own_name(name)?;
    let privileged =
        Some(format!("{GUARD}\nCREATE EVENT TRIGGER {name} ON {event}{tags} EXECUTE FUNCTION \0function0\0()"));
    Some(Helped { own: None, privileged, functions: vec![function] })
}

/// `name { ENABLE | DISABLE | RENAME TO name | OWNER TO role }`
fn alter(words: &[Word]) -> Option<Helped> {
    let (name, rest) = words.split_first()?;
    let name = own_name(name)?;
    match rest.iter().take_while(|word| word.text != ";").collect::<Vec<_>>()[..] {
        [enable] if enable.is("enable") => Some(statement(format!("ALTER EVENT TRIGGER {name} ENABLE"))),
        [disable] if disable.is("disable") => Some(statement(format!("ALTER EVENT TRIGGER {name} DISABLE"))),
        [rename, _, new] if rename.is("rename") => {
            Some(statement(format!("ALTER EVENT TRIGGER {name} RENAME TO {}", own_name(new)?)))
        }
        // Only superusers can own one, here and on hosted services.
        [owner, _, role] if owner.is("owner") && (role.text == "postgres" || role.is("current_user")) => {
            Some(Helped::default())
        }
        _ => None,
    }
}

/// `[IF EXISTS] name [CASCADE | RESTRICT]`
fn drop(words: &[Word]) -> Option<Helped> {
    let (condition, rest) = match words {
        [first, second, rest @ ..] if first.is("if") && second.is("exists") => (" IF EXISTS", rest),
        rest => ("", rest),
    };
    Some(statement(format!("DROP EVENT TRIGGER{condition} {}", own_name(rest.first()?)?)))
}

/// `name IS { 'text' | NULL }`
fn comment(words: &[Word]) -> Option<Helped> {
    let [name, _, text, ..] = words else { return None };
    let text = if text.is("null") { "NULL".to_owned() } else { literal(&text.text) };
    Some(statement(format!("COMMENT ON EVENT TRIGGER {} IS {text}", own_name(name)?)))
}
