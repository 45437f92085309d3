//! What may share a direction.

use super::*;

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
