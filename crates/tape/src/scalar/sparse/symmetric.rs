//! Colourings of symmetric matrices, in which either half of a number serves for both (Gebremedhin, Tarafdar,
//! Manne and Pothen, "New acyclic and star coloring algorithms with application to computing Hessians", 2007).
//!
//! A vertex for each row, an edge for each number off the diagonal. Instead of all neighbours of a neighbour,
//! which are n where a parameter meets all others, the colours around it are looked at, one edge for each: so
//! the time is that of edges times colours.

use crate::error::{Error, Result};
use crate::scalar::sparse::colouring::{NONE, Palette, fewer, fewest};
use crate::scalar::sparse::{Colouring, Order, Pattern};

impl Pattern {
    /// Colours a symmetric pattern so that no path of four vertices has two colours only, which makes of any
    /// two colours a set of stars: each number can be read directly, from its own row or from its mirror's.
    ///
    /// ```
    /// use wengert_tape::scalar::sparse::{Order, Pattern};
    ///
    /// let places = (0..50).flat_map(|i| [(i, i), (i, 49), (49, i)]);
    /// let arrow = Pattern::new(50, 50, places)?;
    /// assert_eq!(arrow.colour_star(Order::default())?.count(), 2);
    /// assert_eq!(arrow.colour_columns(Order::default()).count(), 50);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A pattern that is not symmetric.
    #[track_caller]
    pub fn colour_star(&self, order: Order) -> Result<Colouring> {
        self.expect_symmetric("colour_star")?;
        Ok(star_or_apart(self, order))
    }

    /// Colours a symmetric pattern so that no cycle has two colours only, which makes of any two colours a
    /// forest: the numbers are found from the leaves inwards, by substitution.
    ///
    /// ```
    /// use wengert_tape::scalar::sparse::{Order, Pattern};
    ///
    /// let places = (0..50usize).flat_map(|i| (i.saturating_sub(1)..50.min(i + 2)).map(move |j| (i, j)));
    /// let tridiagonal = Pattern::new(50, 50, places)?;
    /// assert_eq!(tridiagonal.colour_acyclic(Order::Natural)?.count(), 2);
    /// assert_eq!(tridiagonal.colour_star(Order::Natural)?.count(), 3);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A pattern that is not symmetric.
    #[track_caller]
    pub fn colour_acyclic(&self, order: Order) -> Result<Colouring> {
        self.expect_symmetric("colour_acyclic")?;
        let edges = Edges::of(self);
        let acyclic = fewest(self, order, 2, |order| {
            let lazy = acyclic(&edges, order, Hubs::Lazy);
            fewer(lazy, || acyclic(&edges, order, Hubs::Apart))
        });
        // A set of stars is a forest.
        match acyclic.count() > self.longest_row().min(2) {
            true => Ok(fewer(acyclic, || star_or_apart(self, order))),
            false => Ok(acyclic),
        }
    }

    #[track_caller]
    fn expect_symmetric(&self, operation: &str) -> Result<()> {
        if self.is_symmetric() {
            return Ok(());
        }
        let problem = format!(
            "a symmetric pattern is wanted, not this one of {} by {}",
            self.rows(),
            self.columns()
        );
        Err(Error::value(operation, problem))
    }

    /// For each place the position of its mirror.
    pub(super) fn mirrors(&self) -> Vec<usize> {
        let mut next = self.row_starts()[..self.rows()].to_vec();
        let mirror = |&column: &usize| {
            next[column] += 1;
            next[column] - 1
        };
        self.column_indices().iter().map(mirror).collect()
    }
}

fn star_or_apart(pattern: &Pattern, order: Order) -> Colouring {
    let edges = Edges::of(pattern);
    let star = fewest(pattern, order, 2, |order| {
        let lazy = star(&edges, order, Hubs::Lazy);
        fewer(lazy, || star(&edges, order, Hubs::Apart))
    });
    // What is apart in every row is a set of stars too; it has as many colours as the longest row. Without a
    // diagonal neighbours may be apart in every row and of one colour, and are found all the same.
    match star.count() > pattern.longest_row() {
        true => fewer(star, || pattern.colour_columns(order)),
        false => star,
    }
}

/// What vertices do whose common neighbours have no colour yet. Either can need very many colours more than
/// the other: `Lazy` where vertices of many neighbours come first and share them, `Apart` where they come last.
#[derive(Clone, Copy, PartialEq)]
enum Hubs {
    /// They may have one colour, and the common neighbours will have to differ.
    Lazy,
    /// They get different colours (the rule of Gebremedhin et al. 2005, algorithm 4.1).
    Apart,
}

