//! Names, the derive macro, states, freezing, tied weights.

use std::collections::BTreeMap;
use std::time::Duration;
use wengert_nn::func;
use wengert_nn::prelude::*;
use wengert_tape::prelude::*;
use wengert_tape::{Element, Float};

fn linear(inputs: usize, outputs: usize) -> Linear {
    Linear::new(inputs, outputs, &mut Random::seed(1))
}

fn scalar(value: f64) -> Param {
    Param::new(value)
}

#[derive(Params)]
struct Everything {
    first: Linear,
    list: Vec<Linear>,
    missing: Option<Linear>,
    present: Option<Param>,
    pair: [Param; 2],
    boxed: Box<Param>,
    inner: (Relu, Linear),
    statistic: Buffer,
    rate: f64,
    label: String,
    act: fn(Var) -> Var,
    #[params(skip)]
    clock: Duration,
}

fn everything() -> Everything {
    Everything {
        first: linear(2, 3),
        list: vec![linear(1, 1).without_bias(), linear(1, 1).without_bias()],
        missing: None,
        present: Some(scalar(1.0)),
        pair: [scalar(2.0), scalar(3.0)],
        boxed: Box::new(scalar(4.0)),
        inner: (Relu, linear(2, 2).without_bias()),
        statistic: Buffer::new([0.0, 0.0]),
        rate: 0.1,
        label: "everything".into(),
        act: |x| x.tanh(),
        clock: Duration::ZERO,
    }
}

const NAMES: [&str; 10] = [
    "first.weight",
    "first.bias",
    "list.0.weight",
    "list.1.weight",
    "present",
    "pair.0",
    "pair.1",
    "boxed",
    "inner.1.weight",
    "statistic",
];

#[test]
fn names_follow_the_fields_in_order_as_pytorch_names_them() {
    let model = everything();
    assert_eq!(model.names(), NAMES);
    assert_eq!(model.label, "everything");
    assert_eq!((model.rate, model.clock), (0.1, Duration::ZERO));
    let tape = Tape::new();
    assert_eq!((model.act)(tape.var(0.0)).item().unwrap(), 0.0);
}

#[test]
fn both_walks_meet_the_same_parameters_in_the_same_order() {
    let mut model = everything();
    let mut seen = Vec::new();
    model.each(|name, param| seen.push((name.to_string(), param.id())));
    let mut seen_mut = Vec::new();
    model.each_mut(|name, param| seen_mut.push((name.to_string(), param.id())));
    assert_eq!(seen, seen_mut);
}

#[test]
fn buffers_are_named_and_not_counted() {
    let model = everything();
    assert_eq!(model.num_params(), 6 + 3 + 1 + 1 + 1 + 2 + 1 + 4);
    assert_eq!(model.params::<f64>().len(), NAMES.len() - 1);
    assert!(model.params::<f32>().is_empty());
}

