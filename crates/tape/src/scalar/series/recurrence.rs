//! Every function of a series, from the slopes of the table of instructions.

use super::Series;
use crate::instruction::{Binary, Ternary, Unary, normal_excess_slope};
use crate::real::{Number, Real};
use crate::scalar::dual::plus;
use crate::scalar::many::Many;
use smallvec::SmallVec;

impl<R: Number, const K: usize> Real for Series<R, K> {
    #[track_caller]
    fn unary(self, instruction: Unary) -> Self {
        if let Unary::NormalExcess(n) = instruction {
            return self.normal_excess(n);
        }
        let value = self.coefficients[0].unary(instruction);
        let speed = self.speed();
        Self::integrated(value, self.known, |y, order| {
            let slope = instruction.slope(self.first(order), y);
            slope.times(speed.first(order))
        })
    }

    #[track_caller]
    fn binary(self, instruction: Binary, other: Self) -> Self {
        let [a, b] = [self.coefficients[0], other.coefficients[0]];
        let value = a.binary(instruction, b);
        match instruction {
            Binary::Add => self + other,
            Binary::Sub => self - other,
            Binary::Mul | Binary::Absorb => self.multiplied(other, value),
            Binary::Div | Binary::Quotient => self.divided(other, value),
            Binary::Pow => self.power(other, value),
            _ => self.along_both(instruction, other, value),
        }
    }

    #[track_caller]
    fn many(function: Many, x: &[Self]) -> Self {
        if matches!(function, Many::Sum | Many::Mean) {
            return function.value(x);
        }
        let values: SmallVec<[R; 16]> = x.iter().map(|x| x.coefficients[0]).collect();
        let order = x.iter().map(|x| x.known).min().unwrap_or(K);
        Self::integrated(R::many(function, &values), order, |y, order| {
            let mut sum = Self::from(0.0);
            for x in x {
                let partial = function.partial(x.first(order), values.len(), y);
                sum += x.speed().first(order).absorb(partial);
            }
            Some(sum)
        })
    }

    #[track_caller]
    fn ternary(self, instruction: Ternary, second: Self, third: Self) -> Self {
        if instruction == Ternary::Select {
            return match self == 0.0 {
                true => third,
                false => second,
            };
        }
        let [a, b, c] = [self, second, third].map(|argument| argument.coefficients[0]);
        let value = a.ternary(instruction, b, c);
        if instruction == Ternary::MulAdd {
            let mut sum = self.multiplied(second, value) + third;
            sum.coefficients[0] = value;
            return sum;
        }
        let order = self.known.min(second.known).min(third.known);
        let speeds = [self, second, third].map(Self::speed);
        Self::integrated(value, order, |_, order| {
            let [a, b, c] = [self, second, third].map(|argument| argument.first(order));
            let part = |k: usize| instruction.slope(k, a, b, c).times(speeds[k].first(order));
            plus(plus(part(0), part(1)), part(2))
        })
    }
}

impl<R: Number, const K: usize> Series<R, K> {
    /// y with y(0) and y′ = derivative(y, order), of which the known coefficients of y and those up to
    /// `order` of the arguments are asked.
    ///
    /// A derivative that reads y is known as far as y is, and adds one coefficient. One that does not read
    /// it gives all at once. This is found out with two coefficients first: a sine that asked for a whole
    /// cosine at each of its own coefficients, which does the same, would take 2ᴷ steps.
    #[track_caller]
    fn integrated(value: R, order: usize, derivative: impl Fn(Self, usize) -> Option<Self>) -> Self {
        let mut y = Self::constant(value).first(1);
        let mut asked = 2.min(order - 1);
        while y.known < order {
            let Some(speed) = derivative(y, asked) else {
                y.known = order;
                break;
            };
            let given = speed.known.min(asked);
            for k in y.known..=given {
                y.coefficients[k] = speed.coefficients[k - 1] / k as f64;
            }
            y.known = given + 1;
            asked = match given == asked {
                true => order - 1,
                false => y.known,
            };
        }
        y
    }

