//! Elements as they are stored in files.

use npyz::{AutoSerialize, DType, Deserialize, NpyFile, WriterBuilder};
use std::io::{Read, Write};

/// How elements are read from and written to `.npy` files.
pub trait Stored: Sized {
    /// The elements of the file, in its own order.
    #[doc(hidden)]
    fn read<R: Read>(file: NpyFile<R>) -> Result<Vec<Self>, String>;

    /// A whole file.
    #[doc(hidden)]
    fn write(elements: &[Self], shape: &[u64], file: &mut dyn Write) -> std::io::Result<()>;
}

macro_rules! stored {
    ($($element:ident from $($smaller:ty)*;)*) => { $(
        impl Stored for $element {
            fn read<R: Read>(file: NpyFile<R>) -> Result<Vec<Self>, String> {
                let file = match file.try_data::<$element>() {
                    Ok(elements) => return collect(elements, |x: $element| x),
                    Err(file) => file,
                };
                $(
                    let file = match file.try_data::<$smaller>() {
                        Ok(elements) => return collect(elements, $element::from),
                        Err(file) => file,
                    };
                )*
                Err(mismatch(&file.dtype(), stringify!($element)))
            }

            fn write(elements: &[Self], shape: &[u64], file: &mut dyn Write) -> std::io::Result<()> {
                write(elements, shape, file)
            }
        }
    )* };
}

stored! {
    f32 from i16 u16 i8 u8;
    f64 from f32 i32 u32 i16 u16 i8 u8;
    i64 from i32 u32 i16 u16 i8 u8;
    bool from;
}

fn mismatch(dtype: &DType, wanted: &str) -> String {
    format!(
        "the file holds {}, which does not fit into {wanted} without loss",
        dtype.descr()
    )
}

fn collect<S: Deserialize, E>(
    elements: impl Iterator<Item = std::io::Result<S>>,
    convert: impl Fn(S) -> E,
) -> Result<Vec<E>, String> {
    elements
        .map(|element| element.map(&convert))
        .collect::<std::io::Result<Vec<E>>>()
        .map_err(|error| format!("the elements cannot be read: {error}"))
}

fn write<E: AutoSerialize + Copy>(
    elements: &[E],
    shape: &[u64],
    file: &mut dyn Write,
) -> std::io::Result<()> {
    let mut writer = npyz::WriteOptions::new()
        .default_dtype()
        .shape(shape)
        .writer(file)
        .begin_nd()?;
    writer.extend(elements.iter().copied())?;
    writer.finish()
}
