//! The portfolio of P. Glasserman and M. Giles, "Smoking adjoints" (Risk, 2006).

/// Quarters until the options end, and the forward rates that the model moves.
pub const MATURITIES: usize = 40;
pub const RATES: usize = 80;

/// Quarters that a swap runs, and its fixed rate.
pub const SWAPTIONS: [(usize, f64); 15] = [
    (4, 0.045),
    (4, 0.05),
    (4, 0.055),
    (8, 0.045),
    (8, 0.05),
    (8, 0.055),
    (20, 0.045),
    (20, 0.05),
    (20, 0.055),
    (28, 0.045),
    (28, 0.05),
    (28, 0.055),
    (40, 0.045),
    (40, 0.05),
    (40, 0.055),
];
