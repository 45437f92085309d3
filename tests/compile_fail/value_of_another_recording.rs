//! A value of one function is no result of another.
//!
//! error: lifetime may not live long enough
//! at most 20 lines

use wengert::scalar::Function;

fn main() {
    Function::record(1, |x| {
        let outside = x[0];
        Function::record(1, |y| y[0] + outside); // <-
        x[0]
    });
}
