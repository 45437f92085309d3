use super::allowed;
use super::golden::Worst;
use super::golden::points;
use super::name;
use crate::numeric::Function;
use crate::numeric::level::InstructionSet;
use crate::numeric::map::map_slice;
use crate::numeric::map::pow_slice;

#[test]
fn elementary_functions_agree_with_mpmath_at_every_level() {
    let mut failures = Vec::new();
    for set in InstructionSet::available() {
        for function in Function::ALL {
            let points = points(name(function));
            let x: Vec<f64> = points.iter().map(|p| p.arguments[0]).collect();
            let mut out = vec![0.0; x.len()];
            map_slice(set, function, &x, &mut out);
            let mut worst = Worst::default();
            for (point, &result) in points.iter().zip(&out) {
                worst.see(point.error(result), &point.arguments, result);
            }
            println!("{set:?} {function:?}: {worst:?}");
            if worst.error > allowed(function).0 {
                failures.push(format!("{set:?} {function:?}: {worst:?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn powers_agree_with_mpmath_at_every_level() {
    for set in InstructionSet::available() {
        let points = points("pow");
        let x: Vec<f64> = points.iter().map(|p| p.arguments[0]).collect();
        let y: Vec<f64> = points.iter().map(|p| p.arguments[1]).collect();
        let mut out = vec![0.0; x.len()];
        pow_slice(set, &x, &y, &mut out);
        let mut worst = Worst::default();
        for (point, &result) in points.iter().zip(&out) {
            worst.see(point.error(result), &point.arguments, result);
        }
        println!("{set:?} pow: {worst:?}");
        assert!(worst.error <= 1.5, "{set:?}: {worst:?}");
    }
}
