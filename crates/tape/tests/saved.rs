//! Recorded functions in files: what was saved comes back, and a damaged file is an error.

use std::path::PathBuf;
use wengert_tape::scalar::{Expr, Function};
use wengert_tape::{Error, Real};

fn formula<R: Real>(x: &[R]) -> R {
    let y = x[0].sin() * x[1].powf(1.5) + x[0].powi(5) / x[1];
    R::select(y.greater(0.3), y.max(x[0]), (y * 0.25).exp()) + x[0].not().absorb(f64::INFINITY)
}

fn file(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("wengert-{name}-{}.json", std::process::id()))
}

const POINTS: [f64; 6] = [0.3, 1.2, -0.7, 2.5, 1.1, 0.4];

#[test]
fn a_loaded_function_gives_the_same_bits() -> Result<(), Error> {
    let f = Function::record(2, |x| formula(x));
    let path = file("same");
    for function in [f.clone(), f.with_gradient(), f.hessian(), f.hvp().jvp()] {
        function.save(&path)?;
        let loaded = Function::load(&path)?;
        assert_eq!(loaded.to_string(), function.to_string());
        assert_eq!(
            (loaded.inputs(), loaded.results()),
            (function.inputs(), function.results())
        );
        if loaded.inputs() == 2 {
            assert_eq!(loaded.rows(&POINTS)?, function.rows(&POINTS)?);
            assert_eq!(
                loaded.jacobian().rows(&POINTS)?,
                function.jacobian().rows(&POINTS)?
            );
        }
    }
    std::fs::remove_file(&path).unwrap();
    Ok(())
}

#[test]
fn unused_inputs_and_constant_results_come_back() -> Result<(), Error> {
    let f = Function::record_all(3, |x| vec![Expr::from(f64::NAN), x[1], Expr::from(-0.0)]);
    let loaded: Function = serde_json::from_str(&serde_json::to_string(&f).unwrap()).unwrap();
    let values = loaded.values(&[1.0, 2.0, 3.0])?;
    assert!(values[0].is_nan());
    assert_eq!((values[1], values[2].to_bits()), (2.0, (-0.0f64).to_bits()));
    Ok(())
}

#[test]
fn a_damaged_file_is_an_error_and_nothing_worse() {
    let whole = serde_json::to_string(&Function::record(2, |x| formula(x))).unwrap();
    let path = file("damaged");
    for length in (0..whole.len()).step_by(7) {
        std::fs::write(&path, &whole[..length]).unwrap();
        let error = Function::load(&path).unwrap_err();
        assert!(error.to_string().contains("wengert-damaged"), "{error}");
    }
    std::fs::remove_file(&path).unwrap();
    let mut read = 0;
    for place in 0..whole.len() {
        for byte in *b"0159],{x" {
            let mut text = whole.clone().into_bytes();
            text[place] = byte;
            // What can still be read is some function, which runs.
            if let Ok(function) = serde_json::from_slice::<Function>(&text) {
                read += 1;
                let _ = function.values(&vec![0.5; function.inputs()]);
            }
        }
    }
    assert!(read > 0);
}

#[test]
fn what_is_wrong_is_named() {
    let load = |text: &str| serde_json::from_str::<Function>(text).unwrap_err().to_string();
    let cases = [
        (
            r#"{"format":"other","inputs":[],"steps":[],"results":[]}"#,
            "\"other\"",
        ),
        (
            r#"{"format":"wengert function 1","inputs":[true],"steps":[{"Unary":["Sin",1]}],"results":[0]}"#,
            "step 0 reads value 1",
        ),
        (
            r#"{"format":"wengert function 1","inputs":[true],"steps":[],"results":[4000000000]}"#,
            "value 4000000000",
        ),
        (
            r#"{"format":"wengert function 1","inputs":[true],"steps":[{"Unary":[{"Sinc":4000000000},0]}],"results":[1]}"#,
            "order 4000000000",
        ),
        (
            r#"{"format":"wengert function 1","inputs":[true],"steps":[{"Unary":["Sine",0]}],"results":[1]}"#,
            "Sine",
        ),
    ];
    for (text, words) in cases {
        let error = load(text);
        assert!(error.contains(words), "{error}: {words}");
    }
}

#[test]
fn a_file_that_is_not_there_is_an_error_with_the_line() {
    let error = Function::load(file("missing")).unwrap_err();
    assert!(error.to_string().contains("wengert-missing"), "{error}");
    assert!(
        error.place().file().ends_with("saved.rs") && !error.place().file().contains("src"),
        "{error}"
    );
    let folder = std::env::temp_dir().join("wengert-no-such-folder").join("f.json");
    let error = Function::record(1, |x| x[0]).save(folder).unwrap_err();
    assert!(
        error.place().file().ends_with("saved.rs") && !error.place().file().contains("src"),
        "{error}"
    );
}
