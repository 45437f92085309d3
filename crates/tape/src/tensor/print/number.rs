//! The words of numbers that are printed side by side.

/// How elements are printed.
pub trait Print: Copy {
    /// Words of equal width, in one notation, with at most `precision` digits after the point.
    fn words(numbers: &[Self], precision: usize) -> Vec<String>;

    /// The shortest text that reads back as the same number.
    fn alone(self) -> String;
}

impl Print for bool {
    fn words(numbers: &[bool], _precision: usize) -> Vec<String> {
        numbers.iter().map(|b| format!("{b:>5}")).collect()
    }

    fn alone(self) -> String {
        self.to_string()
    }
}

impl Print for i64 {
    fn words(numbers: &[i64], _precision: usize) -> Vec<String> {
        aligned(numbers.iter().map(i64::to_string).collect())
    }

    fn alone(self) -> String {
        self.to_string()
    }
}

macro_rules! floats {
    ($($float:ident, $large:literal;)*) => { $(
        impl Print for $float {
            fn words(numbers: &[$float], precision: usize) -> Vec<String> {
                let sizes = numbers.iter().map(|x| x.abs()).filter(|&x| x.is_finite() && x != 0.0);
                let largest = sizes.clone().fold(0.0, $float::max);
                let smallest = sizes.fold($float::INFINITY, $float::min);
                if largest >= $large || smallest < 0.0001 || largest / smallest > 1000.0 {
                    scientific(numbers, precision)
                } else {
                    positional(numbers, precision)
                }
            }

            fn alone(self) -> String {
                let size = self.abs();
                if self.is_nan() {
                    "nan".into()
                } else if size.is_infinite() || size == 0.0 || (1e-4..1e16).contains(&size) {
                    // `Debug` keeps the `.0` of a whole number.
                    format!("{self:?}")
                } else {
                    let text = format!("{self:e}");
                    let (mantissa, exponent) = split(&text, 'e');
                    format!("{mantissa}e{}", signed(exponent, 2))
                }
            }
        }
    )* };
}

// NumPy's borders: 10⁸, or as many powers of ten as the type has certain digits.
floats!(f32, 1e6; f64, 1e8;);

/// What the formatting of floats needs of their type.
trait Written: Copy + std::fmt::Display + std::fmt::LowerExp + Into<f64> {}

impl Written for f32 {}
impl Written for f64 {}

/// The text on both sides of the first `mark`; the second is empty where there is none.
fn split(text: &str, mark: char) -> (&str, &str) {
    text.split_once(mark).unwrap_or((text, ""))
}

/// The text of NaN and the infinities.
fn special(x: f64) -> Option<&'static str> {
    match x {
        _ if x.is_nan() => Some("nan"),
        f64::INFINITY => Some("inf"),
        f64::NEG_INFINITY => Some("-inf"),
        _ => None,
    }
}

/// Whole part and fraction: the shortest digits, rounded where there are more than `precision`.
fn digits<T: Written>(x: T, precision: usize) -> (String, String) {
    let shortest = format!("{x}");
    let text = match split(&shortest, '.').1.len() > precision {
        true => format!("{x:.precision$}"),
        false => shortest,
    };
    let (whole, fraction) = split(&text, '.');
    (whole.into(), fraction.trim_end_matches('0').into())
}

/// The mantissa's whole part and fraction, and the exponent.
fn scientific_digits<T: Written>(x: T, precision: usize) -> (String, String, String) {
    let shortest = format!("{x:e}");
    let text = match split(split(&shortest, 'e').0, '.').1.len() > precision {
        true => format!("{x:.precision$e}"),
        false => shortest,
    };
    let (mantissa, exponent) = split(&text, 'e');
    let (whole, fraction) = split(mantissa, '.');
    (
        whole.into(),
        fraction.trim_end_matches('0').into(),
        exponent.into(),
    )
}

/// An exponent with its sign and at least `width` digits.
fn signed(exponent: &str, width: usize) -> String {
    match exponent.strip_prefix('-') {
        Some(digits) => format!("-{digits:0>width$}"),
        None => format!("+{exponent:0>width$}"),
    }
}

fn positional<T: Written>(numbers: &[T], precision: usize) -> Vec<String> {
    let parts = numbers
        .iter()
        .map(|&x| special(x.into()).ok_or_else(|| digits(x, precision)));
    let parts: Vec<_> = parts.collect();
    let places = parts
        .iter()
        .filter_map(|part| Some(part.as_ref().err()?.1.len()))
        .max();
    let places = places.unwrap_or(0);
    let words = parts.iter().map(|part| match part {
        Ok(special) => (*special).to_string(),
        Err((whole, fraction)) => format!("{whole}.{fraction:<places$}"),
    });
    aligned(words.collect())
}

fn scientific<T: Written>(numbers: &[T], precision: usize) -> Vec<String> {
    let parts = numbers
        .iter()
        .map(|&x| special(x.into()).ok_or_else(|| scientific_digits(x, precision)));
    let parts: Vec<_> = parts.collect();
    let finite = || parts.iter().filter_map(|part| part.as_ref().err());
    let places = finite().map(|(_, fraction, _)| fraction.len()).max().unwrap_or(0);
    let exponents = finite().map(|(_, _, exponent)| exponent.trim_start_matches('-').len());
    let exponents = exponents.max().unwrap_or(0).max(2);
    let words = parts.iter().map(|part| match part {
        Ok(special) => (*special).to_string(),
        Err((whole, fraction, exponent)) => {
            format!("{whole}.{fraction:0<places$}e{}", signed(exponent, exponents))
        }
    });
    aligned(words.collect())
}

/// The words padded on the left to the same width.
fn aligned(words: Vec<String>) -> Vec<String> {
    let width = words.iter().map(String::len).max().unwrap_or(0);
    words.iter().map(|word| format!("{word:>width$}")).collect()
}
