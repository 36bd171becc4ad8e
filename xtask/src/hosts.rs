//! `cargo xtask hosts`: the release in `dist/` behind Debian's nginx and Caddy, with the
//! configurations that the build wrote, at the top of a host and in a folder of one. The
//! browser tests of `tests/e2e/hosted.config.js` run through each.

use std::{
    fs,
    net::{Ipv4Addr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};

use crate::{
    apt::{self, on_path},
    check_host::check_host,
    exec::{command, step, tee},
    place,
    playwright::{playwright, reported},
    site::{
        self,
        hosts::{BELOW, FOLDER},
    },
    tally::Tally,
    timings::Timings,
    tools,
};

/// The ports: the one for the top, and the next for the folder.
const NGINX: u16 = 21_180;
const CADDY: u16 = 21_182;

/// A server that runs for as long as this is kept.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already is what is wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(crate) fn hosts() -> Result<()> {
    ensure!(
        place::hosting().is_dir() && place::dist().is_dir(),
        "dist/ or hosting/ is missing: run `cargo xtask build`"
    );
    let mut timings = Timings::default();
    timings.step("npm packages", tools::npm_packages)?;
    let mut tally = Tally::default();
    for (name, packages, start, port) in [
        (
            "nginx",
            &["nginx", "libnginx-mod-http-brotli-static"][..],
            nginx as fn(&Path, u16) -> Result<Running>,
            NGINX,
        ),
        ("caddy", &["caddy"][..], caddy, CADDY),
    ] {
        if on_path(name).is_none() {
            let instead = format!("NOT RUN: install {name} yourself");
            timings.step(&format!("{name}: installing"), || {
                apt::install(packages, &instead)
            })?;
        }
        let work = place::work().join("hosts").join(name);
        site::empty(&work)?;
        let _running = start(&work, port)?;
        for (at, path) in [(port, "/"), (port + 1, BELOW)] {
            let address = format!("http://localhost:{at}{path}");
            wait_for(at).with_context(|| format!("{name} does not answer at {address}"))?;
            tally += timings.step(&format!("{name}: tests at {path}"), || {
                check_host(&address)?;
                let mut tests = playwright("hosted.config.js")?;
                reported(&tee(tests.env("HOSTED", &address))?)
            })?;
        }
    }
    println!("Where the time went:\n{}", timings.table());
    println!("{} passed, {} failed", tally.passed, tally.failed);
    Ok(())
}

fn nginx(work: &Path, port: u16) -> Result<Running> {
    step(&apt::version(program("nginx").arg("-v")));
    for name in ["jit-doctor.conf", "jit-doctor.inc", "jit-doctor-folder.inc"] {
        fs::write(work.join(name), configuration(&format!("nginx/{name}"))?)?;
    }
    let work_name = work.display();
    let modules = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";
    let own = format!(
        "load_module {modules};\nmaster_process off;\n\
         daemon off;\npid {work_name}/pid;\nerror_log {work_name}/error.log;\nevents {{}}\n\
         http {{\n  include /etc/nginx/mime.types;\n  access_log off;\n\
         client_body_temp_path {work_name}/body;\n  include {work_name}/jit-doctor.conf;\n\
         server {{ listen 127.0.0.1:{port}; include {work_name}/jit-doctor.inc; }}\n\
         server {{ listen 127.0.0.1:{}; include {work_name}/jit-doctor-folder.inc; }}\n}}\n",
        port + 1
    );
    let file = work.join("nginx.conf");
    fs::write(&file, own)?;
    let mut nginx = program("nginx");
    // What may be read by root only is read by root here.
    if apt::is_root() {
        nginx.args(["-g", "user root;"]);
    }
    Ok(Running(nginx.arg("-c").arg(file).spawn()?))
}

fn caddy(work: &Path, port: u16) -> Result<Running> {
    step(&format!(
        "caddy {}",
        apt::version(program("caddy").arg("version"))
    ));
    let snippets = configuration("caddy/jit-doctor.caddy")?;
    fs::write(work.join("jit-doctor.caddy"), snippets)?;
    // One file with both sites: nothing else of them is changed but their address.
    let mut both = "{\n\tadmin off\n}\nimport jit-doctor.caddy\n".to_owned();
    for (name, port) in [("Caddyfile", port), ("Caddyfile.folder", port + 1)] {
        let text = configuration(&format!("caddy/{name}"))?;
        let text = text.replace("import jit-doctor.caddy\n", "");
        ensure!(text.contains("jit.example.com"), "{name} names no site");
        both.push_str(&text.replace("jit.example.com", &format!("http://localhost:{port}")));
    }
    let file = work.join("Caddyfile");
    fs::write(&file, both)?;
    let mut caddy = program("caddy");
    caddy
        .args(["run", "--adapter=caddyfile", "--config"])
        .arg(file)
        // It keeps certificates and settings of its own otherwise.
        .env("XDG_DATA_HOME", work)
        .env("XDG_CONFIG_HOME", work)
        .env("HOME", work);
    Ok(Running(caddy.spawn()?))
}

/// What the build wrote, with this checkout's `dist/` in place of the folder that
/// docs/hosting.md copies it to.
fn configuration(name: &str) -> Result<String> {
    let path = place::hosting().join(name);
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    Ok(text.replace(FOLDER, &place::dist().to_string_lossy()))
}

fn program(name: &str) -> Command {
    command(on_path(name).unwrap_or_else(|| PathBuf::from(name)))
}

fn wait_for(port: u16) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if Instant::now() > deadline {
            bail!("nothing listens on port {port}");
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}
