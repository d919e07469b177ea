//! Rules of the category `ml`.

rules!["ml":];
