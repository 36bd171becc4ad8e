//! Tables as files for spreadsheets. A spreadsheet takes a field that begins like a
//! formula for one and carries it out, whoever gave the VM its name; such a field gets
//! an apostrophe in front. Source: RFC 4180; OWASP ASVS 5.0, 1.2.10.

use azure::plain::plain;
use text::Catalog;

use super::{Column, Inventory, exposed, os, reason, recommendation};

/// By this a spreadsheet knows the text to be UTF-8.
const MARK: char = '\u{feff}';

/// What a formula begins with, in full width too, and what was a control character.
const FORMULA: [char; 9] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\u{fffd}'];

/// The rows at these places, with a header in the reader's language.
pub fn csv(inventory: &Inventory, places: &[usize], catalog: &Catalog) -> String {
    let columns = Column::ALL.map(Column::key).into_iter();
    let columns = columns.chain(["tab", "recommendation", "id"]);
    let header = columns.map(|it| catalog.text(&format!("inventory.columns.{it}")));
    let rows = places.iter().filter_map(|at| inventory.rows().get(*at));
    let fields = rows.map(|row| {
        let tab = row.tab.kind();
        let tab = tab.map(|it| catalog.text(&format!("inventory.tabs.{}", it.name())));
        let recommended = row.recommendation.as_ref();
        let exposure = row.exposure.as_ref();
        vec![
            row.machine.id.name().to_owned(),
            row.group().to_owned(),
            row.machine.location.clone(),
            os(row).to_owned(),
            reason(row, inventory.lists_of(row), catalog),
            exposure.map_or_else(String::new, |it| exposed(it, catalog)),
            tab.unwrap_or_default(),
            recommended.map_or_else(String::new, |it| recommendation(it, catalog)),
            row.machine.id.to_string(),
        ]
    });
    spreadsheet(&header.collect::<Vec<_>>(), fields)
}

/// Any table as such a file.
pub fn spreadsheet(header: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = String::from(MARK);
    line(&mut text, header);
    for row in rows {
        line(&mut text, &row);
    }
    text
}

fn line(text: &mut String, fields: &[String]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(&quoted(field));
    }
    text.push_str("\r\n");
}

/// Every field is quoted, for some spreadsheets part fields by a semicolon.
fn quoted(field: &str) -> String {
    let field = plain(field);
    let guard = if field.starts_with(FORMULA) { "'" } else { "" };
    format!("\"{guard}{}\"", field.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::{line, quoted};

    #[test]
    fn every_field_is_quoted() {
        for (field, written) in [
            ("vm-1", "\"vm-1\""),
            ("a,b;c", "\"a,b;c\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("one\ntwo", "\"one\u{fffd}two\""),
            ("名前", "\"名前\""),
            ("", "\"\""),
        ] {
            assert_eq!(quoted(field), written);
        }
    }

    #[test]
    fn no_field_is_a_formula() {
        for start in ["=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠"] {
            let field = format!("{start}1+1");
            assert!(quoted(&field).starts_with("\"'"), "{field:?}");
        }
        assert_eq!(quoted("a;=1+1"), "\"a;=1+1\"");
    }

    #[test]
    fn a_line_ends_as_the_standard_says() {
        let mut text = String::new();
        line(&mut text, &["a".to_owned(), String::new()]);
        assert_eq!(text, "\"a\",\"\"\r\n");
    }
}
