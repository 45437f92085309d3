//! The Gaussian mixture of ADBench: its data, its objective, and the logarithmic posterior that was meant.

use wengert::Real;
use wengert::scalar;

/// Dimensions, components, parameters where the search starts, and the points.
pub struct Mixture {
    pub dimensions: usize,
    pub components: usize,
    pub start: Vec<f64>,
    pub points: Vec<Vec<f64>>,
    prior: [f64; 2],
}

impl Mixture {
    /// The problem that comes with the project.
    pub fn small() -> Self {
        Self::read(include_str!("../../data/adbench/gmm_d2_K5.txt"))
    }

    fn read(text: &str) -> Self {
        let mut numbers = text
            .split_whitespace()
            .map(|word| word.parse::<f64>().expect("a number"));
        let mut take = |count: usize| -> Vec<f64> { numbers.by_ref().take(count).collect() };
        let sizes = take(3);
        let [dimensions, components, points] = [sizes[0] as usize, sizes[1] as usize, sizes[2] as usize];
        let start = take(components * Self::per_component(dimensions));
        let points = (0..points).map(|_| take(dimensions)).collect();
        let prior = take(2);
        Mixture {
            dimensions,
            components,
            start,
            points,
            prior: [prior[0], prior[1]],
        }
    }

    /// A weight, a mean, and the factor of an inverse covariance.
    fn per_component(dimensions: usize) -> usize {
        1 + dimensions + dimensions * (dimensions + 1) / 2
    }

    fn weights<'a, R>(&self, parameters: &'a [R]) -> &'a [R] {
        &parameters[..self.components]
    }

    fn mean<'a, R>(&self, parameters: &'a [R], component: usize) -> &'a [R] {
        &parameters[self.components + component * self.dimensions..][..self.dimensions]
    }

    /// Logarithms of the diagonal, then what is below it.
    fn factor<'a, R>(&self, parameters: &'a [R], component: usize) -> (&'a [R], &'a [R]) {
        let size = self.dimensions * (self.dimensions + 1) / 2;
        let first = self.components * (1 + self.dimensions) + component * size;
        parameters[first..first + size].split_at(self.dimensions)
    }

    /// The logarithm of the density at a point, but for what is the same at every point.
    pub fn term<R: Real>(&self, parameters: &[R], point: &[R]) -> R {
        let terms: Vec<R> = (0..self.components)
            .map(|component| {
                let (diagonal, below) = self.factor(parameters, component);
                let mean = self.mean(parameters, component);
                let centred: Vec<R> = point.iter().zip(mean).map(|(&x, &m)| x - m).collect();
                let squared: R = self.product(diagonal, below, &centred).map(R::square).sum();
                self.weights(parameters)[component] + scalar::sum(diagonal) - 0.5 * squared
            })
            .collect();
        scalar::logsumexp(&terms)
    }

    /// The product of a factor with a vector, row by row.
    fn product<R: Real>(&self, diagonal: &[R], below: &[R], x: &[R]) -> impl Iterator<Item = R> {
        let n = self.dimensions;
        (0..n).map(move |row| {
            let lower = (0..row).map(|column| {
                let first = column * (2 * n - column - 1) / 2;
                below[first + row - column - 1] * x[column]
            });
            diagonal[row].exp() * x[row] + lower.sum::<R>()
        })
    }

    /// What the objective has beside the terms of the points. ADBench adds the Wishart prior with the
    /// sign turned round (which matters to nobody who measures gradients, but has no maximum).
    pub fn rest<R: Real>(&self, parameters: &[R]) -> R {
        self.normalisation(parameters) - self.log_prior(parameters)
    }

    /// What the logarithmic posterior has beside the terms of the points.
    #[allow(dead_code, reason = "each program wants some of the ways")]
    pub fn rest_of_posterior<R: Real>(&self, parameters: &[R]) -> R {
        self.normalisation(parameters) + self.log_prior(parameters)
    }

    fn normalisation<R: Real>(&self, parameters: &[R]) -> R {
        let (n, d) = (self.points.len() as f64, self.dimensions as f64);
        -0.5 * n * d * (2.0 * std::f64::consts::PI).ln() - n * scalar::logsumexp(self.weights(parameters))
    }

    /// The Wishart prior of the inverse covariances.
    fn log_prior<R: Real>(&self, parameters: &[R]) -> R {
        let (d, k) = (self.dimensions as f64, self.components as f64);
        let [gamma, m] = self.prior;
        let freedom = d + m + 1.0;
        let log_gammas: f64 = (0..self.dimensions)
            .map(|j| Real::lgamma(0.5 * (freedom - j as f64)))
            .sum();
        let log_gammas = 0.25 * d * (d - 1.0) * std::f64::consts::PI.ln() + log_gammas;
        let constant = freedom * d * (gamma.ln() - 0.5 * 2f64.ln()) - log_gammas;
        let of_component = |component: usize| {
            let (diagonal, below) = self.factor(parameters, component);
            let squares: R = diagonal.iter().map(|&q| (2.0 * q).exp()).sum::<R>()
                + below.iter().map(|&l| l.square()).sum::<R>();
            m * scalar::sum(diagonal) - 0.5 * gamma * gamma * squares
        };
        (0..self.components).map(of_component).sum::<R>() + k * constant
    }

    /// ADBench's objective.
    #[allow(dead_code, reason = "each program wants some of the ways")]
    pub fn objective<R: Real>(&self, parameters: &[R]) -> R {
        let terms: Vec<R> = self
            .points
            .iter()
            .map(|point| {
                let point: Vec<R> = point.iter().map(|&x| R::from(x)).collect();
                self.term(parameters, &point)
            })
            .collect();
        scalar::sum(&terms) + self.rest(parameters)
    }
}
