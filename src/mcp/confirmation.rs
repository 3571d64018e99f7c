//! Confirmation of a change through the protocol, where the client can ask its user.
//!
//! Clients of 2026-07-28 get a result that asks for input, with a state that comes back with the answer. The state is
//! only a name: what it stands for stays here, is used once, belongs to one set of arguments, and expires. Older clients
//! get a request.

use super::arguments::Apply;
use super::untrusted::{limited_text, random};
use rmcp::RoleServer;
use rmcp::model::{
    BooleanSchema, CallToolRequestParams, ClientResult, ElicitRequest, ElicitRequestParams, ElicitationSchema,
    InputRequest, InputRequiredResult, PrimitiveSchemaDefinition, ProtocolVersion, ServerRequest,
};
use rmcp::service::RequestContext;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The time that a user has for an answer.
const PATIENCE: Duration = Duration::from_mins(15);

/// Open questions; the oldest ones are forgotten.
const OPEN: usize = 16;

/// The key of the question and of the field in its form.
const KEY: &str = "apply";

/// Open questions.
#[derive(Default)]
pub(super) struct Confirmations(Mutex<HashMap<String, Question>>);

struct Question {
    arguments: Apply,
    asked: Instant,
}

/// The state of a confirmation.
pub(super) enum Confirmation {
    /// The user has agreed, or the client cannot ask.
    Given,
    /// The user is to be asked.
    Asked(InputRequiredResult),
    /// The change is not made, for this reason.
    Refused(&'static str),
}

impl Confirmations {
    /// Asks, or reads the answer to an earlier question.
    pub(super) async fn ask(
        &self,
        arguments: &Apply,
        params: &CallToolRequestParams,
        context: &RequestContext<RoleServer>,
    ) -> Confirmation {
        if let Some(state) = &params.request_state {
            return self.answered(arguments, state, params.input_responses.as_ref().and_then(|all| all.get(KEY)));
        }
        let can_ask = context.client_capabilities().is_some_and(|can| {
            can.elicitation.is_some_and(|elicitation| elicitation.form.is_some() || elicitation.url.is_none())
        });
        if !can_ask {
            return Confirmation::Given;
        }
        let form = form(arguments);
        if context.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28) {
            let state = self.open(arguments.clone(), Instant::now());
            let questions = [(KEY.to_owned(), InputRequest::Elicitation(ElicitRequest::new(form)))];
            return Confirmation::Asked(InputRequiredResult::new(Some(questions.into()), Some(state)));
        }
        match context.peer.send_request(ServerRequest::ElicitRequest(ElicitRequest::new(form))).await {
            Ok(ClientResult::ElicitResult(result)) => read(serde_json::to_value(result).ok().as_ref()),
            _ => Confirmation::Refused("the client did not answer the question for confirmation"),
        }
    }

    fn open(&self, arguments: Apply, now: Instant) -> String {
        let mut questions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        questions.retain(|_, question| now.duration_since(question.asked) < PATIENCE);
        while questions.len() >= OPEN {
            let oldest = questions.iter().min_by_key(|(_, question)| question.asked).map(|(state, _)| state.clone());
            oldest.map(|state| questions.remove(&state));
        }
        let state = random();
        questions.insert(state.clone(), Question { arguments, asked: now });
        state
    }

    fn answered(&self, arguments: &Apply, state: &str, answer: Option<&Value>) -> Confirmation {
        let question = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(state);
        match question {
            Some(question) if question.asked.elapsed() >= PATIENCE => {
                Confirmation::Refused("the question for confirmation is too old")
            }
            Some(question) if question.arguments == *arguments => read(answer),
            _ => Confirmation::Refused("the confirmation belongs to another call"),
        }
    }
}

/// The answer of a user; anything but a clear yes is a no.
fn read(answer: Option<&Value>) -> Confirmation {
    let Some(answer) = answer else { return Confirmation::Refused("the question for confirmation has no answer") };
    if answer["action"] == "accept" && answer["content"][KEY] == true {
        Confirmation::Given
    } else {
        Confirmation::Refused("the user declined")
    }
}

