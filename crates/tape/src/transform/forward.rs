//! Forward mode: `jvp`, and Hessian-vector products, forward over reverse.

use crate::error::Error;
use crate::hash::{QuickMap, QuickSet};
use crate::ops::Primitive;
use crate::ops::elementwise::Instruction;
use crate::tape::node::Op;
use crate::tape::{Tape, Var};
use crate::tensor::Float;
use crate::transform::checkpoint::Again;
use crate::transform::walk::Sources;
use crate::transform::wrt::Wrt;
use smallvec::SmallVec;
use std::rc::Rc;

impl<'t, T: Float> Var<'t, T> {
    /// The Jacobian-vector product: how this changes when the variables change along the tangents.
    ///
    /// The tangents have the form and the shapes of the variables.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0]);
    /// let direction = tape.constant([1.0, 0.0]);
    /// assert_eq!(x.powi(3).jvp(x, direction).value()?, Tensor::from([3.0, 0.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn jvp<W: Wrt<'t, T>>(self, wrt: W, tangents: W::Out) -> Self {
        self.pushed("jvp", &wrt.list(), &W::list_out(&tangents))
    }

    /// [`Var::jvp`] for the method of the given name.
    #[track_caller]
    pub(crate) fn pushed(self, operation: &str, sources: &[Self], tangents: &[Self]) -> Self {
        match self.jvps(operation, &[self], sources, tangents) {
            Ok(tangents) => tangents[0],
            Err(failed) => failed,
        }
    }

    /// The Hessian-vector product of this number, forward over reverse.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0]);
    /// let y = (x * x * x).sum();
    /// let v = tape.constant([1.0, 1.0]);
    /// assert_eq!(y.hvp(x, v).value()?, Tensor::from([6.0, 12.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn hvp<W: Wrt<'t, T> + Clone>(self, wrt: W, vectors: W::Out) -> W::Out {
        let sources = wrt.list();
        let gradients = W::list_out(&self.grad_for("hvp", wrt.clone()));
        let vectors = W::list_out(&vectors);
        let products = match self.jvps("hvp", &gradients, &sources, &vectors) {
            Ok(products) => products,
            Err(failed) => return wrt.map(|_| failed),
        };
        let mut products = products.into_iter();
        wrt.map(|x| products.next().unwrap_or(x))
    }

    /// The tangents of several results from those of the sources, or the error to give back.
    #[track_caller]
    fn jvps(
        self,
        operation: &str,
        results: &[Self],
        sources: &[Self],
        tangents: &[Self],
    ) -> Result<Vec<Self>, Self> {
        if let Some(failed) = results
            .iter()
            .chain(sources)
            .chain(tangents)
            .find_map(|variable| variable.failed())
        {
            return Err(failed);
        }
        let Some(tape) = results.iter().chain(sources).find_map(|variable| variable.tape()) else {
            return Ok(results.iter().map(|_| Var::plain(0.0)).collect());
        };
        if sources.len() != tangents.len() {
            let problem = format!("{} tangents for {} variables", tangents.len(), sources.len());
            return Err(tape.fail_as(Error::shape(operation, problem)));
        }
        if let Some(failed) = tape.check_sources(operation, sources) {
            return Err(failed);
        }
        let mut seeds = Vec::with_capacity(sources.len());
        for (source, &tangent) in sources.iter().zip(tangents) {
            let Some(node) = tape.own(tangent) else {
                return Err(tape.foreign(operation));
            };
            let tangent = Var::on(tape, node, false);
            if tangent.dims() != source.dims() {
                let problem = format!(
                    "a tangent of shape {:?} for a variable of shape {:?}",
                    tangent.shape(),
                    source.shape()
                );
                return Err(tape.fail_as(Error::shape(operation, problem)));
            }
            seeds.push((source.node(), tangent));
        }
        let mut nodes = Vec::with_capacity(results.len());
        for &result in results {
            match tape.own(result) {
                Some(node) => nodes.push(node),
                None => return Err(tape.foreign(operation)),
            }
        }
        let known = tape.tangents(&nodes, &seeds);
        let tangent_of = |&node: &u32| match known.get(&node) {
            Some(&tangent) => tangent,
            None => Var::on(tape, node, false).zeros_of_shape(),
        };
        Ok(nodes.iter().map(tangent_of).collect())
    }
}

impl<T: Float> Tape<T> {
    /// The tangents of the nodes between the sources and the results; those that are 0 are left out.
    fn tangents<'t>(&'t self, results: &[u32], seeds: &[(u32, Var<'t, T>)]) -> QuickMap<u32, Var<'t, T>> {
        let mut known: QuickMap<u32, Var<'t, T>> = QuickMap::default();
        for &(source, tangent) in seeds {
            // A variable that is named twice moves along the sum of its tangents.
            let sum = known.get(&source).map_or(tangent, |&sum| sum + tangent);
            known.insert(source, sum);
        }
        let mut sources: QuickSet<u32> = known.keys().copied().collect();
        let twins = self.inner.borrow().checkpoints.twins(&sources);
        for (twin, source) in twins {
            known.insert(twin, known[&source]);
            sources.insert(twin);
        }
        let mut again = Again::default();
        for id in self.path(results, &Sources::Nodes(sources)).nodes {
            let (node, mut at) = self.at(id);
            let tangents: SmallVec<[Option<Var<'t, T>>; 4]> = at
                .arguments
                .iter()
                .map(|argument| known.get(&argument.node()).copied())
                .collect();
            if tangents.iter().all(Option::is_none) {
                continue;
            }
            again.substitute_forwards(self, id, &mut at);
            let tangent = self.deriving(id, || {
                if let Some(instruction) = Instruction::of(node.op) {
                    return instruction.jvp(&at.arguments, at.result, &tangents);
                }
                let Op::Primitive(number) = node.op else {
                    return None;
                };
                let primitive: Rc<dyn Primitive<T>> = Rc::clone(self.inner.borrow().primitives.get(number));
                primitive.jvp(&at, &tangents)
            });
            if let Some(tangent) = tangent {
                // A source that depends on another source moves along both.
                let sum = known.get(&id).map_or(tangent, |&sum| sum + tangent);
                known.insert(id, sum);
            }
        }
        known
    }
}
