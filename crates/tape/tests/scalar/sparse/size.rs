//! Large problems take time and memory in proportion.

use super::*;

#[test]
fn sets_of_inputs_are_not_copied_along_sums_and_recurrences() -> Result<()> {
    let start = Instant::now();
    let n = 300_000;
    // A sum, of which each part depends on one input more.
    let sum = Function::record(n, |x| x.iter().copied().sum());
    assert_eq!(sum.jacobian_pattern()?.len(), n);
    // A recurrence that forgets nothing.
    let recurrence = Function::record(n, |x| x.iter().fold(Expr::from(0.0), |y, &x| (y + x).sin()));
    assert_eq!(recurrence.jacobian_pattern()?.len(), n);
    // Time steps of a stencil: sets grow by two, and live for a step.
    let (width, steps) = (2000, 100);
    let stencil = Function::record_all(width, |x| {
        (0..steps).fold(x.to_vec(), |u, _| {
            let at = |k: usize| u[k.min(width - 1)];
            (0..width)
                .map(|k| at(k.saturating_sub(1)) - 2.0 * at(k) + at(k + 1))
                .collect()
        })
    });
    let row = stencil.jacobian_pattern()?.row(1000).len();
    assert_eq!(row, 2 * steps + 1);
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
    Ok(())
}

#[test]
fn deep_recordings_need_no_deep_stack() {
    let work = || {
        let n = 100_000;
        let f = Function::record(n, |x| {
            x.iter()
                .fold(Expr::from(1.0), |y, &x| (y * 0.5 + x.square()).sin() * 0.5)
        });
        f.jacobian_pattern().unwrap().len()
    };
    let thread = std::thread::Builder::new()
        .stack_size(256 << 10)
        .spawn(work)
        .unwrap();
    assert_eq!(thread.join().unwrap(), 100_000);
}
