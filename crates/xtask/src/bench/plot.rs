//! The growth as a picture: one panel a quantity, both axes logarithmic, readable on light and on dark pages. An SVG is
//! text; a library for plots would be larger than all that is plotted here.

use super::growth::{Curve, Growth, Line};

const PANEL_WIDTH: f64 = 300.0;
const PANEL_HEIGHT: f64 = 300.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 46.0;
const BOTTOM: f64 = 44.0;

/// Light pages and dark ones each have their own ink.
const STYLE: &str = "\
text { font: 12px system-ui, sans-serif; fill: #57606a; }
.title { font-size: 13px; font-weight: 600; fill: #1f2328; }
.grid { stroke: #d0d7de; stroke-width: 1; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.ours { stroke: #0969da; } .dot.ours, text.ours { fill: #0969da; stroke: none; }
.libsolv { stroke: #bc4c00; } .dot.libsolv, text.libsolv { fill: #bc4c00; stroke: none; }
@media (prefers-color-scheme: dark) {
  text { fill: #9198a1; } .title { fill: #f0f6fc; } .grid { stroke: #3d444d; }
  .ours { stroke: #4493f8; } .dot.ours, text.ours { fill: #4493f8; }
  .libsolv { stroke: #f0883e; } .dot.libsolv, text.libsolv { fill: #f0883e; }
}";

/// The picture.
pub(super) fn svg(growth: &Growth) -> String {
    let (width, height) = (PANEL_WIDTH * growth.0.len() as f64, PANEL_HEIGHT);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>Time and memory against the number of packages</title>\n<style>\n{STYLE}\n</style>\n"
    );
    for (number, curve) in growth.0.iter().enumerate() {
        text += &format!(
            "<g transform=\"translate({} 0)\">\n{}</g>\n",
            PANEL_WIDTH * number as f64,
            panel(curve)
        );
    }
    text + "</svg>\n"
}

fn panel(curve: &Curve) -> String {
    let points = || curve.ours.0.iter().chain(&curve.libsolv.0);
    let across = Axis::over(points().map(|point| point.0), LEFT, PANEL_WIDTH - RIGHT);
    let up = Axis::over(points().map(|point| point.1), PANEL_HEIGHT - BOTTOM, TOP);
    let (right, bottom) = (PANEL_WIDTH - RIGHT, PANEL_HEIGHT - BOTTOM);
    let mut text =
        format!("<text class=\"title\" x=\"{LEFT}\" y=\"16\">{}, {}</text>\n", curve.title, curve.unit);
    for tick in up.ticks() {
        let y = up.place(tick);
        text += &format!("<path class=\"grid\" d=\"M{LEFT} {y:.1}H{right}\"/>");
        text += &format!(
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\n",
            LEFT - 6.0,
            y + 4.0,
            shown(tick)
        );
    }
    for tick in across.ticks() {
        let x = across.place(tick);
        text += &format!("<path class=\"grid\" d=\"M{x:.1} {TOP}V{bottom}\"/>");
        text += &format!(
            "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
            bottom + 16.0,
            shown(tick)
        );
    }
    let middle = f64::midpoint(LEFT, right);
    text += &format!("<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">packages</text>\n", bottom + 34.0);
    let mut x = LEFT;
    for (whose, line) in [("ours", &curve.ours), ("libsolv", &curve.libsolv)] {
        let Some(exponent) = line.exponent() else { continue };
        text += &format!("<text class=\"{whose}\" x=\"{x}\" y=\"34\">{whose} ∝ n^{exponent:.2}</text>\n");
        text += &drawn(line, whose, &across, &up);
        x = middle;
    }
    text
}

fn drawn(line: &Line, whose: &str, across: &Axis, up: &Axis) -> String {
    let places: Vec<(f64, f64)> = line.0.iter().map(|&(x, y)| (across.place(x), up.place(y))).collect();
    let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let dots = places
        .iter()
        .map(|(x, y)| format!("<circle class=\"dot {whose}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\"/>\n"));
    format!("<polyline class=\"line {whose}\" points=\"{}\"/>\n{}", path.join(" "), dots.collect::<String>())
}

/// A logarithmic axis: whole decades from the first to the last.
struct Axis {
    first: i32,
    last: i32,
    begin: f64,
    end: f64,
}

impl Axis {
    /// Over some numbers, drawn from one coordinate to another.
    fn over(values: impl Iterator<Item = f64> + Clone, begin: f64, end: f64) -> Self {
        let first = values.clone().fold(f64::INFINITY, f64::min).log10().floor() as i32;
        let last = values.fold(f64::NEG_INFINITY, f64::max).log10().ceil() as i32;
        Self { first, last: last.max(first + 1), begin, end }
    }

    fn place(&self, value: f64) -> f64 {
        let part = (value.log10() - f64::from(self.first)) / f64::from(self.last - self.first);
        self.begin + part * (self.end - self.begin)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        (self.first..=self.last).map(|decade| 10_f64.powi(decade))
    }
}

/// 1000 is 1k.
fn shown(value: f64) -> String {
    if value >= 1000.0 { format!("{}k", value / 1000.0) } else { value.to_string() }
}
