//! From numbers to places on the paper.

/// One axis of a chart: the numbers from `low` to `high` lie between `from` and `to` on the paper.
pub struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    logarithmic: bool,
}

impl Axis {
    /// An axis that holds all values, with a little room at both ends.
    pub fn holding(values: impl Iterator<Item = f64>, from: f64, to: f64, logarithmic: bool) -> Self {
        let scaled = values.map(|value| if logarithmic { value.log10() } else { value });
        let finite = scaled.filter(|value| value.is_finite());
        let (mut low, mut high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        let room = if low == high { 0.5 } else { 0.04 * (high - low) };
        Axis {
            low: low - room,
            high: high + room,
            from,
            to,
            logarithmic,
        }
    }

    /// The place of a number.
    pub fn place(&self, value: f64) -> f64 {
        let value = if self.logarithmic { value.log10() } else { value };
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// Round numbers along the axis, with their names.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let step = round_step((self.high - self.low) / 6.0);
        if self.logarithmic && step < 1.0 {
            return self.decimal_ticks();
        }
        let first = (self.low / step).ceil() as i64;
        let last = (self.high / step).floor() as i64;
        let decimals = (-step.log10().floor()).max(0.0) as usize;
        let tick = |k: i64| {
            let value = k as f64 * step;
            if self.logarithmic {
                (10f64.powf(value), format!("1e{value}"))
            } else {
                (value, format!("{value:.decimals$}"))
            }
        };
        (first..=last).map(tick).collect()
    }

    /// 1, 2 and 5 times the powers of ten: for a logarithmic axis of few decades.
    fn decimal_ticks(&self) -> Vec<(f64, String)> {
        let decades = self.low.floor() as i32..=self.high.ceil() as i32;
        let values = decades.flat_map(|decade| [1.0, 2.0, 5.0].map(|digit| digit * 10f64.powi(decade)));
        let within = values.filter(|value| (self.low..=self.high).contains(&value.log10()));
        within.map(|value| (value, format!("{}", value as f32))).collect()
    }
}

/// The smallest of 1, 2, 5, 10, 20, … times a power of ten that is not below `least`.
fn round_step(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    let factors = [1.0, 2.0, 5.0, 10.0];
    let factor = factors.into_iter().find(|factor| factor * power >= least);
    factor.unwrap_or(10.0) * power
}
