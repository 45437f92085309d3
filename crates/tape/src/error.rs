//! The one error type: what was expected, what came, and on which line of the user's code.

use std::fmt;
use std::panic::Location;
use std::sync::Arc;

/// The result of everything that can fail in Wengert.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A line of source code.
pub type Place = &'static Location<'static>;

/// What went wrong.
///
/// The message of each kind names the operation and the shapes or values that did not fit.
///
/// ```
/// use wengert_tape::{ErrorKind, Tape};
///
/// let tape = Tape::new();
/// let error = tape.var([1.0, 2.0]).reshape([3]).value().unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::Shape { operation, .. } if operation == "reshape"));
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The shapes of the arguments do not fit together or do not fit the operation.
    #[error("{operation}: {problem}")]
    Shape {
        /// The operation, by the name of its method.
        operation: String,
        /// What did not fit, with the shapes.
        problem: String,
    },
    /// An axis, an index or a label lies outside of what it indexes.
    #[error("{operation}: {problem}")]
    Index {
        /// The operation, by the name of its method.
        operation: String,
        /// What was asked for and what there is.
        problem: String,
    },
    /// A number that the operation cannot work with.
    #[error("{operation}: {problem}")]
    Value {
        /// The operation, by the name of its method.
        operation: String,
        /// The number and what was expected.
        problem: String,
    },
    /// A variable of another tape, or one that does not belong where it was used.
    #[error("{operation}: {problem}")]
    Variable {
        /// The operation, by the name of its method.
        operation: String,
        /// What is wrong with the variable.
        problem: String,
    },
    /// A derivative was asked for that no rule gives.
    #[error("{operation}: {problem}")]
    Derivative {
        /// The operation that has no rule, or the transform that cannot be applied.
        operation: String,
        /// What is missing and what to do about it.
        problem: String,
    },
    /// A limit of the tape was reached.
    #[error("{operation}: {problem}")]
    Limit {
        /// The operation that met the limit.
        operation: String,
        /// The limit.
        problem: String,
    },
    /// A file that could not be read or written, or whose contents are not what they should be.
    #[error("{path}: {problem}")]
    File {
        /// The file.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// An error of the user's own, or of a layer.
    #[error("{0}")]
    Message(String),
}

impl ErrorKind {
    /// No memory holds the result.
    pub(crate) fn too_large(operation: &str, shape: &[usize]) -> Self {
        ErrorKind::Shape {
            operation: operation.into(),
            problem: format!("a result of shape {shape:?} does not fit into memory"),
        }
    }

    /// The same problem, of another operation.
    pub(crate) fn of_operation(mut self, name: String) -> Self {
        match &mut self {
            ErrorKind::Shape { operation, .. }
            | ErrorKind::Index { operation, .. }
            | ErrorKind::Value { operation, .. }
            | ErrorKind::Variable { operation, .. }
            | ErrorKind::Derivative { operation, .. }
            | ErrorKind::Limit { operation, .. } => *operation = name,
            ErrorKind::File { .. } | ErrorKind::Message(_) => {}
        }
        self
    }
}

#[derive(Clone, Debug)]
struct Details {
    kind: ErrorKind,
    place: Place,
    layer: Option<String>,
}

/// An error with the line of the user's code that it belongs to.
///
/// One word wide, so that a `Result` stays small. Its `Display` is one line:
/// `matmul: inner dimensions differ: [32, 64] · [10, 64] (src/main.rs:41:17)`.
///
/// ```
/// use wengert_tape::{Tape, Tensor};
///
/// let tape = Tape::<f64>::new();
/// let x = tape.var([1.0, 2.0, 3.0]);
/// let y = tape.var([1.0, 2.0]);
/// let error = (x + y).sum().item().unwrap_err();
/// assert!(error.to_string().contains("[3]"));
/// assert!(error.to_string().contains("[2]"));
/// ```
#[derive(Clone)]
pub struct Error(Arc<Details>);

impl Error {
    /// An error with a message of your own, placed where it is made.
    ///
    /// ```
    /// use wengert_tape::Error;
    ///
    /// let error = Error::new("the table has no rows");
    /// assert!(error.to_string().starts_with("the table has no rows ("));
    /// ```
    #[track_caller]
    pub fn new(message: impl Into<String>) -> Self {
        Self::of_kind(ErrorKind::Message(message.into()))
    }

    /// An error of the given kind, placed where it is made.
    ///
    /// ```
    /// use wengert_tape::{Error, ErrorKind};
    ///
    /// let kind = ErrorKind::Value { operation: "my_step".into(), problem: "a step of 0".into() };
    /// let error = Error::of_kind(kind);
    /// assert!(error.to_string().starts_with("my_step: a step of 0 ("));
    /// ```
    #[track_caller]
    pub fn of_kind(kind: ErrorKind) -> Self {
        Self::at(kind, Location::caller())
    }

