//! Small forms of what a timeline keeps of each object: a history may have millions of them.

use crate::object::ObjectKind;
use crate::sql::types::Type;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, BuildHasherDefault, Hash, Hasher, RandomState};
use std::sync::LazyLock;

/// An object, as a hash of what identifies it. Its key is chosen at random for each run, so that no file can
/// contain two names with one hash on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id(u64);

impl Id {
    pub(super) fn of(space: ObjectKind, names: [&str; 3]) -> Self {
        static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        Self(KEY.hash_one((space, names)))
    }

    /// A name that is looked up without its schema.
    pub(super) fn of_name(name: &str) -> Self {
        Self::of(ObjectKind::Other, ["", "", name])
    }
}

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0);
    }
}

/// Values by object.
pub(super) type Ids<T> = HashMap<Id, T, BuildHasherDefault<Hashed>>;

/// Some objects.
pub(super) type IdSet = HashSet<Id, BuildHasherDefault<Hashed>>;

/// Takes a hash as it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A list that mostly has one item.
#[derive(Clone, Debug)]
#[expect(clippy::box_collection, reason = "half the size, for the list that is rare")]
pub(super) enum Few<T> {
    One(T),
    More(Box<Vec<T>>),
}

impl<T: Copy> Few<T> {
    pub(super) fn as_slice(&self) -> &[T] {
        match self {
            Self::One(item) => std::slice::from_ref(item),
            Self::More(items) => items,
        }
    }

    pub(super) fn last(&self) -> Option<T> {
        self.as_slice().last().copied()
    }

    fn push(&mut self, item: T) {
        match self {
            Self::One(first) => *self = Self::More(Box::new(vec![*first, item])),
            Self::More(items) => items.push(item),
        }
    }

    /// Adds an item to the list of an object.
    pub(super) fn add(lists: &mut Ids<Self>, id: Id, item: T) {
        lists.entry(id).and_modify(|list| list.push(item)).or_insert(Self::One(item));
    }
}

/// The items of a list, in order of their actions, that are before an action.
pub(super) fn before<T>(list: &[T], at: usize, of: impl Fn(&T) -> u32) -> &[T] {
    &list[..list.partition_point(|item| (of(item) as usize) < at)]
}

/// Each type once.
#[derive(Clone, Debug, Default)]
pub(super) struct Types {
    all: Vec<Type>,
    numbers: HashMap<Type, u32>,
}

impl Types {
    /// The number of a type.
    pub(super) fn number(&mut self, type_: &Type) -> u32 {
        if let Some(number) = self.numbers.get(type_) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(type_.clone());
        self.numbers.insert(type_.clone(), number);
        number
    }

    pub(super) fn get(&self, number: u32) -> Option<&Type> {
        self.all.get(number as usize)
    }
}
