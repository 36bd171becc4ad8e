//! What a reader types to find a row or a story: every word must stand there, in any
//! order and casing, and an abbreviation is as good as what it stands for. Must not
//! know where the texts stand.

/// What Azure's people write in two ways. The first is what the others are taken for.
const SAME: [&[&str]; 9] = [
    &[
        "nsg",
        "network security group",
        "ネットワーク セキュリティ グループ",
    ],
    &[
        "asg",
        "application security group",
        "アプリケーション セキュリティ グループ",
    ],
    &["nic", "network interface", "ネットワーク インターフェイス"],
    &["vnet", "virtual network", "仮想ネットワーク"],
    &["vm", "virtual machine", "仮想マシン"],
    &["udr", "user-defined route", "ユーザー定義ルート"],
    &["jit", "just-in-time"],
    &["pim", "privileged identity management"],
    &["mfa", "multifactor authentication", "多要素認証"],
];

/// The words that are looked for; nothing finds everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    as_typed: Vec<String>,
    abbreviated: Vec<String>,
}

impl Search {
    /// Of what was typed, in lower case.
    pub fn new(typed: &str) -> Self {
        Self {
            abbreviated: words(&abbreviated(typed)),
            as_typed: words(typed),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.as_typed.is_empty()
    }

    /// Whether all words stand in a text, as it is or with its abbreviations. The text is
    /// in lower case too.
    pub fn finds(&self, text: &str) -> bool {
        all_in(&self.as_typed, text) || all_in(&self.abbreviated, &abbreviated(text))
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn all_in(words: &[String], text: &str) -> bool {
    words.iter().all(|it| text.contains(it))
}

fn abbreviated(text: &str) -> String {
    let mut text = text.to_owned();
    for (short, long) in SAME.iter().filter_map(|it| it.split_first()) {
        for it in long {
            text = text.replace(it, short);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Search;

    #[test]
    fn every_word_is_found_whichever_way_it_is_written() {
        const GROUP: &str = "A network security group blocks you";
        for (typed, text, is_found) in [
            ("", GROUP, true),
            ("  ", GROUP, true),
            ("BLOCKS network", GROUP, true),
            ("network secu", GROUP, true),
            ("nsg", GROUP, true),
            ("nsg blocks", GROUP, true),
            ("network security group", "NSG nsg-web", true),
            (
                "ネットワーク セキュリティ グループ",
                "The NSG blocks you",
                true,
            ),
            (
                "nsg",
                "ネットワーク セキュリティ グループが拒否しています",
                true,
            ),
            ("jit off", "Just-in-time access is turned off", true),
            ("blocks twice", GROUP, false),
            ("firewall", GROUP, false),
        ] {
            let (typed, text) = (typed.to_lowercase(), text.to_lowercase());
            assert_eq!(
                Search::new(&typed).finds(&text),
                is_found,
                "{typed} in {text}"
            );
        }
    }
}
