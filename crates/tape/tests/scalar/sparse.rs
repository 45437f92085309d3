//! Sparse derivatives: patterns, colourings and what is recovered from them.

use crate::{close, rosenbrock};
use proptest::prelude::*;
use std::time::Instant;
use wengert_tape::scalar::sparse::{Colouring, Direction, Order, Pattern, Sparse, Symmetry};
use wengert_tape::scalar::{self, Expr, Function};
use wengert_tape::{ErrorKind, Real, Result};

const ORDERS: [Order; 3] = [Order::Fewest, Order::Natural, Order::LargestFirst];

fn places(pattern: &Pattern) -> Vec<(usize, usize)> {
    pattern.iter().collect()
}

fn record(inputs: usize, f: impl for<'p> FnOnce(&[Expr<'p>]) -> Expr<'p>) -> Function {
    Function::record(inputs, f)
}

// Patterns.

#[test]
fn a_hessian_has_marks_where_operations_are_not_linear() -> Result<()> {
    let of = |f: Function| -> Result<_> { Ok(places(&f.hessian_pattern()?)) };
    assert_eq!(of(record(2, |x| x[0] + 3.0 * x[1] - 2.0))?, []);
    assert_eq!(of(record(2, |x| x[0] * x[1]))?, [(0, 1), (1, 0)]);
    assert_eq!(of(record(2, |x| x[0] / x[1]))?, [(0, 1), (1, 0), (1, 1)]);
    assert_eq!(of(record(2, |x| x[0].exp() + x[1] / 3.0))?, [(0, 0)]);
    assert_eq!(
        of(record(3, |x| (x[0] + x[2]).powi(3)))?,
        [(0, 0), (0, 2), (2, 0), (2, 2)]
    );
    assert_eq!(of(record(2, |x| x[0].max(x[1]).abs() + x[0].relu()))?, []);
    assert_eq!(
        of(record(2, |x| x[0].greater(x[1]).select(x[0], x[1].square())))?,
        [(1, 1)]
    );
    assert_eq!(of(record(2, |x| x[0].floor() * x[1].square()))?, [(1, 1)]);
    assert_eq!(of(record(2, |x| x[0].stop_gradient() * x[1]))?, []);
    assert_eq!(of(record(2, |_| Expr::from(2.0)))?, []);
    // What does not reach the result, and what reaches it with a slope of 0.
    assert_eq!(
        of(record(2, |x| {
            let _ = x[0].exp();
            x[1].square()
        }))?,
        [(1, 1)]
    );
    assert_eq!(
        of(record(2, |x| x[0].square().floor() + x[1].square()))?,
        [(1, 1)]
    );
    Ok(())
}

#[test]
fn a_jacobian_has_marks_where_results_depend_on_inputs() -> Result<()> {
    let f = Function::record_all(4, |x| {
        vec![
            x[0] * x[3],
            x[1].round() + x[2],
            Expr::from(1.0),
            x[2],
            x[1].less(x[0]).select(x[2], x[3]),
        ]
    });
    let expected = [(0, 0), (0, 3), (1, 2), (3, 2), (4, 2), (4, 3)];
    assert_eq!(places(&f.jacobian_pattern()?), expected);
    Ok(())
}

#[test]
fn a_pattern_shows_itself_and_finds_its_places() -> Result<()> {
    let pattern = Pattern::new(2, 3, [(1, 2), (0, 1), (1, 0), (1, 2)])?;
    assert_eq!(pattern.to_string(), ".x.\nx.x\n");
    assert_eq!((pattern.rows(), pattern.columns(), pattern.len()), (2, 3, 3));
    assert_eq!(pattern.row_starts(), [0, 1, 3]);
    assert_eq!(pattern.column_indices(), [1, 0, 2]);
    assert_eq!(pattern.position(1, 2), Some(2));
    assert_eq!((pattern.position(0, 2), pattern.position(7, 0)), (None, None));
    assert_eq!(places(&pattern.transpose()), [(0, 1), (1, 0), (2, 1)]);
    assert_eq!(pattern.transpose().transpose(), pattern);
    assert_eq!(pattern.row(5), [0; 0]);
    Ok(())
}

// Colourings.

