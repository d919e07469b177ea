//! Rules of the category `shell`.

rules!["shell":];
