//! Functions of single numbers: on the scalar tape, recorded, or with a gradient by hand.

use crate::check::compare::{Inputs, Judge, disagreement, weights};
use crate::check::differences::Sample;
use crate::check::options::Options;
use crate::check::report::{Report, Source};
use crate::error::{Error, Result};
use crate::scalar::{Dual, Function, Tape, Var};
use crate::tensor::{Random, Tensor};

/// What is claimed at the point, and how it is found elsewhere.
struct Claims<'a> {
    gradient: Vec<f64>,
    /// How far forward and reverse mode are apart.
    modes: Option<f64>,
    /// What it is the gradient of.
    value: Box<dyn FnMut(&[f64]) -> Result<Sample> + 'a>,
}

impl Options {
    /// Checks the gradient of a function of single numbers; see
    /// [`gradcheck_scalars`](crate::check::gradcheck_scalars).
    ///
    /// ```
    /// use wengert_tape::check::Options;
    ///
    /// let report = Options::new().tolerance(1e-8).gradcheck_scalars(|x| x[0].sin() * x[1], [0.3, 2.0]);
    /// assert!(report.ok());
    /// ```
    #[track_caller]
    pub fn gradcheck_scalars(
        &self,
        f: impl for<'t> Fn(&[Var<'t>]) -> Var<'t>,
        at: impl AsRef<[f64]>,
    ) -> Report {
        let at = at.as_ref();
        judge(self, Source::Numbers, 1, at, of_scalars(&f, at))
    }

    /// Checks the second derivatives of a function of single numbers; see
    /// [`gradgradcheck_scalars`](crate::check::gradgradcheck_scalars).
    ///
    /// ```
    /// use wengert_tape::check::Options;
    ///
    /// let report = Options::new().seed(1).gradgradcheck_scalars(|x| x[0].sin() * x[1], [0.3, 2.0]);
    /// assert!(report.ok());
    /// ```
    #[track_caller]
    pub fn gradgradcheck_scalars(
        &self,
        f: impl for<'t> Fn(&[Var<'t, Dual>]) -> Var<'t, Dual>,
        at: impl AsRef<[f64]>,
    ) -> Report {
        let at = at.as_ref();
        judge(self, Source::Numbers, 2, at, of_gradient(&f, at, self))
    }

    /// Checks the derivatives of a recorded function; see
    /// [`gradcheck_recorded`](crate::check::gradcheck_recorded).
    ///
    /// ```
    /// use wengert_tape::check::Options;
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record(2, |x| x[0].sin() * x[1]);
    /// assert!(Options::new().seed(1).gradcheck_recorded(&f, [0.3, 2.0]).ok());
    /// ```
    #[track_caller]
    pub fn gradcheck_recorded(&self, function: &Function, at: impl AsRef<[f64]>) -> Report {
        let at = at.as_ref();
        judge(self, Source::Numbers, 1, at, of_recorded(function, at, self))
    }

    /// Checks the second derivatives of a recorded function; see
    /// [`gradgradcheck_recorded`](crate::check::gradgradcheck_recorded).
    ///
    /// ```
    /// use wengert_tape::check::Options;
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record(2, |x| x[0].sin() * x[1]);
    /// assert!(Options::new().seed(1).gradgradcheck_recorded(&f, [0.3, 2.0]).ok());
    /// ```
    #[track_caller]
    pub fn gradgradcheck_recorded(&self, function: &Function, at: impl AsRef<[f64]>) -> Report {
        let at = at.as_ref();
        judge(
            self,
            Source::Numbers,
            2,
            at,
            of_recorded_gradient(function, at, self),
        )
    }

    /// Checks a gradient that was written by hand, without any tape; see
    /// [`gradient`](crate::check::gradient).
    ///
    /// ```
    /// use wengert_tape::check::Options;
    ///
    /// let report = Options::new().tolerance(1e-8).gradient(|x| x[0].exp(), |x| [x[0].exp()], [0.5]);
    /// assert!(report.ok());
    /// ```
    #[track_caller]
    pub fn gradient<G: AsRef<[f64]>>(
        &self,
        value: impl Fn(&[f64]) -> f64,
        gradient: impl Fn(&[f64]) -> G,
        at: impl AsRef<[f64]>,
    ) -> Report {
        let at = at.as_ref();
        let claims = by_hand(&value, gradient(at).as_ref(), at);
        judge(self, Source::Hand, 1, at, claims)
    }
}

/// Compares a claimed gradient with differences. The numbers behind as many as it has elements are data.
#[track_caller]
fn judge(options: &Options, source: Source, order: usize, at: &[f64], claims: Result<Claims<'_>>) -> Report {
    let parameters = match &claims {
        Ok(claims) => claims.gradient.len(),
        Err(_) => at.len(),
    };
    let (at, data) = at.split_at(parameters);
    let inputs = Inputs {
        names: vec![String::new()],
        values: vec![Tensor::from(at)],
    };
    let mut report = Report::new(order, &inputs, options.tolerance_for::<f64>()).from(source);
    let mut claims = match claims {
        Ok(claims) => claims,
        Err(error) => return report.failed(error),
    };
    report.modes = claims.modes;
    let mut value = |inputs: &[Tensor]| (claims.value)(&[inputs[0].as_slice(), data].concat());
    let mut judge = Judge {
        value: &mut value,
        inputs: &inputs.values,
        claims: &[claims.gradient],
        options,
    };
    judge.judge(&mut report);
    report
}