/// The neighbours of vertices, with the numbers of the edges to them.
struct Edges<'a> {
    pattern: &'a Pattern,
    numbers: Vec<usize>,
}

impl<'a> Edges<'a> {
    fn of(pattern: &'a Pattern) -> Self {
        let mirrors = pattern.mirrors();
        // The number of an edge is the first of its two places.
        let numbers = mirrors
            .into_iter()
            .enumerate()
            .map(|(place, mirror)| place.min(mirror));
        Edges {
            pattern,
            numbers: numbers.collect(),
        }
    }

    fn vertices(&self) -> usize {
        self.pattern.rows()
    }

    /// The neighbours of a vertex, each with the number of the edge.
    fn around(&self, vertex: u32) -> impl Iterator<Item = (u32, usize)> {
        let first = self.pattern.row_starts()[vertex as usize];
        let row = self.pattern.row(vertex as usize).iter().enumerate();
        row.filter(move |&(_, &other)| other != vertex as usize)
            .map(move |(k, &other)| (other as u32, self.numbers[first + k]))
    }
}

/// A coloured neighbour, one for each colour.
#[derive(Clone, Copy)]
struct Near {
    colour: u32,
    vertex: u32,
    edge: usize,
}

/// The colours so far, and those around each vertex.
struct Coloured<'a> {
    edges: &'a Edges<'a>,
    colours: Vec<u32>,
    near: Vec<Vec<Near>>,
}

impl<'a> Coloured<'a> {
    fn none(edges: &'a Edges<'a>) -> Self {
        Coloured {
            edges,
            colours: vec![NONE; edges.vertices()],
            near: vec![Vec::new(); edges.vertices()],
        }
    }

    /// The neighbours that have a colour.
    fn around(&self, vertex: u32) -> impl Iterator<Item = (u32, usize)> {
        let edges = self.edges.around(vertex);
        edges.filter(|&(other, _)| self.colours[other as usize] != NONE)
    }

    /// A neighbour of that colour.
    fn near(&self, vertex: u32, colour: u32) -> Option<Near> {
        let near = &self.near[vertex as usize];
        let place = near.binary_search_by_key(&colour, |near| near.colour).ok()?;
        Some(near[place])
    }

    fn forbid_near(&self, vertex: u32, palette: &mut Palette) {
        for near in &self.near[vertex as usize] {
            palette.forbid(near.colour);
        }
    }

    /// Forbids the colours of neighbours, and what [`Hubs`] says.
    fn forbid_around(&self, vertex: u32, hubs: Hubs, palette: &mut Palette) {
        for (other, _) in self.edges.around(vertex) {
            match self.colours[other as usize] {
                NONE if hubs == Hubs::Apart => self.forbid_near(other, palette),
                colour => palette.forbid(colour),
            }
        }
    }

    /// Colours a vertex.
    fn set(&mut self, vertex: u32, colour: u32) {
        self.colours[vertex as usize] = colour;
        for (other, edge) in self.edges.around(vertex) {
            let near = &mut self.near[other as usize];
            if let Err(place) = near.binary_search_by_key(&colour, |near| near.colour) {
                near.insert(place, Near { colour, vertex, edge });
            }
        }
    }
}

/// A neighbour of the vertex that is being coloured, the first of its colour.
#[derive(Clone, Copy)]
struct First {
    vertex: u32,
    neighbour: u32,
    edge: usize,
}

/// The first neighbours of each colour.
#[derive(Default)]
struct Firsts(Vec<First>);

impl Firsts {
    /// The first neighbour of this colour, which is this one if there was none.
    fn of(&mut self, colour: u32, here: First) -> First {
        let nobody = First { vertex: NONE, ..here };
        if self.0.len() <= colour as usize {
            self.0.resize(colour as usize + 1, nobody);
        }
        let first = &mut self.0[colour as usize];
        if first.vertex != here.vertex {
            *first = here;
        }
        *first
    }
}

