//! The tape as a table and as a picture, and the search for the first NaN or infinity.

use wengert_tape::{Param, Phase, Result, Tape, Tensor};

#[test]
fn the_table_has_a_line_per_node() {
    let w = Param::new([2.0, 3.0]);
    let tape = Tape::<f64>::new();
    let x = tape.constant([1.0, 2.0]);
    let line = line!() + 1;
    let y = (x * &w).exp() + 0.5;
    let table = tape.to_table();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), tape.len() + 1);
    let words = |line: &str| -> Vec<String> { line.split_whitespace().map(String::from).collect() };
    assert_eq!(words(lines[0]), ["id", "operation", "shape", "arguments", "line"]);
    assert_eq!(words(lines[1])[..3], ["0", "constant", "[2]"]);
    assert_eq!(words(lines[2])[..3], ["1", "param", "[2]"]);
    assert_eq!(words(lines[3])[..5], ["2", "mul", "[2]", "#0", "#1"]);
    assert!(lines[3].contains(&format!("inspect.rs:{line}:")), "{}", lines[3]);
    assert_eq!(words(lines[4])[..4], ["3", "exp", "[2]", "#2"]);
    assert_eq!(words(lines[5])[..4], ["4", "number", "[]", "0.5"]);
    assert_eq!(y.id(), 5);
    // The columns are aligned.
    let column = |line: &str, word: &str| line.find(word).unwrap();
    let start = column(lines[0], "shape");
    assert!(lines[1..].iter().all(|line| line[start..].starts_with('[')));
}

#[test]
fn the_table_shows_errors_and_layers() {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0, 2.0]);
    {
        let _layer = tape.within("Squash");
        let _ = x.tanh();
    }
    let _ = x.reshape([3]);
    let table = tape.to_table();
    assert!(table.lines().nth(2).unwrap().ends_with("in Squash"), "{table}");
    assert!(table.contains("error"), "{table}");
    assert!(table.contains("[2] has 2 elements"), "{table}");
}

#[test]
fn an_empty_tape_is_an_empty_table_and_an_empty_graph() {
    let tape = Tape::<f64>::new();
    assert_eq!(tape.to_table().lines().count(), 1);
    assert!(tape.to_dot().ends_with("}\n"));
    assert!(tape.anomaly().unwrap().is_none());
}

#[test]
fn the_graph_has_edges_and_escapes_text() {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0, 2.0]);
    let y = 2.0 * x;
    let _ = y.matmul(x).exp();
    let _ = tape.fail("a \"quoted\" \\ message\nof two lines");
    let dot = tape.to_dot();
    assert!(dot.contains(&format!("n{} -> n{};", x.id(), y.id())), "{dot}");
    assert!(dot.contains("mul(2, ·)"), "{dot}");
    assert!(
        dot.contains("a \\\"quoted\\\" \\\\ message of two lines"),
        "{dot}"
    );
    let quotes = |line: &str| line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
    assert!(dot.lines().all(|line| quotes(line) % 2 == 0), "{dot}");
}

#[test]
fn a_division_by_zero_deep_in_a_formula_is_named() -> Result<()> {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0, 2.0, 3.0]);
    let shifted = (x - 2.0).sin();
    let line = line!() + 1;
    let ratio = x.exp() / shifted;
    let y = (ratio.tanh() * ratio - ratio).exp().sum();
    assert!(y.backward()?.wrt(x)?.iter().any(f64::is_nan));
    let anomaly = tape.anomaly()?.expect("an anomaly");
    assert_eq!(anomaly.operation, "div");
    assert_eq!(anomaly.place.line(), line);
    assert_eq!(anomaly.phase, Phase::Forward);
    assert_eq!(anomaly.index, [1]);
    assert_eq!(anomaly.shape, [3]);
    assert_eq!(anomaly.value, f64::INFINITY);
    assert_eq!(anomaly.arguments, [2f64.exp(), 0.0]);
    let text = anomaly.to_string();
    assert!(
        text.starts_with("forward: div gives inf at index [1] of shape [3], from 7.38"),
        "{text}"
    );
    assert!(text.ends_with(&format!("inspect.rs:{line}:17)")), "{text}");
    Ok(())
}

