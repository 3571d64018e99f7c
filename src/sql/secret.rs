//! Secrets in a file: passwords, keys, tokens. They are found by their form in code, strings and
//! comments alike, and redacted before anything else reads the file, so that no output can show them.
//!
//! Public by design and ignored: Supabase's `anon` keys and the keys of its local stack.

use crate::text::Span;
use memchr::memmem;
use std::borrow::Cow;

/// A secret value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The place of the value itself.
    pub span: Span,
    /// Kind of the secret: follows "contains".
    pub what: &'static str,
}

/// Returns the secrets in a file, in order.
pub fn secrets(content: &[u8]) -> Vec<Secret> {
    if content.len() < FEW && !may_have_secret(content) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (prefix, least, what) in PREFIXES {
        found.extend(prefixed(content, prefix, least).map(|span| Secret { span, what }));
    }
    found.extend(web_tokens(content).map(|span| Secret { span, what: "a signed access token" }));
    found.extend(in_urls(content).map(|span| Secret { span, what: "the password of a connection" }));
    found.extend(private_keys(content).map(|span| Secret { span, what: "a private key" }));
    found.extend(in_parameters(content).map(|span| Secret { span, what: "the password of a connection" }));
    for (word, what) in [(&b"password"[..], "a password"), (b"create_secret", VAULT), (b"new_secret", VAULT)] {
        found.extend(after_word(content, word).map(|span| Secret { span, what }));
    }
    found.sort_by_key(|secret| (secret.span.start, std::cmp::Reverse(secret.span.end)));
    let mut end = 0;
    found.retain(|secret| {
        let is_apart = secret.span.start >= end;
        end = end.max(secret.span.end);
        is_apart
    });
    found
}

/// Returns the file with every byte of these secrets replaced, so that offsets do not change.
pub fn without<'a>(content: &'a [u8], secrets: &[Secret]) -> Cow<'a, [u8]> {
    if secrets.is_empty() {
        return Cow::Borrowed(content);
    }
    let mut content = content.to_vec();
    for byte in secrets.iter().flat_map(|secret| secret.span.clone()) {
        if content[byte] != b'\n' {
            content[byte] = b'*';
        }
    }
    Cow::Owned(content)
}

/// Bytes up to which one look at each of them takes less time than a search for every form.
const FEW: usize = 1 << 14;

/// Whether a text contains the start of any form of a secret.
fn may_have_secret(content: &[u8]) -> bool {
    let is =
        |at: usize, word: &[u8]| content.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word));
    (0..content.len()).any(|at| {
        // The second letter of each word, or the first where it is rare.
        match content[at] {
            b'_' => is(at, b"_secret") || is(at, b"_live_"),
            b'p' | b'P' => is(at, b"password"),
            b'w' => is(at, b"whsec_"),
            b'b' | b'B' => is(at, b"bp_"),
            b'A' => is(at, b"AKIA"),
            b'g' => is(at, b"ghp_") || is(at, b"github_pat_") || is(at, b"glpat-"),
            b'x' => is(at, b"xoxb-") || is(at, b"xoxp-"),
            b'k' => is(at, b"k-ant-") || is(at, b"k-proj-"),
            b'e' => is(at, b"eyJ"),
            b':' => is(at, b"://"),
            b'-' => is(at, b"-----BEGIN "),
            _ => false,
        }
    })
}

const VAULT: &str = "a secret of the vault";

/// Prefixes of the keys of well-known services, with the least number of bytes that follow.
const PREFIXES: [(&[u8], usize, &str); 13] = [
    (b"sk_live_", 16, "a live key of Stripe"),
    (b"rk_live_", 16, "a live key of Stripe"),
    (b"whsec_", 24, "a webhook's signing secret"),
    (b"sb_secret_", 20, "a secret key of Supabase"),
    (b"sbp_", 40, "an access token of Supabase"),
    (b"AKIA", 16, "an access key of AWS"),
    (b"ghp_", 36, "a token of GitHub"),
    (b"github_pat_", 30, "a token of GitHub"),
    (b"glpat-", 20, "a token of GitLab"),
    (b"xoxb-", 20, "a token of Slack"),
    (b"xoxp-", 20, "a token of Slack"),
    (b"sk-ant-", 30, "a key of Anthropic"),
    (b"sk-proj-", 30, "a key of OpenAI"),
];

fn prefixed<'a>(content: &'a [u8], prefix: &'static [u8], least: usize) -> impl Iterator<Item = Span> + 'a {
    memmem::find_iter(content, prefix).filter_map(move |start| {
        let is_start = start == 0 || !is_key(content[start - 1]);
        let length = content[start..].iter().take_while(|byte| is_key(**byte)).count();
        let value = &content[start + prefix.len()..start + length.max(prefix.len())];
        (is_start && value.len() >= least && !is_placeholder(value)).then_some(start..start + length)
    })
}

fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// JSON Web Tokens: three base64 parts separated by dots, the first two of them JSON.
fn web_tokens(content: &[u8]) -> impl Iterator<Item = Span> + '_ {
    memmem::find_iter(content, b"eyJ").filter_map(|start| {
        let is_start = start == 0 || !(is_key(content[start - 1]) || content[start - 1] == b'.');
        let length = content[start..].iter().take_while(|byte| is_key(**byte) || **byte == b'.').count();
        let token = &content[start..start + length];
        let mut parts = token.split(|byte| *byte == b'.');
        let (_, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
        let claims = base64(claims);
        let says = |text: &[u8]| memmem::find(&claims, text).is_some();
        let is_token = claims.starts_with(b"{\"") && signature.len() >= 20;
        let is_public = says(b"\"supabase-demo\"") || says(b"\"anon\"") || says(b"\"1234567890\"");
        (is_start && is_token && !is_public).then_some(start..start + length)
    })
}

/// Decodes base64 in the URL alphabet.
fn base64(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => break,
        };
        (bits, count) = (((bits << 6) | u32::from(value)) & 0x00ff_ffff, count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap_or_default());
        }
    }
    bytes
}

/// `scheme://user:password@host`
fn in_urls(content: &[u8]) -> impl Iterator<Item = Span> + '_ {
    memmem::find_iter(content, b"://").filter_map(|at| {
        let start = at + 3;
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'\'' | b'"' | b'`' | b')' | b'>');
        let length = content[start..].iter().position(is_end).unwrap_or(content.len() - start);
        let authority = &content[start..start + length];
        let host_at = memchr::memrchr(b'@', authority)?;
        let colon = memchr::memchr(b':', &authority[..host_at])?;
        let (user, password, host) = (&authority[..colon], &authority[colon + 1..host_at], &authority[host_at + 1..]);
        let is_local = [&b"localhost"[..], b"127.0.0.1", b"host.docker.internal", b"db:", b"postgres:"]
            .iter()
            .any(|local| host.starts_with(local));
        let is_secret = !password.is_empty() && !is_local && password != user && !is_placeholder(password);
        (is_secret && !user.is_empty()).then_some(start + colon + 1..start + host_at)
    })
}

/// `host=h user=u password=p`, as libpq reads it.
fn in_parameters(content: &[u8]) -> impl Iterator<Item = Span> + '_ {
    memmem::find_iter(content, b"password=").filter_map(|at| {
        let line = crate::text::lines::line_start(content, at)..crate::text::lines::line_end(content, at);
        let is_connection =
            [&b"host="[..], b"user=", b"dbname="].iter().any(|key| memmem::find(&content[line.clone()], key).is_some());
        let start = at + b"password=".len();
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'\'' | b'"' | b'$' | b')');
        let length = content[start..].iter().position(is_end).unwrap_or(content.len() - start);
        let is_secret = length > 0 && !is_placeholder(&content[start..start + length]);
        (is_connection && is_secret).then_some(start..start + length)
    })
}

/// The content of a dollar-quoted string that starts here.
fn between_dollars(content: &[u8], start: usize) -> Option<Span> {
    let tag = content[start + 1..].iter().take(20).position(|byte| *byte == b'$')? + 2;
    let fence = &content[start..start + tag];
    let length = memmem::find(&content[start + tag..], fence)?;
    Some(start + tag..start + tag + length)
}

fn private_keys(content: &[u8]) -> impl Iterator<Item = Span> + '_ {
    let head = b"PRIVATE KEY-----";
    memmem::find_iter(content, b"-----BEGIN ").filter_map(move |start| {
        let title = &content[start..(start + 60).min(content.len())];
        let body = start + memmem::find(title, head)? + head.len();
        let length = memmem::find(&content[body..], b"-----END")?;
        (length > 100).then_some(body..body + length)
    })
}

/// The string after a word: `PASSWORD 'x'`, `create_secret('x'`, also inside another string, where the
/// quotes are doubled.
fn after_word<'a>(content: &'a [u8], word: &'static [u8]) -> impl Iterator<Item = Span> + 'a {
    let finds =
        |at: &usize| content[*at..].len() >= word.len() && content[*at..][..word.len()].eq_ignore_ascii_case(word);
    let first = [word[0], word[0].to_ascii_uppercase()];
    memchr::memchr2_iter(first[0], first[1], content).filter(finds).filter_map(move |at| {
        let is_word = at == 0 || !is_key(content[at - 1]) && !matches!(content[at - 1], b'\'' | b'"');
        let mut start = at + word.len();
        let is_between = |byte: &u8| {
            byte.is_ascii_whitespace() || *byte == b'(' || (word == b"new_secret" && matches!(byte, b':' | b'=' | b'>'))
        };
        start += content[start..].iter().take_while(|byte| is_between(byte)).count();
        if is_word && content.get(start) == Some(&b'$') {
            let value = between_dollars(content, start)?;
            return (!value.is_empty() && !is_placeholder(&content[value.clone()])).then_some(value);
        }
        let is_apart = start > at + word.len();
        start += usize::from(content.get(start).is_some_and(|byte| matches!(byte, b'E' | b'e')));
        let quotes = content[start..].iter().take_while(|byte| **byte == b'\'').count();
        let value = start + quotes;
        let length = memchr::memchr2(b'\'', b'\n', &content[value..])?;
        let is_closed = content[value + length] == b'\'';
        let is_secret = length > 0 && is_closed && !is_placeholder(&content[value..value + length]);
        (is_word && is_apart && matches!(quotes, 1 | 2) && is_secret).then_some(value..value + length)
    })
}

