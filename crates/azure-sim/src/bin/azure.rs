//! The simulator as a server on its own:
//! `azure [--port 8443] [--estate NAME] [--recordings FOLDER]`.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use azure_sim::Library;
use azure_sim::recordings;
use azure_sim::server::{Server, serve};
use lexopt::Arg::{Long, Short};
use lexopt::ValueExt as _;
use tokio::net::TcpListener;

const USAGE: &str = "usage: azure [--port PORT] [--estate NAME] [--recordings FOLDER]";
const PORT: u16 = 8443;

struct Options {
    port: u16,
    estate: Option<String>,
    recordings: Option<PathBuf>,
}

fn options() -> Result<Options, lexopt::Error> {
    let mut options = Options {
        port: PORT,
        estate: None,
        recordings: None,
    };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => options.port = arguments.value()?.parse()?,
            Long("estate") => options.estate = Some(arguments.value()?.string()?),
            Long("recordings") => options.recordings = Some(arguments.value()?.into()),
            Long("help") | Short('h') => {
                println!("{USAGE}");
                std::process::exit(0);
            }
            other => return Err(other.unexpected()),
        }
    }
    Ok(options)
}

fn main() -> ExitCode {
    match options() {
        Ok(options) => match run(options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("azure: {error}");
                ExitCode::FAILURE
            }
        },
        Err(error) => {
            eprintln!("azure: {error}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

#[tokio::main]
async fn run(options: Options) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let now = time::OffsetDateTime::now_utc();
    let (library, first) = match options.recordings {
        Some(folder) => {
            let (simulation, report) = recordings::read(&folder, now)?;
            eprint!("{report}");
            let name = simulation.name.clone();
            (Library::with(simulation), name)
        }
        None => (Library::default(), "healthy".to_owned()),
    };
    let estate = options.estate.unwrap_or(first);
    let server = Arc::new(Server::new(library, &estate)?);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
    let address = listener.local_addr()?;
    println!("Azure simulator on https://{address}");
    println!(
        "Estates: {}",
        server.library().names().collect::<Vec<_>>().join(", ")
    );
    println!(
        "Tokens:  https://{address}/_sim/token?estate={estate}[&person=…][&ttl=SECONDS][&latency=MS][&operation=SECONDS][&preflight=MS][&vms=NUMBER][&aud=…][&tenant=…]"
    );
    println!("A token for '{estate}':\n{}", server.sample_token()?);
    tokio::select! {
        ended = serve(server, listener) => ended,
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}
