//! Charts: lines and points between two axes, with a legend.

use super::axis::Axis;
use super::{COLOURS, INK, page, text};
use std::fmt::Write;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 480.0;
const LEFT: f64 = 68.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 424.0;
/// Room for the legend is to the right of this.
const RIGHT: f64 = 610.0;

type Point = (f64, f64);

#[derive(PartialEq)]
enum Mark {
    Line,
    Points,
}

/// A chart; made by chained calls and turned into SVG at the end.
pub struct Chart {
    title: String,
    labels: [String; 2],
    series: Vec<(String, Mark, Vec<Point>)>,
    notes: Vec<(Point, String)>,
    logarithmic: bool,
}

impl Chart {
    /// An empty chart with a title and the names of its axes.
    pub fn new(title: &str, x: &str, y: &str) -> Self {
        Chart {
            title: title.to_string(),
            labels: [x.to_string(), y.to_string()],
            series: Vec::new(),
            notes: Vec::new(),
            logarithmic: false,
        }
    }

    /// With a logarithmic y axis.
    pub fn logarithmic(mut self) -> Self {
        self.logarithmic = true;
        self
    }

    /// With a line through the points.
    pub fn line(mut self, name: &str, points: impl IntoIterator<Item = Point>) -> Self {
        self.series
            .push((name.to_string(), Mark::Line, points.into_iter().collect()));
        self
    }

    /// With the points themselves.
    pub fn points(mut self, name: &str, points: impl IntoIterator<Item = Point>) -> Self {
        self.series
            .push((name.to_string(), Mark::Points, points.into_iter().collect()));
        self
    }

    /// With words at a place.
    pub fn note(mut self, place: Point, words: &str) -> Self {
        self.notes.push((place, words.to_string()));
        self
    }

    /// The chart as SVG.
    pub fn to_svg(&self) -> String {
        let all = || self.series.iter().flat_map(|(_, _, points)| points);
        let x = Axis::holding(all().map(|point| point.0), LEFT, RIGHT, false);
        let y = Axis::holding(all().map(|point| point.1), BOTTOM, TOP, self.logarithmic);
        let mut body = self.frame(&x, &y);
        for (number, (name, mark, points)) in self.series.iter().enumerate() {
            let colour = COLOURS[number % COLOURS.len()];
            let places = points.iter().map(|point| (x.place(point.0), y.place(point.1)));
            let places: Vec<Point> = places.filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
            body += &drawn(mark, colour, &places);
            let height = TOP + 14.0 + 20.0 * number as f64;
            let sample = [(RIGHT + 16.0, height - 4.0), (RIGHT + 34.0, height - 4.0)];
            body += &match mark {
                Mark::Line => drawn(mark, colour, &sample),
                Mark::Points => drawn(mark, colour, &[(RIGHT + 25.0, height - 4.0)]),
            };
            body += &text(RIGHT + 42.0, height, "start", &format!("fill=\"{INK}\""), name);
        }
        // The white rim keeps the words legible on top of points.
        let style = "font-size=\"18\" font-weight=\"bold\" stroke=\"white\" stroke-width=\"4\" paint-order=\"stroke\"";
        for (place, words) in &self.notes {
            body += &text(x.place(place.0), y.place(place.1) + 6.0, "middle", style, words);
        }
        page(WIDTH, HEIGHT, &self.title, &body)
    }

    /// Grid, ticks and the names of the axes.
    fn frame(&self, x: &Axis, y: &Axis) -> String {
        let ink = format!("fill=\"{INK}\"");
        let mut lines = String::new();
        let mut words = String::new();
        for (value, name) in x.ticks() {
            let place = x.place(value);
            let _ = write!(lines, "M{place:.1} {TOP}V{BOTTOM}");
            words += &text(place, BOTTOM + 18.0, "middle", &ink, &name);
        }
        for (value, name) in y.ticks() {
            let place = y.place(value);
            let _ = write!(lines, "M{LEFT} {place:.1}H{RIGHT}");
            words += &text(LEFT - 8.0, place + 4.0, "end", &ink, &name);
        }
        let middle = (TOP + BOTTOM) / 2.0;
        let turned = format!("{ink} transform=\"rotate(-90 18 {middle})\"");
        words += &text(
            (LEFT + RIGHT) / 2.0,
            BOTTOM + 42.0,
            "middle",
            &ink,
            &self.labels[0],
        );
        words += &text(18.0, middle, "middle", &turned, &self.labels[1]);
        format!(
            "<path d=\"{lines}\" stroke=\"#e4e4e4\"/>\n\
             <path d=\"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}\" fill=\"none\" stroke=\"{INK}\"/>\n{words}"
        )
    }
}

/// A series at its places on the paper.
fn drawn(mark: &Mark, colour: &str, places: &[Point]) -> String {
    let mut svg = String::new();
    match mark {
        Mark::Line => {
            svg += "<polyline points=\"";
            for (x, y) in places {
                let _ = write!(svg, "{x:.1},{y:.1} ");
            }
            let _ = writeln!(svg, "\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
        }
        Mark::Points => {
            let _ = writeln!(svg, "<g fill=\"{colour}\" fill-opacity=\"0.65\">");
            for (x, y) in places {
                let _ = writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>");
            }
            svg += "</g>\n";
        }
    }
    svg
}