    /// An error of the given kind at the given place.
    ///
    /// ```
    /// use std::panic::Location;
    /// use wengert_tape::{Error, ErrorKind};
    ///
    /// #[track_caller]
    /// fn refuse() -> Error {
    ///     Error::at(ErrorKind::Message("not so".into()), Location::caller())
    /// }
    ///
    /// let (error, line) = (refuse(), line!());
    /// assert_eq!(error.place().line(), line);
    /// ```
    pub fn at(kind: ErrorKind, place: Place) -> Self {
        Error(Arc::new(Details {
            kind,
            place,
            layer: None,
        }))
    }

    /// The shapes do not fit.
    #[track_caller]
    pub(crate) fn shape(operation: &str, problem: impl Into<String>) -> Self {
        Self::of_kind(ErrorKind::Shape {
            operation: operation.into(),
            problem: problem.into(),
        })
    }

    /// An axis or index is out of range.
    #[track_caller]
    pub(crate) fn index(operation: &str, problem: impl Into<String>) -> Self {
        Self::of_kind(ErrorKind::Index {
            operation: operation.into(),
            problem: problem.into(),
        })
    }

    /// A number cannot be used.
    #[track_caller]
    pub(crate) fn value(operation: &str, problem: impl Into<String>) -> Self {
        Self::of_kind(ErrorKind::Value {
            operation: operation.into(),
            problem: problem.into(),
        })
    }

    /// A variable does not belong here.
    #[track_caller]
    pub(crate) fn variable(operation: &str, problem: impl Into<String>) -> Self {
        Self::of_kind(ErrorKind::Variable {
            operation: operation.into(),
            problem: problem.into(),
        })
    }

    /// A file is not what it should be, or cannot be read or written.
    #[cfg(any(feature = "npy", feature = "serde"))]
    #[track_caller]
    pub(crate) fn file(path: &std::path::Path, problem: impl Into<String>) -> Self {
        Self::of_kind(ErrorKind::File {
            path: path.display().to_string(),
            problem: problem.into(),
        })
    }

    /// The same error, said to have happened inside `layer` at `place`.
    ///
    /// ```
    /// use wengert_tape::Error;
    ///
    /// let error = Error::new("too deep");
    /// let inside = error.within("Encoder", error.place());
    /// assert!(inside.to_string().starts_with("too deep, in Encoder ("));
    /// ```
    #[must_use]
    pub fn within(&self, layer: impl Into<String>, place: Place) -> Self {
        Error(Arc::new(Details {
            kind: self.0.kind.clone(),
            place,
            layer: Some(layer.into()),
        }))
    }

    /// The same error at another place.
    ///
    /// ```
    /// use std::panic::Location;
    /// use wengert_tape::Error;
    ///
    /// let error = Error::new("not here");
    /// let line = line!() + 1;
    /// assert_eq!(error.placed(Location::caller()).place().line(), line);
    /// ```
    #[must_use]
    pub fn placed(&self, place: Place) -> Self {
        Error(Arc::new(Details {
            place,
            ..(*self.0).clone()
        }))
    }

    /// The same error of another operation.
    pub(crate) fn of_operation(&self, operation: &str) -> Self {
        Error(Arc::new(Details {
            kind: self.0.kind.clone().of_operation(operation.into()),
            ..(*self.0).clone()
        }))
    }

    /// What went wrong.
    ///
    /// ```
    /// use wengert_tape::{Error, ErrorKind};
    ///
    /// assert_eq!(Error::new("why").kind(), &ErrorKind::Message("why".into()));
    /// ```
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The line of the user's code that recorded the operation.
    ///
    /// ```
    /// use wengert_tape::Error;
    ///
    /// let (error, line) = (Error::new("why"), line!());
    /// assert_eq!(error.place().line(), line);
    /// ```
    pub fn place(&self) -> Place {
        self.0.place
    }

    /// The layer inside which it happened, if any.
    ///
    /// ```
    /// use wengert_tape::Error;
    ///
    /// let error = Error::new("why");
    /// assert_eq!(error.layer(), None);
    /// assert_eq!(error.within("Linear", error.place()).layer(), Some("Linear"));
    /// ```
    pub fn layer(&self) -> Option<&str> {
        self.0.layer.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.kind)?;
        if let Some(layer) = &self.0.layer {
            write!(f, ", in {layer}")?;
        }
        write!(f, " ({})", self.0.place)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}
