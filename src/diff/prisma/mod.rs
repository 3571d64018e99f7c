//! Compares a schema that Prisma describes with another one, in what its language can express: tables, columns, enums,
//! keys and indexes of whole columns.

mod compare;
mod modelled;
mod overlay;

pub use compare::{Difference, PrismaSides, compare_prisma};
pub use overlay::overlaid;
