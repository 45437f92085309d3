//! The header of a `.npy` file, looked at before it is parsed.

use npyz::NpyHeader;
use std::io::Read;

/// NumPy's own limit for a header that it trusts without being told so.
const LONGEST: u32 = 10_000;

/// More brackets than any array of numbers needs, and few enough for a recursive parser.
const MOST_BRACKETS: usize = 16;

/// The header, and how many bytes it took.
///
/// The parser allocates what a length field says, recurses over brackets and multiplies sizes
/// unchecked; so those are looked at first.
pub(super) fn read(reader: &mut impl Read) -> Result<(NpyHeader, u64), String> {
    let mut bytes = vec![0; 8];
    fill(reader, &mut bytes, 0)?;
    if !bytes.starts_with(b"\x93NUMPY") {
        return Err("this is not a .npy file: it does not start with NumPy's magic bytes".into());
    }
    let width = if bytes[6] == 1 { 2 } else { 4 };
    bytes.resize(8 + width, 0);
    fill(reader, &mut bytes, 8)?;
    let mut length = [0; 4];
    length[..width].copy_from_slice(&bytes[8..]);
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return Err(format!(
            "the header is {length} bytes long, at most {LONGEST} are read"
        ));
    }
    let start = bytes.len();
    bytes.resize(start + length as usize, 0);
    fill(reader, &mut bytes, start)?;
    check(&bytes[start..])?;
    let header = NpyHeader::from_reader(&bytes[..]).map_err(|error| error.to_string())?;
    Ok((header, bytes.len() as u64))
}

fn fill(reader: &mut impl Read, bytes: &mut [u8], from: usize) -> Result<(), String> {
    reader
        .read_exact(&mut bytes[from..])
        .map_err(|error| format!("the header is cut off: {error}"))
}

fn check(text: &[u8]) -> Result<(), String> {
    let brackets = text.iter().filter(|byte| b"([{".contains(byte)).count();
    if brackets > MOST_BRACKETS {
        return Err(format!(
            "the header has {brackets} brackets, an array of numbers has two"
        ));
    }
    // The shape is among these numbers, so that its product cannot overflow where theirs does not.
    let mut product = 1u64;
    for digits in text
        .split(|byte| !byte.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
    {
        let number = std::str::from_utf8(digits)
            .ok()
            .and_then(|digits| digits.parse::<u64>().ok());
        let grown = number.and_then(|number| product.checked_mul(number.max(1)));
        product = grown.ok_or("the header's shape has more elements than memory has addresses")?;
    }
    Ok(())
}
