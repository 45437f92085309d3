//! Derivatives.

use super::*;

pub fn misuses() -> Vec<Misuse> {
    vec![
        misuse!("grad", |t| zeros(t, &[]).grad(foreign(&[])), ["another tape"]),
        misuse!("grad", |t| zeros(t, &[2]).grad(zeros(t, &[])), ["[2]"]),
        misuse!("vjp", |t| zeros(t, &[]).vjp(1.0, foreign(&[])), ["another tape"]),
        misuse!(
            "vjp",
            |t| zeros(t, &[3]).vjp(zeros(t, &[2]), zeros(t, &[])),
            ["[3]", "[2]"]
        ),
        misuse!(
            "jvp",
            |t| zeros(t, &[]).jvp(zeros(t, &[]), foreign(&[])),
            ["another tape"]
        ),
        misuse!(
            "hvp",
            |t| zeros(t, &[]).hvp(foreign(&[]), foreign(&[])),
            ["another tape"]
        ),
        misuse!(
            "hvp",
            |t| zeros(t, &[2]).hvp(zeros(t, &[]), zeros(t, &[])),
            ["[2]"]
        ),
        misuse!(
            "directional",
            |t| zeros(t, &[]).directional(foreign(&[]), 1.0),
            ["another tape"]
        ),
        misuse!(
            "jacobian",
            |t| zeros(t, &[]).jacobian(foreign(&[])),
            ["another tape"]
        ),
        misuse!(
            "hessian",
            |t| zeros(t, &[]).hessian(foreign(&[])),
            ["another tape"]
        ),
        misuse!("hessian", |t| zeros(t, &[2]).hessian(zeros(t, &[])), ["[2]"]),
        misuse!("hessian", |t| zeros(t, &[]).hessian(1.0.into()), ["plain number"]),
    ]
}
