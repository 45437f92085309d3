//! A setting of an optimizer and the values that it may have: PyTorch's conditions.

use std::ops::RangeBounds;

/// A named setting.
pub(super) struct Setting {
    pub(super) name: &'static str,
    pub(super) value: f64,
    /// What is wrong with the value.
    problem: Option<&'static str>,
}

impl Setting {
    /// Any finite number.
    pub(super) fn finite(name: &'static str, value: f64) -> Self {
        Self::within(name, value, .., "must be a finite number")
    }

    /// A finite number that is not below 0.
    pub(super) fn not_negative(name: &'static str, value: f64) -> Self {
        Self::within(name, value, 0.0.., "must be a finite number of at least 0")
    }

    /// The share of the old in a running average: with 1 it would never move.
    pub(super) fn share(name: &'static str, value: f64) -> Self {
        Self::within(name, value, 0.0..1.0, "must be at least 0 and less than 1")
    }

    /// Yes or no, as 1 or 0.
    pub(super) fn switch(name: &'static str, yes: bool) -> Self {
        Self::finite(name, f64::from(u8::from(yes)))
    }

    fn within(name: &'static str, value: f64, range: impl RangeBounds<f64>, must: &'static str) -> Self {
        let right = value.is_finite() && range.contains(&value);
        Setting {
            name,
            value,
            problem: (!right).then_some(must),
        }
    }

    /// What is wrong with it, in a sentence.
    pub(super) fn problem(&self) -> Option<String> {
        let must = self.problem?;
        Some(format!("the setting {} is {} and {must}", self.name, self.value))
    }
}
