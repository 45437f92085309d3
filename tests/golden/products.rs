//! Matrix products and their kin.

use crate::call::Operation;

pub const OPERATIONS: &[(&str, Operation)] = &[("matmul", |call| vec![call.x().matmul(call.input(1))])];
