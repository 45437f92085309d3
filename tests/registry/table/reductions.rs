//! Reductions over axes.

use crate::draw::Domain::{Distinct, Mask};
use crate::draw::{NONZERO, PLAIN};
use crate::entry::{Entry, entry};

/// Why a reduction of all elements has no error input.
const WHOLE: &str = "it takes any numbers in any shape, and names no axis";

/// Reduced wholly: ranks 0 to 5, with and without elements.
const ANY: &[&[usize]] = &[&[], &[1], &[5], &[2, 3], &[2, 1, 3, 1, 2], &[0], &[3, 0, 2]];

/// The same without empty ones.
const FULL: &[&[usize]] = &[&[], &[1], &[5], &[2, 3], &[2, 1, 3, 1, 2]];

/// Reduced over some of three axes.
const MATRICES: &[&[usize]] = &[&[2, 3, 4], &[2, 1, 3], &[3, 0, 2]];

/// The same without empty ones.
const FULL_MATRICES: &[&[usize]] = &[&[2, 3, 4], &[2, 1, 3]];

/// Above the sizes from which threads share a reduction, over whichever axis.
const BIG: &[usize] = &[70, 50, 60];

pub fn entries() -> Vec<Entry> {
    let mut entries = sums();
    entries.extend(moments());
    entries.extend(norms());
    entries.extend(extremes());
    entries.extend(truths());
    entries
}

