//! Names with values, and lists, whose order means nothing and is kept as the server has it: it is written in that order,
//! and compared and serialised without it.

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;

/// Names with values. Maps with the same pairs are equal.
#[derive(Clone, Debug, Default)]
pub struct Ordered(Vec<(String, String)>);

impl Ordered {
    /// Returns the value of a name.
    pub fn get(&self, name: &str) -> Option<&String> {
        self.pairs().find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    /// Whether it has a name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Returns the pairs in the order of the server.
    pub fn pairs(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// Returns the same names with other values.
    #[must_use]
    pub(super) fn map(self, value: impl Fn(&str, &str) -> String) -> Self {
        Self(self.0.into_iter().map(|(name, old)| (value(&name, &old), name)).map(|(new, name)| (name, new)).collect())
    }

    fn sorted(&self) -> BTreeMap<&String, &String> {
        self.pairs().collect()
    }
}

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        self.sorted() == other.sorted()
    }
}

impl Eq for Ordered {}

impl FromIterator<(String, String)> for Ordered {
    fn from_iter<Pairs: IntoIterator<Item = (String, String)>>(pairs: Pairs) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl Serialize for Ordered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.sorted().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Ordered;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of texts")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Ordered, M::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Ordered(pairs))
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}

/// Serialises a list, if there is one, in the order of its texts.
pub(super) fn sorted<List, S>(list: &List, serializer: S) -> Result<S::Ok, S::Error>
where
    List: Clone + IntoIterator<Item = Vec<String>>,
    S: Serializer,
{
    let list = list.clone().into_iter().next();
    let sorted = list.map(|mut list| {
        list.sort();
        list
    });
    sorted.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_kept_and_means_nothing() {
        let read: Ordered = serde_json::from_str(r#"{"b":"1","a":"2"}"#).expect("a map");
        let names: Vec<&String> = read.pairs().map(|(name, _)| name).collect();
        assert_eq!(names, ["b", "a"]);
        assert_eq!(read, serde_json::from_str::<Ordered>(r#"{"a":"2","b":"1"}"#).expect("a map"));
        assert_ne!(read, serde_json::from_str::<Ordered>(r#"{"a":"2"}"#).expect("a map"));
        assert_eq!(serde_json::to_string(&read).expect("JSON"), r#"{"a":"2","b":"1"}"#);
    }
}
