//! The Azure clouds that the page can talk to: a closed list, so that no link
//! and no answer can add a host.

/// A national or the public Azure cloud.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cloud {
    #[default]
    Public,
    UsGov,
    China,
}

impl Cloud {
    pub const ALL: [Self; 3] = [Self::Public, Self::UsGov, Self::China];

    /// The name in config.json.
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::UsGov => "usgov",
            Self::China => "china",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// The host of Azure Resource Manager; the only one that sees a token.
    pub fn arm_host(self) -> &'static str {
        match self {
            Self::Public => "management.azure.com",
            Self::UsGov => "management.usgovcloudapi.net",
            Self::China => "management.chinacloudapi.cn",
        }
    }

    /// The host of Microsoft Entra's sign-in.
    pub fn login_host(self) -> &'static str {
        match self {
            Self::Public => "login.microsoftonline.com",
            Self::UsGov => "login.microsoftonline.us",
            Self::China => "login.chinacloudapi.cn",
        }
    }

    /// The host of the Azure portal, which the page links to and never asks.
    pub fn portal_host(self) -> &'static str {
        match self {
            Self::Public => "portal.azure.com",
            Self::UsGov => "portal.azure.us",
            Self::China => "portal.azure.cn",
        }
    }

    /// The token audiences that Azure Resource Manager takes in this cloud,
    /// without the slash at the end.
    pub fn audiences(self) -> [&'static str; 2] {
        match self {
            Self::Public => [
                "https://management.azure.com",
                "https://management.core.windows.net",
            ],
            Self::UsGov => [
                "https://management.usgovcloudapi.net",
                "https://management.core.usgovcloudapi.net",
            ],
            Self::China => [
                "https://management.chinacloudapi.cn",
                "https://management.core.chinacloudapi.cn",
            ],
        }
    }

    /// The delegated permission that the page asks for.
    pub fn scope(self) -> String {
        format!("https://{}/user_impersonation", self.arm_host())
    }
}
