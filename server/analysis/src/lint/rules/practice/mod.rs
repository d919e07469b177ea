//! Good practice that costs nothing and saves time, space or surprises.

rules!["practice": apt_lists_kept, consecutive_runs];
