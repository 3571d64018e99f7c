//! The plan: the fate of each object, and to everything that depends on it.

use super::column;
use super::context::Context;
use super::fate::{Alteration, Changed, Fate, Outcome};
use super::limits;
use super::make;
use super::needs::Needs;
use super::nouns;
use super::publication;
use super::swap::{self, Swap};
use crate::catalog::{Catalog, Identity, Kind, Object};
use crate::diff::{Change, Comparison};
use crate::object::Class;
use std::collections::{BTreeMap, HashMap, VecDeque};

/// The fate of each object, with everything that the order follows from.
pub(super) struct Plan<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) fates: BTreeMap<Identity, Fate>,
    /// Needs of the actual side.
    pub(super) old: Needs<'a>,
    /// Needs of the side that is reached.
    pub(super) new: Needs<'a>,
    pub(super) swaps: HashMap<Identity, Swap>,
    pub(super) classes: HashMap<Identity, (Option<Class>, String)>,
    /// Reasons why an object cannot be written.
    pub(super) refused: BTreeMap<Identity, Vec<String>>,
}

/// The effect of a change of an object on those that depend on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    Gone,
    /// The type of a column or the attributes of a type change.
    Typed,
}

impl<'a> Plan<'a> {
    /// Makes the plan for the changes of a comparison.
    pub(super) fn new(context: &'a Context<'a>, comparison: &Comparison) -> Self {
        let mut plan = Self {
            context,
            fates: BTreeMap::new(),
            old: Needs::new(context.actual),
            new: Needs::new(context.target),
            swaps: HashMap::new(),
            classes: HashMap::new(),
            refused: BTreeMap::new(),
        };
        for change in &comparison.changes {
            plan.add(change);
        }
        for (identity, reason) in &context.options.rejected {
            plan.refuse(identity, reason);
        }
        plan.spread();
        plan.remove_parts();
        plan.add_parts();
        plan
    }

    fn add(&mut self, change: &Change) {
        let identity = change.object.clone();
        self.classes.insert(identity.clone(), (change.class, change.reason.to_owned()));
        let names = change.properties.iter().map(|property| property.name.as_str()).collect();
        let (actual, target) = (self.context.actual, self.context.target);
        let (before, after) = (actual.objects.get(&identity), target.objects.get(&identity));
        if let Some(reason) = nouns::unwritable(self.context, before, after) {
            self.refuse(&identity, reason);
        }
        if let Some(reason) = limits::limit(self.context, before, after) {
            self.refuse(&identity, reason);
        }
        let fate = match (&change.before, &change.after, before, after) {
            (None, _, _, _) => Fate::Create,
            (_, None, _, _) => Fate::Drop,
            (_, _, before, after) => {
                let Some(after) = after.cloned().or_else(|| before.and_then(|object| nouns::bare(target, object)))
                else {
                    return;
                };
                let Some(before) = before.cloned().or_else(|| nouns::bare(actual, &after)) else { return };
                match nouns::alter(self.context, &before, &after, &Changed(names)) {
                    Outcome::Recreate => {
                        self.replace(&identity, &before);
                        Fate::Recreate
                    }
                    Outcome::Alter(mut alteration) => {
                        if make::follows_parent(&after) {
                            alteration.finish.splice(0..0, alteration.main.drain(..));
                        }
                        self.altered(&identity, alteration)
                    }
                }
            }
        };
        self.fates.insert(identity, fate);
    }

    fn altered(&mut self, identity: &Identity, mut alteration: Alteration) -> Fate {
        for reason in alteration.refused.drain(..) {
            self.refuse(identity, reason);
        }
        Fate::Alter(alteration)
    }

    /// A column that is replaced may lose its values.
    fn replace(&mut self, identity: &Identity, before: &Object) {
        if let Object::Column(column) = before
            && column::loses_values(column)
        {
            let reason = "the values of the column are replaced by generated ones";
            self.classes.insert(identity.clone(), (Some(Class::B), reason.to_owned()));
        }
    }

    pub(super) fn refuse(&mut self, identity: &Identity, reason: impl Into<String>) {
        let reasons = self.refused.entry(identity.clone()).or_default();
        let reason = reason.into();
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }

    pub(super) fn is_gone(&self, identity: &Identity) -> bool {
        matches!(self.fates.get(identity), Some(Fate::Drop | Fate::Recreate))
    }

    pub(super) fn is_made(&self, identity: &Identity) -> bool {
        matches!(self.fates.get(identity), Some(Fate::Create | Fate::Recreate))
    }

