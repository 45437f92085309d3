//! Sheets of small grey images.

use super::{INK, page, text};
use std::fmt::Write;

const COLUMNS: usize = 8;
const CELL: f64 = 88.0;
const IMAGE: f64 = 64.0;
const TOP: f64 = 44.0;

/// Square images side by side, each with a caption; pixels run from 0 (paper) to 1 (ink).
pub fn images<'a>(title: &str, images: impl IntoIterator<Item = (&'a [f32], String)>) -> String {
    let mut body = String::new();
    let mut count = 0;
    for (number, (pixels, caption)) in images.into_iter().enumerate() {
        let left = 12.0 + CELL * (number % COLUMNS) as f64;
        let top = TOP + (CELL + 8.0) * (number / COLUMNS) as f64;
        body += &image(pixels, left + (CELL - IMAGE) / 2.0, top);
        let style = format!("fill=\"{INK}\" font-size=\"11\"");
        body += &text(left + CELL / 2.0, top + IMAGE + 15.0, "middle", &style, &caption);
        count = number + 1;
    }
    let rows = count.div_ceil(COLUMNS).max(1);
    let width = 24.0 + CELL * count.clamp(3, COLUMNS) as f64;
    page(width, TOP + (CELL + 8.0) * rows as f64, title, &body)
}

/// One image: a square of paper with a square of ink for each pixel that has some.
fn image(pixels: &[f32], left: f64, top: f64) -> String {
    let side = (pixels.len() as f64).sqrt() as usize;
    let size = IMAGE / side.max(1) as f64;
    let mut svg = format!("<g shape-rendering=\"crispEdges\" transform=\"translate({left} {top})\">");
    let _ = write!(
        svg,
        "<rect width=\"{IMAGE}\" height=\"{IMAGE}\" fill=\"#f2f2f2\"/>"
    );
    for (number, ink) in pixels.iter().enumerate().filter(|(_, ink)| **ink > 0.0) {
        let (x, y) = ((number % side) as f64 * size, (number / side) as f64 * size);
        let _ = write!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{size}\" height=\"{size}\" opacity=\"{ink:.3}\"/>"
        );
    }
    svg + "</g>\n"
}
