//! The tables that differ as a picture: boxes in rows, and curves for foreign keys.

use super::tables::{Diagram, TableName};
use super::wording::Verb;
use crate::report::style::html::escaped;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Sizes in pixels.
const WIDTH: usize = 280;
const LINE: usize = 18;
const GAP: usize = 60;
const MARGIN: usize = 10;

/// Boxes in a row, lines in a box, and characters in a line.
const PER_ROW: usize = 3;
const LINES: usize = 30;
const LETTERS: usize = 36;

/// The most boxes in a picture.
const BOXES: usize = 60;

/// A box with its place.
struct Placed<'a> {
    name: &'a TableName,
    verb: Option<Verb>,
    /// Texts of lines, each with what happens to the column.
    lines: Vec<(String, Option<Verb>)>,
    x: usize,
    y: usize,
}

impl Placed<'_> {
    fn height(&self) -> usize {
        (self.lines.len() + 1) * LINE + MARGIN
    }
}

/// Writes the picture; nothing if no table differs.
pub(super) fn write(diagram: &Diagram, out: &mut dyn Write) -> io::Result<()> {
    let mut boxes = boxes(diagram);
    if boxes.is_empty() {
        return Ok(());
    }
    let height = place(&mut boxes);
    let width = PER_ROW * (WIDTH + GAP) + 2 * MARGIN;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" role=\"img\" aria-label=\"Tables that differ\">"
    )?;
    let places: BTreeMap<&TableName, &Placed<'_>> = boxes.iter().map(|placed| (placed.name, placed)).collect();
    for relation in &diagram.relations {
        if let (Some(from), Some(to)) = (places.get(&relation.from), places.get(&relation.to)) {
            write_curve(from, to, relation.verb, &relation.name, out)?;
        }
    }
    boxes.iter().try_for_each(|placed| write_box(placed, out))?;
    writeln!(out, "</svg>")
}

fn boxes(diagram: &Diagram) -> Vec<Placed<'_>> {
    let of_table = diagram.tables.iter().map(|table| {
        let mut lines: Vec<(String, Option<Verb>)> = Vec::new();
        for column in table.columns.iter().take(LINES) {
            lines.push((format!("{} {}", column.name, column.data_type), column.verb));
        }
        if table.columns.len() > LINES {
            lines.push((format!("... {} more", table.columns.len() - LINES), None));
        }
        Placed { name: &table.name, verb: table.verb, lines, x: 0, y: 0 }
    });
    let neighbours = diagram.neighbours.iter().map(|name| Placed { name, verb: None, lines: Vec::new(), x: 0, y: 0 });
    of_table.chain(neighbours).take(BOXES).collect()
}

/// Places boxes in rows and returns the height of the picture.
fn place(boxes: &mut [Placed<'_>]) -> usize {
    let mut y = MARGIN;
    for row in boxes.chunks_mut(PER_ROW) {
        let mut tallest = 0;
        for (at, placed) in row.iter_mut().enumerate() {
            (placed.x, placed.y) = (MARGIN + at * (WIDTH + GAP), y);
            tallest = tallest.max(placed.height());
        }
        y += tallest + GAP / 2;
    }
    y
}

/// The style for what happens to an object.
fn style(verb: Option<Verb>) -> &'static str {
    verb.map_or("box", Verb::word)
}

fn write_box(placed: &Placed<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Placed { name: (schema, name), verb, x, y, .. } = placed;
    writeln!(
        out,
        "<rect class=\"{}\" x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{}\" rx=\"4\"/>",
        style(*verb),
        placed.height()
    )?;
    let title = format!("{schema}.{name}");
    let title = match verb {
        Some(verb @ (Verb::Created | Verb::Dropped)) => format!("{title} ({})", verb.word()),
        _ => title,
    };
    let class = verb.map_or("", Verb::word);
    writeln!(
        out,
        "<text class=\"{class}\" x=\"{}\" y=\"{}\" font-weight=\"bold\">{}</text>",
        x + MARGIN,
        y + LINE,
        short(&title)
    )?;
    for (at, (text, verb)) in placed.lines.iter().enumerate() {
        let sign = match verb {
            Some(Verb::Created) => "+ ",
            Some(Verb::Dropped) => "- ",
            Some(Verb::Changed) => "~ ",
            None => "  ",
        };
        let class = verb.map_or("", Verb::word);
        writeln!(
            out,
            "<text class=\"{class}\" x=\"{}\" y=\"{}\" xml:space=\"preserve\">{sign}{}</text>",
            x + MARGIN,
            y + (at + 2) * LINE,
            short(text)
        )?;
    }
    Ok(())
}

fn write_curve(
    from: &Placed<'_>,
    to: &Placed<'_>,
    verb: Option<Verb>,
    name: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (start_x, start_y) = (from.x + WIDTH, from.y + LINE);
    let (end_x, end_y) = (to.x, to.y + LINE);
    let class = verb.map_or("", Verb::word);
    let bend = GAP;
    writeln!(
        out,
        "<path class=\"{class}\" d=\"M {start_x} {start_y} C {} {start_y} {} {end_y} {end_x} {end_y}\"><title>{}</title></path>",
        start_x + bend,
        end_x.saturating_sub(bend),
        escaped(name)
    )
}

/// A text that fits into a box.
fn short(text: &str) -> String {
    match text.char_indices().nth(LETTERS) {
        Some((end, _)) => escaped(&format!("{}...", &text[..end])),
        None => escaped(text),
    }
}
