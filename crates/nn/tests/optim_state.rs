//! The settings of optimizers and their states: which are refused, and that they travel.

use wengert_nn::{Adam, AdamW, Optimizer, Sgd};
use wengert_tape::{Param, Tape};

#[test]
fn a_learning_rate_that_is_not_a_number_is_an_error() {
    let mut w = Param::new([1.0]);
    let tape = Tape::new();
    let gradients = tape.param(&w).sum().backward().unwrap();
    let error = Adam::new(f64::NAN).step(&mut w, &gradients).unwrap_err();
    assert!(error.to_string().contains("learning_rate"), "{error}");
    assert_eq!(w.value().to_vec(), [1.0]);
}

#[test]
fn the_settings_of_an_optimizer_travel_with_its_state() {
    let mut w = Param::new([1.0, 2.0]);
    let step = |optimizer: &mut dyn Optimizer, w: &mut Param| {
        let tape = Tape::new();
        let gradients = tape.param(w).square().sum().backward().unwrap();
        optimizer.step(w, &gradients).unwrap();
    };
    let mut first = Adam::new(0.01).betas(0.8, 0.9).amsgrad(true).weight_decay(0.1);
    step(&mut first, &mut w);
    let state = first.state(&w);
    let mut second = Adam::new(0.5);
    second.load_state(&w, &state).unwrap();
    assert_eq!(second.state(&w), state);
    let mut copy = w.clone();
    let mut third = Adam::new(0.5);
    third.load_state(&copy, &state).unwrap();
    step(&mut first, &mut w);
    step(&mut third, &mut copy);
    assert_eq!(w.value(), copy.value());
}

#[test]
fn a_state_that_does_not_fit_is_an_error_that_changes_nothing() {
    let mut w = Param::new([1.0, 2.0]);
    let mut adam = Adam::new(0.01);
    let tape = Tape::new();
    let gradients = tape.param(&w).square().sum().backward().unwrap();
    adam.step(&mut w, &gradients).unwrap();
    let state = adam.state(&w);

    let error = Sgd::new(0.1).load_state(&w, &state).unwrap_err().to_string();
    assert!(error.contains("Adam") && error.contains("Sgd"), "{error}");

    let mut other = AdamW::new(0.1);
    assert!(other.load_state(&w, &state).is_err());

    let mut third = Adam::new(0.1);
    let error = third
        .load_state(&Param::new([1.0]), &state)
        .unwrap_err()
        .to_string();
    assert!(error.contains("[1]") && error.contains("[2]"), "{error}");
    assert_eq!(third.learning_rate(), 0.1);

    let mut lacking = state.clone();
    lacking.settings.remove("beta1");
    let error = third.load_state(&w, &lacking).unwrap_err().to_string();
    assert!(error.contains("beta1"), "{error}");

    let error = third.load_state(&(), &state).unwrap_err().to_string();
    assert!(error.contains("no parameter"), "{error}");
}

#[test]
fn a_state_without_all_moments_of_a_parameter_is_an_error_that_names_them() {
    let mut w = Param::new([1.0, 2.0]);
    let mut adam = Adam::new(0.01);
    let gradients = Tape::new().param(&w).square().sum().backward().unwrap();
    adam.step(&mut w, &gradients).unwrap();
    let state = adam.state(&w);
    for moment in ["first_moment", "second_moment"] {
        let mut lacking = state.clone();
        lacking.params.get_mut("").unwrap().moments.remove(moment);
        let error = adam.load_state(&w, &lacking).unwrap_err().to_string();
        assert!(error.contains(moment), "{error}");
    }
    let mut never = state.clone();
    never.params.get_mut("").unwrap().steps = 0;
    let error = adam.load_state(&w, &never).unwrap_err().to_string();
    assert!(error.contains("0 steps"), "{error}");
    let mut more = state.clone();
    let momentum = state.params[""].moments["first_moment"].clone();
    more.params
        .get_mut("")
        .unwrap()
        .moments
        .insert("momentum".into(), momentum);
    let error = adam.load_state(&w, &more).unwrap_err().to_string();
    assert!(error.contains("momentum"), "{error}");
    assert_eq!(adam.state(&w), state);
}

#[test]
fn settings_that_destroy_parameters_are_errors_that_name_them() {
    let mut w = Param::new([1.0]);
    let gradients = Tape::new().param(&w).sum().backward().unwrap();
    let table: [(&str, Box<dyn Optimizer>); 20] = [
        ("learning_rate", Box::new(Sgd::new(-0.1))),
        ("momentum", Box::new(Sgd::new(0.1).momentum(-0.5))),
        ("weight_decay", Box::new(Sgd::new(0.1).weight_decay(-1.0))),
        (
            "dampening",
            Box::new(Sgd::new(0.1).momentum(0.9).dampening(f64::NAN)),
        ),
        ("nesterov", Box::new(Sgd::new(0.1).nesterov(true))),
        (
            "nesterov",
            Box::new(Sgd::new(0.1).momentum(0.9).dampening(0.5).nesterov(true)),
        ),
        ("learning_rate", Box::new(Adam::new(-0.1))),
        ("learning_rate", Box::new(Adam::new(f64::INFINITY))),
        ("beta1", Box::new(Adam::new(0.1).betas(1.0, 0.9))),
        ("beta1", Box::new(Adam::new(0.1).betas(-0.1, 0.9))),
        ("beta2", Box::new(Adam::new(0.1).betas(0.9, 1.5))),
        ("beta2", Box::new(Adam::new(0.1).betas(0.9, f64::NAN))),
        ("epsilon", Box::new(Adam::new(0.1).epsilon(-1e-8))),
        ("weight_decay", Box::new(Adam::new(0.1).weight_decay(-0.1))),
        ("learning_rate", Box::new(AdamW::new(-0.1))),
        ("beta1", Box::new(AdamW::new(0.1).betas(1.0, 0.9))),
        ("beta2", Box::new(AdamW::new(0.1).betas(0.9, 1.0))),
        ("epsilon", Box::new(AdamW::new(0.1).epsilon(-1e-8))),
        ("weight_decay", Box::new(AdamW::new(0.1).weight_decay(-0.1))),
        ("learning_rate", {
            let mut sgd = Sgd::new(0.1);
            sgd.set_learning_rate(-1.0);
            Box::new(sgd)
        }),
    ];
    for (name, mut optimizer) in table {
        let error = optimizer.step(&mut w, &gradients).unwrap_err().to_string();
        assert!(error.contains(name), "{name}: {error}");
        assert_eq!(w.value().to_vec(), [1.0], "{name}");
    }
}

#[test]
fn settings_at_the_edge_of_what_is_allowed_are_allowed() {
    let mut w = Param::new([1.0]);
    let gradients = Tape::new().param(&w).sum().backward().unwrap();
    let table: [Box<dyn Optimizer>; 4] = [
        Box::new(Sgd::new(0.0)),
        Box::new(Sgd::new(0.0).momentum(1.5).dampening(-1.0)),
        Box::new(Adam::new(0.0).betas(0.0, 0.0).epsilon(0.0)),
        Box::new(AdamW::new(0.0).weight_decay(2.0)),
    ];
    for mut optimizer in table {
        optimizer.step(&mut w, &gradients).unwrap();
        assert_eq!(w.value().to_vec(), [1.0]);
    }
}
