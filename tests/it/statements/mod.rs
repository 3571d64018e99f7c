//! Cases of the rules about statements that are too many for their pages: the traps in which
//! false alarms and misses lie.

mod policy;
