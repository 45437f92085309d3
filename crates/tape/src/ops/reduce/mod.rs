//! Reductions: many elements to one, over any set of axes.

mod sum;
