//! A project whose packages come over HTTPS, signed: locked, got, built without the network, the same as from a directory.

use std::fs;
use std::path::Path;
use std::time::Instant;

use super::server::Server;
use crate::shell::{command, output};

/// What the layer is made of.
const PACKAGES: &str = "\"git\", \"jq\", \"graphicsmagick\"";

pub(super) fn runs(work: &Path, repository: &Path, base: &Path, server: &Server) -> Result<(), String> {
    let directory = work.join("project");
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let text = format!(
        "arches = [\"x86_64\"]\nbase = [\"{}\"]\n\n[repositories.r0]\nurl = \"https://localhost:{}/repository\"\n\
         keys = [\"{}\"]\nrepo_gpgcheck = true\n\n[layers.programs]\npackages = [{PACKAGES}]\n",
        base.join("repo").display(),
        server.port,
        repository.join("RPM-GPG-KEY-test").display(),
    );
    let project = directory.join("rpmsolve.toml");
    fs::write(&project, text).map_err(|error| format!("{}: {error}", project.display()))?;
    let run = |arguments: &[&str]| -> Result<String, String> {
        let mut rpmsolve = command(super::binary());
        rpmsolve.args(arguments).arg("--project").arg(&directory);
        rpmsolve.arg("--setopt").arg(format!("sslcacert={}", server.authority.display()));
        rpmsolve.env("RPMSOLVE_CACHE_DIR", directory.join("cache"));
        output(&mut rpmsolve)
    };
    let start = Instant::now();
    run(&["lock"])?;
    let locked = start.elapsed();
    run(&["sync", "--locked"])?;
    run(&["build", "--locked", "--offline"])?;
    run(&["lock", "--check", "--offline"])?;
    let packages = directory.join("cache/packages");
    output(
        command(super::binary())
            .args(["verify", "--key"])
            .arg(repository.join("RPM-GPG-KEY-test"))
            .arg(&packages),
    )?;
    let here = directory.join("here.zip");
    super::layer(repository, &here, &["git", "jq", "graphicsmagick"], &mut |command| {
        command.arg("--base").arg(base.join("repo"));
    })?;
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    if read(&here)? != read(&directory.join("dist/programs-x86_64.zip"))? {
        return Err("the layer of the project is not that of its packages".to_owned());
    }
    println!("ok: a project over HTTPS, locked in {:.1} s, built without the network", locked.as_secs_f32());
    Ok(())
}
