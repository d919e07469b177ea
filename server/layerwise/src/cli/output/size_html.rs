//! `size --format html`: one page that needs nothing else.

use analysis::size::SizeReport;

use super::size_json::Document;
use crate::failure::Failure;

const PAGE: &str = include_str!("size.html");
/// Where the page takes its data; JSON is a subset of what a script element may hold, once `<` is gone.
const PLACE: &str = "__REPORT__";

/// The page with the report inside of it.
///
/// # Errors
/// When the report is no JSON, which only a bug can cause.
pub fn render(file: &str, report: &SizeReport) -> Result<String, Failure> {
    let data = serde_json::to_string(&Document::new(file, report))
        .map_err(|error| Failure::new(file, format!("no report ({error})"), "please report this"))?;
    // Names come from files and registries: nothing in them may end the script element.
    let data = data.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    Ok(PAGE.replacen(PLACE, &data, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_one_place_for_its_data_and_loads_nothing() {
        assert_eq!(PAGE.matches(PLACE).count(), 1);
        for address in ["http:", "https:", "src=", "@import", "url("] {
            assert!(!PAGE.contains(address), "{address}");
        }
    }
}
