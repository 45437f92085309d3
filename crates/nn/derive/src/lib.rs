//! The derive macro of `wengert-nn`.
//!
//! A macro cannot know by which path its user reaches the trait, and reading the user's manifest to
//! find out would cost a parser and its compile time. So there are two macros with one body: each
//! crate that re-exports the trait re-exports, under the name `Params`, the macro that writes its path.

mod expand;

use proc_macro::TokenStream;

/// Writes `Params` for a struct or an enum: the fields are visited in order, under their names, the
/// fields of tuple structs and variants under 0, 1, ….
///
/// Every field's type must hold parameters or be a plain number, flag or string; a type parameter of
/// a visited field must be `Params`, unless it is declared `Float`.
///
/// On a field:
/// - `#[params(skip)]` leaves it out;
/// - `#[params(flatten)]` gives its parameters no name of the field's own;
/// - `#[params(rename = "attn")]` calls it so.
///
/// On the type: `#[params(crate = my::path)]` where the trait is reached by another path.
///
/// ```
/// use wengert_nn::{Linear, Params, ParamsExt};
/// use wengert_tape::{Float, Param, Random};
///
/// #[derive(Params)]
/// struct Block<T: Float> {
///     layers: Vec<Linear<T>>,
///     gain: Option<Param<T>>,
///     dropout: f64,
///     #[params(skip)]
///     started: std::time::Duration,
/// }
///
/// let mut rng = Random::seed(1);
/// let block = Block::<f32> {
///     layers: vec![Linear::new(2, 2, &mut rng).without_bias()],
///     gain: Some(Param::new([1.0])),
///     dropout: 0.1,
///     started: Default::default(),
/// };
/// assert_eq!(block.names(), ["layers.0.weight", "gain"]);
/// ```
///
/// A module is made of it by a `forward`, whose lifetimes are written out:
///
/// ```
/// use wengert_nn::{Linear, Module, Params};
/// use wengert_tape::Var;
///
/// #[derive(Params)]
/// struct Net {
///     hidden: Linear,
///     out: Linear,
/// }
///
/// impl Module for Net {
///     fn forward<'t>(&self, x: Var<'t>) -> Var<'t> {
///         self.out.forward(self.hidden.forward(x).tanh())
///     }
/// }
/// ```
#[proc_macro_derive(Params, attributes(params))]
pub fn params(input: TokenStream) -> TokenStream {
    expand::derive(input.into(), quote::quote!(::wengert_nn)).into()
}

/// [`Params`] for users of the crate `wengert`, which re-exports it by that name.
#[doc(hidden)]
#[proc_macro_derive(ParamsOfWengert, attributes(params))]
pub fn params_of_wengert(input: TokenStream) -> TokenStream {
    expand::derive(input.into(), quote::quote!(::wengert::nn)).into()
}
