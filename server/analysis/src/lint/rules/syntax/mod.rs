//! What BuildKit refuses.

rules!["syntax":
    unknown_instruction,
];
