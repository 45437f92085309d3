//! Optimizers against PyTorch's trajectories, and what a step must not do.

use serde_json::Value;
use wengert_nn::optim::clip_norm_of_order;
use wengert_nn::{Adam, AdamW, Linear, Optimizer, Params, ParamsExt, Schedule, Sgd, clip_norm, clip_value};
use wengert_tape::{Buffer, Gradients, Param, Random, Tape, Tensor, set_threads};

fn golden() -> Value {
    serde_json::from_str(include_str!("../../../tests/golden/optimizers.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|x| x.as_f64().unwrap())
        .collect()
}

fn tensors(value: &Value) -> Vec<Tensor> {
    let shape = |value: &Value| -> Vec<usize> { numbers(value).into_iter().map(|x| x as usize).collect() };
    let entries = value.as_array().unwrap().iter();
    entries
        .map(|entry| Tensor::from_vec(numbers(&entry["data"]), shape(&entry["shape"])))
        .collect()
}

/// Gradients that are what is asked for: those of ⟨parameter, gradient⟩.
fn gradients_of(tape: &mut Tape, params: &[Param], wanted: &[Tensor]) -> Gradients {
    tape.reset();
    let mut loss = tape.constant(0.0);
    for (param, gradient) in params.iter().zip(wanted) {
        loss += (tape.param(param) * gradient).sum();
    }
    loss.backward().unwrap()
}

fn optimizer(name: &str, args: &Value) -> Box<dyn Optimizer> {
    let number = |key: &str, default: f64| args.get(key).map_or(default, |x| x.as_f64().unwrap());
    let switch = |key: &str| args.get(key).is_some_and(|x| x.as_bool().unwrap());
    let rate = number("rate", f64::NAN);
    let (beta1, beta2) = (number("beta1", 0.9), number("beta2", 0.999));
    let epsilon = number("epsilon", 1e-8);
    match name {
        "Sgd" => Box::new(
            Sgd::new(rate)
                .momentum(number("momentum", 0.0))
                .dampening(number("dampening", 0.0))
                .nesterov(switch("nesterov"))
                .weight_decay(number("weight_decay", 0.0)),
        ),
        "Adam" => Box::new(
            Adam::new(rate)
                .betas(beta1, beta2)
                .epsilon(epsilon)
                .weight_decay(number("weight_decay", 0.0))
                .amsgrad(switch("amsgrad")),
        ),
        "AdamW" => Box::new(
            AdamW::new(rate)
                .betas(beta1, beta2)
                .epsilon(epsilon)
                .weight_decay(number("weight_decay", 0.01))
                .amsgrad(switch("amsgrad")),
        ),
        other => panic!("no optimizer {other}"),
    }
}

#[test]
fn ten_steps_of_every_optimizer_are_those_of_pytorch() {
    let golden = golden();
    let trajectories = golden["trajectories"].as_array().unwrap();
    assert!(trajectories.len() >= 15);
    for trajectory in trajectories {
        let name = trajectory["optimizer"].as_str().unwrap();
        let mut optimizer = optimizer(name, &trajectory["args"]);
        let mut params: Vec<Param> = tensors(&trajectory["start"])
            .into_iter()
            .map(Param::new)
            .collect();
        let mut tape = Tape::new();
        let gradients = trajectory["gradients"].as_array().unwrap();
        let after = trajectory["after"].as_array().unwrap();
        for (gradients, after) in gradients.iter().zip(after) {
            let gradients = gradients_of(&mut tape, &params, &tensors(gradients));
            optimizer.step(&mut params, &gradients).unwrap();
            for (param, expected) in params.iter().zip(tensors(after)) {
                let report = param.value().compare(&expected, 0.0, 1e-11);
                assert!(report.is_close(), "{name} {}: {report}", trajectory["args"]);
            }
        }
    }
}

#[test]
fn an_f32_model_follows_the_same_trajectory_to_its_precision() {
    for (name, args) in [
        ("Sgd", r#"{"rate": 0.05, "momentum": 0.9, "nesterov": true}"#),
        ("AdamW", r#"{"rate": 0.05, "weight_decay": 0.1}"#),
    ] {
        let mut double = optimizer(name, &serde_json::from_str(args).unwrap());
        let mut single: Box<dyn Optimizer<f32>> = match name {
            "Sgd" => Box::new(Sgd::new(0.05).momentum(0.9).nesterov(true)),
            _ => Box::new(AdamW::new(0.05).weight_decay(0.1)),
        };
        let start = [0.5, -1.0, 2.0];
        let mut x = Param::<f64>::new(start);
        let mut y = Param::new(Tensor::from(start).cast::<f32>());
        for _ in 0..20 {
            let gradients = Tape::new().param(&x).square().sum().backward().unwrap();
            double.step(&mut x, &gradients).unwrap();
            let gradients = Tape::new().param(&y).square().sum().backward().unwrap();
            single.step(&mut y, &gradients).unwrap();
        }
        y.value().cast::<f64>().assert_close(x.value(), 1e-5, 1e-5);
    }
}

#[test]
fn schedules_are_those_of_pytorch() {
    let golden = golden();
    let mut compared = 0;
    for entry in golden["schedules"].as_array().unwrap() {
        let args = &entry["args"];
        let number = |key: &str| args[key].as_f64().unwrap();
        let count = |key: &str| args[key].as_u64().unwrap() as usize;
        let rates = numbers(&entry["rates"]);
        let (schedule, until) = match entry["schedule"].as_str().unwrap() {
            "constant" => (Schedule::constant(number("rate")), rates.len()),
            "step" => (
                Schedule::step(number("rate"), count("every"), number("factor")),
                rates.len(),
            ),
            "exponential" => (
                Schedule::exponential(number("rate"), number("factor")),
                rates.len(),
            ),
            // PyTorch's climbs again after the last step.
            "cosine" => {
                let schedule = Schedule::cosine(number("rate"), count("steps")).lowest(number("lowest"));
                (schedule, count("steps") + 1)
            }
            _ => continue,
        };
        for (step, &expected) in rates[..until].iter().enumerate() {
            let rate = schedule.rate(step);
            assert!(
                (rate - expected).abs() <= 1e-12 * expected.abs() + 1e-16,
                "{entry} at {step}: {rate}"
            );
            compared += 1;
        }
    }
    assert!(compared > 70);
}

#[test]
fn a_schedule_warms_up_and_a_cosine_stays_low() {
    let schedule = Schedule::cosine(1.0, 4).lowest(0.1).warm_up(5);
    let rates: Vec<f64> = (0..5).map(|step| schedule.rate(step)).collect();
    assert_eq!(rates, [0.2, 0.4, 0.6, 0.8, 1.0]);
    assert_eq!(schedule.rate(5), 1.0);
    assert!((schedule.rate(7) - 0.55).abs() < 1e-12);
    assert_eq!(schedule.rate(9), 0.1);
    assert_eq!(schedule.rate(1000), 0.1);
    let mut sgd = Sgd::<f32>::new(9.0);
    schedule.apply(&mut sgd, 1);
    assert_eq!(sgd.learning_rate(), 0.4);
}

#[test]
fn clipping_is_that_of_pytorch() {
    let golden = golden();
    for clip in golden["clips"].as_array().unwrap() {
        let before = tensors(&clip["before"]);
        let params: Vec<Param> = before.iter().map(|x| Param::new(x.zeros_like())).collect();
        let mut gradients = gradients_of(&mut Tape::new(), &params, &before);
        let limit = clip["args"]["limit"].as_f64().unwrap();
        let mut factor = 1.0;
        if clip["clip"] == "norm" {
            let order = clip["args"]["norm"].as_f64().unwrap_or(f64::INFINITY);
            let expected = clip["total"].as_f64().unwrap();
            let total = clip_norm_of_order(&mut gradients, limit, order);
            assert!((total - expected).abs() <= 1e-14 * expected, "{clip}: {total}");
            // PyTorch divides by total + 1e-6.
            if total > limit {
                factor = (total + 1e-6) / total;
            }
        } else {
            clip_value(&mut gradients, limit);
        }
        for (param, expected) in params.iter().zip(tensors(&clip["after"])) {
            let expected = expected.map(|x| x * factor);
            gradients.of(param).assert_close(&expected, 1e-11, 1e-11);
        }
    }
}

#[test]
fn a_norm_of_any_order_is_the_root_of_that_order() {
    let param = Param::new([0.0, 0.0, 0.0]);
    let before = Tensor::from([1.0, -2.0, 3.0]);
    for (order, expected) in [
        (1.0, 6.0),
        (1.5, (1.0 + 8f64.sqrt() + 27f64.sqrt()).powf(2.0 / 3.0)),
        (2.0, 14f64.sqrt()),
        (3.0, 36f64.cbrt()),
        (4.0, 98f64.sqrt().sqrt()),
        (f64::INFINITY, 3.0),
    ] {
        let params = std::slice::from_ref(&param);
        let mut gradients = gradients_of(&mut Tape::new(), params, std::slice::from_ref(&before));
        let norm = clip_norm_of_order(&mut gradients, 1.0, order);
        assert!((norm / expected - 1.0).abs() < 1e-14, "{order}: {norm}");
        let clipped = before.map(|x| x / expected);
        gradients.of(&param).assert_close(&clipped, 1e-14, 0.0);
        assert!((clip_norm_of_order(&mut gradients, 2.0, order) - 1.0).abs() < 1e-14);
    }
}

#[test]
fn norms_neither_overflow_nor_vanish_and_what_is_not_finite_is_left_alone() {
    let norm_of = |values: [f64; 2]| {
        let param = Param::new([0.0, 0.0]);
        let mut gradients = gradients_of(
            &mut Tape::new(),
            std::slice::from_ref(&param),
            &[Tensor::from(values)],
        );
        let norm = clip_norm(&mut gradients, 1e-300);
        (norm, gradients.of(&param).to_vec())
    };
    assert!((norm_of([3e200, 4e200]).0 / 5e200 - 1.0).abs() < 1e-15);
    assert!((norm_of([3e-200, 4e-200]).0 / 5e-200 - 1.0).abs() < 1e-15);
    assert_eq!(
        norm_of([f64::INFINITY, 1.0]),
        (f64::INFINITY, vec![f64::INFINITY, 1.0])
    );
    assert!(norm_of([f64::NAN, 1.0]).0.is_nan());
    assert_eq!(norm_of([f64::NAN, 1.0]).1[1], 1.0);
}

#[test]
fn steps_have_the_same_bits_for_any_number_of_threads_and_whoever_holds_the_parameter() {
    let length = (1 << 18) + 7;
    let mut results = Vec::new();
    for (threads, held) in [(1, false), (2, false), (4, false), (1, true), (2, true)] {
        set_threads(threads);
        let mut rng = Random::seed(3);
        let mut param = Param::new(Tensor::<f32>::randn([length], &mut rng));
        let mut adam = AdamW::new(0.01).amsgrad(true);
        for _ in 0..3 {
            let tape = Tape::new();
            let gradients = tape.param(&param).square().sum().backward().unwrap();
            let keep = held.then(|| param.value().clone());
            drop(tape);
            adam.step(&mut param, &gradients).unwrap();
            drop(keep);
        }
        results.push(param.value().to_vec());
    }
    set_threads(0);
    for result in &results[1..] {
        assert!(
            results[0]
                .iter()
                .zip(result)
                .all(|(a, b)| a.to_bits() == b.to_bits())
        );
    }
}

#[test]
fn a_tape_that_holds_the_old_values_keeps_them() {
    let mut w = Param::new([1.0, 2.0]);
    let mut sgd = Sgd::new(0.5);
    let tape = Tape::new();
    let on_tape = tape.param(&w);
    let gradients = on_tape.square().sum().backward().unwrap();
    sgd.step(&mut w, &gradients).unwrap();
    assert_eq!(w.value(), &Tensor::from([0.0, 0.0]));
    assert_eq!(on_tape.value().unwrap(), Tensor::from([1.0, 2.0]));
    // Without a reset the next step sees the new values.
    assert_eq!(tape.param(&w).value().unwrap(), Tensor::from([0.0, 0.0]));
}

#[test]
fn memory_is_used_again_once_training_runs() {
    let mut w = Param::new(Tensor::<f32>::ones([1000]));
    let mut sgd = Sgd::new(0.01).momentum(0.9);
    let mut tape = Tape::new();
    let mut addresses = Vec::new();
    for _ in 0..8 {
        tape.reset();
        let gradients = tape.param(&w).square().sum().backward().unwrap();
        sgd.step(&mut w, &gradients).unwrap();
        addresses.push(w.value().as_slice().as_ptr() as usize);
    }
    // Two buffers take turns.
    assert_ne!(addresses[4], addresses[5]);
    assert_eq!(addresses[4], addresses[6]);
    assert_eq!(addresses[5], addresses[7]);
}

#[test]
fn parameters_without_a_gradient_do_not_decay() {
    let mut model = (Param::new([1.0]), Param::new([1.0]), Param::new([1.0]));
    model.2.freeze(true);
    let tape = Tape::new();
    let loss = (tape.param(&model.0) + tape.param(&model.2)).sum();
    let mut sgd = Sgd::new(0.1).momentum(0.9).weight_decay(1.0);
    sgd.step(&mut model, &loss.backward().unwrap()).unwrap();
    assert_eq!(model.0.value().to_vec(), [0.8]);
    assert_eq!(model.1.value().to_vec(), [1.0]);
    assert_eq!(model.2.value().to_vec(), [1.0]);
}

#[test]
fn a_parameter_frozen_after_the_forward_pass_stays() {
    let mut w = Param::new([1.0]);
    let tape = Tape::new();
    let gradients = tape.param(&w).sum().backward().unwrap();
    w.freeze(true);
    Sgd::new(0.1).step(&mut w, &gradients).unwrap();
    assert_eq!(w.value().to_vec(), [1.0]);
}

#[derive(Params)]
struct Mixed {
    single: Param<f32>,
    double: Param<f64>,
}

#[test]
fn a_parameter_of_another_float_type_is_an_error_that_names_it_and_changes_nothing() {
    let mut model = Mixed {
        single: Param::new([1.0f32]),
        double: Param::new([1.0]),
    };
    let tape = Tape::new();
    let gradients = tape.param(&model.single).square().sum().backward().unwrap();
    let mut sgd = Sgd::new(0.1);
    let error = sgd.step(&mut model, &gradients).unwrap_err();
    let line = line!() - 1;
    assert!(error.to_string().contains("double is f64"), "{error}");
    assert_eq!((error.place().file(), error.place().line()), (file!(), line));
    assert_eq!(model.single.value().to_vec(), [1.0]);
    model.double.freeze(true);
    sgd.step(&mut model, &gradients).unwrap();
    assert_eq!(model.single.value().to_vec(), [0.8]);
}

#[test]
fn gradients_of_another_model_are_an_error() {
    let net = Linear::<f64>::new(2, 1, &mut Random::seed(1));
    let mut clone = net.clone();
    let tape = Tape::new();
    let gradients = tape.param(&net.weight).sum().backward().unwrap();
    let error = Sgd::new(0.1).step(&mut clone, &gradients).unwrap_err();
    assert!(error.to_string().contains("clone"), "{error}");
}

#[test]
fn a_gradient_of_another_shape_is_an_error_that_changes_nothing() {
    let mut model = (Param::new([1.0]), Param::new([1.0, 2.0]));
    let tape = Tape::new();
    let loss = tape.param(&model.0).sum() + tape.param(&model.1).sum();
    let gradients = loss.backward().unwrap();
    model.1.set(Tensor::from([1.0, 2.0, 3.0]));
    let error = Sgd::new(0.1)
        .step(&mut model, &gradients)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("1") && error.contains("[3]") && error.contains("[2]"),
        "{error}"
    );
    assert_eq!(model.0.value().to_vec(), [1.0]);
}

#[test]
fn updates_of_buffers_are_committed_in_order() {
    let mut model = (Param::new([1.0]), Buffer::new([10.0]));
    let tape = Tape::training(1);
    tape.update(&model.1, 0.5, tape.constant([1.0]));
    tape.update(&model.1, 0.5, tape.constant([2.0]));
    let gradients = tape.param(&model.0).sum().backward().unwrap();
    let held = model.1.value().clone();
    let mut sgd = Sgd::new(0.1);
    sgd.step(&mut model, &gradients).unwrap();
    assert_eq!(model.1.value().to_vec(), [5.0]);
    assert_eq!(held.to_vec(), [10.0]);
    model.commit(&gradients);
    assert_eq!(model.1.value().to_vec(), [3.75]);
}
