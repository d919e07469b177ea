//! `tags` without a network.

use layerwise_tests::Folder;

use super::{json, layerwise};

#[test]
fn tags_come_from_the_embedded_table_offline() {
    let folder = Folder::with(&[]);
    let tags = |image| layerwise(folder.path(), &["tags", "--offline", "--format", "json", image]);
    let list = json(&tags("nvidia/cuda:12.4"));
    assert_eq!((&list["image"], &list["source"]), (&"nvidia/cuda".into(), &"embedded".into()));
    let names: Vec<&str> =
        list["tags"].as_array().expect("tags").iter().filter_map(|tag| tag["name"].as_str()).collect();
    assert!(names.len() > 20 && names.iter().all(|name| name.starts_with("12.4")), "{names:?}");
    assert_eq!(json(&tags("docker.io/nvidia/cuda:12.4"))["tags"], list["tags"]);
    assert_eq!(tags("a:b:c").code, Some(2));
    assert_eq!(tags("localhost:1/nobody/knows:1").code, Some(3));
}
