//! Whole Jacobians and Hessians.
