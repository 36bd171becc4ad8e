//! Wasm modules made small.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader, Lines, Write as _},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Stdio},
    sync::{Mutex, PoisonError},
    thread,
};

use anyhow::{Context as _, Result, anyhow};
use serde_json::{Value, json};

use crate::{exec::command, memo::remembered, place};

/// How modules are made small.
const SCRIPT: &str = "xtask/src/site/optimise.js";

/// A module as it was bound, to be made small.
pub(crate) struct Module {
    /// Tells it, and what is remembered of it, from all others.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    /// All there is, rather than one with parts or a part.
    pub(crate) is_whole: bool,
}

/// Modules that were made small, by their names.
#[derive(Default)]
pub(crate) struct Small(BTreeMap<String, Vec<u8>>);

impl Small {
    pub(crate) fn named(&self, name: &str) -> Result<&[u8]> {
        let module = self.0.get(name).map(Vec::as_slice);
        module.with_context(|| format!("no module {name} was made small"))
    }
}

/// Makes them small, as many at a time as there are cores.
pub(crate) fn optimised_all(modules: &[Module]) -> Result<Small> {
    // The largest one takes longer than any other, and would be waited for at the end.
    let mut waiting = Vec::new();
    for module in modules {
        waiting.push((fs::metadata(&module.path)?.len(), module));
    }
    waiting.sort_by_key(|(size, _)| *size);
    let waiting = Mutex::new(waiting);
    let next = || {
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.pop().map(|(_, module)| module)
    };
    let work = || {
        let mut binaryen = Binaryen::default();
        std::iter::from_fn(next)
            .map(|it| Ok((it.name.clone(), binaryen.optimised(it)?)))
            .collect::<Result<BTreeMap<_, _>>>()
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let mut small = Small::default();
        for worker in workers {
            let made = worker.join().map_err(|_| anyhow!("a worker panicked"))?;
            small.0.extend(made?);
        }
        Ok(small)
    })
}

/// A process that makes one module after another small. It is started when there is a
/// first one, and ends with this.
#[derive(Default)]
struct Binaryen {
    running: Option<Running>,
}

struct Running {
    process: Child,
    tasks: ChildStdin,
    done: Lines<BufReader<ChildStdout>>,
}

impl Binaryen {
    /// The module, optimised for size.
    fn optimised(&mut self, module: &Module) -> Result<Vec<u8>> {
        let Module {
            name,
            path,
            is_whole,
        } = module;
        let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        let root = place::root();
        let [lock, script] = ["package-lock.json", SCRIPT].map(|it| fs::read(root.join(it)));
        let inputs: [&[u8]; 4] = [&bytes, &lock?, &script?, &[u8::from(*is_whole)]];
        let store = place::work().join("memory");
        remembered(&store, &format!("{name}.wasm"), &inputs, || {
            let small = path.with_extension("opt.wasm");
            self.make(&json!({ "from": path, "to": small, "isWhole": is_whole }))
                .with_context(|| format!("making {name} small"))?;
            Ok(fs::read(small)?)
        })
    }

    fn make(&mut self, task: &Value) -> Result<()> {
        if self.running.is_none() {
            self.running = Some(start()?);
        }
        let running = self.running.as_mut().context("it has just been started")?;
        writeln!(running.tasks, "{task}")?;
        running.done.next().context("Binaryen ended")??;
        Ok(())
    }
}

impl Drop for Binaryen {
    fn drop(&mut self) {
        if let Some(Running {
            mut process, tasks, ..
        }) = self.running.take()
        {
            // It ends when nothing more can come.
            drop(tasks);
            let _ = process.wait();
        }
    }
}

fn start() -> Result<Running> {
    let mut process = command("node")
        .arg(SCRIPT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start node")?;
    let tasks = process.stdin.take().context("it takes no tasks")?;
    let done = process.stdout.take().context("it says nothing")?;
    Ok(Running {
        process,
        tasks,
        done: BufReader::new(done).lines(),
    })
}
