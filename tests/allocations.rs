//! What a training step allocates, and how much memory a long tape holds.
//!
//! The counters belong to the thread that allocates, so tests in this binary do not disturb each other.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use wengert::nn::{AdamW, Linear, Module, Optimizer, Sgd};
use wengert::{Random, Result, Tape, Tensor, Var};

struct Counting;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Count {
    allocations: usize,
    live: isize,
}

thread_local! {
    static COUNT: Cell<Count> = const { Cell::new(Count { allocations: 0, live: 0 }) };
}

fn count(allocations: usize, bytes: isize) {
    // A thread that ends has no counter any more, and nobody asks for it.
    let _ = COUNT.try_with(|counter| {
        let before = counter.get();
        counter.set(Count {
            allocations: before.allocations + allocations,
            live: before.live + bytes,
        });
    });
}

// SAFETY: every call is passed on to the system's allocator unchanged; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(1, layout.size() as isize);
        // SAFETY: the caller's promise is the system's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(0, -(layout.size() as isize));
        // SAFETY: the pointer came from the system with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(1, size as isize - layout.size() as isize);
        // SAFETY: the pointer came from the system with this layout.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn counted() -> Count {
    COUNT.with(Cell::get)
}

/// What a step allocates: the product crate makes its own working memory for one of the products.
/// Recording, the backward walk, the evaluation and the optimizer find all of theirs from the step before.
const PER_STEP: usize = 1;

type Net = (Linear, Linear, Linear);

/// One step: record, differentiate, evaluate, update.
fn step(
    tape: &mut Tape,
    net: &mut Net,
    optimizer: &mut dyn Optimizer,
    x: &Tensor,
    target: &Tensor,
) -> Result<()> {
    tape.reset();
    let hidden = net.0.forward(tape.constant(x)).tanh();
    let output = net.2.forward(net.1.forward(hidden).tanh());
    let loss = (output - target).square().mean();
    let gradients = loss.backward()?;
    optimizer.step(net, &gradients)
}

fn check_steps(mut optimizer: impl Optimizer) {
    // On other threads the counters would miss what is allocated.
    wengert::set_threads(1);
    let mut random = Random::seed(1);
    let mut net = (
        Linear::new(2, 16, &mut random),
        Linear::new(16, 16, &mut random),
        Linear::new(16, 1, &mut random),
    );
    let x = Tensor::randn([100, 2], &mut random);
    let target = Tensor::randn([100, 1], &mut random);
    let mut tape = Tape::training(1);
    let mut per_step = Vec::with_capacity(400);
    let mut live = Vec::with_capacity(400);
    for _ in 0..300 {
        let before = counted();
        step(&mut tape, &mut net, &mut optimizer, &x, &target).expect("a healthy step");
        let after = counted();
        per_step.push(after.allocations - before.allocations);
        live.push(after.live);
    }
    let steady = &per_step[5..];
    assert!(
        steady.iter().all(|&count| count == steady[0]),
        "allocations per step vary: {per_step:?}"
    );
    assert!(steady[0] <= PER_STEP, "{} allocations in each step", steady[0]);
    assert_eq!(live[2], live[299], "bytes live after step 3 and after step 300");
}

#[test]
fn a_step_of_gradient_descent_allocates_nothing_but_in_the_product_crate() {
    check_steps(Sgd::new(0.01).momentum(0.9));
}

#[test]
fn a_step_of_adam_allocates_nothing_but_in_the_product_crate() {
    check_steps(AdamW::new(0.01));
}

#[test]
fn evaluating_the_same_formula_after_a_reset_allocates_nothing() {
    wengert::set_threads(1);
    let x = Tensor::full([1000], 0.5);
    let mut tape = Tape::new();
    let mut counts = Vec::with_capacity(20);
    for _ in 0..20 {
        let before = counted();
        tape.reset();
        let x = tape.constant(&x);
        let y = ((x.sin() * x + 1.0).exp() - x.tanh()).sum();
        y.item().expect("a healthy formula");
        counts.push(counted().allocations - before.allocations);
    }
    let steady = &counts[5..];
    assert!(steady.iter().all(|&count| count == steady[0]), "{counts:?}");
    assert_eq!(steady[0], 0, "{counts:?}");
}

/// Bytes that the tape holds per operation with one plain number: the node and its line, the number's,
/// and the space that vectors grow ahead.
const RECORDED: usize = 160;

/// Beside them the value of each node (a share of memory in the smallest size of the pool, shape and
/// strides) and the adjoints.
const DIFFERENTIATED: usize = 1200;

#[test]
fn a_million_operations_take_a_bounded_amount_of_memory() {
    wengert::set_threads(1);
    const OPERATIONS: usize = 1_000_000;
    let before = counted();
    let tape = Tape::new();
    let x = tape.var(1.0);
    let mut y: Var = x;
    for _ in 0..OPERATIONS {
        y *= 0.999_999;
    }
    let recorded = counted();
    let bytes = (recorded.live - before.live) as usize / OPERATIONS;
    assert!(bytes <= RECORDED, "{bytes} bytes per recorded operation");
    let allocations = recorded.allocations - before.allocations;
    assert!(allocations < 200, "{allocations} allocations while recording");
    y.backward().expect("a healthy chain");
    let bytes = (counted().live - before.live) as usize / OPERATIONS;
    assert!(
        bytes <= DIFFERENTIATED,
        "{bytes} bytes per operation after backward"
    );
    drop(tape);
    assert!(
        counted().live - before.live < 1 << 20,
        "a dropped tape leaves memory behind"
    );
}

#[test]
fn recording_a_jacobian_holds_no_matrix() {
    let tape = Tape::<f64>::new();
    let x = tape.var(Tensor::ones([1000]));
    let y = x * 2.0;
    let before = counted();
    let jacobian = y.jacobian(x);
    let held = counted().live - before.live;
    assert_eq!(jacobian.shape(), [1000, 1000]);
    // A thousand sweeps of a few nodes; the unit vectors as a matrix would be 8 MB.
    assert!(held < 2_000_000, "{held} bytes");
}
