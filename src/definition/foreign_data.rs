//! Foreign-data wrappers, servers and user mappings. Options that may be secret are left out.

use super::entry::{Described, Entry};
use super::name::literal;
use super::parameters::foreign_options;
use super::source::{Source, function_name};
use crate::catalog::{ForeignData, ForeignDataForm};

pub(super) fn foreign_data(source: &Source<'_>, object: &ForeignData) -> Vec<Entry> {
    let name = source.id(&object.name);
    let (kind, tag, create) = match object.form {
        ForeignDataForm::Wrapper => ("FOREIGN DATA WRAPPER", object.name.clone(), wrapper(source, object)),
        ForeignDataForm::Server => ("SERVER", object.name.clone(), server(source, object)),
        ForeignDataForm::UserMapping => {
            let server = object.server.as_deref().unwrap_or_default();
            let create = format!("CREATE USER MAPPING FOR {name} SERVER {}", source.id(server));
            ("USER MAPPING", format!("USER MAPPING {} SERVER {server}", object.name), create)
        }
    };
    let create = format!("{create}{};", options(source, object));
    let mut entries = vec![Entry::new(kind, None, tag).with(create)];
    entries.extend(Described { kind, schema: None, name }.entries(source, object.comment.as_deref(), None));
    entries
}

fn wrapper(source: &Source<'_>, wrapper: &ForeignData) -> String {
    let functions = [("HANDLER", &wrapper.handler), ("VALIDATOR", &wrapper.validator)];
    let functions = functions
        .into_iter()
        .filter_map(|(word, function)| Some(format!(" {word} {}", function_name(function.as_ref()?))));
    format!("CREATE FOREIGN DATA WRAPPER {}{}", source.id(&wrapper.name), functions.collect::<String>())
}

fn server(source: &Source<'_>, server: &ForeignData) -> String {
    let words = [("TYPE", &server.r#type), ("VERSION", &server.version)];
    let words = words.into_iter().filter_map(|(word, value)| {
        let value = value.as_deref().filter(|value| !value.is_empty())?;
        Some(format!(" {word} {}", literal(value)))
    });
    let wrapper = server.wrapper.as_deref().unwrap_or_default();
    let (name, words) = (source.id(&server.name), words.collect::<String>());
    format!("CREATE SERVER {name}{words} FOREIGN DATA WRAPPER {}", source.id(wrapper))
}

fn options(source: &Source<'_>, object: &ForeignData) -> String {
    let known = object.options.iter().flatten().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    let options = foreign_options(source, known);
    if options.is_empty() { String::new() } else { format!(" OPTIONS (\n    {options}\n)") }
}
