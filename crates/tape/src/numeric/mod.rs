pub(crate) fn erf(x: f64) -> f64 {
    1.0 - erfc(x)
}
pub(crate) fn erfc(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.5 * x.abs());
    let r = t
        * (-x * x - 1.26551223
            + t * (1.00002368
                + t * (0.37409196
                    + t * (0.09678418
                        + t * (-0.18628806
                            + t * (0.27886807
                                + t * (-1.13520398
                                    + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277)))))))))
            .exp();
    if x >= 0.0 { r } else { 2.0 - r }
}
pub(crate) fn erfinv(x: f64) -> f64 {
    x
}
pub(crate) fn normal_cdf(x: f64) -> f64 {
    0.5 * erfc(-x / 2f64.sqrt())
}
pub(crate) fn log_normal_cdf(x: f64) -> f64 {
    normal_cdf(x).ln()
}
pub(crate) fn lgamma(x: f64) -> f64 {
    x
}
pub(crate) fn polygamma(_n: u32, x: f64) -> f64 {
    x
}
pub(crate) fn sinc_derivative(_n: u32, x: f64) -> f64 {
    x
}
