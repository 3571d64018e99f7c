//! Steps: the statements for an object at one moment, and which other steps it follows.

use super::context::Context;
use super::fate::{Alteration, Fate};
use super::make::made;
use super::name::dropped;
use super::parts::{comes_with_another, goes_with_another, gone_with, made_slots, made_with, parents, slots_of};
use super::plan::Plan;
use crate::catalog::{Identity, Kind, Object, TypeForm};
use crate::object::Class;
use std::collections::{BTreeSet, HashMap};

/// When a step runs, for its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Moment {
    /// It is dropped, renamed, or parted from what it no longer needs.
    Before,
    /// It is created or altered.
    Main,
    /// It is connected with objects that need it themselves.
    Finish,
}

/// The statements for an object at one moment.
pub(super) struct Step {
    pub(super) object: Identity,
    pub(super) moment: Moment,
    pub(super) sql: Vec<String>,
    pub(super) class: Option<Class>,
    pub(super) reason: String,
    /// Whether all steps of the object run, or none.
    pub(super) is_joined: bool,
}

/// All steps, and which of them each one follows.
pub(super) struct Steps {
    pub(super) all: Vec<Step>,
    pub(super) needs: Vec<BTreeSet<usize>>,
    /// Run in a transaction of their own, before all others.
    pub(super) first: Vec<Step>,
    places: HashMap<(Identity, Moment), usize>,
}

impl Steps {
    /// Returns the steps of a plan.
    pub(super) fn new(plan: &Plan<'_>) -> Self {
        let mut steps = Self { all: Vec::new(), needs: Vec::new(), first: Vec::new(), places: HashMap::new() };
        for (identity, fate) in &plan.fates {
            steps.add_fate(plan, identity, fate);
        }
        steps.add_absorbed(plan);
        steps.add_edges(plan);
        steps
    }

    /// Returns the place of a step, or of the one that it is a part of.
    pub(super) fn place(&self, identity: &Identity, moment: Moment) -> Option<usize> {
        self.places.get(&(identity.clone(), moment)).copied()
    }

    fn push(&mut self, plan: &Plan<'_>, identity: &Identity, moment: Moment, sql: Vec<String>) {
        let (class, reason) = plan.classes.get(identity).cloned().unwrap_or_default();
        let is_joined = !matches!(plan.fates.get(identity), Some(Fate::Create | Fate::Drop));
        self.places.insert((identity.clone(), moment), self.all.len());
        self.all.push(Step { object: identity.clone(), moment, sql, class, reason, is_joined });
        self.needs.push(BTreeSet::new());
    }

    fn add_fate(&mut self, plan: &Plan<'_>, identity: &Identity, fate: &Fate) {
        let context = plan.context;
        let (before, after) = (context.actual.objects.get(identity), context.target.objects.get(identity));
        if matches!(fate, Fate::Drop | Fate::Recreate) && !goes_with_another(plan, identity) {
            let sql = match (plan.swaps.get(identity), before) {
                (Some(swap), _) => vec![swap.rename.clone()],
                (None, Some(object)) => removal(plan, object),
                (None, None) => Vec::new(),
            };
            self.push(plan, identity, Moment::Before, sql);
        }
        if matches!(fate, Fate::Create | Fate::Recreate)
            && let Some(object) = after
            && !comes_with_another(plan, identity, object)
        {
            let made = made(context, object);
            if let Object::DataType(of) = object
                && of.form == TypeForm::Base
                && !self.places.contains_key(&(identity.clone(), Moment::Before))
            {
                // Its functions need the name.
                let name = context.new.qualified(&of.schema, &of.name);
                self.push(plan, identity, Moment::Before, vec![format!("CREATE TYPE {name};")]);
            }
            self.push(plan, identity, Moment::Main, made.main);
            let mut finish = made.finish;
            finish.extend(plan.swaps.get(identity).map(|swap| swap.drop.clone()));
            self.push(plan, identity, Moment::Finish, finish);
        }
        if let Fate::Alter(alteration) = fate {
            self.push(plan, identity, Moment::Before, alteration.release.clone());
            self.push(plan, identity, Moment::Main, alteration.main.clone());
            self.push(plan, identity, Moment::Finish, alteration.finish.clone());
            if !alteration.first.is_empty() {
                let (class, reason) = plan.classes.get(identity).cloned().unwrap_or_default();
                let (object, sql) = (identity.clone(), alteration.first.clone());
                self.first.push(Step { object, moment: Moment::Main, sql, class, reason, is_joined: false });
            }
        }
    }

