//! Rules of the category `shell`.

rules!["shell":
    cd_instead_of_workdir,
    pipefail_missing,
    pointless_command,
    shell_link,
    sudo,
];
