//! No import cycle between the files of a module.
//!
//! A file depends on the file in which a name that it uses is defined: a name that `mod.rs` only
//! re-exports counts as that of the file it comes from, and a `pub use` in `mod.rs` is no dependency.

use super::source::{Source, sources};
use std::collections::{BTreeMap, BTreeSet};

struct Tree<'a> {
    by_module: BTreeMap<Vec<String>, &'a Source>,
}

impl<'a> Tree<'a> {
    fn new(sources: &'a [Source]) -> Self {
        Self { by_module: sources.iter().map(|source| (source.segments(), source)).collect() }
    }

    /// The file that defines what a path in `module` names, as far as it is in this package.
    fn target(&self, module: &[String], path: &[String], depth: usize) -> Option<&'a str> {
        let mut current = module.to_vec();
        let mut segments = path.iter();
        let mut is_anchored = false;
        let mut next = segments.next()?;
        loop {
            match next.as_str() {
                "crate" => current.clear(),
                "self" => {}
                "super" => drop(current.pop()?),
                name => {
                    let mut child = current.clone();
                    child.push(name.to_owned());
                    if !self.by_module.contains_key(&child) {
                        return if is_anchored { self.item(&current, name, depth) } else { None };
                    }
                    current = child;
                }
            }
            is_anchored = true;
            match segments.next() {
                Some(segment) => next = segment,
                None => return self.by_module.get(&current).map(|source| source.path.as_str()),
            }
        }
    }

    /// The file that defines an item which a module names: itself, or where it imports it from.
    fn item(&self, module: &[String], name: &str, depth: usize) -> Option<&'a str> {
        let source = self.by_module.get(module)?;
        if depth < 5 {
            let imports = source.imports();
            if let Some(import) = imports.iter().find(|import| import.name == name) {
                let found = self.target(module, &import.path, depth + 1);
                return found.or(Some(source.path.as_str()));
            }
        }
        Some(source.path.as_str())
    }

    /// The files of the same top module that a file depends on.
    fn uses(&self, source: &Source) -> BTreeSet<&'a str> {
        let module = source.segments();
        let is_mod = source.path.ends_with("/mod.rs");
        let imports = source.imports();
        let imported = imports.iter().filter(|import| !(is_mod && import.is_public)).map(|import| import.path.clone());
        let paths = source.paths();
        let targets = imported.chain(paths).filter_map(|path| self.target(&module, &path, 0));
        let top = source.module().to_owned();
        targets.filter(|path| *path != source.path && self.is_of(path, &top)).collect()
    }

    fn is_of(&self, path: &str, top: &str) -> bool {
        path.split('/').next() == Some(top)
    }
}

/// A cycle through `start`, the shortest, by the graph of one package.
fn cycle<'a>(graph: &BTreeMap<&'a str, BTreeSet<&'a str>>, start: &'a str) -> Option<Vec<&'a str>> {
    let mut routes = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while !routes.is_empty() {
        let mut longer = Vec::new();
        for route in routes {
            for next in graph.get(route[route.len() - 1]).into_iter().flatten() {
                if *next == start {
                    return Some(route);
                }
                if seen.insert(*next) {
                    longer.push([&route[..], &[*next]].concat());
                }
            }
        }
        routes = longer;
    }
    None
}

#[test]
fn no_file_of_a_module_depends_on_itself_through_others() {
    let sources = sources();
    let tree = Tree::new(&sources);
    let graph: BTreeMap<&str, BTreeSet<&str>> =
        sources.iter().map(|source| (source.path.as_str(), tree.uses(source))).collect();
    assert!(graph.values().map(BTreeSet::len).sum::<usize>() > 200, "the imports are read");
    let mut cycles = BTreeSet::new();
    for start in graph.keys() {
        if let Some(mut found) = cycle(&graph, start) {
            let least = found.iter().enumerate().min_by_key(|(_, path)| **path).map_or(0, |(at, _)| at);
            found.rotate_left(least);
            cycles.insert(found.join(" → "));
        }
    }
    assert!(
        cycles.is_empty(),
        "{} import cycles:\n{}",
        cycles.len(),
        cycles.into_iter().collect::<Vec<_>>().join("\n")
    );
}