/// Whether no two columns of a colour meet in a row.
fn columns_are_apart(pattern: &Pattern, colouring: &Colouring) -> bool {
    (0..pattern.rows()).all(|row| {
        let mut colours: Vec<usize> = pattern.row(row).iter().map(|&j| colouring.of(j)).collect();
        colours.sort_unstable();
        colours.windows(2).all(|pair| pair[0] != pair[1])
    })
}

fn neighbours(pattern: &Pattern, vertex: usize) -> impl Iterator<Item = usize> {
    pattern
        .row(vertex)
        .iter()
        .copied()
        .filter(move |&other| other != vertex)
}

/// Neighbours differ, and every path of four vertices has three colours at least.
fn is_star(pattern: &Pattern, colouring: &Colouring) -> bool {
    let colour = |vertex| colouring.of(vertex);
    (0..pattern.rows()).all(|a| {
        neighbours(pattern, a).all(|b| {
            colour(a) != colour(b)
                && neighbours(pattern, b)
                    .filter(|&c| c != a && colour(c) == colour(a))
                    .all(|c| neighbours(pattern, c).all(|d| d == b || d == a || colour(d) != colour(b)))
        })
    })
}

/// Neighbours differ, and the edges between any two colours have no cycle.
fn is_acyclic(pattern: &Pattern, colouring: &Colouring) -> bool {
    let edges: Vec<(usize, usize)> = pattern.iter().filter(|(a, b)| a < b).collect();
    let colours = colouring.count();
    edges.iter().all(|&(a, b)| colouring.of(a) != colouring.of(b))
        && (0..colours).all(|first| {
            (first + 1..colours).all(|second| {
                let mut parent: Vec<usize> = (0..pattern.rows()).collect();
                let root = |parent: &[usize], mut vertex: usize| {
                    while parent[vertex] != vertex {
                        vertex = parent[vertex];
                    }
                    vertex
                };
                edges.iter().all(|&(a, b)| {
                    let mut pair = [colouring.of(a), colouring.of(b)];
                    pair.sort_unstable();
                    if pair != [first, second] {
                        return true;
                    }
                    let [a, b] = [a, b].map(|vertex| root(&parent, vertex));
                    parent[a] = b;
                    a != b
                })
            })
        })
}

fn symmetric(size: usize, pairs: &[(usize, usize)]) -> Pattern {
    let diagonal = (0..size).map(|i| (i, i));
    let both = pairs
        .iter()
        .map(|&(i, j)| (i % size, j % size))
        .flat_map(|(i, j)| [(i, j), (j, i)]);
    Pattern::new(size, size, diagonal.chain(both)).unwrap()
}

fn tridiagonal(size: usize) -> Pattern {
    symmetric(size, &(1..size).map(|i| (i - 1, i)).collect::<Vec<_>>())
}

