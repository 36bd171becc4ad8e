//! The clouds that Azure is run in: their hosts and audiences. Public source:
//! the endpoints that the Azure CLI's `az cloud list` prints.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cloud {
    #[default]
    Public,
    UsGov,
    China,
}

impl Cloud {
    pub const ALL: [Self; 3] = [Self::Public, Self::UsGov, Self::China];

    /// The host of Azure Resource Manager.
    pub fn arm_host(self) -> &'static str {
        match self {
            Self::Public => "management.azure.com",
            Self::UsGov => "management.usgovcloudapi.net",
            Self::China => "management.chinacloudapi.cn",
        }
    }

    pub fn login_host(self) -> &'static str {
        match self {
            Self::Public => "login.microsoftonline.com",
            Self::UsGov => "login.microsoftonline.us",
            Self::China => "login.chinacloudapi.cn",
        }
    }

    /// The older audience of ARM's tokens, from the days of classic Azure.
    pub(crate) fn classic_audience(self) -> &'static str {
        match self {
            Self::Public => "https://management.core.windows.net/",
            Self::UsGov => "https://management.core.usgovcloudapi.net/",
            Self::China => "https://management.core.chinacloudapi.cn/",
        }
    }

    /// Who signs the v1 tokens that ARM takes.
    pub(crate) fn issuer(self) -> &'static str {
        match self {
            Self::Public | Self::UsGov => "https://sts.windows.net",
            Self::China => "https://sts.chinacloudapi.cn",
        }
    }
}
