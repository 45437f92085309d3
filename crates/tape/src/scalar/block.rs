//! Blocks of a computation that stand on the tape as a few statements: with derivatives of the user's
//! own, or with the Jacobian of a block that was computed aside.

use crate::error::Result;
use crate::scalar::primal::Primal;
use crate::scalar::tape::Tape;
use crate::scalar::var::Var;

impl<N: Primal> Tape<N> {
    /// A result with derivatives of your own: a table look-up, a library call, a solver. `f` gets the
    /// values and gives the result and its partial derivatives.
    ///
    /// ```
    /// use wengert_tape::scalar;
    ///
    /// let tape = scalar::Tape::new();
    /// let x = tape.var(2.0);
    /// let y = tape.custom([x], |[x]| (x.powi(3), [3.0 * x * x]));
    /// assert_eq!(y.value(), 8.0);
    /// assert_eq!(y.backward()?.wrt(x)?, 12.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn custom<'t, const K: usize>(
        &'t self,
        arguments: [Var<'t, N>; K],
        f: impl FnOnce([N; K]) -> (N, [N; K]),
    ) -> Var<'t, N> {
        let (value, partials) = f(arguments.map(Var::primal));
        self.statement("custom", value, &arguments, &partials)
    }

    /// A statement with these partial derivatives.
    #[track_caller]
    pub(super) fn statement<'t>(
        &'t self,
        operation: &str,
        value: N,
        arguments: &[Var<'t, N>],
        partials: &[N],
    ) -> Var<'t, N> {
        let mut operands = smallvec::SmallVec::<[(u32, N); 16]>::new();
        for (&argument, &partial) in arguments.iter().zip(partials) {
            match self.own(argument) {
                Some(_) if argument.tape().is_none() => {}
                Some(id) => operands.push((id, partial)),
                None => self.foreign(operation),
            }
        }
        self.record_many(value, &operands)
    }

    /// A block that stands on the tape as its Jacobian: `f` is recorded on a tape of its own, which is
    /// swept back at once and forgotten. It pays where a block has many operations but few arguments
    /// and results: the tape shrinks, and later sweeps pass over the block in a few steps.
    ///
    /// What `f` computes must come from its arguments; a variable of this tape that slips in through the
    /// closure is an error that waits.
    ///
    /// ```
    /// use wengert_tape::scalar;
    ///
    /// let tape = scalar::Tape::new();
    /// let x = tape.var(0.5);
    /// let before = tape.len();
    /// let y = tape.preaccumulate(&[x], |x| {
    ///     let mut y = x[0];
    ///     for _ in 0..100 {
    ///         y = y.cos();
    ///     }
    ///     vec![y]
    /// })?;
    /// assert_eq!(tape.len(), before + 1);
    /// let slope = y[0].backward()?.wrt(x)?;
    /// assert!(slope.abs() < 1e-15);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What went wrong inside of the block.
    #[track_caller]
    pub fn preaccumulate<'t>(
        &'t self,
        arguments: &[Var<'t, N>],
        f: impl for<'s> FnOnce(&[Var<'s, N>]) -> Vec<Var<'s, N>>,
    ) -> Result<Vec<Var<'t, N>>> {
        let inner = Tape::new();
        let values: Vec<N> = arguments.iter().map(|argument| argument.primal()).collect();
        let inputs = inner.vars_from(&values);
        let results = f(&inputs);
        let jacobian = inner.jacobian(&results, &inputs)?;
        let mut outputs = Vec::with_capacity(results.len());
        for (row, result) in results.iter().enumerate() {
            let (value, partials) = (result.primal(), jacobian.row(row));
            outputs.push(self.statement("preaccumulate", value, arguments, partials));
        }
        Ok(outputs)
    }
}
