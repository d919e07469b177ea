//! Rules of the category `shell`.

rules!["shell":
    bashism,
    cd_instead_of_workdir,
    pipefail_missing,
    pointless_command,
    script_not_read,
    shell_link,
    shellcheck,
    sudo,
    unquoted_expansion,
];
