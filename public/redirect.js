// Entra returns to redirect.html; the library's bridge hands what it brought
// to the page that asked. Somebody who comes here in another way goes home.
msalRedirectBridge.broadcastResponseToMainFrame().catch(() => location.replace("./"));