/// The question. It names the change as the user must see it, whatever the agent has shown.
fn form(arguments: &Apply) -> ElicitRequestParams {
    let sql = limited_text(&arguments.sql);
    let (database, name) = (limited_text(&arguments.database), limited_text(&arguments.name));
    let version = limited_text(&arguments.version);
    let message = format!("Apply migration {version} ({name}) to the live database {database}?\n\n{sql}");
    let field = BooleanSchema::new().title("Apply the migration");
    let fields = [(KEY.to_owned(), PrimitiveSchemaDefinition::Boolean(field))];
    let schema = ElicitationSchema::new(fields.into()).with_required(vec![KEY.to_owned()]);
    ElicitRequestParams::FormElicitationParams { meta: None, message, requested_schema: schema }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn arguments(sql: &str) -> Apply {
        Apply { sql: sql.to_owned(), ..Apply::default() }
    }

    #[track_caller]
    fn check(confirmation: &Confirmation, expected: Option<&str>) {
        let refused = match confirmation {
            Confirmation::Given => None,
            Confirmation::Refused(reason) => Some(*reason),
            Confirmation::Asked(_) => Some("asked"),
        };
        assert_eq!(refused, expected);
    }

    const YES: fn() -> Value = || json!({ "action": "accept", "content": { "apply": true } });

    #[test]
    fn a_question_is_answered_once_and_for_its_arguments() {
        let all = Confirmations::default();
        let (one, other) = (all.open(arguments("a"), Instant::now()), all.open(arguments("a"), Instant::now()));
        assert_ne!(one, other);
        check(&all.answered(&arguments("a"), &one, Some(&YES())), None);
        let of_another_call = Some("the confirmation belongs to another call");
        check(&all.answered(&arguments("a"), &one, Some(&YES())), of_another_call);
        check(&all.answered(&arguments("b"), &other, Some(&YES())), of_another_call);
        check(&all.answered(&arguments("a"), &other, Some(&YES())), of_another_call);
        check(&all.answered(&arguments("a"), "made up", Some(&YES())), of_another_call);
    }

    #[test]
    fn only_a_clear_yes_is_one() {
        check(&read(Some(&YES())), None);
        for answer in [
            json!({ "action": "accept" }),
            json!({ "action": "accept", "content": { "apply": false } }),
            json!({ "action": "accept", "content": { "apply": "true" } }),
            json!({ "action": "decline", "content": { "apply": true } }),
            json!({ "action": "cancel" }),
            json!(true),
        ] {
            check(&read(Some(&answer)), Some("the user declined"));
        }
        check(&read(None), Some("the question for confirmation has no answer"));
    }

    #[test]
    fn old_questions_are_forgotten() {
        let all = Confirmations::default();
        let Some(past) = Instant::now().checked_sub(PATIENCE) else { return };
        let old = all.open(arguments("a"), past);
        check(&all.answered(&arguments("a"), &old, Some(&YES())), Some("the question for confirmation is too old"));
        let first = all.open(arguments("a"), Instant::now());
        (0..OPEN).for_each(|_| drop(all.open(arguments("a"), Instant::now())));
        check(&all.answered(&arguments("a"), &first, Some(&YES())), Some("the confirmation belongs to another call"));
    }

    #[test]
    fn the_question_shows_the_sql_without_invisible_characters() {
        let form = form(&Apply { database: "STAGING".to_owned(), ..arguments("drop table a; --\u{202e}") });
        let form = serde_json::to_value(form).expect("JSON");
        let message = form["message"].as_str().expect("a message");
        assert!(message.contains("STAGING") && message.ends_with("drop table a; --\\u{202e}"), "{message}");
        assert_eq!(form["requestedSchema"]["required"], json!(["apply"]));
    }
}
