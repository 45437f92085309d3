//! Small pictures as SVG text: charts of lines and points, sheets of grey images.

#![allow(dead_code, unused_imports)] // Each example uses a part.

mod axis;
mod chart;
mod images;

pub use chart::Chart;
pub use images::images;

/// Colours that people with any colour vision tell apart (M. Okabe and K. Ito, "Color Universal
/// Design", 2008), and two more for sets of ten.
const COLOURS: [&str; 10] = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6a3d9a", "#8c564b", "#444444",
    "#b2a300",
];

const INK: &str = "#333333";

/// A picture of the given size with a title, on white.
fn page(width: f64, height: f64, title: &str, body: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"DejaVu Sans, Verdana, sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{}{body}</svg>\n",
        text(
            width / 2.0,
            24.0,
            "middle",
            &format!("fill=\"{INK}\" font-size=\"15\""),
            title
        )
    )
}

/// A line of text; `anchor` is what lies at x: its start, middle or end.
fn text(x: f64, y: f64, anchor: &str, style: &str, words: &str) -> String {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" {style}>{words}</text>\n")
}