    /// Finds everything that cannot stay when something else goes or changes its type.
    fn spread(&mut self) {
        let mut open: VecDeque<(Identity, Effect)> = VecDeque::new();
        for (identity, fate) in &self.fates {
            match fate {
                Fate::Drop | Fate::Recreate => open.push_back((identity.clone(), Effect::Gone)),
                Fate::Alter(alteration) if alteration.disturbs => open.push_back((identity.clone(), Effect::Typed)),
                Fate::Create | Fate::Alter(_) => {}
            }
        }
        while let Some((identity, effect)) = open.pop_front() {
            self.swap(&identity);
            let dependents: Vec<&Identity> = self.old.dependents(&identity).collect();
            for dependent in dependents {
                if !self.is_gone(dependent)
                    && self.context.target.objects.contains_key(dependent)
                    && self.affect(dependent, &identity, effect)
                {
                    self.recreate(dependent, &identity);
                    open.push_back((dependent.clone(), Effect::Gone));
                }
            }
        }
    }

    fn recreate(&mut self, identity: &Identity, cause: &Identity) {
        let reason = format!("it depends on {cause}");
        self.classes.entry(identity.clone()).or_insert((None, reason));
        self.fates.insert(identity.clone(), Fate::Recreate);
    }

    /// A type that columns have is replaced while they are there.
    fn swap(&mut self, identity: &Identity) {
        if !matches!(identity.kind, Kind::Type | Kind::Domain)
            || !matches!(self.fates.get(identity), Some(Fate::Recreate))
        {
            return;
        }
        let (actual, target) = (self.context.actual, self.context.target);
        let is_used = self.old.dependents(identity).any(|dependent| {
            let of_table = |object: Option<&Object>| matches!(object, Some(Object::Column(_)));
            of_table(actual.objects.get(dependent)) && of_table(target.objects.get(dependent))
                || matches!(dependent.kind, Kind::Table | Kind::ForeignTable)
        });
        if !is_used {
            return;
        }
        if let (Some(Object::DataType(before)), Some(Object::DataType(after))) =
            (actual.objects.get(identity), target.objects.get(identity))
        {
            match swap::swap(self.context, before, after) {
                Ok(swap) => drop(self.swaps.insert(identity.clone(), swap)),
                Err(reason) => self.refuse(identity, reason),
            }
        }
    }

    /// Whether an object has to be recreated since another one goes or changes its type.
    fn affect(&mut self, dependent: &Identity, cause: &Identity, effect: Effect) -> bool {
        let keeps = self.new.has(dependent, cause);
        match dependent.kind {
            Kind::Column => self.affect_column(dependent, cause, effect),
            // It has no rows of its own.
            Kind::ForeignTable => effect == Effect::Gone && keeps,
            Kind::Table => {
                if effect == Effect::Gone && keeps && matches!(self.fates.get(cause), Some(Fate::Recreate)) {
                    let reason = format!("{dependent} depends on it and may have rows");
                    self.refuse(cause, reason);
                }
                false
            }
            Kind::Publication => {
                self.affect_publication(dependent, cause);
                false
            }
            Kind::Schema
            | Kind::Extension
            | Kind::Sequence
            | Kind::Subscription
            | Kind::DefaultPrivileges
            | Kind::Altered
            | Kind::Database => false,
            Kind::Type | Kind::Domain | Kind::Index | Kind::DomainConstraint | Kind::Statistics => {
                effect == Effect::Gone
            }
            Kind::Constraint => {
                let is_foreign = matches!(self.context.actual.objects.get(dependent),
                    Some(Object::Constraint(constraint)) if constraint.references.is_some());
                effect == Effect::Gone || is_foreign
            }
            // A statement that replaces it takes the old dependencies away.
            Kind::Function | Kind::Procedure | Kind::Aggregate
                if effect == Effect::Typed && matches!(cause.kind, Kind::Type | Kind::Domain) =>
            {
                false
            }
            Kind::View | Kind::Function | Kind::Procedure | Kind::Aggregate => {
                let is_replaced = matches!(self.fates.get(dependent), Some(Fate::Alter(_))) && !keeps;
                effect == Effect::Typed || !is_replaced || !self.is_released(dependent)
            }
            _ => true,
        }
    }

    /// Whether the change of an object is one that replaces its definition.
    fn is_released(&self, identity: &Identity) -> bool {
        matches!(self.fates.get(identity), Some(Fate::Alter(alteration))
            if alteration.main.iter().any(|statement| statement.starts_with("CREATE OR REPLACE ")))
    }

