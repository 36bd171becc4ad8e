//! A session through Microsoft's sign-in library: which account, in which
//! tenant, and a token for each call. The reader is never sent away without
//! having asked for it.

use std::{cell::RefCell, rc::Rc};

use azure::{
    arm::{SignInNeeded, TokenSource},
    claims,
    cloud::Cloud,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::{FutureExt as _, future::LocalBoxFuture};

use super::{access::Access, request_history::RequestHistory};
use crate::{
    browser::{
        fetch::Fetch,
        location,
        msal::{self, Account, Msal, MsalError},
        storage,
    },
    config::Config,
    part::part,
};

/// Somebody who is signed in, and the tenant that is looked at.
pub(crate) struct Microsoft {
    msal: Msal,
    cloud: Cloud,
    account: Account,
    tenant: String,
    /// The claims that a refusal asked for, which only the reader can bring.
    challenge: RefCell<Option<String>>,
}

part!(
    microsoft,
    /// Leaves the page for Microsoft's sign-in, which comes back to `fragment`. What it
    /// gives ends only when that failed.
    fn sign_in(
        config: Config,
        tenant: Option<String>,
        fragment: String,
    ) -> LocalBoxFuture<'static, Result<(), MsalError>> {
        async move {
            let msal = load(&config).await?;
            // A sign-in that was broken off must be cleared away first.
            msal.redirected().await?;
            let tenant = tenant.as_deref().unwrap_or(&config.tenant);
            msal.sign_in(tenant, None, None, &fragment).await
        }
        .boxed_local()
    }
);

/// The session of somebody who comes back from Microsoft, or who has reloaded
/// the page. Loads nothing when there is nobody.
pub(crate) async fn resume(config: &Config) -> Result<Option<(Rc<Microsoft>, Access)>, MsalError> {
    if config.client_id.is_none() || !msal::pending() {
        return Ok(None);
    }
    let msal = load(config).await?;
    let (account, tenant) = if let Some(account) = msal.redirected().await? {
        let tenant = account.tenant_id.clone();
        (account, tenant)
    } else {
        let Some(account) = msal.accounts().await?.into_iter().next() else {
            return Ok(None);
        };
        let tenant = storage::TENANT.get();
        let tenant = tenant.unwrap_or_else(|| account.tenant_id.clone());
        (account, tenant)
    };
    open(msal, config.cloud, account, tenant).await.map(Some)
}

impl Microsoft {
    pub(crate) fn user(&self) -> &str {
        self.account
            .name
            .as_deref()
            .unwrap_or(&self.account.username)
    }

    /// The same person in another tenant, as far as that needs no sign-in.
    pub(crate) async fn in_tenant(
        &self,
        tenant: &str,
    ) -> Result<(Rc<Microsoft>, Access), MsalError> {
        let (msal, account) = (self.msal.clone(), self.account.clone());
        open(msal, self.cloud, account, tenant.to_owned()).await
    }

    /// Leaves the page to sign in again, as this person, to a tenant.
    pub(crate) async fn sign_in_again(
        &self,
        tenant: Option<&str>,
        fragment: &str,
    ) -> Result<(), MsalError> {
        let challenge = self.challenge.borrow().clone();
        let tenant = tenant.unwrap_or(&self.tenant);
        self.msal
            .sign_in(tenant, Some(&self.account), challenge.as_deref(), fragment)
            .await
    }

    /// Leaves the page to end the session at Microsoft too; where that cannot be had,
    /// the page begins anew.
    pub(crate) async fn sign_out(&self) {
        storage::TENANT.clear();
        if self.msal.sign_out(&self.account).await.is_err() {
            // The tab has forgotten the session already.
            let _ = self.msal.forget(&self.account).await;
            location::reload();
        }
    }

    async fn fresh(&self, claims: Option<&str>, renew: bool) -> Result<String, MsalError> {
        let token = self.msal.token(&self.tenant, &self.account, claims, renew);
        let result = token.await.map(|it| it.access_token);
        if let Err(MsalError::InteractionRequired { claims: asked, .. }) = &result {
            *self.challenge.borrow_mut() = asked.clone().or_else(|| claims.map(str::to_owned));
        }
        result
    }
}

async fn load(config: &Config) -> Result<Msal, MsalError> {
    let id = config
        .client_id
        .as_deref()
        .ok_or_else(|| MsalError::Config("client_id".to_owned()))?;
    Msal::load(config.cloud, id, &config.tenant).await
}

async fn open(
    msal: Msal,
    cloud: Cloud,
    account: Account,
    tenant: String,
) -> Result<(Rc<Microsoft>, Access), MsalError> {
    let microsoft = Rc::new(Microsoft {
        msal,
        cloud,
        account,
        tenant,
        challenge: RefCell::default(),
    });
    let token = microsoft.fresh(None, false).await?;
    storage::TENANT.set(&microsoft.tenant);
    let access = Access {
        cloud,
        claims: claims::read(&token),
        tokens: Rc::new(Tokens(microsoft.clone())),
        transport: Rc::new(Fetch),
        history: RequestHistory::default(),
    };
    Ok((microsoft, access))
}

/// A token for each call: the library keeps it and renews it in time.
struct Tokens(Rc<Microsoft>);

impl TokenSource for Tokens {
    fn token(&self) -> LocalBoxFuture<'static, Result<String, SignInNeeded>> {
        let microsoft = self.0.clone();
        async move { microsoft.fresh(None, false).await.map_err(|_| SignInNeeded) }.boxed_local()
    }

    fn renew(&self, challenge: Option<String>) -> LocalBoxFuture<'static, Option<String>> {
        let microsoft = self.0.clone();
        // A challenge that cannot be read is met with a new token all the same.
        let claims = challenge
            .and_then(|it| STANDARD.decode(it).ok())
            .and_then(|it| String::from_utf8(it).ok());
        // Kept for a sign-in by the reader, in case that ARM refuses the new
        // token too.
        if claims.is_some() {
            microsoft.challenge.borrow_mut().clone_from(&claims);
        }
        async move { microsoft.fresh(claims.as_deref(), true).await.ok() }.boxed_local()
    }
}
