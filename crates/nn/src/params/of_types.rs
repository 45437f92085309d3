//! What the usual containers hold, and the plain types that hold nothing.

use crate::params::{Params, Visitor, VisitorMut};
use std::marker::PhantomData;
use wengert_tape::{Buffer, Float, Param, Var};

impl<T: Float> Params for Param<T> {
    fn visit<'v>(&'v self, visitor: &mut Visitor<'_, 'v>) {
        visitor.slot(self);
    }

    fn visit_mut<'v>(&'v mut self, visitor: &mut VisitorMut<'_, 'v>) {
        visitor.slot(self);
    }
}

impl<T: Float> Params for Buffer<T> {
    fn visit<'v>(&'v self, visitor: &mut Visitor<'_, 'v>) {
        visitor.slot(self);
    }

    fn visit_mut<'v>(&'v mut self, visitor: &mut VisitorMut<'_, 'v>) {
        visitor.slot(self);
    }
}

impl<P: Params + ?Sized> Params for Box<P> {
    fn visit<'v>(&'v self, visitor: &mut Visitor<'_, 'v>) {
        (**self).visit(visitor);
    }

    fn visit_mut<'v>(&'v mut self, visitor: &mut VisitorMut<'_, 'v>) {
        (**self).visit_mut(visitor);
    }
}

impl<P: Params> Params for Option<P> {
    fn visit<'v>(&'v self, visitor: &mut Visitor<'_, 'v>) {
        if let Some(part) = self {
            part.visit(visitor);
        }
    }

    fn visit_mut<'v>(&'v mut self, visitor: &mut VisitorMut<'_, 'v>) {
        if let Some(part) = self {
            part.visit_mut(visitor);
        }
    }
}

impl<P: Params> Params for [P] {
    fn visit<'v>(&'v self, visitor: &mut Visitor<'_, 'v>) {
        for (number, part) in self.iter().enumerate() {
            visitor.enter(&number.to_string(), |visitor| part.visit(visitor));
        }
    }

    fn visit_mut<'v>(&'v mut self, visitor: &mut VisitorMut<'_, 'v>) {
        for (number, part) in self.iter_mut().enumerate() {
            visitor.enter(&number.to_string(), |visitor| part.visit_mut(visitor));
        }
    }
}

impl<P: Params> Params for Vec<P> {
    fn visit<'v>(&'v self, visitor: &mut Visitor<'_, 'v>) {
        self.as_slice().visit(visitor);
    }

    fn visit_mut<'v>(&'v mut self, visitor: &mut VisitorMut<'_, 'v>) {
        self.as_mut_slice().visit_mut(visitor);
    }
}

impl<P: Params, const N: usize> Params for [P; N] {
    fn visit<'v>(&'v self, visitor: &mut Visitor<'_, 'v>) {
        self.as_slice().visit(visitor);
    }

    fn visit_mut<'v>(&'v mut self, visitor: &mut VisitorMut<'_, 'v>) {
        self.as_mut_slice().visit_mut(visitor);
    }
}

/// Stamps tuples: the parts are called 0, 1, ….
macro_rules! tuples {
    ($(($($Part:ident $number:tt),+))*) => { $(
        impl<$($Part: Params),+> Params for ($($Part,)+) {
            fn visit<'v>(&'v self, visitor: &mut Visitor<'_, 'v>) {
                $(visitor.enter(stringify!($number), |visitor| self.$number.visit(visitor));)+
            }

            fn visit_mut<'v>(&'v mut self, visitor: &mut VisitorMut<'_, 'v>) {
                $(visitor.enter(stringify!($number), |visitor| self.$number.visit_mut(visitor));)+
            }
        }
    )* };
}

tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11)
}

/// Stamps types that hold no parameters, so that a model may have such fields.
macro_rules! without_parameters {
    ($([$($generics:tt)*] $Type:ty;)*) => { $(
        impl<$($generics)*> Params for $Type {
            fn visit<'v>(&'v self, _: &mut Visitor<'_, 'v>) {}

            fn visit_mut<'v>(&'v mut self, _: &mut VisitorMut<'_, 'v>) {}
        }
    )* };
}

without_parameters! {
    [] ();
    [] bool;
    [] char;
    [] f32;
    [] f64;
    [] i8;
    [] i16;
    [] i32;
    [] i64;
    [] isize;
    [] u8;
    [] u16;
    [] u32;
    [] u64;
    [] usize;
    [] String;
    [] &'static str;
    [P: ?Sized] PhantomData<P>;
    [T: Float] for<'t> fn(Var<'t, T>) -> Var<'t, T>;
}
