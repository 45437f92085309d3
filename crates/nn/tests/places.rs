//! Errors name the layer and a line of the user's.

use std::panic::Location;
use wengert_nn::func;
use wengert_nn::prelude::*;
use wengert_tape::Error;
use wengert_tape::prelude::*;

fn linear() -> Linear {
    Linear::new(4, 2, &mut Random::seed(1))
}

#[track_caller]
fn check(error: &Error, line: u32, layer: Option<&str>) {
    assert_eq!(
        (error.place().file(), error.place().line()),
        (file!(), line),
        "{error}"
    );
    assert_eq!(error.layer(), layer, "{error}");
}

#[track_caller]
fn error_and_line<'t>(y: Var<'t>) -> (Error, u32) {
    (y.value().unwrap_err(), Location::caller().line())
}

#[test]
fn a_layer_reports_the_line_that_called_it() {
    let tape = Tape::new();
    let x = tape.constant(Tensor::zeros([2, 3]));
    let (error, line) = error_and_line(linear().forward(x));
    check(&error, line, Some("Linear"));
    assert!(
        error.to_string().contains("[2, 3] · [4, 2], in Linear"),
        "{error}"
    );
}

#[test]
fn boxes_tuples_vectors_arrays_and_sequences_report_the_line_that_called_them() {
    let tape = Tape::new();
    let x = tape.constant(Tensor::zeros([2, 3]));
    let boxed: Box<dyn Module> = Box::new(linear());
    let (error, line) = error_and_line(boxed.forward(x));
    check(&error, line, Some("Linear"));
    let (error, line) = error_and_line((Relu, linear(), Relu).forward(x));
    check(&error, line, Some("Linear"));
    let (error, line) = error_and_line(vec![linear(), linear()].forward(x));
    check(&error, line, Some("Linear"));
    let (error, line) = error_and_line([linear()].forward(x));
    check(&error, line, Some("Linear"));
    let sequence = Sequential::new().then(Relu).then((boxed, Tanh));
    let (error, line) = error_and_line(sequence.forward(x));
    check(&error, line, Some("Linear"));
}

#[test]
fn a_closure_reports_its_own_line() {
    let tape = Tape::new();
    let x = tape.constant(Tensor::zeros([2, 3]));
    let line = line!() + 1;
    let cut = func(|x: Var| x.reshape([5]));
    let boxed: Box<dyn Module> = Box::new((Relu, cut));
    check(&boxed.forward(x).value().unwrap_err(), line, None);
}

#[derive(Params)]
struct Mine {
    layer: Linear,
}

const LAYER: u32 = line!() + 4;

impl Module for Mine {
    fn forward<'t>(&self, x: Var<'t>) -> Var<'t> {
        let y = self.layer.forward(x);
        y.reshape([7])
    }
}

#[test]
fn a_users_module_reports_its_own_lines_also_through_boxes() {
    let tape = Tape::new();
    let boxed: Box<dyn Module> = Box::new(Sequential::new().then(Mine { layer: linear() }));
    let wrong_input = boxed.forward(tape.constant(Tensor::zeros([2, 3])));
    check(&wrong_input.value().unwrap_err(), LAYER, Some("Linear"));
    let wrong_output = boxed.forward(tape.constant(Tensor::zeros([2, 4])));
    check(&wrong_output.value().unwrap_err(), LAYER + 1, None);
}

#[test]
fn a_direct_call_through_dyn_names_the_layer_and_the_line_of_the_argument() {
    let tape = Tape::new();
    let layer = linear();
    let module: &dyn Module = &layer;
    let line = line!() + 1;
    let x = tape.constant(Tensor::zeros([2, 3]));
    let _later = tape.constant(1.0);
    check(&module.forward(x).value().unwrap_err(), line, Some("Linear"));
}

#[test]
fn a_layer_called_by_name_reports_a_line_of_the_users() {
    let tape = Tape::new();
    let layer = linear();
    let line = line!() + 1;
    let inputs = [tape.constant(Tensor::zeros([2, 3]))];
    let outputs: Vec<Var> = inputs.into_iter().map(|x| Module::forward(&layer, x)).collect();
    check(&outputs[0].value().unwrap_err(), line + 1, Some("Linear"));
    let [output] = inputs.map(Var::t).map(Var::t).map(|x| layer.forward(x.t()));
    check(&output.value().unwrap_err(), line + 3, Some("Linear"));
}

#[test]
fn a_bias_of_another_shape_is_an_error_of_the_layer_on_the_callers_line() {
    let tape = Tape::new();
    let mut layer = linear();
    layer.bias = Some(Param::new([0.0; 3]));
    let x = tape.constant(Tensor::zeros([2, 4]));
    let (error, line) = error_and_line(layer.forward(x));
    check(&error, line, Some("Linear"));
    let module: &dyn Module = &layer;
    let error = module.forward(x).value().unwrap_err();
    check(&error, line - 1, Some("Linear"));
}

#[test]
fn the_places_of_nodes_inside_layers_are_the_callers_lines() {
    let tape = Tape::new();
    let x = tape.constant(Tensor::zeros([2, 4]));
    let boxed: Box<dyn Module> = Box::new((linear(), Tanh));
    let y = boxed.forward(x);
    let line = line!() - 1;
    let place = y.place().unwrap();
    assert_eq!((place.file(), place.line()), (file!(), line));
}

#[test]
fn an_error_passes_layers_unchanged() {
    let tape = Tape::new();
    let line = line!() + 1;
    let broken = tape.constant([1.0, 2.0, 3.0]).reshape([2]);
    let model = (linear(), Relu, Identity, Sequential::new().then(linear()));
    check(&model.forward(broken).value().unwrap_err(), line, None);
}

#[test]
fn a_plain_number_is_an_error_in_a_layer_and_passes_an_activation() {
    assert!(linear().forward(Var::from(1.0)).value().is_err());
    let y = Tanh.forward(Var::<f64>::from(0.5));
    assert_eq!(y.item().unwrap(), 0.5f64.tanh());
}
