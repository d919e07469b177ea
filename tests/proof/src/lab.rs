//! Throw-away roots with a few shells and tools in them.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Tools that the scripts of the tests use.
const APPLETS: [&str; 33] = [
    "cat", "chmod", "chown", "cp", "cut", "date", "env", "find", "grep", "head", "id", "ln", "ls", "mkdir",
    "mv", "printf", "readlink", "rm", "rmdir", "sed", "seq", "sleep", "sort", "stat", "tail", "tee", "touch",
    "tr", "true", "false", "uniq", "wc", "xargs",
];

/// A template root, from which each build gets its own copy.
pub struct Lab {
    folder: TempDir,
    timeout: PathBuf,
    chroot: PathBuf,
}

impl Lab {
    /// Makes the template. `Err` says what this machine lacks.
    pub fn open() -> Result<Self, String> {
        let is_root = fs::read_to_string("/proc/self/status")
            .is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0\t")));
        if !is_root {
            return Err("not root".to_owned());
        }
        let tool =
            |name: &str| find(&["/usr/bin", "/usr/sbin", "/bin"], name).ok_or(format!("{name} not found"));
        let (timeout, chroot) = (tool("timeout")?, tool("chroot")?);
        let busybox = find(&["/bin", "/usr/bin"], "busybox").ok_or("busybox-static not found")?;
        let bash = find(&["/bin", "/usr/bin"], "bash-static").ok_or("bash-static not found")?;
        let dash = find(&["/bin", "/usr/bin"], "dash").ok_or("dash not found")?;
        let lab = Self { folder: tempfile::tempdir().map_err(|error| error.to_string())?, timeout, chroot };
        lab.fill(&busybox, &bash, &dash)
            .map_err(|error| format!("the template root cannot be made: {error}"))?;
        Ok(lab)
    }

    /// Path of `timeout`: scripts run with an environment of their own, so it is not looked up.
    pub fn timeout(&self) -> &Path {
        &self.timeout
    }

    pub fn chroot(&self) -> &Path {
        &self.chroot
    }

    fn template(&self) -> PathBuf {
        self.folder.path().join("template")
    }

    fn fill(&self, busybox: &Path, bash: &Path, dash: &Path) -> std::io::Result<()> {
        let root = self.template();
        for folder in
            ["bin", "usr/bin", "usr/local/bin", "etc", "tmp", "root", "w", "dev/shm", "lib64", "lib"]
        {
            fs::create_dir_all(root.join(folder))?;
        }
        fs::copy(busybox, root.join("bin/busybox"))?;
        fs::copy(bash, root.join("bin/bash"))?;
        copy_with_libraries(dash, &root.join("bin/dash"), &root)?;
        symlink("dash", root.join("bin/sh"))?;
        symlink("busybox", root.join("bin/ash"))?;
        for applet in APPLETS {
            symlink("busybox", root.join("bin").join(applet))?;
        }
        fs::write(root.join("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/tmp:/bin/sh\n")?;
        fs::write(root.join("etc/group"), "root:x:0:\napp:x:1000:\n")?;
        fs::write(root.join("etc/hosts"), "127.0.0.1 localhost\n")?;
        fs::write(root.join("etc/env.sh"), "SOURCED=yes\n")?;
        fs::write(root.join("usr/bin/tool"), "#!/bin/dash\necho old\n")?;
        fs::set_permissions(root.join("usr/bin/tool"), fs::Permissions::from_mode(0o755))?;
        fs::set_permissions(root.join("tmp"), fs::Permissions::from_mode(0o1777))?;
        let copied = Command::new("cp").args(["-a", "/dev/null"]).arg(root.join("dev/null")).status()?;
        if copied.success() { Ok(()) } else { Err(std::io::Error::other("/dev/null cannot be copied")) }
    }

    /// A fresh root. Files are hard links: scripts may replace them, but not write into them.
    pub fn root(&self) -> std::io::Result<TempDir> {
        let root = tempfile::tempdir_in(self.folder.path())?;
        let copied =
            Command::new("cp").arg("-al").arg(self.template().join(".")).arg(root.path()).status()?;
        if copied.success() { Ok(root) } else { Err(std::io::Error::other("the template cannot be copied")) }
    }
}

fn find(folders: &[&str], name: &str) -> Option<PathBuf> {
    folders.iter().map(|folder| Path::new(folder).join(name)).find(|path| path.exists())
}

/// A dynamic program with what `ldd` names.
fn copy_with_libraries(program: &Path, target: &Path, root: &Path) -> std::io::Result<()> {
    fs::copy(program, target)?;
    let listed = Command::new("ldd").arg(program).output()?;
    let text = String::from_utf8_lossy(&listed.stdout).into_owned();
    for library in text.split_whitespace().filter(|word| word.starts_with('/')) {
        let target = root.join(library.trim_start_matches('/'));
        fs::create_dir_all(target.parent().unwrap_or(root))?;
        fs::copy(library, target)?;
    }
    Ok(())
}