#[test]
fn an_infinite_derivative_of_finite_values_is_found_backward() -> Result<()> {
    let tape = Tape::<f64>::new();
    let x = tape.var([4.0, 0.0]);
    let line = line!() + 1;
    let root = x.sqrt();
    let y = (root * 3.0).sum();
    assert!(tape.anomaly()?.is_none(), "nothing is wrong forward");
    y.backward()?;
    let before = tape.len();
    let anomaly = tape.anomaly()?.expect("an anomaly");
    assert_eq!(anomaly.operation, "sqrt");
    assert_eq!(anomaly.phase, Phase::Backward);
    assert_eq!(anomaly.place.line(), line);
    assert_eq!(anomaly.index, [1]);
    assert_eq!(anomaly.value, f64::INFINITY);
    assert!(
        anomaly
            .to_string()
            .starts_with("backward: the derivative of sqrt gives inf")
    );
    assert_eq!(tape.len(), before);
    // Asked again, it answers again.
    assert_eq!(tape.anomaly()?.unwrap().operation, "sqrt");
    Ok(())
}

#[test]
fn a_nan_counts_before_an_infinity_that_is_meant() -> Result<()> {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0, -1.0]);
    let mask = tape.constant([0.0, f64::NEG_INFINITY]);
    let masked = (x + mask).exp();
    let line = line!() + 1;
    let bad = (x * 1.0).ln();
    let _ = masked + bad;
    let anomaly = tape.anomaly()?.unwrap();
    assert_eq!((anomaly.operation.as_str(), anomaly.place.line()), ("ln", line));
    assert!(anomaly.value.is_nan());
    Ok(())
}

#[test]
fn a_nan_in_the_data_is_found_where_it_was_given() -> Result<()> {
    let tape = Tape::<f32>::new();
    let line = line!() + 1;
    let x = tape.constant([[1.0, 2.0], [f32::NAN, 4.0]]);
    let _ = x.exp().sum();
    let anomaly = tape.anomaly()?.unwrap();
    assert_eq!(
        (anomaly.operation.as_str(), anomaly.place.line()),
        ("constant", line)
    );
    assert_eq!(anomaly.index, [1, 0]);
    Ok(())
}

#[test]
fn errors_that_wait_do_not_hide_an_anomaly() -> Result<()> {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0, 2.0]);
    let _ = x.reshape([3]).exp();
    assert!(tape.anomaly()?.is_none());
    let _ = (x - 1.0).recip();
    assert_eq!(tape.anomaly()?.unwrap().operation, "recip");
    Ok(())
}

#[test]
fn anomalies_are_found_inside_checkpoints_and_layers() -> Result<()> {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0, 0.0]);
    let y = tape.checkpoint(|| {
        let _layer = tape.within("Logarithm");
        (x.ln() * 2.0).exp() * x
    });
    let y = (y.sum() - x.sqrt().sum()).exp();
    y.backward()?;
    let anomaly = tape.anomaly()?.unwrap();
    assert_eq!(anomaly.operation, "ln");
    assert_eq!(anomaly.layer.as_deref(), Some("Logarithm"));
    assert!(anomaly.to_string().contains("in Logarithm"));
    Ok(())
}

#[test]
fn a_healthy_run_has_no_anomaly() -> Result<()> {
    let tape = Tape::<f64>::new();
    let x = tape.var(Tensor::from([[0.3, -2.0], [4.0, 0.0]]));
    (x.matmul(x.t()).tanh() / (1.0 + x.square())).sum().backward()?;
    assert!(tape.anomaly()?.is_none());
    Ok(())
}

#[test]
fn an_anomaly_of_a_recorded_derivative_names_the_operation_that_is_differentiated() -> Result<()> {
    let tape = Tape::<f64>::new();
    let x = tape.var([4.0, 0.0]);
    let (y, line) = (x.sqrt().sum(), line!());
    let first = y.grad(x);
    let anomaly = tape.anomaly()?.expect("an anomaly");
    assert_eq!(anomaly.operation, "sqrt");
    assert_eq!(anomaly.phase, Phase::Backward);
    assert_eq!(anomaly.place.line(), line);
    // A derivative of a derivative is still one of what the user wrote.
    let second = tape.var(1.0) * first.sum().grad(x);
    assert!(second.value()?.iter().any(|element| !element.is_finite()));
    assert_eq!(tape.anomaly()?.expect("an anomaly").operation, "sqrt");
    // What is recorded after a derivative is no part of it.
    let tape = Tape::<f64>::new();
    let x = tape.var(2.0);
    let slope = x.square().grad(x);
    let quotient = slope / (slope - 4.0);
    assert!(quotient.item()?.is_infinite());
    let anomaly = tape.anomaly()?.expect("an anomaly");
    assert_eq!(
        (anomaly.operation.as_str(), anomaly.phase),
        ("div", Phase::Forward)
    );
    Ok(())
}