/// All meet the vertex `hub`.
fn arrow(size: usize, hub: usize) -> Pattern {
    symmetric(size, &(0..size).map(|i| (i, hub)).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn colourings_of_random_patterns_are_valid(
        (rows, columns) in (1usize..25, 1usize..25),
        pairs in proptest::collection::vec((0usize..1000, 0usize..1000), 0..120),
    ) {
        let places = pairs.iter().map(|&(i, j)| (i % rows, j % columns));
        let pattern = Pattern::new(rows, columns, places).unwrap();
        let transpose = pattern.transpose();
        let symmetric = symmetric(rows, &pairs);
        for order in ORDERS {
            prop_assert!(columns_are_apart(&pattern, &pattern.colour_columns(order)));
            prop_assert!(columns_are_apart(&transpose, &pattern.colour_rows(order)));
            let apart = symmetric.colour_columns(order);
            let star = symmetric.colour_star(order).unwrap();
            let acyclic = symmetric.colour_acyclic(order).unwrap();
            prop_assert!(is_star(&symmetric, &star), "{symmetric}{star:?}");
            prop_assert!(is_acyclic(&symmetric, &acyclic), "{symmetric}{acyclic:?}");
            prop_assert!(star.count() <= apart.count());
            prop_assert!(acyclic.count() <= star.count());
        }
    }
}

#[test]
fn colours_of_known_matrices() -> Result<()> {
    for size in [5, 6, 50, 101] {
        for order in ORDERS {
            let band = tridiagonal(size);
            assert_eq!(band.colour_columns(order).count(), 3);
            assert!(band.colour_star(order)?.count() <= 3);
            assert_eq!(band.colour_acyclic(order)?.count(), 2);
            for hub in [0, size / 2, size - 1] {
                let arrow = arrow(size, hub);
                assert_eq!(arrow.colour_columns(order).count(), size);
                assert_eq!(arrow.colour_star(order)?.count(), 2);
                assert_eq!(arrow.colour_acyclic(order)?.count(), 2);
            }
            let dense = symmetric(size, &(0..size * size).map(|k| (k, k / size)).collect::<Vec<_>>());
            assert_eq!(dense.colour_star(order)?.count(), size);
            let diagonal = symmetric(size, &[]);
            assert_eq!(diagonal.colour_star(order)?.count(), 1);
            assert_eq!(diagonal.colour_acyclic(order)?.count(), 1);
        }
        // Two hubs that share all others, first or last.
        for hubs in [[0, 1], [size - 2, size - 1]] {
            let pairs: Vec<_> = (0..size)
                .filter(|i| !hubs.contains(i))
                .flat_map(|i| hubs.map(|hub| (i, hub)))
                .collect();
            assert_eq!(symmetric(size, &pairs).colour_star(Order::Fewest)?.count(), 3);
        }
    }
    Ok(())
}

#[test]
fn a_vertex_that_meets_very_many_is_coloured_in_linear_time() -> Result<()> {
    let start = Instant::now();
    for hub in [0, 199_999] {
        let arrow = arrow(200_000, hub);
        assert_eq!(arrow.colour_star(Order::Fewest)?.count(), 2);
        assert_eq!(arrow.colour_acyclic(Order::Fewest)?.count(), 2);
    }
    // Quadratic it would be hours.
    assert!(start.elapsed().as_secs() < 20);
    Ok(())
}

// What is recovered.

fn agrees(found: &Sparse, dense: &scalar::Matrix) -> bool {
    let all = (0..dense.rows()).flat_map(|i| (0..dense.columns()).map(move |j| (i, j)));
    (found.rows(), found.columns()) == (dense.rows(), dense.columns())
        && all.into_iter().all(|(i, j)| {
            let (a, b) = (found.get(i, j), dense[(i, j)]);
            (a - b).abs() <= 1e-10 * b.abs().max(1.0)
        })
}

/// What a random step does with two earlier values.
fn apply<R: Real>(kind: u8, a: R, b: R) -> R {
    match kind {
        0 => a + b,
        1 => a - b,
        2 => a * b,
        3 => a / (b.square() + 1.0),
        4 => a.sin(),
        // Never a tie, at which the tape chooses a side.
        5 => a.max(b * 0.7 + 0.1),
        6 => R::select(a.greater(b), a, b * 0.5),
        7 => 0.25 - a,
        8 => a.tanh(),
        9 => a.floor() * b,
        10 => a.stop_gradient() + b,
        _ => (a * 2.0).atan() - b,
    }
}

/// Some values of a random program of local steps, so that patterns have holes.
fn random<R: Real>(steps: &[(u8, usize, usize)], x: &[R], results: usize) -> Vec<R> {
    let mut values = x.to_vec();
    for &(kind, a, b) in steps {
        let last = values.len() - 1;
        values.push(apply(
            kind,
            values[last - a % values.len()],
            values[b % values.len()],
        ));
    }
    (0..results)
        .map(|k| values[values.len() - 1 - (k * 3) % values.len()])
        .collect()
}

fn tame(values: impl IntoIterator<Item = f64>) -> bool {
    values.into_iter().all(|value| value.abs() < 1e4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn derivatives_of_random_programs_are_the_dense_ones(
        steps in proptest::collection::vec((0u8..12, 0usize..12, 0usize..100), 1..50),
        x in proptest::collection::vec(-2.0f64..2.0, 1..12),
        results in 1usize..8,
    ) {
        let f = Function::record_all(x.len(), |x| random(&steps, x, results));
        let dense = scalar::jacobian(|x| random(&steps, x, results), &x).unwrap();
        prop_assume!(tame(dense.as_slice().iter().copied()));
        let pattern = f.jacobian_pattern().unwrap();
        for direction in [Direction::Columns, Direction::Rows] {
            let jacobian = f.sparse_jacobian_by(direction).unwrap();
            prop_assert_eq!(jacobian.pattern(), &pattern);
            prop_assert!(agrees(&jacobian.at(&x).unwrap(), &dense));
        }
        let jacobian = f.sparse_jacobian().unwrap().at(&x).unwrap();
        prop_assert!(agrees(&jacobian, &dense));
        let (entries_pattern, entries) = f.jacobian_entries().unwrap();
        prop_assert_eq!(&entries_pattern, &pattern);
        let entries = entries.values(&x).unwrap();
        prop_assert!(entries.iter().zip(jacobian.values()).all(|(&a, &b)| close(a, b)));

        let sum = Function::record(x.len(), |x| random(&steps, x, results).into_iter().sum());
        let dense = scalar::hessian(|x| random(&steps, x, results).into_iter().sum(), &x).unwrap();
        prop_assume!(tame(dense.as_slice().iter().copied()));
        let star = sum.sparse_hessian().unwrap();
        let acyclic = sum.sparse_hessian_by(Symmetry::Acyclic).unwrap();
        prop_assert!(star.pattern().is_symmetric());
        prop_assert!(acyclic.colours() <= star.colours());
        prop_assert!(agrees(&star.at(&x).unwrap(), &dense));
        prop_assert!(agrees(&acyclic.at(&x).unwrap(), &dense));
        let (_, entries) = sum.hessian_entries().unwrap();
        let entries = entries.values(&x).unwrap();
        let values = star.at(&x).unwrap();
        prop_assert!(entries.iter().zip(values.values()).all(|(&a, &b)| (a - b).abs() <= 1e-10 * b.abs().max(1.0)));
    }
}

/// The second derivatives of the function of Rosenbrock that is a sum over neighbours, by hand.
fn rosenbrock_hessian(x: &[f64], i: usize, j: usize) -> f64 {
    match (i.min(j), i.abs_diff(j)) {
        (i, 1) => -400.0 * x[i],
        (i, 0) => {
            let ahead = x
                .get(i + 1)
                .map_or(0.0, |next| 2.0 - 400.0 * (next - 3.0 * x[i].square()));
            ahead + if i > 0 { 200.0 } else { 0.0 }
        }
        _ => 0.0,
    }
}

#[test]
fn the_hessian_of_rosenbrock_in_100_000_variables() -> Result<()> {
    // Substitution adds the errors up along the band.
    for (n, symmetry, colours, tolerance) in [
        (100_000, Symmetry::Star, 3, 1e-12),
        (10_000, Symmetry::Acyclic, 2, 1e-9),
    ] {
        let x: Vec<f64> = (0..n).map(|k| (k as f64 * 0.37).sin() * 1.5).collect();
        let hessian = Function::record(n, |x| rosenbrock(x)).sparse_hessian_by(symmetry)?;
        assert_eq!((hessian.pattern().len(), hessian.colours()), (3 * n - 2, colours));
        for (i, j, value) in hessian.at(&x)?.triplets() {
            let expected = rosenbrock_hessian(&x, i, j);
            assert!(
                (value - expected).abs() <= tolerance * 1e3,
                "({i}, {j}) {value} for {expected}"
            );
        }
    }
    Ok(())
}

#[test]
fn sparse_second_derivatives_as_a_function_are_short() -> Result<()> {
    let n = 1000;
    let f = Function::record(n, |x| rosenbrock(x));
    let (pattern, entries) = f.hessian_entries()?;
    assert!(entries.instructions() < 13 * n, "{}", entries.instructions());
    let x: Vec<f64> = (0..n).map(|k| (k as f64 * 0.37).sin() * 1.5).collect();
    for ((i, j), value) in pattern.iter().zip(entries.values(&x)?) {
        assert!(close(value, rosenbrock_hessian(&x, i, j)));
    }
    Ok(())
}

#[test]
fn a_parameter_that_all_terms_share_costs_one_colour() -> Result<()> {
    // The other parameters have one colour, the shared one its own.
    let f = |n: usize| {
        Function::record(n, |x| {
            x[1..]
                .iter()
                .zip(1..)
                .map(|(&x_k, k)| (x[0] * x_k - f64::from(k)).square())
                .sum()
        })
    };
    let hessian = f(20_000).sparse_hessian()?;
    assert_eq!((hessian.colours(), hessian.pattern().len()), (2, 3 * 20_000 - 2));
    let x: Vec<f64> = (0..30).map(|k| 0.5 + f64::from(k)).collect();
    let small = f(30).sparse_hessian()?.at(&x)?;
    for (i, j, value) in small.triplets() {
        let expected = match (i.min(j), i.max(j)) {
            (0, 0) => x[1..].iter().map(|x| 2.0 * x * x).sum(),
            (0, k) => 4.0 * x[0] * x[k] - 2.0 * k as f64,
            _ => 2.0 * x[0] * x[0],
        };
        assert!(close(value, expected), "({i}, {j}) {value} for {expected}");
    }
    Ok(())
}

// A bundle adjustment, as in ADBench (Šrajer, Kukelová and Fitzgibbon 2018): cameras of eleven parameters,
// points, and a weight for each observation.

const CAMERA: usize = 11;

struct Scene {
    cameras: usize,
    points: usize,
    /// Which camera sees which point.
    observations: Vec<(usize, usize)>,
}

impl Scene {
    fn new(cameras: usize, points: usize, observations: usize) -> Self {
        let seen = |k: usize| ((k * 7 + k / points) % cameras, k % points);
        Scene {
            cameras,
            points,
            observations: (0..observations).map(seen).collect(),
        }
    }

    fn inputs(&self) -> usize {
        self.cameras * CAMERA + self.points * 3 + self.observations.len()
    }

    fn start(&self) -> Vec<f64> {
        let mut x = Vec::new();
        for k in 0..self.cameras * CAMERA {
            let noise = 0.1 * (k as f64 * 1.3).sin();
            x.push(match k % CAMERA {
                // Rotation, centre, focal length, principal point, distortion.
                0..3 => 0.3 + noise,
                3..5 => noise,
                5 => -5.0 + noise,
                6 => 2.0 + noise,
                _ => 0.1 * noise,
            });
        }
        x.extend((0..self.points * 3).map(|k| (k as f64 * 0.7).cos()));
        x.extend((0..self.observations.len()).map(|k| 1.0 + 0.1 * (k as f64).sin()));
        x
    }

    /// Two residuals for each observation, and one for its weight.
    fn residuals<R: Real>(&self, x: &[R]) -> Vec<R> {
        let (cameras, rest) = x.split_at(self.cameras * CAMERA);
        let (points, weights) = rest.split_at(self.points * 3);
        let mut residuals = Vec::new();
        for (&(camera, point), &weight) in self.observations.iter().zip(weights) {
            let camera = &cameras[camera * CAMERA..][..CAMERA];
            let point = &points[point * 3..][..3];
            let seen = project(camera, point);
            let measured = [0.1 * (residuals.len() as f64).sin(), 0.2];
            residuals.extend([0, 1].map(|k| weight * (seen[k] - measured[k])));
            residuals.push(1.0 - weight * weight);
        }
        residuals
    }
}

/// A point as a camera sees it: rotated (Rodrigues), projected, distorted radially.
fn project<R: Real>(camera: &[R], point: &[R]) -> [R; 2] {
    let moved = [0, 1, 2].map(|k| point[k] - camera[3 + k]);
    let [x, y, z] = rotate([camera[0], camera[1], camera[2]], moved);
    let plane = [x / z, y / z];
    let radius = plane[0].square() + plane[1].square();
    let distortion = 1.0 + radius * (camera[9] + camera[10] * radius);
    [0, 1].map(|k| camera[6] * plane[k] * distortion + camera[7 + k])
}

fn rotate<R: Real>(axis: [R; 3], v: [R; 3]) -> [R; 3] {
    let angle = (axis[0].square() + axis[1].square() + axis[2].square()).sqrt();
    let (sine, cosine) = (angle.sin(), angle.cos());
    let w = axis.map(|a| a / angle);
    let cross = [
        w[1] * v[2] - w[2] * v[1],
        w[2] * v[0] - w[0] * v[2],
        w[0] * v[1] - w[1] * v[0],
    ];
    let along = (w[0] * v[0] + w[1] * v[1] + w[2] * v[2]) * (1.0 - cosine);
    [0, 1, 2].map(|k| v[k] * cosine + cross[k] * sine + w[k] * along)
}

#[test]
fn the_jacobian_of_a_bundle_adjustment_is_the_dense_one() -> Result<()> {
    let scene = Scene::new(3, 8, 20);
    let x = scene.start();
    let f = Function::record_all(scene.inputs(), |x| scene.residuals(x));
    let dense = scalar::jacobian(|x| scene.residuals(x), &x)?;
    let jacobian = f.sparse_jacobian()?;
    assert_eq!(jacobian.pattern().len(), 20 * (2 * (CAMERA + 3 + 1) - 2 + 1));
    for direction in [Direction::Columns, Direction::Rows] {
        assert!(agrees(&f.sparse_jacobian_by(direction)?.at(&x)?, &dense));
    }
    let (_, entries) = f.jacobian_entries()?;
    let values = jacobian.at(&x)?;
    for (&a, b) in values.values().iter().zip(entries.values(&x)?) {
        assert!((a - b).abs() <= 1e-10 * b.abs().max(1.0));
    }
    // Gauss and Newton's step takes products.
    let direction: Vec<f64> = (0..x.len()).map(|k| (k as f64).sin()).collect();
    let product = values.apply(&direction)?;
    let expected = dense.apply(&direction);
    assert!(product.iter().zip(expected).all(|(&a, b)| (a - b).abs() < 1e-9));
    Ok(())
}

#[test]
fn a_large_bundle_adjustment_takes_colours_of_a_small_one() -> Result<()> {
    let mut instructions = Vec::new();
    for scale in [1, 2] {
        let scene = Scene::new(20 * scale, 300 * scale, 1200 * scale);
        let x = scene.start();
        let f = Function::record_all(scene.inputs(), |x| scene.residuals(x));
        let jacobian = f.sparse_jacobian()?;
        assert_eq!(jacobian.pattern().len(), 1200 * scale * 29);
        assert!(
            jacobian.colours() <= CAMERA + 3 + 1 + 10,
            "{}",
            jacobian.colours()
        );
        let found = jacobian.at(&x)?;
        // Some rows against the tape.
        for row in [0, 1, 2, 2001, 3600 * scale - 2] {
            let gradient = scalar::grad(|x| scene.residuals(x)[row], &x)?;
            for (column, expected) in gradient.into_iter().enumerate() {
                let value = found.get(row, column);
                assert!((value - expected).abs() <= 1e-10 * expected.abs().max(1.0));
            }
        }
        instructions.push(f.jacobian_entries()?.1.instructions());
    }
    assert!(instructions[1] < 21 * instructions[0] / 10, "{instructions:?}");
    Ok(())
}

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

// Results and errors.

#[test]
fn a_sparse_matrix_gives_triplets_rows_and_products() -> Result<()> {
    let f = Function::record_all(3, |x| vec![x[0] * x[2], x[0] - x[0], x[1].exp()]);
    let jacobian = f.sparse_jacobian()?.at(&[2.0, 0.0, 5.0])?;
    assert_eq!(jacobian.row_starts(), [0, 2, 3, 4]);
    assert_eq!(jacobian.column_indices(), [0, 2, 0, 1]);
    assert_eq!(jacobian.values(), [5.0, 2.0, 0.0, 1.0]);
    assert!(
        jacobian
            .triplets()
            .eq([(0, 0, 5.0), (0, 2, 2.0), (1, 0, 0.0), (2, 1, 1.0)])
    );
    assert_eq!(
        (jacobian.get(0, 2), jacobian.get(2, 2), jacobian.get(9, 9)),
        (2.0, 0.0, 0.0)
    );
    assert_eq!(jacobian.apply(&[1.0, 10.0, 100.0])?, [205.0, 0.0, 10.0]);
    let dense = [[5.0, 0.0, 2.0], [0.0; 3], [0.0, 1.0, 0.0]];
    assert_eq!(jacobian.to_dense(), scalar::Matrix::from(dense));
    assert_eq!(
        jacobian.to_string(),
        "3 by 3, 4 stored\n(0, 0) 5\n(0, 2) 2\n(1, 0) 0\n(2, 1) 1"
    );
    Ok(())
}

#[test]
fn nothing_to_compute_is_no_trouble() -> Result<()> {
    let constant = Function::record(2, |_| Expr::from(3.0));
    assert!(constant.sparse_hessian()?.at(&[1.0, 2.0])?.is_empty());
    assert!(constant.sparse_jacobian()?.at(&[1.0, 2.0])?.is_empty());
    let none = Function::record_all(0, |_| Vec::new());
    let jacobian = none.sparse_jacobian()?.at(&[])?;
    assert_eq!((jacobian.rows(), jacobian.columns(), jacobian.len()), (0, 0, 0));
    assert!(none.jacobian_entries()?.0.is_empty());
    let linear = Function::record(3, |x| x[0] - x[2]);
    assert!(
        linear
            .sparse_hessian_by(Symmetry::Acyclic)?
            .at(&[0.0; 3])?
            .is_empty()
    );
    assert!(linear.hessian_entries()?.1.values(&[0.0; 3])?.is_empty());
    Ok(())
}

#[test]
fn what_does_not_fit_is_an_error_with_the_line() -> Result<()> {
    let one = Function::record(2, |x| x[0] * x[1]);
    let two = Function::record_all(2, |x| x.to_vec());
    let mut value = [0.0];
    let errors = [
        (
            one.sparse_jacobian()?.at(&[1.0]).unwrap_err(),
            "sparse_jacobian: 1 numbers; 2",
        ),
        (
            one.sparse_hessian()?.at(&[1.0; 3]).unwrap_err(),
            "sparse_hessian: 3 numbers; 2",
        ),
        (
            one.sparse_hessian()?
                .values_into(&[1.0; 2], &mut value)
                .unwrap_err(),
            "1 values; 2",
        ),
        (
            two.sparse_hessian().unwrap_err(),
            "sparse_hessian: a function of 2 results",
        ),
        (
            two.hessian_pattern().unwrap_err(),
            "hessian_pattern: a function of 2 results",
        ),
        (
            two.hessian_entries().unwrap_err(),
            "hessian_entries: a function of 2 results",
        ),
        (
            two.hvp().sparse_jacobian().unwrap_err(),
            "hvp: a function of 2 results",
        ),
        (
            two.hvp().jacobian_entries().unwrap_err(),
            "hvp: a function of 2 results",
        ),
        (
            one.sparse_jacobian()?.at(&[1.0; 2])?.apply(&[1.0]).unwrap_err(),
            "apply: 1 numbers for 2",
        ),
        (
            Pattern::new(2, 2, [(0, 2)]).unwrap_err(),
            "pattern: (0, 2) lies outside of 2 by 2",
        ),
        (
            Pattern::new(2, 2, [(0, 1)])?
                .colour_star(Order::Natural)
                .unwrap_err(),
            "colour_star: a symmetric",
        ),
        (
            Pattern::new(2, 3, [])?
                .colour_acyclic(Order::Natural)
                .unwrap_err(),
            "colour_acyclic: a symmetric",
        ),
    ];
    for (error, words) in errors {
        assert!(error.to_string().contains(words), "{error}: {words}");
        assert!(error.place().file().ends_with("sparse.rs"), "{error}");
    }
    let kind = two.sparse_hessian().unwrap_err();
    assert!(matches!(kind.kind(), ErrorKind::Derivative { .. }));
    Ok(())
}

#[test]
fn data_are_no_columns() -> Result<()> {
    // Five parameters and three data, each read with its neighbours.
    fn chain<R: Real>(x: &[R]) -> Vec<R> {
        (0..3).map(|k| (x[k] * x[k + 5]).sin() * x[k + 1]).collect()
    }
    let at = [0.3, 0.7, 1.1, -0.4, 0.9, 2.0, -1.0, 0.5];
    let f = Function::record_all(8, |x| chain(x)).parameters(5);
    let dense = f.jacobian().values(&at)?;
    for direction in [Direction::Columns, Direction::Rows] {
        let sparse = f.sparse_jacobian_by(direction)?.at(&at)?.to_dense();
        for row in 0..3 {
            assert!((0..5).all(|column| close(sparse[(row, column)], dense[5 * row + column])));
        }
    }
    let g = Function::record(8, |x| chain(x).into_iter().sum()).parameters(5);
    let dense = g.hessian().values(&at)?;
    for symmetry in [Symmetry::Star, Symmetry::Acyclic] {
        let sparse = g.sparse_hessian_by(symmetry)?.at(&at)?.to_dense();
        for row in 0..5 {
            assert!((0..5).all(|column| close(sparse[(row, column)], dense[5 * row + column])));
        }
    }
    Ok(())
}
