// After a device was passed on: what a browser keeps although it was told to clear the site is cleared here.
(async () => {
  localStorage.clear();
  sessionStorage.clear();
  globalThis.indexedDB?.deleteDatabase("ideenboard");
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
  for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
})();
