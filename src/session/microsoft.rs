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

/// Somebody who is signed in, and what the session gives.
pub(super) type Entered = (Rc<Microsoft>, Access);

/// The session of somebody who comes back from Microsoft, or who has reloaded
/// the page. Loads nothing when there is nobody.
pub(super) async fn resume(config: &Config) -> Result<Option<Entered>, MsalError> {
    if config.client_id.is_none() || !msal::pending() {
        return Ok(None);
    }
    returned(config.clone()).await?.await
}

part!(
    microsoft,
    fn returned(config: Config) -> LocalBoxFuture<'static, Result<Option<Entered>, MsalError>> {
        async move {
            let msal = load(&config).await?;
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
        .boxed_local()
    }
);

part!(
    microsoft,
    /// The same person in another tenant, as far as that needs no sign-in.
    fn in_tenant(
        microsoft: Rc<Microsoft>,
        tenant: String,
    ) -> LocalBoxFuture<'static, Result<Entered, MsalError>> {
        let (msal, account) = (microsoft.msal.clone(), microsoft.account.clone());
        open(msal, microsoft.cloud, account, tenant).boxed_local()
    }
);

part!(
    microsoft,
    /// Leaves the page to sign in again, as this person, to a tenant.
    fn sign_in_again(
        microsoft: Rc<Microsoft>,
        tenant: Option<String>,
        fragment: String,
    ) -> LocalBoxFuture<'static, Result<(), MsalError>> {
        async move {
            let challenge = microsoft.challenge.borrow().clone();
            let tenant = tenant.as_deref().unwrap_or(&microsoft.tenant);
            let account = Some(&microsoft.account);
            let sign_in = &microsoft.msal;
            sign_in
                .sign_in(tenant, account, challenge.as_deref(), &fragment)
                .await
        }
        .boxed_local()
    }
);

part!(
    microsoft,
    /// Leaves the page to end the session at Microsoft too; where that cannot be had,
    /// the page begins anew.
    fn sign_out(microsoft: Rc<Microsoft>) -> LocalBoxFuture<'static, ()> {
        async move {
            storage::TENANT.clear();
            if microsoft.msal.sign_out(&microsoft.account).await.is_err() {
                // The tab has forgotten the session already.
                let _ = microsoft.msal.forget(&microsoft.account).await;
                location::reload();
            }
        }
        .boxed_local()
    }
);

impl Microsoft {
    pub(crate) fn user(&self) -> &str {
        self.account
            .name
            .as_deref()
            .unwrap_or(&self.account.username)
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
) -> Result<Entered, MsalError> {
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
        transport: None,
        at: None,
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
