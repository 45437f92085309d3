//! The tape as text.

use crate::tape::Tape;
use crate::tape::node::Op;
use crate::tensor::Float;
use std::fmt::Write;

/// What is shown of a node.
pub(crate) struct Line {
    pub(crate) operation: String,
    pub(crate) shape: String,
    /// The nodes it takes; for a number its value, for an error its message.
    pub(crate) arguments: String,
    /// The user's line, and the layer.
    pub(crate) place: String,
}

impl<T: Float> Tape<T> {
    /// The tape as a table: one line per node with its number, operation, shape, arguments and the
    /// source line that recorded it, with the layer if there is one.
    ///
    /// The number is [`Var::id`](crate::Var::id). Nothing is computed.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0]);
    /// let y = (x * 2.0).exp();
    /// let table = tape.to_table();
    /// assert!(table.lines().nth(3).unwrap().starts_with("2   mul        [2]    #0 #1"));
    /// assert!(table.lines().nth(4).unwrap().starts_with("3   exp        [2]    #2"));
    /// ```
    pub fn to_table(&self) -> String {
        let header = ["id", "operation", "shape", "arguments", "line"].map(String::from);
        let mut rows = vec![header];
        for id in 0..self.len() as u32 {
            let line = self.line(id);
            rows.push([
                id.to_string(),
                line.operation,
                line.shape,
                line.arguments,
                line.place,
            ]);
        }
        let mut widths = [0; 5];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                // One long list of arguments or message does not push the lines out of sight.
                *width = (*width).max(cell.chars().count().min(40));
            }
        }
        let mut table = String::new();
        for row in &rows {
            let mut text = String::new();
            for (cell, width) in row.iter().zip(widths) {
                let _ = write!(text, "{cell:<width$}  ");
            }
            table.push_str(text.trim_end());
            table.push('\n');
        }
        table
    }

    /// What is shown of a node.
    pub(crate) fn line(&self, id: u32) -> Line {
        let place = self.place_of(id);
        let inner = self.inner.borrow();
        let node = &inner.nodes[id as usize];
        let arguments = match node.op {
            Op::Number => node.number_value().to_string(),
            Op::Error(number) => inner.errors[number as usize].kind().to_string(),
            _ => {
                let arguments = node.arguments(&inner.lists).iter();
                let arguments: Vec<String> = arguments.map(|argument| format!("#{argument}")).collect();
                arguments.join(" ")
            }
        };
        let is_parameter = inner.bindings.values().any(|binding| binding.node == id);
        let operation = match node.op {
            Op::Leaf(_) | Op::Constant(_) if is_parameter => "param".into(),
            _ => inner.name(id),
        };
        let place = match inner.scopes.of_node(id).next() {
            Some(scope) => format!("{place} in {}", scope.layer),
            None => place.to_string(),
        };
        Line {
            operation,
            shape: format!("{:?}", &inner.shapes.get(node.shape)[..]),
            arguments: arguments.replace('\n', " "),
            place,
        }
    }
}
