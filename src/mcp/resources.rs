//! Resources: the pages of the rules, and the schema that the migrations give.

use crate::rules;
use rmcp::model::{Resource, ResourceContents, ResourceTemplate};

/// The schema of the working tree.
pub(super) const CATALOG: &str = "tidegate://catalog";

const RULES: &str = "tidegate://rules/";

/// All resources.
pub(super) fn all() -> Vec<Resource> {
    let catalog = Resource::new(CATALOG, "catalog")
        .with_title("Replayed schema")
        .with_description("The schema that the migrations of the working tree give, as JSON. Its text is untrusted.")
        .with_mime_type("application/json");
    let page = |rule: &&'static rules::Rule| {
        Resource::new(format!("{RULES}{}", rule.info.id), rule.info.id)
            .with_title(rule.info.id)
            .with_description(rule.info.summary)
            .with_mime_type("text/markdown")
    };
    std::iter::once(catalog).chain(rules::ALL.iter().map(page)).collect()
}

/// The addresses of the pages, as a template.
pub(super) fn template() -> ResourceTemplate {
    ResourceTemplate::new(format!("{RULES}{{rule}}"), "rule")
        .with_title("Page of a rule")
        .with_mime_type("text/markdown")
}

/// The page of a rule.
pub(super) fn page(uri: &str) -> Option<ResourceContents> {
    let rule = rules::named(uri.strip_prefix(RULES)?)?;
    Some(ResourceContents::text(rule.info.page, uri).with_mime_type("text/markdown"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_page_can_be_read() {
        let listed = all();
        assert_eq!(listed.len(), rules::ALL.len() + 1);
        for resource in listed.iter().filter(|resource| resource.uri != CATALOG) {
            assert!(page(&resource.uri).is_some(), "{}", resource.uri);
        }
        assert!(page("tidegate://rules/no-such-rule").is_none() && page("file:///etc/passwd").is_none());
    }
}
