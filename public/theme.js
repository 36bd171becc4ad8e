// The theme that the reader chose, before anything is painted. src/browser/theme.rs
// writes it down.
try {
  document.documentElement.dataset.theme = localStorage.getItem("jit-doctor.theme") ?? "system";
} catch {
  // A browser that refuses storage has the system's theme.
}
