//! Reads `tests/golden/numeric.txt`, which `tests/golden/numeric.py` of the repository writes.

use std::collections::HashMap;
use std::sync::LazyLock;

/// One line: arguments, the nearest double, and the rest in units in the last place.
pub struct Point {
    pub arguments: Vec<f64>,
    pub value: f64,
    pub rest: f64,
}

impl Point {
    /// The distance of a result from the true value, in units in the last place of the latter.
    pub fn error(&self, result: f64) -> f64 {
        if result == self.value || (result.is_nan() && self.value.is_nan()) {
            return self.rest.abs();
        }
        // An infinity stands for the number after the largest.
        let finite = |x: f64| {
            if x.is_infinite() { f64::MAX.copysign(x) } else { x }
        };
        let extra = if result.is_infinite() || self.value.is_infinite() {
            1.0
        } else {
            0.0
        };
        let distance = (finite(result) - finite(self.value)) / unit(self.value);
        (distance - self.rest).abs() + extra
    }
}

/// One unit in the last place of a number.
pub fn unit(value: f64) -> f64 {
    let exponent = ((value.to_bits() >> 52) & 0x7ff).clamp(1, 0x7fe);
    // 2^(exponent − 1075), which is subnormal for the smallest exponents.
    f64::from_bits(if exponent > 52 {
        (exponent - 52) << 52
    } else {
        1 << (exponent - 1)
    })
}

/// The points of a function.
pub fn points(name: &str) -> &'static [Point] {
    GOLDEN
        .get(name)
        .unwrap_or_else(|| panic!("no golden values for {name}"))
}

static GOLDEN: LazyLock<HashMap<&'static str, Vec<Point>>> = LazyLock::new(|| {
    let text = include_str!("../../../tests/golden/numeric.txt");
    let mut table: HashMap<&'static str, Vec<Point>> = HashMap::new();
    let mut current = "";
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("# ") {
            current = name;
            continue;
        }
        let mut words: Vec<&str> = line.split(' ').collect();
        let rest: f64 = words.pop().unwrap().parse().unwrap();
        let bits = |word: &str| f64::from_bits(u64::from_str_radix(word, 16).unwrap());
        let value = bits(words.pop().unwrap());
        let arguments = words.into_iter().map(bits).collect();
        let point = Point {
            arguments,
            value,
            rest: rest / 1000.0,
        };
        table.entry(current).or_default().push(point);
    }
    table
});

/// The worst of some errors, as `(error, argument, result)`.
#[derive(Debug, Default)]
#[allow(dead_code, reason = "what is not read is printed")]
pub struct Worst {
    pub error: f64,
    pub arguments: Vec<f64>,
    pub result: f64,
}

impl Worst {
    pub fn see(&mut self, error: f64, arguments: &[f64], result: f64) {
        // A NaN where a number belongs is infinitely wrong.
        let error = if error.is_nan() { f64::INFINITY } else { error };
        if error > self.error {
            *self = Worst {
                error,
                arguments: arguments.to_vec(),
                result,
            };
        }
    }
}

#[test]
fn a_unit_in_the_last_place_is_the_distance_to_the_next_number() {
    for value in [
        5e-324,
        1e-310,
        f64::MIN_POSITIVE,
        1e-300,
        0.1,
        1.0,
        1.5,
        3.0,
        1e22,
        1e300,
    ] {
        let next = f64::from_bits(value.to_bits() + 1);
        assert_eq!(unit(value), next - value, "{value:e}");
    }
}