    fn affect_column(&mut self, dependent: &Identity, cause: &Identity, effect: Effect) -> bool {
        let (actual, target) = (self.context.actual, self.context.target);
        let (Some(Object::Column(before)), Some(Object::Column(after))) =
            (actual.objects.get(dependent), target.objects.get(dependent))
        else {
            return true;
        };
        if before.r#type.is_none() {
            // It comes with the view.
            return effect == Effect::Gone && dependent.is_part_of(cause);
        }
        if before.generated.is_some() && after.generated.is_some() {
            return cause.kind != Kind::Column || !cause_is_parent(cause, dependent);
        }
        if effect == Effect::Typed || cause_is_parent(cause, dependent) {
            return false;
        }
        let is_typed = swap::is_of(self.context, &Object::Column(before.clone()), cause);
        let through = self.swaps.get(cause).map(|swap| swap.through.clone()).filter(|_| is_typed);
        let is_kept = is_typed && before.r#type == after.r#type;
        let restored = column::restored_default(self.context, after).filter(|_| before.generated.is_none());
        let swapped =
            through.filter(|_| is_kept).and_then(|through| column::swapped_type(self.context, after, &through));
        let dropped = column::dropped_default(self.context, after);
        let fate = self.fates.entry(dependent.clone()).or_insert_with(|| Fate::Alter(Alteration::default()));
        let Fate::Alter(alteration) = fate else { return false };
        if before.default.is_some() && before.generated.is_none() && !alteration.release.contains(&dropped) {
            alteration.release.push(dropped);
        }
        if let Some(swapped) = swapped {
            alteration.main.insert(0, swapped);
            alteration.disturbs = true;
        }
        if let Some(set) = restored
            && !alteration.main.contains(&set)
        {
            alteration.main.push(set);
        }
        let reason = format!("it depends on {cause}");
        self.classes.entry(dependent.clone()).or_insert((None, reason));
        false
    }

    /// The members of a publication that have a condition are added again when a column changes.
    fn affect_publication(&mut self, dependent: &Identity, cause: &Identity) {
        let (Some(Object::Publication(before)), Some(Object::Publication(after))) =
            (self.context.actual.objects.get(dependent), self.context.target.objects.get(dependent))
        else {
            return;
        };
        let alter = format!("ALTER PUBLICATION {}", self.context.new.id(&after.name));
        let is_meant = |table: &crate::catalog::Qualified| {
            let name = cause.on.as_ref().unwrap_or(&cause.name);
            cause.schema.as_ref() == Some(&table.schema) && *name == table.name
        };
        for table in before.tables.iter().flatten().filter(|table| is_meant(&table.table)) {
            let stays = after.tables.iter().flatten().find(|other| *other == table);
            let release = format!("{alter} DROP TABLE ONLY {};", self.context.old.full(&table.table));
            let add = stays.and_then(|table| publication::member(self.context, after, table));
            let fate = self.fates.entry(dependent.clone()).or_insert_with(|| Fate::Alter(Alteration::default()));
            if let Fate::Alter(alteration) = fate
                && !alteration.release.contains(&release)
            {
                alteration.release.push(release);
                alteration.main.extend(add);
            }
        }
        let reason = format!("it depends on {cause}");
        self.classes.entry(dependent.clone()).or_insert((None, reason));
    }

    /// Settings of a part that another object makes go with that object.
    fn remove_parts(&mut self) {
        let actual: &Catalog = self.context.actual;
        let goes = |identity: &Identity, fate: &Fate| {
            let is_kept = !matches!(fate, Fate::Alter(_)) || self.context.target.objects.contains_key(identity);
            let known = actual.objects.get_key_value(identity).filter(|_| !is_kept);
            known.is_some_and(|(identity, object)| {
                self.old.whole_of(identity, object).is_some_and(|whole| self.is_gone(whole))
                    || self.old.of(identity).any(|need| self.is_gone(need))
            })
        };
        let gone: Vec<Identity> = self
            .fates
            .iter()
            .filter(|(identity, fate)| goes(identity, fate))
            .map(|(identity, _)| identity.clone())
            .collect();
        for identity in gone {
            self.fates.remove(&identity);
        }
    }

    /// Settings of the columns of a view come again when the view does.
    fn add_parts(&mut self) {
        let target: &Catalog = self.context.target;
        for (identity, object) in &target.objects {
            let Object::Column(_) = object else { continue };
            let Some(whole) = self.new.whole_of(identity, object) else { continue };
            let is_view = matches!(whole.kind, Kind::View | Kind::MaterializedView | Kind::Type);
            if is_view && self.is_made(whole) {
                self.fates.insert(identity.clone(), Fate::Create);
                let reason = format!("it depends on {whole}");
                self.classes.entry(identity.clone()).or_insert((None, reason));
            }
        }
    }
}

/// Whether a column is that of the parent of another one.
fn cause_is_parent(cause: &Identity, dependent: &Identity) -> bool {
    cause.kind == Kind::Column && cause.name == dependent.name && cause.on != dependent.on
        || matches!(cause.kind, Kind::Table | Kind::ForeignTable)
}
