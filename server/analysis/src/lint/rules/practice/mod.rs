//! Good practice that costs nothing and saves time, space or surprises.

rules!["practice":
    add_for_files,
    apt_assume_yes_missing,
    apt_in_script,
    apt_lists_kept,
    apt_recommends,
    consecutive_runs,
    image_tag_end_of_life,
    image_tag_latest,
    image_tag_missing,
    image_tag_removed,
    image_tag_unknown,
    pip_cache_kept,
    pip_unpinned,
    relative_copy_destination,
    root_user,
    wget_progress,
];
