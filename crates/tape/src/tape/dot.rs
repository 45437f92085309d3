//! The tape as a picture.

use crate::tape::Tape;
use crate::tape::node::Op;
use crate::tensor::Float;
use std::fmt::Write;

impl<T: Float> Tape<T> {
    /// The tape as a graph in the language of Graphviz: `dot -Tsvg tape.dot -o tape.svg` draws it.
    ///
    /// Variables and parameters are boxes, constants are grey, errors are red; the source line is the
    /// tool tip. Plain numbers stand in the nodes that take them.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0]);
    /// let y = (x * 2.0).sum();
    /// let dot = tape.to_dot();
    /// assert!(dot.starts_with("digraph tape {"));
    /// assert!(dot.contains("n0 -> n2"));
    /// ```
    #[doc(alias = "graphviz")]
    pub fn to_dot(&self) -> String {
        let mut dot = String::from("digraph tape {\n  node [shape=ellipse, fontname=\"sans-serif\"];\n");
        for id in 0..self.len() as u32 {
            let inner = self.inner.borrow();
            let node = inner.nodes[id as usize];
            let arguments = node.arguments(&inner.lists).to_vec();
            let numbers: Vec<Option<f64>> = arguments
                .iter()
                .map(|&argument| inner.nodes[argument as usize])
                .map(|argument| (argument.op == Op::Number).then(|| argument.number_value()))
                .collect();
            drop(inner);
            if node.op == Op::Number {
                continue;
            }
            let line = self.line(id);
            let mut label = format!("#{id} {}", line.operation);
            if numbers.iter().any(Option::is_some) {
                let shown = numbers
                    .iter()
                    .map(|number| number.map_or_else(|| "·".into(), |number| number.to_string()));
                let _ = write!(label, "({})", shown.collect::<Vec<_>>().join(", "));
            }
            let style = match node.op {
                Op::Leaf(_) => ", shape=box, style=bold",
                Op::Constant(_) => ", shape=box, color=gray50",
                Op::Error(_) => ", color=red",
                _ => "",
            };
            let below = match node.op {
                Op::Error(_) => &line.arguments,
                _ => &line.shape,
            };
            let (label, below, place) = (escaped(&label), escaped(below), escaped(&line.place));
            let _ = writeln!(
                dot,
                "  n{id} [label=\"{label}\\n{below}\", tooltip=\"{place}\"{style}];"
            );
            for (argument, number) in arguments.iter().zip(numbers) {
                if number.is_none() {
                    let _ = writeln!(dot, "  n{argument} -> n{id};");
                }
            }
        }
        dot.push_str("}\n");
        dot
    }
}

/// Text inside of quotation marks.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
