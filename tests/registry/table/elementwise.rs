//! Functions of one, two and three numbers.

use crate::draw::Domain::{self, Away, Between, Distinct, Mask};
use crate::draw::{NONZERO, PLAIN, POSITIVE};
use crate::entry::{Entry, entry};

/// Away from whole and half numbers.
const BETWEEN_STEPS: Domain = Away(-2.0, 2.0, &[-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0]);

pub fn entries() -> Vec<Entry> {
    let mut entries = functions_of_one();
    entries.extend(functions_of_several());
    entries.extend(masks());
    entries
}

fn functions_of_one() -> Vec<Entry> {
    vec![
        entry!("neg", |x| -x[0]).one(PLAIN),
        entry!("abs", |x| x[0].abs()).one(NONZERO),
        entry!("sign", |x| x[0].sign()).one(NONZERO).constant(),
        entry!("square", |x| x[0].square()).one(PLAIN),
        entry!("sqrt", |x| x[0].sqrt()).one(POSITIVE),
        entry!("rsqrt", |x| x[0].rsqrt()).one(POSITIVE),
        entry!("recip", |x| x[0].recip()).one(Away(-2.0, 2.0, &[-0.2, -0.1, 0.0, 0.1, 0.2])),
        entry!("cbrt", |x| x[0].cbrt()).one(Away(-2.0, 2.0, &[-0.2, -0.1, 0.0, 0.1, 0.2])),
        entry!("exp", |x| x[0].exp()).one(PLAIN),
        entry!("exp2", |x| x[0].exp2()).one(PLAIN),
        entry!("exp_m1", |x| x[0].exp_m1()).one(PLAIN),
        entry!("ln", |x| x[0].ln()).one(POSITIVE),
        entry!("log2", |x| x[0].log2()).one(POSITIVE),
        entry!("log10", |x| x[0].log10()).one(POSITIVE),
        entry!("ln_1p", |x| x[0].ln_1p()).one(Between(-0.7, 2.0)),
        entry!("sin", |x| x[0].sin()).one(PLAIN),
        entry!("cos", |x| x[0].cos()).one(PLAIN),
        entry!("tan", |x| x[0].tan()).one(Between(-1.2, 1.2)),
        entry!("asin", |x| x[0].asin()).one(Between(-0.8, 0.8)),
        entry!("acos", |x| x[0].acos()).one(Between(-0.8, 0.8)),
        entry!("atan", |x| x[0].atan()).one(PLAIN),
        entry!("sinh", |x| x[0].sinh()).one(PLAIN),
        entry!("cosh", |x| x[0].cosh()).one(PLAIN),
        entry!("tanh", |x| x[0].tanh()).one(PLAIN),
        entry!("asinh", |x| x[0].asinh()).one(PLAIN),
        entry!("acosh", |x| x[0].acosh()).one(Between(1.3, 3.0)),
        entry!("atanh", |x| x[0].atanh()).one(Between(-0.8, 0.8)),
        entry!("erf", |x| x[0].erf()).one(PLAIN),
        entry!("erfc", |x| x[0].erfc()).one(PLAIN),
        entry!("erfinv", |x| x[0].erfinv()).one(Between(-0.8, 0.8)),
        entry!("normal_cdf", |x| x[0].normal_cdf()).one(PLAIN),
        entry!("log_normal_cdf", |x| x[0].log_normal_cdf()).one(Between(-4.0, 2.0)),
        entry!("lgamma", |x| x[0].lgamma()).one(POSITIVE),
        entry!("lgamma", |x| x[0].lgamma()).each(&[&[4]], Between(-0.8, -0.2)),
        entry!("digamma", |x| x[0].digamma()).one(Between(0.8, 3.0)),
        entry!("digamma", |x| x[0].digamma()).each(&[&[4]], Between(-0.7, -0.3)),
        entry!("polygamma", |x| x[0].polygamma(2)).one(Between(1.0, 3.0)),
        entry!("sigmoid", |x| x[0].sigmoid()).one(PLAIN),
        entry!("log_sigmoid", |x| x[0].log_sigmoid()).one(PLAIN),
        entry!("softplus", |x| x[0].softplus()).one(PLAIN),
        entry!("relu", |x| x[0].relu()).one(NONZERO),
        entry!("sinc", |x| x[0].sinc()).one(PLAIN),
        entry!("floor", |x| x[0].floor()).one(BETWEEN_STEPS).constant(),
        entry!("ceil", |x| x[0].ceil()).one(BETWEEN_STEPS).constant(),
        entry!("round", |x| x[0].round()).one(BETWEEN_STEPS).constant(),
        entry!("trunc", |x| x[0].trunc()).one(BETWEEN_STEPS).constant(),
        entry!("fract", |x| x[0].fract()).one(BETWEEN_STEPS),
        entry!("powi", |x| x[0].powi(3)).one(PLAIN),
        entry!("powi", |x| x[0].powi(-2)).one(POSITIVE),
        entry!("powi", |x| x[0].powi(0)).one(PLAIN).constant(),
        entry!("powi", |x| x[0].powi(1)).one(PLAIN),
        entry!("powf", |x| x[0].powf(2.5)).one(POSITIVE),
        entry!("powf", |x| x[0].powf(-0.5)).one(POSITIVE),
        entry!("powf", |x| x[0].powf(2.0)).one(PLAIN),
    ]
}

