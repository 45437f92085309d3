//! Layers: which layer was being recorded, so that an error can name it and the line that called it.

use crate::error::{Error, Place};
use crate::tape::Tape;
use crate::tape::sections::Sections;
use crate::tensor::Float;

/// The layer that is being recorded, and the line that called it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope {
    pub(crate) layer: &'static str,
    pub(crate) place: Place,
    /// Inside of which scope it was entered, by its number.
    outer: Option<u32>,
}

/// The scopes of a run, and which nodes were recorded in each of them.
#[derive(Debug, Default)]
pub(crate) struct Scopes {
    all: Vec<Scope>,
    sections: Sections<u32>,
}

impl Scopes {
    pub(crate) fn clear(&mut self) {
        self.all.clear();
        self.sections.clear();
    }

    fn enter(&mut self, layer: &'static str, place: Place, next_node: u32) -> Option<u32> {
        let outer = self.sections.open();
        let number = self.all.len() as u32;
        self.all.push(Scope { layer, place, outer });
        self.sections.switch(next_node, Some(number))
    }

    /// Forgets nodes from `nodes` on; the open scope stays open.
    pub(crate) fn cut(&mut self, nodes: u32) {
        self.sections.cut(nodes);
    }

    /// The scope that is open now, and those around it, innermost first.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Scope> {
        self.chain(self.sections.open())
    }

    /// The scope in which a node was recorded, and those around it, innermost first.
    pub(crate) fn of_node(&self, node: u32) -> impl Iterator<Item = &Scope> {
        self.chain(self.sections.of(node))
    }

    fn chain(&self, from: Option<u32>) -> impl Iterator<Item = &Scope> {
        let first = from.map(|number| &self.all[number as usize]);
        std::iter::successors(first, |scope| scope.outer.map(|outer| &self.all[outer as usize]))
    }
}

/// While it lives, what is recorded belongs to a layer; see [`Tape::within`].
pub struct Within<'t, T: Float> {
    tape: &'t Tape<T>,
    before: Option<u32>,
}

impl<T: Float> Drop for Within<'_, T> {
    fn drop(&mut self) {
        let mut inner = self.tape.inner.borrow_mut();
        let next = inner.nodes.len() as u32;
        inner.scopes.sections.switch(next, self.before);
    }
}

impl<T: Float> Tape<T> {
    /// While the guard lives, what is recorded belongs to `layer`: errors name it, and where they
    /// would point into a library they point to the line that called the layer. An empty name marks
    /// only the line.
    ///
    /// ```
    /// use wengert_tape::{Tape, Var};
    ///
    /// #[track_caller]
    /// fn layer<'t>(x: Var<'t>) -> Var<'t> {
    ///     let tape = x.tape().unwrap();
    ///     let _layer = tape.within("Doubling");
    ///     x.reshape([7]) * 2.0
    /// }
    ///
    /// let tape = Tape::new();
    /// let error = layer(tape.var([1.0, 2.0])).value().unwrap_err();
    /// assert_eq!(error.layer(), Some("Doubling"));
    /// ```
    #[track_caller]
    pub fn within(&self, layer: &'static str) -> Within<'_, T> {
        let place = std::panic::Location::caller();
        let mut inner = self.inner.borrow_mut();
        let next = inner.nodes.len() as u32;
        let before = inner.scopes.enter(layer, place, next);
        Within { tape: self, before }
    }
}

/// The error with the layer it happened in, at a line of the user's code where one is known.
pub(crate) fn place_error<'s>(error: &Error, scopes: impl Iterator<Item = &'s Scope>) -> Error {
    let mut layer = None;
    let mut place = error.place();
    for scope in scopes {
        if !scope.layer.is_empty() {
            layer = layer.or(Some(scope.layer));
        }
        if is_own_source(place) {
            place = scope.place;
        }
    }
    match layer {
        Some(layer) if error.layer().is_none() => error.within(layer, place),
        _ => error.placed(place),
    }
}

/// Whether a line is one of Wengert's own, or of the standard library's, and not the user's.
pub(crate) fn is_own_source(place: Place) -> bool {
    let file = place.file();
    if file.contains('\\') {
        return is_own_file(&file.replace('\\', "/"), &file!().replace('\\', "/"));
    }
    is_own_file(file, file!())
}

/// Whether a file belongs to the crate that `this` file belongs to, to its sibling, or to the
/// standard library.
///
/// The sibling is `crates/nn/src/` beside `crates/tape/src/`, or, from a registry or a vendored copy,
/// `wengert-nn-0.1.0/src/` beside `wengert-tape-0.1.0/src/`.
fn is_own_file(file: &str, this: &str) -> bool {
    if STANDARD_LIBRARY.iter().any(|part| file.contains(part)) {
        return true;
    }
    let Some(tape) = this.strip_suffix("tape/scope.rs") else {
        return false;
    };
    if file.starts_with(tape) {
        return true;
    }
    if let Some(root) = tape.strip_suffix("crates/tape/src/") {
        return file
            .strip_prefix(root)
            .is_some_and(|file| file.starts_with("crates/nn/src/"));
    }
    let Some(name) = tape.rfind("wengert-tape") else {
        return false;
    };
    let sibling = file.strip_prefix(&tape[..name]);
    let inside = sibling.and_then(|file| file.strip_prefix("wengert-nn"));
    inside.is_some_and(|file| file.split('/').nth(1) == Some("src"))
}

const STANDARD_LIBRARY: [&str; 3] = ["/library/core/src/", "/library/alloc/src/", "/library/std/src/"];

#[cfg(test)]
mod tests {
    use super::is_own_file;

    #[test]
    fn lines_of_both_crates_and_of_the_standard_library_are_not_the_users() {
        let registry = "/home/me/.cargo/registry/src/index.crates.io-1cd6/";
        let cases = [
            (
                "crates/tape/src/tape/scope.rs",
                "crates/nn/src/layers/linear.rs",
                true,
            ),
            (
                "crates/tape/src/tape/scope.rs",
                "crates/tape/src/ops/mod.rs",
                true,
            ),
            (
                "crates/tape/src/tape/scope.rs",
                "crates/nn/tests/places.rs",
                false,
            ),
            ("crates/tape/src/tape/scope.rs", "src/main.rs", false),
            (
                "crates/tape/src/tape/scope.rs",
                "/rustc/29483/library/core/src/ops/function.rs",
                true,
            ),
            (
                "/src/wengert/crates/tape/src/tape/scope.rs",
                "/src/wengert/crates/nn/src/lib.rs",
                true,
            ),
            (
                "/src/wengert/crates/tape/src/tape/scope.rs",
                "crates/nn/src/lib.rs",
                false,
            ),
            (
                "vendor/wengert-tape/src/tape/scope.rs",
                "vendor/wengert-nn/src/lib.rs",
                true,
            ),
            (
                "vendor/wengert-tape/src/tape/scope.rs",
                "vendor/wengert-nn/tests/a.rs",
                false,
            ),
        ];
        for (this, file, own) in cases {
            assert_eq!(is_own_file(file, this), own, "{file} beside {this}");
        }
        let this = format!("{registry}wengert-tape-0.1.0/src/tape/scope.rs");
        assert!(is_own_file(
            &format!("{registry}wengert-nn-0.1.1/src/layers/linear.rs"),
            &this
        ));
        assert!(!is_own_file(
            &format!("{registry}another-0.1.0/src/lib.rs"),
            &this
        ));
    }
}
