// Stands in a page's own <script>: takes calls down until the tracker is there.
((page, methods) => {
  if (page.iafa) return;
  const iafa = page.iafa = (...call) => iafa.q.push(call);
  iafa.q = [];
  for (const method of methods.split(' ')) iafa[method] = (...call) => iafa(method, ...call);
})(
  window,
  'track page identify alias group register reset consent optOut optIn ready before on',
);
