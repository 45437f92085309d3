//! Models: derived, tuples, boxes, enums, generic wrappers, closures, shared parameters.

use crate::{Result, assert_close};
use wengert::nn::func;
use wengert::prelude::*;

#[test]
fn tuples_boxes_and_sequences_are_modules() -> Result {
    let mut random = Random::seed(1);
    let tuple = (
        Linear::new(2, 4, &mut random),
        Relu,
        Linear::new(4, 1, &mut random),
    );
    assert_eq!(tuple.names(), ["0.weight", "0.bias", "2.weight", "2.bias"]);

    let sequence = Sequential::new()
        .then(Linear::new(2, 4, &mut random))
        .then(Relu)
        .then(Linear::new(4, 1, &mut random));
    assert_eq!(sequence.names(), tuple.names());

    let models: Vec<Box<dyn Module>> = vec![Box::new(tuple), Box::new(sequence)];
    let tape = Tape::inference();
    let x = tape.constant([[1.0, 2.0]]);
    for model in &models {
        assert_eq!(model.forward(x).value()?.shape(), [1, 1]);
    }
    Ok(())
}

/// A module as another crate would write it.
mod of_another_crate {
    use wengert::prelude::*;

    #[derive(Params)]
    pub struct Scale(pub Param);

    impl Module for Scale {
        fn forward<'t>(&self, x: Var<'t>) -> Var<'t> {
            x * &self.0
        }
    }

    #[derive(Params)]
    pub struct Residual<M: Params>(pub M);

    impl<T: wengert::Float, M: Module<T>> Module<T> for Residual<M> {
        fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
            x + self.0.forward(x)
        }
    }
}

#[test]
fn modules_of_the_user_wrap_any_module() -> Result {
    use of_another_crate::{Residual, Scale};

    let model = Residual((Scale(Param::new([2.0])), Relu));
    let tape = Tape::new();
    let y = model.forward(tape.constant([1.5])).sum();
    assert_eq!(y.item()?, 4.5);
    let Residual((scale, _)) = &model;
    assert_eq!(y.backward()?.of(&scale.0), Tensor::from([1.5]));
    Ok(())
}

#[test]
fn closures_are_modules_in_tuples_and_sequences() -> Result {
    let mut random = Random::seed(1);
    let tape = Tape::<f32>::new();
    let x = tape.constant(Tensor::zeros([2, 4]));

    let tuple = (
        Linear::new(4, 2, &mut random),
        func(|x: Var<f32>| x.tanh() * 2.0),
        Relu,
    );
    assert_eq!(tuple.forward(x).value()?.shape(), [2, 2]);

    let sequence = Sequential::<f32>::new()
        .then(Linear::new(4, 2, &mut random))
        .then(func(|x: Var<f32>| x.reshape((-1, 1))));
    assert_eq!(sequence.forward(x).value()?.shape(), [4, 1]);
    Ok(())
}

#[derive(Params)]
enum Block {
    Dense(Linear),
    Gated { gate: Linear, gain: Param },
    Skip,
}

impl Module for Block {
    fn forward<'t>(&self, x: Var<'t>) -> Var<'t> {
        match self {
            Block::Dense(layer) => layer.forward(x),
            Block::Gated { gate, gain } => x * gate.forward(x).sigmoid() * gain,
            Block::Skip => x,
        }
    }
}

#[test]
fn an_enum_chooses_the_layer_at_run_time() -> Result {
    let mut random = Random::seed(0);
    let dense = Block::Dense(Linear::new(2, 2, &mut random));
    let gated = Block::Gated {
        gate: Linear::new(2, 2, &mut random),
        gain: Param::new([1.0]),
    };
    assert_eq!(dense.names(), ["0.weight", "0.bias"]);
    assert_eq!(gated.names(), ["gate.weight", "gate.bias", "gain"]);
    assert!(Block::Skip.names().is_empty());

    let blocks = vec![dense, gated, Block::Skip];
    let tape = Tape::new();
    let y = blocks.forward(tape.constant([[1.0, 2.0]]));
    assert_eq!(y.value()?.shape(), [1, 2]);
    Ok(())
}

#[derive(Params)]
struct Wrapper<M, T: wengert::Float> {
    inner: M,
    gain: Param<T>,
    layers: Vec<Option<Box<M>>>,
}

#[test]
fn a_model_is_generic_over_its_parts_and_its_float_type() {
    let plain = Wrapper {
        inner: Relu,
        gain: Param::<f32>::new([1.0]),
        layers: vec![None, Some(Box::new(Relu))],
    };
    assert_eq!(plain.names(), ["gain"]);

    let mut random = Random::seed(1);
    let mut linear = || Linear::<f32>::new(1, 1, &mut random).without_bias();
    let with_parameters = Wrapper {
        inner: linear(),
        gain: Param::<f32>::new([1.0]),
        layers: vec![None, Some(Box::new(linear()))],
    };
    let names = ["inner.weight", "gain", "layers.1.weight"];
    assert_eq!(with_parameters.names(), names);
}

