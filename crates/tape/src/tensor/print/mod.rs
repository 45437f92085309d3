//! Printing as NumPy prints: aligned columns, eight digits, long tensors cut to their edges.

mod number;

pub use number::Print;

use crate::tensor::{Element, Tensor};
use std::fmt;

/// More elements than this are cut to the edges.
const THRESHOLD: usize = 1000;
/// How many elements an edge has.
const EDGE: usize = 3;
/// Characters on a line.
const WIDTH: usize = 75;
/// Digits after the point.
const PRECISION: usize = 8;

/// As NumPy prints an array: eight digits after the point (`{:.3}` asks for three), columns aligned,
/// lines of 75 characters, more than 1000 elements cut to three at each edge.
///
/// ```
/// use wengert_tape::Tensor;
///
/// let x = Tensor::from([[1.0, -2.5], [0.125, 40.0]]);
/// assert_eq!(x.to_string(), "[[ 1.    -2.5  ]\n [ 0.125 40.   ]]");
/// ```
impl<E: Element> fmt::Display for Tensor<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let precision = f.precision().unwrap_or(PRECISION);
        if self.rank() == 0 {
            let number = self.as_slice()[0];
            return match f.precision() {
                Some(precision) => f.write_str(E::words(&[number], precision)[0].trim()),
                None => f.write_str(&number.alone()),
            };
        }
        f.write_str(&Layout::of(self, " ", 0, WIDTH).text(self, precision))
    }
}

/// As its `Display`, with commas, and with the type and the shape at the end.
///
/// ```
/// use wengert_tape::Tensor;
///
/// assert_eq!(format!("{:?}", Tensor::from([1, 2])), "Tensor([1, 2], i64 [2])");
/// ```
impl<E: Element> fmt::Debug for Tensor<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let precision = f.precision().unwrap_or(PRECISION);
        let (prefix, suffix) = ("Tensor(", format!(", {} {:?})", E::NAME, self.shape()));
        let text = if self.rank() == 0 {
            self.as_slice()[0].alone()
        } else {
            let width = WIDTH.saturating_sub(suffix.len());
            Layout::of(self, ", ", prefix.len(), width).text(self, precision)
        };
        write!(f, "{prefix}{text}{suffix}")
    }
}

/// How the elements are laid out on lines.
struct Layout {
    separator: &'static str,
    /// Whether long axes are cut to their edges.
    cut: bool,
    /// The spaces before a line that goes on inside of the outermost bracket.
    indent: usize,
    width: usize,
}

impl Layout {
    fn of<E: Element>(tensor: &Tensor<E>, separator: &'static str, prefix: usize, width: usize) -> Self {
        Layout {
            separator,
            cut: tensor.len() > THRESHOLD,
            indent: prefix + 1,
            width,
        }
    }

    fn text<E: Element>(&self, tensor: &Tensor<E>, precision: usize) -> String {
        if tensor.is_empty() {
            return "[]".into();
        }
        let mut shown = Vec::new();
        self.collect(tensor, 0, tensor.offset() as isize, &mut shown);
        let words = E::words(&shown, precision);
        self.block(tensor.shape(), &mut words.iter(), self.indent, self.width)
    }

    /// The parts of an axis that are shown: all of it, or its two edges.
    fn shown(&self, size: usize) -> [std::ops::Range<usize>; 2] {
        if self.cut && size > 2 * EDGE {
            [0..EDGE, size - EDGE..size]
        } else {
            [0..0, 0..size]
        }
    }

    fn collect<E: Element>(&self, tensor: &Tensor<E>, axis: usize, start: isize, shown: &mut Vec<E>) {
        if axis == tensor.rank() {
            shown.push(tensor.memory()[start as usize]);
            return;
        }
        for i in self.shown(tensor.shape()[axis]).into_iter().flatten() {
            self.collect(
                tensor,
                axis + 1,
                start + tensor.strides()[axis] * i as isize,
                shown,
            );
        }
    }

    /// The text of a block of the given shape, in brackets, its first line without indent.
    fn block<'w>(
        &self,
        shape: &[usize],
        words: &mut impl Iterator<Item = &'w String>,
        indent: usize,
        width: usize,
    ) -> String {
        let Some((&size, inner)) = shape.split_first() else {
            return words.next().cloned().unwrap_or_default();
        };
        let [leading, trailing] = self.shown(size);
        let mut parts: Vec<String> = Vec::new();
        for _ in leading.clone() {
            parts.push(self.block(inner, words, indent + 1, width - 1));
        }
        if !leading.is_empty() {
            parts.push("...".into());
        }
        for _ in trailing {
            parts.push(self.block(inner, words, indent + 1, width - 1));
        }
        let text = if inner.is_empty() {
            self.wrapped(&parts, indent, width)
        } else {
            let lines = "\n".repeat(inner.len());
            parts.join(&format!(
                "{}{lines}{}",
                self.separator.trim_end(),
                " ".repeat(indent)
            ))
        };
        format!("[{text}]")
    }

    /// The words of a row, on as many lines as they need.
    fn wrapped(&self, words: &[String], indent: usize, width: usize) -> String {
        let mut text = String::new();
        let mut line = " ".repeat(indent);
        for (i, word) in words.iter().enumerate() {
            // One character is left for the bracket or the comma after the word.
            if line.len() + word.len() > width - 1 && line.len() > indent {
                text.push_str(line.trim_end());
                text.push('\n');
                line = " ".repeat(indent);
            }
            line.push_str(word);
            if i + 1 < words.len() {
                line.push_str(self.separator);
            }
        }
        text.push_str(&line);
        text.split_off(indent)
    }
}
