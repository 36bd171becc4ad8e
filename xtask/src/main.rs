//! `cargo xtask`: everything that is done to the project from outside its
//! code, from a fresh clone on. It knows files, tools and processes; what the
//! page does is not its business.

use std::process::ExitCode;

use anyhow::Result;

mod apt;
mod attack;
mod audit;
mod azure;
mod bench;
mod by_part;
mod check_host;
mod chromium;
mod cli;
// The page and its headers name the same hosts, from one list. Sharing the
// file rather than the crate keeps this tool quick to compile.
#[expect(
    dead_code,
    unreachable_pub,
    reason = "the list is the crate's own; only the hosts are read here"
)]
#[path = "../../crates/azure/src/cloud.rs"]
mod cloud;
mod collector;
mod engines;
mod exec;
mod host;
mod hosts;
mod lighthouse;
mod memo;
mod package;
mod place;
mod playwright;
mod python;
mod screenshots;
mod sdk;
mod serve;
mod site;
mod size;
mod suite;
mod tally;
mod timings;
mod tools;

use cli::Task;
use timings::Timings;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    match cli::parse(lexopt::Parser::from_env())? {
        Task::Help => {
            print!("{}", cli::HELP);
            Ok(())
        }
        Task::Build { cloud } => site::build(cloud, &mut Timings::default()),
        Task::Serve { cloud, azure } => serve::serve(cloud, azure),
        Task::Host { port, dist, config } => host::host(port, &dist, config.as_deref()),
        Task::BesideTrunk(folder) => site::beside_trunk(&folder),
        Task::Azure(args) => azure::run_until_stopped(&args),
        Task::Size { by_part: false } => size::check(),
        Task::Size { by_part: true } => by_part::print(),
        Task::Screenshots => screenshots::screenshots(),
        Task::Bench => bench::bench(),
        Task::Lighthouse => lighthouse::lighthouse(),
        Task::Engines { only } => engines::engines(only.as_deref()),
        Task::Hosts => hosts::hosts(),
        Task::Collector => collector::collector(),
        Task::CheckHost(address) => check_host::check_host(&address),
        Task::Package(folder) => package::package(&folder),
        Task::Attack { links, seed } => attack::attack(links, seed),
        Task::Test { only } => suite::run_parts(only),
    }
}
