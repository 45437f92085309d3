//! S3 and S7a, b: the log-posterior of a Gaussian mixture, as in ADBench (Šrajer, Kukelova and Fitzgibbon
//! 2018), without the constants.

use super::numbers;
use crate::formula::Formula;
use crate::number::{Meets, Number};

/// Parameters: a weight for each component, then the means, then for each component the inverse Cholesky
/// factor of its covariance: the logarithms of the diagonal, and row by row what is below.
pub struct Mixture {
    pub points: Vec<f64>,
    pub dimensions: usize,
    pub components: usize,
}

/// What the points share.
pub struct Factors<N> {
    /// The weight of a component plus the logarithm of its factor's determinant.
    offsets: Vec<N>,
    diagonals: Vec<N>,
}

impl Mixture {
    pub fn new(points: usize, dimensions: usize, components: usize) -> Self {
        Mixture {
            points: numbers(3, points * dimensions, -1.5, 1.5),
            dimensions,
            components,
        }
    }

    pub fn parameters(&self) -> usize {
        self.components * (1 + self.dimensions + self.factor())
    }

    pub fn start(&self) -> Vec<f64> {
        numbers(4, self.parameters(), -0.5, 0.5)
    }

    /// The numbers of a factor.
    fn factor(&self) -> usize {
        self.dimensions * (self.dimensions + 1) / 2
    }

    fn factors_of<'a, N>(&self, x: &'a [N]) -> std::slice::Chunks<'a, N> {
        x[self.components * (1 + self.dimensions)..].chunks(self.factor())
    }

    fn factors<N: Number>(&self, x: &[N]) -> Factors<N> {
        let d = self.dimensions;
        let offset = |(&weight, factor): (&N, &[N])| weight + N::sum(&factor[..d]);
        let exponentials = |factor: &[N]| factor[..d].iter().map(|x| x.exp()).collect::<Vec<N>>();
        Factors {
            offsets: x.iter().zip(self.factors_of(x)).map(offset).collect(),
            diagonals: self.factors_of(x).flat_map(exponentials).collect(),
        }
    }

    /// The log-density at a point, but for the weights' own sum.
    fn at_point<N: Meets<D>, D: Number>(
        &self,
        x: &[N],
        shared: &Factors<N>,
        point: &[D],
        room: &mut [Vec<N>; 3],
    ) -> N {
        let d = self.dimensions;
        let [difference, whitened, terms] = room;
        terms.clear();
        let means = x[self.components..].chunks(d);
        let factors = self.factors_of(x).zip(shared.diagonals.chunks(d));
        for ((&offset, mean), (factor, diagonal)) in shared.offsets.iter().zip(means).zip(factors) {
            difference.clear();
            difference.extend(mean.iter().zip(point).map(|(&mean, &x)| mean - x));
            whitened.clear();
            let mut row = d;
            for (k, &scale) in diagonal.iter().enumerate() {
                let own = scale * difference[k];
                whitened.push(match k {
                    0 => own,
                    _ => own + N::dot(&factor[row..row + k], &difference[..k]),
                });
                row += k;
            }
            terms.push(offset - N::dot(whitened, whitened) * 0.5);
        }
        N::logsumexp(terms)
    }

    /// What does not depend on a point: the weights' sum, for all points, and the Wishart prior.
    fn rest<N: Number>(&self, x: &[N], shared: &Factors<N>, points: usize) -> N {
        let d = self.dimensions;
        let weights = N::logsumexp(&x[..self.components]) * points as f64;
        let of_component = |(factor, diagonal): (&[N], &[N])| {
            let mut squares = N::dot(diagonal, diagonal);
            if d > 1 {
                squares = squares + N::dot(&factor[d..], &factor[d..]);
            }
            squares * 0.5
        };
        let diagonals = shared.diagonals.chunks(d);
        let prior: Vec<N> = self.factors_of(x).zip(diagonals).map(of_component).collect();
        N::sum(&prior) - weights
    }
}

impl Formula for Mixture {
    fn at<N: Meets<D>, D: Number>(&self, x: &[N], _: &[D]) -> [N; 1] {
        let shared = self.factors(x);
        let mut room = [const { Vec::new() }; 3];
        let at = |point: &[f64]| self.at_point::<N, f64>(x, &shared, point, &mut room);
        let all: Vec<N> = self.points.chunks(self.dimensions).map(at).collect();
        let points = all.len();
        [N::sum(&all) + self.rest(x, &shared, points)]
    }
}

/// The part that each point has, which is its data.
pub struct MixturePoint<'a>(pub &'a Mixture);

impl Formula for MixturePoint<'_> {
    fn at<N: Meets<D>, D: Number>(&self, x: &[N], data: &[D]) -> [N; 1] {
        let shared = self.0.factors(x);
        [self.0.at_point(x, &shared, data, &mut [const { Vec::new() }; 3])]
    }
}

/// The part that is there once.
pub struct MixtureRest<'a>(pub &'a Mixture);

impl Formula for MixtureRest<'_> {
    fn at<N: Meets<D>, D: Number>(&self, x: &[N], _: &[D]) -> [N; 1] {
        let shared = self.0.factors(x);
        let points = self.0.points.len() / self.0.dimensions;
        [self.0.rest(x, &shared, points)]
    }
}