#[track_caller]
fn by_hand<'a>(value: &'a dyn Fn(&[f64]) -> f64, gradient: &[f64], at: &[f64]) -> Result<Claims<'a>> {
    if gradient.len() != at.len() {
        let problem = format!(
            "the gradient has {} elements, the point {}",
            gradient.len(),
            at.len()
        );
        return Err(Error::new(problem));
    }
    Ok(Claims {
        gradient: gradient.to_vec(),
        modes: None,
        value: Box::new(|x| Ok(Sample::of([value(x)]))),
    })
}

/// A function on the scalar tape.
type Formula<'a> = dyn for<'t> Fn(&[Var<'t>]) -> Var<'t> + 'a;

#[track_caller]
fn of_scalars<'a>(f: &'a Formula<'_>, at: &[f64]) -> Result<Claims<'a>> {
    let mut tape = Tape::new();
    let gradient = {
        let x = tape.vars_from(at);
        f(&x).backward()?.wrt(&x)?
    };
    let value = move |at: &[f64]| {
        tape.reset();
        let value = f(&tape.vars_from(at)).value();
        match tape.error() {
            Some(error) => Err(error),
            None => Ok(Sample::of([value])),
        }
    };
    Ok(Claims {
        gradient,
        modes: None,
        value: Box::new(value),
    })
}

/// A function on the scalar tape that carries tangents along.
type CarryingFormula<'a> = dyn for<'t> Fn(&[Var<'t, Dual>]) -> Var<'t, Dual> + 'a;

/// The gradient along a random direction, whose own gradient is the product of the Hessian with it.
#[track_caller]
fn of_gradient<'a>(f: &'a CarryingFormula<'_>, at: &[f64], options: &Options) -> Result<Claims<'a>> {
    let mut tape = Tape::<Dual>::new();
    let direction = direction(at.len(), options);
    let (gradient, modes) = {
        let start: Vec<Dual> = at
            .iter()
            .zip(&direction)
            .map(|(&x, &v)| Dual::new(x, v))
            .collect();
        let x = tape.vars_from(&start);
        let result = f(&x);
        let adjoints = result.backward()?.wrt(&x)?;
        let terms = adjoints
            .iter()
            .zip(&direction)
            .map(|(adjoint, v)| adjoint.value * v);
        let reverse = Sample::of(terms);
        let forward = result.primal().tangent;
        let modes = disagreement(forward, reverse.value, forward.abs() + reverse.size);
        let gradient = adjoints.iter().map(|adjoint| adjoint.tangent).collect();
        (gradient, modes.filter(|_| options.forward))
    };
    let value = move |at: &[f64]| {
        tape.reset();
        let start: Vec<Dual> = at.iter().map(|&x| Dual::from(x)).collect();
        let x = tape.vars_from(&start);
        let adjoints = f(&x).backward()?.wrt(&x)?;
        let terms = adjoints
            .iter()
            .zip(&direction)
            .map(|(adjoint, v)| adjoint.value * v);
        Ok(Sample::of(terms))
    };
    Ok(Claims {
        gradient,
        modes,
        value: Box::new(value),
    })
}

/// The results of a recorded function, weighted if there are several.
#[track_caller]
fn of_recorded<'a>(function: &'a Function, at: &[f64], options: &Options) -> Result<Claims<'a>> {
    let results = function.values(at)?.len();
    // The cotangent of a number is 1: the report then shows the gradient that the user knows.
    let cotangent = match results {
        1 => vec![1.0],
        _ => direction(results, options),
    };
    let gradient = function.vjp().values(&[at, &cotangent].concat())?;
    let direction = direction(gradient.len(), options);
    let modes = match options.forward {
        true => {
            let tangents = function.jvp().values(&[at, &direction].concat())?;
            let forward = Sample::of(tangents.iter().zip(&cotangent).map(|(t, w)| t * w));
            let reverse = Sample::of(gradient.iter().zip(&direction).map(|(g, v)| g * v));
            disagreement(forward.value, reverse.value, forward.size + reverse.size)
        }
        false => None,
    };
    let value = move |at: &[f64]| {
        let results = function.values(at)?;
        Ok(Sample::of(results.iter().zip(&cotangent).map(|(y, w)| y * w)))
    };
    Ok(Claims {
        gradient,
        modes,
        value: Box::new(value),
    })
}

/// The whole Hessian is recorded of functions of up to so many parameters, of larger ones its product with a
/// direction.
const WHOLE: usize = 64;

/// The gradient of a recorded function along a random direction.
#[track_caller]
fn of_recorded_gradient<'a>(function: &'a Function, at: &[f64], options: &Options) -> Result<Claims<'a>> {
    let with_gradient = function.with_gradient();
    let parts = with_gradient.values(at)?;
    let direction = direction(parts.len() - 1, options);
    let along = |parts: &[f64], direction: &[f64]| {
        let terms = parts[1..].iter().zip(direction).map(|(g, v)| g * v);
        Sample::of(terms)
    };
    let products = match direction.len() {
        0 => Vec::new(),
        count if count <= WHOLE => {
            let hessian = function.hessian().values(at)?;
            let rows = hessian.chunks(count);
            rows.map(|row| row.iter().zip(&direction).map(|(h, v)| h * v).sum())
                .collect()
        }
        _ => function.hvp().values(&[at, &direction].concat())?,
    };
    let modes = match options.forward {
        true => {
            let forward = function.jvp().value(&[at, &direction].concat())?;
            let reverse = along(&parts, &direction);
            disagreement(forward, reverse.value, forward.abs() + reverse.size)
        }
        false => None,
    };
    let value = move |at: &[f64]| Ok(along(&with_gradient.values(at)?, &direction));
    Ok(Claims {
        gradient: products,
        modes,
        value: Box::new(value),
    })
}

fn direction(count: usize, options: &Options) -> Vec<f64> {
    let mut random = Random::seed(options.seed);
    weights::<f64>(&[count], &mut random).to_vec()
}