#[derive(Params)]
struct Pair(Linear, #[params(skip)] Duration, Param);

#[test]
fn fields_of_a_tuple_struct_are_called_by_their_position() {
    let pair = Pair(linear(1, 1), Duration::ZERO, scalar(1.0));
    assert_eq!(pair.names(), ["0.weight", "0.bias", "2"]);
    assert_eq!(pair.1, Duration::ZERO);
}

#[derive(Params)]
enum Block {
    Dense(Linear),
    Convex { a: Linear, part_0: Param },
    Skip,
}

#[test]
fn an_enum_shows_the_variant_it_is() {
    assert_eq!(Block::Dense(linear(1, 1)).names(), ["0.weight", "0.bias"]);
    let convex = Block::Convex {
        a: linear(1, 1).without_bias(),
        part_0: scalar(1.0),
    };
    assert_eq!(convex.names(), ["a.weight", "part_0"]);
    assert!(Block::Skip.names().is_empty());
}

#[derive(Params)]
#[allow(dead_code)]
enum Never {}

#[derive(Params)]
struct Nothing;

#[test]
fn a_unit_struct_holds_nothing() {
    assert!(Nothing.names().is_empty());
}

#[derive(Params)]
struct Wrap<M, F, T: Float, E>
where
    E: Element,
{
    inner: M,
    gain: Param<T>,
    layers: Vec<Option<Box<M>>>,
    #[params(skip)]
    function: F,
    #[params(skip)]
    extra: Vec<E>,
}

#[test]
fn a_generic_struct_needs_params_only_of_what_it_visits() {
    let wrap = Wrap {
        inner: Relu,
        gain: Param::<f32>::new([1.0]),
        layers: vec![None, Some(Box::new(Relu))],
        function: |x: f64| x + 1.0,
        extra: vec![true],
    };
    assert_eq!(wrap.names(), ["gain"]);
    assert_eq!((wrap.function)(1.0), 2.0);
    assert_eq!(wrap.extra, [true]);
}

#[derive(Params)]
struct Bounded<T>
where
    T: Float,
{
    value: Param<T>,
}

#[test]
fn a_float_declared_in_the_where_clause_needs_no_params() {
    let bounded = Bounded {
        value: Param::<f32>::new(1.0),
    };
    assert_eq!(bounded.names(), ["value"]);
}

#[derive(Params)]
struct Tree<M> {
    here: M,
    children: Vec<Tree<M>>,
}

#[test]
fn a_recursive_generic_model_has_names_of_any_depth() {
    let leaf = |value| Tree {
        here: scalar(value),
        children: Vec::new(),
    };
    let tree = Tree {
        here: scalar(0.0),
        children: vec![
            leaf(1.0),
            Tree {
                here: scalar(2.0),
                children: vec![leaf(3.0)],
            },
        ],
    };
    let names = [
        "here",
        "children.0.here",
        "children.1.here",
        "children.1.children.0.here",
    ];
    assert_eq!(tree.names(), names);
}

#[derive(Params)]
struct Renamed {
    #[params(rename = "attn.weight")]
    matrix: Param,
    #[params(flatten)]
    body: Vec<Param>,
    r#type: Param,
}

#[test]
fn a_field_can_be_renamed_or_flattened_and_a_raw_name_loses_its_mark() {
    let renamed = Renamed {
        matrix: scalar(1.0),
        body: vec![scalar(2.0), scalar(3.0)],
        r#type: scalar(4.0),
    };
    assert_eq!(renamed.names(), ["attn.weight", "0", "1", "type"]);
}

macro_rules! pairs_of {
    ($Name:ident, $Part:ty) => {
        #[derive(Params)]
        struct $Name {
            first: $Part,
            second: $Part,
        }
    };
}

pairs_of!(TwoParams, Param);

#[test]
fn a_macro_may_write_the_struct() {
    let two = TwoParams {
        first: scalar(1.0),
        second: scalar(2.0),
    };
    assert_eq!(two.names(), ["first", "second"]);
}

mod other {
    pub mod path {
        pub use wengert_nn::*;
    }
}

#[derive(Params)]
#[params(crate = crate::other::path)]
struct Elsewhere {
    value: Param,
}

#[test]
fn the_path_of_the_trait_can_be_given() {
    assert_eq!(Elsewhere { value: scalar(1.0) }.names(), ["value"]);
}

#[derive(Params)]
struct Mixed {
    single: Param<f32>,
    double: Param<f64>,
}

#[test]
fn a_model_may_mix_float_types_and_has_a_state_of_each() {
    let mut mixed = Mixed {
        single: Param::new([1.0f32]),
        double: Param::new([2.0f64]),
    };
    assert_eq!(mixed.state::<f32>().keys().collect::<Vec<_>>(), ["single"]);
    assert_eq!(mixed.state_as::<f64>()["single"], Tensor::from([1.0]));
    let state = BTreeMap::from([("double".to_string(), Tensor::from([5.0]))]);
    mixed.load(&state).unwrap();
    assert_eq!(mixed.double.value(), &Tensor::from([5.0]));
    let error = mixed.load(&mixed.state_as::<f64>()).unwrap_err().to_string();
    assert!(
        error.contains("of another float type than f64: single is f32"),
        "{error}"
    );
}

#[test]
fn a_state_goes_into_another_model_of_the_same_form() {
    let source = (linear(2, 3), Relu, linear(3, 1));
    let mut rng = Random::seed(2);
    let mut target = Sequential::<f64>::new()
        .then(Linear::new(2, 3, &mut rng))
        .then(Relu)
        .then(Linear::new(3, 1, &mut rng));
    target.load(&source.state::<f64>()).unwrap();
    assert_eq!(target.state::<f64>(), source.state::<f64>());
}

#[test]
fn a_failed_load_lists_everything_and_changes_nothing() {
    let mut model = everything();
    let before = model.state::<f64>();
    let mut state = before.clone();
    state.remove("first.bias");
    state.remove("statistic");
    state.insert("first.weight".into(), Tensor::zeros([3, 3]));
    state.insert("present".into(), Tensor::from(9.0));
    state.insert("second.weight".into(), Tensor::zeros([1, 4]));
    state.insert("norm.num_batches_tracked".into(), Tensor::from(7.0));
    let line = line!() + 1;
    let error = model.load(&state).unwrap_err();
    let message = error.to_string();
    for words in [
        "missing: first.bias [3], statistic [2]",
        "unexpected: second.weight [1, 4]",
        "of another shape: first.weight is [3, 3] and must be [3, 2]",
        "unchanged",
    ] {
        assert!(message.contains(words), "{message}");
    }
    assert!(!message.contains("num_batches_tracked"), "{message}");
    assert_eq!((error.place().line(), error.place().file()), (line, file!()));
    assert_eq!(model.state::<f64>(), before);
}

#[test]
fn a_state_that_lacks_only_pytorchs_counters_loads() {
    let mut model = linear(1, 1);
    let mut state = model.state::<f64>();
    state.insert("num_batches_tracked".into(), Tensor::from(100.0));
    model.load(&state).unwrap();
}

#[test]
fn frozen_parameters_get_no_gradient_and_thaw() {
    let mut net = (linear(2, 2), Tanh, linear(2, 1));
    net.0.freeze(true);
    let gradients = |net: &(Linear, Tanh, Linear)| {
        let tape = Tape::new();
        net.forward(tape.constant([[1.0, 2.0]])).sum().backward().unwrap()
    };
    let frozen = gradients(&net);
    assert!(frozen.get(net.0.weight.id()).is_none());
    assert!(frozen.get(net.2.weight.id()).is_some());
    net.freeze(true);
    assert_eq!(gradients(&net).params().count(), 0);
    net.freeze(false);
    assert_eq!(gradients(&net).params().count(), 4);
}

#[test]
fn a_weight_that_is_used_twice_gets_the_sum_of_both_gradients() {
    let shared = linear(2, 2).without_bias();
    let tape = Tape::new();
    let x = tape.constant([[1.0, 2.0]]);
    let twice = shared.forward(shared.forward(x)).sum().backward().unwrap();
    let copies = [shared.clone(), shared.clone()];
    let apart = copies.forward(x).sum().backward().unwrap();
    let sum: Vec<f64> = copies.iter().fold(vec![0.0; 4], |sum, copy| {
        let gradient = apart.of(&copy.weight);
        sum.iter().zip(gradient.iter()).map(|(sum, g)| sum + g).collect()
    });
    let expected = Tensor::from_vec(sum, [2, 2]);
    twice.of(&shared.weight).assert_close(&expected, 1e-14, 0.0);
}

#[test]
fn a_clone_has_parameters_of_its_own() {
    let layer = linear(2, 1);
    assert_ne!(layer.clone().weight.id(), layer.weight.id());
}

#[test]
fn extensions_work_through_dyn() {
    let mut boxed: Box<dyn Module> = Box::new((linear(1, 1), func(|x: Var| x * 2.0)));
    assert_eq!(boxed.names(), ["0.weight", "0.bias"]);
    boxed.freeze(true);
    let params: &mut dyn Params = boxed.as_mut();
    params.load(&params.state::<f64>()).unwrap();
    assert_eq!(params.num_params(), 2);
    params.each(|_, param| assert!(!param.trainable()));
}

#[test]
fn models_are_sent_and_shared_between_threads() {
    fn check<M: Send + Sync>(_: &M) {}
    check(&Sequential::<f32>::new());
    check(&linear(1, 1));
}

#[test]
fn committed_updates_keep_a_part_and_add_a_part_in_order() {
    let mut buffer = Buffer::new([1.0, 2.0]);
    let tape = Tape::training(1);
    let x = tape.var([10.0, 20.0]);
    tape.update(&buffer, 0.5, x);
    tape.update(&buffer, 0.0, x * 2.0 + 1.0);
    tape.update(&buffer, 1.0, x);
    let gradients = x.sum().backward().unwrap();
    buffer.commit(&gradients);
    assert_eq!(buffer.value(), &Tensor::from([31.0, 61.0]));
}