fn sums() -> Vec<Entry> {
    vec![
        entry!("sum", |x| x[0].sum())
            .never_fails(WHOLE)
            .each(ANY, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("sum_axis", |x| x[0].sum_axis(1))
            .each(MATRICES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("sum_axis", |x| x[0].sum_axis([0, -1]))
            .each(MATRICES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("sum_axis", |x| x[0].sum_axis(())).each(ANY, PLAIN),
        entry!("sum_keep", |x| x[0].sum_keep(-1))
            .each(MATRICES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("sum_keep", |x| x[0].sum_keep([0, 1]))
            .each(MATRICES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("mean", |x| x[0].mean())
            .never_fails(WHOLE)
            .each(FULL, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("mean_axis", |x| x[0].mean_axis(1))
            .each(FULL_MATRICES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("mean_axis", |x| x[0].mean_axis([0, -1]))
            .each(FULL_MATRICES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("mean_axis", |x| x[0].mean_axis(())).each(FULL, PLAIN),
        entry!("mean_keep", |x| x[0].mean_keep(-1))
            .each(FULL_MATRICES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("mean_keep", |x| x[0].mean_keep([0, 1]))
            .each(FULL_MATRICES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("prod", |x| x[0].prod())
            .never_fails(WHOLE)
            .each(ANY, NONZERO)
            .large(&[(BIG, NONZERO)]),
        entry!("prod_axis", |x| x[0].prod_axis(1))
            .each(MATRICES, NONZERO)
            .large(&[(BIG, NONZERO)]),
        entry!("prod_axis", |x| x[0].prod_axis([0, -1]))
            .each(MATRICES, NONZERO)
            .large(&[(BIG, NONZERO)]),
        entry!("prod_axis", |x| x[0].prod_axis(())).each(ANY, NONZERO),
        entry!("prod_keep", |x| x[0].prod_keep(-1))
            .each(MATRICES, NONZERO)
            .large(&[(BIG, NONZERO)]),
        entry!("prod_keep", |x| x[0].prod_keep([0, 1]))
            .each(MATRICES, NONZERO)
            .large(&[(BIG, NONZERO)]),
        entry!("logsumexp", |x| x[0].logsumexp())
            .never_fails(WHOLE)
            .each(FULL, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("logsumexp_axis", |x| x[0].logsumexp_axis(1))
            .each(FULL_MATRICES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("logsumexp_axis", |x| x[0].logsumexp_axis([0, -1]))
            .each(FULL_MATRICES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("logsumexp_axis", |x| x[0].logsumexp_axis(())).each(FULL, PLAIN),
        entry!("logsumexp_keep", |x| x[0].logsumexp_keep(-1))
            .each(FULL_MATRICES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("logsumexp_keep", |x| x[0].logsumexp_keep([0, 1]))
            .each(FULL_MATRICES, PLAIN)
            .large(&[(BIG, PLAIN)]),
    ]
}

/// Values that differ: the deviation of equal ones has a kink.
fn moments() -> Vec<Entry> {
    vec![
        entry!("variance", |x| x[0].variance(1))
            .never_fails(WHOLE)
            .each(&[&[5], &[2, 3], &[2, 1, 3, 1, 2]], Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("variance", |x| x[0].variance(0.5)).each(&[&[5], &[2, 3]], Distinct),
        entry!("variance_axis", |x| x[0].variance_axis(1, 0))
            .each(&[&[2, 3, 4], &[2, 4]], Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("variance_axis", |x| x[0].variance_axis([0, -1], 1))
            .each(&[&[2, 3, 4], &[2, 1, 3]], Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("variance_keep", |x| x[0].variance_keep(-1, 1))
            .each(&[&[2, 3, 4], &[3, 2]], Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("std", |x| x[0].std(1))
            .never_fails(WHOLE)
            .each(&[&[5], &[2, 3], &[2, 1, 3, 1, 2]], Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("std", |x| x[0].std(0.5)).each(&[&[5], &[2, 3]], Distinct),
        entry!("std_axis", |x| x[0].std_axis(1, 0))
            .each(&[&[2, 3, 4], &[2, 4]], Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("std_axis", |x| x[0].std_axis([0, -1], 1))
            .each(&[&[2, 3, 4], &[2, 1, 3]], Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("std_keep", |x| x[0].std_keep(-1, 1))
            .each(&[&[2, 3, 4], &[3, 2]], Distinct)
            .large(&[(BIG, PLAIN)]),
    ]
}

fn norms() -> Vec<Entry> {
    vec![
        entry!("norm", |x| x[0].norm())
            .never_fails(WHOLE)
            .each(FULL, NONZERO)
            .large(&[(BIG, NONZERO)]),
        entry!("norm_axis", |x| x[0].norm_axis(1, 2))
            .each(FULL_MATRICES, NONZERO)
            .large(&[(BIG, NONZERO)]),
        entry!("norm_axis", |x| x[0].norm_axis([0, -1], 2))
            .each(FULL_MATRICES, NONZERO)
            .large(&[(BIG, NONZERO)]),
        entry!("norm_axis", |x| x[0].norm_axis((), 2)).each(FULL, NONZERO),
        entry!("norm_keep", |x| x[0].norm_keep(-1, 2))
            .each(FULL_MATRICES, NONZERO)
            .large(&[(BIG, NONZERO)]),
        entry!("norm_keep", |x| x[0].norm_keep([0, 1], 2))
            .each(FULL_MATRICES, NONZERO)
            .large(&[(BIG, NONZERO)]),
        entry!("norm_axis", |x| x[0].norm_axis(1, 1))
            .each(FULL_MATRICES, NONZERO)
            .large(&[(BIG, NONZERO)]),
        entry!("norm_axis", |x| x[0].norm_axis(1, 3))
            .each(FULL_MATRICES, NONZERO)
            .large(&[(BIG, NONZERO)]),
        entry!("norm_axis", |x| x[0].norm_axis(1, 1.5))
            .each(FULL_MATRICES, NONZERO)
            .large(&[(BIG, NONZERO)]),
        entry!("norm_axis", |x| x[0].norm_axis([0, 2], f64::INFINITY))
            .each(FULL_MATRICES, Distinct)
            .large(&[(BIG, PLAIN)]),
    ]
}

fn extremes() -> Vec<Entry> {
    vec![
        entry!("amax", |x| x[0].amax())
            .each(FULL, Distinct)
            .large(&[(BIG, Distinct)]),
        entry!("amax_axis", |x| x[0].amax_axis(1))
            .each(FULL_MATRICES, Distinct)
            .large(&[(BIG, Distinct)]),
        entry!("amax_axis", |x| x[0].amax_axis([0, -1]))
            .each(FULL_MATRICES, Distinct)
            .large(&[(BIG, Distinct)]),
        entry!("amax_axis", |x| x[0].amax_axis(())).each(FULL, Distinct),
        entry!("amax_keep", |x| x[0].amax_keep(-1))
            .each(FULL_MATRICES, Distinct)
            .large(&[(BIG, Distinct)]),
        entry!("amax_keep", |x| x[0].amax_keep([0, 1]))
            .each(FULL_MATRICES, Distinct)
            .large(&[(BIG, Distinct)]),
        entry!("amin", |x| x[0].amin())
            .each(FULL, Distinct)
            .large(&[(BIG, Distinct)]),
        entry!("amin_axis", |x| x[0].amin_axis(1))
            .each(FULL_MATRICES, Distinct)
            .large(&[(BIG, Distinct)]),
        entry!("amin_axis", |x| x[0].amin_axis([0, -1]))
            .each(FULL_MATRICES, Distinct)
            .large(&[(BIG, Distinct)]),
        entry!("amin_axis", |x| x[0].amin_axis(())).each(FULL, Distinct),
        entry!("amin_keep", |x| x[0].amin_keep(-1))
            .each(FULL_MATRICES, Distinct)
            .large(&[(BIG, Distinct)]),
        entry!("amin_keep", |x| x[0].amin_keep([0, 1]))
            .each(FULL_MATRICES, Distinct)
            .large(&[(BIG, Distinct)]),
        entry!("argmax", |x| x[0].argmax().to_var())
            .each(FULL, Distinct)
            .large(&[(BIG, PLAIN)])
            .constant(),
        entry!("argmax_axis", |x| x[0].argmax_axis(1).to_var())
            .each(FULL_MATRICES, Distinct)
            .large(&[(BIG, PLAIN)])
            .constant(),
        entry!("argmax_keep", |x| x[0].argmax_keep(-1).to_var())
            .each(FULL_MATRICES, Distinct)
            .large(&[(BIG, PLAIN)])
            .constant(),
        entry!("argmin", |x| x[0].argmin().to_var())
            .each(FULL, Distinct)
            .large(&[(BIG, PLAIN)])
            .constant(),
        entry!("argmin_axis", |x| x[0].argmin_axis(1).to_var())
            .each(FULL_MATRICES, Distinct)
            .large(&[(BIG, PLAIN)])
            .constant(),
        entry!("argmin_keep", |x| x[0].argmin_keep(-1).to_var())
            .each(FULL_MATRICES, Distinct)
            .large(&[(BIG, PLAIN)])
            .constant(),
        entry!("amax_with_indices", |x| x[0].amax_with_indices(1).0)
            .each(FULL_MATRICES, Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("amax_with_indices", |x| x[0].amax_with_indices(-1).1.to_var())
            .each(FULL_MATRICES, Distinct)
            .constant(),
        entry!("amin_with_indices", |x| x[0].amin_with_indices(1).0)
            .each(FULL_MATRICES, Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("amin_with_indices", |x| x[0].amin_with_indices(-1).1.to_var())
            .each(FULL_MATRICES, Distinct)
            .constant(),
    ]
}

fn truths() -> Vec<Entry> {
    vec![
        entry!("any", |x| x[0].any())
            .never_fails(WHOLE)
            .each(ANY, Mask)
            .large(&[(BIG, Mask)])
            .constant(),
        entry!("any_axis", |x| x[0].any_axis([0, -1]))
            .each(MATRICES, Mask)
            .large(&[(BIG, Mask)])
            .constant(),
        entry!("any_keep", |x| x[0].any_keep(1))
            .each(MATRICES, Mask)
            .large(&[(BIG, Mask)])
            .constant(),
        entry!("all", |x| x[0].all())
            .never_fails(WHOLE)
            .each(ANY, Mask)
            .large(&[(BIG, Mask)])
            .constant(),
        entry!("all_axis", |x| x[0].all_axis([0, -1]))
            .each(MATRICES, Mask)
            .large(&[(BIG, Mask)])
            .constant(),
        entry!("all_keep", |x| x[0].all_keep(1))
            .each(MATRICES, Mask)
            .large(&[(BIG, Mask)])
            .constant(),
        entry!("count_nonzero", |x| x[0].count_nonzero())
            .never_fails(WHOLE)
            .each(ANY, Mask)
            .large(&[(BIG, Mask)])
            .constant(),
        entry!("count_nonzero_axis", |x| x[0].count_nonzero_axis([0, -1]))
            .each(MATRICES, Mask)
            .large(&[(BIG, Mask)])
            .constant(),
        entry!("count_nonzero_keep", |x| x[0].count_nonzero_keep(1))
            .each(MATRICES, Mask)
            .large(&[(BIG, Mask)])
            .constant(),
    ]
}
