//! From a type to its implementation of `Params`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use std::collections::BTreeSet;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DeriveInput, Error, Field, Fields, Generics, Index, Path, Result, TypeParamBound,
};

/// The implementation, or the compiler's error.
pub(crate) fn derive(input: TokenStream, home: TokenStream) -> TokenStream {
    let written = syn::parse2(input).and_then(|input: DeriveInput| implement(&input, home));
    written.unwrap_or_else(Error::into_compile_error)
}

fn implement(input: &DeriveInput, home: TokenStream) -> Result<TokenStream> {
    let home = home_of(&input.attrs)?.map_or(home, Path::into_token_stream);
    let mut parts = Vec::new();
    let arms = match &input.data {
        Data::Struct(data) => vec![Arm::of(&quote!(Self), &data.fields, &mut parts)?],
        Data::Enum(data) => {
            let variants = data.variants.iter().map(|variant| {
                let name = &variant.ident;
                Arm::of(&quote!(Self::#name), &variant.fields, &mut parts)
            });
            variants.collect::<Result<_>>()?
        }
        Data::Union(data) => {
            let problem = "Params is for structs and enums";
            return Err(Error::new(data.union_token.span, problem));
        }
    };
    let generics = with_bounds(&input.generics, &parts, &home);
    let (implemented, of_type, condition) = generics.split_for_impl();
    let name = &input.ident;
    let body = |method: &str| -> TokenStream {
        if arms.is_empty() {
            return quote!(match *self {});
        }
        let arms = arms.iter().map(|arm| arm.write(method, &home));
        quote!(match self { #(#arms)* })
    };
    let (visit, visit_mut) = (body("visit"), body("visit_mut"));
    Ok(quote! {
        #[automatically_derived]
        #[allow(unused_variables)]
        impl #implemented #home::Params for #name #of_type #condition {
            fn visit<'visited>(&'visited self, visitor: &mut #home::Visitor<'_, 'visited>) {
                #visit
            }

            fn visit_mut<'visited>(&'visited mut self, visitor: &mut #home::VisitorMut<'_, 'visited>) {
                #visit_mut
            }
        }
    })
}

/// A struct, or a variant of an enum.
struct Arm {
    path: TokenStream,
    parts: Vec<Part>,
}

/// A field that is visited.
#[derive(Clone)]
struct Part {
    member: TokenStream,
    /// Empty if its parameters are to have no name of its own.
    label: String,
    of_type: syn::Type,
}

impl Arm {
    fn of(path: &TokenStream, fields: &Fields, all: &mut Vec<Part>) -> Result<Self> {
        let mut parts = Vec::new();
        for (number, field) in fields.iter().enumerate() {
            parts.extend(Part::of(number, field)?);
        }
        all.extend(parts.iter().cloned());
        Ok(Arm {
            path: path.clone(),
            parts,
        })
    }

    /// A pattern that binds the visited fields, and their visits.
    fn write(&self, method: &str, home: &TokenStream) -> TokenStream {
        let path = &self.path;
        let method = format_ident!("{method}");
        let bindings = (0..self.parts.len()).map(|number| format_ident!("part_{number}"));
        let bindings: Vec<_> = bindings.collect();
        let members = self.parts.iter().map(|part| &part.member);
        let visits = self.parts.iter().zip(&bindings).map(|(part, binding)| {
            let Part { label, of_type, .. } = part;
            // The span of the type, and the type written out: a missing `Params` is reported there.
            // Not that of the visitor's name, which is another name where a macro wrote the type.
            let visitor = Ident::new("visitor", Span::call_site());
            let visit = quote_spanned! {of_type.span()=>
                <#of_type as #home::Params>::#method(#binding, #visitor);
            };
            match label.as_str() {
                "" => visit,
                _ => quote!(visitor.enter(#label, |visitor| { #visit });),
            }
        });
        quote! {
            #path { #(#members: #bindings,)* .. } => { #(#visits)* }
        }
    }
}

impl Part {
    /// The field as a part; `None` if it is skipped.
    fn of(number: usize, field: &Field) -> Result<Option<Self>> {
        let mut label = match &field.ident {
            Some(name) => name.unraw().to_string(),
            None => number.to_string(),
        };
        let mut skipped = false;
        for attribute in params_attributes(&field.attrs) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("skip") {
                    skipped = true;
                } else if meta.path.is_ident("flatten") {
                    label.clear();
                } else if meta.path.is_ident("rename") {
                    label = meta.value()?.parse::<syn::LitStr>()?.value();
                } else {
                    return Err(meta.error("expected skip, flatten or rename = \"name\""));
                }
                Ok(())
            })?;
        }
        let member = match &field.ident {
            Some(name) => name.to_token_stream(),
            None => Index::from(number).to_token_stream(),
        };
        Ok((!skipped).then(|| Part {
            member,
            label,
            of_type: field.ty.clone(),
        }))
    }
}

fn params_attributes(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("params"))
}

/// The path of `#[params(crate = path)]`.
fn home_of(attributes: &[Attribute]) -> Result<Option<Path>> {
    let mut home = None;
    for attribute in params_attributes(attributes) {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("crate") {
                return Err(meta.error("expected crate = path"));
            }
            home = Some(meta.value()?.call(Path::parse_mod_style)?);
            Ok(())
        })?;
    }
    Ok(home)
}

/// The generics with `M: Params` for each type parameter of a visited field that is not declared
/// `Float`. Bounds on the fields' types instead would make recursive models cyclic.
fn with_bounds(generics: &Generics, parts: &[Part], home: &TokenStream) -> Generics {
    let mut used = BTreeSet::new();
    for part in parts {
        collect_names(part.of_type.to_token_stream(), &mut used);
    }
    let mut bounded = generics.clone();
    for parameter in generics.type_params() {
        let name = &parameter.ident;
        if used.contains(&name.to_string()) && !is_float(generics, parameter) {
            let condition = syn::parse_quote!(#name: #home::Params);
            bounded.make_where_clause().predicates.push(condition);
        }
    }
    bounded
}

fn collect_names(tokens: TokenStream, names: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                names.insert(name.to_string());
            }
            TokenTree::Group(group) => collect_names(group.stream(), names),
            _ => {}
        }
    }
}

/// Whether the parameter is declared `Float`, in its place or in the where clause.
fn is_float(generics: &Generics, parameter: &syn::TypeParam) -> bool {
    let names_float = |bound: &TypeParamBound| match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|segment| segment.ident == "Float")
        }
        _ => false,
    };
    let conditions = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let in_where = conditions.into_iter().any(|condition| match condition {
        syn::WherePredicate::Type(condition) => {
            let subject = condition.bounded_ty.to_token_stream().to_string();
            parameter.ident == subject && condition.bounds.iter().any(names_float)
        }
        _ => false,
    });
    in_where || parameter.bounds.iter().any(names_float)
}
