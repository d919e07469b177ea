//! Rules of the category `buildkit`.

rules!["buildkit":];