#[derive(Params)]
struct Tree<M> {
    node: M,
    children: Vec<Tree<M>>,
}

#[test]
fn a_model_contains_itself() {
    let leaf = |value: f64| Tree {
        node: Param::new([value]),
        children: Vec::new(),
    };
    let tree = Tree {
        node: Param::new([0.0]),
        children: vec![leaf(1.0), leaf(2.0)],
    };
    assert_eq!(tree.names(), ["node", "children.0.node", "children.1.node"]);
}

/// Weights are tied by holding them once and using them twice.
#[derive(Params)]
struct Tied {
    weight: Param,
}

impl Module for Tied {
    fn forward<'t>(&self, x: Var<'t>) -> Var<'t> {
        let hidden = x.matmul(&self.weight).tanh();
        match x.tape() {
            Some(tape) => hidden.matmul(tape.param(&self.weight).t()),
            None => hidden,
        }
    }
}

#[test]
fn a_parameter_that_is_used_twice_gathers_both_gradients() -> Result {
    let model = Tied {
        weight: Param::new([[0.1, 0.2], [0.3, 0.4]]),
    };
    let tape = Tape::new();
    let x = tape.constant([[1.0, -0.5]]);
    let gradients = model.forward(x).sum().backward()?;
    let found = gradients.of(&model.weight);

    let first = tape.var(model.weight.value());
    let second = tape.var(model.weight.value());
    let apart = x.matmul(first).tanh().matmul(second.t()).sum().backward()?;
    let (first, second) = (apart.wrt(first)?, apart.wrt(second)?);
    for (k, &found) in found.as_slice().iter().enumerate() {
        assert_close(found, first.as_slice()[k] + second.as_slice()[k]);
    }
    Ok(())
}

#[test]
fn fast_weights_stand_for_a_layers_parameters() -> Result {
    let layer = Linear::<f64>::new(2, 1, &mut Random::seed(5));
    let tape = Tape::new();
    let x = tape.constant([[1.0, 2.0]]);
    let inner = layer.forward(x).square().sum();
    let weight = tape.param(&layer.weight);
    let fast = weight - 0.05 * inner.grad(weight);
    tape.bind(&layer.weight, fast);

    let outer = layer.forward(x).square().sum();
    assert!(outer.item()? < inner.item()?);
    assert_eq!(outer.grad(weight).value()?.shape(), [1, 2]);
    Ok(())
}

#[test]
fn gradients_by_all_parameters_are_differentiated_again() -> Result {
    let mut random = Random::seed(1);
    let net = (
        Linear::<f64>::new(2, 3, &mut random),
        func(|x: Var| x.tanh()),
        Linear::<f64>::new(3, 1, &mut random),
    );
    let tape = Tape::new();
    let loss = net.forward(tape.constant([[1.0, 2.0]])).square().sum();
    let params: Vec<Var> = net
        .params::<f64>()
        .into_iter()
        .map(|param| tape.param(param))
        .collect();

    let gradients = loss.grad(&params);
    let squares: Var = gradients.iter().map(|gradient| gradient.square().sum()).sum();
    let penalised = loss + 0.1 * squares;
    let of_weight = penalised.backward()?.of(&net.0.weight);

    // The gradient of |g|² is twice the Hessian times g.
    let products = loss.hvp(&params, gradients.clone());
    assert_eq!(products.len(), 4);
    let (gradient, product) = (gradients[0].value()?, products[0].value()?);
    for (k, &found) in of_weight.as_slice().iter().enumerate() {
        assert_close(found, gradient.as_slice()[k] + 0.2 * product.as_slice()[k]);
    }
    Ok(())
}

/// A recurrent cell: another signature than a module's.
#[derive(Params)]
struct Recurrent {
    input: Linear,
    hidden: Linear,
}

impl Recurrent {
    fn forward<'t>(&self, x: Var<'t>, state: Var<'t>) -> Var<'t> {
        (self.input.forward(x) + self.hidden.forward(state)).tanh()
    }
}

#[test]
fn a_recurrent_cell_takes_and_gives_a_state() -> Result {
    let mut random = Random::seed(1);
    let cell = Recurrent {
        input: Linear::new(3, 4, &mut random),
        hidden: Linear::new(4, 4, &mut random),
    };
    let tape = Tape::<f64>::new();
    let x = tape.constant(Tensor::randn([2, 3], &mut random));
    let mut state = tape.constant(Tensor::zeros([2, 4]));
    for _ in 0..3 {
        state = cell.forward(x, state);
    }
    let gradients = state.sum().backward()?;
    assert_eq!(gradients.of(&cell.hidden.weight).shape(), [4, 4]);
    Ok(())
}