/// Whether the value is a placeholder or a well-known example.
fn is_placeholder(value: &[u8]) -> bool {
    const WORDS: [&str; 23] = [
        "your",
        "change",
        "example",
        "placeholder",
        "replace",
        "dummy",
        "todo",
        "xxx",
        "secret_here",
        "insert",
        "redacted",
        "fake",
        "sample",
        "<",
        "${",
        "{{",
        "...",
        "***",
        "$(",
        "%s",
        "%l",
        "%i",
        "scram-sha-256$",
    ];
    const WHOLE: [&str; 10] =
        ["password", "postgres", "secret", "test", "admin", "root", "pass", "pwd", "[password]", "[your-password]"];
    let text = String::from_utf8_lossy(value).to_lowercase();
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    letters.len() < 3
        || text.starts_with([':', '$', '%', '@', '[', '#'])
        || text.starts_with("__")
        || WHOLE.contains(&text.as_str())
        || WORDS.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: &[&str]) {
        let found: Vec<&str> = secrets(sql.as_bytes()).into_iter().map(|secret| &sql[secret.span]).collect();
        assert_eq!(found, expected, "{sql}");
    }

    /// A token with these claims.
    fn token(claims: &str) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut text = String::new();
        for chunk in claims.as_bytes().chunks(3) {
            let bytes = [chunk[0], chunk.get(1).copied().unwrap_or(0), chunk.get(2).copied().unwrap_or(0)];
            let bits = u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]]);
            for place in 0..=chunk.len() {
                let index = (bits >> (18 - 6 * place)) & 63;
                text.push(char::from(LETTERS[usize::try_from(index).unwrap_or_default()]));
            }
        }
        format!("eyJhbGciOiJIUzI1NiJ9.{text}.c2lnbmF0dXJlX3NpZ25hdHVyZV9zaWduYXR1cmU")
    }

    #[test]
    fn passwords() {
        check("create role app login password 'hx72-Qm!';", &["hx72-Qm!"]);
        check("ALTER ROLE app WITH ENCRYPTED PASSWORD E'hx72';", &["hx72"]);
        check("do $$ begin execute 'create role app password ''hx72'''; end $$;", &["hx72"]);
        check("select vault.create_secret('hx72-Qm', 'name');", &["hx72-Qm"]);
        check("create role app password null; alter table t add password text;", &[]);
        check("create role app password 'your-password';", &[]);
        check("create role app password '${APP_PASSWORD}';", &[]);
        check("execute format('create role app password %L', current_setting('app.password'));", &[]);
        check("create role app password 'SCRAM-SHA-256$4096:abc';", &[]);
        check("insert into t (name) values ('password', 'plain');", &[]);
        check("raise exception 'password ''x''';", &[]);
    }

    #[test]
    fn connections() {
        check("select dblink('postgresql://app:hx72-Qm@db.example.org:5432/app');", &["hx72-Qm"]);
        check("select 'postgres://postgres:postgres@localhost:5432/postgres';", &[]);
        check("select 'https://example.org/a:b@c';", &[]);
        check("-- postgres://user:password@host/db", &[]);
    }

    #[test]
    fn public_tokens_are_not_reported() {
        let service = token("{\"iss\":\"supabase\",\"role\":\"service_role\"}");
        check(&format!("select 'Bearer {service}';"), &[&service]);
        check(&format!("select '{}';", token("{\"iss\":\"supabase\",\"role\":\"anon\"}")), &[]);
        check(&format!("select '{}';", token("{\"iss\":\"supabase-demo\",\"role\":\"service_role\"}")), &[]);
    }

    #[test]
    fn keys_of_services() {
        let key = ["sk", "live", "51HqLyjWDarjtT1zdp7dc"].join("_");
        check(&format!("select '{key}';"), &[&key]);
        check("select 'AKIAIOSFODNN7EXAMPLE';", &[]);
        check("select 'sk_live_xxxxxxxxxxxxxxxxxxxxxxxx';", &[]);
    }

    #[test]
    fn the_start_of_every_form_is_seen_in_a_short_text() {
        let words = ["eyJ", "://", "-----BEGIN ", "password=", "PassWord", "create_secret", "NEW_SECRET"];
        for word in PREFIXES.iter().map(|(prefix, ..)| *prefix).chain(words.map(str::as_bytes)) {
            assert!(may_have_secret(&[b"select '", word, b"'"].concat()), "{}", String::from_utf8_lossy(word));
        }
        assert!(!may_have_secret(b"create table a (b int primary key); -- c"));
    }

    #[test]
    fn masked_secrets_keep_their_length() {
        let sql = b"alter role a password 'hx72-Qm';";
        let blotted = without(sql, &secrets(sql));
        assert_eq!(String::from_utf8_lossy(&blotted), "alter role a password '*******';");
    }
}