/// The greedy star colouring: algorithm 4.1 of the paper.
fn star(edges: &Edges<'_>, order: &[u32], hubs: Hubs) -> Colouring {
    let mut coloured = Coloured::none(edges);
    let mut stars = Stars::of(edges);
    let mut palette = Palette::default();
    let (mut firsts, mut treated) = (Firsts::default(), vec![NONE; edges.vertices()]);
    for &vertex in order {
        palette.clear();
        coloured.forbid_around(vertex, hubs, &mut palette);
        for (neighbour, edge) in coloured.around(vertex) {
            let colour = coloured.colours[neighbour as usize];
            let here = First {
                vertex,
                neighbour,
                edge,
            };
            let first = firsts.of(colour, here).neighbour;
            if first == neighbour {
                // The neighbour is a spoke: its hub's star would become a path.
                for &hub in &stars.hubs_of[neighbour as usize] {
                    palette.forbid(coloured.colours[hub as usize]);
                }
                continue;
            }
            // Two neighbours of one colour: the vertex is their hub, and they have no other spoke of its colour.
            for spoke in [first, neighbour] {
                if std::mem::replace(&mut treated[spoke as usize], vertex) != vertex {
                    coloured.forbid_near(spoke, &mut palette);
                }
            }
        }
        let colour = palette.first();
        for (neighbour, edge) in coloured.around(vertex) {
            let here = First {
                vertex,
                neighbour,
                edge,
            };
            let first = firsts.of(coloured.colours[neighbour as usize], here);
            if let Some(spoke) = coloured.near(neighbour, colour) {
                stars.join(edge, vertex, spoke.edge, spoke.vertex, neighbour);
            } else if first.neighbour != neighbour {
                stars.join(edge, neighbour, first.edge, first.neighbour, vertex);
            } else {
                stars.begin(edge);
            }
        }
        coloured.set(vertex, colour);
    }
    Colouring::new(coloured.colours)
}

/// The stars of two colours, to which the edges belong.
struct Stars {
    star_of: Vec<u32>,
    hubs: Vec<u32>,
    /// The hubs of which a vertex is a spoke.
    hubs_of: Vec<Vec<u32>>,
}

impl Stars {
    fn of(edges: &Edges<'_>) -> Self {
        Stars {
            star_of: vec![NONE; edges.numbers.len()],
            hubs: Vec::new(),
            hubs_of: vec![Vec::new(); edges.vertices()],
        }
    }

    /// A star of one edge, either end of which can become its hub.
    fn begin(&mut self, edge: usize) {
        self.star_of[edge] = self.hubs.len() as u32;
        self.hubs.push(NONE);
    }

    /// Puts an edge with the end `spoke` to the star of another edge with the end `other_spoke`.
    fn join(&mut self, edge: usize, spoke: u32, other: usize, other_spoke: u32, hub: u32) {
        let star = self.star_of[other];
        if self.hubs[star as usize] == NONE {
            self.hubs[star as usize] = hub;
            self.hubs_of[other_spoke as usize].push(hub);
        }
        self.star_of[edge] = star;
        self.hubs_of[spoke as usize].push(hub);
    }
}

/// The greedy acyclic colouring: algorithm 3.1 of the paper.
fn acyclic(edges: &Edges<'_>, order: &[u32], hubs: Hubs) -> Colouring {
    let mut coloured = Coloured::none(edges);
    let mut trees = Trees((0..edges.numbers.len()).collect());
    let mut palette = Palette::default();
    let mut firsts = Firsts::default();
    let mut visits = vec![(NONE, NONE); edges.numbers.len()];
    for &vertex in order {
        palette.clear();
        coloured.forbid_around(vertex, hubs, &mut palette);
        for (neighbour, _) in coloured.around(vertex) {
            for near in &coloured.near[neighbour as usize] {
                if palette.forbids(near.colour) {
                    continue;
                }
                // A tree that is met from two neighbours would be closed to a cycle.
                let visit = &mut visits[trees.root(near.edge)];
                if visit.0 != vertex {
                    *visit = (vertex, neighbour);
                } else if visit.1 != neighbour {
                    palette.forbid(near.colour);
                }
            }
        }
        let colour = palette.first();
        for (neighbour, edge) in coloured.around(vertex) {
            let here = First {
                vertex,
                neighbour,
                edge,
            };
            let first = firsts.of(coloured.colours[neighbour as usize], here);
            trees.merge(edge, first.edge);
            if let Some(near) = coloured.near(neighbour, colour) {
                trees.merge(edge, near.edge);
            }
        }
        coloured.set(vertex, colour);
    }
    Colouring::new(coloured.colours)
}

/// Disjoint sets of edges.
struct Trees(Vec<usize>);

impl Trees {
    fn root(&mut self, mut edge: usize) -> usize {
        while self.0[edge] != edge {
            self.0[edge] = self.0[self.0[edge]];
            edge = self.0[edge];
        }
        edge
    }

    fn merge(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