fn functions_of_several() -> Vec<Entry> {
    vec![
        entry!("add", |x| x[0] + x[1]).two(PLAIN, PLAIN),
        entry!("sub", |x| x[0] - x[1]).two(PLAIN, PLAIN),
        entry!("mul", |x| x[0] * x[1]).two(PLAIN, PLAIN),
        entry!("div", |x| x[0] / x[1]).two(PLAIN, POSITIVE),
        entry!("add", |x| 2.0 + x[0] + 0.5).one(PLAIN),
        entry!("sub", |x| 2.0 - x[0] - 0.5).one(PLAIN),
        entry!("mul", |x| 2.0 * x[0] * 0.3).one(PLAIN),
        entry!("div", |x| 2.0 / x[0] / 0.3).one(POSITIVE),
        entry!("mul", |x| x[0] * x[0]).one(PLAIN),
        entry!("pow", |x| x[0].pow(x[1])).two(POSITIVE, PLAIN),
        entry!("pow", |x| x[0].pow(x[0])).one(POSITIVE),
        entry!("atan2", |x| x[0].atan2(x[1])).two(NONZERO, POSITIVE),
        entry!("hypot", |x| x[0].hypot(x[1])).two(POSITIVE, NONZERO),
        entry!("xlogy", |x| x[0].xlogy(x[1])).two(NONZERO, POSITIVE),
        entry!("logaddexp", |x| x[0].logaddexp(x[1])).two(PLAIN, PLAIN),
        entry!("logaddexp", |x| x[0].logaddexp(x[0] * x[0])).one(PLAIN),
        entry!("absorb", |x| x[0].absorb(x[1])).two(NONZERO, PLAIN),
        // Quotients between 1 and 2.
        entry!("fmod", |x| x[0].fmod(x[1])).two(Between(2.2, 2.9), Between(1.6, 2.0)),
        entry!("remainder", |x| x[0].remainder(x[1])).two(Between(2.2, 2.9), Between(1.6, 2.0)),
        entry!("remainder", |x| (-x[0]).remainder(x[1])).two(Between(2.2, 2.9), Between(1.6, 2.0)),
        entry!("max", |x| x[0].max(x[1])).two(Distinct, Distinct),
        entry!("min", |x| x[0].min(x[1])).two(Distinct, Distinct),
        entry!("mul_add", |x| x[0].mul_add(x[1], x[2])).three(PLAIN, PLAIN, PLAIN),
        entry!("clamp", |x| x[0].clamp(-1.0, 1.5)).one(Away(-2.0, 2.0, &[-1.0, 1.5])),
        entry!("clamp", |x| x[0].clamp(x[1], x[2])).three(
            Away(-2.0, 2.0, &[-1.2, -1.1, -1.0, 1.0, 1.1, 1.2]),
            Between(-1.2, -1.0),
            Between(1.0, 1.2),
        ),
        entry!("lerp", |x| x[0].lerp(x[1], x[2])).three(PLAIN, PLAIN, PLAIN),
        entry!("select", |x| x[0].greater(0.0).select(x[1], x[2])).three(NONZERO, PLAIN, PLAIN),
        entry!("masked_fill", |x| x[0].masked_fill(x[1].greater(0.0), -7.5)).two(PLAIN, NONZERO),
    ]
}

fn masks() -> Vec<Entry> {
    vec![
        entry!("greater", |x| x[0].greater(x[1]))
            .two(Distinct, Distinct)
            .constant(),
        entry!("greater_equal", |x| x[0].greater_equal(x[1]))
            .two(Distinct, Distinct)
            .constant(),
        entry!("less", |x| x[0].less(x[1]))
            .two(Distinct, Distinct)
            .constant(),
        entry!("less_equal", |x| x[0].less_equal(x[1]))
            .two(Distinct, Distinct)
            .constant(),
        entry!("equal", |x| x[0].equal(x[1])).two(Mask, Mask).constant(),
        entry!("not_equal", |x| x[0].not_equal(x[1]))
            .two(Mask, Mask)
            .constant(),
        entry!("and", |x| x[0].and(x[1])).two(Mask, Mask).constant(),
        entry!("or", |x| x[0].or(x[1])).two(Mask, Mask).constant(),
        entry!("xor", |x| x[0].xor(x[1])).two(Mask, Mask).constant(),
        entry!("not", |x| x[0].not()).one(Mask).constant(),
        entry!("is_nan", |x| x[0].is_nan()).one(PLAIN).constant(),
        entry!("is_finite", |x| x[0].is_finite()).one(PLAIN).constant(),
        entry!("is_infinite", |x| x[0].is_infinite())
            .one(PLAIN)
            .constant(),
    ]
}
