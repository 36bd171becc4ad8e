//! The command line: what was asked, as one value.

use std::{env, ffi::OsString, path::PathBuf};

use anyhow::{Result, bail};
use lexopt::prelude::{Long, Short, Value, ValueExt as _};

use crate::{cloud::Cloud, package, place};

pub(crate) const HELP: &str = "\
cargo xtask serve [--cloud public|usgov|china] [--azure]
    Install what is missing, build, serve on http://localhost:8080, open a browser.
    --azure  also start the simulated Azure, and a Chromium that takes it for the real one
cargo xtask test [--only lint|native|size|e2e]
    Everything that continuous integration runs, or one part of it.
cargo xtask engines [--only firefox|webkit]
    The strong few of the browser tests in Debian's Firefox and WebKitGTK, on an existing dist/.
cargo xtask hosts
    An existing dist/ behind Debian's nginx and Caddy, at the top and in a folder.
cargo xtask collector
    The collector's scripts, run by the real Azure CLI, and their files in an existing dist/.
cargo xtask check-host ADDRESS
    What a host sends with the page's files: what is wrong, what that costs, how to fix it.
cargo xtask package [--into FOLDER]
    An existing dist/ and hosting/ as one archive with checksums and licences.
cargo xtask attack [--links NUMBER] [--seed NUMBER]
    Hostile links and files, 10,000 if not told otherwise, and what came of them.
cargo xtask bench
    How fast an existing dist/ is, beside the Azure CLI and curl, and how it grows.
cargo xtask lighthouse
    What Lighthouse says of an existing dist/ on a slow phone; fails where that is too little.
cargo xtask screenshots
    Every screen in both languages, light and dark, on a desk and on a phone.
cargo xtask build [--cloud public|usgov|china]
    The release in dist/, compressed files and host headers included, and its id.
cargo xtask size [--by-part]
    What the files of an existing dist/ weigh, and whether the first load keeps its budget.
    --by-part  by parts of the program, and by the pages that take them
cargo xtask azure [--port PORT] [--estate NAME] [--recordings FOLDER]
    The simulated Azure on its own, over HTTPS on loopback.
cargo xtask host [--port PORT] [--dist FOLDER] [--config FILE]
    Serve an existing dist/ with the headers that it ships with.
cargo xtask beside-trunk
    What `trunk build` and `trunk serve` need beside the page; Trunk itself calls it.
";

pub(crate) enum Task {
    Help,
    Build {
        cloud: Cloud,
    },
    Serve {
        cloud: Cloud,
        azure: bool,
    },
    Host {
        port: u16,
        dist: PathBuf,
        config: Option<PathBuf>,
    },
    /// What stands beside the page that Trunk makes, in this folder.
    BesideTrunk(PathBuf),
    /// The simulator's own arguments, passed on as they are.
    Azure(Vec<OsString>),
    Screenshots,
    Bench,
    Lighthouse,
    Size {
        by_part: bool,
    },
    Engines {
        only: Option<String>,
    },
    Hosts,
    Collector,
    CheckHost(String),
    Package(PathBuf),
    Attack {
        links: u32,
        seed: u32,
    },
    Test {
        only: Option<Part>,
    },
}

/// A part of the test run that can be asked for alone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Lint,
    Native,
    Size,
    E2e,
}

pub(crate) fn parse(mut args: lexopt::Parser) -> Result<Task> {
    let name = match args.next()? {
        Some(Value(name)) => name.string()?,
        None | Some(Long("help") | Short('h')) => return Ok(Task::Help),
        Some(other) => return Err(other.unexpected().into()),
    };
    match name.as_str() {
        "build" => parse_build(&mut args),
        "serve" => parse_serve(&mut args),
        "host" => parse_host(&mut args),
        "azure" => Ok(Task::Azure(args.raw_args()?.collect())),
        "beside-trunk" => match env::var_os("TRUNK_STAGING_DIR") {
            Some(folder) => Ok(Task::BesideTrunk(folder.into())),
            None => bail!("Trunk calls this with TRUNK_STAGING_DIR"),
        },
        "size" => parse_size(&mut args),
        "screenshots" => Ok(Task::Screenshots),
        "bench" => Ok(Task::Bench),
        "lighthouse" => Ok(Task::Lighthouse),
        "engines" => parse_engines(&mut args),
        "hosts" => Ok(Task::Hosts),
        "collector" => Ok(Task::Collector),
        "check-host" => Ok(Task::CheckHost(args.value()?.string()?)),
        "package" => parse_package(&mut args),
        "attack" => parse_attack(&mut args),
        "test" => parse_test(&mut args),
        "help" => Ok(Task::Help),
        other => bail!("there is no `cargo xtask {other}`; see `cargo xtask help`"),
    }
}

fn parse_build(args: &mut lexopt::Parser) -> Result<Task> {
    let mut cloud = Cloud::default();
    while let Some(arg) = args.next()? {
        match arg {
            Long("cloud") => cloud = parse_cloud(&args.value()?.string()?)?,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Build { cloud })
}

fn parse_serve(args: &mut lexopt::Parser) -> Result<Task> {
    let (mut cloud, mut azure) = (Cloud::default(), false);
    while let Some(arg) = args.next()? {
        match arg {
            Long("cloud") => cloud = parse_cloud(&args.value()?.string()?)?,
            Long("azure") => azure = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Serve { cloud, azure })
}

fn parse_host(args: &mut lexopt::Parser) -> Result<Task> {
    let (mut port, mut dist, mut config) = (8080, place::dist(), None);
    while let Some(arg) = args.next()? {
        match arg {
            Long("port") => port = args.value()?.parse()?,
            Long("dist") => dist = PathBuf::from(args.value()?),
            Long("config") => config = Some(PathBuf::from(args.value()?)),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Host { port, dist, config })
}

fn parse_size(args: &mut lexopt::Parser) -> Result<Task> {
    let mut by_part = false;
    while let Some(arg) = args.next()? {
        match arg {
            Long("by-part") => by_part = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Size { by_part })
}

fn parse_engines(args: &mut lexopt::Parser) -> Result<Task> {
    let mut only = None;
    while let Some(arg) = args.next()? {
        match arg {
            Long("only") => only = Some(args.value()?.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Engines { only })
}

fn parse_package(args: &mut lexopt::Parser) -> Result<Task> {
    let mut into = package::folder();
    while let Some(arg) = args.next()? {
        match arg {
            Long("into") => into = PathBuf::from(args.value()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Package(into))
}

fn parse_attack(args: &mut lexopt::Parser) -> Result<Task> {
    let (mut links, mut seed) = (10_000, 1);
    while let Some(arg) = args.next()? {
        match arg {
            Long("links") => links = args.value()?.parse()?,
            Long("seed") => seed = args.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Attack { links, seed })
}

fn parse_test(args: &mut lexopt::Parser) -> Result<Task> {
    let mut only = None;
    while let Some(arg) = args.next()? {
        match arg {
            Long("only") => only = Some(parse_part(&args.value()?.string()?)?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Test { only })
}

fn parse_cloud(name: &str) -> Result<Cloud> {
    match Cloud::from_name(name) {
        Some(cloud) => Ok(cloud),
        None => bail!("no cloud is named {name:?}: public, usgov or china"),
    }
}

fn parse_part(name: &str) -> Result<Part> {
    Ok(match name {
        "lint" => Part::Lint,
        "native" => Part::Native,
        "size" => Part::Size,
        "e2e" => Part::E2e,
        other => bail!("no part is named {other:?}: lint, native, size or e2e"),
    })
}