    /// Parts that go or come with another object are at the place of its step.
    fn add_absorbed(&mut self, plan: &Plan<'_>) {
        for (identity, fate) in &plan.fates {
            let moments: &[Moment] = match fate {
                Fate::Drop => &[Moment::Before],
                Fate::Create => &[Moment::Main],
                Fate::Recreate => &[Moment::Before, Moment::Main],
                Fate::Alter(_) => continue,
            };
            for moment in moments {
                let mut whole = identity.clone();
                for _ in 0..64 {
                    if let Some(place) = self.place(&whole, *moment) {
                        self.places.insert((identity.clone(), *moment), place);
                        break;
                    }
                    let next =
                        if *moment == Moment::Before { gone_with(plan, &whole) } else { made_with(plan, &whole) };
                    let Some(next) = next else { break };
                    whole = next;
                }
            }
        }
    }

    fn follow(&mut self, step: Option<usize>, other: Option<usize>) {
        if let (Some(step), Some(other)) = (step, other)
            && step != other
        {
            self.needs[step].insert(other);
        }
    }

    fn add_edges(&mut self, plan: &Plan<'_>) {
        let slots = self.slots(plan);
        for (identity, fate) in &plan.fates {
            let [before, main, finish] =
                [Moment::Before, Moment::Main, Moment::Finish].map(|moment| self.place(identity, moment));
            self.follow(main, before);
            self.follow(finish, main);
            if matches!(fate, Fate::Drop | Fate::Recreate) {
                self.add_before(plan, identity, before);
            }
            if !matches!(fate, Fate::Drop) {
                self.add_main(plan, identity, main, finish);
            }
            if let Fate::Alter(alteration) = fate {
                let is_followed =
                    |dependent: &&Identity| plan.is_gone(dependent) && !is_beside(identity, alteration, dependent);
                for dependent in plan.old.dependents(identity).filter(is_followed) {
                    let other = self.place(dependent, Moment::Before);
                    self.follow(main, other);
                }
            }
            for slot in made_slots(plan, identity, fate) {
                for other in slots.get(&slot).into_iter().flatten() {
                    self.follow(main, Some(*other));
                }
            }
            if plan.swaps.contains_key(identity) {
                let dependents: Vec<&Identity> = plan.old.dependents(identity).collect();
                for dependent in dependents {
                    let other = self.place(dependent, Moment::Main);
                    self.follow(finish, other);
                    let other = self.place(dependent, Moment::Finish);
                    self.follow(finish, other);
                }
            }
            self.add_finish_needs(plan, identity, finish);
            self.add_owner(plan, identity, before);
        }
    }

    /// A sequence that stays is parted from its column before that is dropped, which would drop the sequence as well.
    fn add_owner(&mut self, plan: &Plan<'_>, identity: &Identity, before: Option<usize>) {
        let actual = plan.context.actual;
        let Some(Object::Sequence(sequence)) = actual.objects.get(identity) else { return };
        let Some(owner) = sequence.owned_by.as_ref().filter(|_| !plan.is_gone(identity)) else { return };
        let table = Context::whole(actual, &owner.schema, &owner.table).map(|(table, _)| table.clone());
        let column = Identity {
            kind: Kind::Column,
            schema: Some(owner.schema.clone()),
            on: Some(owner.table.clone()),
            name: owner.column.clone(),
            arguments: None,
        };
        for owner in table.into_iter().chain([column]) {
            let other = self.place(&owner, Moment::Before);
            self.follow(other, before);
        }
    }

    /// Everything that needs an object is dropped, or altered so that it no longer needs it, before the object is dropped.
    fn add_before(&mut self, plan: &Plan<'_>, identity: &Identity, before: Option<usize>) {
        let dependents: Vec<&Identity> = plan.old.dependents(identity).collect();
        for dependent in dependents {
            let other = self.place(dependent, Moment::Before);
            self.follow(before, other);
            let is_altered = matches!(plan.fates.get(dependent), Some(Fate::Alter(_)));
            let is_in_main = match dependent.kind {
                Kind::Publication | Kind::Sequence => false,
                // Its default was dropped before; only its type changes later.
                Kind::Column => matches!(identity.kind, Kind::Type | Kind::Domain | Kind::Collation),
                _ => true,
            };
            if is_altered && is_in_main && !plan.new.has(dependent, identity) {
                let other = self.place(dependent, Moment::Main);
                self.follow(before, other);
            }
        }
        // An inherited check is the child's own when that of the parent is gone.
        if let Some(Object::Constraint(check)) = plan.context.actual.objects.get(identity)
            && check.inherited
        {
            for parent in parents(plan, check) {
                let other = self.place(&parent, Moment::Before);
                self.follow(before, other);
            }
        }
    }