    /// The derivative with respect to t.
    #[track_caller]
    fn speed(self) -> Self {
        let mut speed = Self::constant(R::from(0.0));
        for k in 1..self.known {
            speed.coefficients[k - 1] = self.coefficients[k] * k as f64;
        }
        speed.known = self.known - 1;
        speed
    }

    /// The same with no more than so many known coefficients.
    fn first(mut self, known: usize) -> Self {
        self.known = self.known.min(known);
        for coefficient in &mut self.coefficients[self.known..] {
            *coefficient = R::from(0.0);
        }
        self
    }

    /// Σ aⱼ bₖ₋ⱼ for j from `start` to k, in which 0 absorbs.
    #[inline]
    #[track_caller]
    fn convolved(self, other: Self, k: usize, start: usize) -> R {
        let mut sum = self.coefficients[start].absorb(other.coefficients[k - start]);
        for j in start + 1..=k {
            sum += self.coefficients[j].absorb(other.coefficients[k - j]);
        }
        sum
    }

    #[track_caller]
    fn multiplied(self, other: Self, value: R) -> Self {
        let mut product = Self::constant(value).first(self.known.min(other.known));
        for k in 1..product.known {
            product.coefficients[k] = self.convolved(other, k, 0);
        }
        product
    }

    #[track_caller]
    fn divided(self, divisor: Self, value: R) -> Self {
        let mut quotient = Self::constant(value).first(self.known.min(divisor.known));
        for k in 1..quotient.known {
            let rest = self.coefficients[k] - divisor.convolved(quotient, k, 1);
            quotient.coefficients[k] = rest.binary(Binary::Quotient, divisor.coefficients[0]);
        }
        quotient
    }

    #[track_caller]
    fn along_both(self, instruction: Binary, other: Self, value: R) -> Self {
        let speeds = [self.speed(), other.speed()];
        Self::integrated(value, self.known.min(other.known), |y, order| {
            let [a, b] = [self.first(order), other.first(order)];
            let part = |k: usize| instruction.slope(k, a, b, y).times(speeds[k].first(order));
            plus(part(0), part(1))
        })
    }

    /// The power. The slope to an exponent that stays fixed is not asked for, as it reads y while the other
    /// one needs a power again: both would take 2ᴷ steps.
    #[track_caller]
    fn power(self, exponent: Self, value: R) -> Self {
        let order = self.known.min(exponent.known);
        let is_fixed = exponent.coefficients[1..]
            .iter()
            .all(|coefficient| coefficient.vanishes());
        // By convention the slope of 0ᵇ to b is 0.
        if is_fixed || (self == 0.0 && exponent >= 0.0) {
            let speed = self.speed();
            return Self::integrated(value, order, |y, order| {
                let slope = Binary::Pow.slope(0, self.first(order), exponent.first(order), y);
                slope.times(speed.first(order))
            });
        }
        let mut power = match self > 0.0 {
            true => (exponent * self.ln()).exp(),
            // No power with a moving exponent.
            false => Self::new([R::from(f64::NAN); K]).first(order),
        };
        power.coefficients[0] = value;
        power
    }

    /// rₙ from those behind it, the last of which is needed to one coefficient: its slope reads both itself
    /// and the next one, and to ask each for the next one again and again would take 2ᴷ steps.
    #[track_caller]
    fn normal_excess(self, n: u32) -> Self {
        let speed = self.speed();
        let mut next = self;
        for (known, index) in (1..=self.known).zip((n..n + self.known as u32).rev()) {
            let value = self.coefficients[0].unary(Unary::NormalExcess(index));
            next = Self::integrated(value, known, |y, order| {
                let slope = normal_excess_slope(index, y, next.first(order));
                slope.times(speed.first(order))
            });
        }
        next
    }
}
