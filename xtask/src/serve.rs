//! `cargo xtask serve`: build, serve, open.

use std::{env, fs, net::TcpListener, path::PathBuf, process::Stdio};

use anyhow::{Context as _, Result};

use crate::{azure, chromium, cloud::Cloud, exec::step, host, place, site, timings::Timings};

const FIRST_PORT: u16 = 8080;
const FIRST_SIMULATOR_PORT: u16 = 8443;

/// The client id that the simulated Entra is shown; it knows every one.
const SIMULATED_CLIENT: &str = "6b1f8a52-0c3d-4e9b-9d27-5a1e7c40f8b3";

pub(crate) fn serve(cloud: Cloud, simulated: bool) -> Result<()> {
    site::build(cloud, &mut Timings::default())?;
    let (listener, port) = host::free_port(FIRST_PORT)?;
    let address = format!("http://localhost:{port}/");
    if simulated {
        step("starting the simulated Azure");
        let (_, simulator_port) = host::free_port(FIRST_SIMULATOR_PORT)?;
        let mut simulator = azure::start(simulator_port)?;
        let served = serve_simulated(cloud, listener, &address, simulator_port);
        // It would outlive us otherwise.
        simulator.kill()?;
        return served;
    }
    step(&format!(
        "the page is on {address}, its demo on {address}#/demo"
    ));
    if has_desktop() && open::that_detached(&address).is_err() {
        println!("    (no browser could be opened)");
    }
    host::serve(listener, &place::dist(), None)
}

fn serve_simulated(
    cloud: Cloud,
    listener: TcpListener,
    address: &str,
    simulator_port: u16,
) -> Result<()> {
    step(&format!("the page is on {address}"));
    let config = simulated_config(cloud)?;
    open_simulated(cloud, simulator_port, address)?;
    host::serve(listener, &place::dist(), Some(&config))
}

/// A window of its own, because in it the names of Azure's hosts mean the
/// simulator.
fn open_simulated(cloud: Cloud, port: u16, address: &str) -> Result<()> {
    let browser = chromium::find_or_install()?;
    let profile = place::work().join("simulated-profile");
    site::empty(&profile)?;
    let mut window = chromium::open_on_simulator(&browser, &profile, cloud, port, address);
    if has_desktop() {
        step("opening a Chromium in which Azure is the simulator");
        window
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start Chromium")?;
    } else {
        step("no desktop here; in this browser Azure is the simulator:");
        println!("{window:?}");
    }
    Ok(())
}

/// A config.json with a client id, which the shipped one leaves to the host.
fn simulated_config(cloud: Cloud) -> Result<PathBuf> {
    let path = place::work().join("simulated-config.json");
    let config = serde_json::json!({
        "clientId": SIMULATED_CLIENT,
        "tenant": "organizations",
        "cloud": cloud.name(),
    });
    fs::write(&path, config.to_string())?;
    Ok(path)
}

fn has_desktop() -> bool {
    cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|it| env::var_os(it).is_some())
}
