//! Document links: pages of images, addresses, files of the build context.

use analysis::Analysis;
use analysis::reference::{DEFAULT_REGISTRY, Repository};
use knowledge::images;
use syntax::{InstructionKind, TextRange};

use crate::files::files;
use crate::image_uses::image_uses;

/// A range that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub range: TextRange,
    pub target: LinkTarget,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    Url(String),
    /// A file of the build context, by its path from the context's root.
    File(String),
}

/// Every link of a file, in document order.
pub fn document_links(analysis: &Analysis<'_>) -> Vec<Link> {
    let model = &analysis.model;
    let mut found: Vec<Link> = Vec::new();
    for info in &model.instructions {
        found.extend(image_uses(analysis, info).into_iter().filter_map(|named| {
            Some(Link { range: named.range, target: LinkTarget::Url(page(&named.image.repository)?) })
        }));
        let local = files(analysis, info).into_iter();
        found.extend(local.map(|(range, path)| Link { range, target: LinkTarget::File(path) }));
        if info.kind() != InstructionKind::From {
            found.extend(urls(analysis, info.syntax.range()));
        }
    }
    found.sort_by_key(|link| link.range.start());
    found.dedup_by(|next, last| next.range.start() < last.range.end());
    found
}

/// Where people read about an image: the catalogue's page, else the registry's own.
fn page(repository: &Repository) -> Option<String> {
    if let Some(page) =
        images::catalogue_entry(&repository.familiar_with_registry()).and_then(|entry| entry.page)
    {
        return Some(page.to_owned());
    }
    let path = &repository.path;
    match repository.registry.as_str() {
        DEFAULT_REGISTRY => Some(match path.strip_prefix("library/") {
            Some(official) => format!("https://hub.docker.com/_/{official}"),
            None => format!("https://hub.docker.com/r/{path}"),
        }),
        "quay.io" => Some(format!("https://quay.io/repository/{path}")),
        "mcr.microsoft.com" => Some(format!("https://mcr.microsoft.com/artifact/mar/{path}/about")),
        "nvcr.io" => {
            let (organisation, name) = path.rsplit_once('/')?;
            Some(format!("https://catalog.ngc.nvidia.com/orgs/{organisation}/containers/{name}"))
        }
        "ghcr.io" => {
            let (owner, name) = path.split_once('/')?;
            Some(format!("https://github.com/{owner}/{}", name.split('/').next()?))
        }
        _ => None,
    }
}

/// `http` and `https` addresses without expansions.
fn urls(analysis: &Analysis<'_>, range: TextRange) -> Vec<Link> {
    let text = analysis.source.slice(range);
    let starts = text.match_indices("http").map(|(at, _)| at);
    let url_at = |at: usize| {
        let rest = &text[at..];
        let scheme = ["https://", "http://"].iter().find(|scheme| rest.starts_with(**scheme))?;
        let end =
            rest.find(|c: char| c.is_whitespace() || "\"'`<>\\|;(){}$,".contains(c)).unwrap_or(rest.len());
        let url = rest[..end].trim_end_matches(['.', '&']);
        // What follows is a variable: the address is not complete.
        let complete = url.len() > scheme.len() && !rest[end..].starts_with('$');
        complete.then(|| Link {
            range: TextRange::at(range.start() + syntax::offset(at), syntax::offset(url.len())),
            target: LinkTarget::Url(url.to_owned()),
        })
    };
    starts.filter_map(url_at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::World;
    use syntax::Source;

    #[test]
    fn links_lead_to_pages_and_files() {
        let text = "FROM nvidia/cuda:12.4.1-base-ubuntu22.04 AS a\nFROM ghcr.io/x/y:1\nFROM a\nCOPY --from=quay.io/p/q:1 /x /\nCOPY --from=golang /x /\nCOPY --from=slip /x /\nCOPY req.txt /\nRUN curl -O https://a.example/x.tgz && wget http://b.example/$V\nADD https://c.example/y .\nRUN pip install -r req.txt\n";
        let world = World::with_files(&[("req.txt", "")]);
        let source = Source::parse(text);
        let found: Vec<(&str, String)> = document_links(&Analysis::new(&source, world.inputs()))
            .into_iter()
            .map(|link| {
                let target = match link.target {
                    LinkTarget::Url(url) => url,
                    LinkTarget::File(path) => format!("file {path}"),
                };
                (&text[link.range], target)
            })
            .collect();
        assert_eq!(
            found,
            [
                ("nvidia/cuda:12.4.1-base-ubuntu22.04", "https://hub.docker.com/r/nvidia/cuda".to_owned()),
                ("ghcr.io/x/y:1", "https://github.com/x/y".to_owned()),
                ("quay.io/p/q:1", "https://quay.io/repository/p/q".to_owned()),
                ("golang", "https://hub.docker.com/_/golang".to_owned()),
                ("req.txt", "file req.txt".to_owned()),
                ("https://a.example/x.tgz", "https://a.example/x.tgz".to_owned()),
                ("https://c.example/y", "https://c.example/y".to_owned()),
                ("req.txt", "file req.txt".to_owned()),
            ]
        );
    }
}
