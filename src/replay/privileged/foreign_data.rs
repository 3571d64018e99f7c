//! Foreign data wrappers. Their functions are those of stubs: a history cannot write a handler, and
//! its own validators would run as the superuser.

use super::help::Helped;
use crate::object::literal;
use crate::postgres::quoted_always;
use crate::sql::Word;
use std::fmt::Write as _;

/// `CREATE FOREIGN DATA WRAPPER name [HANDLER function | NO HANDLER] [VALIDATOR function | NO VALIDATOR]
/// [OPTIONS (name 'value', …)]`
pub(super) fn read(words: &[Word]) -> Option<Helped> {
    let [_, _, data, wrapper, name, rest @ ..] = words else { return None };
    if !(data.is("data") && wrapper.is("wrapper") && name.is_name()) {
        return None;
    }
    let mut create = format!("CREATE FOREIGN DATA WRAPPER {}", quoted_always(&name.text));
    let mut functions = Vec::new();
    let mut rest = rest.iter().take_while(|word| word.text != ";").peekable();
    while let Some(word) = rest.next() {
        match word.text.as_str() {
            "no" => drop(rest.next()),
            keyword @ ("handler" | "validator") => {
                let first = rest.next()?;
                let mut function = quoted_always(&first.text);
                if rest.next_if(|word| word.text == ".").is_some() {
                    function = format!("{function}.{}", quoted_always(&rest.next()?.text));
                }
                let at = functions.len();
                // Writing to a String cannot fail.
                let _ = write!(create, " {} \0function{at}\0", keyword.to_uppercase());
                functions.push(function);
            }
            "options" => create.push_str(&options(&mut rest)?),
            _ => return None,
        }
    }
    let owner = format!(
        "UPDATE pg_foreign_data_wrapper SET fdwowner = (SELECT oid FROM pg_roles WHERE rolname = session_user) \
         WHERE fdwname = {}",
        literal(&name.text)
    );
    Some(Helped { own: None, privileged: Some(format!("\0owners\0;\n{create};\n{owner}")), functions })
}

/// `(name 'value', …)`
fn options<'a>(words: &mut impl Iterator<Item = &'a Word>) -> Option<String> {
    words.next().filter(|word| word.text == "(")?;
    let mut options = Vec::new();
    loop {
        let (name, value, end) = (words.next()?, words.next()?, words.next()?);
        options.push(format!("{} {}", quoted_always(&name.text), literal(&value.text)));
        match end.text.as_str() {
            "," => {}
            ")" => return Some(format!(" OPTIONS ({})", options.join(", "))),
            _ => return None,
        }
    }
}
