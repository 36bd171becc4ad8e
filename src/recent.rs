//! The VMs that were checked last, if the reader wants this browser to keep them:
//! each as the address of its check and its name. Never one of the demo: who calls
//! sees to that.

use diagnosis::question::{Asked, Question};

use crate::{browser::storage::RECENT, route::Route};

const MOST: usize = 5;

/// A check that can be opened again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recent {
    /// Where a link leads.
    pub(crate) href: String,
    pub(crate) vm: String,
}

/// Those that are kept, the latest first; nothing while the reader wants none kept.
pub(crate) fn list() -> Option<Vec<Recent>> {
    RECENT.get().map(|text| read(&text))
}

/// From now on what is checked is kept.
pub(crate) fn keep() {
    RECENT.set("");
}

/// From now on nothing is kept.
pub(crate) fn forget() {
    RECENT.clear();
}

/// Puts a check first, if the reader wants that.
pub(crate) fn remember(question: &Question) {
    if let Some(kept) = RECENT.get() {
        RECENT.set(&with(&kept, question));
    }
}

/// The reader's address and the number of a case are not for a list.
fn with(kept: &str, question: &Question) -> String {
    let asked = Asked {
        tenant: question.tenant.clone(),
        vm: Some(question.vm.clone()),
        port: question.port,
        goal: question.goal,
        ..Asked::default()
    };
    let href = Route::Check(asked).href();
    let line = format!("{href} {}", question.vm.name());
    let others = kept.lines().filter(|it| *it != line).take(MOST - 1);
    let lines: Vec<_> = [&*line].into_iter().chain(others).collect();
    lines.join("\n")
}

/// What is no check is left out: anything may have written there.
fn read(text: &str) -> Vec<Recent> {
    let checks = text.lines().filter_map(|line| {
        let (href, vm) = line.split_once(' ')?;
        href.starts_with("#/check?").then(|| Recent {
            href: href.to_owned(),
            vm: vm.to_owned(),
        })
    });
    checks.take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(vm: &str) -> Question {
        let id = format!(
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/{vm}"
        );
        let query = format!("vm={id}&port=22&source=203.0.113.7&case=SR-1&goal=connect");
        let (asked, bad) = Asked::from_query(&query);
        assert_eq!(bad, []);
        asked.question().unwrap()
    }

    #[test]
    fn the_latest_come_first_and_each_once() {
        let mut kept = String::new();
        for vm in ["a", "b", "a", "c", "d", "e", "f"] {
            kept = with(&kept, &question(vm));
        }
        let names: Vec<_> = read(&kept).into_iter().map(|it| it.vm).collect();
        assert_eq!(names, ["f", "e", "d", "c", "a"]);
    }

    #[test]
    fn neither_an_address_nor_a_case_is_kept() {
        let text = with("", &question("a"));
        assert!(
            !text.contains("203.0.113.7") && !text.contains("SR-1"),
            "{text}"
        );
        assert!(
            text.contains("port=22") && text.contains("goal=connect"),
            "{text}"
        );
    }

    #[test]
    fn what_is_no_check_is_left_out() {
        assert_eq!(read("#/trust x\n\nhttps://x.example y\n#/check?vm=1"), []);
    }
}