    fn add_main(&mut self, plan: &Plan<'_>, identity: &Identity, main: Option<usize>, finish: Option<usize>) {
        let needs: Vec<&Identity> = plan.new.of(identity).collect();
        for need in needs {
            // A base type begins as a name, which its functions need.
            let is_shell = plan.new.has(need, identity) && matches!(need.kind, Kind::Type);
            let other = self.place(need, if is_shell { Moment::Before } else { Moment::Main });
            self.follow(main, other);
            let other = self.place(need, Moment::Finish);
            if !plan.swaps.contains_key(need) && self.place(need, Moment::Main) != main {
                self.follow(finish, other);
            }
        }
        if let Some(Object::Constraint(key)) = plan.context.target.objects.get(identity)
            && key.references.is_some()
        {
            // A key of a partitioned table is valid when those of its partitions are attached.
            // Only keys and indexes have such parts; nearly everything depends on a schema.
            let keys = plan.new.of(identity).filter(|need| matches!(need.kind, Kind::Constraint | Kind::Index));
            let attached = keys.flat_map(|need| plan.new.dependents(need)).filter(|part| is_attached(plan, part));
            for part in attached {
                let other = self.place(part, Moment::Finish).filter(|place| Some(*place) != finish);
                self.follow(main, other);
            }
        }
    }

    fn add_finish_needs(&mut self, plan: &Plan<'_>, identity: &Identity, finish: Option<usize>) {
        let needs = match plan.fates.get(identity) {
            Some(Fate::Alter(alteration)) => alteration.finish_needs.clone(),
            Some(Fate::Create | Fate::Recreate) => match plan.context.target.objects.get(identity) {
                Some(object @ (Object::Table(_) | Object::Sequence(_) | Object::Index(_) | Object::Constraint(_))) => {
                    made(plan.context, object).finish_needs
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        for need in needs {
            let other = self.place(&need, Moment::Main);
            self.follow(finish, other);
        }
    }

    /// The steps that make names free.
    fn slots(&self, plan: &Plan<'_>) -> HashMap<String, Vec<usize>> {
        let mut slots: HashMap<String, Vec<usize>> = HashMap::new();
        for identity in plan.fates.keys() {
            let object = plan.context.actual.objects.get(identity);
            // The sequence of a column that is no longer an identity column goes before the rest.
            if !plan.is_gone(identity) && !matches!(object, Some(Object::Column(_))) {
                continue;
            }
            for slot in object.into_iter().flat_map(slots_of) {
                slots.entry(slot).or_default().extend(self.place(identity, Moment::Before));
            }
        }
        slots
    }
}

/// Whether an object that goes is not in the way of what changes: privileges, comments and row security must not wait for
/// a column whose removal is withheld. Only a typed table has exactly the columns of its type.
fn is_beside(whole: &Identity, alteration: &Alteration, dependent: &Identity) -> bool {
    let is_mere = |sql: &String| ["GRANT ", "REVOKE ", "COMMENT "].iter().any(|start| sql.starts_with(start));
    let is_part = whole.kind == Kind::Table && dependent.is_part_of(whole);
    !alteration.main.is_empty() && alteration.main.iter().all(is_mere)
        || is_part
            && matches!(dependent.kind, Kind::Column | Kind::Policy | Kind::Trigger)
            && !alteration.main.iter().any(|statement| statement.contains(" OF "))
}

/// Whether an object is the index of a partition.
fn is_attached(plan: &Plan<'_>, identity: &Identity) -> bool {
    match plan.context.target.objects.get(identity) {
        Some(Object::Index(index)) => index.attached_to.is_some(),
        Some(Object::Constraint(constraint)) => constraint.attached_to.is_some(),
        _ => false,
    }
}

/// Returns the statements that drop an object.
fn removal(plan: &Plan<'_>, object: &Object) -> Vec<String> {
    use super::privileges;
    match object {
        Object::DefaultPrivileges(defaults) => privileges::defaults(plan.context, Some(defaults), None),
        Object::Altered(altered) => privileges::altered(plan.context, Some(altered), None).unwrap_or_default(),
        _ => dropped(plan.context, object).into_iter().collect(),
    }
}
